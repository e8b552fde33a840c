//! The formats that events are written in, and how a file's ending names one.

use std::path::Path;
use std::str::FromStr;

/// The formats of `export`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The rows as they stand in the file, or the model's columns.
    Csv,
    /// One JSON array of all events.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// One page that needs nothing but itself: an overview to scale, the events by year, search and filters.
    Html,
    /// A picture of the time to scale; of many events, how many there are when.
    Svg,
    /// Years as headings, one event an item, sources as footnotes.
    Markdown,
    /// Excel: one event a row, dates as text.
    Xlsx,
    /// iCalendar: all-day events for calendar programs.
    Ics,
    /// GeoJSON: a point for each event whose place is known.
    Geojson,
    /// TimelineJS: the JSON that a page loads.
    Timelinejs,
    /// TimelineJS: the table that is copied into its spreadsheet.
    TimelinejsCsv,
    /// A timeline as text, for markwhen.
    Markwhen,
    /// Parquet: one event a row, for engines and for tables in memory.
    Parquet,
}

impl Format {
    /// Every format, in the order in which they are listed.
    pub const ALL: [Format; 13] = [
        Format::Csv,
        Format::Json,
        Format::Ndjson,
        Format::Html,
        Format::Svg,
        Format::Markdown,
        Format::Xlsx,
        Format::Ics,
        Format::Geojson,
        Format::Timelinejs,
        Format::TimelinejsCsv,
        Format::Markwhen,
        Format::Parquet,
    ];

    /// The endings that name a format, for messages.
    pub const ENDINGS: &str = ".csv, .json, .ndjson, .html, .svg, .md, .xlsx, .ics, .geojson, .mw or .parquet";

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
            "parquet" => Some(Format::Parquet),
            _ => None,
        }
    }

    /// The name by which a user asks for it.
    pub fn name(self) -> &'static str {
        self.entry().0
    }

    /// Other names by which a user may ask for it.
    pub fn aliases(self) -> &'static [&'static str] {
        self.entry().1
    }

    /// What is written, in one line.
    pub fn meaning(self) -> &'static str {
        self.entry().2
    }

    fn entry(self) -> (&'static str, &'static [&'static str], &'static str) {
        match self {
            Format::Csv => ("csv", &[], "The rows as they stand in the file, or the model's columns"),
            Format::Json => ("json", &[], "One JSON array of all events"),
            Format::Ndjson => ("ndjson", &["jsonl"], "One JSON object a line"),
            Format::Html => (
                "html",
                &[],
                "One page that needs nothing but itself: an overview to scale, the events by year, search and filters",
            ),
            Format::Svg => ("svg", &[], "A picture of the time to scale; of many events, how many there are when"),
            Format::Markdown => ("markdown", &["md"], "Years as headings, one event an item, sources as footnotes"),
            Format::Xlsx => ("xlsx", &[], "Excel: one event a row, dates as text"),
            Format::Ics => ("ics", &["ical"], "iCalendar: all-day events for calendar programs"),
            Format::Geojson => ("geojson", &[], "GeoJSON: a point for each event whose place is known"),
            Format::Timelinejs => ("timelinejs", &[], "TimelineJS: the JSON that a page loads"),
            Format::Parquet => ("parquet", &[], "Parquet: one event a row, for engines and for tables in memory"),
            Format::TimelinejsCsv => {
                ("timelinejs-csv", &[], "TimelineJS: the table that is copied into its spreadsheet")
            }
            Format::Markwhen => ("markwhen", &["mw"], "A timeline as text, for markwhen"),
        }
    }

    /// Whether it is a table or a list of records, which other programs write too and dateline reads.
    pub fn is_table(self) -> bool {
        matches!(self, Format::Csv | Format::Json | Format::Ndjson | Format::TimelinejsCsv)
    }

    /// Whether it holds the data as they are, private columns too. All other formats are published without them.
    pub fn has_private(self) -> bool {
        matches!(self, Format::Csv | Format::Json | Format::Ndjson)
    }

    /// Whether what is held while it is written is bounded, however many events there are. The others hold something of each
    /// of them: a name that no other may have, its place in a picture, the number of a citation.
    pub fn keeps_to_memory(self) -> bool {
        matches!(
            self,
            Format::Csv | Format::Json | Format::Ndjson | Format::Geojson | Format::Markwhen | Format::Parquet
        )
    }

    /// Whether it is not text, and no terminal can show it.
    pub fn is_binary(self) -> bool {
        self == Format::Xlsx
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Format, String> {
        let is_named = |format: &Format| format.name() == name || format.aliases().contains(&name);
        Format::ALL.into_iter().find(is_named).ok_or_else(|| format!("there is no format `{name}`"))
    }
}
