//! `merge`: what changed in another copy of a chronology, brought into one's own.

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::change::{cannot_add_column, invalid_value, lock, read};
use super::reports::with_column;
use super::{Command, Environment, Streams, create, note, open_inputs};
use crate::cli::Reading;
use crate::edit::merge::{CannotMerge, Conflict, ConflictOf, MergeSide, Merged, Preferred, merge};
use crate::edit::{Lock, Transaction};
use crate::error::{Diagnostic, Error, Result};
use crate::input::Input;
use crate::output::{QUIET, change};
use crate::store::RowOutcome;
use crate::text::{counted, sanitize, shell_word};

/// Bring what changed between two copies into a third, event by event and field by field
///
/// BASE is what both began with, OURS is kept row by row as it is written, and THEIRS is what the other side made of BASE.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  dateline merge base.csv events.csv theirs.csv -o events.csv\n  dateline merge ged231.csv events.csv ged241.csv --dry-run    a new release into a store made of the old one"
)]
pub struct Merge {
    /// The chronology that both began with
    #[arg(value_name = "BASE", value_hint = ValueHint::FilePath)]
    pub base: PathBuf,

    /// Ours, in which the changes are made: a CSV file
    #[arg(value_name = "OURS", value_hint = ValueHint::FilePath)]
    pub ours: PathBuf,

    /// Theirs, of which the changes are taken
    #[arg(value_name = "THEIRS", value_hint = ValueHint::FilePath)]
    pub theirs: PathBuf,

    /// Write to this file, which may be OURS [default: standard output]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// Where both changed one thing, keep ours
    #[arg(long = "ours", conflicts_with = "take_theirs", help_heading = "Output")]
    pub take_ours: bool,

    /// Where both changed one thing, take theirs
    #[arg(long = "theirs", help_heading = "Output")]
    pub take_theirs: bool,

    /// Where both changed one thing, keep both: theirs as a report of ours
    #[arg(long, conflicts_with_all = ["take_ours", "take_theirs"], help_heading = "Output")]
    pub reports: bool,

    /// What OURS is called in messages: git's merge driver calls it by the name of a temporary file
    #[arg(long, value_name = "NAME", help_heading = "Output")]
    pub file_name: Option<String>,

    /// Print the difference it would make to OURS, and write nothing
    #[arg(long, conflicts_with = "output", help_heading = "Output")]
    pub dry_run: bool,

    #[command(flatten)]
    pub reading: Reading,
}

impl Command for Merge {
    fn writes_data(&self) -> bool {
        !self.dry_run
    }

    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        merge_files(&self, environment, streams)
    }
}

fn merge_files(args: &Merge, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let options = args.reading.options(environment.layouts.as_deref());
    let is_in_place = args.output.as_ref().is_some_and(|path| Input::of_path(&args.ours).is_file(path));
    let held = if is_in_place { Some(lock(&args.ours, "dateline merge", streams)?) } else { None };
    let base = side(&args.base, args, environment, streams)?;
    let theirs = side(&args.theirs, args, environment, streams)?;
    let mut ours = read(&args.ours, &options, streams)?.in_memory()?;
    let mut unreadable = 0;
    let is_bad = |outcome: &RowOutcome<'_>| matches!(outcome, RowOutcome::Bad(..) | RowOutcome::Unreadable);
    ours.each_row(|_, outcome| is_bad(&outcome).then_some(()), |_, ()| unreadable += 1)?;
    refuse_unreadable(&ours.name, unreadable)?;
    let new = new_columns(&ours, &base, &theirs);
    if !new.is_empty() {
        ours = ours.with_new_columns(&new).map_err(cannot_add_column)?;
        let names = new.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        note(
            streams,
            &format!(
                "{} of {} {} new: {names}",
                counted(new.len() as u64, "column"),
                theirs.source.name,
                if new.len() == 1 { "is" } else { "are" }
            ),
        );
    }
    let preferred = match (args.take_ours, args.take_theirs) {
        (true, _) => Some(Preferred::Ours),
        (_, true) => Some(Preferred::Theirs),
        _ => args.reports.then_some(Preferred::Reports),
    };
    if args.reports {
        ours = with_column(ours, streams)?;
    }
    let merged = merge(&mut ours, &base, &theirs, preferred).map_err(|error| match error {
        CannotMerge::Dates(invalid) => Error::from(invalid_value(invalid)),
        CannotMerge::NoIds => Error::usage("--reports: events without ids can't have reports")
            .hint("give them ids first, or pass --ours or --theirs"),
        CannotMerge::Failed(error) => error,
    })?;
    let [our_name, base_name, their_name] = match &args.file_name {
        Some(name) => [name.as_str(), "base", "theirs"].map(str::to_owned),
        None => [&ours.name, &base.source.name, &theirs.source.name].map(Clone::clone),
    };
    say_conflicts(&merged, &our_name, &their_name, streams);
    if args.dry_run {
        change::diff(streams.out, &ours.name, &ours.difference()?)?;
        streams.out.flush()?;
        note(streams, &format!("{} was not changed (--dry-run)", ours.name));
        return Ok(merged.conflicts.is_empty());
    }
    if let (Some(held @ Lock::Table(_)), true) = (&held, merged.conflicts.is_empty()) {
        ours.commit(held)?;
        say_merged(&merged, &our_name, &their_name, streams);
        return Ok(true);
    }
    if let (Some(Lock::Table(_)), n @ 1..) = (&held, merged.conflicts.len() as u64) {
        let message = format!("nothing was changed in {our_name}, which has no room for {}", counted(n, "conflict"));
        return Err(Error::from(Diagnostic::new(message)).hint("settle them with --ours, --theirs or --reports"));
    }
    let bytes = match merged.conflicts.is_empty() {
        true => ours.changed_bytes()?,
        false => {
            let own = if args.file_name.is_some() { "ours" } else { &our_name };
            ours.with_marks(&merged, [own, &base_name, &their_name])?
        }
    };
    match (&args.output, held) {
        (None, _) => streams.out.write_all(&bytes)?,
        (Some(_), Some(held)) => {
            ours.replace_file(&bytes, &held)?;
        }
        (Some(path), None) => {
            let inputs = [&args.base, &args.theirs].map(|path| Input::from_argument(path));
            let mut file = create(path, &inputs)?;
            file.write_all(&bytes)?;
            file.finish()?;
        }
    }
    say_merged(&merged, &our_name, &their_name, streams);
    Ok(merged.conflicts.is_empty())
}

