//! What is wrong or doubtful in a chronology: every check, and the findings they make.
//!
//! `commands` folds the rows of the store into [`Part`]s with [`Checks`], gathers these in their order in a
//! [`Report`], and hands that to `output::check`. Checks that need one row alone are in `row`, `precision` and
//! `source`; those that compare rows each keep what they need of every row and speak when all are read.

pub mod code;
mod columns;
mod duplicates;
mod heaping;
mod names;
mod places;
mod precision;
mod prose;
mod row;
mod source;

use crate::csv::scan::LineCount;
use crate::error::{Hint, Place};
use crate::event::Event;
use crate::layout::Layout;
use crate::model::field::Field;
use crate::store::{BadRow, Source};
use code::{Code, Severity};
use columns::CheckedColumns;

/// One thing that is wrong or doubtful, and where.
#[derive(Clone, Debug)]
pub struct Finding {
    pub code: Code,
    /// The name of the file is blank: it is that of the [`FileReport`].
    pub place: Place,
    pub message: String,
    pub hint: Option<Hint>,
    /// What the cell should hold instead, where that is sure.
    pub fix: Option<String>,
}

/// The cell of a date that is understood and is not EDTF, as `--fix` rewrites it.
#[derive(Clone, Debug)]
pub struct DateCell {
    pub column: usize,
    /// What it holds.
    pub text: String,
    pub edtf: String,
}

impl DateCell {
    /// That of an event; `None` where it is EDTF already, or not the keeper's to write.
    pub fn of(event: &Event<'_>) -> Option<DateCell> {
        row::date_not_edtf(event)
    }

    /// Whether a file with that layout has such cells at all.
    pub fn is_in(layout: &Layout) -> bool {
        columns::own_column(layout, Field::Date).is_some()
    }
}

/// The findings in one file: all of them counted, and as many kept as are wanted.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    pub list: Vec<Finding>,
    counts: [u64; Code::ALL.len()],
    kept: [usize; Code::ALL.len()],
}

impl Findings {
    pub fn count(&self, code: Code) -> u64 {
        self.counts[code as usize]
    }

    /// How many there are of that severity.
    pub fn of(&self, severity: Severity) -> u64 {
        Code::ALL.into_iter().filter(|code| code.severity() == severity).map(|code| self.count(code)).sum()
    }

    /// Counts a finding, and makes it where it is to be kept.
    fn add(&mut self, code: Code, wanted: &Wanted, make: impl FnOnce() -> Finding) {
        if wanted.allowed.contains(&code) {
            return;
        }
        self.counts[code as usize] += 1;
        if self.kept[code as usize] < wanted.most {
            self.kept[code as usize] += 1;
            self.list.push(make());
        }
    }

    /// Takes in those of a block that begins on that line of the file.
    fn append(&mut self, block: Findings, first_line: u64, wanted: &Wanted) {
        for (total, count) in self.counts.iter_mut().zip(block.counts) {
            *total += count;
        }
        for mut finding in block.list {
            let kept = &mut self.kept[finding.code as usize];
            if *kept < wanted.most {
                *kept += 1;
                finding.place.line += first_line;
                self.list.push(finding);
            }
        }
    }
}

/// Which findings are wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// So many of each code in a file are kept; the rest are counted.
    pub most: usize,
    /// These are neither kept nor counted.
    pub allowed: Vec<Code>,
}

/// The checks of the inputs of a store.
pub struct Checks {
    wanted: Wanted,
    /// Those of each input.
    columns: Vec<CheckedColumns>,
}

impl Checks {
    pub fn new(sources: &[Source], wanted: Wanted) -> Checks {
        Checks { wanted, columns: sources.iter().map(CheckedColumns::of).collect() }
    }

    /// Checks an event of that input and adds the findings to the part of its block.
    pub fn event(&self, part: &mut Part, event: &Event<'_>, input: usize) {
        part.input = input;
        let line = event.line(&mut part.lines);
        part.events += 1;
        let columns = &self.columns[input];
        let mut row = CheckedRow { event, columns, line, wanted: &self.wanted, findings: &mut part.findings };
        row::check(&mut row);
        precision::check(&mut row);
        source::check(&mut row);
        part.across.add(&row);
    }

