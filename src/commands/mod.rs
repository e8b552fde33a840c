//! SkipReason each command does: opens the inputs, reads them with a fold, hands what comes of it to an output.
//!
//! `main` calls [`run`]. Each command is one file; here is what they share.

mod add;
mod append;
mod ask;
mod change;
mod check;
mod count;
mod date;
mod diff;
mod edit;
mod export;
mod help;
mod init;
mod list;
mod remove;
mod show;
mod timeline;

use std::convert::Infallible;
use std::io::{self, Seek, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tempfile::SpooledTempFile;

use crate::cli::{self, Cli, Command};
use crate::edit::safe_file::SafeFile;
use crate::error::{Diagnostic, Error, Result};
use crate::event::{Coordinates, Event};
use crate::input::Input;
use crate::layout::{Codebooks, listed};
use crate::model::field::Column;
use crate::model::id::fold_id;
use crate::output::diagnostic::Report;
use crate::output::progress::ProgressLine;
use crate::query::Query;
use crate::query::order::{Order, Selection};
use crate::store::{Collect, Read, ReadOptions, ReadReport, Source, Store};
use crate::text::{counted, sanitize};

/// The chronology that is built into the program.
const BUILT_IN: &str = include_str!("../../events.csv");

/// SkipReason `main` found around the program, read once.
pub struct Environment {
    /// The width of what people read, in terminal cells.
    pub width: usize,
    /// Whether standard output is a terminal, which data must not steer.
    pub to_terminal: bool,
    /// Whether somebody watches standard error, and may be shown how far the reading has come.
    pub is_watched: bool,
    /// Whether somebody sits at standard input and standard error, and can be asked.
    pub can_ask: bool,
    /// The codebooks that are built in, and the user's own.
    pub codebooks: Codebooks,
    /// `$DATELINE_FILE`
    pub file: Option<PathBuf>,
    /// The time, or that of `$SOURCE_DATE_EPOCH` (<https://reproducible-builds.org/specs/source-date-epoch/>).
    pub now: DateTime<Utc>,
}

/// Where a command writes: data and answers to `out`, all else to `notes`.
pub struct Streams<'a> {
    pub out: &'a mut (dyn Write + Send),
    pub notes: &'a mut (dyn Write + Send),
}

/// Carries the command out. `Ok(false)`: done, but there were rows that could not be read.
///
/// # Errors
/// SkipReason stops the command.
pub fn run(cli: Cli, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    if !cli.is_strict() {
        return dispatch(cli, environment, streams);
    }
    // Nothing may be printed before every row is known to be good.
    let mut held = SpooledTempFile::new(1 << 24);
    let all_good = dispatch(cli, environment, &mut Streams { out: &mut held, notes: streams.notes })?;
    if all_good {
        held.rewind()?;
        io::copy(&mut held, streams.out)?;
    }
    Ok(all_good)
}

fn dispatch(cli: Cli, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    match cli.command {
        None => timeline::timeline(cli::Timeline::default(), environment, streams),
        Some(Command::Timeline(args)) => timeline::timeline(args, environment, streams),
        Some(Command::List(args)) => list::list(args, environment, streams),
        Some(Command::Export(args)) => export::export(args, environment, streams),
        Some(Command::Count(args)) => count::count(args, environment, streams),
        Some(Command::Show(args)) => show::show(args, environment, streams),
        Some(Command::Init(args)) => init::init(&args, environment, streams),
        Some(Command::Add(args)) => add::add(*args, environment, streams),
        Some(Command::Edit(args)) => edit::edit(*args, environment, streams),
        Some(Command::Remove(args)) => remove::remove(&args, environment, streams),
        Some(Command::Check(args)) => check::check(args, environment, streams),
        Some(Command::Diff(args)) => diff::diff(args, environment, streams),
        Some(Command::Date(args)) => date::date(&args, streams),
        Some(Command::Layouts { layout }) => help::layouts(layout.as_ref(), &environment.codebooks, streams),
        Some(Command::Completions { shell }) => help::completions(shell, streams),
        Some(Command::Man { command }) => help::man(command.as_deref(), streams),
    }
}

const SHOWS_IDS: &str = "`dateline list --columns id,date,title` shows the ids";

