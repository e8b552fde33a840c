//! English in: an unambiguous phrase becomes EDTF, any other is refused with the reason. Nothing is guessed.
//!
//! [`Date::parse`](super::Date::parse) comes here with what is not EDTF. The text is brought to one form, then split
//! at its joining words (`from … to`, `or`, a dash) into [`Item`]s, each one date as it stands in the phrase.

mod explain;
mod item;
mod list;
mod night_week;
mod unit;

use std::borrow::Cow;

use edtf_core::{Edtf, Interval, IntervalEndpoint, Precision, Set, SetElement, SetKind, YearKind};

use super::thirds::{self, Third};
use super::time::{TimeOfDay, Timed};
use super::{Date, DateError, DateErrorKind, Plain, Repr, edtf, names, words};
use item::{Item, Resolved, inherit, item};

pub(super) use explain::explain;
use list::list;
use night_week::{night, week};
use unit::ordinal;

/// Longer texts are prose, not a date: bytes.
const LONGEST: usize = 120;

/// Reads a phrase. `Ok(None)`: it is not one that dateline understands; [`explain`] tells why.
///
/// # Errors
/// A phrase that is understood and can't be one date: it lacks a year, has two readings, names no such day, …
pub(super) fn read(text: &str) -> Result<Option<Date>, DateError> {
    if text.len() > LONGEST {
        return Ok(None);
    }
    explain::refuse_open(text)?;
    let text = without_thousands(normalize(text));
    explain::refuse_relative(&text)?;
    if let Some(date) = day_with_time(&text)? {
        return Ok(Some(date));
    }
    Ok(phrase(&text)?.map(Date::from_edtf))
}

/// Lower case, single spaces, one kind of dash and of quote, no full stop at the end. A dash stays apart from a hyphen:
/// `2010-11` is a month in EDTF, `2010–11` may be two years, and only a hyphen can be a minus.
fn normalize(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if c.is_whitespace() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            '\u{2212}' => plain.push('-'),
            '\u{2010}'..='\u{2015}' => plain.push('–'),
            '&' => plain.push_str("and"),
            '\u{2018}' | '\u{2019}' | '\u{2bc}' => plain.push('\''),
            '"' | '\u{201c}' | '\u{201d}' => {}
            _ => plain.extend(c.to_lowercase()),
        }
    }
    plain.trim().trim_end_matches(['.', ',']).to_owned()
}

/// `12,000 BC` without its comma. Beside a month, a comma parts the day from the year.
fn without_thousands(text: String) -> String {
    let has_month = || text.split(|c: char| !c.is_alphabetic()).any(|word| names::month_number(word).is_some());
    if !text.contains(',') || !(text.ends_with("bc") || text.ends_with("bce")) || has_month() {
        return text;
    }
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is_separator = |at: usize| at > 0 && is_digit(at - 1) && (1..=3).all(|n| is_digit(at + n)) && !is_digit(at + 4);
    text.char_indices().filter(|(at, c)| *c != ',' || !is_separator(*at)).map(|(_, c)| c).collect()
}

fn phrase(text: &str) -> Result<Option<Edtf>, DateError> {
    type Form = fn(&str) -> Result<Option<Edtf>, DateError>;
    let forms: [Form; 9] = [
        part_unknown,
        night,
        week,
        single,
        between,
        interval,
        limit,
        |text| list(text.strip_prefix("either ").unwrap_or(text), " or ", SetKind::OneMember),
        |text| list(text, " and ", SetKind::AllMembers),
    ];
    for form in forms {
        if let Some(edtf) = form(text)? {
            return Ok(Some(edtf));
        }
    }
    either_or_from_to(text)?;
    // `around` and `possibly` before something that is no single date.
    if let Some((rest, _)) = item::strip_mark(text)
        && phrase(rest)?.is_some()
    {
        return Err(only_a_single_date());
    }
    Ok(None)
}

/// # Errors
/// `26/27 August 2021`, `May/June 2021`: on one of the two, or from the one to the other.
fn either_or_from_to(text: &str) -> Result<(), DateError> {
    let Some((a, b)) = text.split_once('/') else {
        return Ok(());
    };
    let either = list(&format!("{a} or {b}"), " or ", SetKind::OneMember);
    let lasted = interval(&format!("{a} to {b}"));
    if let (Ok(Some(either)), Ok(Some(lasted))) = (either, lasted)
        && let (Some(either), Some(lasted)) = (words::of(&either), words::of(&lasted))
    {
        return Err(DateError::new(
            DateErrorKind::Ambiguous,
            format!("`{text}` has two readings: one of them, or both and what is between"),
        )
        .hint(format!("write {either}, or {lasted}")));
    }
    Ok(())
}

