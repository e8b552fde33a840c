//! Dates that may be partial, uncertain or long: read from EDTF (ISO 8601-2:2019) or English, compared, and put
//! into words.
//!
//! A cell or an argument is read as a [`Date`]; filters ask [`Windows`] about it, lists are ordered by [`DateOrder`], and
//! it is shown as EDTF (`Display`) or in [`words`](Date::words). `edtf-core` stays behind this module.

mod bounds;

pub mod convention;
pub mod day_columns;
mod edtf;
mod iso;
mod kind;
mod names;
mod phrase;
mod range;
mod span;
mod thirds;
mod time;
mod window;
mod words;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use edtf_core::{Edtf, Interval, IntervalEndpoint, Precision, Set, SetElement, SetKind};

pub(crate) use edtf_core::Qualifier;
pub use kind::DateKind;
pub use names::{short_month, year_name};
pub use range::{DateRange, Parts};
pub use time::TimeOfDay;
pub use window::{Certainty, Window, Windows};

pub use crate::error::DateErrorKind;
use crate::error::{Diagnostic, ErrorKind, Hint};
use crate::text::bytes16::Bytes16;
use time::Timed;

/// When something happened, as exactly as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date(Repr);

/// The forms of a date in memory. A date has one form alone, so that equal dates compare as equal: what fits one of the
/// first is never an `Other`. The first are so common that they are read and kept without allocation, and without the
/// help of `edtf-core`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Repr {
    Plain(Plain),
    /// `2021-09~`: all of it is qualified.
    Qualified(Plain, Qualifier),
    /// `[2014-09..2014-12]`: some time from the one to the other.
    OneOf(Plain, Plain),
    /// `2014-09/2014-12`: from the one to the other.
    Lasting(Plain, Plain),
    /// `2021-08-26T17:50:00Z`
    Timed(Box<Timed>),
    Other(Box<Edtf>),
}

/// A year, month or day without any qualifier. Of two with the same precision, the lesser is the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Plain {
    /// 0 to 9999.
    year: i16,
    /// 1 to 12; 0 where only the year is known.
    month: u8,
    /// 1 to 31; 0 where the day is not known.
    day: u8,
}

impl Plain {
    fn first(self) -> NaiveDate {
        bounds::first_day(self.year.into(), self.month, self.day)
    }

    fn last(self) -> NaiveDate {
        bounds::last_day(self.year.into(), self.month, self.day)
    }

    /// The place of its first day.
    #[inline]
    fn first_place(self) -> u64 {
        place_of_day(self.year.into(), self.month.max(1), self.day.max(1))
    }

    /// The place of its last day.
    #[inline]
    fn last_place(self) -> u64 {
        let year = self.year.into();
        let month = if self.month == 0 { 12 } else { self.month };
        let day = if self.day == 0 { bounds::days_in_month(year, month) } else { self.day };
        place_of_day(year, month, day)
    }

    /// `None`: a year out of 0 to 9999.
    fn of_day(day: NaiveDate) -> Option<Plain> {
        let year = i16::try_from(day.year()).ok().filter(|year| (0..=9999).contains(year))?;
        Some(Plain { year, month: day.month() as u8, day: day.day() as u8 })
    }

    /// The same date for `edtf-core`, all of it with that qualifier.
    fn to_edtf(self, qualifier: Qualifier) -> edtf_core::Date {
        let part = |n: u8| (n > 0).then_some(n);
        let mut date = bounds::calendar(self.year.into(), part(self.month), part(self.day));
        date.year.qualifier = qualifier;
        for field in [&mut date.month, &mut date.day].into_iter().flatten() {
            field.qualifier = qualifier;
        }
        date
    }

