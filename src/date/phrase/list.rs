//! Lists of dates, of which one is meant (`or`) or all are (`and`).

use std::borrow::Cow;

use edtf_core::{Edtf, Set, SetElement, SetKind};

use super::item::{self, Item, Resolved, inherit, item};
use super::{completed, only_a_single_date};
use crate::date::{DateError, DateErrorKind, thirds, words};

/// `5 May 1943 or 1944`: whether the first part goes with the second date too is not said.
fn shared_or_not(text: &str, first: &Item, second: &Item) -> DateError {
    let name = |item: &Item| item.resolve().ok().and_then(|date| words::date(&date.ends().0));
    let hint = match (name(first), name(second)) {
        (Some(_), Some(second)) => format!("write all of each date, or any time in {second}"),
        _ => "write all of each date".to_owned(),
    };
    DateError::new(
        DateErrorKind::Ambiguous,
        format!("`{text}` has two readings: what stands before the first year may belong to the second too"),
    )
    .hint(hint)
}

/// `1767 or 8`, `1767, 8 or 9`: a year without the digits that it shares with the one before it gets them, where it is
/// later.
fn with_whole_years<'a>(text: &'a str, joint: &str) -> Cow<'a, str> {
    let is_number = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let list = text.replacen(joint, ", ", 1);
    let years: Vec<&str> = list.split(", ").collect();
    let is_list = years.len() > 1 && years.iter().all(|year| is_number(year) && year.len() <= 4) && years[0].len() == 4;
    if !is_list || years.iter().all(|year| year.len() == 4) {
        return Cow::Borrowed(text);
    }
    let mut whole: Vec<String> = Vec::with_capacity(years.len());
    for year in years {
        let before = whole.last().map_or("", String::as_str);
        let shared = before.len().saturating_sub(year.len());
        match before.get(shared..) {
            Some(end) if year.len() < 3 && year > end => whole.push(format!("{}{year}", &before[..shared])),
            _ if year.len() == 4 => whole.push(year.to_owned()),
            _ => return Cow::Borrowed(text),
        }
    }
    let last = whole.pop().unwrap_or_default();
    Cow::Owned(format!("{}{joint}{last}", whole.join(", ")))
}

/// # Errors
/// `44 or 3 BC`: 3 BC, or 43 BC without the digit that it shares with 44.
fn refuse_short_year_bc(a: &str, b: &str) -> Result<(), DateError> {
    let Some((short, "bc" | "bce")) = b.split_once(' ') else { return Ok(()) };
    let (Ok(year), Ok(number)) = (a.parse::<u32>(), short.parse::<u32>()) else { return Ok(()) };
    if short.len() > 2 {
        return Ok(());
    }
    let size = 10u32.pow(short.len() as u32);
    if short.len() < a.len() && number < year % size {
        let whole = year - year % size + number;
        return Err(DateError::new(
            DateErrorKind::Ambiguous,
            format!("`{a} or {b}` has two readings: {number} BC or {whole} BC"),
        )
        .hint("write all digits of both years, and BC behind both"));
    }
    Ok(())
}

/// `A or B`, `A, B or C`: one of them. With `and`: all of them.
pub(super) fn list(text: &str, joint: &str, kind: SetKind) -> Result<Option<Edtf>, DateError> {
    let text = with_whole_years(text, joint);
    let Some((head, last)) = text.rsplit_once(joint) else {
        return Ok(None);
    };
    refuse_short_year_bc(head, last)?;
    let head = completed(head, last);
    let Some(last) = item(last)? else {
        return Ok(None);
    };
    let head = head.replace(joint, ", ");
    let Some(mut items) = items(head.trim_end_matches(','))? else {
        return Ok(None);
    };
    items.push(last);
    if let Some((first, second)) = items.iter().enumerate().find_map(|(i, first)| {
        items[i + 1..].iter().find(|second| first.may_share_with(second)).map(|second| (first, second))
    }) {
        return Err(shared_or_not(text.trim(), first, second));
    }
    for at in (1..items.len()).rev() {
        let (before, after) = items.split_at_mut(at);
        if let (Some(a), Some(b)) = (before.last_mut(), after.first_mut()) {
            inherit(a, b)?;
        }
    }
    if items.iter().any(Item::is_qualified) {
        return Err(only_a_single_date());
    }
    let mut elements = Vec::with_capacity(items.len());
    for item in items {
        elements.push(match item.resolve()? {
            Resolved::One(date) => SetElement::Date(date),
            Resolved::Range(first, last) if kind == SetKind::OneMember => SetElement::Range(first, last),
            Resolved::About(first, last) if kind == SetKind::OneMember => {
                elements.extend(thirds::approximately(&first, &last));
                continue;
            }
            // `{2014-09..2014-12}` would say that it happened in each of the months.
            Resolved::Range(..) | Resolved::About(..) => return Err(item::part_of_a_range()),
        });
    }
    Ok(Some(Edtf::Set(Set { kind, elements })))
}

/// Dates with commas between them. A comma may also stand within a date (`Aug. 26, 2021`), so the longest is tried
/// first.
fn items(text: &str) -> Result<Option<Vec<Item>>, DateError> {
    let mut items = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let ends = rest.rmatch_indices(',').map(|(at, _)| at);
        let mut refused = None;
        let mut found = None;
        for end in std::iter::once(rest.len()).chain(ends) {
            match item(&rest[..end]) {
                Ok(Some(item)) => {
                    found = Some((item, end));
                    break;
                }
                Ok(None) => {}
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        match (found, refused) {
            (Some((item, end)), _) => {
                items.push(item);
                rest = rest[end..].trim_start_matches([',', ' ']);
            }
            (None, Some(error)) => return Err(error),
            (None, None) => return Ok(None),
        }
    }
    Ok(Some(items))
}
