//! iCalendar (RFC 5545) as CSV: each VEVENT is an event.
//!
//! What dateline exported carries its fields as `X-DATELINE-…`, and is read back by them. The date counts so only while it
//! agrees with the days beside it, and the title while the summary begins with it: both may have been changed in a
//! calendar program.

use std::io::{BufRead, Read};

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};

use super::converted::{Converted, LONGEST_RECORD};
use super::fields::Fields;
use crate::date::Date;
use crate::error::{Diagnostic, Error, Note, Result};
use crate::text::{is_bidi, sanitize};

/// What the name of a property of dateline's own begins with; the name of the field follows.
const OWN: &str = "X-DATELINE-";

/// The column of what a calendar says of how sure an event is.
const STATUS: &str = "status";

/// Whether a text, without white space before it, begins as a calendar.
pub fn is_begun(text: &[u8]) -> bool {
    const BEGIN: &[u8] = b"BEGIN:VCALENDAR";
    text.get(..BEGIN.len()).is_some_and(|text| text.eq_ignore_ascii_case(BEGIN))
}

/// A property: its name in upper case, and its value. What its parameters say of zones and languages has no column.
struct Property<'a> {
    name: String,
    value: &'a str,
}

/// What an event says of its time.
#[derive(Default)]
struct When {
    start: String,
    end: String,
    duration: String,
}

/// Converts a calendar.
///
/// # Errors
/// An input that can't be read or ends in the midst of an event; a line longer than [`LONGEST_RECORD`].
pub fn read(file: &str, input: impl BufRead) -> Result<Converted> {
    let mut lines = Lines { input, next: Vec::new(), number: 0, has_next: false };
    let failed = |error: std::io::Error| Error::reading(file, &error);
    let mut fields = Fields::default();
    let mut own: Vec<(String, String)> = Vec::new();
    let mut when = When::default();
    // The components that are open, and the line on which the event among them began.
    let mut open: Vec<String> = Vec::new();
    let mut began = 0;
    let mut recurring = 0;
    while let Some((number, line)) = lines.next().map_err(failed)? {
        let Some(Property { name, value }) = Property::of(&line) else { continue };
        let is_event = open.last().is_some_and(|component| component == "VEVENT");
        match name.as_str() {
            "BEGIN" => {
                open.push(value.trim().to_ascii_uppercase());
                if open.last().is_some_and(|component| component == "VEVENT") {
                    began = number;
                }
            }
            "END" => {
                if is_event {
                    end_event(&mut fields, &std::mem::take(&mut when), std::mem::take(&mut own));
                    fields.end(began).map_err(failed)?;
                }
                open.pop();
            }
            _ if !is_event => {}
            "DTSTART" => when.start = value.to_owned(),
            "DTEND" => when.end = value.to_owned(),
            "DURATION" => when.duration = value.to_owned(),
            "RRULE" | "RDATE" => recurring += 1,
            name => match name.strip_prefix(OWN) {
                Some(field) => own.push((field.to_ascii_lowercase().replace('-', "_"), text(value))),
                None => property(&mut fields, name, value),
            },
        }
    }
    if open.iter().any(|component| component == "VEVENT") {
        let message = format!("{file} is cut short: the event that begins in line {began} does not end");
        return Err(Error::from(Diagnostic::new(message)));
    }
    let notes = match recurring {
        0 => Vec::new(),
        1 => vec![Note::Text(format!("1 event of {file} recurs; only its first time was read"))],
        n => vec![Note::Text(format!("{n} events of {file} recur; only the first time of each was read"))],
    };
    fields.finish(notes).map_err(failed)
}

/// Takes in a property of an event.
fn property(fields: &mut Fields, name: &str, value: &str) {
    match name {
        "SUMMARY" => fields.set("title", text(value).replace('\n', " ")),
        "DESCRIPTION" => fields.set("summary", text(value)),
        "LOCATION" => fields.set("location", text(value)),
        "GEO" => {
            if let Some((latitude, longitude)) = value.split_once(';') {
                fields.set("latitude", latitude);
                fields.set("longitude", longitude);
            }
        }
        "CATEGORIES" => {
            for category in separate(value) {
                fields.add("kind", text(category).trim(), "; ");
            }
        }
        "UID" => fields.set("id", text(value)),
        "URL" => fields.set("source", value),
        "STATUS" => fields.set(STATUS, value.to_lowercase()),
        _ => {}
    }
}

