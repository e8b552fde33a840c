//! A row: a record whose text has been decoded. Cells are unquoted when they are asked for.
//!
//! Layouts and events read their fields from it.

use std::borrow::Cow;
use std::ops::Range;

use super::dialect::Dialect;
use super::record::Record;
use super::scan::Scanner;
use crate::text::bytes16::Bytes16;
use crate::text::bytes32::Bytes32;

/// A record as text.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The bytes of the record.
    text: &'a str,
    record: &'a Record<'a>,
}

impl<'a> Row<'a> {
    /// `text` must be the bytes of the record, which the caller has found to be UTF-8.
    #[inline]
    pub fn new(text: &'a str, record: &'a Record<'a>) -> Row<'a> {
        Row { text, record }
    }

    /// The number of cells, at least 1.
    #[inline]
    pub fn width(&self) -> usize {
        self.record.width()
    }

    /// The whole row as it is written, without its line break.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The range of cell `i` in [`Row::text`], quotes included.
    pub fn span(&self, i: usize) -> Option<Range<usize>> {
        self.record.span(i)
    }

    /// The bytes of cell `i` as it is written, quotes included; empty if there is no such column.
    #[inline]
    pub fn raw(&self, i: usize) -> &'a [u8] {
        self.record.raw(i)
    }

    /// Cell `i` as it is written, if it has at most sixteen bytes; `None` if it is longer or there is no such column.
    #[inline(always)]
    pub fn short(&self, i: usize) -> Option<Bytes16> {
        self.record.short(i)
    }

    /// The same of at most 32 bytes.
    #[inline]
    pub fn key(&self, i: usize) -> Option<Bytes32> {
        self.record.key(i)
    }

    /// Cell `i` as it is written, quotes included; empty if there is no such column.
    #[inline]
    pub fn written(&self, i: usize) -> &'a str {
        self.record.span(i).map_or("", |span| &self.text[span])
    }

    /// Cell `i` without its quotes; empty if there is no such column.
    #[inline]
    pub fn cell(&self, i: usize) -> Cow<'a, str> {
        let Some(span) = self.record.span(i) else {
            return Cow::Borrowed("");
        };
        match self.record.content(i) {
            // Quotes and delimiters are ASCII, so no character is cut in two.
            Some(content) => Cow::Borrowed(&self.text[span][content]),
            None => Cow::Owned(into_text(self.record.cell(i).into_owned())),
        }
    }
}

/// Without its doubled quotes a text is one still.
fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Decodes a record and passes it to `take` as a row, with `true` if it was not UTF-8 and had to be recoded; passes
/// `None` if it is not text in that encoding. A recoded row is scanned again, since its fields have other offsets.
pub fn with_row<R>(record: &Record<'_>, dialect: Dialect, take: impl FnOnce(Option<(Row<'_>, bool)>) -> R) -> R {
    match dialect.encoding.text(record.bytes()) {
        Some((Cow::Borrowed(text), _)) => take(Some((Row::new(text, record), false))),
        Some((Cow::Owned(text), _)) => match Scanner::new(text.as_bytes(), dialect.format_of_any_width()).next_record()
        {
            Some(recoded) => take(Some((Row::new(&text[recoded.start..recoded.end], &recoded), true))),
            None => take(None),
        },
        None => take(None),
    }
}
