//! The face of the library for whole files: a [`Chronology`] is opened, then read once, to select its events, to check
//! it, or to compare it with another.

use std::path::Path;

use crate::check::{self, Finding, Wanted};
use crate::date::Certainty;
use crate::diff::{self, Change, Compare, Comparison};
use crate::error::{Diagnostic, Error, Result};
use crate::event::{Coordinates, Event};
use crate::input::Input;
use crate::query::Query;
use crate::query::order::Order;
use crate::query::select::select;
use crate::query::selection::{Selected, Selection};
use crate::store::{ReadOptions, ReadReport, SkipReason, Source, Store};

/// One or several files of events whose headers have been read, as one chronology.
pub struct Chronology(Store);

impl Chronology {
    /// Opens a file. How it is laid out, encoded and delimited is found out.
    ///
    /// # Errors
    /// The file can't be read, is empty, or has no column for the date or the title; its dates have several readings.
    pub fn open(path: impl AsRef<Path>) -> Result<Chronology> {
        Chronology::open_all([path])
    }

    /// Opens several files as one chronology. [`Event::file`] tells the file of an event.
    ///
    /// # Errors
    /// As [`Chronology::open`], for the first file that fails.
    pub fn open_all(paths: impl IntoIterator<Item: AsRef<Path>>) -> Result<Chronology> {
        let inputs: Vec<Input> = paths.into_iter().map(|path| Input::of_path(path.as_ref())).collect();
        Ok(Chronology(Store::open(&inputs, &ReadOptions::default())?))
    }

    /// Takes a text for the contents of a file. `name` stands for the file in diagnostics.
    ///
    /// # Errors
    /// As [`Chronology::open`].
    pub fn of_text(name: &'static str, text: &'static str) -> Result<Chronology> {
        Ok(Chronology(Store::open(&[Input::Text(name, text)], &ReadOptions::default())?))
    }

    /// Reads the events that match the query, in the order of their dates. Rows that can't be read are left out, and
    /// counted by [`Events::unreadable`]; a cell that can't be read leaves its field unknown.
    ///
    /// # Errors
    /// A file can't be read, or changes while it is read; the query names a column that no file has.
    pub fn select(self, query: &Query) -> Result<Events> {
        let (selection, read) = select(self.0, query, &Order::by_date(), None, Coordinates::Check)?;
        Ok(Events { selection, sources: read.sources, report: read.report })
    }

    /// Looks for what is wrong or doubtful. The findings are in the order of the files and their lines.
    ///
    /// # Errors
    /// A file can't be read, or changes while it is read.
    pub fn check(self) -> Result<Vec<Finding>> {
        let (reports, read) = check::check(self.0, Wanted { most: usize::MAX, allowed: Vec::new(), typed: false })?;
        let named = reports.into_iter().zip(&read.sources).flat_map(|(report, source)| {
            let name = |mut finding: Finding| {
                finding.place.file.clone_from(&source.name);
                source.locate(&mut finding.place);
                finding
            };
            report.findings.list.into_iter().map(name)
        });
        Ok(named.collect())
    }

    /// Compares this chronology, as it was, with another, as it is. Each is of one file.
    ///
    /// # Errors
    /// A file can't be read, or changes while it is read; a chronology of several files.
    pub fn diff(self, new: Chronology) -> Result<Diff> {
        if self.0.sources.len() != 1 || new.0.sources.len() != 1 {
            return Err(Error::usage("only chronologies of one file each can be compared"));
        }
        Ok(Diff(diff::compare(self.0, new.0, &Compare::default())?))
    }
}

/// The events that were selected, in the order of their dates.
pub struct Events {
    selection: Selection,
    sources: Vec<Source>,
    report: ReadReport,
}

impl Events {
    /// How many events there are.
    pub fn len(&self) -> usize {
        self.selection.len()
    }

    /// Whether no event matched.
    pub fn is_empty(&self) -> bool {
        self.selection.is_empty()
    }

    /// Passes the event at place `i`, from 0, to `take`, with how certainly it matched. `None` past the last.
    ///
    /// # Errors
    /// The event can't be read again, which is a fault of this library.
    pub fn get<R>(&self, i: usize, take: impl FnOnce(&Event<'_>, Certainty) -> R) -> Result<Option<R>> {
        let read = |selected: Selected<'_>| selected.read(&self.sources, |event| take(event, selected.certainty));
        Ok(self.selection.get(i)?.map(read).transpose()?)
    }

    /// Passes every event to `each`, with how certainly it matched.
    ///
    /// # Errors
    /// As [`Events::get`].
    pub fn for_each(&self, mut each: impl FnMut(&Event<'_>, Certainty)) -> Result<()> {
        Ok(self.selection.for_each(&self.sources, |event, certainty| {
            each(event, certainty);
            Ok(())
        })?)
    }

    /// How many rows could not be read, and are left out.
    pub fn unreadable(&self) -> u64 {
        self.report.rows
    }

    /// How many cells could not be read. [`Event::is_unread`] tells whether one of an event's is among them.
    pub fn unread_cells(&self) -> u64 {
        self.report.cells
    }

    /// How many rows are no events: a row of totals, the title of a timeline.
    pub fn skipped(&self) -> u64 {
        let others = self.report.others.iter().filter(|others| matches!(others.what, SkipReason::NoEvent(_)));
        others.map(|others| others.count).sum()
    }

    /// What is wrong with the first ten rows and cells that could not be read.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.report.first
    }
}

/// What is between two chronologies.
pub struct Diff(Comparison);

/// An event that is not in both chronologies as it was.
#[non_exhaustive]
pub enum Difference<'a> {
    /// The event is new.
    Added(&'a Event<'a>),
    /// The event is no longer there.
    Removed(&'a Event<'a>),
    /// The event is there with other fields.
    Changed {
        /// As it is now.
        event: &'a Event<'a>,
        /// The fields that are not what they were.
        changes: &'a [Change],
    },
}

impl Diff {
    /// Whether no event was added, removed or changed.
    pub fn is_empty(&self) -> bool {
        self.0.difference.is_empty()
    }

    /// How many rows of the old file and of the new one could not be read. An event whose row is there and can't be
    /// read is neither removed nor added.
    pub fn unreadable(&self) -> (u64, u64) {
        (self.0.old.unreadable, self.0.new.unreadable)
    }

    /// Passes every difference to `each`: those that were added, removed and changed, in this order.
    ///
    /// # Errors
    /// An event can't be read again, which is a fault of this library.
    pub fn for_each(&self, mut each: impl FnMut(Difference<'_>)) -> Result<()> {
        let Comparison { old, new, difference, .. } = &self.0;
        for event in &difference.added {
            new.source.with_event(&event.record, |event| each(Difference::Added(event)))?;
        }
        for event in &difference.removed {
            old.source.with_event(&event.record, |event| each(Difference::Removed(event)))?;
        }
        for changed in &difference.changed {
            let changes = &changed.changes;
            new.source.with_event(&changed.new.record, |event| each(Difference::Changed { event, changes }))?;
        }
        Ok(())
    }
}