    /// Adds the finding on a row of that input that can't be read.
    pub fn bad(&self, part: &mut Part, row: &BadRow<'_>, input: usize) {
        part.input = input;
        let line = row.line(&mut part.lines);
        part.unreadable += 1;
        row::unreadable(row, line, &self.columns[input], &mut part.findings, &self.wanted);
    }
}

/// A row under check, and where what is found in it goes.
struct CheckedRow<'a, 'e> {
    event: &'a Event<'e>,
    columns: &'a CheckedColumns,
    /// The line that it begins in, from 0 at the start of its block.
    line: u64,
    wanted: &'a Wanted,
    findings: &'a mut Findings,
}

impl CheckedRow<'_, '_> {
    /// Reports something of the cell in that column, or of the whole row.
    fn report(&mut self, code: Code, column: Option<usize>, message: impl Into<String>, hint: impl Into<Hint>) {
        self.add(code, column, message, hint, None);
    }

    /// Reports a cell that should hold another text.
    fn report_with_fix(&mut self, code: Code, column: usize, message: String, hint: Hint, fix: String) {
        self.add(code, Some(column), message, hint, Some(fix));
    }

    fn add(
        &mut self,
        code: Code,
        column: Option<usize>,
        message: impl Into<String>,
        hint: impl Into<Hint>,
        fix: Option<String>,
    ) {
        let (event, line) = (self.event, self.line);
        self.findings.add(code, self.wanted, || Finding {
            code,
            place: event.place(column, line),
            message: message.into(),
            hint: Some(hint.into()),
            fix,
        });
    }
}

/// What came of the rows of one block.
#[derive(Default)]
pub struct Part {
    input: usize,
    lines: LineCount,
    events: u64,
    unreadable: u64,
    findings: Findings,
    across: Across,
}

/// What the checks that compare rows keep of them. Each has `add` for a row, `append` for what another block kept, and
/// `finish` for what it finds when there are no more.
#[derive(Default)]
struct Across {
    duplicates: duplicates::Duplicates,
    heaping: heaping::Heaping,
    names: names::Names,
    places: places::Places,
}

impl Across {
    fn add(&mut self, row: &CheckedRow<'_, '_>) {
        self.duplicates.add(row);
        self.heaping.add(row);
        self.names.add(row);
        self.places.add(row);
    }
}

/// What was found in one file.
#[derive(Default)]
pub struct FileReport {
    pub events: u64,
    pub unreadable: u64,
    pub findings: Findings,
}

/// What was found in all files, as it is gathered.
pub struct Report<'a> {
    checks: &'a Checks,
    files: Vec<(FileReport, duplicates::Seen, Across)>,
}

impl<'a> Report<'a> {
    pub fn new(checks: &'a Checks) -> Report<'a> {
        let files = checks.columns.iter().map(|columns| {
            let mut file = FileReport::default();
            columns.check(&mut file.findings, &checks.wanted);
            (file, duplicates::Seen::default(), Across::default())
        });
        Report { checks, files: files.collect() }
    }

    /// Takes in the next block, which begins on that line of its file.
    pub fn append(&mut self, part: Part, first_line: u64) {
        let Part { input, events, unreadable, findings, across, .. } = part;
        let wanted = &self.checks.wanted;
        let (file, seen, gathered) = &mut self.files[input];
        file.events += events;
        file.unreadable += unreadable;
        file.findings.append(findings, first_line, wanted);
        seen.append(across.duplicates, first_line, &self.checks.columns[input], &mut file.findings, wanted);
        gathered.heaping.append(across.heaping, first_line);
        gathered.names.append(across.names, first_line);
        gathered.places.append(across.places, first_line);
    }

    /// What was found, file by file, in the order of its lines.
    pub fn finish(self) -> Vec<FileReport> {
        let wanted = &self.checks.wanted;
        let finish = |(mut file, seen, across): (FileReport, duplicates::Seen, Across)| {
            let findings = &mut file.findings;
            seen.finish(findings, wanted);
            across.heaping.finish(findings, wanted);
            across.names.finish(findings, wanted);
            across.places.finish(findings, wanted);
            findings.list.sort_by_key(|finding| (finding.place.line, finding.place.column));
            file
        };
        self.files.into_iter().map(finish).collect()
    }
}
