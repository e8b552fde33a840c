//! `add --from`: the events of another file that are not in the store yet.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::Path;

use crate::cli;
use crate::date::{Certainty, Date};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::field::{Column, Field};
use crate::id;
use crate::output::csv;
use crate::query::fold::fold;
use crate::query::order::{Kept, Order};
use crate::store::edit::Draft;
use crate::store::layout::listed;
use crate::store::{Found, Input, ReadOptions, Store};
use crate::text::{counted, thousands};

use super::add::say_unclosed;
use super::change::{Ids, finish, lock, no_such_column, read};
use super::{Environment, Streams, note, report};

pub(super) fn append(
    from: &Path,
    path: &Path,
    args: &cli::Add,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<bool> {
    let input = Input::from_argument(from);
    if input.is_file(path) {
        return Err(Error::usage(format!("`{}` is the store itself", from.display())));
    }
    // All of it first: who writes to a pipe may take their time, and others want to change the store meanwhile.
    let mut incoming = Store::open(&[input], &args.target.form.options(), environment.is_watched)?;
    for text in incoming.sources.iter().flat_map(|source| &source.notes) {
        note(streams, text);
    }
    let (order, mut events) = (Order::by_date(), Kept::default());
    let bad = incoming.read(
        |kept: &mut Kept, event, input| kept.push(event, input, Certainty::Certain, &order),
        |block| {
            events.append(block, &order);
            Ok(ControlFlow::Continue(()))
        },
    )?;
    if args.strict && bad.count > 0 {
        return report(&bad, streams);
    }
    let lock = if args.target.dry_run { None } else { Some(lock(path, "dateline add --from")?) };
    let mut draft = read(path, &ReadOptions::default(), streams)?;
    for field in [Field::Date, Field::Title] {
        if draft.layout.column_of(field).is_none() {
            return Err(no_such_column(&draft, &Column::Field(field)).into());
        }
    }
    let mut appending = Appending::to(&draft);
    let mut rows = Vec::new();
    events.for_each(&incoming, |event, _| {
        rows.extend(appending.row(&draft, event));
        Ok(())
    })?;
    let places = draft.places();
    let added = rows.len();
    for row in rows {
        let date = draft.layout.column_of(Field::Date).and_then(|i| Date::parse(&row[i]).ok());
        draft.insert(places.of(date.as_ref()), &row)?;
    }
    appending.say_left_out(&draft, streams);
    let skipped = match appending.skipped {
        0 => String::new(),
        1 => "; skipped 1 that is there already".to_owned(),
        n => format!("; skipped {} that are there already", thousands(n)),
    };
    let answer = format!("added {} to {}{skipped}", counted(added as u64, "event"), draft.name);
    if added == 0 {
        writeln!(streams.out, "{answer}")?;
    } else {
        say_unclosed(&draft, streams);
        finish(draft, lock, &answer, streams)?;
    }
    report(&bad, streams)
}

/// What is known of the store while events are added to it.
struct Appending {
    ids: Ids,
    /// When, where and what, of every event, with the id it has.
    known: HashMap<String, String>,
    /// For each column of the store, how an incoming event names it.
    columns: Vec<Column>,
    skipped: u64,
    /// Ids of events that were left out for another has them.
    taken: Vec<String>,
    /// Columns with values that the store has no column for, and how many.
    left_out: BTreeMap<String, u64>,
}

impl Appending {
    fn to(draft: &Draft) -> Appending {
        let field = |i: usize| Field::ALL.into_iter().find(|field| draft.layout.column_of(*field) == Some(i));
        let other = |i: usize| Column::Other(draft.layout.column_name(i).to_lowercase());
        let columns: Vec<Column> =
            (0..draft.layout.width()).map(|i| field(i).map_or_else(|| other(i), Column::Field)).collect();
        let mut known = HashMap::new();
        draft.each_row(|_, _, found| {
            if let Found::Event(event, _) = found {
                let row: Vec<String> = columns.iter().map(|column| csv::cell(event, column).into_owned()).collect();
                known.insert(key(draft, &row), event.text(Field::Id).trim().to_lowercase());
            }
        });
        Appending { ids: Ids::of(draft), known, columns, skipped: 0, taken: Vec::new(), left_out: BTreeMap::new() }
    }

    /// The row for an event; `None` where it is there already.
    fn row(&mut self, draft: &Draft, event: &Event<'_>) -> Option<Vec<String>> {
        let mut row: Vec<String> =
            self.columns.iter().map(|column| csv::cell(event, column).trim().to_owned()).collect();
        let key = key(draft, &row);
        let id_column = draft.layout.column_of(Field::Id);
        let id = id_column.map(|i| row[i].clone()).unwrap_or_default();
        if self.known.contains_key(&key) {
            self.skipped += 1;
            return None;
        }
        if !id.is_empty() && self.ids.has(&id) {
            self.taken.push(id);
            return None;
        }
        if let Some(i) = id_column {
            if id.is_empty() {
                let title = draft.layout.column_of(Field::Title).map_or("", |i| row[i].as_str());
                row[i] = id::make(event.date.as_ref(), title, |id| self.ids.has(id));
            }
            self.ids.take(&row[i]);
        }
        self.known.insert(key, id);
        self.look_for_more(draft, event);
        Some(row)
    }

    /// Counts what an event holds that the store has no column for.
    fn look_for_more(&mut self, draft: &Draft, event: &Event<'_>) {
        let fields = Field::ALL.into_iter().map(|field| (field.name(), event.text(field)));
        for (name, text) in fields.chain(event.extra()) {
            let column = name.parse::<Column>();
            if !text.trim().is_empty() && column.is_ok_and(|column| draft.layout.find(&column).is_none()) {
                *self.left_out.entry(name.to_owned()).or_default() += 1;
            }
        }
    }

    fn say_left_out(&self, draft: &Draft, streams: &mut Streams<'_>) {
        if !self.taken.is_empty() {
            let events = counted(self.taken.len() as u64, "event");
            let ids = listed(&self.taken);
            note(streams, &format!("{events} left out, since other events in {} have the same ids: {ids}", draft.name));
        }
        if !self.left_out.is_empty() {
            let names: Vec<String> = self.left_out.keys().cloned().collect();
            note(
                streams,
                &format!("{} has no columns for these, so they were left out: {}", draft.name, listed(&names)),
            );
        }
    }
}

/// What makes two events the same: date, place and title, as the store holds them.
fn key(draft: &Draft, row: &[String]) -> String {
    let cell = |field: Field| draft.layout.column_of(field).map_or("", |i| row[i].trim());
    [Field::Date, Field::Location, Field::Country, Field::Title].map(|field| fold(cell(field)).into_owned()).join("\0")
}
