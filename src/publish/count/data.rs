//! Counts as CSV and JSON, for other programs. Periods are EDTF; units without events have no row.

use std::io::{self, Write};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use crate::publish::csv::{failed, is_formula};
use crate::publish::json::People;
use crate::query::count::{By, Group, Sum, Tally, Unit};

use super::{Counts, label};

/// The columns of a group's killed and wounded in CSV.
pub(super) const PEOPLE: [&str; 10] = [
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
/// number of events for which it is known. Where an event may belong to several groups, `events` is written likewise.
pub fn csv(out: &mut dyn Write, counts: &Counts<'_>) -> io::Result<()> {
    let is_spread = counts.groups.iter().any(|(_, tally)| tally.surely.is_some());
    let events: &[&str] = if is_spread { &["events", "events_low", "events_high"] } else { &["events"] };
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record([heading(counts.by)].iter().chain(events).chain(&PEOPLE)).map_err(failed)?;
    for (group, tally) in counts.groups {
        let mut row = vec![cell(group, counts.by)];
        let least = tally.surely.unwrap_or(tally.events);
        row.push(if least < tally.events { format!("{least}..{}", tally.events) } else { least.to_string() });
        if is_spread {
            row.extend([least, tally.events].map(|events| events.to_string()));
        }
        row.extend(people(tally));
        writer.write_record(&row).map_err(failed)?;
    }
    writer.flush()
}

/// The heading of the groups. No two columns may have one name, and a count can be grouped by a column that is summed too.
pub(super) fn heading(by: &By) -> &str {
    match by.name() {
        name if name.starts_with("events") || PEOPLE.contains(&name) => "group",
        name => name,
    }
}

/// The cells below [`PEOPLE`].
pub(super) fn people(tally: &Tally) -> impl Iterator<Item = String> {
    [tally.killed, tally.wounded].into_iter().flat_map(|sum| {
        let count = sum.count();
        let text = count.map(|count| count.to_string()).unwrap_or_default();
        let numbers = [count.and_then(|n| n.low), count.and_then(|n| n.best), count.and_then(|n| n.high)];
        let numbers = numbers.map(|number| number.map(|n| n.to_string()).unwrap_or_default());
        std::iter::once(text).chain(numbers).chain([sum.known.to_string()])
    })
}

/// The group in a table. Where a spreadsheet would take it for a formula, a text has a `'` before it, and a period such as
/// `-0043-03` is written as a set of one, `[-0043-03]`, which is EDTF still.
pub(super) fn cell(group: &Group, by: &By) -> String {
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
    #[serde(flatten)]
    numbers: JsonNumbers,
}

/// The numbers of a group as JSON has them.
#[derive(Serialize)]
pub(super) struct JsonNumbers {
    events: JsonEvents,
    killed: Option<People>,
    killed_known: u64,
    wounded: Option<People>,
    wounded_known: u64,
}

/// A number of events, or the least and the most that it may be.
#[derive(Serialize)]
#[serde(untagged)]
enum JsonEvents {
    Exactly(u64),
    Between { low: u64, high: u64 },
}

impl From<&Tally> for JsonNumbers {
    fn from(tally: &Tally) -> JsonNumbers {
        let count = |sum: &Sum| sum.count().map(People::from);
        JsonNumbers {
            events: match tally.surely {
                Some(low) => JsonEvents::Between { low, high: tally.events },
                None => JsonEvents::Exactly(tally.events),
            },
            killed: count(&tally.killed),
            killed_known: tally.killed.known,
            wounded: count(&tally.wounded),
            wounded_known: tally.wounded.known,
        }
    }
}

/// Writes one JSON array, a group a line.
pub fn json(out: &mut dyn Write, counts: &Counts<'_>) -> io::Result<()> {
    array(
        out,
        counts.groups.iter().map(|(group, tally)| JsonGroup { group: name(group, counts.by), numbers: tally.into() }),
    )
}

/// Writes one JSON array, an item a line.
pub(super) fn array(out: &mut dyn Write, items: impl Iterator<Item = impl Serialize>) -> io::Result<()> {
    out.write_all(b"[")?;
    for (i, item) in items.enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &item)?;
    }
    out.write_all(b"\n]\n")
}

/// The group for a program: EDTF, a weekday or text; `None` where it is undated or blank.
pub(super) fn name(group: &Group, by: &By) -> Option<String> {
    match (group, by) {
        (Group::Period(..), By::Period(Unit::Weekday)) => Some(label(group, by)),
        (Group::Period(first, last), By::Period(unit)) => Some(edtf(*first, *last, *unit)),
        (Group::Text(text), _) => Some(text.clone()),
        _ => None,
    }
}

/// `2014`, `2014-09`, `201X`; a range `[2014..2015]`, `[2014..]`.
fn edtf(first: Option<i32>, last: Option<i32>, unit: Unit) -> String {
    // Within a range stand years, months and days alone, since EDTF has no ranges of decades and quarters.
    let month = |months: i32| format!("{}-{:02}", year(months.div_euclid(12)), months.rem_euclid(12) + 1);
    let day = |day: Option<NaiveDate>| day.map(|day| format!("{}{}", year(day.year()), day.format("-%m-%d")));
    let ends = |n: i32| match unit {
        Unit::Decade => (year(n * 10), year(n * 10 + 9)),
        Unit::Year => (year(n), year(n)),
        Unit::Quarter => (month(n * 3), month(n * 3 + 2)),
        Unit::Month => (month(n), month(n)),
        Unit::Week | Unit::Day | Unit::Weekday => {
            let days = unit.days(n);
            let of = |days: Option<NaiveDate>| day(days).unwrap_or_else(|| "XXXX".to_owned());
            (of(days.map(|(first, _)| first)), of(days.map(|(_, last)| last)))
        }
    };
    match (first.map(ends), last.map(ends)) {
        (Some((a, b)), Some(_)) if first == last => match first.unwrap_or_default() {
            n if unit == Unit::Decade && (0..1000).contains(&n) => format!("{n:03}X"),
            n if unit == Unit::Quarter => format!("{}-{}", year(n.div_euclid(4)), n.rem_euclid(4) + 33),
            _ if a == b => a,
            _ => format!("[{a}..{b}]"),
        },
        (Some((first, _)), Some((_, last))) => format!("[{first}..{last}]"),
        (Some((first, _)), None) => format!("[{first}..]"),
        (None, Some((_, last))) => format!("[..{last}]"),
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
            (Some(2014 * 4), Some(2014 * 4), Unit::Quarter, "2014-33"),
            (Some(2014 * 4 + 3), Some(2015 * 4), Unit::Quarter, "[2014-10..2015-03]"),
            (Some(2014 * 4 + 3), None, Unit::Quarter, "[2014-10..]"),
            (Some(0), Some(0), Unit::Week, "[0001-01-01..0001-01-07]"),
            (Some(-1), Some(0), Unit::Day, "[0000-12-31..0001-01-01]"),
            (Some(-400), Some(-400), Unit::Day, "-0001-11-28"),
            (None, Some(0), Unit::Day, "[..0001-01-01]"),
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
