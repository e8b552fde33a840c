//! `count --format svg`: the groups as bars, and for people the range from the least to the most.

use crate::output::picture::{Anchor, Picture, Style};
use crate::query::count::{Sum, Tally};
use crate::text::thousands;

use super::{Line, people};

/// What is measured in a panel of bars.
struct Panel {
    name: &'static str,
    /// The number that fills the bar's room.
    most: f64,
    /// `None`: the events themselves.
    sum: Option<fn(&Tally) -> &Sum>,
    /// The room that the longest of its numbers needs behind the longest bar.
    number: f64,
}

/// Draws the lines of the table; `title` stands above them, `note` says what they are of.
pub(super) fn draw(lines: &[Line<'_>], title: &str, note: &str, width: u16) -> String {
    let mut picture = Picture::new(width);
    let unit = picture.unit;
    let margin = picture.margin();
    let row = (25.0 * unit).round();
    let label = |line: &Line<'_>| match line {
        Line::Group(label, _) | Line::Gap(label, _) => picture.measure(label, Style::Strong),
    };
    let labels = lines.iter().map(label).fold(0.0, f64::max).min(picture.width * 0.3);
    let panels = panels(&picture, lines);
    let gap = 26.0 * unit;
    let left = margin + labels + 12.0 * unit;
    let room = (picture.width - margin - left + gap) / panels.len() as f64 - gap;
    let mut y = picture.head(title, note) + row;
    for (i, panel) in panels.iter().enumerate() {
        picture.text((left + i as f64 * (room + gap), y), Style::Strong, Anchor::Start, panel.name);
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
                for (i, panel) in panels.iter().enumerate() {
                    let x = left + i as f64 * (room + gap);
                    bar(&mut picture, panel, tally, (x, y), (room, row));
                }
            }
        }
        y += row;
    }
    for i in 0..panels.len() {
        let x = left + i as f64 * (room + gap);
        picture.line_between("base", (x, top), (x, y));
    }
    picture.finish(y + margin, title, note)
}

fn panels(picture: &Picture, lines: &[Line<'_>]) -> Vec<Panel> {
    let tallies = || {
        lines.iter().filter_map(|line| match line {
            Line::Group(_, tally) => Some(*tally),
            Line::Gap(..) => None,
        })
    };
    let events = tallies().map(|tally| tally.events).max().unwrap_or(0);
    let number = picture.measure(&thousands(events), Style::Plain);
    let mut panels = vec![Panel { name: "Events", most: events.max(1) as f64, sum: None, number }];
    let killed: (&'static str, fn(&Tally) -> &Sum) = ("Killed", |tally| &tally.killed);
    let wounded: (&'static str, fn(&Tally) -> &Sum) = ("Wounded", |tally| &tally.wounded);
    for (name, sum) in [killed, wounded] {
        if tallies().any(|tally| sum(tally).known > 0) {
            let most = tallies().map(|tally| sum(tally).high.max(sum(tally).low)).max().unwrap_or(0);
            let number = tallies().map(|tally| picture.measure(&people(sum(tally)), Style::Toll)).fold(0.0, f64::max);
            panels.push(Panel { name, most: most.max(1) as f64, sum: Some(sum), number });
        }
    }
    panels
}

/// A bar with its number behind it: firm up to the least, soft up to the most, fading where there is no most; a line
/// where the best estimate is.
fn bar(picture: &mut Picture, panel: &Panel, tally: &Tally, (x, y): (f64, f64), (room, row): (f64, f64)) {
    let unit = picture.unit;
    let fade = 22.0 * unit;
    let number = panel.number + fade + 8.0 * unit;
    let length = |n: u64| {
        let exact = n as f64 / panel.most * (room - number).max(20.0 * unit);
        // What is not nothing is never shown as nothing.
        if n > 0 { exact.max(1.5) } else { 0.0 }
    };
    let (top, height) = (y + row * 0.18, row * 0.64);
    let (end, style, text) = match panel.sum {
        None => {
            picture.rect("firm", (x, top), (length(tally.events), height));
            let style = if tally.events == 0 { Style::Note } else { Style::Plain };
            (length(tally.events), style, thousands(tally.events))
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
