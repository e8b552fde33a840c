//! markwhen, timelines as plain text, as CSV: <https://docs.markwhen.com>.
//!
//! An event is a line `DATE: title #tag` or `DATE / DATE: title`, with properties under it and then its text. What dateline
//! exported holds its fields as properties and is read back by them.

use std::io::{BufRead, Read};

use serde_json::Value;

use super::converted::{Converted, LONGEST_RECORD};
use super::fields::Fields;
use crate::date::Date;
use crate::error::{Error, Result};
use crate::text::list::as_part;

/// How many lines are looked at to see whether a text is a timeline.
const LOOKED_AT: usize = 200;

/// Whether a text begins as a timeline: its first line that is no remark, heading or setting is an event.
pub fn is_begun(bytes: &[u8], is_all: bool) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let whole_lines = if is_all { bytes } else { &bytes[..memchr::memrchr(b'\n', bytes).unwrap_or(0)] };
    let mut head = Head::default();
    for line in whole_lines.split(|byte| *byte == b'\n').take(LOOKED_AT) {
        let line = String::from_utf8_lossy(line);
        match head.take(&line) {
            HeadLine::Event(_) => return true,
            HeadLine::Other if !line.trim().is_empty() => return false,
            _ => {}
        }
    }
    // Settings between lines of hyphens, and no event at all.
    is_all && head.had_fence && !head.is_fenced
}

/// What stands before the first event: a title and other settings, between lines of hyphens or without.
#[derive(Default)]
struct Head {
    is_fenced: bool,
    had_fence: bool,
    lines: usize,
}

enum HeadLine<'a> {
    /// A setting, a remark, a heading or nothing.
    Passed,
    Event(EventLine<'a>),
    Other,
}

/// The settings that may stand without a fence.
const SETTINGS: [&str; 7] = ["title", "description", "dateformat", "key", "view", "edit", "timezone"];

impl Head {
    fn take<'a>(&mut self, line: &'a str) -> HeadLine<'a> {
        self.lines += 1;
        let text = line.trim();
        if text.starts_with("---") {
            self.is_fenced = !self.is_fenced && self.lines == 1;
            self.had_fence |= self.is_fenced;
            return HeadLine::Passed;
        }
        if self.is_fenced || text.is_empty() || is_passed_over(text) {
            return HeadLine::Passed;
        }
        if let Some(event) = EventLine::of(line) {
            return HeadLine::Event(event);
        }
        let setting = text.split_once(':').map(|(name, _)| name.trim().to_ascii_lowercase());
        match setting {
            Some(name) if SETTINGS.contains(&name.as_str()) => HeadLine::Passed,
            _ => HeadLine::Other,
        }
    }
}

/// A remark, a heading, the beginning or end of a group, or the colour of a tag.
fn is_passed_over(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_heading = !first.is_empty() && first.bytes().all(|byte| byte == b'#') && text.len() > first.len();
    let is_group = ["group", "section", "endgroup", "endsection"].iter().any(|word| first.eq_ignore_ascii_case(word));
    let is_colour = text.starts_with('#') && text.contains(':');
    text.starts_with("//") || is_heading || is_group || is_colour
}

/// The line that an event begins with.
struct EventLine<'a> {
    date: String,
    title: &'a str,
}

impl EventLine<'_> {
    /// `None`: what stands before its first colon is no date.
    fn of(line: &str) -> Option<EventLine<'_>> {
        let line = line.trim_start();
        let line = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line);
        // A colon within a time has digits after it.
        let colon =
            line.char_indices().find(|&(i, c)| c == ':' && !line[i + 1..].starts_with(|c: char| c.is_ascii_digit()));
        let (end, _) = colon?;
        Some(EventLine { date: date(line[..end].trim())?, title: line[end + 1..].trim() })
    }
}

