//! `add --from`: the events of another file that are not in the store yet.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::Path;

use crate::cli;
use crate::date::{Certainty, Date};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::field::{Column, Field};
use crate::id::{self, fold_id};
use crate::output::csv;
use crate::query::fold::fold;
use crate::query::order::{Kept, Order};
use crate::store::edit::Draft;
use crate::store::layout::listed;
use crate::store::{Found, Input, ReadOptions, Store};
use crate::text::{counted, thousands};

use super::change::{Ids, finish, lock, no_such_column, read, say_unclosed};
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
        note(streams, &format!("nothing was added to {}", path.display()));
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
    events.for_each(&incoming, |event, _| {
        appending.match_id(&draft, event);
        Ok(())
    })?;
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
///
/// An event is there already if one has its id or, without that, its date, place and title; each event of the store
/// stands for one of the incoming, for two things can happen in one place on one day.
struct Appending {
    /// For each column of the store, how an incoming event names it.
    columns: Vec<Column>,
    ids: Ids,
    /// Of each id in the store, what makes its event the same as another.
    keys: HashMap<String, String>,
    /// How many events of the store there are of each such key that no incoming event was found to be.
    unmatched: HashMap<String, usize>,
    /// The incoming rows without an id of their own: the same again is the same event.
    seen: HashSet<Vec<String>>,
    skipped: u64,
    /// Ids of events that were left out since others have them.
    taken: Vec<String>,
    /// Columns with values that the store has no column for.
    left_out: BTreeSet<String>,
}

impl Appending {
    fn to(draft: &Draft) -> Appending {
        let field = |i: usize| Field::ALL.into_iter().find(|field| draft.layout.column_of(*field) == Some(i));
        let other = |i: usize| Column::Other(draft.layout.column_name(i).to_lowercase());
        let columns: Vec<Column> =
            (0..draft.layout.width()).map(|i| field(i).map_or_else(|| other(i), Column::Field)).collect();
        let (mut keys, mut unmatched) = (HashMap::new(), HashMap::new());
        draft.each_row(|_, _, found| {
            if let Found::Event(event, _) = found {
                let key = key(draft, &cells(&columns, event));
                *unmatched.entry(key.clone()).or_insert(0) += 1;
                keys.insert(fold_id(&event.text(Field::Id)).into_owned(), key);
            }
        });
        Appending {
            columns,
            ids: Ids::of(draft),
            keys,
            unmatched,
            seen: HashSet::new(),
            skipped: 0,
            taken: Vec::new(),
            left_out: BTreeSet::new(),
        }
    }

    /// Finds the event of the store that has the id of an incoming one; for all of them, before their rows are made.
    fn match_id(&mut self, draft: &Draft, event: &Event<'_>) {
        let text = event.text(Field::Id);
        let id = fold_id(&text);
        if draft.layout.column_of(Field::Id).is_some()
            && !id.is_empty()
            && let Some(key) = self.keys.get(&*id)
            && let Some(left) = self.unmatched.get_mut(key)
        {
            *left = left.saturating_sub(1);
        }
    }

    /// The row for an event; `None` where it is there already.
    fn row(&mut self, draft: &Draft, event: &Event<'_>) -> Option<Vec<String>> {
        let mut row = cells(&self.columns, event);
        let key = key(draft, &row);
        let id_column = draft.layout.column_of(Field::Id);
        let id = id_column.map(|i| fold_id(&row[i]).into_owned()).unwrap_or_default();
        if !id.is_empty() && self.ids.has(&id) {
            match self.keys.get(&id) {
                Some(own) if *own == key => self.skipped += 1,
                _ => self.taken.push(id),
            }
            return None;
        }
        if id.is_empty() && !self.seen.insert(row.clone()) {
            self.skipped += 1;
            return None;
        }
        if let Some(left) = self.unmatched.get_mut(&key).filter(|left| **left > 0) {
            *left -= 1;
            self.skipped += 1;
            return None;
        }
        if let Some(i) = id_column {
            if id.is_empty() {
                let title = draft.layout.column_of(Field::Title).map_or("", |i| row[i].as_str());
                row[i] = id::make(event.date.as_ref(), title, |id| self.ids.has(id));
            }
            self.ids.take(&row[i]);
        }
        self.keys.insert(id, key);
        self.look_for_more(draft, event);
        Some(row)
    }

    /// Notes what an event holds that the store has no column for.
    fn look_for_more(&mut self, draft: &Draft, event: &Event<'_>) {
        let fields = Field::ALL.into_iter().map(|field| (field.name(), event.text(field)));
        for (name, text) in fields.chain(event.extra()) {
            let column = name.parse::<Column>();
            if !text.trim().is_empty() && column.is_ok_and(|column| draft.layout.find(&column).is_none()) {
                self.left_out.insert(name.to_owned());
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
            let names: Vec<String> = self.left_out.iter().cloned().collect();
            note(
                streams,
                &format!("{} has no columns for these, so they were left out: {}", draft.name, listed(&names)),
            );
        }
    }
}

/// The cells of an event for these columns, in the model's notation.
fn cells(columns: &[Column], event: &Event<'_>) -> Vec<String> {
    columns.iter().map(|column| csv::cell(event, column).trim().to_owned()).collect()
}

/// What makes two events the same: date, place and title, as the store holds them.
fn key(draft: &Draft, row: &[String]) -> String {
    let cell = |field: Field| draft.layout.column_of(field).map_or("", |i| row[i].trim());
    [Field::Date, Field::Location, Field::Country, Field::Title].map(|field| fold(cell(field)).into_owned()).join("\0")
}
