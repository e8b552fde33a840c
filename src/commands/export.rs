//! `export`: the events in a format of machines, or as a document, to standard output or a file.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum, ValueHint};

use super::missing::{Takes, with_hint};
use super::{Command, Environment, Streams, check_is_path, create, inputs, known_columns, note, open, report, select};
use crate::cli::complete;
use crate::cli::{self, Filters, Inputs, Sorting, choice, width_px};
use crate::csv::dialect::{Encoding, Utf16Writer};
use crate::date::Certainty;
use crate::edit::safe_folder::SafeFolder;
use crate::error::{Error, Result};
use crate::event::{Coordinates, Event};
use crate::layout::Layout;
use crate::model::choice::ColumnChoice;
use crate::model::field::{Column, Field};
use crate::publish::document::{revised, title_of};
use crate::publish::parquet::{self, Compression, Exported, Partition, Request, Target};
use crate::publish::template::Template;
use crate::publish::{Document, Encoder, Format, Losses, PublishedColumns, Publisher, publisher};
use crate::query::order::{Order, Summary};
use crate::query::select::known_filters;
use crate::query::{Query, sql};
use crate::store::{Collect, Read, ReadReport, Source, Store};
use crate::text::counted;

/// Write events as CSV or JSON, or publish them as a document
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  dateline export --year 2021 -o 2021.csv         the rows, byte for byte\n  dateline export gtd.xlsx --native -o gtd.csv    in dateline's own columns\n  dateline export -o timeline.html                a page to search and filter\n  dateline export --omit note -o shared.xlsx      without one column"
)]
pub struct Export {
    #[command(flatten)]
    pub filters: Filters,
    #[command(flatten)]
    pub sorting: Sorting,

    /// The format [default: by the ending of --output, else csv]
    #[arg(short, long, value_parser = choice::<Format>(), help_heading = "Output")]
    pub format: Option<Format>,

    /// Write to this file instead of standard output; it is replaced when all is written
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// Write a folder with a part for each year or country, as engines read it; --output names it (Parquet)
    #[arg(long, value_name = "BY", help_heading = "Output")]
    pub partition: Option<PartitionBy>,

    /// How the file is packed [default: snappy] (Parquet)
    #[arg(long, value_name = "METHOD", help_heading = "Output")]
    pub compression: Option<Packing>,

    /// Publish these columns and no others; in CSV with values as the model holds them
    #[arg(long, value_name = "A,B,…", value_delimiter = ',', help_heading = "Output", add = complete::columns())]
    pub columns: Vec<Column>,

    /// Publish all columns but these
    #[arg(long, value_name = "A,B,…", value_delimiter = ',', help_heading = "Output", add = complete::columns())]
    pub omit: Vec<Column>,

    /// Write the model's columns instead of the file's own (CSV)
    #[arg(long, conflicts_with = "columns", help_heading = "Output")]
    pub native: bool,

    /// Write a document by this template, in the language of Jinja, instead of a format
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "format", help_heading = "Output")]
    pub template: Option<PathBuf>,

    /// What a document is called [default: the name of the file that is read]
    #[arg(long, value_name = "TEXT", value_parser = cli::title, help_heading = "Output")]
    pub title: Option<String>,

    /// How wide a picture is, in pixels, from 640 to 4000 (SVG) [default: 1200]
    #[arg(long, value_name = "PIXELS", value_parser = width_px(), help_heading = "Output")]
    pub width_px: Option<u16>,

    #[command(flatten)]
    pub inputs: Inputs,
}

/// By what a folder is parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PartitionBy {
    /// The first year that the date may mean
    Year,
    Country,
}

/// How a Parquet file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Packing {
    Snappy,
    /// Smaller, and slower to write
    Zstd,
}

impl Command for Export {
    fn writes_data(&self) -> bool {
        true
    }

    fn is_strict(&self) -> bool {
        self.inputs.reading.strict
    }

    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        export(*self, environment, streams)
    }
}

