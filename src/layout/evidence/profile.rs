//! What stands in a column, by a look at a sample of its cells.
//!
//! The evidence makes one [`Profile`] of each column and weighs it for every field.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::name::ColumnName;
use crate::date::Date;
use crate::date::convention::{ConventionStats, DateConvention, PartOrder, is_serial};
use crate::model::people::PeopleCount;

/// Where so many cells are no dates, the others are none either.
const FIRST_TRIED: usize = 16;

/// Longer cells are prose, and no dates.
const LONGEST_DATE: usize = 48;

/// The first and the last day that a date may be.
pub type Days = (NaiveDate, NaiveDate);

/// One column of a sample.
pub struct Profile<'a> {
    /// The name in the header.
    pub header: &'a str,
    pub name: ColumnName,
    /// The cells that say something, with the numbers of their rows.
    pub cells: Vec<(usize, &'a str)>,
    /// The number of rows of the sample.
    pub rows: usize,
    /// Words that stand for an unknown value, and were met.
    pub missing_words: Vec<&'a str>,
    pub integers: usize,
    pub numbers: usize,
    pub least: f64,
    pub greatest: f64,
    /// Cells with a letter, with a space between words, with an address of the web.
    pub lettered: usize,
    pub spaced: usize,
    pub links: usize,
    pub distinct: usize,
    /// The mean length of the cells in characters.
    pub length: usize,
    /// Those of the cells that were read as dates: how many were tried, and what the others are.
    pub dates: DateCells,
}

/// The cells of a column as dates.
#[derive(Default)]
pub struct DateCells {
    pub tried: usize,
    /// The dates by row; a row whose cell is none, or was not tried, is not in it.
    pub days: Vec<(usize, Days)>,
    /// How many of them are known to the day, and to the month.
    pub to_day: usize,
    pub to_month: usize,
}

impl DateCells {
    pub fn share(&self) -> f32 {
        share(self.days.len(), self.tried)
    }
}

/// A part of a whole as a number from 0 to 1; 0 where the whole is nothing.
pub fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

