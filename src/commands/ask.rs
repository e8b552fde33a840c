//! Questions on a terminal: the fields of a new event one by one, and yes or no.
//!
//! `add`, `edit` and `remove` ask where somebody sits at standard input and standard error. Questions go to the latter, and
//! answers come as [`Answers`].

use std::collections::HashMap;
use std::io::{BufRead, Write};

use indexmap::IndexMap;

use crate::date::Date;
use crate::edit::{Ids, NewCells, Transaction, check_values};
use crate::error::{Diagnostic, Error, Result};
use crate::model::field::{Column, Field};
use crate::model::id;
use crate::output::{HEADING, QUIET};
use crate::query::Position;
use crate::store::RowOutcome;
use crate::text::list::several;
use crate::text::normalize::fold;
use crate::text::similar::one_letter_apart;
use crate::text::{counted, sanitize};

use super::change::invalid_value;
use super::rendered;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
}

/// A question for one line of text.
pub(super) struct Question<'a> {
    /// What is asked for, such as the name of a field.
    pub name: &'a str,
    /// How it is written, behind the name.
    pub example: &'a str,
    /// Values that are there already, the latest last.
    pub known: &'a [String],
    /// Whether several values with `;` between them are asked for.
    pub is_list: bool,
    /// Whether it is a date, which is shown in words while it is typed.
    pub is_date: bool,
}

impl<'a> Question<'a> {
    fn new(name: &'a str, example: &'a str) -> Question<'a> {
        Question { name, example, known: &[], is_list: false, is_date: false }
    }
}

