//! TimelineJS, Knight Lab's timelines from a spreadsheet: its present template (version 3) and that of version 1.
//! Codebook: <https://timeline.knightlab.com/docs/using-spreadsheets.html>.

use super::codebook::{Codebook, ColumnNames};
use super::fields::{Codes, Fields, TextColumns};
use super::when::{DatePartColumns, DateWords};
use crate::date::convention::PartOrder;

pub const V3: Codebook = Codebook {
    about: "TimelineJS spreadsheet (version 3)",
    known_by: &["Year", "Headline", "Text", "Display Date", "End Year", "Media", "Media Credit", "Background"],
    at_least: 3,
    no_events: Some(("Type", NO_EVENTS)),
    fields: v3,
    ..Codebook::PLAIN
};

pub const V1: Codebook = Codebook {
    about: "TimelineJS spreadsheet, version 1",
    known_by: &["Start Date", "Headline", "Text"],
    at_least: 3,
    counts_bc: true,
    order: Some(PartOrder::Mdy),
    no_events: Some(("Type", NO_EVENTS)),
    fields: v1,
    ..Codebook::PLAIN
};

/// `Type`
const NO_EVENTS: Codes = &[("title", "the title of the timeline"), ("era", "an era behind the events")];

fn v3(c: &ColumnNames<'_>) -> Fields {
    let words = c.find("Display Date").map_or(DateWords::None, DateWords::Display);
    let end = ["End Year", "End Month", "End Day"].map(|name| c.find(name));
    Fields {
        // Years before the common era are negative: -500 is shown as 500 BCE.
        date: c.parts(
            ["Year", "Month", "Day"],
            DatePartColumns { end, time: c.find("Time"), words, counts_bc: true, ..DatePartColumns::default() },
        ),
        kind: c.cell("Group"),
        ..both(c)
    }
}

fn v1(c: &ColumnNames<'_>) -> Fields {
    Fields { date: c.lasting("Start Date", "End Date"), kind: c.cell("Tag"), ..both(c) }
}

fn both(c: &ColumnNames<'_>) -> Fields {
    Fields {
        title: c.made("Headline", TextColumns::Html),
        summary: c.made("Text", TextColumns::Html),
        source: c.cell("Media"),
        ..Fields::default()
    }
}
