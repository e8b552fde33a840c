//! `add --from`: the events of another file that are not in the store yet.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use crate::cli;
use crate::date::Date;
use crate::edit::Transaction;
use crate::error::{Diagnostic, Error, Result};
use crate::event::{Coordinates, Event};
use crate::input::Input;
use crate::layout::listed;
use crate::model::field::{Column, Field};
use crate::model::id::{self, fold_id};
use crate::publish::csv;
use crate::query::Query;
use crate::query::order::{Order, Selection};
use crate::store::{Read, ReadOptions, RowOutcome};
use crate::text::normalize::fold;
use crate::text::{counted, shell_word, thousands};

use super::change::{Ids, InvalidValue, check_takes_dates, degrees, finish, lock, read, say_unclosed};
use super::{Environment, Select, Streams, note, open_store, report};

pub(super) fn append(
    from: &Path,
    path: &Path,
    args: &cli::Add,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<bool> {
    let input = Input::from_argument(from);
    if input.is_file(path) {
        return Err(Error::usage(format!("`{}` is the store itself", from.display())));
    }
    // All of it first: who writes to a pipe may take their time, and others want to change the store meanwhile.
    let incoming = open_store(&[input], &args.target.form.options(&environment.codebooks), environment)?;
    for text in incoming.sources.iter().flat_map(|source| &source.notes) {
        note(streams, &cli::hint::note(text));
    }
    let mut events = Selection::default();
    let Read { sources, report: found, .. } = incoming.read(
        &Select { query: &Query::new(), order: &Order::by_date(), coordinates: Coordinates::Check },
        &mut events,
    )?;
    if args.strict && found.unreadable() > 0 {
        note(streams, &format!("nothing was added to {}", path.display()));
        return report(&found, streams);
    }
    let lock = if args.target.dry_run { None } else { Some(lock(path, "dateline add --from")?) };
    let mut draft = read(path, &ReadOptions::default(), streams)?;
    for field in [Field::Date, Field::Title] {
        if draft.layout.column_of(field).is_none() {
            return Err(not_one_column(&draft, field, from));
        }
    }
    let mut appending = Appending::to(&draft);
    events.for_each(&sources, |event, _| {
        appending.match_id(&draft, event);
        Ok(())
    })?;
    events.for_each(&sources, |event, _| {
        appending.event(&draft, event);
        Ok(())
    })?;
    let places = draft.places();
    let added = appending.rows.len();
    for row in &appending.rows {
        let date = draft.layout.column_of(Field::Date).and_then(|i| Date::parse(&row[i]).ok());
        if date.is_some() {
            check_takes_dates(&draft).map_err(InvalidValue::of_file)?;
        }
        draft.insert(places.of(date.as_ref()), &appending.written(row))?;
    }
    appending.say_others(&draft, from, streams);
    appending.say_left_out(&draft, streams);
    let skipped = match appending.skipped {
        0 => String::new(),
        1 => "; skipped 1 that is there already".to_owned(),
        n => format!("; skipped {} that are there already", thousands(n)),
    };
    let answer = format!("added {} to {}{skipped}", counted(added as u64, "event"), draft.name);
    if added == 0 {
        writeln!(streams.out, "{answer}")?;
    } else {
        say_unclosed(&draft, streams);
        finish(draft, lock, &answer, streams)?;
    }
    report(&found, streams)
}

/// Why nothing can be added to a store that has the date or the title in no one column.
fn not_one_column(draft: &Transaction, field: Field, from: &Path) -> Error {
    let (layout, name) = (draft.layout.name.as_str(), shell_word(&draft.name));
    let message = format!(
        "nothing can be added from another file to {}: no one column of it is its `{}`, the layout is {layout}",
        draft.name,
        field.name()
    );
    let from = from.display().to_string();
    let from = shell_word(&from);
    Error::from(Diagnostic::new(message)).hint(format!(
        "make a file with dateline's own columns of it, and add to that: dateline export {name} --native -o NEW.csv, then \
         dateline add -f NEW.csv --from {from}"
    ))
}

/// SkipReason is known of the store while events are added to it.
///
/// An event is there already if one has its id or, where one of the two has no id, its date, place and title; each event
/// of the store stands for one of the incoming, for two things can happen in one place on one day.
struct Appending {
    /// For each column of the store, how an incoming event names it, and whether it has a comma before its decimals.
    columns: Vec<Column>,
    decimal_commas: Vec<bool>,
    ids: Ids,
    /// The events with an id, by it.
    by_id: HashMap<String, Known>,
    /// By what makes an event the same as another: the rows of the store that no incoming event was found to be.
    unmatched: HashMap<String, Unmatched>,
    /// The incoming rows without an id of their own: the same again is the same event.
    seen: HashSet<Vec<String>>,
    /// SkipReason is to be added.
    rows: Vec<Vec<String>>,
    skipped: u64,
    /// SkipReason the store calls those of the skipped that have other values there.
    differing: Vec<String>,
    /// Ids of events that were left out since others have them.
    taken: Vec<String>,
    /// Columns with values that the store has no column for.
    left_out: BTreeSet<String>,
}

/// An event with an id.
struct Known {
    key: String,
    /// Its row in the store; `None` for one that is to be added.
    row: Option<usize>,
}

/// Rows of the store, in its order.
#[derive(Default)]
struct Unmatched {
    with_id: BTreeSet<usize>,
    without_id: BTreeSet<usize>,
}

/// Among how many rows alike one with the same values is looked for.
const MOST_COMPARED: usize = 20;

impl Appending {
    fn to(draft: &Transaction) -> Appending {
        let field = |i: usize| Field::ALL.into_iter().find(|field| draft.layout.column_of(*field) == Some(i));
        let other = |i: usize| Column::Other(draft.layout.column_name(i).to_lowercase());
        let columns: Vec<Column> =
            (0..draft.layout.width()).map(|i| field(i).map_or_else(|| other(i), Column::Field)).collect();
        let is_degrees = |column: &Column| matches!(column, Column::Field(Field::Latitude | Field::Longitude));
        let decimal_commas =
            columns.iter().enumerate().map(|(i, column)| is_degrees(column) && draft.has_decimal_comma(i)).collect();
        let (mut by_id, mut unmatched) = (HashMap::new(), HashMap::<String, Unmatched>::new());
        draft.each_row(|row, _, found| {
            if let RowOutcome::Event(event, _) = found {
                let cells = cells(&columns, event);
                let (key, id) = (key(draft, &cells), own_id(draft, &cells));
                let alike = unmatched.entry(key.clone()).or_default();
                if id.is_empty() {
                    alike.without_id.insert(row);
                } else {
                    alike.with_id.insert(row);
                    by_id.insert(id, Known { key, row: Some(row) });
                }
            }
        });
        Appending {
            columns,
            decimal_commas,
            ids: Ids::of(draft),
            by_id,
            unmatched,
            seen: HashSet::new(),
            rows: Vec::new(),
            skipped: 0,
            differing: Vec::new(),
            taken: Vec::new(),
            left_out: BTreeSet::new(),
        }
    }

    /// Finds the event of the store that has the id of an incoming one; for all of them, before their rows are made.
    fn match_id(&mut self, draft: &Transaction, event: &Event<'_>) {
        if draft.layout.column_of(Field::Id).is_some()
            && let Some(Known { key, row: Some(row) }) = self.by_id.get(&*fold_id(&event.text(Field::Id)))
            && let Some(alike) = self.unmatched.get_mut(key)
        {
            alike.with_id.remove(row);
        }
    }

    /// Takes in an event, unless it is there already.
    fn event(&mut self, draft: &Transaction, event: &Event<'_>) {
        let mut row = cells(&self.columns, event);
        let (key, id) = (key(draft, &row), own_id(draft, &row));
        if !id.is_empty() && self.ids.has(&id) {
            match self.by_id.get(&id) {
                Some(known) if known.key == key => self.skip(draft, known.row, &row),
                _ => self.taken.push(id),
            }
            return;
        }
        if id.is_empty() && !self.seen.insert(row.clone()) {
            self.skipped += 1;
            return;
        }
        if let Some(there) = self.there(draft, &key, &id, &row) {
            self.skip(draft, Some(there), &row);
            return;
        }
        if let Some(i) = draft.layout.column_of(Field::Id) {
            if id.is_empty() {
                let title = draft.layout.column_of(Field::Title).map_or("", |i| row[i].as_str());
                row[i] = id::make(event.date.as_ref(), title, |id| self.ids.has(id));
            }
            self.ids.take(&row[i]);
        }
        if !id.is_empty() {
            self.by_id.insert(id, Known { key, row: None });
        }
        self.look_for_more(draft, event);
        self.rows.push(row);
    }

    /// The row of the store that is this event, without regard to its id: one that has the same values, else the first.
    fn there(&mut self, draft: &Transaction, key: &str, id: &str, row: &[String]) -> Option<usize> {
        let alike = self.unmatched.get(key)?;
        // Two events with ids of their own are two.
        let with_id = alike.with_id.iter().filter(|_| id.is_empty());
        let mut rows = alike.without_id.iter().chain(with_id).copied().peekable();
        let first = *rows.peek()?;
        let there = rows.take(MOST_COMPARED).find(|there| !self.differs(draft, *there, row)).unwrap_or(first);
        let alike = self.unmatched.get_mut(key)?;
        alike.with_id.remove(&there);
        alike.without_id.remove(&there);
        Some(there)
    }

    fn skip(&mut self, draft: &Transaction, there: Option<usize>, row: &[String]) {
        self.skipped += 1;
        if let Some(there) = there.filter(|there| self.differs(draft, *there, row)) {
            let id = draft.layout.column_of(Field::Id).map(|i| draft.cell(there, i)).unwrap_or_default();
            self.differing.push(match id.trim() {
                "" => format!("line {}", draft.table.line(there)),
                id => id.to_owned(),
            });
        }
    }

    /// Whether a row of the store says otherwise than an incoming one that is the same event. SkipReason that leaves blank
    /// says nothing.
    fn differs(&self, draft: &Transaction, there: usize, row: &[String]) -> bool {
        let id = draft.layout.column_of(Field::Id);
        let own = draft.event(there, |event| cells(&self.columns, event)).unwrap_or_default();
        let is_other = |(i, (new, own)): (usize, (&String, &String))| {
            Some(i) != id && !new.is_empty() && new != own && fold(new) != fold(own)
        };
        row.iter().zip(&own).enumerate().any(is_other)
    }

    /// The row as the store writes its numbers.
    fn written(&self, row: &[String]) -> Vec<String> {
        row.iter().zip(&self.decimal_commas).map(|(cell, has_comma)| degrees(cell, *has_comma)).collect()
    }

    /// Notes what an event holds that the store has no column for.
    fn look_for_more(&mut self, draft: &Transaction, event: &Event<'_>) {
        let fields = Field::ALL.into_iter().map(|field| (field.name(), event.text(field)));
        let layout = event.layout();
        let date = layout.date_columns();
        let extra = layout.extra().filter(|(i, _)| !date.contains(i)).map(|(i, name)| (name, event.cell(i)));
        for (name, text) in fields.chain(extra) {
            let column = name.parse::<Column>();
            if !text.trim().is_empty() && column.is_ok_and(|column| draft.layout.find(&column).is_none()) {
                self.left_out.insert(name.to_owned());
            }
        }
    }

    fn say_others(&self, draft: &Transaction, from: &Path, streams: &mut Streams<'_>) {
        let n = self.differing.len() as u64;
        if n == 0 {
            return;
        }
        let which = listed(&self.differing);
        let is_are = if n == 1 { "is" } else { "are" };
        let from = if from.as_os_str() == "-" { "FILE".into() } else { from.display().to_string() };
        let diff = format!("dateline diff {} {}", shell_word(&draft.name), shell_word(&from));
        let n = thousands(n);
        note(streams, &format!("{n} {is_are} there with other values, which stay ({which}): `{diff}` shows them"));
    }

    fn say_left_out(&self, draft: &Transaction, streams: &mut Streams<'_>) {
        if !self.taken.is_empty() {
            let events = counted(self.taken.len() as u64, "event");
            let ids = listed(&self.taken);
            note(streams, &format!("{events} left out, since other events in {} have the same ids: {ids}", draft.name));
        }
        if !self.left_out.is_empty() {
            let names: Vec<String> = self.left_out.iter().cloned().collect();
            note(
                streams,
                &format!("{} has no columns for these, so they were left out: {}", draft.name, listed(&names)),
            );
        }
    }
}

/// The id of a row, as ids are compared; empty where it has none.
fn own_id(draft: &Transaction, row: &[String]) -> String {
    draft.layout.column_of(Field::Id).map(|i| fold_id(&row[i]).into_owned()).unwrap_or_default()
}

/// The cells of an event for these columns, in the model's convention.
fn cells(columns: &[Column], event: &Event<'_>) -> Vec<String> {
    columns.iter().map(|column| csv::cell(event, column).trim().to_owned()).collect()
}

/// SkipReason makes two events the same: date, place and title, as the store holds them.
fn key(draft: &Transaction, row: &[String]) -> String {
    let cell = |field: Field| draft.layout.column_of(field).map_or("", |i| row[i].trim());
    [Field::Date, Field::Location, Field::Country, Field::Title].map(|field| fold(cell(field)).into_owned()).join("\0")
}