/// Where answers come from.
pub(super) trait Answers {
    /// The next answer, without edge spaces; `None`: there are no more.
    ///
    /// # Errors
    /// An answer that can't be read.
    fn answer(&mut self, question: &Question<'_>, notes: &mut dyn Write) -> Result<Option<String>>;
}

/// Answers line by line, from whatever can be read.
pub(super) struct Lines<R>(pub R);

impl<R: BufRead> Answers for Lines<R> {
    fn answer(&mut self, question: &Question<'_>, notes: &mut dyn Write) -> Result<Option<String>> {
        let Question { name, example, .. } = question;
        write!(notes, "{HEADING}{}{HEADING:#}{QUIET}{}{QUIET:#}: ", sanitize(name), sanitize(example))?;
        notes.flush()?;
        let mut line = String::new();
        match self.0.read_line(&mut line) {
            Ok(0) => {
                let _ = writeln!(notes);
                Ok(None)
            }
            Ok(_) => Ok(Some(line.trim().to_owned())),
            Err(error) => Err(Error::reading("<stdin>", &error)),
        }
    }
}

/// Asks until the answer is one; an empty line is the usual one.
pub(super) fn yes_or_no(
    question: &str,
    usual: Answer,
    answers: &mut dyn Answers,
    notes: &mut dyn Write,
) -> Result<Answer> {
    let choice = if usual == Answer::Yes { " [Y/n]" } else { " [y/N]" };
    loop {
        let Some(answer) = answers.answer(&Question::new(question, choice), notes)? else { return Err(no_answer()) };
        match answer.to_lowercase().as_str() {
            "" => return Ok(usual),
            "y" | "yes" => return Ok(Answer::Yes),
            "n" | "no" => return Ok(Answer::No),
            _ => {}
        }
    }
}

/// Whether there is a yes; no more answers are a no.
pub(super) fn is_yes(question: &str, answers: &mut dyn Answers, notes: &mut dyn Write) -> Result<bool> {
    let answer = answers.answer(&Question::new(question, " [y/N]"), notes)?.unwrap_or_default();
    Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
}

fn no_answer() -> Error {
    Error::from(Diagnostic::new("the answers ended, so nothing was changed"))
}

/// Asks for every field that the store has a column for, each until its answer can be taken.
///
/// # Errors
/// An input that ends before the last answer: then there is no event.
pub(super) fn event(
    transaction: &Transaction,
    answers: &mut dyn Answers,
    notes: &mut dyn Write,
) -> Result<Vec<(Column, String)>> {
    writeln!(
        notes,
        "{QUIET}An event for {}. Enter leaves a field blank, Ctrl-C ends without one.{QUIET:#}",
        sanitize(&transaction.name)
    )?;
    let known = KnownValues::of(transaction)?;
    let mut event: Vec<(Column, String)> = Vec::new();
    let fields = Field::ALL.into_iter().map(Column::Field).filter(|column| *column != Column::Field(Field::Id));
    let extra = transaction.layout.extra().map(|(_, name)| name.to_owned()).filter(|name| !name.is_empty());
    let columns: Vec<Column> = fields.chain(extra.map(|name| Column::Other(name.to_lowercase()))).collect();
    for column in columns.into_iter().filter(|column| transaction.layout.find(column).is_some()) {
        let is_given = |field| event.iter().any(|(column, _)| *column == Column::Field(field));
        let is_required = match column {
            Column::Field(Field::Date | Field::Title) => true,
            // A pair of coordinates was given at once.
            Column::Field(Field::Longitude) if is_given(Field::Longitude) => continue,
            // A position has both its numbers or none.
            Column::Field(Field::Longitude) if is_given(Field::Latitude) => true,
            Column::Field(Field::Longitude) if transaction.layout.has(Field::Latitude) => continue,
            _ => false,
        };
        event.extend(values(&column, is_required, &known, transaction, answers, notes)?);
    }
    if transaction.layout.column_of(Field::Id).is_some() {
        let value = |field| event.iter().find(|(column, _)| *column == Column::Field(field)).map(|(_, value)| value);
        let date = value(Field::Date).and_then(|date| Date::parse(date).ok());
        let text = |field| value(field).map_or("", String::as_str);
        let ids = Ids::of(transaction)?;
        let made = id::make(date.as_ref(), text(Field::Location), text(Field::Title), |id| ids.has(id));
        event.extend(id(&made, &ids, transaction, answers, notes)?.map(|id| (Column::Field(Field::Id), id)));
    }
    Ok(event)
}

/// What is answered for a column; nothing: blank. A pair of coordinates is both of them.
fn values(
    column: &Column,
    is_required: bool,
    known: &KnownValues,
    transaction: &Transaction,
    answers: &mut dyn Answers,
    notes: &mut dyn Write,
) -> Result<Vec<(Column, String)>> {
    let name = transaction.layout.find(column).map_or(column.name(), |i| transaction.layout.column_name(i));
    let known_values = known.values(column);
    let example = example(column, known);
    let question = Question {
        name,
        example: &example,
        known: &known_values,
        is_list: is_list(column),
        is_date: *column == Column::Field(Field::Date),
    };
    loop {
        let value = answers.answer(&question, notes)?.ok_or_else(no_answer)?;
        if value.is_empty() && !is_required {
            return Ok(Vec::new());
        }
        if value.is_empty() {
            writeln!(notes, "{QUIET}  it can't be blank{QUIET:#}")?;
            continue;
        }
        let values = match value.parse::<Position>() {
            Ok(Position { latitude, longitude }) if *column == Column::Field(Field::Latitude) => {
                writeln!(notes, "{QUIET}  latitude {latitude}, longitude {longitude}{QUIET:#}")?;
                let pair = [(Field::Latitude, latitude), (Field::Longitude, longitude)];
                pair.map(|(field, degrees)| (Column::Field(field), degrees.to_string())).to_vec()
            }
            _ => vec![(column.clone(), value.clone())],
        };
        match check_values(transaction, values.clone()) {
            Ok(cells) => {
                if question.is_date {
                    say_date(&cells, &value, notes)?;
                }
                for like in known.misspelt(column, &value) {
                    writeln!(notes, "{QUIET}  {}{QUIET:#}", sanitize(&like))?;
                }
                return Ok(values);
            }
            Err(invalid) => say(notes, &invalid_value(invalid))?,
        }
    }
}

/// The values that the columns of a store hold, each with how many events have it, the latest last.
struct KnownValues(HashMap<Column, IndexMap<String, u64>>);

/// The fields of which values are offered.
const OFFERED: [Field; 7] =
    [Field::Location, Field::Country, Field::Kind, Field::Actors, Field::Tags, Field::Status, Field::Source];

/// More values of one column than this are not kept.
const MOST_KNOWN: usize = 5_000;

impl KnownValues {
    fn of(transaction: &Transaction) -> Result<KnownValues> {
        let mut known: HashMap<Column, IndexMap<String, u64>> = HashMap::new();
        let columns: Vec<Column> = OFFERED.into_iter().map(Column::Field).collect();
        let read = |outcome: RowOutcome<'_>| {
            let RowOutcome::Event(event, _) = outcome else { return None };
            let values = |column: &Column| {
                let cell = event.named(column).unwrap_or_default();
                if is_list(column) { several(&cell) } else { vec![cell.trim().to_owned()] }
            };
            Some(columns.iter().map(values).collect::<Vec<_>>())
        };
        let take = |_, values: Vec<Vec<String>>| {
            for (column, values) in columns.iter().zip(values) {
                let known = known.entry(column.clone()).or_default();
                for value in values.into_iter().filter(|value| !value.is_empty()) {
                    if known.len() < MOST_KNOWN || known.contains_key(&value) {
                        *known.entry(value).or_default() += 1;
                    }
                }
            }
        };
        transaction.each_row(|_, outcome| read(outcome), take)?;
        Ok(KnownValues(known))
    }

