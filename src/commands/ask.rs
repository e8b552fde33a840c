//! Questions on a terminal: the fields of a new event one by one, and yes or no.
//!
//! `add` and `remove` ask where somebody sits at standard input and standard error. Questions go to the latter.

use std::io::{BufRead, Write};

use crate::date::Date;
use crate::error::{Diagnostic, Error, Result};
use crate::field::{Column, Field};
use crate::id;
use crate::output::{HEADING, QUIET};
use crate::store::edit::Draft;
use crate::text::clean;

use super::change::{Ids, checked};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
}

/// Asks until the answer is one; an empty line is the usual one.
pub(super) fn yes_or_no(
    question: &str,
    usual: Answer,
    input: &mut dyn BufRead,
    notes: &mut dyn Write,
) -> Result<Answer> {
    let choice = if usual == Answer::Yes { "[Y/n]" } else { "[y/N]" };
    loop {
        write!(notes, "{} {choice} ", clean(question))?;
        match line(input, notes)?.to_lowercase().as_str() {
            "" => return Ok(usual),
            "y" | "yes" => return Ok(Answer::Yes),
            "n" | "no" => return Ok(Answer::No),
            _ => {}
        }
    }
}

/// Asks for every field that the store has a column for, each until its answer can be taken.
///
/// # Errors
/// An input that ends before the last answer: then there is no event.
pub(super) fn event(draft: &Draft, input: &mut dyn BufRead, notes: &mut dyn Write) -> Result<Vec<(Column, String)>> {
    writeln!(
        notes,
        "{QUIET}An event for {}. Enter leaves a field blank, Ctrl-C ends without one.{QUIET:#}",
        draft.name
    )?;
    let mut event: Vec<(Column, String)> = Vec::new();
    let fields = Field::ALL.into_iter().map(Column::Field).filter(|column| *column != Column::Field(Field::Id));
    let extra = draft.layout.extra().map(|(_, name)| name.to_owned()).filter(|name| !name.is_empty());
    let columns: Vec<Column> = fields.chain(extra.map(|name| Column::Other(name.to_lowercase()))).collect();
    for column in columns.into_iter().filter(|column| draft.layout.find(column).is_some()) {
        if let Some(value) = answer(&column, draft, input, notes)? {
            event.push((column, value));
        }
    }
    if draft.layout.column_of(Field::Id).is_some() {
        let value = |field| event.iter().find(|(column, _)| *column == Column::Field(field)).map(|(_, value)| value);
        let date = value(Field::Date).and_then(|date| Date::parse(date).ok());
        let title = value(Field::Title).map_or("", String::as_str);
        let ids = Ids::of(draft);
        let made = id::make(date.as_ref(), title, |id| ids.has(id));
        event.push((Column::Field(Field::Id), id(&made, &ids, draft, input, notes)?));
    }
    Ok(event)
}

/// `None`: blank.
fn answer(column: &Column, draft: &Draft, input: &mut dyn BufRead, notes: &mut dyn Write) -> Result<Option<String>> {
    let is_required = matches!(column, Column::Field(Field::Date | Field::Title));
    loop {
        let example = example(column);
        write!(notes, "{HEADING}{}{HEADING:#}{QUIET}{example}{QUIET:#}: ", clean(column.name()))?;
        let value = line(input, notes)?;
        if value.is_empty() && !is_required {
            return Ok(None);
        }
        if value.is_empty() {
            writeln!(notes, "{QUIET}  every event has one{QUIET:#}")?;
            continue;
        }
        match checked(draft, vec![(column.clone(), value.clone())]) {
            Ok(cells) => {
                if let Some((_, date)) = cells.phrase {
                    let bound =
                        |day: Option<chrono::NaiveDate>| day.map_or("no limit".to_owned(), |day| day.to_string());
                    let (earliest, latest) = (bound(date.earliest()), bound(date.latest()));
                    let days = if earliest == latest { earliest } else { format!("{earliest} to {latest}") };
                    writeln!(notes, "{QUIET}  {}, kept as {date}: {days}{QUIET:#}", date.words())?;
                }
                return Ok(Some(value));
            }
            Err(refused) => say(notes, refused.message, refused.hint)?,
        }
    }
}

fn id(made: &str, ids: &Ids, draft: &Draft, input: &mut dyn BufRead, notes: &mut dyn Write) -> Result<String> {
    loop {
        write!(notes, "{HEADING}id{HEADING:#}{QUIET} [{}]{QUIET:#}: ", clean(made))?;
        let id = line(input, notes)?;
        if id.is_empty() {
            return Ok(made.to_owned());
        }
        if ids.has(&id) {
            say(notes, format!("another event has the id `{id}`"), None)?;
            continue;
        }
        match checked(draft, vec![(Column::Field(Field::Id), id.clone())]) {
            Ok(_) => return Ok(id),
            Err(refused) => say(notes, refused.message, refused.hint)?,
        }
    }
}

fn say(notes: &mut dyn Write, message: String, hint: Option<String>) -> Result<()> {
    notes.write_all(Diagnostic { message, place: None, hint }.render().as_bytes())?;
    Ok(())
}

/// How a field is written, where that is not plain.
fn example(column: &Column) -> &'static str {
    match column {
        Column::Field(Field::Date) => " (2021-08-26, 26 August 2021, late 2014)",
        Column::Field(Field::Location) => " (the narrowest first: Kabul airport, Kabul)",
        Column::Field(Field::Latitude) => " (degrees)",
        Column::Field(Field::Longitude) => " (degrees)",
        Column::Field(Field::Actors | Field::Source) => " (several with ; between them)",
        Column::Field(Field::Killed | Field::Wounded) => " (13, 10..20, 131.. at least, ~170 about)",
        _ => "",
    }
}

/// The next line, without edge spaces.
fn line(input: &mut dyn BufRead, notes: &mut dyn Write) -> Result<String> {
    notes.flush()?;
    let mut line = String::new();
    match input.read_line(&mut line) {
        Ok(0) => {
            let _ = writeln!(notes);
            Err(Error::from(Diagnostic::new("the answers ended, so nothing was changed")))
        }
        Ok(_) => Ok(line.trim().to_owned()),
        Err(error) => Err(Error::io("read", "<stdin>", &error)),
    }
}
