//! Changes to the rows of a file, applied as the smallest possible difference of its bytes.
//!
//! Whatever no change names stays byte for byte: other rows, other cells of a row, blank lines, the byte order mark, and
//! whether the file ends with a line break. A [`Transaction`](super::Transaction) collects the changes.

use std::collections::BTreeMap;
use std::ops::Range;

use super::row_index::{RowIndex, last_line_break};
use super::style::CsvStyle;
use crate::csv::lines::line_breaks;

/// Changes to the rows of a [`RowIndex`]. A row keeps its number in the index whatever changes. Cells are in the encoding
/// of the file, without quotes.
#[derive(Default)]
pub struct Changes {
    rows: BTreeMap<usize, RowChange>,
    new: Vec<NewRow>,
}

enum RowChange {
    Remove,
    /// The new cells by their columns, without quotes.
    Cells(BTreeMap<usize, Vec<u8>>),
}

struct NewRow {
    place: InsertAt,
    cells: Vec<Vec<u8>>,
}

/// The place where a new row is inserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InsertAt {
    /// The row before which it is inserted; the number of rows stands for the end.
    pub before: usize,
    /// Its order among the new rows at the same place; rows of the same rank keep the order in which they were given.
    pub rank: u64,
}

/// Where a row of the changed file comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is that row of the old file, byte for byte.
    Kept(usize),
    /// It is that row with other cells.
    Changed(usize),
    New,
}

/// Bytes that replace a range of the file.
struct Splice {
    at: Range<usize>,
    with: Vec<u8>,
}

/// Rows that are removed and rows that replace them, without the line break that ends each.
#[derive(Debug, PartialEq, Eq)]
pub struct Hunk {
    /// The line of the old file, from 1, on which the removed rows begin. If none are removed, it is the last line before
    /// the new rows, and 0 if they come first.
    pub line: u64,
    pub old: Vec<String>,
    pub new: Vec<String>,
}

impl Changes {
    /// Inserts a row of these cells, which are as many as the header has.
    pub fn insert(&mut self, place: InsertAt, cells: Vec<Vec<u8>>) {
        self.new.push(NewRow { place, cells });
    }

    /// Replaces a cell. A row that ends before that column gets the cells up to it. A row with a quote that is never
    /// closed must not be given, since nobody knows where its cells end.
    pub fn replace(&mut self, row: usize, column: usize, text: Vec<u8>) {
        if let RowChange::Cells(cells) = self.rows.entry(row).or_insert_with(|| RowChange::Cells(BTreeMap::new())) {
            cells.insert(column, text);
        }
    }

    /// Removes a row.
    pub fn remove(&mut self, row: usize) {
        self.rows.insert(row, RowChange::Remove);
    }

    /// The bytes of the file after the changes.
    pub fn apply(&self, index: &RowIndex) -> Vec<u8> {
        let bytes = index.bytes();
        let mut out = Vec::with_capacity(bytes.len());
        let mut copied = 0;
        for Splice { at, with } in self.splices(index) {
            out.extend_from_slice(&bytes[copied..at.start]);
            out.extend_from_slice(&with);
            copied = at.end;
        }
        out.extend_from_slice(&bytes[copied..]);
        if index.ends_openly() {
            out.truncate(out.len() - last_line_break(&out));
        }
        out
    }

    /// Where each row of the changed file comes from, in its order. `rows` is the number of rows before the changes.
    pub fn origins(&self, rows: usize) -> Vec<Origin> {
        let mut new = self.sorted_new().into_iter().map(|new| new.place.before).peekable();
        let mut origins = Vec::with_capacity(rows + self.new.len());
        for row in 0..=rows {
            while new.next_if_eq(&row).is_some() {
                origins.push(Origin::New);
            }
            match self.rows.get(&row) {
                None if row < rows => origins.push(Origin::Kept(row)),
                Some(RowChange::Cells(_)) => origins.push(Origin::Changed(row)),
                _ => {}
            }
        }
        origins
    }

    /// A row after the changes, without its line break; empty if it is removed.
    pub fn row(&self, index: &RowIndex, row: usize) -> Vec<u8> {
        match self.rows.get(&row) {
            None => index.row(row).to_vec(),
            Some(RowChange::Remove) => Vec::new(),
            Some(RowChange::Cells(cells)) => changed_row(index, &CsvStyle::of(index), row, cells),
        }
    }

    /// The same with these cells too.
    pub fn row_with(&self, index: &RowIndex, row: usize, cells: Vec<(usize, Vec<u8>)>) -> Vec<u8> {
        let mut all = match self.rows.get(&row) {
            Some(RowChange::Cells(cells)) => cells.clone(),
            _ => BTreeMap::new(),
        };
        all.extend(cells);
        changed_row(index, &CsvStyle::of(index), row, &all)
    }

