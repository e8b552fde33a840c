//! The commands, one file each: its arguments and what it does.
//!
//! `main` parses [`Cli`] and hands its command to [`run`]. A command opens the inputs, reads them, and hands what comes
//! of it to an output; here is what they share.

mod add;
mod add_from;
mod ask;
mod change;
mod check;
mod columns;
pub mod completions;
mod count;
mod date;
mod diff;
mod edit;
mod editor;
mod export;
mod git;
mod init;
mod layouts;
mod line_editor;
mod list;
mod log;
mod man;
mod merge;
mod missing;
mod remove;
mod reports;
mod show;
mod sql;
mod timeline;
pub mod usage;

use std::ffi::OsString;
use std::fs;
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand};
use tempfile::SpooledTempFile;

use crate::cli::{self, Screen};
use crate::edit::MOST_NAMED;
use crate::edit::safe_file::SafeFile;
use crate::error::{Diagnostic, Error, Result};
use crate::event::Coordinates;
use crate::input::Input;
use crate::output::Paint;
use crate::output::diagnostic::Report;
use crate::output::progress::ProgressLine;
use crate::postgres::Address;
use crate::query::order::Order;
use crate::query::select::known_columns;
use crate::query::selection::Selection;
use crate::query::{self, Query};
use crate::store::{Read, ReadOptions, ReadReport, Store};
use crate::text::{SanitizedWriter, counted, sanitize, sanitize_lines, shell_word};

/// The chronology that is built into the program.
const BUILT_IN: &str = include_str!("../../events.csv");

/// What `main` found around the program, read once.
pub struct Environment {
    /// The width of what people read, in terminal cells.
    pub width: usize,
    /// Whether it is in colour.
    pub paint: Paint,
    /// Whether standard output is a terminal, which data must not steer.
    pub to_terminal: bool,
    /// Whether standard output is a terminal that makes links of addresses.
    pub has_links: bool,
    /// Whether somebody watches standard error, and may be shown how far the reading has come.
    pub is_watched: bool,
    /// Whether somebody sits at standard input and standard error, and can be asked.
    pub can_ask: bool,
    /// The folder of the user's own layouts, `dateline/layouts` in the configuration folder of the platform.
    pub layouts: Option<PathBuf>,
    /// `$DATELINE_FILE`
    pub file: Option<PathBuf>,
    /// The command that opens an editor: `$VISUAL`, else `$EDITOR`, else the one that the system has.
    pub editor: OsString,
    /// The time, or that of `$SOURCE_DATE_EPOCH` (<https://reproducible-builds.org/specs/source-date-epoch/>).
    pub now: DateTime<Utc>,
}

/// Where a command writes: data and answers to `out`, all else to `notes`.
pub struct Streams<'a> {
    /// Data and answers.
    pub out: &'a mut (dyn Write + Send),
    /// All else: notes, errors, questions.
    pub notes: &'a mut (dyn Write + Send),
}

/// What the program asks of each of its commands.
pub trait Command {
    /// Whether standard output gets data, or a script, to be passed on byte for byte.
    fn writes_data(&self) -> bool {
        false
    }

    /// Whether nothing may be printed before every row is known to be good. Not for a command that prints only when
    /// all is read, and looks to it itself.
    fn is_strict(&self) -> bool {
        false
    }

    /// Carries it out. `Ok(false)`: it is done, but something could not be read or is not as it was asked to be.
    ///
    /// # Errors
    /// What stops the command.
    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool>;
}

/// The version, and what it was built with.
const VERSION: &str = match (cfg!(feature = "parquet"), cfg!(feature = "postgres")) {
    (true, true) => concat!(env!("CARGO_PKG_VERSION"), " (with parquet, with postgres)"),
    (true, false) => concat!(env!("CARGO_PKG_VERSION"), " (with parquet, without postgres)"),
    (false, true) => concat!(env!("CARGO_PKG_VERSION"), " (without parquet, with postgres)"),
    (false, false) => concat!(env!("CARGO_PKG_VERSION"), " (without parquet, without postgres)"),
};

/// Keep, query and publish chronologies: dated, sourced events in a plain CSV file.
///
/// Without a command, prints the timeline of ./events.csv.
#[derive(Debug, Parser)]
#[command(name = "dateline", version = VERSION, disable_help_flag = true, max_term_width = 100, after_help = format!("Examples:\n{EXAMPLES}"))]
pub struct Cli {
    #[command(subcommand)]
    command: Option<AnyCommand>,

    /// How the output looks.
    #[command(flatten)]
    pub screen: Screen,
}

