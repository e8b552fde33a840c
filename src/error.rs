//! What can go wrong, and how it is told: every error names its place and, where there is one, the way out.
//!
//! Every module returns [`Error`]; `commands` collects a row's [`Diagnostic`]s while the good rows go on, and
//! `main` prints what ends the program.

use std::fmt::{self, Write as _};
use std::io;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use textwrap::{Options, WordSplitter, wrap};
use unicode_width::UnicodeWidthStr;

use crate::text::{sanitize, truncate};

pub type Result<T> = std::result::Result<T, Error>;

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The reader of our output has gone (`| head`): nothing is wrong, and nothing is said.
    #[error("the output was closed")]
    BrokenPipe,
    /// The command line asks for something that can't be: exit code 2.
    #[error("{0}")]
    Usage(Box<Diagnostic>),
    #[error("{0}")]
    Failed(Box<Diagnostic>),
}

impl Error {
    pub fn usage(message: impl Into<String>) -> Error {
        Error::Usage(Box::new(Diagnostic::new(message)))
    }

    /// A file that can't be opened, read or written; `doing` is the verb: "read", "write".
    pub fn io(doing: &str, file: &str, error: &io::Error) -> Error {
        let reason = match error.kind() {
            io::ErrorKind::NotFound if doing == "write" => "its folder does not exist".to_owned(),
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            io::ErrorKind::IsADirectory => "it is a directory, not a file".to_owned(),
            _ => error.to_string(),
        };
        Error::from(Diagnostic::new(format!("cannot {doing} `{file}`: {reason}")))
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        if let Error::Usage(diagnostic) | Error::Failed(diagnostic) = &mut self {
            diagnostic.hint = Some(hint.into());
        }
        self
    }
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

/// For writes to our own output, whose one expected failure is that its reader has gone.
impl From<io::Error> for Error {
    fn from(error: io::Error) -> Error {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Error::BrokenPipe,
            _ => Error::from(Diagnostic::new(format!("cannot write the output: {error}"))),
        }
    }
}

/// One thing that is wrong, its place, and what would be right.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub message: String,
    pub place: Option<Place>,
    pub hint: Option<String>,
}

/// Where in a file something is wrong.
#[derive(Clone, Debug, Default)]
pub struct Place {
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
}

impl Place {
    /// The place of a span of a record's text, on the line on which it begins. `line` is the record's first.
    pub fn in_text(file: &str, record: &str, line: u64, span: Range<usize>) -> Place {
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
        }
    }
}

/// How much of a long line is shown around its fault, in terminal cells, where there is room.
const EXCERPT: usize = 76;

impl Diagnostic {
    pub fn new(message: impl Into<String>) -> Diagnostic {
        Diagnostic { message: message.into(), place: None, hint: None }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hint = Some(hint.into());
        self
    }

    pub fn at(mut self, place: Place) -> Diagnostic {
        self.place = Some(place);
        self
    }

    /// The whole report, in colour; the stream it goes to takes the colour out where it is not wanted.
    pub fn render(&self) -> String {
        self.render_as("error", AnsiColor::Red.on_default().bold(), None)
    }

    /// The same under another title, which has its own colour: `warning[no-source]`; and wrapped where it would be wider
    /// than so many terminal cells.
    pub fn render_as(&self, title: &str, loud: Style, width: Option<usize>) -> String {
        let wrapped = |text: &str| {
            let options = Options::new(width.unwrap_or(usize::MAX)).subsequent_indent("  ");
            wrap(text, options.word_splitter(WordSplitter::NoHyphenation).break_words(false)).join("\n")
        };
        let mut out = String::new();
        let bold = Style::new().bold();
        let blue = AnsiColor::Blue.on_default();
        let cyan = AnsiColor::Cyan.on_default();
        let message = wrapped(&format!("{title}: {}", sanitize(&self.message)));
        let message = message.strip_prefix(title).unwrap_or(&message);
        let _ = writeln!(out, "{loud}{title}{loud:#}{bold}{message}{bold:#}");
        if let Some(place) = &self.place {
            let Place { line, column, .. } = place;
            let gutter = " ".repeat(line.to_string().len());
            let file = sanitize(&place.file);
            let _ = write!(out, " {blue}-->{blue:#} {file}:{line}:{column}");
            if let Some(field) = &place.field {
                let _ = write!(out, " ({})", sanitize(field));
            }
            let room = width.map_or(EXCERPT, |width| EXCERPT.min(width.saturating_sub(gutter.len() + " | ".len())));
            let (text, before, length) = excerpt(place, room);
            let carets = "^".repeat(length.max(1));
            let indent = " ".repeat(before);
            let _ = writeln!(out);
            let _ = writeln!(out, "{gutter} {blue}|{blue:#}");
            let _ = writeln!(out, "{blue}{line} |{blue:#} {text}");
            let _ = writeln!(out, "{gutter} {blue}|{blue:#} {indent}{loud}{carets}{loud:#}");
        }
        if let Some(hint) = &self.hint {
            let hint = wrapped(&format!("hint: {}", sanitize(hint)));
            let hint = hint.strip_prefix("hint").unwrap_or(&hint);
            let _ = writeln!(out, "{cyan}hint{cyan:#}{hint}");
        }
        out
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{}:{}:{}: ", place.file, place.line, place.column)?;
        }
        f.write_str(&self.message)
    }
}

/// The part of the line to show in so many terminal cells, the cells before the fault in it, and those of the fault.
fn excerpt(place: &Place, width: usize) -> (String, usize, usize) {
    let at = place.column - 1;
    let split = |n: usize| place.text.char_indices().nth(n).map_or(place.text.len(), |(i, _)| i);
    let (start, end) = (split(at), split(at + place.length));
    let mut before = sanitize(&place.text[..start]).into_owned();
    // A fault far along a line is brought near: what leads up to it is truncate at its left.
    if before.width() > width / 2 {
        let keep: Vec<char> = before.chars().rev().take(width / 4).collect();
        before = std::iter::once('…').chain(keep.into_iter().rev()).collect();
    }
    let fault = truncate(&sanitize(&place.text[start..end]), width.saturating_sub(before.width())).into_owned();
    let room = width.saturating_sub(before.width() + fault.width());
    let after = truncate(&sanitize(&place.text[end..]), room).into_owned();
    (format!("{before}{fault}{after}"), before.width(), fault.width())
}
