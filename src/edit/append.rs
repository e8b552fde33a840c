//! Adds the events of another chronology to a store, all but those that it has already.
//!
//! An event is in the store already if one there has its id or, where one of the two has no id, if `diff` would take the two
//! for one: they have the same date, place and title, or two of these and a title that is like the other. Each row of the
//! store stands for one of the incoming events, for two things can happen in one place on one day.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::values::{InvalidValue, check_takes_dates, degrees};
use super::{Ids, Transaction};
use crate::date::Date;
use crate::diff::{NumberedEvents, pair_numbered};
use crate::error::Error;
use crate::event::Event;
use crate::model::field::{Column, Field};
use crate::model::id::{self, fold_id};
use crate::query::selection::Selection;
use crate::store::{RowOutcome, Source};
use crate::text::normalize::fold;
use crate::text::similar::hash;

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
    let mut number = 0;
    each(&mut |event| {
        matching.match_event(event, number);
        number += 1;
    })
    .map_err(read)?;
    if !matching.waiting.is_empty() {
        let mut waiting: Vec<Vec<u8>> = vec![Vec::new(); matching.waiting.len()];
        let mut inputs = vec![0; matching.waiting.len()];
        let mut number = 0;
        for selected in events.iter() {
            let selected = selected.map_err(read)?;
            let mut take = |event: &Event<'_>| {
                for row in event.rows() {
                    if let Ok(i) = matching.waiting.binary_search_by_key(&number, |waiting| waiting.number) {
                        (waiting[i], inputs[i]) = (row.whole_record().to_vec(), selected.input);
                    }
                    number += 1;
                }
            };
            selected.read(sources, &mut take).map_err(read)?;
        }
        let incoming = |i: usize, take: &mut dyn FnMut(&Event<'_>)| {
            // It was read a moment ago.
            let _ = sources[inputs[i]].with_event(&waiting[i], take);
        };
        matching.match_waiting(&incoming);
    }
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
    /// The events that no row of the store is by its id, or by its date, place and title.
    waiting: Vec<Waiting>,
    /// The rows to be added, in the model's convention.
    rows: Vec<Vec<String>>,
    appended: Appended,
}

/// An incoming event that may still be one of the store.
struct Waiting {
    /// Its number among the incoming rows.
    number: usize,
    row: Vec<String>,
    id: String,
    /// What makes another event the same.
    key: String,
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
            waiting: Vec::new(),
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
    fn match_event(&mut self, event: &Event<'_>, number: usize) {
        let row = cells(&self.columns, event);
        let (key, id) = (self.key(&row), self.id(&row));
        if !id.is_empty() && self.ids.has(&id) {
            match self.by_id.get(&id) {
                Some(known) if share_a_part(&known.key, &key) => self.skip(known.row, &row),
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
        if !id.is_empty() {
            self.ids.take(&id);
            self.by_id.insert(id.clone(), EventWithId { key: key.clone(), row: None });
        }
        self.waiting.push(Waiting { number, row, id, key });
    }

    /// Takes in the events that wait: those that `diff` would pair with a row of the store are that one, the others are new.
    /// `incoming` reads one of them by its place in their order.
    fn match_waiting(&mut self, incoming: &NumberedEvents<'_>) {
        // Only rows with the place or the title of one of them come into question.
        let part = |key: &str, part: usize| hash(key.split('\0').nth(part).unwrap_or_default());
        let places: HashSet<u64> = self.waiting.iter().map(|waiting| part(&waiting.key, LOCATION)).collect();
        let titles: HashSet<u64> = self.waiting.iter().map(|waiting| part(&waiting.key, TITLE)).collect();
        let may_be_one = |key: &str| places.contains(&part(key, LOCATION)) || titles.contains(&part(key, TITLE));
        let alike = self.unmatched.iter().filter(|(key, _)| may_be_one(key));
        let rows =
            alike.flat_map(|(key, rows)| rows.with_id.iter().chain(&rows.without_id).map(move |row| (*row, key)));
        let keys: HashMap<usize, &String> = rows.collect();
        let mut own: Vec<usize> = keys.keys().copied().collect();
        own.sort_unstable();
        let transaction = self.transaction;
        let in_store = |row: usize, take: &mut dyn FnMut(&Event<'_>)| {
            transaction.event(row, take);
        };
        let all: Vec<usize> = (0..self.waiting.len()).collect();
        let has_id = |row: usize| !fold_id(&transaction.id_of(row)).is_empty();
        // Those that are there are few beside those of the whole store, and events with ids of their own are two.
        let mut pair_of: HashMap<usize, usize> = HashMap::new();
        for (row, i) in pair_numbered(&own, &in_store, &all, incoming) {
            let Waiting { id, key, .. } = &self.waiting[i];
            let is_same = |part: usize| keys.get(&row).is_some_and(|own| has_same_part(own, key, part));
            // Two dates that only may be one, without a place, are not enough to leave an event out.
            if (!has_id(row) || id.is_empty()) && (is_same(DATE) || is_same(LOCATION)) {
                pair_of.insert(i, row);
            }
        }
        for (i, Waiting { row, id, .. }) in std::mem::take(&mut self.waiting).into_iter().enumerate() {
            match pair_of.get(&i) {
                Some(own) => self.skip(Some(*own), &row),
                None => incoming(i, &mut |event| self.add(event, row.clone(), &id)),
            }
        }
    }

    /// Takes in an event that is new.
    fn add(&mut self, event: &Event<'_>, mut row: Vec<String>, id: &str) {
        let layout = &self.transaction.layout;
        if let Some(i) = layout.column_of(Field::Id) {
            if id.is_empty() {
                let text = |field: Field| layout.column_of(field).map_or("", |i| row[i].as_str());
                let (location, title) = (text(Field::Location), text(Field::Title));
                row[i] = id::make(event.date(), location, title, |id| self.ids.has(id));
            }
            self.ids.take(&row[i]);
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
        let folded = |field: Field| fold(cell(field)).into_owned();
        let mut fields =
            [Field::Date, Field::Location, Field::Country, Field::Title, Field::ReportOf].map(folded).to_vec();
        // A report may say no more than a number.
        if !cell(Field::ReportOf).is_empty() && cell(Field::Title).is_empty() {
            fields.extend([Field::Killed, Field::Wounded, Field::Source].map(folded));
        }
        fields.join("\0")
    }
}

/// Where the parts of a key stand in it.
const DATE: usize = 0;
const LOCATION: usize = 1;
const TITLE: usize = 3;

/// Whether two events with one id, by what makes events the same, have a date, a place or a title in common. If they have
/// not, the ids may be two data sets' own.
fn share_a_part(a: &str, b: &str) -> bool {
    // A country alone is no place.
    a == b || [DATE, LOCATION, TITLE].into_iter().any(|part| has_same_part(a, b, part))
}

/// Whether two keys have the same in that part, and something.
fn has_same_part(a: &str, b: &str, part: usize) -> bool {
    let of = |key: &str| key.split('\0').nth(part).unwrap_or_default().to_owned();
    !of(a).is_empty() && of(a) == of(b)
}

/// The cells of an event for these columns, in the model's convention.
fn cells(columns: &[Column], event: &Event<'_>) -> Vec<String> {
    columns.iter().map(|column| event.native(column).trim().to_owned()).collect()
}
