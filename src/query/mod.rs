//! What the user asks of a chronology: which events, in what order, in what groups.
//!
//! `cli` parses values into the types here, `commands` asks [`Query::matches`] of every event that the store reads.

pub mod condition;
pub mod count;
pub mod fold;
pub mod order;

use std::str::FromStr;

use crate::date::{Certainty, Date, Window, Windows};
use crate::event::Event;
use crate::field::{Column, Field};
use condition::Condition;
use fold::Needle;

/// The filters of a command. An event must pass each; a filter given several times is passed by any of its values.
#[derive(Debug, Default)]
pub struct Query {
    /// When it must have happened; `None`: at any time, or at none.
    windows: Option<Windows>,
    texts: Vec<TextFilter>,
    near: Option<Near>,
    /// Each inner list holds the conditions with one column and one operator.
    conditions: Vec<Vec<Condition>>,
    certain: bool,
}

impl Query {
    pub fn new() -> Query {
        Query::default()
    }

    /// Keeps what touches one of the windows. Several calls narrow each other.
    pub fn within(mut self, windows: Option<Windows>) -> Query {
        self.windows = windows;
        self
    }

    /// Keeps events with one of the texts in that place; no texts, no filter.
    pub fn text(mut self, place: TextPlace, texts: &[String]) -> Query {
        if !texts.is_empty() {
            let needles = texts.iter().map(|text| Needle::new(text)).collect();
            self.texts.push(TextFilter { place, needles });
        }
        self
    }

    pub fn near(mut self, near: Option<Near>) -> Query {
        self.near = near;
        self
    }

    /// Adds the conditions of `--where`: with the same column and operator one must hold, else all.
    pub fn conditions(mut self, conditions: Vec<Condition>) -> Query {
        for condition in conditions {
            match self.conditions.iter_mut().find(|group| group[0].is_alternative_of(&condition)) {
                Some(group) => group.push(condition),
                None => self.conditions.push(vec![condition]),
            }
        }
        self
    }

    /// Keeps only what matches whichever reading of its date (or count) is the true one.
    pub fn certain(mut self, certain: bool) -> Query {
        self.certain = certain;
        self
    }

    /// The columns that the conditions name, to be looked for in the files.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        self.conditions.iter().flatten().map(|condition| &condition.column)
    }

    /// Whether the event matches, and whether it does so certainly.
    pub fn matches(&self, event: &Event<'_>) -> Option<Certainty> {
        let mut certainty = Certainty::Certain;
        if let Some(windows) = &self.windows {
            certainty = windows.matches(event.date.as_ref()?)?;
        }
        if !self.texts.iter().all(|filter| filter.matches(event)) {
            return None;
        }
        if let Some(near) = &self.near
            && !near.matches(event)
        {
            return None;
        }
        for group in &self.conditions {
            certainty = certainty.min(condition::any(group, event)?);
        }
        if self.certain && certainty == Certainty::Possible {
            return None;
        }
        Some(certainty)
    }
}

/// Where a text filter looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextPlace {
    /// The location, the administrative units, or the country.
    Location,
    Country,
    Actor,
    Kind,
    /// Every cell of the row.
    Anywhere,
}

#[derive(Debug)]
struct TextFilter {
    place: TextPlace,
    needles: Vec<Needle>,
}

impl TextFilter {
    fn matches(&self, event: &Event<'_>) -> bool {
        let found = |cell: &str| self.needles.iter().any(|needle| needle.is_in(cell));
        match self.place {
            TextPlace::Location => {
                found(&event.text(Field::Location))
                    || found(&event.text(Field::Country))
                    || event.layout().admin_units().iter().any(|&i| found(&event.cell(i)))
            }
            TextPlace::Country => found(&event.text(Field::Country)),
            TextPlace::Actor => found(&event.text(Field::Actors)),
            TextPlace::Kind => found(&event.text(Field::Kind)),
            TextPlace::Anywhere => event.cells().any(|cell| found(&cell)),
        }
    }
}