/// What to type first, for the help and the manual page.
const EXAMPLES: &str = "  dateline list --year 2014                     what happened, or may have, in 2014
  dateline timeline --location kabul            the events in one place
  dateline export --year 2021 -o 2021.csv       their rows, byte for byte
  dateline export -o timeline.html              a page to search and filter, or a picture: .svg
  dateline count acled.csv --by country         the layouts of the field are recognised
  dateline add --date \"26 August 2021\" --title \"Attack at Kabul airport\" --killed 183
  dateline date \"late 2014\"                     what dateline makes of a date";

/// The commands, in the order of the help.
#[derive(Debug, Subcommand)]
enum AnyCommand {
    Timeline(timeline::Timeline),
    List(list::List),
    Export(export::Export),
    Count(count::Count),
    Show(show::Show),
    Log(log::Log),
    Init(init::Init),
    Add(Box<add::Add>),
    Edit(Box<edit::Edit>),
    Remove(remove::Remove),
    Check(check::Check),
    Diff(diff::Diff),
    Merge(merge::Merge),
    Columns(columns::Columns),
    Date(date::DateArgs),
    Sql(sql::Sql),
    Layouts(layouts::Layouts),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Cli {
    /// The command that was asked for; the timeline, where none was.
    pub fn into_command(self) -> Box<dyn Command> {
        match self.command {
            None => Box::new(timeline::Timeline::default()),
            Some(AnyCommand::Timeline(command)) => Box::new(command),
            Some(AnyCommand::List(command)) => Box::new(command),
            Some(AnyCommand::Export(command)) => Box::new(command),
            Some(AnyCommand::Count(command)) => Box::new(command),
            Some(AnyCommand::Show(command)) => Box::new(command),
            Some(AnyCommand::Log(command)) => Box::new(command),
            Some(AnyCommand::Init(command)) => Box::new(command),
            Some(AnyCommand::Add(command)) => command,
            Some(AnyCommand::Edit(command)) => command,
            Some(AnyCommand::Remove(command)) => Box::new(command),
            Some(AnyCommand::Check(command)) => Box::new(command),
            Some(AnyCommand::Diff(command)) => Box::new(command),
            Some(AnyCommand::Merge(command)) => Box::new(command),
            Some(AnyCommand::Columns(args)) => Box::new(args),
            Some(AnyCommand::Date(command)) => Box::new(command),
            Some(AnyCommand::Sql(command)) => Box::new(command),
            Some(AnyCommand::Layouts(command)) => Box::new(command),
            Some(AnyCommand::Completions(command)) => Box::new(command),
            Some(AnyCommand::Man(command)) => Box::new(command),
        }
    }
}

/// Carries a command out. `Ok(false)`: it is done, but something could not be read or is not as it was asked to be.
///
/// # Errors
/// What stops the command.
pub fn run(command: Box<dyn Command>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    if !command.is_strict() {
        return run_safely(command, environment, streams);
    }
    // Nothing may be printed before every row is known to be good.
    let mut held = SpooledTempFile::new(1 << 24);
    let all_good = run_safely(command, environment, &mut Streams { out: &mut held, notes: streams.notes })?;
    if all_good {
        held.rewind()?;
        io::copy(&mut held, streams.out)?;
    }
    Ok(all_good)
}

/// Carries a command out so that the data it writes can't steer a terminal. What people read is made safe piece by
/// piece, for it has colours of its own.
fn run_safely(command: Box<dyn Command>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    if command.writes_data() && environment.to_terminal {
        let out = &mut SanitizedWriter(streams.out);
        return command.run(environment, &mut Streams { out, notes: streams.notes });
    }
    command.run(environment, streams)
}

/// Which ids there are to choose from, of so many that begin alike.
fn these_begin(first: &[String], count: usize) -> String {
    let first = first.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    let more = if count > MOST_NAMED { ", …" } else { "" };
    format!("type more of the one that is meant: {first}{more}")
}

/// The ids that may be meant by one that no event has.
fn meant_ids(alike: &[String]) -> String {
    match alike {
        [] => SHOWS_IDS.to_owned(),
        ids => format!("did you mean {}?", ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" or ")),
    }
}

const SHOWS_IDS: &str = "`dateline list --columns id,date,title` shows the ids";

/// The inputs that were named, or else the one that is meant.
fn inputs(files: &[PathBuf], environment: &Environment) -> Vec<Input> {
    match (files, &environment.file) {
        ([], Some(file)) => vec![Input::from_argument(file)],
        ([], None) if is_there("events.csv") => vec![Input::File("events.csv".into())],
        ([], None) => vec![Input::Text("<built-in>", BUILT_IN)],
        (files, _) => files.iter().map(|file| Input::from_argument(file)).collect(),
    }
}

/// Whether something has that name, even if it can't be looked at: then opening it says why, and no other chronology is
/// shown in its place.
fn is_there(path: &str) -> bool {
    !matches!(fs::symlink_metadata(path), Err(error) if error.kind() == io::ErrorKind::NotFound)
}

