//! The value of a cell as people see it.

use std::fmt::Write;

use calamine::{Data, DataRef, ExcelDateTime, Style};

/// How much of a date the format of its cell shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// The day, or it is not known.
    #[default]
    Day,
    /// `mmm yyyy`: the day is a stand-in.
    Month,
    /// `yyyy`: the month is one too.
    Year,
}

impl Shown {
    /// What the number format of a style shows (ECMA-376 part 1, 18.8.31).
    pub fn of(style: &Style) -> Shown {
        style.number_format.as_ref().map_or(Shown::Day, |format| Shown::of_code(&format.format_code))
    }

    fn of_code(code: &str) -> Shown {
        let (mut has_year, mut has_month, mut has_more, mut is_quoted, mut is_bracket) =
            (false, false, false, false, false);
        let mut signs = code.chars();
        while let Some(sign) = signs.next() {
            match sign.to_ascii_lowercase() {
                '"' => is_quoted = !is_quoted,
                '\\' | '_' | '*' => _ = signs.next(),
                '[' if !is_quoted => is_bracket = true,
                ']' if !is_quoted => is_bracket = false,
                _ if is_quoted || is_bracket => {}
                // Only the form of positive numbers is that of dates.
                ';' => break,
                'y' => has_year = true,
                'm' => has_month = true,
                'd' | 'h' | 's' => has_more = true,
                _ => {}
            }
        }
        match (has_year, has_month, has_more) {
            (true, true, false) => Shown::Month,
            (true, false, false) => Shown::Year,
            _ => Shown::Day,
        }
    }
}

