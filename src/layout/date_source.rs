//! Where one date comes from: a cell, parts, an instant, a number of seconds, a day with a code for how exactly it is
//! known.
//!
//! [`DateColumns`](super::DateColumns) is made of one of these, or of two that begin and end something.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveDate};

use super::date_columns::between;
use super::date_parts::{DateParts, number};
use super::missing::MissingCodes;
use crate::csv::row::Row;
use crate::date::convention::DateConvention;
use crate::date::{Date, DateError, DateErrorKind};

/// The columns of one date, without a second one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateSource {
    /// One column with a date in any form.
    Cell(usize),
    /// Year, month and day in columns of their own.
    Parts(Box<DateParts>),
    /// A day, and a code for how exactly it is known.
    Rounded { day: usize, precision: usize, codes: Precisions },
    /// An instant that stands for the unit that begins with it, and Wikidata's code for that unit, where it is there.
    Instant { column: usize, precision: Option<usize> },
    /// A number of seconds, or of their fractions, since the beginning of 1970, UTC.
    Epoch { column: usize, unit: EpochUnit },
    /// A date in one of these forms, as strftime writes them; anything else is read as in [`DateSource::Cell`].
    Formatted { column: usize, forms: Arc<[Box<str>]> },
    /// A date, and a column with the time of day.
    WithTime { day: usize, time: usize },
    /// The first of these that a row has.
    FirstOf(Box<[DateSource]>),
    /// A number for the first of so many years: 1520 for the 1520s.
    Years { first: usize, length: i32 },
    /// It was some time from the one to the other.
    Between(Box<(DateSource, DateSource)>),
}

/// What a number of [`DateSource::Epoch`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EpochUnit {
    Seconds,
    Milliseconds,
    Microseconds,
}

/// How exactly a day is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// To the day.
    Day,
    /// The seven days around it.
    Week,
    /// The month that it lies in.
    Month,
    /// The year that it lies in.
    Year,
    /// The ten years that it lies in, such as 1910 to 1919.
    Decade,
    /// The hundred years that it lies in, such as 1901 to 2000.
    Century,
    /// The day only stands in for one that nobody knows: the event is undated.
    Unknown,
}

/// Codes of [`DateSource::Rounded`], and what each says of the day beside it.
pub type Precisions = Arc<[(Box<str>, Precision)]>;

/// Why a cell is no date: its column, and the reason.
pub type BadDate = (usize, DateError);

/// What a row is read with, and what its cells mean.
#[derive(Clone, Copy)]
pub struct DateReading<'a> {
    pub row: &'a Row<'a>,
    pub convention: &'a DateConvention,
    pub missing: &'a MissingCodes,
}

pub(super) type ReadDate = Result<Option<Date>, Box<BadDate>>;

impl DateReading<'_> {
    /// Reads one cell as it is.
    pub(super) fn cell(self, i: usize) -> ReadDate {
        if let Some(date) = self.convention.read_plain(self.row.raw(i)) {
            return Ok(Some(date));
        }
        if self.says_nothing(i) {
            return Ok(None);
        }
        self.convention.read(self.row.cell(i).trim()).map(Some).map_err(|error| Box::new((i, error)))
    }

    /// Whether the cell says nothing of a date. Databases write one of which nothing is known as a day without a month and
    /// a year.
    pub(super) fn says_nothing(self, i: usize) -> bool {
        self.is_blank(i) || self.row.cell(i).trim().starts_with("0000-00-00")
    }

    /// Whether the cell says nothing: it is blank, or a code for what is not known.
    pub(super) fn is_blank(self, i: usize) -> bool {
        let cell = self.row.cell(i);
        let text = cell.trim();
        text.is_empty() || self.missing.contains(i, text)
    }
}

impl DateSource {
    /// The column that says whether there is a date at all.
    pub(super) fn column(&self) -> Option<usize> {
        match self {
            DateSource::Cell(column)
            | DateSource::Rounded { day: column, .. }
            | DateSource::Instant { column, .. }
            | DateSource::Epoch { column, .. }
            | DateSource::Formatted { column, .. }
            | DateSource::WithTime { day: column, .. } => Some(*column),
            DateSource::Parts(parts) => Some(parts.year),
            DateSource::FirstOf(sources) => sources.first().and_then(DateSource::column),
            DateSource::Years { first, .. } => Some(*first),
            DateSource::Between(ends) => ends.0.column(),
        }
    }

