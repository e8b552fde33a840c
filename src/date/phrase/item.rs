//! One date within a phrase: its qualifier, `early`, `mid` or `late`, and its [`Unit`]; what it takes from its
//! neighbour, and the EDTF it comes to.

use chrono::{Datelike, NaiveDate, Weekday};
use edtf_core::{DateField, Precision, Qualifier, YearKind};

use super::unit::{Calendar, Unit, WINTER, two_digit_year, unit};
use crate::date::names::{YEARS, month_name, year_name};
use crate::date::thirds::Third;
use crate::date::{DateError, DateErrorKind, bounds, words};

/// One date as it stands in a phrase. Parts that its neighbour has may still be missing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    unit: Unit,
    /// The first and the last third that are meant: `mid to late`.
    third: Option<(Third, Third)>,
    /// It is the end or the beginning of the unit: its last or first third, approximately.
    edge: Option<Third>,
    qualifier: Qualifier,
}

const APPROXIMATE: Qualifier = Qualifier { uncertain: false, approximate: true };
const UNCERTAIN: Qualifier = Qualifier { uncertain: true, approximate: false };

/// The words for a qualifier; of two that begin alike the longer first.
const MARKS: &[(&str, Qualifier)] = &[
    ("around", APPROXIMATE),
    ("about", APPROXIMATE),
    ("approximately", APPROXIMATE),
    ("approx.", APPROXIMATE),
    ("approx", APPROXIMATE),
    ("circa", APPROXIMATE),
    ("ca.", APPROXIMATE),
    ("ca", APPROXIMATE),
    ("c.", APPROXIMATE),
    ("c", APPROXIMATE),
    ("roughly", APPROXIMATE),
    ("on or about", APPROXIMATE),
    ("~", APPROXIMATE),
    // GEDCOM 5.5.1: about, estimated, calculated.
    ("abt.", APPROXIMATE),
    ("abt", APPROXIMATE),
    ("est.", APPROXIMATE),
    ("est", APPROXIMATE),
    ("cal.", APPROXIMATE),
    ("cal", APPROXIMATE),
    ("possibly", UNCERTAIN),
    ("perhaps", UNCERTAIN),
    ("probably", UNCERTAIN),
    ("maybe", UNCERTAIN),
    ("likely", UNCERTAIN),
    ("reportedly", UNCERTAIN),
];

/// The same behind the date.
const MARKS_BEHIND: &[(&str, Qualifier)] = &[
    ("(?)", UNCERTAIN),
    ("?", UNCERTAIN),
    ("(uncertain)", UNCERTAIN),
    ("(possibly)", UNCERTAIN),
    ("(probably)", UNCERTAIN),
    ("(possible)", UNCERTAIN),
    ("(probable)", UNCERTAIN),
    ("(unconfirmed)", UNCERTAIN),
    ("(approximate)", APPROXIMATE),
    ("(approximately)", APPROXIMATE),
    ("(approx.)", APPROXIMATE),
    ("(approx)", APPROXIMATE),
    ("(circa)", APPROXIMATE),
    ("(about)", APPROXIMATE),
    ("(estimated)", APPROXIMATE),
    ("(estimate)", APPROXIMATE),
    ("(est.)", APPROXIMATE),
    ("(est)", APPROXIMATE),
    (" or so", APPROXIMATE),
];

/// Takes a qualifying word off the front.
pub(super) fn strip_mark(text: &str) -> Option<(&str, Qualifier)> {
    MARKS.iter().find_map(|(word, qualifier)| {
        let rest = text.strip_prefix(word)?;
        // A sign may touch the date (`c.2015`, `~2015`), a word may not.
        let separate = rest.starts_with(' ') || !word.ends_with(|c: char| c.is_alphabetic());
        separate.then_some((rest.trim_start(), *qualifier))
    })
}

fn strip_word<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let (word, rest) = text.split_once(' ')?;
    words.contains(&word).then(|| rest.trim_start())
}

/// Takes `end of` or `beginning of` off the front.
pub(super) fn strip_edge(text: &str) -> Option<(Third, &str)> {
    let text = text.strip_prefix("at ").unwrap_or(text);
    let text = text.strip_prefix("the ").unwrap_or(text);
    let (word, rest) = text.split_once(" of ")?;
    let third = match word {
        "end" => Third::Late,
        "beginning" | "start" => Third::Early,
        _ => return None,
    };
    Some((third, rest.strip_prefix("the ").unwrap_or(rest)))
}

