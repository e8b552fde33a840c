//! Events grouped by two things at once, as a table: years down, countries across.
//!
//! `count` with two `--by` calls it.

use std::collections::HashMap;
use std::convert::Infallible;
use std::ops::ControlFlow;

use foldhash::fast::RandomState;

use super::count::{By, Group, Groups, Tally, groups_of};
use super::select::{known_columns, known_filters};
use super::{Query, sql};
use crate::error::Result;
use crate::event::Event;
use crate::layout::Layout;
use crate::model::field::Column;
use crate::store::{Collect, ReadReport, Store};

/// The events of each pair of groups, and of each group alone.
#[derive(Default)]
pub struct Cross {
    cells: HashMap<(Group, Group), Tally, RandomState>,
    pub rows: Groups,
    pub columns: Groups,
}

impl Cross {
    /// The pairs of these groups that have an event: the number of the row, that of the column, and the events, row by row.
    pub fn pairs(&self, rows: &[(Group, Tally)], columns: &[(Group, Tally)]) -> Vec<(usize, usize, &Tally)> {
        // There may be as many groups of each as there are events, and few pairs of them.
        let numbers = |groups: &[(Group, Tally)]| -> HashMap<Group, usize, RandomState> {
            groups.iter().enumerate().map(|(i, (group, _))| (group.clone(), i)).collect()
        };
        let (rows, columns) = (numbers(rows), numbers(columns));
        let pair = |((row, column), tally): (&(Group, Group), _)| Some((*rows.get(row)?, *columns.get(column)?, tally));
        let mut pairs: Vec<(usize, usize, &Tally)> =
            self.cells.iter().filter_map(|(pair_of, tally)| pair((pair_of, tally))).collect();
        pairs.sort_unstable_by_key(|(row, column, _)| (*row, *column));
        pairs
    }
}

struct CountPairs<'a> {
    query: &'a Query,
    rows: &'a By,
    columns: &'a By,
}

impl Collect for CountPairs<'_> {
    type Part = Cross;
    type Whole = Cross;
    type Stop = Infallible;

    fn condition(&self, layout: &Layout) -> Option<String> {
        sql::condition(self.query, layout)
    }

    fn other_columns(&self) -> Option<Vec<&Column>> {
        let mut columns = self.query.other_columns()?;
        for by in [self.rows, self.columns] {
            if let By::Column(column) = by {
                columns.push(column);
            }
        }
        Some(columns)
    }

    fn event(&self, cross: &mut Cross, event: &Event<'_>, _: usize) {
        let Some(certainty) = self.query.matches(event) else { return };
        cross.rows.add(event, certainty, self.rows);
        cross.columns.add(event, certainty, self.columns);
        let columns = groups_of(event, self.columns);
        for row in groups_of(event, self.rows) {
            for column in &columns {
                cross.cells.entry((row.clone(), column.clone())).or_default().add(event);
            }
        }
    }

    fn append(&self, cross: &mut Cross, block: Cross, _: u64) -> ControlFlow<Infallible> {
        cross.rows.append(block.rows);
        cross.columns.append(block.columns);
        for (pair, tally) in block.cells {
            cross.cells.entry(pair).or_default().append(tally);
        }
        ControlFlow::Continue(())
    }
}

/// Reads the events that match a query and counts them by two things. Rows that are not events are returned.
///
/// # Errors
/// An input can't be read; a column that is named is in none of the inputs.
pub fn cross(store: Store, query: &Query, rows: &By, columns: &By) -> Result<(Cross, ReadReport)> {
    known_filters(&store.sources, query)?;
    for by in [rows, columns] {
        if let By::Column(column) = by {
            known_columns(&store.sources, [column])?;
        }
    }
    let mut cross = Cross::default();
    let read = store.read(&CountPairs { query, rows, columns }, &mut cross)?;
    Ok((cross, read.report))
}
