//! A date as numbers on which other programs filter: what may be meant and what is certain become plain comparisons.
//!
//! Parquet files have them as columns, so that an engine finds the events that [`Windows`](super::Windows) finds. A
//! property holds the two to one another.

use chrono::{Datelike, NaiveDate};
use edtf_core::{Edtf, Precision, Set, SetElement, SetKind};

use super::window::Window;
use super::{Date, bounds};

/// What stands for an end that is open or unknown, with its sign.
pub const OPEN: i64 = 99_999_999_999;

/// No date may have more runs than this, or one row would be as large as a table.
pub const MOST_RUNS: usize = 12_000;

/// A day as one number, year · 10,000 + month · 100 + day, which orders as days do, before Christ too.
pub fn day_number(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// Days from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    pub first: i64,
    pub last: i64,
}

/// A unit of which one is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WholeUnit {
    Year,
    Month,
    Day,
}

impl WholeUnit {
    pub fn name(self) -> &'static str {
        match self {
            WholeUnit::Year => "year",
            WholeUnit::Month => "month",
            WholeUnit::Day => "day",
        }
    }
}

/// Something of which a window must hold all to hold the date for certain, or one whole unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub first: i64,
    pub last: i64,
    /// `None`: all of it must lie in the window.
    pub unit: Option<WholeUnit>,
    /// Where its days have gaps: each run must lie in a window.
    pub runs: Option<Vec<Run>>,
}

/// The columns of one date.
///
/// For a window from a to b it is possible that the date touches it where `earliest <= b AND latest >= a` and, where there
/// are runs, one of them overlaps it. Of these it is certain where `latest_start <= b AND earliest_end >= a` or, where there
/// are members, for one of them: all of it, or each of its runs, lies in the window; if it has a unit, the whole units
/// within the window overlap it. An open limit of the window leaves its comparison out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayColumns {
    /// The first and the last day that may be meant, qualifiers ignored.
    pub earliest: i64,
    pub latest: i64,
    /// It has surely begun by this day. A qualified part counts as unknown.
    pub latest_start: i64,
    /// It has surely not ended before this day.
    pub earliest_end: i64,
    /// The days that may be meant, where these have gaps.
    pub runs: Option<Vec<Run>>,
    /// What is certain, where the four numbers can't say it.
    pub members: Option<Vec<Member>>,
}

/// A date whose days have more than [`MOST_RUNS`] runs.
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyRuns;

impl Date {
    /// The date as numbers.
    ///
    /// # Errors
    /// Its days have more than [`MOST_RUNS`] runs, as those of `XXXX-XX-25` do.
    pub fn day_columns(&self) -> Result<DayColumns, TooManyRuns> {
        match &*self.edtf() {
            Edtf::Date(date) => one_of(&[SetElement::Date(*date)]),
            Edtf::DateTime(date_time) => one_of(&[SetElement::Date(date_time.date)]),
            Edtf::Set(Set { kind: SetKind::OneMember, elements }) => one_of(elements),
            Edtf::Set(Set { kind: SetKind::AllMembers, elements }) => all_of(elements),
            Edtf::Interval(interval) => {
                let [start, end] = [&interval.start, &interval.end].map(|end| run_of(bounds::endpoint(end, false)));
                let [wide_start, wide_end] =
                    [&interval.start, &interval.end].map(|end| run_of(bounds::endpoint(end, true)));
                Ok(DayColumns {
                    earliest: start.first,
                    latest: end.last,
                    latest_start: wide_start.last.min(wide_end.last),
                    earliest_end: wide_start.first.max(wide_end.first),
                    runs: None,
                    members: None,
                })
            }
        }
    }
}

fn run_of(window: Window) -> Run {
    Run { first: window.start.map_or(-OPEN, day_number), last: window.end.map_or(OPEN, day_number) }
}

