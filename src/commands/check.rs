//! `check`: what is wrong or doubtful in a file.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};

use super::change::{finish_quietly, lock};
use super::{Command, Environment, Streams, inputs, note, open, report as report_rows};
use crate::check::code::{Code, Severity};
use crate::check::{DateCell, Wanted, check as check_store};
use crate::cli::hint::hint;
use crate::cli::{Form, Reading, choice};
use crate::edit::{Fix, Lock, Retyped, Transaction, retype};
use crate::error::{Error, Hint, Result};
use crate::input::Input;
use crate::layout::LayoutId;
use crate::output;
use crate::output::check::Checked;
use crate::store::{ReadOptions, ReadReport};
use crate::text::counted;

/// How many findings of each code in a file are shown to people who do not ask for all.
const SHOWN: usize = 10;

/// Say what is wrong or doubtful in a chronology, and where
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  dateline check --only duplicate-id,likely-duplicate\n  dateline check --deny warnings      for a build: exit code 1 where anything is found\n  dateline check --fix                write EDTF where the date is certain"
)]
pub struct Check {
    /// Chronologies to check; `-` is standard input [default: $DATELINE_FILE, else events.csv]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,

    /// The format
    #[arg(short, long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub format: CheckFormat,

    /// Show every finding, not only the first 10 of each kind in a file
    #[arg(long, help_heading = "Output")]
    pub all: bool,

    /// End with exit code 1 also where there are only warnings
    #[arg(long, value_name = "WHAT", help_heading = "Checks")]
    pub deny: Option<Deny>,

    /// Leave these checks out; here are all there are
    #[arg(long, value_name = "CODE,…", value_delimiter = ',', value_parser = choice::<Code>(), help_heading = "Checks")]
    pub allow: Vec<Code>,

    /// Make these checks alone
    #[arg(long, value_name = "CODE,…", value_delimiter = ',', value_parser = choice::<Code>(), hide_possible_values = true, conflicts_with = "allow", help_heading = "Checks")]
    pub only: Vec<Code>,

    /// First rewrite dates that are understood as EDTF, and nothing else of the file; of a table, also the columns for filters
    #[arg(long, help_heading = "Changing")]
    pub fix: bool,

    /// With --fix: print the difference that it would make, and change nothing
    #[arg(long, requires = "fix", help_heading = "Changing")]
    pub dry_run: bool,

    #[command(flatten)]
    pub form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// SARIF 2.1.0, for editors and code hosts
    Sarif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    Warnings,
}

impl Command for Check {
    fn writes_data(&self) -> bool {
        self.format != CheckFormat::Text
    }

    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        check(*self, environment, streams)
    }
}

fn check(args: Check, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let reading = Reading { form: args.form, strict: false };
    let (option, allowed) = match args.only.as_slice() {
        [] => ("--allow", args.allow),
        only => ("--only", Code::ALL.into_iter().filter(|code| !only.contains(code)).collect()),
    };
    if args.fix {
        let code = Code::DateNotEdtf;
        if allowed.contains(&code) {
            note(streams, &format!("no date was rewritten, since `{option}` leaves {} out", code.name()));
        } else {
            let options = reading.options(environment.layouts.as_deref());
            fix_dates(&inputs(&args.files, environment), args.dry_run, &options, streams)?;
        }
        let is_left_out = [Code::WrongColumns, Code::MissingColumns].iter().all(|code| allowed.contains(code));
        if !args.dry_run && !is_left_out {
            let options = reading.options(environment.layouts.as_deref());
            inputs(&args.files, environment).iter().try_for_each(|input| fix_columns(input, &options, streams))?;
        }
        if args.dry_run {
            return Ok(true);
        }
    }
    let store = open(&args.files, &reading, environment, streams)?;
    let few = args.format == CheckFormat::Text && !args.all;
    // An option gives rows another meaning than the columns are made of.
    let typed = reading.form == Form::default();
    let wanted = Wanted { most: if few { SHOWN } else { usize::MAX }, allowed, typed };
    let (files, read) = check_store(store, wanted)?;
    let checked: Vec<Checked<'_>> =
        read.sources.iter().zip(&files).map(|(source, report)| Checked { source, report }).collect();
    match args.format {
        CheckFormat::Text => output::check::text(streams.out, &checked, environment.width, hint)?,
        CheckFormat::Json => output::check::json(streams.out, &checked, hint)?,
        CheckFormat::Sarif => output::check::sarif(streams.out, &checked, hint)?,
    }
    for (source, file) in read.sources.iter().zip(&files) {
        if file.lacks_typed {
            let mend = hint(&Hint::MendColumns { table: source.name.clone() });
            note(streams, &format!("{} has no columns for filters, so that all of it is read: {mend}", source.name));
        }
    }
    // Rows and cells that can't be read are among the findings already.
    report_rows(&ReadReport { others: read.report.others, ..ReadReport::default() }, streams)?;
    let any = |severity| files.iter().any(|file| file.findings.of(severity) > 0);
    let fails = any(Severity::Error) || args.deny.is_some() && any(Severity::Warning);
    Ok(!fails)
}

