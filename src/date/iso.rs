//! What is read before EDTF proper: the plain dates of the hot path, date-times as databases write them, and the
//! reasons for what looks like ISO 8601 and is not.
//!
//! [`Date::parse`](super::Date::parse) calls it.

use edtf_core::{Edtf, ParseError};

use super::time::{TimeOfDay, Timed};
use super::{Date, DateError, DateErrorKind, Plain, bounds, edtf};
use crate::text::bytes16::Bytes16;

/// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. `None`: anything else, also a day that does not exist.
#[inline]
pub(super) fn plain(text: &[u8]) -> Option<Plain> {
    Bytes16::of(text).and_then(plain_short)
}

/// The same for a text that is looked at as one number.
#[inline]
pub(super) fn plain_short(text: Bytes16) -> Option<Plain> {
    const FORM: u128 = u128::from_le_bytes(*b"0000-00-00\0\0\0\0\0\0");
    // How far each byte may be above that of the form: a digit by 9, a hyphen by nothing.
    const TO_SPARE: u128 =
        u128::from_le_bytes([0x76, 0x76, 0x76, 0x76, 0x7F, 0x76, 0x76, 0x7F, 0x76, 0x76, 0, 0, 0, 0, 0, 0]);
    const HIGH_BITS: u128 = u128::MAX / 0xFF * 0x80;
    let length = text.len();
    if !matches!(length, 4 | 7 | 10) {
        return None;
    }
    // What is not there counts as zeros.
    let values = (text.bits() ^ FORM) & (u128::MAX >> (128 - 8 * length));
    if (((values & !HIGH_BITS) + TO_SPARE) | values) & HIGH_BITS != 0 {
        return None;
    }
    let two = |at: u32| (values >> (8 * at)) as u8 * 10 + (values >> (8 * (at + 1))) as u8;
    let (month, day) = (two(5), two(8));
    let date = Plain { year: i16::from(two(0)) * 100 + i16::from(two(2)), month, day };
    // Both are there or neither.
    let month_exists = (month == 0) == (length == 4) && month <= 12;
    let day_exists = (day == 0) == (length < 10)
        && (day <= 28 || month_exists && day <= bounds::days_in_month(date.year.into(), month));
    (month_exists && day_exists).then_some(date)
}

/// Reads two plain dates of one precision with that text between them, the second later than the first. `None`: anything
/// else, which need not be wrong.
pub(super) fn two_plain(text: &[u8], between: &[u8]) -> Option<(Plain, Plain)> {
    let (first, rest) = text.split_at(text.len().checked_sub(between.len())? / 2);
    let last = rest.strip_prefix(between).filter(|last| last.len() == first.len())?;
    let (first, last) = (plain_short(Bytes16::of(first)?)?, plain_short(Bytes16::of(last)?)?);
    (first < last).then_some((first, last))
}

/// `T00:00:00` or ` 00:00`, with a fraction of zeros or none.
#[inline]
fn is_midnight(time: &[u8]) -> bool {
    // The forms that programs write most are compared whole.
    if matches!(time, b" 00:00:00" | b"T00:00:00" | b" 00:00:00.000") {
        return true;
    }
    let clock = match time {
        [b'T' | b' ', rest @ ..] => rest.strip_prefix(b"00:00"),
        _ => None,
    };
    match clock.map(|rest| rest.strip_prefix(b":00").unwrap_or(rest)) {
        Some([]) => true,
        Some([b'.', zeros @ ..]) => !zeros.is_empty() && zeros.iter().all(|byte| *byte == b'0'),
        _ => false,
    }
}

