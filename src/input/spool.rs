//! CSV records that are written before it is known how many columns there are.
//!
//! The converters of workbooks, JSON, iCalendar and markwhen meet their columns as they go, and a CSV file begins with
//! its header. So their records wait here: the first 16 MiB in memory, more in a temporary file. Memory stays flat
//! however long the input is.

use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use tempfile::SpooledTempFile;

use super::locator::LineIndex;
use crate::csv::lines::line_breaks;

/// The most columns that a converted input may have, as in a sheet of Excel. An object used as a table of contents has
/// another name for every value, and would make a table without bounds.
pub const MOST_COLUMNS: usize = 16_384;

/// How many bytes of records stay in memory.
const IN_MEMORY: usize = 1 << 24;

/// Before each record stand its number of cells and its length in bytes, four bytes each.
const PREFIX: usize = 8;

/// The records of an input, in their order.
pub struct Spool {
    file: BufWriter<SpooledTempFile>,
    record: Vec<u8>,
    records: u64,
    /// The number of cells of the widest record.
    width: usize,
    lines: LineIndex,
}

impl Default for Spool {
    fn default() -> Spool {
        Spool {
            file: BufWriter::with_capacity(1 << 16, SpooledTempFile::new(IN_MEMORY)),
            record: Vec::new(),
            records: 0,
            width: 0,
            lines: LineIndex::default(),
        }
    }
}

impl Spool {
    /// How many records there are, blank ones too.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// Appends a record; those with fewer cells than others are filled up with blank ones.
    ///
    /// # Errors
    /// A temporary file that can't be written; a record of more than 2 GiB.
    pub fn record<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
        self.record.clear();
        let (mut width, mut length) = (0, 0);
        for (i, cell) in cells.into_iter().enumerate() {
            if i > 0 {
                self.record.push(b',');
            }
            if !cell.is_empty() {
                push_cell(&mut self.record, cell);
                (width, length) = (i + 1, self.record.len());
            }
        }
        self.record.truncate(length);
        if length > super::LONGEST_RECORD {
            return Err(crate::csv::blocks::too_long());
        }
        self.lines.push(self.records, line_breaks(&self.record, 0..length));
        self.width = self.width.max(width);
        self.records += 1;
        self.file.write_all(&(width as u32).to_le_bytes())?;
        self.file.write_all(&(length as u32).to_le_bytes())?;
        self.file.write_all(&self.record)
    }

    /// Appends a blank record, which no reader takes for an event: records keep the numbers of what they were made of.
    ///
    /// # Errors
    /// As [`Spool::record`].
    pub fn blank(&mut self) -> io::Result<()> {
        self.record([])
    }

    /// The whole table as CSV, from its header on where it has one, and which record each of the lines below it is of.
    ///
    /// # Errors
    /// A temporary file that can't be read.
    pub fn finish(self, header: Option<&[String]>) -> io::Result<(Box<dyn Read + Send>, LineIndex)> {
        let width = self.width.max(header.map_or(0, <[String]>::len));
        let mut file = self.file.into_inner().map_err(|error| error.into_error())?;
        file.rewind()?;
        let mut ready = Vec::new();
        if let Some(header) = header {
            for (i, name) in header.iter().enumerate() {
                if i > 0 {
                    ready.push(b',');
                }
                push_cell(&mut ready, name);
            }
            ready.push(b'\n');
        }
        let records =
            Records { file: BufReader::with_capacity(1 << 16, file), left: self.records, width, ready, at: 0 };
        Ok((Box::new(records), self.lines))
    }
}

/// Appends a cell, quoted where CSV would read it as something else.
pub(super) fn push_cell(record: &mut Vec<u8>, cell: &str) {
    let is_plain = |byte: &u8| !matches!(byte, b',' | b'"' | b'\r' | b'\n');
    if cell.bytes().all(|byte| is_plain(&byte)) {
        return record.extend_from_slice(cell.as_bytes());
    }
    record.push(b'"');
    for byte in cell.bytes() {
        if byte == b'"' {
            record.push(b'"');
        }
        record.push(byte);
    }
    record.push(b'"');
}

/// The records as CSV, all of one width.
struct Records {
    file: BufReader<SpooledTempFile>,
    left: u64,
    width: usize,
    /// What is to be given out next, and how much of it was.
    ready: Vec<u8>,
    at: usize,
}

impl Read for Records {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() {
            if self.left == 0 {
                return Ok(0);
            }
            self.left -= 1;
            let mut prefix = [0; PREFIX];
            self.file.read_exact(&mut prefix)?;
            let [a, b, c, d, e, f, g, h] = prefix;
            let (width, length) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
            self.ready.clear();
            self.ready.resize(length as usize, 0);
            self.file.read_exact(&mut self.ready)?;
            // A record without cells stays a blank line.
            if width > 0 {
                self.ready.resize(self.ready.len() + self.width - width as usize, b',');
            }
            self.ready.push(b'\n');
            self.at = 0;
        }
        let length = into.len().min(self.ready.len() - self.at);
        into[..length].copy_from_slice(&self.ready[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(header: Option<&[&str]>, records: &[&[&str]]) -> (String, LineIndex) {
        let mut spool = Spool::default();
        for record in records {
            spool.record(record.iter().copied()).unwrap();
        }
        let header: Option<Vec<String>> = header.map(|names| names.iter().map(|&name| name.to_owned()).collect());
        let (mut bytes, lines) = spool.finish(header.as_deref()).unwrap();
        let mut text = String::new();
        bytes.read_to_string(&mut text).unwrap();
        (text, lines)
    }

    #[test]
    fn records_are_filled_up_to_the_widest() {
        let (text, _) = table(Some(&["a", "b,c"]), &[&["1"], &[], &["", "2", "3"], &["x", ""]]);
        assert_eq!(text, "a,\"b,c\"\n1,,\n\n,2,3\nx,,\n");
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(table(None, &[&["a \"b\"", "c\nd", " e "]]).0, "\"a \"\"b\"\"\",\"c\nd\", e \n");
    }

    #[test]
    fn lines_know_their_records() {
        let (_, lines) = table(Some(&["a", "b"]), &[&["1"], &["x\ny\r\nz"], &["2"]]);
        assert_eq!((1..=5).map(|line| lines.record(line)).collect::<Vec<_>>(), [0, 1, 1, 1, 2]);
    }

    #[test]
    fn more_than_fits_into_memory_is_read_back() {
        let mut spool = Spool::default();
        let long = "x".repeat(1 << 20);
        for _ in 0..20 {
            spool.record([long.as_str(), "y"]).unwrap();
        }
        let (mut bytes, _) = spool.finish(None).unwrap();
        assert_eq!(io::copy(&mut bytes, &mut io::sink()).unwrap(), 20 * ((1 << 20) + 3));
    }
}