/// Takes `early`, `mid`, `late` or `middle of` off the front, with the space or hyphen behind it.
fn strip_third(text: &str) -> Option<(Third, &str)> {
    if let Some(rest) = text.strip_prefix("middle of ") {
        return Some((Third::Mid, rest.trim_start()));
    }
    Third::ALL.into_iter().find_map(|third| {
        let rest = text.strip_prefix(third.word())?.strip_prefix([' ', '-', '–'])?;
        Some((third, rest.trim_start()))
    })
}

/// Reads one date. `Ok(None)`: it is not one, as far as dateline knows.
///
/// # Errors
/// It is one, and could only be guessed at.
pub(super) fn item(text: &str) -> Result<Option<Item>, DateError> {
    let mut text = text.trim();
    let mut qualifier = Qualifier::default();
    loop {
        if let Some((rest, mark)) = strip_mark(text) {
            qualifier = both(qualifier, mark);
            text = rest;
        } else if let Some(rest) = strip_word(text, &["in", "on", "the", "during", "sometime"]) {
            text = rest;
        } else {
            break;
        }
    }
    let behind = MARKS_BEHIND.iter().find_map(|(mark, qualifier)| Some((text.strip_suffix(mark)?, *qualifier)));
    if let Some((rest, mark)) = behind {
        qualifier = both(qualifier, mark);
        text = rest.trim_end();
    }
    if let Some((edge, rest)) = strip_edge(text) {
        return Ok(unit(rest)?.map(|unit| Item { unit, third: None, edge: Some(edge), qualifier }));
    }
    let mut third = None;
    if let Some((first, rest)) = strip_third(text) {
        let joint = ["to ", "or "].iter().find_map(|joint| rest.strip_prefix(joint));
        let touching = text[..text.len() - rest.len()].ends_with(['-', '–']);
        let second = joint.or(touching.then_some(rest)).and_then(strip_third);
        let (last, rest) = second.unwrap_or((first, rest));
        match (first, last) {
            (Third::Early, Third::Late) => {
                return Err(DateError::new(DateErrorKind::Unsupported, "from early to late is all of it")
                    .hint("leave `early` and `late` out"));
            }
            _ if last < first => return Err(super::backwards()),
            _ => third = Some((first, last)),
        }
        text = rest;
        while let Some(rest) = strip_word(text, &["in", "of", "the"]) {
            text = rest;
        }
    }
    Ok(unit(text)?.map(|unit| Item { unit, third, edge: None, qualifier }))
}

fn both(a: Qualifier, b: Qualifier) -> Qualifier {
    Qualifier { uncertain: a.uncertain || b.uncertain, approximate: a.approximate || b.approximate }
}

/// Gives each of two neighbours the parts that only the other has: `26–28 August 2021`, `August 26–28, 2021`.
///
/// # Errors
/// `2014–15`, where the second is a year with two digits; `December – January 2015`, where the year can't be that of
/// both.
pub(super) fn inherit(a: &mut Item, b: &mut Item) -> Result<(), DateError> {
    if let (Unit::Calendar(a), Unit::Calendar(b)) = (&mut a.unit, &mut b.unit) {
        if let (
            Calendar { year: Some(year), month: None, .. },
            Calendar { year: None, month: None, day: Some(day), .. },
        ) = (&*a, &*b)
        {
            let hint = format!("write four digits on both sides, as in {year}–{}", year.saturating_add(1));
            return Err(two_digit_year(&format!("{day:02}")).hint(hint));
        }
        if b.month.is_none() && b.day.is_some() && a.day.is_some() {
            b.month = a.month;
        }
        if a.month.is_none() && a.day.is_some() && a.year.is_none() && b.day.is_some() {
            a.month = b.month;
        }
    }
    let year = match b.unit {
        // `August – 2021` is more likely August 2021 than a range.
        Unit::Calendar(Calendar { year, month: Some(_), .. }) => year,
        // A winter has two years to give, and takes none.
        Unit::PartOfYear { code, year } if code != WINTER => year,
        _ => None,
    };
    let missing = match &mut a.unit {
        Unit::Calendar(calendar) if calendar.day.is_some() || calendar.month.is_some() => &mut calendar.year,
        Unit::PartOfYear { code, year } if *code != WINTER => year,
        _ => return Ok(()),
    };
    if missing.is_some() || year.is_none() {
        return Ok(());
    }
    *missing = year;
    let first = |unit: Unit| unit.date().map(|date| bounds::span(&date).0);
    match (first(a.unit), first(b.unit)) {
        (Ok(first), Ok(second)) if first > second && first.month() != second.month() => {
            Err(super::backwards().hint("write the year on both sides: December 2014 – January 2015"))
        }
        _ => Ok(()),
    }
}

