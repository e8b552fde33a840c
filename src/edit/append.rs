//! Adds the events of another chronology to a store, all but those that it has already.
//!
//! An event is in the store already if one there has its id or, where one of the two has no id, if `diff` would take the two
//! for one: they have the same date, place and title, or two of these and a title that is like the other. Each row of the
//! store stands for one of the incoming events, for two things can happen in one place on one day.

use std::cell::RefCell;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::BuildHasher;
use std::mem;

use foldhash::quality::FixedState;

use super::key::{DATE, KeyHashes, LOCATION, cells, has_same_part, id_of, key, share_a_part};
use super::values::{InvalidValue, check_takes_dates, degrees};
use super::{Ids, InsertPositions, Transaction};
use crate::date::Date;
use crate::diff::{NumberedEvents, pair_numbered};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::model::field::{Column, Field};
use crate::model::id::{self, fold_id};
use crate::query::selection::Selection;
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
/// encoding of the store does not have; the store or the events can't be read.
pub fn append(
    transaction: &mut Transaction,
    sources: &[Source],
    events: &Selection,
) -> std::result::Result<Appended, CannotAppend> {
    for field in [Field::Date, Field::Title] {
        if transaction.layout.column_of(field).is_none() {
            return Err(CannotAppend::NoColumn(field));
        }
    }
    let mut matching = Matching::new(transaction)?;
    // Ids are matched first, so that no row whose id an event has is taken for another event that is like it.
    let read = |error| CannotAppend::Failed(Error::from(error));
    let mut failed = Ok(());
    let mut each = |take: &mut dyn FnMut(&Event<'_>) -> Result<()>| {
        events.for_each(sources, |event, _| {
            // Each report has a row of its own.
            for row in event.rows() {
                if failed.is_ok() {
                    failed = take(row);
                }
            }
            Ok(())
        })
    };
    each(&mut |event| matching.match_id(event)).map_err(read)?;
    let mut number = 0;
    each(&mut |event| {
        number += 1;
        matching.match_event(event, number - 1)
    })
    .map_err(read)?;
    failed?;
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
        matching.match_waiting(&incoming)?;
    }
    let Matching { rows, appended, places, differing, .. } = matching;
    let without_id = differing.iter().filter(|(_, id)| id.is_empty()).map(|(row, _)| *row).collect();
    let lines = transaction.lines(&without_id)?;
    let name = |(row, id): (usize, String)| lines.get(&row).map_or(id, |line| format!("line {line}"));
    let differing = differing.into_iter().map(name).collect();
    let added = rows.len() as u64;
    for NewRow { date, row } in rows {
        if date.is_some() {
            check_takes_dates(transaction).map_err(CannotAppend::Dates)?;
        }
        transaction.insert_row(places.of(date.as_ref()), row);
    }
    Ok(Appended { added, differing, ..appended })
}

/// The incoming events, as they are held against those of the store one by one.
struct Matching<'a> {
    transaction: &'a Transaction,
    /// For each column of the store, how an incoming event names it.
    columns: Vec<Column>,
    /// For each column of the store, whether its numbers have a comma before their decimals.
    decimal_commas: Vec<bool>,
    ids: Ids,
    places: InsertPositions,
    /// The events of the store, in its order.
    own: Vec<OwnEvent>,
    /// Hashes of what makes two events the same, sorted, with the numbers of the events in `own`.
    by_key: Vec<(u64, u32)>,
    /// For what makes events the same, as far as it was asked for: the rows of the store that no incoming event was found to
    /// be.
    alike: HashMap<u64, Alike>,
    /// What makes another event the same as one that will be added, by its id.
    added: HashMap<String, String>,
    /// The incoming rows without an id of their own: the same row again is the same event.
    seen: HashSet<[u64; 2]>,
    /// The events that no row of the store is by its id, or by its date, place and title.
    waiting: Vec<Waiting>,
    /// The rows of the store that have other values than an incoming event that is the same, and their ids.
    differing: Vec<(usize, String)>,
    rows: Vec<NewRow>,
    appended: Appended,
}

/// An event of the store: little enough of it that millions can be held. What is found by a hash is compared as text.
struct OwnEvent {
    /// The number of its row, of which no file that is changed has 2³².
    row: u32,
    location: u32,
    title: u32,
    has_id: bool,
    /// Whether an incoming event was found to be it.
    is_matched: bool,
}

/// An incoming event that may still be one of the store.
struct Waiting {
    /// Its number among the incoming rows.
    number: usize,
    id: String,
    /// What makes another event the same.
    key: KeyHashes,
}

/// A row to be added.
struct NewRow {
    date: Option<Date>,
    row: Vec<u8>,
}

/// Numbers in [`Matching::own`].
#[derive(Default)]
struct Alike {
    with_id: BTreeSet<usize>,
    without_id: BTreeSet<usize>,
}

