//! A table that is made of JSON objects, one after the other.
//!
//! The walk through a document makes one for each array of objects, the reader of JSON lines one for all lines.

use std::io;

use super::object::{self, Cells, Columns, Fault, Tokens};
use super::shape::{Rows, Shape};
use crate::error::Note;
use crate::input::Converted;
use crate::input::locator::{Locator, Origin};
use crate::input::spool::Spool;

/// Objects as rows. Where an object can't be read, a blank row keeps its place.
#[derive(Default)]
pub struct Table {
    names: Columns,
    values: Cells,
    /// `None` until the first object shows what all are.
    rows: Option<Rows>,
    spool: Spool,
}

impl Table {
    /// Reads an object whose opening brace was read, and writes its row.
    ///
    /// # Errors
    /// As [`object::read`]. The row of an object that is a [`Fault`] is blank.
    pub fn object(&mut self, tokens: &mut impl Tokens) -> Result<(), Fault> {
        self.object_then(tokens, |_| Ok(()))
    }

    /// The same, where the row is written only if `check` finds nothing wrong with what follows the object.
    ///
    /// # Errors
    /// As [`Table::object`]; what `check` fails with.
    pub fn object_then<T: Tokens>(
        &mut self,
        tokens: &mut T,
        check: impl FnOnce(&mut T) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let known = self.names.names.len();
        self.values.clear();
        let read = object::read(tokens, &mut self.names, &mut self.values).and_then(|()| check(tokens));
        if let Err(fault) = read {
            self.names.truncate(known);
            self.spool.blank()?;
            return Err(fault);
        }
        let rows = self.rows.get_or_insert_with(|| Rows::new(Shape::of(&self.names, &self.values)));
        rows.row(&self.names, &self.values)?;
        Ok(self.spool.record(rows.cells.iter())?)
    }

    /// Writes the row of what is no object.
    ///
    /// # Errors
    /// A temporary file that can't be written.
    pub fn blank(&mut self) -> io::Result<()> {
        self.spool.blank()
    }

    pub fn shape(&self) -> Option<Shape> {
        self.rows.as_ref().map(Rows::shape)
    }

    /// The table as CSV. `origin` makes of the paths of its columns where its rows stand.
    ///
    /// # Errors
    /// A temporary file that can't be read.
    pub fn finish(self, name: &str, origin: impl FnOnce(Vec<String>) -> Origin) -> io::Result<Converted> {
        let rows = self.rows.unwrap_or_else(|| {
            // An array of no objects is a chronology of no events.
            let mut rows = Rows::new(Shape::Plain);
            rows.columns = Columns::of(&["date", "title"]);
            rows
        });
        let notes = match rows.centred {
            0 => Vec::new(),
            1 => {
                vec![Note::Text(format!("1 feature of {name} is no point and was put at the centre of what bounds it"))]
            }
            n => vec![Note::Text(format!(
                "{n} features of {name} are no points and were put at the centres of what bounds them"
            ))],
        };
        let (bytes, lines) = self.spool.finish(Some(&rows.columns.names))?;
        let locator = Locator::new(origin(rows.columns.paths), lines);
        Ok(Converted { bytes, locator: Some(locator.into()), notes, ..Converted::default() })
    }
}
