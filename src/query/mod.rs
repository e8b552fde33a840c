//! What the user asks of a chronology: which events, in what order, in what groups.
//!
//! The values of command-line options parse into the types here. [`Query::matches`] is called for every event that is
//! read.

pub mod condition;
pub mod count;
pub mod cross;
pub mod memory;
mod moment;
pub mod order;
pub mod parts;
pub mod position;
mod ranges;
mod recent;
mod runs;
pub mod select;
pub mod selection;
pub mod spread;
pub mod sql;
pub mod values;

use std::cell::RefCell;
use std::str::FromStr;

use chrono::NaiveDate;
use thread_local::ThreadLocal;

use crate::date::{Certainty, Date, Window, Windows};
use crate::event::{Event, SearchedCell};
use crate::model::field::{Column, Field};
use crate::text::bytes32::Bytes32;
use crate::text::normalize::Needle;
use condition::{CellCondition, CellTest, Condition, Op, Test};
use moment::Moment;
pub use position::Position;
use ranges::Ranges;
use recent::RecentCells;

/// The filters of a command. An event must pass each filter; it passes one with several values if it passes one of these.
#[derive(Debug, Default)]
pub struct Query {
    /// When an event must have happened; `None` if it may be at any time, or undated.
    windows: Option<Allowed<Windows>>,
    /// Of each inner list one must be fulfilled: filters of which one has a time of day.
    moments: Vec<Vec<Moment>>,
    /// How many must have been killed; `None` if any number will do, or an unknown one.
    killed: Option<Allowed<Ranges>>,
    wounded: Option<Allowed<Ranges>>,
    texts: Vec<TextFilter>,
    near: Option<Near>,
    /// Of each inner list, which holds conditions with one column and one operator, one condition must hold.
    cells: Vec<Vec<CellCondition>>,
    /// Whether an event must match with every reading of its date and counts.
    certain: bool,
}

/// The days or numbers of people that pass a filter.
#[derive(Debug)]
struct Allowed<S> {
    set: S,
    /// Whether an unknown value passes too, as with the conditions `killed=` and `killed=13`.
    blank: bool,
}

impl<S> Allowed<S> {
    /// Whether a value passes, and how certainly. An unknown value passes certainly or not at all.
    fn matches<T>(&self, value: Option<T>, test: impl FnOnce(&S, T) -> Option<Certainty>) -> Option<Certainty> {
        match value {
            Some(value) => test(&self.set, value),
            None => self.blank.then_some(Certainty::Certain),
        }
    }

    /// Narrows a filter to what passes both.
    fn narrow(self, filter: &mut Option<Allowed<S>>, intersect: fn(&S, &S) -> S) {
        *filter = Some(match filter.take() {
            None => self,
            Some(old) => Allowed { set: intersect(&old.set, &self.set), blank: old.blank && self.blank },
        });
    }
}

impl Query {
    /// A query that every event matches.
    pub fn new() -> Query {
        Query::default()
    }

    /// Keeps events whose date touches one of the windows; `None` sets no filter.
    pub fn within(mut self, windows: impl Into<Option<Windows>>) -> Query {
        self.windows = windows.into().map(|set| Allowed { set, blank: false });
        self
    }

    /// Keeps events with one of the texts in that place; no texts set no filter.
    pub fn text(mut self, place: TextPlace, texts: &[String]) -> Query {
        if !texts.is_empty() {
            let needles: Vec<Needle> = texts.iter().map(|text| Needle::new(text)).collect();
            let has_quotes = needles.iter().any(Needle::has_quote);
            let spans_parts = texts.iter().any(|text| text.contains(','));
            self.texts.push(TextFilter { place, needles, has_quotes, spans_parts, recent: ThreadLocal::new() });
        }
        self
    }

    /// Keeps events inside a circle; `None` sets no filter.
    pub(crate) fn near(mut self, near: Option<Near>) -> Query {
        self.near = near;
        self
    }

