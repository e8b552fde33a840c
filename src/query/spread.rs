//! Counts in which an event that may belong to several units counts as a range in each of them: June 2020 has 2 to 5 events.
//!
//! `count --spread` calls it. A unit has at least the events that surely lie in it, and at most those that may, as the
//! filters have it: what lasted from 2014 to 2016 surely touches 2015, and late 2014 may lie in November.

use std::collections::HashMap;
use std::convert::Infallible;
use std::ops::ControlFlow;

use foldhash::fast::RandomState;

use super::count::{Group, Sum, Tally, Unit};
use super::select::known_filters;
use super::{Query, sql};
use crate::date::{Certainty, Date, Window, Windows};
use crate::error::Result;
use crate::event::Event;
use crate::layout::Layout;
use crate::model::field::Column;
use crate::store::{Collect, ReadReport, Store};

/// The events of each date, told apart by its EDTF.
#[derive(Default)]
pub struct Spread {
    dates: HashMap<String, (ReportedDates, Tally), RandomState>,
    undated: Tally,
    /// How many events were added, each counted once.
    pub events: u64,
    /// How many of them match the filters only possibly.
    pub possible: u64,
}

/// The dates that the reports of an event state; of most events there is one.
struct ReportedDates(Vec<Date>);

impl ReportedDates {
    /// `None`: no report states one.
    fn of(event: &Event<'_>) -> Option<ReportedDates> {
        let dates: Vec<Date> = event.rows().iter().filter_map(|report| report.date().cloned()).collect();
        (!dates.is_empty()).then_some(ReportedDates(dates))
    }

    fn key(&self) -> String {
        self.0.iter().map(Date::to_string).collect::<Vec<_>>().join("|")
    }

    /// The first and the last unit in which one of them may lie; `None` where one has no such end.
    fn span(&self, unit: Unit) -> (Option<i32>, Option<i32>) {
        let first = self.0.iter().map(|date| date.earliest().map(|day| unit.of(day))).min().flatten();
        let lasts: Option<Vec<i32>> = self.0.iter().map(|date| date.latest().map(|day| unit.of(day))).collect();
        (first, lasts.and_then(|lasts| lasts.into_iter().max()))
    }

    /// Possibly if one of them does, certainly if all do, as a filter has it.
    fn matches(&self, window: &Windows) -> Option<Certainty> {
        let each: Vec<Option<Certainty>> = self.0.iter().map(|date| window.matches(date)).collect();
        let all: Option<Vec<Certainty>> = each.iter().copied().collect();
        match all {
            Some(all) => all.into_iter().min(),
            None => each.iter().flatten().next().map(|_| Certainty::Possible),
        }
    }
}

struct CountDates<'a> {
    query: &'a Query,
}

impl Collect for CountDates<'_> {
    type Part = Spread;
    type Whole = Spread;
    type Stop = Infallible;

    fn condition(&self, layout: &Layout) -> Option<String> {
        sql::condition(self.query, layout)
    }

    fn other_columns(&self) -> Option<Vec<&Column>> {
        self.query.other_columns()
    }

    fn event(&self, spread: &mut Spread, event: &Event<'_>, _: usize) {
        let Some(certainty) = self.query.matches(event) else { return };
        spread.events += 1;
        spread.possible += u64::from(certainty == Certainty::Possible);
        match ReportedDates::of(event) {
            None => spread.undated.add(event),
            Some(dates) => {
                let (_, tally) = spread.dates.entry(dates.key()).or_insert_with(|| (dates, Tally::default()));
                tally.add(event);
            }
        }
    }

    fn append(&self, spread: &mut Spread, block: Spread, _: u64) -> ControlFlow<Infallible> {
        spread.events += block.events;
        spread.possible += block.possible;
        spread.undated.append(block.undated);
        for (key, (dates, tally)) in block.dates {
            spread.dates.entry(key).or_insert_with(|| (dates, Tally::default())).1.append(tally);
        }
        ControlFlow::Continue(())
    }
}

