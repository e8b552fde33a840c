//! Where a new event is inserted: in date order if the file is in date order, else at its end. Whatever adds events asks.

use chrono::NaiveDate;

use super::changes::InsertAt;
use super::ids::hash_of_id;
use super::{Ids, Transaction};
use crate::date::{Date, DateOrder};
use crate::error::Result;
use crate::layout::Layout;
use crate::model::field::Field;
use crate::store::RowOutcome;

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

/// A row with its date. A million of them are held.
struct DatedRow {
    /// Its number: no file that is changed has 2³² rows.
    row: u32,
    /// The first day that the date may mean. `None` sorts before all others.
    earliest: Option<NaiveDate>,
    order: DateOrder,
}

impl Transaction {
    /// The places where new events are inserted.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn places(&self) -> Result<InsertPositions> {
        let (mut places, layout) = (Places::default(), &self.layout);
        self.each_row(|_, found| Place::of(&found, layout), |row, place| places.add(row, place))?;
        self.positions(places)
    }

    /// The ids of all rows and the places where new events are inserted, both found in one pass.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn ids_and_places(&self) -> Result<(Ids, InsertPositions)> {
        self.ids_places_and(|_| None, |_, ()| {})
    }

    /// The same, and passes on what else is read of each row (see [`Transaction::each_row`]).
    ///
    /// # Errors
    /// The file can't be read.
    pub(super) fn ids_places_and<T: Send>(
        &self,
        read: impl Fn(&RowOutcome<'_>) -> Option<T> + Sync,
        mut take: impl FnMut(usize, T) + Send,
    ) -> Result<(Ids, InsertPositions)> {
        let (mut ids, mut places) = (Vec::new(), Places::default());
        let layout = &self.layout;
        let column = layout.column_of(Field::Id);
        self.each_row(
            |record, found| {
                let id = column.and_then(|column| hash_of_id(record, column));
                Some((id, Place::of(&found, layout), read(&found)))
            },
            |row, (id, place, other)| {
                ids.extend(id.map(|id| (id, row)));
                place.into_iter().for_each(|place| places.add(row, place));
                other.into_iter().for_each(|other| take(row, other));
            },
        )?;
        Ok((Ids::of_hashes(ids), self.positions(places)?))
    }

    fn positions(&self, Places { dated, reports }: Places) -> Result<InsertPositions> {
        let end = self.index.end().map_err(|error| self.unread(error))?;
        Ok(match self.table {
            Some(_) => InsertPositions::as_added(end),
            None => InsertPositions::new(dated, end).with_reports(reports),
        })
    }
}

/// What a row says of where others are inserted.
enum Place {
    Dated(DatedRow),
    Report,
}

impl Place {
    fn of(found: &RowOutcome<'_>, layout: &Layout) -> Option<Place> {
        let RowOutcome::Event(event, _) = found else { return None };
        match layout.has(Field::ReportOf) && !event.text(Field::ReportOf).trim().is_empty() {
            true => Some(Place::Report),
            false => event.date().map(|date| Place::Dated(DatedRow::new(date))),
        }
    }
}

/// The rows that say something of it, in the order of the file.
#[derive(Default)]
struct Places {
    dated: Vec<DatedRow>,
    reports: Vec<usize>,
}

impl Places {
    fn add(&mut self, row: usize, place: Place) {
        match place {
            Place::Dated(dated) => self.dated.push(DatedRow { row: row as u32, ..dated }),
            Place::Report => self.reports.push(row),
        }
    }
}

impl DatedRow {
    /// A row with that date, whose number is not known yet.
    fn new(date: &Date) -> DatedRow {
        DatedRow { row: 0, earliest: date.earliest(), order: date.order() }
    }

    fn row(&self) -> usize {
        self.row as usize
    }
}

impl InsertPositions {
    /// `dated`: the rows with a date, in the order of the file. `end`: see [`RowIndex::end`](super::RowIndex::end).
    ///
    /// Whether a file is in date order is judged by the earliest day of each date alone, since a spreadsheet that sorts
    /// text may put `2021-01` before `2021-01-05` or after it.
    fn new(mut dated: Vec<DatedRow>, end: usize) -> InsertPositions {
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
                    Some(before) => self.behind(before.row()),
                    None => self.dated.first().map_or(self.end, |first| first.row()),
                };
                InsertAt { before, rank: order.rank() }
            }
            FileOrder::LatestFirst => {
                // The file runs from the latest row back, so the new row goes before the first earlier row in the file,
                // which is the last of the earlier rows in time.
                let before = match earlier.checked_sub(1) {
                    Some(last) => self.dated[last].row(),
                    None => self.dated.first().map_or(self.end, |earliest| earliest.row() + 1),
                };
                InsertAt { before, rank: u64::MAX - 1 - order.rank() }
            }
        }
    }
}
