//! Events in groups: how many there are a year, a country or an actor, and how many people were killed and wounded.
//!
//! `count` adds the events to [`Groups`] as it reads them.

use std::collections::HashMap;
use std::convert::Infallible;
use std::ops::ControlFlow;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use foldhash::fast::RandomState;

use crate::date::{Certainty, Date};
use crate::error::Result;
use crate::event::Event;
use crate::layout::Layout;
use crate::model::field::{Column, Field};
use crate::model::people::PeopleCount;
use crate::store::{Collect, ReadReport, Store};
use crate::text::bytes32::Bytes32;

use super::recent::RecentCells;
use super::select::{known_columns, known_filters};
use super::{Query, sql};

/// What events are grouped by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    Period(Unit),
    /// A field that holds a list, actors or tags: an event with several counts for each of them.
    List(Field),
    Column(Column),
}

/// A unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Decade,
    Year,
    Quarter,
    Month,
    /// From Monday to Sunday (ISO 8601).
    Week,
    Day,
    /// Monday to Sunday, of whatever week.
    Weekday,
}

impl FromStr for By {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<By, String> {
        Ok(match text.trim().to_ascii_lowercase().as_str() {
            "decade" => By::Period(Unit::Decade),
            "year" => By::Period(Unit::Year),
            "quarter" => By::Period(Unit::Quarter),
            "month" => By::Period(Unit::Month),
            "week" => By::Period(Unit::Week),
            "day" | "date" => By::Period(Unit::Day),
            "weekday" => By::Period(Unit::Weekday),
            "actor" | "actors" => By::List(Field::Actors),
            "tag" | "tags" => By::List(Field::Tags),
            _ => By::Column(text.parse()?),
        })
    }
}

impl By {
    /// The heading of its column.
    pub fn name(&self) -> &str {
        match self {
            By::Period(Unit::Decade) => "decade",
            By::Period(Unit::Year) => "year",
            By::Period(Unit::Quarter) => "quarter",
            By::Period(Unit::Month) => "month",
            By::Period(Unit::Week) => "week",
            By::Period(Unit::Day) => "day",
            By::Period(Unit::Weekday) => "weekday",
            By::List(Field::Actors) => "actor",
            By::List(Field::Tags) => "tag",
            By::List(field) => field.name(),
            By::Column(column) => column.name(),
        }
    }
}

impl Unit {
    /// The number of the unit that holds the day: years, quarters and months since the year 0, decades likewise, weeks and
    /// days since 1 January of the year 1, a Monday, and weekdays from 0 for Monday.
    pub fn of(self, day: NaiveDate) -> i32 {
        match self {
            Unit::Decade => day.year().div_euclid(10),
            Unit::Year => day.year(),
            Unit::Quarter => day.year() * 4 + day.month0() as i32 / 3,
            Unit::Month => day.year() * 12 + day.month0() as i32,
            Unit::Week => (day.num_days_from_ce() - 1).div_euclid(7),
            Unit::Day => day.num_days_from_ce() - 1,
            Unit::Weekday => day.weekday().num_days_from_monday() as i32,
        }
    }

    /// The first day of the unit with that number, and the last; `None` for weekdays, and beyond the days there are.
    pub fn days(self, number: i32) -> Option<(NaiveDate, NaiveDate)> {
        let month = |months: i32| NaiveDate::from_ymd_opt(months.div_euclid(12), months.rem_euclid(12) as u32 + 1, 1);
        let months = |first: i32, many: i32| Some((month(first)?, month(first + many)?.pred_opt()?));
        let days = |first: i32, many: i32| {
            let day = |days: i32| NaiveDate::from_num_days_from_ce_opt(days + 1);
            Some((day(first)?, day(first + many - 1)?))
        };
        match self {
            Unit::Decade => months(number.checked_mul(120)?, 120),
            Unit::Year => months(number.checked_mul(12)?, 12),
            Unit::Quarter => months(number.checked_mul(3)?, 3),
            Unit::Month => months(number, 1),
            Unit::Week => days(number.checked_mul(7)?, 7),
            Unit::Day => days(number, 1),
            Unit::Weekday => None,
        }
    }
}

