//! False precision: a whole day in the date cell where the event's own text knows only "late 2014".

use chrono::{Datelike, NaiveDate};

use crate::date::{Date, Window};
use crate::model::field::Field;

use super::CheckedRow;
use super::code::Code;
use super::prose::{Mention, mentions};

/// The first words of phrases that are vaguer than a day.
const VAGUE: [&str; 12] =
    ["early", "mid", "middle", "late", "spring", "summer", "autumn", "fall", "winter", "first", "second", "sometime"];

/// Words before a month or a year that mean a vague part of it, and the word for that part in a phrase that can be read.
const PARTS: [(&str, &str); 11] = [
    ("end of", "late "),
    ("close of", "late "),
    ("beginning of", "early "),
    ("start of", "early "),
    ("some time in", ""),
    ("some time during", ""),
    ("some point in", ""),
    ("some point during", ""),
    ("unknown date in", ""),
    ("unknown day in", ""),
    ("unknown time in", ""),
];

/// Words that may follow a date in a sentence. Before any other word it may be an adjective, `the spring 2015 offensive`,
/// or a number: `room for around 2020 people`.
const FOLLOWERS: [&str; 44] = [
    "a", "about", "after", "all", "amid", "an", "and", "are", "as", "at", "because", "before", "but", "by", "during",
    "for", "from", "had", "has", "have", "he", "her", "his", "if", "in", "is", "it", "its", "near", "of", "on", "or",
    "over", "she", "that", "the", "their", "they", "to", "was", "were", "when", "while", "with",
];

/// A time that the text gives instead of a day.
struct Vague {
    phrase: String,
    date: Date,
}

pub(super) fn check(row: &mut CheckedRow<'_, '_>) {
    let Some(day) = row.event.date().and_then(Date::day) else { return };
    for field in [Field::Title, Field::Summary] {
        let text = row.event.text(field);
        let mentions = mentions(&text);
        // If the text gives the day itself, its vaguer dates are about something else.
        if mentions.iter().any(|mention| mention.date.day() == Some(day)) {
            return;
        }
        let mut vague = mentions.iter().filter_map(|mention| vaguer(mention, day));
        // A summary mentions other times too, so there only a day that is typically filled in is doubtful.
        let Some(vague) = vague.find(|vague| field == Field::Title || fills_in(day, &vague.date)) else { continue };
        let words = Date::between(day, day).map_or_else(|| day.to_string(), |date| date.words());
        let message = format!("the date is a whole day, {words}, and the {} says `{}`", field.name(), vague.phrase);
        let hint = format!("write it as exactly as it is known: {}", vague.date);
        let column = row.event.column_of(Field::Date);
        return row.report(Code::FalsePrecision, column, message, hint);
    }
}

/// Whether people typically write this day where only the month, season or year is known: the first, middle or last day.
fn fills_in(day: NaiveDate, date: &Date) -> bool {
    let Window { start, end } = Window::of(date);
    let is_last_of_month = day.succ_opt().is_none_or(|next| next.day() == 1);
    matches!(day.day(), 1 | 15) || is_last_of_month || start == Some(day) || end == Some(day)
}

/// The vaguer time that a text gives for the event, if the day lies in it: a phrase with a word such as `late`, or a month
/// or year of which the day is the first or last.
fn vaguer(mention: &Mention<'_>, day: NaiveDate) -> Option<Vague> {
    let is_wider = |date: &Date| match Window::of(date) {
        Window { start: Some(start), end: Some(end) } => start != end && start <= day && day <= end,
        _ => false,
    };
    if let Some(part) = part_of(mention) {
        return Some(part).filter(|part| is_wider(&part.date));
    }
    let is_vague = is_wider(&mention.date) && is_of_time(mention) && knows_no_day(mention, day);
    is_vague.then(|| Vague { phrase: mention.phrase.to_owned(), date: mention.date.clone() })
}

/// `at the end of 2014`, `some time in March 2021`
fn part_of(mention: &Mention<'_>) -> Option<Vague> {
    let before = mention.before.trim_end();
    let is_at_end = |part: &str| {
        let start = before.len().checked_sub(part.len()).filter(|&at| before.is_char_boundary(at))?;
        let is_word = before[..start].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        (is_word && before[start..].eq_ignore_ascii_case(part)).then_some(start)
    };
    PARTS.iter().find_map(|(part, word)| {
        let start = is_at_end(part).or_else(|| is_at_end(&format!("{part} the year")))?;
        let date = match *word {
            "" => mention.date.clone(),
            word => Date::parse(&format!("{word}{}", mention.phrase)).ok()?,
        };
        Some(Vague { phrase: format!("{} {}", &before[start..], mention.phrase), date })
    })
}

