//! `edit`: fields of one event, or of all that fulfil a condition, and nothing else of the file.

use std::io;

use clap::Args;

use super::ask::{Answer, Lines, yes_or_no};
use super::change::{
    finish, id_taken, in_words, invalid_option, invalid_value, lock, must_ask, open, read, say_rewritten_date, store,
};
use super::editor::{self, TextField};
use super::reports::{Reporting, reporting};
use super::{Command, Environment, Streams, answer, note, rendered};
use crate::cli::complete::values_of;
use crate::cli::{Target, Values};
use crate::date::Certainty;
use crate::edit::{CannotEdit, CellChange, Edits, Ids, Lock, RowEdit, Transaction, check_values};
use crate::error::{Diagnostic, Error, Result};
use crate::model::field::{Column, Field};
use crate::output::change;
use crate::query::Query;
use crate::query::condition::Condition;
use crate::query::select::known_in;
use crate::store::RowOutcome;
use crate::text::counted;
use crate::text::list::several;

/// Change fields of an event; the file stays as it is but for them
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  dateline edit kabul --killed 170..183 --add-source \"UN, 2022\"\n  dateline edit kabul --editor                                   all fields in $EDITOR\n  dateline edit --where 'country = Afganistan' --country Afghanistan"
)]
pub struct Edit {
    /// The id of the event, or as much of it as no other id begins with
    #[arg(value_name = "ID", required_unless_present = "conditions", add = values_of(Field::Id))]
    pub event: Option<String>,

    /// Change every event that fulfils a condition, as in `list`, instead of one: 'country = Afganistan'. The difference
    /// is shown and asked about
    #[arg(long = "where", value_name = "COLUMN OP VALUE", conflicts_with_all = ["event", "id"])]
    pub conditions: Vec<Condition>,

    /// Change the fields in an editor: $VISUAL, else $EDITOR
    #[arg(long, requires = "event")]
    pub editor: bool,

    /// With --where: do not ask
    #[arg(short, long, requires = "conditions")]
    pub yes: bool,

    #[command(flatten)]
    pub values: Values,

    #[command(flatten)]
    pub additions: Additions,

    #[command(flatten)]
    pub target: Target,
}

/// What is added to a list that is there.
#[derive(Args, Debug)]
#[command(next_help_heading = "Event (\"\" is blank)")]
pub struct Additions {
    /// Another source, beside those that are there
    #[arg(long, value_name = "CITATION", allow_hyphen_values = true)]
    pub add_source: Vec<String>,

    /// Another actor, beside those that are there
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub add_actor: Vec<String>,

    /// Another tag, beside those that are there
    #[arg(long, value_name = "TAG", allow_hyphen_values = true)]
    pub add_tag: Vec<String>,
}

impl Additions {
    fn given(self) -> Vec<(Column, String)> {
        let lists = [
            (Column::Field(Field::Source), self.add_source),
            (Column::Field(Field::Actors), self.add_actor),
            (Column::Other("tags".to_owned()), self.add_tag),
        ];
        let each =
            |(column, values): (Column, Vec<String>)| values.into_iter().map(move |value| (column.clone(), value));
        lists.into_iter().flat_map(each).collect()
    }
}

impl Command for Edit {
    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        let Edit { event, conditions, editor, yes, values, additions, target } = *self;
        let (values, added) = (values.given()?, additions.given());
        match &event {
            Some(_) if editor && !(values.is_empty() && added.is_empty()) => {
                return Err(Error::usage("--editor shows every field; pass it alone"));
            }
            Some(id) if editor => return edit_in_editor(id, &target, environment, streams),
            _ => {}
        }
        if values.is_empty() && added.is_empty() {
            return Err(Error::usage("there is nothing to change: pass a field, such as `--killed 170..183`")
                .hint("`--editor` opens all fields in an editor; `dateline edit --help` lists them"));
        }
        match event {
            Some(id) => edit_one(&id, values, added, &target, environment, streams),
            None => edit_many(conditions, yes, values, added, &target, environment, streams),
        }
    }
}

