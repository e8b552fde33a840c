//! SkipReason the commands that change a store share: which store it is, what a value must be, and how a change ends.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cli;
use crate::csv::scan::unquote;
use crate::date::Date;
use crate::edit::{Lock, PATIENCE, Transaction};
use crate::error::{Diagnostic, Error, Hint, Result};
use crate::event::UnreadCell;
use crate::layout::listed;
use crate::model::field::{Column, Field};
use crate::model::id::fold_id;
use crate::output;
use crate::store::ReadOptions;
use crate::text::{is_bidi, shell_word};

use super::{Environment, SHOWS_IDS, Streams, is_alike, note};

/// The store that was named, or else the one that is meant.
///
/// # Errors
/// Standard input; no store here, for the chronology built into the program can't be changed.
pub(super) fn store(file: Option<&Path>, environment: &Environment) -> Result<PathBuf> {
    let path = match (file, &environment.file) {
        (Some(file), _) => file,
        (None, Some(file)) => file,
        (None, None) => Path::new("events.csv"),
    };
    if path.as_os_str() == "-" {
        return Err(Error::usage("standard input, `-`, can't be changed").hint("name the file to change: -f FILE"));
    }
    // A file that is there and can't be looked at is an error of its own, later.
    if !fs::metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Ok(path.to_owned());
    }
    if let Some(error) = dangling(path) {
        return Err(error);
    }
    let name = path.display();
    let (message, init) = match (file, &environment.file) {
        (None, None) => {
            let message = "there is no events.csv here, and the chronology built into dateline can't be changed";
            (message.to_owned(), "dateline init".to_owned())
        }
        _ => (format!("there is no file `{name}`"), format!("dateline init {}", shell_word(&name.to_string()))),
    };
    Err(Error::from(Diagnostic::new(message)).hint(format!("`{init}` makes one")))
}

/// SkipReason is wrong with a link that leads nowhere; `None` for anything else.
pub(super) fn dangling(path: &Path) -> Option<Error> {
    let target = fs::read_link(path).ok().filter(|_| fs::metadata(path).is_err())?;
    let message = format!("`{}` is a link to `{}`, which is not there", path.display(), target.display());
    Some(Error::from(Diagnostic::new(message)).hint("make that file, or take the link away"))
}

/// Reads the store and, unless the difference is only shown, keeps others from changing it.
pub(super) fn open(
    path: &Path,
    target: &cli::Target,
    environment: &Environment,
    command: &str,
    streams: &mut Streams<'_>,
) -> Result<(Transaction, Option<Lock>)> {
    let lock = if target.dry_run { None } else { Some(lock(path, command)?) };
    Ok((read(path, &target.form.options(&environment.codebooks), streams)?, lock))
}

pub(super) fn lock(path: &Path, command: &str) -> Result<Lock> {
    Lock::take(path, command, PATIENCE)
}

pub(super) fn read(path: &Path, options: &ReadOptions, streams: &mut Streams<'_>) -> Result<Transaction> {
    let draft = Transaction::open(path, options)?;
    for text in &draft.notes {
        note(streams, &cli::hint::note(text));
    }
    Ok(draft)
}

/// Makes the change and says so with `answer`; without a lock shows the difference that it would make.
pub(super) fn finish(draft: Transaction, lock: Option<Lock>, answer: &str, streams: &mut Streams<'_>) -> Result<()> {
    match lock {
        Some(lock) => {
            draft.commit(&lock)?;
            writeln!(streams.out, "{answer}")?;
        }
        None => {
            output::change::diff(streams.out, &draft.name, &draft.difference()?)?;
            streams.out.flush()?;
            note(streams, &format!("{} was not changed (--dry-run)", draft.name));
        }
    }
    Ok(())
}

/// Values for columns of a store, as they are written to it.
#[derive(Debug, Default)]
pub(super) struct Cells {
    pub cells: Vec<(usize, String)>,
    /// The date as it was given, where it is written otherwise.
    pub phrase: Option<(String, Date)>,
}

