//! What changed from one chronology, OLD, to another, NEW: which events were added, which removed, and which changed.
//!
//! The caller reads OLD into [`Old`], then compares the blocks of NEW with it on several threads, each in a
//! [`ComparedBlock`], and joins these in a [`Pairing`], whose end is the [`Difference`].

mod compare;
mod fields;
mod pairs;
mod unreadable;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::io;

use foldhash::fast::RandomState;
use foldhash::quality::FixedState;

use crate::event::Event;
use crate::layout::Layout;
use crate::model::field::{Column, Field};
use crate::model::id::fold_id;
use crate::model::people::PeopleCount;
use crate::query::count::Sum;
use crate::store::{BadRow, with_event};
use crate::text::similar::hash;

pub use compare::{Comparison, compare};
pub use fields::{Change, ComparedColumns};
pub use pairs::PairedBy;
use pairs::Unpaired;
use unreadable::{RowText, Search, pair_by_text};

/// An event kept as the bytes of its record.
#[derive(Clone, Debug)]
pub struct StoredEvent {
    /// Its place in the order of dates; undated events come last.
    pub rank: u64,
    pub record: Vec<u8>,
}

impl StoredEvent {
    fn of(event: &Event<'_>) -> StoredEvent {
        StoredEvent { rank: rank(event), record: record(event).to_vec() }
    }
}

fn rank(event: &Event<'_>) -> u64 {
    event.date().map_or(u64::MAX, |date| date.order().rank())
}

/// The record without the line break that ends it.
fn record<'a>(event: &Event<'a>) -> &'a [u8] {
    let whole = event.whole_record();
    let end = whole.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |last| last + 1);
    &whole[..end]
}

/// An event that is in both, and its changes.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The event as it is in NEW.
    pub new: StoredEvent,
    pub by: PairedBy,
    pub changes: Vec<Change>,
}

/// The difference between two chronologies.
#[derive(Debug, Default)]
pub struct Difference {
    pub added: Vec<StoredEvent>,
    pub removed: Vec<StoredEvent>,
    pub changed: Vec<Changed>,
    pub unchanged: u64,
    /// Events of OLD whose rows in NEW can't be read, and the reverse. They are neither removed nor added.
    pub unreadable_in_new: Vec<StoredEvent>,
    pub unreadable_in_old: Vec<StoredEvent>,
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }

    /// What the changes come to field by field, those of the most events first.
    pub fn fields(&self) -> Vec<FieldChanges> {
        let mut fields: Vec<FieldChanges> = Vec::new();
        let mut by_name: HashMap<&str, usize> = HashMap::new();
        for change in self.changed.iter().flat_map(|changed| &changed.changes).filter(|change| !change.is_unread) {
            let i = *by_name.entry(&change.field).or_insert_with(|| {
                let is_count = [Field::Killed, Field::Wounded].iter().any(|field| field.name() == change.field);
                let sums = is_count.then(|| (Sum::default(), Sum::default()));
                fields.push(FieldChanges { field: change.field.clone(), events: 0, sums });
                fields.len() - 1
            });
            fields[i].events += 1;
            if let Some((old, new)) = &mut fields[i].sums {
                old.add(PeopleCount::parse(&change.old).ok().flatten());
                new.add(PeopleCount::parse(&change.new).ok().flatten());
            }
        }
        fields.sort_by_key(|field| Reverse(field.events));
        fields
    }
}

/// How a field changed in all events together.
#[derive(Clone, Debug)]
pub struct FieldChanges {
    pub field: String,
    /// In how many events it changed.
    pub events: u64,
    /// Of a count of people, the sums in those events, in OLD and in NEW.
    pub sums: Option<(Sum, Sum)>,
}

/// The events of OLD.
#[derive(Default)]
pub struct Old {
    blocks: Vec<Vec<u8>>,
    rows: Vec<OldRow>,
    /// The first event with each key.
    by_key: HashMap<u64, u32, RandomState>,
    /// The keys that several events have.
    repeated: HashSet<u64, RandomState>,
    unreadable: Unreadable,
}

