//! The door by which a store is changed: read whole, changed row by row, and put in the place of the old file at once.
//!
//! `add`, `edit`, `remove` and `check --fix` go this way: take a [`Lock`], open a [`Draft`], tell it what changes, and
//! either show the [`Draft::diff`] or [`Draft::commit`]. Rows go by their number in the file as it was read.
//!
//! ```text
//! let lock = Lock::take(path, "dateline edit", PATIENCE)?;
//! let mut draft = Draft::open(path, &mapping)?;
//! draft.each_row(|row, event| …);          // as Store::read gives them, bad rows included
//! draft.changes.replace(row, column, text);
//! draft.commit(&lock)?;
//! ```

mod changes;
mod lock;
mod manner;
mod place;
mod table;

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::blocks::Opening;
use super::diagnose::diagnose;
use super::layout::{Layout, Mapping};
use super::scan::{Record, unquote};
use super::{Source, each_event};
use crate::error::{Diagnostic, Error, Result};
use crate::event::{BadCell, Event};
use crate::safe_file::{SafeFile, followed};

pub use changes::{Changes, Hunk, Place};
pub use lock::{Lock, PATIENCE};
use manner::Manner;
pub use place::{Dated, Places};
pub use table::Table;

/// A store that was read to be changed.
pub struct Draft {
    /// As the user named it, for messages.
    pub name: String,
    path: PathBuf,
    pub layout: Layout,
    pub table: Table,
    pub changes: Changes,
}

impl Draft {
    /// Reads a store whole.
    ///
    /// # Errors
    /// A file that can't be read, or may not be written; one that is not a regular file; a header that can't be read.
    pub fn open(path: &Path, mapping: &Mapping) -> Result<Draft> {
        let name = path.display().to_string();
        let metadata = fs::metadata(path).map_err(|error| Error::io("read", &name, &error))?;
        if !metadata.is_file() {
            return Err(Error::from(Diagnostic::new(format!(
                "`{name}` is not a regular file, so it can't be changed"
            ))));
        }
        // A file that is renamed over another needs no leave of that one: its owner's wish is asked for here.
        File::options().append(true).open(path).map_err(|error| Error::io("write", &name, &error))?;
        let bytes = fs::read(path).map_err(|error| Error::io("read", &name, &error))?;
        let source = Source::begin(name.clone(), Opening::whole(bytes.clone()), mapping)?;
        let table = Table::new(bytes, source.head.len(), source.delimiter);
        Ok(Draft { name, path: path.to_owned(), layout: source.layout, table, changes: Changes::default() })
    }

    /// Gives every row but those of delimiters, by its number: an event, or a record with the reason why it is none.
    pub fn each_row(
        &self,
        mut take: impl FnMut(usize, std::result::Result<&Event<'_>, (&Record<'_>, Option<Box<BadCell>>)>),
    ) {
        let head = self.table.head().len();
        let rows = &self.table.bytes()[head..];
        each_event(rows, true, self.table.delimiter(), &self.layout, |event| {
            let start = match &event {
                Ok(event) => event.record().start,
                Err((record, _)) => record.start,
            };
            if let Some(row) = self.table.row_at(head + start) {
                take(row, event);
            }
        });
    }

    /// Where new events go.
    pub fn places(&self) -> Places {
        let mut dated = Vec::new();
        self.each_row(|row, event| {
            if let Ok(event) = event {
                dated.extend(event.date.as_ref().map(|date| Dated::new(row, date)));
            }
        });
        Places::new(dated, self.table.end())
    }

    /// What a cell holds, without quotes; bytes that are not text are replaced. Blank where the row has no such cell.
    pub fn cell(&self, row: usize, column: usize) -> String {
        self.table.with_record(row, |record| String::from_utf8_lossy(&unquote(record.raw(column))).into_owned())
    }

    /// What of these cells, as a row of this file, could not be read.
    pub fn bad_cell(&self, cells: &[String]) -> Option<Box<BadCell>> {
        let row = Manner::of(&self.table).row(cells);
        let mut bad = None;
        each_event(&row, true, self.table.delimiter(), &self.layout, |event| {
            bad = event.err().and_then(|(_, cell)| cell);
        });
        bad
    }

    /// Why a row of the file can't be read, where it can't.
    pub fn fault(&self, row: usize) -> Option<Diagnostic> {
        self.fault_of(row, self.table.row(row))
    }

    /// The same for the row as it is after the changes.
    pub fn fault_after(&self, row: usize) -> Option<Diagnostic> {
        self.fault_of(row, &self.changes.row(&self.table, row))
    }

    fn fault_of(&self, row: usize, bytes: &[u8]) -> Option<Diagnostic> {
        let mut fault = None;
        each_event(bytes, true, self.table.delimiter(), &self.layout, |event| {
            fault = event.err().map(|(record, cell)| diagnose(&self.name, &self.layout, record, cell));
        });
        if let Some(place) = fault.as_mut().and_then(|fault| fault.place.as_mut()) {
            place.line += self.table.line(row);
        }
        fault
    }

    /// Puts the changed file in the place of the one that was read.
    ///
    /// # Errors
    /// What the file system refuses; a file that another program has changed since. What was there stays.
    pub fn commit(self, _lock: &Lock) -> Result<()> {
        let mut file = SafeFile::create_as(&self.path, &lock::beside(&followed(&self.path), "new"))?;
        let failed = |error: io::Error| Error::io("write", &self.name, &error);
        file.write_all(&self.changes.apply(&self.table)).map_err(failed)?;
        file.finish_if(|| match is_still(&self.path, self.table.file()) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::from(Diagnostic::new(format!(
                "`{}` was changed by another program in the meantime, so nothing was written to it",
                self.name
            )))
            .hint("look at what it is now, and try again")),
            Err(error) => Err(Error::io("read", &self.name, &error)),
        })
    }
}

/// Whether a file is, byte for byte, what was read from it.
fn is_still(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let before = Seen::of(&file.metadata()?);
    let mut left = bytes;
    let mut room = vec![0; 1 << 16];
    loop {
        let length = file.read(&mut room)?;
        match left.strip_prefix(&room[..length]) {
            Some(_) if length == 0 => break,
            Some(rest) => left = rest,
            None => return Ok(false),
        }
    }
    // Nor changed, nor replaced, while it was read.
    Ok(left.is_empty() && Seen::of(&fs::metadata(path)?) == before)
}

/// What changes about a file when it is written to or replaced.
#[derive(PartialEq, Eq)]
struct Seen {
    length: u64,
    modified: Option<SystemTime>,
    #[cfg(unix)]
    inode: u64,
}

impl Seen {
    fn of(metadata: &Metadata) -> Seen {
        Seen {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            inode: std::os::unix::fs::MetadataExt::ino(metadata),
        }
    }
}
