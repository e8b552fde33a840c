//! Words out: a date in English, with the precision that is there and no more.
//!
//! [`Date::words`](super::Date::words) calls it, and shows the EDTF where it returns `None`: for what English can't
//! say unambiguously. Whatever it returns, `phrase` reads back as the same date.

use std::fmt::Write;

use edtf_core::{
    DateField, Edtf, Interval, IntervalEndpoint, Precision, Qualifier, Set, SetElement, SetKind, YearKind,
};

use super::bounds;
use super::names::{YEARS, short_month, winter_name, year_name};
use super::thirds::{self, Third};
use super::time::Timed;

pub(super) fn of(edtf: &Edtf) -> Option<String> {
    match edtf {
        Edtf::Date(date) => self::date(date),
        Edtf::DateTime(date_time) => date(&date_time.date),
        Edtf::Interval(interval) => self::interval(interval),
        Edtf::Set(set) => self::set(set),
    }
}

/// What [`of`] says of a plain date, as nearly all are: its month and day are 0 where they are not known.
pub(super) fn plain(year: i32, month: u8, day: u8) -> String {
    WordParts { year, month, day }.whole()
}

/// One date: `26 Aug 2021`, `c. 2015`, `Jun 2004, day unknown`.
pub(super) fn date(date: &edtf_core::Date) -> Option<String> {
    if let Some(words) = part_unknown(date) {
        return Some(words);
    }
    let qualifier = one_qualifier(date)?;
    let name = name(date)?;
    let about = if qualifier.approximate { "c. " } else { "" };
    let doubt = if qualifier.uncertain { "?" } else { "" };
    Some(format!("{about}{name}{doubt}"))
}

/// The qualifier of the whole date; `None` where its parts differ.
pub(super) fn one_qualifier(date: &edtf_core::Date) -> Option<Qualifier> {
    let whole = date.year.qualifier;
    let same = [date.month, date.day].iter().flatten().all(|field| field.qualifier == whole);
    same.then_some(whole)
}

/// A plain date in parts, 0 for a month or day that it does not have. Qualifiers are not looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
struct WordParts {
    /// Astronomical, within [`YEARS`].
    year: i32,
    month: u8,
    day: u8,
}

impl WordParts {
    fn of(date: &edtf_core::Date) -> Option<WordParts> {
        let part = |field: Option<DateField>| field.and_then(DateField::value).unwrap_or(0);
        if date.has_unspecified() || date.precision() == Precision::Season {
            return None;
        }
        Some(WordParts { year: year(date)?, month: part(date.month), day: part(date.day) })
    }

    fn same_precision(self, other: WordParts) -> bool {
        (self.month > 0, self.day > 0) == (other.month > 0, other.day > 0)
    }

    /// `26 Aug 2021`, `Aug 2021`, `2021`.
    fn whole(self) -> String {
        self.short(Shared::Nothing)
    }

    /// The same without what a neighbour says.
    fn short(self, shared: Shared) -> String {
        let mut words = String::with_capacity("26 Aug 2021".len());
        if self.day > 0 {
            let _ = write!(words, "{} ", self.day);
        }
        if self.month > 0 && shared != Shared::Month {
            words.extend([short_month(self.month), " "]);
        }
        match shared {
            Shared::Nothing => words.push_str(&year_name(self.year)),
            Shared::Year | Shared::Month => words.truncate(words.trim_end().len()),
        }
        words
    }

