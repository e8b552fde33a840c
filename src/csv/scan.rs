//! Bytes into records: finds where each record and each of its fields begins and ends, in one pass and without a copy.
//!
//! Every block of every input goes through it. It reads RFC 4180 as loosely as the csv crate does: a quote counts only
//! where it opens a field; CR LF, LF and CR end a record. In two things it differs:
//! - A misplaced quote costs its own line only. A quoted cell may hold line breaks, so a quote that is never closed would
//!   swallow all that follows. If a cell that spans lines is never closed, is longer than [`LONGEST_CELL`], or has text
//!   after its closing quote, the record ends with the line on which that cell opens. The same holds if the record has
//!   the wrong number of fields, and would have the right one if it ended there and the quote were text.
//! - Spaces before a quoted cell are not part of it: `, "a, b"` is a delimiter and the cell `a, b`.

use std::ops::Range;

use super::dialect::RecordFormat;
use super::field_index::{ByteMask, FieldIndex, WINDOW};
use super::lines::line_breaks;
use super::record::{Record, closing_quote};

/// How long a quoted cell that spans lines may be, in bytes. A longer one is taken for a quote that is never closed, so
/// that no more than this is read again from its second line on.
pub const LONGEST_CELL: usize = 1 << 24;

/// Splits a block of records. See [`Scanner::next_record`].
pub struct Scanner<'a> {
    bytes: &'a [u8],
    format: RecordFormat,
    /// Whether the input ends with these bytes, so that the last record ends without a line break.
    is_last: bool,
    /// The offset at which the next record begins.
    start: usize,
    /// How many lines end before the records of `index`.
    lines: u64,
    /// The records ahead, of which `next` is the next one. They begin at `indexed_from`.
    index: FieldIndex,
    next: usize,
    indexed_from: usize,
    /// How many bytes to index at a time.
    ahead: usize,
    /// The field ends of a record that is not in the index.
    ends: Vec<u32>,
}

/// The memory that a scan takes.
#[derive(Default)]
pub struct ScanRoom(FieldIndex);

/// How many bytes are indexed at a time: few at first, since often only one record is asked for.
const FIRST_AHEAD: usize = 1 << 11;
const MOST_AHEAD: usize = 1 << 15;

