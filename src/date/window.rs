//! Time filters: an inclusive [`Window`] of days, a union of [`Windows`], and whether a date touches it for certain.
//!
//! Filters are made into windows, and every event is asked whether its date touches them.

use chrono::{Datelike, NaiveDate};
use edtf_core::{Edtf, Interval, Precision, Set, SetElement, SetKind};

use super::{Date, Repr, bounds, place};

/// How surely a date touches a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Some reading of the date touches it.
    Possible,
    /// Every reading does.
    Certain,
}

/// The days from `start` to `end`, both inclusive. `None`: no limit on that side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first day.
    pub start: Option<NaiveDate>,
    /// The last day.
    pub end: Option<NaiveDate>,
}

impl Window {
    pub(super) const EVERYTHING: Window = Window { start: None, end: None };

    /// A whole year, astronomical (0 is 1 BC). Beyond chrono's years (±262,000) it is the farthest day there is.
    pub fn year(year: i32) -> Window {
        Window::days(bounds::first_day(year, 0, 0), bounds::last_day(year, 0, 0))
    }

    /// The whole of a date, from its earliest to its latest day: 2014 gives 1 January to 31 December.
    pub fn of(date: &Date) -> Window {
        date.hull()
    }

    pub(super) fn days(first: NaiveDate, last: NaiveDate) -> Window {
        Window { start: Some(first), end: Some(last) }
    }

    /// The days in both; `None` where there are none.
    pub fn intersect(&self, other: &Window) -> Option<Window> {
        let both = Window {
            // `None` is less than any day, which is right for a start and wrong for an end.
            start: self.start.max(other.start),
            end: match (self.end, other.end) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
        };
        (!both.is_empty()).then_some(both)
    }

    fn is_empty(&self) -> bool {
        matches!((self.start, self.end), (Some(start), Some(end)) if start > end)
    }
}

/// A union of windows, against which dates are matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Windows {
    /// In order, with at least a day between any two.
    windows: Vec<Window>,
    /// All the other days, in order. A date is certain to match if no reading of it lies wholly in a gap.
    gaps: Vec<Window>,
    /// The places of the first and last days of the windows, by which nearly all dates are compared.
    places: Vec<(u64, u64)>,
}

impl Windows {
    /// The union: windows that overlap or adjoin become one, empty ones (start after end) go. No window at all
    /// matches nothing.
    pub fn new(windows: impl IntoIterator<Item = Window>) -> Windows {
        let mut sorted: Vec<Window> = windows.into_iter().filter(|window| !window.is_empty()).collect();
        sorted.sort_by_key(|window| window.start);
        let mut windows: Vec<Window> = Vec::with_capacity(sorted.len());
        for window in sorted {
            match windows.last_mut() {
                Some(before) if adjoin(before.end, window.start) => {
                    before.end = before.end.zip(window.end).map(|(a, b)| a.max(b));
                }
                _ => windows.push(window),
            }
        }
        let gaps = gaps(&windows);
        let places = windows.iter().map(|Window { start, end }| (start.map_or(0, place), end.map_or(u64::MAX, place)));
        Windows { places: places.collect(), windows, gaps }
    }

    /// Its windows in order, with at least a day between any two.
    pub fn iter(&self) -> impl Iterator<Item = &Window> {
        self.windows.iter()
    }

    /// The days in either.
    pub fn union(&self, other: &Windows) -> Windows {
        Windows::new(self.windows.iter().chain(&other.windows).copied())
    }

    /// The days in both.
    pub fn intersect(&self, other: &Windows) -> Windows {
        let pairs = self.windows.iter().flat_map(|a| other.windows.iter().filter_map(|b| a.intersect(b)));
        Windows::new(pairs)
    }

    /// All days but these.
    pub fn complement(&self) -> Windows {
        Windows::new(self.gaps.iter().copied())
    }

    /// How the date touches the union; `None` where it does not. The date's own qualifiers and masks decide what is
    /// certain: a qualified part counts as unknown.
    #[inline]
    pub fn matches(&self, date: &Date) -> Option<Certainty> {
        match &date.0 {
            Repr::Plain(plain) => self.unknown_day(plain.first_place(), plain.last_place()),
            Repr::OneOf(first, last) => self.unknown_day(first.first_place(), last.last_place()),
            Repr::Qualified(plain, _) => {
                let found = self.unknown_day(plain.first_place(), plain.last_place());
                // Its year is not known for certain either, so only all of time holds it for certain.
                found.map(|_| if self.gaps.is_empty() { Certainty::Certain } else { Certainty::Possible })
            }
            _ => self.matches_any(date),
        }
    }

