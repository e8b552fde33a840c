//! The overview along the top of the page: a mark for each event while they can be told apart, bars for how many there
//! are when they can't.
//!
//! Its places across are percentages, so that it fits any page without a script.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::date::{Date, Window};

use super::{Entry, Page};
use crate::chart::scale::{Bins, Scale, Tick, opacities};
use crate::chart::spread::lanes;
use crate::text::markup::Escaped;

/// Up to so many dated events have a mark each.
pub(super) const MOST_MARKS: usize = 60;
/// How far apart the middles of two rows of marks are, in pixels.
const ROW: usize = 13;
/// More rows than this are not made: what finds no room in them overlaps.
const MOST_ROWS: usize = 8;
/// The height of the bars, in pixels.
const BARS: usize = 60;
/// The most bars: they must still be seen apart, and the page stay small.
const MOST_BARS: usize = 144;
/// What a dot, or the round ends of a mark, and a gap take of the width of a narrow phone, from 0 to 1.
const MARK: f64 = 0.03;
/// The most ticks of the axis.
const MOST_TICKS: usize = 12;
/// The room below the marks for the axis, in pixels.
const AXIS: usize = 22;

impl Page {
    pub(super) fn overview(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(scale) = &self.scale else { return Ok(()) };
        let mut dated: Vec<(usize, &Date)> =
            self.events.iter().enumerate().filter_map(|(i, entry)| Some((i, entry.placed()?))).collect();
        dated.sort_by_key(|(_, date)| date.order());
        let (first, end) = scale.days();
        let (is_firm, mut is_soft) = opacities(dated.iter().map(|(_, date)| *date));
        let (marks, height, edges) = if dated.len() <= MOST_MARKS {
            let (marks, height) = marks(&dated, scale);
            (marks, height, String::new())
        } else {
            let mut bins = scale.bins(MOST_BARS);
            dated.iter().for_each(|(_, date)| bins.add(date));
            is_soft = bins.soft.iter().any(|n| *n > 0.0);
            let edges: Vec<String> = bins.edges.iter().map(|edge| (edge - first).to_string()).collect();
            (bars(&bins, scale), BARS, format!(" data-edges=\"{}\"", edges.join(" ")))
        };
        let key = match (edges.is_empty(), is_firm, is_soft) {
            (true, true, true) => "<span class=\"key\"></span>certain days<span class=\"key s\"></span>possible days",
            (true, true, false) => "<span class=\"key\"></span>certain days",
            (true, false, _) => "<span class=\"key s\"></span>possible days",
            (false, _, true) => {
                "<span class=\"key f\"></span>events<span class=\"key t\"></span>those dated approximately or less \
                 exactly, spread evenly"
            }
            (false, _, false) => "<span class=\"key f\"></span>events",
        };
        writeln!(
            out,
            "<nav id=\"strip\" aria-label=\"Overview of the time\" data-size=\"{} {height}\"{edges}>\n\
             <svg height=\"{}\">\n<g aria-hidden=\"true\">\n\
             <rect class=\"view\" y=\"0\" height=\"{}\" visibility=\"hidden\"/>",
            end - first,
            height + AXIS,
            height + AXIS - 2
        )?;
        let ticks = scale.ticks(MOST_TICKS);
        for tick in &ticks {
            let x = percent(scale.at(tick.days.0));
            write!(out, "<line class=\"rule\" x1=\"{x}\" x2=\"{x}\" y1=\"0\" y2=\"{}\"/>", height + AXIS - 4)?;
        }
        write!(
            out,
            "\n{marks}<line class=\"base\" x1=\"0\" x2=\"100%\" y1=\"{height}\" y2=\"{height}\"/>\
             <line class=\"cursor\" y1=\"0\" y2=\"{height}\" visibility=\"hidden\"/></g>\n<g class=\"axis\">\n"
        )?;
        for (i, tick) in ticks.iter().enumerate() {
            self.label(out, i, tick, scale, height + AXIS - 7)?;
        }
        writeln!(
            out,
            "</g></svg>\n<div id=\"scrub\" role=\"slider\" tabindex=\"0\" aria-label=\"Events in time\" \
             aria-valuemin=\"1\" aria-valuemax=\"{}\" aria-valuenow=\"1\" hidden></div>\n\
             <p id=\"under\" class=\"under\" dir=\"auto\">{key}<span id=\"seen\" hidden>\
             <span class=\"key v\"></span>on the screen</span></p>\n</nav>",
            dated.len()
        )
    }

