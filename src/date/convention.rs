//! How a file writes its dates, where the cells by themselves do not say it: the order of day and month, the century
//! of years with two digits, the year of dates without one, days as a spreadsheet counts them.
//!
//! Whoever reads a file settles one [`DateConvention`] for it, from what is stated or from the whole column
//! ([`ConventionStats`]), and reads its dates with that. A convention only completes a text, and leaves the reading to
//! [`Date::parse`].

use std::str::FromStr;

use chrono::{Days, NaiveDate};

use super::names::MONTHS;
use super::{Date, DateError, DateErrorKind, Repr, iso};
use crate::error::Hint;

/// The order of the parts in a date of numbers, such as 03/04/2021.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartOrder {
    /// Day, month, year
    Dmy,
    /// Month, day, year
    Mdy,
    /// Year, month, day
    Ymd,
}

impl PartOrder {
    /// Every order.
    pub const ALL: [PartOrder; 3] = [PartOrder::Dmy, PartOrder::Mdy, PartOrder::Ymd];

    /// Its first letters, as [`PartOrder::from_str`] reads them: `dmy`.
    pub fn name(self) -> &'static str {
        match self {
            PartOrder::Dmy => "dmy",
            PartOrder::Mdy => "mdy",
            PartOrder::Ymd => "ymd",
        }
    }

    /// What it is, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            PartOrder::Dmy => "Day, month, year",
            PartOrder::Mdy => "Month, day, year",
            PartOrder::Ymd => "Year, month, day",
        }
    }
}

impl FromStr for PartOrder {
    type Err = String;

    fn from_str(name: &str) -> Result<PartOrder, String> {
        let order = PartOrder::ALL.into_iter().find(|order| order.name().eq_ignore_ascii_case(name));
        order.ok_or_else(|| format!("`{name}` is no order of day, month and year: write dmy, mdy or ymd"))
    }
}

/// What is known of the way dates are written. A date that needs what is `None` is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateConvention {
    /// The order of day, month and year in dates of numbers.
    pub order: Option<PartOrder>,
    /// The first of the hundred years in which years of two digits lie: 1900, 1950.
    pub century: Option<i32>,
    /// The year of dates that have none.
    pub year: Option<i32>,
    /// The year that stands beside this one date: it settles what the date lacks, and must not contradict it.
    pub year_beside: Option<i32>,
    /// A year such as -500 is 500 BC, which ISO 8601 counts as -0499.
    pub counts_bc: bool,
    /// Numbers are days as spreadsheets count them, 1 being 1 January 1900.
    pub serial: bool,
    /// A month or a day `00` is one that nobody knows: `1999-08-00` is August 1999.
    pub zero_is_unknown: bool,
    /// A number with at least so many digits is a year: 1 or 3 in a column of years; 0: one with four, as everywhere.
    pub fewest_digits: u8,
    /// What a midnight without a zone says.
    pub midnight: Midnight,
}

/// What a midnight without a zone says. Spreadsheets and databases write bare days with one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Midnight {
    /// The time at which something happened.
    #[default]
    Time,
    /// No more than the day.
    Day,
    /// No more than the day, but for EDTF's own form, `2021-08-26T00:00:00`, in which only a time is written.
    DayUnlessEdtf,
}

impl DateConvention {
    /// Reads a date as [`Date::parse`] does, and what only this convention makes a date of.
    ///
    /// # Errors
    /// Those of [`Date::parse`]. Where the date needs a part of the convention that is missing, the hint asks for it.
    pub fn read(&self, text: &str) -> Result<Date, DateError> {
        let text = text.trim();
        if self.serial {
            return serial(text);
        }
        if let Some(day) = iso::day_at_midnight(text.as_bytes()).filter(|_| self.leaves_out_midnight(text)) {
            return Ok(Date(Repr::Plain(day)));
        }
        if let Some(date) = Date::parse_simple(text.as_bytes()).or_else(|| compact(text)).or_else(|| spelled(text)) {
            return Ok(date);
        }
        if self.zero_is_unknown
            && let Some(known) = without_zeros(text)
        {
            return Date::parse(known);
        }
        if let Some(numbers) = Numbers::of(text) {
            return self.numbers(&numbers);
        }
        if let Some(year) = self.year_before_christ(text).or_else(|| self.bare_year(text)) {
            return Date::parse(&year);
        }
        match Date::parse(text) {
            Ok(date) => Ok(date),
            Err(error) => self.completed(text, error),
        }
    }

