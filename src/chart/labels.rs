//! A picture in which every event has its label: time runs down an axis to scale, marks stand beside it, and a line leads
//! from each mark to its label. Labels do not overlap.
//!
//! `publish::svg` draws its pictures of few events with it.

use std::fmt::Write as _;

use super::picture::{Anchor, Picture, Style};
use crate::date::{Date, Window};

use super::note;
use super::scale::{Scale, has_place, opacities};
use super::spread::{LabelRequest, lanes, spread};

/// More labels than this stand on both sides of the axis, where the picture is wide enough.
const ONE_SIDE: usize = 16;
/// The least width of a picture with labels on both sides, in pixels.
const TWO_SIDES: f64 = 1000.0;
/// The most lanes of marks; where more would be needed, marks overlap.
const MOST_LANES: usize = 6;
/// The most lines of a title or a date.
const MOST_LINES: usize = 3;
/// The most ticks of the axis.
const MOST_TICKS: usize = 24;
/// The width of a mark, in pixels of a picture of the usual width.
const MARK: f64 = 9.0;
/// The least length of the axis, in pixels of a picture of the usual width.
const LEAST_AXIS: f64 = 420.0;

/// The texts that a picture shows for an event.
pub struct Label {
    pub date: Option<Date>,
    pub when: String,
    pub title: String,
    /// Place, kind and people, shown in one line as far as they fit.
    pub details: Vec<(Style, String)>,
}

/// A label whose texts have been broken into lines.
struct WrappedLabel {
    when: Vec<String>,
    title: Vec<String>,
    /// Whether the end of the title is cut off.
    is_cut: bool,
    details: Vec<Vec<(Style, String)>>,
    height: f64,
}

/// A side of the axis on which labels stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// Horizontal positions and widths, in pixels.
struct Spacing {
    axis: f64,
    /// The widths of the years' names beside the axis, of all lanes, and of one lane.
    years: f64,
    lanes: f64,
    lane: f64,
    /// The widths of a date and of the texts behind it.
    when: f64,
    words: f64,
    /// The width between the last lane and the labels, where the leading lines bend.
    bend: f64,
}

/// Draws the dated events along the axis and the others below it. Returns the picture and how many titles are cut.
pub fn draw(title: &str, width: u16, labels: &[Label]) -> (String, usize) {
    let mut picture = Picture::new(width);
    let scale = Scale::of(labels.iter().filter_map(|label| label.date.as_ref()));
    let note = note(scale.as_ref(), labels.len() as u64);
    let top = picture.head(title, &note) + 10.0 * picture.unit;
    // A date that may be any day at all has no place on the axis.
    let (mut dated, rest): (Vec<&Label>, Vec<&Label>) =
        labels.iter().partition(|label| label.date.as_ref().is_some_and(has_place));
    // Labels stand in the order of the points that their lines begin at, so that no line crosses another.
    dated.sort_by_key(|label| label.date.as_ref().map(|date| (date.earliest().or(date.latest()), date.order())));
    let (mut y, mut cut) = (top, 0);
    if let Some(scale) = &scale {
        let (end, n) = axis(&mut picture, scale, &dated, top);
        (y, cut) = (end, n);
    }
    if !rest.is_empty() {
        let (end, n) = without_place(&mut picture, &rest, y);
        (y, cut) = (end, cut + n);
    }
    if scale.is_some() {
        y += 24.0 * picture.unit;
        let (is_firm, is_soft) = opacities(dated.iter().filter_map(|label| label.date.as_ref()));
        let entries = [("firm", "certain days", is_firm), ("soft", "possible days", is_soft)];
        let entries: Vec<_> =
            entries.into_iter().filter(|(.., is_there)| *is_there).map(|(class, text, _)| (class, text)).collect();
        y = picture.key(y, &entries, true);
    }
    let mut description = note;
    for label in labels {
        let _ = write!(description, "; {}: {}", label.when, label.title);
    }
    (picture.finish(y, title, &description), cut)
}

