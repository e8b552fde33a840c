//! `count` on a terminal: groups with their number of events as bars, and the people killed and wounded; or the events by
//! two things at once, as a table.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::chart::bars::Line;
use crate::publish::count::{Counts, label, several};
use crate::query::count::{By, Group, Sum, Tally};
use crate::query::cross::Cross;
use crate::query::selection::Summary;
use crate::words::{events, sum as people, summary_words};

use super::{CASUALTIES, HEADING, QUIET, WHEN};
use crate::text::{counted, pad, sanitize, thousands, truncate};

/// The name of the line that sums up all groups.
const TOTAL: &str = "total";

/// Prints the groups, and what all events come to, each counted once.
pub fn print(out: &mut dyn Write, counts: &Counts<'_>, width: usize) -> io::Result<()> {
    let empty = Tally::default();
    let lines = counts.lines(&empty);
    if !lines.is_empty() {
        // The line of a single group says what a total would.
        let total = (counts.all > 1).then_some(&counts.total);
        Page::new(&lines, total, counts.by, width).write(out, &lines, total)?;
        writeln!(out)?;
    }
    super::footer(out, &counts.note(), width)
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
    fn new(lines: &[Line<'_>], total: Option<&Tally>, by: &By, width: usize) -> Page {
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
            tallies().chain(total).map(|tally| text(tally).width()).chain([name.width()]).max().unwrap_or(0)
        };
        let known = |sum: fn(&Tally) -> &Sum, name| {
            let any = tallies().any(|tally| sum(tally).known > 0);
            any.then(|| column(name, &|tally| people(sum(tally))))
        };
        let killed = known(|tally| &tally.killed, "killed");
        let wounded = known(|tally| &tally.wounded, "wounded");
        let events = column("events", &events);
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

    fn write(&self, out: &mut dyn Write, lines: &[Line<'_>], total: Option<&Tally>) -> io::Result<()> {
        let mut header = format!("{}  {}", pad(&self.header, self.labels), right("events", self.events));
        for (name, width) in [("killed", self.killed), ("wounded", self.wounded)] {
            if let Some(width) = width {
                header.push_str(&format!("  {}", right(name, width)));
            }
        }
        writeln!(out, "{HEADING}{header}{HEADING:#}")?;
        for line in lines {
            match line {
                Line::Group(label, tally) => {
                    let label = pad(&truncate(label, self.labels), self.labels);
                    let bar = bar(tally, self.most, self.bar);
                    let bar = if bar.is_empty() { bar } else { format!("  {QUIET}{bar}{QUIET:#}") };
                    let row = format!("{WHEN}{label}{WHEN:#}  {}{bar}", self.numbers(tally));
                    writeln!(out, "{}", row.trim_end())?;
                }
                Line::Gap(label, units) => {
                    let label = pad(label, self.labels);
                    writeln!(out, "{QUIET}{label}  no events in {units} {}s{QUIET:#}", self.header)?;
                }
            }
        }
        let Some(total) = total else { return Ok(()) };
        let row = format!("{HEADING}{}{HEADING:#}  {}", pad(TOTAL, self.labels), self.numbers(total));
        writeln!(out, "{QUIET}{}{QUIET:#}", "─".repeat(header.width()))?;
        writeln!(out, "{}", row.trim_end())
    }

    /// The numbers of a group, each below its heading.
    fn numbers(&self, tally: &Tally) -> String {
        let mut row = right(&events(tally), self.events);
        for (sum, width) in [(&tally.killed, self.killed), (&tally.wounded, self.wounded)] {
            if let Some(width) = width {
                let people = right(&people(sum), width);
                row.push_str("  ");
                match people.trim().is_empty() {
                    true => row.push_str(&people),
                    false => row.push_str(&format!("{CASUALTIES}{people}{CASUALTIES:#}")),
                }
            }
        }
        row
    }
}

/// A text at the right end of its column.
fn right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.width())))
}

/// A bar made of eighths of a terminal cell. Only 0 has no bar at all. What may belong to the group is dotted behind what
/// surely does.
fn bar(tally: &Tally, most: u64, room: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = |n: u64| {
        let exact = n as f64 / most as f64 * room as f64 * 8.0;
        (exact.round() as usize).max(usize::from(n > 0))
    };
    let surely = eighths(tally.surely.unwrap_or(tally.events));
    let firm = format!("{}{}", "█".repeat(surely / 8), EIGHTHS[surely % 8]);
    let dots = eighths(tally.events).div_ceil(8).saturating_sub(firm.width());
    format!("{firm}{}", "░".repeat(dots))
}

