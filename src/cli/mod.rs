//! The command line, as clap definitions: names, values and help, and nothing of what the commands do.
//!
//! `main` parses it, `commands` carries it out, and `completions` and `man` are made from it.

mod change;
mod check;
pub mod hint;
mod read;

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use crate::layout::LayoutChoice;
use crate::model::field::Column;
use crate::publish::Format;
use crate::query::count::By;
pub use change::{Add, Assignment, Edit, Init, Remove, Target, Values};
pub use check::{Check, CheckFormat, Deny, Diff, DiffFormat};
pub use read::{Filters, Form, Inputs, Reading, Sorting};

/// Keep, query and publish chronologies: dated, sourced events in a plain CSV file.
///
/// Without a command, prints the timeline of ./events.csv.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, max_term_width = 100, after_help = format!("Examples:\n{EXAMPLES}"))]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,

    #[command(flatten)]
    pub screen: Screen,
}

/// What to type first, for the help and the manual page.
pub const EXAMPLES: &str = "  dateline list --year 2014                     what happened, or may have, in 2014
  dateline timeline --location kabul            the events in one place
  dateline export --year 2021 -o 2021.csv       their rows, byte for byte
  dateline export -o timeline.html              a page to search and filter, or a picture: .svg
  dateline count acled.csv --by country         the layouts of the field are recognised
  dateline add --date \"26 August 2021\" --title \"Attack at Kabul airport\" --killed 183
  dateline date \"late 2014\"                     what dateline makes of a date";

impl Cli {
    /// Whether standard output gets data, or a script, to be passed on byte for byte.
    pub fn writes_data(&self) -> bool {
        match &self.command {
            Some(Command::Export(_) | Command::Completions { .. } | Command::Man { .. }) => true,
            Some(Command::Count(args)) => args.format.is_some_and(|format| format != CountFormat::Text),
            Some(Command::Check(args)) => args.format != CheckFormat::Text,
            Some(Command::Columns(args)) => args.format != ColumnsFormat::Text,
            Some(Command::Diff(args)) => args.format != DiffFormat::Text,
            _ => false,
        }
    }

    /// Whether nothing may be printed where a row can't be read.
    pub fn is_strict(&self) -> bool {
        match &self.command {
            Some(Command::Timeline(args)) => args.inputs.reading.strict,
            Some(Command::List(args)) => args.inputs.reading.strict,
            Some(Command::Export(args)) => args.inputs.reading.strict,
            Some(Command::Count(args)) => args.inputs.reading.strict,
            Some(Command::Show(args)) => args.reading.strict,
            // These print when all is read, and look to it themselves.
            Some(Command::Check(_) | Command::Diff(_)) => false,
            None
            | Some(
                Command::Init(_)
                | Command::Add(_)
                | Command::Edit(_)
                | Command::Remove(_)
                | Command::Columns(_)
                | Command::Date(_)
                | Command::Layouts { .. }
                | Command::Completions { .. }
                | Command::Man { .. },
            ) => false,
        }
    }
}

/// The width of a picture, in pixels, where none is asked for.
pub const USUAL_WIDTH_PX: u16 = 1200;

/// The narrowest output, in terminal cells.
pub const LEAST_WIDTH: u16 = 40;

/// What every command takes.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Screen")]
pub struct Screen {
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,

    /// How wide the output is, in terminal cells [default: the terminal's width]
    #[arg(long, global = true, value_name = "CELLS", value_parser = clap::value_parser!(u16).range(i64::from(LEAST_WIDTH)..))]
    pub width: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print events down the screen, grouped by year
    Timeline(Timeline),
    /// Print events as a table, one a row
    List(List),
    /// Write events as CSV or JSON, or publish them as a document
    Export(Export),
    /// Count events, killed and wounded in groups
    Count(Count),
    /// Print all of one event
    Show(Show),
    /// Make a chronology: a file with a header
    Init(Init),
    /// Add an event, or those of another file; asks for its fields where none are given
    Add(Box<Add>),
    /// Change fields of an event; the file stays as it is but for them
    Edit(Box<Edit>),
    /// Take events out
    Remove(Remove),
    /// Say what is wrong or doubtful in a chronology, and where
    Check(Check),
    /// Say what changed from one chronology to another, event by event
    Diff(Diff),
    /// Say what dateline makes of a table: what each column is taken for, and why
    Columns(ColumnsArgs),
    /// Say what dateline makes of a date: EDTF, bounds, words, or why not
    Date(DateArgs),
    /// List the layouts of data sets that are recognised, or print one as TOML to start from
    Layouts {
        /// The layout to print: a name of the list, or a TOML file
        #[arg(value_name = "NAME")]
        layout: Option<LayoutChoice>,
    },
    /// Print a completion script for a shell
    Completions { shell: Shell },
    /// Print the manual page, of dateline or of one of its commands
    Man { command: Option<String> },
}

