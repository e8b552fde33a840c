//! What each command does: opens the inputs, reads them with a fold, hands what comes of it to an output.
//!
//! `main` calls [`run`].

use std::collections::HashSet;
use std::io::{self, Seek, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use clap::builder::Resettable;
use tempfile::SpooledTempFile;

use crate::cli::{self, Cli, Command};
use crate::date::{Certainty, Date};
use crate::error::{Diagnostic, Error, Result};
use crate::field::{Column, Field};
use crate::output::table::{Measured, Printer, Shown};
use crate::output::{self, Encoder, Format};
use crate::query::Query;
use crate::query::count::Groups;
use crate::query::order::{Kept, Order, Summary};
use crate::safe_file::SafeFile;
use crate::store::layout::{Mapping, listed};
use crate::store::{BadRows, Input, Store};
use crate::text::{Harmless, clean, counted};

/// The chronology that is built into the program.
const BUILT_IN: &str = include_str!("../events.csv");

/// What `main` found around the program, read once.
pub struct Environment {
    /// The width of what people read, in terminal cells.
    pub width: usize,
    /// Whether standard output is a terminal, which data must not steer.
    pub to_terminal: bool,
    /// Whether somebody watches standard error, and may be shown how far the reading has come.
    pub is_watched: bool,
    /// `$DATELINE_FILE`
    pub file: Option<PathBuf>,
}

/// Where a command writes: data and answers to `out`, all else to `notes`.
pub struct Streams<'a> {
    pub out: &'a mut (dyn Write + Send),
    pub notes: &'a mut (dyn Write + Send),
}

/// Carries the command out. `Ok(false)`: done, but there were rows that could not be read.
///
/// # Errors
/// What stops the command.
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
        None => timeline(cli::Timeline::default(), environment, streams),
        Some(Command::Timeline(args)) => timeline(args, environment, streams),
        Some(Command::List(args)) => list(args, environment, streams),
        Some(Command::Export(args)) => export(args, environment, streams),
        Some(Command::Count(args)) => count(args, environment, streams),
        Some(Command::Show(args)) => show(args, environment, streams),
        Some(Command::Date(args)) => date(&args, streams),
        Some(Command::Completions { shell }) => completions(shell, streams),
        Some(Command::Man { command }) => man(command.as_deref(), streams),
    }
}

fn timeline(args: cli::Timeline, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let mut store = open(&args.inputs.files, &args.inputs.reading, environment, streams)?;
    let (kept, bad) = select(&mut store, &args.filters.query()?, &args.sorting)?;
    let mut longest = 0;
    kept.for_each(&store, |event, _| {
        longest = longest.max(output::timeline::date_width(event));
        Ok(())
    })?;
    let mut timeline = output::timeline::Timeline::new(streams.out, environment.width, longest);
    kept.for_each(&store, |event, certainty| timeline.event(event, certainty))?;
    timeline.finish(kept.summary())?;
    report(&bad, streams)
}

fn list(args: cli::List, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let mut store = open(&args.inputs.files, &args.inputs.reading, environment, streams)?;
    known_columns(&store, &args.columns)?;
    let (kept, bad) = select(&mut store, &args.filters.query()?, &args.sorting)?;
    let asked = !args.columns.is_empty();
    let columns = match asked {
        true => args.columns.into_iter().map(Shown::Column).collect(),
        false => Shown::usual(),
    };
    let mut measured = Measured::new(columns, asked);
    kept.for_each(&store, |event, certainty| {
        measured.event(event, certainty);
        Ok(())
    })?;
    let mut printer = Printer::new(streams.out, &measured, environment.width);
    kept.for_each(&store, |event, certainty| printer.event(event, certainty))?;
    printer.finish(kept.summary())?;
    report(&bad, streams)
}

