//! `add --from`: the events of another file that are not in the store yet.

use std::path::Path;

use super::add::Add;
use super::change::{finish, invalid_value, lock, read};
use super::reports::with_column;
use super::{Environment, Streams, note, open_store, report};
use crate::cli;
use crate::edit::{Appended, CannotAppend, Transaction, append};
use crate::error::{Diagnostic, Error, Result};
use crate::event::Coordinates;
use crate::input::Input;
use crate::layout::listed;
use crate::model::field::Field;
use crate::query::Query;
use crate::query::order::Order;
use crate::query::select::select;
use crate::store::{Read, ReadOptions};
use crate::text::{counted, shell_word, thousands};

pub(super) fn add_from(
    from: &Path,
    path: &Path,
    args: &Add,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<bool> {
    let input = Input::from_argument(from);
    if input.is_file(path) {
        return Err(Error::usage(format!("`{}` is the store itself", from.display())));
    }
    // All of it first: who writes to a pipe may take their time, and others want to change the store meanwhile.
    let incoming = open_store(&[input], &args.target.form.options(environment.layouts.as_deref()), environment)?;
    for text in incoming.sources.iter().flat_map(|source| &source.notes) {
        note(streams, &cli::hint::note(text));
    }
    let (events, Read { sources, report: found, .. }) =
        select(incoming, &Query::new(), &Order::by_date(), None, Coordinates::Check)?;
    if args.strict && found.unreadable() > 0 {
        note(streams, &format!("nothing was added to {}", path.display()));
        return report(&found, streams);
    }
    let lock = if args.target.dry_run { None } else { Some(lock(path, "dateline add --from", streams)?) };
    let mut transaction = read(path, &ReadOptions::default(), streams)?;
    if sources.iter().any(|source| source.layout.has(Field::ReportOf)) {
        // Without it each report would count by itself.
        transaction = with_column(transaction, streams)?;
    }
    let appended = append(&mut transaction, &sources, &events).map_err(|error| match error {
        CannotAppend::NoColumn(field) => no_one_column(&transaction, field, from),
        CannotAppend::Dates(invalid) => Error::from(invalid_value(invalid)),
        CannotAppend::Failed(error) => error,
    })?;
    say_differing(&appended, &transaction, from, streams);
    say_left_out(&appended, &transaction, streams);
    let skipped = match appended.skipped {
        0 => String::new(),
        1 => "; skipped 1 that is there already".to_owned(),
        n => format!("; skipped {} that are there already", thousands(n)),
    };
    let answer = format!("added {} to {}{skipped}", counted(appended.added, "event"), transaction.name);
    if appended.added == 0 {
        super::answer(streams, &answer)?;
    } else {
        finish(transaction, lock, &answer, streams)?;
    }
    report(&found, streams)
}

/// Says which events of the store have other values than the same events of the other file.
fn say_differing(appended: &Appended, transaction: &Transaction, from: &Path, streams: &mut Streams<'_>) {
    let n = appended.differing.len() as u64;
    if n == 0 {
        return;
    }
    let which = first_of(&appended.differing);
    let from =
        if from.as_os_str() == "-" { "FILE".into() } else { shell_word(&from.display().to_string()).into_owned() };
    let store = shell_word(&transaction.name);
    let differ =
        if n == 1 { "differs from what is here, which stays" } else { "differ from what is here, which stays" };
    let events = counted(n, "event");
    note(
        streams,
        &format!(
            "{events} {differ} ({which}): `dateline diff {store} {from}` shows them, and `dateline merge BASE {store} {from} \
             -o {store}` brings them in, where BASE is what was added before"
        ),
    );
}

/// The first few of names.
fn first_of(names: &[String]) -> String {
    const NAMED: usize = 5;
    let first = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > NAMED { format!("{first}, …") } else { first }
}

/// Says which events and columns of the other file have no room in the store.
fn say_left_out(appended: &Appended, transaction: &Transaction, streams: &mut Streams<'_>) {
    let name = &transaction.name;
    if !appended.taken.is_empty() {
        let events = counted(appended.taken.len() as u64, "event");
        let ids = listed(&appended.taken);
        note(streams, &format!("{events} left out, since other events in {name} have the same ids: {ids}"));
    }
    if !appended.left_out.is_empty() {
        let columns: Vec<String> = appended.left_out.iter().cloned().collect();
        note(streams, &format!("{name} has no columns for these, so they were left out: {}", listed(&columns)));
    }
}

/// Why nothing can be added to a store that has the date or the title in no one column.
fn no_one_column(transaction: &Transaction, field: Field, from: &Path) -> Error {
    let (layout, name) = (transaction.layout.name.as_str(), shell_word(&transaction.name));
    let message = format!(
        "nothing can be added from another file to {}: no one column of it is its `{}`, the layout is {layout}",
        transaction.name,
        field.name()
    );
    let from = from.display().to_string();
    let from = shell_word(&from);
    Error::from(Diagnostic::new(message)).hint(format!(
        "make a file with dateline's own columns of it, and add to that: dateline export {name} --native -o NEW.csv, then \
         dateline add -f NEW.csv --from {from}"
    ))
}
