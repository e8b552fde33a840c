//! How a file writes its cells: which ones it quotes without need, and how it writes a blank one.
//!
//! New rows and cells are written as the file's own are. Each column is judged by itself, since many programs quote text
//! and not numbers.

use std::io;

use super::row_index::RowIndex;
use crate::csv::dialect::{Quoting, RecordFormat};
use crate::csv::record::{Record, unquote};
use crate::csv::scan::Scanner;

/// How many rows at the end of the file are looked at.
const LOOKED_AT: usize = 1000;

pub struct CsvStyle {
    delimiter: u8,
    /// Whether cells may be quoted at all.
    quoting: Quoting,
    columns: Vec<QuoteStats>,
    /// All columns together, and the header, for a column whose own cells do not tell.
    all: QuoteStats,
    header: QuoteStats,
}

/// How often a cell was written in which way. Cells that need their quotes are not counted.
#[derive(Clone, Copy, Default)]
struct QuoteStats {
    quoted: usize,
    plain: usize,
    blank_quoted: usize,
    blank: usize,
}

impl CsvStyle {
    /// Looks at the header and at the last rows.
    ///
    /// # Errors
    /// They can't be read.
    pub fn of(index: &RowIndex) -> io::Result<CsvStyle> {
        let delimiter = index.delimiter();
        let mut style = CsvStyle {
            delimiter,
            quoting: index.format().quoting,
            columns: Vec::new(),
            all: QuoteStats::default(),
            header: QuoteStats::default(),
        };
        let mut head = Scanner::new(index.head(), RecordFormat { width: None, ..index.format() });
        // A mark at the very start hides the first quote: the other names tell enough.
        while let Some(record) = head.next_record() {
            for i in 1..record.width() {
                style.header.look(record.raw(i), delimiter);
            }
        }
        for row in index.len().saturating_sub(LOOKED_AT)..index.len() {
            index.with_record(row, |record| style.look(record))?;
        }
        Ok(style)
    }

    fn look(&mut self, record: &Record<'_>) {
        // Rows of delimiters are left over from deleted rows, and do not show how cells are written.
        if record.is_broken() || record.is_blank() {
            return;
        }
        self.columns.resize(self.columns.len().max(record.width()), QuoteStats::default());
        for i in 0..record.width() {
            self.columns[i].look(record.raw(i), self.delimiter);
            self.all.look(record.raw(i), self.delimiter);
        }
    }

    /// Appends a cell of that column, quoted if it must be or if most others of the column are.
    pub fn cell(&self, text: &[u8], column: usize, out: &mut Vec<u8>) {
        if self.quoting == Quoting::None {
            out.extend_from_slice(text);
            return;
        }
        let own = self.columns.get(column).copied().unwrap_or_default();
        let stats = [own, self.all, self.header];
        let is_quoted = if text.is_empty() {
            let told = stats[..2].iter().find(|stat| stat.blank_quoted + stat.blank > 0);
            match told {
                Some(stat) => stat.blank_quoted > stat.blank,
                // No cell is blank yet: a file that quotes everything else would quote blank cells too.
                None => stats[1..].iter().any(|stat| stat.quoted > 0) && stats[1..].iter().all(|stat| stat.plain == 0),
            }
        } else {
            let told = stats.iter().find(|stat| stat.quoted + stat.plain > 0);
            told.is_some_and(|stat| stat.quoted > stat.plain)
        };
        if is_quoted { quote(text, out) } else { self.plain(text, out) }
    }

    /// Appends a cell that replaces a quoted one.
    pub fn quoted(&self, text: &[u8], column: usize, out: &mut Vec<u8>) {
        match self.quoting {
            Quoting::Double if !text.is_empty() => quote(text, out),
            _ => self.cell(text, column, out),
        }
    }

    /// Appends a cell, quoted only where it must be.
    pub fn plain(&self, text: &[u8], out: &mut Vec<u8>) {
        match self.quoting {
            Quoting::Double if needs_quotes(text, self.delimiter) => quote(text, out),
            _ => out.extend_from_slice(text),
        }
    }

    /// A whole row, without a line break.
    pub fn row(&self, cells: &[Vec<u8>]) -> Vec<u8> {
        let mut out = Vec::new();
        for (i, cell) in cells.iter().enumerate() {
            if i > 0 {
                out.push(self.delimiter);
            }
            self.cell(cell, i, &mut out);
        }
        // Without its quotes it would be an empty line.
        if out.is_empty() && self.quoting == Quoting::Double { b"\"\"".to_vec() } else { out }
    }
}

impl QuoteStats {
    fn look(&mut self, raw: &[u8], delimiter: u8) {
        match (raw.first(), raw) {
            (None, _) => self.blank += 1,
            (_, b"\"\"") => self.blank_quoted += 1,
            (Some(b'"'), _) if !needs_quotes(&unquote(raw), delimiter) => self.quoted += 1,
            (Some(b'"'), _) => {}
            _ => self.plain += 1,
        }
    }
}

/// Whether a cell needs quotes to be read back as it is. Many programs drop spaces at the edges, and a row of cells such
/// as `#date` would be taken for HXL tags (<https://hxlstandard.org>).
fn needs_quotes(text: &[u8], delimiter: u8) -> bool {
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\n' | b'\r') || *byte == delimiter;
    text.iter().any(is_special) || text.first() == Some(&b'#') || text.trim_ascii().len() < text.len()
}

pub fn quote(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    for byte in text {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}
