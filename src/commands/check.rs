//! `check`: what is wrong or doubtful in a file.

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::check::code::{Code, Severity};
use crate::check::{BlockFindings, Checks, DateCell, Report, Wanted};
use crate::cli::hint::hint;
use crate::cli::{self, CheckFormat};
use crate::edit::{Lock, PATIENCE, Transaction};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::input::Input;
use crate::layout::LayoutId;
use crate::output;
use crate::output::check::Checked;
use crate::store::{BadRow, Collect, ReadOptions, ReadReport, RowOutcome};
use crate::text::counted;

use super::{Environment, Streams, inputs, note, open, report as report_rows};

/// How many findings of each code in a file are shown to people who do not ask for all.
const SHOWN: usize = 10;

/// Checks every row.
struct CheckRows<'a>(&'a Checks);

impl<'a> Collect for CheckRows<'a> {
    type Part = BlockFindings;
    type Whole = Report<'a>;
    type Stop = Infallible;

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

pub(super) fn check(args: cli::Check, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let reading = cli::Reading { form: args.form, strict: false };
    if args.fix {
        fix(
            &inputs(&args.files, environment),
            &args.allow,
            args.dry_run,
            &reading.options(&environment.codebooks),
            streams,
        )?;
        if args.dry_run {
            return Ok(true);
        }
    }
    let store = open(&args.files, &reading, environment, streams)?;
    let few = args.format == CheckFormat::Text && !args.all;
    let wanted = Wanted { most: if few { SHOWN } else { usize::MAX }, allowed: args.allow };
    let checks = Checks::new(&store.sources, wanted);
    let mut report = Report::new(&checks);
    let read = store.read(&CheckRows(&checks), &mut report)?;
    let files = report.finish();
    let checked: Vec<Checked<'_>> =
        read.sources.iter().zip(&files).map(|(source, report)| Checked { source, report }).collect();
    match args.format {
        CheckFormat::Text => output::check::text(streams.out, &checked, environment.width, hint)?,
        CheckFormat::Json => output::check::json(streams.out, &checked, hint)?,
        CheckFormat::Sarif => output::check::sarif(streams.out, &checked, hint)?,
    }
    // Rows and cells that can't be read are among the findings already.
    report_rows(&ReadReport { others: read.report.others, ..ReadReport::default() }, streams)?;
    let any = |severity| files.iter().any(|file| file.findings.of(severity) > 0);
    let fails = any(Severity::Error) || args.deny.is_some() && any(Severity::Warning);
    Ok(!fails)
}

/// SkipReason `--fix` does to a file: every file is looked at before the first is changed.
struct Fix {
    draft: Transaction,
    /// `None`: it is only shown.
    lock: Option<Lock>,
    /// Each with the number of its row.
    cells: Vec<(usize, DateCell)>,
}

/// Rewrites the dates of the files that are understood and are not EDTF.
fn fix(
    inputs: &[Input],
    allowed: &[Code],
    dry_run: bool,
    options: &ReadOptions,
    streams: &mut Streams<'_>,
) -> Result<()> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for input in inputs {
        let Input::File(path) = input else {
            return Err(Error::usage(format!("{} can't be changed", input.name())).hint("name the files to --fix"));
        };
        // One that is named twice is changed once.
        if !paths.iter().any(|known| input.is_file(known)) {
            paths.push(path.clone());
        }
    }
    if allowed.contains(&Code::DateNotEdtf) {
        let code = Code::DateNotEdtf.name();
        note(streams, &format!("no date was rewritten, since --allow leaves {code} out"));
        return Ok(());
    }
    let fixes = paths.iter().map(|path| Fix::of(path, options, dry_run)).collect::<Result<Vec<Fix>>>()?;
    fixes.into_iter().try_for_each(|fix| fix.carry_out(streams))
}

impl Fix {
    fn of(path: &Path, options: &ReadOptions, dry_run: bool) -> Result<Fix> {
        let lock = if dry_run { None } else { Some(Lock::take(path, "dateline check --fix", PATIENCE)?) };
        let mut draft = Transaction::open(path, options)?;
        let mut cells: Vec<(usize, DateCell)> = Vec::new();
        draft.each_row(|row, _, found| {
            if let RowOutcome::Event(event, _) = found {
                cells.extend(DateCell::of(event).map(|cell| (row, cell)));
            }
        });
        for (row, cell) in &cells {
            draft.replace(*row, cell.column, &cell.edtf)?;
        }
        Ok(Fix { draft, lock, cells })
    }

    fn carry_out(self, streams: &mut Streams<'_>) -> Result<()> {
        let Fix { draft, lock, cells } = self;
        let name = draft.name.clone();
        if cells.is_empty() {
            let layout = &draft.layout.name;
            let why = match DateCell::is_in(&draft.layout) {
                true => format!("no date in {name} had to be rewritten"),
                false if *layout == LayoutId::Native => {
                    format!("{name} has no `date` column, so no date was rewritten")
                }
                false => format!(
                    "{name} is a file of {}, whose dates stay as they are: --fix rewrites those of dateline's own layout",
                    layout.as_str()
                ),
            };
            note(streams, &why);
            return Ok(());
        }
        let Some(lock) = lock else {
            output::change::diff(streams.out, &name, &draft.difference()?)?;
            streams.out.flush()?;
            note(streams, &format!("{name} was not changed (--dry-run)"));
            return Ok(());
        };
        draft.commit(&lock)?;
        let said = cells.iter().take(SHOWN).map(|(_, cell)| format!("{} as {}", cell.text, cell.edtf));
        let more = if cells.len() > SHOWN { ", …" } else { "" };
        let said = said.collect::<Vec<_>>().join(", ");
        let dates = counted(cells.len() as u64, "date");
        note(streams, &format!("{dates} in {name} rewritten: {said}{more}"));
        Ok(())
    }
}