/// A date or two of them as EDTF. `None`: it is no date at all; what is one that is not understood stands as it is.
fn date(text: &str) -> Option<String> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let one = |text: &str| Date::parse(text.trim()).ok().map(|date| date.to_string());
    if let Some(date) = one(text) {
        return Some(date);
    }
    for separator in ["/", " - ", " – ", "–", " to "] {
        if let Some((start, end)) = text.split_once(separator)
            && let (Some(start), Some(end)) = (one(start), one(end))
        {
            return Some(format!("{start}/{end}"));
        }
    }
    // Day and month in figures: which comes first is for the whole column to show.
    let is_figures = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'/') && text.matches('/').count() == 2;
    is_figures.then(|| text.to_owned())
}

/// The event that is being read.
#[derive(Default)]
struct Event {
    /// The line on which it begins, from 1; 0 before the first.
    line: u64,
    title: String,
    /// Whether the lines right under the first go on: properties stand there.
    is_head: bool,
    body: Vec<String>,
    /// Whether it has properties of dateline's own.
    is_own: bool,
}

/// Converts a timeline.
///
/// # Errors
/// An input that can't be read; a line longer than [`LONGEST_RECORD`].
pub fn read(file: &str, mut input: impl BufRead) -> Result<Converted> {
    let failed = |error: std::io::Error| Error::reading(file, &error);
    let mut fields = Fields::default();
    let (mut head, mut event) = (Head::default(), Event::default());
    let (mut number, mut bytes, mut length) = (0, Vec::new(), 0);
    loop {
        bytes.clear();
        let more = input.by_ref().take(LONGEST_RECORD as u64).read_until(b'\n', &mut bytes).map_err(failed)?;
        if more == 0 {
            break;
        }
        number += 1;
        length += more;
        if more == LONGEST_RECORD || length > LONGEST_RECORD {
            return Err(failed(std::io::Error::other(format!("an event is longer than {} MiB", LONGEST_RECORD >> 20))));
        }
        let line = String::from_utf8_lossy(&bytes);
        let line = line.strip_prefix('\u{feff}').filter(|_| number == 1).unwrap_or(&line).trim_end();
        let begun = match event.line {
            0 => match head.take(line) {
                HeadLine::Event(begun) => Some(begun),
                _ => continue,
            },
            _ => EventLine::of(line),
        };
        match begun {
            Some(begun) => {
                event.end(&mut fields).map_err(failed)?;
                event = Event { line: number, title: begun.title.to_owned(), is_head: true, ..Event::default() };
                fields.set("date", &begun.date);
                length = more;
            }
            None => event.line(line, &mut fields),
        }
    }
    event.end(&mut fields).map_err(failed)?;
    fields.finish(Vec::new()).map_err(failed)
}

impl Event {
    /// Takes in a line under the first.
    fn line(&mut self, line: &str, fields: &mut Fields) {
        let text = line.trim();
        if self.is_head
            && let Some((name, value)) = property(text)
        {
            self.property(name, value, fields);
        } else if text.is_empty() {
            self.is_head = false;
        } else if !is_passed_over(text) {
            self.is_head = false;
            self.body.push(unguarded(text));
        }
    }

    fn property(&mut self, name: &str, value: &str, fields: &mut Fields) {
        match (name, serde_json::from_str(value).unwrap_or_else(|_| Value::from(value))) {
            ("edtf", value) => {
                self.is_own = true;
                fields.set("date", plain(&value));
            }
            ("extra", Value::Object(extra)) => {
                extra.iter().for_each(|(name, value)| fields.set(name, plain(value)));
            }
            // How the event matched a filter when it was exported.
            ("possible", _) => {}
            (name, value) => fields.set(name, plain(&value)),
        }
    }

    /// Appends the event, if there is one.
    fn end(&mut self, fields: &mut Fields) -> std::io::Result<()> {
        if self.line == 0 {
            return Ok(());
        }
        let (title, tags) = without_tags(&self.title);
        if fields.cell("title").is_empty() {
            fields.set("title", title);
        }
        if !self.is_own {
            fields.set("kind", tags.join("; "));
        }
        let is_told = ["location", "country", "killed", "wounded"].iter().any(|name| !fields.cell(name).is_empty());
        let mut body = std::mem::take(&mut self.body);
        if self.is_own {
            // The export writes dates, places and numbers of people out in words, and in these places.
            body.drain(..body.first().is_some_and(|line| line.starts_with("Date: ")) as usize);
            body.drain(..usize::from(is_told && !body.is_empty()));
        }
        for line in body {
            match line.strip_prefix("Source: ") {
                Some(source) => fields.add("source", &as_part(source), "; "),
                None => fields.add("summary", &line, "\n"),
            }
        }
        fields.end(self.line)
    }
}

