//! The order of events, and the events kept until it is known.
//!
//! `commands` folds matching events into [`Selection`], merges what the workers kept, and reads them back in order.

use std::cmp::Ordering;
use std::io;
use std::str::FromStr;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use crate::date::{Certainty, DateOrder};
use crate::event::Event;
use crate::model::field::{Column, Field};
use crate::model::people::PeopleCount;
use crate::store::Store;

use crate::text::normalize::fold;

/// `--sort date`, `--sort -killed`: a column, and whether from its end. What is blank comes last either way, and
/// what is equal keeps the order of the files.
#[derive(Clone, Debug)]
pub struct Order {
    pub column: Column,
    descending: bool,
    /// How many events are wanted, from the start of the order; `None`: all.
    limit: Option<usize>,
    /// What does not come before this rank is past the limit, in every block after those that were taken in.
    bound: RankCutoff,
}

/// A rank that the threads share, so that hardly an event is kept only to be let go of; `u64::MAX`: none is known. Other
/// keys than ranks, which are no single numbers, are not shared.
#[derive(Debug)]
struct RankCutoff(AtomicU64);

impl RankCutoff {
    const NONE: u64 = u64::MAX;

    fn none() -> RankCutoff {
        RankCutoff(AtomicU64::new(RankCutoff::NONE))
    }

    #[inline]
    fn excludes(&self, key: &Key) -> bool {
        let bound = self.0.load(Relaxed);
        matches!(key, Key::Rank(rank) if *rank >= bound) && bound != RankCutoff::NONE
    }
}

impl Clone for RankCutoff {
    /// One of its own: what it says is of a single reading.
    fn clone(&self) -> RankCutoff {
        RankCutoff::none()
    }
}

impl Order {
    /// The order of a timeline.
    pub fn by_date() -> Order {
        Order { column: Column::Field(Field::Date), descending: false, limit: None, bound: RankCutoff::none() }
    }

    /// The first so many events in this order alone; `None`: all.
    pub fn first(self, limit: Option<usize>) -> Order {
        Order { limit, ..self }
    }

    fn key(&self, event: &Event<'_>) -> Key {
        let key = match &self.column {
            Column::Field(Field::Date) => event.date.as_ref().map(|date| self.rank(date.order())),
            Column::Field(Field::Killed) => event.killed.map(Key::of_count),
            Column::Field(Field::Wounded) => event.wounded.map(Key::of_count),
            column => event.named(column).and_then(|cell| Key::of_cell(&cell)),
        };
        key.unwrap_or(Key::BLANK)
    }

    fn rank(&self, order: DateOrder) -> Key {
        Key::Rank(if self.descending { LAST_RANK - order.rank() } else { order.rank() })
    }

    fn compare(&self, a: &Key, b: &Key) -> Ordering {
        match (a, b) {
            // A rank has the direction in it already, and blank is one.
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

    fn from_str(text: &str) -> Result<Order, String> {
        let (descending, name) = match text.trim().strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, text),
        };
        Ok(Order { column: name.parse()?, descending, limit: None, bound: RankCutoff::none() })
    }
}

/// What an event is ordered by: one column's value, made comparable.
#[derive(Clone, Debug)]
enum Key {
    /// A date, or nothing.
    Rank(u64),
    /// A number and what it leaves undecided, or the best or least and the most of a count.
    Number(f64, f64),
    Text(Box<str>),
}

/// Before [`Key::BLANK`] and after every date.
const LAST_RANK: u64 = u64::MAX - 1;

impl Key {
    /// What is blank comes last.
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
            // What a float can't hold of a long number, such as the id of a post, decides between its neighbours.
            let near = n as f64;
            return Some(Key::Number(near, (i128::from(n) - near as i128) as f64));
        }
        Some(match cell.parse::<f64>() {
            // So that -0 is the 0 that it equals.
            Ok(number) if number.is_finite() => Key::Number(number + 0.0, 0.0),
            _ => Key::Text(fold(cell).into()),
        })
    }

    /// Numbers come before text, in a column that holds both.
    fn compare(&self, other: &Key) -> Ordering {
        match (self, other) {
            (Key::Number(a, b), Key::Number(c, d)) => a.total_cmp(c).then(b.total_cmp(d)),
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
            (Key::Number(..), _) | (_, Key::Text(_)) => Ordering::Less,
            _ => Ordering::Greater,
        }
    }
}

/// How many events there were.
#[derive(Clone, Copy, Debug, Default)]
pub struct Summary {
    pub shown: u64,
    pub matched: u64,
    /// How many of those that matched did so only possibly.
    pub possible: u64,
}

/// Events kept as the bytes of their records, beside a few dozen bytes each for their order.
#[derive(Default)]
pub struct Selection {
    blocks: Vec<Vec<u8>>,
    rows: Vec<SelectedRow>,
    /// What does not come before this is past the limit.
    bound: Option<Key>,
    /// How many matched, kept or not, and how many of them only possibly.
    matched: u64,
    possible: u64,
}

#[derive(Clone)]
struct SelectedRow {
    key: Key,
    start: usize,
    length: u32,
    block: u32,
    input: u32,
    certainty: Certainty,
}

impl SelectedRow {
    fn record<'a>(&self, blocks: &'a [Vec<u8>]) -> &'a [u8] {
        &blocks[self.block as usize][self.start..self.start + self.length as usize]
    }
}

