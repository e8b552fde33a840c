//! What years, months and winters are called in English: `phrase` reads these names, `words` writes them.

use std::ops::RangeInclusive;

/// The years within which phrases compute: those that EDTF writes with four digits.
pub(super) const YEARS: RangeInclusive<i32> = -9999..=9999;

/// The name of a month, 1 to 12.
pub(super) fn month_name(month: u8) -> &'static str {
    MONTHS.get(usize::from(month).wrapping_sub(1)).unwrap_or(&"")
}

/// Its first three letters, 1 to 12; empty for any other number.
pub fn short_month(month: u8) -> &'static str {
    let name = month_name(month);
    name.get(..3).unwrap_or(name)
}

/// The month, 1 to 12, of its whole name or its first three letters (September also by four), in any case, with a full
/// stop or without.
pub fn month_number(name: &str) -> Option<u8> {
    let name = name.trim_end_matches('.');
    let is = |month: &str| month.eq_ignore_ascii_case(name) || month[..3].eq_ignore_ascii_case(name);
    let at = if name.eq_ignore_ascii_case("sept") { 8 } else { MONTHS.iter().position(|month| is(month))? };
    Some(at as u8 + 1)
}

/// A year as people write it: `2021`, `AD 79`, `44 BC`.
pub fn year_name(year: i32) -> String {
    match year {
        1000.. => year.to_string(),
        1.. => format!("AD {year}"),
        _ => format!("{} BC", 1 - i64::from(year)),
    }
}

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A winter by its two years: `winter 2015–16`, `winter 1999–2000`.
pub(super) fn winter_name(first: i32) -> String {
    let second = first + 1;
    match second % 100 {
        0 => format!("winter {first}–{second}"),
        short => format!("winter {first}–{short:02}"),
    }
}
