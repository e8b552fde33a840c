//! What reading finds besides events: rows and cells that can't be read, and rows that were never meant to be events.
//!
//! Reading returns it as a [`ReadReport`]; commands report it.

use std::borrow::Cow;
use std::sync::Arc;

use crate::csv::record::{LineCount, Record};
use crate::csv::row::Row;
use crate::error::{Diagnostic, Note};
use crate::layout::Layout;
use crate::model::field::Field;

use super::diagnose::{bad_row, unreadable};
use super::source::Source;

/// A row that can't be read.
pub struct BadRow<'a> {
    /// The name of its input.
    pub(super) file: &'a str,
    pub(super) layout: &'a Layout,
    pub(super) record: &'a Record<'a>,
    /// The row and what is wrong with it; `None` if its text can't be decoded or its quotes are broken.
    pub(super) row: Option<(&'a Row<'a>, &'a Diagnostic)>,
}

impl BadRow<'_> {
    /// What its cell of a field holds, as far as that can be made out; empty if no single column holds the field.
    pub fn text(&self, field: Field) -> String {
        let Some(column) = self.layout.column_of(field) else { return String::new() };
        match self.row {
            Some((row, _)) => row.cell(column).into_owned(),
            None => String::from_utf8_lossy(&self.record.cell(column)).into_owned(),
        }
    }

    /// The whole row, as far as its text can be made out.
    pub fn whole(&self) -> Cow<'_, str> {
        match self.row {
            Some((row, _)) => Cow::Borrowed(row.text()),
            None => String::from_utf8_lossy(self.record.bytes()),
        }
    }

    /// The line that it begins in, counted from 0 at the start of its block. `count` must have counted up to no row past
    /// this one.
    pub fn line(&self, count: &mut LineCount) -> u64 {
        count.line_of(self.record)
    }

    /// The report on it, given the line on which it begins.
    pub fn diagnose(&self, line: u64) -> Diagnostic {
        match self.row {
            Some((row, problem)) => bad_row(self.file, row, line, problem),
            None => unreadable(self.file, self.record, line),
        }
    }
}

/// How many rows and cells that can't be read are reported one by one; the rest are counted.
pub const REPORTS_SHOWN: usize = 10;

/// What reading found besides events.
#[derive(Default)]
pub struct ReadReport {
    /// The reports on the first [`REPORTS_SHOWN`] rows and cells that can't be read.
    pub first: Vec<Diagnostic>,
    /// How many rows can't be read, and are left out.
    pub rows: u64,
    /// How many cells of events can't be read, and leave their fields unknown.
    pub cells: u64,
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

impl ReadReport {
    /// How many rows and cells can't be read.
    pub fn unreadable(&self) -> u64 {
        self.rows + self.cells
    }

    /// Counts a row that can't be read, and makes the report on it if it is one of the first.
    pub(super) fn add_row(&mut self, report: impl FnOnce() -> Diagnostic) {
        self.rows += 1;
        self.add_report(report);
    }

    /// Counts a cell that can't be read, and makes the report on it if it is one of the first.
    pub(super) fn add_cell(&mut self, report: impl FnOnce() -> Diagnostic) {
        self.cells += 1;
        self.add_report(report);
    }

    fn add_report(&mut self, report: impl FnOnce() -> Diagnostic) {
        if self.first.len() < REPORTS_SHOWN {
            self.first.push(report());
        }
    }

    /// Counts a row of another kind. `line` finds the line of the first.
    pub(super) fn add_other(&mut self, file: &str, what: SkipReason, line: impl FnOnce() -> u64) {
        match self.others.iter_mut().find(|others| others.what == what && others.file == file) {
            Some(others) => others.count += 1,
            None => self.others.push(SkippedRows { file: file.to_owned(), what, line: line(), count: 1 }),
        }
    }

    /// Appends what was found in other files.
    pub fn extend(&mut self, files: ReadReport) {
        self.append(files, 0, None);
    }

    /// Counts the rows of a file that could not be converted to CSV.
    pub(super) fn add_unconverted(&mut self, source: &Source) {
        let (first, count) = source.unconverted();
        let room = REPORTS_SHOWN.saturating_sub(self.first.len());
        self.first.extend(first.iter().take(room).cloned());
        self.rows += count;
    }

    /// Appends what was found in one block, which begins on that line (from 1) of its file, and says where in the
    /// original it stands.
    pub(super) fn append(&mut self, block: ReadReport, first_line: u64, source: Option<&Source>) {
        self.rows += block.rows;
        self.cells += block.cells;
        for mut diagnostic in block.first {
            if let Some(place) = &mut diagnostic.place {
                place.line += first_line;
                if let Some(source) = source {
                    source.locate(place);
                }
            }
            if self.first.len() < REPORTS_SHOWN {
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
