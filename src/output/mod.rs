//! Events into text: for people (`timeline`, `table`, `show`, `count`, `date`), for machines (`csv`, `json`), and as
//! whole documents ([`publish`]).
//!
//! `commands` calls them with events that the query kept. Each format is one file; [`Encoder`] knows all those in which
//! each event stands by itself, [`publish::publisher`] the others.

pub mod change;
pub mod check;
pub mod count;
pub mod csv;
pub mod date;
pub mod diff;
pub mod json;
mod markup;
mod picture;
pub mod publish;
pub mod show;
pub mod table;
pub mod timeline;

use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use chrono::Datelike;
use clap::ValueEnum;
use serde::Serialize;

use crate::date::year_name;
use crate::event::Event;
use crate::field::{Column, Field};
use crate::people::Count;
use crate::query::fold::fold;
use crate::query::order::Summary;
use crate::store::{Source, Store};
use crate::text::{counted, thousands};

/// The formats of `export`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The rows as they stand in the file, or the model's columns
    Csv,
    /// One JSON array of all events
    Json,
    /// One JSON object a line
    #[value(alias = "jsonl")]
    Ndjson,
    /// One page that needs nothing but itself: an overview to scale, the events by year, search and filters
    Html,
    /// A picture of the time to scale; of many events, how many there are when
    Svg,
    /// Years as headings, one event an item, sources as footnotes
    #[value(alias = "md")]
    Markdown,
    /// Excel: one event a row, dates as text
    Xlsx,
    /// iCalendar: all-day events for calendar programs
    #[value(alias = "ical")]
    Ics,
    /// GeoJSON: a point for each event whose place is known
    Geojson,
    /// TimelineJS: the JSON that a page loads
    Timelinejs,
    /// TimelineJS: the table that is copied into its spreadsheet
    TimelinejsCsv,
    /// A timeline as text, for markwhen
    #[value(alias = "mw")]
    Markwhen,
}

impl Format {
    /// The endings that name a format, for messages.
    pub const ENDINGS: &str = ".csv, .json, .ndjson, .html, .svg, .md, .xlsx, .ics, .geojson or .mw";

    /// The format that a file's ending asks for.
    pub fn of_path(path: &Path) -> Option<Format> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        // These are told from other JSON and CSV by a double ending.
        for (ending, format) in [(".timelinejs.json", Format::Timelinejs), (".timelinejs.csv", Format::TimelinejsCsv)] {
            if name.ends_with(ending) {
                return Some(format);
            }
        }
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Format::Csv),
            "json" => Some(Format::Json),
            "ndjson" | "jsonl" => Some(Format::Ndjson),
            "html" | "htm" => Some(Format::Html),
            "svg" => Some(Format::Svg),
            "md" | "markdown" => Some(Format::Markdown),
            "xlsx" => Some(Format::Xlsx),
            "ics" => Some(Format::Ics),
            "geojson" => Some(Format::Geojson),
            "mw" | "markwhen" => Some(Format::Markwhen),
            _ => None,
        }
    }

    /// Whether it is not text, and no terminal can show it.
    pub fn is_binary(self) -> bool {
        self == Format::Xlsx
    }
}

/// What `export` writes: a head, each event by itself (so that they can be written on several threads), a foot.
pub enum Encoder {
    /// Every record as it stands in its file, byte for byte.
    CsvAsIs,
    /// These columns, as the model holds them.
    CsvColumns(Vec<Column>),
    Json,
    Ndjson,
}

impl Encoder {
    pub fn head(&self, store: &Store) -> Vec<u8> {
        match self {
            Encoder::CsvAsIs => store.sources.first().map(|source| source.head.clone()).unwrap_or_default(),
            Encoder::CsvColumns(columns) => csv::header(columns, store),
            Encoder::Json => b"[".to_vec(),
            Encoder::Ndjson => Vec::new(),
        }
    }

    /// Appends one event.
    pub fn event(&self, event: &Event<'_>, out: &mut Vec<u8>) {
        match self {
            Encoder::CsvAsIs => out.extend_from_slice(event.whole_record()),
            Encoder::CsvColumns(columns) => csv::row(event, columns, out),
            Encoder::Json => {
                out.push(b'\n');
                json::event(event, out);
            }
            Encoder::Ndjson => {
                json::event(event, out);
                out.push(b'\n');
            }
        }
    }

    /// Appends an event of that input that was kept as its record.
    ///
    /// # Errors
    /// A record that can't be read again.
    pub fn record(&self, source: &Source, record: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Encoder::CsvAsIs => {
                out.extend_from_slice(record);
                Ok(())
            }
            _ => source.with_event(record, |event| self.event(event, out)),
        }
    }

    /// What must stand before an event, by the last byte before it, of the head or of another event.
    pub fn before(&self, last: Option<u8>) -> &'static [u8] {
        match (self, last) {
            // The first event follows the head, which is an opening bracket; any other follows a closing brace.
            (Encoder::Json, Some(b'}')) => b",",
            // A file without a header begins with its first row.
            (Encoder::CsvAsIs, None | Some(b'\n' | b'\r')) => b"",
            // The last record of a file may have no line break, and another's may come after it.
            (Encoder::CsvAsIs, _) => b"\n",
            _ => b"",
        }
    }

    pub fn foot(&self) -> &'static [u8] {
        match self {
            Encoder::Json => b"\n]\n",
            _ => b"",
        }
    }
}