    /// The date of a cell that is nothing but a plain date, as nearly all are: it can be read as it stands in the file.
    /// `None`: it may be a date all the same.
    #[inline]
    pub(crate) fn read_plain(&self, cell: &[u8]) -> Option<Date> {
        if self.serial {
            return None;
        }
        if self.midnight == Midnight::Day
            && let Some(day) = iso::day_at_midnight(cell)
        {
            return Some(Date(Repr::Plain(day)));
        }
        Date::parse_simple(cell)
    }

    /// Whether the midnight in the text says no more than its day.
    fn leaves_out_midnight(&self, text: &str) -> bool {
        match self.midnight {
            Midnight::Time => false,
            Midnight::Day => true,
            Midnight::DayUnlessEdtf => !text.ends_with("T00:00:00"),
        }
    }

    /// `-500` as EDTF has it.
    fn year_before_christ(&self, text: &str) -> Option<String> {
        let digits = text.strip_prefix('-').filter(|digits| self.counts_bc && (1..=4).contains(&digits.len()))?;
        let year: i32 = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        Some(if year > 1 { format!("-{:04}", year - 1) } else { "0000".to_owned() })
    }

    /// `696` and `-31` as EDTF has them, in a column of years.
    fn bare_year(&self, text: &str) -> Option<String> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_number = (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        let is_year = self.fewest_digits > 0 && (digits.len() >= usize::from(self.fewest_digits) || digits != text);
        let mut year: i32 = text.parse().ok().filter(|_| is_number && is_year)?;
        if self.counts_bc && year < 0 {
            year += 1;
        }
        Some(match year {
            -9999..0 => format!("-{:04}", -year),
            0..=9999 => format!("{year:04}"),
            _ => format!("Y{year}"),
        })
    }

    fn numbers(&self, numbers: &Numbers<'_>) -> Result<Date, DateError> {
        let written = numbers.text;
        let order = self.order_beside(numbers).or(self.order).or_else(|| numbers.only_order());
        let (year, month, day) = match (numbers.year_first, order) {
            (true, _) | (_, Some(PartOrder::Ymd)) => (numbers.parts[0], numbers.parts[1], numbers.parts[2]),
            (_, Some(PartOrder::Dmy)) => (numbers.parts[2], numbers.parts[1], numbers.parts[0]),
            (_, Some(PartOrder::Mdy)) => (numbers.parts[2], numbers.parts[0], numbers.parts[1]),
            // The first two are the same, so that nothing hangs on their order.
            (_, None) if numbers.number(0) == numbers.number(1) => {
                (numbers.parts[2], numbers.parts[1], numbers.parts[0])
            }
            (_, None) => return Err(self.no_order(written)),
        };
        let year = self.year(year, written)?;
        if let (Some(order), Ok(13..)) = (self.order, month.parse::<u8>()) {
            return Err(DateError::new(
                DateErrorKind::Contradiction,
                format!(
                    "`{written}` does not fit the order of this column, {}: month `{month}` is out of range",
                    order.name()
                ),
            )
            .hint(Hint::OtherDateOrder { rule: "months run from 01 to 12" }));
        }
        let time = if numbers.is_midnight() && self.leaves_out_midnight(written) { "" } else { &numbers.time };
        if let (true, Ok(month), Ok(day)) = (time.is_empty(), month.parse(), day.parse())
            && let Some(date) = Date::of_day(year, month, day)
        {
            return Ok(date);
        }
        Date::parse(&format!("{year:04}-{month:0>2}-{day:0>2}{time}"))
    }

    /// The order of a date whose year has two digits, where the year beside it is at one of its ends alone.
    fn order_beside(&self, numbers: &Numbers<'_>) -> Option<PartOrder> {
        let short = self.year_beside?.rem_euclid(100) as u16;
        let is_year = |i: usize| numbers.parts[i].len() == 2 && numbers.number(i) == short;
        match (is_year(0), is_year(2)) {
            (true, false) => Some(PartOrder::Ymd),
            // The year is known to be last, and the order of the others is not.
            _ => None,
        }
    }

