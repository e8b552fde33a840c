//! The values that a column holds, each with how many events have it.
//!
//! Completion in a shell offers them.

use std::collections::HashMap;
use std::ops::ControlFlow;

use foldhash::fast::RandomState;

use crate::error::Result;
use crate::event::Event;
use crate::model::field::{Column, Field};
use crate::store::{Collect, Store};
use crate::text::list::several;

/// What a value is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValuesOf {
    /// A column; of a list, each of its parts.
    Column(Column),
    /// The coordinates of an event, `34.53,69.17`, told apart by the place that it names.
    Position,
}

/// Values in any order: each with what people know it by, and how many events have it.
type Found = HashMap<(String, String), u64, RandomState>;

struct CollectValues<'a> {
    of: &'a ValuesOf,
    most: u64,
}

impl Collect for CollectValues<'_> {
    type Part = (Found, u64);
    type Whole = (Found, u64);
    type Stop = ();

    /// Each row is looked at by itself.
    fn joins_reports(&self) -> bool {
        false
    }

    fn event(&self, (found, events): &mut Self::Part, event: &Event<'_>, _: usize) {
        *events += 1;
        match self.of {
            ValuesOf::Column(column) => {
                let cell = event.named(column).unwrap_or_default();
                let is_list = matches!(column, Column::Field(Field::Actors | Field::Tags | Field::Source));
                let values = if is_list { several(&cell) } else { vec![cell.trim().to_owned()] };
                // Of an id, the title says what it is.
                let known_by = match column {
                    Column::Field(Field::Id) => event.text(Field::Title).trim().to_owned(),
                    _ => String::new(),
                };
                for value in values.into_iter().filter(|value| !value.is_empty()) {
                    *found.entry((value, known_by.clone())).or_default() += 1;
                }
            }
            ValuesOf::Position => {
                if let (Some(latitude), Some(longitude)) = (event.latitude(), event.longitude()) {
                    let place = event.text(Field::Location).trim().to_owned();
                    *found.entry((format!("{latitude},{longitude}"), place)).or_default() += 1;
                }
            }
        }
    }

    fn append(&self, (whole, events): &mut Self::Whole, (part, more): Self::Part, _: u64) -> ControlFlow<()> {
        for (value, n) in part {
            *whole.entry(value).or_default() += n;
        }
        *events += more;
        if *events >= self.most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownValue {
    pub value: String,
    /// What people know it by: the title of an id, the place of coordinates; else blank.
    pub known_by: String,
    /// How many events have it.
    pub events: u64,
}

/// The values of the first events, about `most` of them, those that most events have first.
///
/// # Errors
/// An input can't be read.
pub fn values(store: Store, of: &ValuesOf, most: u64) -> Result<Vec<KnownValue>> {
    let mut found = (Found::default(), 0);
    store.read(&CollectValues { of, most }, &mut found)?;
    let mut values: Vec<KnownValue> =
        found.0.into_iter().map(|((value, known_by), events)| KnownValue { value, known_by, events }).collect();
    values.sort_by(|a, b| b.events.cmp(&a.events).then_with(|| a.value.cmp(&b.value)));
    Ok(values)
}
