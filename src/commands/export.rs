//! `export`: the events in a format of machines, or as a document, to standard output or a file.

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum, ValueHint};

use super::missing::{Takes, with_hint};
use super::{Command, Environment, Streams, check_is_path, create, inputs, known_columns, note, open, report, select};
use crate::cli::complete;
use crate::cli::{self, Filters, Inputs, Sorting, choice, width_px};
use crate::edit::safe_folder::SafeFolder;
use crate::error::{Error, Result};
use crate::event::Coordinates;
use crate::model::choice::ColumnChoice;
use crate::model::field::{Column, Field};
use crate::publish::document::{revised, title_of};
use crate::publish::parquet::{self, Compression, Exported, Partition, Request, Target};
use crate::publish::template::Template;
use crate::publish::{Document, Encoder, Format, Losses, PublishedColumns, Publisher, publisher, stream};
use crate::query::Query;
use crate::query::order::Order;
use crate::query::select::check_memory;
use crate::query::selection::Summary;
use crate::store::{Read, ReadReport, Source, Store};
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
    if args.title.is_some() && publisher.is_none() && format != Some(Format::Geojson) {
        return Err(Error::usage("--title is for documents; CSV and JSON hold the events alone"));
    }
    if args.sorting.memory.is_some() && !format.is_some_and(Format::keeps_to_memory) {
        let name = format.map_or("a template", Format::name);
        return Err(Error::usage(format!("--memory can't be kept to by {name}, which holds something of every event"))
            .hint("csv, json, ndjson, geojson, markwhen and parquet keep to it; or leave it out"));
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
    let title = args.title.clone().unwrap_or_else(|| title_of(&inputs));
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
            title,
            width,
            revised: revised(&inputs, environment.now),
        },
        None => {
            let encoder = match format {
                Some(Format::Geojson) => Encoder::Geojson { title, columns: columns.clone() },
                Some(Format::Json) => Encoder::Json(columns.clone()),
                Some(Format::Ndjson) => Encoder::Ndjson(columns.clone()),
                _ => csv(&columns, args.native, &store.sources, streams),
            };
            Form::Stream { encoder, columns }
        }
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

/// How CSV is written.
fn csv(columns: &PublishedColumns, native: bool, sources: &[Source], streams: &mut Streams<'_>) -> Encoder {
    if native {
        return Encoder::native(columns.choice(), sources);
    }
    if !Encoder::have_same_columns(sources) && columns.choice().only.is_empty() {
        let left_out = match columns.beyond_model(sources).len() {
            0 => String::new(),
            n => format!("; {} left out (`--columns` chooses)", counted(n as u64, "other column")),
        };
        note(streams, &format!("the files have different columns, so the model's are written{left_out}"));
    }
    Encoder::csv(columns, sources)
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
                known_columns(&store.sources, sorting.sort.iter().map(|order| &order.column))?;
                let (order, limit, memory) = (sorting.sort.clone(), sorting.limit, sorting.memory);
                let request = stream::Request { query, order, limit, memory, encoder: &encoder };
                let Exported { report, losses, summary, .. } = stream::export(store, request, out)?;
                Ok(Written { report, losses, notes, summary })
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
                let possible = kept.kept_possible()?;
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
    check_memory(&store.sources, sorting.memory)?;
    known_columns(&store.sources, sorting.sort.iter().map(|order| &order.column))?;
    let is_ordered = sorting.sort.is_some() || sorting.limit.is_some();
    let order = is_ordered.then(|| sorting.sort.clone().unwrap_or_else(Order::by_date).first(sorting.limit));
    let request = Request { query, order, memory: sorting.memory, columns, compression };
    let Exported { sources, report, losses, summary } = parquet::export(store, request, target)?;
    let notes = columns.notes(&losses.carried(), &sources);
    Ok(Written { notes, report, losses, summary })
}

/// What `export` wrote, what it could not read, and what it could not write.
struct Written {
    report: ReadReport,
    losses: Losses,
    /// What the user should know of the columns that were published.
    notes: Vec<String>,
    summary: Summary,
}