/// Which events belong to a group.
///
/// A date that may lie in several units belongs to a group that spans them all. So no event is put in a year in which it
/// may not have happened, none is counted twice, and the groups add up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// From the first to the last unit; `None` if the date is open on that side.
    Period(Option<i32>, Option<i32>),
    Text(String),
    /// Undated events, or blank cells.
    Blank,
}

/// The events of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub events: u64,
    /// How many of them surely belong to the group, where the others may belong to another; `None`: all do.
    pub surely: Option<u64>,
    pub killed: Sum,
    pub wounded: Sum,
}

/// The sum of the counts of people that are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many counts were added. If it is 0, nothing is known.
    pub known: u64,
    /// The sum of the lower bounds.
    pub low: u64,
    /// The sum of the upper bounds, and of the lower bounds of counts that have no upper one.
    pub high: u64,
    /// The sum of the best estimates, and of the lower bounds of counts that have none.
    pub best: u64,
    /// Whether one of the counts has a best estimate.
    pub estimated: bool,
    /// Whether one of the counts has no upper bound.
    pub unbounded: bool,
    /// Whether one of the counts is approximate.
    pub approximate: bool,
}

impl Sum {
    /// The sum as a count; `None` if no count was added.
    pub fn count(&self) -> Option<PeopleCount> {
        let high = (!self.unbounded).then_some(self.high);
        let best = self.estimated.then_some(self.best);
        (self.known > 0).then_some(PeopleCount { low: Some(self.low), high, best, approximate: self.approximate })
    }

    /// Adds a count; one that is not known adds nothing.
    #[inline]
    pub fn add(&mut self, count: Option<PeopleCount>) {
        let Some(count) = count else { return };
        let low = count.low.unwrap_or(0);
        self.append(Sum {
            known: 1,
            low,
            high: count.high.unwrap_or(low),
            best: count.best.unwrap_or(low),
            estimated: count.best.is_some(),
            unbounded: count.high.is_none(),
            approximate: count.approximate,
        });
    }

    #[inline]
    pub(super) fn append(&mut self, other: Sum) {
        let sums = [(self.low, other.low), (self.high, other.high), (self.best, other.best)];
        let sums = sums.map(|(a, b)| a.overflowing_add(b));
        let is_beyond = sums.iter().any(|(_, is_beyond)| *is_beyond);
        let [low, high, best] = sums.map(|(sum, is_beyond)| if is_beyond { u64::MAX } else { sum });
        self.known += other.known;
        (self.low, self.high, self.best) = (low, high, best);
        self.estimated |= other.estimated;
        // What no number of 64 bits holds is at least the greatest that one can hold.
        self.unbounded |= other.unbounded || is_beyond;
        self.approximate |= other.approximate;
    }
}

impl Tally {
    #[inline]
    pub(super) fn add(&mut self, event: &Event<'_>) {
        self.events += 1;
        self.killed.add(event.killed());
        self.wounded.add(event.wounded());
    }

    pub(super) fn append(&mut self, other: Tally) {
        self.events += other.events;
        self.killed.append(other.killed);
        self.wounded.append(other.wounded);
    }
}

/// The groups, and the events in them.
#[derive(Debug, Default)]
pub struct Groups {
    periods: HashMap<(Option<i32>, Option<i32>), Tally, RandomState>,
    /// For each text, the index of its tally in `tallies`.
    texts: HashMap<Box<str>, usize, RandomState>,
    tallies: Vec<Tally>,
    /// The index of the tally of cells that were met lately: most cells are found here, without decoding them.
    recent: RecentCells,
    blank: Tally,
    /// All events of groups by a list, each counted once: it may stand in several groups.
    listed: Tally,
    /// How many events were added, each counted once.
    pub events: u64,
    /// How many of them match only possibly.
    pub possible: u64,
}

impl Groups {
    /// Adds an event to its group or groups.
    #[inline]
    pub fn add(&mut self, event: &Event<'_>, certainty: Certainty, by: &By) {
        self.events += 1;
        self.possible += u64::from(certainty == Certainty::Possible);
        match by {
            By::Period(unit) => self.period(event.date(), *unit).add(event),
            By::Column(column) => match event.layout().find(column) {
                Some(i) if event.layout().missing.is_empty() => self.cell(event, i).add(event),
                _ => self.text(event.named(column).unwrap_or_default().trim()).add(event),
            },
            By::List(field) => {
                self.listed.add(event);
                let entries = entries(event, *field);
                if entries.is_empty() {
                    self.blank.add(event);
                }
                for entry in entries {
                    self.text(&entry).add(event);
                }
            }
        }
    }