    /// With the qualifier that all of it has. `None` where the date has more to it: another qualifier for a part, a mask,
    /// a season, a year out of 0 to 9999.
    fn qualified(date: &edtf_core::Date) -> Option<(Plain, Qualifier)> {
        let qualifier = words::one_qualifier(date)?;
        let is_masked = date.has_unspecified() || date.year.significant_digits.is_some();
        if is_masked || date.precision() == Precision::Season {
            return None;
        }
        let year = date.year.value().filter(|year| (0..=9999).contains(year))?;
        let part = |field: Option<edtf_core::DateField>| field.and_then(|field| field.value()).unwrap_or(0);
        let plain = Plain { year: i16::try_from(year).ok()?, month: part(date.month), day: part(date.day) };
        Some((plain, qualifier))
    }

    /// The same for a date that has no qualifier.
    fn unqualified(date: &edtf_core::Date) -> Option<Plain> {
        Plain::qualified(date).filter(|(_, qualifier)| !qualifier.is_qualified()).map(|(plain, _)| plain)
    }
}

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plain { year, month, day } = self;
        write!(f, "{year:04}")?;
        if *month > 0 {
            write!(f, "-{month:02}")?;
        }
        if *day > 0 {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl Date {
    /// Reads EDTF (levels 0 to 2), an ISO date-time, or an English phrase such as `late 2014`. White space at the
    /// edges is ignored.
    ///
    /// A midnight is a time like any other. Spreadsheets and databases write bare days with one: what is read by a
    /// [`DateConvention`](convention::DateConvention) may take it for the day alone.
    ///
    /// # Errors
    /// Blank text, text that is no date, and every phrase that could only be guessed at: one that needs the date of
    /// the report, lacks a year, has two readings, or names a day that does not exist.
    pub fn parse(text: &str) -> Result<Date, DateError> {
        let text = text.trim();
        if let Some(date) = Date::parse_simple(text.as_bytes()) {
            return Ok(date);
        }
        if text.is_empty() {
            return Err(DateError::new(DateErrorKind::Blank, "the date is blank"));
        }
        if let Some(date) = iso::wikidata(text) {
            return Ok(date);
        }
        if let Some(date_time) = iso::date_time(text) {
            return date_time.map(|timed| Date(Repr::Timed(Box::new(timed))));
        }
        let error = match edtf::parse(text) {
            Ok(edtf) => return Ok(Date::from_edtf(edtf)),
            Err(error) => error,
        };
        match phrase::read(text)? {
            Some(date) => Ok(date),
            None if iso::looks_like_edtf(text) => Err(iso::explain(text, error)),
            None => Err(phrase::explain(text)),
        }
    }

    /// Whether the text is EDTF by itself, and no phrase or other convention that [`Date::parse`] understands too. A time
    /// with decimals counts as such: ISO 8601 has them, EDTF leaves them out, and there is no other way to keep them.
    pub fn is_edtf(text: &str) -> bool {
        let is_exact_time = || match iso::date_time(text) {
            Some(Ok(timed)) => {
                !timed.time.fraction.is_empty() && Date(Repr::Timed(Box::new(timed))).to_string() == text
            }
            _ => false,
        };
        edtf::parse(text).is_ok() || is_exact_time()
    }

    /// Reads a plain year, month or day, one with a qualifier, or two of them as an interval or a set, as nearly every
    /// date is; `None` where the text is anything else.
    pub(crate) fn parse_simple(text: &[u8]) -> Option<Date> {
        if let Some(date) = Date::parse_plain(text) {
            return Some(date);
        }
        let repr = match text {
            [date @ .., sign @ (b'?' | b'~' | b'%')] => {
                let (uncertain, approximate) = (*sign != b'~', *sign != b'?');
                Repr::Qualified(iso::plain_short(Bytes16::of(date)?)?, Qualifier { uncertain, approximate })
            }
            [b'[', inner @ .., b']'] => iso::two_plain(inner, b"..").map(|(first, last)| Repr::OneOf(first, last))?,
            _ => iso::two_plain(text, b"/").map(|(first, last)| Repr::Lasting(first, last))?,
        };
        Some(Date(repr))
    }

    /// Reads a plain year, month or day; `None` where the text is anything else.
    pub(crate) fn parse_plain(text: &[u8]) -> Option<Date> {
        iso::plain(text).map(|plain| Date(Repr::Plain(plain)))
    }

    /// The same for a text that is looked at as one number; one with a midnight is too long for it.
    #[inline]
    pub(crate) fn of_short(text: Bytes16) -> Option<Date> {
        iso::plain_short(text).map(|plain| Date(Repr::Plain(plain)))
    }

    /// The month that a day lies in. `None`: a year out of 0 to 9999.
    pub(crate) fn month_of(day: NaiveDate) -> Option<Date> {
        Plain::of_day(day).map(|day| Date(Repr::Plain(Plain { day: 0, ..day })))
    }

    fn from_edtf(edtf: Edtf) -> Date {
        let plain = Plain::unqualified;
        let repr = match &edtf {
            Edtf::Date(date) => Plain::qualified(date).map(|(plain, qualifier)| match qualifier.is_qualified() {
                true => Repr::Qualified(plain, qualifier),
                false => Repr::Plain(plain),
            }),
            Edtf::DateTime(date_time) => plain(&date_time.date)
                .map(|day| Repr::Timed(Box::new(Timed { day, time: TimeOfDay::of_edtf(&date_time.time) }))),
            Edtf::Interval(Interval { start: IntervalEndpoint::Date(start), end: IntervalEndpoint::Date(end) }) => {
                plain(start).zip(plain(end)).map(|(start, end)| Repr::Lasting(start, end))
            }
            Edtf::Set(Set { kind: SetKind::OneMember, elements }) => match elements[..] {
                [SetElement::Range(first, last)] => {
                    plain(&first).zip(plain(&last)).map(|(first, last)| Repr::OneOf(first, last))
                }
                _ => None,
            },
            _ => None,
        };
        Date(repr.unwrap_or_else(|| Repr::Other(Box::new(edtf))))
    }

    /// The same for `edtf-core`.
    fn edtf(&self) -> Cow<'_, Edtf> {
        let whole = |plain: Plain| plain.to_edtf(Qualifier::default());
        let endpoint = |plain| IntervalEndpoint::Date(whole(plain));
        Cow::Owned(match &self.0 {
            Repr::Plain(plain) => Edtf::Date(whole(*plain)),
            Repr::Qualified(plain, qualifier) => Edtf::Date(plain.to_edtf(*qualifier)),
            Repr::OneOf(first, last) => {
                let elements = vec![SetElement::Range(whole(*first), whole(*last))];
                Edtf::Set(Set { kind: SetKind::OneMember, elements })
            }
            Repr::Lasting(start, end) => Edtf::Interval(Interval { start: endpoint(*start), end: endpoint(*end) }),
            Repr::Timed(timed) => {
                Edtf::DateTime(edtf_core::DateTime { date: whole(timed.day), time: timed.time.to_edtf() })
            }
            Repr::Other(edtf) => return Cow::Borrowed(edtf),
        })
    }

    /// The dates in which it begins and ends. `Err`: it is not of the common forms.
    #[inline]
    fn ends(&self) -> Result<(Plain, Plain), &Edtf> {
        match &self.0 {
            Repr::Plain(plain) | Repr::Qualified(plain, _) => Ok((*plain, *plain)),
            Repr::OneOf(first, last) | Repr::Lasting(first, last) => Ok((*first, *last)),
            Repr::Timed(timed) => Ok((timed.day, timed.day)),
            Repr::Other(edtf) => Err(edtf),
        }
    }

    /// One event on an unknown day, some time from `first` to `last`: as the day, the month or the year that these are
    /// the ends of, else as a set of days. `None`: the last is before the first, or a year out of 0 to 9999.
    pub fn between(first: NaiveDate, last: NaiveDate) -> Option<Date> {
        let (first, last) = (Plain::of_day(first)?, Plain::of_day(last)?);
        let ends_month = last.day == bounds::days_in_month(last.year.into(), last.month);
        let month = first.day == 1 && ends_month && (first.year, first.month) == (last.year, last.month);
        let year = first.year == last.year && (first.month, first.day, last.month, last.day) == (1, 1, 12, 31);
        let repr = match (first, last) {
            _ if first.first() > last.first() => return None,
            _ if first == last => Repr::Plain(first),
            _ if year => Repr::Plain(Plain { month: 0, day: 0, ..first }),
            _ if month => Repr::Plain(Plain { day: 0, ..first }),
            _ => Repr::OneOf(first, last),
        };
        Some(Date(repr))
    }

    /// The first day it may touch, inclusive. `None`: open, unknown, or beyond the years that can be computed with
    /// (±262,000).
    pub fn earliest(&self) -> Option<NaiveDate> {
        self.hull().start.filter(bounds::is_computable)
    }

    /// The last day it may touch, inclusive. `None`: open, unknown, or beyond the years that can be computed with.
    pub fn latest(&self) -> Option<NaiveDate> {
        self.hull().end.filter(bounds::is_computable)
    }

    /// The years in which its earliest and its latest day lie, astronomical; `None` as for these.
    #[inline]
    pub fn years(&self) -> (Option<i32>, Option<i32>) {
        match self.ends() {
            Ok((first, last)) => (Some(first.year.into()), Some(last.year.into())),
            Err(_) => (self.earliest().map(|day| day.year()), self.latest().map(|day| day.year())),
        }
    }

    /// From the earliest to the latest day; a year that can't be computed with counts as the farthest one that can.
    fn hull(&self) -> Window {
        match self.ends() {
            Ok((first, last)) => Window { start: Some(first.first()), end: Some(last.last()) },
            Err(edtf) => bounds::hull(edtf),
        }
    }

    /// Whether any part of it is uncertain (`?`), approximate (`~`) or both (`%`).
    pub fn is_qualified(&self) -> bool {
        match &self.0 {
            Repr::Plain(_) | Repr::OneOf(..) | Repr::Lasting(..) | Repr::Timed(_) => false,
            Repr::Qualified(..) => true,
            Repr::Other(edtf) => edtf.is_uncertain() || edtf.is_approximate(),
        }
    }

    /// Its place in a chronology: the earliest first, then those without a time before those with one, which stand in the
    /// order of their times, then the one that ends first, then the unqualified. An open or unknown start comes before
    /// all, an open or unknown end after all.
    #[inline]
    pub fn order(&self) -> DateOrder {
        if let Repr::Timed(timed) = &self.0 {
            return DateOrder::timed(timed);
        }
        let (earliest, latest) = match self.ends() {
            Ok((first, last)) => (Some(first.first_place()), Some(last.last_place())),
            Err(edtf) => {
                let Window { start, end } = bounds::hull(edtf);
                (start.map(place), end.map(place))
            }
        };
        DateOrder::new(earliest, latest, self.is_qualified())
    }

    /// English for people: `late 2014`, `26 Aug 2021`, `c. 2015`. The EDTF where English would say less or more.
    pub fn words(&self) -> String {
        let words = match &self.0 {
            Repr::Plain(plain) => Some(words::plain(plain.year.into(), plain.month, plain.day)),
            Repr::Timed(timed) => words::timed(timed),
            _ => words::of(&self.edtf()),
        };
        words.unwrap_or_else(|| self.to_string())
    }

    /// The time of day, where one is known.
    pub fn time(&self) -> Option<&TimeOfDay> {
        if let Repr::Timed(timed) = &self.0 { Some(&timed.time) } else { None }
    }

    /// The day, where it is exactly one known day: a whole date without qualifiers or masks, or a date-time.
    pub fn day(&self) -> Option<NaiveDate> {
        let date = match &self.0 {
            Repr::Plain(plain) => return (plain.day > 0).then(|| plain.first()),
            Repr::Timed(timed) => return Some(timed.day.first()),
            Repr::Qualified(..) | Repr::OneOf(..) | Repr::Lasting(..) => return None,
            Repr::Other(edtf) => match &**edtf {
                Edtf::Date(date) => date,
                Edtf::DateTime(date_time) => &date_time.date,
                Edtf::Interval(_) | Edtf::Set(_) => return None,
            },
        };
        let exact = date.precision() == Precision::Day && !date.has_unspecified() && !self.is_qualified();
        if exact { self.earliest() } else { None }
    }
}

