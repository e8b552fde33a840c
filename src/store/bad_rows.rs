//! The rows of the inputs that are not events: those that can't be read, and those that were never meant to be events.
//!
//! Reading returns them as [`BadRows`]; commands report them.

use std::sync::Arc;

use crate::csv::row::Row;
use crate::csv::scan::{LineCount, Record, unquote};
use crate::error::{Diagnostic, Note};
use crate::event::CellError;
use crate::layout::Layout;
use crate::model::field::Field;

use super::diagnose::{diagnose, unreadable};

/// A row that can't be read.
pub struct BadRow<'a> {
    /// The name of its input.
    pub(super) file: &'a str,
    pub(super) layout: &'a Layout,
    pub(super) record: &'a Record<'a>,
    /// The row and what is wrong with it; `None` if its text can't be decoded or its quotes are broken.
    pub(super) cell: Option<(&'a Row<'a>, &'a CellError)>,
}

impl BadRow<'_> {
    /// What is wrong with a cell of it; `None` if its text can't be decoded or its quotes are broken.
    pub fn cell(&self) -> Option<&CellError> {
        self.cell.map(|(_, error)| error)
    }

    /// What its cell of a field holds, as far as that can be made out; empty if no single column holds the field.
    pub fn text(&self, field: Field) -> String {
        let Some(column) = self.layout.column_of(field) else { return String::new() };
        match self.cell {
            Some((row, _)) => row.cell(column).into_owned(),
            None => String::from_utf8_lossy(&unquote(self.record.raw(column))).into_owned(),
        }
    }

    /// The line that it begins in, counted from 0 at the start of its block. `count` must have counted up to no row past
    /// this one.
    pub fn line(&self, count: &mut LineCount) -> u64 {
        count.line_of(self.record)
    }

    /// The report on it, given the line on which it begins.
    pub fn diagnose(&self, line: u64) -> Diagnostic {
        match self.cell {
            Some((row, error)) => diagnose(self.file, self.layout, row, line, error),
            None => unreadable(self.file, self.record, line),
        }
    }
}

/// How many bad rows are reported one by one; the rest are counted.
pub const BAD_ROWS_SHOWN: usize = 10;

/// The rows that are not events.
#[derive(Default)]
pub struct BadRows {
    /// The reports on the first [`BAD_ROWS_SHOWN`] rows that can't be read.
    pub first: Vec<Diagnostic>,
    /// How many rows can't be read.
    pub count: u64,
    /// Rows that were read in a way that the user should know of.
    pub others: Vec<SkippedRows>,
}

/// Rows of one kind, in one file.
pub struct SkippedRows {
    /// The name of the file.
    pub file: String,
    /// What these rows are.
    pub what: SkipReason,
    /// The line of the first, from 1.
    pub line: u64,
    /// How many there are.
    pub count: u64,
}

/// What the user should know of a row that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// It is not meant as an event: a row of totals, the title of a timeline.
    NoEvent(Arc<str>),
    /// It is an event whose text is not UTF-8, and was read as Windows-1252.
    Recoded,
}

impl SkippedRows {
    /// What the user should know of these rows.
    pub fn note(&self) -> Note {
        let SkippedRows { file, what, line, count } = self;
        match (what, count) {
            (SkipReason::NoEvent(what), 1) => Note::Text(format!("line {line} of {file} is {what}, not an event")),
            (SkipReason::NoEvent(what), _) => {
                Note::Text(format!("{count} rows of {file}, the first in line {line}, are not events: each is {what}"))
            }
            (SkipReason::Recoded, 1) => {
                Note::Recoded { what: format!("line {line} of {file} is not UTF-8; it was read as windows-1252") }
            }
            (SkipReason::Recoded, _) => Note::Recoded {
                what: format!(
                    "{count} rows of {file}, the first in line {line}, are not UTF-8; they were read as windows-1252"
                ),
            },
        }
    }
}

impl BadRows {
    /// Counts a row that can't be read, and makes the report on it if it is one of the first.
    pub(super) fn add(&mut self, diagnostic: impl FnOnce() -> Diagnostic) {
        if self.first.len() < BAD_ROWS_SHOWN {
            self.first.push(diagnostic());
        }
        self.count += 1;
    }

    /// Counts a row of another kind. `line` finds the line of the first.
    pub(super) fn add_other(&mut self, file: &str, what: SkipReason, line: impl FnOnce() -> u64) {
        match self.others.iter_mut().find(|others| others.what == what && others.file == file) {
            Some(others) => others.count += 1,
            None => self.others.push(SkippedRows { file: file.to_owned(), what, line: line(), count: 1 }),
        }
    }

    /// Appends the bad rows of other files.
    pub fn extend(&mut self, files: BadRows) {
        self.append(files, 0);
    }

    /// Appends the bad rows of one block, which begins on that line (from 1) of its file.
    pub(super) fn append(&mut self, block: BadRows, first_line: u64) {
        self.count += block.count;
        for mut diagnostic in block.first {
            if let Some(place) = &mut diagnostic.place {
                place.line += first_line;
            }
            if self.first.len() < BAD_ROWS_SHOWN {
                self.first.push(diagnostic);
            }
        }
        for others in block.others {
            match self.others.iter_mut().find(|own| own.what == others.what && own.file == others.file) {
                Some(own) => own.count += others.count,
                None => self.others.push(SkippedRows { line: others.line + first_line, ..others }),
            }
        }
    }
}