pub(super) fn part_of_a_range() -> DateError {
    DateError::new(
        DateErrorKind::Unsupported,
        "a part of a year, month or decade can't stand for something that lasted, or that happened every time",
    )
    .hint("write the whole of each: from 2014 to 2015")
}

/// What a date in a phrase comes to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Resolved {
    One(edtf_core::Date),
    /// Some time from the first unit to the last: an early, mid or late part.
    Range(edtf_core::Date, edtf_core::Date),
    /// The same, approximately: the end or the beginning.
    About(edtf_core::Date, edtf_core::Date),
}

/// Coarse to fine, so that the greater of two is the finer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fineness {
    Year,
    Month,
    Day,
}

impl Fineness {
    /// The year, month or day that the day lies in.
    pub(super) fn of(self, day: NaiveDate) -> Result<edtf_core::Date, DateError> {
        let year = day.year();
        if !YEARS.contains(&year) {
            return Err(DateError::new(DateErrorKind::Unsupported, "the years of a phrase end at 9999 and 9999 BC")
                .hint("use EDTF: Y12000"));
        }
        let month = (self >= Fineness::Month).then_some(day.month() as u8);
        let day = (self >= Fineness::Day).then_some(day.day() as u8);
        Ok(bounds::calendar(year, month, day))
    }
}

impl Resolved {
    pub(super) fn ends(self) -> (edtf_core::Date, edtf_core::Date) {
        match self {
            Resolved::One(date) => (date, date),
            Resolved::Range(first, last) | Resolved::About(first, last) => (first, last),
        }
    }

    pub(super) fn first(self) -> NaiveDate {
        bounds::span(&self.ends().0).0
    }

    pub(super) fn last(self) -> NaiveDate {
        bounds::span(&self.ends().1).1
    }

    pub(super) fn precision(self) -> Fineness {
        match self.ends().0.precision() {
            Precision::Year => Fineness::Year,
            Precision::Month | Precision::Season => Fineness::Month,
            Precision::Day => Fineness::Day,
        }
    }
}

impl Item {
    pub(super) fn is_qualified(&self) -> bool {
        let of_edtf = matches!(self.unit, Unit::Edtf(date) if date.is_uncertain() || date.is_approximate());
        self.qualifier.is_qualified() || of_edtf
    }

    /// Whether what this has beside its year, or beside its month, may belong to the other as well: `5 May 1943 or 1944`,
    /// `late May or June 2021`. For two as they are written, before the one inherits from the other.
    pub(super) fn may_share_with(&self, other: &Item) -> bool {
        if other.third.is_some() || other.edge.is_some() {
            return false;
        }
        let is_part = self.third.is_some() || self.edge.is_some();
        match (self.unit, other.unit) {
            (Unit::Calendar(a), Unit::Calendar(b)) => match (b.month, b.day) {
                (None, None) => b.year.is_some() && (is_part || a.month.is_some() || a.day.is_some()),
                (Some(_), None) => a.year.is_none() && a.month.is_some() && (a.day.is_some() || is_part),
                _ => false,
            },
            (Unit::PartOfYear { .. } | Unit::Range(..), Unit::Calendar(b)) => {
                b.year.is_some() && b.month.is_none() && b.day.is_none()
            }
            (Unit::Decade(_), Unit::Decade(_)) | (Unit::Century(_), Unit::Century(_)) => is_part,
            _ => false,
        }
    }