    /// The same for a date of any form.
    #[inline(never)]
    fn matches_any(&self, date: &Date) -> Option<Certainty> {
        let edtf = date.edtf();
        let (possible, certain) = match &*edtf {
            Edtf::Date(date) => self.one_of(&[SetElement::Date(*date)]),
            Edtf::DateTime(date_time) => self.one_of(&[SetElement::Date(date_time.date)]),
            Edtf::Interval(interval) => self.interval(interval),
            Edtf::Set(Set { kind, elements }) => match kind {
                SetKind::OneMember => self.one_of(elements),
                SetKind::AllMembers => self.all_of(elements),
            },
        };
        match (possible, certain) {
            (false, _) => None,
            (true, false) => Some(Certainty::Possible),
            (true, true) => Some(Certainty::Certain),
        }
    }

    /// One event on some day from the one with place `first` to the one with place `last`: the hot path.
    #[inline]
    fn unknown_day(&self, first: u64, last: u64) -> Option<Certainty> {
        let (start, end) = *self.places.iter().find(|(start, end)| last >= *start && first <= *end)?;
        // The windows do not adjoin, so days that one of them does not hold are not held by two.
        if first >= start && last <= end { Some(Certainty::Certain) } else { Some(Certainty::Possible) }
    }

    /// One event on a day that one of the elements may mean.
    fn one_of(&self, elements: &[SetElement]) -> (bool, bool) {
        let any = |windows: &[Window], widened| {
            windows.iter().any(|window| elements.iter().any(|element| bounds::touches(element, window, widened)))
        };
        let possible = any(&self.windows, false);
        (possible, possible && !any(&self.gaps, true))
    }

    /// Something that happened on every member: one that matches is enough.
    fn all_of(&self, elements: &[SetElement]) -> (bool, bool) {
        let mut possible = false;
        for element in elements {
            let (touched, sure) = self.one_of(std::slice::from_ref(element));
            if sure || self.holds_member(element) {
                return (true, true);
            }
            possible |= touched;
        }
        (possible, false)
    }

    /// Whether the union holds one of the members that a range stands for: `2014..2016` is three years. A limit
    /// that is masked, qualified or a season stands for no member but itself.
    fn holds_member(&self, element: &SetElement) -> bool {
        let (limit, first, last) = match element {
            SetElement::Date(date) => return self.one_of(&[SetElement::Date(*date)]).1,
            SetElement::Range(a, b) => (a, bounds::span(a).0, bounds::span(b).1),
            SetElement::OnOrBefore(date) => (date, NaiveDate::MIN, bounds::span(date).1),
            SetElement::OnOrAfter(date) => (date, bounds::span(date).0, NaiveDate::MAX),
        };
        let precision = limit.precision();
        let plain = !limit.has_unspecified() && !limit.is_uncertain() && !limit.is_approximate();
        if !plain || precision == Precision::Season || limit.year.significant_digits.is_some() {
            return self.holds_member(&SetElement::Date(*limit));
        }
        self.windows.iter().any(|window| {
            let from = window.start.map_or(first, |start| start.max(first));
            let to = window.end.map_or(last, |end| end.min(last));
            first_whole_unit(from, precision).is_some_and(|(_, unit_end)| unit_end <= to)
        })
    }

    /// Something that lasted from a day in one region to a day in another.
    fn interval(&self, interval: &Interval) -> (bool, bool) {
        let start = bounds::endpoint(&interval.start, false);
        let end = bounds::endpoint(&interval.end, false);
        let possible = self.windows.iter().any(|window| {
            let begins = window.end.zip(start.start).is_none_or(|(end, first)| first <= end);
            let ends = window.start.zip(end.end).is_none_or(|(start, last)| last >= start);
            begins && ends
        });
        let certain = possible && !self.gaps.iter().any(|gap| can_lie_in(interval, gap));
        (possible, certain)
    }
}

/// Whether the interval, read at its narrowest, may begin and end within the gap.
fn can_lie_in(interval: &Interval, gap: &Window) -> bool {
    let start = bounds::endpoint(&interval.start, true).intersect(gap);
    let end = bounds::endpoint(&interval.end, true).intersect(gap);
    match (start, end) {
        (Some(start), Some(end)) => start.start.zip(end.end).is_none_or(|(first, last)| first <= last),
        _ => false,
    }
}

/// Whether a window that ends on `end` reaches the one that starts on `start`, or the day before it.
pub(super) fn adjoin(end: Option<NaiveDate>, start: Option<NaiveDate>) -> bool {
    match (end, start) {
        (Some(end), Some(start)) => end.succ_opt().is_none_or(|next| start <= next),
        _ => true,
    }
}

