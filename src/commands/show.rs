//! `show`: one event, all of it.

use std::borrow::Cow;
use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::PathBuf;

use crate::cli;
use crate::date::Certainty;
use crate::error::{Diagnostic, Error, Result};
use crate::event::Event;
use crate::model::field::Field;
use crate::model::id::fold_id;
use crate::output;
use crate::query::order::{Order, Selection};
use crate::store::Collect;

use super::{Environment, SHOWS_IDS, Streams, is_alike, open, report};

/// Finds the events with an id.
struct FindId<'a> {
    wanted: &'a str,
    folded: Cow<'a, str>,
    order: Order,
}

#[derive(Default)]
struct Found {
    events: Selection,
    /// Ids that contain the one wanted or are part of it, for the hint when there is no such event.
    alike: Vec<String>,
}

impl Collect for FindId<'_> {
    type Part = Found;
    type Whole = Found;
    type Stop = Infallible;

    fn event(&self, found: &mut Found, event: &Event<'_>, input: usize) {
        let id = event.text(Field::Id);
        if fold_id(&id) == self.folded {
            found.events.push(event, input, Certainty::Certain, &self.order);
        } else if found.alike.len() < 5 && is_alike(&id, self.wanted) {
            found.alike.push(id.into_owned());
        }
    }

    fn append(&self, found: &mut Found, block: Found, _: u64) -> ControlFlow<Infallible> {
        found.events.append(block.events, &self.order);
        found.alike.extend(block.alike);
        ControlFlow::Continue(())
    }
}

pub(super) fn show(args: cli::Show, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let files: Vec<PathBuf> = args.file.into_iter().collect();
    let store = open(&files, &args.reading, environment, streams)?;
    let wanted = args.id.trim();
    let folded = fold_id(wanted);
    if wanted.is_empty() {
        return Err(Error::usage("say the id of an event").hint(SHOWS_IDS));
    }
    let mut found = Found::default();
    let read = store.read(&FindId { wanted, folded, order: Order::by_date() }, &mut found)?;
    if found.events.is_empty() {
        report(&read.report, streams)?;
        let names: Vec<&str> = read.sources.iter().map(|source| source.name.as_str()).collect();
        let error = Error::from(Diagnostic::new(format!("no event in {} has the id `{wanted}`", names.join(", "))));
        found.alike.truncate(5);
        return Err(match found.alike.is_empty() {
            true => error.hint(SHOWS_IDS),
            false => error.hint(format!("there is {}", found.alike.join(", "))),
        });
    }
    let mut first = true;
    found.events.for_each(&read.sources, |event, _| {
        if !std::mem::take(&mut first) {
            writeln!(streams.out)?;
        }
        output::show::event(streams.out, event, environment.width)
    })?;
    report(&read.report, streams)
}