/// Makes the columns of a table by which its server filters what its text says, and says how many rows that changed.
fn fix_columns(input: &Input, options: &ReadOptions, streams: &mut Streams<'_>) -> Result<()> {
    let Input::Table(address) = input else { return Ok(()) };
    let lock = lock(Path::new(address.name()), "dateline check --fix", streams)?;
    match retype(address, options, &lock)? {
        None | Some(Retyped { is_new: false, rows: 0 }) => {}
        Some(Retyped { is_new, rows }) => {
            let rows = counted(rows as u64, "row");
            let what = if is_new { "given to" } else { "written anew in" };
            note(streams, &format!("the columns for filters were {what} {}: {rows}", address.name()));
        }
    }
    Ok(())
}

/// Rewrites the dates of the files that are understood and are not EDTF. Every file is read before the first is
/// changed.
fn fix_dates(inputs: &[Input], dry_run: bool, options: &ReadOptions, streams: &mut Streams<'_>) -> Result<()> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for input in inputs {
        let path = match input {
            Input::File(path) => path.clone(),
            Input::Table(address) => {
                address.check()?;
                address.name().into()
            }
            _ => {
                let error = Error::usage(format!("{} can't be changed", input.name()));
                return Err(error.hint("name the files to `--fix`"));
            }
        };
        // One that is named twice is changed once.
        if !paths.iter().any(|known| input.is_file(known)) {
            paths.push(path);
        }
    }
    let fix = |path: &PathBuf| {
        let lock = if dry_run { None } else { Some(lock(path, "dateline check --fix", streams)?) };
        Ok((Fix::new(Transaction::open(path, options)?)?, lock))
    };
    let fixes = paths.iter().map(fix).collect::<Result<Vec<_>>>()?;
    fixes.into_iter().try_for_each(|(fix, lock)| carry_out(fix, lock, streams))
}

/// Changes one file, or shows the difference where there is no lock, and says what was done.
fn carry_out(fix: Fix, lock: Option<Lock>, streams: &mut Streams<'_>) -> Result<()> {
    let Fix { transaction, dates } = fix;
    let name = transaction.name.clone();
    if dates.is_empty() {
        note(streams, &nothing_to_fix(&transaction));
        return Ok(());
    }
    let is_changed = lock.is_some();
    finish_quietly(transaction, lock, streams)?;
    if is_changed {
        let said = dates.iter().take(SHOWN).map(|date| format!("{} as {}", date.text, date.edtf));
        let more = if dates.len() > SHOWN { ", …" } else { "" };
        let said = said.collect::<Vec<_>>().join(", ");
        let dates = counted(dates.len() as u64, "date");
        note(streams, &format!("{dates} in {name} rewritten: {said}{more}"));
    }
    Ok(())
}

/// Why no date of a file is rewritten.
fn nothing_to_fix(transaction: &Transaction) -> String {
    let (name, layout) = (&transaction.name, &transaction.layout.name);
    if DateCell::is_in(&transaction.layout) {
        return format!("no date in {name} had to be rewritten");
    }
    match layout {
        LayoutId::Native => format!("{name} has no `date` column, so no date was rewritten"),
        _ => format!(
            "{name} is a file of {}, whose dates stay as they are: `--fix` rewrites those of dateline's own layout",
            layout.as_str()
        ),
    }
}