impl Cells {
    pub fn of(&self, column: Option<usize>) -> Option<&str> {
        let column = column?;
        self.cells.iter().find(|(i, _)| *i == column).map(|(_, text)| text.as_str())
    }

    /// Says what became of a date that was a phrase.
    pub fn say_date(&self, streams: &mut Streams<'_>) {
        if let Some((phrase, date)) = &self.phrase {
            note(streams, &format!("date \"{phrase}\" is {date}"));
        }
    }
}

/// Why a value can't be taken.
#[derive(Debug)]
pub(super) struct InvalidValue {
    pub column: Column,
    pub problem: Box<Diagnostic>,
}

impl InvalidValue {
    fn new(column: &Column, message: impl Into<String>, hint: impl Into<Hint>) -> InvalidValue {
        InvalidValue { column: column.clone(), problem: Box::new(Diagnostic::new(message).hint(hint)) }
    }

    /// As an error of the store, where no option gave the value.
    pub fn of_file(self) -> Error {
        Error::Failed(self.problem)
    }
}

/// As an error of the option that gave the value.
impl From<InvalidValue> for Error {
    fn from(refused: InvalidValue) -> Error {
        let option = match &refused.column {
            Column::Field(field) => format!("--{}", field.name()),
            Column::Other(name) => format!("--set {name}"),
        };
        let mut problem = refused.problem;
        problem.message = format!("{option}: {}", problem.message);
        Error::Usage(problem)
    }
}

/// Checks values as the store would be read with them, and more strictly where a new value can be better than an old
/// one: no coordinates off the globe, no control characters, no blank title.
pub(super) fn checked(draft: &Transaction, values: Vec<(Column, String)>) -> std::result::Result<Cells, InvalidValue> {
    let mut cells = Cells::default();
    for (column, value) in values {
        let value = value.trim();
        let Some(i) = draft.layout.find(&column) else {
            return Err(no_such_column(draft, &column));
        };
        if cells.of(Some(i)).is_some() {
            let message = format!("the column `{}` is given twice", draft.layout.column_name(i));
            return Err(InvalidValue::new(&column, message, "say it once"));
        }
        check_characters(&column, value)?;
        let written = match column {
            Column::Field(Field::Date) if !value.is_empty() => {
                check_takes_dates(draft)?;
                let date = Date::parse(value)
                    .map_err(|error| InvalidValue { column: column.clone(), problem: Box::new(error.into()) })?;
                let edtf = date.to_string();
                if edtf != value {
                    cells.phrase = Some((value.to_owned(), date));
                }
                edtf
            }
            Column::Field(Field::Title) if value.is_empty() => {
                return Err(InvalidValue::new(&column, "an event has a title", "say in one line what happened"));
            }
            Column::Field(field @ (Field::Latitude | Field::Longitude)) => {
                check_degrees(&column, field, &value.replace(',', "."))?;
                degrees(value, draft.has_decimal_comma(i))
            }
            _ => value.to_owned(),
        };
        cells.cells.push((i, written));
    }
    // A row with nothing else in it: what is wrong with it is wrong with one of them.
    let title = draft.layout.column_of(Field::Title);
    let mut row = vec![String::new(); draft.layout.width()];
    for (i, text) in title.iter().map(|i| (*i, "-".to_owned())).chain(cells.cells.iter().cloned()) {
        row[i] = text;
    }
    match draft.bad_cell(&row) {
        Some(bad) => Err(refused(draft, bad)),
        None => Ok(cells),
    }
}

/// # Errors
/// Dates that are the numbers of days: beside one in EDTF none of them could be read.
pub(super) fn check_takes_dates(draft: &Transaction) -> std::result::Result<(), InvalidValue> {
    if !draft.layout.convention.serial {
        return Ok(());
    }
    let message = format!("{} counts days as spreadsheets do", draft.name);
    let hint = format!("let its dates be written as text first: dateline check --fix {}", shell_word(&draft.name));
    Err(InvalidValue::new(&Column::Field(Field::Date), message, hint))
}

