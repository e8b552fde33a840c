//! `count`: groups with their number of events as bars, and the people killed and wounded. For other programs they are
//! [`data`], for a reader elsewhere a picture ([`svg`]).

mod data;
mod svg;

use std::io::{self, Write};
use std::path::Path;

use clap::ValueEnum;
use unicode_width::UnicodeWidthStr;

use crate::date::{short_month as month, year_name};
use crate::query::count::{By, Group, Groups, Sum, Tally, Unit};

use super::{CASUALTIES, HEADING, QUIET, WHEN, summary_words};
use crate::query::order::Summary;
use crate::text::{clean, cut, pad, thousands};

/// The formats of `count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for people, with bars
    Text,
    /// A row for each group, with the killed and wounded as they are written and their least, best and most
    Csv,
    /// One JSON array of all groups
    Json,
    /// A picture: bars, with the range of the killed and wounded
    Svg,
}

impl Format {
    /// The format that a file's ending asks for.
    pub fn of_path(path: &Path) -> Option<Format> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Some(Format::Text),
            "csv" => Some(Format::Csv),
            "json" => Some(Format::Json),
            "svg" => Some(Format::Svg),
            _ => None,
        }
    }
}

/// How the groups are written.
pub struct Options<'a> {
    pub format: Format,
    pub by: &'a By,
    /// The first so many groups alone.
    pub limit: Option<usize>,
    /// Of text, in terminal cells.
    pub width: usize,
    /// Of a picture, in CSS pixels.
    pub width_px: u16,
    /// What stands above a picture.
    pub title: &'a str,
}

/// A line of the output.
enum Line<'a> {
    Group(String, &'a Tally),
    /// So many units without events, from the first to the last: too many to show each.
    Gap(String, i32),
}

/// A picture of more groups than this is too high to be looked at.
const MOST_BARS: usize = 200;

/// How many empty units in a row are shown one by one.
const LONGEST_GAP: i32 = 60;

/// Writes the groups; with a limit, the first so many. How many of them a picture had no room for.
pub fn write(out: &mut dyn Write, groups: &Groups, options: &Options<'_>) -> io::Result<usize> {
    let by = options.by;
    let sorted = groups.sorted();
    let shown = &sorted[..options.limit.unwrap_or(sorted.len()).min(sorted.len())];
    let empty = Tally::default();
    match options.format {
        Format::Csv => data::csv(out, shown, by)?,
        Format::Json => data::json(out, shown, by)?,
        Format::Text => {
            let lines = lines(shown, by, &empty);
            if !lines.is_empty() {
                Page::new(&lines, by, options.width).write(out, &lines)?;
                writeln!(out)?;
            }
            super::footer(out, &note(groups, shown.len(), sorted.len(), by), options.width)?;
        }
        Format::Svg => {
            let drawn = &shown[..shown.len().min(MOST_BARS)];
            let note = note(groups, drawn.len(), sorted.len(), by);
            let picture = svg::draw(&lines(drawn, by, &empty), options.title, &note, options.width_px);
            out.write_all(picture.as_bytes())?;
            return Ok(shown.len() - drawn.len());
        }
    }
    Ok(0)
}

/// How many events there are, and what to know of their groups.
fn note(groups: &Groups, shown: usize, all: usize, by: &By) -> String {
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
fn lines<'a>(groups: &[(Group, &'a Tally)], by: &By, empty: &'a Tally) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    // The last unit that some group has covered so far.
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
        (Group::Text(text), _) => clean(text).into_owned(),
        (Group::Blank, By::Period(_)) => "undated".to_owned(),
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

/// Bars shorter than this, in cells, say little.
const LEAST_BAR: usize = 4;

/// The widths of the columns.
struct Page {
    header: String,
    labels: usize,
    events: usize,
    /// The room for a bar, and the number of events that fills it.
    bar: usize,
    most: u64,
    /// Left out where no group knows any.
    killed: Option<usize>,
    wounded: Option<usize>,
}

impl Page {
    fn new(lines: &[Line<'_>], by: &By, width: usize) -> Page {
        let header = clean(by.name()).into_owned();
        let label = |line: &Line<'_>| match line {
            Line::Group(label, _) | Line::Gap(label, _) => label.width(),
        };
        let tallies = || {
            lines.iter().filter_map(|line| match line {
                Line::Group(_, tally) => Some(*tally),
                Line::Gap(..) => None,
            })
        };
        let column = |name: &str, text: &dyn Fn(&Tally) -> String| {
            tallies().map(|tally| text(tally).width()).chain([name.width()]).max().unwrap_or(0)
        };
        let known = |sum: fn(&Tally) -> &Sum, name| {
            let any = tallies().any(|tally| sum(tally).known > 0);
            any.then(|| column(name, &|tally| people(sum(tally))))
        };
        let killed = known(|tally| &tally.killed, "killed");
        let wounded = known(|tally| &tally.wounded, "wounded");
        let events = column("events", &|tally| thousands(tally.events));
        let labels = lines.iter().map(label).chain([header.width()]).max().unwrap_or(0).min((width / 2).max(10));
        let numbers = events + 4 + killed.map_or(0, |w| w + 2) + wounded.map_or(0, |w| w + 2);
        let labels = labels.min(width.saturating_sub(numbers + LEAST_BAR)).max(4);
        Page {
            header,
            labels,
            events,
            bar: width.saturating_sub(labels + numbers).clamp(LEAST_BAR, 60),
            most: tallies().map(|tally| tally.events).max().unwrap_or(1).max(1),
            killed,
            wounded,
        }
    }

    fn write(&self, out: &mut dyn Write, lines: &[Line<'_>]) -> io::Result<()> {
        let number = |text: &str, width: usize| format!("{}{text}", " ".repeat(width.saturating_sub(text.width())));
        let mut header = format!("{}  {}", pad(&self.header, self.labels), number("events", self.events));
        for (name, width) in [("killed", self.killed), ("wounded", self.wounded)] {
            if let Some(width) = width {
                header.push_str(&format!("  {}", number(name, width)));
            }
        }
        writeln!(out, "{HEADING}{header}{HEADING:#}")?;
        for line in lines {
            let (label, tally) = match line {
                Line::Group(label, tally) => (label, tally),
                Line::Gap(label, units) => {
                    writeln!(
                        out,
                        "{QUIET}{}  no events in {units} {}s{QUIET:#}",
                        pad(label, self.labels),
                        self.header
                    )?;
                    continue;
                }
            };
            let label = pad(&cut(label, self.labels), self.labels);
            let mut row = format!("{WHEN}{label}{WHEN:#}  {}", number(&thousands(tally.events), self.events));
            for (sum, width) in [(&tally.killed, self.killed), (&tally.wounded, self.wounded)] {
                if let Some(width) = width {
                    let people = number(&people(sum), width);
                    row.push_str("  ");
                    match people.trim().is_empty() {
                        true => row.push_str(&people),
                        false => row.push_str(&format!("{CASUALTIES}{people}{CASUALTIES:#}")),
                    }
                }
            }
            row.push_str(&format!("  {}", bar(tally.events, self.most, self.bar)));
            writeln!(out, "{}", row.trim_end())?;
        }
        Ok(())
    }
}

/// A bar of eighths of a cell. What is not nothing is never shown as nothing.
fn bar(n: u64, most: u64, room: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let exact = n as f64 / most as f64 * room as f64 * 8.0;
    let eighths = (exact.round() as usize).max(usize::from(n > 0));
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// The people of a group; nothing where none are known.
fn people(sum: &Sum) -> String {
    sum.count().map(super::people).unwrap_or_default()
}
