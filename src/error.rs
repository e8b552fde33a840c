//! What can go wrong, and how it is told: every error has a kind to match on, names its place and, where there is one,
//! the way out.
//!
//! Every fallible function returns an [`Error`], or a [`Diagnostic`] where the rest of the input can still be read.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// What a function of this library returns that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the work stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The reader of our output has gone (`| head`): nothing is wrong, and nothing is said.
    #[error("the output was closed")]
    BrokenPipe,
    /// What was asked for can't be done, whatever the files hold.
    #[error("{0}")]
    Usage(Box<Diagnostic>),
    /// Something that was asked for rightly failed.
    #[error("{0}")]
    Failed(Box<Diagnostic>),
}

impl Error {
    /// A request that can't be carried out.
    pub(crate) fn usage(message: impl Into<String>) -> Error {
        Error::Usage(Box::new(Diagnostic::new(message)))
    }

    /// A file that can't be opened or read.
    pub(crate) fn reading(file: &str, error: &io::Error) -> Error {
        // What went wrong on the way from a server is in words already.
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
            Some(Error::Failed(diagnostic)) => return Error::Failed(diagnostic.clone()),
            Some(Error::Usage(diagnostic)) => return Error::Usage(diagnostic.clone()),
            Some(Error::BrokenPipe) | None => {}
        }
        Error::from(io_diagnostic(ErrorKind::Read(error.kind()), format!("read `{file}`"), error))
    }

    /// A file that can't be opened for writing, or written. A broken pipe is [`Error::BrokenPipe`].
    pub(crate) fn writing(file: &str, error: &io::Error) -> Error {
        Error::written(format!("write `{file}`"), error)
    }

    /// The folder of a file, in which a new file can't be made.
    pub(crate) fn writing_beside(file: &str, error: &io::Error) -> Error {
        Error::written(format!("write to the folder of `{file}`"), error)
    }

    /// A temporary file, on which events are sorted.
    fn sorting(folder: &Path, error: &io::Error) -> Error {
        let what = format!("sort on disk, in `{}`", folder.display());
        Error::from(io_diagnostic(ErrorKind::Temporary(error.kind()), what, error)).hint(Hint::Temporary)
    }

    fn written(what: String, error: &io::Error) -> Error {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Error::BrokenPipe,
            kind => Error::from(io_diagnostic(ErrorKind::Write(kind), what, error)),
        }
    }

    /// What kind of thing is wrong; `None` for a broken pipe, where nothing is.
    pub fn kind(&self) -> Option<ErrorKind> {
        match self {
            Error::BrokenPipe => None,
            Error::Usage(diagnostic) | Error::Failed(diagnostic) => Some(diagnostic.kind),
        }
    }

    /// The same error with a way out of it.
    pub(crate) fn hint(mut self, hint: impl Into<Hint>) -> Error {
        if let Error::Usage(diagnostic) | Error::Failed(diagnostic) = &mut self {
            diagnostic.hint = Some(hint.into());
        }
        self
    }
}

fn io_diagnostic(kind: ErrorKind, what: String, error: &io::Error) -> Diagnostic {
    let reason = match error.kind() {
        io::ErrorKind::NotFound if matches!(kind, ErrorKind::Write(_)) => "its folder does not exist".to_owned(),
        io::ErrorKind::NotFound if matches!(kind, ErrorKind::Temporary(_)) => "there is no such folder".to_owned(),
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory, not a file".to_owned(),
        _ => error.to_string(),
    };
    Diagnostic::new(format!("cannot {what}: {reason}")).of_kind(kind)
}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Error {
        Error::Failed(Box::new(diagnostic))
    }
}

impl From<Box<Diagnostic>> for Error {
    fn from(diagnostic: Box<Diagnostic>) -> Error {
        Error::Failed(diagnostic)
    }
}

