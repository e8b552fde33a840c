//! Questions on a terminal: the fields of a new event one by one, and yes or no.
//!
//! `add` and `remove` ask where somebody sits at standard input and standard error. Questions go to the latter.

use std::io::{BufRead, Write};

use crate::date::Date;
use crate::edit::{Ids, NewCells, Transaction, check_values};
use crate::error::{Diagnostic, Error, Result};
use crate::model::field::{Column, Field};
use crate::model::id;
use crate::output::{HEADING, QUIET};
use crate::text::sanitize;

use super::change::invalid_value;
use super::rendered;

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
        write!(notes, "{} {choice} ", sanitize(question))?;
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
pub(super) fn event(
    transaction: &Transaction,
    input: &mut dyn BufRead,
    notes: &mut dyn Write,
) -> Result<Vec<(Column, String)>> {
    writeln!(
        notes,
        "{QUIET}An event for {}. Enter leaves a field blank, Ctrl-C ends without one.{QUIET:#}",
        sanitize(&transaction.name)
    )?;
    let mut event: Vec<(Column, String)> = Vec::new();
    let fields = Field::ALL.into_iter().map(Column::Field).filter(|column| *column != Column::Field(Field::Id));
    let extra = transaction.layout.extra().map(|(_, name)| name.to_owned()).filter(|name| !name.is_empty());
    let columns: Vec<Column> = fields.chain(extra.map(|name| Column::Other(name.to_lowercase()))).collect();
    for column in columns.into_iter().filter(|column| transaction.layout.find(column).is_some()) {
        let is_given = |field| event.iter().any(|(column, _)| *column == Column::Field(field));
        let is_required = match column {
            Column::Field(Field::Date | Field::Title) => true,
            // A position has both its numbers or none.
            Column::Field(Field::Longitude) if is_given(Field::Latitude) => true,
            Column::Field(Field::Longitude) if transaction.layout.has(Field::Latitude) => continue,
            _ => false,
        };
        if let Some(value) = answer(&column, is_required, transaction, input, notes)? {
            event.push((column, value));
        }
    }
    if transaction.layout.column_of(Field::Id).is_some() {
        let value = |field| event.iter().find(|(column, _)| *column == Column::Field(field)).map(|(_, value)| value);
        let date = value(Field::Date).and_then(|date| Date::parse(date).ok());
        let text = |field| value(field).map_or("", String::as_str);
        let ids = Ids::of(transaction);
        let made = id::make(date.as_ref(), text(Field::Location), text(Field::Title), |id| ids.has(id));
        event.extend(id(&made, &ids, transaction, input, notes)?.map(|id| (Column::Field(Field::Id), id)));
    }
    Ok(event)
}

/// `None`: blank.
fn answer(
    column: &Column,
    is_required: bool,
    transaction: &Transaction,
    input: &mut dyn BufRead,
    notes: &mut dyn Write,
) -> Result<Option<String>> {
    loop {
        let example = example(column);
        let name = transaction.layout.find(column).map_or(column.name(), |i| transaction.layout.column_name(i));
        write!(notes, "{HEADING}{}{HEADING:#}{QUIET}{example}{QUIET:#}: ", sanitize(name))?;
        let value = line(input, notes)?;
        if value.is_empty() && !is_required {
            return Ok(None);
        }
        if value.is_empty() {
            writeln!(notes, "{QUIET}  it can't be blank{QUIET:#}")?;
            continue;
        }
        match check_values(transaction, vec![(column.clone(), value.clone())]) {
            Ok(cells) => {
                if *column == Column::Field(Field::Date) {
                    say_date(&cells, &value, notes)?;
                }
                return Ok(Some(value));
            }
            Err(invalid) => say(notes, &invalid_value(invalid))?,
        }
    }
}

/// Shows what a date was understood as.
fn say_date(cells: &NewCells, value: &str, notes: &mut dyn Write) -> Result<()> {
    let Ok(date) = Date::parse(value) else { return Ok(()) };
    let bound = |day: Option<chrono::NaiveDate>| day.map_or("no limit".to_owned(), |day| day.to_string());
    let (earliest, latest) = (bound(date.earliest()), bound(date.latest()));
    let days = if earliest == latest { earliest } else { format!("{earliest} to {latest}") };
    let kept = cells.rewritten_date().map_or(String::new(), |(_, date)| format!(", kept as {date}"));
    writeln!(notes, "{QUIET}  {}{kept}: {days}{QUIET:#}", date.words())?;
    Ok(())
}

