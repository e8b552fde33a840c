//! Bytes into records: finds where each record and each of its fields begins and ends, in one pass and without a copy.
//!
//! Every block of every input goes through it. It reads RFC 4180 as loosely as the csv crate does (a quote counts only
//! where it opens a field; CR LF, LF and CR end a record), which `tests/properties.rs` checks. Unlike the csv crate it
//! knows the line of a record when earlier cells hold line breaks.

use std::borrow::Cow;
use std::ops::Range;

use super::field_index::{ByteMask, FieldIndex, WINDOW};
use super::lines::{line_break, line_breaks};
use crate::text::bytes16::Bytes16;

/// One record, borrowed from the block it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    block: &'a [u8],
    /// The offset in the block at which it begins.
    pub start: usize,
    /// The offset in the block at which its text ends, before the line break.
    pub end: usize,
    /// The offsets in the block at which its fields end: those of the delimiters, and `end`.
    ends: &'a [u32],
    /// The offset in its bytes of a quote that opens a field and is never closed. Only the last record of an input can
    /// have one.
    pub unclosed: Option<usize>,
    /// The offset in its bytes at which text follows a closing quote. The csv crate reads that text as part of the cell.
    /// It is far likelier that an earlier quote was never closed, and that this one opens another cell.
    pub stray: Option<usize>,
}

impl<'a> Record<'a> {
    /// Its bytes, without the line break at its end.
    pub fn bytes(&self) -> &'a [u8] {
        &self.block[self.start..self.end]
    }

    /// The offset in the block just past its line break, or its own end if it has none.
    pub fn after(&self) -> usize {
        self.end + line_break(&self.block[self.end..])
    }

    /// Its bytes with the line break that ends it, as they stand in the file.
    pub fn whole(&self) -> &'a [u8] {
        &self.block[self.start..self.after()]
    }

    /// The line it begins in, counted from 0 at the start of the block. Counting takes time in proportion to the block,
    /// so this is for the few records that are reported.
    pub fn line(&self) -> u64 {
        line_breaks(self.block, 0..self.start)
    }

    /// The number of fields, at least 1.
    pub fn width(&self) -> usize {
        self.ends.len()
    }

    /// The range of field `i` in the block, quotes included.
    #[inline]
    fn place(&self, i: usize) -> Option<Range<usize>> {
        let end = *self.ends.get(i)? as usize;
        let start = if i == 0 { self.start } else { self.ends[i - 1] as usize + 1 };
        Some(start..end)
    }

    /// The range of field `i` in the bytes of the record, quotes included.
    #[inline]
    pub fn span(&self, i: usize) -> Option<Range<usize>> {
        self.place(i).map(|place| place.start - self.start..place.end - self.start)
    }

    /// Field `i` as it is written, quotes included; empty if the record has no such field.
    #[inline]
    pub fn raw(&self, i: usize) -> &'a [u8] {
        self.place(i).map_or(&[], |place| &self.block[place])
    }

    /// Field `i` as it is written, if it has at most sixteen bytes; `None` if it is longer or the record has no such
    /// field.
    #[inline]
    pub fn short(&self, i: usize) -> Option<Bytes16> {
        Bytes16::at(self.block, self.place(i)?)
    }

    /// Whether a quote is never closed, or text follows a closing quote.
    pub fn is_broken(&self) -> bool {
        self.unclosed.is_some() || self.stray.is_some()
    }

    /// Whether it holds nothing but spaces, delimiters and empty quotes. Spreadsheets leave such rows at the end.
    pub fn is_blank(&self) -> bool {
        (0..self.width()).all(|i| unquote(self.raw(i)).trim_ascii().is_empty())
    }
}

/// Counts lines up to one record after the other, so that each line break of a block is looked at once.
#[derive(Clone, Copy, Debug, Default)]
pub struct LineCount {
    /// Line breaks before this offset are counted.
    at: usize,
    lines: u64,
}

impl LineCount {
    /// The same as [`Record::line`], for records of one block that are passed in their order.
    pub fn line_of(&mut self, record: &Record<'_>) -> u64 {
        self.lines += line_breaks(record.block, self.at..record.start);
        self.at = record.start;
        self.lines
    }
}

/// What a field holds: without its quotes, and with doubled quotes made one. Borrows unless there are doubled ones.
#[inline]
pub fn unquote(raw: &[u8]) -> Cow<'_, [u8]> {
    match raw.strip_prefix(b"\"") {
        Some(inner) => unquote_inner(inner),
        None => Cow::Borrowed(raw),
    }
}

/// The same for what follows the opening quote.
fn unquote_inner(inner: &[u8]) -> Cow<'_, [u8]> {
    match memchr::memchr(b'"', inner) {
        None => return Cow::Borrowed(inner),
        Some(at) if at + 1 == inner.len() => return Cow::Borrowed(&inner[..at]),
        Some(_) => {}
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix(b"\"") {
            Some(after) => {
                out.push(b'"');
                rest = after;
            }
            // The closing quote: what follows it is literal.
            None => break,
        }
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

/// Splits a block of records. See [`Scanner::next_record`].
pub struct Scanner<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    /// Whether the input ends with these bytes, so that the last record ends without a line break.
    is_last: bool,
    /// The offset at which the next record begins.
    start: usize,
    /// How many lines end before the records of `index`.
    lines: u64,
    /// The records ahead, of which `next` is the next one.
    index: FieldIndex,
    next: usize,
    /// How many bytes to index at a time.
    ahead: usize,
    /// The field ends of a record that was read byte by byte.
    ends: Vec<u32>,
}

