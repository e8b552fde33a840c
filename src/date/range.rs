//! A date as numbers: the years, months and days in which it begins and ends, as far as they are known.
//!
//! Formats that hold a date in parts, or in a simpler notation than EDTF, are written from it.

use chrono::{Datelike, NaiveDate};
use edtf_core::{Edtf, IntervalEndpoint, Precision};

use super::{Date, Plain, Repr, bounds};

/// A year, month or day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Astronomical: 0 is 1 BC.
    pub year: i32,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31; only with a month.
    pub day: Option<u8>,
}

/// From when to when a date reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRange {
    /// Where the beginning is open or unknown, the end stands here.
    pub start: Parts,
    /// `None`: it is one year, month or day, or the end is open or unknown.
    pub end: Option<Parts>,
    /// Whether these parts are what the date says: it is no set, mask or season, has no open end and no qualifier.
    pub is_exact: bool,
    /// Whether the date has a time of day, which is not among the parts.
    pub has_time: bool,
}

impl DateRange {
    /// Whether it says for each day whether something happened on it.
    pub fn is_to_the_day(&self) -> bool {
        self.is_exact && self.start.day.is_some() && self.end.is_none_or(|end| end.day.is_some())
    }
}

impl Date {
    /// Its extent. `None`: neither end is known, or they lie beyond the years that can be computed with.
    pub(crate) fn extent(&self) -> Option<DateRange> {
        let exact = |start, end| Some(DateRange { start, end, is_exact: true, has_time: false });
        let edtf = match &self.0 {
            Repr::OneOf(first, last) => {
                let (start, end) = (first.parts(), Some(last.parts()));
                return Some(DateRange { start, end, is_exact: false, has_time: false });
            }
            _ => self.edtf(),
        };
        let written = match &*edtf {
            Edtf::Date(date) => as_written(date).and_then(|start| exact(start, None)),
            Edtf::DateTime(date_time) => {
                as_written(&date_time.date).map(|start| DateRange { start, end: None, is_exact: true, has_time: true })
            }
            Edtf::Interval(interval) => match (&interval.start, &interval.end) {
                (IntervalEndpoint::Date(start), IntervalEndpoint::Date(end)) => {
                    as_written(start).zip(as_written(end)).and_then(|(start, end)| exact(start, Some(end)))
                }
                _ => None,
            },
            Edtf::Set(_) => None,
        };
        written.or_else(|| rounded(self.earliest(), self.latest()))
    }
}

impl Plain {
    fn parts(self) -> Parts {
        let part = |n: u8| (n > 0).then_some(n);
        Parts { year: self.year.into(), month: part(self.month), day: part(self.day) }
    }
}

/// `None`: the date is qualified, masked, a season, or beyond the years that can be computed with.
fn as_written(date: &edtf_core::Date) -> Option<Parts> {
    let is_marked = date.is_uncertain() || date.is_approximate() || date.year.significant_digits.is_some();
    let (first, last) = bounds::span(date);
    if is_marked
        || date.has_unspecified()
        || date.precision() == Precision::Season
        || ![first, last].iter().all(bounds::is_computable)
    {
        return None;
    }
    let part = |field: Option<edtf_core::DateField>| field.and_then(|field| field.value());
    Some(Parts { year: first.year(), month: part(date.month), day: part(date.day) })
}

/// Two bounds in the largest units that both of them are the edges of: `2014-09-01` and `2014-12-31` are September and
/// December.
fn rounded(earliest: Option<NaiveDate>, latest: Option<NaiveDate>) -> Option<DateRange> {
    let begins = |month| earliest.is_none_or(|day| day.day() == 1 && (month || day.month() == 1));
    let ends = |month| {
        latest.is_none_or(|day| {
            let next = day.succ_opt().unwrap_or(day);
            next.day() == 1 && (month || next.month() == 1)
        })
    };
    let parts = |day: NaiveDate| {
        let (month, of_month) = (Some(day.month() as u8), Some(day.day() as u8));
        if begins(false) && ends(false) {
            Parts { year: day.year(), month: None, day: None }
        } else if begins(true) && ends(true) {
            Parts { year: day.year(), month, day: None }
        } else {
            Parts { year: day.year(), month, day: of_month }
        }
    };
    let start = parts(earliest.or(latest)?);
    let end = earliest.and(latest).map(parts).filter(|end| *end != start);
    Some(DateRange { start, end, is_exact: false, has_time: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let parts = |parts: Parts| {
            let part = |part: Option<u8>| part.map_or(String::new(), |part| format!("-{part}"));
            format!("{}{}{}", parts.year, part(parts.month), part(parts.day))
        };
        let Some(extent) = text.parse::<Date>().unwrap().extent() else { return "none".to_owned() };
        let end = extent.end.map_or(String::new(), |end| format!(" to {}", parts(end)));
        let inexact = if extent.is_exact { "" } else { ", inexact" };
        format!("{}{end}{inexact}{}", parts(extent.start), if extent.has_time { ", timed" } else { "" })
    }

    #[test]
    fn only_the_parts_that_are_known() {
        for (text, expected) in [
            ("2021", "2021"),
            ("2021-08", "2021-8"),
            ("2021-08-26", "2021-8-26"),
            ("-0043-03-15", "-43-3-15"),
            ("2021-08-26T17:50:00Z", "2021-8-26, timed"),
            ("2021-05/2021-06", "2021-5 to 2021-6"),
            ("2021-01-01/2021-12-31", "2021-1-1 to 2021-12-31"),
            ("late 2014", "2014-9 to 2014-12, inexact"),
            ("[2014,2018]", "2014 to 2018, inexact"),
            ("2015~", "2015, inexact"),
            ("2021-08-~26", "2021-8-26, inexact"),
            ("199X", "1990 to 1999, inexact"),
            ("2015-24", "2015-12 to 2016-2, inexact"),
            ("2015/..", "2015, inexact"),
            ("../2015-03", "2015-3, inexact"),
            ("[..2013]", "2013, inexact"),
            ("2014~/2016-03", "2014-1 to 2016-3, inexact"),
            ("Y170000002", "none"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
