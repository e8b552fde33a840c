//! Adds the events of another chronology to a store, all but those that it has already.
//!
//! An event is in the store already if one there has its id or, where one of the two has no id, its date, place and
//! title. Each row of the store stands for one of the incoming events, for two things can happen in one place on one
//! day.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::values::{InvalidValue, check_takes_dates, degrees};
use super::{Ids, Transaction};
use crate::date::Date;
use crate::error::Error;
use crate::event::Event;
use crate::model::field::{Column, Field};
use crate::model::id::{self, fold_id};
use crate::query::order::Selection;
use crate::store::{RowOutcome, Source};
use crate::text::normalize::fold;

/// What became of the events of another chronology.
#[derive(Debug, Default)]
pub struct Appended {
    /// How many events are new, and were put in.
    pub added: u64,
    /// How many events the store has already.
    pub skipped: u64,
    /// Those of the skipped events that have other values in the store, which stay: each by its id there or, where it
    /// has none, its line.
    pub differing: Vec<String>,
    /// The ids of events that were left out because other events of the store have the same ids.
    pub taken: Vec<String>,
    /// The columns that hold something and for which the store has no column.
    pub left_out: BTreeSet<String>,
}

/// Why nothing can be added to a store.
#[derive(Debug, thiserror::Error)]
pub enum CannotAppend {
    /// No one column of the store is this field, without which an event would not be one.
    #[error("no one column is the {}", .0.name())]
    NoColumn(Field),
    /// The store can't hold the dates.
    #[error(transparent)]
    Dates(InvalidValue),
    /// The events can't be read again, or not be written in the encoding of the store.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// Puts into `transaction` the events that were selected from `sources`, all but those that the store has already.
///
/// # Errors
/// A store without a column for the date or the title, or whose dates are numbers of days; characters that the
/// encoding of the store does not have.
pub fn append(transaction: &mut Transaction, sources: &[Source], events: &Selection) -> Result<Appended, CannotAppend> {
    for field in [Field::Date, Field::Title] {
        if transaction.layout.column_of(field).is_none() {
            return Err(CannotAppend::NoColumn(field));
        }
    }
    let mut matching = Matching::new(transaction);
    // Ids are matched first, so that no row whose id an event has is taken for another event that is like it.
    let read = |error| CannotAppend::Failed(Error::from(error));
    let each = |take: &mut dyn FnMut(&Event<'_>)| {
        events.for_each(sources, |event, _| {
            // Each report has a row of its own.
            event.rows().iter().for_each(&mut *take);
            Ok(())
        })
    };
    each(&mut |event| matching.match_id(event)).map_err(read)?;
    each(&mut |event| matching.match_event(event)).map_err(read)?;
    let Matching { rows, appended, decimal_commas, .. } = matching;
    let places = transaction.places();
    let date_column = transaction.layout.column_of(Field::Date);
    for row in &rows {
        let date = date_column.and_then(|i| Date::parse(&row[i]).ok());
        if date.is_some() {
            check_takes_dates(transaction).map_err(CannotAppend::Dates)?;
        }
        let written = |(cell, has_comma): (&String, &bool)| degrees(cell, *has_comma);
        let row: Vec<String> = row.iter().zip(&decimal_commas).map(written).collect();
        transaction.insert(places.of(date.as_ref()), &row)?;
    }
    Ok(Appended { added: rows.len() as u64, ..appended })
}

/// The incoming events, as they are held against those of the store one by one.
struct Matching<'a> {
    transaction: &'a Transaction,
    /// For each column of the store, how an incoming event names it.
    columns: Vec<Column>,
    /// For each column of the store, whether its numbers have a comma before their decimals.
    decimal_commas: Vec<bool>,
    ids: Ids,
    /// The events with an id, by it.
    by_id: HashMap<String, EventWithId>,
    /// The rows of the store that no incoming event was found to be, by what makes two events the same.
    unmatched: HashMap<String, Unmatched>,
    /// The incoming rows without an id of their own: the same row again is the same event.
    seen: HashSet<Vec<String>>,
    /// The rows to be added, in the model's convention.
    rows: Vec<Vec<String>>,
    appended: Appended,
}

struct EventWithId {
    /// What makes another event the same.
    key: String,
    /// The event's row in the store; `None` for one that will be added.
    row: Option<usize>,
}

/// Rows of the store, in its order.
#[derive(Default)]
struct Unmatched {
    with_id: BTreeSet<usize>,
    without_id: BTreeSet<usize>,
}

/// Among how many rows with the same key one with the same values is looked for.
const MOST_COMPARED: usize = 20;

