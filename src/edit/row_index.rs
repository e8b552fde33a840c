//! Where each row of a file begins and ends.
//!
//! A [`Transaction`](super::Transaction) holds one, and [`Changes`](super::Changes) refer to its rows.

use std::borrow::Cow;
use std::convert::Infallible;
use std::io;
use std::ops::{ControlFlow, Range};

use super::content::Content;
use crate::csv::blocks::changed;
use crate::csv::dialect::{EncodingsSeen, RecordFormat};
use crate::csv::lines::line_break;
use crate::csv::parallel::{CollectBlocks, Scanned};
use crate::csv::record::Record;
use crate::csv::scan::Scanner;
use crate::error::{Error, Result};

/// A file split into its head (everything before the first event) and its rows: events, rows that can't be read, and rows
/// of delimiters only. Empty lines are no rows.
///
/// What reads bytes of the file fails where the file can't be read, or has become shorter.
pub struct RowIndex {
    /// The file, to which a line break is added if it does not end with one.
    content: Content,
    head: Vec<u8>,
    format: RecordFormat,
    rows: Vec<Row>,
    /// Whether a row has a quote that is never closed: what it is may change with the rows after it.
    has_unclosed: bool,
    encodings: EncodingsSeen,
}

/// Where a row stands.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) start: u64,
    /// How many bytes it has, without the line break that ends it. No record has 2³¹ of them.
    length: u32,
    line_break: LineBreak,
}

impl Row {
    fn end(self) -> u64 {
        self.start + u64::from(self.length)
    }
}

/// What ends a line (see [`line_break`]).
#[derive(Clone, Copy, PartialEq, Eq)]
enum LineBreak {
    None,
    Lf,
    Cr,
    CrLf,
    CrCrLf,
}

impl LineBreak {
    /// That at the start of the bytes.
    fn at(bytes: &[u8]) -> LineBreak {
        match (line_break(bytes), bytes.first()) {
            (0, _) => LineBreak::None,
            (1, Some(b'\r')) => LineBreak::Cr,
            (1, _) => LineBreak::Lf,
            (2, _) => LineBreak::CrLf,
            _ => LineBreak::CrCrLf,
        }
    }

    /// That at the end of the bytes.
    fn at_end(bytes: &[u8]) -> LineBreak {
        let all = [LineBreak::CrCrLf, LineBreak::CrLf, LineBreak::Lf, LineBreak::Cr];
        all.into_iter().find(|line_break| bytes.ends_with(line_break.bytes())).unwrap_or(LineBreak::None)
    }

    fn bytes(self) -> &'static [u8] {
        match self {
            LineBreak::None => b"",
            LineBreak::Lf => b"\n",
            LineBreak::Cr => b"\r",
            LineBreak::CrLf => b"\r\n",
            LineBreak::CrCrLf => b"\r\r\n",
        }
    }
}

impl RowIndex {
    /// Finds the rows. `head` is the number of bytes before the first row; errors call the file `name`.
    ///
    /// # Errors
    /// The file can't be read, or changes while it is read; it has 2³² rows or more.
    pub fn new(name: &str, content: Content, head: usize, format: impl Into<RecordFormat>) -> Result<RowIndex> {
        let format = format.into();
        let failed = |error: io::Error| Error::reading(name, &error);
        let head = content.read(0..head as u64).map_err(failed)?.into_owned();
        let mut found = Rows { at: head.len() as u64, ..Rows::default() };
        content.scan(name, head.len() as u64, format, &FindRows { format }, &mut found)?;
        let Rows { rows, has_unclosed, encodings, .. } = found;
        if u32::try_from(rows.len()).is_err() {
            return Err(failed(io::ErrorKind::FileTooLarge.into()));
        }
        let encodings = encodings.and(EncodingsSeen::of(&head));
        let mut index = RowIndex { content, head, format, rows, has_unclosed, encodings };
        index.end_last_line().map_err(failed)?;
        Ok(index)
    }

    fn end_last_line(&mut self) -> io::Result<()> {
        let end_of_head = (self.head.len() - LineBreak::at_end(&self.head).bytes().len()) as u64;
        let last = self.rows.last().map_or(end_of_head, |row| row.end());
        if last < self.content.file_length() {
            return Ok(());
        }
        let line_break = self.line_break_before(self.len());
        self.content.end_last_line(line_break);
        match self.rows.last_mut() {
            Some(row) => row.line_break = LineBreak::at(line_break),
            None => self.head = self.content.read(0..self.content.len())?.into_owned(),
        }
        Ok(())
    }

    /// The bytes of the file.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// The same, for good.
    pub fn into_content(self) -> Content {
        self.content
    }

    /// The same rows of the same file, which is held in memory.
    pub fn in_memory(self) -> io::Result<RowIndex> {
        Ok(RowIndex { content: self.content.in_memory()?, ..self })
    }

