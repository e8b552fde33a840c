//! What a converter makes of an input: CSV, where each record of it comes from, and what could not be read.

use std::io::{self, Read};
use std::sync::Arc;

use super::locator::Locator;
use super::projection::Projection;
use super::table::TableRows;
use crate::error::{Diagnostic, Note};

/// The longest object, line or record that is converted, in bytes. What is longer is an error: memory stays bounded.
pub const LONGEST_RECORD: usize = 1 << 26;

/// An input as CSV in UTF-8, with commas.
pub struct Converted {
    pub bytes: Box<dyn Read + Send>,
    /// `None`: the lines of the CSV are those of the original.
    pub locator: Option<Arc<Locator>>,
    /// What was settled about it that the user should know.
    pub notes: Vec<Note>,
    pub faults: Faults,
    /// Where the columns that are used can be stated.
    pub projection: Option<Projection>,
    /// The rows of a table of a server.
    pub table: Option<TableRows>,
}

impl Default for Converted {
    fn default() -> Converted {
        Converted {
            bytes: Box::new(io::empty()),
            locator: None,
            notes: Vec::new(),
            faults: Faults::default(),
            projection: None,
            table: None,
        }
    }
}

/// The rows that could not be converted.
#[derive(Debug, Default)]
pub struct Faults {
    /// The first [`Faults::SHOWN`] of them.
    pub first: Vec<Diagnostic>,
    pub count: u64,
}

impl Faults {
    /// How many are kept; the rest are counted.
    pub const SHOWN: usize = 10;

    pub fn add(&mut self, diagnostic: impl FnOnce() -> Diagnostic) {
        if self.first.len() < Faults::SHOWN {
            self.first.push(diagnostic());
        }
        self.count += 1;
    }

    pub fn into_converted(self, converted: Converted) -> Converted {
        Converted { faults: self, ..converted }
    }
}
