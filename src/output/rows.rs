//! The rows of a table whose widths are settled, as lines in the colours of their columns.
//!
//! `table` decides on the columns and their widths. Each row is laid out by itself, so that several threads can do it.

use std::borrow::Cow;

use anstyle::Style;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};
use unicode_width::UnicodeWidthChar;

use super::{HEADING, Paint, QUIET, push_spaces, push_styled};
use crate::text::is_plain;

/// A column that has got its width.
pub struct LaidColumn {
    pub name: String,
    /// In terminal cells.
    pub width: usize,
    /// Whether its cells stand at its right.
    pub is_number: bool,
    pub style: Style,
}

/// Two spaces between columns.
pub const GAP: usize = 2;

/// A table whose only line is the one under the header.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// The header of a table and the line under it.
pub fn header(columns: &[LaidColumn], paint: Paint) -> String {
    let mut text = String::new();
    for line in table(columns, true, Vec::new()).lines() {
        let line = line.trim_end();
        push_styled(&mut text, paint.style(if line.starts_with('─') { QUIET } else { HEADING }), line);
        text.push('\n');
    }
    text
}

/// Rows that are laid out one after the other.
#[derive(Default)]
pub struct Rows {
    text: String,
    /// The last rows, which wait to be laid out together.
    waiting: Vec<Vec<String>>,
}

