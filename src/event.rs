//! The model: an [`Event`], borrowed from the bytes it was read from, and a [`Count`] of people.
//!
//! The store makes events, the query asks them, the outputs print them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::date::Date;
use crate::field::{Column, Field};
use crate::short::Short;
use crate::store::layout::Layout;
use crate::store::scan::{Record, unquote};

/// How many people: exactly, at least, at most, about, or by a best estimate within bounds. The notation is the
/// design's: `13`, `10..20`, `131..` or `131+`, `..50`, `~170`, `13 (10..20)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
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

impl Count {
    /// A best estimate and the bounds that a source gives with it. Bounds on the wrong side of the estimate, of which
    /// UCDP GED has some, are widened to hold it: every number that was given is a possible one.
    pub fn estimate(low: u64, best: u64, high: u64) -> Count {
        let (low, high) = (low.min(best).min(high), high.max(best).max(low));
        Count { low: Some(low), high: Some(high), best: (low < high).then_some(best), approximate: false }
    }

    /// Reads the notation, without edge spaces; `None` where the text is not in it.
    #[inline]
    fn read(text: &[u8]) -> Option<Count> {
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
        (!is_empty && !runs_backwards).then_some(Count { low, high, best: None, approximate })
    }

    /// Reads a best estimate with its bounds, `13 (10..20)`; `None` where the text is none, or lies outside them.
    fn read_estimate(text: &str) -> Option<Count> {
        let (best, bounds) = text.strip_suffix(')')?.split_once('(')?;
        let best = Count::read(best.trim_end().as_bytes())?;
        let bounds = Count::read(bounds.trim().as_bytes()).filter(|bounds| !bounds.approximate)?;
        let number = best.low.filter(|_| best.low == best.high)?;
        let lies_within = bounds.low.is_none_or(|low| low <= number) && bounds.high.is_none_or(|high| number <= high);
        let best = (bounds.low != bounds.high).then_some(number);
        lies_within.then_some(Count { best, approximate: best.is_some() && text.starts_with('~'), ..bounds })
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

impl FromStr for Count {
    type Err = String;

    /// Reads a Count. Blank is not one: the caller takes it for unknown first.
    fn from_str(text: &str) -> Result<Count, String> {
        let text = text.trim();
        if let Some(count) = Count::read(text.as_bytes()).or_else(|| Count::read_estimate(text)) {
            return Ok(count);
        }
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let range = text.strip_prefix('~').unwrap_or(text);
        let (low, high) = range.split_once("..").unwrap_or((range.strip_suffix('+').unwrap_or(range), ""));
        Err(match (low.parse::<u64>(), high.parse::<u64>()) {
            (Ok(low), Ok(high)) if low > high => format!("`{text}` runs backwards: {low} is more than {high}"),
            _ if digits(low) && digits(high) && !(low.is_empty() && high.is_empty()) => {
                format!("`{text}` is too large for a count of people")
            }
            _ => format!("`{text}` is not a count of people"),
        })
    }
}

impl fmt::Display for Count {
    /// The notation that [`Count::from_str`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.approximate {
            f.write_str("~")?;
        }
        if let Some(best) = self.best {
            let bounds = Count { best: None, approximate: false, ..*self };
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

/// One event: a record, with the fields that have a form of their own already read. The rest is decoded when asked.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    text: &'a str,
    record: &'a Record<'a>,
    layout: &'a Layout,
    /// `None`: undated.
    pub date: Option<Date>,
    /// `None`: unknown, which is not 0.
    pub killed: Option<Count>,
    /// `None`: unknown, which is not 0.
    pub wounded: Option<Count>,
}

/// Why a record is no event: the column (by its number in the file), what is wrong, and what would be right.
#[derive(Debug)]
pub struct BadCell {
    pub column: Option<usize>,
    pub message: String,
    pub hint: Option<String>,
}

impl<'a> Event<'a> {
    /// Reads a record. `text` is the same bytes as `record.bytes()`, known to be UTF-8.
    ///
    /// # Errors
    /// The first thing that keeps the row from being read: its number of fields, its date, a count, a coordinate.
    #[inline]
    pub fn read(text: &'a str, record: &'a Record<'a>, layout: &'a Layout) -> Result<Event<'a>, Box<BadCell>> {
        let mut event = Event::unread(text, record, layout);
        event.read_cells()?;
        Ok(event)
    }

    /// For [`Event::read_cells`]: that takes two steps where an event, which is large, is not to be moved.
    #[inline]
    pub fn unread(text: &'a str, record: &'a Record<'a>, layout: &'a Layout) -> Event<'a> {
        Event { text, record, layout, date: None, killed: None, wounded: None }
    }

