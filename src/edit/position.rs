//! Where a new event goes: in date order where the file is in date order, else at its end.

use chrono::NaiveDate;

use super::changes::InsertAt;
use crate::date::{Date, DateOrder};

/// The dated rows of a file that is in date order.
pub struct InsertPositions {
    order: FileOrder,
    /// Those that have a date that can be read, from the earliest on.
    dated: Vec<DatedRow>,
    /// Where an event without an order goes.
    end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FileOrder {
    EarliestFirst,
    LatestFirst,
    None,
}

pub struct DatedRow {
    pub row: usize,
    /// `None`: before all others.
    earliest: Option<NaiveDate>,
    order: DateOrder,
}

impl DatedRow {
    pub fn new(row: usize, date: &Date) -> DatedRow {
        DatedRow { row, earliest: date.earliest(), order: date.order() }
    }
}

impl InsertPositions {
    /// `dated`: the rows with a date, in the order of the file. `end`: see [`RowIndex::end`](super::RowIndex::end).
    ///
    /// A file is in date order where the days on which its events begin at the earliest are: spreadsheets, which sort
    /// text, put `2021-01` before `2021-01-05` or behind it.
    pub fn new(mut dated: Vec<DatedRow>, end: usize) -> InsertPositions {
        let order = if dated.is_sorted_by_key(|dated| dated.earliest) {
            FileOrder::EarliestFirst
        } else if dated.is_sorted_by(|a, b| a.earliest >= b.earliest) {
            dated.reverse();
            FileOrder::LatestFirst
        } else {
            FileOrder::None
        };
        InsertPositions { order, dated, end }
    }

    /// The place of an event of that date; `None` where it is undated: that is listed last.
    pub fn of(&self, date: Option<&Date>) -> InsertAt {
        let at_end = InsertAt { before: self.end, rank: 0 };
        let Some(date) = date else {
            return InsertAt { rank: u64::MAX, ..at_end };
        };
        // Those that come before the new one in time.
        let earlier = self.dated.partition_point(|dated| dated.earliest < date.earliest());
        let begun = self.dated.partition_point(|dated| dated.earliest <= date.earliest());
        let order = date.order();
        match self.order {
            FileOrder::None => at_end,
            FileOrder::EarliestFirst => {
                let alike = self.dated[earlier..begun].iter().rposition(|dated| dated.order <= order);
                let before = alike.map_or(earlier, |last| earlier + last + 1);
                let before = match before.checked_sub(1).map(|i| &self.dated[i]) {
                    Some(before) => before.row + 1,
                    None => self.dated.first().map_or(self.end, |first| first.row),
                };
                InsertAt { before, rank: order.rank() }
            }
            FileOrder::LatestFirst => {
                // Rows run from the latest back: it goes before the first that is earlier, which is the last of those.
                let before = match earlier.checked_sub(1) {
                    Some(last) => self.dated[last].row,
                    None => self.dated.first().map_or(self.end, |earliest| earliest.row + 1),
                };
                InsertAt { before, rank: u64::MAX - 1 - order.rank() }
            }
        }
    }
}
