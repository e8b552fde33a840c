//! A table of a server, changed as a file is: it is read as CSV, changed in memory, and what differs is written row by row.
//!
//! [`Transaction`] calls it where the store is at an [`Address`], and `init` to make such a table.

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::path::Path;

use super::as_read::AsRead;
use super::content::Content;
use super::{Lock, Origin, RowIndex, Transaction};
use crate::csv::dialect::{Encoding, RecordFormat};
use crate::csv::row::with_row;
use crate::csv::scan::Scanner;
use crate::error::{Diagnostic, Error, Note, Result};
use crate::input::Input;
use crate::model::field::Field;
use crate::postgres::{
    Address, Cells, Difference, GroupRoles, HeaderColumn, KeptIn, NewRow, NewTable, Session, TableRead, TableState,
    TypedCells, TypedRows, Typing,
};
use crate::store::{ReadOptions, Source};
use crate::typed;

impl Transaction {
    /// Reads a table whole.
    ///
    /// # Errors
    /// The server can't be reached or refuses; the table is no chronology.
    pub(super) fn of_table(address: &Address, path: &Path, options: &ReadOptions) -> Result<Transaction> {
        let TableRead { csv, mut state } = Session::open(address, "dateline")?.read_to_change()?;
        // Whatever the user states of how a text is written, this one was just written.
        let mut options = options.clone();
        options.encoding = Some(Encoding::Stated(encoding_rs::UTF_8));
        options.delimiter = Some(b',');
        let content = Content::of_bytes(csv);
        let transaction =
            Transaction::of_content(address.name().to_owned(), path, content, AsRead::default(), &options)?;
        // Rows such as that of HXL tags belong to the head, and are no events.
        let Some(in_head) = state.keys.len().checked_sub(transaction.index.len()) else {
            return Err(Error::from(Diagnostic::new(format!("the rows of `{}` can't be told apart", address.name()))));
        };
        state.keys.drain(..in_head);
        Ok(Transaction { table: Some(state), ..transaction })
    }

    /// Who last changed a row of a table, and when, in words; `None` for a file, which does not tell.
    ///
    /// # Errors
    /// The server refuses, or is gone.
    pub fn last_change(&self, row: usize, lock: &Lock) -> Result<Option<String>> {
        match (&self.table, lock) {
            (Some(read), Lock::Table(session)) => session.borrow_mut().last_change(read.keys[row]).map(Some),
            _ => Ok(None),
        }
    }

    /// What a table is changed by, so that it holds what this file holds.
    ///
    /// # Errors
    /// A cell that a table can't hold.
    pub(super) fn table_difference(&self, read: &TableState, after: &RowIndex) -> Result<Difference> {
        let unread = |error| self.unread(error);
        let typist = Typist::new(&self.name, &after.content().whole().map_err(unread)?, &self.options);
        let origins = self.changes.origins(self.index.len());
        let names = &self.layout.names()[read.header.len().min(self.layout.width())..];
        let new_columns = kept(names, &read.header);
        // A column of the model is read in every row, though it be blank.
        let is_retyped =
            !new_columns.is_empty() && self.reading_before.is_some_and(|before| before != typist.typing.reading);
        let mut difference = Difference { new_columns, typing: typist.typing.clone(), ..Difference::default() };
        let mut kept = HashSet::new();
        for (row, origin) in origins.enumerate() {
            let record = || after.row(row).map_err(unread);
            match origin {
                Origin::Kept(old) => {
                    kept.insert(old);
                    if is_retyped {
                        difference.retyped.push((read.keys[old], typist.typed(&record()?)));
                    }
                }
                Origin::New => difference.added.push(typist.row(self.cells(after, row)?, &record()?)),
                Origin::Changed(old) => {
                    kept.insert(old);
                    let cells = self.cells(after, row)?;
                    if cells != self.cells(&self.index, old)? {
                        difference.changed.push((read.keys[old], typist.row(cells, &record()?)));
                    } else if is_retyped {
                        difference.retyped.push((read.keys[old], typist.typed(&record()?)));
                    }
                }
            }
        }
        difference.removed =
            (0..self.index.len()).filter(|row| !kept.contains(row)).map(|row| read.keys[row]).collect();
        Ok(difference)
    }

    /// Makes typed cells as the table was read.
    pub(super) fn typist(&self) -> Result<Typist> {
        let whole = self.index.content().whole().map_err(|error| self.unread(error))?;
        Ok(Typist::new(&self.name, &whole, &self.options))
    }

