//! The formats in which each event can be written by itself: several threads write them as they read the events.

use std::io;

use super::{csv, json};
use crate::event::Event;
use crate::model::field::Column;
use crate::store::Source;

/// How a file is written: a head, each event by itself, a foot.
pub enum Encoder {
    /// Every record as it is in its file, byte for byte.
    CsvAsIs,
    /// These columns, with values as the model holds them.
    CsvColumns(Vec<Column>),
    Json,
    Ndjson,
}

impl Encoder {
    pub fn head(&self, sources: &[Source]) -> Vec<u8> {
        match self {
            Encoder::CsvAsIs => sources.first().map(|source| source.head.clone()).unwrap_or_default(),
            Encoder::CsvColumns(columns) => csv::header(columns, sources),
            Encoder::Json => b"[".to_vec(),
            Encoder::Ndjson => Vec::new(),
        }
    }

    /// Appends one event.
    pub fn event(&self, event: &Event<'_>, out: &mut Vec<u8>) {
        match self {
            Encoder::CsvAsIs => out.extend_from_slice(event.whole_record()),
            Encoder::CsvColumns(columns) => csv::row(event, columns, out),
            Encoder::Json => {
                out.push(b'\n');
                json::event(event, out);
            }
            Encoder::Ndjson => {
                json::event(event, out);
                out.push(b'\n');
            }
        }
    }

    /// Appends an event that was kept as the bytes of its record; `source` is the input that it came from.
    ///
    /// # Errors
    /// A record that can't be read again.
    pub fn record(&self, source: &Source, record: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Encoder::CsvAsIs => {
                out.extend_from_slice(record);
                Ok(())
            }
            _ => source.with_event(record, |event| self.event(event, out)),
        }
    }

    /// The separator before an event; `last` is the last byte that was written before it, if any.
    pub fn before(&self, last: Option<u8>) -> &'static [u8] {
        match (self, last) {
            // Only an event ends in a brace: the head of JSON is an opening bracket.
            (Encoder::Json, Some(b'}')) => b",",
            // A file without a header begins with its first row.
            (Encoder::CsvAsIs, None | Some(b'\n' | b'\r')) => b"",
            // The last record of a file may lack a line break, and a record of another file may follow.
            (Encoder::CsvAsIs, _) => b"\n",
            _ => b"",
        }
    }

    pub fn foot(&self) -> &'static [u8] {
        match self {
            Encoder::Json => b"\n]\n",
            _ => b"",
        }
    }
}
