//! From events to the rows of files: on several threads as they are read, or one by one in an order.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::ControlFlow;

use super::cells::{Rows, Seen};
use super::columns::columns;
use super::folder::{Key, Parts, key};
use super::table::{Form, ROW_GROUP, Table, failed};
use super::{Exported, Partition, Request, Target};
use crate::date::Certainty;
use crate::error::Result;
use crate::event::{Coordinates, Event};
use crate::layout::Layout;
use crate::publish::{Losses, PublishedColumns};
use crate::query::select::{known_filters, select};
use crate::query::selection::Summary;
use crate::query::{Query, sql};
use crate::store::{Collect, ReadReport, Source, Store};

/// How many events are made into rows at a time, where they are in an order already.
const BATCH: usize = 4096;

pub(super) fn export(store: Store, request: Request<'_>, target: Target<'_>) -> Result<Exported> {
    let Request { query, order, memory, columns: published, compression } = request;
    known_filters(&store.sources, query)?;
    let mut losses = Losses::default();
    let columns = columns(published, &store.sources, query.can_be_possible(), &mut losses);
    let form = Form::new(columns, compression)?;
    let (sink, partition) = match target {
        Target::File(out) => {
            // Written to for no longer than the columns are there.
            let out: &mut (dyn Write + Send) = out;
            let table = Table::new(out, &form).map_err(failed)?;
            (Sink::File { table, waiting: form.rows() }, None)
        }
        Target::Folder(folder, partition) => (Sink::Folder(Parts::new(folder, partition, &form)), Some(partition)),
    };
    let encode = Encode { query, published, form: &form, partition };
    let mut written = Written { sink, rows: 0, losses, summary: Summary::default() };
    let read = match order {
        None => {
            let read = store.read(&encode, &mut written)?;
            if let Some(error) = read.stopped {
                return Err(error.into());
            }
            (read.sources, read.report)
        }
        Some(order) => {
            let (selection, read) = select(store, query, &order, memory, Coordinates::Check)?;
            let mut batch = Batch::default();
            for selected in selection.iter() {
                let selected = selected?;
                selected.read(&read.sources, |event| batch.add(event, selected.input, selected.certainty, &encode))?;
                if batch.summary.shown as usize == BATCH {
                    written.add(std::mem::take(&mut batch))?;
                }
            }
            written.add(batch)?;
            (read.sources, read.report)
        }
    };
    written.finish(read)
}

/// What makes rows of the events that match a query.
struct Encode<'a> {
    query: &'a Query,
    published: &'a PublishedColumns,
    form: &'a Form,
    partition: Option<Partition>,
}

/// The rows of some events, by the part that they belong to, and numbered from 1.
#[derive(Default)]
struct Batch {
    parts: BTreeMap<Key, Rows>,
    rows: i64,
    losses: Losses,
    summary: Summary,
    failed: Option<io::Error>,
}

impl Batch {
    fn add(&mut self, event: &Event<'_>, input: usize, certainty: Certainty, encode: &Encode<'_>) {
        if self.failed.is_some() {
            return;
        }
        self.summary.shown += 1;
        self.summary.possible += u64::from(certainty == Certainty::Possible);
        let added = encode.published.show(event, input, |event| {
            self.losses.carry(event);
            let key = encode.partition.and_then(|partition| key(event, partition));
            let rows = self.parts.entry(key).or_insert_with(|| encode.form.rows());
            // Each report has a row of its own, as in CSV; all of an event stand in one part.
            event.rows().iter().try_for_each(|report| {
                self.rows += 1;
                rows.push(report, Seen { certainty, input, row: self.rows }, &mut self.losses)
            })
        });
        self.failed = added.err();
    }
}

impl<'a> Collect for Encode<'a> {
    type Part = Batch;
    type Whole = Written<'a>;
    type Stop = io::Error;

    fn condition(&self, layout: &Layout) -> Option<String> {
        sql::condition(self.query, layout)
    }

    fn event(&self, batch: &mut Batch, event: &Event<'_>, input: usize) {
        if let Some(certainty) = self.query.matches(event) {
            event.read_shown(Coordinates::Check);
            batch.add(event, input, certainty, self);
        }
    }

    fn append(&self, written: &mut Written<'a>, batch: Batch, _: u64) -> ControlFlow<io::Error> {
        match written.add(batch) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => ControlFlow::Break(error),
        }
    }
}

/// Where rows go to.
enum Sink<'a> {
    File { table: Table<&'a mut (dyn Write + Send)>, waiting: Rows },
    Folder(Parts<'a>),
}

/// What has been written so far.
struct Written<'a> {
    sink: Sink<'a>,
    /// How many rows were added.
    rows: i64,
    losses: Losses,
    summary: Summary,
}

impl Written<'_> {
    fn add(&mut self, batch: Batch) -> io::Result<()> {
        if let Some(error) = batch.failed {
            return Err(error);
        }
        for (key, rows) in batch.parts {
            match &mut self.sink {
                Sink::File { table, waiting } => {
                    waiting.append(rows, self.rows);
                    while waiting.len() >= ROW_GROUP {
                        table.write(waiting, ROW_GROUP).map_err(failed)?;
                    }
                }
                Sink::Folder(parts) => parts.add(key, rows, self.rows)?,
            }
        }
        self.rows += batch.rows;
        self.losses.append(batch.losses);
        self.summary.shown += batch.summary.shown;
        self.summary.possible += batch.summary.possible;
        Ok(())
    }

    fn finish(self, (sources, report): (Vec<Source>, ReadReport)) -> Result<Exported> {
        match self.sink {
            Sink::File { mut table, mut waiting } => {
                if waiting.len() > 0 {
                    let rest = waiting.len();
                    table.write(&mut waiting, rest).map_err(failed)?;
                }
                table.finish().map_err(failed)?.flush()?;
            }
            Sink::Folder(parts) => parts.finish()?,
        }
        Ok(Exported { sources, report, losses: self.losses, summary: self.summary })
    }
}