/// For writes alone: an error of reading a file is told by [`Error::reading`]. The file is named where the writer named
/// it ([`WriteError`]); else it is the output, whose one expected failure is that its reader has gone. A [`TemporaryError`]
/// is told from both.
impl From<io::Error> for Error {
    fn from(error: io::Error) -> Error {
        if let Some(TemporaryError { folder, source }) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
            return Error::sorting(folder, source);
        }
        match error.get_ref().and_then(|inner| inner.downcast_ref::<WriteError>()) {
            Some(WriteError { file, source }) => Error::writing(file, source),
            None => Error::written("write the output".to_owned(), &error),
        }
    }
}

/// A failed write that knows its file, for a writer that is passed on as `dyn Write`, behind which no caller knows it.
#[derive(Debug, thiserror::Error)]
#[error("{source}")]
pub struct WriteError {
    file: String,
    source: io::Error,
}

impl WriteError {
    /// The error with the name of the file, of the same kind.
    pub fn named(file: &str, source: io::Error) -> io::Error {
        io::Error::new(source.kind(), WriteError { file: file.to_owned(), source })
    }
}

/// A temporary file that can't be made, written or read: no fault of the input, and none of the output.
#[derive(Debug, thiserror::Error)]
#[error("{source}")]
pub struct TemporaryError {
    folder: PathBuf,
    source: io::Error,
}

impl TemporaryError {
    /// The error with the folder of temporary files, of the same kind.
    pub(crate) fn wrap(source: io::Error) -> io::Error {
        io::Error::new(source.kind(), TemporaryError { folder: std::env::temp_dir(), source })
    }
}

/// What kind of thing is wrong, for code to decide by; the message is for people alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// None of the others.
    #[default]
    Other,
    /// A file can't be opened or read.
    Read(io::ErrorKind),
    /// A file, or the output, can't be written.
    Write(io::ErrorKind),
    /// A temporary file, on which events are sorted, can't be made, written or read.
    Temporary(io::ErrorKind),
    /// A text is no date.
    Date(DateErrorKind),
    /// A text is no count of people.
    Count(CountErrorKind),
    /// A text is no latitude or longitude.
    Coordinate,
    /// A row has fewer or more cells than the header.
    RowWidth,
    /// Two versions of the file could not be merged, and somebody has to.
    MergeConflict,
    /// A table on a server can't be reached, read or changed.
    Server(ServerErrorKind),
}

/// What is wrong with a table on a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServerErrorKind {
    /// The address can't be used as it is: there is a password in it, or a parameter that nobody knows.
    Address,
    /// The program was built without what speaks to servers.
    NotBuilt,
    /// The server can't be reached.
    Unreachable,
    /// The server lets the user in not at all, or not do that.
    Refused,
    /// There is no such table, or it is no chronology.
    NoTable,
    /// There is such a table already.
    IsThere,
    /// The connection was lost.
    Lost,
    /// Somebody has changed the same in the meantime.
    Changed,
    /// None of the others.
    Other,
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateErrorKind {
    /// There is nothing but white space.
    Blank,
    /// It is none of the forms and phrases that are read.
    NotADate,
    /// It begins as EDTF (ISO 8601-2:2019) and breaks its grammar.
    Syntax,
    /// A month, an hour or the like beyond the last: `2021-13`.
    OutOfRange,
    /// A day that its month does not have: 31 June.
    NoSuchDay,
    /// The weekday is not that of the day.
    WrongWeekday,
    /// It counts from the day of the report: yesterday, Friday.
    NeedsReport,
    /// The year is missing, and all the rest is there: 26 August.
    LacksYear,
    /// The month, or month and year, is missing.
    LacksMonth,
    /// The day of the month is missing beside a weekday.
    LacksDay,
    /// A year of two digits.
    NoCentury,
    /// The order of day and month is open: 03/04/2021.
    DayOrMonth,
    /// It may mean one thing or another in any other way: winter 2015.
    Ambiguous,
    /// It ends before it begins.
    Backwards,
    /// Another column, or the rest of the same one, says otherwise.
    Contradiction,
    /// It is understood, and is of a kind that can't be kept: a week by its number, an approximate range.
    Unsupported,
}

