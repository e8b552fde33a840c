//! Bytes into records: where each record and each of its fields begins and ends, in one pass and without a copy.
//!
//! `store` calls it for every block of every input. It reads as the csv crate does (RFC 4180, loosely: a quote
//! counts only where it opens a field; CR LF, LF and CR end a record), which `tests/properties.rs` holds it to,
//! and it knows the line of each record, which the csv crate does not where cells hold line breaks.

use std::borrow::Cow;
use std::ops::Range;

use super::marks::{ByteMask, FieldIndex, WINDOW, line_breaks};
use crate::text::bytes16::Bytes16;

/// One record, borrowed from the block it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    block: &'a [u8],
    /// Where it begins in the block.
    pub start: usize,
    /// Where its text ends in the block, before the line break.
    pub end: usize,
    /// Where each field ends in the block; the delimiter stands there.
    ends: &'a [u32],
    /// Where in its bytes a quote opens that nothing closes. Only the last record of an input can have one.
    pub unclosed: Option<usize>,
    /// Where in its bytes text follows a closing quote. It is read as the csv crate reads it, as part of the cell, but
    /// far more often an earlier quote was never closed and this one opens another cell.
    pub stray: Option<usize>,
}

impl<'a> Record<'a> {
    /// Its bytes, without the line break at its end.
    pub fn bytes(&self) -> &'a [u8] {
        &self.block[self.start..self.end]
    }

    /// Where the line break ends that ends it; where it has none, where it ends itself.
    pub fn after(&self) -> usize {
        self.end + line_break(&self.block[self.end..])
    }

    /// Its bytes with the line break that ends it, as they stand in the file.
    pub fn whole(&self) -> &'a [u8] {
        &self.block[self.start..self.after()]
    }

    /// The line it begins in, counted from 0 at the start of the block. Counts them: it is for the few that are bad.
    pub fn line(&self) -> u64 {
        line_breaks(self.block, 0..self.start)
    }

    /// The number of fields, at least 1.
    pub fn width(&self) -> usize {
        self.ends.len()
    }

    /// Where field `i` stands in the block, with its quotes.
    #[inline]
    fn place(&self, i: usize) -> Option<Range<usize>> {
        let end = *self.ends.get(i)? as usize;
        let start = if i == 0 { self.start } else { self.ends[i - 1] as usize + 1 };
        Some(start..end)
    }

    /// Where field `i` stands in its bytes, with its quotes.
    #[inline]
    pub fn span(&self, i: usize) -> Option<Range<usize>> {
        self.place(i).map(|place| place.start - self.start..place.end - self.start)
    }

    /// Field `i` as it stands, quotes and all; empty where the record has no such field.
    #[inline]
    pub fn raw(&self, i: usize) -> &'a [u8] {
        self.place(i).map_or(&[], |place| &self.block[place])
    }

    /// The same as one number; `None` where it is longer than that, or there is no such field.
    #[inline]
    pub fn short(&self, i: usize) -> Option<Bytes16> {
        Bytes16::at(self.block, self.place(i)?)
    }

    /// Whether a quote is never closed, or closed where the cell goes on.
    pub fn is_broken(&self) -> bool {
        self.unclosed.is_some() || self.stray.is_some()
    }

    /// A row with nothing in it: spaces, delimiters and empty quotes. Spreadsheets leave such rows at the end.
    pub fn is_blank(&self) -> bool {
        (0..self.width()).all(|i| unquote(self.raw(i)).trim_ascii().is_empty())
    }
}

/// Counts the lines of records that are given to it in their order, all of one block, once.
#[derive(Clone, Copy, Debug, Default)]
pub struct LineCount {
    /// How far lines are counted.
    at: usize,
    lines: u64,
}

impl LineCount {
    /// The line that the record begins in, as [`Record::line`] has it.
    pub fn line_of(&mut self, record: &Record<'_>) -> u64 {
        self.lines += line_breaks(record.block, self.at..record.start);
        self.at = record.start;
        self.lines
    }
}

/// What a field holds: quotes taken off and doubled quotes made one. Borrowed unless there were doubled ones.
#[inline]
pub fn unquote(raw: &[u8]) -> Cow<'_, [u8]> {
    match raw.strip_prefix(b"\"") {
        Some(inner) => unquote_inner(inner),
        None => Cow::Borrowed(raw),
    }
}

/// What follows an opening quote.
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
            // The quotes are closed: whatever follows stands for itself.
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
    /// Whether the input ends with these bytes, so that the last record needs no line break.
    is_last: bool,
    /// Where the next record begins.
    start: usize,
    /// The line breaks before the records in `marks`.
    lines: u64,
    /// The records ahead, and which of them is the next.
    marks: FieldIndex,
    next: usize,
    /// How far to look ahead, in bytes.
    stretch: usize,
    /// The field ends of a record that the marks were no help with.
    ends: Vec<u32>,
}

