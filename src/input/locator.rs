//! Where in the original a record stands that was converted to CSV: a cell of a workbook, an element of a JSON array, a
//! line of a calendar.
//!
//! Each converter makes a [`Locator`]; whoever reports a fault asks it with the line of the CSV and the column.

use std::fmt::Write;
use std::sync::{PoisonError, RwLock};

/// Finds the record that a line of the converted CSV is of.
///
/// A record takes as many lines as its cells have line breaks, and few records have any. Those alone are kept, in two or
/// three bytes each.
#[derive(Debug, Default)]
pub struct LineIndex {
    /// For each record of several lines, how many records after the last such it comes and how many line breaks it
    /// holds, both in LEB128.
    steps: Vec<u8>,
    /// Every so many of them, where to begin to read.
    marks: Vec<Mark>,
    end: Mark,
    in_steps: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    /// Into `steps`.
    offset: usize,
    /// The last record of several lines before it, and how many line breaks it and all before it hold.
    record: u64,
    breaks: u64,
}

/// How many records of several lines are read through at most to find one; few in tests, so that they meet marks.
const BETWEEN_MARKS: usize = if cfg!(test) { 8 } else { 1024 };

impl LineIndex {
    /// Takes in that a record, counted from 0, holds so many line breaks. Records come in their order.
    pub(super) fn push(&mut self, record: u64, breaks: u64) {
        if breaks == 0 {
            return;
        }
        if self.in_steps.is_multiple_of(BETWEEN_MARKS) {
            self.marks.push(Mark { offset: self.steps.len(), ..self.end });
        }
        push_number(&mut self.steps, record - self.end.record);
        push_number(&mut self.steps, breaks);
        self.end = Mark { offset: self.steps.len(), record, breaks: self.end.breaks + breaks };
        self.in_steps += 1;
    }

    /// The record, counted from 0, that a line, counted from 1, is of. A header that was made counts as neither.
    pub fn record(&self, line: u64) -> u64 {
        let line = line.saturating_sub(1);
        // A mark stands after the last line of the record that it names.
        let after = self.marks.partition_point(|mark| mark.record + mark.breaks < line);
        let Some(&Mark { mut offset, mut record, mut breaks }) = self.marks[..after].last() else {
            return line;
        };
        while offset < self.steps.len() {
            let next = record + read_number(&self.steps, &mut offset);
            let more = read_number(&self.steps, &mut offset);
            if line < next + breaks {
                break;
            }
            if line <= next + breaks + more {
                return next;
            }
            (record, breaks) = (next, breaks + more);
        }
        line - breaks
    }
}

fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read_number(bytes: &[u8], offset: &mut usize) -> u64 {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let Some(&byte) = bytes.get(*offset) else { break };
        *offset += 1;
        number |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            break;
        }
    }
    number
}

/// What the records were made of.
#[derive(Debug)]
pub enum Origin {
    /// The rows of a sheet, from its first: record 0 is row 1. The columns that were left out, from 0, in their order.
    Sheet { name: String, left_out: Vec<usize> },
    /// The rows of a table that has a header of its own: record 0 is row 1.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "Parquet files alone have such rows"))]
    Rows,
    /// JSON lines: record 0 is line 1.
    JsonLines,
    /// The elements of a JSON array: record 0 is element 0. Where each column stands in its element, from its dot on.
    JsonArray { path: String, columns: Vec<String> },
    /// Records that begin on these lines, in their order.
    Lines(Vec<u32>),
}

/// Says where in the original a line of the converted CSV stands.
#[derive(Debug)]
pub struct Locator {
    pub(super) origin: Origin,
    /// Grows while the input is read, where it is not converted whole before.
    lines: RwLock<LineIndex>,
    /// Which element of the original each record is of, where some are several records.
    elements: Option<Vec<u64>>,
}

impl Locator {
    pub(super) fn new(origin: Origin, lines: LineIndex) -> Locator {
        Locator { origin, lines: RwLock::new(lines), elements: None }
    }

    /// The same, where some elements of the original are several records: the element of each.
    pub(super) fn of_elements(self, elements: Option<Vec<u64>>) -> Locator {
        Locator { elements, ..self }
    }

    /// Takes in that the next record holds so many line breaks; see [`LineIndex::push`].
    #[cfg(feature = "parquet")]
    pub(super) fn push(&self, record: u64, breaks: u64) {
        if breaks > 0 {
            self.lines.write().unwrap_or_else(PoisonError::into_inner).push(record, breaks);
        }
    }

    fn record(&self, line: u64) -> u64 {
        let record = self.lines.read().unwrap_or_else(PoisonError::into_inner).record(line);
        self.elements.as_ref().and_then(|elements| elements.get(record as usize).copied()).unwrap_or(record)
    }

    /// The line that the first record after the header is on, as lines are counted here; `None`: the header is a record
    /// of the original too, and the lines are those of the CSV.
    pub fn first_line(&self) -> Option<u64> {
        match &self.origin {
            Origin::Sheet { .. } => None,
            Origin::Rows | Origin::JsonLines | Origin::JsonArray { .. } | Origin::Lines(_) => Some(1),
        }
    }