/// How the parts of what people read are told apart.
pub const HEADING: Style = Style::new().bold();
pub const WHEN: Style = AnsiColor::Cyan.on_default();
pub const CASUALTIES: Style = AnsiColor::Red.on_default();
pub const QUIET: Style = Style::new().dimmed();

/// The mark of an event that matches certainly, and of one that matches only possibly.
pub const CERTAIN: &str = "●";
pub const POSSIBLE: &str = "○";

/// The last line of what people read: `5 events: 4 certain, 1 possible (○)`.
fn summary_words(summary: Summary) -> String {
    let mut words = counted(summary.matched, "event");
    if summary.possible > 0 {
        let certain = thousands(summary.matched - summary.possible);
        words.push_str(&format!(": {certain} certain, {} possible ({POSSIBLE})", thousands(summary.possible)));
    }
    if summary.shown < summary.matched {
        words.push_str(&format!("; the first {} shown", thousands(summary.shown)));
    }
    words
}

/// A file that was read whole, and how many of its rows are what.
pub struct FileRead<'a> {
    pub source: &'a Source,
    pub events: u64,
    pub unreadable: u64,
}

impl<'a> FileRead<'a> {
    /// `events.csv: native, 10 events, 1 row that can't be read`
    fn title(&self) -> String {
        let FileRead { source, events, unreadable } = *self;
        let title = format!("{}: {}, {}", source.name, source.layout.name.as_str(), counted(events, "event"));
        match unreadable {
            0 => title,
            n => format!("{title}, {} that can't be read", counted(n, "row")),
        }
    }

    fn to_json(&self) -> JsonFile<'a> {
        let FileRead { source, events, unreadable } = *self;
        JsonFile { file: &source.name, layout: source.layout.name.as_str(), events, unreadable }
    }
}

/// The order of the fields is part of the format.
#[derive(Serialize)]
struct JsonFile<'a> {
    file: &'a str,
    layout: &'static str,
    events: u64,
    /// Rows that can't be read.
    unreadable: u64,
}

/// The last line of what people read.
fn footer(out: &mut dyn Write, text: &str, width: usize) -> io::Result<()> {
    for line in textwrap::wrap(text, width) {
        writeln!(out, "{QUIET}{line}{QUIET:#}")?;
    }
    Ok(())
}

/// The date as people read it; empty where the event is undated.
fn when(event: &Event<'_>) -> String {
    event.date.as_ref().map(|date| date.words()).unwrap_or_default()
}

/// What happened, in one line.
fn title(event: &Event<'_>) -> String {
    let title = event.text(Field::Title);
    match title.trim() {
        "" => "(untitled)".to_owned(),
        title => title.to_owned(),
    }
}

/// What an event stands under where events are grouped by year: the year in which it begins.
fn year_heading(event: &Event<'_>) -> String {
    match event.date.as_ref().map(|date| (date.earliest(), date.latest())) {
        None => "Undated".to_owned(),
        Some((Some(earliest), _)) => year_name(earliest.year()),
        Some((None, Some(_))) => "Beginning unknown".to_owned(),
        Some((None, None)) => "Beyond the calendar".to_owned(),
    }
}

/// Location and country, the country left out where the location's last part names it: `eastern Afghanistan`.
fn place(event: &Event<'_>) -> String {
    let (location, country) = (event.text(Field::Location), event.text(Field::Country));
    let (location, country) = (location.trim(), country.trim());
    if location.is_empty() {
        country.to_owned()
    } else if country.is_empty() || names_country(location, country) {
        location.to_owned()
    } else {
        format!("{location}, {country}")
    }
}

/// Whether the last part of a location is the country, or a part of it that has no name of its own: `eastern
/// Afghanistan`, but not `South Sudan` for Sudan.
fn names_country(location: &str, country: &str) -> bool {
    let last = location.rsplit(',').next().unwrap_or(location).trim();
    let qualifier = last.split_at_checked(last.len().saturating_sub(country.len()));
    qualifier.is_some_and(|(qualifier, name)| {
        let separate = qualifier.is_empty() || qualifier.ends_with(' ');
        fold(name) == fold(country) && separate && !qualifier.contains(char::is_uppercase)
    })
}

/// A count as people read it: `183`, `10–20`, `131+`, `up to 50`, `c. 170`, `13 (10–20)`.
fn people(count: Count) -> String {
    let about = if count.approximate { "c. " } else { "" };
    if let Some(best) = count.best {
        let bounds = people(Count { best: None, approximate: false, ..count });
        return format!("{about}{} ({bounds})", thousands(best));
    }
    match (count.low, count.high) {
        (Some(low), Some(high)) if low == high => format!("{about}{}", thousands(low)),
        (Some(low), Some(high)) => format!("{about}{}–{}", thousands(low), thousands(high)),
        (Some(low), None) => format!("{about}{}+", thousands(low)),
        (None, Some(high)) => format!("{about}up to {}", thousands(high)),
        (None, None) => String::new(),
    }
}

/// `183 killed, 150+ wounded`; empty where neither is known.
fn casualties(event: &Event<'_>) -> String {
    let killed = event.killed.map(|count| format!("{} killed", people(count)));
    let wounded = event.wounded.map(|count| format!("{} wounded", people(count)));
    [killed, wounded].into_iter().flatten().collect::<Vec<_>>().join(", ")
}