fn export(args: Export, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let format = match args.template {
        Some(_) => None,
        None if args.partition.is_some() => Some(args.format.unwrap_or(Format::Parquet)),
        None => Some(format(args.format, args.output.as_deref())?),
    };
    if args.compression.is_some() && format != Some(Format::Parquet) {
        return Err(
            Error::usage("--compression is for Parquet").hint("say --format parquet, or end --output in .parquet")
        );
    }
    if args.native && format != Some(Format::Csv) {
        return Err(Error::usage("--native is for CSV; other formats have columns of their own"));
    }
    if format.is_some_and(Format::is_binary) && args.output.is_none() && environment.to_terminal {
        return Err(Error::usage("a terminal can't show this format").hint("write it to a file, with -o"));
    }
    let publisher = match &args.template {
        Some(path) => Some(Template::open(path, args.output.as_deref())?.publisher()),
        None => format.and_then(publisher),
    };
    if args.title.is_some() && publisher.is_none() {
        return Err(Error::usage("--title is for documents; CSV and JSON hold the events alone"));
    }
    if args.width_px.is_some() && format != Some(Format::Svg) {
        return Err(Error::usage("--width-px is for pictures").hint("say --format svg, or end --output in .svg"));
    }
    let width = args.width_px.unwrap_or(cli::USUAL_WIDTH_PX);
    let store = open(&args.inputs.files, &args.inputs.reading, environment, streams)
        .map_err(|error| with_hint(error, &args.inputs.files, Takes::Output))?;
    let inputs = inputs(&args.inputs.files, environment);
    known_columns(&store.sources, args.columns.iter().chain(&args.omit))?;
    let partition = args.partition.map(|by| match by {
        PartitionBy::Year => Partition::Year,
        PartitionBy::Country => Partition::Country,
    });
    let with_private = format.is_some_and(Format::has_private);
    let choice = ColumnChoice { only: args.columns, omit: args.omit, with_private };
    if let Some(partition) = partition {
        check_partition(partition, format, &choice)?;
    }
    let columns = PublishedColumns::new(choice, &store.sources);
    let form = match publisher {
        None if format == Some(Format::Parquet) => {
            let compression = match args.compression {
                Some(Packing::Zstd) => Compression::Zstd,
                Some(Packing::Snappy) | None => Compression::Snappy,
            };
            Form::Parquet { columns, compression }
        }
        Some(publisher) => Form::Document {
            publisher,
            columns,
            is_titled: args.title.is_some(),
            title: args.title.unwrap_or_else(|| title_of(&inputs)),
            width,
            revised: revised(&inputs, environment.now),
        },
        None => Form::Stream { encoder: encoder(format, &columns, args.native, &store.sources, streams), columns },
    };
    let query = args.filters.query()?;
    let sorting = &args.sorting;
    let is_whole = |written: &Written| !(args.inputs.reading.strict && written.report.unreadable() > 0);
    let written = match (args.output, partition) {
        (None, None) => form.write(store, &query, sorting, streams.out)?,
        (None, Some(_)) => return Err(no_folder()),
        (Some(path), Some(partition)) => {
            let folder = SafeFolder::create(&path)?;
            let written = form.write_folder(store, &query, sorting, folder.path(), partition)?;
            if is_whole(&written) {
                folder.finish()?;
            }
            written
        }
        (Some(path), None) => {
            let mut file = create(&path, &inputs)?;
            let written = form.write(store, &query, sorting, &mut file)?;
            if is_whole(&written) {
                file.finish()?;
            }
            written
        }
    };
    if let Some(losses) = written.losses.words() {
        note(streams, &losses);
    }
    written.notes.iter().for_each(|text| note(streams, text));
    let Summary { shown, possible, .. } = written.summary;
    if possible > 0 {
        note(
            streams,
            &format!("{possible} of {} match only possibly; --certain leaves them out", counted(shown, "event")),
        );
    }
    report(&written.report, streams)
}

fn no_folder() -> Error {
    Error::usage("a partitioned export is a folder of files").hint("name the folder with -o FOLDER")
}

/// # Errors
/// A format that is no folder of files; the column that tells the part is left out.
fn check_partition(partition: Partition, format: Option<Format>, choice: &ColumnChoice) -> Result<()> {
    if format != Some(Format::Parquet) {
        return Err(Error::usage("--partition is for Parquet").hint("say --format parquet"));
    }
    let field = match partition {
        Partition::Year => Field::Date,
        Partition::Country => Field::Country,
    };
    if !choice.keeps_field(field) {
        let message = format!("the names of the folders would tell the {}, which is left out", field.name());
        return Err(Error::usage(message).hint(format!("keep the column `{}`, or leave --partition out", field.name())));
    }
    Ok(())
}

/// The format asked for, or the one that the ending of the output names.
///
/// # Errors
/// An ending that names none.
fn format(asked: Option<Format>, output: Option<&Path>) -> Result<Format> {
    check_is_path(output)?;
    match (asked, output) {
        (Some(format), _) => Ok(format),
        (None, None) => Ok(Format::Csv),
        (None, Some(path)) => Format::of_path(path).ok_or_else(|| {
            Error::usage(format!("the ending of `{}` names no format", path.display()))
                .hint(format!("end the name in {}, or say --format", Format::ENDINGS))
        }),
    }
}