    pub(super) fn dates(&self) -> Vec<usize> {
        match self {
            DateSource::Cell(column)
            | DateSource::Rounded { day: column, .. }
            | DateSource::WithTime { day: column, .. } => vec![*column],
            DateSource::FirstOf(sources) => sources.iter().flat_map(DateSource::dates).collect(),
            DateSource::Between(ends) => [ends.0.dates(), ends.1.dates()].concat(),
            DateSource::Parts(_)
            | DateSource::Years { .. }
            | DateSource::Instant { .. }
            | DateSource::Epoch { .. }
            | DateSource::Formatted { .. } => Vec::new(),
        }
    }

    pub(super) fn columns(&self) -> Vec<usize> {
        match self {
            DateSource::Instant { column, precision } => [*column].into_iter().chain(*precision).collect(),
            DateSource::Rounded { day, precision, .. } => vec![*day, *precision],
            DateSource::FirstOf(sources) => sources.iter().flat_map(DateSource::columns).collect(),
            DateSource::Between(ends) => [ends.0.columns(), ends.1.columns()].concat(),
            DateSource::Parts(parts) => parts.columns(),
            _ => self.held(),
        }
    }

    pub(super) fn held(&self) -> Vec<usize> {
        match self {
            DateSource::Cell(column)
            | DateSource::Rounded { day: column, .. }
            | DateSource::Instant { column, .. }
            | DateSource::Epoch { column, .. }
            | DateSource::Formatted { column, .. } => vec![*column],
            DateSource::WithTime { day, time } => vec![*day, *time],
            DateSource::Parts(parts) => parts.columns(),
            DateSource::Years { first, .. } => vec![*first],
            DateSource::Between(ends) => [ends.0.held(), ends.1.held()].concat(),
            // In each row it says but one of them.
            DateSource::FirstOf(_) => Vec::new(),
        }
    }

    pub(super) fn read(&self, reading: DateReading<'_>) -> ReadDate {
        match self {
            DateSource::Cell(column) => reading.cell(*column),
            DateSource::Parts(parts) => parts.read(reading),
            DateSource::Rounded { day, precision, codes } => {
                let Some(date) = reading.cell(*day)? else { return Ok(None) };
                let code = reading.row.cell(*precision);
                match codes.iter().find(|(known, _)| **known == *plain_code(&code)) {
                    Some((_, precision)) => Ok(rounded(date, *precision)),
                    // To take it for the day would be a guess.
                    None => Err(Box::new((*precision, unknown_precision(&code, codes)))),
                }
            }
            DateSource::Instant { column, precision } => {
                let code = precision.map(|i| reading.row.cell(i)).unwrap_or_default();
                instant(reading, *column, plain_code(&code))
            }
            DateSource::Epoch { column, unit } => epoch(reading, *column, *unit),
            DateSource::Formatted { column, forms } => formatted(reading, *column, forms),
            DateSource::WithTime { day, time } => {
                Ok(reading.cell(*day)?.map(|date| with_time(date, reading.row.cell(*time).trim())))
            }
            DateSource::FirstOf(sources) => {
                for source in sources {
                    let date = source.read(reading)?;
                    if date.is_some() {
                        return Ok(date);
                    }
                }
                Ok(None)
            }
            DateSource::Years { first, length } => years_from(reading, *first, *length),
            DateSource::Between(ends) => match (ends.0.read(reading)?, ends.1.read(reading)?) {
                (Some(first), Some(last)) => between(first, last, ends.1.column().unwrap_or(0)).map(Some),
                (first, last) => Ok(first.or(last)),
            },
        }
    }
}

/// The ten or the hundred years that begin with the one in the cell.
fn years_from(reading: DateReading<'_>, column: usize, length: i32) -> ReadDate {
    let Some(first) = number(reading, column)? else { return Ok(None) };
    let is_round = first % length == 0 && matches!(length, 10 | 100);
    let masked = || Date::of_masked_year(first, if length == 100 { 2 } else { 1 });
    let years = if is_round { masked() } else { None };
    Ok(years.or_else(|| Date::of_years(first, first + length - 1)))
}

/// A code as the codebook has it: statistics programs write 3 as `3.0`.
pub fn plain_code(cell: &str) -> &str {
    let code = cell.trim();
    code.strip_suffix(".0").unwrap_or(code)
}

