//! The order of events, and a [`Selection`] of events that is put in that order.
//!
//! Commands that need events in order keep them in a [`Selection`] as they read, and read them again from there.

use std::cmp::Ordering;
use std::io;
use std::str::FromStr;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use crate::csv::record::LineCount;
use crate::date::{Certainty, DateOrder};
use crate::event::Event;
use crate::model::field::{Column, Field};
use crate::model::people::PeopleCount;
use crate::store::Source;
use crate::text::normalize::fold;

/// By which column events are sorted, and in which direction. Blank cells come last in both directions, and equal ones
/// keep the order of the files.
#[derive(Clone, Debug)]
pub struct Order {
    pub column: Column,
    descending: bool,
    /// How many events are wanted, from the start of the order; `None` if all are.
    limit: Option<usize>,
    /// Events of this rank and later are past the limit, unless they are in a block that has been appended already.
    cutoff: RankCutoff,
}

/// A rank that the threads share, so that few events are kept only to be dropped later; `u64::MAX` if none is known yet.
/// Keys other than ranks are not single numbers, and are not shared.
#[derive(Debug)]
struct RankCutoff(AtomicU64);

impl RankCutoff {
    const NONE: u64 = u64::MAX;

    fn none() -> RankCutoff {
        RankCutoff(AtomicU64::new(RankCutoff::NONE))
    }

    #[inline]
    fn excludes(&self, key: &Key) -> bool {
        let cutoff = self.0.load(Relaxed);
        matches!(key, Key::Rank(rank) if *rank >= cutoff) && cutoff != RankCutoff::NONE
    }
}

impl Clone for RankCutoff {
    /// A clone starts without a rank, since the rank belongs to a single reading.
    fn clone(&self) -> RankCutoff {
        RankCutoff::none()
    }
}

impl Order {
    /// The order of a timeline: earliest first.
    pub fn by_date() -> Order {
        Order { column: Column::Field(Field::Date), descending: false, limit: None, cutoff: RankCutoff::none() }
    }

    /// The same order, limited to its first events; `None` for no limit.
    pub fn first(self, limit: Option<usize>) -> Order {
        Order { limit, ..self }
    }

    /// Whether the events past some number are left out.
    pub fn has_limit(&self) -> bool {
        self.limit.is_some()
    }

    pub(super) fn key(&self, event: &Event<'_>) -> Key {
        let key = match &self.column {
            Column::Field(Field::Date) => event.date().map(|date| self.rank(date.order())),
            Column::Field(Field::Killed) => event.killed().map(Key::of_count),
            Column::Field(Field::Wounded) => event.wounded().map(Key::of_count),
            column => event.named(column).and_then(|cell| Key::of_cell(&cell)),
        };
        key.unwrap_or(Key::BLANK)
    }

    fn rank(&self, order: DateOrder) -> Key {
        Key::Rank(if self.descending { LAST_RANK - order.rank() } else { order.rank() })
    }

    fn compare(&self, a: &Key, b: &Key) -> Ordering {
        match (a, b) {
            // Ranks are made for the direction already, and blank cells have one too.
            (Key::Rank(a), Key::Rank(b)) => a.cmp(b),
            (Key::Rank(_), _) => Ordering::Greater,
            (_, Key::Rank(_)) => Ordering::Less,
            _ if self.descending => b.compare(a),
            _ => a.compare(b),
        }
    }
}

impl FromStr for Order {
    type Err = String;

    /// `date`, or `-killed` for the reverse order.
    fn from_str(text: &str) -> Result<Order, String> {
        let (descending, name) = match text.trim().strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, text),
        };
        Ok(Order { column: name.parse()?, descending, limit: None, cutoff: RankCutoff::none() })
    }
}

/// The value by which an event is sorted.
#[derive(Clone, Debug)]
pub(super) enum Key {
    /// The rank of a date, or [`Key::BLANK`].
    Rank(u64),
    /// A number and what rounding took from it; or the best (or least) figure of a count and its upper bound.
    Number(f64, f64),
    Text(Box<str>),
}

/// After the rank of every date, and before [`Key::BLANK`].
const LAST_RANK: u64 = u64::MAX - 1;

impl Key {
    /// Blank cells come last.
    const BLANK: Key = Key::Rank(u64::MAX);

    fn of_count(count: PeopleCount) -> Key {
        Key::Number(count.best.or(count.low).unwrap_or(0) as f64, count.high.map_or(f64::INFINITY, |high| high as f64))
    }

    fn of_cell(cell: &str) -> Option<Key> {
        let cell = cell.trim();
        if cell.is_empty() {
            return None;
        }
        if let Ok(n) = cell.parse::<i64>() {
            // A float can't hold every long number, such as the id of a post; the difference tells its neighbours apart.
            let rounded = n as f64;
            return Some(Key::Number(rounded, (i128::from(n) - rounded as i128) as f64));
        }
        Some(match cell.parse::<f64>() {
            // Adding 0 makes -0 the 0 that it equals.
            Ok(number) if number.is_finite() => Key::Number(number + 0.0, 0.0),
            _ => Key::Text(fold(cell).into()),
        })
    }