/// Why a text is no count of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CountErrorKind {
    /// It is none of the forms that are read.
    NotACount,
    /// The least is more than the most.
    Backwards,
    /// It is 2⁶⁴ or more.
    TooLarge,
    /// It is part of a person: 5.5.
    Fraction,
    /// It names no number: dozens.
    Vague,
    /// It may mean one number or another, or that nothing is known: none.
    Ambiguous,
}

/// One thing that is wrong, its place, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// What kind of fault it is.
    pub kind: ErrorKind,
    /// What is wrong.
    pub message: String,
    /// What would put it right.
    pub hint: Option<Hint>,
    /// Where it is; `None` for what is of no one place.
    pub place: Option<Place>,
}

impl Diagnostic {
    /// A message alone.
    pub fn new(message: impl Into<String>) -> Diagnostic {
        Diagnostic { kind: ErrorKind::Other, message: message.into(), hint: None, place: None }
    }

    pub(crate) fn of_kind(mut self, kind: ErrorKind) -> Diagnostic {
        self.kind = kind;
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<Hint>) -> Diagnostic {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn at(mut self, place: Place) -> Diagnostic {
        self.place = Some(place);
        self
    }

    /// Whether a date ends before it begins, or the least of a count is more than its most.
    pub(crate) fn runs_backwards(&self) -> bool {
        matches!(self.kind, ErrorKind::Date(DateErrorKind::Backwards) | ErrorKind::Count(CountErrorKind::Backwards))
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            match &place.original {
                Some(original) => write!(f, "{original}: ")?,
                None => write!(f, "{}:{}:{}: ", place.file, place.line, place.column)?,
            }
        }
        f.write_str(&self.message)
    }
}

