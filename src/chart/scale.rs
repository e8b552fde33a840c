//! Time to scale: where a day lies between the first and the last of a chronology, and the ticks of an axis.
//!
//! Everything in `chart` that shows time is placed with it.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use crate::date::{Date, Window, Windows, short_month, year_name};

/// The days that an axis shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// In days of the common era, as chrono counts them: 1 January of the year 1 is day 1.
    first: i64,
    /// The day after the last.
    end: i64,
    /// The earliest and the latest known day of any event. The axis may reach farther.
    known: (i64, i64),
}

/// A step of an axis: so many of a unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Days(i64),
    Months(i64),
    Years(i64),
}

/// From the finest to the coarsest. The last is longer than chrono's whole calendar.
const STEPS: [Step; 24] = [
    Step::Days(1),
    Step::Days(7),
    Step::Months(1),
    Step::Months(3),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
    Step::Years(100),
    Step::Years(200),
    Step::Years(500),
    Step::Years(1000),
    Step::Years(2000),
    Step::Years(5000),
    Step::Years(10_000),
    Step::Years(20_000),
    Step::Years(50_000),
    Step::Years(100_000),
    Step::Years(200_000),
    Step::Years(500_000),
    Step::Years(1_000_000),
    Step::Years(2_000_000),
];

impl Step {
    /// The number of the step that a day lies in.
    fn of(self, day: i64) -> i64 {
        let date = date(day);
        match self {
            // Day 1 of the common era was a Monday, so weeks are those of the calendar.
            Step::Days(n) => (day - 1).div_euclid(n),
            Step::Months(n) => (i64::from(date.year()) * 12 + i64::from(date.month0())).div_euclid(n),
            Step::Years(n) => match i64::from(date.year()) {
                // Steps must begin with 100 BC and 50 BC, which are the years -99 and -49.
                year if year < 0 && n > 1 => (year - 1).div_euclid(n),
                year => year.div_euclid(n),
            },
        }
    }

    /// The first day of the step of that number.
    fn start(self, number: i64) -> i64 {
        match self {
            Step::Days(n) => number * n + 1,
            Step::Months(n) => month_start(number * n),
            Step::Years(n) if number < 0 && n > 1 => month_start((number * n + 1) * 12),
            Step::Years(n) => month_start(number * n * 12),
        }
    }
}

fn date(day: i64) -> NaiveDate {
    let farthest = if day < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    i32::try_from(day).ok().and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or(farthest)
}

/// The first day of a month, which is counted from the year 0; the farthest day where it is beyond chrono's calendar.
fn month_start(months: i64) -> i64 {
    let farthest = if months < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    let month = months.rem_euclid(12) as u32 + 1;
    let day = i32::try_from(months.div_euclid(12)).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, 1));
    number(day.unwrap_or(farthest))
}

/// The number of a day, in days of the common era.
pub fn number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

/// A mark on an axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// The first day of the time that it marks, and the day after the last.
    pub days: (i64, i64),
    pub label: String,
    /// Whether it is a year among months or a month among days.
    pub is_major: bool,
}

/// The most ticks for which a scale is chosen; where there is less room, fewer are drawn.
const USUAL_TICKS: usize = 16;

