//! Changes to the rows of a file, applied as the smallest possible difference of its bytes.
//!
//! Whatever no change names stays byte for byte: other rows, other cells of a row, blank lines, the byte order mark, and
//! whether the file ends with a line break. A [`Transaction`](super::Transaction) collects the changes.

use std::collections::BTreeMap;
use std::io;
use std::iter::Peekable;
use std::ops::Range;
use std::vec;

use super::content::{Piece, last_bytes, shorten};
use super::row_index::{RowIndex, last_line_break};
use super::style::CsvStyle;

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
    /// Its bytes, without a line break.
    row: Vec<u8>,
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

/// Gives where each row of a changed file comes from.
pub struct Origins<'a> {
    changes: &'a BTreeMap<usize, RowChange>,
    /// The rows before which new ones are inserted, in their order.
    new: Peekable<vec::IntoIter<usize>>,
    /// The next row of the old file, and how many there are.
    row: usize,
    rows: usize,
}

impl Iterator for Origins<'_> {
    type Item = Origin;

    fn next(&mut self) -> Option<Origin> {
        loop {
            if self.new.next_if_eq(&self.row).is_some() {
                return Some(Origin::New);
            }
            if self.row >= self.rows {
                return None;
            }
            let row = self.row;
            self.row += 1;
            match self.changes.get(&row) {
                None => return Some(Origin::Kept(row)),
                Some(RowChange::Cells(_)) => return Some(Origin::Changed(row)),
                Some(RowChange::Remove) => {}
            }
        }
    }
}

/// How many bytes end a line at most.
const LONGEST_LINE_BREAK: usize = 3;

/// Bytes that replace a range of the file.
struct Splice {
    at: Range<u64>,
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
    /// Inserts a row of these bytes, as the style of the file writes it, without a line break.
    pub fn insert(&mut self, place: InsertAt, row: Vec<u8>) {
        self.new.push(NewRow { place, row });
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

    /// The file after the changes, in its order: what is kept of it, and what is new.
    ///
    /// # Errors
    /// A row that changes can't be read.
    pub fn pieces(&self, index: &RowIndex, style: &CsvStyle) -> io::Result<Vec<Piece>> {
        let mut pieces = Vec::new();
        let mut kept = 0;
        for Splice { at, with } in self.splices(index, style)? {
            if kept < at.start {
                pieces.push(Piece::Kept(kept..at.start));
            }
            match pieces.last_mut() {
                _ if with.is_empty() => {}
                Some(Piece::New(new)) => new.extend_from_slice(&with),
                _ => pieces.push(Piece::New(with)),
            }
            kept = at.end;
        }
        let content = index.content();
        if kept < content.len() {
            pieces.push(Piece::Kept(kept..content.len()));
        }
        if index.ends_openly() {
            let end = last_bytes(content, &pieces, LONGEST_LINE_BREAK)?;
            shorten(&mut pieces, last_line_break(&end) as u64);
        }
        Ok(pieces)
    }

    /// Where each row of the changed file comes from, in its order. `rows` is the number of rows before the changes.
    pub fn origins(&self, rows: usize) -> Origins<'_> {
        let new: Vec<usize> = self.sorted_new().into_iter().map(|new| new.place.before).collect();
        Origins { changes: &self.rows, new: new.into_iter().peekable(), row: 0, rows }
    }

    /// A row after the changes, without its line break; empty if it is removed.
    ///
    /// # Errors
    /// The row can't be read.
    pub fn row(&self, index: &RowIndex, style: &CsvStyle, row: usize) -> io::Result<Vec<u8>> {
        match self.rows.get(&row) {
            None => Ok(index.row(row)?.into_owned()),
            Some(RowChange::Remove) => Ok(Vec::new()),
            Some(RowChange::Cells(cells)) => changed_row(index, style, row, cells),
        }
    }

