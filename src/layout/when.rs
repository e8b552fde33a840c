//! Where the date of an event comes from, and what a data set means by it: a day, some time between two days, a month
//! that is written as its middle.
//!
//! A codebook says [`DateColumns`]; events read their date with it.

use chrono::{Datelike, Days, NaiveDate};

use super::IsMissing;
use crate::csv::row::Row;
use crate::date::convention::DateConvention;
use crate::date::{Date, DateError, DateErrorKind};

/// The columns, by their number in the file, that a date is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DateColumns {
    #[default]
    Absent,
    Cell(usize),
    /// It happened some time from the first day to the last: one event on an unknown day.
    Between {
        first: usize,
        last: usize,
    },
    /// It lasted from the one to the other.
    Lasting {
        start: usize,
        end: usize,
    },
    /// A day, and a code for how exactly it is known.
    Rounded {
        day: usize,
        precision: usize,
        codes: Precisions,
    },
    /// An instant that stands for the unit that begins with it, and Wikidata's code for that unit, where it is there.
    Instant {
        column: usize,
        precision: Option<usize>,
    },
    /// Year, month and day in columns of their own.
    DatePartColumns(Box<DatePartColumns>),
}

/// How exactly a day is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    Day,
    /// The seven days around it.
    Week,
    /// The month that it lies in.
    Month,
}

/// Codes of [`DateColumns::Rounded`], and what each says of the day beside it.
pub type Precisions = &'static [(&'static str, Precision)];

/// A date in several columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatePartColumns {
    pub start: [Option<usize>; 3],
    /// Where it lasted, its end.
    pub end: [Option<usize>; 3],
    pub time: Option<usize>,
    pub words: DateWords,
    /// Years before the common era are written as such, -500 for 500 BC, and not as astronomers count, -499.
    pub counts_bc: bool,
}

/// A column with words for the date that other columns hold in parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateWords {
    #[default]
    None,
    /// The span in which it happened, of which the parts hold but one day.
    Approximate(usize),
    /// What readers are shown: heard where it says more than the parts, not where it says less.
    Display(usize),
}

/// Why a cell is no date: its column, and the reason.
pub type BadDate = (usize, DateError);

impl DateColumns {
    /// The one column that holds the date as it is.
    #[inline]
    pub fn column(&self) -> Option<usize> {
        match self {
            DateColumns::Cell(column) => Some(*column),
            _ => None,
        }
    }

    /// The columns of whole dates, whose cells together may settle how they are written.
    pub fn dates(&self) -> Vec<usize> {
        match self {
            DateColumns::Cell(column) | DateColumns::Rounded { day: column, .. } => vec![*column],
            DateColumns::Between { first: a, last: b } | DateColumns::Lasting { start: a, end: b } => vec![*a, *b],
            DateColumns::Absent | DateColumns::Instant { .. } | DateColumns::DatePartColumns(_) => Vec::new(),
        }
    }

    /// The columns that the date is read from.
    pub fn made_of(&self) -> Vec<usize> {
        match self {
            DateColumns::Instant { column, precision } => [*column].into_iter().chain(*precision).collect(),
            DateColumns::Rounded { day, precision, .. } => vec![*day, *precision],
            DateColumns::DatePartColumns(parts) => {
                let words = match parts.words {
                    DateWords::None => None,
                    DateWords::Approximate(column) | DateWords::Display(column) => Some(column),
                };
                parts.start.iter().chain(&parts.end).chain([&parts.time, &words]).flatten().copied().collect()
            }
            _ => self.dates(),
        }
    }

    /// The columns that the date says all of.
    pub fn held(&self) -> Vec<usize> {
        match self {
            DateColumns::Instant { column, .. } => vec![*column],
            // Where words are heard, the parts say something of their own.
            DateColumns::DatePartColumns(parts) if parts.words != DateWords::None => Vec::new(),
            DateColumns::DatePartColumns(parts) => {
                parts.start.iter().chain(&parts.end).chain([&parts.time]).flatten().copied().collect()
            }
            _ => self.dates(),
        }
    }

