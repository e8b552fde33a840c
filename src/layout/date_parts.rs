//! A date in columns of its own for year, month and day, with what a data set says of how sure each of them is.
//!
//! [`DateColumns`](super::DateColumns) reads the parts of a start, of an end, or of a date that stands alone.

use std::sync::Arc;

use chrono::Datelike;

use super::date_source::{BadDate, DateReading, ReadDate, plain_code, with_time};
use crate::date::{Date, DateError, DateErrorKind, Qualifier};

/// The columns of year, month and day, by their number in the file. 0 and blank stand for what is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateParts {
    pub year: usize,
    /// A number, the name of a month, or a word for another part of the year, such as `Spring` or `Early`.
    pub month: Option<usize>,
    pub day: Option<usize>,
    pub time: PartsTime,
    pub year_doubt: Doubt,
    pub day_doubt: Doubt,
}

/// Where the time of day stands beside a date in parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PartsTime {
    #[default]
    None,
    /// One column with a whole time: `14:30`, `2:30 PM`.
    Cell(usize),
    /// Columns with the hour, from 0 to 23, the minute and the second.
    Clock { hour: usize, minute: usize, second: Option<usize> },
}

/// What a data set says of how sure a year or a day is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubt {
    /// A column with a code, and what the codes say.
    pub modifier: Option<(usize, Modifiers)>,
    /// A column with a number: it is right within so many years, or days, before or after.
    pub plus_minus: Option<usize>,
}

/// Codes of [`Doubt::modifier`], and what each says.
pub type Modifiers = Arc<[(Box<str>, Modifier)]>;

/// What a code says of a year or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modifier {
    /// `?` of EDTF.
    Uncertain,
    /// `~` of EDTF.
    Approximate,
    /// It was then or earlier.
    Before,
    /// It was then or later.
    After,
}

/// How far a date in parts is known.
struct KnownParts {
    year: i32,
    month: Option<i32>,
    day: Option<i32>,
}

/// What a cell for a part of a date holds.
enum Part {
    Number(i32),
    /// A word that makes a date by itself, or together with the year.
    Words(Date),
}

impl DateParts {
    /// Year, month and day, in this order, without anything else.
    pub fn of(year: usize, month: Option<usize>, day: Option<usize>) -> DateParts {
        DateParts { year, month, day, ..DateParts::default() }
    }

    /// All of the columns.
    pub fn columns(&self) -> Vec<usize> {
        let time = match self.time {
            PartsTime::None => [None; 3],
            PartsTime::Cell(column) => [Some(column), None, None],
            PartsTime::Clock { hour, minute, second } => [Some(hour), Some(minute), second],
        };
        let doubts = [&self.year_doubt, &self.day_doubt].into_iter().flat_map(|doubt| {
            let modifier = doubt.modifier.as_ref().map(|(column, _)| *column);
            modifier.into_iter().chain(doubt.plus_minus)
        });
        [Some(self.year), self.month, self.day].into_iter().chain(time).flatten().chain(doubts).collect()
    }

    /// Reads the date of a row; `None`: its year is not known.
    ///
    /// # Errors
    /// The first cell that can't be read, by its column.
    pub(super) fn read(&self, reading: DateReading<'_>) -> ReadDate {
        let Some(year) = self.year(reading)? else { return Ok(None) };
        let mut known = match year {
            Part::Number(year) => KnownParts { year, month: None, day: None },
            // Words such as `1990s` are a date by themselves.
            Part::Words(date) => return Ok(Some(date)),
        };
        if let Some(column) = self.month {
            match month(reading, column, known.year)? {
                Some(Part::Number(month)) => known.month = Some(month),
                Some(Part::Words(part_of_year)) => return Ok(Some(part_of_year)),
                None => {}
            }
        }
        if let Some(column) = self.day.filter(|_| known.month.is_some()) {
            known.day = number(reading, column)?.filter(|day| *day != 0);
        }
        self.dated(&known, reading)
    }

