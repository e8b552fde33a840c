//! The smallest phrases that name a time: `26 August 2021`, `08/2021`, `the 1990s`, `Q3 2020`, `winter 2015–16`.
//!
//! [`item`](super::item) calls it with what is left when the qualifiers and `early`, `mid`, `late` are off.

use chrono::Weekday;
use edtf_core::Edtf;

use crate::date::names::{month_name, month_number, winter_name};
use crate::date::{DateError, DateErrorKind, Plain, bounds};

/// A time as it is named, unchecked.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unit {
    Calendar(Calendar),
    /// A season, quarter or half by its EDTF code (21 to 24, 33 to 36, 40, 41).
    PartOfYear {
        code: u8,
        year: Option<i32>,
    },
    /// Its first year.
    Decade(i32),
    /// Its first year: 1800 for the 19th, as EDTF has it (18XX), and -399 for the 4th BC (-03XX).
    Century(i32),
    /// Ten years BC by the first of them: -498 for the 490s BC, which run from 499 to 490 BC and are no mask in EDTF.
    DecadeBc(i32),
    /// Some time from the one date to the other, both plain and of one precision: the first half of May.
    Range(edtf_core::Date, edtf_core::Date),
    /// EDTF that stands within the phrase.
    Edtf(edtf_core::Date),
}

/// The parts of a calendar date that are named. Years are astronomical: 0 is 1 BC.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Calendar {
    pub(super) year: Option<i32>,
    pub(super) month: Option<u8>,
    pub(super) day: Option<u8>,
    pub(super) weekday: Option<Weekday>,
}

/// The one season that begins in one year and ends in the next.
pub(super) const WINTER: u8 = 24;

type Reading = Result<Option<Unit>, DateError>;

pub(super) fn unit(text: &str) -> Reading {
    if let Some(unit) = edtf(text) {
        return Ok(Some(unit));
    }
    // What may stand within a date is nothing in front of it or behind: `of 2014`.
    if text.starts_with("of ") || [" of", " the", " in"].iter().any(|end| text.ends_with(end)) {
        return Ok(None);
    }
    for form in [numeric, decade, century, part_of_year, calendar, far_year] {
        if let Some(unit) = form(text)? {
            return Ok(Some(unit));
        }
    }
    Ok(None)
}

/// One EDTF date, which normalization has put in lower case.
fn edtf(text: &str) -> Option<Unit> {
    let text = text.to_ascii_uppercase();
    let date = edtf_date(&text)?;
    let part = |n: u8| (n > 0).then_some(n);
    Some(match Plain::unqualified(&date) {
        // As parts, so that it may give them to its neighbour.
        Some(plain) => Unit::Calendar(Calendar {
            year: Some(plain.year.into()),
            month: part(plain.month),
            day: part(plain.day),
            weekday: None,
        }),
        None => Unit::Edtf(date),
    })
}

/// Numbers alone: `2021/08/26`, `26.08.2021`, `8/26/2021`, `08/2021`.
fn numeric(text: &str) -> Reading {
    let Some(separator) = text.chars().find(|c| !c.is_ascii_digit()) else {
        return Ok(None);
    };
    let parts: Vec<&str> = text.split(separator).collect();
    let digits = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !matches!(separator, '/' | '.' | '-' | '–') || !digits {
        return Ok(None);
    }
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let number = |i: usize| parts.get(i).and_then(|part| part.parse::<u16>().ok()).unwrap_or(0);
    let (year, month, day) = match lengths[..] {
        [4, 1 | 2, 1 | 2] => (number(0), number(1), Some(number(2))),
        [1 | 2, 1 | 2, 4] => {
            let (day, month) = day_and_month(text, number(0), number(1), number(2))?;
            (number(2), month, Some(day))
        }
        [1 | 2, 1 | 2, 1 | 2] => return Err(two_digit_year(text)),
        [4, 1 | 2] => {
            not_two_years(text, number(0), parts[1])?;
            (number(0), number(1), None)
        }
        // A dash joins two times, and what comes before the year need not be a month: `8–1847`.
        [1 | 2, 4] if separator != '–' => (number(1), number(0), None),
        _ => return Ok(None),
    };
    if !(1..=12).contains(&month) {
        return Err(DateError::new(DateErrorKind::OutOfRange, format!("month `{month:02}` is out of range"))
            .hint("months run from 01 to 12"));
    }
    Ok(Some(Unit::Calendar(Calendar {
        year: Some(year.into()),
        month: Some(month as u8),
        day: day.map(|day| day as u8),
        weekday: None,
    })))
}

