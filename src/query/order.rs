//! The order of events: by which column, in which direction, and how many of the first.
//!
//! A [`Selection`](super::selection::Selection) is put in that order by the [`Key`] of each of its events.

use std::cmp::Ordering;
use std::io::{self, Read, Write};
use std::str::FromStr;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use super::runs::bytes;
use crate::date::DateOrder;
use crate::event::Event;
use crate::model::field::{Column, Field};
use crate::model::people::PeopleCount;
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

    /// How many events are wanted, from the start of the order.
    pub(super) fn limit(&self) -> Option<usize> {
        self.limit
    }

    /// Whether the events past some number are left out.
    pub fn has_limit(&self) -> bool {
        self.limit.is_some()
    }

    /// Whether an event with that key is past the limit, as far as the threads know.
    #[inline]
    pub(super) fn excludes(&self, key: &Key) -> bool {
        self.cutoff.excludes(key)
    }

    /// Tells all threads that events with that key or a later one are past the limit.
    pub(super) fn share_cutoff(&self, key: &Key) {
        if let Key::Rank(rank) = key {
            self.cutoff.0.store(*rank, Relaxed);
        }
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

    pub(super) fn compare(&self, a: &Key, b: &Key) -> Ordering {
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
    pub(super) const BLANK: Key = Key::Rank(u64::MAX);

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

    /// Writes it for a run on disk.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        match self {
            Key::Rank(rank) => {
                out.write_all(&[0])?;
                out.write_all(&rank.to_le_bytes())
            }
            Key::Number(a, b) => {
                out.write_all(&[1])?;
                out.write_all(&a.to_le_bytes())?;
                out.write_all(&b.to_le_bytes())
            }
            Key::Text(text) => {
                out.write_all(&[2])?;
                out.write_all(&(text.len() as u64).to_le_bytes())?;
                out.write_all(text.as_bytes())
            }
        }
    }

    /// Reads what [`Key::write`] wrote.
    pub(super) fn read(from: &mut impl Read) -> io::Result<Key> {
        Ok(match bytes(from)? {
            [0] => Key::Rank(u64::from_le_bytes(bytes(from)?)),
            [1] => Key::Number(f64::from_le_bytes(bytes(from)?), f64::from_le_bytes(bytes(from)?)),
            _ => {
                let mut text = vec![0; u64::from_le_bytes(bytes(from)?) as usize];
                from.read_exact(&mut text)?;
                Key::Text(String::from_utf8(text).map_err(io::Error::other)?.into())
            }
        })
    }

    /// How many bytes it holds beside itself.
    #[inline]
    pub(super) fn held(&self) -> usize {
        match self {
            Key::Text(text) => text.len(),
            Key::Rank(_) | Key::Number(..) => 0,
        }
    }
}