    /// The same with these cells too.
    ///
    /// # Errors
    /// The row can't be read.
    pub fn row_with(
        &self,
        index: &RowIndex,
        style: &CsvStyle,
        row: usize,
        cells: Vec<(usize, Vec<u8>)>,
    ) -> io::Result<Vec<u8>> {
        let mut all = match self.rows.get(&row) {
            Some(RowChange::Cells(cells)) => cells.clone(),
            _ => BTreeMap::new(),
        };
        all.extend(cells);
        changed_row(index, style, row, &all)
    }

    /// The difference that the changes make, row by row, in the order of the file. `text` decodes a row.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn hunks(&self, index: &RowIndex, style: &CsvStyle, text: impl Fn(&[u8]) -> String) -> io::Result<Vec<Hunk>> {
        // Each hunk with its order and its first byte.
        let mut hunks: Vec<(usize, u64, Hunk)> = Vec::new();
        for (&row, change) in &self.rows {
            let new = match change {
                RowChange::Remove => Vec::new(),
                RowChange::Cells(cells) => vec![text(&changed_row(index, style, row, cells)?)],
            };
            let hunk = Hunk { line: 1, old: vec![text(&index.row(row)?)], new };
            hunks.push((order_of(row), index.span(row).start, hunk));
        }
        for NewRow { place: InsertAt { before, .. }, row } in self.sorted_new() {
            let (order, row) = (order_before(*before), text(row));
            match hunks.last_mut() {
                Some((last, _, hunk)) if *last == order => hunk.new.push(row),
                _ => hunks.push((order, index.gap_before(*before), Hunk { line: 0, old: Vec::new(), new: vec![row] })),
            }
        }
        hunks.sort_by_key(|(order, ..)| *order);
        let (mut counted, mut lines) = (0, 0);
        let numbered = hunks.into_iter().map(|(_, at, hunk)| {
            lines += index.content().line_breaks(counted..at)?;
            counted = at;
            Ok(Hunk { line: hunk.line + lines, ..hunk })
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
    fn splices(&self, index: &RowIndex, style: &CsvStyle) -> io::Result<Vec<Splice>> {
        let mut splices: Vec<(usize, Splice)> = Vec::new();
        for (&row, change) in &self.rows {
            let of_row = match change {
                RowChange::Remove => vec![Splice { at: index.span(row).start..index.after(row), with: Vec::new() }],
                RowChange::Cells(cells) => cell_splices(index, style, row, cells)?,
            };
            splices.extend(of_row.into_iter().map(|splice| (order_of(row), splice)));
        }
        for NewRow { place: InsertAt { before, .. }, row } in self.sorted_new() {
            let at = index.gap_before(*before);
            let with = [row, index.line_break_before(*before)].concat();
            splices.push((order_before(*before), Splice { at: at..at, with }));
        }
        splices.sort_by_key(|(order, _)| *order);
        Ok(splices.into_iter().map(|(_, splice)| splice).collect())
    }
}

/// A row that is inserted before another sorts before the changes to that one.
fn order_before(row: usize) -> usize {
    2 * row
}

fn order_of(row: usize) -> usize {
    2 * row + 1
}

fn cell_splices(
    index: &RowIndex,
    style: &CsvStyle,
    row: usize,
    cells: &BTreeMap<usize, Vec<u8>>,
) -> io::Result<Vec<Splice>> {
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
            Splice { at: start + at.start as u64..start + at.end as u64, with }
        };
        cells.iter().map(splice).collect()
    })
}

/// The bytes of a row after a change.
fn changed_row(
    index: &RowIndex,
    style: &CsvStyle,
    row: usize,
    cells: &BTreeMap<usize, Vec<u8>>,
) -> io::Result<Vec<u8>> {
    let start = index.span(row).start;
    let own = index.row(row)?;
    let mut out = Vec::new();
    let mut copied = 0;
    for Splice { at, with } in cell_splices(index, style, row, cells)? {
        let (from, to) = ((at.start - start) as usize, (at.end - start) as usize);
        out.extend_from_slice(&own[copied..from]);
        out.extend_from_slice(&with);
        copied = to;
    }
    out.extend_from_slice(&own[copied..]);
    Ok(out)
}