/// `None`: the one that is made.
fn id(
    made: &str,
    ids: &Ids,
    transaction: &Transaction,
    input: &mut dyn BufRead,
    notes: &mut dyn Write,
) -> Result<Option<String>> {
    loop {
        write!(notes, "{HEADING}id{HEADING:#}{QUIET} [{}]{QUIET:#}: ", sanitize(made))?;
        let id = line(input, notes)?;
        if id.is_empty() {
            return Ok(None);
        }
        if ids.has(&id) {
            say(notes, &Diagnostic::new(format!("another event has the id `{id}`")))?;
            continue;
        }
        match check_values(transaction, vec![(Column::Field(Field::Id), id.clone())]) {
            Ok(_) => return Ok(Some(id)),
            Err(invalid) => say(notes, &invalid_value(invalid))?,
        }
    }
}

fn say(notes: &mut dyn Write, diagnostic: &Diagnostic) -> Result<()> {
    notes.write_all(rendered(diagnostic).as_bytes())?;
    Ok(())
}

/// How a field is written, where that is not plain.
fn example(column: &Column) -> &'static str {
    match column {
        Column::Field(Field::Date) => " (2021-08-26, 26 August 2021, late 2014)",
        Column::Field(Field::Location) => " (the narrowest first: Kabul airport, Kabul)",
        Column::Field(Field::Latitude) => " (degrees)",
        Column::Field(Field::Longitude) => " (degrees)",
        Column::Field(Field::Status) => " (confirmed, unconfirmed, disputed, retracted)",
        Column::Field(Field::Actors | Field::Tags | Field::Source) => " (several with ; between them)",
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
        Err(error) => Err(Error::reading("<stdin>", &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ReadOptions;

    fn asked(answers: &str) -> (Result<Vec<(Column, String)>>, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "id,date,title,latitude,longitude,killed,Case\nx-2014,2014,x,,,,\n").unwrap();
        let transaction = Transaction::open(&path, &ReadOptions::default()).unwrap();
        let mut notes = anstream::StripStream::new(Vec::new());
        let event = event(&transaction, &mut answers.as_bytes(), &mut notes);
        let name = path.display().to_string();
        (event, String::from_utf8(notes.into_inner()).unwrap().replace(&name, "a.csv"))
    }

    #[test]
    fn it_asks_until_the_answer_can_be_taken() {
        let (event, notes) = asked("someday\nlate 2014\n\nx\n34.5\n\n69.2\n\nA 7\nX-2014\n\n");
        let event: Vec<(String, String)> =
            event.unwrap().into_iter().map(|(column, value)| (column.name().to_owned(), value)).collect();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let wanted =
            [("date", "late 2014"), ("title", "x"), ("latitude", "34.5"), ("longitude", "69.2"), ("case", "A 7")];
        assert_eq!(event, wanted.map(|(name, value)| pair(name, value)));
        // What is answered is not echoed here, as it is by a terminal.
        insta::assert_snapshot!(notes.replace("): ", "):\n").replace("title: ", "title:\n").replace("]: ", "]:\n"), @"
        An event for a.csv. Enter leaves a field blank, Ctrl-C ends without one.
        date (2021-08-26, 26 August 2021, late 2014):
        error: `someday` is not part of a date that dateline understands
        hint: write it as 2021-08-26, 26 August 2021, August 2021, late 2014 or around 2015
        date (2021-08-26, 26 August 2021, late 2014):
          late 2014, kept as [2014-09..2014-12]:
        2014-09-01 to 2014-12-31
        title:
          it can't be blank
        title:
        latitude (degrees):
        longitude (degrees):
          it can't be blank
        longitude (degrees):
        killed (13, 10..20, 131.. at least, ~170 about):
        Case: id [x-2014-2]:
        error: another event has the id `X-2014`
        id [x-2014-2]:
        ");
    }

    #[test]
    fn answers_that_end_make_no_event() {
        let (event, _) = asked("2014\nx\n");
        assert_eq!(event.unwrap_err().to_string(), "the answers ended, so nothing was changed");
    }

    #[test]
    fn without_a_latitude_no_longitude_is_asked_for() {
        let (_, notes) = asked("2014\nx\n\n\n\n\n");
        assert!(notes.contains("latitude") && !notes.contains("longitude"), "{notes}");
    }

    #[test]
    fn yes_or_no_is_asked_until_it_is_one() {
        let asked = |answers: &str| yes_or_no("Sure?", Answer::No, &mut answers.as_bytes(), &mut Vec::new());
        assert_eq!(asked("maybe\nYES\n").unwrap(), Answer::Yes);
        assert_eq!(asked("\n").unwrap(), Answer::No);
        assert!(asked("").is_err());
    }
}
