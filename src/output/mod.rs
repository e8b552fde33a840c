//! Events into text: for people (`timeline`, `table`, `show`, `count`, `date`), for machines (`csv`, `json`), and as
//! whole documents ([`publish`]).
//!
//! `commands` calls them with events that the query kept. Each format is one file; [`Encoder`] knows all those in which
//! each event stands by itself, [`publish::publisher`] the others.

pub mod change;
pub mod check;
pub mod columns;
pub mod count;
pub mod date;
pub mod diagnostic;
pub mod diff;
pub mod field_lines;
pub mod progress;
mod rows;
pub mod show;
pub mod table;
pub mod terminal;
pub mod timeline;

use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::store::Source;
use crate::text::counted;

/// How the parts of what people read are told apart.
pub const HEADING: Style = Style::new().bold();
pub const WHEN: Style = AnsiColor::Cyan.on_default();
pub const CASUALTIES: Style = AnsiColor::Red.on_default();
pub const QUIET: Style = Style::new().dimmed();

/// Whether what people read is in colour. Where it is not, [`terminal`] would take the colours out again, which long outputs
/// are spared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// In colour.
    Colours,
    /// Text alone.
    Plain,
}

impl Paint {
    fn style(self, style: Style) -> Style {
        match self {
            Paint::Colours => style,
            Paint::Plain => Style::new(),
        }
    }
}

/// Adds text in a style.
fn push_styled(text: &mut String, style: Style, styled: &str) {
    if style.is_plain() {
        text.push_str(styled);
    } else {
        let _ = write!(text, "{style}{styled}{style:#}");
    }
}

/// Adds spaces.
fn push_spaces(text: &mut String, mut count: usize) {
    const SPACES: &str = "                                                                ";
    while count > 0 {
        let part = count.min(SPACES.len());
        text.push_str(&SPACES[..part]);
        count -= part;
    }
}

/// A file that was read whole, and how many of its rows are what.
pub struct FileRead<'a> {
    pub source: &'a Source,
    pub events: u64,
    pub unreadable: u64,
}

impl<'a> FileRead<'a> {
    /// `events.csv: native, 10 events, 1 row that can't be read`
    fn title(&self) -> String {
        let FileRead { source, events, unreadable } = *self;
        let title = format!("{}: {}, {}", source.name, source.layout.name.as_str(), counted(events, "event"));
        match unreadable {
            0 => title,
            n => format!("{title}, {} that can't be read", counted(n, "row")),
        }
    }

    fn to_json(&self) -> JsonFile<'a> {
        let FileRead { source, events, unreadable } = *self;
        JsonFile { file: &source.name, layout: source.layout.name.as_str(), events, unreadable }
    }
}

/// The order of the fields is part of the format.
#[derive(Serialize)]
struct JsonFile<'a> {
    file: &'a str,
    layout: &'a str,
    events: u64,
    /// Rows that can't be read.
    unreadable: u64,
}

/// The last line of what people read.
fn footer(out: &mut dyn Write, text: &str, width: usize) -> io::Result<()> {
    for line in textwrap::wrap(text, width) {
        writeln!(out, "{QUIET}{line}{QUIET:#}")?;
    }
    Ok(())
}