    fn values(&self, column: &Column) -> Vec<String> {
        self.0.get(column).map(|values| values.keys().cloned().collect()).unwrap_or_default()
    }

    /// The values that most events have, the most first.
    fn commonest(&self, column: &Column, most: usize) -> Vec<&str> {
        let mut values: Vec<(&String, &u64)> = self.0.get(column).into_iter().flatten().collect();
        values.sort_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then(a.cmp(b)));
        values.into_iter().take(most).map(|(value, _)| value.as_str()).collect()
    }

    /// For each part of the value that no event has: the known one that is a letter away, in a sentence.
    fn misspelt(&self, column: &Column, value: &str) -> Vec<String> {
        let Some(known) = self.0.get(column).filter(|_| *column != Column::Field(Field::Source)) else {
            return Vec::new();
        };
        let parts = if is_list(column) { several(value) } else { vec![value.to_owned()] };
        let like = |part: &String| {
            let folded = fold(part);
            let is_like = |known: &str| {
                let known = fold(known);
                known == folded || (folded.chars().count() > 3 && one_letter_apart(&known, &folded))
            };
            let (like, n) = known.iter().filter(|(value, _)| is_like(value)).max_by_key(|(_, n)| **n)?;
            Some(format!("`{part}` is new; {} {} `{like}`", counted(*n, "event"), if *n == 1 { "has" } else { "have" }))
        };
        parts.iter().filter(|part| !known.contains_key(*part)).filter_map(like).collect()
    }
}

fn is_list(column: &Column) -> bool {
    matches!(column, Column::Field(Field::Actors | Field::Tags | Field::Source))
}

/// Shows what a date was understood as.
fn say_date(cells: &NewCells, value: &str, notes: &mut dyn Write) -> Result<()> {
    let Ok(date) = Date::parse(value) else { return Ok(()) };
    let kept = cells.rewritten_date().map_or(String::new(), |(_, date)| format!(", kept as {date}"));
    writeln!(notes, "{QUIET}  {}{kept}: {}{QUIET:#}", date.words(), days_of(&date))?;
    Ok(())
}