fn unknown_precision(code: &str, codes: &Precisions) -> DateError {
    let known: Vec<&str> = codes.iter().map(|(code, _)| &**code).collect();
    DateError::new(DateErrorKind::NotADate, format!("`{}` is no code for how exactly a date is known", code.trim()))
        .hint(format!("the codes are {}", known.join(", ")))
}

/// The unit that is meant by a day within it; `None`: no day is known.
fn rounded(date: Date, precision: Precision) -> Option<Date> {
    let Some(day) = date.day().filter(|_| precision != Precision::Unknown) else {
        return Some(date).filter(|_| precision != Precision::Unknown);
    };
    let unit = match precision {
        Precision::Day | Precision::Unknown => None,
        Precision::Week => {
            let three = Days::new(3);
            let ends = day.checked_sub_days(three).zip(day.checked_add_days(three));
            ends.and_then(|(first, last)| Date::between(first, last))
        }
        Precision::Month => Date::month_of(day),
        Precision::Year => years(day.year(), day.year()),
        Precision::Decade => decade(day.year()),
        Precision::Century => century(day.year(), 100),
    };
    Some(unit.unwrap_or(date))
}

/// Some time in these years.
fn years(first: i32, last: i32) -> Option<Date> {
    Date::of_years(first, last)
}

fn decade(year: i32) -> Option<Date> {
    let first = year.div_euclid(10) * 10;
    years(first, first + 9)
}

/// The century or the millennium of a year, whose last year is its hundredth or thousandth.
fn century(year: i32, length: i32) -> Option<Date> {
    let first = (year - 1).div_euclid(length) * length + 1;
    years(first, first + length - 1)
}

/// `1942-07-17T00:00:00Z` without its midnight, however that is written.
fn without_midnight(text: &str) -> &str {
    let Some((day, time)) = text.split_once('T') else { return text };
    let clock = ["Z", "+00:00"].iter().find_map(|zone| time.strip_suffix(zone)).unwrap_or(time);
    let is_midnight = clock.starts_with("00:00") && clock.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.'));
    if is_midnight { day } else { text }
}

/// The unit that begins with an instant: by Wikidata's code for the precision
/// (<https://www.wikidata.org/wiki/Help:Dates>) or, where there is none, as the longest that can be meant, since a year is
/// written as its 1 January.
fn instant(reading: DateReading<'_>, column: usize, precision: &str) -> ReadDate {
    if reading.is_blank(column) {
        return Ok(None);
    }
    let cell = reading.row.cell(column);
    let text = without_midnight(cell.trim()).trim_start_matches('+');
    if let Some(year) = long_year(text) {
        return Ok(Some(long_year_to(year, precision)));
    }
    let date = reading.convention.read(text).map_err(|error| Box::new((column, error)))?;
    let Some(day) = date.day() else { return Ok(Some(date)) };
    let unit = match (precision, day.month(), day.day()) {
        ("0" | "1" | "2" | "3" | "4" | "5", ..) => Some(long_year_to(day.year().into(), precision)),
        ("6", ..) => century(day.year(), 1000),
        ("7", ..) => century(day.year(), 100),
        ("8", ..) => decade(day.year()),
        ("9", ..) | ("", 1, 1) => years(day.year(), day.year()),
        ("10", ..) | ("", _, 1) => month(day),
        _ => None,
    };
    Ok(Some(unit.unwrap_or(date)))
}

/// The year of `-12999-01-01`, where it has five digits or more.
fn long_year(text: &str) -> Option<i64> {
    let digits = text.trim_start_matches('-').split('-').next()?;
    let is_long = digits.len() > 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let year = digits.parse::<i64>().ok().filter(|_| is_long)?;
    Some(if text.starts_with('-') { -year } else { year })
}

/// A year with as many significant digits as Wikidata's precision leaves it: 9 is the year, 8 the decade, down to 0 for a
/// billion years.
fn long_year_to(year: i64, precision: &str) -> Date {
    let digits = year.unsigned_abs().to_string().len();
    let significant = match precision.parse::<usize>() {
        Ok(precision @ 0..9) => Some((digits + precision).saturating_sub(9).max(1)),
        _ => None,
    };
    Date::of_long_year(year, significant.map(|digits| digits as u32))
}

/// The month that a day lies in, of any year.
fn month(day: NaiveDate) -> Option<Date> {
    Date::month_of(day).or_else(|| Date::of_month(day.year(), day.month() as u8))
}