fn edit_one(
    id: &str,
    values: Vec<(Column, String)>,
    added: Vec<(Column, String)>,
    target: &Target,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<bool> {
    let path = store(target.file.as_deref(), environment)?;
    let (transaction, lock) = open(&path, target, environment, "dateline edit", streams)?;
    let ids = Ids::of(&transaction)?;
    let row = ids.row(&transaction, id)?;
    let Reporting { mut transaction, values, .. } = reporting(transaction, values, Some(row), streams)?;
    let edits = checked(&transaction, values, added)?;
    name_new_id(&mut transaction, row, &edits, streams)?;
    change_one(transaction, lock, (&ids, row), &edits, streams)
}

/// Has the reports of an event name its new id, if it gets one.
fn name_new_id(transaction: &mut Transaction, row: usize, edits: &Edits, streams: &mut Streams<'_>) -> Result<()> {
    let column = transaction.layout.column_of(Field::Id);
    let (Some(id), Some(report_of)) =
        (edits.new_cells().of(column).map(str::to_owned), transaction.layout.column_of(Field::ReportOf))
    else {
        return Ok(());
    };
    let old = transaction.id_of(row)?;
    let reports = transaction.reports_of(std::slice::from_ref(&old))?;
    if reports.is_empty() || id == old {
        return Ok(());
    }
    for report in &reports {
        transaction.replace(*report, report_of, &id)?;
    }
    note(
        streams,
        &format!(
            "{} of {old} now {} {id}",
            counted(reports.len() as u64, "report"),
            if reports.len() == 1 { "names" } else { "name" }
        ),
    );
    Ok(())
}

/// Makes the change of one event, and says what became of it.
fn change_one(
    mut transaction: Transaction,
    lock: Option<Lock>,
    (ids, row): (&Ids, usize),
    edits: &Edits,
    streams: &mut Streams<'_>,
) -> Result<bool> {
    let id = transaction.id_of(row)?;
    let edit = edits.apply(&mut transaction, ids, row).map_err(|error| cannot_edit(error, &transaction))?;
    say_rewritten_date(edits.new_cells(), streams);
    let RowEdit { cells, filled } = edit;
    if cells.is_empty() {
        answer(streams, &format!("{id} is like that already: nothing was changed"))?;
        return Ok(true);
    }
    say_replaced_lists(&transaction, &cells, streams);
    if let Some((has, wants)) = filled {
        note(streams, &format!("the row had {has} of {wants} fields; those that were missing are blank now"));
    }
    let fault = transaction.fault_after(row)?;
    let said: Vec<String> = cells.iter().map(|change| in_one_line(&transaction, change)).collect();
    let said = match said.as_slice() {
        [one] => format!("changed {id}: {one}"),
        several => format!("changed {id}:\n  {}", several.join("\n  ")),
    };
    finish(transaction, lock, &said, streams)?;
    let Some(fault) = fault else { return Ok(true) };
    // It could not be read before either; what is still wrong is told as reading it would.
    streams.out.flush()?;
    let is_cell = fault.place.as_ref().is_some_and(|place| place.field.is_some());
    let what = if is_cell { "cell" } else { "row" };
    let _ = writeln!(streams.notes, "{}\nthe {what} can still not be read", rendered(&fault));
    Ok(false)
}

/// Shows the fields of an event in an editor, and changes those that come back otherwise.
fn edit_in_editor(id: &str, target: &Target, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let path = store(target.file.as_deref(), environment)?;
    // Others may change the store while somebody thinks, so it is read again for the change.
    let options = target.form.options(environment.layouts.as_deref());
    let shown = read(&path, &options, streams)?;
    let row = Ids::of(&shown)?.row(&shown, id)?;
    let columns = columns_of(&shown);
    let fields: Vec<TextField> = columns
        .iter()
        .map(|(_, i)| Ok(TextField { name: shown.layout.column_name(*i).to_owned(), value: shown.cell(row, *i)? }))
        .collect::<Result<_>>()?;
    let whole_id = shown.id_of(row)?;
    let file = editor::temporary(&editor::text_of(&fields, &format!("{whole_id} in {}", shown.name)))?;
    let before = editor::values_of(&editor::text_of(&fields, ""), &fields).map_err(Diagnostic::from)?;
    streams.out.flush()?;
    let values = loop {
        let text = editor::edited(&environment.editor, file.path())?;
        let problem = match editor::values_of(&text, &fields) {
            Ok(None) => break Vec::new(),
            Ok(Some(values)) => {
                let each = columns.iter().zip(values.into_iter().zip(before.iter().flatten()));
                let changed = each.filter(|(_, (value, before))| value != *before);
                let changed: Vec<(Column, String)> =
                    changed.map(|((column, _), (value, _))| (column.clone(), value)).collect();
                match check_values(&shown, changed.clone()) {
                    Ok(_) => break changed,
                    Err(invalid) => {
                        let name = invalid.column.name().to_owned();
                        let mut problem = invalid_value(invalid);
                        problem.message = format!("{name}: {}", problem.message);
                        problem
                    }
                }
            }
            Err(fault) => fault.into(),
        };
        let is_asked = environment.can_ask;
        if is_asked {
            let _ = streams.notes.write_all(rendered(&problem).as_bytes());
        }
        if !is_asked
            || yes_or_no("Open the editor again?", Answer::Yes, &mut Lines(io::stdin().lock()), streams.notes)?
                == Answer::No
        {
            keep(file, streams);
            return Err(Error::from(problem));
        }
    };
    if values.is_empty() {
        answer(streams, &format!("{whole_id} is as it was: nothing was changed"))?;
        return Ok(true);
    }
    let held = if target.dry_run { None } else { Some(lock(&path, "dateline edit", streams)?) };
    let transaction = Transaction::open(&path, &options)?;
    let ids = Ids::of(&transaction)?;
    let row = ids.row(&transaction, &whole_id)?;
    let is_same = |i: usize| shown.layout.column_name(i) == transaction.layout.column_name(i);
    let mut same_fields = true;
    for (field, (_, i)) in fields.iter().zip(&columns) {
        same_fields &= *i < transaction.layout.width() && is_same(*i) && transaction.cell(row, *i)? == field.value;
    }
    if !same_fields {
        let who = held.as_ref().and_then(|lock| transaction.last_change(row, lock).transpose()).transpose()?;
        let who = who.unwrap_or_else(|| format!("{whole_id} was changed by another program"));
        let message = format!("{who} while it was in the editor");
        keep(file, streams);
        return Err(Error::from(Diagnostic::new(message)));
    }
    let Reporting { mut transaction, values, .. } = reporting(transaction, values, Some(row), streams)?;
    let edits = checked(&transaction, values, Vec::new())?;
    name_new_id(&mut transaction, row, &edits, streams)?;
    change_one(transaction, held, (&ids, row), &edits, streams)
}

/// The columns of a store that have a name which stands for them, with their numbers.
fn columns_of(transaction: &Transaction) -> Vec<(Column, usize)> {
    let layout = &transaction.layout;
    let column = |i: usize| {
        layout.field_of(i).map_or_else(|| Column::Other(layout.column_name(i).trim().to_lowercase()), Column::Field)
    };
    let each = (0..layout.width()).map(|i| (column(i), i));
    let is_text = |name: &str| !name.trim().is_empty() && !name.starts_with('#') && !name.contains(char::is_control);
    each.filter(|(column, i)| layout.find(column) == Some(*i) && is_text(layout.column_name(*i))).collect()
}

/// Keeps what was written in the editor, and says where.
fn keep(file: tempfile::NamedTempFile, streams: &mut Streams<'_>) {
    if let Ok((_, path)) = file.keep() {
        note(streams, &format!("nothing was changed; what you wrote is in {}", path.display()));
    }
}

fn edit_many(
    conditions: Vec<Condition>,
    yes: bool,
    values: Vec<(Column, String)>,
    added: Vec<(Column, String)>,
    target: &Target,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<bool> {
    let path = store(target.file.as_deref(), environment)?;
    let asks = must_ask(yes, target, environment)?;
    // Others may change the store while somebody thinks about the answer. That is seen before it is written to.
    let mut held = if asks || target.dry_run { None } else { Some(lock(&path, "dateline edit", streams)?) };
    let transaction = read(&path, &target.form.options(environment.layouts.as_deref()), streams)?;
    let query = Query::new().conditions(conditions);
    let Matching { rows, possible, unreadable } = matching(&transaction, &query)?;
    let Reporting { mut transaction, values, event } = reporting(transaction, values, None, streams)?;
    if let Some(event) = event.filter(|event| rows.contains(event)) {
        let id = transaction.id_of(event)?;
        return Err(Error::usage(format!("--report-of: `{id}` can't be a report of itself"))
            .hint("leave it out with another condition: --where 'id != …'"));
    }
    let edits = checked(&transaction, values, added)?;
    let ids = Ids::of(&transaction)?;
    let mut changed: u64 = 0;
    for &row in &rows {
        let edit = edits.apply(&mut transaction, &ids, row).map_err(|error| match in_words(&transaction, row) {
            Ok(event) => cannot_edit(error, &transaction).hint(format!("in {event}")),
            Err(unread) => unread,
        })?;
        changed += u64::from(!edit.cells.is_empty());
    }
    say_rewritten_date(edits.new_cells(), streams);
    if unreadable > 0 {
        let stay = if unreadable == 1 { "stays as it is" } else { "stay as they are" };
        note(streams, &format!("{} that can't be read {stay}", counted(unreadable, "row")));
    }
    if changed == 0 {
        let name = &transaction.name;
        let why = match rows.len() as u64 {
            0 => format!("no event in {name} matches"),
            n => format!("the {} that match in {name} are like that already", counted(n, "event")),
        };
        answer(streams, &format!("{why}: nothing was changed"))?;
        return Ok(true);
    }
    if possible > 0 {
        note(streams, &format!("{possible} of {} match only possibly", counted(rows.len() as u64, "event")));
    }
    let events = counted(changed, "event");
    if asks {
        change::diff(streams.notes, &transaction.name, &transaction.difference()?)?;
        let question = format!("Change {events} in {}?", transaction.name);
        if yes_or_no(&question, Answer::No, &mut Lines(io::stdin().lock()), streams.notes)? == Answer::No {
            answer(streams, "nothing was changed")?;
            return Ok(true);
        }
        held = Some(lock(&path, "dateline edit", streams)?);
    }
    let said = format!("changed {events} in {}", transaction.name);
    finish(transaction, held, &said, streams)?;
    Ok(true)
}

/// # Errors
/// A value that can't be written, named by its option.
fn checked(transaction: &Transaction, values: Vec<(Column, String)>, added: Vec<(Column, String)>) -> Result<Edits> {
    Edits::check(transaction, values)?.and_added(transaction, added).map_err(|invalid| {
        let option = match &invalid.column {
            Column::Field(Field::Source) => "--add-source",
            Column::Field(Field::Actors) => "--add-actor",
            _ => "--add-tag",
        };
        invalid_option(option, invalid)
    })
}

/// The rows of a store whose events match.
struct Matching {
    rows: Vec<usize>,
    /// How many of them match only possibly.
    possible: u64,
    /// How many rows can't be read.
    unreadable: u64,
}

/// # Errors
/// A column that the query names and the store does not have.
fn matching(transaction: &Transaction, query: &Query) -> Result<Matching> {
    known_in(&[&transaction.layout], query.columns())?;
    let mut matching = Matching { rows: Vec::new(), possible: 0, unreadable: 0 };
    // `None`: a row that can't be read.
    let read = |outcome: RowOutcome<'_>| match outcome {
        RowOutcome::Event(event, _) => query.matches(event).map(Some),
        RowOutcome::Other(_) => None,
        RowOutcome::Bad(..) | RowOutcome::Unreadable => Some(None),
    };
    let take = |row, certainty| match certainty {
        Some(certainty) => {
            matching.rows.push(row);
            matching.possible += u64::from(certainty == Certainty::Possible);
        }
        None => matching.unreadable += 1,
    };
    transaction.each_row(|_, outcome| read(outcome), take)?;
    Ok(matching)
}

fn cannot_edit(error: CannotEdit, transaction: &Transaction) -> Error {
    match error {
        CannotEdit::TooManyCells(fault) => Error::from(*fault),
        CannotEdit::IdTaken(taken) => id_taken(&taken, transaction),
        CannotEdit::Position(lone) => Error::from(lone),
        CannotEdit::Failed(error) => error,
    }
}

/// Says that a list was replaced, where what it held is gone: more often, something is to be added to it.
fn say_replaced_lists(transaction: &Transaction, cells: &[CellChange], streams: &mut Streams<'_>) {
    for (field, option) in [(Field::Source, "--add-source"), (Field::Actors, "--add-actor")] {
        let column = transaction.layout.column_of(field);
        let is_lost = |change: &CellChange| {
            let new = several(&change.new);
            !new.is_empty() && several(&change.old).iter().any(|part| !new.contains(part))
        };
        if cells.iter().any(|change| Some(change.column) == column && is_lost(change)) {
            let name = field.name();
            note(streams, &format!("`--{name}` replaces what was there; `{option}` adds to it"));
        }
    }
}

/// What became of a cell.
fn in_one_line(transaction: &Transaction, change: &CellChange) -> String {
    let name = transaction.layout.column_name(change.column);
    let is_date = transaction.layout.column_of(Field::Date) == Some(change.column);
    change::cell(name, is_date, &change.old, &change.new)
}
