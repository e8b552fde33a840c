//! A picture of counts: a bar for each group; for killed and wounded, the range from the least to the most.
//!
//! `publish::count` draws its pictures with it.

use super::picture::{Anchor, Picture, Style};
use crate::query::count::{Sum, Tally};
use crate::words::{events, sum as people};

/// A line of the picture.
pub enum Line<'a> {
    Group(String, &'a Tally),
    /// A run of units without events that is too long to show each: its name, and how many units it has.
    Gap(String, i32),
}

/// The least length of the longest bar, and the least room for labels, in pixels of a picture of the usual width.
const LEAST_BAR: f64 = 20.0;
const LEAST_LABEL: f64 = 60.0;
/// The length of the fade at the end of a bar whose number has no upper limit, in the same pixels.
const FADE: f64 = 22.0;

/// A column of bars that measure one thing.
struct Panel {
    name: &'static str,
    /// The number that the longest bar stands for.
    most: f64,
    /// The sum that is measured; `None`: the number of events.
    sum: Option<fn(&Tally) -> &Sum>,
    /// The room that the widest number needs behind the longest bar, in pixels, including a fade between them.
    number: f64,
}

/// Draws the lines below `title` and `note`, which says what is counted. `width` is in CSS pixels.
pub fn draw(lines: &[Line<'_>], title: &str, note: &str, width: u16) -> String {
    let mut picture = Picture::new(width);
    let unit = picture.unit;
    let margin = picture.margin();
    let row = (25.0 * unit).round();
    let label = |line: &Line<'_>| match line {
        Line::Group(label, _) | Line::Gap(label, _) => picture.measure(label, Style::Strong),
    };
    let panels = panels(&picture, lines);
    let gap = 26.0 * unit;
    // Numbers are never cut. The bars share the rest of the width, and labels are cut before bars get too short.
    let numbers: f64 = panels.iter().map(|panel| panel.number + gap).sum::<f64>() - gap;
    let rest = picture.width - 2.0 * margin - 12.0 * unit - numbers;
    let most = (rest - panels.len() as f64 * LEAST_BAR * unit).max(LEAST_LABEL * unit);
    let labels = lines.iter().map(label).fold(0.0, f64::max).min(picture.width * 0.3).min(most);
    let bars = ((rest - labels) / panels.len() as f64).max(LEAST_BAR * unit);
    let mut starts = Vec::with_capacity(panels.len());
    let mut x = margin + labels + 12.0 * unit;
    for panel in &panels {
        starts.push(x);
        x += bars + panel.number + gap;
    }
    let mut y = picture.head(title, note) + row;
    for (panel, x) in panels.iter().zip(&starts) {
        picture.text((*x, y), Style::Strong, Anchor::Start, panel.name);
    }
    y += 8.0 * unit;
    picture.line_between("base", (margin, y), (picture.width - margin, y));
    let top = y;
    for line in lines {
        let base = y + row * 0.7;
        match line {
            Line::Gap(label, _) => {
                picture.text((margin, base), Style::Note, Anchor::Start, &format!("{label}: none"));
            }
            Line::Group(label, tally) => {
                let label = picture.wrap(label, Style::Strong, labels, 1).concat();
                picture.text((margin, base), Style::Strong, Anchor::Start, &label);
                for (panel, x) in panels.iter().zip(&starts) {
                    bar(&mut picture, panel, tally, (*x, y), (bars, row));
                }
            }
        }
        y += row;
    }
    for x in starts {
        picture.line_between("base", (x, top), (x, y));
    }
    let key = key(lines);
    if key.is_empty() {
        y += margin;
    } else {
        y = picture.key(y + row, &key, false);
    }
    picture.finish(y, title, note)
}

