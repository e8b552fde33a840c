//! What stands in each column of an input, whether it can be read as events or not.
//!
//! The command that shows the columns of a table calls [`columns_of`].

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::slice;

use super::source::{Begun, ReadOptions, options_for, recognise};
use super::unknown_layout::{doubts, refused, with_file};
use crate::csv::blocks::BlockSplitter;
use crate::csv::dialect::Dialect;
use crate::csv::parallel::{CollectBlocks, Scanned, each_block, workers};
use crate::csv::row::with_row;
use crate::csv::scan::Scanner;
use crate::error::{Diagnostic, Note, Result};
use crate::input::{self, Input};
use crate::layout::Layout;
use crate::layout::evidence::Evidence;

/// An input as a table.
pub struct InputColumns {
    pub name: String,
    pub layout: Layout,
    /// What was found of a file without a codebook.
    pub evidence: Option<Evidence>,
    /// What was settled about the file before its columns.
    pub notes: Vec<Note>,
    /// What may be otherwise in the reading, each a sentence.
    pub doubts: Vec<String>,
    /// Why it can't be read as events.
    pub refusal: Option<Box<Diagnostic>>,
    pub rows: u64,
    /// What stands in each column, in file order.
    pub cells: Vec<ColumnCells>,
}

/// What stands in one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnCells {
    /// How many cells are not blank.
    pub filled: u64,
    /// The first and the last of these in file order.
    pub first: String,
    pub last: String,
}

/// Reads all cells of an input, and says what each column is taken for.
///
/// # Errors
/// The input can't be read, is empty, or has no header.
pub fn columns_of(input: &Input, options: &ReadOptions) -> Result<InputColumns> {
    let opened = input::open_all(slice::from_ref(input), &options.part)?.remove(0);
    let options = options_for(&opened, options);
    let input::Opened { name, head, conversion, .. } = opened;
    let Begun { input, head, .. } = Begun::new(&name, head, &options)?;
    let length = head.length;
    let (layout, evidence, notes) = recognise(&name, head, &input.read[length..], input.ended(), &options)?;
    let notes = conversion.into_iter().flat_map(|conversion| conversion.notes).chain(notes).collect();
    let refusal = evidence.as_ref().and_then(|evidence| evidence.refusal.as_ref());
    let refusal = match refusal {
        Some(refusal) => Some(Box::new(refused(&name, &layout, refusal))),
        None => layout.check_required().err().map(|lacks| Box::new(with_file(*lacks, &name))),
    };
    let doubts = evidence.as_ref().map(|evidence| doubts("", layout.names(), evidence)).unwrap_or_default();
    let count = CountCells { dialect: layout.dialect, width: layout.width() };
    let mut counted = Counted { rows: 0, cells: vec![ColumnCells::default(); layout.width()] };
    let splitter = BlockSplitter::new(layout.record_format());
    let _ = each_block(&name, input.body(length), splitter, workers(), &count, &mut counted)?;
    Ok(InputColumns { name, layout, evidence, notes, doubts, refusal, rows: counted.rows, cells: counted.cells })
}

struct CountCells {
    dialect: Dialect,
    width: usize,
}

struct Counted {
    rows: u64,
    cells: Vec<ColumnCells>,
}

impl CollectBlocks for CountCells {
    type Part = Counted;
    type Whole = Counted;
    type Stop = Infallible;

    fn scan(&self, bytes: &[u8], is_last: bool) -> Scanned<Counted> {
        let mut value = Counted { rows: 0, cells: vec![ColumnCells::default(); self.width] };
        let mut scanner = Scanner::of_part(bytes, self.dialect.delimiter, is_last);
        while let Some(record) = scanner.next_record() {
            if record.is_blank() {
                continue;
            }
            value.rows += 1;
            with_row(&record, self.dialect, |row| {
                let Some((row, _)) = row else { return };
                for (i, column) in value.cells.iter_mut().enumerate().take(row.width()) {
                    let cell = row.cell(i);
                    let cell = cell.trim();
                    if cell.is_empty() {
                        continue;
                    }
                    if column.filled == 0 {
                        cell.clone_into(&mut column.first);
                    }
                    column.filled += 1;
                    cell.clone_into(&mut column.last);
                }
            });
        }
        Scanned { value, end: scanner.position() }
    }

    fn append(&self, whole: &mut Counted, part: Counted) -> ControlFlow<Infallible> {
        whole.rows += part.rows;
        for (own, other) in whole.cells.iter_mut().zip(part.cells) {
            if other.filled == 0 {
                continue;
            }
            if own.filled == 0 {
                own.first = other.first;
            }
            own.filled += other.filled;
            own.last = other.last;
        }
        ControlFlow::Continue(())
    }
}
