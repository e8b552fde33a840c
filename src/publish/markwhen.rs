//! markwhen, timelines as plain text: <https://docs.markwhen.com>.
//!
//! An event is a line, `2021-08-26: Suicide attack at Kabul airport #attack`, with properties under it and then its text.
//! markwhen reads EDTF of level 0 only. Any other date is given in words beside the title, since a timeline shows nothing
//! else, and as full EDTF among the properties.

use std::borrow::Cow;
use std::io::Write;

use serde_json::{Map, Value};

use crate::date::{Certainty, DateRange, Parts};
use crate::error::Result;
use crate::event::Event;
use crate::model::field::Field;
use crate::model::people::PeopleCount;
use crate::text::{sanitize_paragraphs, sanitize_text};
use crate::words::{self, casualties, place};

use super::{Document, Loss, Losses, UNDATED, title_with_doubts};

const BEYOND: Loss = Loss {
    one: "event beyond the years that markwhen reads left out",
    several: "events beyond the years that markwhen reads left out",
};
const INEXACT: Loss = Loss {
    one: "inexact date became the time from its earliest to its latest day, with its words beside the title",
    several: "inexact dates became the time from their earliest to their latest days, with their words beside the titles",
};
const OPEN: Loss = Loss {
    one: "open date became the day, month or year that is known of it, with its words beside the title",
    several: "open dates became the days, months or years that are known of them, with their words beside the titles",
};
const ONLY_YEAR: Loss = Loss {
    one: "day or month before the common era became its year, with the date in words below",
    several: "days or months before the common era became their years, with the dates in words below",
};
const ONLY_DAY: Loss = Loss {
    one: "time of day stands only in words below its day",
    several: "times of day stand only in words below their days",
};

pub(super) fn write(document: &Document<'_>, out: &mut (dyn Write + Send)) -> Result<Losses> {
    let mut losses = Losses::default();
    writeln!(out, "---\ntitle: {}\n---", yaml(Value::from(sanitize_text(&document.title))))?;
    document.for_each(|event, certainty| {
        let Some(date) = event.date() else {
            losses.add(UNDATED);
            return Ok(());
        };
        let extent = date.extent();
        let Some((extent, range)) = extent.and_then(|extent| Some((extent, range(&extent)?))) else {
            losses.add(BEYOND);
            return Ok(());
        };
        if date.earliest().is_none() || date.latest().is_none() {
            losses.add(OPEN);
        } else if !extent.is_exact {
            losses.add(INEXACT);
        } else if is_only_year(&extent) {
            losses.add(ONLY_YEAR);
        }
        losses.carry(event);
        if extent.has_time {
            losses.add(ONLY_DAY);
        }
        let doubt = if extent.is_exact { None } else { Some(date.words()) };
        let headline = headline(&title_with_doubts(event, doubt, certainty));
        let tag = tag(&event.text(Field::Kind)).map(|tag| format!(" #{tag}")).unwrap_or_default();
        writeln!(out, "\n{range}: {headline}{tag}")?;
        for (name, value) in properties(event, certainty, &headline) {
            writeln!(out, "{name}: {}", yaml(value))?;
        }
        let is_told_below = extent.is_exact && (extent.has_time || is_only_year(&extent));
        let body = body(event, is_told_below.then(|| date.words()));
        if !body.is_empty() {
            // Without the blank line, a first line of `word: text` would be one of the properties.
            writeln!(out, "\n{}", body.join("\n"))?;
        }
        Ok(())
    })?;
    Ok(losses)
}

fn is_bc(parts: Parts) -> bool {
    parts.year < 1
}

/// Whether the date has a day or a month that markwhen has no form for.
fn is_only_year(extent: &DateRange) -> bool {
    is_bc(extent.start) && (extent.start.month.is_some() || extent.end.is_some_and(|end| end.month.is_some()))
}

/// The days, months or years as markwhen reads them; `None` where it has no form for them.
fn range(extent: &DateRange) -> Option<String> {
    let DateRange { start, end, .. } = *extent;
    if !is_bc(start) {
        return match end {
            None => day(start),
            Some(end) => Some(format!("{}/{}", day(start)?, day(end)?)),
        };
    }
    match end {
        Some(end) if end.year != start.year => Some(format!("{} - {}", year(start)?, year(end)?)),
        _ => year(start),
    }
}

/// EDTF, level 0.
fn day(Parts { year, month, day }: Parts) -> Option<String> {
    let part = |part: Option<u8>| part.map(|part| format!("-{part:02}")).unwrap_or_default();
    (1..=9999).contains(&year).then(|| format!("{year:04}{}{}", part(month), part(day)))
}

/// Before the common era markwhen knows only years, of at most five digits.
fn year(Parts { year, .. }: Parts) -> Option<String> {
    let (year, era) = if year < 1 { (1 - i64::from(year), "BC") } else { (i64::from(year), "AD") };
    (year <= 99_999).then(|| format!("{year} {era}"))
}