fn export(args: cli::Export, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let format = match (args.format, &args.output) {
        (Some(format), _) => format,
        (None, None) => Format::Csv,
        (None, Some(path)) => Format::of_path(path).ok_or_else(|| {
            Error::usage(format!("the ending of `{}` names no format", path.display()))
                .hint("end the name in .csv, .json or .ndjson, or say --format")
        })?,
    };
    let chosen = args.native || !args.columns.is_empty();
    if chosen && format != Format::Csv {
        return Err(Error::usage("--columns and --native are for CSV; JSON always holds the whole event"));
    }
    let mut store = open(&args.inputs.files, &args.inputs.reading, environment, streams)?;
    known_columns(&store, &args.columns)?;
    let model = || Field::ALL.into_iter().map(Column::Field).collect();
    let same_columns = store.sources.windows(2).all(|pair| pair[0].layout.is_like(&pair[1].layout));
    let encoder = match format {
        Format::Json => Encoder::Json,
        Format::Ndjson => Encoder::Ndjson,
        Format::Csv if !args.columns.is_empty() => Encoder::CsvColumns(args.columns),
        Format::Csv if args.native => Encoder::CsvColumns(model()),
        Format::Csv if same_columns => Encoder::CsvAsIs,
        Format::Csv => {
            let others: HashSet<String> = store
                .sources
                .iter()
                .flat_map(|source| source.layout.extra())
                .map(|(_, name)| name.to_lowercase())
                .collect();
            let left_out = match others.len() {
                0 => String::new(),
                n => format!("; {} left out (--columns chooses)", counted(n as u64, "other column")),
            };
            note(streams, &format!("the files have different columns, so the model's are written{left_out}"));
            Encoder::CsvColumns(model())
        }
    };
    let query = args.filters.query()?;
    let sorting = &args.sorting;
    let written = match args.output {
        None if environment.to_terminal => {
            write_events(&mut store, &query, sorting, &encoder, &mut Harmless(streams.out))?
        }
        None => write_events(&mut store, &query, sorting, &encoder, streams.out)?,
        Some(path) => {
            let mut file = SafeFile::create(&path)?;
            if inputs(&args.inputs.files, environment).iter().any(|input| input.is_file(file.target())) {
                return Err(Error::usage(format!("`{}` is one of the files that are read", path.display()))
                    .hint("what is not selected, and rows that can't be read, would be lost; write to another file"));
            }
            let written = write_events(&mut store, &query, sorting, &encoder, &mut file)?;
            if !(args.inputs.reading.strict && written.bad.count > 0) {
                file.finish()?;
            }
            written
        }
    };
    let Summary { shown, possible, .. } = written.summary;
    if possible > 0 {
        note(
            streams,
            &format!("{possible} of {} match only possibly; --certain leaves them out", counted(shown, "event")),
        );
    }
    report(&written.bad, streams)
}

/// What a worker of `export` made of one block: encoded events, and where each ends.
#[derive(Default)]
struct Encoded {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    certainties: Vec<Certainty>,
}

/// What `export` wrote, and could not read.
struct Written {
    bad: BadRows,
    summary: Summary,
}

