//! Events in groups: how many a year, a country, an actor, and how many people were killed and wounded in them.
//!
//! `commands` folds events into [`Groups`], merges those of the workers, and gives them to `output::count`.

use std::collections::HashMap;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use foldhash::fast::RandomState;

use crate::date::{Certainty, Date};
use crate::event::{Event, several};
use crate::model::field::{Column, Field};
use crate::model::people::PeopleCount;
use crate::text::bytes16::Bytes16;

/// What events are grouped by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    Period(Unit),
    /// The actors of an event are several groups.
    Actors,
    Column(Column),
}

/// A unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Decade,
    Year,
    Month,
}

impl FromStr for By {
    type Err = String;

    fn from_str(text: &str) -> Result<By, String> {
        Ok(match text.trim().to_ascii_lowercase().as_str() {
            "decade" => By::Period(Unit::Decade),
            "year" => By::Period(Unit::Year),
            "month" => By::Period(Unit::Month),
            "actor" | "actors" => By::Actors,
            _ => By::Column(text.parse()?),
        })
    }
}

impl By {
    /// How its column is headed.
    pub fn name(&self) -> &str {
        match self {
            By::Period(Unit::Decade) => "decade",
            By::Period(Unit::Year) => "year",
            By::Period(Unit::Month) => "month",
            By::Actors => "actor",
            By::Column(column) => column.name(),
        }
    }
}

impl Unit {
    /// The number of the unit that the day lies in: the year, the tens of years, or the months since the year 0.
    pub fn of(self, day: NaiveDate) -> i32 {
        match self {
            Unit::Decade => day.year().div_euclid(10),
            Unit::Year => day.year(),
            Unit::Month => day.year() * 12 + day.month0() as i32,
        }
    }
}

/// The name of a group, in the order groups are shown in when they are periods.
///
/// A date that is not known to lie in one unit makes a group of its own that spans all it may lie in: no event is
/// put in a year it may not belong to, none is counted twice, and the groups add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    /// The first and the last unit; `None` where the date is open on that side.
    Period(Option<i32>, Option<i32>),
    Text(String),
    /// Undated, or a blank cell.
    Blank,
}

/// The events of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub events: u64,
    pub killed: Sum,
    pub wounded: Sum,
}

/// The sum of the counts that are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many counts went into it. Where it is 0, nothing is known.
    pub known: u64,
    pub low: u64,
    /// The sum of the highest, as far as they have one.
    pub high: u64,
    /// The sum of the best estimates, and of the lowest where there is none.
    pub best: u64,
    /// One of the counts has a best estimate.
    pub estimated: bool,
    /// One of the counts has no highest.
    pub unbounded: bool,
    pub approximate: bool,
}

impl Sum {
    /// The sum as a count; `None` where none of its counts is known.
    pub fn count(&self) -> Option<PeopleCount> {
        let high = (!self.unbounded).then_some(self.high);
        let best = self.estimated.then_some(self.best);
        (self.known > 0).then_some(PeopleCount { low: Some(self.low), high, best, approximate: self.approximate })
    }

    #[inline]
    fn add(&mut self, count: Option<PeopleCount>) {
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
    fn append(&mut self, other: Sum) {
        self.known += other.known;
        self.low = self.low.saturating_add(other.low);
        self.high = self.high.saturating_add(other.high);
        self.best = self.best.saturating_add(other.best);
        self.estimated |= other.estimated;
        self.unbounded |= other.unbounded;
        self.approximate |= other.approximate;
    }
}

impl Tally {
    #[inline]
    fn add(&mut self, event: &Event<'_>) {
        self.events += 1;
        self.killed.add(event.killed);
        self.wounded.add(event.wounded);
    }