    /// In a column that holds both, numbers come before text.
    fn compare(&self, other: &Key) -> Ordering {
        match (self, other) {
            (Key::Number(a, b), Key::Number(c, d)) => a.total_cmp(c).then(b.total_cmp(d)),
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
            (Key::Number(..), _) | (_, Key::Text(_)) => Ordering::Less,
            _ => Ordering::Greater,
        }
    }
}

/// How many events were read and shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Summary {
    pub shown: u64,
    /// How many matched, shown or not.
    pub matched: u64,
    /// How many of the events that matched did so only possibly.
    pub possible: u64,
}

/// Events that are kept for sorting: the bytes of their records, and a few dozen bytes each for their order.
#[derive(Default)]
pub struct Selection {
    /// The bytes of the records, of one block after the other.
    blocks: Vec<Vec<u8>>,
    rows: Vec<SelectedRow>,
    /// Events with this key or a later one are past the limit.
    cutoff: Option<Key>,
    /// How many events matched, kept or not.
    matched: u64,
    /// How many of them matched only possibly.
    possible: u64,
    line_count: LineCount,
}

/// One event of a [`Selection`].
pub struct Selected<'a> {
    /// The number of its input.
    pub input: usize,
    /// The bytes of its record in the file.
    pub record: &'a [u8],
    /// How certainly it matched.
    pub certainty: Certainty,
}

/// Where the record of an event is, and what its place in the order is.
#[derive(Clone)]
struct SelectedRow {
    key: Key,
    start: usize,
    length: u32,
    block: u32,
    input: u32,
    certainty: Certainty,
    /// The line on which it begins, from 1; known only where there is a limit.
    line: u64,
}

impl SelectedRow {
    fn record<'a>(&self, blocks: &'a [Vec<u8>]) -> &'a [u8] {
        &blocks[self.block as usize][self.start..self.start + self.length as usize]
    }
}

/// If there is a limit, twice as many events and this many more are kept before those past the limit are dropped.
const SPARE: usize = 100;

impl Selection {
    /// Keeps an event of the input with that number. Returns `false` if it is past the limit.
    pub fn push(&mut self, event: &Event<'_>, input: usize, certainty: Certainty, order: &Order) -> bool {
        self.matched += 1;
        self.possible += u64::from(certainty == Certainty::Possible);
        let key = order.key(event);
        if order.cutoff.excludes(&key) || self.cutoff.as_ref().is_some_and(|cutoff| order.compare(&key, cutoff).is_ge())
        {
            return false;
        }
        let record = event.whole_record();
        if self.blocks.is_empty() {
            self.blocks.push(Vec::new());
        }
        let block = &mut self.blocks[0];
        // Records are shorter than 4 GiB (`csv::blocks::LONGEST`).
        self.rows.push(SelectedRow {
            key,
            start: block.len(),
            length: record.len() as u32,
            block: 0,
            input: input as u32,
            certainty,
            line: if order.has_limit() { event.line(&mut self.line_count) } else { 0 },
        });
        block.extend_from_slice(record);
        self.prune(order);
        true
    }

    /// Appends the events of the next block, which begins on that line. Other threads may be reading the blocks after it.
    pub fn append(&mut self, next: Selection, order: &Order, first_line: u64) {
        let offset = self.blocks.len() as u32;
        self.blocks.extend(next.blocks);
        self.rows.extend(next.rows.into_iter().map(|row| SelectedRow {
            block: row.block + offset,
            line: row.line + first_line,
            ..row
        }));
        self.matched += next.matched;
        self.possible += next.possible;
        self.prune(order);
        if let Some(Key::Rank(rank)) = self.cutoff {
            order.cutoff.0.store(rank, Relaxed);
        }
    }

    /// Drops the events past the limit, if there are many.
    fn prune(&mut self, order: &Order) {
        if order.limit.is_some_and(|limit| self.rows.len() / 2 > limit.saturating_add(SPARE)) {
            self.sort(order);
        }
    }

    /// Puts the events in order and drops those past the limit.
    pub fn sort(&mut self, order: &Order) {
        self.sort_rows(order);
        let Some(limit) = order.limit.filter(|&limit| limit < self.rows.len()) else { return };
        // Of the events to come, those that are not before this one are past the limit too.
        self.cutoff = limit.checked_sub(1).map(|last| self.rows[last].key.clone());
        self.rows.truncate(limit);
        let mut bytes = Vec::new();
        for row in &mut self.rows {
            let start = bytes.len();
            bytes.extend_from_slice(row.record(&self.blocks));
            row.block = 0;
            row.start = start;
        }
        self.blocks = vec![bytes];
    }

