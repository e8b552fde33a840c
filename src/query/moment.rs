//! Filters with a time of day: from, until, at or not at 5:00 on 24 February 2022.
//!
//! Most filters are days, and are answered by [`Windows`] alone. One with a time is a [`Moment`], which looks at the time
//! of an event too, where it has one: an event of that day without a time is possible on either side of it.

use chrono::NaiveDate;

use super::condition::Op;
use crate::date::{Certainty, Date, DateKind, TimeOfDay, Window, Windows};

/// A comparison with a date that may have a time.
#[derive(Clone, Debug)]
pub struct Moment {
    pub(super) op: Op,
    /// `None`: only its days are compared.
    pub(super) date: Option<Date>,
    /// The days that fulfil it, the day of the time among them.
    pub(super) days: Windows,
}

impl Moment {
    /// The comparison of an event's date with this one.
    pub fn new(op: Op, date: Date) -> Moment {
        let whole = Window::of(&date);
        let is_day = date.time().is_some();
        let since = |start| Window { start, end: None };
        let until = |end| Window { start: None, end };
        // Where there is a time, its day is on both sides of it.
        let next = whole.end.filter(|_| !is_day).and_then(|day| day.succ_opt()).or(whole.end);
        let previous = whole.start.filter(|_| !is_day).and_then(|day| day.pred_opt()).or(whole.start);
        let days = match op {
            Op::AtLeast => Windows::new([since(whole.start)]),
            Op::AtMost => Windows::new([until(whole.end)]),
            Op::Above => Windows::new([since(next)]),
            Op::Below => Windows::new([until(previous)]),
            Op::NotEqual if is_day => Windows::new([since(None)]),
            Op::NotEqual => Windows::new([whole]).complement(),
            Op::Equal | Op::Contains => Windows::new([whole]),
        };
        Moment { op, date: Some(date), days }
    }

    /// One of these days.
    pub fn of_days(days: Windows) -> Moment {
        Moment { op: Op::Equal, date: None, days }
    }

    /// Whether an event with that date fulfils it, and how certainly; `None`: it does not.
    pub fn matches(&self, date: &Date) -> Option<Certainty> {
        let Some((limit, on)) = self.date.as_ref().and_then(|date| date.time().zip(date.day())) else {
            return self.days.matches(date);
        };
        let by_days = self.days.matches(date);
        let Some(day) = date.day() else { return by_days.map(|certainty| self.of_several_days(date, on, certainty)) };
        let (Some(time), true) = (date.time(), (on - day).num_days().abs() < 2) else {
            // A day without a time, which lies on both sides of the limit if it is the limit's own.
            return if day == on { Some(Certainty::Possible) } else { by_days };
        };
        if time.zone.is_some() != limit.zone.is_some() {
            // One clock may be anywhere on Earth, so they can't be compared on one day, nor across midnight.
            return if day == on { Some(Certainty::Possible) } else { by_days };
        }
        let rank = |time: &TimeOfDay, of: NaiveDate| (of - on).num_days() * DAY + time.rank() as i64;
        let (at, first) = (rank(time, day), rank(limit, on));
        let last = first + written_for(limit) - 1;
        let holds = match self.op {
            Op::AtLeast => at >= first,
            Op::AtMost => at <= last,
            Op::Above => at > last,
            Op::Below => at < first,
            Op::NotEqual => at < first || at > last,
            Op::Equal | Op::Contains => (first..=last).contains(&at),
        };
        let certainty = if date.is_qualified() { Certainty::Possible } else { Certainty::Certain };
        holds.then_some(certainty)
    }