    fn no_order(&self, text: &str) -> DateError {
        let (message, or) = match Date::parse(text) {
            Err(error) if error.kind == DateErrorKind::DayOrMonth => (error.message, error.hint),
            _ => (format!("`{text}` has several readings"), None),
        };
        let or = or.map(|hint| hint.to_string());
        DateError::new(DateErrorKind::DayOrMonth, message).hint(Hint::DateOrder { or })
    }

    fn year(&self, digits: &str, text: &str) -> Result<i32, DateError> {
        let year: i32 =
            digits.parse().map_err(|_| DateError::new(DateErrorKind::NotADate, format!("`{digits}` is not a year")))?;
        match (digits.len(), self.year_beside, self.century) {
            (2, Some(beside), _) if beside.rem_euclid(100) == year => Ok(beside),
            (2, Some(beside), _) => Err(DateError::new(
                DateErrorKind::Contradiction,
                format!("the year `{digits}` in `{text}` is not that of the column beside it, {beside}"),
            )
            .hint("find out which is wrong")),
            (2, None, Some(century)) => Ok(in_century(year, century)),
            (2, None, None) => Err(DateError::new(
                DateErrorKind::NoCentury,
                format!("`{digits}` in `{text}`, as a year, has no century"),
            )
            .hint(Hint::Century)),
            _ => Ok(year),
        }
    }

    /// Reads a date in words again, with the century or the year that it lacks.
    fn completed(&self, text: &str, error: DateError) -> Result<Date, DateError> {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if let Some((before, year)) = two_digits_at_end(text).filter(|_| error.kind == DateErrorKind::NoCentury) {
            let year = self.year(year, text)?;
            return Date::parse(&format!("{before}{year:04}"));
        }
        let lacks_year = error.kind == DateErrorKind::LacksYear || (digits <= 4 && is_day_and_month(text));
        if is_serial(text) {
            let day = serial(text).map(|day| day.words()).unwrap_or_default();
            return Err(DateError::new(DateErrorKind::NotADate, format!("`{text}` is not a date"))
                .hint(format!("as spreadsheets count days it is {day}; write that, if it is meant")));
        }
        match self.year_beside.or(self.year) {
            Some(year) if lacks_year && is_day_and_month(text) => self.read(&format!("{}/{year:04}", text.trim())),
            Some(year) if lacks_year => with_year(text, year),
            None if lacks_year => Err(DateError::new(DateErrorKind::LacksYear, error.message).hint(Hint::Year)),
            _ => Err(error),
        }
    }
}

/// `1999-08-00`, `1999-00-00` and `1999-00` without the parts that are 0.
fn without_zeros(text: &str) -> Option<&str> {
    let date = text.split([' ', 'T']).next().unwrap_or(text);
    let mut parts = date.split(['-', '/']);
    let is_number = |part: &&str| matches!(part.len(), 1..=4) && part.bytes().all(|byte| byte.is_ascii_digit());
    let year = parts.next().filter(|year| year.len() == 4 && is_number(year))?;
    let month = parts.next().filter(is_number)?;
    let is_zero = |part: &str| part.bytes().all(|byte| byte == b'0');
    match (parts.next(), parts.next()) {
        (None, None) if is_zero(month) => Some(year),
        (Some(day), None) if is_zero(day) => {
            Some(if is_zero(month) { year } else { &text[..year.len() + 1 + month.len()] })
        }
        _ => None,
    }
}

/// The date with a year behind it, joined as its other parts are: `24-Jan` goes on with a hyphen.
fn with_year(text: &str, year: i32) -> Result<Date, DateError> {
    Date::parse(&format!("{text} {year:04}")).or_else(|error| {
        let hyphenated = Date::parse(&format!("{text}-{year:04}"));
        hyphenated.map_err(|other| if other.kind == DateErrorKind::NotADate { error } else { other })
    })
}

fn in_century(two_digits: i32, century: i32) -> i32 {
    let year = century - century.rem_euclid(100) + two_digits;
    if year < century { year + 100 } else { year }
}

/// `28-Jan-90`, `Jan 28, 90`, `28 January '90`: the year, and what stands before it.
fn two_digits_at_end(text: &str) -> Option<(&str, &str)> {
    let (before, year) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let stands_alone = before.ends_with(|c: char| !c.is_alphanumeric());
    (stands_alone && year.bytes().all(|byte| byte.is_ascii_digit())).then(|| (before.trim_end_matches('\''), year))
}

