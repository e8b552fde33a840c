//! `diff`: what changed from one chronology to another.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};

use super::{Command, Environment, Streams, inputs, open_inputs, report};
use crate::cli::Reading;
use crate::diff::{Compare, Comparison, compare};
use crate::error::{Error, Result};
use crate::model::field::Column;
use crate::output;
use crate::output::FileRead;
use crate::output::diff::Compared;
use crate::store::Source;

/// Say what changed from one chronology to another, event by event
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  dateline diff ged231.csv ged241.csv --fields killed\n  dateline diff old.csv events.csv --format json"
)]
pub struct Diff {
    /// The chronology as it was; `-` is standard input
    #[arg(value_name = "OLD", value_hint = ValueHint::FilePath)]
    pub old: PathBuf,

    /// The chronology as it is
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath, required_unless_present = "textconv")]
    pub new: Option<PathBuf>,

    /// Write OLD alone as text, a line for each field, for `git diff` to compare; `init --git` sets it
    #[arg(long, conflicts_with = "new", help_heading = "Output")]
    pub textconv: bool,

    /// Compare these columns alone
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    pub fields: Vec<Column>,

    /// Take two words of a codebook that differ only in the case of their letters for a change: kind, status, tags and
    /// country
    #[arg(long)]
    pub case: bool,

    /// The format
    #[arg(short, long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub format: DiffFormat,

    /// End with exit code 1 where the two differ
    #[arg(long, help_heading = "Output")]
    pub exit_code: bool,

    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
}

impl Command for Diff {
    fn writes_data(&self) -> bool {
        self.format != DiffFormat::Text
    }

    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        diff(*self, environment, streams)
    }
}

fn diff(args: Diff, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let Some(new) = args.new else { return textconv(&args.old, &args.reading, environment, streams) };
    let files = inputs(&[args.old, new], environment);
    let both = open_inputs(&files, &args.reading, environment, streams)?;
    let [old, new]: [_; 2] = both.each_alone().try_into().unwrap_or_else(|_| unreachable!("two files were opened"));
    let Comparison { old, new, columns, difference, report: found } =
        compare(old, new, &Compare { columns: args.fields, case: args.case })?;
    if args.reading.strict && found.unreadable() > 0 {
        return report(&found, streams);
    }
    let compared = Compared {
        old: FileRead { source: &old.source, events: old.events, unreadable: old.unreadable },
        new: FileRead { source: &new.source, events: new.events, unreadable: new.unreadable },
        columns: &columns,
        difference: &difference,
    };
    match args.format {
        DiffFormat::Text => output::diff::text(streams.out, &compared, environment.width)?,
        DiffFormat::Json => output::diff::json(streams.out, &compared)?,
    }
    let is_as_wanted = difference.is_empty() || !args.exit_code;
    Ok(report(&found, streams)? && is_as_wanted)
}

/// Writes a file as text, a line for each field. What is no chronology is written as it is, since git stops where this fails.
fn textconv(path: &Path, reading: &Reading, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|error| Error::reading(&name, &error))?;
    let options = reading.options(environment.layouts.as_deref());
    let source = Source::of_bytes(name, bytes.clone(), &options).ok().filter(|source| bytes.starts_with(&source.head));
    match source {
        Some(source) => output::field_lines::print(streams.out, &source, &bytes[source.head.len()..])?,
        None => streams.out.write_all(&bytes)?,
    }
    Ok(true)
}
