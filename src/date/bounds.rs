//! Which days a date of `edtf-core` may mean: its first and last, and whether any of them lies in a window.
//!
//! `Date` takes its bounds from here, `Windows` its answers, and `phrase` builds its dates with it.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use edtf_core::{Bound, BoundDate, DateField, Edtf, IntervalEndpoint, Qualifier, SetElement, Year, YearKind};

use super::{Window, edtf};

/// A whole date of `edtf-core`, unqualified. `year` is astronomical (0 is 1 BC) and lies within ±9999.
pub(super) fn calendar(year: i32, month: Option<u8>, day: Option<u8>) -> edtf_core::Date {
    let digit = |n: u32| Some((n % 10) as u8);
    let size = year.unsigned_abs();
    let field = |n: u8| DateField { digits: [Some(n / 10), Some(n % 10)], qualifier: Qualifier::default() };
    edtf_core::Date {
        year: Year {
            kind: YearKind::Standard {
                negative: year < 0,
                digits: [digit(size / 1000), digit(size / 100), digit(size / 10), digit(size)],
            },
            significant_digits: None,
            qualifier: Qualifier::default(),
        },
        month: month.map(field),
        day: day.map(field),
    }
}

/// How many days a month has, in the Gregorian calendar carried back before 1582 (as ISO 8601 does).
pub(super) fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The first day of a year, month or day; 0 stands for a month or day that is not known.
pub(super) fn first_day(year: i32, month: u8, day: u8) -> NaiveDate {
    day_or_farthest(year, month.max(1), day.max(1))
}

/// The last day of a year, month or day; 0 stands for a month or day that is not known.
pub(super) fn last_day(year: i32, month: u8, day: u8) -> NaiveDate {
    let month = if month == 0 { 12 } else { month };
    let day = if day == 0 { days_in_month(year, month) } else { day };
    day_or_farthest(year, month, day)
}

fn day_or_farthest(year: i32, month: u8, day: u8) -> NaiveDate {
    let farthest = if year < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    NaiveDate::from_ymd_opt(year, month.into(), day.into()).unwrap_or(farthest)
}

/// False for the two days that stand for everything beyond the years that chrono computes with.
pub(super) fn is_computable(day: &NaiveDate) -> bool {
    *day != NaiveDate::MIN && *day != NaiveDate::MAX
}

/// The first and the last day that a date may mean, qualifiers ignored.
pub(super) fn span(date: &edtf_core::Date) -> (NaiveDate, NaiveDate) {
    if edtf::is_negative(&date.year) && date.year.has_unspecified() {
        return masked_span(date);
    }
    let bounds = Edtf::Date(*date).bounds();
    let day = |bound: Bound| match bound {
        Bound::Date(BoundDate { year, month, day }) => day_or_farthest(clamp(year), month, day),
        // Only a year too large for edtf-core has no bound: Y17E100.
        _ if edtf::is_negative(&date.year) => NaiveDate::MIN,
        _ => NaiveDate::MAX,
    };
    (day(bounds.earliest), day(bounds.latest))
}

/// A year as an `i32`; beyond chrono's years it stays beyond them.
fn clamp(year: i64) -> i32 {
    i32::try_from(year).unwrap_or(if year < 0 { i32::MIN } else { i32::MAX })
}

/// The same for a year before the year 0 with unknown digits, which `edtf-core` does not know: `-03XX` is -399 to -300.
fn masked_span(date: &edtf_core::Date) -> (NaiveDate, NaiveDate) {
    let YearKind::Standard { digits, .. } = date.year.kind else { return (NaiveDate::MIN, NaiveDate::MIN) };
    let size = |unknown: u8| digits.iter().fold(0, |size, digit| 10 * size + i32::from(digit.unwrap_or(unknown)));
    let (first, last) = (-size(9), -size(0));
    if date.month.is_none() {
        return (first_day(first, 0, 0), last_day(last, 0, 0));
    }
    let hull = Candidates::of(date, false).hull();
    (hull.start.unwrap_or(NaiveDate::MIN), hull.end.unwrap_or(NaiveDate::MAX))
}