    /// Reads the date of a row; `None`: it is undated.
    ///
    /// # Errors
    /// The first cell that can't be read.
    pub fn read(
        &self,
        row: &Row<'_>,
        convention: &DateConvention,
        unknown: Option<IsMissing>,
    ) -> Result<Option<Date>, Box<BadDate>> {
        let cell = |i: usize| read_cell(row, i, convention, unknown);
        match self {
            DateColumns::Absent => Ok(None),
            DateColumns::Cell(column) => cell(*column),
            DateColumns::Between { first, last } => match (cell(*first)?, cell(*last)?) {
                (Some(first), Some(last)) if first == last => Ok(Some(first)),
                (Some(start), Some(end)) => {
                    let between = start.earliest().zip(end.latest()).and_then(|(a, b)| Date::between(a, b));
                    between.map(Some).ok_or_else(|| Box::new((*last, backwards(&start, &end))))
                }
                (first, last) => Ok(first.or(last)),
            },
            DateColumns::Lasting { start, end } => lasting(cell(*start)?, cell(*end)?, *end),
            DateColumns::Rounded { day, precision, codes } => {
                let Some(date) = cell(*day)? else { return Ok(None) };
                let code = row.cell(*precision);
                match codes.iter().find(|(known, _)| *known == plain_code(&code)) {
                    Some((_, precision)) => Ok(Some(rounded(date, *precision))),
                    // To take it for the day would be a guess.
                    None => {
                        let known: Vec<&str> = codes.iter().map(|(code, _)| *code).collect();
                        let error = DateError::new(
                            DateErrorKind::NotADate,
                            format!("`{}` is no code for how exactly a date is known", code.trim()),
                        )
                        .hint(format!("the codes are {}", known.join(", ")));
                        Err(Box::new((*precision, error)))
                    }
                }
            }
            DateColumns::Instant { column, precision } => {
                let text = row.cell(*column);
                let text = text.trim();
                if text.is_empty() || unknown.is_some_and(|is_unknown| is_unknown(text)) {
                    return Ok(None);
                }
                let day = without_midnight(text).trim_start_matches('+');
                let date = convention.read(day).map_err(|error| Box::new((*column, error)))?;
                let code = precision.map(|i| row.cell(i)).unwrap_or_default();
                Ok(Some(instant(date, plain_code(&code))))
            }
            DateColumns::DatePartColumns(parts) => parts.read(row, convention, unknown),
        }
    }
}

/// A code as the codebook has it: statistics programs write 3 as `3.0`.
pub fn plain_code(cell: &str) -> &str {
    let code = cell.trim();
    code.strip_suffix(".0").unwrap_or(code)
}

fn read_cell(
    row: &Row<'_>,
    i: usize,
    convention: &DateConvention,
    unknown: Option<IsMissing>,
) -> Result<Option<Date>, Box<BadDate>> {
    if let Some(date) = Date::parse_simple(row.raw(i)).filter(|_| !convention.serial) {
        return Ok(Some(date));
    }
    let cell = row.cell(i);
    let text = cell.trim();
    if text.is_empty() || unknown.is_some_and(|is_unknown| is_unknown(text)) {
        return Ok(None);
    }
    convention.read(text).map(Some).map_err(|error| Box::new((i, error)))
}

fn backwards(start: &Date, end: &Date) -> DateError {
    DateError::new(DateErrorKind::Backwards, "the range runs backwards").hint(format!("{end} is before {start}"))
}

fn lasting(start: Option<Date>, end: Option<Date>, column: usize) -> Result<Option<Date>, Box<BadDate>> {
    match (start, end) {
        (Some(start), Some(end)) => match Date::lasting(&start, &end) {
            Some(date) => Ok(Some(date)),
            None => Err(Box::new((column, backwards(&start, &end)))),
        },
        (start, end) => Ok(start.or(end)),
    }
}