/// The second number may be a month or the end of a later year: `2010/11`, `1904–5`, `1914-18`. EDTF itself, `2010-11`,
/// is read before.
///
/// # Errors
/// It can be a year.
fn not_two_years(text: &str, year: u16, short: &str) -> Result<(), DateError> {
    let size = if short.len() == 1 { 10 } else { 100 };
    let month: u16 = short.parse().unwrap_or(0);
    if month <= year % size {
        return Ok(());
    }
    let last = year - year % size + month;
    Err(if month <= 12 {
        let name = month_name(month as u8);
        DateError::new(
            DateErrorKind::Ambiguous,
            format!("`{text}` has two readings: {name} {year:04}, or {year:04} to {last:04}"),
        )
        .hint(format!("write {year:04}-{month:02} for the month, {year:04}/{last:04} for the years"))
    } else {
        DateError::new(DateErrorKind::NoCentury, format!("`{short}` is no month, and as a year it has no century"))
            .hint(format!("write {year:04}/{last:04} for {year:04} to {last:04}"))
    })
}

/// Which of two numbers before a year is the day, where only one of them can be the month.
fn day_and_month(text: &str, a: u16, b: u16, year: u16) -> Result<(u16, u16), DateError> {
    let is_month = |n: u16| (1..=12).contains(&n);
    match (is_month(a), is_month(b)) {
        (true, true) if a != b => {
            let name = |month: u16| month_name(month as u8);
            let message = format!("`{text}` has two readings: {a} {} or {b} {} {year}", name(b), name(a));
            Err(DateError::new(DateErrorKind::DayOrMonth, message)
                .hint(format!("write {year:04}-{b:02}-{a:02} or {year:04}-{a:02}-{b:02}")))
        }
        (true, false) => Ok((b, a)),
        _ => Ok((a, b)),
    }
}

/// `1990s`, `1990's`, `490s BC`.
fn decade(text: &str) -> Reading {
    let (text, era) = match text.rsplit_once(' ') {
        Some((text, word)) => match era(word) {
            Some(era) => (text, Some(era)),
            None => return Ok(None),
        },
        None => (text, None),
    };
    let Some(digits) = text.strip_suffix("'s").or(text.strip_suffix('s')) else {
        return Ok(None);
    };
    let short = digits.trim_start_matches('\'');
    if !short.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    if era == Some(Era::Bc) {
        return decade_before_christ(digits);
    }
    match (short.len(), digits.len()) {
        (2, _) => Err(DateError::new(DateErrorKind::NoCentury, format!("`{text}` has no century"))
            .hint("write four digits, as in 1990s")),
        (4, 4) if digits.ends_with("00") => {
            let century = &digits[..2];
            Err(DateError::new(DateErrorKind::Ambiguous, format!("`{text}` has two readings: ten years or a hundred"))
                .hint(format!("write {century}0X for the decade, {century}XX for the century")))
        }
        (4, 4) if digits.ends_with('0') => Ok(digits.parse().ok().map(Unit::Decade)),
        _ => Ok(None),
    }
}

fn decade_before_christ(digits: &str) -> Reading {
    let Some(years) = number(digits, 2..=4).filter(|years| years % 10 == 0 && *years > 0) else {
        return Ok(None);
    };
    if years % 100 == 0 {
        let message = format!("`{digits}s BC` has two readings: ten years or a hundred");
        return Err(DateError::new(DateErrorKind::Ambiguous, message).hint(format!(
            "write {} for the ten years, {} for the century",
            format_args!("between {} and {years} BC", years + 9),
            format_args!("between {} and {years} BC", years + 99),
        )));
    }
    Ok(Some(Unit::DecadeBc(1 - i32::from(years + 9))))
}

/// `19th century`, `4th century BC`.
fn century(text: &str) -> Reading {
    let words: Vec<&str> = text.split(' ').collect();
    let ([nth, "century"] | [nth, "century", "ad" | "ce" | "bc" | "bce"]) = words[..] else {
        return Ok(None);
    };
    let Some(nth @ 1..=100) = ordinal(nth) else {
        return Ok(None);
    };
    let is_bc = text.ends_with("bc") || text.ends_with("bce");
    if is_bc {
        return Ok(Some(Unit::Century(1 - 100 * i32::from(nth))));
    }
    if nth == 1 {
        return Err(DateError::new(DateErrorKind::Unsupported, "EDTF's first hundred years, 00XX, begin with 1 BC")
            .hint("write [0001..0100]"));
    }
    Ok(Some(Unit::Century(i32::from(nth - 1) * 100)))
}