/// What the line and the text do not hold of the event, under the model's names.
///
/// The title is among them where the headline says more or is written otherwise.
fn properties(event: &Event<'_>, certainty: Certainty, headline: &str) -> Vec<(&'static str, Value)> {
    let text = |field: Field| Some(sanitize_text(&event.text(field))).filter(|text| !text.is_empty()).map(Value::from);
    let count = |count: PeopleCount| count.exact().map_or_else(|| Value::from(count.to_string()), Value::from);
    let list = |values: Vec<String>| {
        let values: Vec<Value> = values.iter().map(|value| Value::from(sanitize_text(value))).collect();
        (!values.is_empty()).then_some(Value::Array(values))
    };
    let extra: Map<String, Value> = event
        .extra()
        .filter(|(_, cell)| !cell.trim().is_empty())
        .map(|(name, cell)| {
            (sanitize_text(name).into_owned(), Value::from(sanitize_paragraphs(&cell).collect::<Vec<_>>().join("\n")))
        })
        .collect();
    let properties = [
        ("edtf", event.date().map(|date| Value::from(date.to_string()))),
        ("id", text(Field::Id)),
        ("title", text(Field::Title).filter(|title| title.as_str() != Some(headline))),
        ("kind", text(Field::Kind)),
        ("location", text(Field::Location)),
        ("country", text(Field::Country)),
        ("latitude", event.latitude().map(Value::from)),
        ("longitude", event.longitude().map(Value::from)),
        ("actors", list(event.actors())),
        ("tags", list(event.tags())),
        ("killed", event.killed().map(count)),
        ("wounded", event.wounded().map(count)),
        ("status", text(Field::Status)),
        ("media", text(Field::Media)),
        ("media_credit", text(Field::MediaCredit)),
        ("media_caption", text(Field::MediaCaption)),
        ("file", event.file().map(|file| Value::from(sanitize_text(file)))),
        ("possible", (certainty == Certainty::Possible).then_some(Value::Bool(true))),
        ("extra", (!extra.is_empty()).then_some(Value::Object(extra))),
    ];
    properties.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The value as JSON, which is YAML too. markwhen takes `#word` for a tag even in quotes, so `#` is escaped.
fn yaml(value: Value) -> String {
    value.to_string().replace('#', "\\u0023")
}

/// The text under an event: the date where the line gives less of it, the details, the summary, the sources.
fn body(event: &Event<'_>, date: Option<String>) -> Vec<String> {
    let details = [place(event).into_owned(), casualties(event), words::reports(event)];
    let known: Vec<&str> = details.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let summary = event.text(Field::Summary);
    let sources = event.sources().into_iter().map(|source| format!("Source: {source}"));
    let date = date.map(|date| format!("Date: {date}"));
    let reports = event.reports().iter().map(|report| format!("Report: {}", words::report(report, event)));
    let told = date.into_iter().chain([known.join(" · ")]).map(Cow::from).chain(sanitize_paragraphs(&summary));
    let lines = told.chain(reports.chain(sources).map(Cow::from));
    lines.map(|line| inline(&sanitize_text(&line))).filter(|line| !line.is_empty()).map(guarded).collect()
}

/// The kind as a tag, where it can be one: an ASCII letter, then letters, digits and spaces.
fn tag(kind: &str) -> Option<String> {
    let tag: String = kind.trim().chars().map(|c| if matches!(c, ' ' | '-') { '_' } else { c }).collect();
    let is_tag = tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (is_tag && tag.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(tag)
}

/// The title with what markwhen would read as a tick box, a remark or the id of another event made plain text.
fn headline(title: &str) -> String {
    let title = inline(&sanitize_text(title));
    let mut kept = String::with_capacity(title.len());
    let mut before = ' ';
    for (i, c) in title.char_indices() {
        kept.push(c);
        let after = &title[i + c.len_utf8()..];
        let names_event = match c {
            '!' => after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'),
            '.' => after.starts_with("start") || after.starts_with("end"),
            _ => false,
        };
        if names_event && !(before.is_ascii_alphanumeric() || before == '_') {
            kept.push(' ');
        }
        before = c;
    }
    if kept.starts_with("//") || kept.starts_with('[') { format!("{GUARD}{kept}") } else { kept }
}

/// The text with what markwhen would read as tags and links made plain text.
fn inline(text: &str) -> String {
    let text = text.replace("](", "] (");
    let words = text.split(' ').map(|word| match word.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') => format!("\\{word}"),
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// markwhen's own mark for a line of text that looks like the beginning of an event.
const GUARD: &str = ". ";

/// A line of text, marked as such where markwhen would read an event, an item, a heading, a remark or a rule.
///
/// An event begins with a date and a colon, and many things are dates: a number, a month, `now`, `by !other 3 days`,
/// `every week`, or nothing at all. Every line that may be one is marked.
fn guarded(line: String) -> String {
    const WORDS: [&str; 19] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "now", "by", "before",
        "after", "plus", "to", "every",
    ];
    const GROUPS: [&str; 4] = ["group", "section", "endgroup", "endsection"];
    let lower = line.to_lowercase();
    let has_no_letter_first = !line.starts_with(char::is_alphabetic);
    let may_be_event = line.contains(':') && (has_no_letter_first || WORDS.iter().any(|word| lower.starts_with(word)));
    let is_markup = ["#", "//", "---", "- ", "_-_-_"].iter().any(|sign| line.starts_with(sign))
        || GROUPS.iter().any(|word| lower.starts_with(word));
    if may_be_event || is_markup { format!("{GUARD}{line}") } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_would_be_events_are_guarded() {
        for line in [
            "2020: x",
            "March 3: x",
            "now - 3 days: x",
            ": x",
            "- 2020: x",
            "every week: x",
            "!a: x",
            "to 2020: x",
            "// x",
            "--- x",
            "# x",
            "section x",
        ] {
            assert_eq!(guarded(line.to_owned()), format!(". {line}"));
        }
        for line in ["The minister said: no", "2020 was a year", "Source: Reuters"] {
            assert_eq!(guarded(line.to_owned()), line);
        }
    }

    #[test]
    fn titles_have_no_tags_links_and_ids() {
        assert_eq!(headline("[x] done #now !a (.end) [a](b)"), ". [x] done \\#now ! a (. end) [a] (b)");
        assert_eq!(headline("No. 1! Yes"), "No. 1! Yes");
    }
}