/// A number of units since 1970 as an instant of UTC.
fn epoch(reading: DateReading<'_>, column: usize, unit: EpochUnit) -> ReadDate {
    if reading.is_blank(column) {
        return Ok(None);
    }
    let cell = reading.row.cell(column);
    let text = plain_code(&cell);
    let instant = text.parse::<i64>().ok().and_then(|number| match unit {
        EpochUnit::Seconds => DateTime::from_timestamp(number, 0),
        EpochUnit::Milliseconds => DateTime::from_timestamp_millis(number),
        EpochUnit::Microseconds => DateTime::from_timestamp_micros(number),
    });
    let Some(instant) = instant else {
        let what = match unit {
            EpochUnit::Seconds => "seconds",
            EpochUnit::Milliseconds => "milliseconds",
            EpochUnit::Microseconds => "microseconds",
        };
        return Err(Box::new((
            column,
            DateError::new(DateErrorKind::NotADate, format!("`{text}` is not a number of {what} since 1970")),
        )));
    };
    let day = Date::of_day(instant.year(), instant.month() as u8, instant.day() as u8);
    let clock = instant.format("%H:%M:%S%.fZ").to_string();
    Ok(day.map(|day| day.at_time(&clock).unwrap_or(day)))
}

/// A date in one of several forms, perhaps with a `?` behind it that says it is uncertain.
fn formatted(reading: DateReading<'_>, column: usize, forms: &[Box<str>]) -> ReadDate {
    if reading.is_blank(column) {
        return Ok(None);
    }
    let cell = reading.row.cell(column);
    let text = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    let (plain, sign) = text.strip_suffix('?').map_or((&*text, ""), |plain| (plain.trim_end(), "?"));
    let Some((date, time)) = forms.iter().find_map(|form| in_form(plain, form)) else {
        return reading.convention.read(&text).map(Some).map_err(|error| Box::new((column, error)));
    };
    let uncertain = if sign.is_empty() { None } else { date.qualified(true, false) };
    Ok(Some(uncertain.unwrap_or_else(|| with_time(date, &time))))
}

/// The date of a text in a form of strftime, as far as the form has fields for it, and its time of day; blank: it has none.
fn in_form(text: &str, form: &str) -> Option<(Date, String)> {
    use chrono::format::{Parsed, StrftimeItems, parse};
    let mut parsed = Parsed::new();
    parse(&mut parsed, text, StrftimeItems::new(form)).ok()?;
    let date =
        Date::of_parts(parsed.year()?, parsed.month(), parsed.day().filter(|_| parsed.month().is_some())).ok()?;
    let hour = parsed.hour_div_12().zip(parsed.hour_mod_12()).map(|(half, hour)| 12 * half + hour);
    let time = match (hour, parsed.minute()) {
        (Some(hour), Some(minute)) => format!("{hour:02}:{minute:02}:{:02}", parsed.second().unwrap_or(0)),
        _ => String::new(),
    };
    Some((date, time))
}

