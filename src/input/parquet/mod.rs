//! Parquet files as CSV: a row is a record, and a column of values, of lists or of parts of a structure is a column.
//!
//! Rows are converted in batches, while they are read, so that memory stays flat. What dateline's own export writes beside
//! the columns of a chronology, so that engines can compare dates, is left out.

mod columns;
mod value;

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};

use super::converted::{Converted, LONGEST_RECORD};
use super::guard::guarded;
use super::locator::{Locator, Origin};
use super::projection::Projection;
use super::spool::{MOST_COLUMNS, push_cell};
use crate::csv::blocks::ReadSeek;
use crate::csv::lines::line_breaks;
use crate::error::{Diagnostic, Error, Result};
use columns::{BATCH, ColumnValues, Leaf};

/// The name under which the metadata of dateline's own export has the names of the columns that it derived from others,
/// with commas between them.
pub const MADE_BY_DATELINE: &str = "dateline";

/// Converts a Parquet file.
///
/// # Errors
/// A file that is damaged, encrypted or compressed in a way that is not known, or has too many columns.
pub fn read(file: &str, mut input: Box<dyn ReadSeek>) -> Result<Converted> {
    let length = input.seek(SeekFrom::End(0)).map_err(|error| Error::reading(file, &error))?;
    let input = Part { input: Arc::new(Mutex::new(input)), length };
    let open = || SerializedFileReader::new(input).map_err(|error| not_read(file, &error));
    let reader = guarded(|| damaged(file), open)?;
    let metadata = reader.metadata().file_metadata();
    let mut pairs = metadata.key_value_metadata().into_iter().flatten();
    let derived = pairs.find(|pair| pair.key == MADE_BY_DATELINE).and_then(|pair| pair.value.as_deref());
    let derived: Vec<&str> = derived.into_iter().flat_map(|names| names.split(',')).collect();
    let leaves: Vec<Leaf> = metadata
        .schema_descr()
        .columns()
        .iter()
        .enumerate()
        .map(|(i, column)| Leaf::new(i, column))
        .filter(|leaf| !derived.contains(&leaf.column.as_str()))
        .collect();
    if leaves.len() > MOST_COLUMNS {
        return Err(Error::from(Diagnostic::new(format!("{file} has more than {MOST_COLUMNS} columns"))));
    }
    let mut header = Vec::new();
    for (i, leaf) in leaves.iter().enumerate() {
        if i > 0 {
            header.push(b',');
        }
        push_cell(&mut header, &leaf.name);
    }
    header.push(b'\n');
    let locator = Arc::new(Locator::new(Origin::Rows, Default::default()));
    let projection = Projection::default();
    let rows = Rows {
        reader: Arc::new(reader),
        leaves,
        group: 0,
        left_in_group: 0,
        columns: Vec::new(),
        record: 0,
        ready: Cursor::new(header),
        locator: Arc::clone(&locator),
        projection: projection.clone(),
    };
    Ok(Converted {
        bytes: Box::new(rows),
        locator: Some(locator),
        projection: Some(projection),
        ..Converted::default()
    })
}

fn damaged(file: &str) -> Error {
    Error::from(Diagnostic::new(format!("{file} is a Parquet file that can't be read: it is damaged")))
}

fn not_read(file: &str, error: &ParquetError) -> Error {
    match error {
        ParquetError::External(error) if error.is::<io::Error>() => {
            Error::from(Diagnostic::new(format!("cannot read `{file}`: {error}")))
        }
        error => Error::from(Diagnostic::new(format!("{file} is a Parquet file that can't be read: {error}")))
            .hint("it may be cut short, encrypted, or packed in a rare way: write it anew, packed with snappy or zstd"),
    }
}

/// The file, from a place on. Several parts of one file are read in turn, each from where it has come to.
#[derive(Clone)]
struct Part {
    input: Arc<Mutex<Box<dyn ReadSeek>>>,
    length: u64,
}

impl Length for Part {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Part {
    type T = PartReader;

