//! `count` on a terminal: groups with their number of events as bars, and the people killed and wounded.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::chart::bars::Line;
use crate::publish::count::{lines, note};
use crate::query::count::{By, Groups, Sum, Tally};
use crate::words::sum as people;

use super::{CASUALTIES, HEADING, QUIET, WHEN};
use crate::text::{pad, sanitize, thousands, truncate};

/// Prints the groups, or the first `limit` of them.
pub fn print(out: &mut dyn Write, groups: &Groups, by: &By, limit: Option<usize>, width: usize) -> io::Result<()> {
    let sorted = groups.sorted();
    let shown = &sorted[..limit.unwrap_or(sorted.len()).min(sorted.len())];
    let empty = Tally::default();
    let lines = lines(shown, by, &empty);
    if !lines.is_empty() {
        Page::new(&lines, by, width).write(out, &lines)?;
        writeln!(out)?;
    }
    super::footer(out, &note(groups, shown.len(), sorted.len(), by), width)
}

/// The least room for bars, in terminal cells: shorter bars say little.
const LEAST_BAR: usize = 4;

/// The widths of the columns.
struct Page {
    header: String,
    labels: usize,
    events: usize,
    /// The room for a bar in terminal cells, and the number of events that fills it.
    bar: usize,
    most: u64,
    /// `None`: no group has a number, so the column is left out.
    killed: Option<usize>,
    wounded: Option<usize>,
}

impl Page {
    fn new(lines: &[Line<'_>], by: &By, width: usize) -> Page {
        let header = sanitize(by.name()).into_owned();
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
            let label = pad(&truncate(label, self.labels), self.labels);
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

/// A bar made of eighths of a terminal cell. Only 0 has no bar at all.
fn bar(n: u64, most: u64, room: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let exact = n as f64 / most as f64 * room as f64 * 8.0;
    let eighths = (exact.round() as usize).max(usize::from(n > 0));
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}