impl<'a> Profile<'a> {
    /// Looks at column `i` of the rows.
    pub fn new(header: &'a str, rows: &'a [Vec<String>], i: usize) -> Profile<'a> {
        let mut profile = Profile {
            header,
            name: ColumnName::new(header),
            cells: Vec::with_capacity(rows.len()),
            rows: rows.len(),
            missing_words: Vec::new(),
            integers: 0,
            numbers: 0,
            least: f64::INFINITY,
            greatest: f64::NEG_INFINITY,
            lettered: 0,
            spaced: 0,
            links: 0,
            distinct: 0,
            length: 0,
            dates: DateCells::default(),
        };
        let mut distinct = HashSet::with_capacity(rows.len());
        for (row, cells) in rows.iter().enumerate() {
            let Some(cell) = cells.get(i).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()) else { continue };
            if is_missing_word(cell) {
                if !profile.missing_words.contains(&cell) {
                    profile.missing_words.push(cell);
                }
                continue;
            }
            profile.take(row, cell);
            distinct.insert(cell);
        }
        profile.distinct = distinct.len();
        profile.length /= profile.cells.len().max(1);
        profile.dates = profile.read_dates();
        profile
    }

    fn take(&mut self, row: usize, cell: &'a str) {
        self.cells.push((row, cell));
        self.length += cell.chars().count();
        if let Some(number) = number(cell) {
            self.numbers += 1;
            self.integers += usize::from(number.fract() == 0.0 && !cell.contains(['.', ',']));
            self.least = self.least.min(number);
            self.greatest = self.greatest.max(number);
            return;
        }
        if cell.contains("://") || cell.starts_with("www.") {
            self.links += 1;
            return;
        }
        self.lettered += usize::from(cell.chars().any(char::is_alphabetic));
        self.spaced += usize::from(cell.contains(' '));
    }

    /// How many cells say something.
    pub fn filled(&self) -> usize {
        self.cells.len()
    }

    /// The share of the rows in which the column says something.
    pub fn fill(&self) -> f32 {
        share(self.filled(), self.rows)
    }

    /// Whether the sample has rows and the column says nothing in any of them: then it changes nothing of the reading.
    pub fn is_blank(&self) -> bool {
        self.rows > 0 && self.cells.is_empty()
    }

    /// Whether most cells have letters and are no addresses. A file without rows leaves it to the names.
    pub fn is_text(&self) -> bool {
        self.rows == 0 || 2 * self.lettered >= self.filled().max(1)
    }

    /// Whether nearly all cells are numbers.
    pub fn is_numeric(&self) -> bool {
        self.filled() > 0 && 10 * self.numbers >= 9 * self.filled()
    }

    /// Whether all cells are whole numbers.
    pub fn is_integers(&self) -> bool {
        self.filled() > 0 && self.integers == self.filled()
    }

    pub fn distinct_share(&self) -> f32 {
        share(self.distinct, self.filled())
    }

    /// The cells as whole numbers, where they are.
    pub fn whole_numbers(&self) -> impl Iterator<Item = (usize, i64)> {
        self.cells.iter().filter_map(|&(row, cell)| Some((row, whole_number(cell)?)))
    }

    /// The share of the cells that pass the test.
    pub fn share_of(&self, test: impl Fn(&str) -> bool) -> f32 {
        share(self.cells.iter().filter(|(_, cell)| test(cell)).count(), self.filled())
    }

    /// How the dates of numbers in this column are written.
    pub fn convention(&self) -> DateConvention {
        let mut stats = ConventionStats::default();
        self.cells.iter().filter(|(_, cell)| cell.len() <= LONGEST_DATE).for_each(|(_, cell)| stats.add(cell));
        DateConvention {
            // Whatever the order or the century is, a date is a date.
            order: Some(stats.order().unwrap_or(PartOrder::Dmy)),
            century: Some(1950),
            zero_is_unknown: true,
            ..DateConvention::default()
        }
    }

    /// What stands in it, in a few words.
    pub fn holds(&self) -> String {
        let dates = &self.dates;
        match () {
            () if self.cells.is_empty() => String::new(),
            () if dates.share() >= 0.8 => {
                let precision = match (2 * dates.to_day >= dates.days.len(), 2 * dates.to_month >= dates.days.len()) {
                    (true, _) => "days",
                    (false, true) => "months",
                    (false, false) => "years",
                };
                format!("dates ({precision})")
            }
            () if self.is_numeric() => {
                let what = if self.is_integers() { "whole numbers" } else { "numbers" };
                match self.least == self.greatest {
                    true => format!("{what}, all {}", self.least),
                    false => format!("{what}, {} to {}", self.least, self.greatest),
                }
            }
            () if 2 * self.links >= self.filled() => "addresses".to_owned(),
            () if self.length > 80 => "prose".to_owned(),
            () if self.is_text() && self.distinct_share() < 0.3 && self.filled() >= 10 => {
                format!("text, {} different", self.distinct)
            }
            () if self.is_text() => "text".to_owned(),
            () => "mixed".to_owned(),
        }
    }

    fn read_dates(&self) -> DateCells {
        let may_be = |cell: &str| {
            cell.len() <= LONGEST_DATE
                && cell.bytes().any(|byte| byte.is_ascii_digit())
                // A number may be anything: the name tells whether it is a year.
                && (number(cell).is_none() || is_compact_day(cell) || (!self.is_numeric() && is_plain_year(cell)))
        };
        let mut dates = DateCells { tried: self.filled(), ..DateCells::default() };
        let possible = self.cells.iter().filter(|(_, cell)| may_be(cell)).count();
        if 3 * possible < self.filled() || possible == 0 {
            return dates;
        }
        let convention = self.convention();
        for (n, &(row, cell)) in self.cells.iter().enumerate() {
            if n == FIRST_TRIED && dates.days.is_empty() {
                break;
            }
            if !may_be(cell) {
                continue;
            }
            let other = DateConvention { order: Some(PartOrder::Mdy), ..convention };
            let Some(date) = convention.read(cell).or_else(|_| other.read(cell)).ok() else { continue };
            let Some(days) = date.earliest().or(date.latest()).zip(date.latest().or(date.earliest())) else { continue };
            dates.to_day += usize::from(days.0 == days.1 || is_range_of_days(&date));
            dates.to_month += usize::from((days.1 - days.0).num_days() <= 31);
            dates.days.push((row, days));
        }
        dates
    }
}

