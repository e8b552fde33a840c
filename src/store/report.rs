//! What reading finds besides events: rows and cells that can't be read, and rows that were never meant to be events.
//!
//! Reading returns it as a [`ReadReport`]; commands report it.

use std::borrow::Cow;
use std::sync::Arc;

use crate::csv::record::{LineCount, Record};
use crate::csv::row::Row;
use crate::error::{Diagnostic, Note};
use crate::event::Event;
use crate::layout::Layout;
use crate::model::field::Field;
use crate::text::thousands;

use super::diagnose::{bad_row, unread_cell, unreadable};
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
    /// It is an event that another input has too, which has that name: with the same id, date and title.
    Repeated(Arc<str>),
    /// The same, and what they say of it differs.
    RepeatedOtherwise(Arc<str>),
    /// It has the id of an event of another input and its date or its title, so that it may be the same.
    PerhapsRepeated(Arc<str>),
    /// It is a report of an event that is not in the file, or of itself.
    ReportOfNothing,
    /// It has no coordinates, and passes all filters but the one that asks for its distance.
    NoCoordinates,
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
            (SkipReason::Repeated(other), 1) => Note::Text(format!(
                "the event in line {line} of {file} is in {other} too, with the same id, date and title, and counts once"
            )),
            (SkipReason::Repeated(other), _) => Note::Text(format!(
                "{count} events of {file}, the first in line {line}, are in {other} too, with the same ids, dates and titles, \
                 and count once"
            )),
            (SkipReason::RepeatedOtherwise(other), 1) => Note::Text(format!(
                "the event in line {line} of {file} is in {other} too, with the same id, date and title, and differs; that \
                 of {other} is taken: compare the two with `dateline diff`"
            )),
            (SkipReason::RepeatedOtherwise(other), _) => Note::Text(format!(
                "{count} events of {file}, the first in line {line}, are in {other} too, with the same ids, dates and titles, \
                 and differ; those of {other} are taken: compare the two with `dateline diff`"
            )),
            (SkipReason::PerhapsRepeated(other), 1) => Note::Text(format!(
                "the event in line {line} of {file} has the id of one in {other}, and its date or its title; it counts as \
                 another: if it is the same, give it the same date and title, else another id"
            )),
            (SkipReason::PerhapsRepeated(other), _) => Note::Text(format!(
                "{count} events of {file}, the first in line {line}, have ids of events in {other}, and their dates or \
                 titles; they count as others: if they are the same, give them the same dates and titles, else other ids"
            )),
            (SkipReason::ReportOfNothing, 1) => Note::Text(format!(
                "line {line} of {file} is a report of an event that is not there, and counts as an event of its own; \
                 `dateline check` says more"
            )),
            (SkipReason::ReportOfNothing, _) => Note::Text(format!(
                "{count} rows of {file}, the first in line {line}, are reports of events that are not there, and count as \
                 events of their own; `dateline check` says more"
            )),
            (SkipReason::NoCoordinates, 1) => {
                Note::Text("1 event without coordinates is left out: how far away it was is not known".to_owned())
            }
            (SkipReason::NoCoordinates, _) => Note::Text(format!(
                "{} events without coordinates are left out: how far away they were is not known",
                thousands(*count)
            )),
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

    /// Counts the cells that can't be read of those that an event was asked for, which begins on that line (from 1) of its
    /// input; not those of the fields that were reported before.
    pub fn add_unread(&mut self, source: &Source, event: &Event<'_>, line: u64, reported: &[Field]) {
        for cell in event.unread_so_far().into_iter().filter(|cell| !reported.contains(&cell.field)) {
            self.add_cell(|| {
                let mut diagnostic = unread_cell(&source.name, event, line, &cell);
                diagnostic.place.iter_mut().for_each(|place| source.locate(place));
                diagnostic
            });
        }
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

    /// Counts an event of which it can't be known whether it is near a place.
    pub(super) fn add_unplaced(&mut self) {
        // Those of all files are counted together.
        self.add_other("", SkipReason::NoCoordinates, || 0);
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
