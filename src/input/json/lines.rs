//! JSON lines: one object a line. A broken line is reported and costs itself alone.

use std::io::{BufRead, Read};

use json_event_parser::{JsonEvent, SliceJsonParser};

use super::object::{Fault, Tokens};
use super::table::Table;
use super::{Faults, not_read};
use crate::error::{Diagnostic, Error, Place, Result};
use crate::input::locator::Origin;
use crate::input::{Converted, LONGEST_RECORD};

/// Reads lines of JSON to their end.
///
/// # Errors
/// An input that can't be read; a line longer than [`LONGEST_RECORD`]; more names than a table has columns.
pub fn read(file: &str, mut input: impl BufRead) -> Result<Converted> {
    let failed = |error: std::io::Error| Error::reading(file, &error);
    let mut table = Table::default();
    let mut faults = Faults::default();
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        number += 1;
        let length = input.by_ref().take(LONGEST_RECORD as u64).read_until(b'\n', &mut line).map_err(failed)?;
        if length == 0 {
            break;
        }
        if length == LONGEST_RECORD && line.last() != Some(&b'\n') {
            return Err(not_read(file, Fault::TooLong));
        }
        let text = line.trim_ascii();
        let text = text.strip_prefix(b"\xEF\xBB\xBF").filter(|_| number == 1).unwrap_or(text);
        if text.is_empty() {
            table.blank().map_err(failed)?;
            continue;
        }
        match object(text, &mut table) {
            Ok(()) => {}
            Err(fault @ (Fault::Io(_) | Fault::TooManyColumns)) => return Err(not_read(file, fault)),
            Err(fault) => faults.add(|| broken(file, number, text, &fault.at_end_of(text.len() as u64))),
        }
    }
    let converted = table.finish(file, |_| Origin::JsonLines).map_err(failed)?;
    Ok(faults.into_converted(converted))
}

/// Reads one line, which makes one row whatever it is.
fn object(text: &[u8], table: &mut Table) -> std::result::Result<(), Fault> {
    let mut tokens = SliceJsonParser::new(text);
    let begins = match tokens.token() {
        Ok(JsonEvent::StartObject) => Ok(()),
        Ok(_) => Err(Fault::NotAnObject("a value")),
        Err(fault) => Err(fault),
    };
    if let Err(fault) = begins {
        table.blank()?;
        return Err(fault);
    }
    table.object_then(&mut tokens, |tokens| match tokens.token() {
        Ok(JsonEvent::Eof) => Ok(()),
        _ => Err(Fault::NotAnObject("an object and more")),
    })
}

/// The report on a line that is no object.
fn broken(file: &str, number: u64, text: &[u8], fault: &Fault) -> Diagnostic {
    let text = String::from_utf8_lossy(text);
    let (message, column) = match fault {
        Fault::Syntax { message, column, .. } => (format!("this line is no whole JSON object: {message}"), *column),
        Fault::Twice(name) => (format!("this object has the name `{name}` twice"), 1),
        Fault::NotAnObject(what) => (format!("this line is {what}, not one object"), 1),
        Fault::CutShort => ("this line ends in the midst of an object".to_owned(), text.chars().count()),
        Fault::TooDeep => (format!("lists and objects lie deeper than {} in each other", super::object::DEEPEST), 1),
        _ => ("this line is no whole JSON object".to_owned(), 1),
    };
    let at = text.char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(i, _)| i);
    let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let mut place = Place::in_text(file, &text, number, at..end);
    // The place is one of the original already.
    place.original = Some(format!("{file}:{number}:{}", place.column));
    Diagnostic::new(message).at(place)
}
