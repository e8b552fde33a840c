//! Changes a file of events by the smallest difference: it is read whole, changed row by row, and replaced at once.
//!
//! Every change goes the same way: take a [`Lock`], open a [`Transaction`], tell it what changes, and either show the
//! [`Transaction::difference`] or [`Transaction::commit`] it. Both first make sure that all other rows still read as they
//! did. A row is named by its number in the file as it was read.
//!
//! ```text
//! let lock = Lock::take(path, "dateline edit", PATIENCE)?;
//! let mut transaction = Transaction::open(path, &options)?;
//! transaction.each_row(|row, record, found| …);  // as Store::read gives them, bad rows included
//! transaction.replace(row, column, text)?;       // or insert(place, &cells), remove(row)
//! transaction.commit(&lock)?;                    // or show transaction.difference()
//! ```

mod append;
mod changes;
mod edits;
mod fix;
mod ids;
mod lock;
pub mod merge;
mod new_column;
mod new_file;
mod position;
#[cfg(test)]
mod properties;
mod reports;
mod row_index;
pub mod safe_file;
pub mod safe_folder;
mod style;
mod table;
mod values;
mod verify;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::iter;
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use crate::csv::dialect::{Quoting, utf16_of_mark};
use crate::csv::lines::line_breaks;
use crate::csv::record::Record;
use crate::csv::row::with_row;
use crate::edit::safe_file::{SafeFile, Seen};
use crate::error::{Diagnostic, Error, ErrorKind, Hint, Note, Result};
use crate::event::{Event, UnreadCell};
use crate::input::not_csv;
use crate::layout::{Layout, check_mapping};
use crate::model::field::Field;
use crate::postgres::{Address, TableState};
use crate::store::diagnose::{bad_row, unread_cell, unreadable};
use crate::store::{ReadOptions, RowOutcome, Source, each_event, with_event};
use crate::text::conflict::{KEEP_ONE_SIDE, first_conflict};
use crate::text::shell_word;

pub use append::{Appended, CannotAppend, append};
pub use changes::{Changes, Hunk, InsertAt, Origin};
pub use edits::{CannotEdit, CellChange, Edits, RowEdit};
pub use fix::Fix;
pub use ids::{IdError, IdTaken, Ids, MOST_NAMED};
pub use lock::{Lock, PATIENCE};
pub use new_column::CannotAddColumn;
pub use position::{DatedRow, InsertPositions};
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
    /// The encoding in which new rows are written.
    encoding: &'static Encoding,
    changes: Changes,
    /// The file as it was read, where columns were added since.
    as_read: Option<Vec<u8>>,
    /// What was read, if it is no file but a table of a server.
    table: Option<TableState>,
}