    /// The EDTF it comes to.
    ///
    /// # Errors
    /// A part is missing, there is no such day, or a third or qualifier that it can't have.
    pub(super) fn resolve(self) -> Result<Resolved, DateError> {
        let is_part =
            self.third.is_some() || self.edge.is_some() || matches!(self.unit, Unit::Range(..) | Unit::DecadeBc(_));
        if is_part && self.is_qualified() {
            return Err(super::only_a_single_date());
        }
        match (self.unit, self.third, self.edge) {
            (Unit::Range(first, last), None, None) => Ok(Resolved::Range(first, last)),
            (Unit::DecadeBc(first), None, None) => {
                let year = |n| bounds::calendar(first + n, None, None);
                Ok(Resolved::Range(year(0), year(9)))
            }
            (unit, _, Some(edge)) => unit.edge(edge),
            (unit, Some((first, last)), _) => {
                unit.date()?;
                unit.third(first, last)
            }
            (unit, None, None) => Ok(Resolved::One(qualified(unit.date()?, self.qualifier))),
        }
    }

    /// The same for the end of an interval, which is one date.
    pub(super) fn endpoint(self) -> Result<edtf_core::Date, DateError> {
        match self.resolve()? {
            Resolved::One(date) => Ok(date),
            Resolved::Range(..) | Resolved::About(..) if matches!(self.unit, Unit::Range(..) | Unit::DecadeBc(_)) => {
                Err(part_of_a_range())
            }
            Resolved::Range(..) | Resolved::About(..) => {
                // The whole unit holds the third, and the end of an interval is somewhere within its unit.
                let whole = words::date(&self.unit.date()?).unwrap_or_default();
                Err(part_of_a_range()
                    .hint(format!("write {whole} without early, mid or late: when in {whole} is then left open")))
            }
        }
    }

    /// The same for the limit of a set, which can't be qualified.
    pub(super) fn limit(self) -> Result<Resolved, DateError> {
        if self.is_qualified() || self.edge.is_some() {
            return Err(DateError::new(DateErrorKind::Unsupported, "a limit can't be approximate or uncertain itself")
                .hint("leave the mark out, or take a limit that is sure"));
        }
        self.resolve()
    }
}

/// The whole date with a qualifier, beside those it has.
fn qualified(date: edtf_core::Date, qualifier: Qualifier) -> edtf_core::Date {
    let field = |field: DateField| DateField { qualifier: both(field.qualifier, qualifier), ..field };
    edtf_core::Date {
        year: edtf_core::Year { qualifier: both(date.year.qualifier, qualifier), ..date.year },
        month: date.month.map(field),
        day: date.day.map(field),
    }
}

impl Unit {
    fn date(self) -> Result<edtf_core::Date, DateError> {
        match self {
            Unit::Calendar(calendar) => calendar.date(),
            Unit::PartOfYear { code: WINTER, year: None } => {
                Err(DateError::new(DateErrorKind::Ambiguous, "a winter lies in two years")
                    .hint("write both, as in winter 2015–16"))
            }
            Unit::PartOfYear { year: None, .. } => Err(lacks(DateErrorKind::LacksYear, "a year")),
            Unit::PartOfYear { code, year: Some(year) } => Ok(bounds::calendar(year, Some(code), None)),
            Unit::Decade(first) => Ok(masked(first, 1)),
            Unit::Century(first) => Ok(century(first)),
            Unit::Range(..) | Unit::DecadeBc(_) => Err(part_of_a_range()),
            Unit::Edtf(date) => Ok(date),
        }
    }

    /// From the start of one third to the end of another.
    fn third(self, from: Third, to: Third) -> Result<Resolved, DateError> {
        let (first, last) = match self {
            Unit::Calendar(Calendar { year: Some(year), month, day: None, .. }) => match month {
                None => {
                    let (first, last) = (from.months().0, to.months().1);
                    let month = |month| bounds::calendar(year, Some(month), None);
                    (month(first), month(last))
                }
                Some(_) => {
                    let length = bounds::days_in_month(year, month.unwrap_or(1));
                    let (first, last) = (from.days(length).0, to.days(length).1);
                    let day = |day| bounds::calendar(year, month, Some(day));
                    (day(first), day(last))
                }
            },
            Unit::Decade(decade) => {
                let (first, last) = (from.years().0, to.years().1);
                let year = |n: u8| bounds::calendar(decade + i32::from(n), None, None);
                (year(first), year(last))
            }
            Unit::Century(century) => {
                let (first, last) = (from.years_of_century().0, to.years_of_century().1);
                let year = |n: u8| bounds::calendar(century + i32::from(n), None, None);
                (year(first), year(last))
            }
            _ => {
                return Err(DateError::new(
                    DateErrorKind::Unsupported,
                    "early, mid and late go with a year, a month, a decade or a century only",
                )
                .hint("name the days, months or years: between 1960 and 1975"));
            }
        };
        Ok(Resolved::Range(first, last))
    }