fn only_a_single_date() -> DateError {
    DateError::new(
        DateErrorKind::Unsupported,
        "only a single date can be approximate or uncertain, not a range or a choice",
    )
    .hint("mark its ends in EDTF where both are meant: 2014~/2016~")
}

fn single(text: &str) -> Result<Option<Edtf>, DateError> {
    let Some(item) = item(text)? else {
        return Ok(None);
    };
    Ok(Some(match item.resolve()? {
        Resolved::One(date) => Edtf::Date(date),
        Resolved::Range(first, last) => one_of(SetElement::Range(first, last)),
        Resolved::About(first, last) => {
            Edtf::Set(Set { kind: SetKind::OneMember, elements: thirds::approximately(&first, &last) })
        }
    }))
}

fn one_of(element: SetElement) -> Edtf {
    Edtf::Set(Set { kind: SetKind::OneMember, elements: vec![element] })
}

/// `June 2004, day unknown`: the part is masked, `2004-06-XX`.
fn part_unknown(text: &str) -> Result<Option<Edtf>, DateError> {
    let text = text.trim_end_matches(')');
    let parts = [("month and day unknown", true), ("day unknown", true), ("month unknown", false)];
    let Some((rest, to_the_day)) =
        parts.iter().find_map(|(part, day)| text.strip_suffix(part).map(|rest| (rest, *day)))
    else {
        return Ok(None);
    };
    let Some(item) = item(rest.trim_end_matches([' ', ',', '(']))? else {
        return Ok(None);
    };
    let Resolved::One(mut date) = item.resolve()? else {
        return Ok(None);
    };
    // A year beyond 9999, or with significant digits, can't have a month.
    let four_digits = matches!(date.year.kind, YearKind::Standard { .. }) && date.year.significant_digits.is_none();
    let plain = four_digits && !date.has_unspecified() && !date.is_uncertain() && !date.is_approximate();
    let unknown = edtf_core::DateField { digits: [None, None], qualifier: edtf_core::Qualifier::default() };
    match (plain, date.precision()) {
        (true, Precision::Year) => {
            date.month = Some(unknown);
            date.day = to_the_day.then_some(unknown);
        }
        (true, Precision::Month) if to_the_day => date.day = Some(unknown),
        _ => return Ok(None),
    }
    Ok(Some(Edtf::Date(date)))
}

/// `26 August 2021 17:50 UTC`, with `at` or a comma before the time or without.
fn day_with_time(text: &str) -> Result<Option<Date>, DateError> {
    let Some(start) = text.find(':').and_then(|colon| text[..colon].rfind(' ')) else {
        return Ok(None);
    };
    let (day, time) = text.split_at(start);
    let Some(time) = TimeOfDay::parse(time) else {
        return Ok(None);
    };
    let day = day.strip_suffix(" at").unwrap_or(day).trim_end_matches(',');
    match item(day)?.map(Item::resolve).transpose()? {
        Some(Resolved::One(date)) if date.precision() == Precision::Day => {
            let time = time?;
            let day = Plain::unqualified(&date).ok_or_else(|| {
                DateError::new(
                    DateErrorKind::Unsupported,
                    "only a day that is sure, from the year 0 to 9999, has a time",
                )
                .hint("leave the time out")
            })?;
            Ok(Some(Date(Repr::Timed(Box::new(Timed { day, time })))))
        }
        _ => Ok(None),
    }
}

/// `between A and B`: one event, on some day from the first of A to the last of B.
fn between(text: &str) -> Result<Option<Edtf>, DateError> {
    let Some(rest) = ["between ", "bet ", "bet. "].iter().find_map(|word| text.strip_prefix(word)) else {
        return Ok(None);
    };
    let Some((a, b)) = pair(rest, &[" and ", " – ", " - ", "–", "-"])? else {
        return Ok(None);
    };
    let (a, b) = (a.limit()?, b.limit()?);
    // Years of any size are what they are; other dates are computed with.
    if let (Resolved::One(first), Resolved::One(last)) = (a, b)
        && [first, last].iter().all(|date| date.precision() == Precision::Year && !date.has_unspecified())
    {
        return match edtf::is_after(&first, &last) {
            true => Err(backwards()),
            false => Ok(Some(one_of(SetElement::Range(first, last)))),
        };
    }
    // Of two precisions the finer holds both.
    let precision = a.precision().max(b.precision());
    if a.first() > b.last() {
        return Err(backwards());
    }
    let range = SetElement::Range(precision.of(a.first())?, precision.of(b.last())?);
    Ok(Some(one_of(range)))
}

