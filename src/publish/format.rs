//! The formats that events are written in, and how a file's ending names one.

use std::path::Path;

use clap::ValueEnum;

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

    /// Whether it holds the data as they are, private columns too. All other formats are published without them.
    pub fn has_private(self) -> bool {
        matches!(self, Format::Csv | Format::Json | Format::Ndjson)
    }

    /// Whether it is not text, and no terminal can show it.
    pub fn is_binary(self) -> bool {
        self == Format::Xlsx
    }
}
