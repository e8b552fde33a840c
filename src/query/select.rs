//! Reads the events of a store that match a query, and keeps them in an order.

use std::convert::Infallible;
use std::ops::ControlFlow;

use super::Query;
use super::order::{Order, Selection};
use crate::error::{Error, Hint, Result};
use crate::event::{Coordinates, Event};
use crate::layout::{Layout, listed};
use crate::model::field::Column;
use crate::store::{Collect, Read, Source, Store};
use crate::text::similar::offer;

/// Keeps the events that match a query.
struct Select<'a> {
    query: &'a Query,
    order: &'a Order,
    coordinates: Coordinates,
}

impl Collect for Select<'_> {
    type Part = Selection;
    type Whole = Selection;
    type Stop = Infallible;

    fn coordinates(&self) -> Coordinates {
        self.coordinates
    }

    fn event(&self, selection: &mut Selection, event: &Event<'_>, input: usize) {
        if let Some(certainty) = self.query.matches(event) {
            selection.push(event, input, certainty, self.order);
        }
    }

    fn append(&self, selection: &mut Selection, block: Selection, _: u64) -> ControlFlow<Infallible> {
        selection.append(block, self.order);
        ControlFlow::Continue(())
    }
}

/// Reads the events that match and puts them in order. The [`Selection`] gives them out together with the sources of
/// the [`Read`]. Coordinates are read for the query and the order too.
///
/// # Errors
/// An input can't be read; a column that the query or the order names is in none of the inputs.
pub fn select(
    store: Store,
    query: &Query,
    order: &Order,
    coordinates: Coordinates,
) -> Result<(Selection, Read<Infallible>)> {
    known_filters(&store.sources, query)?;
    known_columns(&store.sources, [&order.column])?;
    let mut selection = Selection::default();
    let are_used = coordinates == Coordinates::Check || query.coordinates() == Coordinates::Check;
    let coordinates = if are_used { Coordinates::Check } else { Coordinates::of_columns([&order.column]) };
    let mut read = store.read(&Select { query, order, coordinates }, &mut selection)?;
    read.report.add_unplaced(query.unplaced());
    selection.sort(order);
    Ok((selection, read))
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