/// Settles what the event's own fields and its properties say together.
fn end_event(fields: &mut Fields, when: &When, own: Vec<(String, String)>) {
    let days = when.days();
    let date = own.iter().find(|(name, _)| name == "date").map(|(_, date)| date.as_str());
    if date.is_some() {
        // The properties say the same in the words of a calendar.
        for name in ["id", "location", "kind", "summary", "source"] {
            fields.cell(name).clear();
        }
        if fields.has(STATUS) {
            fields.cell(STATUS).clear();
        }
    }
    match date.filter(|date| Date::parse(date).is_ok_and(|date| taken_up(&date) == days)) {
        Some(date) => fields.set("date", date),
        None => fields.set("date", when.edtf()),
    }
    for (name, value) in &own {
        match name.as_str() {
            "date" => {}
            "title" => {
                let shown: String = value.trim().chars().filter(|c| !is_bidi(*c)).collect();
                if fields.cell("title").starts_with(&*sanitize(&shown)) {
                    fields.set("title", value);
                }
            }
            name => fields.set(name, value),
        }
    }
}

/// The days that the export lets a date take up.
fn taken_up(date: &Date) -> Option<(NaiveDate, NaiveDate)> {
    let first = date.earliest().or(date.latest())?;
    let last = if date.earliest().is_some() { date.latest().unwrap_or(first) } else { first };
    Some((first, last))
}

impl When {
    /// The first day and the last.
    fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let (start, time) = moment(&self.start)?;
        let begin = start.and_time(time.unwrap_or(NaiveTime::MIN));
        let end = match (moment(&self.end), duration(&self.duration)) {
            (Some((end, time)), _) => Some(end.and_time(time.unwrap_or(NaiveTime::MIN))),
            (None, Some(duration)) => begin.checked_add_signed(duration),
            (None, None) => None,
        };
        // The end is the first moment after it.
        let last = end.filter(|end| *end > begin).and_then(|end| end.checked_sub_signed(Duration::seconds(1)));
        Some((start, last.map_or(start, |last| last.date())))
    }

    /// The date: a day, a day with its time, or all days from the first to the last. What is none stands as it was
    /// written, to be reported.
    fn edtf(&self) -> String {
        let (Some((first, last)), Some((_, time))) = (self.days(), moment(&self.start)) else {
            return self.start.clone();
        };
        if first < last {
            return format!("{first}/{last}");
        }
        let zone = if self.start.ends_with(['Z', 'z']) { "Z" } else { "" };
        match time {
            Some(time) => format!("{}{zone}", NaiveDateTime::new(first, time).format("%Y-%m-%dT%H:%M:%S")),
            None => first.to_string(),
        }
    }
}

/// A date, `20210826`, and its time where it has one, `T173000` (RFC 5545, 3.3.4 and 3.3.5).
fn moment(text: &str) -> Option<(NaiveDate, Option<NaiveTime>)> {
    let text = text.trim().trim_end_matches(['Z', 'z']);
    let (date, time) = text.split_once(['T', 't']).map_or((text, None), |(date, time)| (date, Some(time)));
    let date = NaiveDate::parse_from_str(date, "%Y%m%d").ok()?;
    match time {
        // A leap second is the last one of its minute.
        Some(time) => Some((date, Some(NaiveTime::parse_from_str(time, "%H%M%S").ok()?))),
        None => Some((date, None)),
    }
}

/// `P1W`, `P3D`, `P1DT12H`, `PT30M` (RFC 5545, 3.3.6).
fn duration(text: &str) -> Option<Duration> {
    let text = text.trim().trim_start_matches('+').strip_prefix('P')?;
    let mut seconds: i64 = 0;
    let mut digits = String::new();
    for c in text.chars() {
        let unit = match c {
            '0'..='9' => {
                digits.push(c);
                continue;
            }
            'T' => continue,
            'W' => 7 * 86_400,
            'D' => 86_400,
            'H' => 3600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(digits.parse::<i64>().ok()?.checked_mul(unit)?)?;
        digits.clear();
    }
    Duration::try_seconds(seconds)
}

/// The parts of a list, between commas that are not escaped.
fn separate(value: &str) -> Vec<&str> {
    let (mut parts, mut start, mut is_escaped) = (Vec::new(), 0, false);
    for (i, c) in value.char_indices() {
        if c == ',' && !is_escaped {
            parts.push(&value[start..i]);
            start = i + 1;
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    parts.push(&value[start..]);
    parts
}

/// A text without its escapes (RFC 5545, 3.3.11).
fn text(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(c) => text.push(c),
                None => text.push('\\'),
            },
            c => text.push(c),
        }
    }
    text
}

impl Property<'_> {
    /// `NAME;PARAMETER="a:b":VALUE` (RFC 5545, 3.1).
    fn of(line: &str) -> Option<Property<'_>> {
        let mut is_quoted = false;
        let end = line.find(|c| {
            is_quoted ^= c == '"';
            c == ':' && !is_quoted
        })?;
        let name = line[..end].split(';').next().unwrap_or_default();
        Some(Property { name: name.trim().to_ascii_uppercase(), value: &line[end + 1..] })
    }
}

