//! `add`: one event, from options or from answers on a terminal; with `--from`, those of another file.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use super::add_from::add_from;
use super::ask::{self, Answer, is_yes, yes_or_no};
use super::change::{finish, id_taken, in_words, lock, open, read, say_rewritten_date, store};
use super::line_editor::LineEditor;
use super::reports::{Reporting, reporting};
use super::{Command, Environment, Streams};
use crate::check::code::Code;
use crate::check::{Finding, Wanted, check};
use crate::cli::{self, Target, Values};
use crate::date::Date;
use crate::edit::{InsertAt, Lock, Transaction, check_position, check_values};
use crate::error::{Error, Result};
use crate::input::Input;
use crate::model::field::{Column, Field};
use crate::model::id;
use crate::output::{self, change};
use crate::store::{ReadOptions, Store};

/// Add an event, or those of another file; asks for its fields where none are given
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  dateline add                                                   asks for each field\n  dateline add --date \"late 2014\" --title \"The group is founded\"\n  dateline add --report-of kabul --killed 600 --source \"Army\"        another report of an event\n  dateline add --from new.csv --dry-run                          what it would add"
)]
pub struct Add {
    #[command(flatten)]
    pub values: Values,

    /// Add all events of another file that are not there already; `-` is standard input. It may be in any layout, and
    /// the options below tell of it and not of the store
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "Values")]
    pub from: Option<PathBuf>,

    /// With --from: add nothing if one of its rows can't be read
    #[arg(long, requires = "from")]
    pub strict: bool,

    #[command(flatten)]
    pub target: Target,
}

impl Command for Add {
    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        add(*self, environment, streams)
    }
}

fn add(args: Add, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let path = store(args.target.file.as_deref(), environment)?;
    if let Some(from) = &args.from {
        return add_from(from, &path, &args, environment, streams);
    }
    let values = args.values.given()?;
    if values.is_empty() && environment.can_ask {
        return ask_for_events(&path, &args.target, environment, streams);
    }
    let is_given = |field| values.iter().any(|(column, _)| *column == Column::Field(field));
    let of_field = |field| values.iter().find(|(column, _)| *column == Column::Field(field));
    // What a report says nothing of, its event has.
    let is_report = of_field(Field::ReportOf).is_some_and(|(_, id)| !id.trim().is_empty());
    for (field, hint) in [
        (Field::Date, "say what is known of it, such as --date \"late 2014\"; an undated event has --date \"\""),
        (Field::Title, "say in one line what happened: --title \"Attack at Kabul airport\""),
    ] {
        if !is_report && !is_given(field) {
            return Err(
                Error::usage(format!("an event has a date and a title; --{} is missing", field.name())).hint(hint)
            );
        }
    }
    let (transaction, lock) = open(&path, &args.target, environment, "dateline add", streams)?;
    add_one(transaction, lock, values, streams)
}

/// Asks for an event, says what is doubtful about it, adds it, and asks for another.
fn ask_for_events(path: &Path, target: &Target, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let options = target.form.options(environment.layouts.as_deref());
    let answers = &mut LineEditor::new()?;
    loop {
        // Others may change the store while somebody thinks about the answers, so it is read again for the event.
        let asked = read(path, &options, streams)?;
        let values = ask::event(&asked, answers, streams.notes)?;
        let doubts = doubts(&asked, &values, &options)?;
        for doubt in &doubts {
            let text = output::check::rendered(doubt, None, environment.width, cli::hint::hint);
            streams.notes.write_all(text.as_bytes())?;
        }
        let held = if target.dry_run {
            None
        } else {
            let usual = if doubts.is_empty() { Answer::Yes } else { Answer::No };
            match yes_or_no("Add it?", usual, answers, streams.notes)? {
                Answer::Yes => Some(lock(path, "dateline add", streams)?),
                Answer::No => {
                    writeln!(streams.out, "nothing was added")?;
                    return Ok(true);
                }
            }
        };
        add_one(Transaction::open(path, &options)?, held, values, streams)?;
        streams.out.flush()?;
        if target.dry_run || !is_yes("Another?", answers, streams.notes)? {
            return Ok(true);
        }
    }
}

/// What `check` would say about a new event: that it is there already, or that something about it is unlikely.
fn doubts(store: &Transaction, values: &[(Column, String)], options: &ReadOptions) -> Result<Vec<Finding>> {
    let mut row = check_values(store, values.to_vec())?.row(store);
    // Its id is made later, and no other event has it.
    if let Some(i) = store.layout.column_of(Field::Id) {
        row[i].clear();
    }
    // Behind the others the new row is the one that is found to be like another.
    let failed = |error: io::Error| Error::writing(&std::env::temp_dir().display().to_string(), &error);
    let copy = tempfile::NamedTempFile::new().map_err(failed)?;
    let line = store.write_with_last_row(&row, copy.as_file())?;
    let copy_store = Store::open(&[Input::File(copy.path().to_owned())], options)?;
    let allowed = Code::ALL.into_iter().filter(|code| !OF_ONE_EVENT.contains(code)).collect();
    let (reports, _) = check(copy_store, Wanted { most: usize::MAX, allowed, typed: false })?;
    let findings = reports.into_iter().flat_map(|report| report.findings.list);
    Ok(findings.filter(|finding| finding.place.line >= line).collect())
}

/// The checks that say something of one event by itself or beside others.
const OF_ONE_EVENT: [Code; 8] = [
    Code::LikelyDuplicate,
    Code::FalsePrecision,
    Code::SwappedCoordinates,
    Code::NullIsland,
    Code::DoubtfulList,
    Code::SourceBeforeEvent,
    Code::UnknownStatus,
    Code::RangeBackwards,
];

fn add_one(
    transaction: Transaction,
    lock: Option<Lock>,
    values: Vec<(Column, String)>,
    streams: &mut Streams<'_>,
) -> Result<bool> {
    let Reporting { mut transaction, values, event } = reporting(transaction, values, None, streams)?;
    let cells = check_values(&transaction, values)?;
    check_position(&transaction, |i| Cow::Borrowed(cells.of(Some(i)).unwrap_or_default()))?;
    let mut row = cells.row(&transaction);
    let text = |field: Field| transaction.layout.column_of(field).map_or("", |i| row[i].as_str());
    let date = Date::parse(text(Field::Date)).ok();
    let (location, title) = (text(Field::Location).to_owned(), text(Field::Title).to_owned());
    let id_column = transaction.layout.column_of(Field::Id);
    let (ids, places) = transaction.ids_and_places()?;
    if let Some(i) = id_column {
        if row[i].is_empty() {
            row[i] = match event {
                Some(event) => id::numbered(&transaction.id_of(event)?, |id| ids.has(id)),
                None => id::make(date.as_ref(), &location, &title, |id| ids.has(id)),
            };
        } else {
            ids.check_is_free(&row[i]).map_err(|taken| id_taken(&taken, &transaction))?;
        }
    }
    let id = id_column.map_or("", |i| row[i].as_str());
    let (answer, place) = match event {
        Some(event) => {
            let answer = format!("added {id}, a report of {}", in_words(&transaction, event)?);
            (answer, InsertAt { before: places.behind(event), rank: 0 })
        }
        None => {
            let answer = format!("added {}", change::event(id, date.as_ref(), "", &title));
            (answer, places.of(date.as_ref()))
        }
    };
    // They hold something of every row, which the change has no use for.
    drop((ids, places));
    transaction.insert(place, &row)?;
    say_rewritten_date(&cells, streams);
    finish(transaction, lock, &answer, streams)?;
    Ok(true)
}