/// `26/8`, `8-26`: two short numbers.
fn is_day_and_month(text: &str) -> bool {
    let short = |part: &str| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(['/', '.', '-']).is_some_and(|(a, b)| short(a) && short(b.trim_end_matches('.')))
}

/// Reads `20210826`, ISO 8601's basic format, as databases write a day. `None` where there is no such day, or the year
/// is before 1000 or after 2999: such a number is more likely none.
fn compact(text: &str) -> Option<Date> {
    let bytes: &[u8; 8] = text.as_bytes().try_into().ok()?;
    if !bytes.iter().all(u8::is_ascii_digit) || !matches!(bytes[0], b'1' | b'2') {
        return None;
    }
    Date::of_day(number(&bytes[..4]), number(&bytes[4..6]) as u8, number(&bytes[6..]) as u8)
}

/// The number that a few digits make.
fn number(digits: &[u8]) -> i32 {
    digits.iter().fold(0, |number, digit| 10 * number + i32::from(digit - b'0'))
}

/// Reads `26 August 2021`, as ACLED has written millions of days, without the cost of reading a phrase.
fn spelled(text: &str) -> Option<Date> {
    let (day, name, year) = match text.as_bytes() {
        [tens, ones, b' ', name @ .., b' ', y1, y2, y3, y4] => ([*tens, *ones], name, [*y1, *y2, *y3, *y4]),
        [ones, b' ', name @ .., b' ', y1, y2, y3, y4] => ([b'0', *ones], name, [*y1, *y2, *y3, *y4]),
        _ => return None,
    };
    let month = MONTHS.iter().position(|month| month.as_bytes().eq_ignore_ascii_case(name))? + 1;
    let digits = || day.iter().chain(&year);
    if !digits().all(u8::is_ascii_digit) {
        return None;
    }
    Date::of_day(number(&year), month as u8, number(&day) as u8)
}

/// Whether a text looks like a day as a spreadsheet counts them: five digits, from 1927 to 2173, perhaps with the time
/// as a fraction.
pub fn is_serial(text: &str) -> bool {
    let (days, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    days.len() == 5 && !days.starts_with('0') && format!("{days}{fraction}").bytes().all(|byte| byte.is_ascii_digit())
}

/// The day of that number. From 61 on, which is 1 March 1900, the count is right; before it Excel has a 29 February 1900.
fn serial(text: &str) -> Result<Date, DateError> {
    let days = text.split('.').next().and_then(|days| days.parse().ok()).filter(|_| is_serial(text));
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30);
    let day = epoch.zip(days).and_then(|(epoch, days)| epoch.checked_add_days(Days::new(days)));
    day.and_then(|day| Date::between(day, day)).ok_or_else(|| {
        DateError::new(
            DateErrorKind::NotADate,
            format!("`{text}` is not the number of a day, as the others in this column are"),
        )
    })
}

/// A date of three numbers, and the time behind it.
struct Numbers<'a> {
    text: &'a str,
    parts: [&'a str; 3],
    /// The first has four digits.
    year_first: bool,
    /// ` 17:50`, or nothing.
    time: String,
}

impl<'a> Numbers<'a> {
    /// `None`: it does not look like one, or is plain ISO 8601.
    fn of(text: &'a str) -> Option<Numbers<'a>> {
        let (date, time) = match text.find([' ', 'T']) {
            Some(at) if text[at + 1..].starts_with(|c: char| c.is_ascii_digit()) => text.split_at(at),
            _ => (text, ""),
        };
        let separator = date.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '.' | '-'))?;
        let mut split = date.split(separator);
        let parts = [split.next()?, split.next()?, split.next()?];
        let numbers = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
        let lengths = parts.map(str::len);
        let year_first = matches!(lengths, [4, 1 | 2, 1 | 2]);
        let has_look = numbers && split.next().is_none() && (year_first || matches!(lengths, [1 | 2, 1 | 2, 2 | 4]));
        let clock = time.trim_start_matches([' ', 'T']);
        let time = if time.is_empty() { String::new() } else { format!(" {clock}") };
        has_look.then_some(Numbers { text, parts, year_first, time })
    }

    /// Whether its time is a midnight without a zone.
    fn is_midnight(&self) -> bool {
        !self.time.is_empty() && self.time.bytes().all(|byte| matches!(byte, b' ' | b'0' | b':' | b'.'))
    }

    fn number(&self, i: usize) -> u16 {
        self.parts[i].parse().unwrap_or(0)
    }

    /// The order, where only one is possible: a number above 12 is no month.
    fn only_order(&self) -> Option<PartOrder> {
        match (self.number(0), self.number(1)) {
            (13..=31, 1..=12) => Some(PartOrder::Dmy),
            (1..=12, 13..=31) => Some(PartOrder::Mdy),
            _ => None,
        }
    }
}

