//! New values for events of a store, and what they change in each of its rows.
//!
//! Whoever edits one event or many checks the values once, as [`Edits`], and applies them row by row.

use std::borrow::Cow;

use super::values::{InvalidReason, InvalidValue, LoneCoordinate, NewCells, check_position, check_values};
use super::{IdTaken, Ids, Transaction};
use crate::error::{Diagnostic, Error};
use crate::model::field::{Column, Field};
use crate::model::id::fold_id;
use crate::text::list::{as_part, several};
use crate::text::normalize::fold;

/// Checked values: those that take the place of what a cell holds, and those that are added to a list in it.
pub struct Edits {
    cells: NewCells,
    /// Each with the number of its column.
    added: Vec<(usize, String)>,
}

/// A cell that changes.
#[derive(Debug)]
pub struct CellChange {
    /// The number of its column.
    pub column: usize,
    /// What it held, without quotes.
    pub old: String,
    /// What it holds from now on.
    pub new: String,
}

/// What the edits change in a row.
#[derive(Debug, Default)]
pub struct RowEdit {
    /// The cells that change; none where the row has these values already.
    pub cells: Vec<CellChange>,
    /// How many cells the row had and how many it has now, where some at its end were missing.
    pub filled: Option<(usize, usize)>,
}

/// Why a row can't be edited.
#[derive(Debug, thiserror::Error)]
pub enum CannotEdit {
    /// The row has more cells than the header, so that nobody knows which is which.
    #[error("{0}")]
    TooManyCells(Box<Diagnostic>),
    /// Another event has the new id.
    #[error(transparent)]
    IdTaken(#[from] IdTaken),
    /// The row would have only one of the two numbers of its position.
    #[error(transparent)]
    Position(#[from] LoneCoordinate),
    /// The encoding of the row does not have a character of a value.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl Edits {
    /// Checks values that take the place of what a cell holds.
    ///
    /// # Errors
    /// The first value that can't be written.
    pub fn check(transaction: &Transaction, values: Vec<(Column, String)>) -> Result<Edits, InvalidValue> {
        Ok(Edits { cells: check_values(transaction, values)?, added: Vec::new() })
    }

    /// Checks values that are added to the list in a cell.
    ///
    /// # Errors
    /// The first value that can't be written; a column that is replaced as well.
    pub fn and_added(mut self, transaction: &Transaction, added: Vec<(Column, String)>) -> Result<Edits, InvalidValue> {
        for (column, value) in added {
            // Each is checked as a cell of its own: what can stand alone can stand in a list.
            let alone = check_values(transaction, vec![(column.clone(), value)])?;
            for (i, text) in alone.iter() {
                if self.cells.of(Some(i)).is_some() {
                    let name = transaction.layout.column_name(i).to_owned();
                    return Err(InvalidValue { column, reason: InvalidReason::GivenTwice(name) });
                }
                self.added.push((i, text.to_owned()));
            }
        }
        Ok(self)
    }

    /// The values that take the place of what cells hold.
    pub fn new_cells(&self) -> &NewCells {
        &self.cells
    }

    /// Changes a row.
    ///
    /// # Errors
    /// A row of which nobody knows which cell is which; a row that would not be right after it.
    pub fn apply(&self, transaction: &mut Transaction, ids: &Ids, row: usize) -> Result<RowEdit, CannotEdit> {
        let has = transaction.index.with_record(row, |record| record.width());
        let (has, wants) = (has.map_err(|error| transaction.unread(error))?, transaction.layout.width());
        if has > wants
            && let Some(fault) = transaction.fault(row)?
        {
            return Err(CannotEdit::TooManyCells(Box::new(fault)));
        }
        let edit = RowEdit { cells: self.changes(transaction, row)?, filled: None };
        if edit.cells.is_empty() {
            return Ok(edit);
        }
        self.check_id(transaction, ids, row)?;
        let position = [Field::Latitude, Field::Longitude].map(|field| transaction.layout.column_of(field));
        let mut degrees: Vec<(usize, String)> = Vec::new();
        for i in position.into_iter().flatten() {
            degrees.push(match edit.cells.iter().find(|change| change.column == i) {
                Some(change) => (i, change.new.clone()),
                None => (i, transaction.cell(row, i)?),
            });
        }
        let cell = |i| degrees.iter().find(|(own, _)| *own == i).map_or("", |(_, text)| text.as_str());
        check_position(transaction, |i| Cow::Borrowed(cell(i)))?;
        for change in &edit.cells {
            transaction.replace(row, change.column, &change.new)?;
        }
        if has >= wants {
            return Ok(edit);
        }
        // The cells that are missing at the end are made, else the row would be as unreadable as before.
        if edit.cells.iter().all(|change| change.column != wants - 1) {
            transaction.replace(row, wants - 1, "")?;
        }
        Ok(RowEdit { filled: Some((has, wants)), ..edit })
    }

    fn changes(&self, transaction: &Transaction, row: usize) -> crate::error::Result<Vec<CellChange>> {
        let new = self.cells.iter().map(|(column, text)| {
            let old = transaction.cell(row, column)?;
            Ok(CellChange { column, old, new: text.to_owned() })
        });
        let mut changes: Vec<CellChange> = new.collect::<crate::error::Result<_>>()?;
        for (column, value) in &self.added {
            let longer = |list: &str| with_added(list, value);
            match changes.iter_mut().find(|change| change.column == *column) {
                Some(change) => change.new = longer(&change.new),
                None => {
                    let old = transaction.cell(row, *column)?;
                    changes.push(CellChange { column: *column, new: longer(&old), old });
                }
            }
        }
        changes.retain(|change| change.old != change.new);
        Ok(changes)
    }

    fn check_id(&self, transaction: &Transaction, ids: &Ids, row: usize) -> Result<(), CannotEdit> {
        let column = transaction.layout.column_of(Field::Id);
        let old = column.map(|i| transaction.cell(row, i)).transpose()?.unwrap_or_default();
        match self.cells.of(column).filter(|new| fold_id(new) != fold_id(&old)) {
            Some(id) => Ok(ids.check_is_free(id)?),
            None => Ok(()),
        }
    }
}

/// A list with what is added to it at its end, all but what it has already.
fn with_added(list: &str, added: &str) -> String {
    let has = several(list);
    let is_new = |part: &String| !has.iter().any(|own| fold(own) == fold(part));
    let new: Vec<String> = several(added).into_iter().filter(is_new).map(|part| as_part(&part)).collect();
    let own = list.trim().trim_end_matches(';').trim_end();
    match (own, new.as_slice()) {
        (_, []) => list.to_owned(),
        ("", new) => new.join("; "),
        (own, new) => format!("{own}; {}", new.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_gets_what_it_lacks() {
        for (list, added, longer) in [
            ("", "UN", "UN"),
            ("  ", "UN; AP", "UN; AP"),
            ("UN", "AP", "UN; AP"),
            ("UN;", "AP", "UN; AP"),
            ("UN; ", "AP", "UN; AP"),
            ("UN", "un", "UN"),
            ("UN;AP", " AP ", "UN;AP"),
            ("UN;AP", "ap; BBC", "UN;AP; BBC"),
            ("\"Reuters; 2014\"", "AP", "\"Reuters; 2014\"; AP"),
            ("AP", "\"Reuters; 2014\"", "AP; \"Reuters; 2014\""),
            ("AP", "AP; \"Reuters; 2014\"; UN", "AP; \"Reuters; 2014\"; UN"),
        ] {
            assert_eq!(with_added(list, added), longer, "{list:?} and {added:?}");
            assert_eq!(with_added(longer, added), longer, "added twice");
        }
    }
}
