//! A new column behind those of a file, blank in every row.
//!
//! `columns --add` calls it. Every byte of the file stays; behind the header and behind each row stand a delimiter and the
//! new cell.

use super::content::Content;
use super::{Lock, RowIndex, Transaction};
use crate::csv::dialect::RecordFormat;
use crate::csv::scan::Scanner;
use crate::error::{Diagnostic, Error, Result};
use crate::model::field::{Column, Field};
use crate::store::{RowOutcome, Source, each_event};
use crate::text::is_bidi;

/// Why a column can't be added.
#[derive(Debug, thiserror::Error)]
pub enum CannotAddColumn {
    /// The name is blank, or has line breaks or control characters.
    #[error("`{0}` is no name for a column")]
    NoName(String),
    /// The file has it already: the name in the file.
    #[error("{file} has the column `{column}` already")]
    IsThere { file: String, column: String },
    /// Columns are named by their numbers alone.
    #[error("{file} has no header, which would name the column")]
    NoHeader { file: String },
    /// A row has a quote that is never closed, so that nobody knows where it ends.
    #[error("a quote in {file} is never closed, on line {line}")]
    Unclosed { file: String, line: u64 },
    #[error(transparent)]
    Failed(#[from] Error),
}

impl Transaction {
    /// Adds columns of these names, in their order. Returns how many rows have them now.
    ///
    /// # Errors
    /// See [`CannotAddColumn`]; the file then stays as it is.
    pub fn add_columns(self, names: &[String], lock: &Lock) -> std::result::Result<usize, CannotAddColumn> {
        for (i, name) in names.iter().enumerate() {
            let name = name.trim();
            let is_new = !names[..i].iter().any(|other| other.trim().eq_ignore_ascii_case(name));
            self.check_name(name, is_new)?;
        }
        let with = self.with_new_columns(names)?;
        let rows = with.index.len();
        with.commit(lock)?;
        Ok(rows)
    }

    /// The same file with these columns behind the others, not written yet.
    ///
    /// # Errors
    /// See [`CannotAddColumn`].
    pub fn with_new_columns(self, names: &[String]) -> std::result::Result<Transaction, CannotAddColumn> {
        let reading_before = match &self.table {
            Some(_) => self.reading_before.or(Some(self.typist()?.typing.reading)),
            None => None,
        };
        let bytes = self.with_columns(names)?;
        self.check_columns(&bytes, names)?;
        let content = Content::of_bytes(bytes);
        let Transaction { name, path, options, as_read, table, .. } = self;
        let with = Transaction::of_content(name, &path, content, as_read, &options)?;
        Ok(Transaction { table, reading_before, ..with })
    }

    fn check_name(&self, name: &str, is_new: bool) -> std::result::Result<(), CannotAddColumn> {
        if name.is_empty() || name.contains(|c: char| c.is_control() || is_bidi(c)) {
            return Err(CannotAddColumn::NoName(name.to_owned()));
        }
        let column: Column = name.parse().map_err(|_| CannotAddColumn::NoName(name.to_owned()))?;
        let found = self.layout.find(&column).map(|i| self.layout.column_name(i).to_owned());
        // A field that several columns make together is there too.
        if !is_new || self.layout.knows(&column) {
            let column = found.unwrap_or_else(|| name.to_owned());
            return Err(CannotAddColumn::IsThere { file: self.name.clone(), column });
        }
        Ok(())
    }

    /// The file with the new columns.
    fn with_columns(&self, names: &[String]) -> std::result::Result<Vec<u8>, CannotAddColumn> {
        let head = self.index.head();
        let format = RecordFormat { width: None, ..self.index.format() };
        let mut scanner = Scanner::new(head, format);
        let mut header = None;
        while let Some(record) = scanner.next_record() {
            if record.unclosed.is_some() {
                header = None;
                break;
            }
            header = Some((record.end, record.raw(record.width() - 1).starts_with(b"\"")));
        }
        let Some((header_end, is_quoted)) = header else {
            return Err(CannotAddColumn::NoHeader { file: self.name.clone() });
        };
        let delimiter = self.index.delimiter();
        let style = &self.style;
        let unread = |error| self.unread(error);
        let content = self.index.content();
        let mut out = Vec::with_capacity(content.len() as usize + (self.index.len() + 16) * names.len());
        out.extend_from_slice(&head[..header_end]);
        for name in names {
            out.push(delimiter);
            let name = self.encoded(name.trim(), self.encoding)?;
            match is_quoted {
                true => crate::edit::style::quote(&name, &mut out),
                false => style.plain(&name, &mut out),
            }
        }
        let mut copied = header_end as u64;
        for row in 0..self.index.len() {
            let span = self.index.span(row);
            if self.index.with_record(row, |record| record.unclosed.is_some()).map_err(unread)? {
                return Err(CannotAddColumn::Unclosed { file: self.name.clone(), line: self.line(row)? });
            }
            out.extend_from_slice(&content.read(copied..span.end).map_err(unread)?);
            out.extend(std::iter::repeat_n(delimiter, names.len()));
            copied = span.end;
        }
        // A file that ends without a line break goes on ending without one.
        let end = if self.index.ends_openly() { content.file_length().max(copied) } else { content.len() };
        out.extend_from_slice(&content.read(copied..end).map_err(unread)?);
        Ok(out)
    }

    /// Makes sure that every row reads as it did, with the new cells.
    fn check_columns(&self, bytes: &[u8], names: &[String]) -> Result<()> {
        let harmed = |what: &str| {
            Err(Error::from(Diagnostic::new(format!("nothing was changed in {}: after it, {what}", self.name)))
                .hint("add the column in an editor, and check the file afterwards"))
        };
        let source = Source::of_bytes(self.name.clone(), bytes.to_vec(), &self.options)?;
        let content = Content::of_bytes(bytes.to_vec());
        let after = RowIndex::new(&self.name, content, source.head.len(), source.layout.record_format())?;
        let (before, now) = (&self.layout, &source.layout);
        let is_named = now.names().len() == before.width() + names.len()
            && now.names()[..before.width()] == *before.names()
            && now.names()[before.width()..].iter().zip(names).all(|(now, name)| now == name.trim());
        if !is_named || after.len() != self.index.len() || now.name != before.name {
            return harmed("its columns or rows would be told apart in another way");
        }
        // A field may be new, if a new column holds it.
        let is_held_alike = |field: &Field| !before.has(*field) || now.column_of(*field) == before.column_of(*field);
        if now.convention != before.convention || !Field::ALL.iter().all(is_held_alike) {
            return harmed("its columns would be taken for other fields");
        }
        for row in 0..after.len() {
            let [own, changed] = [&self.index, &after].map(|index| index.row(row).map_err(|error| self.unread(error)));
            if read(&own?, before) != read(&changed?, now) {
                return harmed(&format!("the row on line {} would no longer mean the same", self.line(row)?));
            }
        }
        Ok(())
    }
}

/// What an event is made of, for a comparison; `None`: the row is no event that can be read.
fn read(row: &[u8], layout: &crate::layout::Layout) -> Option<String> {
    let mut read = None;
    each_event(row, true, layout, |_, found| {
        if let RowOutcome::Event(event, _) = found {
            let unread: Vec<Field> = event.unread_cells().iter().map(|cell| cell.field).collect();
            read = Some(format!("{:?} {:?} {:?} {unread:?}", event.date(), event.killed(), event.wounded()));
        }
    });
    read
}
