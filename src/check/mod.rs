//! What is wrong or doubtful in a chronology: every check, and the findings they make.
//!
//! A reader of the store passes the rows of each block to [`Checks`], which collects findings in a [`BlockFindings`], and
//! joins these in their order in a [`Report`]. Checks of one row are in `row`, `precision` and `source`; the others keep
//! what they need of every row, and report when all rows have been read.

pub mod code;
mod columns;
mod duplicates;
mod heaping;
mod names;
mod places;
mod precision;
mod prose;
mod reports;
mod row;
mod source;
mod typed;

use std::convert::Infallible;
use std::ops::ControlFlow;

use crate::csv::record::LineCount;
use crate::error::{Hint, Place, Result};
use crate::event::Event;
use crate::layout::Layout;
use crate::model::field::Field;
use crate::store::{BadRow, Collect, Read, Source, Store};
use code::{Code, Severity};
use columns::CheckedColumns;

/// One thing that is wrong or doubtful, and its place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The check that found it.
    pub code: Code,
    /// Its file name is blank: the caller knows the file of a [`FileReport`].
    pub place: Place,
    /// What is wrong or doubtful.
    pub message: String,
    /// What to do about it.
    pub hint: Option<Hint>,
    /// What the cell should hold instead, if that is certain.
    pub fix: Option<String>,
}

/// A date cell that is understood but not EDTF, and its EDTF.
#[derive(Clone, Debug)]
pub struct DateCell {
    pub column: usize,
    /// The text of the cell.
    pub text: String,
    pub edtf: String,
}

impl DateCell {
    /// The cell of an event; `None` where it is EDTF already, or the file is not in dateline's own layout.
    pub fn of(event: &Event<'_>) -> Option<DateCell> {
        row::date_not_edtf(event)
    }

    /// Whether a file with that layout can have such cells.
    pub fn is_in(layout: &Layout) -> bool {
        columns::own_column(layout, Field::Date).is_some()
    }
}

/// The findings in one file: all are counted, and as many kept as [`Wanted`] says.
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

    /// The number of findings of that severity.
    pub fn of(&self, severity: Severity) -> u64 {
        Code::ALL.into_iter().filter(|code| code.severity() == severity).map(|code| self.count(code)).sum()
    }

    /// Counts a finding, and calls `make` if it is to be kept.
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

    /// Adds the findings of a block that begins on that line of the file.
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
    /// How many findings of each code in a file are kept; the others are only counted.
    pub most: usize,
    /// Findings with these codes are neither kept nor counted.
    pub allowed: Vec<Code>,
    /// Whether the typed columns of tables are held to the text, which are those of a reading without an option.
    pub typed: bool,
}

impl Wanted {
    fn asks_typed(&self) -> bool {
        self.typed && [Code::WrongColumns, Code::MissingColumns].iter().any(|code| !self.allowed.contains(code))
    }
}

/// The checks of all inputs.
pub struct Checks {
    wanted: Wanted,
    /// The columns of each input.
    columns: Vec<CheckedColumns>,
    /// Of each input that is a table, what its typed columns hold, where that is asked.
    typed: Vec<Option<typed::OfServer>>,
}

impl Checks {
    pub fn new(sources: &[Source], wanted: Wanted) -> Checks {
        let typed = sources.iter().map(|_| None).collect();
        Checks { wanted, columns: sources.iter().map(CheckedColumns::of).collect(), typed }
    }

    /// Checks an event of that input, and adds the findings to those of its block.
    pub fn event(&self, block: &mut BlockFindings, event: &Event<'_>, input: usize) {
        block.input = input;
        let line = event.line(&mut block.lines);
        block.events += 1;
        let columns = &self.columns[input];
        let mut row = CheckedRow { event, columns, line, wanted: &self.wanted, findings: &mut block.findings };
        row::check(&mut row);
        precision::check(&mut row);
        source::check(&mut row);
        source::check_lists(&mut row);
        block.across.add(&row);
        if let Some(server) = &self.typed[input] {
            block.typed.add(&row, server);
        }
    }

    /// Adds the finding on a row of that input that can't be read.
    pub fn bad(&self, block: &mut BlockFindings, row: &BadRow<'_>, input: usize) {
        block.input = input;
        let line = row.line(&mut block.lines);
        block.unreadable += 1;
        row::unreadable(row, line, &mut block.findings, &self.wanted);
    }
}

/// A row that is being checked, and where its findings go.
struct CheckedRow<'a, 'e> {
    event: &'a Event<'e>,
    columns: &'a CheckedColumns,
    /// The line on which it begins, counted from 0 at the start of its block.
    line: u64,
    wanted: &'a Wanted,
    findings: &'a mut Findings,
}

impl CheckedRow<'_, '_> {
    /// Reports a finding about the cell in that column, or about the whole row.
    fn report(&mut self, code: Code, column: Option<usize>, message: impl Into<String>, hint: impl Into<Hint>) {
        self.add(code, column, message, hint, None);
    }

