//! The command line, as clap definitions: names, values and help, and nothing of what the commands do.
//!
//! `main` parses it, `commands` carries it out, and `completions` and `man` are made from it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use crate::date::Date;
use crate::error::{Error, Result};
use crate::field::Column;
use crate::output::Format;
use crate::query::condition::Condition;
use crate::query::count::By;
use crate::query::order::Order;
use crate::query::{Near, Position, Query, TextPlace, Years, windows};
use crate::store::layout::Mapping;

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
  dateline count ged.csv --by country --map date=date_start,title=dyad_name
  dateline date \"late 2014\"                     what dateline makes of a date";

impl Cli {
    /// Whether standard output gets data, or a script, to be passed on byte for byte.
    pub fn writes_data(&self) -> bool {
        matches!(self.command, Some(Command::Export(_) | Command::Completions { .. } | Command::Man { .. }))
    }

    /// Whether nothing may be printed where a row can't be read.
    pub fn is_strict(&self) -> bool {
        match &self.command {
            Some(Command::Timeline(args)) => args.inputs.reading.strict,
            Some(Command::List(args)) => args.inputs.reading.strict,
            Some(Command::Export(args)) => args.inputs.reading.strict,
            Some(Command::Count(args)) => args.inputs.reading.strict,
            Some(Command::Show(args)) => args.reading.strict,
            None | Some(Command::Date(_) | Command::Completions { .. } | Command::Man { .. }) => false,
        }
    }
}

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
    /// Write events as CSV, JSON or JSON lines
    Export(Export),
    /// Count events, killed and wounded in groups
    Count(Count),
    /// Print all of one event
    Show(Show),
    /// Say what dateline makes of a date: EDTF, bounds, words, or why not
    Date(DateArgs),
    /// Print a completion script for a shell
    Completions { shell: Shell },
    /// Print the manual page, of dateline or of one of its commands
    Man { command: Option<String> },
}

#[derive(Args, Clone, Debug, Default)]
pub struct Inputs {
    /// Chronologies to read, as one; `-` is standard input [default: $DATELINE_FILE, else events.csv]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,

    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Reading")]
pub struct Reading {
    /// Which columns hold which fields, for a file with names of its own: date=event_date,title=notes
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    pub map: Vec<Mapping>,

    /// Print nothing and stop if a row can't be read, instead of leaving it out and saying so
    #[arg(long)]
    pub strict: bool,
}

#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Filters (one given twice: either; different ones: all)")]
pub struct Filters {
    /// Events that may have happened in the year, or years: 2014, 2014..2016
    #[arg(short, long, value_name = "YEAR", allow_hyphen_values = true)]
    pub year: Vec<Years>,

    /// Events that may have happened in or after: any date, 2021-08, "late 2014"
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, value_parser = date)]
    pub from: Vec<Date>,

    /// Events that may have happened in or before
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, value_parser = date)]
    pub to: Vec<Date>,

    /// Events that may have happened in: 2021-08-26, 2021-08, "summer 2015"
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, value_parser = date)]
    pub on: Vec<Date>,

    /// Text in the location, an administrative unit or the country; case and accents do not matter
    #[arg(short, long, value_name = "TEXT")]
    pub location: Vec<String>,

    /// Text in the country
    #[arg(long, value_name = "NAME")]
    pub country: Vec<String>,

    /// Events within a distance of a place, in degrees: 34.53,69.17
    #[arg(long, value_name = "LAT,LON", requires = "within", allow_hyphen_values = true)]
    pub near: Option<Position>,

    /// The distance for --near, in kilometres
    #[arg(long, value_name = "KM", requires = "near", value_parser = kilometres)]
    pub within: Option<f64>,

    /// Text in the actors
    #[arg(short, long, value_name = "TEXT")]
    pub actor: Vec<String>,

    /// Text in the kind
    #[arg(short, long, value_name = "TEXT")]
    pub kind: Vec<String>,

    /// Text anywhere in the row
    #[arg(short, long, value_name = "TEXT")]
    pub search: Vec<String>,

    /// A condition on a column, with = != ~ (contains) >= <= > or <: 'killed >= 100'
    #[arg(long = "where", value_name = "COLUMN OP VALUE")]
    pub conditions: Vec<Condition>,

    /// Only events that match whichever reading of their date or count is the true one
    #[arg(long)]
    pub certain: bool,
}

impl Filters {
    /// # Errors
    /// Filters that contradict each other.
    pub fn query(self) -> Result<Query> {
        let windows = windows(&self.year, &self.on, &self.from, &self.to).map_err(Error::usage)?;
        let near = self.near.zip(self.within).map(|(position, kilometres)| Near { position, kilometres });
        Ok(Query::new()
            .within(windows)
            .text(TextPlace::Location, &self.location)
            .text(TextPlace::Country, &self.country)
            .text(TextPlace::Actor, &self.actor)
            .text(TextPlace::Kind, &self.kind)
            .text(TextPlace::Anywhere, &self.search)
            .near(near)
            .conditions(self.conditions)
            .certain(self.certain))
    }
}

#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Order")]
pub struct Sorting {
    /// Order by a column: date, killed, …; from its end with a hyphen before it: -killed
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    pub sort: Option<Order>,

    /// Print only the first so many
    #[arg(short = 'n', long, value_name = "N")]
    pub limit: Option<usize>,
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

fn date(text: &str) -> std::result::Result<Date, String> {
    Date::parse(text).map_err(|error| match error.hint {
        Some(hint) => format!("{}; {hint}", error.message),
        None => error.message,
    })
}

fn kilometres(text: &str) -> std::result::Result<f64, String> {
    match text.parse::<f64>() {
        Ok(kilometres) if kilometres >= 0.0 && kilometres.is_finite() => Ok(kilometres),
        _ => Err("write a distance in kilometres, such as 50".to_owned()),
    }
}
