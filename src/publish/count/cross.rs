//! Events by two things at once as CSV and JSON: a row for each pair of groups that has an event.
//!
//! `count` with two `--by` writes them.

use std::io::{self, Write};

use serde::Serialize;

use super::data::{JsonNumbers, PEOPLE, array, cell, heading, name, people};
use crate::publish::csv::failed;
use crate::query::count::{By, Group, Tally};
use crate::query::cross::Cross;

/// Writes CSV: both groups, then their numbers as `csv` writes them.
///
/// # Errors
/// What the writer refuses.
pub fn csv(out: &mut dyn Write, cross: &Cross, rows: &[(Group, Tally)], by: [&By; 2]) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    let headings = match by.map(heading) {
        ["group", "group"] => ["group", "group_2"],
        headings => headings,
    };
    writer.write_record(headings.iter().chain(&["events"]).chain(&PEOPLE)).map_err(failed)?;
    for (row, column, tally) in pairs(cross, rows) {
        let groups = [cell(row, by[0]), cell(&column, by[1]), tally.events.to_string()];
        writer.write_record(groups.into_iter().chain(people(tally))).map_err(failed)?;
    }
    writer.flush()
}

/// A pair of groups as JSON has it.
#[derive(Serialize)]
struct JsonPair {
    groups: [Option<String>; 2],
    #[serde(flatten)]
    numbers: JsonNumbers,
}

/// Writes one JSON array, a pair of groups a line.
///
/// # Errors
/// What the writer refuses.
pub fn json(out: &mut dyn Write, cross: &Cross, rows: &[(Group, Tally)], by: [&By; 2]) -> io::Result<()> {
    let pairs = pairs(cross, rows).map(|(row, column, tally)| JsonPair {
        groups: [name(row, by[0]), name(&column, by[1])],
        numbers: tally.into(),
    });
    array(out, pairs)
}

/// The pairs of groups that have an event, row by row.
fn pairs<'a>(cross: &'a Cross, rows: &'a [(Group, Tally)]) -> impl Iterator<Item = (&'a Group, Group, &'a Tally)> {
    let columns = cross.columns.sorted();
    rows.iter().flat_map(move |(row, _)| {
        let cells = columns.iter().filter_map(|(column, _)| Some((row, column.clone(), cross.cell(row, column)?)));
        cells.collect::<Vec<_>>()
    })
}
