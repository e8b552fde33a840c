//! Counts as CSV and JSON, for other programs. Periods are EDTF; units without events have no row.

use std::io::{self, Write};

use serde::Serialize;

use crate::publish::csv::{failed, is_formula};
use crate::publish::json::People;
use crate::query::count::{By, Group, Sum, Tally, Unit};

/// The columns of a group's numbers in CSV.
const NUMBERS: [&str; 11] = [
    "events",
    "killed",
    "killed_low",
    "killed_best",
    "killed_high",
    "killed_known",
    "wounded",
    "wounded_low",
    "wounded_best",
    "wounded_high",
    "wounded_known",
];

/// Writes CSV: the group under the name of what it is grouped by, then its numbers. Each sum of people is written as the
/// model writes counts (`13`, `10..20`, `131..`), blank where it is unknown, and then as separate numbers; `known` is the
/// number of events for which it is known.
pub fn csv(out: &mut dyn Write, groups: &[(Group, &Tally)], by: &By) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    // No two columns may have one name, and a count can be grouped by a column that is summed too.
    let heading = if NUMBERS.contains(&by.name()) { "group" } else { by.name() };
    writer.write_record(std::iter::once(heading).chain(NUMBERS)).map_err(failed)?;
    for (group, tally) in groups {
        let mut row = vec![cell(group, by), tally.events.to_string()];
        for sum in [&tally.killed, &tally.wounded] {
            let count = sum.count();
            row.push(count.map(|count| count.to_string()).unwrap_or_default());
            for number in [count.and_then(|n| n.low), count.and_then(|n| n.best), count.and_then(|n| n.high)] {
                row.push(number.map(|n| n.to_string()).unwrap_or_default());
            }
            row.push(sum.known.to_string());
        }
        writer.write_record(&row).map_err(failed)?;
    }
    writer.flush()
}

/// The group in a table. Where a spreadsheet would take it for a formula, a text has a `'` before it, and a period such as
/// `-0043-03` is written as a set of one, `[-0043-03]`, which is EDTF still.
fn cell(group: &Group, by: &By) -> String {
    let name = name(group, by).unwrap_or_default();
    match group {
        _ if !is_formula(&name) => name,
        Group::Period(..) => format!("[{name}]"),
        _ => format!("'{name}"),
    }
}

/// A group as JSON has it; `null` where nothing is known.
#[derive(Serialize)]
struct JsonGroup {
    group: Option<String>,
    events: u64,
    killed: Option<People>,
    killed_known: u64,
    wounded: Option<People>,
    wounded_known: u64,
}

/// Writes one JSON array, a group a line.
pub fn json(out: &mut dyn Write, groups: &[(Group, &Tally)], by: &By) -> io::Result<()> {
    let count = |sum: &Sum| sum.count().map(People::from);
    out.write_all(b"[")?;
    for (i, (group, tally)) in groups.iter().enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        let group = JsonGroup {
            group: name(group, by),
            events: tally.events,
            killed: count(&tally.killed),
            killed_known: tally.killed.known,
            wounded: count(&tally.wounded),
            wounded_known: tally.wounded.known,
        };
        serde_json::to_writer(&mut *out, &group)?;
    }
    out.write_all(b"\n]\n")
}

/// The group for a program: EDTF or text; `None` where it is undated or blank.
fn name(group: &Group, by: &By) -> Option<String> {
    match (group, by) {
        (Group::Period(first, last), By::Period(unit)) => Some(edtf(*first, *last, *unit)),
        (Group::Text(text), _) => Some(text.clone()),
        _ => None,
    }
}

/// `2014`, `2014-09`, `201X`; a range `[2014..2015]`, `[2014..]`.
fn edtf(first: Option<i32>, last: Option<i32>, unit: Unit) -> String {
    let one = |n: i32| match unit {
        Unit::Year => year(n),
        Unit::Month => format!("{}-{:02}", year(n.div_euclid(12)), n.rem_euclid(12) + 1),
        Unit::Decade if (0..1000).contains(&n) => format!("{n:03}X"),
        Unit::Decade => format!("[{}..{}]", year(n * 10), year(n * 10 + 9)),
    };
    match (first, last) {
        (Some(first), Some(last)) if first == last => one(first),
        // Within a range stand dates alone, not the ranges that far decades are.
        (Some(first), Some(last)) if unit == Unit::Decade => format!("[{}..{}]", year(first * 10), year(last * 10 + 9)),
        (Some(first), None) if unit == Unit::Decade => format!("[{}..]", year(first * 10)),
        (None, Some(last)) if unit == Unit::Decade => format!("[..{}]", year(last * 10 + 9)),
        (Some(first), Some(last)) => format!("[{}..{}]", one(first), one(last)),
        (Some(first), None) => format!("[{}..]", one(first)),
        (None, Some(last)) => format!("[..{}]", one(last)),
        (None, None) => "XXXX".to_owned(),
    }
}

/// A year in EDTF: four digits, and a `Y` before more.
fn year(year: i32) -> String {
    match year {
        0..=9999 => format!("{year:04}"),
        -9999..0 => format!("-{:04}", -year),
        year => format!("Y{year}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;

    #[test]
    fn periods_are_dates_that_dateline_reads() {
        for (first, last, unit, expected) in [
            (Some(2014), Some(2014), Unit::Year, "2014"),
            (Some(2014), Some(2015), Unit::Year, "[2014..2015]"),
            (Some(2014), None, Unit::Year, "[2014..]"),
            (None, Some(-43), Unit::Year, "[..-0043]"),
            (Some(12345), Some(12345), Unit::Year, "Y12345"),
            (Some(2014 * 12 + 8), Some(2014 * 12 + 8), Unit::Month, "2014-09"),
            (Some(2014 * 12 + 8), Some(2014 * 12 + 11), Unit::Month, "[2014-09..2014-12]"),
            (Some(201), Some(201), Unit::Decade, "201X"),
            (Some(199), Some(201), Unit::Decade, "[1990..2019]"),
            (Some(-1), Some(-1), Unit::Decade, "[-0010..-0001]"),
            (None, None, Unit::Year, "XXXX"),
        ] {
            let edtf = edtf(first, last, unit);
            assert_eq!(edtf, expected);
            assert_eq!(edtf.parse::<Date>().unwrap().to_string(), expected);
        }
    }
}
