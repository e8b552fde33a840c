//! CSV with the model's columns, or those a user named: for `export --native` and `--columns`.
//!
//! Dates are EDTF and counts the design's convention, so that what is written reads back as the same events. The tables of
//! `count` and `publish` share what is CSV about them.

use std::borrow::Cow;
use std::io;

use crate::event::Event;
use crate::model::field::Column;
use crate::store::Source;

/// The header: the model's names, and those of other columns as the first file that has them spells them.
pub fn header(columns: &[Column], sources: &[Source]) -> Vec<u8> {
    let spelled = |column: &Column| {
        let mut layouts = sources.iter().map(|source| &source.layout);
        layouts.find_map(|layout| Some(layout.column_name(layout.find(column)?).to_owned()))
    };
    let name = |column: &'_ Column| match column {
        Column::Field(field) => field.name().to_owned(),
        Column::Other(name) => spelled(column).unwrap_or_else(|| name.clone()),
    };
    let mut out = Vec::new();
    write(columns.iter().map(|column| Cow::Owned(name(column))), &mut out);
    out
}

pub fn row(event: &Event<'_>, columns: &[Column], out: &mut Vec<u8>) {
    write(columns.iter().map(|column| event.native(column)), out);
}

fn write<'a>(cells: impl Iterator<Item = Cow<'a, str>>, out: &mut Vec<u8>) {
    let mut writer = ::csv::WriterBuilder::new().buffer_capacity(512).from_writer(out);
    for cell in cells {
        // Writing to memory does not fail, and rows here are of any length.
        let _ = writer.write_field(cell.as_bytes());
    }
    let _ = writer.write_record(None::<&[u8]>);
}

/// The error of a writer of CSV; that of the output beneath it, where it was that, for a closed pipe is no error.
pub fn failed(error: ::csv::Error) -> io::Error {
    let message = error.to_string();
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        _ => io::Error::other(message),
    }
}

/// Whether a spreadsheet that opens a table would take the cell for a formula. A number with a sign is none.
pub fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@']) && !cell.parse().is_ok_and(f64::is_finite)
}