/// `from A to B`, `A to B`, `A – B`: something that lasted.
fn interval(text: &str) -> Result<Option<Edtf>, DateError> {
    let (rest, from) = match text.strip_prefix("from ") {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let joints = [" to ", " until ", " till ", " through ", " thru ", " – ", " - ", "–", "-"];
    let Some((a, b)) = pair(rest, &joints)? else {
        return Ok(None);
    };
    // `c. 2014 – 2016` and `2014–2016?` don't say whether both ends are meant.
    if (a.is_qualified() && !from) || text.ends_with(['?', ')']) || text.ends_with(" or so") {
        return Err(only_a_single_date());
    }
    let (start, end) = (a.endpoint()?, b.endpoint()?);
    if edtf::is_after(&start, &end) {
        return Err(backwards());
    }
    Ok(Some(Edtf::Interval(Interval { start: IntervalEndpoint::Date(start), end: IntervalEndpoint::Date(end) })))
}

fn backwards() -> DateError {
    DateError::new(DateErrorKind::Backwards, "the range runs backwards").hint("write the earlier date first")
}

/// `A <joint> B` for the first joint and place where both sides are dates. The parts that one side leaves out are
/// taken from the other: `26-28 August 2021`.
fn pair(text: &str, joints: &[&str]) -> Result<Option<(Item, Item)>, DateError> {
    // The dash of `2015-03` joins nothing.
    if item(text)?.is_some() {
        return Ok(None);
    }
    for joint in joints {
        for (at, _) in text.match_indices(joint) {
            let (a, b) = (&text[..at], &text[at + joint.len()..]);
            // Of several hyphens most stand within a date, so the one in the middle of two whole dates is meant:
            // `2014-12-2015-01`.
            let touches = matches!(*joint, "-" | "–");
            let hyphens = |text: &str| text.matches(joint).count();
            if touches && hyphens(text) > 1 {
                match (whole(a), whole(b)) {
                    (Some(first), Some(last)) if hyphens(a) == hyphens(b) => return Ok(Some((first, last))),
                    _ => continue,
                }
            }
            let a = completed(a, b);
            let dash_between_dates = *joint == "–" && whole(&a).is_some() && whole(b).is_some();
            if touches && !dash_between_dates && !joins_numbers(&a, b) {
                continue;
            }
            let (a, b) = (item(&a), item(b));
            // A side that is no date has been split at the wrong place, and what the other lacks means nothing.
            if matches!(a, Ok(None)) || matches!(b, Ok(None)) {
                continue;
            }
            let (Some(mut a), Some(mut b)) = (a?, b?) else {
                continue;
            };
            inherit(&mut a, &mut b)?;
            return Ok(Some((a, b)));
        }
    }
    Ok(None)
}

/// The first of two with the `BC` or `century` that only the second has: `753–509 BC`, `17th or 18th century`.
fn completed<'a>(a: &'a str, b: &str) -> Cow<'a, str> {
    let (start, number) = a.rsplit_once(' ').map_or(("", a), |(start, number)| (start, number));
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    // A day takes its month with it: `15 and 17 March 44 BC`.
    let alone = matches!(start, "" | "the" | "c." | "c" | "ca." | "circa" | "around" | "about");
    match b.split(' ').filter(|word| *word != "the").collect::<Vec<_>>()[..] {
        [year, era @ ("bc" | "bce" | "b.c" | "b.c.e")]
            if alone && digits == number.len() && year.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            Cow::Owned(format!("{a} {era}"))
        }
        [nth, "century", ..] if alone && ordinal(number).is_some() && ordinal(nth).is_some() => {
            let (_, rest) = b.split_once("century").unwrap_or_default();
            Cow::Owned(format!("{a} century{rest}"))
        }
        _ => Cow::Borrowed(a),
    }
}

/// Whether numbers that touch the hyphen on both sides are of one kind: `26-28`, `2014-2016`, not `2015-03`.
fn joins_numbers(a: &str, b: &str) -> bool {
    let before = a.bytes().rev().take_while(u8::is_ascii_digit).count();
    let after = b.bytes().take_while(u8::is_ascii_digit).count();
    let has_era = a.ends_with("bc") || a.ends_with("bce");
    has_era || before == 0 || after == 0 || (before < 3 && after < 3) || before == after
}

/// An item that needs nothing of its neighbour.
fn whole(text: &str) -> Option<Item> {
    item(text).ok()?.filter(|item| item.resolve().is_ok())
}

