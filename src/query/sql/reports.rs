//! Whether events have several reports, which a statement would count row by row. `dateline sql` asks it of the files that it
//! names.

use std::ops::ControlFlow;

use crate::error::Result;
use crate::event::Event;
use crate::model::field::{Column, Field};
use crate::store::{Collect, Store};

/// Whether a row is a report of an event that another row has.
///
/// # Errors
/// An input can't be read.
pub fn has_reports(store: Store) -> Result<bool> {
    if !store.sources.iter().any(|source| source.layout.has(Field::ReportOf)) {
        return Ok(false);
    }
    Ok(store.read(&FindReport, &mut ())?.stopped.is_some())
}

struct FindReport;

struct Found;

impl Collect for FindReport {
    type Part = bool;
    type Whole = ();
    type Stop = Found;

    fn other_columns(&self) -> Option<Vec<&Column>> {
        Some(Vec::new())
    }

    /// Each row is looked at by itself.
    fn joins_reports(&self) -> bool {
        false
    }

    fn event(&self, is_found: &mut bool, event: &Event<'_>, _: usize) {
        *is_found |= !event.text(Field::ReportOf).trim().is_empty();
    }

    fn append(&self, (): &mut (), is_found: bool, _: u64) -> ControlFlow<Found> {
        if is_found { ControlFlow::Break(Found) } else { ControlFlow::Continue(()) }
    }
}