/// Whether an id may be meant by another: for the hint where there is no such event. One or two letters are in anything.
fn is_alike(id: &str, wanted: &str) -> bool {
    let (id, wanted) = (fold_id(id), fold_id(wanted));
    let is_in = |a: &str, b: &str| a.chars().count() >= 3 && b.contains(a);
    is_in(&wanted, &id) || is_in(&id, &wanted)
}

/// The inputs that were named, or else the one that is meant.
fn inputs(files: &[PathBuf], environment: &Environment) -> Vec<Input> {
    match (files, &environment.file) {
        ([], Some(file)) => vec![Input::from_argument(file)],
        ([], None) if Path::new("events.csv").exists() => vec![Input::File("events.csv".into())],
        ([], None) => vec![Input::Text("<built-in>", BUILT_IN)],
        (files, _) => files.iter().map(|file| Input::from_argument(file)).collect(),
    }
}

/// Opens a file to be written to, that must be none of the inputs.
fn create(path: &Path, inputs: &[Input]) -> Result<SafeFile> {
    let file = SafeFile::create(path)?;
    if inputs.iter().any(|input| input.is_file(file.target())) {
        return Err(Error::usage(format!("`{}` is one of the files that are read", path.display()))
            .hint("what is not selected, and rows that can't be read, would be lost; write to another file"));
    }
    Ok(file)
}

/// Opens the inputs and reads their headers.
fn open(
    files: &[PathBuf],
    reading: &cli::Reading,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<Store> {
    let inputs = inputs(files, environment);
    if inputs.iter().filter(|input| matches!(input, Input::Stdin)).count() > 1 {
        return Err(Error::usage("standard input, `-`, can be read only once"));
    }
    if matches!(inputs[..], [Input::Text(..)]) {
        note(streams, "there is no events.csv here; this is the chronology built into dateline");
    }
    let store = open_store(&inputs, &reading.options(&environment.codebooks), environment)?;
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

/// Keeps the events that match a query.
struct Select<'a> {
    query: &'a Query,
    order: &'a Order,
    coordinates: Coordinates,
}

impl Collect for Select<'_> {
    type Part = Selection;
    type Whole = Selection;
    type Stop = Infallible;

    fn coordinates(&self) -> Coordinates {
        self.coordinates
    }

    fn event(&self, selection: &mut Selection, event: &Event<'_>, input: usize) {
        if let Some(certainty) = self.query.matches(event) {
            selection.push(event, input, certainty, self.order);
        }
    }

    fn append(&self, selection: &mut Selection, block: Selection, _: u64) -> ControlFlow<Infallible> {
        selection.append(block, self.order);
        ControlFlow::Continue(())
    }
}

/// Reads the events that match and puts them in order. Coordinates are read for the query and the order too.
fn select(
    store: Store,
    query: &Query,
    sorting: &cli::Sorting,
    coordinates: Coordinates,
) -> Result<(Selection, Read<Infallible>)> {
    known_columns(&store.sources, query.columns())?;
    let order = sorting.sort.clone().unwrap_or_else(Order::by_date).first(sorting.limit);
    known_columns(&store.sources, [&order.column])?;
    let mut selection = Selection::default();
    let are_used = coordinates == Coordinates::Check || query.coordinates() == Coordinates::Check;
    let coordinates = if are_used { Coordinates::Check } else { Coordinates::of_columns([&order.column]) };
    let read = store.read(&Select { query, order: &order, coordinates }, &mut selection)?;
    selection.sort(&order);
    Ok((selection, read))
}

/// Fails where a column that the user named is in none of the files.
fn known_columns<'a>(sources: &[Source], columns: impl IntoIterator<Item = &'a Column>) -> Result<()> {
    for column in columns {
        let is_known = sources.iter().any(|source| source.layout.knows(column));
        // A field of the model may be missing from a file: it is unknown for all its events.
        if !is_known && matches!(column, Column::Other(_)) {
            let columns = sources.iter().map(|source| listed(source.layout.names())).collect::<Vec<_>>();
            return Err(Error::usage(format!("there is no column `{}`", column.name()))
                .hint(format!("the columns are: {}", columns.join("; "))));
        }
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
    // SkipReason was printed comes first where both go to one terminal.
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
