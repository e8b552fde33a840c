//! What the page must know of all events before the first of them is written: their dates, the values that its filters
//! offer, the numbers of their sources.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;

use crate::chart::overview::Point;
use crate::chart::scale::{Scale, Years, has_place, years};
use crate::date::{Certainty, Date, Windows};
use crate::model::field::Field;
use crate::text::normalize::fold;
use crate::text::{counted, thousands};
use crate::words::Footnotes;

use super::super::{Document, Losses};

/// With more years than this, several of them are one choice of the filter.
const MOST_YEARS: usize = 200;

/// The fields of the model that the page shows.
const CARRIED: [Field; 16] = [
    Field::Id,
    Field::Date,
    Field::Title,
    Field::Location,
    Field::Country,
    Field::Kind,
    Field::Actors,
    Field::Tags,
    Field::Killed,
    Field::Wounded,
    Field::Status,
    Field::Media,
    Field::MediaCredit,
    Field::MediaCaption,
    Field::Summary,
    Field::Source,
];

pub(super) struct Survey {
    pub events: Vec<Entry>,
    /// How many events matched only possibly.
    pub possible: u64,
    pub scale: Option<Scale>,
    pub years: Vec<(Years, Windows)>,
    pub countries: Choices,
    pub kinds: Choices,
    pub citations: Footnotes,
}

/// An event, as the overview and the links to it know it.
pub(super) struct Entry {
    /// The name that links lead to.
    pub anchor: String,
    pub date: Option<Date>,
}

/// A filter of the page: its values, each with how many events have it where that is shown.
pub(super) struct Filter<'a> {
    pub id: &'static str,
    pub name: &'static str,
    pub choices: Vec<(&'a str, Option<String>)>,
}

impl Survey {
    /// Reads all events once. What of them the page has no room for is counted in `losses`.
    ///
    /// # Errors
    /// An event that can't be read again.
    pub fn of(document: &Document<'_>, losses: &mut Losses) -> io::Result<Survey> {
        let (mut countries, mut kinds) = (Choices::default(), Choices::default());
        let mut citations = Footnotes::default();
        let mut anchors = HashSet::new();
        let mut events = Vec::new();
        let mut possible = 0;
        document.for_each(|event, certainty| {
            losses.all_but(&CARRIED, event);
            countries.add(&event.text(Field::Country));
            kinds.add(&event.text(Field::Kind));
            event.sources().into_iter().for_each(|citation| {
                citations.number(citation);
            });
            possible += u64::from(certainty == Certainty::Possible);
            let anchor = anchor(&event.text(Field::Id)).filter(|anchor| !anchors.contains(anchor));
            let anchor = anchor.unwrap_or_else(|| format!("n{}", events.len() + 1));
            anchors.insert(anchor.clone());
            events.push(Entry { anchor, date: event.date().cloned() });
            Ok(())
        })?;
        let dates = || events.iter().filter_map(|entry| entry.date.as_ref());
        let scale = Scale::of(dates());
        let years = years(dates(), MOST_YEARS).into_iter();
        let years = years.map(|years| (years.clone(), Windows::new([years.window]))).collect();
        Ok(Survey { events, possible, scale, years, countries, kinds, citations })
    }

    /// The events as the overview draws them.
    pub fn points(&self) -> Vec<Point<'_>> {
        self.events.iter().map(|entry| Point { date: entry.date.as_ref(), anchor: &entry.anchor }).collect()
    }

    /// `10 events`
    pub fn count(&self) -> String {
        counted(self.events.len() as u64, "event")
    }

    /// What stands below the title: from when to when, and how many events have no place in that.
    pub fn dek(&self) -> String {
        let mut parts = vec![match &self.scale {
            Some(scale) => scale.known_years(),
            None => "No event has a date that is known".to_owned(),
        }];
        let count = |is_it: fn(&Entry) -> bool| self.events.iter().filter(|entry| is_it(entry)).count() as u64;
        let undated = count(|entry| entry.date.is_none());
        if undated > 0 {
            parts.push(format!("{} without a date", counted(undated, "event")));
        }
        let placeless = count(|entry| entry.date.as_ref().is_some_and(|date| !has_place(date)));
        if placeless > 0 && self.scale.is_some() {
            parts.push(format!("{} of no known day, not in the overview", counted(placeless, "event")));
        }
        format!("{}.", parts.join("; "))
    }

    /// The filters that have something to choose from.
    pub fn filters(&self) -> Vec<Filter<'_>> {
        let years = self.years.iter().map(|(years, _)| (years.label.as_str(), None)).collect();
        let filters = [
            Filter { id: "year", name: "Year", choices: years },
            Filter { id: "country", name: "Country", choices: self.countries.offered() },
            Filter { id: "kind", name: "Kind", choices: self.kinds.offered() },
        ];
        filters.into_iter().filter(|filter| !filter.choices.is_empty()).collect()
    }
}

/// The values of a column, in the order they are offered in. Those that a filter would not tell apart, as letter case
/// and accents do not, are one; of each spelling there is how many events have it.
#[derive(Default)]
pub(super) struct Choices(BTreeMap<String, BTreeMap<String, u64>>);

impl Choices {
    fn add(&mut self, cell: &str) {
        let cell = cell.trim();
        if !cell.is_empty() {
            *self.0.entry(fold(cell).into_owned()).or_default().entry(cell.to_owned()).or_default() += 1;
        }
    }

    /// Each in its most frequent spelling, with how many events have it in any.
    fn offered(&self) -> Vec<(&str, Option<String>)> {
        let offered = self.0.values().map(|spellings| {
            let most = spellings.iter().rev().max_by_key(|(_, n)| **n);
            (most.map_or("", |(cell, _)| cell.as_str()), Some(thousands(spellings.values().sum())))
        });
        offered.collect()
    }

    /// The number of each spelling's choice, from 1.
    pub fn numbers(&self) -> HashMap<&str, usize> {
        let choices = self.0.values().enumerate();
        choices.flat_map(|(i, spellings)| spellings.keys().map(move |cell| (cell.as_str(), i + 1))).collect()
    }
}

/// A name for links out of an event's id: only where it is made of letters that need no care in an address.
fn anchor(id: &str) -> Option<String> {
    let id = id.trim();
    let is_plain =
        !id.is_empty() && id.len() <= 80 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    // No name of the page itself begins with this.
    is_plain.then(|| format!("e-{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_that_need_no_care_become_anchors() {
        assert_eq!(anchor(" kabul-airport ").unwrap(), "e-kabul-airport");
        for id in ["", "a b", "a\"b", "é", "a#b", &"x".repeat(81)] {
            assert_eq!(anchor(id), None, "{id}");
        }
    }
}
