//! One event of the page, in the words and numbers that its template writes.

use crate::chart::scale::{has_place, number};
use crate::date::{Certainty, Date, DateKind};
use crate::event::Event;
use crate::model::field::Field;
use crate::text::markup::{Piece, pieces};
use crate::words::{self, UNDATED_HEADING, casualties, doubtful_status, place, status, title, when, year_heading};

use super::Page;
use super::survey::Entry;

pub(super) struct Item<'a> {
    /// The heading that the event begins, where it is not under that of the event before.
    pub heading: Option<String>,
    pub anchor: &'a str,
    /// Its days on the axis; `None` where it has no place there.
    pub days: Option<Days>,
    /// The numbers of the years that it may lie in, from 1, each with `?` where that is not certain. `None`: undated.
    pub years: Option<String>,
    /// The numbers of its country and kind among the choices of the filters, from 1.
    pub country: Option<usize>,
    pub kind: Option<usize>,
    pub is_dated: bool,
    pub when: String,
    /// The date as `<time>` may hold it.
    pub datetime: Option<String>,
    pub is_possible: bool,
    pub title: String,
    pub meta: Vec<Meta>,
    pub summary: String,
    /// Its reports, a line each, where there are several.
    pub reports: Vec<String>,
    pub media: Option<Media>,
    /// The numbers of its sources.
    pub sources: Vec<usize>,
}

/// The days of an event, counted from the first of the axis.
pub(super) struct Days {
    pub start: i64,
    /// The day after the last.
    pub end: i64,
    pub is_qualified: bool,
    /// Whether its first day is unknown or open.
    pub is_open: bool,
}

/// What stands in the line under the title.
pub(super) enum Meta {
    /// The status, and whether readers must be warned by it.
    Status(String, bool),
    Text(String),
    Toll(String),
    Actors(String),
    Tags(String),
}

/// A picture or film. The page shows none itself: it would have to ask another computer for it.
pub(super) struct Media {
    /// Its web address; `None` where it has none that may be a link.
    pub address: Option<String>,
    /// What it shows, else its address or name.
    pub text: String,
    pub credit: String,
}

impl Media {
    fn of(event: &Event<'_>) -> Option<Media> {
        let text = |field| event.text(field).trim().to_owned();
        let (media, caption, credit) = (text(Field::Media), text(Field::MediaCaption), text(Field::MediaCredit));
        if [&media, &caption, &credit].iter().all(|text| text.is_empty()) {
            return None;
        }
        let is_address = matches!(pieces(&media)[..], [Piece::Address(address)] if address == media);
        let text = match (caption.is_empty(), media.is_empty() || is_address) {
            (true, _) => media.clone(),
            (false, true) => caption,
            (false, false) => format!("{caption}: {media}"),
        };
        Some(Media { address: is_address.then_some(media), text, credit })
    }
}

impl<'a> Item<'a> {
    /// `entry` is what the survey of `page` keeps of the event; `before` is the heading of the event before it.
    pub fn of(page: &'a Page<'_>, entry: &'a Entry, event: &Event<'_>, certainty: Certainty, before: &str) -> Item<'a> {
        let heading = year_heading(event);
        let choice = |field| event.text(field).trim().to_owned();
        let numbers = |citation: &String| page.survey.citations.find(citation);
        let date = event.date();
        Item {
            heading: (heading != before).then_some(heading),
            anchor: &entry.anchor,
            days: date.and_then(|date| days(page, date)),
            years: date.filter(|_| page.survey.scale.is_some()).map(|date| years(page, date)),
            country: page.countries.get(choice(Field::Country).as_str()).copied(),
            kind: page.kinds.get(choice(Field::Kind).as_str()).copied(),
            is_dated: date.is_some(),
            when: if date.is_some() { when(event) } else { UNDATED_HEADING.to_owned() },
            datetime: date.and_then(datetime),
            is_possible: certainty == Certainty::Possible,
            title: title(event).into_owned(),
            meta: meta(event),
            summary: event.text(Field::Summary).trim().to_owned(),
            reports: event.reports().iter().map(|report| words::report(report, event)).collect(),
            media: Media::of(event),
            sources: event.sources().iter().filter_map(numbers).collect(),
        }
    }
}

fn meta(event: &Event<'_>) -> Vec<Meta> {
    let parts = [
        Meta::Status(status(event).into_owned(), doubtful_status(event).is_some()),
        Meta::Text(place(event).into_owned()),
        Meta::Text(event.text(Field::Kind).trim().to_owned()),
        Meta::Toll(casualties(event)),
        Meta::Text(words::reports(event)),
        Meta::Actors(event.actors().join(", ")),
        Meta::Tags(event.tags().join(", ")),
    ];
    let is_known = |meta: &Meta| match meta {
        Meta::Status(text, _) | Meta::Text(text) | Meta::Toll(text) | Meta::Actors(text) | Meta::Tags(text) => {
            !text.is_empty()
        }
    };
    parts.into_iter().filter(is_known).collect()
}

fn days(page: &Page<'_>, date: &Date) -> Option<Days> {
    let (first, end) = page.survey.scale.filter(|_| has_place(date))?.days();
    Some(Days {
        start: date.earliest().map_or(first, number) - first,
        end: date.latest().map_or(end - 1, number) + 1 - first,
        is_qualified: date.is_qualified(),
        is_open: date.earliest().is_none(),
    })
}

fn years(page: &Page<'_>, date: &Date) -> String {
    let numbered = page.survey.years.iter().enumerate();
    let may_lie_in = numbered.filter_map(|(i, (_, windows))| match windows.matches(date)? {
        Certainty::Certain => Some((i + 1).to_string()),
        Certainty::Possible => Some(format!("{}?", i + 1)),
    });
    may_lie_in.collect::<Vec<_>>().join(" ")
}

/// The date as `<time>` may hold it: an unqualified year, month or day, of the years that HTML knows.
fn datetime(date: &Date) -> Option<String> {
    let is_plain = date.kind() == DateKind::Calendar && !date.is_qualified();
    let is_of_html = |year| (1..=9999).contains(&year);
    date.extent().filter(|extent| is_plain && is_of_html(extent.start.year)).map(|_| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_elements_hold_plain_dates_alone() {
        let datetime = |text: &str| datetime(&text.parse().unwrap());
        for (text, expected) in [
            ("2021-08-26", Some("2021-08-26")),
            ("2021-08", Some("2021-08")),
            ("2021", Some("2021")),
            ("199X", None),
            ("2021~", None),
            ("-0043", None),
            ("0000", None),
            ("2021-22", None),
            ("late 2014", None),
            ("2014/2015", None),
        ] {
            assert_eq!(datetime(text).as_deref(), expected, "{text}");
        }
    }
}