/// `Q3 2020`, `third quarter of 2020`, `first half of 2020`, `summer 2015`, `winter 2015–16`, and the year first.
fn part_of_year(text: &str) -> Reading {
    let year_first = || text.split_at_checked(4).filter(|(year, _)| number(year, 4..=4).is_some());
    // `Q1/2020`, `2020-Q1`, `2020Q1`
    let words = match text.split_once(['/', '-']).or_else(year_first) {
        Some((a, b)) if a.starts_with('q') || b.starts_with('q') => vec![a, b],
        _ => words(text),
    };
    let found = code_in_front(&words).or_else(|| {
        let (last, rest) = words.split_last()?;
        let (code, _) = code_in_front(std::slice::from_ref(last))?;
        Some((code, rest))
    });
    let Some((code, rest)) = found else {
        return Ok(None);
    };
    if rest.is_empty() {
        return Ok(Some(Unit::PartOfYear { code, year: None }));
    }
    if let Some(range) = part_of_other(code, &rest.join(" "))? {
        return Ok(Some(range));
    }
    let year = if code == WINTER { winter(&rest.concat())? } else { year(rest) };
    Ok(year.map(|year| Unit::PartOfYear { code, year: Some(year) }))
}

/// The first half of a month, a decade or a century, or a quarter of a century, by the code of that part of a year.
fn part_of_other(code: u8, whole: &str) -> Reading {
    let (parts, nth) = match code {
        33..=36 => (4, i32::from(code) - 33),
        40 | 41 => (2, i32::from(code) - 40),
        _ => return Ok(None),
    };
    let years = |first: i32, length: i32| {
        let part = length / parts;
        let year = |year| bounds::calendar(year, None, None);
        Unit::Range(year(first + nth * part), year(first + (nth + 1) * part - 1))
    };
    Ok(match unit(whole)? {
        Some(Unit::Calendar(Calendar { year: Some(year), month: Some(month), day: None, weekday: None }))
            if parts == 2 =>
        {
            let length = bounds::days_in_month(year, month);
            let (first, last) = if nth == 0 { (1, 15) } else { (16, length) };
            let day = |day| bounds::calendar(year, Some(month), Some(day));
            Some(Unit::Range(day(first), day(last)))
        }
        Some(Unit::Decade(first)) if parts == 2 => Some(years(first, 10)),
        Some(Unit::Century(first)) => Some(years(first, 100)),
        _ => None,
    })
}

/// `12000 BC`: a year beyond those that EDTF writes with four digits.
fn far_year(text: &str) -> Reading {
    let words = words(text);
    let [digits, word] = words[..] else { return Ok(None) };
    if era(word) != Some(Era::Bc) {
        return Ok(None);
    }
    if digits.len() < 5 || digits.starts_with('0') || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let Some(year) = digits.parse::<i64>().ok().map(|bc| 1 - bc) else { return Ok(None) };
    Ok(edtf_date(&format!("Y{year}")).map(Unit::Edtf))
}

fn edtf_date(text: &str) -> Option<edtf_core::Date> {
    match crate::date::edtf::parse(text).ok()? {
        Edtf::Date(date) => Some(date),
        _ => None,
    }
}

fn code_in_front<'a, 'b>(words: &'b [&'a str]) -> Option<(u8, &'b [&'a str])> {
    let single = match *words.first()? {
        "spring" => 21,
        "summer" => 22,
        "autumn" | "fall" => 23,
        "winter" => WINTER,
        "q1" => 33,
        "q2" => 34,
        "q3" => 35,
        "q4" => 36,
        "h1" => 40,
        "h2" => 41,
        _ => 0,
    };
    if single > 0 {
        return Some((single, &words[1..]));
    }
    let [nth, part, rest @ ..] = words else {
        return None;
    };
    let nth = match *nth {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "last" if *part == "half" => 2,
        "last" => 4,
        _ => ordinal(nth)?,
    };
    match (*part, nth) {
        ("quarter", 1..=4) => Some((32 + nth as u8, rest)),
        ("half", 1..=2) => Some((39 + nth as u8, rest)),
        _ => None,
    }
}