    /// The year as a number, or what its words say; `None`: it is not known.
    fn year(&self, reading: DateReading<'_>) -> Result<Option<Part>, Box<BadDate>> {
        let year = match number(reading, self.year) {
            Ok(year) => year.filter(|year| *year != 0),
            Err(bad) => {
                let words = reading.convention.read(reading.row.cell(self.year).trim());
                return words.map(|date| Some(Part::Words(date))).map_err(|_| bad);
            }
        };
        let counts_bc = reading.convention.counts_bc;
        Ok(year.map(|year| Part::Number(if counts_bc && year < 0 { year + 1 } else { year })))
    }

    fn dated(&self, known: &KnownParts, reading: DateReading<'_>) -> ReadDate {
        let plain = self.plain(known)?;
        if let Some(years) = self.year_doubt.range(reading)? {
            return Ok(Some(some_year(known.year - years, known.year + years).unwrap_or(plain)));
        }
        if let Some(days) = self.day_doubt.range(reading)?
            && let Some(day) = plain.day()
        {
            let days = chrono::Days::new(days.unsigned_abs().into());
            let ends = day.checked_sub_days(days).zip(day.checked_add_days(days));
            return Ok(Some(ends.and_then(|(first, last)| Date::between(first, last)).unwrap_or(plain)));
        }
        let (year, day) = (self.year_doubt.modifier(reading), self.day_doubt.modifier(reading));
        if year.is_some() || day.is_some() {
            return Ok(Some(modified(&plain, year, day).unwrap_or(plain)));
        }
        Ok(Some(self.timed(plain, reading)))
    }

    /// The parts as they are, without anything that is said of them.
    fn plain(&self, known: &KnownParts) -> Result<Date, Box<BadDate>> {
        // Of a year with more digits EDTF has neither months nor days.
        if !(-9999..=9999).contains(&known.year) {
            return Ok(Date::of_year(known.year));
        }
        let part = |part: Option<i32>| part.map(|part| u32::try_from(part).unwrap_or(u32::MAX));
        Date::of_parts(known.year, part(known.month), part(known.day)).map_err(|error| {
            let column = if error.kind == DateErrorKind::OutOfRange { self.month } else { self.day };
            Box::new((column.unwrap_or(self.year), error))
        })
    }

    fn timed(&self, date: Date, reading: DateReading<'_>) -> Date {
        match self.time {
            PartsTime::None => date,
            PartsTime::Cell(column) => with_time(date, reading.row.cell(column).trim()),
            PartsTime::Clock { hour, minute, second } => {
                let part = |column| number(reading, column).ok().flatten();
                let (Some(hour), Some(minute)) = (part(hour), part(minute)) else { return date };
                let second = second.map(|column| reading.row.cell(column)).unwrap_or_default();
                let (whole, fraction) = plain_code(&second).split_once('.').unwrap_or((plain_code(&second), ""));
                let clock = format!("{hour:02}:{minute:02}");
                match whole.parse::<u8>() {
                    Ok(whole) if fraction.is_empty() => with_time(date, &format!("{clock}:{whole:02}")),
                    Ok(whole) => with_time(date, &format!("{clock}:{whole:02}.{fraction}")),
                    Err(_) => with_time(date, &clock),
                }
            }
        }
    }
}

impl Doubt {
    fn range(&self, reading: DateReading<'_>) -> Result<Option<i32>, Box<BadDate>> {
        let number = self.plus_minus.map_or(Ok(None), |column| number(reading, column))?;
        Ok(number.filter(|number| *number > 0))
    }

    fn modifier(&self, reading: DateReading<'_>) -> Option<Modifier> {
        let (column, modifiers) = self.modifier.as_ref()?;
        let cell = reading.row.cell(*column);
        modifiers.iter().find(|(code, _)| **code == *plain_code(&cell)).map(|(_, modifier)| *modifier)
    }
}