    /// An event of several days, or of one that nobody knows. What lasted beyond the day fulfils it by its other days; of
    /// any other event, the day of the limit may be the one.
    fn of_several_days(&self, date: &Date, on: NaiveDate, certainty: Certainty) -> Certainty {
        let whole = Window::of(date);
        let is_beyond = match self.op {
            Op::AtLeast | Op::Above => whole.end.is_none_or(|end| end > on),
            Op::AtMost | Op::Below => whole.start.is_none_or(|start| start < on),
            _ => whole.start.is_none_or(|start| start < on) && whole.end.is_none_or(|end| end > on),
        };
        let may_be_that_day = Windows::new([Window { start: Some(on), end: Some(on) }]).matches(date).is_some();
        let lasts = matches!(date.kind(), DateKind::Interval);
        if !may_be_that_day || (lasts && is_beyond) { certainty } else { Certainty::Possible }
    }
}

/// A day, in the unit of [`TimeOfDay::rank`].
pub(super) const DAY: i64 = 24 * 3600 * TimeOfDay::RANKS_PER_SECOND;

/// How long a time is that was written to the minute, to the second or finer, in the unit of [`TimeOfDay::rank`].
pub(super) fn written_for(time: &TimeOfDay) -> i64 {
    match (time.second, time.fraction.is_empty()) {
        (0, true) => 60 * TimeOfDay::RANKS_PER_SECOND,
        (_, true) => TimeOfDay::RANKS_PER_SECOND,
        // Ranks tell apart what is half a thousandth of a second apart.
        (_, false) => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `+` certain, `?` possible, `-` not at all.
    fn found(op: Op, limit: &str, dates: &[&str]) -> String {
        let date = |text: &str| Date::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let moment = Moment::new(op, date(limit));
        let sign = |text: &&str| match moment.matches(&date(text)) {
            Some(Certainty::Certain) => '+',
            Some(Certainty::Possible) => '?',
            None => '-',
        };
        dates.iter().map(sign).collect()
    }

    const DATES: [&str; 10] = [
        "2022-02-23T23:59",
        "2022-02-24",
        "2022-02-24T04:59:59",
        "2022-02-24T05:00",
        "2022-02-24T05:00:30",
        "2022-02-24T05:01",
        "2022-02-25",
        "2022-02",
        "2022-02-24/2022-03-01",
        "[2022-02-24..2022-02-26]",
    ];

    #[test]
    fn a_time_is_compared_with_times_and_leaves_days_open() {
        let limit = "2022-02-24T05:00";
        assert_eq!(found(Op::AtLeast, limit, &DATES), "-?-++++?+?");
        assert_eq!(found(Op::AtMost, limit, &DATES), "+?+++--???");
        assert_eq!(found(Op::Above, limit, &DATES), "-?---++?+?");
        assert_eq!(found(Op::Below, limit, &DATES), "+?+----???");
        assert_eq!(found(Op::Equal, limit, &DATES), "-?-++--???");
        assert_eq!(found(Op::NotEqual, limit, &DATES), "+?+--++???");
    }

    #[test]
    fn zones_are_instants_and_a_clock_without_one_may_be_in_any() {
        let dates = [
            "2022-02-24T04:30Z",
            "2022-02-24T07:30+03:00",
            "2022-02-23T23:30-05:30",
            "2022-02-24T04:30",
            "2022-02-25T04:00",
        ];
        assert_eq!(found(Op::AtLeast, "2022-02-24T04:30Z", &dates), "+++?+");
        assert_eq!(found(Op::AtLeast, "2022-02-24T04:31Z", &dates), "--+?+");
        assert_eq!(found(Op::Equal, "2022-02-24T04:30", &dates), "??-+-");
    }

    #[test]
    fn fractions_and_seconds_count_where_they_are_written() {
        let dates = ["2022-02-24T05:00:30", "2022-02-24T05:00:30.25", "2022-02-24T05:00:31"];
        assert_eq!(found(Op::Equal, "2022-02-24T05:00:30", &dates), "++-");
        assert_eq!(found(Op::Above, "2022-02-24T05:00:30", &dates), "--+");
        assert_eq!(found(Op::AtLeast, "2022-02-24T05:00:30.25", &dates), "-++");
    }
}