/// One event on a day that one of the elements may mean.
fn one_of(elements: &[SetElement]) -> Result<DayColumns, TooManyRuns> {
    let possible = runs(elements, false)?;
    let certain = runs(elements, true)?;
    let (hull, wide) = (hull(&possible), hull(&certain));
    let members = (certain.len() > 1).then(|| vec![whole(certain)]);
    Ok(DayColumns {
        earliest: hull.first,
        latest: hull.last,
        latest_start: wide.last,
        earliest_end: wide.first,
        runs: (possible.len() > 1).then_some(possible),
        members,
    })
}

/// Something that happened on every member: one that is certain is enough.
fn all_of(elements: &[SetElement]) -> Result<DayColumns, TooManyRuns> {
    let possible = runs(elements, false)?;
    let hull = hull(&possible);
    let mut members = Vec::new();
    for element in elements {
        let (limit, first, last) = match element {
            SetElement::Date(_) => {
                members.push(whole(runs(std::slice::from_ref(element), true)?));
                continue;
            }
            SetElement::Range(a, b) => (a, day_number(bounds::span(a).0), day_number(bounds::span(b).1)),
            SetElement::OnOrBefore(date) => (date, -OPEN, day_number(bounds::span(date).1)),
            SetElement::OnOrAfter(date) => (date, day_number(bounds::span(date).0), OPEN),
        };
        let is_plain = !limit.has_unspecified() && !limit.is_uncertain() && !limit.is_approximate();
        let unit = match limit.precision() {
            Precision::Year if limit.year.significant_digits.is_none() => Some(WholeUnit::Year),
            Precision::Month => Some(WholeUnit::Month),
            Precision::Day => Some(WholeUnit::Day),
            _ => None,
        };
        match unit.filter(|_| is_plain) {
            Some(unit) => members.push(Member { first, last, unit: Some(unit), runs: None }),
            None => {
                // Such a limit stands for no member but itself.
                members.push(whole(runs(&[SetElement::Date(*limit)], true)?));
                members.push(whole(runs(std::slice::from_ref(element), true)?));
            }
        }
    }
    Ok(DayColumns {
        earliest: hull.first,
        latest: hull.last,
        // The members say it.
        latest_start: OPEN,
        earliest_end: -OPEN,
        runs: (possible.len() > 1).then_some(possible),
        members: Some(members),
    })
}

/// A member of which all must lie in the window.
fn whole(runs: Vec<Run>) -> Member {
    let Run { first, last } = hull(&runs);
    Member { first, last, unit: None, runs: (runs.len() > 1).then_some(runs) }
}

fn hull(runs: &[Run]) -> Run {
    let first = runs.iter().map(|run| run.first).min().unwrap_or(-OPEN);
    Run { first, last: runs.iter().map(|run| run.last).max().unwrap_or(OPEN) }
}

/// The days that elements may mean, in order, with a day at least between any two runs.
fn runs(elements: &[SetElement], widened: bool) -> Result<Vec<Run>, TooManyRuns> {
    let mut windows: Vec<Window> = Vec::new();
    for element in elements {
        let all = bounds::each_run(element, widened, |window| {
            windows.push(window);
            windows.len() <= 40 * MOST_RUNS
        });
        if !all {
            return Err(TooManyRuns);
        }
    }
    windows.sort_by_key(|window| window.start);
    let mut joined: Vec<Window> = Vec::new();
    for window in windows {
        match joined.last_mut() {
            Some(before) if super::window::adjoin(before.end, window.start) => {
                before.end = before.end.zip(window.end).map(|(a, b)| a.max(b));
            }
            _ => joined.push(window),
        }
    }
    if joined.len() > MOST_RUNS { Err(TooManyRuns) } else { Ok(joined.into_iter().map(run_of).collect()) }
}

/// The first day of the first unit that begins on the day or later; `None`: beyond the calendar.
pub fn whole_from(day: NaiveDate, unit: WholeUnit) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt;
    match unit {
        WholeUnit::Day => Some(day),
        WholeUnit::Month if day.day() == 1 => Some(day),
        WholeUnit::Month if day.month() == 12 => first(day.year() + 1, 1, 1),
        WholeUnit::Month => first(day.year(), day.month() + 1, 1),
        WholeUnit::Year if day.ordinal() == 1 => Some(day),
        WholeUnit::Year => first(day.year() + 1, 1, 1),
    }
}