/// The date with what is said of its year and of its day.
fn modified(date: &Date, year: Option<Modifier>, day: Option<Modifier>) -> Option<Date> {
    let qualifier = |modifier: Option<Modifier>| Qualifier {
        uncertain: modifier == Some(Modifier::Uncertain),
        approximate: modifier == Some(Modifier::Approximate),
    };
    let date = date.with_part_qualifiers(qualifier(year), qualifier(day))?;
    let is = |modifier| year == Some(modifier) || day == Some(modifier);
    match (is(Modifier::Before), is(Modifier::After)) {
        (true, _) => Date::on_or_before(&date),
        (false, true) => Date::on_or_after(&date),
        (false, false) => Some(date),
    }
}

/// One event in an unknown year of these.
fn some_year(first: i32, last: i32) -> Option<Date> {
    Date::of_years(first, last)
}

/// A number in a cell. `None`: it is blank or a code for what is not known.
pub(super) fn number(reading: DateReading<'_>, column: usize) -> Result<Option<i32>, Box<BadDate>> {
    let cell = reading.row.cell(column);
    let text = plain_code(&cell);
    if text.is_empty() || reading.missing.contains(column, text) {
        return Ok(None);
    }
    // Spreadsheets write 1961 as `1,961`.
    let number = text.parse().or_else(|_| text.replace(',', "").parse());
    number.map(Some).map_err(|_| {
        Box::new((
            column,
            DateError::new(DateErrorKind::NotADate, format!("`{text}` is not a number"))
                .hint("write the number, such as 8"),
        ))
    })
}

