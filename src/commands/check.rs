//! `check`: what is wrong or doubtful in a file.

use std::ops::ControlFlow;

use crate::check::code::Severity;
use crate::check::{Checks, DateCell, Report, Wanted};
use crate::cli::{self, CheckFormat};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::output;
use crate::output::check::Checked;
use crate::store::edit::{Draft, Lock, PATIENCE};
use crate::store::{Found, Input};
use crate::text::counted;

use super::{Environment, Streams, inputs, note, open, report as report_rows};

/// How many findings of each code in a file are shown to people who do not ask for all.
const SHOWN: usize = 10;

pub(super) fn check(args: cli::Check, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let reading = cli::Reading { form: args.form, strict: false };
    if args.fix {
        for input in inputs(&args.files, environment) {
            fix(&input, &reading, args.dry_run, streams)?;
        }
        if args.dry_run {
            return Ok(true);
        }
    }
    let mut store = open(&args.files, &reading, environment, streams)?;
    let few = args.format == CheckFormat::Text && !args.all;
    let wanted = Wanted { most: if few { SHOWN } else { usize::MAX }, allowed: args.allow };
    let checks = Checks::new(&store, wanted);
    let mut report = Report::new(&checks);
    let others = store.read_rows(
        |part, row, input| checks.row(part, row, input),
        |part, first_line| {
            report.append(part, first_line);
            Ok(ControlFlow::Continue(()))
        },
    )?;
    let files = report.finish();
    let checked: Vec<Checked<'_>> =
        store.sources.iter().zip(&files).map(|(source, report)| Checked { source, report }).collect();
    match args.format {
        CheckFormat::Text => output::check::text(streams.out, &checked)?,
        CheckFormat::Json => output::check::json(streams.out, &checked)?,
        CheckFormat::Sarif => output::check::sarif(streams.out, &checked)?,
    }
    // Bad rows are among the findings; others are no events.
    report_rows(&others, streams)?;
    let any = |severity| files.iter().any(|file| file.findings.of(severity) > 0);
    let fails = any(Severity::Error) || args.deny.is_some() && any(Severity::Warning);
    Ok(!fails)
}

/// Rewrites the dates of a file that are understood and are not EDTF.
fn fix(input: &Input, reading: &cli::Reading, dry_run: bool, streams: &mut Streams<'_>) -> Result<()> {
    let Input::File(path) = input else {
        return Err(Error::usage(format!("{} can't be changed", input.name())).hint("name the files to --fix"));
    };
    let lock = if dry_run { None } else { Some(Lock::take(path, "dateline check --fix", PATIENCE)?) };
    let mut draft = Draft::open(path, &reading.options())?;
    let mut cells: Vec<(usize, DateCell)> = Vec::new();
    draft.each_row(|row, record, found| {
        let cell = match found {
            Found::Event(event, _) => DateCell::of(event),
            // Once no other date tells how this one is read, it could not be read any more.
            Found::Bad(cells, _) => Event::with_date(*cells, record, &draft.layout).as_ref().and_then(DateCell::of),
            Found::Other(_) | Found::Unreadable => None,
        };
        cells.extend(cell.map(|cell| (row, cell)));
    });
    for (row, cell) in &cells {
        draft.replace(*row, cell.column, &cell.edtf)?;
    }
    let name = draft.name.clone();
    let Some(lock) = lock else {
        output::change::diff(streams.out, &name, &draft.difference()?)?;
        streams.out.flush()?;
        note(streams, &format!("{name} was not changed (--dry-run)"));
        return Ok(());
    };
    if cells.is_empty() {
        note(streams, &format!("no date in {name} had to be rewritten"));
        return Ok(());
    }
    draft.commit(&lock)?;
    let said = cells.iter().take(SHOWN).map(|(_, cell)| format!("{} as {}", cell.text, cell.edtf));
    let more = if cells.len() > SHOWN { ", …" } else { "" };
    let said = said.collect::<Vec<_>>().join(", ");
    let dates = counted(cells.len() as u64, "date");
    note(streams, &format!("{dates} in {name} rewritten: {said}{more}"));
    Ok(())
}
