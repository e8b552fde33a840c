//! A table of a PostgreSQL server, as the CSV that it stands for.
//!
//! `open` calls it. The first rows come at once: they tell how the table is read, as the first bytes of a file do. The others
//! come when they are needed, and are kept until the last has come, so that a connection that is lost in the middle is an
//! error before anything is made of them. `Store::read` first says what is asked, if the server may leave rows out.

use std::io::{self, Read, Seek};
use std::sync::{Arc, Mutex, PoisonError};

use tempfile::SpooledTempFile;

use super::Converted;
use crate::csv::blocks::FIRST;
use crate::error::{Error, Result};
use crate::postgres::{Address, Asked, OpenTable, Session, TypedRows, Typing};

/// How much stays in memory, in bytes.
const IN_MEMORY: usize = 1 << 26;

/// # Errors
/// The server can't be reached or refuses; the table is no chronology; the connection is lost.
pub(super) fn read(address: &Address) -> Result<Converted> {
    let mut first = Vec::new();
    let table = Session::open(address, "dateline")?.begin(&mut first, FIRST)?;
    let rows = TableRows(Arc::new(Mutex::new(Inner { name: address.name().to_owned(), table, rest: None })));
    let bytes = Box::new(io::Cursor::new(first).chain(RestReader(rows.clone())));
    Ok(Converted { bytes, table: Some(rows), ..Converted::default() })
}

/// The rows of a table, of which the first were read.
#[derive(Clone)]
pub struct TableRows(Arc<Mutex<Inner>>);

struct Inner {
    name: String,
    table: OpenTable,
    /// The other rows, once they have come.
    rest: Option<SpooledTempFile>,
}

impl TableRows {
    /// Has the other rows come, if they have not yet: those that may be wanted, where something is asked.
    ///
    /// # Errors
    /// The server refuses; the connection is lost; they can't be kept.
    pub fn fetch(&self, asked: Option<&Asked>) -> Result<()> {
        self.with(|inner| inner.fetch(asked).map(|_| ()))
    }

    /// The typed cells of all rows.
    ///
    /// # Errors
    /// The server refuses; the connection is lost.
    pub fn typed(&self, typing: &Typing) -> Result<TypedRows> {
        self.with(|inner| inner.table.typed_rows(typing))
    }

    fn with<T>(&self, take: impl FnOnce(&mut Inner) -> T) -> T {
        take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Inner {
    fn fetch(&mut self, asked: Option<&Asked>) -> Result<&mut SpooledTempFile> {
        if self.rest.is_none() {
            let mut rest = SpooledTempFile::new(IN_MEMORY);
            self.table.read(asked, &mut rest)?;
            rest.rewind().map_err(|error| Error::reading(&self.name, &error))?;
            self.rest = Some(rest);
        }
        Ok(self.rest.get_or_insert_with(|| SpooledTempFile::new(0)))
    }
}

struct RestReader(TableRows);

impl Read for RestReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.with(|inner| inner.fetch(None).map_err(io::Error::other)?.read(into))
    }
}
