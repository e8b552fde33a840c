//! Finds the header of an input: the first record that is not blank, and the row of HXL tags that may follow it.
//!
//! Opening a source begins with it.

use std::sync::Arc;

use super::diagnose::unreadable;
use super::header_row::{FOLLOWING, HeaderRow};
use super::source::ReadOptions;
use crate::csv::dialect::{Dialect, Encoding, Preamble, RecordFormat};
use crate::csv::lines::{line_break, line_breaks};
use crate::csv::record::Record;
use crate::csv::row::{Row, with_row};
use crate::csv::scan::Scanner;
use crate::error::{Diagnostic, Error, Hint, Note, Place, Result};
use crate::layout::evidence::may_be_date;
use crate::layout::{Codebook, Layout, Mapping};

/// What the head of an input tells.
pub(super) struct Head {
    /// The names of the columns.
    pub names: Vec<String>,
    pub dialect: Dialect,
    /// The codebook of a file without a header, recognised by its first row.
    pub layout: Option<Arc<Codebook>>,
    /// The place of the header, for a report that it lacks a column.
    pub place: Place,
    /// What the user should know, one sentence each.
    pub notes: Vec<Note>,
    /// The length in bytes of all that precedes the first event.
    pub length: usize,
}

impl Head {
    /// Finds the head in the first bytes of an input; `None` if more bytes are needed.
    ///
    /// # Errors
    /// The header can't be read, or there is none.
    pub fn find(
        bytes: &[u8],
        ended: bool,
        file: &str,
        encoding: Encoding,
        options: &ReadOptions,
    ) -> Result<Option<Head>> {
        let preamble = Preamble::of(bytes);
        let skipped = options.header_row.map_or(options.skip_lines, |line| line - 1);
        let begin = after_lines(bytes, skipped).max(preamble.length);
        let stated = options.delimiter.or(preamble.delimiter);
        let Some(found) = HeaderRow::find(&bytes[begin..], stated, ended, options) else {
            return if ended { Err(empty(file, skipped)) } else { Ok(None) };
        };
        let before = begin + found.start;
        let text = &bytes[before..];
        let RecordFormat { delimiter, quoting, .. } = found.format;
        let dialect = Dialect { delimiter, quoting, encoding };
        let mut scanner = Scanner::of_part(text, found.format, ended);
        let mut head: Option<Head> = None;
        while let Some(record) = scanner.next_record() {
            match head.take() {
                None if record.is_blank() => {}
                None => {
                    let after = &text[record.after()..];
                    let is_blank =
                        |byte: &u8| *byte == delimiter || matches!(byte, b' ' | b'\t' | b'"' | b'\r' | b'\n');
                    let begun = after.iter().find(|byte| !is_blank(byte));
                    let mut read = Head::read(&record, before, line_breaks(bytes, 0..before), file, dialect, options)?;
                    read.notes
                        .extend(found.remarks.map(|lines| remarks_note(file, lines, line_breaks(bytes, 0..begin))));
                    // The first character of the next row tells that it does not hold HXL tags.
                    if read.layout.is_some() || options.no_header || begun.is_some_and(|byte| *byte != b'#') {
                        return Ok(Some(read));
                    }
                    head = Some(read);
                }
                Some(mut head) if is_tag_row(&record) => {
                    let line = line_breaks(bytes, 0..before) + record.line() + 1;
                    head.notes.push(Note::Text(format!("line {line} of {file} holds HXL tags, not an event")));
                    head.length = before + record.after();
                    return Ok(Some(head));
                }
                head => return Ok(head),
            }
        }
        match head {
            None if ended => Err(empty(file, skipped)),
            // The next record may hold HXL tags, so it is needed if there is one.
            head => Ok(head.filter(|_| ended)),
        }
    }

    /// Reads the header's record. `before` and `lines_before` are the bytes and lines of the preamble.
    fn read(
        record: &Record<'_>,
        before: usize,
        lines_before: u64,
        file: &str,
        dialect: Dialect,
        options: &ReadOptions,
    ) -> Result<Head> {
        if record.bytes().contains(&0) {
            return Err(not_text(file));
        }
        let mut read = None;
        with_row(record, dialect, |row| {
            let Some((row, is_recoded)) = row else { return };
            let numbers = || (1..=row.width()).map(|n| n.to_string()).collect();
            let names = || (0..row.width()).map(|i| row.cell(i).trim().to_owned()).collect();
            let (layout, names, length) = match headless(&row, dialect, options) {
                Some((layout, names)) => (Some(layout), names, record.start),
                None if options.no_header => (None, numbers(), record.start),
                None => (None, names(), record.after()),
            };
            let place = Place::in_text(file, row.text(), lines_before + record.line() + 1, 0..row.text().len());
            let mut notes = Vec::new();
            if let Some(layout) = &layout {
                let name = layout.name.as_str();
                notes.push(Note::Text(format!("{file} has no header; its rows are those of {name}")));
            }
            if is_recoded && dialect.encoding == Encoding::Detected {
                let what = format!("the header of {file} is not UTF-8; it was read as windows-1252");
                notes.push(Note::Recoded { what });
            }
            let length = before + length;
            read = Some(Head { names, dialect, layout, place, notes, length });
        });
        match read {
            Some(head) if !record.is_broken() => Ok(head),
            _ => Err(Error::from(unreadable(file, record, record.line() + lines_before + 1))),
        }
    }
}

