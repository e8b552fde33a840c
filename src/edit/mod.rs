//! Changes a file of events by the smallest difference: it is changed row by row, and replaced at once.
//!
//! Every change goes the same way: take a [`Lock`], open a [`Transaction`], tell it what changes, and either show the
//! [`Transaction::difference`] or [`Transaction::commit`] it. Both first make sure that all other rows still read as they
//! did. A row is named by its number in the file as it was read.
//!
//! ```text
//! let lock = Lock::take(path, "dateline edit", PATIENCE)?;
//! let mut transaction = Transaction::open(path, &options)?;
//! transaction.each_row(|record, found| …, |row, read| …)?;  // as Store::read gives them, bad rows included
//! transaction.replace(row, column, text)?;       // or insert(place, &cells), remove(row)
//! transaction.commit(&lock)?;                    // or show transaction.difference()
//! ```

mod append;
mod as_read;
mod changes;
mod content;
mod edits;
mod fix;
mod ids;
mod key;
mod lock;
pub mod merge;
mod new_column;
mod new_file;
mod open;
mod position;
#[cfg(test)]
mod properties;
mod reports;
mod row_index;
mod rows;
pub mod safe_file;
pub mod safe_folder;
mod style;
mod table;
#[cfg(test)]
mod tests;
mod values;
mod verify;

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use crate::csv::dialect::{EncodingsSeen, Quoting};
use crate::csv::row::with_row;
use crate::edit::as_read::AsRead;
use crate::edit::content::Content;
use crate::edit::safe_file::SafeFile;
use crate::error::{Diagnostic, Error, Hint, Note, Result};
use crate::event::{Event, UnreadCell};
use crate::layout::{Layout, check_mapping};
use crate::postgres::TableState;
use crate::store::diagnose::{bad_row, unread_cell, unreadable};
use crate::store::{ReadOptions, RowOutcome, Source, each_event, with_event};

pub use append::{Appended, CannotAppend, append};
pub use changes::{Changes, Hunk, InsertAt, Origin};
pub use edits::{CannotEdit, CellChange, Edits, RowEdit};
pub use fix::Fix;
pub use ids::{IdError, IdTaken, Ids, MOST_NAMED};
pub use lock::{Lock, PATIENCE};
pub use new_column::CannotAddColumn;
pub use position::InsertPositions;
pub use reports::CannotReport;
pub use row_index::RowIndex;
use style::CsvStyle;
pub use table::{MadeTable, Retyped, make_table, retype};
pub use values::{InvalidReason, InvalidValue, LoneCoordinate, NewCells, check_position, check_values};

/// A store that was read to be changed.
pub struct Transaction {
    /// As the user named it, for messages.
    pub name: String,
    path: PathBuf,
    options: ReadOptions,
    pub layout: Layout,
    /// What the user should know of how the file is read.
    pub notes: Vec<Note>,
    pub index: RowIndex,
    style: CsvStyle,
    /// The columns whose numbers are written with a comma before their decimals.
    decimal_commas: Vec<usize>,
    /// The encoding in which new rows are written.
    encoding: &'static Encoding,
    changes: Changes,
    /// What the file held when it was read.
    as_read: AsRead,
    /// What was read, if it is no file but a table of a server.
    table: Option<TableState>,
    /// By which reading the typed cells of a table were made before columns were added.
    reading_before: Option<i64>,
}

impl Transaction {
    fn of_content(
        name: String,
        path: &Path,
        content: Content,
        as_read: AsRead,
        options: &ReadOptions,
    ) -> Result<Transaction> {
        let source = content.source(name.clone(), options)?;
        check_mapping(&options.mapping, &options.unknown, &[&source.layout])
            .map_err(|diagnostic| Error::from(*diagnostic))?;
        let index = RowIndex::new(&name, content, source.head.len(), source.layout.record_format())?;
        let style = CsvStyle::of(&index).map_err(|error| Error::reading(&name, &error))?;
        let Source { layout, notes, .. } = source;
        let encoding = layout.dialect.encoding.beside(index.encodings());
        let mut transaction = Transaction {
            name,
            path: path.to_owned(),
            options: options.clone(),
            layout,
            notes,
            index,
            style,
            decimal_commas: Vec::new(),
            encoding,
            changes: Changes::default(),
            as_read,
            table: None,
            reading_before: None,
        };
        transaction.decimal_commas = transaction.columns_with_commas()?;
        Ok(transaction)
    }

