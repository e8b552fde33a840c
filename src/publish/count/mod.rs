//! Counts of events by group: as tables for other programs ([`data`]), as a picture, and the lines that the picture
//! shares with the terminal's table. `count` calls it.

mod data;

use std::io::{self, Write};

use crate::chart::bars::{self, Line};
use crate::date::{short_month as month, year_name};
use crate::query::count::{By, Group, Groups, Tally, Unit};
use crate::query::order::Summary;
use crate::text::{sanitize, thousands};
use crate::words::{UNDATED, summary_words};
pub use data::{csv, json};

/// With more groups than this, a picture would be too high to be looked at.
const MOST_BARS: usize = 200;

/// The longest run of empty units that are shown one by one.
const LONGEST_GAP: i32 = 60;

/// Writes a picture of the groups, or of the first `limit` of them. Returns how many groups it left out for lack of room.
///
/// # Errors
/// What the writer refuses.
pub fn picture(
    out: &mut dyn Write,
    groups: &Groups,
    by: &By,
    limit: Option<usize>,
    (title, width): (&str, u16),
) -> io::Result<usize> {
    let sorted = groups.sorted();
    let shown = limit.unwrap_or(sorted.len()).min(sorted.len());
    let drawn = &sorted[..shown.min(MOST_BARS)];
    let note = note(groups, drawn.len(), sorted.len(), by);
    let empty = Tally::default();
    out.write_all(bars::draw(&lines(drawn, by, &empty), title, &note, width).as_bytes())?;
    Ok(shown - drawn.len())
}

/// How many events there are, how many of their groups are shown, and whether an event may count several times.
pub fn note(groups: &Groups, shown: usize, all: usize, by: &By) -> String {
    let events = groups.events;
    let mut note = summary_words(Summary { shown: events, matched: events, possible: groups.possible });
    if shown < all {
        note.push_str(&format!("; the first {shown} of {} groups shown", thousands(all as u64)));
    }
    if *by == By::Actors {
        note.push_str("; one with several actors counts for each");
    }
    note
}

/// The groups with their labels, and the empty units between periods.
pub fn lines<'a>(groups: &[(Group, &'a Tally)], by: &By, empty: &'a Tally) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    // The last unit that is covered by the groups so far.
    let mut reached: Option<i32> = None;
    for (group, tally) in groups {
        if let (Group::Period(first, last), By::Period(unit)) = (group, by) {
            if let (Some(first), Some(reached)) = (*first, reached) {
                gap(&mut lines, reached + 1, first - 1, *unit, empty);
            }
            reached = reached.max(*last).max(*first);
        }
        lines.push(Line::Group(label(group, by), tally));
    }
    lines
}

fn gap<'a>(lines: &mut Vec<Line<'a>>, first: i32, last: i32, unit: Unit, empty: &'a Tally) {
    if last - first >= LONGEST_GAP {
        lines.push(Line::Gap(span(first, last, unit), last - first + 1));
    } else {
        lines.extend((first..=last).map(|n| Line::Group(span(n, n, unit), empty)));
    }
}

fn label(group: &Group, by: &By) -> String {
    match (group, by) {
        (Group::Period(Some(first), Some(last)), By::Period(unit)) => span(*first, *last, *unit),
        (Group::Period(Some(first), None), By::Period(unit)) => format!("{} or later", span(*first, *first, *unit)),
        (Group::Period(None, Some(last)), By::Period(unit)) => format!("{} or earlier", span(*last, *last, *unit)),
        (Group::Period(..), _) => "unknown".to_owned(),
        (Group::Text(text), _) => sanitize(text).into_owned(),
        (Group::Blank, By::Period(_)) => UNDATED.to_owned(),
        (Group::Blank, _) => "(none)".to_owned(),
    }
}

/// `2014`, `2014–2015`, `Sep–Dec 2014`, `1990s`
fn span(first: i32, last: i32, unit: Unit) -> String {
    match unit {
        Unit::Decade if first == last => decade(first),
        Unit::Decade => format!("{}–{}", decade(first), decade(last)),
        Unit::Year if first == last => year_name(first),
        Unit::Year => format!("{}–{}", year_name(first), year_name(last)),
        Unit::Month => {
            let ((y1, m1), (y2, m2)) = (split(first), split(last));
            match (m1, m2) {
                _ if first == last => format!("{} {}", month(m1), year_name(y1)),
                (1, 12) if y1 == y2 => year_name(y1),
                (1, 12) => format!("{}–{}", year_name(y1), year_name(y2)),
                _ if y1 == y2 => format!("{}–{} {}", month(m1), month(m2), year_name(y1)),
                _ => format!("{} {} – {} {}", month(m1), year_name(y1), month(m2), year_name(y2)),
            }
        }
    }
}

fn decade(tens: i32) -> String {
    if tens > 0 { format!("{}0s", tens) } else { format!("{}–{}", year_name(tens * 10), year_name(tens * 10 + 9)) }
}

/// The year and the month (1 to 12) of a number of months.
fn split(months: i32) -> (i32, u8) {
    (months.div_euclid(12), months.rem_euclid(12) as u8 + 1)
}
