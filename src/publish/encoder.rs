//! The formats in which each event can be written by itself: several threads write them as they read the events.

use std::io;

use super::columns::PublishedColumns;
use super::{Loss, csv, geojson, json};
use crate::date::Certainty;
use crate::event::Event;
use crate::layout::FILE;
use crate::model::choice::ColumnChoice;
use crate::model::field::{Column, Field};
use crate::query::selection::Selected;
use crate::store::Source;

/// The model's fields that a format with a column for each of them writes. Few chronologies have several reports of one
/// event, so the others are spared the column.
pub fn written_fields(sources: &[Source]) -> impl Iterator<Item = Field> + '_ {
    let has_reports = sources.iter().any(|source| source.layout.has(Field::ReportOf));
    Field::ALL.into_iter().filter(move |field| *field != Field::ReportOf || has_reports)
}

/// How a file is written: a head, each event by itself, a foot.
pub enum Encoder {
    /// Every record as it is in its file, byte for byte.
    CsvAsIs,
    /// These columns, with values as the model holds them.
    CsvColumns(Vec<Column>),
    Json(PublishedColumns),
    Ndjson(PublishedColumns),
    /// A collection with that title, of the events whose place is known.
    Geojson {
        title: String,
        columns: PublishedColumns,
    },
}

impl Encoder {
    /// CSV with the columns that are kept: the rows as they are where all files have the same columns, else the model's.
    pub fn csv(columns: &PublishedColumns, sources: &[Source]) -> Encoder {
        let choice = columns.choice();
        match Encoder::have_same_columns(sources) {
            _ if !choice.only.is_empty() => {
                let is_kept = |column: &&Column| !choice.omit.contains(column);
                Encoder::CsvColumns(choice.only.iter().filter(is_kept).cloned().collect())
            }
            true if choice.keeps_all() => Encoder::CsvAsIs,
            true => Encoder::CsvColumns(columns.own(sources)),
            false => Encoder::native(choice, sources),
        }
    }

    /// Whether the rows of all files can stand in one table as they are.
    pub fn have_same_columns(sources: &[Source]) -> bool {
        let is_like = |a: &Source, b: &Source| a.layout.is_like(&b.layout) && a.head.is_empty() == b.head.is_empty();
        sources.windows(2).all(|pair| is_like(&pair[0], &pair[1]))
    }

    /// CSV with the model's columns that are kept and, where there are several files, the name of each event's file.
    pub fn native(choice: &ColumnChoice, sources: &[Source]) -> Encoder {
        let fields = written_fields(sources).filter(|field| choice.keeps_field(*field)).map(Column::Field);
        let has_file = sources.len() > 1 && choice.keeps_other(FILE);
        Encoder::CsvColumns(fields.chain(has_file.then(|| Column::Other(FILE.to_owned()))).collect())
    }

    /// The columns beyond the model that are written.
    pub fn carried(&self, sources: &[Source]) -> Vec<String> {
        match self {
            Encoder::CsvAsIs => PublishedColumns::default().beyond_model(sources),
            Encoder::Json(columns) | Encoder::Ndjson(columns) | Encoder::Geojson { columns, .. } => {
                columns.beyond_model(sources)
            }
            Encoder::CsvColumns(columns) => {
                let others = columns.iter().filter(|column| matches!(column, Column::Other(_)));
                others.map(|column| csv::column_name(column, sources)).collect()
            }
        }
    }

    /// What stands before the first event.
    pub fn head(&self, sources: &[Source]) -> Vec<u8> {
        match self {
            Encoder::CsvAsIs => sources.first().map(|source| source.head.clone()).unwrap_or_default(),
            Encoder::CsvColumns(columns) => csv::header(columns, sources),
            Encoder::Json(_) => b"[".to_vec(),
            Encoder::Ndjson(_) => Vec::new(),
            Encoder::Geojson { title, .. } => geojson::head(title),
        }
    }

    /// Appends an event of the input with that number.
    ///
    /// # Errors
    /// Nothing is appended, since the format has no place for such an event.
    pub fn event(&self, event: &Event<'_>, certainty: Certainty, input: usize, out: &mut Vec<u8>) -> Result<(), Loss> {
        match self {
            Encoder::CsvAsIs => out.extend_from_slice(event.whole_record()),
            // A row for each report, with its own values.
            Encoder::CsvColumns(columns) => event.rows().iter().for_each(|row| csv::row(row, columns, out)),
            Encoder::Json(columns) => {
                out.push(b'\n');
                columns.show(event, input, |event| json::event(event, out));
            }
            Encoder::Ndjson(columns) => {
                columns.show(event, input, |event| json::event(event, out));
                out.push(b'\n');
            }
            Encoder::Geojson { columns, .. } => {
                let start = out.len();
                out.push(b'\n');
                let written = columns.show(event, input, |event| geojson::feature(event, certainty, out));
                return written.inspect_err(|_| out.truncate(start));
            }
        }
        Ok(())
    }

    /// Appends an event that was kept as the bytes of its record.
    ///
    /// # Errors
    /// A record that can't be read again.
    pub fn selected(
        &self,
        selected: &Selected<'_>,
        sources: &[Source],
        out: &mut Vec<u8>,
    ) -> io::Result<Result<(), Loss>> {
        match self {
            Encoder::CsvAsIs => {
                out.extend_from_slice(&selected.record);
                Ok(Ok(()))
            }
            _ => selected.read(sources, |event| self.event(event, selected.certainty, selected.input, out)),
        }
    }

    /// The separator before an event; `last` is the last byte that was written before it, if any.
    pub fn before(&self, last: Option<u8>) -> &'static [u8] {
        match (self, last) {
            // Only an event ends in a brace: the head of JSON ends in an opening bracket.
            (Encoder::Json(_) | Encoder::Geojson { .. }, Some(b'}')) => b",",
            // A file without a header begins with its first row.
            (Encoder::CsvAsIs, None | Some(b'\n' | b'\r')) => b"",
            // The last record of a file may lack a line break, and a record of another file may follow.
            (Encoder::CsvAsIs, _) => b"\n",
            _ => b"",
        }
    }

    pub fn foot(&self) -> &'static [u8] {
        match self {
            Encoder::Json(_) => b"\n]\n",
            Encoder::Geojson { .. } => geojson::FOOT,
            _ => b"",
        }
    }
}
