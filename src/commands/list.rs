//! `list`: the events as a table.

use crate::cli;
use crate::error::Result;
use crate::event::Coordinates;
use crate::output::table::{Measured, Printer, Shown};

use super::{Environment, Streams, known_columns, open, report, select};

pub(super) fn list(args: cli::List, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let store = open(&args.inputs.files, &args.inputs.reading, environment, streams)?;
    known_columns(&store.sources, &args.columns)?;
    let (kept, read) = select(store, &args.filters.query()?, &args.sorting, Coordinates::of_columns(&args.columns))?;
    let asked = !args.columns.is_empty();
    let columns = match asked {
        true => args.columns.into_iter().map(Shown::Column).collect(),
        false => Shown::default_columns(),
    };
    let mut measured = Measured::new(columns, asked);
    kept.for_each(&read.sources, |event, certainty| {
        measured.event(event, certainty);
        Ok(())
    })?;
    let mut printer = Printer::new(streams.out, &measured, environment.width);
    kept.for_each(&read.sources, |event, certainty| printer.event(event, certainty))?;
    printer.finish(kept.summary())?;
    report(&read.report, streams)
}