impl Rows {
    /// Adds a row, which has a cell for each column.
    pub fn add(&mut self, columns: &[LaidColumn], cells: &[Cow<'_, str>]) {
        let are_plain = cells.iter().all(|cell| cell.split('\n').all(is_plain));
        if are_plain && columns.iter().all(|column| column.width > 0) {
            self.lay_out_waiting(columns);
            self.lay_out_plain(columns, cells);
        } else {
            self.waiting.push(cells.iter().map(|cell| cell.to_string()).collect());
        }
    }

    /// The lines of all rows.
    pub fn finish(mut self, columns: &[LaidColumn]) -> String {
        self.lay_out_waiting(columns);
        self.text
    }

    /// Any text, in which characters may be wider or narrower than a terminal cell.
    fn lay_out_waiting(&mut self, columns: &[LaidColumn]) {
        if self.waiting.is_empty() {
            return;
        }
        for line in table(columns, false, std::mem::take(&mut self.waiting)).lines() {
            push_coloured(&mut self.text, columns, line.trim_end());
        }
    }

    /// What [`Rows::lay_out_waiting`] comes to where each character is one terminal cell wide, which is much faster told.
    fn lay_out_plain(&mut self, columns: &[LaidColumn], cells: &[Cow<'_, str>]) {
        // The lines of all cells, and where those of each end.
        let mut lines: Vec<&str> = Vec::with_capacity(3 * columns.len());
        let mut ends: Vec<usize> = Vec::with_capacity(columns.len());
        let mut most = 0;
        for (column, cell) in columns.iter().zip(cells) {
            let start = lines.len();
            cell.split('\n').for_each(|line| wrap_plain(line, column.width, &mut lines));
            ends.push(lines.len());
            most = most.max(lines.len() - start);
        }
        for i in 0..most {
            // Spaces that stand only where something follows.
            let mut spaces = 0;
            let mut start = 0;
            for (column, &end) in columns.iter().zip(&ends) {
                let line = lines[start..end].get(i).copied().unwrap_or_default();
                start = end;
                let padding = column.width.saturating_sub(length(line));
                let before = line.bytes().take_while(|byte| *byte == b' ').count();
                if before == line.len() {
                    spaces += column.width + GAP;
                    continue;
                }
                let behind = line.bytes().rev().take_while(|byte| *byte == b' ').count();
                let text = &line[before..line.len() - behind];
                spaces += before + if column.is_number { padding } else { 0 };
                push_spaces(&mut self.text, spaces);
                push_styled(&mut self.text, column.style, text);
                spaces = behind + if column.is_number { 0 } else { padding } + GAP;
            }
            self.text.push('\n');
        }
    }
}

/// How many characters a text has.
fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// A line of this many terminal cells less than the width is full: no word would fit in.
const FULL: usize = 2;

/// Breaks a text in which each character is one terminal cell wide, at its spaces, as [`comfy_table`] does: a word that is
/// too long for a line begins on the line before where there is room for more than [`FULL`] cells.
fn wrap_plain<'t>(text: &'t str, width: usize, lines: &mut Vec<&'t str>) {
    if length(text) <= width {
        lines.push(text);
        return;
    }
    // The line that is being filled: where it begins and ends in the text, and how wide it is.
    let (mut start, mut end, mut used) = (0, 0, 0);
    let mut at = 0;
    while at <= text.len() {
        let word = text[at..].split(' ').next().unwrap_or_default();
        let word_length = length(word);
        let gap = usize::from(used > 0);
        if used + gap + word_length <= width {
            if used == 0 {
                start = at;
            }
            (end, used) = (at + word.len(), used + gap + word_length);
            at = end + 1;
        } else if used > 0 && (width - used).saturating_sub(gap) <= FULL {
            lines.push(&text[start..end]);
            used = 0;
            continue;
        } else if word_length > width {
            // The beginning of the word fills the line.
            let room = width - used - gap;
            let cut = at + word.char_indices().nth(room).map_or(word.len(), |(cut, _)| cut);
            lines.push(&text[if used > 0 { start } else { at }..cut]);
            (used, at) = (0, cut);
            continue;
        } else {
            lines.push(&text[start..end]);
            (start, end, used) = (at, at + word.len(), word_length);
            at = end + 1;
        }
        if used > width.saturating_sub(FULL) && used > 0 {
            lines.push(&text[start..end]);
            used = 0;
        }
    }
    if used > 0 {
        lines.push(&text[start..end]);
    }
}

/// A table of these columns, with its header or with rows.
fn table(columns: &[LaidColumn], with_header: bool, rows: Vec<Vec<String>>) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
    if with_header {
        table.set_header(columns.iter().map(|column| &column.name));
    }
    table.add_rows(rows);
    let last = columns.len() - 1;
    for (i, LaidColumn { width, is_number, .. }) in columns.iter().enumerate() {
        let Some(set) = table.column_mut(i) else { continue };
        let gap = if i == last { 0 } else { GAP };
        let width = u16::try_from(width + gap).unwrap_or(u16::MAX);
        set.set_padding((0, gap as u16));
        set.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        if *is_number {
            set.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// Adds a line of the table with the colour of each of its columns.
fn push_coloured(text: &mut String, columns: &[LaidColumn], line: &str) {
    let mut rest = line;
    for LaidColumn { width, style, .. } in columns {
        let (cell, after) = rest.split_at(end_of(rest, *width));
        let (gap, next) = after.split_at(end_of(after, GAP));
        let inner = cell.trim_matches(' ');
        if inner.is_empty() {
            text.push_str(cell);
        } else {
            let before = &cell[..cell.len() - cell.trim_start_matches(' ').len()];
            let behind = &cell[before.len() + inner.len()..];
            text.push_str(before);
            push_styled(text, *style, inner);
            text.push_str(behind);
        }
        text.push_str(gap);
        rest = next;
    }
    text.push_str(rest);
    text.push('\n');
}

/// Where in a line the text of so many terminal cells ends, in bytes.
fn end_of(line: &str, width: usize) -> usize {
    let mut used = 0;
    for (at, c) in line.char_indices() {
        used += c.width().unwrap_or(0);
        if used > width {
            return at;
        }
    }
    line.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{CASUALTIES, WHEN};
    use super::*;

    proptest! {
        #[test]
        fn plain_rows_are_laid_out_as_all_are(
            widths in prop::collection::vec(1usize..30, 1..5),
            words in prop::collection::vec("[a-zé–]{0,12}|[a-z]{0,40}", 4..40),
            numbers in 0u8..16,
        ) {
            let style = |i: usize| [WHEN, Style::new(), CASUALTIES][i % 3];
            let column = |(i, width): (usize, &usize)| LaidColumn {
                name: "column".to_owned(),
                width: *width,
                is_number: numbers >> i & 1 == 1,
                style: style(i),
            };
            let columns: Vec<LaidColumn> = widths.iter().enumerate().map(column).collect();
            // A cell has no space at its edges, but may have several in it; that of a number may have several lines.
            let cells = words.chunks(words.len().div_ceil(columns.len())).zip(&columns).map(|(words, column)| {
                let cell = words.join(" ").trim().to_owned();
                Cow::Owned(if column.is_number { cell.replacen(' ', "\n", 1) } else { cell })
            });
            let mut cells: Vec<Cow<'_, str>> = cells.collect();
            cells.resize(columns.len(), Cow::Borrowed(""));
            let mut fast = Rows::default();
            fast.lay_out_plain(&columns, &cells);
            let mut general = Rows::default();
            general.waiting.push(cells.iter().map(|cell| cell.to_string()).collect());
            prop_assert_eq!(fast.text, general.finish(&columns));
        }
    }
}