/// `2014-09-01 to 2014-12-31`
pub(super) fn days_of(date: &Date) -> String {
    let bound = |day: Option<chrono::NaiveDate>| day.map_or("no limit".to_owned(), |day| day.to_string());
    let (earliest, latest) = (bound(date.earliest()), bound(date.latest()));
    if earliest == latest { earliest } else { format!("{earliest} to {latest}") }
}

/// `None`: the one that is made.
fn id(
    made: &str,
    ids: &Ids,
    transaction: &Transaction,
    answers: &mut dyn Answers,
    notes: &mut dyn Write,
) -> Result<Option<String>> {
    let example = format!(" [{made}]");
    loop {
        let id = answers.answer(&Question::new("id", &example), notes)?.ok_or_else(no_answer)?;
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
fn example(column: &Column, known: &KnownValues) -> String {
    let plain = match column {
        Column::Field(Field::Date) => " (2021-08-26, 26 August 2021, late 2014)",
        Column::Field(Field::Location) => " (the narrowest first: Kabul airport, Kabul)",
        Column::Field(Field::Latitude) => " (degrees, or both: 34.53, 69.17)",
        Column::Field(Field::Longitude) => " (degrees)",
        Column::Field(Field::Kind) => {
            let common = known.commonest(column, 4).join(", ");
            return if common.is_empty() { common } else { format!(" ({common}, or another word)") };
        }
        Column::Field(Field::Status) => " (confirmed, unconfirmed, disputed, retracted)",
        Column::Field(Field::Actors | Field::Tags | Field::Source) => " (several with ; between them)",
        Column::Field(Field::Killed | Field::Wounded) => " (13, 10..20, 131.. at least, ~170 about)",
        _ => "",
    };
    plain.to_owned()
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
        let event = event(&transaction, &mut Lines(answers.as_bytes()), &mut notes);
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
        latitude (degrees, or both: 34.53, 69.17):
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
    fn a_pair_of_coordinates_is_both_of_them() {
        let (event, notes) = asked("2014\nx\n25°16′48″N, 51°31′48″E\n\n\n\n");
        let event = event.unwrap();
        let value = |field| event.iter().find(|(column, _)| *column == Column::Field(field)).unwrap().1.clone();
        assert_eq!([value(Field::Latitude), value(Field::Longitude)], ["25.28", "51.53"]);
        assert!(notes.contains("latitude 25.28, longitude 51.53") && !notes.contains("longitude (degrees)"), "{notes}");
    }

    #[test]
    fn a_value_that_is_a_letter_away_from_a_known_one_is_told() {
        let rows = "id,date,title,country,actors\na,2014,x,Niger,A Group\nb,2015,y,Niger,Police; A Group\n";
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, rows).unwrap();
        let known = KnownValues::of(&Transaction::open(&path, &ReadOptions::default()).unwrap()).unwrap();
        let like = |field, value: &str| known.misspelt(&Column::Field(field), value);
        assert_eq!(like(Field::Country, "Nigre"), ["`Nigre` is new; 2 events have `Niger`"]);
        assert_eq!(like(Field::Country, "niger"), ["`niger` is new; 2 events have `Niger`"]);
        assert_eq!(like(Field::Actors, "Polise; A Group; Others"), ["`Polise` is new; 1 event has `Police`"]);
        assert!(like(Field::Country, "Niger").is_empty() && like(Field::Country, "Nigeria").is_empty());
        assert_eq!(known.commonest(&Column::Field(Field::Actors), 1), ["A Group"]);
    }

    #[test]
    fn yes_or_no_is_asked_until_it_is_one() {
        let asked = |answers: &str| yes_or_no("Sure?", Answer::No, &mut Lines(answers.as_bytes()), &mut Vec::new());
        assert_eq!(asked("maybe\nYES\n").unwrap(), Answer::Yes);
        assert_eq!(asked("\n").unwrap(), Answer::No);
        assert!(asked("").is_err());
    }
}
