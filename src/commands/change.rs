//! What the commands that change a store share: which store it is, how a change ends, and what to do about a value or an
//! id that can't be taken.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Environment, SHOWS_IDS, Streams, meant_ids, note, these_begin};
use crate::cli;
use crate::edit::{
    CannotAddColumn, IdError, IdTaken, InvalidReason, InvalidValue, Lock, LoneCoordinate, NewCells, PATIENCE,
    Transaction,
};
use crate::error::{Diagnostic, Error, Result};
use crate::layout::listed;
use crate::model::field::{Column, Field};
use crate::output;
use crate::postgres::Address;
use crate::store::ReadOptions;
use crate::text::shell_word;
use crate::text::similar::offer;

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
    if let Some(address) = Address::of(path) {
        address.check()?;
        return Ok(path.to_owned());
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

/// What is wrong with a link that leads nowhere; `None` for anything else.
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
    let lock = if target.dry_run { None } else { Some(lock(path, command, streams)?) };
    Ok((read(path, &target.form.options(environment.layouts.as_deref()), streams)?, lock))
}

/// Takes the lock of a store, and says for whom it waits where that takes long.
pub(super) fn lock(path: &Path, command: &str, streams: &mut Streams<'_>) -> Result<Lock> {
    Lock::take_and_tell(path, command, PATIENCE, |holder| {
        note(streams, &format!("waiting for {holder}, which is changing {}", path.display()));
    })
}

pub(super) fn read(path: &Path, options: &ReadOptions, streams: &mut Streams<'_>) -> Result<Transaction> {
    let transaction = Transaction::open(path, options)?;
    for text in &transaction.notes {
        note(streams, &cli::hint::note(text));
    }
    Ok(transaction)
}

/// Makes the change and says so with `answer`; without a lock shows the difference that it would make.
pub(super) fn finish(
    transaction: Transaction,
    lock: Option<Lock>,
    answer: &str,
    streams: &mut Streams<'_>,
) -> Result<()> {
    let (is_changed, name) = (lock.is_some(), transaction.name.clone());
    finish_quietly(transaction, lock, streams)?;
    if is_changed { say_done(&name, answer, streams) } else { Ok(()) }
}

/// Says that a store was changed.
///
/// # Errors
/// That can't be printed, which must not look as if nothing had been done: whoever tries again would add twice.
pub(super) fn say_done(name: &str, answer: &str, streams: &mut Streams<'_>) -> Result<()> {
    let printed = super::answer(streams, answer).and_then(|()| Ok(streams.out.flush()?));
    match printed {
        // Nobody wants to know.
        Ok(()) | Err(Error::BrokenPipe) => Ok(()),
        Err(error) => {
            Err(Error::from(Diagnostic::new(format!("{name} was changed; only that could not be said: {error}")))
                .hint("do not do it again, or it is done twice"))
        }
    }
}

/// Makes the change; without a lock shows the difference that it would make.
pub(super) fn finish_quietly(transaction: Transaction, lock: Option<Lock>, streams: &mut Streams<'_>) -> Result<()> {
    let Some(lock) = lock else {
        output::change::diff(streams.out, &transaction.name, &transaction.difference()?)?;
        streams.out.flush()?;
        note(streams, &format!("{} was not changed (--dry-run)", transaction.name));
        return Ok(());
    };
    transaction.commit(&lock)
}

/// Whether somebody must be asked before the change is made.
///
/// # Errors
/// Nobody can be asked.
pub(super) fn must_ask(yes: bool, target: &cli::Target, environment: &Environment) -> Result<bool> {
    let asks = !yes && !target.dry_run;
    if asks && !environment.can_ask {
        return Err(Error::usage("cannot ask for confirmation: not a terminal")
            .hint("pass `--yes` to go on without a question, or `--dry-run` to see the difference"));
    }
    Ok(asks)
}

/// Why a store can't have another column.
pub(super) fn cannot_add_column(error: CannotAddColumn) -> Error {
    match error {
        CannotAddColumn::Failed(error) => error,
        error => Error::from(Diagnostic::new(error.to_string())),
    }
}

/// Says what became of a date that was given in words.
pub(super) fn say_rewritten_date(cells: &NewCells, streams: &mut Streams<'_>) {
    if let Some((given, date)) = cells.rewritten_date() {
        note(streams, &format!("date \"{given}\" is {date}"));
    }
}