    fn append(&mut self, other: Tally) {
        self.events += other.events;
        self.killed.append(other.killed);
        self.wounded.append(other.wounded);
    }
}

/// How many cells are kept as met of late: more than most columns of kinds and countries have.
const RECENT_BITS: u32 = 7;

/// The groups, and how many events are in them.
#[derive(Debug, Default)]
pub struct Groups {
    periods: HashMap<(Option<i32>, Option<i32>), Tally, RandomState>,
    /// Each with the place of its tally in `tallies`.
    texts: HashMap<Box<str>, usize, RandomState>,
    tallies: Vec<Tally>,
    /// Bytes16 cells as they were met last, each with its tally's place: most cells are found here, without their text.
    recent: Vec<(Bytes16, usize)>,
    /// Undated, or a blank cell.
    blank: Tally,
    /// How many events there are, each counted once.
    pub events: u64,
    /// How many of the events match only possibly.
    pub possible: u64,
}

impl Groups {
    #[inline]
    pub fn add(&mut self, event: &Event<'_>, certainty: Certainty, by: &By) {
        self.events += 1;
        self.possible += u64::from(certainty == Certainty::Possible);
        match by {
            By::Period(unit) => self.period(event.date.as_ref(), *unit).add(event),
            By::Column(column) => match event.layout().find(column) {
                Some(i) if event.layout().missing.is_empty() => self.cell(event, i).add(event),
                _ => self.text(event.named(column).unwrap_or_default().trim()).add(event),
            },
            By::Actors => {
                let mut actors = several(&event.text(Field::Actors));
                actors.sort_unstable();
                actors.dedup();
                if actors.is_empty() {
                    self.blank.add(event);
                }
                for actor in actors {
                    self.text(&actor).add(event);
                }
            }
        }
    }

    fn period(&mut self, date: Option<&Date>, unit: Unit) -> &mut Tally {
        let Some(date) = date else { return &mut self.blank };
        let of = |day: Option<NaiveDate>| day.map(|day| unit.of(day));
        self.periods.entry((of(date.earliest()), of(date.latest()))).or_default()
    }

    /// The group of the cell in column `i`.
    #[inline]
    fn cell(&mut self, event: &Event<'_>, i: usize) -> &mut Tally {
        let Some(short) = event.short(i) else { return self.text(event.cell(i).trim()) };
        if short.is_empty() {
            return &mut self.blank;
        }
        let slot = (short.hash() >> (u64::BITS - RECENT_BITS)) as usize;
        for slot in [slot, slot ^ 1] {
            if let Some((recent, place)) = self.recent.get(slot)
                && *recent == short
            {
                return &mut self.tallies[*place];
            }
        }
        self.unmet(event, i, short, slot)
    }

    /// The same for a cell that was not met, or not of late.
    #[inline(never)]
    fn unmet(&mut self, event: &Event<'_>, i: usize, short: Bytes16, slot: usize) -> &mut Tally {
        let cell = event.cell(i);
        let text = cell.trim();
        if text.is_empty() {
            return &mut self.blank;
        }
        let place = self.place(text);
        // Filled with what is never looked for: the empty cell.
        self.recent.resize(1 << RECENT_BITS, (Bytes16::default(), 0));
        // Two that want one place have both: a few names that met in it would else drive each other out at every row.
        self.recent[slot ^ 1] = std::mem::replace(&mut self.recent[slot], (short, place));
        &mut self.tallies[place]
    }

    fn text(&mut self, text: &str) -> &mut Tally {
        if text.is_empty() {
            return &mut self.blank;
        }
        let place = self.place(text);
        &mut self.tallies[place]
    }

    /// Where the tally of a text is. Allocates nothing for one that it knows, as nearly every one is.
    fn place(&mut self, text: &str) -> usize {
        if let Some(&place) = self.texts.get(text) {
            return place;
        }
        self.texts.insert(text.into(), self.tallies.len());
        self.tallies.push(Tally::default());
        self.tallies.len() - 1
    }

    pub fn append(&mut self, other: Groups) {
        for (period, tally) in other.periods {
            self.periods.entry(period).or_default().append(tally);
        }
        let mut tallies = other.tallies;
        for (text, place) in other.texts {
            self.text(&text).append(std::mem::take(&mut tallies[place]));
        }
        self.blank.append(other.blank);
        self.events += other.events;
        self.possible += other.possible;
    }

    /// The groups in the order they are shown in: periods in time, the rest by their number of events; blank last.
    pub fn sorted(&self) -> Vec<(Group, &Tally)> {
        let mut periods: Vec<_> = self.periods.iter().collect();
        periods.sort_by_key(|((first, last), _)| (*first, last.is_none(), *last));
        let mut texts: Vec<_> = self.texts.iter().map(|(text, &place)| (text, &self.tallies[place])).collect();
        texts.sort_by(|(a, a_tally), (b, b_tally)| b_tally.events.cmp(&a_tally.events).then(a.cmp(b)));
        let periods = periods.into_iter().map(|(&(first, last), tally)| (Group::Period(first, last), tally));
        let texts = texts.into_iter().map(|(text, tally)| (Group::Text(text.to_string()), tally));
        let blank = (self.blank.events > 0).then_some((Group::Blank, &self.blank));
        periods.chain(texts).chain(blank).collect()
    }
}