/// `name: value`, where the name is one word.
fn property(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once(": ")?;
    let is_name = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    (is_name && name.starts_with(char::is_alphabetic)).then_some((name, value.trim()))
}

/// The value of a property as a cell.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join("; "),
        value => value.to_string(),
    }
}

fn is_of_tag(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// A title, and the tags among its words.
fn without_tags(title: &str) -> (String, Vec<&str>) {
    let is_tag = |word: &&str| word.strip_prefix('#').is_some_and(|tag| tag.starts_with(is_of_tag));
    let tags = title.split(' ').filter(is_tag).map(|word| &word[1..]).collect();
    let words: Vec<&str> = title.split(' ').filter(|word| !is_tag(word)).collect();
    (unguarded(&words.join(" ")), tags)
}

/// A line without what guards it from being read as markup.
fn unguarded(line: &str) -> String {
    let line = line.strip_prefix(". ").unwrap_or(line);
    let escaped = |word: &str| word.strip_prefix("\\#").is_some_and(|tag| tag.starts_with(is_of_tag));
    let words: Vec<&str> = line.split(' ').map(|word| if escaped(word) { &word[1..] } else { word }).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(timeline: &str) -> String {
        let (mut bytes, mut text) = (read("t.mw", timeline.as_bytes()).unwrap().bytes, String::new());
        bytes.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_timeline_is_known_by_its_first_event() {
        for (text, is_timeline) in [
            ("2021-08-26: Attack\n", true),
            ("---\ntitle: T\nx: y\n---\n\n// remark\n# Part\n2021: x\n", true),
            ("title: T\n#war: red\nsection A\nAug 2021 - Sep 2021: x\n", true),
            ("44 BC: x", true),
            ("2021-08-26T17:30: x", true),
            ("date,title\n2021: x,y\n", false),
            ("date: x,title\n", false),
            ("# remark\ndate,title\n", false),
            ("title: T\n", false),
            ("", false),
            ("note 7: x\n", false),
            ("---\ntitle: T\n---\n", true),
            ("---\ntitle: T\n---\ndate,title\n", false),
        ] {
            assert_eq!(is_begun(text.as_bytes(), true), is_timeline, "{text}");
        }
        assert!(!is_begun(b"2021: x", false));
    }

    #[test]
    fn events_have_dates_titles_and_texts() {
        let timeline = "title: T\n\n2021-08-26 / 2021-09: Attack #war #x\nplace: Kabul\n\nOne line\n// remark\n. - two\nSource: a\n\nsection B\n26 Aug 2021: Other\ntext: here\nendSection\n5/8/2021: Third\n";
        insta::assert_snapshot!(csv(timeline), @r#"
        id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded,summary,source,place,text
        ,2021-08-26/2021-09,Attack,,,,,war; x,,,,"One line
        - two",a,Kabul,
        ,2021-08-26,Other,,,,,,,,,,,,here
        ,5/8/2021,Third,,,,,,,,,,,,
        "#);
    }

    #[test]
    fn what_dateline_wrote_is_read_by_its_properties() {
        let timeline = "---\ntitle: \"T\"\n---\n\n2014-09/2014-12: Attack (late 2014) #attack\nedtf: \"[2014-09..2014-12]\"\nid: \"a\"\ntitle: \"Attack\"\nkind: \"attack\"\nactors: [\"x\",\"y\"]\nkilled: \"131..\"\nextra: {\"note\":\"n\"}\n\nat least 131 killed\nText\nSource: s\nSource: t\n";
        insta::assert_snapshot!(csv(timeline), @r#"
        id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded,summary,source,note
        a,[2014-09..2014-12],Attack,,,,,attack,x; y,131..,,Text,s; t,n
        "#);
    }
}