/// What is wrong with a value, and what to do about it.
pub(super) fn invalid_value(invalid: InvalidValue) -> Diagnostic {
    let message = invalid.to_string();
    let hint = match invalid.reason {
        InvalidReason::Unreadable(problem) => return *problem,
        InvalidReason::NoColumn { columns, .. } if matches!(invalid.column, Column::Other(_)) => {
            let names = columns.iter().map(String::as_str);
            offer(invalid.column.name(), "columns", names, &listed(&columns))
        }
        InvalidReason::NoColumn { file, column, columns } => format!(
            "its columns are: {}; if one of them holds it, pass `--map {column}=COLUMN`; else make a file with all of \
             dateline's columns of it: dateline export {} --native -o NEW.csv",
            listed(&columns),
            shell_word(&file)
        ),
        InvalidReason::SeveralColumns { file, .. } => format!(
            "set the columns it is made of, `--set COLUMN=VALUE`; or make a file with dateline's own columns of it: \
             dateline export {} --native -o NEW.csv",
            shell_word(&file)
        ),
        InvalidReason::GivenTwice(_) => "give it once".to_owned(),
        InvalidReason::SerialDates { file } => {
            format!("let its dates be written as text first: dateline check --fix {}", shell_word(&file))
        }
        InvalidReason::BlankTitle => "say in one line what happened".to_owned(),
        InvalidReason::OffTheGlobe { most, .. } => {
            format!("a {} lies between -{most} and {most}", invalid.column.name())
        }
        InvalidReason::SeveralLines => "more than one has room in `--summary`".to_owned(),
        InvalidReason::ControlCharacter(_) => "leave it out".to_owned(),
    };
    Diagnostic::new(message).hint(hint)
}

/// As an error of the option that gave the value.
pub(super) fn invalid_option(option: &str, invalid: InvalidValue) -> Error {
    let mut diagnostic = invalid_value(invalid);
    diagnostic.message = format!("{option}: {}", diagnostic.message);
    Error::Usage(Box::new(diagnostic))
}

/// As an error of the option that gave the value: that of its field, else `--set`.
impl From<InvalidValue> for Error {
    fn from(invalid: InvalidValue) -> Error {
        let option = match &invalid.column {
            Column::Field(field) => format!("--{}", field.name()),
            Column::Other(name) => format!("--set {name}"),
        };
        invalid_option(&option, invalid)
    }
}

impl From<LoneCoordinate> for Error {
    fn from(lone: LoneCoordinate) -> Error {
        Error::usage(lone.to_string()).hint(format!("pass `--{}` too", lone.missing.name()))
    }
}

impl From<IdError> for Error {
    fn from(error: IdError) -> Error {
        let message = error.to_string();
        match error {
            IdError::Failed(error) => error,
            IdError::NoColumn { file } => Error::from(Diagnostic::new(message)).hint(format!(
                "pass `--map id=COLUMN` if a column holds ids; or make a store of it, whose events get ids: dateline \
                 init NEW.csv, then dateline add -f NEW.csv --from {}",
                shell_word(&file)
            )),
            IdError::Blank => Error::usage(message).hint(SHOWS_IDS),
            IdError::BrokenRow(fault) => {
                Error::from(*fault).hint("close the quote in an editor first: what belongs to the row can't be told")
            }
            IdError::Repeated { .. } => {
                Error::from(Diagnostic::new(message)).hint("give each an id of its own in an editor")
            }
            IdError::Ambiguous { first, count, .. } => {
                Error::from(Diagnostic::new(message)).hint(these_begin(&first, count))
            }
            IdError::Unknown { id, .. } if Path::new(&id).is_file() => {
                let hint = format!("to name the file, pass `--file {}`", shell_word(&id));
                Error::from(Diagnostic::new(message)).hint(hint)
            }
            IdError::Unknown { alike, .. } => Error::from(Diagnostic::new(message)).hint(meant_ids(&alike)),
        }
    }
}

/// As an error of the option that gave the id.
pub(super) fn id_taken(taken: &IdTaken, transaction: &Transaction) -> Error {
    match in_words(transaction, taken.row) {
        Ok(event) => Error::usage(format!("--id: {taken}")).hint(event),
        Err(error) => error,
    }
}

/// An event in a line, as it stands in the store; a row that can't be read by its id, what it has for a date and title.
///
/// # Errors
/// The file can't be read.
pub(super) fn in_words(transaction: &Transaction, row: usize) -> Result<String> {
    let text = |field: Field| match transaction.layout.column_of(field) {
        Some(i) => transaction.cell(row, i),
        None => Ok(String::new()),
    };
    let cell = text(Field::Date)?;
    let read = transaction.event(row, |event| (event.date().cloned(), event.text(Field::Title).into_owned()))?;
    let (date, title) = match read {
        Some(read) => read,
        None => (transaction.layout.convention.read(&cell).ok(), text(Field::Title)?),
    };
    Ok(output::change::event(text(Field::Id)?.trim(), date.as_ref(), &cell, &title))
}