/// The days between, before and after windows that are in order and do not adjoin.
fn gaps(windows: &[Window]) -> Vec<Window> {
    let mut gaps = Vec::with_capacity(windows.len() + 1);
    let mut start = None;
    for window in windows {
        if let Some(end) = window.start.and_then(|day| day.pred_opt()) {
            gaps.push(Window { start, end: Some(end) });
        }
        match window.end.and_then(|day| day.succ_opt()) {
            Some(next) => start = Some(next),
            None => return gaps,
        }
    }
    gaps.push(Window { start, end: None });
    gaps
}

/// The first year, month or day that begins on `from` or later: its first and last day.
fn first_whole_unit(from: NaiveDate, precision: Precision) -> Option<(NaiveDate, NaiveDate)> {
    let unit = |day: NaiveDate| {
        let (year, month) = (day.year(), day.month() as u8);
        match precision {
            Precision::Year => (bounds::first_day(year, 0, 0), bounds::last_day(year, 0, 0)),
            Precision::Month | Precision::Season => {
                (bounds::first_day(year, month, 0), bounds::last_day(year, month, 0))
            }
            Precision::Day => (day, day),
        }
    };
    let (first, last) = unit(from);
    if first == from {
        return Some((first, last));
    }
    last.succ_opt().map(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use edtf_core::{DateField, Year};
    use proptest::prelude::*;

    use Certainty::{Certain, Possible};

    fn window(start: &str, end: &str) -> Window {
        let day = |text: &str| (text != "..").then(|| Window::of(&text.parse().unwrap()));
        Window { start: day(start).and_then(|window| window.start), end: day(end).and_then(|window| window.end) }
    }

    /// `2014`, `2014..2016`, `..2014`; several with `+`.
    fn windows(text: &str) -> Windows {
        Windows::new(text.split('+').map(|part| match part.split_once("..") {
            Some((start, end)) => {
                let or_open = |end| if str::is_empty(end) { ".." } else { end };
                window(or_open(start), or_open(end))
            }
            None => window(part, part),
        }))
    }

    #[test]
    fn the_table_of_the_design() {
        for (date, filter, expected) in [
            ("2020", "2020-06..2020-08", Some(Possible)),
            ("2014-12/2015-01", "2014", Some(Certain)),
            ("2014-12/2015-01", "2015", Some(Certain)),
            ("[2014-12,2015-01]", "2014", Some(Possible)),
            ("[2014,2018]", "2016", None),
            ("2015/..", "2020", Some(Possible)),
            ("2015~", "2015", Some(Possible)),
            ("2015~", "2014", None),
            ("2021-08-~26", "2021-08", Some(Certain)),
        ] {
            assert_eq!(windows(filter).matches(&date.parse().unwrap()), expected, "{date} in {filter}");
        }
    }

    #[test]
    fn what_the_table_leaves_out() {
        for (date, filter, expected) in [
            // Plain dates, and whole units at both ends.
            ("2022-12-31", "..2022", Some(Certain)),
            ("2023-01-01", "..2022", None),
            ("2014", "2014..", Some(Certain)),
            ("2014", "2014+2015", Some(Certain)),
            ("2014/2016", "2015", Some(Certain)),
            // Masks are exact.
            ("19XX-12-25", "1950-06", None),
            ("19XX-12-25", "1950-12", Some(Possible)),
            ("19XX-12-25", "1900..1999", Some(Certain)),
            ("19XX-12-25", "1900-12-25..1999-12-25", Some(Certain)),
            ("19XX-12-25", "1900-12-26..1999-12-25", Some(Possible)),
            ("XXXX-XX-XX", "2014", Some(Possible)),
            ("XXXX-XX-XX", "0000..9999", Some(Certain)),
            ("XXXX-02-29", "2023", None),
            ("2021-08-26T17:50:00Z", "2021-08-26", Some(Certain)),
            // Seasons, and winter in two years.
            ("2015-24", "2016-02-29", Some(Possible)),
            ("2015-24", "2015-12..2016-02", Some(Certain)),
            ("2015-~21", "2015", Some(Possible)),
            ("2015-~21", "2015-01..2016-02", Some(Certain)),
            // Each qualified part is unknown, alone.
            ("2015-~06-26", "2015", Some(Certain)),
            ("2015-~06-26", "2015-06", Some(Possible)),
            ("2015~", "..", Some(Certain)),
            ("?2015-06", "..2014-05+2014-07..2015-05+2015-07..", None),
            ("?2015-06", "..2016-02+2016-05..", Some(Certain)),
            // An interval lasts; what its open or unknown end promises is what is stated.
            ("2015/..", "2015", Some(Certain)),
            ("2015/", "2020", Some(Possible)),
            ("../2015", "2010", Some(Possible)),
            ("../2015", "2015", Some(Certain)),
            ("..2015/2016", "2010", Some(Possible)),
            ("2014/2015..", "2016", Some(Possible)),
            ("2014~/2016", "2016", Some(Certain)),
            ("2014~/2016", "2014", Some(Possible)),
            // No one year holds it for certain, the two together do.
            ("2014/2015", "2014", Some(Certain)),
            ("201X/2015", "2014+2015", Some(Certain)),
            // All members: one is enough.
            ("{2014,2018}", "2014", Some(Certain)),
            ("{2014,2018}", "2016", None),
            ("{2014..2018}", "2016", Some(Certain)),
            ("{2014..2018}", "2016-01..2016-06", Some(Possible)),
            ("{2014-05..2014-08}", "2014-06-15..2014-07-31", Some(Certain)),
            ("{..2014}", "1950", Some(Certain)),
            ("{2014..}", "2050", Some(Certain)),
            ("[2014..]", "2050", Some(Possible)),
            // Years that no calendar computes with.
            ("Y-170000002", "2014", None),
            ("Y-170000002", "..2014", Some(Certain)),
            ("Y170000002", "2014", None),
            ("Y17E100", "2014..", Some(Certain)),
        ] {
            assert_eq!(windows(filter).matches(&date.parse().unwrap()), expected, "{date} in {filter}");
        }
        assert_eq!(Windows::new([]).matches(&"2014".parse().unwrap()), None);
    }

    #[test]
    fn windows_that_adjoin_become_one() {
        assert_eq!(windows("2015+2014"), windows("2014..2015"));
        assert_eq!(windows("2014+2016").windows.len(), 2);
        assert_eq!(windows("2014..+2016").windows, [window("2014", "..")]);
        assert_eq!(windows("2016..2014"), Windows::new([]));
        assert_eq!(windows("..").gaps, []);
    }

    #[test]
    fn windows_intersect() {
        assert_eq!(window("2014", "..").intersect(&window("..", "2015")), Some(window("2014", "2015")));
        assert_eq!(window("2014", "2014").intersect(&window("2015", "..")), None);
        assert_eq!(Window::year(2014), window("2014", "2014"));
    }

    /// Every day that the date may mean, by edtf-core's own enumeration; years near these where the year is qualified.
    fn readings(date: &edtf_core::Date, widened: bool) -> Vec<NaiveDate> {
        const UNKNOWN: [Option<u8>; 2] = [None, None];
        let unknown = |qualifier: edtf_core::Qualifier| widened && qualifier.is_qualified();
        let mask = |field: DateField| match unknown(field.qualifier) {
            true => DateField { digits: UNKNOWN, ..field },
            false => field,
        };
        let any_season = date.precision() == Precision::Season && unknown(date.month.unwrap().qualifier);
        let years: Vec<Year> = if unknown(date.year.qualifier) {
            (2005..2030).map(|year| bounds::calendar(year, None, None).year).collect()
        } else {
            vec![date.year]
        };
        let mut days = Vec::new();
        for year in years {
            let one =
                edtf_core::Date { year, month: date.month.map(mask).filter(|_| !any_season), day: date.day.map(mask) };
            for value in Edtf::Date(one).values().unwrap() {
                let hull = bounds::hull(&value);
                let (first, mut last) = (hull.start.unwrap(), hull.end.unwrap());
                if any_season {
                    last = bounds::last_day(first.year() + 1, 2, 0);
                }
                days.extend(first.iter_days().take_while(|day| *day <= last));
            }
        }
        days
    }

    fn members(element: &SetElement) -> Vec<edtf_core::Date> {
        let SetElement::Range(..) = element else {
            return match element {
                SetElement::Date(date) => vec![*date],
                _ => unreachable!("the strategy makes no open members"),
            };
        };
        let range = Edtf::Set(Set { kind: SetKind::OneMember, elements: vec![*element] });
        let dates = range.values().unwrap().map(|value| match value {
            Edtf::Date(date) => date,
            _ => unreachable!("a range is of dates"),
        });
        dates.collect()
    }

    impl Window {
        fn overlaps(&self, first: NaiveDate, last: NaiveDate) -> bool {
            self.start.is_none_or(|start| last >= start) && self.end.is_none_or(|end| first <= end)
        }
    }

    fn brute(edtf: &Edtf, windows: &Windows) -> Option<Certainty> {
        let inside = |day: &NaiveDate| windows.windows.iter().any(|window| window.overlaps(*day, *day));
        let verdict = |possible: bool, certain: bool| possible.then_some(if certain { Certain } else { Possible });
        let one_of = |dates: &[edtf_core::Date]| {
            let all = |widened| dates.iter().flat_map(|date| readings(date, widened)).collect::<Vec<_>>();
            verdict(all(false).iter().any(inside), all(true).iter().all(inside))
        };
        match edtf {
            Edtf::Date(date) => one_of(&[*date]),
            Edtf::DateTime(date_time) => one_of(&[date_time.date]),
            Edtf::Set(set) => {
                // A range stands for its members; a masked member stays one, on an unknown day.
                let members: Vec<edtf_core::Date> = set.elements.iter().flat_map(members).collect();
                match set.kind {
                    SetKind::OneMember => one_of(&members),
                    SetKind::AllMembers => members.iter().filter_map(|member| one_of(&[*member])).max(),
                }
            }
            Edtf::Interval(interval) => {
                let ends = |end: &edtf_core::IntervalEndpoint, widened| match end {
                    edtf_core::IntervalEndpoint::Date(date) => readings(date, widened),
                    _ => unreachable!("the strategy makes dated ends"),
                };
                // The windows begin and end with months, so no other days need trying.
                let test = |widened: bool| {
                    let starts: Vec<_> = edges(ends(&interval.start, widened));
                    let ends: Vec<_> = edges(ends(&interval.end, widened));
                    let mut touched = Vec::new();
                    for start in &starts {
                        for end in ends.iter().filter(|end| *end >= start) {
                            touched.push(windows.windows.iter().any(|window| window.overlaps(*start, *end)));
                        }
                    }
                    touched
                };
                verdict(test(false).contains(&true), !test(true).contains(&false))
            }
        }
    }

    /// An end of an interval lies anywhere from its first reading to its last: those two days, and the first and
    /// last days of months between them.
    fn edges(days: Vec<NaiveDate>) -> Vec<NaiveDate> {
        let (first, last) = (*days.iter().min().unwrap(), *days.iter().max().unwrap());
        let edge = |day: &NaiveDate| day.day() == 1 || day.succ_opt().is_some_and(|next| next.day() == 1);
        let run = first.iter_days().take_while(|day| *day <= last);
        run.filter(edge).chain([first, last]).collect()
    }

    fn one_date() -> impl Strategy<Value = String> {
        let mark = || prop::sample::select(vec!["", "", "", "", "~", "?", "%"]);
        let year = || prop::sample::select(vec!["2014", "2015", "2016", "201X"]);
        let month = || prop::sample::select(vec!["01", "02", "12", "XX", "0X", "1X"]);
        let day = || prop::sample::select(vec!["01", "28", "XX", "2X"]);
        let code = || (21..=41u8).prop_map(|code| code.to_string());
        prop_oneof![
            (year(), mark()).prop_map(|(y, m)| format!("{y}{m}")),
            (year(), mark(), mark(), month()).prop_map(|(y, m, n, month)| format!("{y}{m}-{n}{month}")),
            (year(), mark(), mark(), code()).prop_map(|(y, m, n, code)| format!("{y}{m}-{n}{code}")),
            ((year(), mark()), (mark(), month()), (mark(), day()))
                .prop_map(|((y, q), (r, m), (s, d))| format!("{y}{q}-{r}{m}-{s}{d}")),
        ]
    }

    fn any_edtf() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => one_date(),
            1 => (one_date(), one_date()).prop_map(|(a, b)| format!("{a}/{b}")),
            1 => (one_date(), one_date()).prop_map(|(a, b)| format!("[{a},{b}]")),
            1 => (one_date(), one_date()).prop_map(|(a, b)| format!("{{{a},{b}}}")),
            1 => (2013..2015, 2015..2017).prop_map(|(a, b)| format!("{{{a}-05..{b}-06}}")),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn matches_agree_with_every_reading_tried(
            text in any_edtf(),
            limits in prop::collection::vec((2013..2018i32, 1..=12u8, 0..30u8), 1..3),
        ) {
            let Ok(edtf) = Edtf::parse(&text) else { return Ok(()) };
            let windows = Windows::new(limits.into_iter().map(|(year, month, length)| {
                let months = i32::from(month - 1 + length);
                let last = bounds::last_day(year + months / 12, (months % 12) as u8 + 1, 0);
                Window::days(bounds::first_day(year, month, 0), last)
            }));
            let date = Date::from_edtf(edtf.clone());
            prop_assert_eq!(windows.matches(&date), brute(&edtf, &windows), "{} in {:?}", text, windows);
        }
    }
}