/// `--year`: one year or a range of them, `2014`, `2014..2016`, `2014..`, `..2016`; `-43` is 44 BC.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Years(pub Window);

impl FromStr for Years {
    type Err = String;

    fn from_str(text: &str) -> Result<Years, String> {
        let year = |text: &str| -> Result<Option<i32>, String> {
            if text.is_empty() {
                return Ok(None);
            }
            match text.parse::<i32>() {
                Ok(year) if (-99_999..=99_999).contains(&year) => Ok(Some(year)),
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

/// The windows that the date filters make together: `--year` and `--on` each any of their values, `--from` the
/// first and `--to` the last of theirs, and all of them at once. `None` where there is no date filter.
pub fn windows(years: &[Years], on: &[Date], from: &[Date], to: &[Date]) -> Option<Windows> {
    if years.is_empty() && on.is_empty() && from.is_empty() && to.is_empty() {
        return None;
    }
    let whole = Window { start: None, end: None };
    let span = Window {
        // `None` sorts first, so a `--from` without a start takes the limit away, as it should.
        start: from.iter().map(Date::earliest).min().flatten(),
        end: if to.iter().any(|date| date.latest().is_none()) {
            None
        } else {
            to.iter().filter_map(Date::latest).max()
        },
    };
    let any = |windows: Vec<Window>| if windows.is_empty() { vec![whole] } else { windows };
    let years = any(years.iter().map(|years| years.0).collect());
    let on = any(on.iter().map(Window::of).collect());
    let both = years.iter().flat_map(|year| on.iter().filter_map(|on| year.intersect(on)));
    Some(Windows::new(both.filter_map(|window| window.intersect(&span))))
}

/// A place on the Earth, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub latitude: f64,
    pub longitude: f64,
}

impl FromStr for Position {
    type Err = String;

    /// `34.53,69.17`
    fn from_str(text: &str) -> Result<Position, String> {
        let wrong = || format!("`{text}` is not LAT,LON in degrees, such as 34.53,69.17");
        let (latitude, longitude) = text.split_once(',').ok_or_else(wrong)?;
        let degrees = |text: &str, most: f64| match text.trim().parse::<f64>() {
            Ok(degrees) if degrees.abs() <= most => Ok(degrees),
            _ => Err(wrong()),
        };
        Ok(Position { latitude: degrees(latitude, 90.0)?, longitude: degrees(longitude, 180.0)? })
    }
}

/// A circle on the Earth.
#[derive(Clone, Copy, Debug)]
pub struct Near {
    pub position: Position,
    pub kilometres: f64,
}

/// The mean radius of the Earth (IUGG), in kilometres.
const EARTH_RADIUS: f64 = 6371.0088;

impl Near {
    /// An event without coordinates is near nothing.
    fn matches(&self, event: &Event<'_>) -> bool {
        let (Some(latitude), Some(longitude)) = (event.latitude, event.longitude) else {
            return false;
        };
        distance(self.position, Position { latitude, longitude }) <= self.kilometres
    }
}

/// The great-circle distance in kilometres, by the haversine formula, which is exact enough for small distances.
fn distance(a: Position, b: Position) -> f64 {
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
        for wrong in ["34.53", "91,0", "0,181", "a,b", "nan,0"] {
            assert!(wrong.parse::<Position>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn years_are_one_or_a_range() {
        let years = |text: &str| text.parse::<Years>();
        assert_eq!(years("2014").unwrap().0, Window::year(2014));
        assert_eq!(years("2014..").unwrap().0.end, None);
        assert_eq!(years("-43").unwrap().0, Window::year(-43));
        for wrong in ["", "..", "2016..2014", "late 2014", "2014-05", "999999"] {
            assert!(years(wrong).is_err(), "{wrong}");
        }
    }
}
