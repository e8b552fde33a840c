//! Where the date of an event comes from, and what a data set means by it: a day, some time between two days, a month
//! that is written as its middle.
//!
//! A codebook says [`When`]; events read their date with it.

use super::Codes;
use crate::date::notation::Notation;
use crate::date::{Date, DateError};
use crate::store::row::Row;

/// The columns, by their number in the file, that a date is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum When {
    #[default]
    Absent,
    /// One cell, and the column that holds the year of dates that lack it, or lack its century.
    Cell { column: usize, year: Option<usize> },
    /// It happened some time from the first day to the last: one event on an unknown day.
    Between { first: usize, last: usize },
    /// It lasted from the one to the other.
    Lasting { start: usize, end: usize },
    /// A day, and a code for how exactly it is known.
    Rounded { day: usize, precision: usize, codes: Codes },
    /// An instant that stands for the unit that begins with it, where no column says which: 1 January for the year.
    Instant { column: usize, precision: Option<usize> },
    /// Year, month and day in columns of their own.
    Parts(Box<Parts>),
}

/// A date in several columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    pub start: [Option<usize>; 3],
    /// Where it lasted, its end.
    pub end: [Option<usize>; 3],
    pub time: Option<usize>,
    /// Words for the date, which are taken where they say more: an approximate date, one for display.
    pub words: Option<usize>,
    /// Years before the common era are written as such, -500 for 500 BC, and not as astronomers count, -499.
    pub counts_bc: bool,
}

/// Words for the codes of [`When::Rounded`].
pub const DAY: &str = "day";
/// The seven days around the one that is given.
pub const WEEK: &str = "week";
/// The month of the day that is given.
pub const MONTH: &str = "month";

/// Why a cell is no date: its column, and the reason.
pub type BadDate = (usize, DateError);

impl When {
    /// The one column that holds the date as it is.
    #[inline]
    pub fn column(&self) -> Option<usize> {
        match self {
            When::Cell { column, .. } => Some(*column),
            _ => None,
        }
    }

    /// The columns that the date says all of.
    pub fn held(&self) -> Vec<usize> {
        match self {
            When::Absent => Vec::new(),
            When::Cell { column, .. } | When::Instant { column, .. } => vec![*column],
            When::Between { first, last } => vec![*first, *last],
            When::Lasting { start, end } => vec![*start, *end],
            When::Rounded { day, .. } => vec![*day],
            When::Parts(parts) => {
                parts.start.iter().chain(&parts.end).chain([&parts.time]).flatten().copied().collect()
            }
        }
    }

    /// Reads the date of a row; `None`: it is undated. `missing` are the texts that stand for nothing.
    ///
    /// # Errors
    /// The first cell that can't be read.
    pub fn read(&self, row: &Row<'_>, notation: &Notation, missing: &[&str]) -> Result<Option<Date>, Box<BadDate>> {
        let plain = |i: usize| Date::parse_plain(row.raw(i));
        let cell = |i: usize| -> Result<Option<Date>, Box<BadDate>> {
            if let Some(date) = plain(i) {
                return Ok(Some(date));
            }
            read_cell(row, i, notation, missing)
        };
        match self {
            When::Absent => Ok(None),
            When::Cell { column, year: None } => cell(*column),
            When::Cell { column, year: Some(year) } => {
                let own = row.cell(*year).trim().parse::<i32>().ok().filter(|year| (1000..=9999).contains(year));
                let notation = match own {
                    Some(year) => Notation { year: Some(year), century: Some(year - year % 100), ..*notation },
                    None => *notation,
                };
                read_cell(row, *column, &notation, missing)
            }
            When::Between { first, last } => match (cell(*first)?, cell(*last)?) {
                (Some(first), Some(last)) if first == last => Ok(Some(first)),
                (Some(start), Some(end)) => {
                    let between = start.earliest().zip(end.latest()).and_then(|(a, b)| Date::between(a, b));
                    between.map(Some).ok_or_else(|| Box::new((*last, backwards(&start, &end))))
                }
                (first, last) => Ok(first.or(last)),
            },
            When::Lasting { start, end } => lasting(cell(*start)?, cell(*end)?, *end),
            When::Rounded { day, precision, codes } => {
                let Some(date) = cell(*day)? else { return Ok(None) };
                let code = row.cell(*precision);
                let code = code.trim();
                let precision = codes.iter().find(|(known, _)| *known == code).map_or(DAY, |(_, unit)| unit);
                Ok(Some(rounded(date, precision)))
            }
            When::Instant { column, precision } => {
                let text = row.cell(*column);
                let text = text.trim();
                // Wikidata has an address, or a made-up name, for a value that is not known.
                let is_blank_node = text.strip_prefix('t').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
                if text.is_empty() || text.starts_with("http") || text.starts_with("_:") || is_blank_node {
                    return Ok(None);
                }
                let day = text.strip_suffix("T00:00:00Z").unwrap_or(text).trim_start_matches('+');
                let date = notation.read(day).map_err(|error| Box::new((*column, error)))?;
                Ok(Some(instant(date, precision.map(|i| row.cell(i)).unwrap_or_default().trim())))
            }
            When::Parts(parts) => parts.read(row, notation, missing),
        }
    }
}