/// How the events of a format that streams are written.
fn encoder(
    format: Option<Format>,
    columns: &PublishedColumns,
    native: bool,
    sources: &[Source],
    streams: &mut Streams<'_>,
) -> Encoder {
    match format {
        Some(Format::Json) => Encoder::Json(columns.clone()),
        Some(Format::Ndjson) => Encoder::Ndjson(columns.clone()),
        _ if native => Encoder::native(columns.choice(), sources),
        _ => {
            let encoder = Encoder::csv(columns, sources);
            if !Encoder::have_same_columns(sources) && columns.choice().only.is_empty() {
                let left_out = match columns.beyond_model(sources).len() {
                    0 => String::new(),
                    n => format!("; {} left out (`--columns` chooses)", counted(n as u64, "other column")),
                };
                note(streams, &format!("the files have different columns, so the model's are written{left_out}"));
            }
            encoder
        }
    }
}

/// What `export` makes of the events.
enum Form {
    /// Each by itself, as it is read.
    Stream { encoder: Encoder, columns: PublishedColumns },
    /// One whole, once all of them are known and in order.
    Document {
        publisher: Publisher,
        columns: PublishedColumns,
        title: String,
        is_titled: bool,
        width: u16,
        revised: DateTime<Utc>,
    },
    /// As it is read, in columns.
    Parquet { columns: PublishedColumns, compression: Compression },
}

impl Form {
    fn write(
        self,
        store: Store,
        query: &Query,
        sorting: &cli::Sorting,
        out: &mut (dyn Write + Send),
    ) -> Result<Written> {
        match self {
            Form::Stream { encoder, columns } => {
                let notes = columns.notes(&encoder.carried(&store.sources), &store.sources);
                Ok(Written { notes, ..write_events(store, query, sorting, &encoder, out)? })
            }
            Form::Parquet { columns, compression } => {
                write_parquet(store, query, sorting, &columns, compression, Target::File(out))
            }
            Form::Document { publisher, columns, title, is_titled, width, revised } => {
                let (kept, Read { sources, report, .. }) = select(store, query, sorting, Coordinates::Check)?;
                let is_by_date = sorting.sort.as_ref().is_none_or(|order| order.column == Column::Field(Field::Date));
                let document = Document {
                    title,
                    is_titled,
                    is_by_date,
                    width,
                    revised,
                    sources: &sources,
                    columns: &columns,
                    selection: &kept,
                };
                let losses = publisher(&document, out)?;
                out.flush()?;
                let possible = kept.iter().filter(|kept| kept.certainty == Certainty::Possible).count() as u64;
                let notes = columns.notes(&losses.carried(), &sources);
                Ok(Written { report, losses, notes, summary: Summary { possible, ..kept.summary() } })
            }
        }
    }
}

impl Form {
    /// Writes a folder of files.
    ///
    /// # Errors
    /// As [`Form::write`]; a form that is one file.
    fn write_folder(
        self,
        store: Store,
        query: &Query,
        sorting: &cli::Sorting,
        folder: &Path,
        partition: Partition,
    ) -> Result<Written> {
        match self {
            Form::Parquet { columns, compression } => {
                write_parquet(store, query, sorting, &columns, compression, Target::Folder(folder, partition))
            }
            Form::Stream { .. } | Form::Document { .. } => Err(Error::usage("--partition is for Parquet")),
        }
    }
}

/// Writes the events in the order asked for; in that of the files they stream, and memory stays bounded. The first so many
/// are those of the order by date, as in a document.
fn write_parquet(
    store: Store,
    query: &Query,
    sorting: &cli::Sorting,
    columns: &PublishedColumns,
    compression: Compression,
    target: Target<'_>,
) -> Result<Written> {
    known_columns(&store.sources, sorting.sort.iter().map(|order| &order.column))?;
    let is_ordered = sorting.sort.is_some() || sorting.limit.is_some();
    let order = is_ordered.then(|| sorting.sort.clone().unwrap_or_else(Order::by_date).first(sorting.limit));
    let request = Request { query, order, columns, compression };
    let Exported { sources, report, losses, summary } = parquet::export(store, request, target)?;
    let notes = columns.notes(&losses.carried(), &sources);
    Ok(Written { notes, report, losses, summary })
}

/// Encoded events of one block.
#[derive(Default)]
struct Encoded {
    bytes: Vec<u8>,
    /// Where each event ends, and how certainly it matched.
    events: Vec<(usize, Certainty)>,
}