/// With a limit, twice as many events and these are kept before those past it are let go of.
const SPARE: usize = 100;

impl Selection {
    /// Keeps an event of the input of that number.
    pub fn push(&mut self, event: &Event<'_>, input: usize, certainty: Certainty, order: &Order) {
        self.matched += 1;
        self.possible += u64::from(certainty == Certainty::Possible);
        let key = order.key(event);
        if order.bound.excludes(&key) || self.bound.as_ref().is_some_and(|bound| order.compare(&key, bound).is_ge()) {
            return;
        }
        let record = event.whole_record();
        if self.blocks.is_empty() {
            self.blocks.push(Vec::new());
        }
        let block = &mut self.blocks[0];
        // The store bounds a record, and so its length, at 4 GiB.
        self.rows.push(SelectedRow {
            key,
            start: block.len(),
            length: record.len() as u32,
            block: 0,
            input: input as u32,
            certainty,
        });
        block.extend_from_slice(record);
        self.prune(order);
    }

    /// Takes in the events kept from the following block. The blocks after it may be being read.
    pub fn append(&mut self, next: Selection, order: &Order) {
        let offset = self.blocks.len() as u32;
        self.blocks.extend(next.blocks);
        self.rows.extend(next.rows.into_iter().map(|row| SelectedRow { block: row.block + offset, ..row }));
        self.matched += next.matched;
        self.possible += next.possible;
        self.prune(order);
        if let Some(Key::Rank(rank)) = self.bound {
            order.bound.0.store(rank, Relaxed);
        }
    }

    /// Now and then lets go of what is past the limit.
    fn prune(&mut self, order: &Order) {
        if order.limit.is_some_and(|limit| self.rows.len() / 2 > limit.saturating_add(SPARE)) {
            self.sort(order);
        }
    }

    /// Puts the events in order and lets go of those past the limit.
    pub fn sort(&mut self, order: &Order) {
        self.sort_rows(order);
        let Some(limit) = order.limit.filter(|&limit| limit < self.rows.len()) else { return };
        // What comes later and is not before this one is past the limit too.
        self.bound = limit.checked_sub(1).map(|last| self.rows[last].key.clone());
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

    /// What is equal keeps its order.
    fn sort_rows(&mut self, order: &Order) {
        let rank = |(place, row): (usize, &SelectedRow)| match row.key {
            Key::Rank(rank) => Some((rank, place)),
            _ => None,
        };
        let ranks: Option<Vec<(u64, usize)>> = self.rows.iter().enumerate().map(rank).collect();
        let Some(mut ranks) = ranks else {
            return self.rows.sort_by(|a, b| order.compare(&a.key, &b.key));
        };
        // Pairs of numbers are moved about faster than rows.
        ranks.sort_unstable();
        self.rows = ranks.into_iter().map(|(_, place)| self.rows[place].clone()).collect();
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many events there were, for the last line of an output.
    pub fn summary(&self) -> Summary {
        Summary { shown: self.rows.len() as u64, matched: self.matched, possible: self.possible }
    }

    /// Every kept event: the number of its input, the bytes of its record, and how certainly it matched.
    pub fn records(&self) -> impl Iterator<Item = (usize, &[u8], Certainty)> {
        self.rows.iter().map(|row| (row.input as usize, row.record(&self.blocks), row.certainty))
    }

    /// Reads every kept event back and gives it to `each`, in order.
    ///
    /// # Errors
    /// The first that `each` returns.
    pub fn for_each(
        &self,
        store: &Store,
        mut each: impl FnMut(&Event<'_>, Certainty) -> io::Result<()>,
    ) -> io::Result<()> {
        for (input, record, certainty) in self.records() {
            store.sources[input].with_event(record, |event| each(event, certainty))??;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::{Input, ReadOptions};

    proptest! {
        /// Blocks are read while those before them are being taken in, so what is known of the bound may be old, but
        /// must never be of a block that comes later.
        #[test]
        fn a_shared_bound_keeps_what_comes_first(
            // The rows of each block, and how many blocks before it are not taken in yet when it is read.
            blocks in prop::collection::vec((prop::collection::vec(0..60u8, 150..400), 0..3usize), 1..8),
            limit in 0..40usize,
            descending: bool,
        ) {
            let input = Input::Text("test", "date,title\n");
            let store = Store::open(&[input], &ReadOptions::default(), false).unwrap();
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
                    taken.append(waiting.pop_front().unwrap(), &order);
                }
                let mut kept = Selection::default();
                for (i, &year) in years.iter().enumerate() {
                    let record = row(number, i, year);
                    source.with_event(record.as_bytes(), |event| kept.push(event, 0, Certainty::Certain, &order)).unwrap();
                    all.push((year, record));
                }
                waiting.push_back(kept);
            }
            waiting.into_iter().for_each(|kept| taken.append(kept, &order));
            taken.sort(&order);
            // The undated come last either way.
            all.sort_by_key(|(year, _)| match i32::from(*year) {
                0 => i32::MAX,
                year if descending => -year,
                year => year,
            });
            let expected: Vec<&[u8]> = all.iter().take(limit).map(|(_, record)| record.as_bytes()).collect();
            let found: Vec<&[u8]> = taken.records().map(|(_, record, _)| record).collect();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(taken.summary().matched, all.len() as u64);
        }
    }
}