    /// The name of a tick, and a link to the first event of its time where there is one.
    fn label(&self, out: &mut dyn Write, i: usize, tick: &Tick, scale: &Scale, y: usize) -> io::Result<()> {
        let at = scale.at(tick.days.0);
        // On a narrow page every second label is left out, on a phone three of four, and what would be cut off.
        let thin = match i {
            _ if at > 0.93 => " t2 t4",
            i if i % 2 == 1 => " t2",
            i if i % 4 == 2 && long_labels(tick) => " t4",
            _ => "",
        };
        let major = if tick.is_major { "major" } else { "minor" };
        let text = format!("<text x=\"{}\" dx=\"3\" y=\"{y}\">{}</text>", percent(at), Escaped(&tick.label));
        let here = |entry: &&Entry| {
            let first = entry.date.as_ref().and_then(Date::earliest).map(super::number);
            first.is_some_and(|day| (tick.days.0..tick.days.1).contains(&day))
        };
        // The script leads it to the first that the filters keep.
        let (start, end) = (tick.days.0 - scale.days().0, tick.days.1 - scale.days().0);
        match self.events.iter().find(here) {
            Some(entry) => writeln!(
                out,
                "<a class=\"{major}{thin}\" data-d=\"{start} {end}\" href=\"#{}\">{text}</a>",
                entry.anchor
            ),
            None => writeln!(out, "<g class=\"{major}{thin}\">{text}</g>"),
        }
    }
}

fn long_labels(tick: &Tick) -> bool {
    tick.label.chars().count() > 4
}

fn percent(part: f64) -> String {
    let text = format!("{:.2}", part * 100.0);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// The marks in rows, the first at the bottom, so that none covers another; and the height of them all.
fn marks(dated: &[(usize, &Date)], scale: &Scale) -> (String, usize) {
    let room = |(_, date): &(usize, &Date)| {
        let (start, end) = extent(scale, Window::of(date));
        (start - MARK / 2.0, end + MARK / 2.0)
    };
    let rows = lanes(&dated.iter().map(room).collect::<Vec<_>>(), MOST_ROWS);
    let height = rows.iter().max().map_or(0, |row| row + 1).max(2) * ROW + 6;
    let mut out = String::new();
    for ((i, date), row) in dated.iter().zip(rows) {
        let y = height - 10 - row * ROW;
        let _ = write!(out, "<g data-i=\"{i}\">");
        for span in date.spans() {
            if span.certain != Some(span.possible) {
                out.push_str(&mark("soft", extent(scale, span.possible), y));
            }
            if let Some(certain) = span.certain {
                out.push_str(&mark("firm", extent(scale, certain), y));
            }
        }
        out.push_str("</g>\n");
    }
    (out, height)
}

/// Where the mark of a window begins and ends, its round ends left out. A day is a dot however wide the axis makes it.
fn extent(scale: &Scale, window: Window) -> (f64, f64) {
    let (start, end) = scale.window(window);
    match window.start.is_some() && window.start == window.end {
        true => ((start + end) / 2.0, (start + end) / 2.0),
        false => (start, end),
    }
}

/// A line with round ends, which is a dot where it is short.
fn mark(class: &str, (start, end): (f64, f64), y: usize) -> String {
    let (x1, x2) = (percent(start), percent(end));
    format!("<line class=\"{class}\" x1=\"{x1}\" x2=\"{x2}\" y1=\"{y}\" y2=\"{y}\"/>")
}

/// A bar for each unit of time: firm as far as its events surely lie in it, soft on top for those that may.
fn bars(bins: &Bins, scale: &Scale) -> String {
    let most = bins.most();
    let height = |n: f64| n / most * BARS as f64;
    let mut out = String::new();
    for (i, edge) in bins.edges.windows(2).enumerate() {
        let (x, end) = (scale.at(edge[0]), scale.at(edge[1]));
        let (firm, soft) = (height(bins.firm[i]), height(bins.soft[i]));
        let (x, width) = (percent(x), percent((end - x) * 0.92));
        for (class, top, height) in [("firm", BARS as f64 - firm, firm), ("soft", BARS as f64 - firm - soft, soft)] {
            let _ = write!(
                out,
                "<rect class=\"{class}\" x=\"{x}\" width=\"{width}\" y=\"{top:.1}\" height=\"{height:.1}\"/>"
            );
        }
        out.push('\n');
    }
    out
}