/// The number of a month, or another part of the year by its name. `None`: neither is known.
fn month(reading: DateReading<'_>, column: usize, year: i32) -> Result<Option<Part>, Box<BadDate>> {
    let bad = match number(reading, column) {
        Ok(month) => return Ok(month.filter(|month| *month != 0).map(Part::Number)),
        Err(bad) => bad,
    };
    let cell = reading.row.cell(column);
    let name = cell.trim();
    // The winter of a year is its first months or its last: no more is known than the year.
    if name.eq_ignore_ascii_case("winter") {
        return Ok(None);
    }
    // A leap year of our era reads each name in the same way.
    let in_2000 = if name.chars().any(char::is_alphabetic) { Date::parse(&format!("{name} 2000")).ok() } else { None };
    let Some(in_2000) = in_2000 else { return Err(bad) };
    let is_month = in_2000.extent().is_some_and(|extent| extent.is_exact && extent.end.is_none());
    match in_2000.earliest() {
        Some(day) if is_month && name.chars().all(|c| c.is_alphabetic() || c == '.') => {
            Ok(Some(Part::Number(day.month().cast_signed())))
        }
        _ => {
            let part_of_year = Date::parse(&format!("{name} {year:04}"));
            part_of_year.map(|date| Some(Part::Words(date))).map_err(|error| Box::new((column, error)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::row::Row;
    use crate::csv::scan::Scanner;
    use crate::date::convention::DateConvention;
    use crate::layout::missing::{CodePattern, MissingCodes};

    fn read(parts: &DateParts, row: &str) -> Result<String, (usize, String)> {
        let mut scanner = Scanner::new(row.as_bytes(), b',');
        let record = scanner.next_record().unwrap();
        let missing = MissingCodes::new(["-9", "."].map(CodePattern::new).into(), Vec::new());
        let convention = DateConvention { counts_bc: true, ..DateConvention::default() };
        let row = Row::new(row, &record);
        let date = parts.read(DateReading { row: &row, convention: &convention, missing: &missing });
        date.map(|date| date.map(|date| date.to_string()).unwrap_or_default()).map_err(|bad| (bad.0, bad.1.message))
    }

    fn date(parts: &DateParts, row: &str) -> String {
        read(parts, row).unwrap()
    }

    #[test]
    fn parts_are_joined_as_far_as_they_are_known() {
        let parts = DateParts::of(0, Some(1), Some(2));
        for (row, expected) in [
            ("1999,1,0", "1999-01"),
            ("1999,0,0", "1999"),
            ("1999,.,-9", "1999"),
            ("1999,-9,5", "1999"),
            ("\"1,963\",,", "1963"),
            ("-500,,", "-0499"),
            ("165,,", "0165"),
            ("2021,January,5", "2021-01-05"),
            ("2021,Sept.,5", "2021-09-05"),
            ("1990.0,1.0,28.0", "1990-01-28"),
            ("0,0,0", ""),
            ("-9,4,5", ""),
            ("-20000,,", "Y-19999"),
        ] {
            assert_eq!(date(&parts, row), expected, "{row}");
        }
        assert_eq!(read(&parts, "2017,13,1").unwrap_err(), (1, "month `13` is out of range".to_owned()));
        assert_eq!(read(&parts, "2017,x,1").unwrap_err(), (1, "`x` is not a number".to_owned()));
        assert_eq!(read(&parts, "2017,2,30").unwrap_err().0, 2);
    }

    #[test]
    fn a_word_is_as_exact_as_it_is() {
        let parts = DateParts::of(0, Some(1), Some(2));
        assert_eq!(date(&parts, "1525,Spring,"), "1525-21");
        assert_eq!(date(&parts, "1639,Early,"), "[1639-01..1639-04]");
        assert_eq!(date(&parts, "1990s,,"), "199X");
    }

    #[test]
    fn a_time_goes_with_a_day() {
        let parts = DateParts { time: PartsTime::Cell(3), ..DateParts::of(0, Some(1), Some(2)) };
        assert_eq!(date(&parts, "1990,1,28,2:30 PM"), "1990-01-28T14:30:00");
        assert_eq!(date(&parts, "1990,1,,2:30 PM"), "1990-01");
        let time = PartsTime::Clock { hour: 3, minute: 4, second: Some(5) };
        let parts = DateParts { time, ..DateParts::of(0, Some(1), Some(2)) };
        assert_eq!(date(&parts, "1900,7,12,6,25,0"), "1900-07-12T06:25:00");
        assert_eq!(date(&parts, "1900,7,12,6,25,9.25"), "1900-07-12T06:25:09.25");
        assert_eq!(date(&parts, "1900,7,12,6,25,"), "1900-07-12T06:25:00");
        assert_eq!(date(&parts, "1900,7,12,6,,"), "1900-07-12");
    }

    #[test]
    fn a_doubt_is_kept() {
        let modifiers: Modifiers = [
            ("?".into(), Modifier::Uncertain),
            ("~".into(), Modifier::Approximate),
            ("<".into(), Modifier::Before),
            (">".into(), Modifier::After),
        ]
        .into();
        let doubt = |modifier, plus_minus| Doubt {
            modifier: Some((modifier, modifiers.clone())),
            plus_minus: Some(plus_minus),
        };
        let parts = DateParts { year_doubt: doubt(3, 4), day_doubt: doubt(5, 6), ..DateParts::of(0, Some(1), Some(2)) };
        for (row, expected) in [
            ("1850,,,?,,,", "1850?"),
            ("1850,,,<,,,", "[..1850]"),
            ("1850,,,>,,,", "[1850..]"),
            ("1850,3,4,,,?,", "1850-03-?04"),
            ("1850,3,4,~,,,", "1850~-03-04"),
            ("1850,,,,75,,", "[1775..1925]"),
            ("1850,3,4,,,,2", "[1850-03-02..1850-03-06]"),
            ("1850,3,4,,0,,0", "1850-03-04"),
        ] {
            assert_eq!(date(&parts, row), expected, "{row}");
        }
        assert_eq!(date(&parts, "-9850,,,,1500,,"), "[Y-11349..-8349]");
    }
}