/// Reads the events that match a query. Rows that are not events are returned.
///
/// # Errors
/// An input can't be read; a column that the query names is in none of the inputs.
pub fn spread(store: Store, query: &Query) -> Result<(Spread, ReadReport)> {
    known_filters(&store.sources, query)?;
    let mut spread = Spread::default();
    let read = store.read(&CountDates { query }, &mut spread)?;
    Ok((spread, read.report))
}

/// Dates that span more units than this together are not shared among them, so that a thousand dates of a thousand years
/// each don't take minutes and gigabytes when they are counted by the day.
const MOST_UNITS: u64 = 1_000_000;

/// The events of a unit: those that surely lie in it, and those that may.
#[derive(Default)]
struct Bounds {
    surely: Tally,
    possibly: Tally,
}

impl Spread {
    /// The groups by a unit of the calendar, in the order of time, the undated last. A date without a limit counts in no
    /// unit before the first or after the last that another date names. `None`: the dates span more than
    /// [`MOST_UNITS`] units together.
    pub fn groups(&self, unit: Unit) -> Option<Vec<(Group, Tally)>> {
        let dates = self.dates.values().flat_map(|(dates, _)| &dates.0);
        let ends = dates.flat_map(|date| [date.earliest(), date.latest()]).flatten();
        let units: Vec<i32> = ends.map(|day| unit.of(day)).collect();
        let (first, last) = (units.iter().min().copied(), units.iter().max().copied());
        let (first, last) = first.zip(last).unwrap_or((1, 0));
        let mut spanned: u64 = 0;
        let mut bounds: HashMap<i32, Bounds> = HashMap::new();
        // The events of dates that lie in none of the units: wholly unknown, or beyond the calendar.
        let mut elsewhere = Tally::default();
        for (dates, tally) in self.dates.values() {
            let (from, to) = dates.span(unit);
            let (from, to) = (from.unwrap_or(first), to.unwrap_or(last));
            let mut is_placed = false;
            spanned += (i64::from(to) - i64::from(from) + 1).max(0).unsigned_abs();
            if spanned > MOST_UNITS {
                return None;
            }
            for number in from..=to {
                let Some((start, end)) = unit.days(number) else { continue };
                let window = Windows::new([Window { start: Some(start), end: Some(end) }]);
                let Some(certainty) = dates.matches(&window) else { continue };
                is_placed = true;
                let bounds = bounds.entry(number).or_default();
                bounds.possibly.append(tally.clone());
                if certainty == Certainty::Certain {
                    bounds.surely.append(tally.clone());
                }
            }
            if !is_placed {
                elsewhere.append(tally.clone());
            }
        }
        let mut numbers: Vec<i32> = bounds.keys().copied().collect();
        numbers.sort_unstable();
        let of = |number: i32| (Group::Period(Some(number), Some(number)), bounds[&number].tally());
        let elsewhere = (elsewhere.events > 0).then_some((Group::Period(None, None), elsewhere));
        let undated = (self.undated.events > 0).then(|| (Group::Blank, self.undated.clone()));
        Some(numbers.into_iter().map(of).chain(elsewhere).chain(undated).collect())
    }

    /// All events together, each counted once.
    pub fn total(&self) -> Tally {
        let mut total = self.undated.clone();
        self.dates.values().for_each(|(_, tally)| total.append(tally.clone()));
        total
    }
}

impl Bounds {
    fn tally(&self) -> Tally {
        // At least those of the events that surely lie in the unit, at most those of all that may.
        let sum = |surely: &Sum, possibly: &Sum| {
            let is_one = surely == possibly;
            Sum { low: surely.low, estimated: possibly.estimated && is_one, ..*possibly }
        };
        let Bounds { surely, possibly } = self;
        Tally {
            events: possibly.events,
            surely: (surely.events < possibly.events).then_some(surely.events),
            killed: sum(&surely.killed, &possibly.killed),
            wounded: sum(&surely.wounded, &possibly.wounded),
        }
    }
}