/// What `export` wrote, what it could not read, and what it could not write.
struct Written {
    report: ReadReport,
    losses: Losses,
    /// What the user should know of the columns that were published.
    notes: Vec<String>,
    summary: Summary,
}

/// Encodes the events that match a query, on several threads.
struct Encode<'a> {
    query: &'a Query,
    encoder: &'a Encoder,
    coordinates: Coordinates,
    /// Whether only the first so many are written.
    is_limited: bool,
}

impl<'a> Collect for Encode<'a> {
    type Part = Encoded;
    type Whole = EventWriter<'a>;
    type Stop = Full;

    fn condition(&self, layout: &Layout) -> Option<String> {
        // Where the reading ends early, what is said of rows on the way depends on all of them.
        if self.is_limited { None } else { sql::condition(self.query, layout) }
    }

    fn event(&self, encoded: &mut Encoded, event: &Event<'_>, input: usize) {
        if let Some(certainty) = self.query.matches(event) {
            event.read_shown(self.coordinates);
            self.encoder.event(event, input, &mut encoded.bytes);
            encoded.events.push((encoded.bytes.len(), certainty));
        }
    }

    fn append(&self, writer: &mut EventWriter<'a>, encoded: Encoded, _: u64) -> ControlFlow<Full> {
        let mut start = 0;
        for (end, certainty) in encoded.events {
            if writer.left == 0 {
                break;
            }
            if let Err(error) = writer.event(&encoded.bytes[start..end], certainty) {
                return ControlFlow::Break(Full::Failed(error));
            }
            start = end;
        }
        if writer.left == 0 { ControlFlow::Break(Full::AtLimit) } else { ControlFlow::Continue(()) }
    }
}

/// Why no more events are written.
enum Full {
    AtLimit,
    Failed(io::Error),
}

/// Writes encoded events, and counts them.
struct EventWriter<'a> {
    out: &'a mut (dyn Write + Send),
    encoder: &'a Encoder,
    /// The last byte that was written.
    last: Option<u8>,
    /// How many events may still be written.
    left: usize,
    summary: Summary,
}

impl EventWriter<'_> {
    fn event(&mut self, event: &[u8], certainty: Certainty) -> io::Result<()> {
        self.out.write_all(self.encoder.before(self.last))?;
        self.out.write_all(event)?;
        self.last = event.last().copied();
        self.left -= 1;
        self.summary.shown += 1;
        self.summary.possible += u64::from(certainty == Certainty::Possible);
        Ok(())
    }
}

/// Writes the events in the order asked for; in that of the files they stream, and memory stays bounded.
fn write_events(
    store: Store,
    query: &Query,
    sorting: &cli::Sorting,
    encoder: &Encoder,
    out: &mut (dyn Write + Send),
) -> Result<Written> {
    known_filters(&store.sources, query)?;
    known_columns(&store.sources, sorting.sort.iter().map(|order| &order.column))?;
    let mut utf16;
    let out: &mut (dyn Write + Send) =
        match (encoder, store.sources.first().map(|source| source.layout.dialect.encoding)) {
            (Encoder::CsvAsIs, Some(Encoding::Utf16(encoding))) => {
                utf16 = Utf16Writer::new(out, encoding);
                &mut utf16
            }
            _ => out,
        };
    let head = encoder.head(&store.sources);
    out.write_all(&head)?;
    let left = sorting.limit.unwrap_or(usize::MAX);
    let mut writer = EventWriter { out, encoder, last: head.last().copied(), left, summary: Summary::default() };
    let coordinates = match encoder {
        // A record that is copied costs no more than a look at what a list of it would show.
        Encoder::CsvAsIs => Coordinates::Skip,
        Encoder::CsvColumns(_) | Encoder::Json(_) | Encoder::Ndjson(_) => Coordinates::Check,
    };
    let report = if sorting.sort.is_some() {
        let (selection, read) = select(store, query, sorting, coordinates)?;
        let mut bytes = Vec::new();
        for selected in selection.iter() {
            bytes.clear();
            encoder.selected(&selected, &read.sources, &mut bytes)?;
            writer.event(&bytes, selected.certainty)?;
        }
        read.report
    } else {
        let read =
            store.read(&Encode { query, encoder, coordinates, is_limited: sorting.limit.is_some() }, &mut writer)?;
        if let Some(Full::Failed(error)) = read.stopped {
            return Err(error.into());
        }
        read.report
    };
    let EventWriter { out, summary, .. } = writer;
    out.write_all(encoder.foot())?;
    out.flush()?;
    Ok(Written { report, losses: Losses::default(), notes: Vec::new(), summary })
}