    /// The names of the columns as they are written, and where the line that holds them ends.
    ///
    /// # Errors
    /// There is no such line, or something stands above it.
    fn header(&self) -> Result<(Vec<String>, usize)> {
        let head = self.index.head();
        let mut scanner = Scanner::new(head, RecordFormat { width: None, ..self.index.format() });
        let mut found = None;
        while let (None, Some(record)) = (&found, scanner.next_record()) {
            if record.is_blank() {
                continue;
            }
            let names = with_row(&record, self.layout.dialect, |row| {
                let (row, _) = row?;
                Some((0..row.width()).map(|i| row.cell(i).into_owned()).collect::<Vec<String>>())
            });
            found = Some((names, record.after()));
        }
        match found {
            Some((Some(names), after)) if names.iter().map(|name| name.trim()).eq(self.layout.names()) => {
                Ok((names, after))
            }
            _ => Err(Error::from(Diagnostic::new(format!("the first line of {} is not its header", self.name)))
                .hint("a table begins with the names of its columns: take out what stands above them")),
        }
    }

    /// The cells of a row, as many as the header has.
    ///
    /// # Errors
    /// Its cells can't be told apart, or are no text; one holds a character that no table can hold.
    pub(super) fn cells(&self, index: &RowIndex, row: usize) -> Result<Cells> {
        let width = self.layout.width();
        let cells = index.with_record(row, |record| {
            let is_whole = !record.is_broken() && record.width() == width;
            with_row(record, self.layout.dialect, |text| {
                let (text, _) = text.filter(|_| is_whole)?;
                Some((0..width).map(|i| text.cell(i).into_owned()).collect::<Cells>())
            })
        });
        let unread = |error| self.unread(error);
        let at = || Ok(format!("the row on line {} of {}", index.line(row).map_err(unread)?, self.name));
        let Some(cells) = cells.map_err(unread)? else {
            let at: Result<String> = at();
            let error = Diagnostic::new(format!("{} has other cells than the header, or can't be read", at?));
            return Err(Error::from(error).hint("a table holds whole rows alone; mend it first"));
        };
        if let Some(i) = cells.iter().position(|cell| cell.contains('\0')) {
            let name = self.layout.column_name(i);
            let error = format!("`{name}` in {} holds the character U+0000, which no table can hold", at()?);
            return Err(Error::from(Diagnostic::new(error)).hint("take it out"));
        }
        Ok(cells)
    }
}

/// What became of the typed columns of a table.
pub struct Retyped {
    /// It had no such columns, and was given them.
    pub is_new: bool,
    /// How many rows have others now.
    pub rows: usize,
}

/// Makes the typed columns of a table what its text says, as whoever reads it without an option reads it. `None`: it can't have
/// any.
///
/// # Errors
/// The server refuses, or is gone; the columns are not there, and the user does not own the table.
pub fn retype(address: &Address, options: &ReadOptions, lock: &Lock) -> Result<Option<Retyped>> {
    let Lock::Table(session) = lock else { return Ok(None) };
    let mut session = session.borrow_mut();
    // Read beside the lock, before the table is changed by whoever holds it.
    let table = Transaction::of_table(
        address,
        Path::new(""),
        &ReadOptions { codebooks: options.codebooks.clone(), ..ReadOptions::default() },
    )?;
    let Some(state) = &table.table else { return Ok(None) };
    let typist = table.typist()?;
    let is_new = session.make_typed_columns(&Field::ALL.map(Field::name), &typist.typing)?;
    let TypedRows::Rows(there) = session.typed_rows(&typist.typing)? else { return Ok(None) };
    let there: HashMap<i64, Option<u64>> = there.into_iter().map(|row| (row.row_number, row.cells)).collect();
    let mut rows = Vec::new();
    for (row, key) in state.keys.iter().enumerate() {
        let cells = typist.typed(&table.index.row(row).map_err(|error| table.unread(error))?);
        if there.get(&key.row_number) != Some(&cells.as_ref().map(typed::hash_of)) {
            rows.push((*key, cells));
        }
    }
    session.retype(&typist.typing, &rows)?;
    Ok(Some(Retyped { is_new, rows: rows.len() }))
}

/// A table that was made.
pub struct MadeTable {
    /// The names of its columns.
    pub columns: Vec<String>,
    pub rows: usize,
    /// What the user should know of how the file was read.
    pub notes: Vec<Note>,
    pub roles: GroupRoles,
}