/// The rows of a file that can't be read.
#[derive(Default)]
struct Unreadable(Vec<RowText>);

impl Unreadable {
    fn add(&mut self, row: &BadRow<'_>) {
        self.0.push(RowText::of_row(row));
    }

    fn append(&mut self, block: Unreadable) {
        self.0.extend(block.0);
    }

    fn count(&self) -> u64 {
        self.0.len() as u64
    }
}

struct OldRow {
    block: u32,
    start: u32,
    length: u32,
}

/// The events of one block of OLD.
#[derive(Default)]
pub struct OldBlock {
    bytes: Vec<u8>,
    /// The start, the length and the key of each record.
    rows: Vec<(usize, usize, u64)>,
    unreadable: Unreadable,
}

impl OldBlock {
    pub fn add(&mut self, event: &Event<'_>) {
        let record = record(event);
        self.rows.push((self.bytes.len(), record.len(), key(event, record)));
        self.bytes.extend_from_slice(record);
    }

    pub fn add_unreadable(&mut self, row: &BadRow<'_>) {
        self.unreadable.add(row);
    }
}

/// An event of a chronology by its number, passed to what takes it.
pub type NumberedEvents<'a> = dyn Fn(usize, &mut dyn FnMut(&Event<'_>)) + 'a;

/// Pairs events of two chronologies as a difference does, each by its number.
pub fn pair_numbered(
    old: &[usize],
    old_events: &NumberedEvents<'_>,
    new: &[usize],
    new_events: &NumberedEvents<'_>,
) -> Vec<(usize, usize)> {
    let unpaired = |numbers: &[usize], events: &NumberedEvents<'_>| {
        let mut unpaired = Vec::with_capacity(numbers.len());
        for &number in numbers {
            // The number takes the place of what only a difference needs.
            let kept = || StoredEvent { rank: number as u64, record: Vec::new() };
            events(number, &mut |event| unpaired.push(Unpaired::of(event, kept())));
        }
        unpaired
    };
    let (pairs, ..) = pairs::pair(unpaired(old, old_events), unpaired(new, new_events));
    pairs.into_iter().map(|(old, new, _)| (old.rank as usize, new.rank as usize)).collect()
}

/// A hash of the id; `None` where it is blank.
fn id(event: &Event<'_>) -> Option<u64> {
    id_of(&event.text(Field::Id))
}

fn id_of(text: &str) -> Option<u64> {
    let id = fold_id(text);
    (!id.is_empty()).then(|| hash(&id))
}

/// The key by which an event is looked up: a hash of its id or, where it has none, of its whole record, so that unchanged
/// events are found at once.
fn key(event: &Event<'_>, record: &[u8]) -> u64 {
    id(event).unwrap_or_else(|| FixedState::with_seed(1).hash_one(record))
}

impl Old {
    /// Adds the next block.
    pub fn append(&mut self, part: OldBlock) {
        let block = self.blocks.len() as u32;
        for (start, length, key) in part.rows {
            let row = self.rows.len() as u32;
            // The store bounds a block at 4 GiB.
            self.rows.push(OldRow { block, start: start as u32, length: length as u32 });
            if *self.by_key.entry(key).or_insert(row) != row {
                self.repeated.insert(key);
            }
        }
        self.blocks.push(part.bytes);
        self.unreadable.append(part.unreadable);
    }

    /// The number of rows that can't be read.
    pub fn unreadable(&self) -> u64 {
        self.unreadable.count()
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    fn record(&self, row: u32) -> &[u8] {
        let OldRow { block, start, length } = self.rows[row as usize];
        &self.blocks[block as usize][start as usize..][..length as usize]
    }
}

/// What is compared, as the user asked for it.
#[derive(Clone, Debug, Default)]
pub struct Compare {
    /// These columns alone; all that both have where none is named.
    pub columns: Vec<Column>,
    /// Whether the case of letters counts in words of a codebook too.
    pub case: bool,
}

/// The layouts of both, and the columns that are compared.
pub struct Layouts<'a> {
    pub old: &'a Layout,
    pub new: &'a Layout,
    pub columns: ComparedColumns,
}

