//! Every row of a file that is changed, read on several threads and passed on in order.
//!
//! Whatever looks at all rows before a change does so with [`Transaction::each_row`]: the ids that there are, the dates among
//! which a new one finds its place, the rows that a query matches.

use std::convert::Infallible;
use std::ops::ControlFlow;

use super::Transaction;
use super::row_index::Row;
use crate::csv::blocks::changed;
use crate::csv::parallel::{CollectBlocks, Scanned};
use crate::csv::record::Record;
use crate::error::{Error, Result};
use crate::layout::Layout;
use crate::store::{RowOutcome, each_event};

impl Transaction {
    /// Passes every row to `read` and what that makes of it, unless it is nothing, to `take`, with the row's number and in the
    /// order of the file. Rows of delimiters only are left out.
    ///
    /// # Errors
    /// The file can't be read, or has changed.
    pub fn each_row<T: Send>(
        &self,
        read: impl Fn(&Record<'_>, RowOutcome<'_>) -> Option<T> + Sync,
        mut take: impl FnMut(usize, T) + Send,
    ) -> Result<()> {
        let content = self.index.content();
        // A line break that the file does not end with is no row.
        let start = (self.index.head().len() as u64).min(content.file_length());
        let mut rows = Numbered { rows: self.index.rows(), next: 0, at: start, is_changed: false, take: &mut take };
        let collect = ReadRows { layout: &self.layout, read };
        content.scan(&self.name, start, self.index.format(), &collect, &mut rows)?;
        match rows.is_changed {
            true => Err(Error::reading(&self.name, &changed())),
            false => Ok(()),
        }
    }
}

/// Reads the rows of a block.
struct ReadRows<'a, R> {
    layout: &'a Layout,
    read: R,
}

/// What was read of the rows of a block.
struct BlockRows<T> {
    /// Each with where it begins in the block.
    rows: Vec<(usize, T)>,
    /// How many bytes the block has.
    bytes: usize,
}

/// Passes on what was read, with the numbers of the rows.
struct Numbered<'a, T> {
    rows: &'a [Row],
    /// The first row that was not passed by.
    next: usize,
    /// Where the next block begins in the file.
    at: u64,
    /// Whether a row was read that was not there when the rows were found.
    is_changed: bool,
    take: &'a mut (dyn FnMut(usize, T) + Send),
}

impl<'a, T: Send + 'a, R: Fn(&Record<'_>, RowOutcome<'_>) -> Option<T> + Sync> CollectBlocks for ReadRows<'a, R> {
    type Part = BlockRows<T>;
    type Whole = Numbered<'a, T>;
    type Stop = Infallible;

    fn scan(&self, bytes: &[u8], is_last: bool) -> Scanned<BlockRows<T>> {
        let mut rows = Vec::new();
        let (end, _) = each_event(bytes, is_last, self.layout, |record, found| {
            rows.extend((self.read)(record, found).map(|read| (record.start, read)));
        });
        Scanned { value: BlockRows { rows, bytes: end }, end }
    }

    fn append(&self, whole: &mut Numbered<'a, T>, block: BlockRows<T>) -> ControlFlow<Infallible> {
        for (start, read) in block.rows {
            let start = whole.at + start as u64;
            while whole.rows.get(whole.next).is_some_and(|row| row.start < start) {
                whole.next += 1;
            }
            match whole.rows.get(whole.next).is_some_and(|row| row.start == start) {
                true => (whole.take)(whole.next, read),
                false => whole.is_changed = true,
            }
        }
        whole.at += block.bytes as u64;
        ControlFlow::Continue(())
    }
}
