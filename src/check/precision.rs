//! False precision: a whole day in the date cell where the event's own text knows only "late 2014".

use chrono::{Datelike, NaiveDate};

use crate::date::{Date, Window};
use crate::field::Field;

use super::Row;
use super::code::Code;
use super::prose::{Mention, mentions};

/// How a phrase begins that knows no day.
const VAGUE: [&str; 13] = [
    "early",
    "mid",
    "late",
    "spring",
    "summer",
    "autumn",
    "fall",
    "winter",
    "first",
    "second",
    "beginning",
    "end",
    "sometime",
];

pub(super) fn check(row: &mut Row<'_, '_>) {
    let Some(day) = row.event.date.as_ref().and_then(Date::day) else { return };
    for field in [Field::Title, Field::Summary] {
        let text = row.event.text(field);
        let mentions = mentions(&text);
        // Where the day itself is told, the rest is told beside it.
        if mentions.iter().any(|mention| mention.date.day() == Some(day)) {
            return;
        }
        let Some(vague) = mentions.iter().find(|mention| is_vaguer(mention, day)) else { continue };
        let words = Date::between(day, day).map_or_else(|| day.to_string(), |date| date.words());
        let message = format!("the date is a whole day, {words}, and the {} says `{}`", field.name(), vague.phrase);
        let hint = format!("write it as exactly as it is known: {}", vague.date);
        let column = row.event.column_of(Field::Date);
        return row.report(Code::FalsePrecision, column, message, hint);
    }
}

/// Whether a text names a time that the day lies in and says that the day is not known: by a word such as `late`, or
/// because the day is no more than the first or last of a month or year that it names.
fn is_vaguer(mention: &Mention<'_>, day: NaiveDate) -> bool {
    let Window { start: Some(start), end: Some(end) } = Window::of(&mention.date) else { return false };
    if start == end || day < start || end < day {
        return false;
    }
    let phrase = mention.phrase.to_lowercase();
    let mut before = mention.before.split_whitespace().rev().map(str::to_lowercase);
    let mut words = phrase.split([' ', '-']).filter(|word| *word != "the");
    let first = words.next().unwrap_or("");
    let is_quarter = matches!(first.as_bytes(), [b'q', b'1'..=b'4']);
    if VAGUE.contains(&first) || is_quarter || mention.date.is_qualified() {
        return true;
    }
    let within = before.next().is_some_and(|preposition| matches!(preposition.as_str(), "in" | "during"));
    let at_an_edge = day == start || day == end;
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
        mentions(text).iter().any(|mention| is_vaguer(mention, day))
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
            ("Q3 2020 strikes", "2020-07-20"),
        ] {
            assert!(is_doubtful(text, day), "{text} {day}");
        }
        for (text, day) in [
            ("ISIS-K emerges in late 2014", "2021-08-26"),
            ("The deadliest attack in September 2014", "2014-09-17"),
            ("Attack on New Year's Eve in 2014", "2014-12-31"),
            ("World Cup 2014 opens", "2014-06-12"),
            ("On 3 November 2014", "2014-11-03"),
        ] {
            assert!(!is_doubtful(text, day), "{text} {day}");
        }
    }
}