impl<'a> Scanner<'a> {
    /// Scans all of an input, or its last part, which begins with a record.
    pub fn new(bytes: &'a [u8], format: impl Into<RecordFormat>) -> Scanner<'a> {
        Scanner::of_part(bytes, format, true)
    }

    /// Scans a part of an input, which begins with a record. A part that is not the last may end anywhere: then what
    /// follows its last line break is left out, since more of it may follow, and so is a CR at its end, since an LF may.
    pub fn of_part(bytes: &'a [u8], format: impl Into<RecordFormat>, is_last: bool) -> Scanner<'a> {
        let returns = bytes.iter().rev().take_while(|&&byte| byte == b'\r').count();
        Scanner {
            bytes: if is_last { bytes } else { &bytes[..bytes.len() - returns] },
            format: format.into(),
            is_last,
            start: 0,
            lines: 0,
            index: FieldIndex::default(),
            next: 0,
            indexed_from: 0,
            ahead: FIRST_AHEAD,
            ends: Vec::new(),
        }
    }

    /// Scans one record after the other, each by itself, without taking memory for each: `room` is that of the scan before.
    pub fn with_room(bytes: &'a [u8], format: impl Into<RecordFormat>, room: ScanRoom) -> Scanner<'a> {
        Scanner { index: room.0, ..Scanner::new(bytes, format) }
    }

    /// The memory that the scan took, for the next one.
    pub fn into_room(mut self) -> ScanRoom {
        self.index.clear();
        ScanRoom(self.index)
    }

    /// The next record that is not an empty line, or `None` at the end.
    ///
    /// The record borrows its field ends from the scanner, so it must be let go of before the next is asked for.
    // Inlined so that the record is built where it is used: moving it costs more than finding it.
    #[inline(always)]
    pub fn next_record(&mut self) -> Option<Record<'_>> {
        loop {
            let start = self.start;
            let mut found = if self.next < self.index.records() || self.look_ahead()? {
                self.indexed_record()
            } else {
                self.record_by_bytes()?
            };
            if found.end == start {
                continue;
            }
            let width = found.indexed.map_or(self.ends.len(), |i| self.index.record(i).len());
            if self.format.width.is_some_and(|right| right != width) || found.end - start > LONGEST_CELL {
                found = self.odd_record(start, found)?;
            }
            let Found { end, indexed, unclosed, stray } = found;
            let ends = indexed.map_or(self.ends.as_slice(), |i| self.index.record(i));
            return Some(Record { block: self.bytes, start, end, ends, quoting: self.format.quoting, unclosed, stray });
        }
    }

    /// The offset at which the next record begins, or what is left out.
    pub fn position(&self) -> usize {
        self.start
    }

    /// How many lines end before [`Scanner::position`]. It holds once there is no next record.
    pub fn lines(&self) -> u64 {
        self.lines + self.index.lines
    }

    /// Indexes the records that come next, at least one. Returns `false` if the next must be read byte by byte, and `None`
    /// if there is none.
    #[inline(never)]
    fn look_ahead(&mut self) -> Option<bool> {
        if self.start >= self.bytes.len() {
            return None;
        }
        self.lines += self.index.lines;
        self.next = 0;
        self.indexed_from = self.start;
        loop {
            let end = self.bytes.len().min(self.start.saturating_add(self.ahead));
            let all = self.index.find(self.bytes, self.start, end, self.format);
            if self.index.records() > 0 {
                self.ahead = (2 * self.ahead).min(MOST_AHEAD);
                return Some(true);
            }
            if !all || end == self.bytes.len() {
                return Some(false);
            }
            self.ahead *= 2;
        }
    }

    #[inline(always)]
    fn indexed_record(&mut self) -> Found {
        let i = self.next;
        let end = self.index.record(i).last().map_or(self.bytes.len(), |&end| end as usize);
        self.next += 1;
        self.start = end + 1;
        Found { end, indexed: Some(i), unclosed: None, stray: None }
    }

    /// Makes the record that begins at `start` the next one, without an index of what follows. `start` is not before what
    /// is indexed.
    fn go_on_at(&mut self, start: usize) {
        self.lines += line_breaks(self.bytes, self.indexed_from..start);
        self.index.clear();
        (self.next, self.indexed_from, self.start) = (0, start, start);
    }

    /// Takes back the reading of a record that is not in the index.
    fn go_back_to(&mut self, start: usize) {
        self.lines -= line_breaks(self.bytes, start..self.start);
        (self.indexed_from, self.start) = (start, start);
    }

    /// Looks again at a record that has the wrong number of fields or is very long. `None` if its end may be in the part
    /// that follows.
    #[cold]
    #[inline(never)]
    fn odd_record(&mut self, start: usize, found: Found) -> Option<Found> {
        if found.indexed.is_some() && found.end - start > LONGEST_CELL {
            // The index does not know how long a cell may be.
            self.go_on_at(start);
            return self.record_by_bytes();
        }
        if found.unclosed.is_some() || self.format.width.is_none() {
            return Some(found);
        }
        let Some(line_end) = memchr::memchr2(b'\n', b'\r', &self.bytes[start..found.end]).map(|at| start + at) else {
            return Some(found);
        };
        let ends = found.indexed.map_or(self.ends.as_slice(), |i| self.index.record(i));
        let before = ends.iter().take_while(|&&end| (end as usize) < line_end).count();
        let field = if before == 0 { start } else { ends[before - 1] as usize + 1 };
        if Some(before + self.width_as_text(&self.bytes[field..line_end])) != self.format.width {
            return Some(found);
        }
        let before = ends[..before].to_vec();
        if found.indexed.is_none() {
            self.go_back_to(start);
        }
        Some(self.end_with_line(start, before, field, line_end))
    }

    /// How many fields the rest of a line has if the quote that opens its first field is text.
    fn width_as_text(&self, rest: &[u8]) -> usize {
        let Some(at) = memchr::memchr(self.format.delimiter, rest) else { return 1 };
        let format = RecordFormat { width: None, ..self.format };
        1 + Scanner::new(&rest[at + 1..], format).next_record().map_or(1, |record| record.width())
    }

    /// Ends the record at `start` with the line on which its cell at `field` opens; `before` are the ends of the fields
    /// before it.
    fn end_with_line(&mut self, start: usize, before: Vec<u32>, field: usize, line_end: usize) -> Found {
        self.ends = before;
        self.ends.push(line_end as u32);
        self.go_on_at(line_end + 1);
        Found { end: line_end, indexed: None, unclosed: Some(field - start), stray: None }
    }

    /// Reads one record from one structural byte to the next, because it has a misplaced quote, or no end. Returns `None`
    /// if its end may be in the part that follows.
    #[inline(never)]
    fn record_by_bytes(&mut self) -> Option<Found> {
        self.ends.clear();
        let (bytes, start) = (self.bytes, self.start);
        let mut field = start;
        let mut cell = QuotedCell::default();
        let mut stray = None;
        let mut end = bytes.len();
        for at in StructuralBytes::new(bytes, start, self.format) {
            match bytes[at] {
                b'"' => cell.quote(bytes, field, at, self.format.delimiter),
                b'\n' | b'\r' if cell.is_open => {
                    cell.line_end.get_or_insert(at);
                }
                _ if cell.is_open => {}
                b'\n' | b'\r' => {
                    end = at;
                    break;
                }
                _delimiter => {
                    let text = cell.text_after(bytes, field..at);
                    if let (Some(_), Some(line_end)) = (text, cell.line_end) {
                        return Some(self.give_up_cell(start, field, line_end));
                    }
                    self.ends.push(at as u32);
                    stray = stray.or(text);
                    field = at + 1;
                    cell = QuotedCell::default();
                }
            }
            if cell.is_open
                && at - field > LONGEST_CELL
                && let Some(line_end) = cell.line_end
            {
                return Some(self.give_up_cell(start, field, line_end));
            }
        }
        if end == bytes.len() && !self.is_last {
            return None;
        }
        let text = cell.text_after(bytes, field..end);
        if let Some(line_end) = cell.line_end
            && (cell.is_open || text.is_some())
        {
            return Some(self.give_up_cell(start, field, line_end));
        }
        self.ends.push(end as u32);
        self.go_on_at(bytes.len().min(end + 1));
        let unclosed = cell.is_open.then(|| field - start);
        Some(Found { end, indexed: None, unclosed, stray: stray.or(text).map(|at| at - start) })
    }

    /// Gives up a cell that spans lines and is broken: ends the record with the line on which it opens.
    fn give_up_cell(&mut self, start: usize, field: usize, line_end: usize) -> Found {
        let before = std::mem::take(&mut self.ends);
        self.end_with_line(start, before, field, line_end)
    }
}

/// How far the quotes of a cell have been read.
#[derive(Default)]
struct QuotedCell {
    /// Whether the cell is inside its quotes.
    is_open: bool,
    /// The offset just past its closing quote. A second quote there makes a doubled quote of the two.
    closed: Option<usize>,
    /// The offset of the first line break inside its quotes.
    line_end: Option<usize>,
}

impl QuotedCell {
    /// Reads the quote at `at`, in the field that begins at `field`.
    fn quote(&mut self, bytes: &[u8], field: usize, at: usize, delimiter: u8) {
        if self.is_open {
            self.is_open = false;
            self.closed = Some(at + 1);
        } else if self.closed == Some(at) || at == field || opens_after_spaces(bytes, field, at, delimiter) {
            self.is_open = true;
        }
    }

    /// The offset at which text follows the closing quote, in a field that ends there; spaces are no text.
    fn text_after(&self, bytes: &[u8], field: Range<usize>) -> Option<usize> {
        self.closed.filter(|&closed| !self.is_open && !bytes[closed..field.end].trim_ascii().is_empty())
    }
}

/// Whether a quote at `at` opens a quoted cell although spaces precede it in its field: it does if that cell closes on the
/// same line, and only spaces follow it in the field. Otherwise it is text.
fn opens_after_spaces(bytes: &[u8], field: usize, at: usize, delimiter: u8) -> bool {
    if bytes[field..at].iter().any(|&byte| byte != b' ') {
        return false;
    }
    closing_quote(bytes, at).is_some_and(|close| {
        let next = bytes[close + 1..].iter().find(|&&byte| byte != b' ');
        next.is_none_or(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'))
    })
}

/// A record that was found: where it ends, and its number in the index if it is in there.
struct Found {
    end: usize,
    indexed: Option<usize>,
    unclosed: Option<usize>,
    stray: Option<usize>,
}

/// Gives the offsets of all delimiters, quotes and line breaks from one offset on.
struct StructuralBytes<'a> {
    bytes: &'a [u8],
    format: RecordFormat,
    at: usize,
    bits: u64,
}

impl<'a> StructuralBytes<'a> {
    fn new(bytes: &'a [u8], at: usize, format: RecordFormat) -> StructuralBytes<'a> {
        let mut found = StructuralBytes { bytes, format, at, bits: 0 };
        found.look();
        found
    }

    fn look(&mut self) {
        let bits = ByteMask::at(self.bytes, self.at, self.format);
        self.bits = bits.quotes | bits.delimiters | bits.feeds | bits.returns;
    }
}

impl Iterator for StructuralBytes<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.at += WINDOW;
            if self.at >= self.bytes.len() {
                return None;
            }
            self.look();
        }
        let at = self.at + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::LineCount;
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut scanner = Scanner::new(text.as_bytes(), b',');
        let mut rows = Vec::new();
        let mut lines = LineCount::default();
        while let Some(record) = scanner.next_record() {
            assert_eq!(lines.line_of(&record), record.line());
            let cells = (0..record.width()).map(|i| String::from_utf8_lossy(&record.cell(i)).into_owned()).collect();
            rows.push((record.line(), cells));
        }
        rows
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn knows_the_line_after_blank_lines_crlf_and_cells_with_line_breaks() {
        assert_eq!(
            rows("a,b\r\n\r\n\n\"x\r\ny\",\"p\"\"q\"\nlast,\r\rone"),
            [row(0, &["a", "b"]), row(3, &["x\r\ny", "p\"q"]), row(5, &["last", ""]), row(7, &["one"]),]
        );
    }

    #[test]
    fn a_quote_counts_only_where_it_opens_a_field() {
        assert_eq!(rows("5\" gun,\"a\"b\"c,d\n"), [row(0, &["5\" gun", "ab\"c", "d"])]);
    }

    #[test]
    fn tells_where_an_unclosed_quote_opens() {
        let mut scanner = Scanner::new(b"a,\"b\nc", b',');
        assert_eq!(scanner.next_record().unwrap().unclosed, Some(2));
        assert_eq!(scanner.next_record().unwrap().bytes(), b"c");
    }

    /// The rows of a table of three columns, and whether each is broken.
    fn three_columns(text: &str) -> Vec<(String, bool)> {
        let format = RecordFormat { width: Some(3), ..b','.into() };
        let mut scanner = Scanner::new(text.as_bytes(), format);
        let mut rows = Vec::new();
        while let Some(record) = scanner.next_record() {
            rows.push((String::from_utf8_lossy(record.bytes()).into_owned(), record.is_broken()));
        }
        assert_eq!((scanner.position(), scanner.lines()), (text.len(), line_breaks(text.as_bytes(), 0..text.len())));
        rows
    }

    #[test]
    fn a_misplaced_quote_costs_its_own_line() {
        for (text, expected) in [
            ("a,\"b,c\n1,2,3\n", &[("a,\"b,c", true), ("1,2,3", false)][..]),
            // Text follows the quote that seems to close the cell.
            ("a,\"b,c\n1,\"2\",3\n4,5,6\n", &[("a,\"b,c", true), ("1,\"2\",3", false), ("4,5,6", false)]),
            // The cell that seems to end there makes too many cells.
            ("a,\"b,c\n1,\",2\",3\n", &[("a,\"b,c", true), ("1,\",2\",3", false)]),
            // A whole cell of two lines comes before the one that is not closed.
            ("\"a\nb\",\"c,d\n1,2,3\n", &[("\"a\nb\",\"c,d", true), ("1,2,3", false)]),
            // A row that lacks a cell keeps its lines together.
            ("a,\"b\nc\"\n1,2,3\n", &[("a,\"b\nc\"", false), ("1,2,3", false)]),
            ("a,\"b\"c,d\n1,2,3\n", &[("a,\"b\"c,d", true), ("1,2,3", false)]),
        ] {
            let expected: Vec<(String, bool)> = expected.iter().map(|(row, bad)| ((*row).to_owned(), *bad)).collect();
            assert_eq!(three_columns(text), expected, "{text}");
        }
    }

    #[test]
    fn a_cell_may_span_lines_up_to_a_limit() {
        let cell = |length: usize| format!("a,\"{}\nb\",c\n1,2,3\n", "x".repeat(length));
        assert_eq!(three_columns(&cell(LONGEST_CELL - 100)).len(), 2);
        let rows = three_columns(&cell(LONGEST_CELL + 100));
        assert_eq!(
            rows.iter().map(|(row, bad)| (row.len() < 10, *bad)).collect::<Vec<_>>(),
            [(false, true), (true, false), (true, false)]
        );
    }

    #[test]
    fn spaces_before_a_quoted_cell_are_not_part_of_it() {
        assert_eq!(
            rows("a, \"b, \"\"c\"\"\",  \"d\" , \"e\" f\n \"x,y\n"),
            [row(0, &["a", "b, \"c\"", "d", " \"e\" f"]), row(1, &[" \"x", "y"])]
        );
    }

    #[test]
    fn a_record_keeps_the_line_break_it_came_with() {
        let mut scanner = Scanner::new(b"a\r\nb\r\r\nc", b',');
        let mut whole = || scanner.next_record().unwrap().whole().to_vec();
        assert_eq!([whole(), whole(), whole()], [b"a\r\n".to_vec(), b"b\r\r\n".to_vec(), b"c".to_vec()]);
    }

    #[test]
    fn leaves_out_what_more_bytes_may_belong_to() {
        let position = |text: &str| {
            let mut scanner = Scanner::of_part(text.as_bytes(), b',', false);
            while scanner.next_record().is_some() {}
            (scanner.position(), scanner.lines())
        };
        assert_eq!(position("a\nb\nc"), (4, 2));
        assert_eq!(position("a\n\"b\nc\""), (2, 1));
        assert_eq!(position("a\n\"b\"\"\nc\"\nd"), (10, 3));
        assert_eq!(position("5\" gun\nb"), (7, 1));
        assert_eq!(position("a\nb\r"), (2, 1));
        assert_eq!(position("abc"), (0, 0));
    }
}