/// Whether the phrase is a time in its sentence, and neither an adjective nor a number.
fn is_of_time(mention: &Mention<'_>) -> bool {
    let after = mention.after.trim_start();
    let next: String = after.chars().take_while(|c| c.is_alphanumeric()).collect();
    let last = mention.before.split_whitespace().next_back().unwrap_or("").to_lowercase();
    let in_time = ["in", "during", "since", "until", "by"].contains(&last.as_str());
    let of_season = mention.phrase.to_lowercase().contains(" of ");
    let has_article = mention.phrase.to_lowercase().starts_with("the ");
    next.is_empty()
        || mention.after.starts_with(|c: char| !c.is_whitespace())
        || FOLLOWERS.contains(&next.to_lowercase().as_str())
        || of_season
        || (in_time && !has_article)
}

fn knows_no_day(mention: &Mention<'_>, day: NaiveDate) -> bool {
    let Window { start, end } = Window::of(&mention.date);
    let phrase = mention.phrase.to_lowercase();
    let mut before = mention.before.split_whitespace().rev().map(str::to_lowercase);
    let mut words = phrase.split([' ', '-']).filter(|word| *word != "the");
    let first = words.next().unwrap_or("");
    let is_quarter = matches!(first.as_bytes(), [b'q', b'1'..=b'4']);
    if VAGUE.contains(&first) || is_quarter || mention.date.is_qualified() {
        return true;
    }
    let is_in_brackets = mention.before.ends_with('(') && mention.after.starts_with(')');
    let within =
        is_in_brackets || before.next().is_some_and(|preposition| matches!(preposition.as_str(), "in" | "during"));
    let at_an_edge = start == Some(day) || end == Some(day);
    // New Year's Day has a name of its own, with the year in it.
    let is_new_year = at_an_edge && (day.ordinal() == 1 || (day.month(), day.day()) == (12, 31)) && {
        let text = format!("{}{}", mention.before, mention.after).to_lowercase();
        text.contains("new year")
    };
    within && at_an_edge && !is_new_year
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_doubtful(text: &str, day: &str) -> bool {
        let day = Date::parse(day).unwrap().day().unwrap();
        mentions(text).iter().any(|mention| vaguer(mention, day).is_some())
    }

    #[test]
    fn a_day_that_the_text_does_not_know() {
        for (text, day) in [
            ("ISIS-K emerges in late 2014", "2014-12-31"),
            ("Founded in the summer of 2015", "2015-07-01"),
            ("In mid-2019 the talks broke down", "2019-06-15"),
            ("It began in September 2014.", "2014-09-01"),
            ("The clinic closed during 2020, it says", "2020-12-31"),
            ("sometime in March 2021", "2021-03-17"),
            ("Around 2015 the group split", "2015-01-01"),
            ("Strikes of Q3 2020", "2020-07-20"),
            ("At the end of 2014 a cell is set up", "2014-12-31"),
            ("It closed at the beginning of the year 2014.", "2014-01-01"),
            ("Founded some time in December 2014", "2014-12-12"),
            ("At some point in 2014 they split", "2014-07-01"),
            ("By the middle of 2014 they split", "2014-06-30"),
            ("From the middle of June 2014", "2014-06-15"),
            ("The cell is set up (December 2014)", "2014-12-01"),
        ] {
            assert!(is_doubtful(text, day), "{text} {day}");
        }
        for (text, day) in [
            ("ISIS-K emerges in late 2014", "2021-08-26"),
            ("The deadliest attack in September 2014", "2014-09-17"),
            ("Attack on New Year's Eve in 2014", "2014-12-31"),
            ("World Cup 2014 opens", "2014-06-12"),
            ("On 3 November 2014", "2014-11-03"),
            ("It has room for around 2020 people", "2020-01-01"),
            ("Taliban launch spring 2015 offensive", "2015-04-22"),
            ("The early 2015 offensive begins", "2015-02-01"),
            ("Mid-2021 review published", "2021-07-15"),
            ("At the end of 2014", "2014-03-01"),
            ("Before the weekend of 2014", "2014-12-31"),
        ] {
            assert!(!is_doubtful(text, day), "{text} {day}");
        }
    }
}
