//! Reads a table as the CSV that it stands for: its header, and its rows by `COPY`.
//!
//! The first rows come at once and whole, since they tell how the table is to be read. The others come when they are needed;
//! what is asked may be known by then, so that the server leaves rows out. All of it is of one moment.

use std::io::{BufRead, Write};

use super::failure::{Failure, OrFailed};
use super::history::rows_then;
use super::schema::{Tables, cell};
use super::{Asked, HeaderColumn, RowKey, Session, TableRead, TableState, TypedRows, Typing, typed};
use crate::csv::lines::line_breaks;
use crate::error::{Error, Result, ServerErrorKind};

/// All that is read in it is of one moment.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

/// A number before that of any row.
const BEFORE_ALL: i64 = -i64::MAX;

/// How many rows are asked for first.
const FIRST_ROWS: i64 = 500;

/// A table of which the first rows were read. Its session ends with it.
pub struct OpenTable {
    session: Session,
    tables: Tables,
    header: Vec<HeaderColumn>,
    /// The last row that was read; `None`: there are no more.
    last: Option<i64>,
}

impl Session {
    /// Writes the header and the first rows as CSV in UTF-8: so many bytes at least, if there are as many.
    ///
    /// # Errors
    /// The server refuses, or is gone; the table is no chronology.
    pub fn begin(mut self, first: &mut Vec<u8>, least: usize) -> Result<OpenTable> {
        self.run(BEGIN)?;
        let tables = self.tables()?;
        let header = self.header(&tables)?;
        first.extend(header_line(&header));
        if let Some(select) = rows_then(&self.address, &tables, &header)? {
            self.copy(&select, first)?;
            return Ok(OpenTable { session: self, tables, header, last: None });
        }
        let mut last = BEFORE_ALL;
        let (mut rows, mut wanted) = (0, FIRST_ROWS);
        while first.len() < least {
            let sql = format!(
                "SELECT max(row_number), count(*) FROM (SELECT row_number FROM {} WHERE row_number > $1
                ORDER BY row_number LIMIT $2) AS t",
                tables.rows()
            );
            let found = self.client.query_one(&sql, &[&last, &wanted]).or_failed(&self.address)?;
            let (Some(until), count): (Option<i64>, i64) = (found.get(0), found.get(1)) else {
                return Ok(OpenTable { session: self, tables, header, last: None });
            };
            let these = format!("t.row_number > {last} AND t.row_number <= {until}");
            self.copy(&all_cells(&tables, &header, &these), first)?;
            if count < wanted {
                return Ok(OpenTable { session: self, tables, header, last: None });
            }
            (last, rows) = (until, rows + wanted);
            // As many again as the rest would take if the other rows were as long, and a few more.
            let missing = least.saturating_sub(first.len()) as i64;
            wanted = missing * rows / first.len() as i64 + FIRST_ROWS / 4;
        }
        Ok(OpenTable { session: self, tables, header, last: Some(last) })
    }

    /// Reads the table to change it.
    ///
    /// # Errors
    /// As [`Session::begin`].
    pub fn read_to_change(&mut self) -> Result<TableRead> {
        self.address.check_is_now()?;
        self.run(BEGIN)?;
        let tables = self.tables()?;
        let header = self.header(&tables)?;
        let mut csv = header_line(&header);
        self.copy(&all_cells(&tables, &header, "TRUE"), &mut csv)?;
        let sql = format!("SELECT row_number, version FROM {} ORDER BY row_number", tables.rows());
        let rows = self.client.query(&sql, &[]).or_failed(&self.address)?;
        self.run("COMMIT")?;
        let keys = rows.iter().map(|row| RowKey { row_number: row.get(0), version: row.get(1) }).collect();
        Ok(TableRead { csv, state: TableState { header, keys } })
    }

    fn copy(&mut self, select: &str, out: &mut dyn Write) -> Result<()> {
        let mut rows =
            self.client.copy_out(&format!("COPY ({select}) TO STDOUT (FORMAT csv)")).or_failed(&self.address)?;
        loop {
            let part = rows.fill_buf().map_err(|error| {
                let message = format!("the rows of `{}` did not come whole: {error}", self.address.name());
                Failure::new(ServerErrorKind::Lost, message).into_error()
            })?;
            if part.is_empty() {
                return Ok(());
            }
            out.write_all(part).map_err(|error| Error::writing(&std::env::temp_dir().display().to_string(), &error))?;
            let length = part.len();
            rows.consume(length);
        }
    }
}