#[derive(Args, Debug, Default)]
pub struct Timeline {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub filters: Filters,
    #[command(flatten)]
    pub sorting: Sorting,
}

#[derive(Args, Debug)]
pub struct List {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub filters: Filters,
    #[command(flatten)]
    pub sorting: Sorting,

    /// The columns to show
    #[arg(long, value_name = "A,B,…", value_delimiter = ',', help_heading = "Output")]
    pub columns: Vec<Column>,
}

#[derive(Args, Debug)]
pub struct Export {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub filters: Filters,
    #[command(flatten)]
    pub sorting: Sorting,

    /// The format [default: by the ending of --output, else csv]
    #[arg(short, long, help_heading = "Output")]
    pub format: Option<Format>,

    /// Write to this file instead of standard output; it is replaced when all is written
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// The columns to write, as the model holds them (CSV)
    #[arg(long, value_name = "A,B,…", value_delimiter = ',', help_heading = "Output")]
    pub columns: Vec<Column>,

    /// Write the model's columns instead of the file's own (CSV)
    #[arg(long, conflicts_with = "columns", help_heading = "Output")]
    pub native: bool,

    /// Write a document by this template, in the language of Jinja, instead of a format
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "format", help_heading = "Output")]
    pub template: Option<PathBuf>,

    /// What a document is called [default: the name of the file that is read]
    #[arg(long, value_name = "TEXT", value_parser = title, help_heading = "Output")]
    pub title: Option<String>,

    /// How wide a picture is, in pixels, from 640 to 4000 (SVG) [default: 1200]
    #[arg(long, value_name = "PIXELS", value_parser = width_px(), help_heading = "Output")]
    pub width_px: Option<u16>,
}

#[derive(Args, Debug)]
pub struct Count {
    #[command(flatten)]
    pub inputs: Inputs,

    /// What to group by: year, month, decade, country, location, kind, actor, or any column
    #[arg(long, value_name = "COLUMN", default_value = "year", help_heading = "Output")]
    pub by: By,

    #[command(flatten)]
    pub filters: Filters,

    /// Print only the first so many groups
    #[arg(short = 'n', long, value_name = "N", help_heading = "Output")]
    pub limit: Option<usize>,

    /// The format [default: by the ending of --output, else text]
    #[arg(short, long, help_heading = "Output")]
    pub format: Option<CountFormat>,

    /// Write to this file instead of standard output; it is replaced when all is written
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// What a picture is called (SVG)
    #[arg(long, value_name = "TEXT", value_parser = title, help_heading = "Output")]
    pub title: Option<String>,

    /// How wide a picture is, in pixels, from 640 to 4000 (SVG) [default: 1200]
    #[arg(long, value_name = "PIXELS", value_parser = width_px(), help_heading = "Output")]
    pub width_px: Option<u16>,
}

#[derive(Args, Debug)]
pub struct Show {
    /// The id of the event
    pub id: String,

    /// The chronology to read; `-` is standard input [default: $DATELINE_FILE, else events.csv]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,

    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Args, Debug)]
pub struct ColumnsArgs {
    /// The table; `-` is standard input [default: $DATELINE_FILE, else events.csv]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,

    #[command(flatten)]
    pub form: Form,

    /// The format
    #[arg(short, long, default_value = "text", help_heading = "Output")]
    pub format: ColumnsFormat,

    /// Write the reading as a layout to mend and keep, which --layout takes; it is replaced when all is written
    #[arg(long, value_name = "FILE.toml", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub save: Option<PathBuf>,
}

/// The formats of `columns`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColumnsFormat {
    /// A table for people
    Text,
    /// One object, with each column, the reading as a map, and the doubts
    Json,
}

#[derive(Args, Debug)]
pub struct DateArgs {
    /// A date, as EDTF or in words: 2021-08, "late 2014", 26 August 2021
    #[arg(required = true, allow_negative_numbers = true)]
    pub text: Vec<String>,

    /// Write JSON: input, edtf, earliest, latest, text
    #[arg(short, long)]
    pub format: Option<DateFormat>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DateFormat {
    Json,
}

/// The formats of `count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CountFormat {
    /// A table for people, with bars
    Text,
    /// A row for each group, with the killed and wounded as they are written and their least, best and most
    Csv,
    /// One JSON array of all groups
    Json,
    /// A picture: bars, with the range of the killed and wounded
    Svg,
}

impl CountFormat {
    /// The format that a file's ending asks for.
    pub fn of_path(path: &Path) -> Option<CountFormat> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Some(CountFormat::Text),
            "csv" => Some(CountFormat::Csv),
            "json" => Some(CountFormat::Json),
            "svg" => Some(CountFormat::Svg),
            _ => None,
        }
    }
}

fn title(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("the title is blank".to_owned()) } else { Ok(text.to_owned()) }
}

/// The widths at which a picture can be read, in pixels.
fn width_px() -> clap::builder::RangedI64ValueParser<u16> {
    clap::value_parser!(u16).range(640..=4000)
}