/// The unit that is meant by a day within it.
fn rounded(date: Date, precision: Precision) -> Date {
    let Some(day) = date.day() else { return date };
    let unit = match precision {
        Precision::Day => None,
        Precision::Week => {
            let three = Days::new(3);
            let ends = day.checked_sub_days(three).zip(day.checked_add_days(three));
            ends.and_then(|(first, last)| Date::between(first, last))
        }
        Precision::Month => Date::month_of(day),
    };
    unit.unwrap_or(date)
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
fn instant(date: Date, precision: &str) -> Date {
    let Some(day) = date.day() else { return date };
    let year = day.year();
    // The last year of a century or millennium is its hundredth or thousandth.
    let years =
        |length: i32| ((year - 1).div_euclid(length) * length + 1, (year - 1).div_euclid(length) * length + length);
    let (first, last) = match (precision, day.month(), day.day()) {
        ("6", ..) => years(1000),
        ("7", ..) => years(100),
        ("8", ..) => (year.div_euclid(10) * 10, year.div_euclid(10) * 10 + 9),
        ("9", ..) | ("", 1, 1) => (year, year),
        ("10", ..) | ("", _, 1) => return month(day).unwrap_or(date),
        _ => return date,
    };
    let edtf = match first == last {
        true => year_text(first),
        false => format!("[{}..{}]", year_text(first), year_text(last)),
    };
    Date::parse(&edtf).unwrap_or(date)
}

/// The month that a day lies in, of any year.
fn month(day: NaiveDate) -> Option<Date> {
    Date::month_of(day).or_else(|| Date::parse(&format!("{}-{:02}", year_text(day.year()), day.month())).ok())
}

/// A year as EDTF writes it.
fn year_text(year: i32) -> String {
    if year < 0 { format!("-{:04}", -year) } else { format!("{year:04}") }
}

impl DatePartColumns {
    fn read(
        &self,
        row: &Row<'_>,
        convention: &DateConvention,
        unknown: Option<IsMissing>,
    ) -> Result<Option<Date>, Box<BadDate>> {
        let start = self.one(row, self.start, unknown)?;
        let end = self.one(row, self.end, unknown)?;
        let column = self.end[0].or(self.start[0]).unwrap_or(0);
        let parts = match (&start, &end, self.time) {
            (Some(day), None, Some(time)) if day.day().is_some() => {
                let time = row.cell(time);
                let with_time = (!time.trim().is_empty()).then(|| Date::parse(&format!("{day} {}", time.trim())));
                with_time.and_then(Result::ok).or(start)
            }
            _ => lasting(start, end, column)?,
        };
        let year = parts.as_ref().and_then(Date::earliest).map(|day| day.year());
        let heard = |column: usize| DateConvention { year, ..*convention }.read(row.cell(column).trim()).ok();
        let words = match self.words {
            DateWords::None => None,
            DateWords::Approximate(column) => heard(column).map(some_time_within).filter(|words| {
                // DateWords that contradict the parts are of something else.
                parts.as_ref().is_none_or(|parts| overlap(parts, words))
            }),
            DateWords::Display(column) => {
                heard(column).filter(|words| parts.as_ref().is_none_or(|parts| is_no_vaguer(words, parts)))
            }
        };
        Ok(words.or(parts))
    }

    /// Reads year, month and day; 0 and blank stand for what is not known.
    fn one(
        &self,
        row: &Row<'_>,
        columns: [Option<usize>; 3],
        unknown: Option<IsMissing>,
    ) -> Result<Option<Date>, Box<BadDate>> {
        let mut numbers = [None; 3];
        for (i, column) in columns.into_iter().enumerate() {
            let Some(column) = column else { continue };
            let cell = row.cell(column);
            let text = plain_code(&cell);
            if text.is_empty() || unknown.is_some_and(|is_unknown| is_unknown(text)) {
                continue;
            }
            // Spreadsheets write 1961 as `1,961`; a month may be a name.
            let number = text.replace(',', "").parse::<i32>().ok();
            numbers[i] = number.or_else(|| if i == 1 { month_named(text) } else { None });
            if numbers[i].is_none() {
                let error = DateError::new(DateErrorKind::NotADate, format!("`{text}` is not a number"))
                    .hint("write the number, such as 8");
                return Err(Box::new((column, error)));
            }
        }
        let known = |part: Option<i32>| part.filter(|part| *part != 0);
        let (Some(year), month, day) = (known(numbers[0]), known(numbers[1]), known(numbers[2])) else {
            return Ok(None);
        };
        let mut edtf = year_text(if self.counts_bc && year < 0 { year + 1 } else { year });
        let bad = |part: usize, error: DateError| Box::new((columns[part].unwrap_or(0), error));
        if let Some(month) = month {
            edtf.push_str(&format!("-{month:02}"));
            if let Some(day) = day {
                Date::parse(&edtf).map_err(|error| bad(1, error))?;
                edtf.push_str(&format!("-{day:02}"));
            }
        }
        let last = if month.is_none() { 0 } else { 1 + usize::from(day.is_some()) };
        Date::parse(&edtf).map(Some).map_err(|error| bad(last, error))
    }
}

/// `January`, `Jan`: its number.
fn month_named(text: &str) -> Option<i32> {
    let month = Date::parse(&format!("{text} 2000")).ok()?;
    let is_month = text.chars().all(char::is_alphabetic);
    month.earliest().filter(|_| is_month).map(|day| day.month() as i32)
}

/// `April 12-13, 1999` for the approximate date of an attack is no attack of two days, but one on either.
fn some_time_within(date: Date) -> Date {
    let is_interval = date.to_string().contains('/');
    let within = date.earliest().zip(date.latest()).filter(|_| is_interval);
    within.and_then(|(first, last)| Date::between(first, last)).unwrap_or(date)
}

fn ends(date: &Date) -> Option<(NaiveDate, NaiveDate)> {
    date.earliest().zip(date.latest())
}

/// Whether the two may mean the same.
fn overlap(a: &Date, b: &Date) -> bool {
    ends(a).zip(ends(b)).is_some_and(|((a1, a2), (b1, b2))| a1 <= b2 && b1 <= a2)
}

/// Whether words are no vaguer than the parts: a time within theirs, perhaps with a doubt, or one day of several.
fn is_no_vaguer(words: &Date, parts: &Date) -> bool {
    ends(words).zip(ends(parts)).is_some_and(|(words, parts)| parts.0 <= words.0 && words.1 <= parts.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::scan::Scanner;

    fn read(when: &DateColumns, row: &str) -> Result<Option<String>, (usize, String)> {
        let mut scanner = Scanner::new(row.as_bytes(), b',');
        let record = scanner.next_record().unwrap();
        let read = when.read(&Row::new(row, &record), &DateConvention::default(), Some(|text| text == "NA"));
        read.map(|date| date.map(|date| date.to_string())).map_err(|bad| (bad.0, bad.1.message))
    }

    fn date(when: &DateColumns, row: &str) -> String {
        read(when, row).unwrap().unwrap_or_default()
    }

    #[test]
    fn some_time_between_is_a_set_and_never_an_interval() {
        let when = DateColumns::Between { first: 0, last: 1 };
        assert_eq!(date(&when, "2013-01-03 00:00:00.000,2013-01-03 00:00:00.000"), "2013-01-03");
        assert_eq!(date(&when, "2013-01-03,2013-01-09"), "[2013-01-03..2013-01-09]");
        assert_eq!(date(&when, "2013-01-01,2013-01-31"), "2013-01");
        assert_eq!(date(&when, "2013-01-01,2013-12-31"), "2013");
        assert_eq!(date(&when, "2013-01-01,"), "2013-01-01");
        assert_eq!(date(&when, "NA,"), "");
        assert_eq!(read(&when, "2013-01-03,2013-01-02").unwrap_err(), (1, "the range runs backwards".to_owned()));
    }

    #[test]
    fn a_precision_rounds_the_day() {
        let when = DateColumns::Rounded {
            day: 0,
            precision: 1,
            codes: &[("1", Precision::Day), ("2", Precision::Week), ("3", Precision::Month)],
        };
        assert_eq!(date(&when, "15 February 2019,1"), "2019-02-15");
        assert_eq!(date(&when, "2022-04-05,2"), "[2022-04-02..2022-04-08]");
        assert_eq!(date(&when, "15 February 2019,3"), "2019-02");
        assert_eq!(date(&when, "15 February 2019,3.0"), "2019-02");
        let bad = (1, "`` is no code for how exactly a date is known".to_owned());
        assert_eq!(read(&when, "15 February 2019,").unwrap_err(), bad);
    }

    #[test]
    fn an_instant_is_no_more_than_it_says() {
        let when = DateColumns::Instant { column: 0, precision: Some(1) };
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
        assert_eq!(date(&when, "NA,"), "");
    }

    #[test]
    fn parts_are_joined_as_far_as_they_are_known() {
        let start = [Some(0), Some(1), Some(2)];
        let when = DateColumns::DatePartColumns(Box::new(DatePartColumns {
            start,
            words: DateWords::Approximate(3),
            counts_bc: true,
            ..DatePartColumns::default()
        }));
        assert_eq!(date(&when, "1999,1,0,"), "1999-01");
        assert_eq!(date(&when, "1999,0,0,"), "1999");
        assert_eq!(date(&when, "\"1,963\",,,"), "1963");
        assert_eq!(date(&when, "-500,,,"), "-0499");
        assert_eq!(date(&when, "-500,,,c. 500 BCE"), "-0499~");
        assert_eq!(date(&when, "1999,4,12,\"April 12-13, 1999\""), "[1999-04-12..1999-04-13]");
        assert_eq!(date(&when, "2017,8,19,\"August 17 - September 2, 2017\""), "[2017-08-17..2017-09-02]");
        assert_eq!(date(&when, "2017,8,19,August 17 - September 2"), "[2017-08-17..2017-09-02]");
        assert_eq!(date(&when, "2017,8,19,some text"), "2017-08-19");
        assert_eq!(date(&when, "2021,January,5,"), "2021-01-05");
        assert_eq!(date(&when, "0,0,0,"), "");
        assert_eq!(date(&when, "2017,8,19,2015"), "2017-08-19");
        assert_eq!(read(&when, "2017,13,1,").unwrap_err(), (1, "month `13` is out of range".to_owned()));
        assert_eq!(read(&when, "2017,x,1,").unwrap_err(), (1, "`x` is not a number".to_owned()));
        let shown = DateColumns::DatePartColumns(Box::new(DatePartColumns {
            start,
            words: DateWords::Display(3),
            ..DatePartColumns::default()
        }));
        assert_eq!(date(&shown, "1963,5,3,May 1963"), "1963-05-03");
        assert_eq!(date(&shown, "1963,,,May 1963"), "1963-05");
        assert_eq!(date(&shown, "1963,,,c. 1963"), "1963~");
        let end = [Some(3), Some(4), Some(5)];
        let when = DateColumns::DatePartColumns(Box::new(DatePartColumns {
            start,
            end,
            time: Some(6),
            ..DatePartColumns::default()
        }));
        assert_eq!(date(&when, "1990,1,28,1990,2,2,"), "1990-01-28/1990-02-02");
        assert_eq!(date(&when, "1990,1,28,,,,2:30 PM"), "1990-01-28T14:30:00");
        assert_eq!(date(&when, "1990,1,28,1990,1,28,"), "1990-01-28");
    }
}