/// Content lines: those that begin with a space go on with the line before (RFC 5545, 3.1).
struct Lines<R> {
    input: R,
    /// The line that was read last and is not given out yet.
    next: Vec<u8>,
    has_next: bool,
    /// Its number, from 1.
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// The next line, and the number of its first part.
    fn next(&mut self) -> std::io::Result<Option<(u64, String)>> {
        if !self.has_next && !self.read()? {
            return Ok(None);
        }
        let (first, mut line) = (self.number, std::mem::take(&mut self.next));
        self.has_next = false;
        while self.read()? {
            let [b' ' | b'\t', more @ ..] = self.next.as_slice() else { break };
            line.extend_from_slice(more);
            self.has_next = false;
            if line.len() > LONGEST_RECORD {
                return Err(too_long());
            }
        }
        Ok(Some((first, String::from_utf8_lossy(&line).into_owned())))
    }

    /// Reads one line as it stands, without its end.
    fn read(&mut self) -> std::io::Result<bool> {
        self.next.clear();
        let length = self.input.by_ref().take(LONGEST_RECORD as u64).read_until(b'\n', &mut self.next)?;
        if length == LONGEST_RECORD {
            return Err(too_long());
        }
        while let Some(b'\n' | b'\r') = self.next.last() {
            self.next.pop();
        }
        self.number += 1;
        self.has_next = length > 0;
        Ok(self.has_next)
    }
}

fn too_long() -> std::io::Error {
    std::io::Error::other(format!("a line is longer than {} MiB", LONGEST_RECORD >> 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(calendar: &str) -> std::result::Result<String, String> {
        let converted = read("c.ics", calendar.as_bytes()).map_err(|error| error.to_string())?;
        let (mut bytes, mut text) = (converted.bytes, String::new());
        bytes.read_to_string(&mut text).unwrap();
        let notes: String = converted.notes.iter().map(|note| format!("# {note}\n")).collect();
        Ok(text.replacen(
            "id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded,summary,source",
            "HEADER",
            1,
        ) + &notes)
    }

    fn event(properties: &str) -> String {
        let properties = properties.trim().replace('\n', "\r\n");
        csv(&format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{properties}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")).unwrap()
    }

    #[test]
    fn an_event_has_its_fields() {
        insta::assert_snapshot!(event("UID:1@x\nDTSTART;VALUE=DATE:20210826\nSUMMARY:Attack\\, at the\n  airport\nLOCATION:Kabul\nGEO:34.5;69.2\nCATEGORIES:attack,war\\,s\nDESCRIPTION;ALTREP=\"http://x:1\":one\\ntwo\nBEGIN:VALARM\nDESCRIPTION:no\nEND:VALARM\nRRULE:FREQ=YEARLY"), @r#"
        HEADER
        1@x,2021-08-26,"Attack, at the airport",Kabul,,34.5,69.2,"attack; war,s",,,,"one
        two",
        # 1 event of c.ics recurs; only its first time was read
        "#);
    }

    #[test]
    fn times_become_dates() {
        let date =
            |properties: &str| event(properties).split('\n').nth(1).unwrap().split(',').nth(1).unwrap().to_owned();
        for (properties, expected) in [
            ("DTSTART:20210826", "2021-08-26"),
            ("DTSTART:20210826\nDTEND:20210827", "2021-08-26"),
            ("DTSTART:20210826\nDTEND:20210829", "2021-08-26/2021-08-28"),
            ("DTSTART:20210826\nDURATION:P1W", "2021-08-26/2021-09-01"),
            ("DTSTART:20210826T173000Z\nDTEND:20210826T190000Z", "2021-08-26T17:30:00Z"),
            ("DTSTART;TZID=Asia/Kabul:20210826T173000\nDURATION:PT1H30M", "2021-08-26T17:30:00"),
            ("DTSTART:20210826T230000\nDTEND:20210827T000000", "2021-08-26T23:00:00"),
            ("DTSTART:20210826T230000\nDTEND:20210827T010000", "2021-08-26/2021-08-27"),
            ("DTSTART:2021-08-26", "2021-08-26"),
            ("DTSTART:2021x", "2021x"),
            ("DTSTART:20210826\nDTEND:20210901\nX-DATELINE-DATE:[2021-08-26..2021-08-31]", "[2021-08-26..2021-08-31]"),
            ("DTSTART:20210826\nDTEND:20210902\nX-DATELINE-DATE:[2021-08-26..2021-08-31]", "2021-08-26/2021-09-01"),
        ] {
            assert_eq!(date(properties), expected, "{properties}");
        }
    }

    #[test]
    fn a_calendar_cut_short_is_an_error() {
        insta::assert_snapshot!(csv("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n").unwrap_err(), @"c.ics is cut short: the event that begins in line 2 does not end");
    }
}