/// Writes the events in the order asked for; in that of the files they stream, and memory stays bounded.
fn write_events(
    store: &mut Store,
    query: &Query,
    sorting: &cli::Sorting,
    encoder: &Encoder,
    out: &mut (dyn Write + Send),
) -> Result<Written> {
    known_columns(store, query.columns())?;
    known_columns(store, sorting.sort.iter().map(|order| &order.column))?;
    let head = encoder.head(store);
    out.write_all(&head)?;
    let mut last = head.last().copied();
    let mut summary = Summary::default();
    let mut write = |event: &[u8], certainty: Certainty| -> io::Result<()> {
        out.write_all(encoder.before(last))?;
        out.write_all(event)?;
        last = event.last().copied();
        summary.shown += 1;
        summary.possible += u64::from(certainty == Certainty::Possible);
        Ok(())
    };
    let bad = if sorting.sort.is_some() {
        let (kept, bad) = select(store, query, sorting)?;
        let mut bytes = Vec::new();
        for (input, record, certainty) in kept.records() {
            bytes.clear();
            encoder.record(&store.sources[input], record, &mut bytes)?;
            write(&bytes, certainty)?;
        }
        bad
    } else {
        let mut left = sorting.limit.unwrap_or(usize::MAX);
        store.read(
            |encoded: &mut Encoded, event, _| {
                if let Some(certainty) = query.matches(event) {
                    encoder.event(event, &mut encoded.bytes);
                    encoded.ends.push(encoded.bytes.len());
                    encoded.certainties.push(certainty);
                }
            },
            |encoded| {
                let mut start = 0;
                for (&end, &certainty) in encoded.ends.iter().zip(&encoded.certainties).take(left) {
                    write(&encoded.bytes[start..end], certainty)?;
                    start = end;
                }
                left = left.saturating_sub(encoded.ends.len());
                Ok(if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            },
        )?
    };
    out.write_all(encoder.foot())?;
    out.flush()?;
    Ok(Written { bad, summary })
}

fn count(args: cli::Count, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let mut store = open(&args.inputs.files, &args.inputs.reading, environment, streams)?;
    let query = args.filters.query()?;
    known_columns(&store, query.columns())?;
    if let crate::query::count::By::Column(column) = &args.by {
        known_columns(&store, [column])?;
    }
    let mut groups = Groups::default();
    let bad = store.read(
        |groups: &mut Groups, event, _| {
            if let Some(certainty) = query.matches(event) {
                groups.add(event, certainty, &args.by);
            }
        },
        |block| {
            groups.append(block);
            Ok(ControlFlow::Continue(()))
        },
    )?;
    output::count::write(streams.out, &groups, &args.by, args.limit, environment.width)?;
    report(&bad, streams)
}

const SHOWS_IDS: &str = "`dateline list --columns id,date,title` shows the ids";

fn show(args: cli::Show, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let files: Vec<PathBuf> = args.file.into_iter().collect();
    let mut store = open(&files, &args.reading, environment, streams)?;
    let wanted = args.id.trim();
    if wanted.is_empty() {
        return Err(Error::usage("say the id of an event").hint(SHOWS_IDS));
    }
    // Besides, ids that hold the one wanted or are held by it: for the hint when there is no such event.
    #[derive(Default)]
    struct Found {
        events: Kept,
        alike: Vec<String>,
    }
    let order = Order::by_date();
    let mut found = Found::default();
    let bad = store.read(
        |found: &mut Found, event, input| {
            let id = event.text(Field::Id);
            if id.trim().eq_ignore_ascii_case(wanted) {
                found.events.push(event, input, Certainty::Certain, &order);
            } else if found.alike.len() < 5 && !id.is_empty() && (id.contains(wanted) || wanted.contains(id.as_ref())) {
                found.alike.push(id.into_owned());
            }
        },
        |block: Found| {
            found.events.append(block.events, &order);
            found.alike.extend(block.alike);
            Ok(ControlFlow::Continue(()))
        },
    )?;
    if found.events.is_empty() {
        report(&bad, streams)?;
        let names: Vec<&str> = store.sources.iter().map(|source| source.name.as_str()).collect();
        let error = Error::from(Diagnostic::new(format!("no event in {} has the id `{wanted}`", names.join(", "))));
        found.alike.truncate(5);
        return Err(match found.alike.is_empty() {
            true => error.hint(SHOWS_IDS),
            false => error.hint(format!("there is {}", found.alike.join(", "))),
        });
    }
    let mut first = true;
    found.events.for_each(&store, |event, _| {
        if !std::mem::take(&mut first) {
            writeln!(streams.out)?;
        }
        output::show::event(streams.out, event, environment.width)
    })?;
    report(&bad, streams)
}

fn date(args: &cli::DateArgs, streams: &mut Streams<'_>) -> Result<bool> {
    let inputs = dates(&args.text);
    let mut all_good = true;
    for (i, input) in inputs.iter().enumerate() {
        match Date::parse(input) {
            Ok(date) if args.format == Some(cli::DateFormat::Json) => output::date::json(streams.out, input, &date)?,
            Ok(date) => {
                if i > 0 {
                    writeln!(streams.out)?;
                }
                output::date::words(streams.out, input, &date)?;
            }
            Err(error) => {
                let message = match inputs.len() {
                    1 => error.message,
                    _ => format!("`{input}`: {}", error.message),
                };
                let diagnostic = Diagnostic { message, place: None, hint: error.hint };
                streams.out.flush()?;
                let _ = streams.notes.write_all(diagnostic.render().as_bytes());
                all_good = false;
            }
        }
    }
    Ok(all_good)
}

/// The dates in the arguments: one each where they were quoted or are dates by themselves, else the words of one.
fn dates(arguments: &[String]) -> Vec<String> {
    let separate = arguments.iter().any(|text| text.trim().contains(char::is_whitespace))
        || arguments.iter().all(|text| Date::parse(text).is_ok());
    if separate { arguments.to_vec() } else { vec![arguments.join(" ")] }
}

fn completions(shell: clap_complete::Shell, streams: &mut Streams<'_>) -> Result<bool> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "dateline", &mut script);
    streams.out.write_all(&script)?;
    Ok(true)
}

fn man(name: Option<&str>, streams: &mut Streams<'_>) -> Result<bool> {
    // The examples would be filled like prose; they follow by themselves.
    let mut cli = Cli::command().after_help(Resettable::Reset);
    cli.build();
    let Some(name) = name else {
        clap_mangen::Man::new(cli).render(streams.out)?;
        write!(streams.out, "{MAN_SECTIONS}.SH EXAMPLES\n.nf\n{}\n.fi\n", cli::EXAMPLES)?;
        return Ok(true);
    };
    let command = cli.find_subcommand(name).ok_or_else(|| Error::usage(format!("there is no command `{name}`")))?;
    clap_mangen::Man::new(command.clone()).render(streams.out)?;
    Ok(true)
}

/// What the manual page says beyond the help, in roff.
const MAN_SECTIONS: &str = "\
.SH ENVIRONMENT
.TP
DATELINE_FILE
The chronology to read where no file is named.
.TP
COLUMNS
The width of the output, where \\-\\-width does not say it.
.TP
NO_COLOR, CLICOLOR_FORCE
No colour; colour also where the output is not a terminal.
.SH EXIT STATUS
.TP
0
Done, also when nothing matched.
.TP
1
Something went wrong, or a row could not be read.
.TP
2
The command line was wrong.
";

/// The inputs that were named, or else the one that is meant.
fn inputs(files: &[PathBuf], environment: &Environment) -> Vec<Input> {
    match (files, &environment.file) {
        ([], Some(file)) => vec![Input::from_argument(file)],
        ([], None) if Path::new("events.csv").exists() => vec![Input::File("events.csv".into())],
        ([], None) => vec![Input::Text("<built-in>", BUILT_IN)],
        (files, _) => files.iter().map(|file| Input::from_argument(file)).collect(),
    }
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
    let store = Store::open(&inputs, &Mapping::all(&reading.map), environment.is_watched)?;
    for source in &store.sources {
        if let Some(line) = source.tags {
            note(streams, &format!("line {line} of {} holds HXL tags, not an event", source.name));
        }
    }
    Ok(store)
}

/// Reads the events that match and puts them in order.
fn select(store: &mut Store, query: &Query, sorting: &cli::Sorting) -> Result<(Kept, BadRows)> {
    known_columns(store, query.columns())?;
    let order = sorting.sort.clone().unwrap_or_else(Order::by_date).first(sorting.limit);
    known_columns(store, [&order.column])?;
    let mut kept = Kept::default();
    let bad = store.read(
        |kept: &mut Kept, event, input| {
            if let Some(certainty) = query.matches(event) {
                kept.push(event, input, certainty, &order);
            }
        },
        |block| {
            kept.append(block, &order);
            Ok(ControlFlow::Continue(()))
        },
    )?;
    kept.sort(&order);
    Ok((kept, bad))
}

/// Fails where a column that the user named is in none of the files.
fn known_columns<'a>(store: &Store, columns: impl IntoIterator<Item = &'a Column>) -> Result<()> {
    for column in columns {
        let is_known = store.sources.iter().any(|source| source.layout.find(column).is_some());
        // A field of the model may be missing from a file: it is unknown for all its events.
        if !is_known && matches!(column, Column::Other(_)) {
            let columns = store.sources.iter().map(|source| listed(source.layout.names())).collect::<Vec<_>>();
            return Err(Error::usage(format!("there is no column `{}`", column.name()))
                .hint(format!("the columns are: {}", columns.join("; "))));
        }
    }
    Ok(())
}

/// Says something on the side. That nobody may be there to hear it changes nothing of what is done.
fn note(streams: &mut Streams<'_>, text: &str) {
    let _ = writeln!(streams.notes, "note: {}", clean(text));
}

/// Says which rows could not be read. Whether there were none.
fn report(bad: &BadRows, streams: &mut Streams<'_>) -> Result<bool> {
    if bad.count == 0 {
        return Ok(true);
    }
    // What was printed comes first where both go to one terminal.
    streams.out.flush()?;
    for diagnostic in &bad.first {
        let _ = writeln!(streams.notes, "{}", diagnostic.render());
    }
    let shown = match bad.first.len() as u64 {
        shown if shown < bad.count => format!("; the first {shown} are shown"),
        _ => String::new(),
    };
    let _ = writeln!(streams.notes, "{} could not be read{shown}", counted(bad.count, "row"));
    Ok(false)
}