/// Makes a table with a header and, where a file is given, with that of the file and its rows, each cell as it is written.
///
/// # Errors
/// The file can't be read, or holds what a table can't; the server can't be reached or refuses; the table is there.
pub fn make_table(address: &Address, from: Option<&Input>, options: &ReadOptions) -> Result<MadeTable> {
    // A wrong address is told before a large file is read.
    let mut session = Session::open(address, "dateline init")?;
    let (names, rows, notes) = match from {
        Some(input) => rows_of(input, options)?,
        // The column for reports comes with the first of them, as in a new file.
        None => {
            let fields = Field::ALL.into_iter().filter(|field| *field != Field::ReportOf);
            (fields.map(|field| field.name().to_owned()).collect(), Vec::new(), Vec::new())
        }
    };
    let header = kept(&names, &[]);
    let mut csv = csv_line(&names);
    let mut records = Vec::with_capacity(rows.len());
    for cells in &rows {
        let start = csv.len();
        csv.extend(csv_line(cells));
        records.push(start..csv.len());
    }
    let typist = Typist::new(address.name(), &csv, options);
    let rows = rows.into_iter().zip(records).map(|(cells, record)| typist.row(cells, &csv[record])).collect();
    let fields = Field::ALL.map(Field::name).to_vec();
    let table = NewTable { fields, header, rows, typing: typist.typing.clone() };
    let roles = session.create(&table)?;
    Ok(MadeTable { columns: names, rows: table.rows.len(), notes, roles })
}

/// The names of the columns of a file, as they are written, and the cells of all that stands below them.
///
/// # Errors
/// The file can't be read; it has no header, or something above it; a row has other cells than the header.
fn rows_of(input: &Input, options: &ReadOptions) -> Result<(Vec<String>, Vec<Cells>, Vec<Note>)> {
    let opened = input.open(&options.part)?;
    let mut options = options.clone();
    let mut notes = Vec::new();
    if let Some(conversion) = opened.conversion {
        (options.encoding, options.delimiter) = (Some(Encoding::Stated(encoding_rs::UTF_8)), Some(b','));
        if let Some(fault) = conversion.faults.first.into_iter().next() {
            return Err(Error::from(fault));
        }
        notes = conversion.notes;
    }
    let mut bytes = Vec::new();
    let read = opened.head.into_stream().read_to_end(&mut bytes);
    read.map_err(|error| Error::reading(&opened.name, &error))?;
    let as_read = AsRead::of_bytes(&bytes);
    let content = Content::of_bytes(bytes);
    super::open::check_text(&opened.name, &content, as_read.may_conflict, &options)?;
    let transaction = Transaction::of_content(opened.name, Path::new(""), content, as_read, &options)?;
    notes.extend(transaction.notes.iter().cloned());
    let (names, head) = transaction.header()?;
    let whole = transaction.index.content().whole().map_err(|error| transaction.unread(error))?.into_owned();
    let below = RowIndex::new(&transaction.name, Content::of_bytes(whole), head, transaction.index.format())?;
    let rows = (0..below.len()).map(|row| transaction.cells(&below, row)).collect::<Result<_>>()?;
    Ok((names, rows, notes))
}

/// A row as the server writes it when it is read.
fn csv_line(cells: &[String]) -> Vec<u8> {
    let cell = |cell: &String| match cell.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    format!("{}\n", cells.iter().map(cell).collect::<Vec<_>>().join(",")).into_bytes()
}

/// Makes the typed cells of rows, as whoever reads the table without an option reads them.
pub(super) struct Typist {
    source: Option<Source>,
    pub(super) typing: Typing,
}

impl Typist {
    /// `csv`: the whole table.
    fn new(name: &str, csv: &[u8], options: &ReadOptions) -> Typist {
        let options = ReadOptions {
            codebooks: options.codebooks.clone(),
            encoding: Some(Encoding::Stated(encoding_rs::UTF_8)),
            delimiter: Some(b','),
            ..ReadOptions::default()
        };
        // What can't be read without an option has no typed cells, and is read whole by whoever has one.
        let source = Source::as_opened(name.to_owned(), csv.to_vec(), &options).ok();
        let typing = typed::typing(source.as_ref().map(|source| &source.layout));
        Typist { source, typing }
    }

    fn typed(&self, record: &[u8]) -> Option<TypedCells> {
        self.source.as_ref()?.with_event(record, typed::cells).ok()?
    }

    fn row(&self, cells: Cells, record: &[u8]) -> NewRow {
        NewRow { typed: self.typed(record), cells }
    }
}

/// Where the cells of these columns are kept, behind those that a table has.
pub(super) fn kept(names: &[String], there: &[HeaderColumn]) -> Vec<HeaderColumn> {
    let mut all = there.to_vec();
    for name in names {
        let is_free = |kept_in: &KeptIn| all.iter().all(|column| column.kept_in != *kept_in);
        let of_field = Field::from_name(name).map(|field| KeptIn::Field(field.name().to_owned())).filter(is_free);
        // Several columns may have one name, or none.
        let numbered = (2..).map(|n| format!("{name} ({n})"));
        let mut keys = std::iter::once(name.clone()).chain(numbered).map(KeptIn::Extra);
        let kept_in = of_field.or_else(|| keys.find(is_free));
        all.extend(kept_in.map(|kept_in| HeaderColumn { name: name.clone(), kept_in }));
    }
    all.split_off(there.len())
}