    /// The difference that the changes make, row by row, in the order of the file. `text` decodes a row.
    pub fn hunks(&self, index: &RowIndex, text: impl Fn(&[u8]) -> String) -> Vec<Hunk> {
        let style = CsvStyle::of(index);
        // Each hunk with its order and its first byte.
        let mut hunks: Vec<(usize, usize, Hunk)> = Vec::new();
        for (&row, change) in &self.rows {
            let new = match change {
                RowChange::Remove => Vec::new(),
                RowChange::Cells(cells) => vec![text(&changed_row(index, &style, row, cells))],
            };
            let hunk = Hunk { line: 1, old: vec![text(index.row(row))], new };
            hunks.push((order_of(row), index.span(row).start, hunk));
        }
        for NewRow { place: InsertAt { before, .. }, cells } in self.sorted_new() {
            let (order, row) = (order_before(*before), text(&style.row(cells)));
            match hunks.last_mut() {
                Some((last, _, hunk)) if *last == order => hunk.new.push(row),
                _ => hunks.push((order, index.gap_before(*before), Hunk { line: 0, old: Vec::new(), new: vec![row] })),
            }
        }
        hunks.sort_by_key(|(order, ..)| *order);
        let (mut counted, mut lines) = (0, 0);
        let numbered = hunks.into_iter().map(|(_, at, hunk)| {
            lines += line_breaks(index.bytes(), counted..at);
            counted = at;
            Hunk { line: hunk.line + lines, ..hunk }
        });
        numbered.collect()
    }

    /// The new rows in the order that they will have in the file.
    fn sorted_new(&self) -> Vec<&NewRow> {
        let mut new: Vec<&NewRow> = self.new.iter().collect();
        new.sort_by_key(|new| new.place);
        new
    }

    /// The changed ranges, from the start of the file to its end. No two overlap.
    fn splices(&self, index: &RowIndex) -> Vec<Splice> {
        let style = CsvStyle::of(index);
        let mut splices: Vec<(usize, Splice)> = Vec::new();
        for (&row, change) in &self.rows {
            let of_row = match change {
                RowChange::Remove => vec![Splice { at: index.span(row).start..index.after(row), with: Vec::new() }],
                RowChange::Cells(cells) => cell_splices(index, &style, row, cells),
            };
            splices.extend(of_row.into_iter().map(|splice| (order_of(row), splice)));
        }
        for NewRow { place: InsertAt { before, .. }, cells } in self.sorted_new() {
            let at = index.gap_before(*before);
            let with = [&style.row(cells), index.line_break_before(*before)].concat();
            splices.push((order_before(*before), Splice { at: at..at, with }));
        }
        splices.sort_by_key(|(order, _)| *order);
        splices.into_iter().map(|(_, splice)| splice).collect()
    }
}

/// A row that is inserted before another sorts before the changes to that one.
fn order_before(row: usize) -> usize {
    2 * row
}

fn order_of(row: usize) -> usize {
    2 * row + 1
}

fn cell_splices(index: &RowIndex, style: &CsvStyle, row: usize, cells: &BTreeMap<usize, Vec<u8>>) -> Vec<Splice> {
    let start = index.span(row).start;
    index.with_record(row, |record| {
        let (width, end) = (record.width(), record.bytes().len());
        let mut made = width;
        let splice = |(&column, text): (&usize, &Vec<u8>)| {
            let mut with = Vec::new();
            // The columns are sorted, so each delimiter that the row lacks is added only once.
            while made <= column {
                with.push(index.delimiter());
                made += 1;
            }
            let at = record.span(column).unwrap_or(end..end);
            // The new cell is quoted if the old one was. A cell that was blank or missing does not tell.
            match record.raw(column).first() {
                Some(b'"') => style.quoted(text, column, &mut with),
                Some(_) => style.plain(text, &mut with),
                None => style.cell(text, column, &mut with),
            }
            if with.is_empty() && width == 1 {
                // A blank cell that is the only one needs quotes, or the row would be an empty line.
                with.extend_from_slice(b"\"\"");
            }
            Splice { at: start + at.start..start + at.end, with }
        };
        cells.iter().map(splice).collect()
    })
}

/// The bytes of a row after a change.
fn changed_row(index: &RowIndex, style: &CsvStyle, row: usize, cells: &BTreeMap<usize, Vec<u8>>) -> Vec<u8> {
    let Range { start, end } = index.span(row);
    let mut out = Vec::new();
    let mut copied = start;
    for Splice { at, with } in cell_splices(index, style, row, cells) {
        out.extend_from_slice(&index.bytes()[copied..at.start]);
        out.extend_from_slice(&with);
        copied = at.end;
    }
    out.extend_from_slice(&index.bytes()[copied..end]);
    out
}
