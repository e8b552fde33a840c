//! The rows of a text format whose fields are known by name: a calendar, a timeline as text.
//!
//! Their readers fill one [`Fields`] an event and append it.

use std::io;

use super::converted::Converted;
use super::locator::{Locator, Origin};
use super::spool::Spool;
use crate::error::Note;

/// The columns that each such table begins with: the model's, by which it is known.
const FIRST: [&str; 13] = [
    "id",
    "date",
    "title",
    "location",
    "country",
    "latitude",
    "longitude",
    "kind",
    "actors",
    "killed",
    "wounded",
    "summary",
    "source",
];

/// The table, and the event that is being read.
pub struct Fields {
    names: Vec<String>,
    cells: Vec<String>,
    spool: Spool,
    /// The line on which each event begins, from 1.
    starts: Vec<u32>,
}

impl Default for Fields {
    fn default() -> Fields {
        let names: Vec<String> = FIRST.iter().map(|&name| name.to_owned()).collect();
        let cells = vec![String::new(); names.len()];
        Fields { names, cells, spool: Spool::default(), starts: Vec::new() }
    }
}

impl Fields {
    /// The cell of that name, which is a new column where there is none. More columns than a table may have are one.
    pub fn cell(&mut self, name: &str) -> &mut String {
        let number = self.names.iter().position(|own| own == name).unwrap_or_else(|| {
            if self.names.len() < super::spool::MOST_COLUMNS {
                self.names.push(name.to_owned());
                self.cells.push(String::new());
            }
            self.names.len() - 1
        });
        &mut self.cells[number]
    }

    /// Whether there is a column of that name.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|own| own == name)
    }

    /// Writes a cell, unless there is nothing to write.
    pub fn set(&mut self, name: &str, text: impl AsRef<str>) {
        let text = text.as_ref().trim();
        if !text.is_empty() {
            text.clone_into(self.cell(name));
        }
    }

    /// Appends to a cell, with `separator` before what follows.
    pub fn add(&mut self, name: &str, text: &str, separator: &str) {
        let cell = self.cell(name);
        if !cell.is_empty() {
            cell.push_str(separator);
        }
        cell.push_str(text);
    }

    /// Appends the event, which begins on that line (from 1), and begins the next.
    ///
    /// # Errors
    /// A temporary file that can't be written.
    pub fn end(&mut self, line: u64) -> io::Result<()> {
        self.spool.record(self.cells.iter().map(String::as_str))?;
        self.starts.push(u32::try_from(line).unwrap_or(u32::MAX));
        self.cells.iter_mut().for_each(String::clear);
        Ok(())
    }

    /// The table as CSV.
    ///
    /// # Errors
    /// A temporary file that can't be read.
    pub fn finish(self, notes: Vec<Note>) -> io::Result<Converted> {
        let (bytes, lines) = self.spool.finish(Some(&self.names))?;
        let locator = Some(Locator::new(Origin::Lines(self.starts), lines).into());
        Ok(Converted { bytes, locator, notes, ..Converted::default() })
    }
}
