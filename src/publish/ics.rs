//! iCalendar (RFC 5545): an all-day event from the earliest day to the latest.
//!
//! For calendar programs, which know only days. An event whose day is not known takes up all the days that it may have
//! happened on; it is tentative, and its summary gives the date in words.

use std::borrow::Cow;
use std::io::Write;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};

use crate::date::{Certainty, Date};
use crate::error::Result;
use crate::event::Event;
use crate::model::field::{Column, Field};
use crate::text::{position_of, sanitize_paragraphs, sanitize_text};
use crate::words::{self, casualties, doubtful_status, media, place, status};

use super::gaps::WithGaps;
use super::{Document, Loss, Losses, NamedBy, UNDATED, UniqueNames, coordinates, title_with_doubts};

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

pub(super) fn write(document: &Document<'_>, out: &mut (dyn Write + Send)) -> Result<Losses> {
    let mut losses = Losses::default();
    let mut identities = UniqueNames::default();
    let mut head = String::new();
    let mut lines = ContentLines(&mut head);
    lines.write("BEGIN", "VCALENDAR");
    lines.write("VERSION", "2.0");
    lines.write("PRODID", "-//dateline//dateline//EN");
    lines.write("CALSCALE", "GREGORIAN");
    lines.text("X-WR-CALNAME", &sanitize_text(&document.title));
    out.write_all(head.as_bytes())?;
    let revised = document.revised.format("%Y%m%dT%H%M%SZ").to_string();
    document.in_parts(
        |_| Events::default(),
        |events, event, certainty| {
            events.add(event, certainty, &revised);
            Ok(())
        },
        |events| {
            losses.append(events.losses);
            events.text.write(out, |out, named_by| write!(out, "UID:{}@dateline\r\n", identities.global(named_by)))
        },
    )?;
    out.write_all(b"END:VCALENDAR\r\n")?;
    Ok(losses)
}

/// Some events, with a gap for the line of each one's UID.
#[derive(Default)]
struct Events {
    text: WithGaps<NamedBy>,
    losses: Losses,
}

impl Events {
    fn add(&mut self, event: &Event<'_>, certainty: Certainty, revised: &str) {
        let Some(date) = event.date() else { return self.losses.add(UNDATED) };
        let Some(days) = days(date) else { return self.losses.add(BEYOND) };
        if date.earliest().is_none() || date.latest().is_none() {
            self.losses.add(OPEN);
        } else if !is_firm(date) {
            self.losses.add(INEXACT);
        }
        self.losses.counts(event);
        self.losses.extra(event);
        let mut lines = ContentLines(&mut self.text.text);
        lines.write("BEGIN", "VEVENT");
        write_days(&mut lines, days);
        // When the event itself was last changed is not known, only when its file was.
        lines.write("DTSTAMP", revised);
        self.text.leave(NamedBy::of(event));
        let mut lines = ContentLines(&mut self.text.text);
        write_event(&mut lines, event, date, certainty);
        lines.write("END", "VEVENT");
    }
}

/// Writes lines of at most 75 octets, the rest folded into lines that begin with a space (RFC 5545, section 3.1).
///
/// The writer of the `icalendar` crate needs time that grows with the square of a line's length, and a cell can have
/// megabytes.
struct ContentLines<'a>(&'a mut String);

impl ContentLines<'_> {
    /// A property whose value is of any type but TEXT. `name` may have parameters.
    fn write(&mut self, name: &str, value: &str) {
        const MOST: usize = 75;
        if name.len() + 1 + value.len() <= MOST {
            return self.0.extend([name, ":", value, "\r\n"]);
        }
        let line = [name, ":", value].concat();
        let (mut rest, mut room) = (line.as_str(), MOST);
        while rest.len() > room {
            let ends = || (1..=room).rev().filter(|&end| rest.is_char_boundary(end));
            // Some readers drop spaces at the ends of a line.
            let parts_words = |end: &usize| !rest[..*end].ends_with(' ') && !rest[*end..].starts_with(' ');
            let end = ends().find(parts_words).or_else(|| ends().next()).unwrap_or(rest.len());
            self.0.extend([&rest[..end], "\r\n "]);
            rest = &rest[end..];
            // A continued line begins with a space, which counts.
            room = MOST - 1;
        }
        self.0.extend([rest, "\r\n"]);
    }

    /// A property of type TEXT, whose special characters are escaped (RFC 5545, section 3.3.11).
    fn text(&mut self, name: &str, text: &str) {
        let is_special = |byte| matches!(byte, b'\n' | b'\\' | b';' | b',');
        if position_of(text, is_special).is_none() {
            return self.write(name, text);
        }
        let mut value = String::with_capacity(text.len() + 16);
        let mut rest = text;
        while let Some(at) = position_of(rest, is_special) {
            let special = &rest[at..=at];
            value.extend([&rest[..at], "\\", if special == "\n" { "n" } else { special }]);
            rest = &rest[at + 1..];
        }
        value.push_str(rest);
        self.write(name, &value);
    }
}

