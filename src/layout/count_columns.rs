//! Where a count of people comes from: one column, the bounds of an estimate, a sum.
//!
//! A codebook, or the reading of a table without one, makes [`CountColumns`]; events read their counts with it.

use super::missing::MissingCodes;
use crate::csv::row::Row;
use crate::model::people::{CountError, PeopleCount};
use crate::text::bytes16::Bytes16;

/// The columns that a count of people is made of, by their number in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CountColumns {
    /// The file does not have it.
    #[default]
    Absent,
    Cell(usize),
    /// A number; one below zero, or a number that is one of the codes, says that it is unknown.
    Coded(usize),
    /// The numbers of a best estimate and its bounds, as far as the file has them.
    Estimate {
        low: Option<usize>,
        best: Option<usize>,
        high: Option<usize>,
    },
    /// Several numbers that add up to it. Where one of them is unknown, the others are the least that it can be.
    Sum(Box<[usize]>),
    /// Each row is about so many people, as in a table of persons.
    EveryRow(u64),
}

/// The column of a cell that is no count, and why.
type BadCount = (usize, CountError);

impl CountColumns {
    /// Reads the count of a row, once [`PeopleCount`]'s own convention has been tried on a single cell. Blank is `None`.
    ///
    /// # Errors
    /// The column of a cell that is no count, and why.
    pub fn read(
        &self,
        row: &Row<'_>,
        missing: &MissingCodes,
        decimal_comma: bool,
    ) -> Result<Option<PeopleCount>, BadCount> {
        let cell = |i: usize| read_cell(row, i, missing, decimal_comma);
        match self {
            CountColumns::Absent => Ok(None),
            CountColumns::Cell(i) => cell(*i),
            CountColumns::Coded(i) if is_below_zero(&row.cell(*i)) || missing.contains(*i, row.cell(*i).trim()) => {
                Ok(None)
            }
            CountColumns::Coded(i) => cell(*i),
            CountColumns::Estimate { low, best, high } => {
                // Nearly all of these cells are short numbers, of which no count need be made.
                let number = |column: &Option<usize>| match column {
                    None => Ok(None),
                    Some(i) => match row.short(*i).and_then(Bytes16::number) {
                        None => Ok(cell(*i)?.and_then(|count| count.low)),
                        number => Ok(number),
                    },
                };
                Ok(match (number(low)?, number(best)?, number(high)?) {
                    // Without a best estimate the bounds are all that is known.
                    (None, None, None) => None,
                    (low, None, high) => Some(PeopleCount::within(low, high)),
                    (low, Some(best), high) => {
                        Some(PeopleCount::estimate(low.unwrap_or(best), best, high.unwrap_or(best)))
                    }
                })
            }
            CountColumns::EveryRow(number) => Ok(Some(PeopleCount::exactly(*number))),
            CountColumns::Sum(columns) => {
                let counts = columns.iter().map(|&i| cell(i)).collect::<Result<Vec<_>, _>>()?;
                Ok(sum(&counts))
            }
        }
    }

    /// The one column that holds it as it is.
    #[inline]
    pub fn column(&self) -> Option<usize> {
        if let CountColumns::Cell(i) = self { Some(*i) } else { None }
    }

    /// The columns that it is read from.
    pub fn held(&self) -> Vec<usize> {
        match self {
            CountColumns::Absent | CountColumns::EveryRow(_) => Vec::new(),
            CountColumns::Cell(i) | CountColumns::Coded(i) => vec![*i],
            CountColumns::Estimate { low, best, high } => [low, best, high].into_iter().flatten().copied().collect(),
            CountColumns::Sum(columns) => columns.to_vec(),
        }
    }
}

fn read_cell(
    row: &Row<'_>,
    i: usize,
    missing: &MissingCodes,
    decimal_comma: bool,
) -> Result<Option<PeopleCount>, BadCount> {
    if let Some(number) = row.short(i).and_then(Bytes16::number) {
        return Ok(Some(PeopleCount::exactly(number)));
    }
    let cell = row.cell(i);
    let text = cell.trim();
    if text.is_empty() || missing.contains(i, text) {
        return Ok(None);
    }
    match as_exported(text, decimal_comma) {
        Some(count) => Ok(Some(count)),
        None => PeopleCount::parse(text).map_err(|error| (i, error)),
    }
}

fn is_below_zero(cell: &str) -> bool {
    cell.trim().parse::<f64>().is_ok_and(|number| number < 0.0)
}

/// All of them together. `None`: none of them is known.
fn sum(counts: &[Option<PeopleCount>]) -> Option<PeopleCount> {
    let mut known = counts.iter().flatten();
    let first = *known.next()?;
    let plus = |a: Option<u64>, b: Option<u64>| Some(a?.saturating_add(b?));
    let all = known.fold(PeopleCount { best: None, ..first }, |all, count| PeopleCount {
        low: plus(all.low, count.low),
        high: plus(all.high, count.high),
        best: None,
        approximate: all.approximate || count.approximate,
    });
    let is_complete = counts.iter().all(Option::is_some);
    Some(if is_complete { all } else { PeopleCount { high: None, ..all } })
}

/// A count as spreadsheets and statistics programs write it: `1,963` with its thousands parted, `3.0` for 3, and `1.5`,
/// by which GTD shares three dead between two attacks, for 1 to 2.
///
/// With a decimal comma the comma and the full stop change places.
fn as_exported(text: &str, decimal_comma: bool) -> Option<PeopleCount> {
    let (grouping, point) = if decimal_comma { ('.', ',') } else { (',', '.') };
    if let Some(count) = thousands(text, grouping) {
        return Some(count);
    }
    let (whole, fraction) = text.split_once(point).or_else(|| text.split_once('.'))?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let is_whole = fraction.bytes().all(|byte| byte == b'0');
    // Three digits may be thousands with the sign of another country.
    if !is_whole && fraction.len() == 3 {
        return None;
    }
    let low: u64 = whole.parse().ok()?;
    Some(PeopleCount { low: Some(low), high: Some(low + u64::from(!is_whole)), best: None, approximate: false })
}

/// `1,963`, `12 000`, `1’000`: groups of three digits with one sign between them.
fn thousands(text: &str, grouping: char) -> Option<PeopleCount> {
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    if separator != grouping && !matches!(separator, ' ' | '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}') {
        return None;
    }
    let mut groups = text.split(separator);
    let first = groups.next().filter(|first| matches!(first.len(), 1..=3))?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    let number = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some(PeopleCount::exactly(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_programs_write_them() {
        let read = |text: &str| as_exported(text, false).map(|count| count.to_string());
        let read_german = |text: &str| as_exported(text, true).map(|count| count.to_string());
        assert_eq!(read_german("1.963").unwrap(), "1963");
        assert_eq!(read_german("3,0").unwrap(), "3");
        assert_eq!(read("1,963").unwrap(), "1963");
        assert_eq!(read("1 234 567").unwrap(), "1234567");
        assert_eq!(read("3.0").unwrap(), "3");
        assert_eq!(read("1.5").unwrap(), "1..2");
        assert_eq!(read("2.333333").unwrap(), "2..3");
        assert_eq!(read_german("3.0").unwrap(), "3");
        for other in ["1,96", "1.963", "1,2345", "12,34,567", "13", "a,bcd", ".5", "1."] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