impl<'a> Matching<'a> {
    fn new(transaction: &'a Transaction) -> Matching<'a> {
        let layout = &transaction.layout;
        let other = |i: usize| Column::Other(layout.column_name(i).to_lowercase());
        let columns: Vec<Column> =
            (0..layout.width()).map(|i| layout.field_of(i).map_or_else(|| other(i), Column::Field)).collect();
        let is_degrees = |column: &Column| matches!(column, Column::Field(Field::Latitude | Field::Longitude));
        let decimal_commas = columns
            .iter()
            .enumerate()
            .map(|(i, column)| is_degrees(column) && transaction.has_decimal_comma(i))
            .collect();
        let mut matching = Matching {
            transaction,
            columns,
            decimal_commas,
            ids: Ids::of(transaction),
            by_id: HashMap::new(),
            unmatched: HashMap::new(),
            seen: HashSet::new(),
            rows: Vec::new(),
            appended: Appended::default(),
        };
        transaction.each_row(|row, _, outcome| {
            if let RowOutcome::Event(event, _) = outcome {
                matching.add_own(row, event);
            }
        });
        matching
    }

    /// Takes in a row of the store.
    fn add_own(&mut self, row: usize, event: &Event<'_>) {
        let cells = cells(&self.columns, event);
        let (key, id) = (self.key(&cells), self.id(&cells));
        let alike = self.unmatched.entry(key.clone()).or_default();
        if id.is_empty() {
            alike.without_id.insert(row);
        } else {
            alike.with_id.insert(row);
            self.by_id.insert(id, EventWithId { key, row: Some(row) });
        }
    }

    /// Sets the row of the store aside that has the id of an incoming event. Every event must pass here before the
    /// first is matched by anything else.
    fn match_id(&mut self, event: &Event<'_>) {
        if self.transaction.layout.column_of(Field::Id).is_some()
            && let Some(EventWithId { key, row: Some(row) }) = self.by_id.get(&*fold_id(&event.text(Field::Id)))
            && let Some(alike) = self.unmatched.get_mut(key)
        {
            alike.with_id.remove(row);
        }
    }

    /// Takes in an event, unless the store has it already.
    fn match_event(&mut self, event: &Event<'_>) {
        let mut row = cells(&self.columns, event);
        let (key, id) = (self.key(&row), self.id(&row));
        if !id.is_empty() && self.ids.has(&id) {
            match self.by_id.get(&id) {
                Some(known) if known.key == key => self.skip(known.row, &row),
                _ => self.appended.taken.push(id),
            }
            return;
        }
        if id.is_empty() && !self.seen.insert(row.clone()) {
            self.appended.skipped += 1;
            return;
        }
        if let Some(own) = self.take_alike(&key, &id, &row) {
            self.skip(Some(own), &row);
            return;
        }
        let layout = &self.transaction.layout;
        if let Some(i) = layout.column_of(Field::Id) {
            if id.is_empty() {
                let text = |field: Field| layout.column_of(field).map_or("", |i| row[i].as_str());
                let (location, title) = (text(Field::Location), text(Field::Title));
                row[i] = id::make(event.date.as_ref(), location, title, |id| self.ids.has(id));
            }
            self.ids.take(&row[i]);
        }
        if !id.is_empty() {
            self.by_id.insert(id, EventWithId { key, row: None });
        }
        self.note_left_out(event);
        self.rows.push(row);
    }

    /// Takes the row of the store that is this event whatever its id: one that has the same values, else the first
    /// with the same key.
    fn take_alike(&mut self, key: &str, id: &str, row: &[String]) -> Option<usize> {
        let alike = self.unmatched.get(key)?;
        // Two events with ids of their own are two.
        let with_id = alike.with_id.iter().filter(|_| id.is_empty());
        let mut rows = alike.without_id.iter().chain(with_id).copied().peekable();
        let first = *rows.peek()?;
        let own = rows.take(MOST_COMPARED).find(|own| !self.differs(*own, row)).unwrap_or(first);
        let alike = self.unmatched.get_mut(key)?;
        alike.with_id.remove(&own);
        alike.without_id.remove(&own);
        Some(own)
    }

    fn skip(&mut self, own: Option<usize>, row: &[String]) {
        self.appended.skipped += 1;
        if let Some(own) = own.filter(|own| self.differs(*own, row)) {
            let id_column = self.transaction.layout.column_of(Field::Id);
            let id = id_column.map(|i| self.transaction.cell(own, i)).unwrap_or_default();
            self.appended.differing.push(match id.trim() {
                "" => format!("line {}", self.transaction.index.line(own)),
                id => id.to_owned(),
            });
        }
    }

    /// Whether a row of the store has other values than an incoming row that is the same event. A blank incoming cell
    /// says nothing.
    fn differs(&self, own: usize, row: &[String]) -> bool {
        let id = self.transaction.layout.column_of(Field::Id);
        let own = self.transaction.event(own, |event| cells(&self.columns, event)).unwrap_or_default();
        let is_other = |(i, (new, own)): (usize, (&String, &String))| {
            Some(i) != id && !new.is_empty() && new != own && fold(new) != fold(own)
        };
        row.iter().zip(&own).enumerate().any(is_other)
    }

    /// Notes the columns in which an event holds something and which the store does not have.
    fn note_left_out(&mut self, event: &Event<'_>) {
        let fields = Field::ALL.into_iter().map(|field| (field.name(), event.text(field)));
        let layout = event.layout();
        let date = layout.date_columns();
        let extra = layout.extra().filter(|(i, _)| !date.contains(i)).map(|(i, name)| (name, event.cell(i)));
        for (name, text) in fields.chain(extra) {
            let is_missing = |column: Column| self.transaction.layout.find(&column).is_none();
            if !text.trim().is_empty() && name.parse().is_ok_and(is_missing) {
                self.appended.left_out.insert(name.to_owned());
            }
        }
    }

    /// The id of a row, as ids are compared; empty where it has none.
    fn id(&self, row: &[String]) -> String {
        let column = self.transaction.layout.column_of(Field::Id);
        column.map(|i| fold_id(&row[i]).into_owned()).unwrap_or_default()
    }

    /// What makes two events the same: date, place and title, as the store holds them.
    fn key(&self, row: &[String]) -> String {
        let cell = |field: Field| self.transaction.layout.column_of(field).map_or("", |i| row[i].trim());
        let fields = [Field::Date, Field::Location, Field::Country, Field::Title];
        fields.map(|field| fold(cell(field)).into_owned()).join("\0")
    }
}

/// The cells of an event for these columns, in the model's convention.
fn cells(columns: &[Column], event: &Event<'_>) -> Vec<String> {
    columns.iter().map(|column| event.native(column).trim().to_owned()).collect()
}
