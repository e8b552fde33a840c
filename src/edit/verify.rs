//! Reads a changed file again before it replaces the old one: a change to one row must not make another unreadable, or
//! change what it means.
//!
//! That can happen because the cells of a file together settle how it is read: one date can settle whether 03/04/2021 is
//! in March, and one row which delimiter the file has. [`Transaction::commit`] and [`Transaction::difference`] call it.

use super::content::Content;
use super::{Origin, RowIndex, Transaction};
use crate::date::Date;
use crate::error::{Diagnostic, Error, Hint, Result};
use crate::layout::Layout;
use crate::model::field::Field;
use crate::store::{RowOutcome, each_event};

/// What a row was read as.
#[derive(PartialEq, Eq)]
enum Reading {
    /// An event: its date, and the fields whose cells can't be read.
    Event(Option<Date>, Vec<Field>),
    /// A row that is not meant as an event, or has delimiters only.
    Other,
    Bad,
}

impl Reading {
    fn has_unread(&self) -> bool {
        matches!(self, Reading::Event(_, unread) if !unread.is_empty())
    }

    /// Whether the row, or a cell of it that could be read, can't be read any more.
    fn is_harmed_by(&self, new: &Reading) -> bool {
        match (self, new) {
            (_, Reading::Bad) => true,
            (Reading::Event(_, before), Reading::Event(_, after)) => after.iter().any(|field| !before.contains(field)),
            (_, new) => new.has_unread(),
        }
    }
}

impl Transaction {
    /// Checks that the changed file reads as it should, and finds its rows.
    ///
    /// # Errors
    /// It can't be read at all, or one of its other rows can't be read any more or has become another event.
    pub(super) fn verify(&self, after: Content) -> Result<RowIndex> {
        let source = after
            .source(self.name.clone(), &self.options)
            .map_err(|error| self.would_harm(&error.to_string(), self.layout.convention.order.is_some()))?;
        let after = RowIndex::new(&self.name, after, source.head.len(), source.layout.record_format())?;
        let origins = || self.changes.origins(self.index.len());
        if !source.layout.is_like(&self.layout) || after.len() != origins().count() || !self.keeps_rows(&after) {
            return Err(self.would_harm("its columns or rows would be told apart in another way", false));
        }
        let is_notation = source.layout.convention != self.layout.convention;
        // The fields of the columns may have been guessed from the first rows, so they are compared too.
        let is_read_alike = !is_notation && source.layout.fields() == self.layout.fields();
        for (row, origin) in origins().enumerate() {
            let old = match origin {
                // The same bytes are read in the same way.
                Origin::Kept(_) if is_read_alike => continue,
                Origin::Kept(old) | Origin::Changed(old) => Some(old),
                Origin::New => None,
            };
            let new = self.reading(&after, &source.layout, row)?;
            let Some(old) = old else {
                // A new row may hold a cell that can't be read, if that is so whatever the other rows are.
                if new == Reading::Bad || (is_notation && new.has_unread()) {
                    return Err(self.would_harm("the new row could not be read", is_notation));
                }
                continue;
            };
            let before = self.reading(&self.index, &self.layout, old)?;
            let is_harmed = match origin {
                _ if before == Reading::Bad => false,
                Origin::Kept(_) => before != new,
                _ => before.is_harmed_by(&new),
            };
            if is_harmed {
                let (line, what) = (
                    self.line(old)?,
                    if new == Reading::Bad || new.has_unread() { "be read" } else { "mean the same" },
                );
                let date = self.layout.column_of(Field::Date).map(|i| self.cell(old, i)).transpose()?;
                let date = date.map_or(String::new(), |date| format!(", dated `{}`,", date.trim()));
                let message = format!("the row on line {line}{date} would no longer {what}");
                return Err(self.would_harm(&message, is_notation));
            }
        }
        Ok(after)
    }

    /// Whether every row that no change names is as long as it was.
    fn keeps_rows(&self, after: &RowIndex) -> bool {
        let length = |index: &RowIndex, row: usize| index.span(row).end - index.span(row).start;
        self.changes.origins(self.index.len()).enumerate().all(|(row, origin)| match origin {
            Origin::Kept(old) => length(after, row) == length(&self.index, old),
            Origin::Changed(_) | Origin::New => true,
        })
    }

    /// What a row is read as.
    fn reading(&self, index: &RowIndex, layout: &Layout, row: usize) -> Result<Reading> {
        let bytes = index.row(row).map_err(|error| Error::reading(&self.name, &error))?;
        Ok(reading(&bytes, layout))
    }

    /// `is_notation` says that the order of day and month, or the like, would no longer be settled in the same way.
    fn would_harm(&self, what: &str, is_notation: bool) -> Error {
        let error = Error::from(Diagnostic::new(format!("nothing was changed in {}: after it, {what}", self.name)));
        if !is_notation {
            return error.hint("change it in an editor, and check the file afterwards");
        }
        error.hint(Hint::RewriteDates { file: self.name.clone() })
    }
}

/// What a row is read as.
fn reading(row: &[u8], layout: &Layout) -> Reading {
    let mut reading = Reading::Other;
    each_event(row, true, layout, |_, found| {
        reading = match found {
            RowOutcome::Event(event, _) => {
                Reading::Event(event.date().cloned(), event.unread_cells().iter().map(|cell| cell.field).collect())
            }
            RowOutcome::Other(_) => Reading::Other,
            RowOutcome::Bad(..) | RowOutcome::Unreadable => Reading::Bad,
        };
    });
    reading
}
