//! What stands for a [`Session`] in a program that was built without the feature `postgres`: none can be opened.

use std::io::Write;
use std::time::Duration;

use super::{
    Address, Asked, Difference, GroupRoles, LogEntry, NewTable, RowKey, TableRead, TableState, TypedCells, TypedRows,
    Typing,
};
use crate::error::{Diagnostic, Error, ErrorKind, Hint, Result, ServerErrorKind};

/// There is none.
pub enum Session {}

impl Session {
    /// # Errors
    /// Always: an address with a password; the feature that is missing.
    pub fn open(address: &Address, _program: &str) -> Result<Session> {
        address.check()?;
        let name = address.name();
        let message = format!("`{name}` is a table of PostgreSQL, which this dateline was built without");
        let error = Diagnostic::new(message).of_kind(ErrorKind::Server(ServerErrorKind::NotBuilt));
        Err(Error::from(error.hint(Hint::WithoutPostgres)))
    }

    pub fn begin(self, _first: &mut Vec<u8>, _least: usize) -> Result<OpenTable> {
        match self {}
    }

    pub fn read_to_change(&mut self) -> Result<TableRead> {
        match *self {}
    }

    pub fn lock(&mut self, _patience: Duration, _tell: &mut dyn FnMut(&str)) -> Result<()> {
        match *self {}
    }

    pub fn change(&mut self, _read: &TableState, _difference: &Difference) -> Result<()> {
        match *self {}
    }

    pub fn last_change(&mut self, _row: RowKey) -> Result<String> {
        match *self {}
    }

    pub fn log(&mut self, _id: Option<&str>, _most: Option<usize>) -> Result<Vec<LogEntry>> {
        match *self {}
    }

    pub fn create(&mut self, _table: &NewTable) -> Result<GroupRoles> {
        match *self {}
    }

    pub fn make_typed_columns(&mut self, _fields: &[&str], _typing: &Typing) -> Result<bool> {
        match *self {}
    }

    pub fn typed_rows(&mut self, _typing: &Typing) -> Result<TypedRows> {
        match *self {}
    }

    pub fn retype(&mut self, _typing: &Typing, _rows: &[(RowKey, Option<TypedCells>)]) -> Result<()> {
        match *self {}
    }
}

/// There is none.
pub enum OpenTable {}

impl OpenTable {
    pub fn read(&mut self, _asked: Option<&Asked>, _out: &mut dyn Write) -> Result<()> {
        match *self {}
    }

    pub fn typed_rows(&mut self, _typing: &Typing) -> Result<TypedRows> {
        match *self {}
    }
}
