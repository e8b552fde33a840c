//! An event in words, in one English and without colour: when, what, where, and how many people.
//!
//! Every output for people takes its words from here: the terminal's tables, pages, pictures and calendars.

use std::borrow::Cow;

use chrono::Datelike;
use indexmap::IndexSet;

use crate::date::{Date, year_name};
use crate::event::Event;
use crate::model::field::Field;
use crate::model::people::PeopleCount;
use crate::model::status::Status;
use crate::query::count::{Sum, Tally};
use crate::query::selection::Summary;
use crate::text::normalize::fold;
use crate::text::{counted, thousands};

/// The mark of an event that matches certainly, and of one that matches only possibly.
pub const CERTAIN: &str = "●";
pub const POSSIBLE: &str = "○";

/// The line that sums up an output: `5 events: 4 certain, 1 possible (○)`.
pub fn summary_words(summary: Summary) -> String {
    let mut words = counted(summary.matched, "event");
    if summary.possible > 0 {
        let certain = thousands(summary.matched - summary.possible);
        words.push_str(&format!(": {certain} certain, {} possible ({POSSIBLE})", thousands(summary.possible)));
    }
    if summary.shown < summary.matched {
        words.push_str(&format!("; the first {} shown", thousands(summary.shown)));
    }
    words
}

/// The date as people read it; empty where the event is undated.
pub fn when(event: &Event<'_>) -> String {
    event.date().map(Date::words).unwrap_or_default()
}

/// The word for the date of an event that has none, in running text and as a heading.
pub const UNDATED: &str = "undated";
pub const UNDATED_HEADING: &str = "Undated";

/// [`when`], and [`UNDATED`] where that would be empty.
pub fn when_or_undated(event: &Event<'_>) -> String {
    event.date().map_or_else(|| UNDATED.to_owned(), Date::words)
}

/// What happened, in one line; `(untitled)` where the event has no title.
pub fn title<'a>(event: &Event<'a>) -> Cow<'a, str> {
    match trimmed(event.text(Field::Title)) {
        title if title.is_empty() => Cow::Borrowed("(untitled)"),
        title => title,
    }
}

/// A cell without edge spaces.
fn trimmed(cell: Cow<'_, str>) -> Cow<'_, str> {
    match cell {
        Cow::Borrowed(cell) => Cow::Borrowed(cell.trim()),
        Cow::Owned(cell) => Cow::Owned(cell.trim().to_owned()),
    }
}

/// The heading of an event where events are grouped by year: the year in which it begins.
pub fn year_heading(event: &Event<'_>) -> String {
    match event.date().map(|date| (date.earliest(), date.latest())) {
        None => UNDATED_HEADING.to_owned(),
        Some((Some(earliest), _)) => year_name(earliest.year()),
        Some((None, Some(_))) => "Beginning unknown".to_owned(),
        Some((None, None)) => "Beyond the calendar".to_owned(),
    }
}

/// Location and country; the country is left out where the location's last part names it: `eastern Afghanistan`.
pub fn place<'a>(event: &Event<'a>) -> Cow<'a, str> {
    let (location, country) = (trimmed(event.text(Field::Location)), trimmed(event.text(Field::Country)));
    if location.is_empty() {
        country
    } else if country.is_empty() || names_country(&location, &country) {
        location
    } else {
        Cow::Owned([&location, ", ", &country].concat())
    }
}

/// Whether the last part of a location is the country, or a part of it that has no name of its own: `eastern
/// Afghanistan`, but not `South Sudan` for Sudan.
fn names_country(location: &str, country: &str) -> bool {
    let last = location.rsplit(',').next().unwrap_or(location).trim();
    let qualifier = last.split_at_checked(last.len().saturating_sub(country.len()));
    qualifier.is_some_and(|(qualifier, name)| {
        let separate = qualifier.is_empty() || qualifier.ends_with(' ');
        separate && !qualifier.contains(char::is_uppercase) && fold(name) == fold(country)
    })
}

