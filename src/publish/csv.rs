//! CSV with the model's columns, or those a user named: for `export --native` and `--columns`.
//!
//! Dates are written as EDTF and counts as `13`, `10..20`, `131..`, so that the file reads back as the same events.
//! `count` and TimelineJS use the same rules for errors and formulas.

use std::borrow::Cow;
use std::io;

use crate::event::Event;
use crate::model::field::Column;
use crate::store::Source;

/// The header: the model's names, and other columns as the first file that has them spells them.
pub fn header(columns: &[Column], sources: &[Source]) -> Vec<u8> {
    let mut out = Vec::new();
    write(columns.iter().map(|column| Cow::Owned(column_name(column, sources))), &mut out);
    out
}

/// The name of a column in a header.
pub fn column_name(column: &Column, sources: &[Source]) -> String {
    let mut layouts = sources.iter().map(|source| &source.layout);
    let mut spelled = || layouts.find_map(|layout| Some(layout.column_name(layout.find(column)?).to_owned()));
    match column {
        Column::Field(field) => field.name().to_owned(),
        Column::Other(name) => spelled().unwrap_or_else(|| name.clone()),
    }
}

pub fn row(event: &Event<'_>, columns: &[Column], out: &mut Vec<u8>) {
    write(columns.iter().map(|column| event.native(column)), out);
}

fn write<'a>(cells: impl Iterator<Item = Cow<'a, str>>, out: &mut Vec<u8>) {
    let mut writer = ::csv::WriterBuilder::new().buffer_capacity(512).from_writer(out);
    for cell in cells {
        // Writing to memory does not fail, and rows may differ in length.
        let _ = writer.write_field(cell.as_bytes());
    }
    let _ = writer.write_record(None::<&[u8]>);
}

/// The error of a CSV writer as an I/O error. That of the output beneath it keeps its kind: a closed pipe must be
/// recognised, since it is not reported.
pub fn failed(error: ::csv::Error) -> io::Error {
    let message = error.to_string();
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        _ => io::Error::other(message),
    }
}

/// Whether a spreadsheet that opens the table could take the cell for a formula, by its first character
/// (<https://owasp.org/www-community/attacks/CSV_Injection>). A signed number is not one.
pub fn is_formula(cell: &str) -> bool {
    const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    cell.starts_with(SIGNS) && !cell.parse().is_ok_and(f64::is_finite)
}