/// Reads a day of the years 0 to 9999 with a time, in ISO 8601's forms and with a space for the `T`. `None`: it does not
/// look like one.
pub(super) fn date_time(text: &str) -> Option<Result<Timed, DateError>> {
    let (date, rest) = text.split_at_checked(10)?;
    let looks_like_one = date.bytes().enumerate().all(|(i, byte)| match i {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let time = rest.strip_prefix(['T', 't', ' ']).filter(|_| looks_like_one)?;
    let time = TimeOfDay::parse(time)?;
    let Some(day) = plain(date.as_bytes()) else {
        return Edtf::parse(date).err().map(|error| Err(explain(date, error)));
    };
    Some(time.map(|time| Timed { day, time }))
}

/// Reads a date in Wikidata's form (<https://www.wikidata.org/wiki/Help:Dates>), in which a year has a sign or any number
/// of digits and 00 stands for an unknown month or day: `+1999-08-00T00:00:00Z`, `-13798000000-00-00T00:00:00Z`. EDTF has
/// no months of years beyond ±9999, so that these keep the year alone. `None`: it does not look like one.
pub(super) fn wikidata(text: &str) -> Option<Date> {
    let (is_bc, unsigned) = match (text.strip_prefix('-'), text.strip_prefix('+')) {
        (Some(rest), _) => (true, rest),
        (_, Some(rest)) => (false, rest),
        _ => (false, text),
    };
    let (date, time) = unsigned.split_once('T').map_or((unsigned, None), |(date, time)| (date, Some(time)));
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let looks_like_one =
        year.len() >= 4 && month.len() == 2 && day.len() == 2 && [year, month, day].map(is_number) == [true; 3];
    let is_midnight = time.is_none_or(|time| is_midnight(format!("T{}", time.trim_end_matches('Z')).as_bytes()));
    if !looks_like_one || parts.next().is_some() || !is_midnight {
        return None;
    }
    let year: i64 = year.parse::<i64>().ok()? * if is_bc { -1 } else { 1 };
    let (month, day): (u32, u32) = (month.parse().ok()?, day.parse().ok()?);
    if !(-9999..=9999).contains(&year) {
        return edtf::parse(&format!("Y{year}")).ok().map(Date::from_edtf);
    }
    let known = |part: u32| (part > 0).then_some(part);
    let is_wikidata = text.starts_with('+') || date.len() > 10 || (is_bc && time.is_some());
    if !is_wikidata || (month == 0 && day > 0) {
        return None;
    }
    Date::of_parts(year as i32, known(month), known(day)).ok()
}

/// The day of a text that is a day with a midnight, as spreadsheets and databases write the bare day: without a zone.
#[inline]
pub(super) fn day_at_midnight(text: &[u8]) -> Option<Plain> {
    if !is_midnight(text.get(10..)?) {
        return None;
    }
    plain_short(Bytes16::at(text, 0..10)?).filter(|day| day.day > 0)
}

/// The clock in a text that is a date with a time: from the first digit of the hour to the end.
pub(super) fn clock(text: &str) -> Option<&str> {
    let colon = text.find(':')?;
    let start = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit()).len();
    Some(&text[start..])
}

/// Whether a text was meant for EDTF, so that edtf-core's reason is the one to give: a set, or a year and what
/// follows one.
pub(super) fn looks_like_edtf(text: &str) -> bool {
    if text.starts_with(['[', '{']) {
        return true;
    }
    if short_y_year(text).is_some() || text.contains("-W") {
        return true;
    }
    let start = text.trim_start_matches(['?', '~', '%', '-', '.', '/']);
    if start
        .strip_prefix('Y')
        .is_some_and(|year| year.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit()))
    {
        return !text.contains(' ');
    }
    let year = start.trim_start_matches('-');
    let digits = year.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'X').count();
    let end = year.as_bytes().get(digits);
    digits >= 4 && !text.contains(' ') && !end.is_some_and(|byte| byte.is_ascii_lowercase() || !byte.is_ascii())
}

