//! Checks of one row by itself: whether it can be read, its coordinates, counts and spans, and how its cells are
//! written.

use std::borrow::Cow;

use crate::date::Date;
use crate::error::Hint;
use crate::event::Event;
use crate::model::field::Field;
use crate::model::status::Status;
use crate::store::BadRow;
use crate::text::similar::offer;

use super::code::Code;
use super::columns::own_column;
use super::{CheckedRow, DateCell, Finding, Findings, Wanted};

pub(super) fn check(row: &mut CheckedRow<'_, '_>) {
    unread_cells(row);
    coordinates(row);
    counts(row);
    spans(row);
    date(row);
    title(row);
    status(row);
    no_source(row);
    controls(row);
    edge_spaces(row);
}

/// Reports a row that can't be read.
pub(super) fn unreadable(row: &BadRow<'_>, line: u64, findings: &mut Findings, wanted: &Wanted) {
    findings.add(Code::UnreadableRow, wanted, || {
        let diagnostic = row.diagnose(line);
        Finding {
            code: Code::UnreadableRow,
            place: diagnostic.place.unwrap_or_default(),
            message: diagnostic.message,
            hint: diagnostic.hint,
            fix: None,
        }
    });
}

/// Reports cells that can't be read. A range that runs backwards has a code of its own.
fn unread_cells(row: &mut CheckedRow<'_, '_>) {
    let event = row.event;
    for cell in event.unread_cells() {
        let code = match cell.field {
            _ if !cell.problem.runs_backwards() => Code::UnreadableCell,
            Field::Date => Code::RangeBackwards,
            _ => Code::LowAboveHigh,
        };
        let hint = cell.problem.hint.clone();
        row.report(code, Some(cell.column), cell.problem.message.clone(), hint.unwrap_or_else(|| "".into()));
    }
}

/// Whether one of these columns holds a cell that can't be read: what is wrong with it is reported already.
fn is_unread(event: &Event<'_>, columns: &[Option<usize>]) -> bool {
    event.unread_cells().iter().any(|cell| columns.contains(&Some(cell.column)))
}

/// Whether the first date ends before the second begins.
fn is_before(a: &str, b: &str) -> bool {
    let day = |text: &str, bound: fn(&Date) -> Option<chrono::NaiveDate>| bound(&Date::parse(text).ok()?);
    matches!((day(a, Date::latest), day(b, Date::earliest)), (Some(end), Some(start)) if end < start)
}

fn coordinates(row: &mut CheckedRow<'_, '_>) {
    let event = row.event;
    let column = |field| event.column_of(field);
    let (latitude, longitude) = (event.latitude(), event.longitude());
    if let Some(degrees) = latitude.filter(|degrees| degrees.abs() > 90.0) {
        let hint = match longitude {
            Some(longitude) if longitude.abs() <= 90.0 && degrees.abs() <= 180.0 => {
                "latitudes run from -90 to 90; latitude and longitude may be swapped"
            }
            _ => "latitudes run from -90 to 90, in degrees",
        };
        let message = format!("there is no latitude of {degrees} degrees");
        row.report(Code::ImpossibleCoordinates, column(Field::Latitude), message, hint);
    }
    if let Some(degrees) = longitude.filter(|degrees| degrees.abs() > 180.0) {
        let message = format!("there is no longitude of {degrees} degrees");
        let hint = "longitudes run from -180 to 180, in degrees";
        row.report(Code::ImpossibleCoordinates, column(Field::Longitude), message, hint);
    }
    let (here, missing, field) = match (latitude, longitude) {
        (Some(latitude), Some(longitude)) => {
            if latitude == 0.0 && longitude == 0.0 {
                row.report(
                    Code::NullIsland,
                    column(Field::Latitude),
                    "0, 0 lies in the sea off Ghana",
                    "leave coordinates blank where they are not known",
                );
            }
            return;
        }
        (None, None) => return,
        (Some(_), None) => ("latitude", "longitude", Field::Latitude),
        (None, Some(_)) => ("longitude", "latitude", Field::Longitude),
    };
    row.report(
        Code::LoneCoordinate,
        column(field),
        format!("there is a {here} but no {missing}"),
        "a place on the map needs both; leave both blank where one is not known",
    );
}