fn read_cell(row: &Row<'_>, i: usize, notation: &Notation, missing: &[&str]) -> Result<Option<Date>, Box<BadDate>> {
    let cell = row.cell(i);
    let text = cell.trim();
    if text.is_empty() || missing.contains(&text) {
        return Ok(None);
    }
    notation.read(text).map(Some).map_err(|error| Box::new((i, error)))
}

fn backwards(start: &Date, end: &Date) -> DateError {
    DateError::new("the range runs backwards").hint(format!("{end} is before {start}"))
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
fn rounded(date: Date, precision: &str) -> Date {
    let Some(day) = date.day() else { return date };
    let unit = match precision {
        WEEK => {
            let three = chrono::Days::new(3);
            day.checked_sub_days(three)
                .zip(day.checked_add_days(three))
                .and_then(|(first, last)| Date::between(first, last))
        }
        MONTH => Date::month_of(day),
        _ => None,
    };
    unit.unwrap_or(date)
}

/// The unit that begins with an instant: by Wikidata's codes for the precision (9 the year, 10 the month, 11 the day)
/// or, where it does not say, as the longest that can be meant, since a year is written as its 1 January.
fn instant(date: Date, precision: &str) -> Date {
    let day = date.to_string();
    let keep = match precision {
        "11" => day.len(),
        "10" => day.len() - 3,
        "9" => day.len() - 6,
        "8" | "7" => {
            let digits = if precision == "8" { 1 } else { 2 };
            let year = &day[..day.len().saturating_sub(6)];
            let masked = format!("{}{}", &year[..year.len().saturating_sub(digits)], "X".repeat(digits));
            return Date::parse(&masked).unwrap_or(date);
        }
        _ if day.ends_with("-01-01") => day.len() - 6,
        _ if day.ends_with("-01") => day.len() - 3,
        _ => day.len(),
    };
    match day.len() {
        10.. => Date::parse(&day[..keep]).unwrap_or(date),
        _ => date,
    }
}

impl Parts {
    fn read(&self, row: &Row<'_>, notation: &Notation, missing: &[&str]) -> Result<Option<Date>, Box<BadDate>> {
        let start = self.one(row, self.start, missing)?;
        let end = self.one(row, self.end, missing)?;
        let column = self.end[0].or(self.start[0]).unwrap_or(0);
        let parts = match (&start, &end, self.time) {
            (Some(day), None, Some(time)) if day.day().is_some() => {
                let time = row.cell(time);
                let with_time = (!time.trim().is_empty()).then(|| Date::parse(&format!("{day} {}", time.trim())));
                with_time.and_then(Result::ok).or(start)
            }
            _ => lasting(start, end, column)?,
        };
        Ok(match self.words.and_then(|words| heard(&row.cell(words), notation)) {
            Some(words) if parts.as_ref().is_none_or(|parts| agree(parts, &words)) => Some(words),
            _ => parts,
        })
    }

    /// Reads year, month and day; 0 and blank stand for what is not known.
    fn one(&self, row: &Row<'_>, columns: [Option<usize>; 3], missing: &[&str]) -> Result<Option<Date>, Box<BadDate>> {
        let mut numbers = [None; 3];
        for (number, column) in numbers.iter_mut().zip(columns) {
            let Some(column) = column else { continue };
            let cell = row.cell(column);
            let text = cell.trim();
            if text.is_empty() || missing.contains(&text) {
                continue;
            }
            // Spreadsheets write 1961 as `1,961`, statistics programs as `1961.0`.
            let digits = text.strip_suffix(".0").unwrap_or(text).replace(',', "");
            match digits.parse::<i32>() {
                Ok(n) => *number = Some(n),
                Err(_) => {
                    let error = DateError::new(format!("`{text}` is not a number")).hint("write the number, such as 8");
                    return Err(Box::new((column, error)));
                }
            }
        }
        let [Some(year), month, day] = numbers else { return Ok(None) };
        let year = if self.counts_bc && year < 0 { year + 1 } else { year };
        let known = |part: Option<i32>| part.filter(|part| *part > 0);
        let mut edtf = if year < 0 { format!("-{:04}", -year) } else { format!("{year:04}") };
        let mut last = 0;
        if let Some(month) = known(month) {
            edtf.push_str(&format!("-{month:02}"));
            last = 1;
            if let Some(day) = known(day) {
                edtf.push_str(&format!("-{day:02}"));
                last = 2;
            }
        }
        Date::parse(&edtf).map(Some).map_err(|error| Box::new((columns[last].unwrap_or(0), error)))
    }
}

/// What the words for a date say; `None` where they are no date. It happened some time within what they name.
fn heard(words: &str, notation: &Notation) -> Option<Date> {
    let date = notation.read(words.trim()).ok()?;
    // `April 12-13, 1999` for the approximate date of an attack is no attack of two days.
    if date.to_string().contains('/') {
        return Date::between(date.earliest()?, date.latest()?);
    }
    Some(date)
}

/// Whether the two may mean the same.
fn agree(a: &Date, b: &Date) -> bool {
    let ends = |date: &Date| date.earliest().zip(date.latest());
    ends(a).zip(ends(b)).is_some_and(|((a1, a2), (b1, b2))| a1 <= b2 && b1 <= a2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::scan::Scanner;

    fn read(when: &When, row: &str) -> Result<Option<String>, (usize, String)> {
        let mut scanner = Scanner::new(row.as_bytes(), b',');
        let record = scanner.next_record().unwrap();
        let read = when.read(&Row::new(row, &record), &Notation::default(), &["NA"]);
        read.map(|date| date.map(|date| date.to_string())).map_err(|bad| (bad.0, bad.1.message))
    }

    fn date(when: &When, row: &str) -> String {
        read(when, row).unwrap().unwrap_or_default()
    }

    #[test]
    fn some_time_between_is_a_set_and_never_an_interval() {
        let when = When::Between { first: 0, last: 1 };
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
        let when = When::Rounded { day: 0, precision: 1, codes: &[("1", DAY), ("2", WEEK), ("3", MONTH)] };
        assert_eq!(date(&when, "15 February 2019,1"), "2019-02-15");
        assert_eq!(date(&when, "2022-04-05,2"), "[2022-04-02..2022-04-08]");
        assert_eq!(date(&when, "15 February 2019,3"), "2019-02");
    }

    #[test]
    fn an_instant_is_no_more_than_it_says() {
        let when = When::Instant { column: 0, precision: Some(1) };
        assert_eq!(date(&when, "1942-07-17T00:00:00Z,"), "1942-07-17");
        assert_eq!(date(&when, "-0489-09-12T00:00:00Z,"), "-0489-09-12");
        assert_eq!(date(&when, "1919-01-01T00:00:00Z,"), "1919");
        assert_eq!(date(&when, "1919-01-01T00:00:00Z,11"), "1919-01-01");
        assert_eq!(date(&when, "1919-03-01T00:00:00Z,"), "1919-03");
        assert_eq!(date(&when, "1919-03-07T00:00:00Z,9"), "1919");
        assert_eq!(date(&when, "1919-03-07T00:00:00Z,8"), "191X");
        assert_eq!(date(&when, "http://www.wikidata.org/.well-known/genid/0123,"), "");
    }

    #[test]
    fn parts_are_joined_as_far_as_they_are_known() {
        let start = [Some(0), Some(1), Some(2)];
        let when = When::Parts(Box::new(Parts { start, words: Some(3), counts_bc: true, ..Parts::default() }));
        assert_eq!(date(&when, "1999,1,0,"), "1999-01");
        assert_eq!(date(&when, "1999,0,0,"), "1999");
        assert_eq!(date(&when, "\"1,963\",,,"), "1963");
        assert_eq!(date(&when, "-500,,,"), "-0499");
        assert_eq!(date(&when, "-500,,,c. 500 BCE"), "-0499~");
        assert_eq!(date(&when, "1999,4,12,\"April 12-13, 1999\""), "[1999-04-12..1999-04-13]");
        assert_eq!(date(&when, "2017,8,19,\"August 17 - September 2, 2017\""), "[2017-08-17..2017-09-02]");
        assert_eq!(date(&when, "2017,8,19,some text"), "2017-08-19");
        assert_eq!(date(&when, "2017,8,19,2015"), "2017-08-19");
        assert_eq!(read(&when, "2017,13,1,").unwrap_err(), (2, "month `13` is out of range".to_owned()));
        assert_eq!(read(&when, "2017,x,1,").unwrap_err(), (1, "`x` is not a number".to_owned()));
        let end = [Some(3), Some(4), Some(5)];
        let when = When::Parts(Box::new(Parts { start, end, time: Some(6), ..Parts::default() }));
        assert_eq!(date(&when, "1990,1,28,1990,2,2,"), "1990-01-28/1990-02-02");
        assert_eq!(date(&when, "1990,1,28,,,,2:30 PM"), "1990-01-28T14:30:00");
        assert_eq!(date(&when, "1990,1,28,1990,1,28,"), "1990-01-28");
    }
}