/// A day with a time of day, where the text is one.
pub(super) fn with_time(date: Date, time: &str) -> Date {
    if time.is_empty() || date.day().is_none() {
        return date;
    }
    date.at_time(time).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::scan::Scanner;
    use crate::date::convention::Midnight;
    use crate::layout::date_columns::DateColumns;
    use crate::layout::missing::CodePattern;

    fn read(when: &DateColumns, row: &str) -> Result<Option<String>, (usize, String)> {
        let mut scanner = Scanner::new(row.as_bytes(), b',');
        let record = scanner.next_record().unwrap();
        let missing = MissingCodes::new([CodePattern::new("NA")].into(), Vec::new());
        let midnight = Midnight::Day;
        let convention =
            DateConvention { counts_bc: true, zero_is_unknown: true, midnight, ..DateConvention::default() };
        let row = Row::new(row, &record);
        let read = when.read(DateReading { row: &row, convention: &convention, missing: &missing });
        read.map(|date| date.map(|date| date.to_string())).map_err(|bad| (bad.0, bad.1.message))
    }

    fn date(when: &DateColumns, row: &str) -> String {
        read(when, row).unwrap().unwrap_or_default()
    }

    #[test]
    fn a_precision_rounds_the_day() {
        let codes = [("1", Precision::Day), ("2", Precision::Week), ("3", Precision::Month), ("4", Precision::Unknown)];
        let codes = codes.map(|(code, precision)| (code.into(), precision)).into();
        let when = DateColumns::Made(Box::new(DateSource::Rounded { day: 0, precision: 1, codes }));
        assert_eq!(date(&when, "15 February 2019,1"), "2019-02-15");
        assert_eq!(date(&when, "2022-04-05,2"), "[2022-04-02..2022-04-08]");
        assert_eq!(date(&when, "15 February 2019,3"), "2019-02");
        assert_eq!(date(&when, "15 February 2019,3.0"), "2019-02");
        assert_eq!(date(&when, "15 February 2019,4"), "");
        let bad = (1, "`` is no code for how exactly a date is known".to_owned());
        assert_eq!(read(&when, "15 February 2019,").unwrap_err(), bad);
    }

    #[test]
    fn an_instant_is_no_more_than_it_says() {
        let when = DateColumns::Made(Box::new(DateSource::Instant { column: 0, precision: Some(1) }));
        assert_eq!(date(&when, "1942-07-17T00:00:00Z,"), "1942-07-17");
        assert_eq!(date(&when, "-0489-09-12T00:00:00Z,"), "-0489-09-12");
        assert_eq!(date(&when, "1919-01-01T00:00:00Z,"), "1919");
        assert_eq!(date(&when, "1919-01-01T00:00:00Z,11"), "1919-01-01");
        assert_eq!(date(&when, "1919-03-01T00:00:00Z,"), "1919-03");
        assert_eq!(date(&when, "1919-03-07T00:00:00Z,9"), "1919");
        assert_eq!(date(&when, "1942-01-01T00:00:00.000+00:00,"), "1942");
        assert_eq!(date(&when, "1919-03-07T00:00:00Z,8"), "[1910..1919]");
        assert_eq!(date(&when, "1900-01-01T00:00:00Z,7"), "[1801..1900]");
        assert_eq!(date(&when, "-0099-01-01T00:00:00Z,7"), "[-0099..0000]");
        assert_eq!(date(&when, "1905-03-01T00:00:00Z,14"), "1905-03-01");
        assert_eq!(date(&when, "-12999-01-01T00:00:00Z,9"), "Y-12999");
        assert_eq!(date(&when, "+13000-01-01T00:00:00Z,7"), "Y13000S3");
        assert_eq!(date(&when, "-13798000000-00-00T00:00:00Z,3"), "Y-13798000000S5");
        assert_eq!(date(&when, "NA,"), "");
    }

    #[test]
    fn a_zero_is_a_part_that_nobody_knows() {
        let when = DateColumns::Cell(0);
        assert_eq!(date(&when, "1999-08-00"), "1999-08");
        assert_eq!(date(&when, "0000-00-00"), "");
        assert!(read(&when, "1999-13-00").is_err());
    }

    #[test]
    fn other_forms_of_one_date() {
        let made = |source| DateColumns::Made(Box::new(source));
        let epoch = |unit| made(DateSource::Epoch { column: 0, unit });
        assert_eq!(date(&epoch(EpochUnit::Seconds), "1437764461"), "2015-07-24T19:01:01Z");
        assert_eq!(date(&epoch(EpochUnit::Milliseconds), "1437764461000"), "2015-07-24T19:01:01Z");
        assert_eq!(date(&epoch(EpochUnit::Microseconds), "1437764461000000"), "2015-07-24T19:01:01Z");
        assert!(read(&epoch(EpochUnit::Seconds), "soon").is_err());
        let forms: Arc<[Box<str>]> = ["%Y %b %d %H%M:%S".into(), "%Y %b %d".into(), "%Y %b".into()].into();
        let when = made(DateSource::Formatted { column: 0, forms });
        assert_eq!(date(&when, "1957 Oct  4 1928:34"), "1957-10-04T19:28:34");
        assert_eq!(date(&when, "1957 Oct  4?"), "1957-10-04?");
        assert_eq!(date(&when, "1957 Oct"), "1957-10");
        assert_eq!(date(&when, "1957"), "1957");
        let when = made(DateSource::WithTime { day: 0, time: 1 });
        assert_eq!(date(&when, "2015-07-24,19:01:01"), "2015-07-24T19:01:01");
        assert_eq!(date(&when, "2015-07-24,"), "2015-07-24");
        let first = [DateSource::Cell(1), DateSource::Epoch { column: 0, unit: EpochUnit::Seconds }];
        assert_eq!(date(&made(DateSource::FirstOf(first.into())), "1437764461,"), "2015-07-24T19:01:01Z");
    }
}
