//! Counts of events by group: as tables for other programs ([`data`], [`cross`]), as a picture, and the lines that the
//! picture shares with the terminal's table. `count` calls it.

mod cross;
mod data;
mod labels;

use std::io::{self, Write};

use crate::chart::bars::{self, Line};
use crate::query::count::{By, Group, Tally, Unit};
use crate::query::selection::Summary;
use crate::text::thousands;
use crate::words::summary_words;
pub use cross::{csv as cross_csv, json as cross_json};
pub use data::{csv, json};
pub use labels::label;
use labels::span;

/// With more groups than this, a picture would be too high to be looked at.
const MOST_BARS: usize = 200;

/// The longest run of empty units that are shown one by one.
const LONGEST_GAP: i32 = 60;

/// The groups that are shown, and what all events come to.
pub struct Counts<'a> {
    pub by: &'a By,
    /// The groups in the order in which they are shown.
    pub groups: &'a [(Group, Tally)],
    /// How many groups there are, shown or not.
    pub all: usize,
    /// Whether periods stand in the order of time, so that empty ones between them can be shown.
    pub is_in_time_order: bool,
    /// Whether an event counts in each unit of the calendar that it may touch.
    pub is_shared: bool,
    /// All events, each counted once.
    pub total: Tally,
    /// How many of the events match only possibly.
    pub possible: u64,
}

impl Counts<'_> {
    /// How many events there are, how many of their groups are shown, and whether an event may count several times.
    pub fn note(&self) -> String {
        self.note_of(self.groups.len())
    }

    fn note_of(&self, shown: usize) -> String {
        let events = self.total.events;
        let mut note = summary_words(Summary { shown: events, matched: events, possible: self.possible });
        if shown < self.all {
            note.push_str(&format!("; the first {shown} of {} groups shown", thousands(self.all as u64)));
        }
        if let Some(list) = several(self.by) {
            note.push_str(&format!("; {list}"));
        }
        if self.is_shared {
            note.push_str("; one that may lie in several, or lasts through them, counts in each");
        }
        note
    }

    /// The groups with their labels, and the empty units between periods.
    pub fn lines<'a>(&'a self, empty: &'a Tally) -> Vec<Line<'a>> {
        lines(self.groups, self.by, self.is_in_time_order, empty)
    }
}

/// What is said where an event may stand in several groups.
pub fn several(by: &By) -> Option<String> {
    match by {
        By::List(_) => Some(format!("one with several {}s counts for each", by.name())),
        _ => None,
    }
}

/// Writes a picture of the groups. Returns how many groups it left out for lack of room.
///
/// # Errors
/// What the writer refuses.
pub fn picture(out: &mut dyn Write, counts: &Counts<'_>, (title, width): (&str, u16)) -> io::Result<usize> {
    let drawn = &counts.groups[..counts.groups.len().min(MOST_BARS)];
    let note = counts.note_of(drawn.len());
    let empty = Tally::default();
    let lines = lines(drawn, counts.by, counts.is_in_time_order, &empty);
    out.write_all(bars::draw(&lines, title, &note, width).as_bytes())?;
    Ok(counts.groups.len() - drawn.len())
}

fn lines<'a>(groups: &'a [(Group, Tally)], by: &By, is_in_time_order: bool, empty: &'a Tally) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    // The last unit that is covered by the groups so far.
    let mut reached: Option<i32> = None;
    for (group, tally) in groups {
        if let (Group::Period(first, last), By::Period(unit), true) = (group, by, is_in_time_order) {
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