/// How many bytes are indexed at a time: few at first, since often only one record is asked for.
const FIRST_AHEAD: usize = 1 << 11;
const MOST_AHEAD: usize = 1 << 15;

impl<'a> Scanner<'a> {
    /// Scans all of an input, or its last part, which begins with a record.
    pub fn new(bytes: &'a [u8], delimiter: u8) -> Scanner<'a> {
        Scanner::of_part(bytes, delimiter, true)
    }

    /// Scans a part of an input, which begins with a record. A part that is not the last may end anywhere: then what
    /// follows its last line break is left out, since more of it may follow, and so is a CR at its end, since an LF may.
    pub fn of_part(bytes: &'a [u8], delimiter: u8, is_last: bool) -> Scanner<'a> {
        let returns = bytes.iter().rev().take_while(|&&byte| byte == b'\r').count();
        Scanner {
            bytes: if is_last { bytes } else { &bytes[..bytes.len() - returns] },
            delimiter,
            is_last,
            start: 0,
            lines: 0,
            index: FieldIndex::default(),
            next: 0,
            ahead: FIRST_AHEAD,
            ends: Vec::new(),
        }
    }

    /// The next record that is not an empty line, or `None` at the end.
    ///
    /// The record borrows its field ends from the scanner, so it must be let go of before the next is asked for.
    // Inlined so that the record is built where it is used: moving it costs more than finding it.
    #[inline(always)]
    pub fn next_record(&mut self) -> Option<Record<'_>> {
        loop {
            let start = self.start;
            let found = if self.next < self.index.records() || self.look_ahead()? {
                self.indexed_record()
            } else {
                self.record_by_bytes()?
            };
            if found.end > start {
                let Found { end, indexed, unclosed, stray } = found;
                let ends = indexed.map_or(self.ends.as_slice(), |i| self.index.record(i));
                return Some(Record { block: self.bytes, start, end, ends, unclosed, stray });
            }
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
        loop {
            let end = self.bytes.len().min(self.start.saturating_add(self.ahead));
            let all = self.index.find(self.bytes, self.start, end, self.delimiter);
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

    /// Reads one record from one structural byte to the next, because it has a misplaced quote, or no end. Returns `None`
    /// if its end may be in the part that follows.
    #[inline(never)]
    fn record_by_bytes(&mut self) -> Option<Found> {
        self.ends.clear();
        let (bytes, start) = (self.bytes, self.start);
        let mut field = start;
        let mut quoted = false;
        let mut opened = start;
        // The offset just past a closing quote. A second quote there makes a doubled quote of the two.
        let mut closed = usize::MAX;
        let mut stray = None;
        let mut end = bytes.len();
        for at in StructuralBytes::new(bytes, start, self.delimiter) {
            match bytes[at] {
                b'"' if quoted => {
                    quoted = false;
                    closed = at + 1;
                }
                b'"' => {
                    if at == field {
                        opened = at;
                        quoted = true;
                    } else if at == closed {
                        quoted = true;
                    }
                }
                _ if quoted => {}
                b'\n' | b'\r' => {
                    end = at;
                    break;
                }
                _delimiter => {
                    self.ends.push(at as u32);
                    stray = stray.or(text_after(bytes, closed, field..at));
                    field = at + 1;
                }
            }
        }
        if end == bytes.len() && !self.is_last {
            return None;
        }
        self.ends.push(end as u32);
        stray = stray.or(text_after(bytes, closed, field..end));
        self.start = bytes.len().min(end + 1);
        self.lines += line_breaks(bytes, start..self.start);
        let unclosed = quoted.then(|| opened - start);
        Some(Found { end, indexed: None, unclosed, stray: stray.map(|at| at - start) })
    }
}

/// A record that was found: where it ends, and its number in the index if it is in there.
struct Found {
    end: usize,
    indexed: Option<usize>,
    unclosed: Option<usize>,
    stray: Option<usize>,
}

/// Where text follows the closing quote that ends at `closed`, if that is in the field; spaces are no text.
fn text_after(bytes: &[u8], closed: usize, field: Range<usize>) -> Option<usize> {
    let goes_on = field.start < closed && closed < field.end && !bytes[closed..field.end].trim_ascii().is_empty();
    goes_on.then_some(closed)
}

/// Gives the offsets of all delimiters, quotes and line breaks from one offset on.
struct StructuralBytes<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    at: usize,
    bits: u64,
}

impl<'a> StructuralBytes<'a> {
    fn new(bytes: &'a [u8], at: usize, delimiter: u8) -> StructuralBytes<'a> {
        let mut found = StructuralBytes { bytes, delimiter, at, bits: 0 };
        found.look();
        found
    }

    fn look(&mut self) {
        let bits = ByteMask::at(self.bytes, self.at, self.delimiter);
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
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut scanner = Scanner::new(text.as_bytes(), b',');
        let mut rows = Vec::new();
        let mut lines = LineCount::default();
        while let Some(record) = scanner.next_record() {
            assert_eq!(lines.line_of(&record), record.line());
            let cells =
                (0..record.width()).map(|i| String::from_utf8_lossy(&unquote(record.raw(i))).into_owned()).collect();
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