/// edtf-core's reason for refusing `text`, in words for a person and with the part of the text it means.
pub(super) fn explain(text: &str, error: ParseError) -> DateError {
    let rest = text.get(error.offset..).unwrap_or("");
    let part = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let part = if part.is_empty() { rest } else { part };
    let two = part.get(..2).unwrap_or(part);
    if let Some(error) = shortened_end(text).or_else(|| short_y_year(text)) {
        return error;
    }
    if text.get(4..6).is_some_and(|week| matches!(week, "-W" | "-w")) {
        return DateError::new(DateErrorKind::Unsupported, "weeks are not supported: EDTF has none")
            .hint("write the days: 2021-08-23/2021-08-29, or [2021-08-23..2021-08-29] for one of them");
    }
    match Fault::of(&error) {
        Fault::Month => DateError::new(DateErrorKind::OutOfRange, format!("month `{two}` is out of range"))
            .hint("months run from 01 to 12"),
        Fault::Day => DateError::new(DateErrorKind::NoSuchDay, format!("day `{two}` is out of range for the month"))
            .hint("where the day is not known, write the month alone"),
        Fault::Year if is_number(text) => not_four_digits(text),
        Fault::Backwards => DateError::new(DateErrorKind::Backwards, "the range runs backwards")
            .hint(format!("`{part}` is before its start")),
        Fault::Space => DateError::new(DateErrorKind::Syntax, "EDTF has no spaces").hint("leave them out"),
        Fault::OpenSet => {
            DateError::new(DateErrorKind::Syntax, "the set is not closed").hint("write [2014,2015] or {2014,2015}")
        }
        fault => {
            let kind = if fault == Fault::Time { DateErrorKind::OutOfRange } else { DateErrorKind::Syntax };
            let reason = error.message;
            match part {
                "" => DateError::new(kind, format!("`{text}` is no EDTF: {reason}")),
                _ => DateError::new(kind, format!("{reason}: `{part}`")),
            }
        }
    }
}

/// What edtf-core found wrong. It tells its reasons apart by their sentences alone, which are read here and nowhere else;
/// a test pins them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// A month beyond 12.
    Month,
    /// A day that the month does not have.
    Day,
    /// A year that has not four digits.
    Year,
    /// An hour, minute or second beyond the last.
    Time,
    /// The end of an interval or a range is before its start.
    Backwards,
    Space,
    /// A set without its closing bracket.
    OpenSet,
    Other,
}

impl Fault {
    fn of(error: &ParseError) -> Fault {
        match error.message {
            "month must be 01-12" | "month must be 01-12 or a sub-year code 21-41" => Fault::Month,
            "day is out of range for the month" => Fault::Day,
            "year must have exactly four digits (or X)" | "expected '-' before month" => Fault::Year,
            "hour must be 00-23 (24 is not allowed)" | "minute must be 00-59" | "second must be 00-60" => Fault::Time,
            "interval end precedes interval start" | "set range end precedes range start" => Fault::Backwards,
            "whitespace is not allowed" => Fault::Space,
            "unterminated set" => Fault::OpenSet,
            _ => Fault::Other,
        }
    }
}

/// `2021-08-26/27`: ISO 8601 lets the end of an interval leave out what its start says, EDTF does not.
fn shortened_end(text: &str) -> Option<DateError> {
    let (start, end) = text.split_once('/')?;
    let shared = start.get(..start.len().checked_sub(end.len())?)?;
    let whole = format!("{start}/{shared}{end}");
    let short = !end.is_empty() && !shared.is_empty() && plain(start.as_bytes()).is_some();
    (short && Edtf::parse(&whole).is_ok()).then(|| {
        DateError::new(DateErrorKind::Syntax, format!("the end of the interval, `{end}`, is not whole"))
            .hint(format!("write {whole}"))
    })
}

/// `Y-985`: `Y` is for years that four digits can't write.
fn short_y_year(text: &str) -> Option<DateError> {
    let year: i64 = text.strip_prefix('Y')?.parse().ok().filter(|year| (-9999..=9999).contains(year))?;
    let four = if year < 0 { format!("-{:04}", -year) } else { format!("{year:04}") };
    Some(
        DateError::new(DateErrorKind::Syntax, "`Y` is for years of more than four digits")
            .hint(format!("write {four}")),
    )
}

fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches('-');
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A run of digits that is too long or too short for a year.
fn not_four_digits(digits: &str) -> DateError {
    let error = DateError::new(DateErrorKind::Syntax, format!("`{digits}` is not a year of four digits"));
    if let (Some(year), Some(month), Some(day), 8) = (digits.get(..4), digits.get(4..6), digits.get(6..), digits.len())
    {
        let date = format!("{year}-{month}-{day}");
        if plain(date.as_bytes()).is_some() {
            return error.hint(format!("with hyphens it is a day: {date}"));
        }
    }
    error.hint("beyond 9999, write Y and the year: Y12000")
}