/// From the earliest day to the latest, qualifiers ignored; no limit where an end is open or unknown.
pub(super) fn hull(edtf: &Edtf) -> Window {
    match edtf {
        Edtf::Date(date) => date_hull(date, false),
        Edtf::DateTime(date_time) => date_hull(&date_time.date, false),
        Edtf::Interval(interval) => {
            Window { start: endpoint(&interval.start, false).start, end: endpoint(&interval.end, false).end }
        }
        Edtf::Set(set) => set
            .elements
            .iter()
            .map(|element| element_hull(element, false))
            .reduce(|a, b| Window {
                start: a.start.zip(b.start).map(|(a, b)| a.min(b)),
                end: a.end.zip(b.end).map(|(a, b)| a.max(b)),
            })
            .unwrap_or(Window::EVERYTHING),
    }
}

/// The days between which one end of an interval lies. `widened` takes each qualified part for unknown.
pub(super) fn endpoint(end: &IntervalEndpoint, widened: bool) -> Window {
    match end {
        IntervalEndpoint::Open | IntervalEndpoint::Unknown => Window::EVERYTHING,
        IntervalEndpoint::Date(date) => date_hull(date, widened),
        IntervalEndpoint::OnOrBefore(date) => element_hull(&SetElement::OnOrBefore(*date), widened),
        IntervalEndpoint::OnOrAfter(date) => element_hull(&SetElement::OnOrAfter(*date), widened),
    }
}

/// The days between which a member of a set lies.
pub(super) fn element_hull(element: &SetElement, widened: bool) -> Window {
    match element {
        SetElement::Date(date) => date_hull(date, widened),
        SetElement::OnOrBefore(date) => Window { start: None, end: date_hull(date, widened).end },
        SetElement::OnOrAfter(date) => Window { start: date_hull(date, widened).start, end: None },
        SetElement::Range(first, last) => Window::days(span(first).0, span(last).1),
    }
}

fn date_hull(date: &edtf_core::Date, widened: bool) -> Window {
    if widened && (date.is_uncertain() || date.is_approximate()) {
        return Candidates::of(date, widened).hull();
    }
    let (first, last) = span(date);
    Window::days(first, last)
}

/// Whether any day that a member of a set may mean lies in the window. A mask stands for each of its days alone: `19XX-12-25` is a hundred
/// single days.
pub(super) fn touches(element: &SetElement, window: &Window, widened: bool) -> bool {
    match element {
        SetElement::Date(date) => Candidates::of(date, widened).touch(window),
        _ => element_hull(element, widened).intersect(window).is_some(),
    }
}

/// Passes each run of days that a member of a set may mean to `take`, in no order. `false`: it did not want them all.
///
/// A date of any year at all is one run without limits, though its month may be known.
pub(super) fn each_run(element: &SetElement, widened: bool, mut take: impl FnMut(Window) -> bool) -> bool {
    let SetElement::Date(date) = element else { return take(element_hull(element, widened)) };
    let candidates = Candidates::of(date, widened);
    let is_one_run = matches!(candidates.part, Part::WholeYear) && candidates.mask.is_none();
    if candidates.any_year || is_one_run {
        return take(candidates.hull());
    }
    let mut takes_all = true;
    for year in candidates.years.clone() {
        candidates.any_span(year, |first, last| {
            takes_all = take(Window::days(first, last));
            !takes_all
        });
        if !takes_all {
            break;
        }
    }
    takes_all
}

/// Every day that one date may mean.
struct Candidates {
    /// Within chrono's years.
    years: RangeInclusive<i32>,
    /// The digits a year must have, where some are masked (`19XX`).
    mask: Option<[Option<u8>; 4]>,
    /// The year is qualified, and may be any at all.
    any_year: bool,
    part: Part,
}

/// What the date says within its year.
enum Part {
    WholeYear,
    /// A qualified season may be any, and winter ends in the next year.
    AnySeason,
    /// First and last month; the last lies in the next year where it is the lesser.
    Season(u8, u8),
    Month(DateField),
    Day(DateField, DateField),
}