/// What a single date is the limit of.
#[derive(Clone, Copy)]
enum Limit {
    /// It lasted from then on: `A/..`
    Since,
    /// It lasted until then: `../A`
    Until,
    /// It happened earlier than that: `[..day before]`
    Before,
    /// It happened later than that: `[day after..]`
    After,
    /// It happened then or earlier: `[..A]`
    By,
    /// It happened then or later: `[A..]`
    NotBefore,
}

const LIMITS_BEFORE: &[(&str, Limit)] = &[
    ("since ", Limit::Since),
    ("from ", Limit::Since),
    ("until ", Limit::Until),
    ("till ", Limit::Until),
    ("through ", Limit::Until),
    ("to ", Limit::Until),
    ("up to ", Limit::Until),
    ("before ", Limit::Before),
    ("bef ", Limit::Before),
    ("bef. ", Limit::Before),
    ("prior to ", Limit::Before),
    ("pre-", Limit::Before),
    ("pre–", Limit::Before),
    ("after ", Limit::After),
    ("aft ", Limit::After),
    ("aft. ", Limit::After),
    ("post-", Limit::After),
    ("post–", Limit::After),
    ("by ", Limit::By),
    ("on or before ", Limit::By),
    ("no later than ", Limit::By),
    ("not later than ", Limit::By),
    ("not after ", Limit::By),
    ("on or after ", Limit::NotBefore),
    ("not before ", Limit::NotBefore),
    ("no earlier than ", Limit::NotBefore),
    ("not earlier than ", Limit::NotBefore),
];

const LIMITS_BEHIND: &[(&str, Limit)] = &[
    (" or earlier", Limit::By),
    (" or before", Limit::By),
    (" at the latest", Limit::By),
    (" at the earliest", Limit::NotBefore),
    (" or later", Limit::NotBefore),
    (" or after", Limit::NotBefore),
    (" onwards", Limit::Since),
    (" onward", Limit::Since),
];

fn limit(text: &str) -> Result<Option<Edtf>, DateError> {
    let before = LIMITS_BEFORE.iter().find_map(|(word, limit)| text.strip_prefix(word).map(|rest| (rest, *limit)));
    let behind = LIMITS_BEHIND.iter().find_map(|(word, limit)| text.strip_suffix(word).map(|rest| (rest, *limit)));
    let (rest, limit) = match (before, behind) {
        // `from 2014 onwards`, `from 2014 on`
        (Some((rest, Limit::Since)), _) => {
            let ends = [" onwards", " onward", " on"];
            let rest = ends.iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest);
            (rest, Limit::Since)
        }
        (Some(found), None) | (None, Some(found)) => found,
        _ => return Ok(None),
    };
    // `by the end of 2014` is by 2014: where something ends, its end is exact.
    let rest = match (limit, item::strip_edge(rest)) {
        (Limit::By | Limit::Until, Some((Third::Late, whole))) => whole,
        (Limit::Since | Limit::NotBefore, Some((Third::Early, whole))) => whole,
        _ => rest,
    };
    let Some(item) = item(rest)? else {
        return Ok(None);
    };
    let open = |start, end| Ok(Some(Edtf::Interval(Interval { start, end })));
    match limit {
        Limit::Since => open(IntervalEndpoint::Date(item.endpoint()?), IntervalEndpoint::Open),
        Limit::Until => open(IntervalEndpoint::Open, IntervalEndpoint::Date(item.endpoint()?)),
        _ => Ok(Some(one_of(one_sided(item.limit()?, limit)?))),
    }
}

/// The member of a set that stands for everything on one side of a date.
fn one_sided(date: Resolved, limit: Limit) -> Result<SetElement, DateError> {
    let precision = date.precision();
    Ok(match (limit, date) {
        // A day before the first of a unit lies in the unit before.
        (Limit::Before, _) => {
            let day = date.first().pred_opt().unwrap_or(date.first());
            SetElement::OnOrBefore(precision.of(day)?)
        }
        (Limit::After, _) => {
            let day = date.last().succ_opt().unwrap_or(date.last());
            SetElement::OnOrAfter(precision.of(day)?)
        }
        (Limit::By, Resolved::One(last) | Resolved::Range(_, last) | Resolved::About(_, last)) => {
            SetElement::OnOrBefore(last)
        }
        (_, Resolved::One(first) | Resolved::Range(first, _) | Resolved::About(first, _)) => {
            SetElement::OnOrAfter(first)
        }
    })
}

#[cfg(test)]
mod tests;
