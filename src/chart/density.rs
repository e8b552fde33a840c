//! A picture of more events than can have labels: a bar for each unit of the calendar, as high as it has events.
//!
//! `publish::svg` draws its pictures of many events with it.

use super::picture::{Anchor, Picture, Style};
use crate::date::Date;
use crate::text::{counted, thousands};

use super::note;
use super::scale::Scale;

/// The least width of a bar with the space behind it, in pixels.
const LEAST_BAR: f64 = 5.0;

/// Draws how many events there are at each time. `events` is the number of all events, including those of no known day,
/// which `dates` leaves out. `width` is in CSS pixels.
pub fn draw(title: &str, width: u16, dates: &[Date], events: u64) -> String {
    let mut picture = Picture::new(width);
    let scale = Scale::of(dates);
    let mut note = note(scale.as_ref(), events);
    let left_out = events - dates.len() as u64;
    if left_out > 0 {
        note.push_str(&format!(", {} of them of no known day and not drawn", thousands(left_out)));
    }
    let Some(scale) = scale else {
        let y = picture.head(title, &note) + picture.margin();
        return picture.finish(y, title, &note);
    };
    let (unit, margin) = (picture.unit, picture.margin());
    let left = margin + 46.0 * unit;
    let room = picture.width - margin - left;
    let mut bins = scale.bins((room / LEAST_BAR) as usize);
    dates.iter().for_each(|date| bins.add(date));
    note.push_str(&format!("; events a {}", bins.unit()));
    let top = picture.head(title, &note) + 14.0 * unit;
    let height = 330.0 * unit;
    let bottom = top + height;
    let most = bins.most();
    let (step, highest) = round_steps(most);
    for i in 0.. {
        let n = step * f64::from(i);
        if n > highest {
            break;
        }
        let y = bottom - n / highest * height;
        picture.line_between("rule", (left, y), (left + room, y));
        let at = (left - 8.0 * unit, y + picture.size(Style::Note) * 0.35);
        picture.text(at, Style::Note, Anchor::End, &thousands(n as u64));
    }
    for (i, edge) in bins.edges.windows(2).enumerate() {
        let (x, end) = (left + scale.at(edge[0]) * room, left + scale.at(edge[1]) * room);
        let bar = (end - x) - ((end - x) * 0.12).min(2.0);
        let (firm, soft) = (bins.firm[i] / highest * height, bins.soft[i] / highest * height);
        for (class, y, height) in [("firm", bottom - firm, firm), ("soft", bottom - firm - soft, soft)] {
            if height > 0.0 {
                picture.rect(class, (x, y), (bar, height));
            }
        }
    }
    picture.line_between("base", (left, bottom), (left + room, bottom));
    let widest = scale.ticks(16).iter().map(|tick| picture.measure(&tick.label, Style::Strong)).fold(0.0, f64::max);
    for tick in scale.ticks(((room / (widest * 1.5)) as usize).min(16)) {
        let x = left + scale.at(tick.days.0) * room;
        picture.line_between("base", (x, bottom), (x, bottom + 6.0 * unit));
        let style = if tick.is_major { Style::Strong } else { Style::Note };
        let y = bottom + picture.line(style);
        // The last tick may have no room for its name.
        if x + 4.0 * unit + picture.measure(&tick.label, style) <= picture.width {
            picture.text((x + 4.0 * unit, y), style, Anchor::Start, &tick.label);
        }
    }
    let y = bottom + picture.line(Style::Strong) + 24.0 * unit;
    let soft =
        format!("dated approximately, or less exactly than to one {}: spread evenly over their time", bins.unit());
    let y = match bins.soft.iter().any(|n| *n > 0.0) {
        true => picture.key(y, &[("firm", &format!("surely in the {}", bins.unit())), ("soft", &soft)], false),
        false => y,
    };
    let description = format!("{note}. The most in one: {}.", counted(most.round() as u64, "event"));
    picture.finish(y, title, &description)
}

/// A round step for an axis up to `most`, and the first multiple of it that is not below `most`.
fn round_steps(most: f64) -> (f64, f64) {
    let rough = (most / 5.0).max(1.0);
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|n| n * power).find(|step| *step >= rough).unwrap_or(10.0 * power);
    (step, (most / step).ceil().max(1.0) * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_round_steps() {
        assert_eq!(round_steps(0.4), (1.0, 1.0));
        assert_eq!(round_steps(7.0), (2.0, 8.0));
        assert_eq!(round_steps(43.0), (10.0, 50.0));
        assert_eq!(round_steps(1234.0), (500.0, 1500.0));
    }
}
