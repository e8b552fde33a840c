//! Sources that are older than the event that they are cited for, and lists that can be read in two ways.

use std::borrow::Cow;

use chrono::Days;

use crate::date::Date;
use crate::model::field::Field;
use crate::text::list::{doubtful, several};

use super::CheckedRow;
use super::code::Code;
use super::prose::{Mention, mentions};

/// Reports an event whose dated sources are all older than it. A difference of one day is allowed: in the reporter's time
/// zone it may still be the day before.
pub(super) fn check(row: &mut CheckedRow<'_, '_>) {
    let Some(begins) = row.event.date().filter(|date| !date.is_qualified()).and_then(Date::earliest) else {
        return;
    };
    let Some((column, date)) = source_dates(row).or_else(|| citations(row)) else { return };
    let is_older = date.latest().and_then(|day| day.checked_add_days(Days::new(1))).is_some_and(|day| day < begins);
    if is_older {
        let event = row.event.date().map(Date::words).unwrap_or_default();
        row.report(
            Code::SourceBeforeEvent,
            column.or(row.event.column_of(Field::Source)),
            format!("the source is dated {}, before its event: {event}", date.words()),
            "what is older than an event can't report it: one of the two dates is wrong",
        );
    }
}

/// Reports a list in which a `;` may separate two entries or belong to one.
pub(super) fn check_lists(row: &mut CheckedRow<'_, '_>) {
    for field in [Field::Actors, Field::Tags, Field::Source] {
        let text = row.event.text(field);
        let Some(at) = doubtful(&text) else { continue };
        let around: String = text[at..].chars().take(20).collect();
        let parts = several(&text);
        let read = match parts.len() {
            1 => "it is read as one".to_owned(),
            n => format!("it is read as {n}"),
        };
        row.report(
            Code::DoubtfulList,
            row.event.column_of(field),
            format!("whether `{around}` begins a new entry of the list can't be known; {read}"),
            "put a space behind a `;` that separates two, or quotes around an entry that has one, and close its brackets",
        );
    }
}

/// The latest date in the column of source dates, which are separated by `;`, and that column. `None`: there is none.
fn source_dates(row: &CheckedRow<'_, '_>) -> Option<(Option<usize>, Date)> {
    let column = row.columns.source_dates?;
    let cell = row.event.cell(column);
    let dates = several(&cell).into_iter().filter_map(|text| Date::parse(&text).ok());
    latest(dates).map(|date| (Some(column), date))
}

/// The latest date of publication in the citations.
fn citations(row: &CheckedRow<'_, '_>) -> Option<(Option<usize>, Date)> {
    let text = row.event.text(Field::Source);
    let text = unquoted(&text);
    let dates = text.split(';').flat_map(mentions).filter(is_of_source).map(|mention| mention.date);
    latest(dates).map(|date| (None, date))
}

fn latest(dates: impl Iterator<Item = Date>) -> Option<Date> {
    // A date without an end, "since 2015", is not before anything.
    dates.max_by_key(|date| (date.latest().is_none(), date.latest()))
}

/// Whether a date is that of the source. Four digits alone are a year only where citations have their year: at the end,
/// before a comma or in brackets. Elsewhere they may be any number: `Resolution 1540 (2004)`.
fn is_of_source(mention: &Mention<'_>) -> bool {
    let is_bare = mention.phrase.len() == 4;
    let after = mention.after.trim_start().chars().next();
    let in_brackets = mention.before.ends_with('(') && after == Some(')');
    let begins_part = mention.before.trim_end().ends_with([',', '.']) || mention.before.trim().is_empty();
    !is_bare || in_brackets || (begins_part && matches!(after, None | Some(',' | '.')))
}

/// The citation without its quoted parts, which are titles and may be about any year.
fn unquoted(text: &str) -> Cow<'_, str> {
    const QUOTES: [(char, char); 4] = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»')];
    if !text.contains(QUOTES.map(|(open, _)| open)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut closing = None;
    for c in text.chars() {
        match closing {
            Some(close) if c == close => closing = None,
            Some(_) => {}
            None => match QUOTES.iter().find(|(open, _)| *open == c) {
                Some((_, close)) => closing = Some(*close),
                None => out.push(c),
            },
        }
    }
    // An opening quote without a closing one quotes nothing.
    if closing.is_some() { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(citation: &str) -> Option<String> {
        let text = unquoted(citation);
        latest(text.split(';').flat_map(mentions).filter(is_of_source).map(|mention| mention.date))
            .map(|date| date.to_string())
    }

    #[test]
    fn a_citation_tells_its_date() {
        for (citation, date) in [
            ("POLITICO, \"What is ISIS-K, the group of 2015?\", March 2024", Some("2024-03")),
            ("Smith, The Iraq War, 2010, p. 1998", Some("2010")),
            ("Smith (2010), The War of 1914", Some("2010")),
            ("UN Security Council, Resolution 1540", None),
            ("Resolution 1540 (2004)", Some("2004")),
            ("Reuters 1989-05-17 \"ANGOLAN REBELS\"", Some("1989-05-17")),
            ("https://example.org/2021/08/27/kabul", Some("2021-08-27")),
            ("Reuters, 1 May 2020; BBC, 3 May 2020", Some("2020-05-03")),
            ("Reuters", None),
        ] {
            assert_eq!(dated(citation).as_deref(), date, "{citation}");
        }
    }
}