    /// Adds conditions on columns. They are grouped by column and operator: every group must hold. A group holds if one of
    /// its conditions does, or with `!=` if all do.
    ///
    /// Conditions on dates and counts become one set of days or numbers each, since only the whole set tells whether some
    /// reading of a date fulfils it.
    pub fn conditions(mut self, mut conditions: Vec<Condition>) -> Query {
        while let Some(first) = conditions.first().cloned() {
            let is_alike = |other: &Condition| other.column == first.column && other.op == first.op;
            let (group, rest) = conditions.into_iter().partition(is_alike);
            conditions = rest;
            self.group(&first.column, first.op, group);
        }
        self
    }

    fn group(&mut self, column: &Column, op: Op, group: Vec<Condition>) {
        let all_must = op == Op::NotEqual;
        let (mut days, mut people, mut cells, mut moments) = (None, None, Vec::new(), Vec::new());
        for condition in group {
            match condition.test {
                Test::Moment(moment) if all_must => self.moments.push(vec![moment]),
                Test::Moment(moment) => moments.push(moment),
                Test::Dates(windows) if all_must => days = Some(joined(days, windows, Windows::intersect)),
                Test::Dates(windows) => days = Some(joined(days, windows, Windows::union)),
                Test::People(ranges) if all_must => people = Some(joined(people, ranges, Ranges::intersect)),
                Test::People(ranges) => people = Some(joined(people, ranges, Ranges::union)),
                Test::Cell(test) => cells.push(CellCondition { column: condition.column, op, test }),
            }
        }
        let is_set = days.is_some() || people.is_some();
        let blank = is_set && cells.iter().any(|cell| matches!(cell.test, CellTest::Blank)) && !all_must;
        if blank {
            cells.clear();
        }
        if !moments.is_empty() {
            // The days of the others are asked beside the times.
            moments.extend(days.take().map(Moment::of_days));
            self.moments.push(moments);
        }
        if let Some(set) = days {
            Allowed { set, blank }.narrow(&mut self.windows, Windows::intersect);
        }
        if let Some(set) = people {
            let filter = if *column == Column::Field(Field::Killed) { &mut self.killed } else { &mut self.wounded };
            Allowed { set, blank }.narrow(filter, Ranges::intersect);
        }
        if all_must {
            self.cells.extend(cells.into_iter().map(|cell| vec![cell]));
        } else if !cells.is_empty() {
            self.cells.push(cells);
        }
    }

    /// Keeps events that fulfil one of these comparisons with a date; none sets no filter. Those with a time of day are asked
    /// in this way, others by [`Query::within`].
    pub(crate) fn at(mut self, moments: Vec<Moment>) -> Query {
        self.moments.extend((!moments.is_empty()).then_some(moments));
        self
    }

    /// Keeps only events that match with every reading of their date and counts.
    pub fn certain(mut self, certain: bool) -> Query {
        self.certain = certain;
        self
    }

    /// Whether an event may match only possibly.
    pub fn can_be_possible(&self) -> bool {
        let asks_counts = self.killed.is_some() || self.wounded.is_some();
        !self.certain && (self.windows.is_some() || !self.moments.is_empty() || asks_counts)
    }

