//! The ids of a store, and the one row that an id names.
//!
//! Whatever edits or removes an event finds it here; whatever adds one asks here whether its id is free.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Transaction;
use crate::csv::record::Record;
use crate::error::{Diagnostic, Error, Result};
use crate::model::field::Field;
use crate::model::id::fold_id;
use crate::text::similar::{Closest, hash};

/// The ids of a store, as hashes of what ids are compared by, and the rows that have them. Rows that can't be read are among
/// them, for they can be mended.
pub struct Ids {
    /// Sorted by the hash.
    of_rows: Vec<(u64, usize)>,
    /// Those of rows that will be added.
    taken: HashSet<u64>,
}

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
    /// The file can't be read.
    #[error(transparent)]
    Failed(#[from] Error),
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
    ///
    /// # Errors
    /// The file can't be read.
    pub fn of(transaction: &Transaction) -> Result<Ids> {
        let mut ids = Vec::new();
        if let Some(column) = transaction.layout.column_of(Field::Id) {
            transaction.each_row(|record, _| hash_of_id(record, column), |row, hash| ids.push((hash, row)))?;
        }
        Ok(Ids::of_hashes(ids))
    }

    /// Those of rows, each by what [`hash_of_id`] makes of it.
    pub(super) fn of_hashes(mut of_rows: Vec<(u64, usize)>) -> Ids {
        of_rows.sort_unstable();
        Ids { of_rows, taken: HashSet::new() }
    }

    /// Whether an event has that id. Hashes of 64 bits are compared: of 10¹³ ids that are free, one may be said to be taken
    /// where there are a million.
    pub fn has(&self, id: &str) -> bool {
        let hash = hash(&fold_id(id));
        self.taken.contains(&hash) || self.of_rows.binary_search_by_key(&hash, |(own, _)| *own).is_ok()
    }

    /// # Errors
    /// An id that a row of the store has.
    pub fn check_is_free(&self, id: &str) -> std::result::Result<(), IdTaken> {
        match self.candidates(&fold_id(id)).first() {
            Some(&(_, row)) => Err(IdTaken { id: id.to_owned(), row }),
            None => Ok(()),
        }
    }

    /// Takes in the id of a row that will be added, so that no other gets it.
    pub fn take(&mut self, id: &str) {
        self.taken.insert(hash(&fold_id(id)));
    }

    /// The rows whose id has the same hash.
    fn candidates(&self, folded: &str) -> &[(u64, usize)] {
        let hash = hash(folded);
        let from = self.of_rows.partition_point(|(own, _)| *own < hash);
        let same = self.of_rows[from..].partition_point(|(own, _)| *own == hash);
        &self.of_rows[from..from + same]
    }

    /// The rows that have an id, in their order.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn rows_with(&self, transaction: &Transaction, id: &str) -> Result<Vec<usize>> {
        let (folded, column) = (fold_id(id), transaction.layout.column_of(Field::Id));
        let mut rows = Vec::new();
        for &(_, row) in self.candidates(&folded) {
            let has_it = |record: &Record<'_>| column.is_some_and(|column| folded_id(record, column) == *folded);
            let has_it = transaction.index.with_record(row, has_it).map_err(|error| transaction.unread(error))?;
            rows.extend(has_it.then_some(row));
        }
        Ok(rows)
    }

    /// The one row that has an id, or whose id alone begins with it.
    ///
    /// # Errors
    /// An id that no row has, or several; a row that is broken as text, for nobody knows what belongs to it; the file can't
    /// be read.
    pub fn row(&self, transaction: &Transaction, id: &str) -> std::result::Result<usize, IdError> {
        let id = id.trim();
        let file = transaction.name.clone();
        if transaction.layout.column_of(Field::Id).is_none() {
            return Err(IdError::NoColumn { file });
        }
        if id.is_empty() {
            return Err(IdError::Blank);
        }
        let mut rows = self.rows_with(transaction, id)?;
        if rows.is_empty() {
            rows = rows_that_begin_with(transaction, id)?;
        }
        let [row] = rows.as_slice() else {
            let lines = rows.iter().map(|row| transaction.line(*row)).collect::<Result<_>>()?;
            return Err(IdError::Repeated { file, id: id.to_owned(), lines });
        };
        let is_broken = transaction.index.with_record(*row, |record| record.is_broken());
        let is_broken = is_broken.map_err(|error| transaction.unread(error))?;
        match transaction.fault(*row)?.filter(|_| is_broken) {
            Some(fault) => Err(IdError::BrokenRow(Box::new(fault))),
            None => Ok(*row),
        }
    }
}

impl Transaction {
    /// Passes what ids are compared by to `read`, and what that makes of it to `take`; blank where a row has none.
    fn each_id<T: Send>(
        &self,
        read: impl Fn(&str) -> Option<T> + Sync,
        take: impl FnMut(usize, T) + Send,
    ) -> Result<()> {
        match self.layout.column_of(Field::Id) {
            Some(column) => self.each_row(|record, _| read(&folded_id(record, column)), take),
            None => Ok(()),
        }
    }
}

/// A hash of the id of a row, as ids are compared; `None` where it has none.
pub(super) fn hash_of_id(record: &Record<'_>, column: usize) -> Option<u64> {
    let id = folded_id(record, column);
    (!id.is_empty()).then(|| hash(&id))
}

fn folded_id(record: &Record<'_>, column: usize) -> String {
    fold_id(&String::from_utf8_lossy(&record.cell(column))).into_owned()
}

/// The rows of the one id that begins with a text.
fn rows_that_begin_with(transaction: &Transaction, beginning: &str) -> std::result::Result<Vec<usize>, IdError> {
    let folded = fold_id(beginning);
    let (file, id) = (transaction.name.clone(), beginning.to_owned());
    // In the order of the alphabet.
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    transaction.each_id(
        |id| (!id.is_empty() && id.starts_with(&*folded)).then(|| id.to_owned()),
        |row, id| found.entry(id).or_default().push(row),
    )?;
    if found.is_empty() {
        // Ids that are alike in the same degree come out in one order, too.
        let mut ids = BTreeSet::new();
        transaction.each_id(
            |id| (!id.is_empty()).then(|| id.to_owned()),
            |_, id| {
                ids.insert(id);
            },
        )?;
        let mut closest = Closest::to(beginning);
        ids.iter().for_each(|other| closest.add(other));
        return Err(IdError::Unknown { file, id, alike: closest.into_names() });
    }
    if found.len() > 1 {
        let (first, count) = (found.keys().take(MOST_NAMED).cloned().collect(), found.len());
        return Err(IdError::Ambiguous { file, id, first, count });
    }
    Ok(found.into_values().flatten().collect())
}
