//! dateline's own layout, and the frame of those that have no codebook.

use super::codebook::Codebook;
use super::fields::Fields;

/// dateline's own.
pub const NATIVE: Codebook = Codebook {
    about: "dateline's own columns: date and title, and any others",
    known_by: &["date", "title"],
    at_least: 2,
    fields: |columns| Fields {
        id: columns.cell("id"),
        date: columns.date("date"),
        title: columns.cell("title"),
        location: columns.cell("location"),
        country: columns.cell("country"),
        latitude: columns.cell("latitude"),
        longitude: columns.cell("longitude"),
        kind: columns.cell("kind"),
        actors: columns.cell("actors"),
        killed: columns.count("killed"),
        wounded: columns.count("wounded"),
        summary: columns.cell("summary"),
        source: columns.cell("source"),
    },
    ..Codebook::PLAIN
};

/// What has no codebook; `guess` finds its fields.
pub const OTHER: Codebook = Codebook {
    about: "any other file: its date and title are found by name or by what is in them, and said",
    unknown: Some(is_unknown),
    ..Codebook::PLAIN
};

/// What programs write where there is no value.
pub fn is_unknown(text: &str) -> bool {
    matches!(text, "NA" | "N/A" | "n/a" | "NaN" | "NULL" | "null")
}