fn write_days(lines: &mut ContentLines<'_>, (first, last): (NaiveDate, NaiveDate)) {
    let written = |day: NaiveDate| format!("{:04}{:02}{:02}", day.year(), day.month(), day.day());
    lines.write("DTSTART;VALUE=DATE", &written(first));
    // An all-day event ends on the day after its last, which 31 December 9999 does not have.
    match last.succ_opt().filter(fits) {
        Some(end) => lines.write("DTEND;VALUE=DATE", &written(end)),
        None => lines.write("DURATION", &format!("P{}D", (last - first).num_days() + 1)),
    }
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

/// Whether the event is not sure: its days are not known, or it matched the filters only possibly.
fn is_tentative(date: &Date, certainty: Certainty) -> bool {
    !is_firm(date) || certainty == Certainty::Possible
}

/// The properties of an event that are neither its days nor its UID.
fn write_event(lines: &mut ContentLines<'_>, event: &Event<'_>, date: &Date, certainty: Certainty) {
    let words = (!is_firm(date)).then(|| date.words());
    lines.text("SUMMARY", &sanitize_text(&title_with_doubts(event, words, certainty)));
    // An event of which nothing says whether it is confirmed has no status at all.
    if is_tentative(date, certainty) || doubtful_status(event).is_some() {
        lines.write("STATUS", "TENTATIVE");
    } else if !status(event).is_empty() {
        lines.write("STATUS", "CONFIRMED");
    }
    // Past events must not make anybody's days busy.
    lines.write("TRANSP", "TRANSPARENT");
    let mut text_of = |name: &str, text: &str| {
        let text = sanitize_text(text);
        if !text.is_empty() {
            lines.text(name, &text);
        }
    };
    text_of("LOCATION", &place(event));
    text_of("CATEGORIES", &event.text(Field::Kind));
    event.tags().iter().for_each(|tag| text_of("CATEGORIES", tag));
    let description = description(event, date, certainty);
    if !description.is_empty() {
        lines.text("DESCRIPTION", &description);
    }
    if let Ok(Some([longitude, latitude])) = coordinates(event) {
        lines.write("GEO", &format!("{latitude};{longitude}"));
    }
    write_fields(lines, event);
}

/// The properties for the fields of the model, in their order. A name may have hyphens and no underscores (RFC 5545, section
/// 3.1).
static PROPERTIES: LazyLock<[String; Field::ALL.len()]> =
    LazyLock::new(|| Field::ALL.map(|field| format!("X-DATELINE-{}", field.name().to_uppercase().replace('_', "-"))));

/// Writes the model's fields as they are, so that dateline reads the same event back.
fn write_fields(lines: &mut ContentLines<'_>, event: &Event<'_>) {
    for (field, name) in Field::ALL.into_iter().zip(PROPERTIES.iter()) {
        let cell = event.native(&Column::Field(field));
        let text = match cell.contains(['\n', '\r']) {
            true => Cow::from(cell.trim().lines().map(sanitize_text).collect::<Vec<_>>().join("\n")),
            false => sanitize_text(&cell),
        };
        if !text.is_empty() {
            lines.text(name, &text);
        }
    }
}

/// What iCalendar has no property for, line by line.
fn description(event: &Event<'_>, date: &Date, certainty: Certainty) -> String {
    let mut text = String::new();
    let mut add = |part: &str| {
        for line in sanitize_paragraphs(part) {
            text.extend([if text.is_empty() { "" } else { "\n" }, &line]);
        }
    };
    if !is_firm(date) || date.extent().is_some_and(|extent| extent.has_time) {
        add(&format!("Date: {} (EDTF {date})", date.words()));
    }
    if certainty == Certainty::Possible {
        add("It is only possible that this is of the time or number that was asked for.");
    }
    add(&casualties(event));
    add(&words::reports(event));
    event.reports().iter().for_each(|report| add(&format!("- {}", words::report(report, event))));
    let named = |name: &str, part: &str| if part.is_empty() { String::new() } else { [name, ": ", part].concat() };
    add(&named("Status", &status(event)));
    add(&event.actors().join("; "));
    add(event.text(Field::Summary).trim());
    add(&named("Media", &media(event)));
    add(&named("Id", event.text(Field::Id).trim()));
    add(&event.file().map(|file| format!("File: {file}")).unwrap_or_default());
    event.sources().iter().for_each(|source| add(&["Source: ", source].concat()));
    text
}
