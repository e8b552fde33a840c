//! `add`: one event, from options or from answers on a terminal; with `--from`, those of another file.

use std::borrow::Cow;
use std::io;

use crate::cli;
use crate::date::Date;
use crate::edit::{Lock, Transaction};
use crate::error::{Error, Result};
use crate::model::field::{Column, Field};
use crate::model::id;
use crate::output::change;

use super::ask::{self, Answer, yes_or_no};
use super::change::{Ids, check_position, checked, finish, lock, open, read, say_unclosed, store};
use super::{Environment, Streams, append};

pub(super) fn add(args: cli::Add, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let path = store(args.target.file.as_deref(), environment)?;
    if let Some(from) = &args.from {
        return append::append(from, &path, &args, environment, streams);
    }
    let values = args.values.given()?;
    if values.is_empty() && environment.can_ask {
        // SkippedRows may change the store while somebody thinks about the answers, so it is read again for the event.
        let options = args.target.form.options(&environment.codebooks);
        let asked = read(&path, &options, streams)?;
        let input = &mut io::stdin().lock();
        let values = ask::event(&asked, input, streams.notes)?;
        let held = if args.target.dry_run {
            None
        } else if yes_or_no("Add it?", Answer::Yes, input, streams.notes)? == Answer::Yes {
            Some(lock(&path, "dateline add")?)
        } else {
            writeln!(streams.out, "nothing was added")?;
            return Ok(true);
        };
        let draft = Transaction::open(&path, &options)?;
        return add_one(draft, held, values, streams);
    }
    let is_given = |field| values.iter().any(|(column, _)| *column == Column::Field(field));
    for (field, hint) in [
        (Field::Date, "say what is known of it, such as --date \"late 2014\"; an undated event has --date \"\""),
        (Field::Title, "say in one line what happened: --title \"Attack at Kabul airport\""),
    ] {
        if !is_given(field) {
            return Err(
                Error::usage(format!("an event has a date and a title; --{} is missing", field.name())).hint(hint)
            );
        }
    }
    let (draft, lock) = open(&path, &args.target, environment, "dateline add", streams)?;
    add_one(draft, lock, values, streams)
}

fn add_one(
    mut draft: Transaction,
    lock: Option<Lock>,
    values: Vec<(Column, String)>,
    streams: &mut Streams<'_>,
) -> Result<bool> {
    let cells = checked(&draft, values)?;
    check_position(&draft, |i| Cow::Borrowed(cells.of(Some(i)).unwrap_or_default()))?;
    let mut row = vec![String::new(); draft.layout.width()];
    for (i, text) in &cells.cells {
        row[*i].clone_from(text);
    }
    let text = |field: Field| draft.layout.column_of(field).map_or("", |i| row[i].as_str());
    let date = Date::parse(text(Field::Date)).ok();
    let title = text(Field::Title).to_owned();
    let id_column = draft.layout.column_of(Field::Id);
    if let Some(i) = id_column {
        let ids = Ids::of(&draft);
        if row[i].is_empty() {
            row[i] = id::make(date.as_ref(), &title, |id| ids.has(id));
        } else {
            ids.check_is_free(&draft, &row[i])?;
        }
    }
    let id = id_column.map_or("", |i| row[i].as_str());
    let answer = format!("added {}", change::event(id, date.as_ref(), "", &title));
    let place = draft.places().of(date.as_ref());
    draft.insert(place, &row)?;
    cells.say_date(streams);
    say_unclosed(&draft, streams);
    finish(draft, lock, &answer, streams)?;
    Ok(true)
}
