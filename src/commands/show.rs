//! `show`: one event, all of it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::PathBuf;

use crate::cli::complete::values_of;
use clap::{Args, ValueHint};

use super::{Command, Environment, SHOWS_IDS, Streams, meant_ids, open, report, these_begin};
use crate::cli::Reading;
use crate::date::Certainty;
use crate::edit::MOST_NAMED;
use crate::error::{Diagnostic, Error, Result};
use crate::event::{Coordinates, Event};
use crate::model::field::Field;
use crate::model::id::fold_id;
use crate::output;
use crate::postgres::Address;
use crate::query::order::Order;
use crate::query::selection::Selection;
use crate::store::Collect;
use crate::text::similar::Closest;

/// Finds the events with an id, and those whose id begins with it.
struct FindId<'a> {
    wanted: &'a str,
    folded: Cow<'a, str>,
    order: Order,
}

struct Found {
    /// The events that have the id.
    exact: Selection,
    /// The events with the one id that begins with it; none where there are several such ids.
    beginning: Selection,
    /// The ids that begin with it, folded.
    ids: BTreeSet<String>,
    closest: Closest,
}

impl FindId<'_> {
    fn nothing(&self) -> Found {
        let closest = Closest::to(self.wanted);
        Found { exact: Selection::default(), beginning: Selection::default(), ids: BTreeSet::new(), closest }
    }
}

impl Collect for FindId<'_> {
    type Part = Option<Found>;
    type Whole = Found;
    type Stop = Infallible;

    fn event(&self, found: &mut Option<Found>, event: &Event<'_>, input: usize) {
        let found = found.get_or_insert_with(|| self.nothing());
        // The id of a report leads to its event.
        let ids: Vec<Cow<'_, str>> = event.rows().iter().map(|row| row.text(Field::Id)).collect();
        let is_it = |id: &Cow<'_, str>| fold_id(id) == self.folded;
        let begins_so = |id: &&Cow<'_, str>| fold_id(id).starts_with(&*self.folded);
        if ids.iter().any(is_it) {
            event.read_shown(Coordinates::Check);
            found.exact.push(event, input, Certainty::Certain, &self.order);
        } else if let Some(id) = ids.iter().find(begins_so) {
            found.ids.insert(fold_id(id).into_owned());
            event.read_shown(Coordinates::Check);
            found.beginning.push(event, input, Certainty::Certain, &self.order);
            found.forget_if_several();
        } else {
            ids.iter().for_each(|id| found.closest.add(id));
        }
    }

    fn append(&self, found: &mut Found, block: Option<Found>, first_line: u64) -> ControlFlow<Infallible> {
        if let Some(block) = block {
            found.exact.append(block.exact, &self.order, first_line);
            found.beginning.append(block.beginning, &self.order, first_line);
            found.ids.extend(block.ids);
            found.closest.append(block.closest);
            found.forget_if_several();
        }
        ControlFlow::Continue(())
    }
}

impl Found {
    /// Lets go of events of which none will be shown, for a letter or two may be the beginning of very many ids.
    fn forget_if_several(&mut self) {
        if self.ids.len() > 1 {
            self.beginning = Selection::default();
        }
    }
}

/// Print all of one event
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  dateline show kabul         the event whose id begins so")]
pub struct Show {
    /// The id of the event
    #[arg(add = values_of(Field::Id))]
    pub id: String,

    /// The chronology to read; `-` is standard input [default: $DATELINE_FILE, else events.csv]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,

    /// Of a table of PostgreSQL: the event as it was at the end of that day (UTC), or at that time: 2026-11-01,
    /// 2026-11-01T12:30
    #[arg(long, value_name = "WHEN")]
    pub at: Option<String>,

    #[command(flatten)]
    pub reading: Reading,
}

impl Command for Show {
    fn is_strict(&self) -> bool {
        self.reading.strict
    }

    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        show(*self, environment, streams)
    }
}

fn show(args: Show, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let mut files: Vec<PathBuf> = args.file.into_iter().collect();
    if let Some(moment) = &args.at {
        let table = files.first().or(environment.file.as_ref()).and_then(|path| Address::of(path));
        let Some(address) = table else {
            return Err(Error::usage("--at: only a table of PostgreSQL knows what was before")
                .hint("name one: -f 'postgresql://host/db?table=events'"));
        };
        address.check()?;
        files = vec![address.at(moment).name().into()];
    }
    let store = open(&files, &args.reading, environment, streams)?;
    let wanted = args.id.trim();
    let folded = fold_id(wanted);
    if wanted.is_empty() {
        return Err(Error::usage("say the id of an event").hint(SHOWS_IDS));
    }
    let find = FindId { wanted, folded, order: Order::by_date() };
    let mut found = find.nothing();
    let read = store.read(&find, &mut found)?;
    let events = if found.exact.is_empty() { found.beginning } else { found.exact };
    if events.is_empty() {
        report(&read.report, streams)?;
        let names: Vec<&str> = read.sources.iter().map(|source| source.name.as_str()).collect();
        let names = names.join(", ");
        return Err(match found.ids.len() {
            0 => Error::from(Diagnostic::new(format!("no event in {names} has the id `{wanted}`")))
                .hint(meant_ids(&found.closest.into_names())),
            count => {
                let first: Vec<String> = found.ids.into_iter().take(MOST_NAMED).collect();
                Error::from(Diagnostic::new(format!("the ids of {count} events in {names} begin with `{wanted}`")))
                    .hint(these_begin(&first, count))
            }
        });
    }
    let mut first = true;
    events.for_each(&read.sources, |event, _| {
        if !std::mem::take(&mut first) {
            writeln!(streams.out)?;
        }
        output::show::event(streams.out, event, environment.width, environment.has_links)
    })?;
    report(&read.report, streams)
}
