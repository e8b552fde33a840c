//! How many people: a [`PeopleCount`], which may be a range or an estimate.
//!
//! The cells of those killed and wounded are read as one; filters compare it, and sums add it up.

mod english;

use std::fmt;
use std::str::FromStr;

pub use crate::error::CountErrorKind;
use crate::error::{Diagnostic, ErrorKind};

/// How many people: exactly, at least, at most, about, or by a best estimate within bounds. It is written `13`, `10..20`,
/// `131..` or `131+`, `..50`, `~170`, `13 (10..20)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PeopleCount {
    /// At least so many; `None` where only a most is known.
    pub low: Option<u64>,
    /// At most so many; `None` where only a least is known.
    pub high: Option<u64>,
    /// The most likely number, where a source gives one within its bounds, as UCDP GED does. Never outside them, and
    /// `None` where they leave but one number.
    pub best: Option<u64>,
    /// Written with `~`: about so many.
    pub approximate: bool,
}

impl PeopleCount {
    /// So many and no other number.
    #[inline]
    pub fn exactly(number: u64) -> PeopleCount {
        PeopleCount { low: Some(number), high: Some(number), best: None, approximate: false }
    }

    /// A best estimate and the bounds that a source gives with it. Bounds on the wrong side of the estimate, of which
    /// UCDP GED has some, are widened to hold it: every number that was given is a possible one.
    pub fn estimate(low: u64, best: u64, high: u64) -> PeopleCount {
        let (low, high) = (low.min(best).min(high), high.max(best).max(low));
        PeopleCount { low: Some(low), high: Some(high), best: (low < high).then_some(best), approximate: false }
    }

    /// Bounds alone, of which one may be unknown. Those that a source has the wrong way round are taken for what they
    /// must be.
    pub fn within(low: Option<u64>, high: Option<u64>) -> PeopleCount {
        let is_backwards = low.zip(high).is_some_and(|(low, high)| low > high);
        let (low, high) = if is_backwards { (high, low) } else { (low, high) };
        PeopleCount { low, high, best: None, approximate: false }
    }

    /// What several reports of one event state together: from the least to the greatest figure. Where the greatest is one
    /// that a report calls a least, there is no upper bound. `None`: no report states a number.
    ///
    /// ```
    /// use dateline::PeopleCount;
    /// let count = |text: &str| text.parse::<PeopleCount>().unwrap();
    /// let reports = [count("300"), count("600"), count("12..")];
    /// assert_eq!(PeopleCount::of_reports(&reports), Some(count("12..600")));
    /// assert_eq!(PeopleCount::of_reports(&[count("12"), count("20..")]), Some(count("12..")));
    /// ```
    pub fn of_reports(reports: &[PeopleCount]) -> Option<PeopleCount> {
        let (first, others) = reports.split_first()?;
        if others.iter().all(|other| other == first) {
            return Some(*first);
        }
        let is_open = |count: &&PeopleCount| count.high.is_none();
        let most = reports.iter().filter_map(|count| count.high).max();
        let most_at_least = reports.iter().filter(is_open).filter_map(|count| count.low).max();
        // `Option` orders none first, which here is no least at all.
        let low = reports.iter().map(|count| count.low).min().flatten();
        let high = most.filter(|most| most_at_least.is_none_or(|least| least < *most));
        Some(PeopleCount { low, high, best: None, approximate: reports.iter().any(|count| count.approximate) })
    }

    /// The number, where it is known and no other is possible.
    pub fn exact(&self) -> Option<u64> {
        self.low.filter(|_| self.low == self.high && !self.approximate)
    }

    /// Reads the convention, without edge spaces; `None` where the text is not in it.
    #[inline]
    pub(crate) fn read(text: &[u8]) -> Option<PeopleCount> {
        let (approximate, text) = match text {
            [b'~', rest @ ..] => (true, rest),
            _ => (false, text),
        };
        let (low, rest) = leading_number(text)?;
        let (low, high) = match rest {
            [] => (low, low),
            [b'+'] => (low, None),
            [b'.', b'.', rest @ ..] => match leading_number(rest)? {
                (high, []) => (low, high),
                _ => return None,
            },
            _ => return None,
        };
        let is_empty = low.is_none() && high.is_none();
        let runs_backwards = high.is_some_and(|high| low.is_some_and(|low| low > high));
        (!is_empty && !runs_backwards).then_some(PeopleCount { low, high, best: None, approximate })
    }

    /// Reads a best estimate with its bounds, `13 (10..20)`; `None` where the text is none, or lies outside them.
    fn read_estimate(text: &str) -> Option<PeopleCount> {
        let (best, bounds) = text.strip_suffix(')')?.split_once('(')?;
        let best = PeopleCount::read(best.trim_end().as_bytes())?;
        let bounds = PeopleCount::read(bounds.trim().as_bytes()).filter(|bounds| !bounds.approximate)?;
        let number = best.low.filter(|_| best.low == best.high)?;
        let lies_within = bounds.low.is_none_or(|low| low <= number) && bounds.high.is_none_or(|high| number <= high);
        let best = (bounds.low != bounds.high).then_some(number);
        lies_within.then_some(PeopleCount { best, approximate: best.is_some() && text.starts_with('~'), ..bounds })
    }
}