/// What would put an error right.
///
/// What the caller can answer (the order of day and month, an encoding) is a variant of its own, so that each program
/// says how it is answered there. `Display` says it for a caller of whom nothing is known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// Words that need no other.
    Text(String),
    /// State whether the day or the month comes first, or write the date as `or` says.
    DateOrder {
        /// How the date can be written instead.
        or: Option<String>,
    },
    /// The order that was stated does not fit; state another.
    OtherDateOrder {
        /// What the order breaks.
        rule: &'static str,
    },
    /// State another folder for temporary files, or allow more memory.
    Temporary,
    /// State no limit of memory.
    NoMemoryLimit,
    /// State the century of years with two digits.
    Century,
    /// State the year of dates without one.
    Year,
    /// State the character encoding.
    Encoding,
    /// State which of the two byte orders of UTF-16 it is.
    Utf16,
    /// State which columns hold the fields; or look at the columns of the file.
    Columns {
        /// Fields and their columns: `date=Filed,title=COLUMN`.
        map: String,
        /// The name of the file, where it is known.
        file: Option<String>,
    },
    /// Two readings are equally likely: state one of them, or look at the columns of the file.
    EitherMap {
        /// The two readings, each as fields and their columns.
        maps: Box<[String; 2]>,
        /// The name of the file.
        file: String,
    },
    /// A table that holds no events can be read as some if the user states its columns.
    NoEvents {
        /// The name of the file.
        file: String,
    },
    /// State that there is no header, and that the date is in this column, counted from 1.
    NoHeader {
        /// The number of the column of the date, from 1.
        date: usize,
    },
    /// Write the date as this EDTF, or let it be rewritten.
    RewriteDate {
        /// The date in EDTF.
        edtf: String,
    },
    /// Let the dates of this file be rewritten while it is known how they are written.
    RewriteDates {
        /// The name of the file.
        file: String,
    },
    /// Make a copy of this file in UTF-8.
    ToUtf8 {
        /// The name of the file.
        file: String,
    },
    /// Make a copy of this file with one column more: these columns, or the model's where they can't be named.
    AddColumn {
        /// The name of the file.
        file: String,
        /// All columns of the copy, with commas between them.
        columns: Option<String>,
    },
    /// Let the columns of this table be written anew by which its server filters.
    MendColumns {
        /// The address of the table.
        table: String,
    },
    /// State no sheet, since none of the files has any.
    NoSheet,
    /// Parquet can't be read or written: the program was built without the feature.
    WithoutParquet,
    /// A table on a server can't be read or changed: the program was built without the feature.
    WithoutPostgres,
    /// State no path, since none of the files is a JSON document.
    NoPath,
    /// State which sheet of a workbook to read.
    Sheet {
        /// The names of its sheets.
        sheets: Vec<String>,
    },
    /// State which array of a JSON document to read.
    Array {
        /// The path of the one that has most objects, as jq writes it.
        path: String,
    },
    /// Name one member of an archive.
    Member {
        /// The name of the archive.
        file: String,
        /// The members to choose from.
        members: Vec<String>,
    },
    /// Make a CSV file of this file, and change that.
    ToCsv {
        /// The name of the file.
        file: String,
    },
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hint::Text(text) => f.write_str(text),
            Hint::DateOrder { or: None } => f.write_str("state whether the day or the month comes first"),
            Hint::DateOrder { or: Some(or) } => write!(f, "state whether the day or the month comes first; or {or}"),
            Hint::OtherDateOrder { rule } => write!(f, "{rule}; state another order of day and month"),
            Hint::Temporary => f.write_str("name a folder for temporary files that has room, or allow more memory"),
            Hint::NoMemoryLimit => f.write_str("state no limit of memory"),
            Hint::Century => f.write_str("state the century, or write the year with four digits"),
            Hint::Year => f.write_str("state the year, or write it"),
            Hint::Encoding => f.write_str("state its encoding, or save the file as UTF-8"),
            Hint::Utf16 => f.write_str("if it is UTF-16 without a byte order mark, state its byte order"),
            Hint::Columns { map, .. } => write!(f, "state which columns to take: {map}"),
            Hint::EitherMap { maps, .. } => write!(f, "state which it is: {} or {}", maps[0], maps[1]),
            Hint::NoEvents { .. } => {
                f.write_str("to read it all the same, state the columns of its date and its title")
            }
            Hint::NoHeader { date } => write!(f, "name its columns by their numbers: date={date},title=…"),
            Hint::RewriteDate { edtf } => write!(f, "write it as {edtf}"),
            Hint::RewriteDates { file } => {
                write!(f, "rewrite the dates of {file} first, while it is known how they are written in it")
            }
            Hint::ToUtf8 { file } => write!(f, "make a file in UTF-8 of {file}"),
            Hint::AddColumn { file, .. } => write!(f, "add it to every row of {file}"),
            Hint::MendColumns { table } => write!(f, "let the columns for filters of {table} be written anew"),
            Hint::NoSheet => f.write_str("state no sheet"),
            Hint::WithoutParquet => f.write_str("build it with the feature `parquet`"),
            Hint::WithoutPostgres => f.write_str("build it with the feature `postgres`"),
            Hint::NoPath => f.write_str("state no path"),
            Hint::Sheet { sheets } => write!(f, "state which sheet to read: {}", sheets.join(", ")),
            Hint::Array { path } => write!(f, "state which array to read, such as {path}"),
            Hint::Member { members, .. } if members.is_empty() => f.write_str("it is empty"),
            Hint::Member { members, .. } => write!(f, "name the one to read: {}", members.join(", ")),
            Hint::ToCsv { file } => write!(f, "make a CSV file of {file}, and change that"),
        }
    }
}

impl From<String> for Hint {
    fn from(text: String) -> Hint {
        Hint::Text(text)
    }
}

impl From<&str> for Hint {
    fn from(text: &str) -> Hint {
        Hint::Text(text.to_owned())
    }
}