/// Checks counts in several columns, such as GED's `low`, `best` and `high`.
fn counts(row: &mut CheckedRow<'_, '_>) {
    let columns = row.columns;
    for &(low, best, high) in &columns.counts {
        if is_unread(row.event, &[Some(low), best, Some(high)]) {
            continue;
        }
        let number = |column: usize| row.event.cell(column).trim().parse::<u64>().ok();
        let name = |column: usize| row.event.layout().column_name(column).to_owned();
        let (least, most) = (number(low), number(high));
        let pairs = [(low, least, high, most)].into_iter().chain(best.into_iter().flat_map(|best| {
            let number = number(best);
            [(low, least, best, number), (best, number, high, most)]
        }));
        let wrong = pairs.filter_map(|(a, small, b, large)| {
            let (small, large) = small.zip(large)?;
            (small > large).then(|| (a, format!("`{}` {small} is more than `{}` {large}", name(a), name(b))))
        });
        if let Some((column, message)) = wrong.into_iter().next() {
            let hint = match best {
                Some(_) => "the best estimate lies between the least and the most",
                None => "the least can't be more than the most",
            };
            row.report(Code::LowAboveHigh, Some(column), message, hint);
        }
    }
}

/// Checks dates in two columns, such as GED's `date_start` and `date_end`.
fn spans(row: &mut CheckedRow<'_, '_>) {
    let columns = row.columns;
    for &(start, end) in &columns.spans {
        if is_unread(row.event, &[Some(start), Some(end)]) {
            continue;
        }
        let (first, last) = (row.event.cell(start), row.event.cell(end));
        if !first.trim().is_empty() && !last.trim().is_empty() && first != last && is_before(&last, &first) {
            let name = row.event.layout().column_name(start).to_owned();
            row.report(
                Code::RangeBackwards,
                Some(end),
                format!("`{}` comes before `{name}`, `{}`", last.trim(), first.trim()),
                "one of the two is wrong, or they are swapped",
            );
        }
    }
}

/// The cell of a date that is understood but not EDTF.
pub(super) fn date_not_edtf(event: &Event<'_>) -> Option<DateCell> {
    let column = own_column(event.layout(), Field::Date)?;
    let date = event.date()?;
    let cell = event.cell(column);
    let text = cell.trim();
    // Most dates are plain EDTF; this spares them the full parser.
    let is_plain = text.len() <= 10 && Date::parse_plain(text.as_bytes()).is_some();
    let is_edtf = !event.layout().convention.serial && (is_plain || Date::is_edtf(text));
    (!is_edtf).then(|| DateCell { column, text: text.to_owned(), edtf: date.to_string() })
}

fn date(row: &mut CheckedRow<'_, '_>) {
    if let Some(DateCell { column, text, edtf }) = date_not_edtf(row.event) {
        let message = format!("`{text}` is understood, and is not EDTF");
        let hint = Hint::RewriteDate { edtf: edtf.clone() };
        row.report_with_fix(Code::DateNotEdtf, column, message, hint, edtf);
    }
}

fn title(row: &mut CheckedRow<'_, '_>) {
    // What a report says nothing of, its event has.
    if !row.event.text(Field::ReportOf).trim().is_empty() {
        return;
    }
    if row.event.text(Field::Title).trim().is_empty() {
        let column = row.event.column_of(Field::Title);
        row.report(Code::BlankTitle, column, "the event has no title", "say in one line what happened");
    }
}

/// A status in the keeper's own word, which may be a slip of the pen.
fn status(row: &mut CheckedRow<'_, '_>) {
    let cell = row.event.text(Field::Status);
    let word = cell.trim();
    if !word.is_empty() && Status::of_cell(word).is_none() {
        let names = Status::ALL.map(Status::name);
        let hint = offer(word, "words that dateline knows", names, &names.join(", "));
        let column = row.event.column_of(Field::Status);
        row.report(Code::UnknownStatus, column, format!("`{word}` is a status of your own"), hint);
    }
}