/// The digits that a text begins with, as a number if there are any, and what follows. `None`: too large a number.
#[inline]
fn leading_number(text: &[u8]) -> Option<(Option<u64>, &[u8])> {
    let mut number = None;
    let mut rest = text;
    while let [digit @ b'0'..=b'9', more @ ..] = rest {
        number = Some(number.unwrap_or(0u64).checked_mul(10)?.checked_add(u64::from(digit - b'0'))?);
        rest = more;
    }
    Some((number, rest))
}

/// Why a text is no count of people.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CountError {
    /// What kind of fault it is.
    pub kind: CountErrorKind,
    /// What is wrong.
    pub message: String,
}

impl CountError {
    fn new(kind: CountErrorKind, message: impl Into<String>) -> CountError {
        CountError { kind, message: message.into() }
    }
}

impl fmt::Display for CountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CountError {}

/// The forms of a count, for a person who wrote another.
const FORMS: &str =
    "write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13 (10..20), or nothing where it is unknown";

impl From<CountError> for Diagnostic {
    fn from(error: CountError) -> Diagnostic {
        Diagnostic::new(error.message).of_kind(ErrorKind::Count(error.kind)).hint(FORMS)
    }
}

impl PeopleCount {
    /// Reads a count in its own notation or in English (`at least 4`, `10–20`). `None`: the text says that it is unknown.
    /// Blank is an error: whoever may find a cell blank takes it for unknown first.
    ///
    /// # Errors
    /// Text that is no count, and all that could only be guessed at: `dozens`, `none`, `5.5`.
    pub fn parse(text: &str) -> Result<Option<PeopleCount>, CountError> {
        let text = text.trim();
        if let Some(count) = PeopleCount::read(text.as_bytes()).or_else(|| PeopleCount::read_estimate(text)) {
            return Ok(Some(count));
        }
        let range = text.strip_prefix('~').unwrap_or(text);
        if let Some((low, high)) = range.split_once("..")
            && let (Ok(low), Ok(high)) = (low.parse::<u64>(), high.parse::<u64>())
            && low > high
        {
            let message = format!("`{text}` runs backwards: {low} is more than {high}");
            return Err(CountError::new(CountErrorKind::Backwards, message));
        }
        english::read(text)
    }
}

impl FromStr for PeopleCount {
    type Err = CountError;

    /// As [`PeopleCount::parse`], where a count that is said to be unknown is none.
    fn from_str(text: &str) -> Result<PeopleCount, CountError> {
        PeopleCount::parse(text)?.ok_or_else(|| {
            CountError::new(CountErrorKind::NotACount, format!("`{}` is not a count of people", text.trim()))
        })
    }
}

impl fmt::Display for PeopleCount {
    /// The convention that [`PeopleCount::from_str`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.approximate {
            f.write_str("~")?;
        }
        if let Some(best) = self.best {
            let bounds = PeopleCount { best: None, approximate: false, ..*self };
            return write!(f, "{best} ({bounds})");
        }
        match (self.low, self.high) {
            (Some(low), Some(high)) if low == high => write!(f, "{low}"),
            (Some(low), Some(high)) => write!(f, "{low}..{high}"),
            (Some(low), None) => write!(f, "{low}.."),
            (None, Some(high)) => write!(f, "..{high}"),
            (None, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_and_written_back() {
        for (text, low, high) in [
            ("13", Some(13), Some(13)),
            ("10..20", Some(10), Some(20)),
            ("131..", Some(131), None),
            ("..50", None, Some(50)),
            ("~170", Some(170), Some(170)),
            ("~10..20", Some(10), Some(20)),
            ("0", Some(0), Some(0)),
            ("13 (10..20)", Some(10), Some(20)),
            ("~13 (10..)", Some(10), None),
            ("13 (..20)", None, Some(20)),
        ] {
            let count: PeopleCount = text.parse().unwrap();
            assert_eq!((count.low, count.high), (low, high), "{text}");
            assert_eq!(count.to_string(), text);
        }
        assert_eq!("130+".parse::<PeopleCount>().unwrap().to_string(), "130..");
        assert_eq!("13 (13)".parse::<PeopleCount>().unwrap().to_string(), "13");
    }

    #[test]
    fn an_estimate_outside_its_bounds_widens_them() {
        for (low, best, high, written) in [
            (10, 13, 20, "13 (10..20)"),
            (2, 2, 2, "2"),
            (5, 3, 9, "3 (3..9)"),
            (1, 9, 4, "9 (1..9)"),
            (0, 0, 7, "0 (0..7)"),
        ] {
            assert_eq!(PeopleCount::estimate(low, best, high).to_string(), written);
        }
        assert_eq!(PeopleCount::within(Some(5), Some(3)).to_string(), "3..5");
        assert_eq!(PeopleCount::within(None, Some(3)).to_string(), "..3");
    }

    #[test]
    fn what_is_no_count_is_refused() {
        for text in [
            "",
            "many",
            "..",
            "~",
            "+",
            "-1",
            "1.5",
            "20..10",
            "99999999999999999999999",
            "9 (10..20)",
            "13 (20..10)",
            "10..20 (5..30)",
            "13 ()",
            "(10..20)",
        ] {
            assert!(text.parse::<PeopleCount>().is_err(), "{text}");
        }
    }
}