impl Scale {
    /// A scale from the earliest to the latest known day of the dates, extended to whole units of the calendar. `None`: no
    /// day is known.
    pub fn of<'a>(dates: impl IntoIterator<Item = &'a Date>) -> Option<Scale> {
        let days = dates.into_iter().flat_map(|date| [date.earliest(), date.latest()]).flatten().map(number);
        let (first, last) = days.fold(None, |range: Option<(i64, i64)>, day| {
            Some(range.map_or((day, day), |(first, last)| (first.min(day), last.max(day))))
        })?;
        let known = (first, last);
        // A single day would fill the axis; between its neighbours it can be seen to be one day.
        let (first, last) = if last - first < 2 { (first - 1, last + 1) } else { (first, last) };
        let scale = Scale { first, end: last + 1, known };
        let whole = match scale.step(USUAL_TICKS) {
            Step::Days(_) => Step::Days(1),
            Step::Months(_) => Step::Months(1),
            Step::Years(n) => Step::Years((n / 5).max(1)),
        };
        let end = whole.start(whole.of(last) + 1).max(last + 1);
        Some(Scale { first: whole.start(whole.of(first)), end, known })
    }

    /// The years of the earliest and the latest known day: `From 1903 to 1997`, `2024`.
    pub fn known_years(&self) -> String {
        let (first, last) = (year_name(date(self.known.0).year()), year_name(date(self.known.1).year()));
        if first == last { first } else { format!("From {first} to {last}") }
    }

    /// The first day, and the day after the last.
    pub fn days(&self) -> (i64, i64) {
        (self.first, self.end)
    }

    /// Where a day begins, from 0 to 1.
    pub fn at(&self, day: i64) -> f64 {
        ((day - self.first) as f64 / (self.end - self.first) as f64).clamp(0.0, 1.0)
    }

    /// Where a window begins and ends, from 0 to 1; an open side reaches the edge.
    pub fn window(&self, window: Window) -> (f64, f64) {
        let start = window.start.map_or(0.0, |day| self.at(number(day)));
        let end = window.end.map_or(1.0, |day| self.at(number(day) + 1));
        (start, end)
    }

    /// The finest step of which the axis has at most `most`.
    fn step(&self, most: usize) -> Step {
        let most = i64::try_from(most).unwrap_or(i64::MAX).max(1);
        let count = |step: Step| step.of(self.end - 1) - step.of(self.first) + 1;
        STEPS.into_iter().find(|step| count(*step) <= most).unwrap_or(STEPS[STEPS.len() - 1])
    }

    /// The ticks of the axis, at most `most`.
    pub fn ticks(&self, most: usize) -> Vec<Tick> {
        let step = self.step(most);
        let first = step.of(self.first);
        let numbers = (first..=step.of(self.end - 1)).filter(|n| step.start(*n) >= self.first);
        let mut ticks: Vec<Tick> = Vec::new();
        for n in numbers {
            let start = step.start(n);
            let day = date(start);
            let year = year_name(day.year());
            let starts_year = day.ordinal() == 1 || ticks.is_empty();
            let (label, is_major) = match step {
                Step::Years(_) => (year, true),
                Step::Months(_) if day.month() == 1 => (year, true),
                Step::Months(_) if starts_year => (format!("{} {year}", short_month(day.month() as u8)), true),
                Step::Months(_) => (short_month(day.month() as u8).to_owned(), false),
                Step::Days(_) if starts_year => {
                    (format!("{} {} {year}", day.day(), short_month(day.month() as u8)), true)
                }
                Step::Days(_) => (format!("{} {}", day.day(), short_month(day.month() as u8)), false),
            };
            ticks.push(Tick { days: (start, step.start(n + 1)), label, is_major });
        }
        ticks
    }

    /// Empty bins of one unit of the calendar each: the finest unit of which there are at most `most`.
    pub fn bins(&self, most: usize) -> Bins {
        let step = self.step(most);
        let numbers = step.of(self.first)..=step.of(self.end - 1);
        let mut edges: Vec<i64> = numbers.map(|n| step.start(n).max(self.first)).collect();
        edges.push(self.end);
        let empty = vec![0.0; edges.len() - 1];
        Bins { step, edges, firm: empty.clone(), soft: empty }
    }
}

/// A run of whole years, by its name: `2014`, `1990–1999`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Years {
    pub label: String,
    pub window: Window,
}

/// The years that events may lie in, in the shortest runs of which there are at most `most`. An open side adds no year,
/// since it would add all.
pub fn years<'a>(dates: impl Iterator<Item = &'a Date> + Clone, most: usize) -> Vec<Years> {
    let mut steps = STEPS.into_iter().filter(|step| matches!(step, Step::Years(_)));
    steps.find_map(|step| years_by(step, dates.clone(), most)).unwrap_or_default()
}

/// [`years`] in runs of one length; `None` where there are more than `most`.
fn years_by<'a>(step: Step, dates: impl Iterator<Item = &'a Date>, most: usize) -> Option<Vec<Years>> {
    let window = |n: i64| Window { start: Some(date(step.start(n))), end: Some(date(step.start(n + 1) - 1)) };
    let mut numbers = BTreeSet::new();
    for date in dates {
        let bounds = (date.earliest().or(date.latest()), date.latest().or(date.earliest()));
        let (Some(first), Some(last)) = bounds else { continue };
        for n in step.of(number(first))..=step.of(number(last)) {
            // The years between the bounds of a set or a mask need not all be possible.
            if !numbers.contains(&n) && Windows::new([window(n)]).matches(date).is_some() {
                numbers.insert(n);
            }
            if numbers.len() > most {
                return None;
            }
        }
    }
    let run = |n: i64| {
        let (first, last) = (date(step.start(n)), date(step.start(n + 1) - 1));
        let label = match (year_name(first.year()), year_name(last.year())) {
            (first, last) if first == last => first,
            (first, last) => format!("{first}–{last}"),
        };
        Years { label, window: window(n) }
    };
    Some(numbers.into_iter().map(run).collect())
}

/// Whether the date has a place on an axis. One that may be any day at all, or lies beyond the calendar, has none.
pub fn has_place(date: &Date) -> bool {
    date.earliest().is_some() || date.latest().is_some()
}

/// Whether any of the dates has days that are certain, and whether any has days that are only possible, which decides
/// what a key must explain.
pub fn opacities<'a>(dates: impl IntoIterator<Item = &'a Date>) -> (bool, bool) {
    let spans = dates.into_iter().flat_map(Date::spans);
    spans.fold((false, false), |(firm, soft), span| {
        (firm || span.certain.is_some(), soft || span.certain != Some(span.possible))
    })
}

/// How many events there are in each unit of the calendar.
pub struct Bins {
    step: Step,
    /// Where each bin begins, and where the last ends, in days.
    pub edges: Vec<i64>,
    /// The events that lie in the bin under every reading of their dates. A qualified date (`?`, `~`) is never among them.
    pub firm: Vec<f64>,
    /// The shares of the events that may lie in it: each event counts one, spread evenly over all its days.
    pub soft: Vec<f64>,
}

