//! The bytes of a file, and where each of its rows begins and ends.
//!
//! A [`Transaction`](super::Transaction) holds one, and [`Changes`](super::Changes) refer to its rows.

use std::ops::Range;

use crate::csv::dialect::RecordFormat;
use crate::csv::lines::{line_break, line_breaks};
use crate::csv::record::Record;
use crate::csv::scan::Scanner;

/// A file in memory, split into its head (everything before the first event) and its rows: events, rows that can't be
/// read, and rows of delimiters only. Empty lines are no rows.
pub struct RowIndex {
    /// The file, to which a line break is added if it does not end with one.
    bytes: Vec<u8>,
    /// The length of the file itself.
    length: usize,
    head: usize,
    format: RecordFormat,
    /// The range of each row, without the line break that ends it.
    rows: Vec<Range<usize>>,
    /// Whether a row has a quote that is never closed: what it is may change with the rows after it.
    has_unclosed: bool,
}

impl RowIndex {
    /// Finds the rows. `head` is the number of bytes before the first row.
    pub fn new(bytes: Vec<u8>, head: usize, format: impl Into<RecordFormat>) -> RowIndex {
        let format = format.into();
        let mut rows = Vec::new();
        let mut has_unclosed = false;
        let mut scanner = Scanner::new(&bytes[head..], format);
        while let Some(record) = scanner.next_record() {
            rows.push(head + record.start..head + record.end);
            has_unclosed |= record.unclosed.is_some();
        }
        let length = bytes.len();
        let mut index = RowIndex { bytes, length, head, format, rows, has_unclosed };
        index.end_last_line();
        index
    }

    fn end_last_line(&mut self) {
        let last = self.rows.last().map_or(self.head - last_line_break(&self.bytes[..self.head]), |row| row.end);
        if last < self.length {
            return;
        }
        let line_break = self.line_break_before(self.len()).to_vec();
        self.bytes.extend_from_slice(&line_break);
        if self.rows.is_empty() {
            self.head = self.bytes.len();
        }
    }

    /// The file as it was read.
    pub fn file(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// The file, with a line break at the end of its last line.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether the file ends without a line break.
    pub(super) fn ends_openly(&self) -> bool {
        self.length < self.bytes.len()
    }

    /// The bytes before the first row.
    pub fn head(&self) -> &[u8] {
        &self.bytes[..self.head]
    }

    /// How its records are told apart.
    pub fn format(&self) -> RecordFormat {
        self.format
    }

    /// The sign between cells.
    pub fn delimiter(&self) -> u8 {
        self.format.delimiter
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The bytes of a row, without its line break.
    pub fn row(&self, row: usize) -> &[u8] {
        &self.bytes[self.span(row)]
    }

    /// The range of a row, without its line break.
    pub(super) fn span(&self, row: usize) -> Range<usize> {
        self.rows[row].clone()
    }

    /// The end of the line break that ends a row.
    pub(super) fn after(&self, row: usize) -> usize {
        let end = self.rows[row].end;
        end + line_break(&self.bytes[end..])
    }

    /// Where a row begins that is inserted before that one, or at the end: right after the row before it.
    pub(super) fn gap_before(&self, row: usize) -> usize {
        row.checked_sub(1).map_or(self.head, |before| self.after(before))
    }

    /// The row that begins at that byte.
    pub fn row_at(&self, start: usize) -> Option<usize> {
        self.rows.binary_search_by_key(&start, |row| row.start).ok()
    }

    /// The line on which a row begins, from 1. It counts the lines before it, so it is meant for a few rows only.
    pub fn line(&self, row: usize) -> u64 {
        line_breaks(&self.bytes, 0..self.rows[row].start) + 1
    }

    /// Reads one row.
    pub fn with_record<R>(&self, row: usize, take: impl FnOnce(&Record<'_>) -> R) -> R {
        let mut scanner = Scanner::new(self.row(row), self.format);
        take(&scanner.next_record().expect("what is a row in the file is one by itself"))
    }

    /// The row before which an event at the end of the file is inserted. After it come only rows of delimiters, which
    /// spreadsheets leave at the end, or a row with a quote that is never closed, which would take in the new row.
    pub fn end(&self) -> usize {
        let mut end = self.len();
        while end > 0 && self.with_record(end - 1, |record| record.is_blank()) {
            end -= 1;
        }
        end
    }

    /// Whether a row has a quote that is never closed. A change to the rows after it can change where its cell ends.
    pub fn has_unclosed(&self) -> bool {
        self.has_unclosed
    }

    /// The line break for a row that is inserted before that one: that of the nearest row above it, or of the header.
    pub(super) fn line_break_before(&self, row: usize) -> &[u8] {
        let above = self.rows[..row].iter().rev().map(|row| {
            let after = &self.bytes[row.end..];
            &after[..line_break(after)]
        });
        let head = self.head();
        let of_head = &head[head.len() - last_line_break(head)..];
        above.chain([of_head]).find(|line_break| !line_break.is_empty()).unwrap_or(b"\n")
    }
}

/// The length of the line break at the end of the bytes.
pub(super) fn last_line_break(bytes: &[u8]) -> usize {
    let endings: [&[u8]; 4] = [b"\r\r\n", b"\r\n", b"\n", b"\r"];
    endings.into_iter().find(|ending| bytes.ends_with(ending)).map_or(0, <[u8]>::len)
}