/// Draws the axis with its marks and labels. Returns the `y` of its end, and how many titles are cut.
fn axis(picture: &mut Picture, scale: &Scale, labels: &[&Label], top: f64) -> (f64, usize) {
    let unit = picture.unit;
    let both = labels.len() > ONE_SIDE && picture.width >= TWO_SIDES;
    let years = (1..=MOST_TICKS).flat_map(|most| scale.ticks(most));
    let years = years.map(|tick| picture.measure(&tick.label, Style::Strong)).fold(0.0, f64::max) + 12.0 * unit;
    // The number of lanes depends on the length of the axis, that on the wrapped labels, and their width on the number of
    // lanes. So it begins with one lane, and tries again with more for as long as they are too few.
    let mut made = 1;
    let (columns, words, (sides_of, length), lanes) = loop {
        let columns = columns(picture, labels, (years, made), both);
        let words: Vec<WrappedLabel> = labels.iter().map(|label| wrap(picture, label, &columns)).collect();
        let (sides_of, tallest) = sides(&words, both);
        let length = (tallest * 1.08).max(LEAST_AXIS * unit);
        let lanes = lanes_of(labels, scale, length, unit);
        let needed = lanes.iter().max().map_or(1, |most| most + 1);
        if needed <= made {
            break (columns, words, (sides_of, length), lanes);
        }
        made = needed;
    };
    let heads: Vec<f64> = labels.iter().map(|label| mark_head(picture, label, scale, length)).collect();
    for side in [Side::Right, Side::Left] {
        let here: Vec<usize> = (0..labels.len()).filter(|i| sides_of[*i] == side).collect();
        let half = picture.line(Style::Title) / 2.0;
        let requests: Vec<LabelRequest> =
            here.iter().map(|&i| LabelRequest { start: heads[i] - half, length: words[i].height }).collect();
        for (&i, place) in here.iter().zip(spread(&requests, length)) {
            leader(picture, &columns, side, (top + heads[i], lanes[i]), top + place + half);
            write_words(picture, &columns, side, &words[i], top + place);
        }
    }
    draw_axis(picture, scale, &columns, (top, length));
    for (i, label) in labels.iter().enumerate() {
        marks(picture, scale, label, columns.axis + (lanes[i] as f64 + 0.5) * columns.lane, (top, length));
    }
    (top + length + 10.0 * unit, words.iter().filter(|words| words.is_cut).count())
}

/// Puts each label on the side that is shorter so far. Returns the sides, and the height of the higher one.
fn sides(words: &[WrappedLabel], both: bool) -> (Vec<Side>, f64) {
    let (mut right, mut left) = (0.0, 0.0);
    let place = |words: &WrappedLabel| {
        let (side, height) = if both && left < right { (Side::Left, &mut left) } else { (Side::Right, &mut right) };
        *height += words.height;
        side
    };
    let sides = words.iter().map(place).collect();
    (sides, right.max(left))
}

/// `years` is the width of the years' names, with the space between them and the axis.
fn columns(picture: &Picture, labels: &[&Label], (years, lanes): (f64, usize), both: bool) -> Spacing {
    let unit = picture.unit;
    let lane = 13.0 * unit;
    let bend = 34.0 * unit;
    let lanes = lanes as f64 * lane;
    let longest = labels.iter().map(|label| picture.measure(&label.when, Style::When)).fold(0.0, f64::max);
    let when = longest.min(150.0 * unit);
    let gap = 14.0 * unit;
    if both {
        let axis = picture.width / 2.0 - lanes / 2.0;
        let room = axis - years - bend - picture.margin();
        return Spacing { axis, years, lanes, lane, when, words: room - when - gap, bend };
    }
    let axis = picture.margin() + years;
    let room = picture.width - picture.margin() - axis - lanes - bend;
    Spacing { axis, years, lanes, lane, when, words: room - when - gap, bend }
}

fn wrap(picture: &Picture, label: &Label, columns: &Spacing) -> WrappedLabel {
    let when = picture.wrap(&label.when, Style::When, columns.when.max(60.0), MOST_LINES);
    let title = picture.wrap(&label.title, Style::Title, columns.words, MOST_LINES);
    let is_cut = title.last().is_some_and(|last| last.ends_with('…')) && !label.title.trim_end().ends_with('…');
    let details = picture.flow(&label.details, columns.words);
    let words = title.len() as f64 * picture.line(Style::Title) + details.len() as f64 * picture.line(Style::Plain);
    let height = words.max(when.len() as f64 * picture.line(Style::When)) + 9.0 * picture.unit;
    WrappedLabel { when, title, is_cut, details, height }
}

/// The line of the axis, with years and months beside it.
fn draw_axis(picture: &mut Picture, scale: &Scale, columns: &Spacing, (top, length): (f64, f64)) {
    let unit = picture.unit;
    let most = (length / (picture.line(Style::Note) * 1.6)) as usize;
    let x = columns.axis;
    for tick in scale.ticks(most.min(MOST_TICKS)) {
        let y = top + scale.at(tick.days.0) * length;
        picture.line_between("rule", (x - 8.0 * unit, y), (x + columns.lanes, y));
        let style = if tick.is_major { Style::Strong } else { Style::Note };
        // A name stands inside the time that it names. The last tick may have no room for it.
        let base = y + picture.line(style) * 0.85;
        if base <= top + length + 2.0 * unit {
            picture.text((x - 8.0 * unit, base), style, Anchor::End, &tick.label);
        }
    }
    picture.line_between("base", (x, top), (x, top + length));
}

/// Where the line from a mark begins: at its start, so that the lines keep the order of the events.
fn mark_head(picture: &Picture, label: &Label, scale: &Scale, length: f64) -> f64 {
    let Some(date) = &label.date else { return 0.0 };
    let dot = MARK * picture.unit;
    let (start, end) = extent(scale, Window::of(date), length, dot);
    // Where the start is open, the line begins at the end.
    if date.earliest().is_none() { end - dot / 2.0 } else { start + dot / 2.0 }
}