/// What was settled about a file that its reader should know, though nothing is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// A sentence that needs no other.
    Text(String),
    /// Some text was read as Windows-1252, which can be wrong.
    Recoded {
        /// The sentence that says so.
        what: String,
    },
    /// The columns that hold the fields were found by their names and contents.
    Guessed {
        /// Its name.
        file: String,
        /// The layout is known and lacks some of its columns; else it is no known one.
        is_known: bool,
        /// `start=from,end=to,title=matter,killed=deaths`
        map: String,
    },
    /// One of several sheets of a workbook was read.
    Sheet {
        /// The name of the workbook.
        file: String,
        /// The sheet that was read.
        sheet: String,
        /// The others.
        others: Vec<String>,
    },
}

impl From<String> for Note {
    fn from(text: String) -> Note {
        Note::Text(text)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Text(text) | Note::Recoded { what: text } => f.write_str(text),
            Note::Guessed { file, is_known, map } => {
                let what = if *is_known { "lacks columns of its layout" } else { "is of no known layout" };
                write!(f, "{file} {what} and was read with {map}")
            }
            Note::Sheet { file, sheet, others } => {
                write!(f, "sheet \"{sheet}\" of {file} was read, and not {}", others.join(", "))
            }
        }
    }
}

/// Where in a file something is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The name of the file.
    pub file: String,
    /// The line, from 1, as an editor counts them: CR LF, LF and a lone CR each end one.
    pub line: u64,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The name of the column of the table.
    pub field: Option<String>,
    /// The text of that line.
    pub text: String,
    /// How many characters from `column` on are meant.
    pub length: usize,
    /// Where it stands in the original, in words with the file's name, if that is no text of rows: `book.xlsx, sheet
    /// "Data", cell C5 (date)`. `line` is then the number of the row there.
    pub original: Option<String>,
}

impl Place {
    /// The place of a span of a record's text, on the line on which it begins. `line` is the record's first.
    pub(crate) fn in_text(file: &str, record: &str, line: u64, span: Range<usize>) -> Place {
        let is_break = |c: char| c == '\n' || c == '\r';
        let before = &record[..span.start];
        let line_start = before.rfind(is_break).map_or(0, |i| i + 1);
        let breaks = before.matches(is_break).count() - before.matches("\r\n").count();
        let line_end = record[span.start..].find(is_break).map_or(record.len(), |i| span.start + i);
        Place {
            file: file.to_owned(),
            line: line + breaks as u64,
            column: record[line_start..span.start].chars().count() + 1,
            field: None,
            text: record[line_start..line_end].to_owned(),
            length: record[span.start..span.end.min(line_end)].chars().count(),
            original: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_io_error_says_what_was_done_to_which_file() {
        let refused = io::Error::from(io::ErrorKind::PermissionDenied);
        let error = Error::reading("a.csv", &refused);
        assert_eq!(error.to_string(), "cannot read `a.csv`: permission denied");
        assert_eq!(error.kind(), Some(ErrorKind::Read(io::ErrorKind::PermissionDenied)));
        let error = Error::writing("a.csv", &io::Error::from(io::ErrorKind::NotFound));
        assert_eq!(error.to_string(), "cannot write `a.csv`: its folder does not exist");
        assert_eq!(error.kind(), Some(ErrorKind::Write(io::ErrorKind::NotFound)));
        assert!(matches!(Error::from(io::Error::from(io::ErrorKind::BrokenPipe)), Error::BrokenPipe));
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        assert_eq!(Error::from(full()).to_string(), "cannot write the output: no storage space");
        let named = WriteError::named("out.csv", full());
        assert_eq!(Error::from(named).to_string(), "cannot write `out.csv`: no storage space");
    }

    #[test]
    fn a_place_counts_lines_as_an_editor_does() {
        let place = Place::in_text("a.csv", "one\r\ntwo\rthree", 5, 9..14);
        assert_eq!((place.line, place.column, place.text.as_str(), place.length), (7, 1, "three", 5));
    }
}