    /// Reads the cells that have a form of their own.
    ///
    /// # Errors
    /// As [`Event::read`].
    #[inline(always)]
    pub fn read_cells(&mut self) -> Result<(), Box<BadCell>> {
        self.check_width()?;
        self.date = self.cell_as(Field::Date, Date::of_short, |text| {
            Date::parse(text).map_err(|error| (error.message, error.hint))
        })?;
        self.killed = self.count(Field::Killed)?;
        self.wounded = self.count(Field::Wounded)?;
        self.check_degrees(Field::Latitude)?;
        self.check_degrees(Field::Longitude)?;
        if self.date.is_none() { self.check_title() } else { Ok(()) }
    }

    /// That a row without a date has at least a title.
    #[cold]
    fn check_title(&self) -> Result<(), Box<BadCell>> {
        if !self.text(Field::Title).trim().is_empty() {
            return Ok(());
        }
        Err(Box::new(BadCell {
            column: None,
            message: "the row has neither a date nor a title".to_owned(),
            hint: Some("an event has at least one of them; a sum or a remark is better kept elsewhere".to_owned()),
        }))
    }

    #[inline(always)]
    fn check_width(&self) -> Result<(), Box<BadCell>> {
        let (has, wants) = (self.record.width(), self.layout.width());
        if has == wants { Ok(()) } else { Err(Box::new(self.wrong_width(has, wants))) }
    }

    #[cold]
    fn wrong_width(&self, has: usize, wants: usize) -> BadCell {
        let fields = |n: usize| if n == 1 { "1 field".to_owned() } else { format!("{n} fields") };
        let hint = if has < wants {
            format!("the fields from `{}` on are missing", self.layout.column_name(has))
        } else {
            "a comma inside a cell needs quotes around the cell".to_owned()
        };
        BadCell {
            column: None,
            message: format!("the row has {}, the header {}", fields(has), fields(wants)),
            hint: Some(hint),
        }
    }

    /// Reads a cell that must have a certain form; blank is `None`. `plain` reads the form that nearly all of them have,
    /// from the cell as it stands; `read` any, without quotes and edge spaces.
    #[inline(always)]
    fn cell_as<T>(
        &self,
        field: Field,
        plain: impl FnOnce(Short) -> Option<T>,
        read: impl FnOnce(&str) -> Result<T, (String, Option<String>)>,
    ) -> Result<Option<T>, Box<BadCell>> {
        let Some(column) = self.layout.column_of(field) else {
            return Ok(None);
        };
        let value = match self.record.short(column) {
            Some(cell) if cell.is_empty() => return Ok(None),
            Some(cell) => plain(cell),
            None => None,
        };
        match value {
            Some(value) => Ok(Some(value)),
            None => self.any_cell_as(column, read),
        }
    }

    #[inline(never)]
    fn any_cell_as<T>(
        &self,
        column: usize,
        read: impl FnOnce(&str) -> Result<T, (String, Option<String>)>,
    ) -> Result<Option<T>, Box<BadCell>> {
        let cell = self.cell(column);
        let text = cell.trim();
        if text.is_empty() {
            return Ok(None);
        }
        read(text).map(Some).map_err(|(message, hint)| Box::new(BadCell { column: Some(column), message, hint }))
    }

    #[inline(always)]
    fn count(&self, field: Field) -> Result<Option<Count>, Box<BadCell>> {
        let read = |text: &str| {
            text.parse().map_err(|message| {
                let hint =
                    "write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13 (10..20), or nothing where it is unknown";
                (message, Some(hint.to_owned()))
            })
        };
        let plain = |cell: Short| match cell.number() {
            Some(number) => Some(Count { low: Some(number), high: Some(number), best: None, approximate: false }),
            None => Count::read(&cell.bytes()[..cell.len()]),
        };
        self.cell_as(field, plain, read)
    }