/// A count as people read it: `183`, `10–20`, `131+`, `up to 50`, `c. 170`, `13 (10–20)`.
pub fn people(count: PeopleCount) -> String {
    let about = if count.approximate { "c. " } else { "" };
    if let Some(best) = count.best {
        let bounds = people(PeopleCount { best: None, approximate: false, ..count });
        return format!("{about}{} ({bounds})", thousands(best));
    }
    match (count.low, count.high) {
        (Some(low), Some(high)) if low == high => format!("{about}{}", thousands(low)),
        (Some(low), Some(high)) => format!("{about}{}–{}", thousands(low), thousands(high)),
        (Some(low), None) => format!("{about}{}+", thousands(low)),
        (None, Some(high)) => format!("{about}up to {}", thousands(high)),
        (None, None) => String::new(),
    }
}

/// `3 reports`; empty where there is but one.
pub fn reports(event: &Event<'_>) -> String {
    match event.reports().len() as u64 {
        0 => String::new(),
        n => counted(n, "report"),
    }
}

/// One report of an event in a line: `26 Aug 2021 · Title · 300 killed · disputed · Army`. The title is there where it is
/// another than that of the event.
pub fn report(report: &Event<'_>, event: &Event<'_>) -> String {
    let own = report.text(Field::Title);
    let title = if own.trim() == event.text(Field::Title).trim() { "" } else { own.trim() };
    let sources = report.text(Field::Source);
    let parts = [&when(report), title, &casualties(report), &status(report), sources.trim()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// `183 killed, 150+ wounded`; empty where neither is known.
pub fn casualties(event: &Event<'_>) -> String {
    let killed = event.killed().map(|count| format!("{} killed", people(count)));
    let wounded = event.wounded().map(|count| format!("{} wounded", people(count)));
    [killed, wounded].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The status in the keeper's own word, without edge spaces; empty where the event has none.
pub fn status<'a>(event: &Event<'a>) -> Cow<'a, str> {
    trimmed(event.text(Field::Status))
}

/// The status where readers must know it to judge what they read: every one but `confirmed`.
pub fn doubtful_status<'a>(event: &Event<'a>) -> Option<Cow<'a, str>> {
    let status = status(event);
    (!status.is_empty() && Status::of_cell(&status) != Some(Status::Confirmed)).then_some(status)
}

/// The picture or film of an event, with what it shows and who made it: `The gate (AFP): https://example.org/gate.jpg`;
/// empty where there is none.
pub fn media(event: &Event<'_>) -> String {
    let text = |field| event.text(field).trim().to_owned();
    let credit = match text(Field::MediaCredit) {
        credit if credit.is_empty() => credit,
        credit => format!("({credit})"),
    };
    let told = [text(Field::MediaCaption), credit].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let parts = [told.join(" "), text(Field::Media)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
}

/// The people of a group of events; empty where none are known.
pub fn sum(sum: &Sum) -> String {
    sum.count().map(people).unwrap_or_default()
}

/// How many events a group has: `3`, or `2–5` where some of them may belong to another.
pub fn events(tally: &Tally) -> String {
    let most = thousands(tally.events);
    tally.surely.map_or(most.clone(), |least| format!("{}–{most}", thousands(least)))
}

/// Citations, numbered from 1 in the order in which they are first named; one that is named again keeps its number.
#[derive(Default)]
pub struct Footnotes(IndexSet<String>);

impl Footnotes {
    /// The number of a citation; one that has none yet gets the next.
    pub fn number(&mut self, citation: String) -> usize {
        self.0.insert_full(citation).0 + 1
    }

    /// The number that a citation has.
    pub fn find(&self, citation: &str) -> Option<usize> {
        self.0.get_index_of(citation).map(|index| index + 1)
    }

    /// The citations in the order of their numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
