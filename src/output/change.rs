//! A change to a file, for people: the difference row by row, and a changed event or cell in one line.
//!
//! The commands that change a file print with it.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::date::Date;
use crate::edit::Hunk;
use crate::text::{sanitize, sanitize_lines, truncate};
use crate::words::UNDATED;

const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const PLACE: Style = AnsiColor::Cyan.on_default();

/// Prints the removed and the added rows, in the format of `diff -U0`.
pub fn diff(out: &mut dyn Write, file: &str, hunks: &[Hunk]) -> io::Result<()> {
    let file = sanitize(file);
    writeln!(out, "{REMOVED}--- {file}{REMOVED:#}\n{ADDED}+++ {file}{ADDED:#}")?;
    let mut shift = 0;
    for hunk in hunks {
        let (old, new) = (lines(&hunk.old), lines(&hunk.new));
        let line = hunk.line as i64;
        // By convention, where no row is removed or added, the number is that of the line before.
        let new_line = line + shift + i64::from(old.is_empty()) - i64::from(new.is_empty());
        let at = |line: i64, lines: usize| if lines == 1 { line.to_string() } else { format!("{line},{lines}") };
        writeln!(out, "{PLACE}@@ -{} +{} @@{PLACE:#}", at(line, old.len()), at(new_line, new.len()))?;
        for (mark, style, lines, others) in [('-', REMOVED, &old, &new), ('+', ADDED, &new, &old)] {
            for (i, line) in lines.iter().enumerate() {
                // In a row of many cells, the part that differs is underlined.
                let (same, other, rest) = match others.get(i) {
                    Some(other) if lines.len() == others.len() => split_by_difference(line, other),
                    _ => (line.as_str(), "", ""),
                };
                let strong = style.bold().underline();
                writeln!(out, "{style}{mark}{same}{style:#}{strong}{other}{strong:#}{style}{rest}{style:#}")?;
            }
        }
        shift += new.len() as i64 - old.len() as i64;
    }
    Ok(())
}

/// Splits a line in three: the beginning that it shares with the other, what differs, and the end that it shares.
fn split_by_difference<'a>(line: &'a str, other: &str) -> (&'a str, &'a str, &'a str) {
    let length = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let start = length(&mut line.chars().zip(other.chars()));
    let (same, line_rest) = line.split_at(start);
    let end = length(&mut line_rest.chars().rev().zip(other[start..].chars().rev()));
    let (own, rest) = line_rest.split_at(line_rest.len() - end);
    (same, own, rest)
}

fn lines(rows: &[String]) -> Vec<String> {
    let row_lines = |row: &String| {
        let text = row.replace("\r\n", "\n").replace('\r', "\n");
        sanitize_lines(&text).map(|line| line.into_owned()).collect::<Vec<_>>()
    };
    rows.iter().flat_map(row_lines).collect()
}

/// An event in a line: `kabul-airport: 26 Aug 2021  Suicide attack at Kabul airport`. `cell` is the text of its date, which
/// is shown where it can't be read.
pub fn event(id: &str, date: Option<&Date>, cell: &str, title: &str) -> String {
    let when = match (date, cell.trim()) {
        (Some(date), _) => date.words(),
        (None, "") => UNDATED.to_owned(),
        (None, cell) => format!("`{cell}`"),
    };
    let id = if id.is_empty() { String::new() } else { format!("{id}: ") };
    sanitize(&format!("{id}{when}  {}", title.trim())).into_owned()
}

/// A changed cell in words: `killed 183 → 170..183`, `date Aug 2021 → 26 Aug 2021`.
pub fn cell(column: &str, is_date: bool, old: &str, new: &str) -> String {
    let column = sanitize(column);
    if old.trim() == new {
        return format!("{column}: the spaces around it removed");
    }
    let text = |text: &str| truncate(&sanitize(text.trim()), 40).into_owned();
    let words = |cell: &str| match Date::parse(cell) {
        Ok(date) if is_date => date.words(),
        _ => text(cell),
    };
    let (old, new) = match (words(old), words(new)) {
        // The same date in another spelling has the same words, so the spellings are shown.
        (a, b) if a == b => (text(old), text(new)),
        words => words,
    };
    match (old.is_empty(), new.is_empty()) {
        (true, _) => format!("{column} set to {new}"),
        (_, true) => format!("{column} cleared, was {old}"),
        _ => format!("{column} {old} → {new}"),
    }
}