/// A latitude or longitude, with the sign before its decimals that the others of its column have.
pub(super) fn degrees(value: &str, has_decimal_comma: bool) -> String {
    if has_decimal_comma { value.replace('.', ",") } else { value.to_owned() }
}

fn refused(draft: &Transaction, bad: UnreadCell) -> InvalidValue {
    // Of a field that several columns make, the one column is named.
    let column = match draft.layout.column_of(bad.field) {
        Some(_) => Column::Field(bad.field),
        None => Column::Other(draft.layout.column_name(bad.column).to_owned()),
    };
    InvalidValue { column, problem: Box::new(bad.problem) }
}

pub(super) fn no_such_column(draft: &Transaction, column: &Column) -> InvalidValue {
    let name = column.name();
    let columns = listed(draft.layout.names());
    let hint = match column {
        Column::Field(field) if draft.layout.has(*field) => {
            let message = format!(
                "no one column of {} is its `{name}`: the layout is {}",
                draft.name,
                draft.layout.name.as_str()
            );
            let hint = format!(
                "set the columns it is made of, --set COLUMN=VALUE; or make a file with dateline's own columns of it: \
                 dateline export {} --native -o NEW.csv",
                shell_word(&draft.name)
            );
            return InvalidValue::new(column, message, hint);
        }
        Column::Field(_) => format!(
            "its columns are: {columns}; if one of them holds it, say so: --map {name}=COLUMN; else make a file with all \
             of dateline's columns of it: dateline export {} --native -o NEW.csv",
            shell_word(&draft.name)
        ),
        Column::Other(_) => format!("its columns are: {columns}"),
    };
    InvalidValue::new(column, format!("{} has no column `{name}`", draft.name), hint)
}

fn check_characters(column: &Column, value: &str) -> std::result::Result<(), InvalidValue> {
    let may_break = !matches!(column, Column::Field(field) if *field != Field::Summary);
    let is_refused = |c: &char| is_bidi(*c) || c.is_control() && !(may_break && matches!(c, '\n' | '\r' | '\t'));
    match value.chars().find(is_refused) {
        None => Ok(()),
        Some('\n' | '\r') => Err(InvalidValue::new(column, "it is one line", "more than one has room in --summary")),
        Some(c) => {
            let message = format!("there is a control character in it, U+{:04X}", u32::from(c));
            Err(InvalidValue::new(column, message, "leave it out"))
        }
    }
}

/// A number that can't be read is left to the reader of the store.
fn check_degrees(column: &Column, field: Field, value: &str) -> std::result::Result<(), InvalidValue> {
    let most = if field == Field::Latitude { 90.0 } else { 180.0 };
    match value.parse::<f64>() {
        Ok(degrees) if degrees.is_finite() && degrees.abs() > most => Err(InvalidValue::new(
            column,
            format!("{degrees} is off the globe"),
            format!("a {} lies between -{most} and {most}", field.name()),
        )),
        _ => Ok(()),
    }
}

/// Fails where a position would have only one of its two numbers. `cell` gives a column's text after the change.
pub(super) fn check_position<'a>(draft: &Transaction, cell: impl Fn(usize) -> Cow<'a, str>) -> Result<()> {
    let is_blank = |field: Field| draft.layout.column_of(field).is_none_or(|i| cell(i).trim().is_empty());
    match (is_blank(Field::Latitude), is_blank(Field::Longitude)) {
        (false, true) => Err(Error::usage("there is a latitude and no longitude").hint("say --longitude too")),
        (true, false) => Err(Error::usage("there is a longitude and no latitude").hint("say --latitude too")),
        _ => Ok(()),
    }
}

/// The ids of a store, folded, and the rows that have them: bad ones too, for they can be mended.
pub(super) struct Ids(HashMap<String, Vec<usize>>);

impl Ids {
    pub fn of(draft: &Transaction) -> Ids {
        let mut ids: HashMap<String, Vec<usize>> = HashMap::new();
        let Some(column) = draft.layout.column_of(Field::Id) else {
            return Ids(ids);
        };
        draft.each_row(|row, record, _| {
            let cell = unquote(record.raw(column));
            let id = fold_id(&String::from_utf8_lossy(&cell)).into_owned();
            if !id.is_empty() {
                ids.entry(id).or_default().push(row);
            }
        });
        Ids(ids)
    }

