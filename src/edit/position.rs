//! Where a new event is inserted: in date order if the file is in date order, else at its end. A
//! [`Transaction`](super::Transaction) asks for every event that is added.

use chrono::NaiveDate;

use super::changes::InsertAt;
use crate::date::{Date, DateOrder};

/// The dated rows of a file that is in date order.
pub struct InsertPositions {
    order: FileOrder,
    /// The rows whose date can be read, the earliest first.
    dated: Vec<DatedRow>,
    /// The row before which an event is inserted if the file is in no order.
    end: usize,
    /// The rows that are reports of an event, in the order of the file: they stand behind it, whatever their dates.
    reports: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FileOrder {
    EarliestFirst,
    LatestFirst,
    None,
    /// Rows stand in the order in which they were added, and no other.
    AsAdded,
}

pub struct DatedRow {
    pub row: usize,
    /// The first day that the date may mean. `None` sorts before all others.
    earliest: Option<NaiveDate>,
    order: DateOrder,
}

impl DatedRow {
    /// A row with that date, whose number is not known yet.
    pub fn new(date: &Date) -> DatedRow {
        DatedRow { row: 0, earliest: date.earliest(), order: date.order() }
    }

    /// The same with its number.
    pub fn at(self, row: usize) -> DatedRow {
        DatedRow { row, ..self }
    }
}

impl InsertPositions {
    /// `dated`: the rows with a date, in the order of the file. `end`: see [`RowIndex::end`](super::RowIndex::end).
    ///
    /// Whether a file is in date order is judged by the earliest day of each date alone, since a spreadsheet that sorts
    /// text may put `2021-01` before `2021-01-05` or after it.
    pub fn new(mut dated: Vec<DatedRow>, end: usize) -> InsertPositions {
        let order = if dated.is_sorted_by_key(|dated| dated.earliest) {
            FileOrder::EarliestFirst
        } else if dated.is_sorted_by(|a, b| a.earliest >= b.earliest) {
            dated.reverse();
            FileOrder::LatestFirst
        } else {
            FileOrder::None
        };
        InsertPositions { order, dated, end, reports: Vec::new() }
    }

    /// Those of a table, whose rows get their numbers as they are added.
    pub fn as_added(end: usize) -> InsertPositions {
        InsertPositions { order: FileOrder::AsAdded, dated: Vec::new(), end, reports: Vec::new() }
    }

    /// The same for a file in which these rows, in its order, are reports of an event.
    pub fn with_reports(self, reports: Vec<usize>) -> InsertPositions {
        InsertPositions { reports, ..self }
    }

    /// The row behind this one and the reports that follow it.
    pub fn behind(&self, row: usize) -> usize {
        if self.order == FileOrder::AsAdded {
            return self.end;
        }
        let first = self.reports.partition_point(|report| *report <= row);
        let following = self.reports[first..].iter().enumerate();
        row + 1 + following.take_while(|(i, report)| **report == row + 1 + i).count()
    }

    /// The place of an event with that date; an undated event comes last.
    pub fn of(&self, date: Option<&Date>) -> InsertAt {
        let at_end = InsertAt { before: self.end, rank: 0 };
        let Some(date) = date else {
            return InsertAt { rank: u64::MAX, ..at_end };
        };
        // The number of rows that are earlier than the new one, and of those that are no later.
        let earlier = self.dated.partition_point(|dated| dated.earliest < date.earliest());
        let begun = self.dated.partition_point(|dated| dated.earliest <= date.earliest());
        let order = date.order();
        match self.order {
            FileOrder::None | FileOrder::AsAdded => at_end,
            FileOrder::EarliestFirst => {
                let alike = self.dated[earlier..begun].iter().rposition(|dated| dated.order <= order);
                let before = alike.map_or(earlier, |last| earlier + last + 1);
                let before = match before.checked_sub(1).map(|i| &self.dated[i]) {
                    Some(before) => self.behind(before.row),
                    None => self.dated.first().map_or(self.end, |first| first.row),
                };
                InsertAt { before, rank: order.rank() }
            }
            FileOrder::LatestFirst => {
                // The file runs from the latest row back, so the new row goes before the first earlier row in the file,
                // which is the last of the earlier rows in time.
                let before = match earlier.checked_sub(1) {
                    Some(last) => self.dated[last].row,
                    None => self.dated.first().map_or(self.end, |earliest| earliest.row + 1),
                };
                InsertAt { before, rank: u64::MAX - 1 - order.rank() }
            }
        }
    }
}
