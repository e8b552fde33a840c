//! The ids of a store, and the one row that an id names.
//!
//! Whatever edits or removes an event finds it here; whatever adds one asks here whether its id is free.

use std::collections::HashMap;

use super::Transaction;
use crate::csv::scan::unquote;
use crate::error::Diagnostic;
use crate::model::field::Field;
use crate::model::id::fold_id;
use crate::text::similar::Closest;

/// The ids of a store, folded, and the rows that have them. Rows that can't be read are among them, for they can be
/// mended.
pub struct Ids(HashMap<String, Vec<usize>>);

/// Why an id names no row that can be changed.
#[derive(Debug, thiserror::Error)]
pub enum IdError {
    /// The store has no column of ids.
    #[error("{file} has no column `id` to name an event by")]
    NoColumn { file: String },
    /// The id is blank.
    #[error("the id is blank")]
    Blank,
    /// The row has a quote that is not closed, so that nobody knows where it ends.
    #[error("{0}")]
    BrokenRow(Box<Diagnostic>),
    /// Several rows have the id; these are the lines they begin in.
    #[error("several events in {file} have the id `{id}`, on lines {}", listed(lines))]
    Repeated { file: String, id: String, lines: Vec<u64> },
    /// No row has the id, and several ids begin with it: the first of them, in the order of the alphabet, and how many
    /// there are.
    #[error("the ids of {count} events in {file} begin with `{id}`")]
    Ambiguous { file: String, id: String, first: Vec<String>, count: usize },
    /// No row has the id or one that begins with it; these ids are like it.
    #[error("no event in {file} has the id `{id}`")]
    Unknown { file: String, id: String, alike: Vec<String> },
}

/// An id that another event has.
#[derive(Debug, thiserror::Error)]
#[error("another event has the id `{id}`")]
pub struct IdTaken {
    /// The id.
    pub id: String,
    /// The row of the event that has it.
    pub row: usize,
}

fn listed(lines: &[u64]) -> String {
    lines.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
}

/// How many ids are named of those that begin alike.
pub const MOST_NAMED: usize = 5;

impl Ids {
    /// Reads the ids of all rows. There are none where the store has no such column.
    pub fn of(transaction: &Transaction) -> Ids {
        let mut ids: HashMap<String, Vec<usize>> = HashMap::new();
        let Some(column) = transaction.layout.column_of(Field::Id) else {
            return Ids(ids);
        };
        transaction.each_row(|row, record, _| {
            let cell = unquote(record.raw(column));
            let id = fold_id(&String::from_utf8_lossy(&cell)).into_owned();
            if !id.is_empty() {
                ids.entry(id).or_default().push(row);
            }
        });
        Ids(ids)
    }

    /// Whether an event has that id.
    pub fn has(&self, id: &str) -> bool {
        self.0.contains_key(&*fold_id(id))
    }

    /// # Errors
    /// An id that a row of the store has.
    pub fn check_is_free(&self, id: &str) -> Result<(), IdTaken> {
        match self.0.get(&*fold_id(id)).and_then(|rows| rows.first()) {
            Some(&row) => Err(IdTaken { id: id.to_owned(), row }),
            None => Ok(()),
        }
    }

    /// Takes in the id of a row that will be added, so that no other gets it.
    pub fn take(&mut self, id: &str) {
        self.0.entry(fold_id(id).into_owned()).or_default();
    }

    /// The one row that has an id, or whose id alone begins with it.
    ///
    /// # Errors
    /// An id that no row has, or several; a row that is broken as text, for nobody knows what belongs to it.
    pub fn row(&self, transaction: &Transaction, id: &str) -> Result<usize, IdError> {
        let id = id.trim();
        let file = transaction.name.clone();
        if transaction.layout.column_of(Field::Id).is_none() {
            return Err(IdError::NoColumn { file });
        }
        if id.is_empty() {
            return Err(IdError::Blank);
        }
        let rows = match self.0.get(&*fold_id(id)) {
            Some(rows) => rows,
            None => self.rows_that_begin_with(file.clone(), id)?,
        };
        let [row] = rows.as_slice() else {
            let lines = rows.iter().map(|row| transaction.index.line(*row)).collect();
            return Err(IdError::Repeated { file, id: id.to_owned(), lines });
        };
        let is_broken = transaction.index.with_record(*row, |record| record.is_broken());
        match transaction.fault(*row).filter(|_| is_broken) {
            Some(fault) => Err(IdError::BrokenRow(Box::new(fault))),
            None => Ok(*row),
        }
    }

    /// The rows of the one id that begins with a text.
    fn rows_that_begin_with(&self, file: String, beginning: &str) -> Result<&Vec<usize>, IdError> {
        let folded = fold_id(beginning);
        let mut found: Vec<(&String, &Vec<usize>)> = self.0.iter().filter(|(id, _)| id.starts_with(&*folded)).collect();
        let id = beginning.to_owned();
        match found.as_slice() {
            [(_, rows)] => Ok(rows),
            [] => {
                // In the order of the alphabet, so that ids that are alike in the same degree come out in one order.
                let mut ids: Vec<&String> = self.0.keys().collect();
                ids.sort_unstable();
                let mut closest = Closest::to(beginning);
                ids.into_iter().for_each(|other| closest.add(other));
                Err(IdError::Unknown { file, id, alike: closest.into_names() })
            }
            _ => {
                found.sort_unstable();
                let first = found.iter().take(MOST_NAMED).map(|(id, _)| (*id).clone()).collect();
                Err(IdError::Ambiguous { file, id, first, count: found.len() })
            }
        }
    }
}