/// The offset at which that many lines end; that of the end of the bytes if they have fewer.
fn after_lines(bytes: &[u8], lines: usize) -> usize {
    let mut at = 0;
    for _ in 0..lines {
        let Some(end) = memchr::memchr2(b'\n', b'\r', &bytes[at..]) else { return bytes.len() };
        at += end + line_break(&bytes[at + end..]);
    }
    at
}

/// The error for a file that is no text.
pub(super) fn not_text(file: &str) -> Error {
    Error::from(Diagnostic::new(format!("`{file}` is not text: its first line holds a NUL byte"))).hint(Hint::Utf16)
}

fn empty(file: &str, skipped: usize) -> Error {
    let message = match skipped {
        0 => format!("`{file}` is empty: it has no header"),
        1 => format!("`{file}` has no header after its first line"),
        n => format!("`{file}` has no header after its first {n} lines"),
    };
    Error::from(Diagnostic::new(message))
        .hint("a chronology begins with a line that names its columns, such as: date,title,location,source")
}

/// Says which lines were passed over. They are counted from 0, after `before` others.
fn remarks_note(file: &str, (first, last): (u64, u64), before: u64) -> Note {
    let (first, last) = (before + first + 1, before + last + 1);
    Note::Text(match first == last {
        true => format!("line {first} of {file} is above the header and was passed over"),
        false => format!("lines {first} to {last} of {file} are above the header and were passed over"),
    })
}

/// Finds the codebook of a file without a header by its first row, and the names of its columns: the row has as many
/// cells as the codebook has columns, and a date in the same place.
fn headless(row: &Row<'_>, dialect: Dialect, options: &ReadOptions) -> Option<(Arc<Codebook>, Vec<String>)> {
    let cells: Vec<String> = (0..row.width()).map(|i| row.cell(i).trim().to_owned()).collect();
    // What is wrong with a codebook is told when the layout of the file is settled.
    let tables = options.codebooks.without_header(options.layout.as_ref(), &cells).ok()?;
    tables.into_iter().find(|(codebook, columns)| {
        let (names, mapping, codebook) = (columns.clone(), Mapping::default(), Some(codebook.clone()));
        let layout = Layout::from_header(names, &mapping, codebook, &options.codebooks, dialect);
        layout.is_ok_and(|layout| layout.date(row).is_ok_and(|date| date.is_some()))
    })
}

/// Whether a row holds HXL tags (<https://hxlstandard.org>): two cells or more, such as `#date+start` and
/// `#affected +killed`, and nothing else.
pub(super) fn is_tag_row(record: &Record<'_>) -> bool {
    let is_tag = |cell: &[u8]| {
        let mut rest = cell.iter().enumerate().skip(1);
        let fits = |(i, byte): (usize, &u8)| match byte {
            b'+' | b'_' => true,
            b' ' => cell.get(i + 1) == Some(&b'+'),
            byte => byte.is_ascii_alphanumeric(),
        };
        cell.first() == Some(&b'#') && cell.get(1).is_some_and(u8::is_ascii_alphabetic) && rest.all(fits)
    };
    let cells = || (0..record.width()).map(|i| record.raw(i).trim_ascii()).filter(|cell| !cell.is_empty());
    cells().count() >= 2 && cells().all(is_tag)
}

/// Finds a row below the header that is no event: its only cell stands in a column that the next rows leave blank. So some
/// services state there what was searched for. `bytes` follow the header. Returns the offset at which the row ends.
pub(super) fn remark_below(bytes: &[u8], ended: bool, layout: &Layout) -> Option<usize> {
    let mut scanner = Scanner::of_part(bytes, layout.record_format(), ended);
    let only_cell = |record: &Record<'_>| {
        let mut filled = (0..record.width()).filter(|&i| !record.cell(i).trim_ascii().is_empty());
        filled.next().filter(|_| filled.next().is_none())
    };
    // A codebook says better what the row is.
    let text = |record: &Record<'_>, i| String::from_utf8_lossy(&record.cell(i)).into_owned();
    let is_known = |record: &Record<'_>| layout.not_event(|i| text(record, i).into()).is_some();
    let first = scanner.next_record().filter(|record| !is_known(record));
    let (column, after) = first.and_then(|record| Some((only_cell(&record)?, record.after())))?;
    let mut following = 0;
    while following < FOLLOWING
        && let Some(record) = scanner.next_record()
    {
        if !record.cell(column).trim_ascii().is_empty() || only_cell(&record).is_some() {
            return None;
        }
        following += 1;
    }
    (following >= 2).then_some(after)
}

/// Checks that the first line of a file without a codebook is not an event already.
///
/// # Errors
/// The name of a column is a date.
pub(super) fn check_is_header(layout: &Layout) -> std::result::Result<(), Box<Diagnostic>> {
    // A bare year is no such date: tables of statistics have a column for each year.
    let is_date = |name: &String| name.len() > 4 && may_be_date(name);
    let Some(column) = layout.names().iter().position(is_date) else { return Ok(()) };
    let (number, name) = (column + 1, layout.column_name(column));
    Err(Box::new(
        Diagnostic::new(format!("the file has no header: its first line holds the date `{name}`"))
            .hint(Hint::NoHeader { date: number }),
    ))
}
