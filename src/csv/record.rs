//! A record: where it and its fields are in a block of bytes, and what the fields hold without their quotes.
//!
//! The scanner finds records; rows are made of them.

use std::borrow::Cow;
use std::ops::Range;

use super::dialect::Quoting;
use super::lines::{line_break, line_breaks};
use crate::text::bytes16::Bytes16;
use crate::text::bytes32::Bytes32;

/// One record, borrowed from the block it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub(super) block: &'a [u8],
    /// The offset in the block at which it begins.
    pub start: usize,
    /// The offset in the block at which its text ends, before the line break.
    pub end: usize,
    /// The offsets in the block at which its fields end: those of the delimiters, and `end`.
    pub(super) ends: &'a [u32],
    pub(super) quoting: Quoting,
    /// The offset in its bytes of a quote that opens a field and is not closed in it.
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
    #[inline(always)]
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

    /// What field `i` holds, without its quotes; empty if the record has no such field.
    pub fn cell(&self, i: usize) -> Cow<'a, [u8]> {
        match self.quoting {
            Quoting::Double => unquote(self.raw(i)),
            Quoting::None => Cow::Borrowed(self.raw(i)),
        }
    }

    /// Where in [`Record::raw`] the content of field `i` is; `None` if it has doubled quotes, so that the content is none
    /// of its parts.
    #[inline]
    pub fn content(&self, i: usize) -> Option<Range<usize>> {
        let raw = self.raw(i);
        match self.quoting {
            Quoting::Double => content(raw),
            Quoting::None => Some(0..raw.len()),
        }
    }

    /// Field `i` as it is written, if it has at most sixteen bytes; `None` if it is longer or the record has no such
    /// field.
    #[inline(always)]
    pub fn short(&self, i: usize) -> Option<Bytes16> {
        Bytes16::at(self.block, self.place(i)?)
    }

    /// The same of at most 32 bytes.
    #[inline]
    pub fn key(&self, i: usize) -> Option<Bytes32> {
        Bytes32::at(self.block, self.place(i)?)
    }

    /// Whether a quote is never closed, or text follows a closing quote.
    pub fn is_broken(&self) -> bool {
        self.unclosed.is_some() || self.stray.is_some()
    }

    /// Whether it holds nothing but spaces, delimiters and empty quotes. Spreadsheets leave such rows at the end.
    pub fn is_blank(&self) -> bool {
        (0..self.width()).all(|i| self.cell(i).trim_ascii().is_empty())
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
    match content(raw) {
        Some(content) => Cow::Borrowed(&raw[content]),
        None => Cow::Owned(unquote_doubled(raw)),
    }
}

/// Where the content of a field is in it; `None` if the field has doubled quotes, or text after its closing quote.
#[inline]
fn content(raw: &[u8]) -> Option<Range<usize>> {
    match raw.first() {
        Some(b'"') => quoted_content(raw),
        Some(b' ') => spaced_content(raw),
        _ => Some(0..raw.len()),
    }
}

fn quoted_content(raw: &[u8]) -> Option<Range<usize>> {
    match memchr::memchr(b'"', &raw[1..]) {
        None => Some(1..raw.len()),
        Some(at) if at + 2 == raw.len() => Some(1..raw.len() - 1),
        Some(_) => None,
    }
}

/// The same for a field that begins with a space: spaces around a quoted cell are not part of it.
#[cold]
fn spaced_content(raw: &[u8]) -> Option<Range<usize>> {
    let open = raw.len() - raw.trim_ascii_start().len();
    let close = closing_quote(raw, open).filter(|close| raw[close + 1..].trim_ascii().is_empty());
    match close {
        None => Some(0..raw.len()),
        Some(close) if raw[open + 1..close].contains(&b'"') => None,
        Some(close) => Some(open + 1..close),
    }
}

/// The offset of the quote that closes a quoted cell which opens at `open`; `None` if there is no quote at `open`, or the
/// cell does not close on its line.
pub(super) fn closing_quote(bytes: &[u8], open: usize) -> Option<usize> {
    if bytes.get(open) != Some(&b'"') {
        return None;
    }
    let mut at = open + 1;
    loop {
        at += memchr::memchr3(b'"', b'\n', b'\r', bytes.get(at..)?)?;
        match (bytes[at], bytes.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => return Some(at),
            _line_break => return None,
        }
    }
}

fn unquote_doubled(raw: &[u8]) -> Vec<u8> {
    let raw = if raw.first() == Some(&b' ') { raw.trim_ascii() } else { raw };
    let mut rest = &raw[1..];
    let mut out = Vec::with_capacity(rest.len());
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
    out
}