/// Where a file is written to, nothing else may be named.
///
/// # Errors
/// The address of a table.
fn check_is_path(output: Option<&Path>) -> Result<()> {
    let Some(address) = output.and_then(Address::of) else { return Ok(()) };
    address.check()?;
    let make = format!("dateline init {} --from FILE", shell_word(address.name()));
    Err(Error::usage(format!("`{}` is a table, and what is written here is a file", address.name()))
        .hint(format!("to make a table of a file: {make}")))
}

/// Opens a file to be written to, that must be none of the inputs.
fn create(path: &Path, inputs: &[Input]) -> Result<SafeFile> {
    check_is_path(Some(path))?;
    let file = SafeFile::create(path)?;
    if inputs.iter().any(|input| input.is_file(file.target())) {
        return Err(Error::usage(format!("`{}` is one of the files that are read", path.display()))
            .hint("what is not selected, and rows that can't be read, would be lost; write to another file"));
    }
    Ok(file)
}

/// Opens the inputs of one chronology and reads their headers. A file that is named twice is read once.
fn open(
    files: &[PathBuf],
    reading: &cli::Reading,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<Store> {
    let mut inputs = inputs(files, environment);
    for name in Store::drop_repeated_files(&mut inputs) {
        note(streams, &format!("{name} was named before, and is read once"));
    }
    open_inputs(&inputs, reading, environment, streams)
}

/// Opens inputs, which may be one file twice, and reads their headers.
fn open_inputs(
    inputs: &[Input],
    reading: &cli::Reading,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<Store> {
    if inputs.iter().filter(|input| matches!(input, Input::Stdin)).count() > 1 {
        return Err(Error::usage("standard input, `-`, can be read only once"));
    }
    if matches!(inputs, [Input::Text(..)]) {
        note(streams, "there is no events.csv here; this is the chronology built into dateline");
    }
    let store = open_store(inputs, &reading.options(environment.layouts.as_deref()), environment)?;
    for source in &store.sources {
        for text in &source.notes {
            note(streams, &cli::hint::note(text));
        }
    }
    Ok(store)
}

/// Opens inputs whose reading shows its progress, if somebody watches.
fn open_store(inputs: &[Input], options: &ReadOptions, environment: &Environment) -> Result<Store> {
    let mut store = Store::open(inputs, options)?;
    if environment.is_watched {
        store.report_to(Arc::new(ProgressLine::default()));
    }
    Ok(store)
}

/// Reads the events that match and puts them in the order asked for. Coordinates are read for the query and the order
/// too.
fn select(
    store: Store,
    query: &Query,
    sorting: &cli::Sorting,
    coordinates: Coordinates,
) -> Result<(Selection, Read<io::Error>)> {
    let order = sorting.sort.clone().unwrap_or_else(Order::by_date).first(sorting.limit);
    query::select::select(store, query, &order, sorting.memory, coordinates)
}

/// Says what was done. Names of files, ids and columns in it may be anybody's.
fn answer(streams: &mut Streams<'_>, text: &str) -> Result<()> {
    for line in sanitize_lines(text) {
        writeln!(streams.out, "{line}")?;
    }
    Ok(())
}

/// Says something on the side. That nobody may be there to hear it changes nothing of what is done.
fn note(streams: &mut Streams<'_>, text: &str) {
    let _ = writeln!(streams.notes, "note: {}", sanitize(text));
}

/// An error for people, in colour.
fn rendered(diagnostic: &Diagnostic) -> String {
    Report::error(cli::hint::hint).render(diagnostic)
}

/// Prints what was found besides events. Returns whether every row and cell could be read.
fn report(read: &ReadReport, streams: &mut Streams<'_>) -> Result<bool> {
    if read.unreadable() == 0 && read.others.is_empty() {
        return Ok(true);
    }
    // What was printed comes first where both go to one terminal.
    streams.out.flush()?;
    for others in &read.others {
        note(streams, &cli::hint::note(&others.note()));
    }
    if read.unreadable() == 0 {
        return Ok(true);
    }
    for diagnostic in &read.first {
        let _ = writeln!(streams.notes, "{}", rendered(diagnostic));
    }
    let shown = match read.first.len() as u64 {
        shown if shown < read.unreadable() => format!("; the first {shown} are shown"),
        _ => String::new(),
    };
    let what = match (read.rows, read.cells) {
        (rows, 0) => counted(rows, "row"),
        (0, cells) => counted(cells, "cell"),
        (rows, cells) => format!("{} and {}", counted(rows, "row"), counted(cells, "cell")),
    };
    let _ = writeln!(streams.notes, "{what} could not be read{shown}");
    Ok(false)
}