#[cfg(test)]
mod tests {
    use edtf_core::Edtf;

    use super::Fault;
    use crate::date::Date;

    /// Another release of edtf-core may say them otherwise, and then these reasons would be given as they stand there.
    #[test]
    fn the_reasons_of_edtf_core_are_known_by_their_sentences() {
        for (text, fault) in [
            ("2021-13", Fault::Month),
            ("2021-13-01T10:00:00", Fault::Month),
            ("2021-06-31", Fault::Day),
            ("2021-06-31T10:00:00", Fault::Day),
            ("202", Fault::Year),
            ("20210826", Fault::Year),
            ("2021-08-26T25:00:00", Fault::Time),
            ("2021-08-26T10:61:00", Fault::Time),
            ("2021-08-26T10:00:61", Fault::Time),
            ("2016/2014", Fault::Backwards),
            ("[2016..2014]", Fault::Backwards),
            ("[2014, 2015]", Fault::Space),
            ("[2014", Fault::OpenSet),
            ("2021-08-26x", Fault::Other),
        ] {
            assert_eq!(Fault::of(&Edtf::parse(text).unwrap_err()), fault, "{text}");
        }
    }

    #[test]
    fn wikidata_has_years_of_any_size_and_parts_that_are_zero() {
        for (text, edtf) in [
            ("-0050-00-00T00:00:00Z", "-0050"),
            ("+1999-08-00T00:00:00Z", "1999-08"),
            ("+1999-08-05T00:00:00Z", "1999-08-05"),
            ("+00000001999-08-05T00:00:00Z", "1999-08-05"),
            ("-0043-03-15T00:00:00Z", "-0043-03-15"),
            ("+12000-00-00T00:00:00Z", "Y12000"),
            ("12000-01-01T00:00:00Z", "Y12000"),
            ("-13798000000-00-00T00:00:00Z", "Y-13798000000"),
            ("-13798000000-01-01T00:00:00Z", "Y-13798000000"),
        ] {
            assert_eq!(Date::parse(text).map(|date| date.to_string()).as_deref(), Ok(edtf), "{text}");
        }
        for text in [
            "1999-08-00",
            "1999-00-05",
            "+1999-00-05",
            "1999-13-00",
            "+1999-02-30T00:00:00Z",
            "99-08-00",
            "1999-08-00-00",
            "0000-00-00x",
        ] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_looks_like_iso_is_explained() {
        for (text, message, hint) in [
            ("1969-13-20", "month `13` is out of range", "months run from 01 to 12"),
            ("2021-06-31", "there is no 31 June 2021: June 2021 has 30 days", "the month alone"),
            ("2021-06-31T10:00:00", "day `31` is out of range for the month", "the month alone"),
            ("2021-13-01 10:00", "month `13` is out of range", "months run from 01 to 12"),
            ("2021-08-26 10:61", "minute must be 00-59: `61`", ""),
            ("2021-08-26x", "unexpected characters after day: `x`", ""),
            ("2021-08-26-01", "unexpected characters after day: `-01`", ""),
            ("20210826", "`20210826` is not a year of four digits", "with hyphens it is a day: 2021-08-26"),
            ("12000", "`12000` is not a year of four digits", "Y12000"),
            ("[2014,2013-13]", "month `13` is out of range", "months run from 01 to 12"),
            ("[2014, 2015]", "EDTF has no spaces", "leave them out"),
            ("2021-08-26/27", "the end of the interval, `27`, is not whole", "write 2021-08-26/2021-08-27"),
            ("2021-W34", "weeks are not supported: EDTF has none", "write the days"),
            ("[2014", "the set is not closed", "write [2014,2015]"),
            ("2016/2014", "the range runs backwards", "`2014` is before its start"),
            ("[2016..2014]", "the range runs backwards", "`2014` is before its start"),
            ("2021-02-3X", "day `3X` is out of range for the month", ""),
        ] {
            let error = Date::parse(text).unwrap_err();
            assert_eq!(error.message, message, "{text}");
            let given = error.hint.map(|hint| hint.to_string()).unwrap_or_default();
            assert!(given.contains(hint), "{text}: {given}");
        }
    }
}