fn no_source(row: &mut CheckedRow<'_, '_>) {
    if let Some(column) = own_column(row.event.layout(), Field::Source)
        && row.event.cell(column).trim().is_empty()
    {
        row.report(
            Code::NoSource,
            Some(column),
            "the event has no source",
            "say where it is known from; several citations are separated by ;",
        );
    }
}

/// What an invisible character is: a C0 or C1 control other than a tab and line breaks, a control of the writing direction,
/// or one that is copied with text from web pages and prevents a search from finding it. The direction marks U+200E and
/// U+200F belong in Arabic and Hebrew text, the joiners U+200C and U+200D in Persian.
fn unseen(c: char) -> Option<&'static str> {
    match c {
        '\t' | '\n' | '\r' => None,
        c if c.is_control() => Some("the control character"),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Some("the control character"),
        '\u{2028}' | '\u{2029}' => Some("the line separator"),
        '\u{00AD}' => Some("a soft hyphen,"),
        '\u{200B}' => Some("a zero-width space,"),
        '\u{2060}' => Some("a word joiner,"),
        '\u{FEFF}' => Some("a byte order mark,"),
        _ => None,
    }
}

fn controls(row: &mut CheckedRow<'_, '_>) {
    let event = row.event;
    // All of them begin with one of these bytes, so that few rows need a look at their characters. No byte is passed over,
    // so that many are looked at together.
    let may_have = |byte: u8| {
        let is_control = (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r');
        is_control | (byte == 0x7F) | (byte == 0xC2) | (byte == 0xE2) | (byte == 0xEF)
    };
    let any_may = |bytes: &[u8]| bytes.iter().fold(0, |any, byte| any | u8::from(may_have(*byte))) != 0;
    let (chunks, rest) = event.as_written().as_bytes().as_chunks::<32>();
    if chunks.iter().any(|chunk| any_may(chunk)) || any_may(rest) {
        for column in 0..event.layout().width() {
            if let Some((c, what)) = event.cell(column).chars().find_map(|c| Some((c, unseen(c)?))) {
                let message = format!("the cell holds {what} U+{:04X}", c as u32);
                row.report(Code::ControlCharacter, Some(column), message, "take it out: it is not seen");
            }
        }
    }
    // Titles, places and kinds are one line; a summary or a list of sources may have several.
    if memchr::memchr2(b'\n', b'\r', event.as_written().as_bytes()).is_none() {
        return;
    }
    let columns = row.columns;
    for &(field, column) in columns.own() {
        if !matches!(field, Field::Summary | Field::Source) && event.cell(column).trim().contains(['\n', '\r']) {
            let message = format!("the {} runs over several lines", field.name());
            row.report(Code::ControlCharacter, Some(column), message, "write it in one line");
        }
    }
}

/// Whether a cell, as it is written, can be seen at a glance to begin and end with something else than white space.
fn has_plain_edges(written: &str) -> bool {
    let bytes = written.as_bytes();
    let bytes = bytes.strip_prefix(b"\"").unwrap_or(bytes);
    let bytes = bytes.strip_suffix(b"\"").unwrap_or(bytes);
    matches!((bytes.first(), bytes.last()), (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic())
}

fn edge_spaces(row: &mut CheckedRow<'_, '_>) {
    let columns = row.columns;
    for &(_, column) in columns.own() {
        if has_plain_edges(&row.event.searched(column, true)) {
            continue;
        }
        let cell: Cow<'_, str> = row.event.cell(column);
        let where_to = match (cell.trim_start() != cell, cell.trim_end() != cell) {
            (false, false) => continue,
            _ if cell.trim().is_empty() => "holds nothing but",
            (true, false) => "begins with",
            (false, true) => "ends with",
            (true, true) => "begins and ends with",
        };
        row.report(
            Code::EdgeSpaces,
            Some(column),
            format!("the cell {where_to} white space"),
            "take it out: other programs take such a cell for another value",
        );
    }
}