impl fmt::Display for Date {
    /// The EDTF, in its canonical form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Plain(plain) => plain.fmt(f),
            Repr::Qualified(plain, qualifier) => {
                let sign = match (qualifier.uncertain, qualifier.approximate) {
                    (true, true) => '%',
                    (false, _) => '~',
                    (true, false) => '?',
                };
                write!(f, "{plain}{sign}")
            }
            Repr::OneOf(first, last) => write!(f, "[{first}..{last}]"),
            Repr::Lasting(start, end) => write!(f, "{start}/{end}"),
            Repr::Timed(timed) => write!(f, "{}T{}", timed.day, timed.time),
            Repr::Other(edtf) => edtf.fmt(f),
        }
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Date, DateError> {
        Date::parse(text)
    }
}

/// Where a date stands in a chronology: its earliest day, its time or its latest day, and whether it is qualified, in one
/// number, so that millions of them are sorted fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateOrder(u64);

impl DateOrder {
    /// By the places of the earliest and the latest day.
    #[inline]
    fn new(earliest: Option<u64>, latest: Option<u64>, is_qualified: bool) -> DateOrder {
        let earliest = earliest.map_or(0, |place| place + 1);
        let latest = latest.unwrap_or(PLACES);
        DateOrder((((earliest << (PLACE_BITS + 1)) | latest) << 1) | u64::from(is_qualified))
    }