impl Bins {
    /// Counts an event. `draw` in the page's script must count in the same way when a reader filters.
    pub fn add(&mut self, date: &Date) {
        let (first, end) = (self.edges[0], self.edges[self.edges.len() - 1]);
        let start = date.earliest().map_or(first, number).clamp(first, end - 1);
        let last = date.latest().map_or(end - 1, number).clamp(start, end - 1);
        let bin = |day: i64| self.edges.partition_point(|edge| *edge <= day) - 1;
        match (bin(start), bin(last)) {
            (a, b) if a == b && !date.is_qualified() => self.firm[a] += 1.0,
            (a, b) => {
                for bin in a..=b {
                    let days = self.edges[bin + 1].min(last + 1) - self.edges[bin].max(start);
                    self.soft[bin] += days as f64 / (last + 1 - start) as f64;
                }
            }
        }
    }

    /// The most events in one bin, the possible ones included.
    pub fn most(&self) -> f64 {
        self.firm.iter().zip(&self.soft).map(|(firm, soft)| firm + soft).fold(0.0, f64::max)
    }

    /// What a bin is: `month`, `3 months`, `decade`.
    pub fn unit(&self) -> String {
        let several = |n: i64, unit: &str| match n {
            1 => unit.to_owned(),
            n => format!("{n} {unit}s"),
        };
        match self.step {
            Step::Days(7) => "week".to_owned(),
            Step::Months(3) => "quarter".to_owned(),
            Step::Years(10) => "decade".to_owned(),
            Step::Years(100) => "century".to_owned(),
            Step::Days(n) => several(n, "day"),
            Step::Months(n) => several(n, "month"),
            Step::Years(n) => several(n, "year"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(first: &str, last: &str) -> Scale {
        let dates: [Date; 2] = [first.parse().unwrap(), last.parse().unwrap()];
        Scale::of(&dates).unwrap()
    }

    fn labels(first: &str, last: &str, most: usize) -> String {
        scale(first, last).ticks(most).into_iter().map(|tick| tick.label).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn an_axis_is_in_whole_units_that_fit() {
        assert_eq!(labels("late 2014", "2024-03-25", 16), "2014 2015 2016 2017 2018 2019 2020 2021 2022 2023 2024");
        assert_eq!(labels("late 2014", "2024-03-25", 6), "2014 2016 2018 2020 2022 2024");
        assert_eq!(labels("2020-11-03", "2021-08-26", 16), "Nov 2020 Dec 2021 Feb Mar Apr May Jun Jul Aug");
        assert_eq!(labels("2020-12-30", "2021-01-02", 16), "30 Dec 2020 31 Dec 1 Jan 2021 2 Jan");
        assert_eq!(labels("2021", "2021", 1), "2021");
        assert_eq!(labels("-0099", "0105", 5), "100 BC 50 BC 1 BC AD 50 AD 100");
        assert!(scale("Y-200000", "2021").ticks(3).len() <= 3);
        assert!(Scale::of(&["..".parse::<Date>()].into_iter().flatten().collect::<Vec<_>>()).is_none());
    }

    #[test]
    fn the_years_that_are_offered_are_those_of_bounds() {
        let offered = |dates: &[&str], most| {
            let dates: Vec<Date> = dates.iter().map(|date| date.parse().unwrap()).collect();
            years(dates.iter(), most).into_iter().map(|years| years.label).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(offered(&["late 2014", "Jan 2016"], 9), "2014 2016");
        assert_eq!(offered(&["2014/2016", "[2018,2020]"], 9), "2014 2015 2016 2018 2020");
        assert_eq!(offered(&["2015/..", "../0100", "Y170000002", "9999-12-31"], 9), "AD 100 2015 9999");
        assert_eq!(offered(&["1914/1939"], 5), "1910–1919 1920–1929 1930–1939");
    }

    #[test]
    fn days_lie_in_proportion() {
        let scale = scale("2021", "2022");
        let middle = number(NaiveDate::from_ymd_opt(2022, 1, 1).unwrap());
        assert_eq!(scale.at(middle), 0.5);
        let date: Date = "2022/..".parse().unwrap();
        assert_eq!(scale.window(Window::of(&date)), (0.5, 1.0));
    }

    #[test]
    fn every_event_is_counted_once_among_the_bins() {
        let scale = scale("2019", "2023");
        let mut bins = scale.bins(5);
        for date in ["2019-05", "2020-11/2021-02", "late 2014", "2021/..", "../2020", "2023-12-31"] {
            bins.add(&date.parse().unwrap());
        }
        assert_eq!(bins.unit(), "year");
        let all: f64 = bins.firm.iter().chain(&bins.soft).sum();
        assert!((all - 6.0).abs() < 1e-9, "{all}");
        assert_eq!(bins.firm, [2.0, 0.0, 0.0, 0.0, 1.0]);
    }
}
