//! The options of every command that reads: which files and how, which events, in what order.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use super::choice;
use super::complete::{self, values_of};
use crate::csv::dialect::{Encoding, Quoting};
use crate::date::Date;
use crate::date::convention::{DateConvention, PartOrder};
use crate::error::{Error, Result};
use crate::input::Part;
use crate::layout::mapping::UnknownCodes;
use crate::layout::{Codebooks, LayoutChoice, Mapping};
use crate::model::field::Field;
use crate::query::condition::{Condition, Op};
use crate::query::memory::MemoryLimit;
use crate::query::order::Order;
use crate::query::{BackwardsWindow, Near, Position, Query, TextPlace, Years, take_moments, windows};
use crate::store::ReadOptions;

#[derive(Args, Clone, Debug, Default)]
pub struct Inputs {
    /// Chronologies to read, as one; `-` is standard input [default: $DATELINE_FILE, else events.csv]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = None)]
    pub files: Vec<PathBuf>,

    #[command(flatten)]
    pub reading: Reading,
}

#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Reading")]
pub struct Reading {
    #[command(flatten)]
    pub form: Form,

    /// Print nothing and stop if a row can't be read, instead of leaving it out and saying so
    #[arg(long)]
    pub strict: bool,
}

impl Reading {
    /// `layouts`: the folder of the user's own layouts.
    pub fn options(&self, layouts: Option<&Path>) -> ReadOptions {
        self.form.options(layouts)
    }
}

/// How a file is written, where it does not say so itself.
#[derive(Args, Clone, Debug, Default, PartialEq)]
#[command(next_help_heading = "Reading")]
pub struct Form {
    /// Which columns hold which fields: date=event_date, start=Year+Month, killed=low..high, title= (none)
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    pub map: Vec<Mapping>,

    /// What stands for an unknown value: -9,NA in every column, deaths=-9 in one
    #[arg(long, value_name = "CODES", allow_hyphen_values = true)]
    pub unknown: Vec<UnknownCodes>,

    /// How the columns are laid out: a name that `dateline layouts` lists, or a TOML file [default: recognised by the
    /// header]
    #[arg(long, value_name = "NAME", add = complete::layouts())]
    pub layout: Option<LayoutChoice>,

    /// The sheet of a workbook [default: the first that holds a table]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,

    /// The array of a JSON file that holds the events: .data.events [default: the only one]
    #[arg(long, value_name = "PATH")]
    pub path: Option<String>,

    /// The character encoding, such as windows-1251 [default: UTF-8, or windows-1252 where it is not that]
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<Encoding>,

    /// The sign between cells, or `tab` [default: the one of , ; tab | that the header has most of]
    #[arg(long, value_name = "SIGN", value_parser = delimiter)]
    pub delimiter: Option<u8>,

    /// What quotes mean [default: double, and none in files with tabs that come out right only so]
    #[arg(long, value_name = "HOW", value_parser = choice::<Quoting>())]
    pub quote: Option<Quoting>,

    /// How many lines to pass over above the header [default: those of a title and of comments]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub skip_lines: usize,

    /// The line of the header, from 1 [default: found by its names]
    #[arg(long, value_name = "N", conflicts_with = "skip_lines", value_parser = line_number)]
    pub header_row: Option<usize>,

    /// The first line is an event; name columns by their numbers: --map date=1,title=3
    #[arg(long)]
    pub no_header: bool,

    /// Which comes first in 03/04/2021, where the column itself does not settle it
    #[arg(long, value_name = "ORDER", value_parser = choice::<PartOrder>())]
    pub date_order: Option<PartOrder>,

    /// The first of the hundred years in which years of two digits lie: 1900, 1950
    #[arg(long, value_name = "YEAR", value_parser = century)]
    pub century: Option<i32>,

    /// The year of dates that have none
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1..=9999))]
    pub assume_year: Option<i32>,
}

impl Form {
    /// `layouts`: the folder of the user's own layouts.
    pub fn options(&self, layouts: Option<&Path>) -> ReadOptions {
        ReadOptions {
            mapping: Mapping::all(&self.map),
            unknown: self.unknown.clone(),
            layout: self.layout.clone(),
            codebooks: Codebooks::with_folder(layouts.map(Path::to_owned)),
            part: Part { sheet: self.sheet.clone(), path: self.path.clone() },
            encoding: self.encoding,
            delimiter: self.delimiter,
            quoting: self.quote,
            skip_lines: self.skip_lines,
            header_row: self.header_row,
            no_header: self.no_header,
            convention: DateConvention {
                order: self.date_order,
                century: self.century,
                year: self.assume_year,
                ..DateConvention::default()
            },
        }
    }
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
    #[arg(short, long, value_name = "TEXT", add = values_of(Field::Location))]
    pub location: Vec<String>,

