//! Dates in running text: in a title, a summary, a citation.
//!
//! The checks of precision and of sources use it. A phrase is found by the year in it, and read by [`Date::parse`], so that
//! it means the same as in a cell.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use crate::date::Date;

/// A date that a text names, and where.
#[derive(Debug)]
pub struct Mention<'a> {
    pub date: Date,
    /// As it is written in the text.
    pub phrase: &'a str,
    /// The text before it, and after it.
    pub before: &'a str,
    pub after: &'a str,
}

/// The most words before the year in any phrase that can be read: `from early May to June 2021`.
const MOST_BEFORE: usize = 5;

/// The dates in a text, in their order: ISO dates, and phrases that end in a year or, like `August 26, 2021`, contain one.
pub fn mentions(text: &str) -> Vec<Mention<'_>> {
    // A text without four digits in a row has no year; this spares most texts the search.
    if !has_four_digits(text.as_bytes()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    // Where the words before this one begin, the nearest first.
    let mut before = [None; MOST_BEFORE];
    for word in words(text) {
        let mention = |range: Range<usize>, date| Mention {
            date,
            phrase: &text[range.clone()],
            before: &text[..range.start],
            after: &text[range.end..],
        };
        let bare = &text[word.clone()];
        let earlier = before;
        before.rotate_right(1);
        before[0] = Some(word.start);
        // Most words have no digit, and are at most part of a phrase.
        if !bare.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        if let Some((range, date)) = of_address(text, &word) {
            found.push(mention(range, date));
        } else if is_numeric(bare) {
            if let Some(date) = read_phrase(bare) {
                found.push(mention(word.clone(), date));
            }
        } else if is_year(bare) {
            let first = earlier.into_iter().rev().flatten().chain([word.start]);
            let phrases =
                first.map(|first| first..word.end).filter(|range| !begins_with_preposition(&text[range.clone()]));
            let read = |range: Range<usize>| read_phrase(&text[range.clone()]).map(|date| (range, date));
            if let Some((range, date)) = phrases.filter_map(read).next() {
                found.push(mention(range, date));
            }
        }
    }
    found
}

/// Whether four digits stand in a row.
fn has_four_digits(text: &[u8]) -> bool {
    let are_digits = |start: usize| text.get(start..start + 4).is_some_and(|four| four.iter().all(u8::is_ascii_digit));
    // One of any four bytes in a row is at every fourth place.
    (3..text.len()).step_by(4).any(|at| text[at].is_ascii_digit() && (at - 3..=at).any(are_digits))
}

thread_local! {
    /// What phrases were read as. The same newspapers and days come again and again, and reading a phrase costs more than all
    /// other checks of its row.
    static KNOWN: RefCell<HashMap<Box<str>, Option<Date>, RandomState>> = RefCell::default();
}

/// How many phrases are kept, some megabytes; then all are let go.
const MOST_KNOWN: usize = 1 << 15;

/// [`Date::parse`], which a phrase goes through once.
fn read_phrase(phrase: &str) -> Option<Date> {
    KNOWN.with_borrow_mut(|known| {
        if let Some(date) = known.get(phrase) {
            return date.clone();
        }
        let date = Date::parse(phrase).ok();
        if known.len() == MOST_KNOWN {
            known.clear();
        }
        known.insert(phrase.into(), date.clone());
        date
    })
}

/// The words of a text, without the punctuation around them.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_whitespace().filter_map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let inner = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        let start = start + word.len() - inner.len();
        let inner = inner.trim_end_matches(|c: char| !c.is_alphanumeric());
        (!inner.is_empty()).then(|| start..start + inner.len())
    })
}

/// Whether a phrase begins with a preposition, which is not part of the date: `by 3 November 2014`.
fn begins_with_preposition(phrase: &str) -> bool {
    let word = words(phrase).next().map_or("", |word| &phrase[word]);
    ["in", "during", "on", "of", "at", "by", "since", "until", "till", "before", "after"]
        .iter()
        .any(|preposition| word.eq_ignore_ascii_case(preposition))
}

/// `2014`, `1990s`, `mid-2019`
fn is_year(word: &str) -> bool {
    let digits = word.rsplit(['-', '–']).next().unwrap_or(word);
    let digits = digits.strip_suffix('s').unwrap_or(digits);
    digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.starts_with(['1', '2'])
}

/// `2014-09`, `2014-09-01`, `26/08/2021`, `2021-08-26T17:50`
fn is_numeric(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let signs = word.bytes().filter(|byte| matches!(byte, b'-' | b'/' | b'.' | b':' | b'T' | b'Z')).count();
    (6..=14).contains(&digits) && signs >= 1 && digits + signs == word.len()
}

/// The day or month in the path of an address, `https://example.org/2021/08/27/kabul`, as newspapers have it.
fn of_address(text: &str, word: &Range<usize>) -> Option<(Range<usize>, Date)> {
    let address = &text[word.clone()];
    // Few words have a colon, and to look for one byte takes little time.
    memchr::memchr(b':', address.as_bytes())?;
    let path = address.find("://").map(|at| at + 3)?;
    let mut at = path;
    let parts: Vec<Range<usize>> = address[path..]
        .split('/')
        .map(|part| {
            let range = at..at + part.len();
            at = range.end + 1;
            range
        })
        .collect();
    let number = |part: Option<&Range<usize>>, length: usize| {
        let part = &address[part?.clone()];
        (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())).then_some(part)
    };
    (1..parts.len()).find_map(|i| {
        let (year, month) = (number(parts.get(i), 4)?, number(parts.get(i + 1), 2)?);
        let day = number(parts.get(i + 2), 2);
        let last = if day.is_some() { i + 2 } else { i + 1 };
        let date = Date::of_parts(year.parse().ok()?, month.parse().ok(), day.and_then(|day| day.parse().ok())).ok()?;
        Some((word.start + parts[i].start..word.start + parts[last].end, date))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(text: &str) -> Vec<String> {
        mentions(text).iter().map(|mention| format!("{} = {}", mention.phrase, mention.date)).collect()
    }

    #[test]
    fn four_digits_are_found_wherever_they_stand() {
        for length in 0..12 {
            for digits in 0..=length {
                for start in 0..=length - digits {
                    let text: Vec<u8> =
                        (0..length).map(|i| if (start..start + digits).contains(&i) { b'7' } else { b'x' }).collect();
                    assert_eq!(has_four_digits(&text), digits >= 4, "{}", String::from_utf8_lossy(&text));
                }
            }
        }
    }

    #[test]
    fn dates_are_found_in_prose() {
        assert_eq!(
            dates("Fighting began in late 2014, and by 3 November 2014 (a Monday) it was over."),
            ["late 2014 = [2014-09..2014-12]", "3 November 2014 = 2014-11-03"]
        );
        assert_eq!(dates("POLITICO, March 2024"), ["March 2024 = 2024-03"]);
        assert_eq!(dates("Reuters 1989-05-17 \"UNITA REBELS\""), ["1989-05-17 = 1989-05-17"]);
        assert_eq!(dates("on August 26, 2021, at the airport"), ["August 26, 2021 = 2021-08-26"]);
        assert_eq!(dates("in the early 1990s"), ["the early 1990s = [1990..1993]"]);
        assert_eq!(dates("see https://example.org/world/2021/08/27/kabul?x=1."), ["2021/08/27 = 2021-08-27"]);
        assert_eq!(dates("Resolution 1540 of the Council, 12345 words, 03/04/2021"), ["1540 = 1540"]);
        assert_eq!(dates("no date, 26 August"), [] as [&str; 0]);
    }
}