/// The last day of the last unit that ends on the day or earlier; `None`: beyond the calendar.
pub fn whole_to(day: NaiveDate, unit: WholeUnit) -> Option<NaiveDate> {
    let next = day.succ_opt()?;
    let begins = match unit {
        WholeUnit::Day => next,
        WholeUnit::Month => NaiveDate::from_ymd_opt(next.year(), next.month(), 1)?,
        WholeUnit::Year => NaiveDate::from_ymd_opt(next.year(), 1, 1)?,
    };
    begins.pred_opt()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::date::{Certainty, Windows};

    /// A window as an engine is told it: its first and last day as numbers, or none.
    type Limits = (Option<NaiveDate>, Option<NaiveDate>);

    /// The question as an engine answers it.
    fn asked(columns: &DayColumns, windows: &[Limits]) -> Option<Certainty> {
        let any = |test: &dyn Fn(Option<i64>, Option<i64>) -> bool| {
            windows.iter().any(|(start, end)| test(start.map(day_number), end.map(day_number)))
        };
        let touches = |first: i64, last: i64| any(&|a, b| b.is_none_or(|b| first <= b) && a.is_none_or(|a| last >= a));
        let lies_in = |first: i64, last: i64| any(&|a, b| a.is_none_or(|a| first >= a) && b.is_none_or(|b| last <= b));
        let possible = touches(columns.earliest, columns.latest)
            && columns.runs.as_ref().is_none_or(|runs| runs.iter().any(|run| touches(run.first, run.last)));
        if !possible {
            return None;
        }
        let is_certain = |member: &Member| match (member.unit, &member.runs) {
            (None, None) => lies_in(member.first, member.last),
            (None, Some(runs)) => runs.iter().all(|run| lies_in(run.first, run.last)),
            (Some(unit), _) => windows.iter().any(|(start, end)| {
                let (start, end) =
                    (start.and_then(|day| whole_from(day, unit)), end.and_then(|day| whole_to(day, unit)));
                end.is_none_or(|b| member.first <= day_number(b))
                    && start.is_none_or(|a| member.last >= day_number(a))
                    && start.zip(end).is_none_or(|(a, b)| a <= b)
            }),
        };
        let certain = match &columns.members {
            None => touches_surely(columns, windows),
            Some(members) => members.iter().any(is_certain),
        };
        Some(if certain { Certainty::Certain } else { Certainty::Possible })
    }

    fn touches_surely(columns: &DayColumns, windows: &[Limits]) -> bool {
        windows.iter().any(|(start, end)| {
            end.is_none_or(|b| columns.latest_start <= day_number(b))
                && start.is_none_or(|a| columns.earliest_end >= day_number(a))
        })
    }

    fn one_date() -> impl Strategy<Value = String> {
        let mark = || prop::sample::select(vec!["", "", "", "~", "?", "%"]);
        let year = || prop::sample::select(vec!["2014", "2015", "201X", "20XX", "-0003", "0000", "XXXX"]);
        let month = || prop::sample::select(vec!["01", "02", "12", "XX", "0X", "1X"]);
        let day = || prop::sample::select(vec!["01", "28", "2X", "XX"]);
        let code = || (21..=41u8).prop_map(|code| code.to_string());
        prop_oneof![
            (year(), mark()).prop_map(|(y, m)| format!("{y}{m}")),
            (year(), mark(), mark(), month()).prop_map(|(y, m, n, month)| format!("{y}{m}-{n}{month}")),
            (year(), mark(), mark(), code()).prop_map(|(y, m, n, code)| format!("{y}{m}-{n}{code}")),
            ((year(), mark()), (mark(), month()), (mark(), day()))
                .prop_map(|((y, q), (r, m), (s, d))| format!("{y}{q}-{r}{m}-{s}{d}")),
            Just("Y-170000002".to_owned()),
            Just("Y170000002".to_owned()),
            Just("1950S2".to_owned()),
        ]
    }

    fn any_edtf() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => one_date(),
            2 => (one_date(), one_date()).prop_map(|(a, b)| format!("{a}/{b}")),
            1 => (one_date(), prop::sample::select(vec!["..", ""])).prop_map(|(a, b)| format!("{a}/{b}")),
            1 => (one_date(), prop::sample::select(vec!["..", ""])).prop_map(|(a, b)| format!("{b}/{a}")),
            1 => (one_date(), one_date()).prop_map(|(a, b)| format!("[{a},{b}]")),
            1 => one_date().prop_map(|a| format!("[..{a}]")),
            1 => (one_date(), one_date()).prop_map(|(a, b)| format!("{{{a},{b}}}")),
            1 => one_date().prop_map(|a| format!("{{{a}..}}")),
            1 => (2013..2015, 2015..2017).prop_map(|(a, b)| format!("{{{a}-05..{b}-06}}")),
            1 => (2013..2015, 2015..2017).prop_map(|(a, b)| format!("{{{a}..{b},2018-03-04}}")),
            1 => (2013..2015, 2015..2017).prop_map(|(a, b)| format!("[{a}-05-03..{b}-06-01]")),
        ]
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        let year = prop_oneof![4 => 2012..2019i32, 1 => -5..3i32, 1 => 1900..2100i32];
        let edge = prop::sample::select(vec![(1, 1), (12, 31), (3, 1), (6, 30), (2, 28), (7, 15), (1, 2)]);
        (year, edge).prop_map(|(year, (month, day))| NaiveDate::from_ymd_opt(year, month, day).unwrap())
    }

    fn any_windows() -> impl Strategy<Value = Vec<Limits>> {
        let bounded = || (any_day(), any_day()).prop_map(|(a, b)| (Some(a.min(b)), Some(a.max(b))));
        prop_oneof![
            3 => bounded().prop_map(|window| vec![window]),
            2 => prop::collection::vec(bounded(), 2..4),
            1 => any_day().prop_map(|day| vec![(Some(day), None)]),
            1 => any_day().prop_map(|day| vec![(None, Some(day))]),
            1 => any_day().prop_map(|day| vec![(Some(day), Some(day))]),
            1 => Just(vec![(None, None)]),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        /// Whoever filters by the columns finds what dateline finds, possible and certain.
        #[test]
        fn the_columns_answer_as_the_windows_do(text in any_edtf(), limits in any_windows()) {
            let Ok(date) = text.parse::<Date>() else { return Ok(()) };
            let windows = Windows::new(limits.iter().map(|(start, end)| Window { start: *start, end: *end }));
            let Ok(columns) = date.day_columns() else { return Ok(()) };
            // An engine is told the windows of the union, of which no two adjoin.
            let union: Vec<Limits> = windows.iter().map(|window| (window.start, window.end)).collect();
            prop_assert_eq!(asked(&columns, &union), windows.matches(&date), "{} in {:?}: {:?}", text, union, columns);
        }
    }

    #[test]
    fn days_before_christ_are_in_order() {
        let day = |year, month, day| day_number(NaiveDate::from_ymd_opt(year, month, day).unwrap());
        assert_eq!(day(2021, 8, 26), 20_210_826);
        assert_eq!(day(-43, 3, 15), -429_685);
        assert!(day(-44, 12, 31) < day(-43, 1, 1) && day(-43, 12, 31) < day(0, 1, 1) && day(-1, 12, 31) < day(0, 1, 1));
    }

    #[test]
    fn runs_are_bounded() {
        let columns = |text: &str| text.parse::<Date>().unwrap().day_columns();
        assert_eq!(columns("XXXX-12-25").unwrap().runs.unwrap().len(), 10_000);
        assert_eq!(columns("XXXX-XX-25"), Err(TooManyRuns));
        assert_eq!(columns("2014").unwrap().runs, None);
        assert_eq!(columns("[2014,2018]").unwrap().runs.unwrap().len(), 2);
        assert_eq!(columns("[2014,2015]").unwrap().runs, None);
    }
}