    /// Reports a cell that should hold `fix` instead.
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

/// The findings of one block, and what checks that compare rows keep of it.
#[derive(Default)]
pub struct BlockFindings {
    input: usize,
    lines: LineCount,
    events: u64,
    unreadable: u64,
    findings: Findings,
    across: RowComparisons,
    typed: typed::TypedCells,
}

/// The checks that compare rows. Each has `add` for a row, `append` for what it kept of another block, and `finish` for
/// the findings when all rows have been read.
#[derive(Default)]
struct RowComparisons {
    duplicates: duplicates::Duplicates,
    heaping: heaping::Heaping,
    names: names::Names,
    places: places::Places,
    reports: reports::Reports,
}

impl RowComparisons {
    fn add(&mut self, row: &CheckedRow<'_, '_>) {
        self.duplicates.add(row);
        self.heaping.add(row);
        self.names.add(row);
        self.places.add(row);
        self.reports.add(row);
    }
}

/// All that was found in one file.
#[derive(Default)]
pub struct FileReport {
    pub events: u64,
    pub unreadable: u64,
    pub findings: Findings,
    /// It is a table of an older dateline, which has no typed columns.
    pub lacks_typed: bool,
}

/// What was found in one file so far, and what is kept of its rows.
#[derive(Default)]
struct FileChecked {
    file: FileReport,
    seen: duplicates::SeenEvents,
    across: RowComparisons,
    typed: typed::TypedCells,
}

/// All that was found in all files, while they are read.
pub struct Report<'a> {
    checks: &'a Checks,
    files: Vec<FileChecked>,
}

impl<'a> Report<'a> {
    pub fn new(checks: &'a Checks) -> Report<'a> {
        let files = checks.columns.iter().map(|columns| {
            let mut file = FileReport::default();
            columns.check(&mut file.findings, &checks.wanted);
            FileChecked { file, ..FileChecked::default() }
        });
        Report { checks, files: files.collect() }
    }

    /// Adds the rows of an input, which has that number, that could not be converted to CSV.
    pub fn add_unconverted(&mut self, input: usize, source: &Source) {
        let (first, count) = source.unconverted();
        let wanted = &self.checks.wanted;
        let FileChecked { file, .. } = &mut self.files[input];
        file.unreadable += count;
        for diagnostic in first {
            file.findings.add(Code::UnreadableRow, wanted, || Finding {
                code: Code::UnreadableRow,
                place: diagnostic.place.clone().unwrap_or_default(),
                message: diagnostic.message.clone(),
                hint: diagnostic.hint.clone(),
                fix: None,
            });
        }
        if !wanted.allowed.contains(&Code::UnreadableRow) {
            // Of the others no report was kept.
            file.findings.counts[Code::UnreadableRow as usize] += count - first.len() as u64;
        }
    }

    /// Adds the next block, which begins on that line of its file.
    pub fn append(&mut self, block: BlockFindings, first_line: u64) {
        let BlockFindings { input, events, unreadable, findings, across, typed, .. } = block;
        let wanted = &self.checks.wanted;
        let FileChecked { file, seen, across: gathered, typed: all_typed } = &mut self.files[input];
        all_typed.append(typed, first_line);
        file.events += events;
        file.unreadable += unreadable;
        file.findings.append(findings, first_line, wanted);
        seen.append(across.duplicates, first_line, &self.checks.columns[input], &mut file.findings, wanted);
        gathered.heaping.append(across.heaping, first_line);
        gathered.names.append(across.names, first_line);
        gathered.places.append(across.places, first_line);
        gathered.reports.append(across.reports, first_line);
    }

    /// The reports of the files, with findings in the order of their lines.
    pub fn finish(self) -> Vec<FileReport> {
        let wanted = &self.checks.wanted;
        let finish = |(checked, server): (FileChecked, &Option<typed::OfServer>)| {
            let FileChecked { mut file, seen, across, typed } = checked;
            let findings = &mut file.findings;
            seen.finish(findings, wanted);
            across.heaping.finish(findings, wanted);
            across.names.finish(findings, wanted);
            across.places.finish(findings, wanted);
            across.reports.finish(findings, wanted);
            if let Some(server) = server {
                typed.finish(server, findings, wanted);
            }
            findings.list.sort_by_key(|finding| (finding.place.line, finding.place.column));
            file
        };
        self.files.into_iter().zip(&self.checks.typed).map(finish).collect()
    }
}

/// Checks every row.
struct CheckRows<'a>(&'a Checks);

impl<'a> Collect for CheckRows<'a> {
    type Part = BlockFindings;
    type Whole = Report<'a>;
    type Stop = Infallible;

    /// Each row is looked at by itself.
    fn joins_reports(&self) -> bool {
        false
    }

    /// What is wrong in a file is told of that file.
    fn counts_repeated(&self) -> bool {
        true
    }

    fn event(&self, part: &mut BlockFindings, event: &Event<'_>, input: usize) {
        self.0.event(part, event, input);
    }

    fn bad(&self, part: &mut BlockFindings, row: &BadRow<'_>, input: usize) {
        self.0.bad(part, row, input);
    }

    fn append(&self, report: &mut Report<'a>, part: BlockFindings, first_line: u64) -> ControlFlow<Infallible> {
        report.append(part, first_line);
        ControlFlow::Continue(())
    }
}

/// Checks every row of every input. The reports are in the order of the inputs.
///
/// # Errors
/// An input can't be read, or changes while it is read.
pub fn check(store: Store, wanted: Wanted) -> Result<(Vec<FileReport>, Read<Infallible>)> {
    let mut checks = Checks::new(&store.sources, wanted);
    let mut lacking = vec![false; store.sources.len()];
    if checks.wanted.asks_typed() {
        let of_servers = store.sources.iter().zip(&mut lacking);
        checks.typed = of_servers.map(|(source, lacks)| typed::OfServer::of(source, lacks)).collect::<Result<_>>()?;
    }
    let mut report = Report::new(&checks);
    for (input, source) in store.sources.iter().enumerate() {
        report.add_unconverted(input, source);
    }
    let read = store.read(&CheckRows(&checks), &mut report)?;
    let mut files = report.finish();
    files.iter_mut().zip(lacking).for_each(|(file, lacks)| file.lacks_typed = lacks);
    Ok((files, read))
}
