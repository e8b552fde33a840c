//! Reads the events of a store that match a query, and keeps them in an order.

use std::io;
use std::ops::ControlFlow;

use super::memory::MemoryLimit;
use super::order::Order;
use super::selection::Selection;
use super::{Query, sql};
use crate::error::{Error, Hint, Result};
use crate::event::{Coordinates, Event};
use crate::layout::{Layout, listed};
use crate::model::field::{Column, Field};
use crate::store::{Collect, Read, Source, Store};
use crate::text::similar::offer;

/// Keeps the events that match a query.
struct Select<'a> {
    query: &'a Query,
    order: &'a Order,
    coordinates: Coordinates,
}

impl Select<'_> {
    /// Whether the cells that are shown are read when it is settled which events are. Of reports that were joined the lines
    /// are not known any more then.
    fn reads_at_the_end(&self, layout: &Layout) -> bool {
        self.order.has_limit() && !layout.has(Field::ReportOf)
    }

    /// Reads the cells that are shown of the events within the limit, and reports those that can't be read.
    fn read_within_limit(&self, selection: &Selection, read: &mut Read<io::Error>) -> Result<()> {
        for selected in selection.iter() {
            let selected = selected?;
            let source = &read.sources[selected.input];
            if !self.reads_at_the_end(&source.layout) {
                continue;
            }
            selected.read(&read.sources, |event| {
                // What these asked for was reported when all events were asked.
                self.query.matches(event);
                self.order.key(event);
                let reported: Vec<Field> = event.unread_so_far().iter().map(|cell| cell.field).collect();
                event.read_shown(self.coordinates);
                read.report.add_unread(source, event, selected.line, &reported);
            })?;
        }
        Ok(())
    }
}

impl Collect for Select<'_> {
    type Part = Selection;
    type Whole = Selection;
    type Stop = io::Error;

    fn condition(&self, layout: &Layout) -> Option<String> {
        sql::condition(self.query, layout)
    }

    fn event(&self, selection: &mut Selection, event: &Event<'_>, input: usize) {
        if let Some(certainty) = self.query.matches(event) {
            let is_kept = selection.push(event, input, certainty, self.order);
            // Which events are kept for a while and are past the limit in the end depends on the threads.
            if is_kept && !self.reads_at_the_end(event.layout()) {
                event.read_shown(self.coordinates);
            }
        }
    }

    fn append(&self, selection: &mut Selection, block: Selection, first_line: u64) -> ControlFlow<io::Error> {
        selection.append(block, self.order, first_line);
        match selection.make_room(self.order) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => ControlFlow::Break(error),
        }
    }
}

/// Reads the events that match and puts them in order. The [`Selection`] gives them out together with the sources of
/// the [`Read`]. `coordinates`: whether they are among what is shown of each event, and so are reported if they can't be
/// read. With `memory`, what is more than that is sorted on disk.
///
/// # Errors
/// An input can't be read; a column that the query or the order names is in none of the inputs; there is no room on disk; an
/// input that is held whole, where memory is limited.
pub fn select(
    store: Store,
    query: &Query,
    order: &Order,
    memory: Option<MemoryLimit>,
    coordinates: Coordinates,
) -> Result<(Selection, Read<io::Error>)> {
    known_filters(&store.sources, query)?;
    known_columns(&store.sources, [&order.column])?;
    check_memory(&store.sources, memory)?;
    let mut selection = Selection::within(memory);
    let select = Select { query, order, coordinates };
    let mut read = store.read(&select, &mut selection)?;
    if let Some(error) = read.stopped.take() {
        return Err(error.into());
    }
    selection.sort(order);
    if order.has_limit() {
        select.read_within_limit(&selection, &mut read)?;
    }
    Ok((selection, read))
}

/// # Errors
/// An input that is held whole, so that no limit of memory could be kept.
pub fn check_memory(sources: &[Source], memory: Option<MemoryLimit>) -> Result<()> {
    let held = sources.iter().find(|source| source.layout.has(Field::ReportOf));
    match held.filter(|_| memory.is_some()) {
        None => Ok(()),
        Some(source) => Err(Error::usage(format!(
            "{} has reports of events, in the column `{}`; to join them it is held in memory whole",
            source.name,
            Field::ReportOf.name()
        ))
        .hint(Hint::NoMemoryLimit)),
    }
}

/// # Errors
/// A column that was asked for is in none of the inputs. A field of the model may be missing: it is unknown for all
/// their events.
pub fn known_columns<'a>(sources: &[Source], columns: impl IntoIterator<Item = &'a Column>) -> Result<()> {
    let layouts: Vec<&Layout> = sources.iter().map(|source| &source.layout).collect();
    known_in(&layouts, columns)
}

/// The same for inputs of which the layouts alone are at hand.
///
/// # Errors
/// As [`known_columns`].
pub fn known_in<'a>(layouts: &[&Layout], columns: impl IntoIterator<Item = &'a Column>) -> Result<()> {
    for column in columns {
        let is_known = layouts.iter().any(|layout| layout.knows(column));
        if !is_known && matches!(column, Column::Other(_)) {
            let listed = layouts.iter().map(|layout| listed(layout.names())).collect::<Vec<_>>().join("; ");
            let names = layouts.iter().flat_map(|layout| layout.names()).map(String::as_str);
            return Err(Error::usage(format!("there is no column `{}`", column.name())).hint(offer(
                column.name(),
                "columns",
                names,
                &listed,
            )));
        }
    }
    Ok(())
}

/// # Errors
/// A filter names a column or asks for a field that none of the inputs has: nothing would match, which says nothing of the
/// events.
pub fn known_filters(sources: &[Source], query: &Query) -> Result<()> {
    known_columns(sources, query.columns())?;
    for (fields, with_admin_units) in query.fields() {
        let has_one = |source: &Source| {
            fields.iter().any(|field| source.layout.has(*field))
                || (with_admin_units && !source.layout.admin_units().is_empty())
        };
        if sources.iter().any(has_one) {
            continue;
        }
        let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
        let wanted: Vec<String> = fields.iter().map(|field| format!("`{}`", field.name())).collect();
        let has = if names.len() == 1 { "has" } else { "have" };
        let map = format!("{}=COLUMN", fields[0].name());
        let file = names.first().map(|name| (*name).to_owned());
        return Err(Error::usage(format!("{} {has} no column for {}", names.join(" and "), wanted.join(" or ")))
            .hint(Hint::Columns { map, file }));
    }
    Ok(())
}
