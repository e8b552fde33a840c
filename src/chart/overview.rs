//! The overview along the top of a page: a mark for each event while they can be told apart, bars for how many there
//! are when they can't.
//!
//! `publish::html` puts it into its page. Places across are percentages, so that it fits any page without a script.

use std::fmt::Write as _;

use crate::date::{Date, Window};
use crate::text::markup::Escaped;

use super::scale::{Bins, Scale, Tick, has_place, number, opacities};
use super::spread::lanes;

/// Up to so many dated events have a mark each.
const MOST_MARKS: usize = 60;
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

/// What the overview knows of an event: when it was, and the name that links to it lead to.
pub struct Point<'a> {
    pub date: Option<&'a Date>,
    pub anchor: &'a str,
}

/// The overview, and what the page around it must know of it.
pub struct Overview {
    pub svg: String,
    /// How many days the axis spans.
    pub days: i64,
    /// How high the marks or bars are, in pixels, the axis not included.
    pub height: usize,
    /// Where each bar begins and the last ends, in days from the first of the axis. Empty: each event has a mark.
    pub edges: Vec<i64>,
    /// How many events have a place in it.
    pub dated: usize,
    /// What the marks mean, by the classes of their samples.
    pub key: Vec<(&'static str, &'static str)>,
}

/// Draws the events on a scale that reaches over them all; the position of each among `points` is the number its mark has.
pub fn draw(points: &[Point<'_>], scale: &Scale) -> Overview {
    let mut dated: Vec<(usize, &Date)> = points
        .iter()
        .enumerate()
        .filter_map(|(i, point)| Some((i, point.date.filter(|date| has_place(date))?)))
        .collect();
    dated.sort_by_key(|(_, date)| date.order());
    let (first, end) = scale.days();
    let (marks, height, edges, key) = if dated.len() <= MOST_MARKS {
        let (marks, height) = marks(&dated, scale);
        (marks, height, Vec::new(), key_of_marks(opacities(dated.iter().map(|(_, date)| *date))))
    } else {
        let mut bins = scale.bins(MOST_BARS);
        dated.iter().for_each(|(_, date)| bins.add(date));
        let edges = bins.edges.iter().map(|edge| edge - first).collect();
        (bars(&bins, scale), BARS, edges, key_of_bars(&bins))
    };
    let svg = svg(points, scale, &marks, height);
    Overview { svg, days: end - first, height, edges, dated: dated.len(), key }
}

fn key_of_marks((is_firm, is_soft): (bool, bool)) -> Vec<(&'static str, &'static str)> {
    let (firm, soft) = (("key", "certain days"), ("key s", "possible days"));
    match (is_firm, is_soft) {
        (true, true) => vec![firm, soft],
        (true, false) => vec![firm],
        (false, _) => vec![soft],
    }
}

fn key_of_bars(bins: &Bins) -> Vec<(&'static str, &'static str)> {
    let spread = ("key t", "those dated approximately or less exactly, spread evenly");
    let is_spread = bins.soft.iter().any(|n| *n > 0.0);
    [("key f", "events")].into_iter().chain(is_spread.then_some(spread)).collect()
}

/// The marks or bars with the axis below them.
fn svg(points: &[Point<'_>], scale: &Scale, marks: &str, height: usize) -> String {
    let mut out = format!(
        "<svg height=\"{}\">\n<g aria-hidden=\"true\">\n<rect class=\"view\" y=\"0\" height=\"{}\" \
         visibility=\"hidden\"/>",
        height + AXIS,
        height + AXIS - 2
    );
    let ticks = scale.ticks(MOST_TICKS);
    for tick in &ticks {
        let x = percent(scale.at(tick.days.0));
        let _ = write!(out, "<line class=\"rule\" x1=\"{x}\" x2=\"{x}\" y1=\"0\" y2=\"{}\"/>", height + AXIS - 4);
    }
    let _ = write!(
        out,
        "\n{marks}<line class=\"base\" x1=\"0\" x2=\"100%\" y1=\"{height}\" y2=\"{height}\"/>\
         <line class=\"cursor\" y1=\"0\" y2=\"{height}\" visibility=\"hidden\"/></g>\n<g class=\"axis\">\n"
    );
    for (i, tick) in ticks.iter().enumerate() {
        label(&mut out, points, (i, tick), scale, height + AXIS - 7);
    }
    out.push_str("</g></svg>\n");
    out
}

/// The name of a tick, and a link to the first event of its time where there is one.
fn label(out: &mut String, points: &[Point<'_>], (i, tick): (usize, &Tick), scale: &Scale, y: usize) {
    let at = scale.at(tick.days.0);
    // On a narrow page every second label is left out, on a phone three of four, and what would be cut off.
    let thin = match i {
        _ if at > 0.93 => " t2 t4",
        i if i % 2 == 1 => " t2",
        i if i % 4 == 2 && is_long(tick) => " t4",
        _ => "",
    };
    let major = if tick.is_major { "major" } else { "minor" };
    let text = format!("<text x=\"{}\" dx=\"3\" y=\"{y}\">{}</text>", percent(at), Escaped(&tick.label));
    let begins_here = |point: &&Point<'_>| {
        let first = point.date.and_then(Date::earliest).map(number);
        first.is_some_and(|day| (tick.days.0..tick.days.1).contains(&day))
    };
    // The page's script leads it to the first that the filters keep.
    let (start, end) = (tick.days.0 - scale.days().0, tick.days.1 - scale.days().0);
    let _ = match points.iter().find(begins_here) {
        Some(Point { anchor, .. }) => writeln!(
            out,
            "<a class=\"{major}{thin}\" data-d=\"{start} {end}\" href=\"#{}\">{text}</a>",
            Escaped(anchor)
        ),
        None => writeln!(out, "<g class=\"{major}{thin}\">{text}</g>"),
    };
}

fn is_long(tick: &Tick) -> bool {
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
