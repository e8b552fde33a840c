//! Errors and warnings for people, in colour: the message, the line it is about with the fault underlined, the hint.
//!
//! Everything that reports a [`Diagnostic`] on a terminal prints it with [`Report`].

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use textwrap::{Options, WordSplitter, wrap};
use unicode_width::UnicodeWidthStr;

use crate::error::{Diagnostic, Hint, Place};
use crate::text::{sanitize, truncate};

/// How much of a long line is shown around its fault, in terminal cells, where there is room.
const EXCERPT: usize = 76;

/// How a diagnostic is printed. The colours are always there: the stream takes them out where they are not wanted.
pub struct Report<'a> {
    /// What it is called: `error`, `warning[no-source]`.
    pub title: &'a str,
    /// The colour of the title and of the line under the fault.
    pub style: Style,
    /// Longer lines are wrapped; `None`: they are not.
    pub width: Option<usize>,
    /// Says a hint in the terms of the program.
    pub hint: fn(&Hint) -> String,
}

impl Report<'_> {
    /// An error, unwrapped.
    pub fn error(hint: fn(&Hint) -> String) -> Report<'static> {
        Report { title: "error", style: AnsiColor::Red.on_default().bold(), width: None, hint }
    }

    /// The whole report, each line with its line break.
    pub fn render(&self, diagnostic: &Diagnostic) -> String {
        let mut out = String::new();
        let (title, loud) = (self.title, self.style);
        let bold = Style::new().bold();
        let cyan = AnsiColor::Cyan.on_default();
        let message = self.wrapped(&format!("{title}: {}", sanitize(&diagnostic.message)));
        let message = message.strip_prefix(title).unwrap_or(&message);
        let _ = writeln!(out, "{loud}{title}{loud:#}{bold}{message}{bold:#}");
        if let Some(place) = &diagnostic.place {
            self.write_place(&mut out, place);
        }
        if let Some(hint) = &diagnostic.hint {
            let hint = self.wrapped(&format!("hint: {}", sanitize(&(self.hint)(hint))));
            let hint = hint.strip_prefix("hint").unwrap_or(&hint);
            let _ = writeln!(out, "{cyan}hint{cyan:#}{hint}");
        }
        out
    }

    fn wrapped(&self, text: &str) -> String {
        let options = Options::new(self.width.unwrap_or(usize::MAX)).subsequent_indent("  ");
        wrap(text, options.word_splitter(WordSplitter::NoHyphenation).break_words(false)).join("\n")
    }

    fn write_place(&self, out: &mut String, place: &Place) {
        let blue = AnsiColor::Blue.on_default();
        let loud = self.style;
        let Place { line, column, .. } = place;
        let gutter = " ".repeat(line.to_string().len());
        match (&place.original, &place.field) {
            (Some(original), _) => _ = write!(out, " {blue}-->{blue:#} {}", sanitize(original)),
            (None, field) => {
                let _ = write!(out, " {blue}-->{blue:#} {}:{line}:{column}", sanitize(&place.file));
                if let Some(field) = field {
                    let _ = write!(out, " ({})", sanitize(field));
                }
            }
        }
        if place.original.is_some() && place.text.is_empty() {
            // There is no line of text to show.
            let _ = writeln!(out);
            return;
        }
        let room = self.width.map_or(EXCERPT, |width| EXCERPT.min(width.saturating_sub(gutter.len() + " | ".len())));
        let Excerpt { text, before, length } = Excerpt::of(place, room);
        let carets = "^".repeat(length.max(1));
        let indent = " ".repeat(before);
        let _ = writeln!(out);
        let _ = writeln!(out, "{gutter} {blue}|{blue:#}");
        let _ = writeln!(out, "{blue}{line} |{blue:#} {text}");
        let _ = writeln!(out, "{gutter} {blue}|{blue:#} {indent}{loud}{carets}{loud:#}");
    }
}

/// The part of a line that is shown.
struct Excerpt {
    text: String,
    /// How many terminal cells stand before the fault.
    before: usize,
    /// How many terminal cells the fault takes.
    length: usize,
}

impl Excerpt {
    /// What has room in so many terminal cells.
    fn of(place: &Place, width: usize) -> Excerpt {
        let at = place.column.saturating_sub(1);
        let split = |n: usize| place.text.char_indices().nth(n).map_or(place.text.len(), |(i, _)| i);
        let (start, end) = (split(at), split(at + place.length));
        let mut before = sanitize(&place.text[..start]).into_owned();
        // A fault far along a line is brought near: what leads up to it is cut at its left.
        if before.width() > width / 2 {
            let keep: Vec<char> = before.chars().rev().take(width / 4).collect();
            before = std::iter::once('…').chain(keep.into_iter().rev()).collect();
        }
        let fault = truncate(&sanitize(&place.text[start..end]), width.saturating_sub(before.width())).into_owned();
        let room = width.saturating_sub(before.width() + fault.width());
        let after = truncate(&sanitize(&place.text[end..]), room).into_owned();
        Excerpt { before: before.width(), length: fault.width(), text: format!("{before}{fault}{after}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fault_is_underlined_and_the_hint_stands_last() {
        let record = format!("{},1969-13-20,Moon landing", "x".repeat(90));
        let place = Place { field: Some("date".to_owned()), ..Place::in_text("a.csv", &record, 14, 91..101) };
        let diagnostic = Diagnostic::new("month `13` is out of range\u{1b}[2J").at(place).hint(Hint::Year);
        let report = Report { width: Some(60), ..Report::error(|hint| format!("({hint})")) };
        let plain = anstream::adapter::strip_str(&report.render(&diagnostic)).to_string();
        insta::assert_snapshot!(plain, @"
        error: month `13` is out of range␛[2J
         --> a.csv:14:92 (date)
           |
        14 | …xxxxxxxxxxxx,1969-13-20,Moon landing
           |               ^^^^^^^^^^
        hint: (state the year, or write it)
        ");
    }
}
