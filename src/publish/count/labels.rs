//! The names of groups in words: `2014`, `Q1 2014`, `Sep–Dec 2014`, `1–7 Sep 2014`, `Kabul`.
//!
//! The tables and pictures of `publish::count` name their lines with them.

use crate::date::{Date, short_month as month, year_name};
use crate::query::count::{By, Group, Unit};
use crate::text::sanitize;
use crate::words::UNDATED;

/// Events that last several days, or of which it isn't known on which day they happened, are of no one weekday.
pub const NO_ONE_DAY: &str = "not one day";

/// The days of the week by their number.
pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The name of a group, fit for one line.
pub fn label(group: &Group, by: &By) -> String {
    match (group, by) {
        (Group::Period(Some(first), Some(last)), By::Period(unit)) => span(*first, *last, *unit),
        (Group::Period(Some(first), None), By::Period(unit)) => format!("{} or later", span(*first, *first, *unit)),
        (Group::Period(None, Some(last)), By::Period(unit)) => format!("{} or earlier", span(*last, *last, *unit)),
        (Group::Period(..), By::Period(Unit::Weekday)) => NO_ONE_DAY.to_owned(),
        (Group::Period(..), _) => "unknown".to_owned(),
        (Group::Text(text), _) => sanitize(text).into_owned(),
        (Group::Blank, By::Period(_)) => UNDATED.to_owned(),
        (Group::Blank, _) => "(none)".to_owned(),
    }
}

/// The units from the first to the last: `2014`, `2014–2015`, `Sep–Dec 2014`, `1990s`.
pub fn span(first: i32, last: i32, unit: Unit) -> String {
    match unit {
        Unit::Decade if first == last => decade(first),
        Unit::Decade => format!("{}–{}", decade(first), decade(last)),
        Unit::Year if first == last => year_name(first),
        Unit::Year => format!("{}–{}", year_name(first), year_name(last)),
        Unit::Quarter => {
            let quarter = |n: i32| format!("Q{} {}", n.rem_euclid(4) + 1, year_name(n.div_euclid(4)));
            match (first.div_euclid(4), last.div_euclid(4)) {
                _ if first == last => quarter(first),
                (a, b) if a == b => format!("Q{}–{}", first.rem_euclid(4) + 1, quarter(last)),
                _ => format!("{} – {}", quarter(first), quarter(last)),
            }
        }
        Unit::Week | Unit::Day => days(first, last, unit).unwrap_or_else(|| format!("{first}–{last}")),
        Unit::Weekday if first == last => WEEKDAYS[first.rem_euclid(7) as usize].to_owned(),
        Unit::Weekday => NO_ONE_DAY.to_owned(),
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

/// The days from the first of one unit to the last of another, in words; `None` beyond the days there are.
fn days(first: i32, last: i32, unit: Unit) -> Option<String> {
    let (start, end) = (unit.days(first)?.0, unit.days(last)?.1);
    let (start, end) = (Date::between(start, start)?, Date::between(end, end)?);
    Some(if start == end { start } else { Date::lasting(&start, &end)? }.words())
}

fn decade(tens: i32) -> String {
    if tens > 0 { format!("{}0s", tens) } else { format!("{}–{}", year_name(tens * 10), year_name(tens * 10 + 9)) }
}

/// The year and the month (1 to 12) of a number of months.
fn split(months: i32) -> (i32, u8) {
    (months.div_euclid(12), months.rem_euclid(12) as u8 + 1)
}