    /// What two dates share, which is said only once. The year of an era is always said.
    fn shared(self, other: WordParts) -> Shared {
        if !self.same_precision(other) || self.year != other.year || self.year < 1000 || self.month == 0 {
            Shared::Nothing
        } else if self.day > 0 && self.month == other.month {
            Shared::Month
        } else {
            Shared::Year
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shared {
    Nothing,
    Year,
    /// And the year.
    Month,
}

/// A year that is wholly known and that a phrase can name.
fn year(date: &edtf_core::Date) -> Option<i32> {
    let standard = matches!(date.year.kind, YearKind::Standard { .. }) && date.year.significant_digits.is_none();
    let year = i32::try_from(date.year.value().filter(|_| standard)?).ok()?;
    YEARS.contains(&year).then_some(year)
}

/// A date without its qualifiers; `None` for what has no name.
fn name(date: &edtf_core::Date) -> Option<String> {
    if let Some(parts) = WordParts::of(date) {
        return Some(parts.whole());
    }
    if let Some(year) = year(date) {
        return part_of_year(year, date.month?.value()?);
    }
    far_year(date).or_else(|| decade_or_century(date))
}

/// `12000 BC`. A year after 9999 has no name that tells it from other numbers.
fn far_year(date: &edtf_core::Date) -> Option<String> {
    match date.year.kind {
        YearKind::Big { value } if value < 0 && date.year.significant_digits.is_none() => {
            Some(format!("{} BC", value.checked_neg()?.checked_add(1)?))
        }
        _ => None,
    }
}

fn part_of_year(year: i32, code: u8) -> Option<String> {
    let name = match code {
        21 => "spring",
        22 => "summer",
        23 => "autumn",
        24 if (1000..9999).contains(&year) => return Some(winter_name(year)),
        33 => "Q1",
        34 => "Q2",
        35 => "Q3",
        36 => "Q4",
        40 => "first half of",
        41 => "second half of",
        _ => return None,
    };
    Some(format!("{name} {}", year_name(year)))
}

/// `1990s`, `20th century`. The decade 190X has no name of its own, and before 1000 none is usual.
fn decade_or_century(date: &edtf_core::Date) -> Option<String> {
    let YearKind::Standard { negative, digits } = date.year.kind else {
        return None;
    };
    match (digits, date.month) {
        // -049X is 500 to 491 BC, which is no decade as these are counted.
        ([Some(a @ 1..), Some(b), Some(c @ 1..), None], None) if !negative => Some(format!("{a}{b}{c}0s")),
        // 00XX begins with 1 BC, the 1st century with AD 1.
        ([Some(0), Some(0), None, None], None) if !negative => None,
        ([Some(a), Some(b), None, None], None) => Some(century_name(a * 10 + b + 1, negative)),
        _ => None,
    }
}

/// `19th century`, `4th century BC`.
fn century_name(nth: u8, is_bc: bool) -> String {
    let suffix = match (nth % 10, nth) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{nth}{suffix} century{}", if is_bc { " BC" } else { "" })
}

/// `Jun 2004, day unknown`, `2014, month unknown`.
fn part_unknown(date: &edtf_core::Date) -> Option<String> {
    let known = |field: Option<DateField>| field.map(|field| field.digits);
    let (known, unknown) = match (known(date.month), known(date.day)) {
        (Some([None, None]), None) => (bounds::calendar(year(date)?, None, None), "month"),
        (Some([None, None]), Some([None, None])) => (bounds::calendar(year(date)?, None, None), "day"),
        (Some([Some(_), Some(_)]), Some([None, None])) => {
            let month = date.month.and_then(DateField::value);
            (bounds::calendar(year(date)?, month, None), "day")
        }
        _ => return None,
    };
    let qualified = date.is_uncertain() || date.is_approximate();
    (!qualified).then(|| Some(format!("{}, {unknown} unknown", name(&known)?)))?
}

/// `26 Aug 2021 17:50 UTC`
pub(super) fn timed(timed: &Timed) -> Option<String> {
    let day = date(&timed.day.to_edtf(Qualifier::default()))?;
    Some(format!("{day} {}", timed.time.words()))
}

fn interval(interval: &Interval) -> Option<String> {
    match (&interval.start, &interval.end) {
        (IntervalEndpoint::Date(start), IntervalEndpoint::Open) => Some(format!("since {}", end(start)?)),
        (IntervalEndpoint::Open, IntervalEndpoint::Date(last)) => Some(format!("until {}", end(last)?)),
        (IntervalEndpoint::Date(start), IntervalEndpoint::Date(last)) => {
            dashed(start, last).or_else(|| Some(format!("from {} to {}", end(start)?, end(last)?)))
        }
        _ => None,
    }
}

/// A date after `since`, `until`, `from` or `to`: a `?` behind it would seem to be about the whole.
fn end(date: &edtf_core::Date) -> Option<String> {
    let qualifier = one_qualifier(date)?;
    let doubt = if qualifier.uncertain { "possibly " } else { "" };
    let about = if qualifier.approximate { "c. " } else { "" };
    let the = if qualifier.is_qualified() { "" } else { article(date) };
    Some(format!("{doubt}{about}{the}{}", name(date)?))
}

/// Decades and centuries take one within a phrase.
fn article(date: &edtf_core::Date) -> &'static str {
    if date.year.has_unspecified() { "the " } else { "" }
}

/// `26–28 Aug 2021`, `Dec 2014 – Jan 2015`; `None` where the ends are not alike.
fn dashed(start: &edtf_core::Date, last: &edtf_core::Date) -> Option<String> {
    let (a, b) = (unqualified(start)?, unqualified(last)?);
    if !a.same_precision(b) || a == b || a.year < 1000 {
        return None;
    }
    let shared = a.shared(b);
    let (a, b) = (a.short(shared), b.whole());
    // A dash without spaces joins what stands next to it, so both sides must be single words there.
    let dash = if a.contains(' ') { " – " } else { "–" };
    Some(format!("{a}{dash}{b}"))
}

fn unqualified(date: &edtf_core::Date) -> Option<WordParts> {
    let qualified = date.is_uncertain() || date.is_approximate();
    WordParts::of(date).filter(|_| !qualified)
}

fn set(set: &Set) -> Option<String> {
    match (set.kind, &set.elements[..]) {
        (SetKind::OneMember, [SetElement::Range(first, last)]) => third(first, last).or_else(|| between(first, last)),
        (SetKind::OneMember, [SetElement::OnOrBefore(date)]) => on_or_before(date),
        (SetKind::OneMember, [SetElement::OnOrAfter(date)]) => on_or_after(date),
        (_, [] | [_]) => None,
        (SetKind::OneMember, elements) => edge(elements).or_else(|| list(elements, "or")),
        (SetKind::AllMembers, elements) => list(elements, "and"),
    }
}

/// `late 2014`, `mid-Mar 2022`, `early 1990s`; the middle of a decade is said as its years.
fn third(first: &edtf_core::Date, last: &edtf_core::Date) -> Option<String> {
    let (a, b) = (WordParts::of(first)?, WordParts::of(last)?);
    let named = |third: Third, name: String| match third {
        Third::Mid => format!("mid-{name}"),
        _ => format!("{} {name}", third.word()),
    };
    let find = |is: &dyn Fn(Third) -> bool| Third::ALL.into_iter().find(|third| is(*third));
    if !a.same_precision(b) {
        return None;
    }
    if a.month == 0
        && let Some(name) = part_of_century(a.year, b.year)
    {
        return Some(name);
    }
    if a.month == 0 {
        let decade = a.year - a.year.rem_euclid(10);
        // The others are called by a name that also means a century, or by none.
        let has_name = decade >= 1000 && decade % 100 != 0;
        let limits = (a.year - decade, b.year - decade);
        let third = find(&|third| {
            let (first, last) = third.years();
            limits == (first.into(), last.into())
        });
        // 2014 to 2016 is rather meant as those three years than as the mid-2010s.
        let third = third.filter(|third| has_name && *third != Third::Mid);
        return third.map(|third| named(third, format!("{decade}s")));
    }
    if a.day == 0 {
        let third = find(&|third| a.year == b.year && third.months() == (a.month, b.month))?;
        return Some(named(third, year_name(a.year)));
    }
    let length = bounds::days_in_month(a.year, a.month);
    let same_month = (a.year, a.month) == (b.year, b.month);
    let third = find(&|third| same_month && third.days(length) == (a.day, b.day))?;
    Some(named(third, WordParts { day: 0, ..a }.whole()))
}

/// `late 19th century`, `490s BC`, of whole years.
fn part_of_century(first: i32, last: i32) -> Option<String> {
    // 499 to 490 BC
    if first < 0 && (1 - first) % 10 == 9 && last - first == 9 && (1 - last) % 100 != 0 && last < 0 {
        return Some(format!("{}s BC", 1 - last));
    }
    let is_bc = first <= 0;
    let nth = first.unsigned_abs() / 100 + 1;
    let begins = if is_bc { 1 - 100 * nth as i32 } else { 100 * (nth as i32 - 1) };
    // The 1st century of our era has no mask, and its parts no name that would be read back.
    let has_name = (is_bc || nth > 1) && nth <= 100;
    let third = Third::ALL.into_iter().find(|third| {
        let (from, to) = third.years_of_century();
        (first - begins, last - begins) == (from.into(), to.into())
    });
    let name = century_name(u8::try_from(nth).ok()?, is_bc);
    third.filter(|_| has_name).map(|third| match third {
        Third::Mid => format!("mid-{name}"),
        _ => format!("{} {name}", third.word()),
    })
}

/// `end of 2014`, `beginning of May 2020`: a third whose units are all approximate.
fn edge(elements: &[SetElement]) -> Option<String> {
    let date = |element: &SetElement| match element {
        SetElement::Date(date) => Some(*date),
        _ => None,
    };
    let (first, last) = (elements.first().and_then(date)?, elements.last().and_then(date)?);
    let (a, b) = (bare(&first)?, bare(&last)?);
    let name = third(&a, &b)?;
    let the = if a.precision() == Precision::Year { "the " } else { "" };
    let name = match (name.strip_prefix("late "), name.strip_prefix("early ")) {
        (Some(whole), _) => format!("end of {the}{whole}"),
        (_, Some(whole)) => format!("beginning of {the}{whole}"),
        _ => return None,
    };
    // Of a century it would be refused.
    let is_whole = thirds::approximately(&a, &b) == elements && !name.contains("century");
    is_whole.then_some(name)
}

/// The date without its qualifiers, where it is plain.
fn bare(date: &edtf_core::Date) -> Option<edtf_core::Date> {
    let WordParts { year, month, day } = WordParts::of(date)?;
    Some(bounds::calendar(year, (month > 0).then_some(month), (day > 0).then_some(day)))
}

fn between(first: &edtf_core::Date, last: &edtf_core::Date) -> Option<String> {
    let (a, b) = (unqualified(first)?, unqualified(last)?);
    if a == b {
        return None;
    }
    Some(format!("between {} and {}", a.short(a.shared(b)), b.whole()))
}

/// `before 2014` for `[..2013]`; `by 26 Aug 2021` for what is no whole year.
fn on_or_before(date: &edtf_core::Date) -> Option<String> {
    if let Some(next) = unqualified(date).and_then(|parts| neighbour(parts, 1)) {
        return Some(format!("before {}", year_name(next)));
    }
    Some(format!("by {}", unmarked(date)?))
}

/// `after 2014` for `[2015..]`; `26 Aug 2021 or later` for what is no whole year.
fn on_or_after(date: &edtf_core::Date) -> Option<String> {
    if let Some(previous) = unqualified(date).and_then(|parts| neighbour(parts, -1)) {
        return Some(format!("after {}", year_name(previous)));
    }
    Some(format!("{} or later", unmarked(date)?))
}

/// The name of a date that is unqualified.
fn unmarked(date: &edtf_core::Date) -> Option<String> {
    let qualified = date.is_uncertain() || date.is_approximate();
    (!qualified).then(|| Some(format!("{}{}", article(date), name(date)?)))?
}

/// The year that many after a whole year, where a phrase can name it.
fn neighbour(parts: WordParts, step: i32) -> Option<i32> {
    let year = parts.year + step;
    (parts.month == 0 && YEARS.contains(&year)).then_some(year)
}

/// `26 or 27 Aug 2021`, `2014, 2015 and 2016`, `late 2014 or early 2015`.
fn list(elements: &[SetElement], joint: &str) -> Option<String> {
    let (last, before) = elements.split_last()?;
    let plain = |element: &SetElement| match element {
        SetElement::Date(date) => unqualified(date),
        _ => None,
    };
    if elements.iter().enumerate().any(|(i, a)| elements[i + 1..].iter().any(|b| may_share(a, b))) {
        return None;
    }
    let shared = elements
        .iter()
        .try_fold(Shared::Month, |shared, element| Some(shared.min(plain(element)?.shared(plain(last)?))));
    // `Dec or Jan 2015` would be refused: the year may not be that of both.
    let month = |element: &SetElement| plain(element).map(|parts| parts.month);
    let backwards = elements.windows(2).any(|two| month(&two[0]) > month(&two[1]));
    let shared = shared.map(|shared| if backwards { Shared::Nothing } else { shared });
    let mut words = Vec::with_capacity(elements.len());
    for element in before {
        words.push(match (shared, plain(element)) {
            (Some(shared), Some(parts)) => parts.short(shared),
            _ => member(element, joint)?,
        });
    }
    let last = member(last, joint)?;
    // `1066 or 44 BC` is read as two years BC.
    let is_bare_year = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
    if last.ends_with(" BC") && words.iter().any(is_bare_year) {
        return None;
    }
    Some(format!("{} {joint} {last}", words.join(", ")))
}

/// Whether `5 May 1943 or 1944` would be said, in which 5 May may belong to both.
fn may_share(a: &SetElement, b: &SetElement) -> bool {
    let year_alone =
        |element: &SetElement| matches!(element, SetElement::Date(date) if date.precision() == Precision::Year);
    let is_masked = |element: &SetElement| matches!(element, SetElement::Date(date) if date.year.has_unspecified());
    match a {
        SetElement::Date(date) => date.precision() != Precision::Year && year_alone(b) && !is_masked(b),
        SetElement::Range(first, _) if first.precision() == Precision::Year => year_alone(b) && is_masked(b),
        SetElement::Range(..) => year_alone(b) && !is_masked(b),
        _ => false,
    }
}

fn member(element: &SetElement, joint: &str) -> Option<String> {
    match element {
        SetElement::Date(date) => unmarked(date),
        // One of the days of a third is not every one of them.
        SetElement::Range(first, last) if joint == "or" => third(first, last),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