/// How many bytes are looked at ahead: few at first, since often a single record is asked for.
const FIRST_STRETCH: usize = 1 << 11;
const LONGEST_STRETCH: usize = 1 << 15;

impl<'a> Scanner<'a> {
    /// All of an input, or its last bytes; they begin where a record begins.
    pub fn new(bytes: &'a [u8], delimiter: u8) -> Scanner<'a> {
        Scanner::of_part(bytes, delimiter, true)
    }

    /// Bytes that begin where a record begins and, unless they are the last, may end anywhere. What comes after the
    /// last line break is then left out, for it may go on, and so is a CR at the very end, for its LF may follow.
    pub fn of_part(bytes: &'a [u8], delimiter: u8, is_last: bool) -> Scanner<'a> {
        let returns = bytes.iter().rev().take_while(|&&byte| byte == b'\r').count();
        Scanner {
            bytes: if is_last { bytes } else { &bytes[..bytes.len() - returns] },
            delimiter,
            is_last,
            start: 0,
            lines: 0,
            marks: FieldIndex::default(),
            next: 0,
            stretch: FIRST_STRETCH,
            ends: Vec::new(),
        }
    }

    /// The next record that is not an empty line, or `None` at the end.
    ///
    /// It borrows the scanner, which lends it the room for its field ends: keep what you need and ask for the next.
    // Inlined, so that a record is made where it is used: to move it costs more than to find it.
    #[inline(always)]
    pub fn next_record(&mut self) -> Option<Record<'_>> {
        loop {
            let start = self.start;
            let found = if self.next < self.marks.records() || self.look_ahead()? {
                self.marked_record()
            } else {
                self.any_record()?
            };
            if found.end > start {
                let Found { end, marked, unclosed, stray } = found;
                let ends = marked.map_or(self.ends.as_slice(), |i| self.marks.record(i));
                return Some(Record { block: self.bytes, start, end, ends, unclosed, stray });
            }
        }
    }

    /// Where the next record begins, or what is left out.
    pub fn position(&self) -> usize {
        self.start
    }

    /// How many lines end before that, once there is no next record.
    pub fn lines(&self) -> u64 {
        self.lines + self.marks.lines
    }

    /// FieldIndex the records that come next, at least one. `false` where marks are no help with the next one, `None`
    /// where there is none.
    #[inline(never)]
    fn look_ahead(&mut self) -> Option<bool> {
        if self.start >= self.bytes.len() {
            return None;
        }
        self.lines += self.marks.lines;
        self.next = 0;
        loop {
            let end = self.bytes.len().min(self.start.saturating_add(self.stretch));
            let all = self.marks.find(self.bytes, self.start, end, self.delimiter);
            if self.marks.records() > 0 {
                self.stretch = (2 * self.stretch).min(LONGEST_STRETCH);
                return Some(true);
            }
            if !all || end == self.bytes.len() {
                return Some(false);
            }
            self.stretch *= 2;
        }
    }

    #[inline(always)]
    fn marked_record(&mut self) -> Found {
        let i = self.next;
        let end = self.marks.record(i).last().map_or(self.bytes.len(), |&end| end as usize);
        self.next += 1;
        self.start = end + 1;
        Found { end, marked: Some(i), unclosed: None, stray: None }
    }

    /// Reads a record that has a quote where none should be, or no end: one mark after the other. `None` where its end
    /// may be in bytes to come.
    #[inline(never)]
    fn any_record(&mut self) -> Option<Found> {
        self.ends.clear();
        let (bytes, start) = (self.bytes, self.start);
        let mut field = start;
        let mut quoted = false;
        let mut opened = start;
        // Just after a closing quote: a second one there makes the two a doubled quote, and the field goes on.
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
        Some(Found { end, marked: None, unclosed, stray: stray.map(|at| at - start) })
    }
}

/// A record that was found: where it ends, and which of the marked ones it is, if it is one.
struct Found {
    end: usize,
    marked: Option<usize>,
    unclosed: Option<usize>,
    stray: Option<usize>,
}

/// Where text follows the quote that closed before `closed` in that field; spaces are no text.
fn text_after(bytes: &[u8], closed: usize, field: Range<usize>) -> Option<usize> {
    let goes_on = field.start < closed && closed < field.end && !bytes[closed..field.end].trim_ascii().is_empty();
    goes_on.then_some(closed)
}

/// The delimiters, quotes and line breaks from one place on.
struct StructuralBytes<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    at: usize,
    bits: u64,
}

impl<'a> StructuralBytes<'a> {
    fn new(bytes: &'a [u8], at: usize, delimiter: u8) -> StructuralBytes<'a> {
        let mut signs = StructuralBytes { bytes, delimiter, at, bits: 0 };
        signs.look();
        signs
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

/// How long the line break at the start of `bytes` is. CR CR LF, which a bad transfer makes of CR LF, is one.
pub fn line_break(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\r', b'\n', ..] => 3,
        [b'\r', b'\n', ..] => 2,
        [] => 0,
        _ => 1,
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
    fn leaves_out_what_may_go_on() {
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