    pub fn has(&self, id: &str) -> bool {
        self.0.contains_key(&*fold_id(id))
    }

    /// # Errors
    /// An id that another event has.
    pub fn check_is_free(&self, draft: &Transaction, id: &str) -> Result<()> {
        let Some(rows) = self.0.get(&*fold_id(id)) else { return Ok(()) };
        let error = Error::usage(format!("--id: another event has the id `{id}`"));
        Err(match rows.first() {
            Some(row) => error.hint(in_words(draft, *row)),
            None => error,
        })
    }

    /// Adds that of a new row.
    pub fn take(&mut self, id: &str) {
        self.0.entry(fold_id(id).into_owned()).or_default();
    }

    /// The one row that has an id.
    ///
    /// # Errors
    /// No such row, or several; one that is broken as text, for nobody knows what belongs to it.
    pub fn row(&self, draft: &Transaction, id: &str) -> Result<usize> {
        let id = id.trim();
        let file = &draft.name;
        if draft.layout.column_of(Field::Id).is_none() {
            let error = Diagnostic::new(format!("{file} has no column `id` to name an event by"));
            return Err(Error::from(error).hint(format!(
                "say which column it is: --map id=COLUMN; or make a store of it, whose events get ids: dateline init \
                 NEW.csv, then dateline add -f NEW.csv --from {}",
                shell_word(file)
            )));
        }
        if id.is_empty() {
            return Err(Error::usage("say the id of an event").hint(SHOWS_IDS));
        }
        match self.0.get(&*fold_id(id)).map(Vec::as_slice) {
            Some([row]) => {
                if draft.table.with_record(*row, |record| record.is_broken()) {
                    let hint = "close the quote in an editor first: what belongs to the row can't be told";
                    return Err(Error::from(draft.fault(*row).unwrap_or_else(|| Diagnostic::new(hint))).hint(hint));
                }
                Ok(*row)
            }
            Some(rows) => {
                let lines: Vec<String> = rows.iter().map(|row| draft.table.line(*row).to_string()).collect();
                let lines = lines.join(", ");
                let error = Diagnostic::new(format!("several events in {file} have the id `{id}`, on lines {lines}"));
                Err(Error::from(error).hint("give each an id of its own in an editor"))
            }
            None => {
                let error = Error::from(Diagnostic::new(format!("no event in {file} has the id `{id}`")));
                let mut alike: Vec<&str> =
                    self.0.keys().map(String::as_str).filter(|other| is_alike(other, id)).collect();
                alike.sort_unstable();
                alike.truncate(5);
                Err(match alike.is_empty() {
                    true => error.hint(SHOWS_IDS),
                    false => error.hint(format!("there is {}", alike.join(", "))),
                })
            }
        }
    }
}

/// An event in a line, as it stands in the store; a row that can't be read by its id, what it has for a date and title.
pub(super) fn in_words(draft: &Transaction, row: usize) -> String {
    let text = |field: Field| draft.layout.column_of(field).map(|i| draft.cell(row, i)).unwrap_or_default();
    let cell = text(Field::Date);
    let read = draft.event(row, |event| (event.date.clone(), event.text(Field::Title).into_owned()));
    let (date, title) = read.unwrap_or_else(|| (draft.layout.convention.read(&cell).ok(), text(Field::Title)));
    output::change::event(text(Field::Id).trim(), date.as_ref(), &cell, &title)
}

/// Says why new events are not at the end of the file.
pub(super) fn say_unclosed(draft: &Transaction, streams: &mut Streams<'_>) {
    if draft.table.is_unclosed() {
        let line = draft.table.line(draft.table.len() - 1);
        let text =
            format!("a quote that opens in the row on line {line} is never closed; what is new comes before that row");
        note(streams, &text);
    }
}
