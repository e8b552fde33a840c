//! Why a text is no date: the reasons that need no reading of the whole.

use super::unit::{month_number, weekday};
use crate::date::DateError;

const EXAMPLES: &str = "write it as 2021-08-26, 26 August 2021, August 2021, late 2014 or around 2015";

/// Words that count from the day of the report, which dateline does not know.
const RELATIVE: [&str; 18] = [
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
const KNOWN: [&str; 65] = [
    "about",
    "ad",
    "after",
    "and",
    "approx",
    "approximately",
    "around",
    "at",
    "autumn",
    "bc",
    "bce",
    "before",
    "between",
    "by",
    "c",
    "ca",
    "ce",
    "century",
    "circa",
    "day",
    "early",
    "earlier",
    "fall",
    "first",
    "fourth",
    "from",
    "gmt",
    "h1",
    "h2",
    "half",
    "in",
    "late",
    "later",
    "maybe",
    "mid",
    "month",
    "no",
    "not",
    "of",
    "on",
    "onward",
    "onwards",
    "or",
    "perhaps",
    "possibly",
    "probably",
    "q1",
    "q2",
    "q3",
    "q4",
    "quarter",
    "second",
    "since",
    "spring",
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
    "winter",
];

/// # Errors
/// The text counts from the day of the report: `yesterday`, `last week`, `two weeks ago`.
pub(super) fn refuse_relative(text: &str) -> Result<(), DateError> {
    if words(text).any(|word| RELATIVE.contains(&word)) {
        return Err(needs_report(text));
    }
    Ok(())
}

pub(super) fn needs_report(text: &str) -> DateError {
    DateError::new(format!("`{text}` needs the date of the report")).hint("write the day itself, as in 26 August 2021")
}

/// Why a phrase that was not understood was not.
pub(in crate::date) fn explain(text: &str) -> DateError {
    if text.len() > super::LONGEST {
        return DateError::new("the text is too long for a date").hint(EXAMPLES);
    }
    let plain = super::normalize(text);
    let unknown = words(&plain).find(|word| !is_known(word));
    let message = match unknown {
        Some(word) => format!("`{}` is not part of a date that dateline understands", as_written(text, word)),
        None => format!("`{text}` is not a date that dateline understands"),
    };
    DateError::new(message).hint(EXAMPLES)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn is_known(word: &str) -> bool {
    let suffix = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let numeric = suffix.len() < word.len() && matches!(suffix, "" | "s" | "st" | "nd" | "rd" | "th");
    numeric || KNOWN.contains(&word) || month_number(word).is_some() || weekday(word).is_some()
}

/// The word with its own capitals.
fn as_written<'a>(text: &'a str, word: &'a str) -> &'a str {
    words(text).find(|original| original.to_lowercase() == word).unwrap_or(word)
}