    fn period(&mut self, date: Option<&Date>, unit: Unit) -> &mut Tally {
        let Some(date) = date else { return &mut self.blank };
        self.periods.entry(period(date, unit)).or_default()
    }

    /// The tally of the cell in column `i`.
    #[inline]
    fn cell(&mut self, event: &Event<'_>, i: usize) -> &mut Tally {
        let Some(short) = event.key(i) else { return self.text(event.cell(i).trim()) };
        if short.is_empty() {
            return &mut self.blank;
        }
        match self.recent.get(short) {
            Some(index) => &mut self.tallies[index],
            None => self.other_cell(event, i, short),
        }
    }

    /// The tally of a cell that was not met lately.
    #[inline(never)]
    fn other_cell(&mut self, event: &Event<'_>, i: usize, short: Bytes32) -> &mut Tally {
        let cell = event.cell(i);
        let text = cell.trim();
        if text.is_empty() {
            return &mut self.blank;
        }
        let index = self.index_of(text);
        self.recent.insert(short, index);
        &mut self.tallies[index]
    }

    fn text(&mut self, text: &str) -> &mut Tally {
        if text.is_empty() {
            return &mut self.blank;
        }
        let index = self.index_of(text);
        &mut self.tallies[index]
    }

    /// The index of the tally of a text. It allocates only for a new text.
    fn index_of(&mut self, text: &str) -> usize {
        if let Some(&index) = self.texts.get(text) {
            return index;
        }
        self.texts.insert(text.into(), self.tallies.len());
        self.tallies.push(Tally::default());
        self.tallies.len() - 1
    }

    /// Appends the groups of the next block.
    pub fn append(&mut self, other: Groups) {
        for (period, tally) in other.periods {
            self.periods.entry(period).or_default().append(tally);
        }
        let mut tallies = other.tallies;
        for (text, index) in other.texts {
            self.text(&text).append(std::mem::take(&mut tallies[index]));
        }
        self.blank.append(other.blank);
        self.listed.append(other.listed);
        self.events += other.events;
        self.possible += other.possible;
    }

    /// All events together, each counted once.
    pub fn total(&self) -> Tally {
        if self.listed.events > 0 {
            return self.listed.clone();
        }
        let mut total = self.blank.clone();
        self.periods.values().chain(&self.tallies).for_each(|tally| total.append(tally.clone()));
        total
    }

    /// The groups in the order in which they are shown: periods by time, texts by their number of events, blank last.
    pub fn sorted(&self) -> Vec<(Group, Tally)> {
        let mut periods: Vec<_> = self.periods.iter().collect();
        periods.sort_by_key(|((first, last), _)| (*first, last.is_none(), *last));
        let mut texts: Vec<_> = self.texts.iter().map(|(text, &index)| (text, &self.tallies[index])).collect();
        texts.sort_by(|(a, a_tally), (b, b_tally)| b_tally.events.cmp(&a_tally.events).then(a.cmp(b)));
        let periods = periods.into_iter().map(|(&(first, last), tally)| (Group::Period(first, last), tally.clone()));
        let texts = texts.into_iter().map(|(text, tally)| (Group::Text(text.to_string()), tally.clone()));
        let blank = (self.blank.events > 0).then(|| (Group::Blank, self.blank.clone()));
        periods.chain(texts).chain(blank).collect()
    }
}

