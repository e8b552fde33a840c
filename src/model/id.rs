//! Ids of events: what makes two of them the same, and one for a new event, made from its date and title: short, lower
//! case, for a person to type.
//!
//! Whatever looks an event up by its id, or pairs events by it, compares what [`fold_id`] makes of it; a new event that is
//! given none gets one from [`make`].

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};

use crate::date::Date;
use crate::text::normalize::fold;
use crate::text::similar::SMALL;

/// The most words of the title that go into an id.
const WORDS: usize = 4;
/// The most characters of the title that go into an id.
const LENGTH: usize = 32;

/// What ids are compared by: neither their case, in any script, nor the spaces around them tell two from each other.
pub fn fold_id(id: &str) -> Cow<'_, str> {
    let id = id.trim();
    match id.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        true => Cow::Borrowed(id),
        false => Cow::Owned(id.to_lowercase()),
    }
}

/// `2021-08-26-suicide-attack-kabul-airport`; a number is put behind it until it is not taken.
///
/// Letters lose their accents and case and stay in their script: who writes titles in one can type it.
pub fn make(date: Option<&Date>, title: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let day = date.and_then(part_that_is_known);
    let words = words(title);
    let id = day.into_iter().chain((!words.is_empty()).then_some(words)).collect::<Vec<_>>().join("-");
    let id = if id.is_empty() { "event".to_owned() } else { id };
    if !is_taken(&id) {
        return id;
    }
    let numbered = (2..).map(|n: u64| format!("{id}-{n}")).find(|id| !is_taken(id));
    numbered.unwrap_or(id)
}

/// The day, month or year that it all lies in; of what is longer, the year in which it begins or, where that is open,
/// ends. `None`: neither is known.
fn part_that_is_known(date: &Date) -> Option<String> {
    let (earliest, latest) = (date.earliest(), date.latest());
    let year = |day: NaiveDate| match day.year() {
        year @ 1.. => format!("{year:04}"),
        // Astronomical years: 0 is 1 BC.
        year => format!("{}bc", 1 - i64::from(year)),
    };
    let (Some(first), Some(last)) = (earliest, latest) else {
        return earliest.or(latest).map(year);
    };
    Some(if first == last {
        format!("{}-{:02}-{:02}", year(first), first.month(), first.day())
    } else if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("{}-{:02}", year(first), first.month())
    } else {
        year(first)
    })
}

fn words(title: &str) -> String {
    let title = fold(title).replace(['\'', '’'], "");
    let all: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let telling: Vec<&str> = all.iter().copied().filter(|word| !SMALL.contains(word)).collect();
    let chosen = if telling.is_empty() { all } else { telling };
    let mut out = String::new();
    for word in chosen.into_iter().take(WORDS) {
        let room = LENGTH.saturating_sub(out.chars().count() + usize::from(!out.is_empty()));
        if out.is_empty() {
            out.extend(word.chars().take(room));
        } else if word.chars().count() <= room {
            out.push('-');
            out.push_str(word);
        } else {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(date: &str, title: &str) -> String {
        make(Date::parse(date).ok().as_ref(), title, |_| false)
    }

    #[test]
    fn case_and_edge_spaces_make_no_other_id() {
        assert_eq!(fold_id(" Kabul-Airport "), "kabul-airport");
        assert_eq!(fold_id("ÉLECTION-2024"), fold_id("élection-2024"));
        assert_ne!(fold_id("élection"), fold_id("election"));
    }

    #[test]
    fn it_says_when_and_what() {
        assert_eq!(made("2021-08-26", "Suicide attack at Kabul airport"), "2021-08-26-suicide-attack-kabul-airport");
        assert_eq!(made("late 2014", "The group's founding"), "2014-groups-founding");
        assert_eq!(made("2024-03-01/2024-03-22", "Élection à Łódź"), "2024-03-election-lodz");
        assert_eq!(made("before 2014", "x"), "2013-x");
        assert_eq!(made("44 BC", "Ides"), "44bc-ides");
        assert_eq!(made("", "Of the"), "of-the");
        assert_eq!(made("2022-02-24", "Вторжение в Украину"), "2022-02-24-вторжение-в-украину");
        assert_eq!(made("2022", "…"), "2022");
        assert_eq!(made("", ""), "event");
        assert_eq!(made("2022", &"x".repeat(99)).len(), 5 + LENGTH);
    }

    #[test]
    fn one_that_is_taken_gets_a_number() {
        let taken = ["2022-x", "2022-x-2"];
        assert_eq!(make(Date::parse("2022").ok().as_ref(), "x", |id| taken.contains(&id)), "2022-x-3");
    }
}