    /// Text in the country
    #[arg(long, value_name = "NAME", add = values_of(Field::Country))]
    pub country: Vec<String>,

    /// Events within a distance of a place, in degrees: 34.53,69.17
    #[arg(long, value_name = "LAT,LON", requires = "within", allow_hyphen_values = true, add = complete::positions())]
    pub near: Option<Position>,

    /// The distance for --near, in kilometres
    #[arg(long, value_name = "KM", requires = "near", value_parser = kilometres)]
    pub within: Option<f64>,

    /// Text in the actors
    #[arg(short, long, value_name = "TEXT", add = values_of(Field::Actors))]
    pub actor: Vec<String>,

    /// Text in the kind
    #[arg(short, long, value_name = "TEXT", add = values_of(Field::Kind))]
    pub kind: Vec<String>,

    /// Text in the tags
    #[arg(long, value_name = "TEXT", add = values_of(Field::Tags))]
    pub tag: Vec<String>,

    /// The whole status: confirmed, unconfirmed, disputed, retracted or your own word
    #[arg(long, value_name = "WORD", add = values_of(Field::Status))]
    pub status: Vec<String>,

    /// Text anywhere in the row
    #[arg(short, long, value_name = "TEXT")]
    pub search: Vec<String>,

    /// A condition on a column, with = != ~ (contains) >= <= > or <: 'killed >= 100'
    #[arg(long = "where", value_name = "COLUMN OP VALUE", add = complete::column_then(" "))]
    pub conditions: Vec<Condition>,

    /// Only events that match whichever reading of their date or count is the true one
    #[arg(long)]
    pub certain: bool,
}

impl Filters {
    /// # Errors
    /// Filters that contradict each other.
    pub fn query(mut self) -> Result<Query> {
        if let ([from], [to]) = (&self.from[..], &self.to[..])
            && from.day().is_some()
            && from.day() == to.day()
            && from.time().is_some()
            && to.time().is_some()
            && from.order() > to.order()
        {
            return Err(Error::usage(format!("--from is {}, after --to, {}", from.words(), to.words())));
        }
        let windows = |filters: &Filters| {
            windows(&filters.year, &filters.on, &filters.from, &filters.to).map_err(|BackwardsWindow { start, end }| {
                Error::usage(format!("--from begins on {start}, after --to ends on {end}"))
            })
        };
        // The days must fit together also where they have times.
        windows(&self)?;
        let from = take_moments(&mut self.from, Op::AtLeast);
        let to = take_moments(&mut self.to, Op::AtMost);
        let on = take_moments(&mut self.on, Op::Equal);
        let windows = windows(&self)?;
        let near = self.near.zip(self.within).map(|(position, kilometres)| Near { position, kilometres });
        Ok(Query::new()
            .within(windows)
            .at(from)
            .at(to)
            .at(on)
            .text(TextPlace::Location, &self.location)
            .text(TextPlace::Country, &self.country)
            .text(TextPlace::Actor, &self.actor)
            .text(TextPlace::Kind, &self.kind)
            .text(TextPlace::Tag, &self.tag)
            .text(TextPlace::Status, &self.status)
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
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true, add = complete::column_or(&[]))]
    pub sort: Option<Order>,

    /// Print only the first so many
    #[arg(short = 'n', long, value_name = "N")]
    pub limit: Option<usize>,

    /// Hold no more than that of the events to sort them, and sort the rest on disk, in $TMPDIR: 256M, 1G [default: hold
    /// all]
    #[arg(long, value_name = "SIZE")]
    pub memory: Option<MemoryLimit>,
}

fn date(text: &str) -> std::result::Result<Date, String> {
    Date::parse(text).map_err(|error| match error.hint {
        Some(hint) => format!("{}; {}", error.message, super::hint::hint(&hint)),
        None => error.message,
    })
}

fn kilometres(text: &str) -> std::result::Result<f64, String> {
    match text.parse::<f64>() {
        Ok(kilometres) if kilometres >= 0.0 && kilometres.is_finite() => Ok(kilometres),
        _ => Err("write a distance in kilometres, such as 50".to_owned()),
    }
}

fn line_number(text: &str) -> std::result::Result<usize, String> {
    text.parse().ok().filter(|&line| line > 0).ok_or_else(|| "lines are counted from 1".to_owned())
}

fn delimiter(text: &str) -> std::result::Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [sign] if sign.is_ascii() && !matches!(sign, b'"' | b'\r' | b'\n') => Ok(*sign),
        _ => Err("write one sign, such as `;`, or `tab`".to_owned()),
    }
}

fn century(text: &str) -> std::result::Result<i32, String> {
    match (text.len(), text.parse::<i32>()) {
        (4, Ok(year @ 1..)) => Ok(year),
        (2, Ok(century @ 10..)) => Ok(100 * century),
        _ => Err("write the first of the hundred years, such as 1900 or 1950".to_owned()),
    }
}