/// Reads BASE or THEIRS.
fn side(
    path: &std::path::Path,
    args: &Merge,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<MergeSide> {
    let store = open_inputs(&[Input::from_argument(path)], &args.reading, environment, streams)?;
    let side = MergeSide::read(store)?;
    refuse_unreadable(&side.source.name, side.unreadable)?;
    Ok(side)
}

/// A row that can't be read would look as if its event had been removed.
fn refuse_unreadable(name: &str, rows: u64) -> Result<()> {
    if rows == 0 {
        return Ok(());
    }
    Err(Error::from(Diagnostic::new(format!(
        "{} of {name} can't be read, so that nobody knows whether their events are there",
        counted(rows, "row")
    )))
    .hint(format!("`dateline check {}` shows them", shell_word(name))))
}

/// The columns that THEIRS added to BASE and that OURS does not have; none where the two are of different layouts.
fn new_columns(ours: &Transaction, base: &MergeSide, theirs: &MergeSide) -> Vec<String> {
    let (base, theirs) = (&base.source.layout, &theirs.source.layout);
    if ours.layout.name != theirs.name || base.name != theirs.name {
        return Vec::new();
    }
    let has = |names: &[String], name: &str| names.iter().any(|own| own.eq_ignore_ascii_case(name));
    let is_new =
        |name: &&String| !name.trim().is_empty() && !has(base.names(), name) && !has(ours.layout.names(), name);
    theirs.names().iter().filter(is_new).cloned().collect()
}

/// Says what could not be merged.
fn say_conflicts(merged: &Merged, ours: &str, theirs: &str, streams: &mut Streams<'_>) {
    for Conflict { id, date, title, what } in &merged.conflicts {
        let event = change::event(id, date.as_ref(), "", title);
        let said = |text: &str| if text.is_empty() { "blank".to_owned() } else { format!("`{text}`") };
        let what = match what {
            ConflictOf::Field { column, base, ours, theirs } => {
                format!("{column} was {}, is {} in ours and {} in theirs", said(base), said(ours), said(theirs))
            }
            ConflictOf::RemovedByOurs => "removed by ours, changed by theirs".to_owned(),
            ConflictOf::RemovedByTheirs => "removed by theirs, changed by ours".to_owned(),
        };
        let _ = writeln!(streams.notes, "conflict: {}\n  {QUIET}{}{QUIET:#}", sanitize(&event), sanitize(&what));
    }
    if !merged.left_out.is_empty() {
        let names = merged.left_out.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        note(streams, &format!("{ours} has no column {names}, which changed in {theirs}"));
    }
}

/// Says what was merged.
fn say_merged(merged: &Merged, ours: &str, theirs: &str, streams: &mut Streams<'_>) {
    let Merged { added, removed, changed, reports, conflicts, .. } = merged;
    let conflicts = match conflicts.len() as u64 {
        0 if *reports > 0 => format!("; {} of theirs beside ours", counted(*reports, "report")),
        0 => String::new(),
        n => format!("; {}, which --ours, --theirs or --reports settles", counted(n, "conflict")),
    };
    let events = counted(*added, "event");
    note(
        streams,
        &format!("merged {theirs} into {ours}: {events} added, {removed} removed, {changed} changed{conflicts}"),
    );
}