    /// The columns that the conditions name.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &Column> {
        self.cells.iter().flatten().map(|condition| &condition.column)
    }

    /// The columns that the filters need beside those of the model; `None`: any may be.
    pub(crate) fn other_columns(&self) -> Option<Vec<&Column>> {
        let is_anywhere = self.texts.iter().any(|filter| filter.place == TextPlace::Anywhere);
        (!is_anywhere).then(|| self.columns().collect())
    }

    /// The fields that the filters ask for: of each filter those of which one will do, and whether an administrative unit
    /// will do too.
    pub fn fields(&self) -> Vec<(Vec<Field>, bool)> {
        let counts = [(Field::Killed, self.killed.is_some()), (Field::Wounded, self.wounded.is_some())];
        let counts = counts.into_iter().filter(|(_, is_asked)| *is_asked).map(|(field, _)| (vec![field], false));
        let texts = self.texts.iter().filter_map(|filter| match filter.place {
            TextPlace::Location => Some((vec![Field::Location, Field::Country], true)),
            TextPlace::Country => Some((vec![Field::Country], false)),
            TextPlace::Actor => Some((vec![Field::Actors], false)),
            TextPlace::Kind => Some((vec![Field::Kind], false)),
            TextPlace::Tag => Some((vec![Field::Tags], false)),
            TextPlace::Status => Some((vec![Field::Status], false)),
            TextPlace::Anywhere => None,
        });
        let near = self.near.iter().map(|_| (vec![Field::Latitude], false));
        let cells = self.columns().filter_map(|column| match column {
            Column::Field(field) => Some((vec![*field], false)),
            Column::Other(_) => None,
        });
        counts.chain(texts).chain(near).chain(cells).collect()
    }

    /// Whether the event matches, and how certainly; `None` if it does not.
    #[inline]
    pub(crate) fn matches(&self, event: &Event<'_>) -> Option<Certainty> {
        let mut certainty = Certainty::Certain;
        if let Some(allowed) = &self.windows {
            certainty = by_reports(event, |report| allowed.matches(report.date(), Windows::matches))?;
        }
        for moments in &self.moments {
            let matches = |report: &Event<'_>| {
                let date = report.date()?;
                moments.iter().filter_map(|moment| moment.matches(date)).max()
            };
            certainty = certainty.min(by_reports(event, matches)?);
        }
        if let Some(allowed) = &self.killed {
            certainty = certainty.min(allowed.matches(event.killed(), Ranges::matches)?);
        }
        if let Some(allowed) = &self.wounded {
            certainty = certainty.min(allowed.matches(event.wounded(), Ranges::matches)?);
        }
        let in_reports = |test: &dyn Fn(&Event<'_>) -> bool| event.rows().iter().any(test);
        let passes = self.texts.iter().all(|filter| in_reports(&|report| filter.matches(report)))
            && self
                .cells
                .iter()
                .all(|group| in_reports(&|report| group.iter().any(|condition| condition.matches(report))));
        let sure_enough = !self.certain || certainty == Certainty::Certain;
        (passes && sure_enough && self.is_near(event)).then_some(certainty)
    }
}

impl Query {
    /// Whether the event is as near as it must be. Asked last: of an event that has no coordinates nobody can know, which is
    /// counted and said.
    fn is_near(&self, event: &Event<'_>) -> bool {
        let Some(near) = &self.near else { return true };
        let placed: Vec<bool> = event.rows().iter().filter_map(|report| near.matches(report)).collect();
        let is_near = (!placed.is_empty()).then(|| placed.contains(&true));
        is_near.unwrap_or_else(|| {
            event.leave_unplaced();
            false
        })
    }
}

/// How certainly an event matches by its date: possibly if any of its reports does, certainly if all do. One without a date
/// says nothing of it, unless none has one.
#[inline]
fn by_reports(event: &Event<'_>, matches: impl Fn(&Event<'_>) -> Option<Certainty>) -> Option<Certainty> {
    let mut dated = event.reports().iter().filter(|report| report.date().is_some());
    let Some(first) = dated.next() else { return matches(event) };
    dated.map(&matches).fold(matches(first), |all, next| match (all, next) {
        (None, None) => None,
        (Some(all), Some(next)) => Some(all.min(next)),
        _ => Some(Certainty::Possible),
    })
}

/// Joins two sets into one; the result is the second if there is no first.
fn joined<S>(first: Option<S>, second: S, join: impl FnOnce(&S, &S) -> S) -> S {
    match first {
        None => second,
        Some(first) => join(&first, &second),
    }
}

/// Where a text filter looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextPlace {
    /// The location, the administrative units, or the country.
    Location,
    /// The country alone.
    Country,
    /// The actors.
    Actor,
    /// The kind, or the words for its code.
    Kind,
    /// The tags.
    Tag,
    /// The status, as a whole: what is confirmed is not unconfirmed.
    Status,
    /// Every cell of the row, and the words that its code of a kind stands for.
    Anywhere,
}