    /// Sorts the rows; equal ones keep their order.
    fn sort_rows(&mut self, order: &Order) {
        let rank = |(place, row): (usize, &SelectedRow)| match row.key {
            Key::Rank(rank) => Some((rank, place)),
            _ => None,
        };
        let ranks: Option<Vec<(u64, usize)>> = self.rows.iter().enumerate().map(rank).collect();
        let Some(mut ranks) = ranks else {
            return self.rows.sort_by(|a, b| order.compare(&a.key, &b.key));
        };
        // Pairs of numbers are moved faster than rows.
        ranks.sort_unstable();
        self.rows = ranks.into_iter().map(|(_, place)| self.rows[place].clone()).collect();
    }

    /// Whether no event was kept.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many events there are, for the last line of an output.
    pub fn summary(&self) -> Summary {
        Summary { shown: self.rows.len() as u64, matched: self.matched, possible: self.possible }
    }

    /// How many events are kept.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The event at place `i` of the order, from 0; `None` past the last.
    pub fn get(&self, i: usize) -> Option<Selected<'_>> {
        self.rows.get(i).map(|row| self.selected(row))
    }

    /// The lines on which the events begin, in order; known only where the order has a limit.
    pub fn lines(&self) -> impl Iterator<Item = u64> + '_ {
        self.rows.iter().map(|row| row.line)
    }

    /// The events in order.
    pub fn iter(&self) -> impl Iterator<Item = Selected<'_>> {
        self.rows.iter().map(|row| self.selected(row))
    }

    fn selected(&self, row: &SelectedRow) -> Selected<'_> {
        let record = row.record(&self.blocks);
        Selected { input: row.input as usize, record, certainty: row.certainty }
    }

    /// Reads every event again, in order, and passes it to `each`.
    ///
    /// # Errors
    /// The first error that `each` returns.
    pub fn for_each(
        &self,
        sources: &[Source],
        mut each: impl FnMut(&Event<'_>, Certainty) -> io::Result<()>,
    ) -> io::Result<()> {
        for selected in self.iter() {
            selected.read(sources, |event| each(event, selected.certainty))??;
        }
        Ok(())
    }
}

impl Selected<'_> {
    /// Reads the event again and passes it to `take`. `sources` are those from which it was selected.
    ///
    /// # Errors
    /// The record can't be read again, since it is not of one of these sources.
    pub fn read<R>(&self, sources: &[Source], take: impl FnOnce(&Event<'_>) -> R) -> io::Result<R> {
        sources[self.input].with_event(self.record, take)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::input::Input;
    use crate::store::{ReadOptions, Store};

    proptest! {
        /// Blocks are read while those before them are being appended. So the shared cutoff may be an old one, but must
        /// never come from a later block.
        #[test]
        fn a_shared_cutoff_keeps_the_first_events(
            // The rows of each block, and how many blocks before it are not appended yet when it is read.
            blocks in prop::collection::vec((prop::collection::vec(0..60u8, 150..400), 0..3usize), 1..8),
            limit in 0..40usize,
            descending: bool,
        ) {
            let input = Input::Text("test", "date,title\n");
            let store = Store::open(&[input], &ReadOptions::default()).unwrap();
            let source = &store.sources[0];
            let sort = if descending { "-date" } else { "date" };
            let order = sort.parse::<Order>().unwrap().first(Some(limit));
            let row = |block: usize, row: usize, year: u8| match year {
                0 => format!(",{block} {row}\n"),
                year => format!("{},{block} {row}\n", 1960 + i32::from(year)),
            };
            let mut taken = Selection::default();
            let mut waiting = std::collections::VecDeque::new();
            let mut all = Vec::new();
            for (number, (years, late)) in blocks.iter().enumerate() {
                while waiting.len() > *late {
                    taken.append(waiting.pop_front().unwrap(), &order, 1);
                }
                let mut kept = Selection::default();
                for (i, &year) in years.iter().enumerate() {
                    let record = row(number, i, year);
                    source.with_event(record.as_bytes(), |event| kept.push(event, 0, Certainty::Certain, &order)).unwrap();
                    all.push((year, record));
                }
                waiting.push_back(kept);
            }
            waiting.into_iter().for_each(|kept| taken.append(kept, &order, 1));
            taken.sort(&order);
            // The undated events come last in both directions.
            all.sort_by_key(|(year, _)| match i32::from(*year) {
                0 => i32::MAX,
                year if descending => -year,
                year => year,
            });
            let expected: Vec<&[u8]> = all.iter().take(limit).map(|(_, record)| record.as_bytes()).collect();
            let found: Vec<&[u8]> = taken.iter().map(|selected| selected.record).collect();
            let by_place: Vec<&[u8]> = (0..taken.len()).map(|i| taken.get(i).unwrap().record).collect();
            prop_assert_eq!(&by_place, &found);
            prop_assert!(taken.get(taken.len()).is_none());
            prop_assert_eq!(found, expected);
            prop_assert_eq!(taken.summary().matched, all.len() as u64);
        }
    }
}
