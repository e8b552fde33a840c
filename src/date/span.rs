//! The spans of time that a date speaks of, for drawing it to scale: where it may lie, and where it surely does.
//!
//! Pictures show what is possible otherwise than what is certain.

use edtf_core::{Edtf, IntervalEndpoint, SetElement, SetKind};

use super::{Date, Window, bounds};

/// One run of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateSpan {
    /// All the days that may be meant. `None` on a side: open, unknown, or beyond the years that can be computed with.
    pub possible: Window,
    /// The days that are meant whatever the reading: a day by itself, what surely lasted of an interval. Both its ends
    /// are known. `None`: no day is certain.
    pub certain: Option<Window>,
}

impl Date {
    /// Its spans, as they are written: one, or for a set one for each member.
    pub(crate) fn spans(&self) -> Vec<DateSpan> {
        of(&self.edtf())
            .into_iter()
            .map(|DateSpan { possible, certain }| DateSpan { possible: computable(possible), certain })
            .collect()
    }
}

fn of(edtf: &Edtf) -> Vec<DateSpan> {
    match edtf {
        Edtf::Date(date) => vec![member(&SetElement::Date(*date))],
        Edtf::DateTime(date_time) => vec![member(&SetElement::Date(date_time.date))],
        Edtf::Interval(interval) => {
            let possible = bounds::hull(edtf);
            vec![DateSpan { possible, certain: surely_lasted(&interval.start, &interval.end) }]
        }
        Edtf::Set(set) => {
            // Of several days of which one is meant, none is certain.
            let one_of_several = set.kind == SetKind::OneMember && set.elements.len() > 1;
            let members = set.elements.iter().map(member);
            members.map(|span| DateSpan { certain: span.certain.filter(|_| !one_of_several), ..span }).collect()
        }
    }
}

fn member(element: &SetElement) -> DateSpan {
    let possible = bounds::element_hull(element, false);
    // A qualified part counts as unknown, and may be any day.
    DateSpan { possible, certain: one_day(bounds::element_hull(element, true)) }
}

fn one_day(window: Window) -> Option<Window> {
    (window.start.is_some() && window.start == window.end).then_some(window)
}

/// From the last day on which it may have begun to the first on which it may have ended. An end that is not known
/// promises nothing beyond the other.
fn surely_lasted(start: &IntervalEndpoint, end: &IntervalEndpoint) -> Option<Window> {
    let (start, end) = (bounds::endpoint(start, true), bounds::endpoint(end, true));
    let first = start.end.or(end.start)?;
    let last = end.start.or(start.end)?;
    // Where only one end is known, it must be known to the day.
    let is_known = match (start.end, end.start) {
        (Some(_), Some(_)) => first <= last,
        (Some(_), None) => start.start == start.end,
        _ => end.start == end.end,
    };
    is_known.then_some(Window::days(first, last))
}

fn computable(window: Window) -> Window {
    Window { start: window.start.filter(bounds::is_computable), end: window.end.filter(bounds::is_computable) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `possible`, and behind a bar what is certain of it.
    fn drawn(text: &str) -> String {
        let day = |day: Option<chrono::NaiveDate>| day.map_or("..".to_owned(), |day| day.to_string());
        let window = |window: Window| format!("{} {}", day(window.start), day(window.end));
        let span = |span: &DateSpan| match span.certain {
            Some(certain) => format!("{} | {}", window(span.possible), window(certain)),
            None => window(span.possible),
        };
        let date: Date = text.parse().unwrap();
        date.spans().iter().map(span).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_is_certain_is_told_from_what_is_possible() {
        for (text, expected) in [
            ("2021-08-26", "2021-08-26 2021-08-26 | 2021-08-26 2021-08-26"),
            ("2021-08-26T17:50:00Z", "2021-08-26 2021-08-26 | 2021-08-26 2021-08-26"),
            ("2021-08", "2021-08-01 2021-08-31"),
            ("late 2014", "2014-09-01 2014-12-31"),
            ("2021-08-26~", "2021-08-26 2021-08-26"),
            ("[2014,2018]", "2014-01-01 2014-12-31; 2018-01-01 2018-12-31"),
            ("[2014-01-03,2018-05-01]", "2014-01-03 2014-01-03; 2018-05-01 2018-05-01"),
            ("{2014-01-03,2018}", "2014-01-03 2014-01-03 | 2014-01-03 2014-01-03; 2018-01-01 2018-12-31"),
            ("2021-08-26/2021-08-28", "2021-08-26 2021-08-28 | 2021-08-26 2021-08-28"),
            ("2014-12/2016-01", "2014-12-01 2016-01-31 | 2014-12-31 2016-01-01"),
            ("2014~/2016", "2014-01-01 2016-12-31"),
            ("2015/..", "2015-01-01 .."),
            ("2015-03-01/..", "2015-03-01 .. | 2015-03-01 2015-03-01"),
            ("../2015-03-01", ".. 2015-03-01 | 2015-03-01 2015-03-01"),
        ] {
            assert_eq!(drawn(text), expected, "{text}");
        }
    }
}
