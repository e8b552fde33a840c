//! Rewrites the dates of a file that are understood and are not EDTF, and nothing else of it.
//!
//! Whoever changes several files makes a [`Fix`] of each before the first is carried out, so that a file that can't be
//! fixed stops them all.

use super::Transaction;
use crate::check::DateCell;
use crate::error::Result;
use crate::store::RowOutcome;

/// The rewritten dates of one file.
pub struct Fix {
    /// The change, which is not committed yet.
    pub transaction: Transaction,
    /// The dates that it rewrites, in the order of their rows.
    pub dates: Vec<DateCell>,
}

impl Fix {
    /// Finds the dates and rewrites them.
    ///
    /// # Errors
    /// A date whose EDTF the encoding of the file can't hold; the file can't be read.
    pub fn new(mut transaction: Transaction) -> Result<Fix> {
        let mut cells: Vec<(usize, DateCell)> = Vec::new();
        let read = |outcome: RowOutcome<'_>| match outcome {
            RowOutcome::Event(event, _) => DateCell::of(event),
            _ => None,
        };
        transaction.each_row(|_, outcome| read(outcome), |row, cell| cells.push((row, cell)))?;
        for (row, cell) in &cells {
            transaction.replace(*row, cell.column, &cell.edtf)?;
        }
        Ok(Fix { transaction, dates: cells.into_iter().map(|(_, cell)| cell).collect() })
    }
}