impl<'a> Layouts<'a> {
    /// # Errors
    /// The first of the columns asked for that is none of both.
    pub fn new(old: &'a Layout, new: &'a Layout, asked: &Compare) -> Result<Layouts<'a>, Column> {
        let columns = ComparedColumns::of(old, new).telling_case(asked.case).only(&asked.columns)?;
        Ok(Layouts { old, new, columns })
    }
}

/// The rows of one block of NEW, compared with OLD.
#[derive(Default)]
pub struct ComparedBlock {
    matches: Vec<Match>,
    unreadable: Unreadable,
}

/// An event of NEW, compared with the event of OLD that has its key.
enum Match {
    /// The two are the same byte for byte; by the number of the row in OLD.
    Same(u32),
    /// They differ by these changes, or, if there are none, only in how they are written.
    Changed(u32, StoredEvent, Vec<Change>),
    /// OLD has no event with that key, or several.
    New(Vec<u8>),
}

impl ComparedBlock {
    /// Compares an event with the one that has its key.
    pub fn add(&mut self, event: &Event<'_>, old: &Old, layouts: &Layouts<'_>) {
        self.matches.push(ComparedBlock::compare(event, old, layouts));
    }

    pub fn add_unreadable(&mut self, row: &BadRow<'_>) {
        self.unreadable.add(row);
    }

    fn compare(event: &Event<'_>, old: &Old, layouts: &Layouts<'_>) -> Match {
        let record = record(event);
        let key = key(event, record);
        let Some(&row) = old.by_key.get(&key).filter(|_| !old.repeated.contains(&key)) else {
            return Match::New(record.to_vec());
        };
        let before = old.record(row);
        if layouts.columns.are_alike && before == record {
            return Match::Same(row);
        }
        // Where columns differ, the same bytes without an id can be another event.
        if id(event).is_none() {
            return Match::New(record.to_vec());
        }
        match with_event(layouts.old, before, |before| layouts.columns.changes(before, event)) {
            Ok(changes) => Match::Changed(row, StoredEvent::of(event), changes),
            Err(_) => Match::New(record.to_vec()),
        }
    }
}

/// Finds out which event of NEW is which event of OLD.
pub struct Pairing<'a> {
    old: &'a Old,
    layouts: &'a Layouts<'a>,
    /// Which events of OLD have been found in NEW.
    is_found: Vec<bool>,
    /// Events of NEW that have the id of one in OLD, and their changes. Whether another event of NEW has that id too is
    /// known only at the end.
    changed: Vec<(u32, StoredEvent, Vec<Change>)>,
    left: Vec<Vec<u8>>,
    unreadable: Unreadable,
    difference: Difference,
    events: u64,
}

