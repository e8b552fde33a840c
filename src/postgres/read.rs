//! Reads a table as the CSV that it stands for: its header, and all rows by one `COPY`.

use std::io::{BufRead, Write};

use super::failure::{Failure, OrFailed};
use super::history::rows_then;
use super::schema::{Tables, cell};
use super::{HeaderColumn, RowKey, Session, TableRead, TableState};
use crate::error::{Error, Result, ServerErrorKind};

/// All that is read in it is of one moment.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

impl Session {
    /// Writes the header and the rows as CSV in UTF-8.
    ///
    /// # Errors
    /// The server refuses, or is gone; the table is no chronology; the CSV can't be written.
    pub fn read(&mut self, out: &mut dyn Write) -> Result<()> {
        self.run(BEGIN)?;
        let tables = self.tables()?;
        let header = self.header(&tables)?;
        self.copy(&tables, &header, out)?;
        self.run("COMMIT")
    }

    /// Reads the table to change it.
    ///
    /// # Errors
    /// As [`Session::read`].
    pub fn read_to_change(&mut self) -> Result<TableRead> {
        self.address.check_is_now()?;
        self.run(BEGIN)?;
        let tables = self.tables()?;
        let header = self.header(&tables)?;
        let mut csv = Vec::new();
        self.copy(&tables, &header, &mut csv)?;
        let sql = format!("SELECT row_number, version FROM {} ORDER BY row_number", tables.rows());
        let rows = self.client.query(&sql, &[]).or_failed(&self.address)?;
        self.run("COMMIT")?;
        let keys = rows.iter().map(|row| RowKey { row_number: row.get(0), version: row.get(1) }).collect();
        Ok(TableRead { csv, state: TableState { header, keys } })
    }

    fn copy(&mut self, tables: &Tables, header: &[HeaderColumn], out: &mut dyn Write) -> Result<()> {
        let kept = |error: std::io::Error| Error::writing(&std::env::temp_dir().display().to_string(), &error);
        out.write_all(&header_line(header)).map_err(kept)?;
        let now = || {
            let cells: Vec<String> = header.iter().map(cell).collect();
            format!("SELECT {} FROM {} AS t ORDER BY t.row_number", cells.join(", "), tables.rows())
        };
        let select = rows_then(&self.address, tables, header)?.unwrap_or_else(now);
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
            out.write_all(part).map_err(kept)?;
            let length = part.len();
            rows.consume(length);
        }
    }
}

/// The names of the columns, quoted where they must be, as `COPY` quotes cells.
fn header_line(header: &[HeaderColumn]) -> Vec<u8> {
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
