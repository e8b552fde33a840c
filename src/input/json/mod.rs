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

use std::io::{BufReader, Read};

use json_event_parser::{JsonEvent, SliceJsonParser};

use self::object::{Fault, Tokens, skip};
use super::{Converted, Faults, LONGEST_RECORD};
use crate::error::{Diagnostic, Error, Result};

/// The longest text or number.
const LONGEST_TOKEN: usize = LONGEST_RECORD;

/// Whether bytes begin as an array of objects, or of nothing, or as an object does. A header of a CSV file in brackets,
/// as `[date],[title]`, does not.
pub fn is_begun(bytes: &[u8]) -> bool {
    let after = |bytes: &[u8]| bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace());
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    match bytes {
        [b'[', rest @ ..] => matches!(after(rest), Some(b'{' | b']')),
        [b'{', rest @ ..] => matches!(after(rest), Some(b'"' | b'}')),
        _ => false,
    }
}

/// Converts JSON, of which `head` was read and `rest` was not; `path` names the array to be read.
///
/// # Errors
/// What is no JSON, and a document in which no one array of objects is.
pub fn read(file: &str, head: Vec<u8>, rest: Option<Box<dyn Read + Send>>, path: Option<&str>) -> Result<Converted> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(head);
    let is_all = rest.is_none();
    let input = || head.as_slice().chain(rest.unwrap_or_else(|| Box::new(std::io::empty())));
    if path.is_none() && has_lines(&head) {
        return lines::read(file, BufReader::with_capacity(1 << 16, input()));
    }
    if let Some(converted) = document::read(file, input(), path)? {
        return Ok(converted);
    }
    if is_all {
        // One object in which there is no array of objects is an event.
        let line: Vec<u8> = head.iter().map(|&byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { byte }).collect();
        return lines::read(file, line.as_slice());
    }
    Err(Error::from(Diagnostic::new(format!("{file} is one JSON object, and has no array of objects"))))
}

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