    /// Whether the file ends without a line break.
    pub(super) fn ends_openly(&self) -> bool {
        self.content.file_length() < self.content.len()
    }

    /// The bytes before the first row.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// How its records are told apart.
    pub fn format(&self) -> RecordFormat {
        self.format
    }

    /// The sign between cells.
    pub fn delimiter(&self) -> u8 {
        self.format.delimiter
    }

    /// The encodings that are seen in its lines.
    pub fn encodings(&self) -> EncodingsSeen {
        self.encodings
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The bytes of a row, without its line break.
    pub fn row(&self, row: usize) -> io::Result<Cow<'_, [u8]>> {
        self.content.read(self.span(row))
    }

    /// The range of a row, without its line break.
    pub(super) fn span(&self, row: usize) -> Range<u64> {
        self.rows[row].start..self.rows[row].end()
    }

    /// The end of the line break that ends a row.
    pub(super) fn after(&self, row: usize) -> u64 {
        self.rows[row].end() + self.rows[row].line_break.bytes().len() as u64
    }

    /// Where a row begins that is inserted before that one, or at the end: right after the row before it.
    pub(super) fn gap_before(&self, row: usize) -> u64 {
        row.checked_sub(1).map_or(self.head.len() as u64, |before| self.after(before))
    }

    /// The line on which a row begins, from 1. It counts the lines before it, so it is meant for a few rows only.
    pub fn line(&self, row: usize) -> io::Result<u64> {
        Ok(self.content.line_breaks(0..self.rows[row].start)? + 1)
    }

    /// Reads one row.
    pub fn with_record<R>(&self, row: usize, take: impl FnOnce(&Record<'_>) -> R) -> io::Result<R> {
        let bytes = self.row(row)?;
        let mut scanner = Scanner::new(&bytes, self.format);
        // What is a row in the file is one by itself, unless the file was changed since.
        scanner.next_record().map(|record| take(&record)).ok_or_else(changed)
    }

    /// The row before which an event at the end of the file is inserted. After it come only rows of delimiters, which
    /// spreadsheets leave at the end, or a row with a quote that is never closed, which would take in the new row.
    pub fn end(&self) -> io::Result<usize> {
        let mut end = self.len();
        while end > 0 && self.with_record(end - 1, |record| record.is_blank())? {
            end -= 1;
        }
        Ok(end)
    }

    /// Whether a row has a quote that is never closed. A change to the rows after it can change where its cell ends.
    pub fn has_unclosed(&self) -> bool {
        self.has_unclosed
    }

    /// The line break for a row that is inserted before that one: that of the nearest row above it, or of the header.
    pub(super) fn line_break_before(&self, row: usize) -> &'static [u8] {
        let above = self.rows[..row].iter().rev().map(|row| row.line_break);
        let mut all = above.chain([LineBreak::at_end(&self.head)]);
        all.find(|line_break| *line_break != LineBreak::None).unwrap_or(LineBreak::Lf).bytes()
    }

    /// Where all rows stand.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }
}

/// The length of the line break at the end of the bytes.
pub(super) fn last_line_break(bytes: &[u8]) -> usize {
    LineBreak::at_end(bytes).bytes().len()
}

/// Finds where rows stand.
struct FindRows {
    format: RecordFormat,
}

/// The rows that were found.
#[derive(Default)]
struct Rows {
    /// Where the next block begins.
    at: u64,
    rows: Vec<Row>,
    has_unclosed: bool,
    encodings: EncodingsSeen,
}

impl CollectBlocks for FindRows {
    type Part = Rows;
    type Whole = Rows;
    type Stop = Infallible;

    fn scan(&self, bytes: &[u8], is_last: bool) -> Scanned<Rows> {
        let mut rows = Rows::default();
        let mut scanner = Scanner::of_part(bytes, self.format, is_last);
        while let Some(record) = scanner.next_record() {
            let line_break = LineBreak::at(&bytes[record.end..]);
            let length = (record.end - record.start) as u32;
            rows.rows.push(Row { start: record.start as u64, length, line_break });
            rows.has_unclosed |= record.unclosed.is_some();
        }
        let end = scanner.position();
        rows.at = end as u64;
        rows.encodings = EncodingsSeen::of(&bytes[..end.min(bytes.len())]);
        Scanned { value: rows, end }
    }

    fn append(&self, whole: &mut Rows, part: Rows) -> ControlFlow<Infallible> {
        let at = whole.at;
        whole.rows.extend(part.rows.into_iter().map(|row| Row { start: at + row.start, ..row }));
        whole.at += part.at;
        whole.has_unclosed |= part.has_unclosed;
        whole.encodings = whole.encodings.and(part.encodings);
        ControlFlow::Continue(())
    }
}