/// Among how many rows with the same key one with the same values is looked for.
const MOST_COMPARED: usize = 20;

impl<'a> Matching<'a> {
    fn new(transaction: &'a Transaction) -> Result<Matching<'a>> {
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
        let (mut own, mut by_key) = (Vec::new(), Vec::new());
        let read = |outcome: &RowOutcome<'_>| match outcome {
            RowOutcome::Event(event, _) => Some((KeyHashes::of_event(layout, event), !id_of(layout, event).is_empty())),
            _ => None,
        };
        let take = |row, (key, has_id): (KeyHashes, bool)| {
            let KeyHashes { whole, location, title } = key;
            by_key.push((whole, own.len() as u32));
            own.push(OwnEvent { row: row as u32, location, title, has_id, is_matched: false });
        };
        let (ids, places) = transaction.ids_places_and(read, take)?;
        by_key.sort_unstable();
        Ok(Matching {
            transaction,
            columns,
            decimal_commas,
            ids,
            places,
            own,
            by_key,
            alike: HashMap::new(),
            added: HashMap::new(),
            seen: HashSet::new(),
            waiting: Vec::new(),
            differing: Vec::new(),
            rows: Vec::new(),
            appended: Appended::default(),
        })
    }

    /// The event of the store that has an id, by its number: the last where several have it.
    fn with_id(&self, id: &str) -> Result<Option<usize>> {
        let rows = self.ids.rows_with(self.transaction, id)?;
        let number = |row: usize| self.own.binary_search_by_key(&row, |own| own.row as usize).ok();
        Ok(rows.into_iter().rev().find_map(number))
    }

    /// Sets the row of the store aside that has the id of an incoming event. Every event must pass here before the
    /// first is matched by anything else.
    fn match_id(&mut self, event: &Event<'_>) -> Result<()> {
        let id = fold_id(&event.text(Field::Id)).into_owned();
        if !id.is_empty()
            && let Some(own) = self.with_id(&id)?
        {
            self.own[own].is_matched = true;
        }
        Ok(())
    }

    /// Takes in an event, unless the store has it already.
    fn match_event(&mut self, event: &Event<'_>, number: usize) -> Result<()> {
        let row = cells(&self.columns, event);
        let (key, id) = (self.key_of(&row), id_of(&self.transaction.layout, event));
        if !id.is_empty() && self.ids.has(&id) {
            let own = self.with_id(&id)?;
            let known = match own {
                Some(own) => Some(self.key_of(&self.own_cells(own)?)),
                None => self.added.get(&id).cloned(),
            };
            match known {
                Some(known) if share_a_part(&known, &key) => self.skip(own, &row)?,
                _ => self.appended.taken.push(id),
            }
            return Ok(());
        }
        if id.is_empty() && !self.seen.insert([0, 1].map(|seed| FixedState::with_seed(seed).hash_one(&row))) {
            self.appended.skipped += 1;
            return Ok(());
        }
        if let Some(own) = self.take_alike(&key, &id, &row)? {
            return self.skip(Some(own), &row);
        }
        let hashes = KeyHashes::of(&key);
        if !id.is_empty() {
            self.ids.take(&id);
            self.added.insert(id.clone(), key);
        }
        self.waiting.push(Waiting { number, id, key: hashes });
        Ok(())
    }

    /// Takes in the events that wait: those that `diff` would pair with a row of the store are that one, the others are new.
    /// `incoming` reads one of them by its place in their order.
    fn match_waiting(&mut self, incoming: &NumberedEvents<'_>) -> Result<()> {
        // Only rows with the place or the title of one of them come into question, and events with ids of their own are
        // two.
        let places: HashSet<u32> = self.waiting.iter().map(|waiting| waiting.key.location).collect();
        let titles: HashSet<u32> = self.waiting.iter().map(|waiting| waiting.key.title).collect();
        let has_anonymous = self.waiting.iter().any(|waiting| waiting.id.is_empty());
        let may_be_one = |own: &OwnEvent| {
            !own.is_matched
                && (!own.has_id || has_anonymous)
                && (places.contains(&own.location) || titles.contains(&own.title))
        };
        let own: Vec<usize> = (0..self.own.len()).filter(|i| may_be_one(&self.own[*i])).collect();
        let failed = RefCell::new(None);
        let in_store = |i: usize, take: &mut dyn FnMut(&Event<'_>)| {
            if let Err(error) = self.transaction.event(self.own[i].row as usize, take) {
                failed.borrow_mut().get_or_insert(error);
            }
        };
        let all: Vec<usize> = if own.is_empty() { Vec::new() } else { (0..self.waiting.len()).collect() };
        // Those that are there are few beside those of the whole store.
        let mut pair_of: HashMap<usize, usize> = HashMap::new();
        for (own, i) in pair_numbered(&own, &in_store, &all, incoming) {
            if self.own[own].has_id && !self.waiting[i].id.is_empty() {
                continue;
            }
            let there = self.key_of(&self.own_cells(own)?);
            let mut new = String::new();
            incoming(i, &mut |event| new = self.key_of(&cells(&self.columns, event)));
            // Two dates that only may be one, without a place, are not enough to leave an event out.
            if has_same_part(&there, &new, DATE) || has_same_part(&there, &new, LOCATION) {
                pair_of.insert(i, own);
            }
        }
        if let Some(error) = failed.into_inner() {
            return Err(error);
        }
        for (i, Waiting { id, .. }) in mem::take(&mut self.waiting).into_iter().enumerate() {
            let mut done = Ok(());
            incoming(i, &mut |event| {
                let row = cells(&self.columns, event);
                done = match pair_of.get(&i) {
                    Some(own) => self.skip(Some(*own), &row),
                    None => self.add(event, row, &id),
                };
            });
            done?;
        }
        Ok(())
    }

