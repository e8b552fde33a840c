//! Ids of events: what makes two of them the same, and one for a new event: short, lower case, for a person to type.
//!
//! Whatever looks an event up by its id, or pairs events by it, compares what [`fold_id`] makes of it; a new event that is
//! given none gets one from [`make`].

use std::borrow::Cow;

use chrono::Datelike;

use crate::date::Date;
use crate::text::normalize::fold;
use crate::text::similar::SMALL;

/// The most characters of a place or a word that go into an id.
const LENGTH: usize = 20;

/// What ids are compared by: neither their case, in any script, nor the spaces around them tell two from each other.
pub fn fold_id(id: &str) -> Cow<'_, str> {
    let id = id.trim();
    match id.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        true => Cow::Borrowed(id),
        false => Cow::Owned(id.to_lowercase()),
    }
}

/// `kabul-2021`: the place, or the telling word of the title, and the year. A number follows where the id is taken.
///
/// Of a place with several parts it is the widest, which people know best. Letters lose their accents and case and stay
/// in their script: whoever writes titles in one can type it.
pub fn make(date: Option<&Date>, location: &str, title: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let place = location.rsplit(',').map(name).find(|name| !name.is_empty());
    let name = place.or_else(|| telling_word(title).map(name)).filter(|name| !name.is_empty());
    let id = name.into_iter().chain(date.and_then(year)).collect::<Vec<_>>().join("-");
    let id = if id.is_empty() { "event".to_owned() } else { id };
    if is_taken(&id) { numbered(&id, is_taken) } else { id }
}

/// The first of `id-2`, `id-3` and so on that is free.
pub fn numbered(id: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|n: u64| format!("{id}-{n}")).find(|id| !is_taken(id));
    numbered.unwrap_or_else(|| id.to_owned())
}

/// The year in which a date begins or, where that is open, ends. `None`: neither is known.
fn year(date: &Date) -> Option<String> {
    let day = date.earliest().or(date.latest())?;
    Some(match day.year() {
        year @ 1.. => format!("{year:04}"),
        // Astronomical years: 0 is 1 BC.
        year => format!("{}bc", 1 - i64::from(year)),
    })
}

/// A text as part of an id: its words with hyphens between them, as many as there is room for.
fn name(text: &str) -> String {
    let text = fold(text).replace(['\'', '’'], "");
    let mut out = String::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
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

/// The word of a title that tells most of it: the first name, which is a word with a capital letter that does not begin
/// the title, else the first word that is no small one. Where all words have capitals, none is known for a name.
fn telling_word(title: &str) -> Option<&str> {
    let words: Vec<&str> = title
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect();
    let telling: Vec<&str> = words.iter().copied().filter(|word| !SMALL.contains(&&*fold(word))).collect();
    let is_name = |word: &&str| word.starts_with(char::is_uppercase);
    let name = telling.iter().find(|word| is_name(word) && words.first() != Some(*word));
    let has_names = !telling.iter().all(is_name) || telling.len() == 1;
    name.filter(|_| has_names).or(telling.first()).or(words.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(date: &str, location: &str, title: &str) -> String {
        make(Date::parse(date).ok().as_ref(), location, title, |_| false)
    }

    #[test]
    fn case_and_edge_spaces_make_no_other_id() {
        assert_eq!(fold_id(" Kabul-Airport "), "kabul-airport");
        assert_eq!(fold_id("ÉLECTION-2024"), fold_id("élection-2024"));
        assert_ne!(fold_id("élection"), fold_id("election"));
    }

    #[test]
    fn it_says_where_and_when() {
        for (date, location, title, id) in [
            ("2021-08-26", "Kabul airport, Kabul", "Suicide attack", "kabul-2021"),
            ("late 2014", "eastern Afghanistan", "x", "eastern-afghanistan-2014"),
            ("2024-03-01/2025-03-22", "Łódź", "x", "lodz-2024"),
            ("before 2014", "Kabul, ", "x", "kabul-2013"),
            ("since 2015", "Kabul", "x", "kabul-2015"),
            ("44 BC", "Rome", "Ides", "rome-44bc"),
            ("", "Kabul", "x", "kabul"),
            ("2022-02-24", "Москва", "x", "москва-2022"),
            ("2022", "the islands of San Juan and Santa Maria", "x", "the-islands-of-san-2022"),
            ("2022", "…", "x", "x-2022"),
        ] {
            assert_eq!(made(date, location, title), id, "{date}, {location}, {title}");
        }
        assert_eq!(made("2022", &"x".repeat(99), "").chars().count(), LENGTH + "-2022".len());
    }

    #[test]
    fn without_a_place_it_takes_the_telling_word_of_the_title() {
        for (title, id) in [
            ("Talks in Doha", "talks-2022"),
            ("First talks in Doha", "doha-2022"),
            ("The group's founding", "groups-2022"),
            ("Suicide attack at Kabul airport", "kabul-2022"),
            ("ISIS-K emerges, breaking away", "isis-k-2022"),
            ("Death Of A President", "death-2022"),
            ("a ceasefire", "ceasefire-2022"),
            ("Of the", "of-2022"),
            ("Вторжение сил в Украину", "украину-2022"),
            ("…", "2022"),
            ("", "2022"),
        ] {
            assert_eq!(made("2022", "", title), id, "{title}");
        }
        assert_eq!(made("", "", ""), "event");
    }

    #[test]
    fn one_that_is_taken_gets_a_number() {
        let taken = ["kabul-2022", "kabul-2022-2"];
        assert_eq!(make(Date::parse("2022").ok().as_ref(), "Kabul", "", |id| taken.contains(&id)), "kabul-2022-3");
    }
}
