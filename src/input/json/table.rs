//! A table that is made of JSON objects, one after the other.
//!
//! The walk through a document makes one for each array of objects, the reader of JSON lines one for all lines.

use std::io;

use json_event_parser::{JsonEvent, SliceJsonParser};

use super::object::{self, Cells, Columns, Fault, Tokens};
use super::shape::{PROPERTIES, Rows, Shape};
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
    /// How many elements were read.
    elements: u64,
    /// Which element each record is of, once one of them was several.
    elements_of_records: Option<Vec<u64>>,
}

/// The list of reports that dateline nests in an event, and what the names of its values begin with; `None` where there is
/// none.
fn reports<'v>(shape: Shape, names: &Columns, values: &'v Cells) -> Option<(&'static str, &'v str)> {
    let prefix = match shape {
        Shape::Native => "",
        Shape::Feature { is_native: true } => PROPERTIES,
        _ => return None,
    };
    let list = values.get(names.find(&format!("{prefix}reports"))?);
    (list.starts_with("[{") && list.contains("\"report_of\"")).then_some((prefix, list))
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
            self.blank()?;
            return Err(fault);
        }
        let rows = self.rows.get_or_insert_with(|| Rows::new(Shape::of(&self.names, &self.values)));
        if let Some((prefix, reports)) = reports(rows.shape(), &self.names, &self.values) {
            let reports = reports.to_owned();
            self.names.truncate(known);
            return self.reports(prefix, &reports);
        }
        rows.row(&self.names, &self.values)?;
        self.spool.record(rows.cells.iter())?;
        self.next_element();
        Ok(())
    }

    /// Writes a row for each report of an event, whose first is the event's own.
    fn reports(&mut self, prefix: &str, json: &str) -> Result<(), Fault> {
        let records = self.elements_of_records.get_or_insert_with(|| (0..self.elements).collect());
        let Some(rows) = &mut self.rows else { return Ok(()) };
        let mut tokens = SliceJsonParser::new(json.as_bytes());
        loop {
            match tokens.token()? {
                JsonEvent::StartObject => {}
                JsonEvent::EndArray | JsonEvent::Eof => break,
                _ => continue,
            }
            self.values.clear();
            object::read_within(prefix, &mut tokens, &mut self.names, &mut self.values)?;
            rows.row(&self.names, &self.values)?;
            self.spool.record(rows.cells.iter())?;
            records.push(self.elements);
        }
        self.elements += 1;
        Ok(())
    }

    /// Counts an element that is one record.
    fn next_element(&mut self) {
        if let Some(records) = &mut self.elements_of_records {
            records.push(self.elements);
        }
        self.elements += 1;
    }

    /// Writes the row of what is no object.
    ///
    /// # Errors
    /// A temporary file that can't be written.
    pub fn blank(&mut self) -> io::Result<()> {
        self.next_element();
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
        let locator = Locator::new(origin(rows.columns.paths), lines).of_elements(self.elements_of_records);
        Ok(Converted { bytes, locator: Some(locator.into()), notes, ..Converted::default() })
    }
}
