//! Nights and weeks: several days, on one of which something happened.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use edtf_core::{Edtf, Precision, SetElement};

use super::item::{Fineness, Resolved, item};
use super::{one_of, pair};
use crate::date::{DateError, DateErrorKind, bounds};

/// The days of a set as one event on an unknown one of them.
fn one_of_days(first: NaiveDate, last: NaiveDate) -> Result<Option<Edtf>, DateError> {
    Ok(Some(one_of(SetElement::Range(Fineness::Day.of(first)?, Fineness::Day.of(last)?))))
}

/// `night of 26 August 2021`, `night of 26–27 August 2021`: one event, on the one day or the next.
pub(super) fn night(text: &str) -> Result<Option<Edtf>, DateError> {
    let text = ["on ", "during ", "in "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let text = text.strip_prefix("the ").unwrap_or(text);
    let Some(rest) = ["night of ", "overnight on ", "overnight "].iter().find_map(|word| text.strip_prefix(word))
    else {
        return Ok(None);
    };
    let rest = rest.strip_prefix("the ").unwrap_or(rest).replacen('/', "–", 1);
    let (first, last) = match item(&rest)? {
        Some(day) => (day.resolve()?, None),
        None => match pair(&rest, &[" to ", " and ", " – ", " - ", "–", "-"])? {
            Some((first, last)) => (first.resolve()?, Some(last.resolve()?)),
            None => return Ok(None),
        },
    };
    let day =
        |date: Resolved| match date {
            Resolved::One(date) if date.precision() == Precision::Day => Ok(date),
            _ => Err(DateError::new(DateErrorKind::LacksDay, "a night has a day")
                .hint("write it as night of 26 August 2021")),
        };
    let (first, last) = (day(first)?, last.map(day).transpose()?);
    let evening = bounds::span(&first).0;
    let morning = evening.succ_opt().unwrap_or(evening);
    if last.is_some_and(|last| bounds::span(&last).0 != morning) {
        return Err(DateError::new(DateErrorKind::Contradiction, "a night lies in two days, the one after the other")
            .hint("write the days: 26–28 August 2021"));
    }
    one_of_days(evening, morning)
}

/// `the week of 23 August 2021`, `week beginning 22 August 2021`, `week ending 29 August 2021`: one event, on one of the
/// seven days.
pub(super) fn week(text: &str) -> Result<Option<Edtf>, DateError> {
    let text = ["in ", "during "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let text = text.strip_prefix("the ").unwrap_or(text);
    let strip = |words: &[&str]| words.iter().find_map(|word| text.strip_prefix(word));
    let begins = ["week beginning ", "week commencing ", "week starting ", "week from ", "w/c "];
    let (rest, kind) = match (strip(&begins), strip(&["week ending ", "week to ", "w/e "]), strip(&["week of "])) {
        (Some(rest), ..) => (rest, 0),
        (_, Some(rest), _) => (rest, 1),
        (.., Some(rest)) => (rest, 2),
        _ => return Ok(None),
    };
    let Some(item) = item(rest)? else { return Ok(None) };
    let day = match item.resolve()? {
        Resolved::One(date) if date.precision() == Precision::Day && !item.is_qualified() => bounds::span(&date).0,
        _ => {
            return Err(DateError::new(DateErrorKind::LacksDay, "a week is named by a day")
                .hint("write it as week of 23 August 2021"));
        }
    };
    let six = Days::new(6);
    let (before, after) = (day.checked_sub_days(six).unwrap_or(day), day.checked_add_days(six).unwrap_or(day));
    match kind {
        0 => one_of_days(day, after),
        1 => one_of_days(before, day),
        _ if day.weekday() == Weekday::Mon => one_of_days(day, after),
        _ => Err(DateError::new(
            DateErrorKind::Ambiguous,
            format!(
                "`{text}` has several readings: that day is a {}, and weeks begin on Monday or on Sunday",
                day.format("%A")
            ),
        )
        .hint("write week beginning and its first day")),
    }
}