impl Candidates {
    fn of(date: &edtf_core::Date, widened: bool) -> Candidates {
        let unknown = |qualifier: Qualifier| widened && qualifier.is_qualified();
        let masked = |field: DateField| match unknown(field.qualifier) {
            true => DateField { digits: [None, None], ..field },
            false => field,
        };
        let season = date.month.and_then(DateField::value).filter(|code| *code > 12);
        let part = match (date.month, season, date.day) {
            (None, ..) => Part::WholeYear,
            (Some(month), Some(_), _) if unknown(month.qualifier) => Part::AnySeason,
            (Some(_), Some(code), _) => {
                let (first, last) = season_months(code);
                Part::Season(first, last)
            }
            (Some(month), None, None) => Part::Month(masked(month)),
            (Some(month), None, Some(day)) => Part::Day(masked(month), masked(day)),
        };
        let any_year = unknown(date.year.qualifier);
        let mask = match date.year.kind {
            YearKind::Standard { digits, .. } if date.year.has_unspecified() && !any_year => Some(digits),
            _ => None,
        };
        let (first, last) = match any_year {
            true => (NaiveDate::MIN, NaiveDate::MAX),
            false => span(&edtf_core::Date { month: None, day: None, ..*date }),
        };
        Candidates { years: first.year()..=last.year(), mask, any_year, part }
    }

    fn hull(&self) -> Window {
        if self.any_year {
            return Window::EVERYTHING;
        }
        let mut hull = Window::EVERYTHING;
        self.years.clone().any(|year| {
            self.any_span(year, |first, _| {
                hull.start = Some(first);
                true
            })
        });
        self.years.clone().rev().any(|year| {
            self.any_span(year, |_, last| {
                hull.end = Some(last);
                // The last span of the year is wanted, so the walk goes on to its end.
                false
            });
            hull.end.is_some()
        });
        hull
    }

    fn touch(&self, window: &Window) -> bool {
        let start = window.start.unwrap_or(NaiveDate::MIN);
        let end = window.end.unwrap_or(NaiveDate::MAX);
        // A winter reaches into the year after its own.
        let first = start.year().saturating_sub(1).max(*self.years.start());
        let last = end.year().min(*self.years.end());
        (first..=last).any(|year| self.any_span(year, |first, last| first <= end && last >= start))
    }

    /// Whether a run of candidate days that begins in the year passes the test; they are tried in order.
    fn any_span(&self, year: i32, mut test: impl FnMut(NaiveDate, NaiveDate) -> bool) -> bool {
        if !self.mask.is_none_or(|mask| has_digits(year, mask)) {
            return false;
        }
        match self.part {
            Part::WholeYear => test(first_day(year, 0, 0), last_day(year, 0, 0)),
            Part::AnySeason => test(first_day(year, 0, 0), last_day(next(year), 2, 0)),
            Part::Season(first, last) => {
                let last_year = if last < first { next(year) } else { year };
                test(first_day(year, first, 0), last_day(last_year, last, 0))
            }
            Part::Month(month) => {
                matching(month, 12).any(|month| test(first_day(year, month, 0), last_day(year, month, 0)))
            }
            Part::Day(month, day) => matching(month, 12).any(|month| {
                matching(day, days_in_month(year, month)).any(|day| {
                    let day = first_day(year, month, day);
                    test(day, day)
                })
            }),
        }
    }
}

fn next(year: i32) -> i32 {
    year.saturating_add(1)
}

fn has_digits(year: i32, mask: [Option<u8>; 4]) -> bool {
    // The digits of a year before the year 0 are those of its distance from it.
    let size = year.abs();
    let digits = [size / 1000, size / 100 % 10, size / 10 % 10, size % 10];
    mask.iter().zip(digits).all(|(mask, digit)| mask.is_none_or(|mask| i32::from(mask) == digit))
}

/// The numbers from 1 to `most` that the two digits may stand for.
fn matching(field: DateField, most: u8) -> impl Iterator<Item = u8> {
    let [tens, ones] = field.digits;
    (1..=most).filter(move |n| tens.is_none_or(|tens| tens == n / 10) && ones.is_none_or(|ones| ones == n % 10))
}

/// First and last month of a season, quarter, third or half (ISO 8601-2:2019, 4.8), whose codes are 21 to 41.
/// Seasons named without a hemisphere (21 to 24) are northern.
fn season_months(code: u8) -> (u8, u8) {
    match code {
        21 | 25 | 31 => (3, 5),
        22 | 26 | 32 => (6, 8),
        23 | 27 | 29 => (9, 11),
        24 | 28 | 30 => (12, 2),
        33 => (1, 3),
        34 => (4, 6),
        35 => (7, 9),
        36 => (10, 12),
        37 => (1, 4),
        38 => (5, 8),
        39 => (9, 12),
        40 => (1, 6),
        _ => (7, 12),
    }
}
