//! Reads two chronologies and compares them.

use std::convert::Infallible;
use std::ops::ControlFlow;

use super::{Compare, ComparedBlock, ComparedColumns, Difference, Layouts, Old, OldBlock, Pairing};
use crate::error::{Error, Result};
use crate::event::{Coordinates, Event};
use crate::store::{BadRow, Collect, ReadReport, Source, Store};

/// Keeps the events of OLD.
struct ReadOld;

impl Collect for ReadOld {
    type Part = OldBlock;
    type Whole = Old;
    type Stop = Infallible;

    /// Each row is looked at by itself.
    fn joins_reports(&self) -> bool {
        false
    }

    fn event(&self, part: &mut OldBlock, event: &Event<'_>, _: usize) {
        // A cell that can't be read is no change, and must be known for none.
        event.read_shown(Coordinates::Check);
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

    /// Each row is looked at by itself.
    fn joins_reports(&self) -> bool {
        false
    }

    fn event(&self, part: &mut ComparedBlock, event: &Event<'_>, _: usize) {
        event.read_shown(Coordinates::Check);
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

/// Two chronologies that have been read and compared.
pub struct Comparison {
    /// The chronology as it was.
    pub old: Side,
    /// The chronology as it is.
    pub new: Side,
    /// The columns of both, and how they correspond.
    pub columns: ComparedColumns,
    /// What is between the two.
    pub difference: Difference,
    /// What was found in both besides events.
    pub report: ReadReport,
}

/// One of two chronologies that were compared.
pub struct Side {
    /// The file, for reading its records again.
    pub source: Source,
    /// How many events it has.
    pub events: u64,
    /// How many of its rows can't be read.
    pub unreadable: u64,
}

/// Compares two stores of one input each.
///
/// # Errors
/// An input can't be read, or changes while it is read; a column that was asked for is not in both.
///
/// # Panics
/// A store has no input.
pub fn compare(old: Store, new: Store, asked: &Compare) -> Result<Comparison> {
    let mut old_events = Old::default();
    let mut old_read = old.read(&ReadOld, &mut old_events)?;
    let old_source = old_read.sources.swap_remove(0);
    let new_layout = new.sources[0].layout.clone();
    let layouts = Layouts::new(&old_source.layout, &new_layout, asked).map_err(|column| {
        let message = format!("there is no column `{}` in both files", column.name());
        Error::usage(message).hint("name a field, or a column that both have")
    })?;
    let mut pairing = Pairing::new(&old_events, &layouts);
    let mut new_read = new.read(&CompareNew { old: &old_events, layouts: &layouts }, &mut pairing)?;
    let new_source = new_read.sources.swap_remove(0);
    let (events, unreadable) = (pairing.events(), pairing.unreadable());
    let difference = pairing.finish()?;
    let mut report = old_read.report;
    report.extend(new_read.report);
    let columns = layouts.columns;
    Ok(Comparison {
        old: Side { source: old_source, events: old_events.len() as u64, unreadable: old_events.unreadable() },
        new: Side { source: new_source, events, unreadable },
        columns,
        difference,
        report,
    })
}