#[derive(Debug)]
struct TextFilter {
    place: TextPlace,
    needles: Vec<Needle>,
    /// Whether one of them has a quote. A text without quotes can be searched for in cells as they are written.
    has_quotes: bool,
    /// Whether one of them has a comma, as `Kabul, Afghanistan` has. It may then match the location and the country
    /// together.
    spans_parts: bool,
    /// The cells that were searched last, with 1 where one of the texts was found and 0 where none was.
    recent: ThreadLocal<RefCell<RecentCells>>,
}

impl TextFilter {
    fn matches(&self, event: &Event<'_>) -> bool {
        let found = |cell: &str| self.is_found(cell);
        let as_written = !self.has_quotes;
        let found_in = |cell: SearchedCell<'_>| match cell {
            SearchedCell::Short(cell) => self.is_found_in_short(cell),
            SearchedCell::Text(cell) => self.is_found(&cell),
        };
        let is_in = |field| event.any_text(field, as_written, found_in);
        match self.place {
            TextPlace::Location => {
                let both = || format!("{}, {}", event.text(Field::Location).trim(), event.text(Field::Country).trim());
                is_in(Field::Location)
                    || is_in(Field::Country)
                    || (self.spans_parts && found(&both()))
                    || event.layout().admin_units().iter().any(|&i| found(&event.searched(i, as_written)))
            }
            TextPlace::Country => is_in(Field::Country),
            TextPlace::Actor => is_in(Field::Actors),
            TextPlace::Kind => is_in(Field::Kind),
            TextPlace::Tag => is_in(Field::Tags),
            TextPlace::Status => {
                let status = event.text(Field::Status);
                self.needles.iter().any(|needle| needle.is(status.trim()))
            }
            // The words for a code are in none of the cells.
            TextPlace::Anywhere => event.cells(as_written).any(|cell| found(&cell)) || is_in(Field::Kind),
        }
    }

    fn is_found(&self, cell: &str) -> bool {
        self.needles.iter().any(|needle| needle.is_in(cell))
    }

    /// The same for a short cell. A column of places repeats a few values over and over, and to look one up takes less time
    /// than to search it without regard to case and accents.
    fn is_found_in_short(&self, cell: Bytes32) -> bool {
        if cell.is_empty() {
            return self.is_found("");
        }
        let mut recent = self.recent.get_or_default().borrow_mut();
        let found = recent.get(cell).unwrap_or_else(|| {
            let found = self.is_found(&String::from_utf8_lossy(&cell.bytes()[..cell.len()])).into();
            recent.insert(cell, found);
            found
        });
        found == 1
    }
}

/// The days of a year, or of a range of years.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Years(pub Window);

impl FromStr for Years {
    type Err = String;

    /// `2014`, `2014..2016`, `2014..` or `..2016`; `-0043` is 44 BC.
    fn from_str(text: &str) -> Result<Years, String> {
        let year = |text: &str| -> Result<Option<i32>, String> {
            if text.is_empty() {
                return Ok(None);
            }
            let digits = text.trim_start_matches('-').len();
            match text.parse::<i32>() {
                Ok(year) if digits == 4 => Ok(Some(year)),
                Ok(year) if (1..4).contains(&digits) => {
                    let sign = if year < 0 { "-" } else { "" };
                    Err(format!("`{text}` has no century; for that year itself write {sign}{:04}", year.abs()))
                }
                _ => Err(format!("`{text}` is not a year; write 2014 or 2014..2016")),
            }
        };
        let text = text.trim();
        let (first, last) = match text.split_once("..") {
            Some((first, last)) => (year(first)?, year(last)?),
            None => (year(text)?, year(text)?),
        };
        match (first, last) {
            (None, None) => Err("write a year, such as 2014, or 2014..2016".to_owned()),
            (Some(first), Some(last)) if first > last => Err(format!("{first}..{last} runs backwards")),
            _ => Ok(Years(Window {
                start: first.and_then(|year| Window::year(year).start),
                end: last.and_then(|year| Window::year(year).end),
            })),
        }
    }
}

