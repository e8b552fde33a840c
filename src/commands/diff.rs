//! `diff`: what changed from one chronology to another.

use std::convert::Infallible;
use std::ops::ControlFlow;

use crate::cli::{self, DiffFormat};
use crate::diff::{ComparedBlock, Layouts, Old, OldBlock, Pairing};
use crate::error::Result;
use crate::event::Event;
use crate::output;
use crate::output::FileRead;
use crate::output::diff::Compared;
use crate::store::{BadRow, Collect};

use super::{Environment, Streams, open, report};

/// Keeps the events of OLD.
struct ReadOld;

impl Collect for ReadOld {
    type Part = OldBlock;
    type Whole = Old;
    type Stop = Infallible;

    fn event(&self, part: &mut OldBlock, event: &Event<'_>, _: usize) {
        part.add(event);
    }

    fn bad(&self, part: &mut OldBlock, row: &BadRow<'_>, _: usize) {
        part.add_unreadable(row);
    }

    fn append(&self, old: &mut Old, part: OldBlock, _: u64) -> ControlFlow<Infallible> {
        old.append(part);
        ControlFlow::Continue(())
    }
}

/// Compares the events of NEW with those of OLD.
struct CompareNew<'a> {
    old: &'a Old,
    layouts: &'a Layouts<'a>,
}

impl<'a> Collect for CompareNew<'a> {
    type Part = ComparedBlock;
    type Whole = Pairing<'a>;
    type Stop = Infallible;

    fn event(&self, part: &mut ComparedBlock, event: &Event<'_>, _: usize) {
        part.add(event, self.old, self.layouts);
    }

    fn bad(&self, part: &mut ComparedBlock, row: &BadRow<'_>, _: usize) {
        part.add_unreadable(row);
    }

    fn append(&self, pairing: &mut Pairing<'a>, part: ComparedBlock, _: u64) -> ControlFlow<Infallible> {
        pairing.append(part);
        ControlFlow::Continue(())
    }
}

pub(super) fn diff(args: cli::Diff, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let both = open(&[args.old, args.new], &args.reading, environment, streams)?;
    let [old_store, new_store]: [_; 2] =
        both.each_alone().try_into().unwrap_or_else(|_| unreachable!("two files were opened"));
    let mut old = Old::default();
    let old_read = old_store.read(&ReadOld, &mut old)?;
    let new_layout = new_store.sources[0].layout.clone();
    let layouts = Layouts::new(&old_read.sources[0].layout, &new_layout);
    let mut pairing = Pairing::new(&old, &layouts);
    let new_read = new_store.read(&CompareNew { old: &old, layouts: &layouts }, &mut pairing)?;
    let mut found = old_read.report;
    found.extend(new_read.report);
    if args.reading.strict && found.unreadable() > 0 {
        return report(&found, streams);
    }
    let new = FileRead { source: &new_read.sources[0], events: pairing.events(), unreadable: pairing.unreadable() };
    let difference = pairing.finish()?;
    let compared = Compared {
        old: FileRead { source: &old_read.sources[0], events: old.len() as u64, unreadable: old.unreadable() },
        new,
        columns: &layouts.columns,
        difference: &difference,
    };
    match args.format {
        DiffFormat::Text => output::diff::text(streams.out, &compared, environment.width)?,
        DiffFormat::Json => output::diff::json(streams.out, &compared)?,
    }
    let is_as_wanted = difference.is_empty() || !args.exit_code;
    Ok(report(&found, streams)? && is_as_wanted)
}
