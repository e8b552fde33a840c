//! Why a text is no date: the reasons that need no reading of the whole.

use super::unit::{ordinal, weekday};
use crate::date::names::month_number;
use crate::date::{DateError, DateErrorKind, DateKind};

const EXAMPLES: &str = "write it as 2021-08-26, 26 August 2021, August 2021, late 2014 or around 2015";

/// Words that count from the day of the report, which dateline does not know.
const RELATIVE: &[&str] = &[
    "today",
    "tonight",
    "yesterday",
    "tomorrow",
    "now",
    "present",
    "currently",
    "ago",
    "recently",
    "lately",
    "last",
    "next",
    "this",
    "past",
    "previous",
    "coming",
    "overnight",
    "nowadays",
];

/// The words of the phrases that are read, beside months, weekdays and numbers.
const KNOWN: &[&str] = &[
    "about",
    "ad",
    "after",
    "am",
    "and",
    "approx",
    "approximately",
    "around",
    "at",
    "autumn",
    "bc",
    "bce",
    "before",
    "beginning",
    "between",
    "by",
    "c",
    "ca",
    "ce",
    "century",
    "circa",
    "day",
    "during",
    "earlier",
    "earliest",
    "early",
    "either",
    "end",
    "fall",
    "first",
    "fourth",
    "from",
    "gmt",
    "h1",
    "h2",
    "half",
    "in",
    "last",
    "late",
    "later",
    "latest",
    "likely",
    "maybe",
    "mid",
    "middle",
    "month",
    "no",
    "not",
    "of",
    "on",
    "onward",
    "onwards",
    "or",
    "perhaps",
    "pm",
    "possibly",
    "post",
    "pre",
    "prior",
    "probably",
    "q1",
    "q2",
    "q3",
    "q4",
    "quarter",
    "reportedly",
    "roughly",
    "second",
    "since",
    "so",
    "sometime",
    "spring",
    "start",
    "summer",
    "than",
    "the",
    "third",
    "through",
    "thru",
    "till",
    "to",
    "unknown",
    "until",
    "up",
    "winter",
];

/// # Errors
/// `2015..` and `..2015`: whether it lasted or happened once is not said. EDTF with these dots has been read before.
pub(super) fn refuse_open(text: &str) -> Result<(), DateError> {
    let date = text.trim().trim_matches(['.', '…', ' ']);
    let dots = |text: &str| text.starts_with("..") || text.starts_with('…');
    let (before, after) = text.trim().split_once(date).unwrap_or_default();
    if date.is_empty() || date.contains(['/', '[', '{', ']', '}']) || !(dots(before) || dots(after)) {
        return Ok(());
    }
    let Ok(date) = crate::date::Date::parse(date) else {
        return Ok(());
    };
    let is_single = !matches!(date.kind(), DateKind::OneOf | DateKind::AllOf | DateKind::Interval);
    let date = if is_single { date.to_string() } else { "2015".to_owned() };
    let hint = if dots(before) {
        format!("write ../{date} (lasting until) or [..{date}] (some time until)")
    } else {
        format!("write {date}/.. (lasting since) or [{date}..] (some time since)")
    };
    Err(DateError::new(
        DateErrorKind::Ambiguous,
        format!("`{}` has two readings: it lasted, or it happened once", text.trim()),
    )
    .hint(hint))
}

/// # Errors
/// The text counts from the day of the report: `yesterday`, `last week`, `two weeks ago`.
pub(super) fn refuse_relative(text: &str) -> Result<(), DateError> {
    // The last week of a month or quarter of a year is known.
    let is_relative = |word: &str| RELATIVE.contains(&word) && !(word == "last" && text.contains(" of "));
    if !words(text).any(is_relative) {
        return Ok(());
    }
    match until_now(text) {
        Some(start) => Err(needs_report(text).hint(format!("write since {start}"))),
        None => Err(needs_report(text)),
    }
}

/// The EDTF of the start in `2015 to present`, `2015–present`, `from 2015 until now`.
fn until_now(text: &str) -> Option<String> {
    let rest = ["present", "now", "today"].iter().find_map(|now| text.strip_suffix(now))?;
    let rest = rest.strip_suffix("the ").unwrap_or(rest);
    let joints = [" to ", " until ", " till ", " through ", "-", "–", "- ", "– "];
    let start = joints.iter().find_map(|joint| rest.strip_suffix(joint))?;
    let start = start.strip_prefix("from ").unwrap_or(start).trim();
    match super::single(start) {
        Ok(Some(edtf_core::Edtf::Date(date))) => Some(date.to_string()),
        _ => None,
    }
}

pub(super) fn needs_report(text: &str) -> DateError {
    DateError::new(DateErrorKind::NeedsReport, format!("`{text}` needs the date of the report"))
        .hint("write the day itself, as in 26 August 2021")
}

/// Why a phrase that was not understood was not.
pub(in crate::date) fn explain(text: &str) -> DateError {
    if text.len() > super::LONGEST {
        return DateError::new(DateErrorKind::NotADate, "the text is too long for a date").hint(EXAMPLES);
    }
    let plain = super::normalize(text);
    let not_known =
        ["unknown", "date unknown", "not known", "n.d", "nd", "n/a", "na", "none", "no date", "undated", "?", "-"];
    if not_known.contains(&plain.as_str()) {
        return DateError::new(DateErrorKind::NotADate, format!("`{text}` is not a date that dateline understands"))
            .hint("leave the cell blank where the date is not known");
    }
    let unknown = words(&plain).find(|word| !is_known(word));
    let message = match unknown {
        Some(word) => format!("`{}` is not part of a date that dateline understands", as_written(text, word)),
        None => format!("`{text}` is not a date that dateline understands"),
    };
    DateError::new(DateErrorKind::NotADate, message).hint(EXAMPLES)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn is_known(word: &str) -> bool {
    let suffix = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let numeric = suffix.len() < word.len() && matches!(suffix, "" | "s");
    numeric
        || ordinal(word).is_some()
        || KNOWN.contains(&word)
        || month_number(word).is_some()
        || weekday(word).is_some()
}

/// The word with its own capitals.
fn as_written<'a>(text: &'a str, word: &'a str) -> &'a str {
    words(text).find(|original| original.to_lowercase() == word).unwrap_or(word)
}