/// Whether its ends are known to the day.
fn is_range_of_days(date: &Date) -> bool {
    let is_first = |day: NaiveDate| day.format("%d").to_string() == "01";
    date.latest().zip(date.earliest()).is_some_and(|(last, first)| {
        let next = last.succ_opt().unwrap_or(last);
        !is_first(first) || !is_first(next)
    })
}

/// `20210826`, `2021-08-26` without its signs.
fn is_compact_day(cell: &str) -> bool {
    cell.len() == 8 && cell.starts_with(['1', '2']) && cell.bytes().all(|byte| byte.is_ascii_digit())
}

/// `1979`, which among whole dates is a date of which no more is known.
fn is_plain_year(cell: &str) -> bool {
    cell.len() == 4 && cell.starts_with(['1', '2']) && cell.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number as tables write it: with a decimal point or comma, and with thousands parted.
pub fn number(cell: &str) -> Option<f64> {
    let first = cell.bytes().next()?;
    if !(first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.')) || cell.len() > 24 {
        return None;
    }
    let is_number = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b',' | b'e' | b'E');
    if !cell.bytes().all(is_number) {
        return None;
    }
    let number = cell.parse().ok().or_else(|| {
        let groups: Vec<&str> = cell.split(',').collect();
        let are_thousands = groups.len() > 1 && groups[1..].iter().all(|group| group.len() == 3);
        if are_thousands { cell.replace(',', "").parse().ok() } else { cell.replace(',', ".").parse().ok() }
    });
    number.filter(|number: &f64| number.is_finite())
}

/// A whole number as tables write it; statistics programs write 3 as `3.0`, and spreadsheets 1961 as `1,961`.
pub fn whole_number(cell: &str) -> Option<i64> {
    let cell = cell.strip_suffix(".0").unwrap_or(cell);
    cell.parse().ok().or_else(|| {
        let number = number(cell).filter(|number| number.fract() == 0.0)?;
        (number.abs() < 1e15).then_some(number as i64)
    })
}

/// Whether a cell is a number of people as people write it. English is read last, since that takes the longest.
pub fn is_count(cell: &str) -> bool {
    const LONGEST: usize = 60;
    if let Some(number) = number(cell) {
        return (0.0..1e10).contains(&number);
    }
    let begins = cell.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '~' | '<' | '>' | '≥' | '≤'));
    let is_short = cell.len() <= 24 && !cell.contains(['/', ':']);
    (is_short && begins) || (cell.len() <= LONGEST && cell.parse::<PeopleCount>().is_ok())
}

/// Whether a cell is the number of a day as spreadsheets count them.
pub fn is_day_number(cell: &str) -> bool {
    is_serial(cell)
}

/// Words that stand for an unknown value in columns of numbers, dates and coordinates.
pub const MISSING_WORDS: &[&str] = &[
    "na",
    "n/a",
    "n.a.",
    "n.a",
    "nan",
    "null",
    "none",
    "nil",
    "nd",
    "n.d.",
    "n.d",
    "n/d",
    "n/k",
    "nk",
    "not known",
    "unknown",
    "unk",
    "unkn",
    "unk.",
    "unknown.",
    "uncertain",
    "undetermined",
    "unspecified",
    "unavailable",
    "not available",
    "not reported",
    "not stated",
    "not specified",
    "not recorded",
    "not given",
    "no data",
    "no info",
    "no information",
    "no date",
    "undated",
    "k.a.",
    "k. a.",
    "s/d",
    "sin datos",
    "missing",
    "tbd",
    "tba",
    "tbc",
    "-",
    "--",
    "---",
    "–",
    "—",
    ".",
    "..",
    "...",
    "…",
    "?",
    "??",
    "???",
    "#n/a",
    "#na",
    "#value!",
    "#ref!",
    "<na>",
    "nat",
    "inconnu",
    "unbekannt",
    "desconocido",
    "sconosciuto",
    "неизвестно",
];

/// Whether a cell is such a word, in any case.
pub fn is_missing_word(cell: &str) -> bool {
    if cell.len() > 24 || cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    MISSING_WORDS.iter().any(|word| word.eq_ignore_ascii_case(cell))
        || (!cell.is_ascii() && MISSING_WORDS.contains(&cell.to_lowercase().as_str()))
}