fn lanes_of(labels: &[&Label], scale: &Scale, length: f64, unit: f64) -> Vec<usize> {
    let span = |label: &&Label| {
        let window = label.date.as_ref().map(Window::of);
        let (start, end) = window.map_or((0.0, 0.0), |window| extent(scale, window, length, MARK * unit));
        // A pixel more on each side keeps two neighbours from looking like one long mark.
        (start - unit, end + unit)
    };
    lanes(&labels.iter().map(span).collect::<Vec<_>>(), MOST_LANES)
}

/// Where the mark of a window begins and ends, in pixels. A single day is a dot however long the axis is, and no mark is
/// smaller than a dot.
fn extent(scale: &Scale, window: Window, length: f64, dot: f64) -> (f64, f64) {
    let (start, end) = scale.window(window);
    let (start, end) = (start * length, end * length);
    if window.start == window.end && window.start.is_some() || end - start < dot {
        let middle = (start + end) / 2.0;
        return (middle - dot / 2.0, middle + dot / 2.0);
    }
    (start, end)
}

/// Draws the spans of a date: bars, soft where they are only possible, and a disc where a bar would be no longer than one.
fn marks(picture: &mut Picture, scale: &Scale, label: &Label, x: f64, (top, length): (f64, f64)) {
    let width = MARK * picture.unit;
    let Some(date) = &label.date else { return };
    for span in date.spans() {
        let firm = span.certain.map(|certain| ("firm", certain));
        let soft = (span.certain != Some(span.possible)).then_some(("fade", span.possible));
        for (class, window) in soft.into_iter().chain(firm) {
            let (start, end) = extent(scale, window, length, width);
            let (y, height) = (top + start, end - start);
            if height < width + 0.01 {
                let class = if class == "fade" { "soft" } else { class };
                picture.raw(format_args!(
                    "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{:.1}\" r=\"{:.1}\"/>",
                    y + height / 2.0,
                    width / 2.0
                ));
            } else {
                picture.rect(class, (x - width / 2.0, y), (width, height));
            }
        }
    }
}

/// Draws the line from a mark to its label.
fn leader(picture: &mut Picture, columns: &Spacing, side: Side, (from, lane): (f64, usize), to: f64) {
    let unit = picture.unit;
    let lanes = columns.axis + columns.lanes;
    let x = columns.axis + (lane as f64 + 0.5) * columns.lane;
    let (leave, arrive) = match side {
        Side::Right => (lanes, lanes + columns.bend - 8.0 * unit),
        Side::Left => (columns.axis - columns.years, columns.axis - columns.years - columns.bend + 8.0 * unit),
    };
    picture.raw(format_args!(
        "<path class=\"leader\" d=\"M{x:.1} {from:.1}H{leave:.1}L{:.1} {to:.1}H{arrive:.1}\"/>",
        arrive - (arrive - leave) * 0.25
    ));
}

fn write_words(picture: &mut Picture, columns: &Spacing, side: Side, words: &WrappedLabel, top: f64) {
    let unit = picture.unit;
    let lanes = columns.axis + columns.lanes;
    let (when, text, anchor) = match side {
        Side::Right => (lanes + columns.bend, lanes + columns.bend + columns.when + 14.0 * unit, Anchor::Start),
        Side::Left => {
            let right = columns.axis - columns.years - columns.bend;
            (right, right - columns.when - 14.0 * unit, Anchor::End)
        }
    };
    lines(picture, words, (when, text), anchor, top);
}

/// Writes the lines of a label, the date in one column and the rest in the other.
fn lines(picture: &mut Picture, words: &WrappedLabel, (when, text): (f64, f64), anchor: Anchor, top: f64) {
    let base = top + picture.line(Style::Title) * 0.76;
    for (i, line) in words.when.iter().enumerate() {
        picture.text((when, base + i as f64 * picture.line(Style::When)), Style::When, anchor, line);
    }
    let mut y = base;
    for line in &words.title {
        picture.text((text, y), Style::Title, anchor, line);
        y += picture.line(Style::Title);
    }
    for line in &words.details {
        picture.texts((text, y - picture.unit), anchor, line);
        y += picture.line(Style::Plain);
    }
}

/// Writes the events that have no place on the axis below it. Returns the `y` of their end, and how many titles are cut.
fn without_place(picture: &mut Picture, labels: &[&Label], top: f64) -> (f64, usize) {
    let columns = columns(picture, labels, (0.0, 1), false);
    let (x, unit) = (picture.margin(), picture.unit);
    let (mut y, mut cut) = (top + 8.0 * unit, 0);
    picture.line_between("rule", (x, y), (picture.width - x, y));
    y += 14.0 * unit;
    for label in labels {
        let words = wrap(picture, label, &columns);
        lines(picture, &words, (x, x + columns.when + 14.0 * unit), Anchor::Start, y);
        y += words.height;
        cut += usize::from(words.is_cut);
    }
    (y, cut)
}
