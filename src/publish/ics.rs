//! iCalendar (RFC 5545): an all-day event from the earliest day to the latest.
//!
//! For calendar programs, which know only days. An event whose day is not known takes up all the days that it may have
//! happened on; it is tentative, and its summary gives the date in words.

use std::io::{self, Write};

use chrono::{Datelike, NaiveDate};
use icalendar::{Calendar, Component, EventLike, EventStatus, Property};

use crate::date::{Certainty, Date};
use crate::error::Result;
use crate::event::Event;
use crate::model::field::Field;
use crate::words::{casualties, place, title};

use super::{Document, Loss, Losses, UNDATED, UniqueNames, coordinates, sanitized, sanitized_lines, title_with_doubts};

const BEYOND: Loss = Loss {
    one: "event before the year 1 or after 9999 left out",
    several: "events before the year 1 or after 9999 left out",
};
const OPEN: Loss = Loss {
    one: "open date became a single day, with its words beside the title",
    several: "open dates became single days, with their words beside the titles",
};
const INEXACT: Loss = Loss {
    one: "inexact date became all days that it may be, tentative",
    several: "inexact dates became all days that they may be, tentative",
};

pub(super) fn write(document: &Document<'_>, out: &mut dyn Write) -> Result<Losses> {
    let mut losses = Losses::default();
    let mut identities = UniqueNames::default();
    let mut calendar = Calendar::empty();
    for (name, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//dateline//dateline//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("X-WR-CALNAME", &sanitized(&document.title)),
    ] {
        calendar.append_property((name, value));
    }
    // The library writes whole calendars. Ours may be too large for memory, so it writes an empty one, and the events go
    // between its first and its last line.
    let empty = folded(&calendar.to_string());
    let (head, foot) = empty.split_at(empty.rfind("END:VCALENDAR").unwrap_or(empty.len()));
    out.write_all(head.as_bytes())?;
    document.for_each(|event, certainty| {
        let Some(date) = &event.date else {
            losses.add(UNDATED);
            return Ok(());
        };
        let Some((first, last)) = days(date) else {
            losses.add(BEYOND);
            return Ok(());
        };
        if date.earliest().is_none() || date.latest().is_none() {
            losses.add(OPEN);
        } else if !is_firm(date) {
            losses.add(INEXACT);
        }
        losses.counts(event);
        losses.extra(event);
        let mut vevent = vevent(event, date, certainty);
        // When the event itself was last changed is not known, only when its file was.
        vevent.starts(first).timestamp(document.revised);
        // An all-day event ends on the day after its last, which 31 December 9999 does not have.
        match last.succ_opt().filter(fits) {
            Some(end) => vevent.ends(end),
            None => vevent.add_property("DURATION", format!("P{}D", (last - first).num_days() + 1)),
        };
        vevent.uid(&format!("{}@dateline", identities.global(event)));
        out.write_all(folded(&vevent.try_into_string().map_err(io::Error::other)?).as_bytes())
    })?;
    out.write_all(foot.as_bytes())?;
    Ok(losses)
}

/// Folds lines to at most 75 octets (RFC 5545, section 3.1). The library's own lines can be one octet longer, and begin or
/// end with a space of the text, which some readers drop.
fn folded(text: &str) -> String {
    const MOST: usize = 75;
    let mut folded = String::with_capacity(text.len() + text.len() / MOST);
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let (mut rest, mut room) = (line, MOST);
        while rest.len() > room {
            let ends = || (1..=room).rev().filter(|&end| rest.is_char_boundary(end));
            let parts_words = |end: &usize| !rest[..*end].ends_with(' ') && !rest[*end..].starts_with(' ');
            let end = ends().find(parts_words).or_else(|| ends().next()).unwrap_or(rest.len());
            folded.push_str(&rest[..end]);
            folded.push_str("\r\n ");
            rest = &rest[end..];
            // A continued line begins with a space, which counts.
            room = MOST - 1;
        }
        folded.push_str(rest);
        folded.push_str("\r\n");
    }
    folded
}

/// The first and the last day; the same day twice where only one is known. `None`: a year can't be written with four
/// digits.
fn days(date: &Date) -> Option<(NaiveDate, NaiveDate)> {
    let first = date.earliest().or(date.latest())?;
    let last = if date.earliest().is_some() { date.latest().unwrap_or(first) } else { first };
    (fits(&first) && fits(&last)).then_some((first, last))
}

/// Whether the format can hold a day: its year has four digits.
fn fits(day: &NaiveDate) -> bool {
    (1..=9999).contains(&day.year())
}

/// Whether the event happened on all the days that it takes up.
fn is_firm(date: &Date) -> bool {
    date.extent().is_some_and(|extent| extent.is_to_the_day())
}

/// The event without its days and its UID.
fn vevent(event: &Event<'_>, date: &Date, certainty: Certainty) -> icalendar::Event {
    let mut vevent = icalendar::Event::new();
    let is_firm = is_firm(date);
    let is_certain = certainty == Certainty::Certain;
    vevent.summary(&sanitized(&title_with_doubts(title(event), (!is_firm).then(|| date.words()), certainty)));
    vevent.status(if is_firm && is_certain { EventStatus::Confirmed } else { EventStatus::Tentative });
    // Past events must not make anybody's days busy.
    vevent.add_property("TRANSP", "TRANSPARENT");
    let place = place(event);
    if !place.is_empty() {
        vevent.location(&sanitized(&place));
    }
    if let Ok(Some([longitude, latitude])) = coordinates(event) {
        vevent.append_property(Property::new("GEO", format!("{latitude};{longitude}")));
    }
    let kind = event.text(Field::Kind);
    if !kind.trim().is_empty() {
        vevent.categories([sanitized(&kind)]);
    }
    let description = description(event, date, certainty);
    if !description.is_empty() {
        vevent.description(&description);
    }
    vevent
}

/// What iCalendar has no property for, line by line.
fn description(event: &Event<'_>, date: &Date, certainty: Certainty) -> String {
    let mut parts: Vec<String> = Vec::new();
    if !is_firm(date) || date.extent().is_some_and(|extent| extent.has_time) {
        parts.push(format!("Date: {} (EDTF {date})", date.words()));
    }
    if certainty == Certainty::Possible {
        parts.push("It is only possible that this is of the time or number that was asked for.".to_owned());
    }
    parts.push(casualties(event));
    parts.push(event.actors().join("; "));
    parts.push(event.text(Field::Summary).trim().to_owned());
    let id = event.text(Field::Id);
    parts.extend((!id.trim().is_empty()).then(|| format!("Id: {}", id.trim())));
    parts.extend(event.file().map(|file| format!("File: {file}")));
    parts.extend(event.sources().into_iter().map(|source| format!("Source: {source}")));
    parts.iter().flat_map(|part| sanitized_lines(part)).collect::<Vec<_>>().join("\n")
}