    /// Takes in an event that is new.
    fn add(&mut self, event: &Event<'_>, mut row: Vec<String>, id: &str) -> Result<()> {
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
        let date = layout.column_of(Field::Date).and_then(|i| Date::parse(&row[i]).ok());
        let written = |(cell, has_comma): (&String, &bool)| degrees(cell, *has_comma);
        let row: Vec<String> = row.iter().zip(&self.decimal_commas).map(written).collect();
        let row = self.transaction.new_row(&row)?;
        self.rows.push(NewRow { date, row });
        Ok(())
    }

    /// The rows of the store with that key that no incoming event was found to be.
    fn alike(&mut self, key: &str) -> &mut Alike {
        let hash = KeyHashes::of(key).whole;
        match self.alike.entry(hash) {
            Entry::Occupied(alike) => alike.into_mut(),
            Entry::Vacant(alike) => {
                let from = self.by_key.partition_point(|(own, _)| *own < hash);
                let same = self.by_key[from..].iter().take_while(|(own, _)| *own == hash).map(|(_, i)| *i as usize);
                let (with_id, without_id) =
                    same.filter(|i| !self.own[*i].is_matched).partition(|i| self.own[*i].has_id);
                alike.insert(Alike { with_id, without_id })
            }
        }
    }

    /// Takes the row of the store that is this event whatever its id: one that has the same values, else the first
    /// with the same key.
    fn take_alike(&mut self, key: &str, id: &str, row: &[String]) -> Result<Option<usize>> {
        let alike = self.alike(key);
        // Two events with ids of their own are two.
        let with_id = alike.with_id.iter().filter(|_| id.is_empty());
        let rows: Vec<usize> = alike.without_id.iter().chain(with_id).take(MOST_COMPARED).copied().collect();
        let mut found = None;
        for own in rows {
            let cells = self.own_cells(own)?;
            if self.key_of(&cells) != key {
                continue;
            }
            found.get_or_insert(own);
            if !self.differs(&cells, row) {
                found = Some(own);
                break;
            }
        }
        if let Some(own) = found {
            self.own[own].is_matched = true;
            let alike = self.alike(key);
            alike.with_id.remove(&own);
            alike.without_id.remove(&own);
        }
        Ok(found)
    }

    fn skip(&mut self, own: Option<usize>, row: &[String]) -> Result<()> {
        self.appended.skipped += 1;
        let Some(own) = own else { return Ok(()) };
        if self.differs(&self.own_cells(own)?, row) {
            let id_column = self.transaction.layout.column_of(Field::Id);
            let row = self.own[own].row as usize;
            let id = id_column.map(|i| self.transaction.cell(row, i)).transpose()?.unwrap_or_default();
            self.differing.push((row, id.trim().to_owned()));
        }
        Ok(())
    }

    /// What an event of the store holds in each column, in the model's convention.
    fn own_cells(&self, own: usize) -> Result<Vec<String>> {
        Ok(self.transaction.event(self.own[own].row as usize, |event| cells(&self.columns, event))?.unwrap_or_default())
    }

    /// Whether an event of the store has other values than an incoming row that is the same event. A blank incoming cell
    /// says nothing.
    fn differs(&self, own: &[String], row: &[String]) -> bool {
        let id = self.transaction.layout.column_of(Field::Id);
        let is_other = |(i, (new, own)): (usize, (&String, &String))| {
            Some(i) != id && !new.is_empty() && new != own && fold(new) != fold(own)
        };
        row.iter().zip(own).enumerate().any(is_other)
    }

    /// What makes another event the same as that row.
    fn key_of(&self, row: &[String]) -> String {
        let layout = &self.transaction.layout;
        key(layout, |field| layout.column_of(field).and_then(|i| row.get(i)).map_or("".into(), |cell| cell.into()))
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
}