/// The parts that bars of people have here besides the plain bar, by class, with what they mean.
fn key(lines: &[Line<'_>]) -> Vec<(&'static str, &'static str)> {
    let sums = || {
        let tallies = lines.iter().filter_map(|line| match line {
            Line::Group(_, tally) => Some(*tally),
            Line::Gap(..) => None,
        });
        tallies.flat_map(|tally| [&tally.killed, &tally.wounded])
    };
    let is_ranged = sums().any(|sum| sum.high > sum.low);
    let is_open = sums().any(|sum| sum.unbounded);
    let has_best = sums().any(|sum| sum.count().is_some_and(|count| count.best.is_some()));
    let mut tallies = lines.iter().filter_map(|line| match line {
        Line::Group(_, tally) => Some(*tally),
        Line::Gap(..) => None,
    });
    let entries = [
        ("soft", "events that may belong to another group", tallies.any(|tally| tally.surely.is_some())),
        ("dead", "at least", is_ranged || is_open || has_best),
        ("dead-more", "at most", is_ranged),
        ("best", "best estimate", has_best),
        ("dead-open", "no upper limit is known", is_open),
    ];
    let entries = entries.into_iter().filter(|(.., is_there)| *is_there);
    entries.map(|(class, text, _)| (class, text)).collect()
}

fn panels(picture: &Picture, lines: &[Line<'_>]) -> Vec<Panel> {
    let tallies = || {
        lines.iter().filter_map(|line| match line {
            Line::Group(_, tally) => Some(*tally),
            Line::Gap(..) => None,
        })
    };
    let most = tallies().map(|tally| tally.events).max().unwrap_or(0);
    let space = (FADE + 8.0) * picture.unit;
    let number =
        tallies().map(|tally| picture.measure(&events(tally), Style::Plain)).fold(0.0, f64::max) + 8.0 * picture.unit;
    let mut panels = vec![Panel { name: "Events", most: most.max(1) as f64, sum: None, number }];
    let killed: (&'static str, fn(&Tally) -> &Sum) = ("Killed", |tally| &tally.killed);
    let wounded: (&'static str, fn(&Tally) -> &Sum) = ("Wounded", |tally| &tally.wounded);
    for (name, sum) in [killed, wounded] {
        if tallies().any(|tally| sum(tally).known > 0) {
            let most = tallies().map(|tally| sum(tally).high.max(sum(tally).low)).max().unwrap_or(0);
            let number = tallies().map(|tally| picture.measure(&people(sum(tally)), Style::Toll)).fold(0.0, f64::max);
            let number = number + space;
            panels.push(Panel { name, most: most.max(1) as f64, sum: Some(sum), number });
        }
    }
    panels
}

/// A bar with its number behind it: firm up to the least, soft up to the most, fading where there is no upper limit, with
/// a line at the best estimate.
fn bar(picture: &mut Picture, panel: &Panel, tally: &Tally, (x, y): (f64, f64), (longest, row): (f64, f64)) {
    let unit = picture.unit;
    let fade = FADE * unit;
    let length = |n: u64| {
        let exact = n as f64 / panel.most * longest;
        // A bar of a few pixels' worth must still be seen: only 0 has no bar.
        if n > 0 { exact.max(1.5) } else { 0.0 }
    };
    let (top, height) = (y + row * 0.18, row * 0.64);
    let (end, style, text) = match panel.sum {
        None => {
            let least = length(tally.surely.unwrap_or(tally.events));
            picture.rect("firm", (x, top), (least, height));
            if tally.surely.is_some() {
                picture.rect("soft", (x + least, top), (length(tally.events) - least, height));
            }
            let style = if tally.events == 0 { Style::Note } else { Style::Plain };
            (length(tally.events), style, events(tally))
        }
        Some(sum) => {
            let sum = sum(tally);
            let Some(count) = sum.count() else { return };
            let low = length(sum.low);
            let high = length(sum.high.max(sum.low));
            picture.rect("dead", (x, top), (low, height));
            if high > low {
                picture.rect("dead-more", (x + low, top), (high - low, height));
            }
            if let Some(best) = count.best {
                let at = x + length(best);
                picture.line_between("best", (at, top - 1.0), (at, top + height + 1.0));
            }
            if sum.unbounded {
                picture.rect("dead-open", (x + high, top), (fade, height));
            }
            (if sum.unbounded { high + fade } else { high }, Style::Toll, people(sum))
        }
    };
    picture.text((x + end + 6.0 * unit, y + row * 0.7), style, Anchor::Start, &text);
}
