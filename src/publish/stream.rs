//! Events written in a format in which each stands by itself: on several threads, as they are read or in an order.
//!
//! `export` calls [`export`] with the [`Encoder`] of the format.

use std::io::{self, Write};
use std::ops::ControlFlow;

use super::parquet::Exported;
use super::{Encoder, Loss, Losses};
use crate::csv::dialect::{Encoding, Utf16Writer};
use crate::date::Certainty;
use crate::error::Result;
use crate::event::{Coordinates, Event};
use crate::layout::Layout;
use crate::query::memory::MemoryLimit;
use crate::query::order::Order;
use crate::query::select::{check_memory, known_filters, select};
use crate::query::selection::Summary;
use crate::query::{Query, sql};
use crate::store::{Collect, Store};

/// Which events are written, and how.
pub struct Request<'a> {
    pub query: &'a Query,
    /// `None`: in the order of the inputs.
    pub order: Option<Order>,
    /// How many are written; `None`: all.
    pub limit: Option<usize>,
    /// How much of them is held to be sorted; `None`: all of them may be.
    pub memory: Option<MemoryLimit>,
    pub encoder: &'a Encoder,
}

/// Reads the events that match, and writes them. In the order of the inputs memory stays bounded.
///
/// # Errors
/// An input can't be read; a column that the query or the order names is in none of the inputs; what `out` refuses.
pub fn export(store: Store, request: Request<'_>, out: &mut (dyn Write + Send)) -> Result<Exported> {
    let Request { query, order, limit, memory, encoder } = request;
    known_filters(&store.sources, query)?;
    check_memory(&store.sources, memory)?;
    let mut utf16;
    let out: &mut (dyn Write + Send) =
        match (encoder, store.sources.first().map(|source| source.layout.dialect.encoding)) {
            (Encoder::CsvAsIs, Some(Encoding::Utf16(encoding))) => {
                utf16 = Utf16Writer::new(out, encoding);
                &mut utf16
            }
            _ => out,
        };
    let head = encoder.head(&store.sources);
    out.write_all(&head)?;
    let mut writer = EventWriter {
        out,
        encoder,
        last: head.last().copied(),
        left: limit.unwrap_or(usize::MAX),
        losses: Losses::default(),
        summary: Summary::default(),
    };
    let coordinates = match encoder {
        // A record that is copied costs no more than a look at what a list of it would show.
        Encoder::CsvAsIs => Coordinates::Skip,
        Encoder::CsvColumns(_) | Encoder::Json(_) | Encoder::Ndjson(_) | Encoder::Geojson { .. } => Coordinates::Check,
    };
    let (sources, report) = match order {
        Some(order) => {
            let (selection, read) = select(store, query, &order.first(limit), memory, coordinates)?;
            selection.in_batches(
                |batch| {
                    let mut encoded = Encoded::default();
                    for selected in batch.iter() {
                        let written = encoder.selected(&selected, &read.sources, &mut encoded.bytes)?;
                        encoded.end_event(selected.certainty, written);
                    }
                    Ok(encoded)
                },
                |encoded| writer.write(encoded),
            )?;
            (read.sources, read.report)
        }
        None => {
            let read = store.read(&Encode { query, encoder, coordinates, is_limited: limit.is_some() }, &mut writer)?;
            if let Some(Full::Failed(error)) = read.stopped {
                return Err(error.into());
            }
            (read.sources, read.report)
        }
    };
    let EventWriter { out, losses, summary, .. } = writer;
    out.write_all(encoder.foot())?;
    out.flush()?;
    Ok(Exported { sources, report, losses, summary })
}

/// Encoded events, one after the other.
#[derive(Default)]
struct Encoded {
    bytes: Vec<u8>,
    events: Vec<EncodedEvent>,
}

struct EncodedEvent {
    /// Where it ends.
    end: usize,
    certainty: Certainty,
    /// Why it was left out, if it was.
    loss: Option<Loss>,
}

impl Encoded {
    /// Ends an event, which was `written` to the bytes, or was left out.
    fn end_event(&mut self, certainty: Certainty, written: std::result::Result<(), Loss>) {
        self.events.push(EncodedEvent { end: self.bytes.len(), certainty, loss: written.err() });
    }
}

/// Encodes the events that match a query, on several threads.
struct Encode<'a> {
    query: &'a Query,
    encoder: &'a Encoder,
    coordinates: Coordinates,
    /// Whether only the first so many are written.
    is_limited: bool,
}

impl<'a> Collect for Encode<'a> {
    type Part = Encoded;
    type Whole = EventWriter<'a>;
    type Stop = Full;

    fn condition(&self, layout: &Layout) -> Option<String> {
        // Where the reading ends early, what is said of rows on the way depends on all of them.
        if self.is_limited { None } else { sql::condition(self.query, layout) }
    }

    fn event(&self, encoded: &mut Encoded, event: &Event<'_>, input: usize) {
        if let Some(certainty) = self.query.matches(event) {
            event.read_shown(self.coordinates);
            let written = self.encoder.event(event, certainty, input, &mut encoded.bytes);
            encoded.end_event(certainty, written);
        }
    }

    fn append(&self, writer: &mut EventWriter<'a>, encoded: Encoded, _: u64) -> ControlFlow<Full> {
        match writer.write(encoded) {
            Err(error) => ControlFlow::Break(Full::Failed(error)),
            Ok(()) if writer.left == 0 => ControlFlow::Break(Full::AtLimit),
            Ok(()) => ControlFlow::Continue(()),
        }
    }
}

/// Why no more events are written.
enum Full {
    AtLimit,
    Failed(io::Error),
}

/// Writes encoded events, and counts them.
struct EventWriter<'a> {
    out: &'a mut (dyn Write + Send),
    encoder: &'a Encoder,
    /// The last byte that was written.
    last: Option<u8>,
    /// How many events may still be written.
    left: usize,
    losses: Losses,
    summary: Summary,
}

impl EventWriter<'_> {
    /// Writes the events, up to the last that may be.
    fn write(&mut self, encoded: Encoded) -> io::Result<()> {
        let mut start = 0;
        for EncodedEvent { end, certainty, loss } in encoded.events.into_iter().take(self.left) {
            match loss {
                Some(loss) => self.losses.add(loss),
                None => {
                    let event = &encoded.bytes[start..end];
                    self.out.write_all(self.encoder.before(self.last))?;
                    self.out.write_all(event)?;
                    self.last = event.last().copied();
                }
            }
            start = end;
            self.left -= 1;
            self.summary.shown += 1;
            self.summary.possible += u64::from(certainty == Certainty::Possible);
        }
        Ok(())
    }
}