/// The first year of `2015-16`, `2015/16` or `2015-2016`.
fn winter(years: &str) -> Result<Option<i32>, DateError> {
    if let Some(year) = year(&[years]) {
        let (before, after) = (winter_name(year - 1), winter_name(year));
        return Err(DateError::new(
            DateErrorKind::Ambiguous,
            format!("`winter {year}` has two readings: {before} or {after}"),
        )
        .hint(format!("write {before} or {after}")));
    }
    let Some((first, second)) = years.split_once(['-', '–', '/']) else {
        return Ok(None);
    };
    let Some(first) = year(&[first]) else {
        return Ok(None);
    };
    let next = format!("{:04}", first + 1);
    if second == next || (second.len() == 2 && next.ends_with(second)) {
        return Ok(Some(first));
    }
    // Anything else is no pair of years, or more than one.
    if number(second, 2..=4).is_none() {
        return Ok(None);
    }
    Err(DateError::new(DateErrorKind::Contradiction, "a winter ends in the year after its first")
        .hint("write winter 2015–16"))
}

/// The words of a date, without those that say nothing.
fn words(text: &str) -> Vec<&str> {
    let words = text.split([' ', ',']).filter(|word| !matches!(*word, "" | "of" | "the" | "in"));
    words.flat_map(|word| if let Some((a, b)) = year_and_era(word) { vec![a, b] } else { vec![word] }).collect()
}

/// `21st`, `26th`: the number. `None` also for `21th`.
pub(super) fn ordinal(word: &str) -> Option<u16> {
    let n = number(word.get(..word.len().checked_sub(2)?)?, 1..=3)?;
    let end = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    word.ends_with(end).then_some(n)
}

fn number(digits: &str, length: std::ops::RangeInclusive<usize>) -> Option<u16> {
    let sound = length.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if sound { digits.parse().ok() } else { None }
}

/// `2021`, `AD 79`, `79 CE`, `44 BC`: the year, astronomical.
fn year(words: &[&str]) -> Option<i32> {
    match *words {
        [year] => number(year, 4..=4).map(i32::from),
        [a, b] => {
            let (digits, era) = match era(a) {
                Some(Era::Ad) => (b, Era::Ad),
                Some(_) => return None,
                None => (a, era(b).map(|era| if era == Era::Ad { Era::Ce } else { era })?),
            };
            // EDTF writes 10000 BC, which is -9999, with four digits.
            let most = if era == Era::Bc { 10_000 } else { 9999 };
            let n = number(digits, 1..=5).filter(|n| (1..=most).contains(n) && !(digits.len() > 4 && *n < 10_000))?;
            Some(if era == Era::Bc { 1 - i32::from(n) } else { n.into() })
        }
        _ => None,
    }
}