    fn get_read(&self, start: u64) -> ParquetResult<PartReader> {
        Ok(PartReader { input: Arc::clone(&self.input), at: start })
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        // A length that a damaged file states may be any number.
        if start.saturating_add(length as u64) > self.length {
            return Err(ParquetError::EOF("a part lies beyond the end".to_owned()));
        }
        let mut bytes = vec![0; length];
        self.get_read(start)?.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

struct PartReader {
    input: Arc<Mutex<Box<dyn ReadSeek>>>,
    at: u64,
}

impl Read for PartReader {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        input.seek(SeekFrom::Start(self.at))?;
        let length = input.read(bytes)?;
        self.at += length as u64;
        Ok(length)
    }
}

/// The rows as CSV, converted batch by batch as they are read.
struct Rows {
    reader: Arc<SerializedFileReader<Part>>,
    leaves: Vec<Leaf>,
    /// The row group to be read next, and how many rows are left of the one before it.
    group: usize,
    left_in_group: usize,
    /// The columns of that one, in the order of the leaves.
    columns: Vec<ColumnValues>,
    /// The number of the next record, from 0.
    record: u64,
    ready: Cursor<Vec<u8>>,
    locator: Arc<Locator>,
    projection: Projection,
}

impl Rows {
    /// Converts the next batch; nothing is left, if `ready` is empty afterwards.
    fn batch(&mut self) -> Result<()> {
        // Whoever reports it names the file.
        let failed = |error: ParquetError| {
            let message = format!("{error}; write it anew, packed with snappy or zstd");
            Error::from(Diagnostic::new(message))
        };
        let out = self.ready.get_mut();
        out.clear();
        while self.left_in_group == 0 {
            if self.group == self.reader.num_row_groups() {
                return Ok(());
            }
            let group = self.reader.get_row_group(self.group).map_err(failed)?;
            self.left_in_group = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            let columns = self.leaves.iter().map(|leaf| Ok(ColumnValues::new(group.get_column_reader(leaf.index)?)));
            self.columns = columns.collect::<ParquetResult<_>>().map_err(failed)?;
            self.group += 1;
        }
        let rows = self.left_in_group.min(BATCH);
        let used = self.projection.used();
        let is_used = |i: usize| used.is_none_or(|used| used.columns.contains(&i));
        let columns = || self.leaves.iter().enumerate();
        for (i, leaf) in columns().filter(|(i, _)| is_used(*i)) {
            self.columns[i].read(rows, leaf).map_err(failed)?;
        }
        // A row without a date or a title may be no event, which its other cells tell.
        let is_filled = |i: &usize| self.columns[*i].is_filled(rows);
        let is_whole = used.is_some_and(|used| !used.filled.iter().all(is_filled));
        for (i, leaf) in columns().filter(|(i, _)| !is_used(*i)) {
            match is_whole {
                true => self.columns[i].read(rows, leaf),
                false => self.columns[i].skip(rows),
            }
            .map_err(failed)?;
        }
        let mut cell = String::new();
        for row in 0..rows {
            let start = out.len();
            for (i, (column, leaf)) in self.columns.iter().zip(&self.leaves).enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                cell.clear();
                column.cell(row, leaf, &mut cell);
                if !cell.is_empty() {
                    push_cell(out, &cell);
                }
            }
            if out.len() - start > LONGEST_RECORD {
                let (row, most) = (self.record + 1, LONGEST_RECORD >> 20);
                return Err(Error::from(Diagnostic::new(format!("row {row} is longer than {most} MiB"))));
            }
            self.locator.push(self.record, line_breaks(out, start..out.len()));
            self.record += 1;
            out.push(b'\n');
        }
        self.left_in_group -= rows;
        Ok(())
    }
}

impl Read for Rows {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.ready.position() == self.ready.get_ref().len() as u64 {
            self.ready.set_position(0);
            let damaged = || Error::from(Diagnostic::new("it is damaged"));
            guarded(damaged, || self.batch()).map_err(|error| io::Error::other(error.to_string()))?;
        }
        self.ready.read(bytes)
    }
}