/// A table of numbers of events: the groups of the first down, those of the second across, and what all come to.
struct Grid {
    headings: Vec<String>,
    labels: Vec<String>,
    /// The number of the row, of the column, and the events, row by row.
    pairs: Vec<(usize, usize, u64)>,
    /// What each row comes to, and each column.
    rows: Vec<u64>,
    columns: Vec<u64>,
    total: u64,
}

/// Prints the events by two things at once. Columns for which there is no room are left out, and that is said.
pub fn print_cross(
    out: &mut dyn Write,
    cross: &Cross,
    rows: &[(Group, Tally)],
    by: [&By; 2],
    width: usize,
) -> io::Result<()> {
    let all_rows = cross.rows.sorted().len();
    if !rows.is_empty() {
        let columns = cross.columns.sorted();
        let events = |groups: &[(Group, Tally)]| groups.iter().map(|(_, tally)| tally.events).collect();
        let pairs = cross.pairs(rows, &columns).into_iter().map(|(row, column, tally)| (row, column, tally.events));
        let grid = Grid {
            headings: columns.iter().map(|(column, _)| label(column, by[1])).collect(),
            labels: rows.iter().map(|(row, _)| label(row, by[0])).collect(),
            pairs: pairs.collect(),
            rows: events(rows),
            columns: events(&columns),
            total: cross.rows.total().events,
        };
        let left_out = grid.write(out, by[0].name(), width)?;
        writeln!(out)?;
        if left_out > 0 {
            let columns = counted(left_out as u64, "column");
            super::footer(out, &format!("no room for {columns}; --format csv has all"), width)?;
        }
    }
    let events = cross.rows.events;
    let mut note = summary_words(Summary { shown: events, matched: events, possible: cross.rows.possible });
    if rows.len() < all_rows {
        note.push_str(&format!("; the first {} of {} groups shown", rows.len(), thousands(all_rows as u64)));
    }
    for list in by.into_iter().filter_map(several) {
        note.push_str(&format!("; {list}"));
    }
    super::footer(out, &note, width)
}

impl Grid {
    /// The widest heading of a column.
    const WIDEST: usize = 16;

    /// Prints the table. Returns how many columns there is no room for.
    fn write(&self, out: &mut dyn Write, name: &str, width: usize) -> io::Result<usize> {
        let name = sanitize(name);
        let labels =
            self.labels.iter().map(|label| label.width()).chain([name.width(), TOTAL.len()]).max().unwrap_or(0);
        let labels = labels.min((width / 3).max(10));
        let total = thousands(self.total).len().max(TOTAL.len());
        // The total stands at the end whatever else has room, and no number of a column is greater than what it comes to.
        let mut room = width.saturating_sub(labels + 2 + total);
        let of_column =
            |(heading, events): (&String, &u64)| heading.width().min(Grid::WIDEST).max(thousands(*events).len());
        let widths = self.headings.iter().zip(&self.columns).map(of_column).take_while(|width| {
            let fits = room >= width + 2;
            room = room.saturating_sub(width + 2);
            fits
        });
        let mut widths: Vec<usize> = widths.collect();
        let shown = widths.len();
        widths.push(total);
        let line = |label: &str, cells: &[String]| {
            let cells =
                cells.iter().zip(&widths).map(|(cell, width)| format!("  {}", right(&truncate(cell, *width), *width)));
            (pad(&truncate(label, labels), labels), cells.collect::<String>())
        };
        let headings: Vec<String> = self.headings[..shown].iter().cloned().chain([TOTAL.to_owned()]).collect();
        let (label, cells) = line(&name, &headings);
        writeln!(out, "{HEADING}{label}{cells}{HEADING:#}")?;
        let rule = "─".repeat(label.width() + cells.width());
        let mut pairs = self.pairs.iter().peekable();
        for (row, (label, events)) in self.labels.iter().zip(&self.rows).enumerate() {
            let mut cells = vec!["·".to_owned(); shown];
            while let Some((_, column, events)) = pairs.next_if(|(of, ..)| *of == row) {
                if let Some(cell) = cells.get_mut(*column) {
                    *cell = thousands(*events);
                }
            }
            cells.push(thousands(*events));
            let (label, cells) = line(label, &cells);
            writeln!(out, "{WHEN}{label}{WHEN:#}{cells}")?;
        }
        let totals: Vec<String> = self.columns[..shown].iter().chain([&self.total]).map(|n| thousands(*n)).collect();
        let (label, cells) = line(TOTAL, &totals);
        writeln!(out, "{QUIET}{rule}{QUIET:#}")?;
        writeln!(out, "{HEADING}{label}{HEADING:#}{cells}")?;
        Ok(self.headings.len() - shown)
    }
}