/// `44BC`, `AD500`, where they touch.
fn year_and_era(word: &str) -> Option<(&str, &str)> {
    let starts_as_year = word.starts_with(|c: char| c.is_ascii_digit());
    let middle = word.find(|c: char| c.is_ascii_digit() != starts_as_year)?;
    let (a, b) = word.split_at(middle);
    let is_pair = if starts_as_year { era(b).is_some() } else { era(a) == Some(Era::Ad) };
    is_pair.then_some((a, b))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Era {
    /// May also stand before the year.
    Ad,
    Ce,
    Bc,
}

fn era(word: &str) -> Option<Era> {
    match word.replace('.', "").as_str() {
        "ad" => Some(Era::Ad),
        "ce" => Some(Era::Ce),
        "bc" | "bce" => Some(Era::Bc),
        _ => None,
    }
}

/// A part of a calendar date.
#[derive(Clone, Copy)]
enum Part {
    /// One or two digits: a day; without `th` perhaps a year that lacks its century.
    Short(u16),
    Month(u8),
    Year(i32),
}

/// `26 August 2021`, `Thu, Aug. 26th, 2021`, `August 2021`, and what of it may stand beside a whole date: `26`,
/// `26 August`, `26, 2021`.
fn calendar(text: &str) -> Reading {
    // `26-Aug-2021`
    let hyphens: Vec<&str> = text.split(['-', '–', '/']).collect();
    let hyphenated =
        matches!(hyphens[..], [_, _] | [_, _, _]) && hyphens.iter().any(|word| month_number(word).is_some());
    let mut words = match glued(text) {
        Some(words) => words,
        None if hyphenated => hyphens,
        None => words(text),
    };
    let mut calendar = Calendar { weekday: take_weekday(&mut words), ..Calendar::default() };
    let Some(parts) = parts(&words)? else {
        return Ok(None);
    };
    let day = |n: u16| u8::try_from(n).ok();
    match parts[..] {
        [] if calendar.weekday.is_some() => {}
        [Part::Short(d)] | [Part::Short(d), Part::Month(_)] | [Part::Month(_), Part::Short(d)] if d > 31 => {
            return Err(two_digit_year(&d.to_string()));
        }
        [Part::Short(d)] => calendar.day = day(d),
        [Part::Month(m)] => calendar.month = Some(m),
        [Part::Year(y)] => calendar.year = Some(y),
        [Part::Month(m), Part::Year(y)] | [Part::Year(y), Part::Month(m)] => {
            calendar.month = Some(m);
            calendar.year = Some(y);
        }
        [Part::Short(d), Part::Month(m)] | [Part::Month(m), Part::Short(d)] => {
            calendar.day = day(d);
            calendar.month = Some(m);
        }
        [Part::Short(d), Part::Year(y)] => {
            calendar.day = day(d);
            calendar.year = Some(y);
        }
        [Part::Short(d), Part::Month(m), Part::Year(y)]
        | [Part::Month(m), Part::Short(d), Part::Year(y)]
        | [Part::Year(y), Part::Month(m), Part::Short(d)] => {
            calendar.day = day(d);
            calendar.month = Some(m);
            calendar.year = Some(y);
        }
        [Part::Short(_), Part::Month(_), Part::Short(y)] | [Part::Month(_), Part::Short(_), Part::Short(y)] => {
            return Err(two_digit_year(&format!("{y:02}")));
        }
        _ => return Ok(None),
    }
    Ok(Some(Unit::Calendar(calendar)))
}

/// Takes the weekday off the front or the end.
fn take_weekday(words: &mut Vec<&str>) -> Option<Weekday> {
    if let Some(weekday) = words.first().and_then(|word| weekday(word)) {
        words.remove(0);
        return Some(weekday);
    }
    let last = words.last().and_then(|word| weekday(word.trim_matches(['(', ')'])))?;
    words.pop();
    Some(last)
}

/// `13nov2017`, `nov2017`, as statistics programs write them: the parts without anything between them.
fn glued(text: &str) -> Option<Vec<&str>> {
    let day = text.bytes().take_while(u8::is_ascii_digit).count();
    let year = text.len() - text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let name = text.get(day..year)?;
    (day <= 2 && day < year && month_number(name).is_some() && text.len() > year)
        .then(|| [&text[..day], name, &text[year..]].into_iter().filter(|part| !part.is_empty()).collect())
}

fn parts(words: &[&str]) -> Result<Option<Vec<Part>>, DateError> {
    let mut parts = Vec::with_capacity(3);
    // Said only where all the words are parts of a date: the 753 of `753 to 509 BC` gets its era.
    let mut refused = None;
    let mut rest = words;
    while let [word, ..] = rest {
        // The era makes a year of any number; that of `1066, AD 999` is not 1066's.
        let next_has_era = matches!(rest, [_, ad, n, ..] if era(ad) == Some(Era::Ad) && number(n, 1..=4).is_some());
        if let Some(year) = rest.get(..2).and_then(year).filter(|_| !next_has_era) {
            parts.push(Part::Year(year));
            rest = &rest[2..];
            continue;
        }
        rest = &rest[1..];
        let part = if let Some(month) = month_number(word) {
            Part::Month(month)
        } else if let Some(n) = number(word.strip_suffix('.').unwrap_or(word), 1..=2).or_else(|| ordinal(word)) {
            Part::Short(n)
        } else if let Some(year) = year(&[word]) {
            Part::Year(year)
        } else if number(word.trim_start_matches('\''), 2..=2).is_some() {
            refused = refused.or(Some(two_digit_year(word)));
            continue;
        } else if number(word, 3..=3).is_some() {
            let error = DateError::new(DateErrorKind::NotADate, format!("`{word}` has three digits"))
                .hint(format!("for the year, write AD {word} or 0{word}"));
            refused = refused.or(Some(error));
            continue;
        } else {
            return Ok(None);
        };
        parts.push(part);
    }
    refused.map_or(Ok(Some(parts)), Err)
}

pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word.trim_end_matches('.') {
        "monday" | "mon" => Weekday::Mon,
        "tuesday" | "tues" | "tue" => Weekday::Tue,
        "wednesday" | "weds" | "wed" => Weekday::Wed,
        "thursday" | "thurs" | "thur" | "thu" => Weekday::Thu,
        "friday" | "fri" => Weekday::Fri,
        "saturday" | "sat" => Weekday::Sat,
        "sunday" | "sun" => Weekday::Sun,
        _ => return None,
    })
}

pub(super) fn two_digit_year(text: &str) -> DateError {
    DateError::new(DateErrorKind::NoCentury, format!("`{text}` as a year has no century"))
        .hint("write the year with four digits")
}