impl<'a> Pairing<'a> {
    pub fn new(old: &'a Old, layouts: &'a Layouts<'a>) -> Pairing<'a> {
        let is_found = vec![false; old.len()];
        Pairing {
            old,
            layouts,
            is_found,
            changed: Vec::new(),
            left: Vec::new(),
            unreadable: Unreadable::default(),
            difference: Difference::default(),
            events: 0,
        }
    }

    /// The number of events in NEW.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// The number of rows of NEW that can't be read.
    pub fn unreadable(&self) -> u64 {
        self.unreadable.count()
    }

    /// Adds the next block.
    pub fn append(&mut self, block: ComparedBlock) {
        self.events += block.matches.len() as u64;
        self.unreadable.append(block.unreadable);
        for matched in block.matches {
            match matched {
                Match::Same(row) if self.take(row) => self.difference.unchanged += 1,
                Match::Changed(row, _, changes) if changes.is_empty() && self.take(row) => {
                    self.difference.unchanged += 1
                }
                Match::Changed(row, new, changes) if !changes.is_empty() => self.changed.push((row, new, changes)),
                // The id is in NEW twice, and its event in OLD is taken. This one is paired by its contents later.
                Match::Same(row) => self.left.push(self.old.record(row).to_vec()),
                Match::Changed(_, kept, _) => self.left.push(kept.record),
                Match::New(record) => self.left.push(record),
            }
        }
    }

    /// Pairs events whose id is unique in both.
    fn pair_by_id(&mut self) {
        let changed = std::mem::take(&mut self.changed);
        let mut claims: HashMap<u32, u32, RandomState> = HashMap::default();
        for (row, ..) in &changed {
            *claims.entry(*row).or_default() += 1;
        }
        for (row, new, changes) in changed {
            if claims[&row] == 1 && self.take(row) {
                self.pair(new, PairedBy::Id, changes);
            } else {
                self.left.push(new.record);
            }
        }
    }

    fn pair(&mut self, new: StoredEvent, by: PairedBy, changes: Vec<Change>) {
        match changes.is_empty() {
            true => self.difference.unchanged += 1,
            false => self.difference.changed.push(Changed { new, by, changes }),
        }
    }

    /// Marks that event of OLD as found; false if it was found before.
    fn take(&mut self, row: u32) -> bool {
        !std::mem::replace(&mut self.is_found[row as usize], true)
    }

    /// Pairs the events that an id alone could not pair, and returns the difference.
    ///
    /// # Errors
    /// An event that was kept and can't be read again.
    pub fn finish(mut self) -> io::Result<Difference> {
        self.pair_by_id();
        let (old, layouts) = (self.old, self.layouts);
        let missing = (0..old.len() as u32).filter(|&row| !self.is_found[row as usize]);
        let left =
            |layout, record: &[u8]| with_event(layout, record, |event| Unpaired::of(event, StoredEvent::of(event)));
        let before = missing.map(|row| left(layouts.old, old.record(row))).collect::<io::Result<Vec<Unpaired>>>()?;
        let after = std::mem::take(&mut self.left);
        let after = after.iter().map(|record| left(layouts.new, record)).collect::<io::Result<Vec<Unpaired>>>()?;
        let unreadable = std::mem::take(&mut self.unreadable);
        let (mut in_new, mut in_old) = (Search::new(&unreadable.0), Search::new(&old.unreadable.0));
        let (mut unreadable_in_new, before) = in_new.take_by_id(before);
        let (mut unreadable_in_old, after) = in_old.take_by_id(after);
        let (mut pairs, before, after) = pairs::pair(before, after);
        // An event of which a cell can't be read, and one of the other file that has its other cells.
        let (alike, before, after) = pair_by_text(layouts, before, after)?;
        pairs.extend(alike);
        for (before, after, by) in pairs {
            let changes = with_event(layouts.old, &before.record, |before| {
                with_event(layouts.new, &after.record, |after| layouts.columns.changes(before, after))
            })??;
            self.pair(after, by, changes);
        }
        let (found_in_new, removed) = in_new.take(before, layouts.old)?;
        let (found_in_old, added) = in_old.take(after, layouts.new)?;
        unreadable_in_new.extend(found_in_new);
        unreadable_in_old.extend(found_in_old);
        let mut difference = Difference { removed, added, unreadable_in_new, unreadable_in_old, ..self.difference };
        let Difference { removed, added, unreadable_in_new, unreadable_in_old, .. } = &mut difference;
        for events in [removed, added, unreadable_in_new, unreadable_in_old] {
            events.sort_by_key(|kept| kept.rank);
        }
        difference.changed.sort_by_key(|changed| changed.new.rank);
        Ok(difference)
    }
}