/// The value of a cell that the library keeps in a range.
pub fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(is_so) => DataRef::Bool(*is_so),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// Appends the value of a cell.
pub fn write(value: &DataRef<'_>, shown: Shown, into: &mut String) {
    match value {
        DataRef::Empty => {}
        DataRef::String(text) => into.push_str(text.trim_end_matches('\0')),
        DataRef::SharedString(text) => into.push_str(text),
        DataRef::Int(number) => _ = write!(into, "{number}"),
        DataRef::Float(number) => self::number(*number, into),
        DataRef::Bool(is_so) => into.push_str(if *is_so { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(moment) => self::moment(moment, shown, into),
        DataRef::DateTimeIso(text) => into.push_str(text.strip_suffix("T00:00:00").unwrap_or(text)),
        DataRef::DurationIso(text) => iso_duration(text, into),
        DataRef::Error(error) => _ = write!(into, "{error}"),
    }
}

/// A number with the 15 digits that Excel keeps: `369`, not `369.0`; `1.1`, not `1.1000000000000001`.
fn number(number: f64, into: &mut String) {
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    _ = write!(into, "{rounded}");
}

/// The days from the first of 1900, as Excel counts them, to the first of 1904.
const FROM_1900_TO_1904: f64 = 1462.0;

/// A day, a time of day, or both.
fn moment(moment: &ExcelDateTime, shown: Shown, into: &mut String) {
    let serial = moment.as_f64();
    let is_whole = serial.fract() == 0.0;
    if moment.is_duration() || (0.0..1.0).contains(&serial) && !is_whole {
        let seconds = (serial * 86_400.0).round() as i64;
        let (sign, seconds) = (if seconds < 0 { "-" } else { "" }, seconds.unsigned_abs());
        _ = write!(into, "{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        return;
    }
    // What is no day of any calendar of Excel's stays the number that it is.
    if !(0.0..=2_958_465.999_999_9 + FROM_1900_TO_1904).contains(&serial) {
        return self::number(serial, into);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    match shown {
        Shown::Year if is_whole && (month, day) == (1, 1) => _ = write!(into, "{year:04}"),
        Shown::Month if is_whole && day == 1 => _ = write!(into, "{year:04}-{month:02}"),
        _ => _ = write!(into, "{year:04}-{month:02}-{day:02}"),
    }
    if (hour, minute, second, milli) != (0, 0, 0, 0) {
        _ = write!(into, "T{hour:02}:{minute:02}");
        if (second, milli) != (0, 0) {
            _ = write!(into, ":{second:02}");
        }
        if milli != 0 {
            _ = write!(into, ".{milli:03}");
        }
    }
}

/// `PT05H30M00S` as `05:30:00`.
fn iso_duration(text: &str, into: &mut String) {
    let mut parts = [0u64; 3];
    let mut digits = String::new();
    for c in text.strip_prefix("PT").unwrap_or_default().chars() {
        match c {
            '0'..='9' => digits.push(c),
            'H' | 'M' | 'S' => {
                let part = match c {
                    'H' => 0,
                    'M' => 1,
                    _ => 2,
                };
                parts[part] = digits.parse().unwrap_or(0);
                digits.clear();
            }
            _ => return into.push_str(text),
        }
    }
    let [hours, minutes, seconds] = parts;
    if text.starts_with("PT") {
        _ = write!(into, "{hours:02}:{minutes:02}:{seconds:02}");
    } else {
        into.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    fn text(value: &DataRef<'_>, shown: Shown) -> String {
        let mut text = String::new();
        write(value, shown, &mut text);
        text
    }

    fn date(serial: f64, is_1904: bool, shown: Shown) -> String {
        text(&DataRef::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, is_1904)), shown)
    }

    #[test]
    fn numbers_are_as_people_see_them() {
        let numbers = [369.0, 1.1 * 1.1, 0.1 + 0.2, -0.5, 1e21, 12345678901234.0, 34.5253, 0.0];
        let texts = numbers.map(|number| text(&DataRef::Float(number), Shown::Day));
        assert_eq!(texts, ["369", "1.21", "0.3", "-0.5", "1000000000000000000000", "12345678901234", "34.5253", "0"]);
    }

    #[test]
    fn dates_are_days_where_they_have_no_time() {
        assert_eq!(date(44434.0, false, Shown::Day), "2021-08-26");
        assert_eq!(date(44434.0 - 1462.0, true, Shown::Day), "2021-08-26");
        assert_eq!(date(1.0, false, Shown::Day), "1900-01-01");
        assert_eq!(date(61.0, false, Shown::Day), "1900-03-01");
        assert_eq!(date(44434.729166666664, false, Shown::Day), "2021-08-26T17:30");
        assert_eq!(date(44434.5 + 5.0 / 86_400.0, false, Shown::Day), "2021-08-26T12:00:05");
        assert_eq!(date(0.25, false, Shown::Day), "06:00:00");
        assert_eq!(date(-5.0, false, Shown::Day), "-5");
    }

    #[test]
    fn dates_are_no_more_precise_than_they_are_shown() {
        for (code, shown) in [
            ("yyyy-mm-dd", Shown::Day),
            ("mmm\\-yy", Shown::Month),
            ("[$-409]mmmm yyyy;@", Shown::Month),
            ("yyyy", Shown::Year),
            ("\"day\" yyyy", Shown::Year),
            ("h:mm", Shown::Day),
            ("General", Shown::Day),
        ] {
            assert_eq!(Shown::of_code(code), shown, "{code}");
        }
        assert_eq!(date(42370.0, false, Shown::Month), "2016-01");
        assert_eq!(date(42370.0, false, Shown::Year), "2016");
        assert_eq!(date(42375.0, false, Shown::Month), "2016-01-06");
    }

    #[test]
    fn times_of_other_workbooks_are_times() {
        assert_eq!(text(&DataRef::DurationIso("PT05H30M07S".to_owned()), Shown::Day), "05:30:07");
        assert_eq!(text(&DataRef::DateTimeIso("2021-08-26".to_owned()), Shown::Day), "2021-08-26");
        assert_eq!(text(&DataRef::DateTimeIso("2021-08-26T00:00:00".to_owned()), Shown::Day), "2021-08-26");
    }
}
