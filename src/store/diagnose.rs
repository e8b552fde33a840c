//! Reports what is wrong with a record or a cell: the line, the column and the reason.
//!
//! It is called for every row, cell and header that can't be read.

use crate::csv::lines::line_breaks;
use crate::csv::record::Record;
use crate::csv::row::Row;
use crate::error::{Diagnostic, Hint, Place};
use crate::event::{Event, UnreadCell};

/// The report on a cell of an event that can't be read. `line` is the line, from 1, on which the event begins.
pub fn unread_cell(file: &str, event: &Event<'_>, line: u64, cell: &UnreadCell) -> Diagnostic {
    let place = Place { file: file.to_owned(), ..event.place(Some(cell.column), line) };
    cell.problem.clone().at(place)
}

/// The report on a row whose text can be decoded, but which is no event. `line` is the line, from 1, on which it begins.
pub fn bad_row(file: &str, row: &Row<'_>, line: u64, problem: &Diagnostic) -> Diagnostic {
    problem.clone().at(Place::in_text(file, row.text(), line, 0..row.text().len()))
}

/// The report on a record whose quotes are broken or whose bytes can't be decoded. `line` is the line, from 1, on which
/// it begins.
pub fn unreadable(file: &str, record: &Record<'_>, line: u64) -> Diagnostic {
    let text = String::from_utf8_lossy(record.bytes());
    if let Some(at) = record.unclosed {
        // Bytes before the quote that are not UTF-8 were replaced, so the offset of the quote may have changed.
        let at = String::from_utf8_lossy(&record.bytes()[..at]).len();
        return Diagnostic::new("the quote that opens here is never closed")
            .at(Place::in_text(file, &text, line, at..at + 1))
            .hint("close it at the end of its cell; a quote inside a quoted cell is written twice: \"\"");
    }
    if let (Some(at), Ok(whole)) = (record.stray, str::from_utf8(record.bytes())) {
        let character = whole[at..].chars().next().map_or(1, char::len_utf8);
        let lines = match line_breaks(record.bytes(), 0..record.bytes().len()) + 1 {
            1 => String::new(),
            lines => format!(" in a row of {lines} lines"),
        };
        return Diagnostic::new(format!("text follows the closing quote of a cell{lines}"))
            .at(Place::in_text(file, whole, line, at..at + character))
            .hint("a quote inside a quoted cell is written twice: \"\"; or else an earlier quote is never closed");
    }
    let at = str::from_utf8(record.bytes()).map_or_else(|error| error.valid_up_to(), str::len);
    let byte = record.bytes().get(at).copied().unwrap_or_default();
    Diagnostic::new(format!("the byte 0x{byte:02X} is not UTF-8 text"))
        .at(Place::in_text(file, &text, line, at..at + '\u{FFFD}'.len_utf8()))
        .hint(Hint::Encoding)
}
