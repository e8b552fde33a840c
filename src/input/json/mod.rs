//! JSON as CSV: an array of objects or one object a line; any objects, dateline's own, GeoJSON, TimelineJS.
//!
//! The seam of `input` hands over what begins like JSON. Memory holds one object at a time; the rows wait in a
//! [`Spool`](super::spool::Spool).

mod document;
mod lines;
mod object;
mod position;
mod shape;
mod table;
#[cfg(test)]
mod tests;

use std::io::{self, BufReader, Read};

use json_event_parser::{JsonEvent, SliceJsonParser};

use self::object::{Fault, Tokens, skip};
pub use self::shape::TIMELINEJS_COLUMNS;
use super::{Converted, Faults, LONGEST_RECORD};
use crate::csv::blocks::InputHead;
use crate::error::{Diagnostic, Error, Result};

/// The longest text or number.
const LONGEST_TOKEN: usize = LONGEST_RECORD;

/// Whether bytes begin as an array of objects, or of nothing, or as an object does. A header of a CSV file in brackets,
/// as `[date],[title]`, does not.
pub fn is_begun(bytes: &[u8]) -> bool {
    let after = |bytes: &[u8]| bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace());
    let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes).trim_ascii_start();
    match bytes {
        [b'[', rest @ ..] => matches!(after(rest), Some(b'{' | b']')),
        [b'{', rest @ ..] => matches!(after(rest), Some(b'"' | b'}')),
        _ => false,
    }
}

/// Converts JSON; `path` names the array to be read.
///
/// # Errors
/// What is no JSON, and a document in which no one array of objects is.
pub fn read(file: &str, head: InputHead, path: Option<&str>) -> Result<Converted> {
    if path.is_none() && has_lines(&head.read) {
        return lines::read(file, BufReader::with_capacity(1 << 16, head.into_stream()));
    }
    let all = head.ended().then(|| head.read.clone());
    let mark = if head.read.starts_with(MARK) { MARK.len() as u64 } else { 0 };
    let mut input = head.into_stream();
    io::copy(&mut input.by_ref().take(mark), &mut io::sink()).map_err(|error| Error::reading(file, &error))?;
    if let Some(converted) = document::read(file, input, path)? {
        return Ok(converted);
    }
    let Some(mut all) = all else {
        return Err(Error::from(Diagnostic::new(format!("{file} is one JSON object, and has no array of objects"))));
    };
    // One object in which there is no array of objects is an event: a line of JSON, once it is on one line.
    all.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    lines::read(file, all.as_slice())
}

/// The byte order mark of UTF-8, which some programs put before JSON.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Whether the bytes are one object a line: the first line is a whole object and another follows, or the first is broken
/// and the two lines after it are whole. Two elements of an array on lines of their own have a comma between them.
fn has_lines(head: &[u8]) -> bool {
    let mut lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let is_whole = |line: &[u8]| {
        let mut tokens = SliceJsonParser::new(line);
        matches!(tokens.token(), Ok(JsonEvent::StartObject))
            && skip(&mut tokens, 0).is_ok()
            && matches!(tokens.token(), Ok(JsonEvent::Eof))
    };
    let mut next = || lines.next().map(is_whole);
    matches!((next(), next(), next()), (Some(true), Some(_), _) | (Some(false), Some(true), Some(true)))
}

/// The error for what can't be read at all.
fn not_read(file: &str, fault: Fault) -> Error {
    let message = match fault {
        Fault::Io(error) => return Error::reading(file, &error),
        Fault::Syntax { message, line, column, .. } => format!("{file}:{line}:{column}: this is no JSON: {message}"),
        Fault::CutShort => format!("{file} is cut short: it ends in the midst of a JSON value"),
        Fault::TooDeep => {
            format!("lists and objects of {file} lie deeper than {} in each other", object::DEEPEST)
        }
        Fault::TooLong => format!("{file} holds a value or an object longer than {} MiB", LONGEST_RECORD >> 20),
        Fault::TooManyColumns => format!(
            "the objects of {file} have more than {} different names: names that are values make no table",
            super::spool::MOST_COLUMNS
        ),
        Fault::Twice(name) => format!("an object of {file} has the name `{name}` twice"),
        Fault::NotAnObject(what) => format!("{file} holds {what} where an object should be"),
    };
    Error::from(Diagnostic::new(message))
}