    /// That a coordinate is a number. It is worked out only when it is asked for: that costs more than to see this.
    #[inline(always)]
    fn check_degrees(&self, field: Field) -> Result<(), Box<BadCell>> {
        let read = |text: &str| match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(()),
            _ => Err((
                format!("`{text}` is not a {}", field.name()),
                Some("write it in degrees, with a decimal point: 34.53".to_owned()),
            )),
        };
        self.cell_as(field, |cell| cell.is_decimal().then_some(()), read).map(|_| ())
    }

    /// Degrees, WGS 84. `None`: unknown.
    pub fn latitude(&self) -> Option<f64> {
        self.text(Field::Latitude).trim().parse().ok()
    }

    /// Degrees, WGS 84. `None`: unknown.
    pub fn longitude(&self) -> Option<f64> {
        self.text(Field::Longitude).trim().parse().ok()
    }

    /// The cell in column `i` of the file, unquoted. Empty where there is no such column.
    #[inline]
    pub fn cell(&self, i: usize) -> Cow<'a, str> {
        let Some(span) = self.record.span(i) else {
            return Cow::Borrowed("");
        };
        let raw = &self.text[span];
        match unquote(raw.as_bytes()) {
            // Quotes and delimiters are ASCII, so what lies between them is whole characters.
            Cow::Borrowed(inner) => {
                let start = usize::from(inner.len() < raw.len());
                Cow::Borrowed(&raw[start..start + inner.len()])
            }
            Cow::Owned(inner) => Cow::Owned(String::from_utf8_lossy(&inner).into_owned()),
        }
    }

    /// The cell in column `i` as it stands in the file, quotes and all, as one number; `None` where it is longer than
    /// that, or there is no such column.
    #[inline]
    pub fn short(&self, i: usize) -> Option<Short> {
        self.record.short(i)
    }

    /// What the file holds for a field of the model; empty where it has no such column.
    pub fn text(&self, field: Field) -> Cow<'a, str> {
        self.layout.column_of(field).map_or(Cow::Borrowed(""), |column| self.cell(column))
    }

    /// The cell of a column that a user named; `None` where this file has no such column.
    pub fn named(&self, column: &Column) -> Option<Cow<'a, str>> {
        self.layout.find(column).map(|i| self.cell(i))
    }

    /// The actors, one by one.
    pub fn actors(&self) -> Vec<String> {
        several(&self.text(Field::Actors))
    }

    /// The citations, one by one.
    pub fn sources(&self) -> Vec<String> {
        several(&self.text(Field::Source))
    }

    /// The columns that are not the model's, with their cells, in file order.
    pub fn extra(&self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> + '_ {
        self.layout.extra().map(|(i, name)| (name, self.cell(i)))
    }

    /// Every cell, in file order.
    pub fn cells(&self) -> impl Iterator<Item = Cow<'a, str>> + '_ {
        (0..self.record.width()).map(|i| self.cell(i))
    }

    /// The record as it stands in the file, with its line break where it has one.
    pub fn whole_record(&self) -> &'a [u8] {
        self.record.whole()
    }

    pub fn layout(&self) -> &'a Layout {
        self.layout
    }
}

/// The parts of a cell that are separated by `;`, without edge spaces and empty parts.
pub fn several(cell: &str) -> Vec<String> {
    cell.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
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
            let count: Count = text.parse().unwrap();
            assert_eq!((count.low, count.high), (low, high), "{text}");
            assert_eq!(count.to_string(), text);
        }
        assert_eq!("130+".parse::<Count>().unwrap().to_string(), "130..");
        assert_eq!("13 (13)".parse::<Count>().unwrap().to_string(), "13");
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
            assert_eq!(Count::estimate(low, best, high).to_string(), written);
        }
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
            "1,000",
            "10-20",
            "99999999999999999999999",
            "9 (10..20)",
            "13 (20..10)",
            "10..20 (5..30)",
            "13 ()",
            "(10..20)",
        ] {
            assert!(text.parse::<Count>().is_err(), "{text}");
        }
    }
}