/// What the cells of a column show of its convention, taken together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ConventionStats {
    /// Cells that are not blank.
    pub cells: u64,
    /// Numbers of days, as spreadsheets count them.
    pub serials: u64,
    /// Dates of numbers whose order matters.
    pub numbers: u64,
    /// Those whose first number can't be a month.
    pub day_first: u64,
    /// Those whose second number can't be a month.
    pub month_first: u64,
    /// Those that have two readings.
    pub ambiguous: u64,
    /// Cells with a time other than midnight.
    pub times: u64,
}

impl ConventionStats {
    /// Takes in one cell. What has no digit in it says nothing: `NA`, `Total`.
    pub fn add(&mut self, text: &str) {
        let text = text.trim();
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return;
        }
        self.cells += 1;
        self.serials += u64::from(is_serial(text));
        let says_more = |clock: &str| clock.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
        self.times += u64::from(iso::clock(text).is_some_and(says_more));
        if Date::parse_plain(text.as_bytes()).is_some() {
            return;
        }
        let Some(numbers) = Numbers::of(text).filter(|numbers| !numbers.year_first) else { return };
        self.numbers += 1;
        match numbers.only_order() {
            // Years of two digits may stand first, and then nothing is said of day and month.
            _ if numbers.parts[2].len() == 2 && numbers.number(0) > 12 => {}
            Some(PartOrder::Dmy) => self.day_first += 1,
            Some(_) => self.month_first += 1,
            None if numbers.number(0) != numbers.number(1) => self.ambiguous += 1,
            None => {}
        }
    }

    /// Takes in what other cells of the same columns show.
    pub fn append(&mut self, other: ConventionStats) {
        self.cells += other.cells;
        self.serials += other.serials;
        self.numbers += other.numbers;
        self.day_first += other.day_first;
        self.month_first += other.month_first;
        self.ambiguous += other.ambiguous;
        self.times += other.times;
    }

    /// The order that some of the dates settle and none contradicts.
    pub fn order(&self) -> Option<PartOrder> {
        match (self.day_first, self.month_first) {
            (1.., 0) => Some(PartOrder::Dmy),
            (0, 1..) => Some(PartOrder::Mdy),
            _ => None,
        }
    }

    /// Whether all are dates of numbers, some have two readings, and none settles which.
    pub fn is_ambiguous(&self) -> bool {
        self.ambiguous > 0 && self.numbers == self.cells && self.day_first + self.month_first == 0
    }

    /// Whether every cell is the number of a day.
    pub fn is_serial(&self) -> bool {
        self.cells > 0 && self.serials == self.cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(convention: DateConvention, text: &str) -> String {
        match convention.read(text) {
            Ok(date) => date.to_string(),
            Err(DateError { message, hint: Some(hint), .. }) => format!("{message}; {hint}"),
            Err(error) => error.message,
        }
    }

    #[test]
    fn an_order_settles_what_has_two_readings() {
        let (dmy, mdy) = (Some(PartOrder::Dmy), Some(PartOrder::Mdy));
        let ordered = |order| DateConvention { order, midnight: Midnight::Day, ..DateConvention::default() };
        assert_eq!(read(ordered(dmy), "03/04/2021"), "2021-04-03");
        assert_eq!(read(ordered(mdy), "3.4.2021 00:00"), "2021-03-04");
        assert_eq!(read(ordered(mdy), "3/4/2021 17:50"), "2021-03-04T17:50:00");
        assert_eq!(read(ordered(None), "25/04/2021"), "2021-04-25");
        assert_eq!(read(ordered(None), "4/4/2021"), "2021-04-04");
        assert_eq!(
            read(ordered(None), "03/04/2021"),
            "`03/04/2021` has two readings: 3 April or 4 March 2021; state whether the day or the month comes first; or write 2021-04-03 or 2021-03-04"
        );
        assert_eq!(
            read(ordered(dmy), "04/25/2021"),
            "`04/25/2021` does not fit the order of this column, dmy: month `25` is out of range; months run from 01 to 12; state another order of day and month"
        );
        assert_eq!(read(ordered(None), "2021/4/3"), "2021-04-03");
        assert_eq!(read(ordered(None), "late 2014"), "[2014-09..2014-12]");
    }

    #[test]
    fn a_century_and_a_year_complete_what_lacks_them() {
        let century = |century| DateConvention { century, order: Some(PartOrder::Dmy), ..DateConvention::default() };
        assert_eq!(read(century(Some(1900)), "28-Jan-90"), "1990-01-28");
        assert_eq!(read(century(Some(1950)), "28/1/17"), "2017-01-28");
        assert_eq!(read(century(Some(1950)), "28/1/50"), "1950-01-28");
        assert_eq!(
            read(century(None), "28-Jan-90"),
            "`90` in `28-Jan-90`, as a year, has no century; state the century, or write the year with four digits"
        );
        let beside = |year| DateConvention { year_beside: Some(year), ..DateConvention::default() };
        assert_eq!(read(beside(1999), "25/5/99"), "1999-05-25");
        assert_eq!(read(beside(2021), "21/04/25"), "2021-04-25");
        assert_eq!(read(beside(2021), "26 August"), "2021-08-26");
        assert!(read(beside(1999), "1/1/00").starts_with("the year `00` in `1/1/00` is not that of the column"));
        assert_eq!(read(DateConvention { counts_bc: true, ..DateConvention::default() }, "-500"), "-0499");
        let year = |year| DateConvention { year, order: Some(PartOrder::Mdy), ..DateConvention::default() };
        assert_eq!(read(year(Some(2021)), "26 August"), "2021-08-26");
        assert_eq!(read(year(Some(2021)), "8/26"), "2021-08-26");
        for text in ["24-Jan", "24 Jan", "Jan 24", "Jan. 24th", "24/Jan", "24 January", "24–Jan"] {
            assert_eq!(read(year(Some(2021)), text), "2021-01-24", "{text}");
        }
        assert!(read(year(Some(2021)), "31-Feb").starts_with("there is no 31 February 2021"));
        assert!(read(year(None), "26 August").ends_with("state the year, or write it"));
    }

    #[test]
    fn a_part_that_is_zero_may_be_unknown() {
        let convention = DateConvention { zero_is_unknown: true, ..DateConvention::default() };
        for (text, expected) in [
            ("1999-08-00", "1999-08"),
            ("1999-00-00", "1999"),
            ("1999-00", "1999"),
            ("1999-08-00 00:00:00", "1999-08"),
            ("1999-08-01", "1999-08-01"),
        ] {
            assert_eq!(read(convention, text), expected);
        }
        assert!(DateConvention::default().read("1999-08-00").is_err());
    }

    #[test]
    fn days_are_counted_as_spreadsheets_do() {
        let serial = DateConvention { serial: true, ..DateConvention::default() };
        assert_eq!(read(serial, "44434"), "2021-08-26");
        assert_eq!(read(serial, "44434.75"), "2021-08-26");
        assert!(read(serial, "2021").contains("is not the number of a day"));
        assert_eq!(read(DateConvention::default(), "20210826"), "2021-08-26");
        assert_eq!(
            read(DateConvention::default(), "44434"),
            "`44434` is not a date; as spreadsheets count days it is 26 Aug 2021; write that, if it is meant"
        );
    }

    #[test]
    fn the_whole_column_is_evidence() {
        let of = |cells: &[&str]| {
            let mut evidence = ConventionStats::default();
            cells.iter().for_each(|cell| evidence.add(cell));
            evidence
        };
        assert_eq!(of(&["03/04/2021", "25/04/2021", ""]).order(), Some(PartOrder::Dmy));
        assert_eq!(of(&["03/04/2021", "04/25/2021"]).order(), Some(PartOrder::Mdy));
        assert_eq!(of(&["25/04/2021", "04/25/2021"]).order(), None);
        assert_eq!(of(&["03/04/2021"]).order(), None);
        assert!(of(&["44434", "44435.5"]).is_serial());
        assert!(!of(&["44434", "2021"]).is_serial());
    }
}