impl Transaction {
    /// Reads a store whole.
    ///
    /// # Errors
    /// A file that can't be read, or may not be written; one that is not a regular file, in UTF-16, or has a merge conflict;
    /// a header that can't be read.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Transaction> {
        if let Some(address) = Address::of(path) {
            return Transaction::of_table(&address, path, options);
        }
        let name = path.display().to_string();
        let metadata = fs::metadata(path).map_err(|error| Error::reading(&name, &error))?;
        if metadata.is_dir() {
            let inside = path.join("events.csv").display().to_string();
            return Err(Error::from(Diagnostic::new(format!("`{name}` is a directory, not a file")))
                .hint(format!("name a file in it: {}", shell_word(&inside))));
        }
        if !metadata.is_file() {
            return Err(Error::from(Diagnostic::new(format!(
                "`{name}` is not a regular file, so it can't be changed"
            ))));
        }
        // Renaming a new file over this one would succeed even where this one is read-only, so its permissions are
        // checked here.
        File::options().append(true).open(path).map_err(|error| Error::writing(&name, &error))?;
        let bytes = fs::read(path).map_err(|error| Error::reading(&name, &error))?;
        if let Some(kind) = not_csv(&bytes) {
            let message = format!("`{name}` is {kind}, and only CSV files can be changed");
            return Err(Error::from(Diagnostic::new(message)).hint(Hint::ToCsv { file: name }));
        }
        check_text(&name, &bytes, options)?;
        Transaction::of_bytes(name, path, bytes, options)
    }

    fn of_bytes(name: String, path: &Path, bytes: Vec<u8>, options: &ReadOptions) -> Result<Transaction> {
        let source = Source::of_bytes(name.clone(), bytes.clone(), options)?;
        check_mapping(&options.mapping, &options.unknown, &[&source.layout])
            .map_err(|diagnostic| Error::from(*diagnostic))?;
        let index = RowIndex::new(bytes, source.head.len(), source.layout.record_format());
        let Source { layout, notes, .. } = source;
        let encoding = layout.dialect.encoding.beside(index.file().split(|byte| *byte == b'\n'));
        let options = options.clone();
        Ok(Transaction {
            name,
            path: path.to_owned(),
            options,
            layout,
            notes,
            index,
            encoding,
            changes: Changes::default(),
            as_read: None,
            table: None,
        })
    }

    /// Passes every row to `take`, with its number and what it was read as. Rows of delimiters only are left out.
    pub fn each_row(&self, mut take: impl FnMut(usize, &Record<'_>, RowOutcome<'_>)) {
        let head = self.index.head().len();
        each_event(&self.index.bytes()[head..], true, &self.layout, |record, found| {
            if let Some(row) = self.index.row_at(head + record.start) {
                take(row, record, found);
            }
        });
    }

    /// The places where new events are inserted.
    pub fn places(&self) -> InsertPositions {
        if self.table.is_some() {
            return InsertPositions::as_added(self.index.end());
        }
        let (mut dated, mut reports) = (Vec::new(), Vec::new());
        let has_reports = self.layout.has(Field::ReportOf);
        self.each_row(|row, _, found| {
            if let RowOutcome::Event(event, _) = found {
                if has_reports && !event.text(Field::ReportOf).trim().is_empty() {
                    reports.push(row);
                } else {
                    dated.extend(event.date().map(|date| DatedRow::new(row, date)));
                }
            }
        });
        InsertPositions::new(dated, self.index.end()).with_reports(reports)
    }

    /// Inserts a new row of these cells, which are as many as the header has.
    ///
    /// # Errors
    /// Characters that the encoding of the file does not have.
    pub fn insert(&mut self, place: InsertAt, cells: &[String]) -> Result<()> {
        let cells = cells.iter().map(|cell| self.encoded(cell, self.encoding)).collect::<Result<_>>()?;
        self.changes.insert(place, cells);
        Ok(())
    }

    /// The file as it would be with one more row behind the others, and the line of that row.
    ///
    /// # Errors
    /// As [`Transaction::insert`].
    pub fn with_last_row(&self, cells: &[String]) -> Result<(Vec<u8>, u64)> {
        let cells = cells.iter().map(|cell| self.encoded(cell, self.encoding)).collect::<Result<_>>()?;
        let before = self.index.end();
        let mut changes = Changes::default();
        changes.insert(InsertAt { before, rank: 0 }, cells);
        let line = line_breaks(self.index.bytes(), 0..self.index.gap_before(before)) + 1;
        Ok((changes.apply(&self.index), line))
    }

    /// Replaces a cell; see [`Changes::replace`].
    ///
    /// # Errors
    /// Characters that the encoding of the row does not have.
    pub fn replace(&mut self, row: usize, column: usize, text: &str) -> Result<()> {
        let own = self.index.row(row);
        let encoding = match own.is_ascii() {
            true => self.encoding,
            false => self.layout.dialect.encoding.beside(iter::once(own)),
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
        self.verify(&self.changes.apply(&self.index))?;
        Ok(self.changes.hunks(&self.index, |row| {
            let text = self.layout.dialect.encoding.text(row).map(|(text, _)| text);
            text.unwrap_or_else(|| String::from_utf8_lossy(row)).into_owned()
        }))
    }

    /// Reads a row of the file and passes the event to `take`; `None` if the row is no event.
    pub fn event<R>(&self, row: usize, take: impl FnOnce(&Event<'_>) -> R) -> Option<R> {
        with_event(&self.layout, self.index.row(row), take).ok()
    }

    /// What a cell holds, without quotes; bytes that are not text are replaced. Blank where the row has no such cell.
    pub fn cell(&self, row: usize, column: usize) -> String {
        self.index.with_record(row, |record| {
            with_row(record, self.layout.dialect, |row| match row {
                Some((row, _)) => row.cell(column).into_owned(),
                None => String::from_utf8_lossy(&record.cell(column)).into_owned(),
            })
        })
    }

    /// Whether the numbers of a column are written with a comma before their decimals.
    pub fn has_decimal_comma(&self, column: usize) -> bool {
        let has_comma = |row| self.index.with_record(row, |record| record.raw(column).contains(&b','));
        self.layout.dialect.has_decimal_comma() && (0..self.index.len()).any(has_comma)
    }

    /// The first cell that could not be read if these cells were a row of this file.
    pub fn bad_cell(&self, cells: &[String]) -> Option<UnreadCell> {
        let cells: Vec<Vec<u8>> = cells.iter().map(|cell| cell.as_bytes().to_vec()).collect();
        let row = CsvStyle::of(&self.index).row(&cells);
        let mut bad = None;
        each_event(&row, true, &self.layout, |_, found| {
            if let RowOutcome::Event(event, _) = found {
                bad = event.unread_cells().first().cloned();
            }
        });
        bad
    }

    /// Why a row of the file can't be read; `None` if it can.
    pub fn fault(&self, row: usize) -> Option<Diagnostic> {
        self.fault_of(row, self.index.row(row))
    }

    /// The same for the row as it is after the changes.
    pub fn fault_after(&self, row: usize) -> Option<Diagnostic> {
        self.fault_of(row, &self.changes.row(&self.index, row))
    }

    fn fault_of(&self, row: usize, bytes: &[u8]) -> Option<Diagnostic> {
        let mut fault = None;
        let line = || self.index.line(row);
        each_event(bytes, true, &self.layout, |record, found| {
            fault = match found {
                RowOutcome::Event(event, _) => {
                    event.unread_cells().first().map(|cell| unread_cell(&self.name, event, line(), cell))
                }
                RowOutcome::Other(_) => None,
                RowOutcome::Bad(row, problem) => Some(bad_row(&self.name, row, line(), &problem)),
                RowOutcome::Unreadable => Some(unreadable(&self.name, record, line())),
            };
        });
        fault
    }

    /// Replaces the file that was read by the changed one; of a table, changes the rows that differ.
    ///
    /// # Errors
    /// After the change another row could not be read, or would have another date; the file system or the server refuses
    /// to write; another program has changed the file, or the same rows, since they were read. In each case all stays as
    /// it is.
    pub fn commit(self, lock: &Lock) -> Result<()> {
        let bytes = self.changes.apply(&self.index);
        self.verify(&bytes)?;
        match (&self.table, lock) {
            (Some(read), Lock::Table(session)) => {
                session.borrow_mut().change(read, &self.table_difference(read, bytes)?)
            }
            _ => self.replace_file(&bytes, lock),
        }
    }

    /// Replaces the file that was read by these bytes, which must have been checked.
    ///
    /// # Errors
    /// The file system refuses to write; another program has changed the file since it was read.
    pub fn replace_file(&self, bytes: &[u8], _lock: &Lock) -> Result<()> {
        let mut file = SafeFile::create(&self.path)?;
        let failed = |error: io::Error| Error::writing(&self.name, &error);
        file.write_all(bytes).map_err(failed)?;
        let as_read = self.as_read.as_deref().unwrap_or(self.index.file());
        file.finish_if(|path| unchanged(path, as_read))
    }
}

/// # Errors
/// A file in UTF-16, or with a merge conflict.
fn check_text(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<()> {
    if let Some(utf16) = utf16_of_mark(bytes).or(options.encoding.filter(|encoding| encoding.is_utf16())) {
        let encoding = utf16.name();
        let error =
            Diagnostic::new(format!("`{name}` is in {encoding}, in which dateline reads files but does not write"));
        return Err(Error::from(error).hint(Hint::ToUtf8 { file: name.to_owned() }));
    }
    if let Some(line) = first_conflict(bytes) {
        let message = format!("`{name}` has a merge conflict, which begins on line {line}, so nothing was changed");
        let conflict = Diagnostic::new(message).of_kind(ErrorKind::MergeConflict);
        return Err(Error::from(conflict).hint(KEEP_ONE_SIDE));
    }
    Ok(())
}

/// What a file is that still holds, byte for byte, what was read from it; `None` if it holds something else.
fn unchanged(path: &Path, bytes: &[u8]) -> io::Result<Option<Seen>> {
    let mut file = File::open(path)?;
    let seen = Seen::of(&file.metadata()?);
    let mut left = bytes;
    let mut room = vec![0; 1 << 16];
    loop {
        let length = file.read(&mut room)?;
        match left.strip_prefix(&room[..length]) {
            Some(_) if length == 0 => break,
            Some(rest) => left = rest,
            None => return Ok(None),
        }
    }
    // It must not have been changed or replaced while it was compared either.
    Ok((left.is_empty() && Seen::of(&fs::metadata(path)?) == seen).then_some(seen))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const OLD: &str = "id,date,title\na,2020,x\nb,2021,y\n";

    /// A store, its lock, and a transaction in which the row `a` has another title.
    fn changed(path: &Path) -> (Transaction, Lock) {
        fs::write(path, OLD).unwrap();
        let lock = Lock::take(path, "a test", Duration::ZERO).unwrap();
        let mut transaction = Transaction::open(path, &ReadOptions::default()).unwrap();
        transaction.replace(0, 2, "new").unwrap();
        (transaction, lock)
    }

    #[test]
    fn what_another_program_changed_meanwhile_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let times = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
        let longer = |path: &Path| fs::write(path, format!("{OLD}c,2022,z\n")).unwrap();
        // As long as before, and as old.
        let alike = |path: &Path| {
            let modified = times(path);
            fs::write(path, OLD.replace('y', "Y")).unwrap();
            File::options().append(true).open(path).unwrap().set_modified(modified).unwrap();
        };
        // As an editor saves.
        let replaced = |path: &Path| {
            fs::write(path.with_extension("new"), OLD.replace('b', "B")).unwrap();
            fs::rename(path.with_extension("new"), path).unwrap();
        };
        for change in [&longer as &dyn Fn(&Path), &alike, &replaced] {
            let (transaction, lock) = changed(&path);
            change(&path);
            let theirs = fs::read(&path).unwrap();
            let error = transaction.commit(&lock).unwrap_err().to_string();
            assert!(
                error.ends_with("was changed by another program in the meantime, so nothing was written to it"),
                "{error}"
            );
            assert_eq!(fs::read(&path).unwrap(), theirs);
            drop(lock);
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
        // One that was taken away does not come back.
        let (transaction, lock) = changed(&path);
        fs::remove_file(&path).unwrap();
        assert!(transaction.commit(&lock).is_err());
        assert!(!path.exists());
    }

    #[test]
    fn a_file_that_was_only_touched_is_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let (transaction, lock) = changed(&path);
        fs::write(&path, OLD).unwrap();
        transaction.commit(&lock).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), OLD.replace('x', "new"));
    }

    #[cfg(unix)]
    #[test]
    fn whoever_may_change_the_store_may_take_its_lock() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, OLD).unwrap();
        for (of_store, of_lock) in [(0o664, 0o664), (0o666, 0o666), (0o444, 0o644), (0o700, 0o600)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(of_store)).unwrap();
            let _lock = Lock::take(&path, "a test", Duration::ZERO).unwrap();
            let mode = fs::metadata(lock::beside(&path, "lock")).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, of_lock, "{mode:o}");
        }
    }

    #[test]
    fn a_lock_keeps_a_second_one_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let first = Lock::take(&path, "dateline add", Duration::ZERO).unwrap();
        let error = Lock::take(&path, "dateline edit", Duration::ZERO).err().unwrap().to_string();
        assert!(
            error.contains(&format!("is being changed by `dateline add`, process {} on ", std::process::id())),
            "{error}"
        );
        let told = std::sync::Mutex::new(Vec::new());
        let second = std::thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                let tell = |holder: &str| told.lock().unwrap().push(holder.to_owned());
                Lock::take_and_tell(&path, "dateline edit", Duration::from_secs(60), tell)
            });
            std::thread::sleep(Duration::from_millis(1100));
            drop(first);
            waiting.join().unwrap()
        });
        drop(second.unwrap());
        let told = told.into_inner().unwrap();
        assert!(matches!(&told[..], [one] if one.starts_with("`dateline add`, process ")), "{told:?}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
