//! `add`: one event, from options or from answers on a terminal; with `--from`, those of another file.

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::add_from::add_from;
use super::ask::{self, Answer, yes_or_no};
use super::change::{finish, id_taken, lock, open, read, say_rewritten_date, store};
use super::{Command, Environment, Streams};
use crate::cli::{Target, Values};
use crate::date::Date;
use crate::edit::{Ids, Lock, Transaction, check_position, check_values};
use crate::error::{Error, Result};
use crate::model::field::{Column, Field};
use crate::model::id;
use crate::output::change;

/// Add an event, or those of another file; asks for its fields where none are given
#[derive(Args, Debug)]
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
        // Others may change the store while somebody thinks about the answers, so it is read again for the event.
        let options = args.target.form.options(environment.layouts.as_deref());
        let asked = read(&path, &options, streams)?;
        let input = &mut io::stdin().lock();
        let values = ask::event(&asked, input, streams.notes)?;
        let held = if args.target.dry_run {
            None
        } else if yes_or_no("Add it?", Answer::Yes, input, streams.notes)? == Answer::Yes {
            Some(lock(&path, "dateline add")?)
        } else {
            writeln!(streams.out, "nothing was added")?;
            return Ok(true);
        };
        let transaction = Transaction::open(&path, &options)?;
        return add_one(transaction, held, values, streams);
    }
    let is_given = |field| values.iter().any(|(column, _)| *column == Column::Field(field));
    for (field, hint) in [
        (Field::Date, "say what is known of it, such as --date \"late 2014\"; an undated event has --date \"\""),
        (Field::Title, "say in one line what happened: --title \"Attack at Kabul airport\""),
    ] {
        if !is_given(field) {
            return Err(
                Error::usage(format!("an event has a date and a title; --{} is missing", field.name())).hint(hint)
            );
        }
    }
    let (transaction, lock) = open(&path, &args.target, environment, "dateline add", streams)?;
    add_one(transaction, lock, values, streams)
}

fn add_one(
    mut transaction: Transaction,
    lock: Option<Lock>,
    values: Vec<(Column, String)>,
    streams: &mut Streams<'_>,
) -> Result<bool> {
    let cells = check_values(&transaction, values)?;
    check_position(&transaction, |i| Cow::Borrowed(cells.of(Some(i)).unwrap_or_default()))?;
    let mut row = cells.row(&transaction);
    let text = |field: Field| transaction.layout.column_of(field).map_or("", |i| row[i].as_str());
    let date = Date::parse(text(Field::Date)).ok();
    let (location, title) = (text(Field::Location).to_owned(), text(Field::Title).to_owned());
    let id_column = transaction.layout.column_of(Field::Id);
    if let Some(i) = id_column {
        let ids = Ids::of(&transaction);
        if row[i].is_empty() {
            row[i] = id::make(date.as_ref(), &location, &title, |id| ids.has(id));
        } else {
            ids.check_is_free(&row[i]).map_err(|taken| id_taken(&taken, &transaction))?;
        }
    }
    let id = id_column.map_or("", |i| row[i].as_str());
    let answer = format!("added {}", change::event(id, date.as_ref(), "", &title));
    let place = transaction.places().of(date.as_ref());
    transaction.insert(place, &row)?;
    say_rewritten_date(&cells, streams);
    finish(transaction, lock, &answer, streams)?;
    Ok(true)
}