    /// The end or the beginning of a year, a month or a decade.
    fn edge(self, edge: Third) -> Result<Resolved, DateError> {
        let name = |date| words::date(&date).unwrap_or_default();
        match (self, self.date()) {
            (Unit::Calendar(Calendar { day: None, .. }) | Unit::Decade(_), Ok(_)) => match self.third(edge, edge)? {
                Resolved::Range(first, last) => Ok(Resolved::About(first, last)),
                other => Ok(other),
            },
            (Unit::Century(_), Ok(date)) => {
                let end = if edge == Third::Late { "end" } else { "beginning" };
                Err(DateError::new(
                    DateErrorKind::Ambiguous,
                    format!("how long the {end} of a century is can only be guessed"),
                )
                .hint(format!("write {} {} where its third is meant", edge.word(), name(date))))
            }
            (_, Err(error)) => Err(error),
            (_, Ok(_)) => Err(DateError::new(
                DateErrorKind::Unsupported,
                "only a year, a month or a decade has a beginning and an end",
            )
            .hint("write the day itself")),
        }
    }
}

/// A century by its first year, as EDTF has it.
fn century(first: i32) -> edtf_core::Date {
    let mut date = masked(first, 2);
    if let YearKind::Standard { negative, .. } = &mut date.year.kind {
        *negative = first < 0;
    }
    date
}

/// A year within ±9999 whose last digits are unknown.
fn masked(year: i32, digits: usize) -> edtf_core::Date {
    let mut date = bounds::calendar(year, None, None);
    if let YearKind::Standard { digits: all, .. } = &mut date.year.kind {
        all.iter_mut().rev().take(digits).for_each(|digit| *digit = None);
    }
    date
}

fn lacks(kind: DateErrorKind, what: &str) -> DateError {
    DateError::new(kind, format!("the date lacks {what}")).hint("write it whole, as in 26 August 2021 or August 2021")
}

impl Calendar {
    fn date(self) -> Result<edtf_core::Date, DateError> {
        let Calendar { year, month, day, weekday } = self;
        let year = match (year, month, day, weekday) {
            (Some(year), ..) => year,
            (None, None, None, Some(weekday)) => {
                return Err(super::explain::needs_report(weekday_name(weekday)));
            }
            (None, None, ..) => return Err(lacks(DateErrorKind::LacksMonth, "a month and a year")),
            (None, Some(_), ..) => return Err(lacks(DateErrorKind::LacksYear, "a year")),
        };
        match (month, day) {
            (None, Some(_)) => return Err(lacks(DateErrorKind::LacksMonth, "a month")),
            (Some(month), Some(day)) => check_day(year, month, day, weekday)?,
            (_, None) if weekday.is_some() => return Err(lacks(DateErrorKind::LacksDay, "the day of the month")),
            _ => {}
        }
        Ok(bounds::calendar(year, month, day))
    }
}

fn check_day(year: i32, month: u8, day: u8, weekday: Option<Weekday>) -> Result<(), DateError> {
    let name = format!("{} {}", month_name(month), year_name(year));
    let length = bounds::days_in_month(year, month);
    if day == 0 || day > length {
        return Err(DateError::new(
            DateErrorKind::NoSuchDay,
            format!("there is no {day} {name}: {name} has {length} days"),
        )
        .hint("where the day is not known, write the month alone"));
    }
    let actual = bounds::first_day(year, month, day).weekday();
    match weekday {
        Some(weekday) if weekday != actual => Err(DateError::new(
            DateErrorKind::WrongWeekday,
            format!("{day} {name} was a {}, not a {}", weekday_name(actual), weekday_name(weekday)),
        )
        .hint("find out which is wrong, or leave the weekday out")),
        _ => Ok(()),
    }
}

fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}
