//! One row: a record that is known to be text, whose cells are taken out when they are asked for.
//!
//! Layouts read fields from it, and an event is one that could be read.

use std::borrow::Cow;
use std::ops::Range;

use super::dialect::Dialect;
use super::scan::{Record, Scanner, unquote};
use crate::text::bytes16::Bytes16;

#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The same bytes as those of the record.
    text: &'a str,
    record: &'a Record<'a>,
}

impl<'a> Row<'a> {
    /// `text` is the same bytes as `record.bytes()`, known to be UTF-8.
    #[inline]
    pub fn new(text: &'a str, record: &'a Record<'a>) -> Row<'a> {
        Row { text, record }
    }

    /// The number of cells, at least 1.
    #[inline]
    pub fn width(&self) -> usize {
        self.record.width()
    }

    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Where cell `i` stands in the text, with its quotes.
    pub fn span(&self, i: usize) -> Option<Range<usize>> {
        self.record.span(i)
    }

    /// Cell `i` as it stands, quotes and all; empty where there is no such column.
    #[inline]
    pub fn raw(&self, i: usize) -> &'a [u8] {
        self.record.raw(i)
    }

    /// Cell `i` as it stands, as one number; `None` where it is longer than that, or there is no such column.
    #[inline]
    pub fn short(&self, i: usize) -> Option<Bytes16> {
        self.record.short(i)
    }

    /// The same as text.
    #[inline]
    pub fn written(&self, i: usize) -> &'a str {
        self.record.span(i).map_or("", |span| &self.text[span])
    }

    /// Cell `i`, unquoted; empty where there is no such column.
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
}

/// Gives a record to `take` as a row of text, and whether it had to be turned into UTF-8; `None` where it is no text.
/// One that was has its fields elsewhere, so they are found anew.
pub fn with_row<R>(record: &Record<'_>, dialect: Dialect, take: impl FnOnce(Option<(Row<'_>, bool)>) -> R) -> R {
    match dialect.encoding.text(record.bytes()) {
        Some((Cow::Borrowed(text), _)) => take(Some((Row::new(text, record), false))),
        Some((Cow::Owned(text), _)) => match Scanner::new(text.as_bytes(), dialect.delimiter).next_record() {
            Some(recoded) => take(Some((Row::new(&text[recoded.start..recoded.end], &recoded), true))),
            None => take(None),
        },
        None => take(None),
    }
}