impl OpenTable {
    /// Writes the other rows. Where something is asked, those may be left out that it surely does not mean; each row of which
    /// a message may be stands on its own line all the same.
    ///
    /// # Errors
    /// The server refuses, or is gone; the CSV can't be written.
    pub fn read(&mut self, asked: Option<&Asked>, out: &mut dyn Write) -> Result<()> {
        let OpenTable { session, tables, header, last } = self;
        let Some(after) = last.take() else { return Ok(()) };
        let asked = match asked {
            Some(asked) if session.has_typed(tables, &asked.typing.columns)? => asked,
            _ => return session.copy(&all_cells(tables, header, &format!("t.row_number > {after}")), out),
        };
        session.ask_at_once()?;
        let has_lines = session.has_untyped(tables, after, asked.typing.reading)?;
        let select = typed::select(tables, header, after, asked, has_lines);
        match has_lines {
            false => session.copy(&select, out),
            true => session.copy(&select, &mut OnTheirLines::new(out)),
        }
    }

    /// The typed cells of all rows.
    ///
    /// # Errors
    /// The server refuses, or is gone.
    pub fn typed_rows(&mut self, typing: &Typing) -> Result<TypedRows> {
        self.session.typed_rows(typing)
    }
}

fn all_cells(tables: &Tables, header: &[HeaderColumn], rows: &str) -> String {
    let cells: Vec<String> = header.iter().map(cell).collect();
    format!("SELECT {} FROM {} AS t WHERE {rows} ORDER BY t.row_number", cells.join(", "), tables.rows())
}

/// Takes records whose first cell is the number of lines before them, if that matters, and passes the others on, each on its
/// line: blank ones stand for what was left out.
struct OnTheirLines<'a> {
    out: &'a mut dyn Write,
    /// How many lines were passed on.
    lines: u64,
    number: Option<u64>,
    state: Reading,
    record: Vec<u8>,
}

/// Where in a record the next byte is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Number,
    Cells,
    Quoted,
}

impl OnTheirLines<'_> {
    fn new(out: &mut dyn Write) -> OnTheirLines<'_> {
        OnTheirLines { out, lines: 0, number: None, state: Reading::Number, record: Vec::new() }
    }

    fn pass_on(&mut self) -> std::io::Result<()> {
        if let Some(line) = self.number.take() {
            let missing = line.saturating_sub(self.lines);
            self.out.write_all(&vec![b'\n'; usize::try_from(missing).unwrap_or(usize::MAX)])?;
            self.lines += missing;
        }
        self.out.write_all(&self.record)?;
        self.lines += line_breaks(&self.record, 0..self.record.len());
        self.record.clear();
        self.state = Reading::Number;
        Ok(())
    }
}

impl Write for OnTheirLines<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        for &byte in bytes {
            match (self.state, byte) {
                (Reading::Number, b',') => self.state = Reading::Cells,
                (Reading::Number, digit) => {
                    self.number = Some(self.number.unwrap_or(0) * 10 + u64::from(digit.saturating_sub(b'0')));
                }
                (state, byte) => {
                    self.record.push(byte);
                    match (state, byte) {
                        // A quote within a quoted cell is two, which end it and begin it again.
                        (Reading::Quoted, b'"') => self.state = Reading::Cells,
                        (Reading::Cells, b'"') => self.state = Reading::Quoted,
                        (Reading::Cells, b'\n') => self.pass_on()?,
                        _ => {}
                    }
                }
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

/// The names of the columns, quoted where they must be, as `COPY` quotes cells.
pub(super) fn header_line(header: &[HeaderColumn]) -> Vec<u8> {
    let name = |column: &HeaderColumn| {
        let name = &column.name;
        match name.contains(['"', ',', '\n', '\r']) || name.starts_with('#') || name.trim().len() < name.len() {
            true => format!("\"{}\"", name.replace('"', "\"\"")),
            false => name.clone(),
        }
    };
    let names: Vec<String> = header.iter().map(name).collect();
    format!("{}\n", names.join(",")).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However the bytes are cut, each record with a number stands behind so many lines.
    #[test]
    fn records_stand_on_their_lines() {
        let copied = b",a,\"x,\n\"\"7\"\n5,b,\n,c,\r\n9,d,\"\n\"\n";
        let expected = "a,\"x,\n\"\"7\"\n\n\n\nb,\nc,\r\n\n\nd,\"\n\"\n";
        for cut in 1..copied.len() {
            let mut out = Vec::new();
            let mut lines = OnTheirLines::new(&mut out);
            copied.chunks(cut).for_each(|part| lines.write_all(part).unwrap());
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{cut}");
        }
    }
}