    /// By the day and the time on it. A bit above every latest day puts it behind the dates without a time.
    fn timed(timed: &Timed) -> DateOrder {
        let time = (1 << PLACE_BITS) | timed.time.rank();
        DateOrder((((timed.day.first_place() + 1) << (PLACE_BITS + 1)) | time) << 1)
    }

    /// A number that compares as this does, less than 2⁶².
    pub fn rank(self) -> u64 {
        self.0
    }
}

/// Every place of a day is less than this.
const PLACES: u64 = (1 << PLACE_BITS) - 1;
const PLACE_BITS: u32 = 29;

/// The place of a day among all that chrono can compute with, ±262,000 years: year, month and day side by side, which
/// compares as the number of the day does and needs no calendar.
#[inline]
fn place_of_day(year: i32, month: u8, day: u8) -> u64 {
    let year = u64::from(year.abs_diff(NaiveDate::MIN.year()));
    (year << 9) | (u64::from(month) << 5) | u64::from(day)
}

fn place(day: NaiveDate) -> u64 {
    place_of_day(day.year(), day.month() as u8, day.day() as u8)
}

/// Why a text is no date, for a person, and what to write instead where that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DateError {
    /// What kind of fault it is.
    pub kind: DateErrorKind,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub hint: Option<Hint>,
}

impl DateError {
    pub(crate) fn new(kind: DateErrorKind, message: impl Into<String>) -> DateError {
        DateError { kind, message: message.into(), hint: None }
    }

    /// The same with what to write instead.
    pub(crate) fn hint(self, hint: impl Into<Hint>) -> DateError {
        DateError { hint: Some(hint.into()), ..self }
    }
}

impl From<DateError> for Diagnostic {
    fn from(error: DateError) -> Diagnostic {
        let diagnostic = Diagnostic::new(error.message).of_kind(ErrorKind::Date(error.kind));
        match error.hint {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        }
    }
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DateError {}

#[cfg(test)]
mod tests;