    /// The place in words, for the line of the converted CSV, from 1, and the column, from 0, with its name:
    /// `book.xlsx, sheet "Data", cell C5 (date)`, `file.ndjson:12 (date)`, `file.json: .events[3].date`.
    pub fn words(&self, file: &str, line: u64, column: Option<(usize, &str)>) -> String {
        let record = self.record(line);
        let field = column.map(|(_, name)| format!(" ({name})")).unwrap_or_default();
        match (&self.origin, column) {
            (Origin::Sheet { name, left_out }, Some((i, _))) => {
                let i = left_out.iter().fold(i, |i, &left_out| if left_out <= i { i + 1 } else { i });
                format!("{file}, sheet \"{name}\", cell {}{}{field}", letters(i), record + 1)
            }
            (Origin::Sheet { name, .. }, None) => format!("{file}, sheet \"{name}\", row {}", record + 1),
            (Origin::Rows, _) => format!("{file}, row {}{field}", record + 1),
            (Origin::JsonLines | Origin::Lines(_), _) => format!("{file}:{}{field}", self.number(line)),
            (Origin::JsonArray { path, columns }, Some((i, name))) => {
                let column = columns.get(i).filter(|column| !column.is_empty()).cloned().unwrap_or_else(|| step(name));
                format!("{file}: {path}[{record}]{column}")
            }
            (Origin::JsonArray { path, .. }, None) => format!("{file}: {path}[{record}]"),
        }
    }

    /// The number by which people find the record that a line of the converted CSV is of: its row, its line, its index.
    pub fn number(&self, line: u64) -> u64 {
        let record = self.record(line);
        match &self.origin {
            Origin::Sheet { .. } | Origin::Rows | Origin::JsonLines => record + 1,
            Origin::JsonArray { .. } => record,
            Origin::Lines(starts) => u64::from(starts.get(record as usize).copied().unwrap_or(1)),
        }
    }
}

/// The name of a column of a sheet, counted from 0: `A`, `Z`, `AA`.
pub fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (column % 26) as u8);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.iter().rev().map(|&letter| char::from(letter)).collect()
}

/// A name of JSON as a step of a path, as jq writes it: `.date`, `["event date"]`.
pub fn step(name: &str) -> String {
    let is_name = |(i, c): (usize, char)| c == '_' || if i == 0 { c.is_alphabetic() } else { c.is_alphanumeric() };
    let mut step = String::with_capacity(name.len() + 4);
    if !name.is_empty() && name.chars().enumerate().all(is_name) {
        let _ = write!(step, ".{name}");
    } else {
        let _ = write!(step, "[{}]", serde_json::Value::from(name));
    }
    step
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_line_is_of_its_record(
            breaks in prop::collection::vec(prop_oneof![4 => Just(0u64), 1 => 1u64..4], 0..200),
        ) {
            let mut index = LineIndex::default();
            let mut expected = Vec::new();
            for (record, &breaks) in breaks.iter().enumerate() {
                index.push(record as u64, breaks);
                expected.extend(std::iter::repeat_n(record as u64, breaks as usize + 1));
            }
            let found: Vec<u64> = (1..=expected.len() as u64).map(|line| index.record(line)).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!(
            [0, 25, 26, 51, 52, 701, 702, 16_383].map(letters),
            ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]
        );
    }

    #[test]
    fn places_are_found_as_people_look_for_them() {
        let sheet = Locator::new(Origin::Sheet { name: "Data".to_owned(), left_out: Vec::new() }, LineIndex::default());
        assert_eq!(sheet.words("b.xlsx", 5, Some((2, "date"))), "b.xlsx, sheet \"Data\", cell C5 (date)");
        assert_eq!(sheet.words("b.xlsx", 5, None), "b.xlsx, sheet \"Data\", row 5");
        let sheet = Origin::Sheet { name: "Data".to_owned(), left_out: vec![1, 2] };
        let sheet = Locator::new(sheet, LineIndex::default());
        assert_eq!(
            [0, 1].map(|i| sheet.words("b", 1, Some((i, "x")))),
            ["b, sheet \"Data\", cell A1 (x)", "b, sheet \"Data\", cell D1 (x)"]
        );
        let lines = Locator::new(Origin::JsonLines, LineIndex::default());
        assert_eq!(lines.words("f.ndjson", 12, Some((0, "date"))), "f.ndjson:12 (date)");
        let columns = vec![".date".to_owned(), step("a b")];
        let array = Origin::JsonArray { path: ".events".to_owned(), columns };
        let array = Locator::new(array, LineIndex::default());
        assert_eq!(array.words("f.json", 4, Some((0, "date"))), "f.json: .events[3].date");
        assert_eq!(array.words("f.json", 4, Some((1, "a b"))), "f.json: .events[3][\"a b\"]");
        let lines = Locator::new(Origin::Lines(vec![4, 20]), LineIndex::default());
        assert_eq!(lines.words("c.ics", 2, None), "c.ics:20");
    }
}