/// The entries of a list, each once.
fn entries(event: &Event<'_>, field: Field) -> Vec<String> {
    let mut entries = if field == Field::Tags { event.tags() } else { event.actors() };
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// The units that a date may lie in, from the first to the last. A date of several days lies on no one weekday.
#[inline]
fn period(date: &Date, unit: Unit) -> (Option<i32>, Option<i32>) {
    if unit == Unit::Year {
        return date.years();
    }
    let (first, last) = (date.earliest(), date.latest());
    if unit == Unit::Weekday && first != last {
        return (None, None);
    }
    let of = |day: Option<NaiveDate>| day.map(|day| unit.of(day));
    (of(first), of(last))
}

/// The groups that an event belongs to: several where it has several entries of a list.
pub(super) fn groups_of(event: &Event<'_>, by: &By) -> Vec<Group> {
    let text = |text: &str| if text.is_empty() { Group::Blank } else { Group::Text(text.to_owned()) };
    match by {
        By::Period(unit) => vec![event.date().map_or(Group::Blank, |date| {
            let (first, last) = period(date, *unit);
            Group::Period(first, last)
        })],
        By::Column(column) => vec![text(event.named(column).unwrap_or_default().trim())],
        By::List(field) => match entries(event, *field) {
            entries if entries.is_empty() => vec![Group::Blank],
            entries => entries.iter().map(|entry| text(entry)).collect(),
        },
    }
}

/// What groups are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupOrder {
    by: GroupKey,
    /// Whether the greatest come first.
    from_end: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GroupKey {
    Events,
    Killed,
    Wounded,
    Name,
}

impl FromStr for GroupOrder {
    type Err = String;

    /// `events`, `killed`, `wounded` or `group`, with a hyphen before it from its end.
    fn from_str(text: &str) -> std::result::Result<GroupOrder, String> {
        let name = text.strip_prefix('-').unwrap_or(text);
        let by = match name.to_ascii_lowercase().as_str() {
            "events" => GroupKey::Events,
            "killed" => GroupKey::Killed,
            "wounded" => GroupKey::Wounded,
            "group" => GroupKey::Name,
            _ => {
                return Err(format!(
                    "`{name}` is none of events, killed, wounded and group; -killed begins with the most"
                ));
            }
        };
        Ok(GroupOrder { by, from_end: name != text })
    }
}

impl GroupOrder {
    /// Puts groups in this order. Where nothing is known, a group comes last, and groups that are alike stay as they are.
    pub fn sort(self, groups: &mut [(Group, Tally)]) {
        let sum = |sum: &Sum| sum.count().map(|_| (sum.best, sum.low));
        let key = |tally: &Tally| match self.by {
            GroupKey::Killed => sum(&tally.killed),
            GroupKey::Wounded => sum(&tally.wounded),
            _ => Some((tally.events, tally.surely.unwrap_or(tally.events))),
        };
        groups.sort_by(|(a, a_tally), (b, b_tally)| {
            let order = match (self.by, a, b) {
                (GroupKey::Name, Group::Text(a), Group::Text(b)) => a.cmp(b),
                (GroupKey::Name, Group::Period(a, ..), Group::Period(b, ..)) => a.cmp(b),
                (GroupKey::Name, ..) => return (*a == Group::Blank).cmp(&(*b == Group::Blank)),
                _ => match (key(a_tally), key(b_tally)) {
                    (Some(a), Some(b)) => a.cmp(&b),
                    (a, b) => return a.is_none().cmp(&b.is_none()),
                },
            };
            if self.from_end { order.reverse() } else { order }
        });
    }
}

/// Puts the events that match a query into groups.
struct Count<'a> {
    query: &'a Query,
    by: &'a By,
}

impl Collect for Count<'_> {
    type Part = Groups;
    type Whole = Groups;
    type Stop = Infallible;

    fn condition(&self, layout: &Layout) -> Option<String> {
        sql::condition(self.query, layout)
    }

    fn other_columns(&self) -> Option<Vec<&Column>> {
        let mut columns = self.query.other_columns()?;
        if let By::Column(column) = self.by {
            columns.push(column);
        }
        Some(columns)
    }

    fn event(&self, groups: &mut Groups, event: &Event<'_>, _: usize) {
        if let Some(certainty) = self.query.matches(event) {
            groups.add(event, certainty, self.by);
        }
    }

    fn append(&self, groups: &mut Groups, block: Groups, _: u64) -> ControlFlow<Infallible> {
        groups.append(block);
        ControlFlow::Continue(())
    }
}

/// Reads the events that match a query and counts them in groups. Rows that are not events are returned.
///
/// # Errors
/// An input can't be read; a column that the query or `by` names is in none of the inputs.
pub fn count(store: Store, query: &Query, by: &By) -> Result<(Groups, ReadReport)> {
    known_filters(&store.sources, query)?;
    if let By::Column(column) = by {
        known_columns(&store.sources, [column])?;
    }
    let mut groups = Groups::default();
    let read = store.read(&Count { query, by }, &mut groups)?;
    Ok((groups, read.report))
}
