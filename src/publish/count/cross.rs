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
    let columns = cross.columns.sorted();
    for (row, column, tally) in cross.pairs(rows, &columns) {
        let groups = [cell(&rows[row].0, by[0]), cell(&columns[column].0, by[1]), tally.events.to_string()];
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
    let columns = cross.columns.sorted();
    let pairs = cross.pairs(rows, &columns).into_iter().map(|(row, column, tally)| JsonPair {
        groups: [name(&rows[row].0, by[0]), name(&columns[column].0, by[1])],
        numbers: tally.into(),
    });
    array(out, pairs)
}