/// A window whose first day comes after its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackwardsWindow {
    pub start: NaiveDate,
    pub end: NaiveDate,
}

/// The windows that the date filters make together: `--year` and `--on` each any of their values, `--from` the
/// first and `--to` the last of theirs, and all of them at once. `None` where there is no date filter.
///
/// # Errors
/// The first day comes after the last.
pub fn windows(years: &[Years], on: &[Date], from: &[Date], to: &[Date]) -> Result<Option<Windows>, BackwardsWindow> {
    if years.is_empty() && on.is_empty() && from.is_empty() && to.is_empty() {
        return Ok(None);
    }
    let whole = Window { start: None, end: None };
    let span = Window {
        // `None` sorts first, so a date without a start takes the limit away.
        start: from.iter().map(|date| Window::of(date).start).min().flatten(),
        end: latest(to),
    };
    if let (Some(start), Some(end)) = (span.start, span.end)
        && start > end
    {
        return Err(BackwardsWindow { start, end });
    }
    let any = |windows: Vec<Window>| if windows.is_empty() { vec![whole] } else { windows };
    let years = any(years.iter().map(|years| years.0).collect());
    let on = any(on.iter().map(Window::of).collect());
    let both = years.iter().flat_map(|year| on.iter().filter_map(|on| year.intersect(on)));
    Ok(Some(Windows::new(both.filter_map(|window| window.intersect(&span)))))
}

/// The date filters of which one has a time of day: `at least` one of `from`, `at most` one of `to`, equal to one of `on`.
/// What they answer is left to them alone, so the caller takes these dates out of those of [`windows`].
pub fn take_moments(dates: &mut Vec<Date>, op: Op) -> Vec<Moment> {
    if dates.iter().all(|date| date.time().is_none()) {
        return Vec::new();
    }
    std::mem::take(dates).into_iter().map(|date| Moment::new(op, date)).collect()
}

/// The last day of all dates; `None` if one of them has no end.
fn latest(dates: &[Date]) -> Option<NaiveDate> {
    let ends: Option<Vec<NaiveDate>> = dates.iter().map(|date| Window::of(date).end).collect();
    ends?.into_iter().max()
}

/// A circle on the Earth.
#[derive(Clone, Copy, Debug)]
pub struct Near {
    /// Its centre.
    pub position: Position,
    /// Its radius.
    pub kilometres: f64,
}

/// The mean radius of the Earth (IUGG), in kilometres.
const EARTH_RADIUS: f64 = 6371.0088;

impl Near {
    /// Whether the event lies in the circle; `None`: it has no coordinates.
    fn matches(&self, event: &Event<'_>) -> Option<bool> {
        let (latitude, longitude) = (event.latitude()?, event.longitude()?);
        Some(distance(self.position, Position { latitude, longitude }) <= self.kilometres)
    }
}

/// The great-circle distance in kilometres, by the haversine formula, which is exact enough for small distances.
pub fn distance(a: Position, b: Position) -> f64 {
    let half_chord = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let h = half_chord(a.latitude, b.latitude)
        + a.latitude.to_radians().cos() * b.latitude.to_radians().cos() * half_chord(a.longitude, b.longitude);
    2.0 * EARTH_RADIUS * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_map() {
        let kabul: Position = "34.53,69.17".parse().unwrap();
        let moscow = "55.76, 37.62".parse().unwrap();
        assert!((distance(kabul, moscow) - 3367.0).abs() < 10.0);
        assert_eq!(distance(kabul, kabul), 0.0);
    }

    #[test]
    fn years_are_one_or_a_range() {
        let years = |text: &str| text.parse::<Years>();
        assert_eq!(years("2014").unwrap().0, Window::year(2014));
        assert_eq!(years("2014..").unwrap().0.end, None);
        assert_eq!(years("-0043").unwrap().0, Window::year(-43));
        for wrong in ["", "..", "2016..2014", "late 2014", "2014-05", "999999", "14", "-44"] {
            assert!(years(wrong).is_err(), "{wrong}");
        }
    }
}