    /// The columns in which a cell has a comma, where that may stand before decimals.
    fn columns_with_commas(&self) -> Result<Vec<usize>> {
        let mut columns = Vec::new();
        if self.layout.dialect.has_decimal_comma() {
            self.each_row(
                |record, _| Some((0..record.width()).filter(|i| record.raw(*i).contains(&b',')).collect::<Vec<_>>()),
                |_, with_comma| columns.extend(with_comma),
            )?;
            columns.sort_unstable();
            columns.dedup();
        }
        Ok(columns)
    }

    /// Holds all of the file in memory, for whoever reads nearly all of it row by row.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn in_memory(self) -> Result<Transaction> {
        let Transaction { name, index, .. } = self;
        let index = index.in_memory().map_err(|error| Error::reading(&name, &error))?;
        Ok(Transaction { name, index, ..self })
    }

    /// That the file can't be read.
    fn unread(&self, error: io::Error) -> Error {
        Error::reading(&self.name, &error)
    }

    /// Inserts a new row of these cells, which are as many as the header has.
    ///
    /// # Errors
    /// Characters that the encoding of the file does not have.
    pub fn insert(&mut self, place: InsertAt, cells: &[String]) -> Result<()> {
        self.insert_row(place, self.new_row(cells)?);
        Ok(())
    }

    /// Inserts a row that [`Transaction::new_row`] made.
    pub(super) fn insert_row(&mut self, place: InsertAt, row: Vec<u8>) {
        self.changes.insert(place, row);
    }

    /// A new row of these cells, as the file writes its rows.
    ///
    /// # Errors
    /// As [`Transaction::insert`].
    pub(super) fn new_row(&self, cells: &[String]) -> Result<Vec<u8>> {
        let cells = cells.iter().map(|cell| self.encoded(cell, self.encoding)).collect::<Result<Vec<_>>>()?;
        Ok(self.style.row(&cells))
    }

    /// Writes to another file what this one would be with one more row behind the others, and returns the line of that row.
    ///
    /// # Errors
    /// As [`Transaction::insert`]; the file can't be read, or the other not be written.
    pub fn write_with_last_row(&self, cells: &[String], other: &File) -> Result<u64> {
        let row = self.new_row(cells)?;
        let unread = |error| self.unread(error);
        let before = self.index.end().map_err(unread)?;
        let mut changes = Changes::default();
        changes.insert(InsertAt { before, rank: 0 }, row);
        let content = self.index.content();
        let line = content.line_breaks(0..self.index.gap_before(before)).map_err(unread)? + 1;
        let pieces = changes.pieces(&self.index, &self.style).map_err(unread)?;
        content.write_changed(&pieces, other).map_err(temporary_failed)?;
        Ok(line)
    }

    /// Replaces a cell; see [`Changes::replace`].
    ///
    /// # Errors
    /// Characters that the encoding of the row does not have.
    pub fn replace(&mut self, row: usize, column: usize, text: &str) -> Result<()> {
        let own = self.index.row(row).map_err(|error| self.unread(error))?;
        let encoding = match own.is_ascii() {
            true => self.encoding,
            false => self.layout.dialect.encoding.beside(EncodingsSeen::of(&own)),
        };
        let text = self.encoded(text, encoding)?;
        self.changes.replace(row, column, text);
        Ok(())
    }

    /// Removes a row.
    pub fn remove(&mut self, row: usize) {
        self.changes.remove(row);
    }

    fn encoded(&self, text: &str, encoding: &'static Encoding) -> Result<Vec<u8>> {
        let dialect = self.layout.dialect;
        let needs_quotes = |c: char| matches!(c, '\n' | '\r') || c == char::from(dialect.delimiter);
        if dialect.quoting == Quoting::None && text.contains(needs_quotes) {
            let error = format!("`{text}` can't be written to {}, whose cells are not quoted", self.name);
            let hint = format!("leave {} and line breaks out of it", dialect.delimiter_name());
            return Err(Error::from(Diagnostic::new(error)).hint(hint));
        }
        match encoding.encode(text) {
            (bytes, _, false) => Ok(bytes.into_owned()),
            (_, _, true) => {
                let name = encoding.name();
                let error =
                    format!("`{text}` has characters that {name}, the encoding of {}, does not have", self.name);
                Err(Error::from(Diagnostic::new(error)).hint(Hint::ToUtf8 { file: self.name.clone() }))
            }
        }
    }

    /// The difference that the changes make, row by row.
    ///
    /// # Errors
    /// After the change another row could not be read, or would mean something else; see [`Transaction::commit`].
    pub fn difference(&self) -> Result<Vec<Hunk>> {
        self.verify(self.changed(|| tempfile::tempfile().map_err(temporary_failed))?)?;
        let text = |row: &[u8]| {
            let text = self.layout.dialect.encoding.text(row).map(|(text, _)| text);
            text.unwrap_or_else(|| String::from_utf8_lossy(row)).into_owned()
        };
        self.changes.hunks(&self.index, &self.style, text).map_err(|error| self.unread(error))
    }

    /// The file after the changes, which is not known yet to read as it should. It is in memory if the file is, else it is
    /// written to the empty file that `make` gives.
    ///
    /// # Errors
    /// The file can't be read, or the new one not be written.
    fn changed(&self, make: impl FnOnce() -> Result<File>) -> Result<Content> {
        let pieces = self.changes.pieces(&self.index, &self.style).map_err(|error| self.unread(error))?;
        let content = self.index.content();
        let new = if content.is_in_memory() { None } else { Some(make()?) };
        content.changed(&pieces, new).map_err(|error| Error::writing(&self.name, &error))
    }

    /// Reads a row of the file and passes the event to `take`; `None` if the row is no event.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn event<R>(&self, row: usize, take: impl FnOnce(&Event<'_>) -> R) -> Result<Option<R>> {
        let record = self.index.row(row).map_err(|error| self.unread(error))?;
        Ok(with_event(&self.layout, &record, take).ok())
    }

    /// What a cell holds, without quotes; bytes that are not text are replaced. Blank where the row has no such cell.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn cell(&self, row: usize, column: usize) -> Result<String> {
        let cell = self.index.with_record(row, |record| {
            with_row(record, self.layout.dialect, |row| match row {
                Some((row, _)) => row.cell(column).into_owned(),
                None => String::from_utf8_lossy(&record.cell(column)).into_owned(),
            })
        });
        cell.map_err(|error| self.unread(error))
    }

    /// Whether the numbers of a column are written with a comma before their decimals.
    pub fn has_decimal_comma(&self, column: usize) -> bool {
        self.decimal_commas.contains(&column)
    }

    /// The first cell that could not be read if these cells were a row of this file.
    pub fn bad_cell(&self, cells: &[String]) -> Option<UnreadCell> {
        let cells: Vec<Vec<u8>> = cells.iter().map(|cell| cell.as_bytes().to_vec()).collect();
        let row = self.style.row(&cells);
        let mut bad = None;
        each_event(&row, true, &self.layout, |_, found| {
            if let RowOutcome::Event(event, _) = found {
                bad = event.unread_cells().first().cloned();
            }
        });
        bad
    }

    /// Why a row of the file can't be read; `None` if it can.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn fault(&self, row: usize) -> Result<Option<Diagnostic>> {
        self.fault_of(row, &self.index.row(row).map_err(|error| self.unread(error))?)
    }

    /// The same for the row as it is after the changes.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn fault_after(&self, row: usize) -> Result<Option<Diagnostic>> {
        let after = self.changes.row(&self.index, &self.style, row).map_err(|error| self.unread(error))?;
        self.fault_of(row, &after)
    }

    fn fault_of(&self, row: usize, bytes: &[u8]) -> Result<Option<Diagnostic>> {
        let mut fault = None;
        let mut is_fault = false;
        each_event(bytes, true, &self.layout, |_, found| {
            is_fault = match found {
                RowOutcome::Event(event, _) => !event.unread_cells().is_empty(),
                RowOutcome::Other(_) => false,
                RowOutcome::Bad(..) | RowOutcome::Unreadable => true,
            };
        });
        if !is_fault {
            return Ok(None);
        }
        let line = self.line(row)?;
        each_event(bytes, true, &self.layout, |record, found| {
            fault = match found {
                RowOutcome::Event(event, _) => {
                    event.unread_cells().first().map(|cell| unread_cell(&self.name, event, line, cell))
                }
                RowOutcome::Other(_) => None,
                RowOutcome::Bad(row, problem) => Some(bad_row(&self.name, row, line, &problem)),
                RowOutcome::Unreadable => Some(unreadable(&self.name, record, line)),
            };
        });
        Ok(fault)
    }

    /// The line on which a row begins, from 1.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn line(&self, row: usize) -> Result<u64> {
        self.index.line(row).map_err(|error| self.unread(error))
    }

    /// The lines on which some rows begin, from 1.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn lines(&self, rows: &BTreeSet<usize>) -> Result<HashMap<usize, u64>> {
        let (mut counted, mut lines) = (0, 1);
        let mut each = HashMap::with_capacity(rows.len());
        for &row in rows {
            let start = self.index.span(row).start;
            lines += self.index.content().line_breaks(counted..start).map_err(|error| self.unread(error))?;
            each.insert(row, lines);
            counted = start;
        }
        Ok(each)
    }

    /// Replaces the file that was read by the changed one; of a table, changes the rows that differ.
    ///
    /// # Errors
    /// After the change another row could not be read, or would have another date; the file system or the server refuses
    /// to write; another program has changed the file, or the same rows, since they were read. In each case all stays as
    /// it is.
    pub fn commit(self, lock: &Lock) -> Result<()> {
        let mut new = None;
        let after = self.changed(|| new.insert(SafeFile::create(&self.path)?).new_file())?;
        let after = match &new {
            Some(new) => new.sync_during(|| self.verify(after))??,
            None => self.verify(after)?,
        };
        match (&self.table, lock) {
            (Some(read), Lock::Table(session)) => {
                session.borrow_mut().change(read, &self.table_difference(read, &after)?)
            }
            _ => match new {
                Some(new) => self.replace_by(new),
                None => self.replace_file(&self.bytes_of(after)?, lock),
            },
        }
    }

    /// All bytes of a changed file.
    fn bytes_of(&self, after: RowIndex) -> Result<Vec<u8>> {
        after.into_content().into_bytes().map_err(|error| self.unread(error))
    }

    /// Replaces the file that was read by these bytes, which must have been checked.
    ///
    /// # Errors
    /// The file system refuses to write; another program has changed the file since it was read.
    pub fn replace_file(&self, bytes: &[u8], _lock: &Lock) -> Result<()> {
        let mut file = SafeFile::create(&self.path)?;
        file.write_all(bytes).map_err(|error| Error::writing(&self.name, &error))?;
        self.replace_by(file)
    }

    fn replace_by(&self, file: SafeFile) -> Result<()> {
        file.finish_if(|path| self.as_read.still(path))
    }
}

fn temporary_failed(error: io::Error) -> Error {
    Error::writing(&std::env::temp_dir().display().to_string(), &error)
}
