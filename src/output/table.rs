//! `list`: a table, one event a row, as wide as the terminal.
//!
//! The widths of the columns are decided first, from all cells, so that a long table can be printed in parts.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};
use unicode_width::UnicodeWidthStr;

use crate::date::Certainty;
use crate::event::Event;
use crate::layout::FILE;
use crate::model::field::{Column, Field};

use super::{HEADING, QUIET};
use crate::query::order::Summary;
use crate::text::{sanitize, truncate_cell};
use crate::words::{POSSIBLE, people, place, summary_words, when};

/// A column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// How certainly the event matches.
    Mark,
    /// Location and country together.
    Place,
    Column(Column),
}

impl Shown {
    /// What `list` shows when no columns are asked for, where the file has anything in them.
    pub fn default_columns() -> Vec<Shown> {
        let column = |field| Shown::Column(Column::Field(field));
        vec![
            column(Field::Id),
            column(Field::Date),
            column(Field::Title),
            Shown::Place,
            column(Field::Kind),
            column(Field::Killed),
            column(Field::Wounded),
            column(Field::Status),
            Shown::Column(Column::Other(FILE.to_owned())),
        ]
    }

    fn name(&self) -> String {
        match self {
            Shown::Mark => String::new(),
            Shown::Place => "location".to_owned(),
            Shown::Column(column) => sanitize(column.name()).into_owned(),
        }
    }

    fn is(&self, field: Field) -> bool {
        *self == Shown::Column(Column::Field(field))
    }

    fn is_number(&self) -> bool {
        matches!(
            self,
            Shown::Column(Column::Field(Field::Killed | Field::Wounded | Field::Latitude | Field::Longitude))
        )
    }

    fn cell(&self, event: &Event<'_>, certainty: Certainty) -> String {
        let text = match self {
            Shown::Mark => return if certainty == Certainty::Possible { POSSIBLE.to_owned() } else { String::new() },
            Shown::Place => place(event),
            Shown::Column(Column::Field(Field::Date)) => when(event),
            Shown::Column(Column::Field(Field::Killed)) => event.killed.map(people).unwrap_or_default(),
            Shown::Column(Column::Field(Field::Wounded)) => event.wounded.map(people).unwrap_or_default(),
            Shown::Column(column) => return truncate_cell(&event.named(column).unwrap_or_default()),
        };
        truncate_cell(&text)
    }
}

/// How wide the columns must be, found by measuring every row before the first is printed.
pub struct Measured {
    columns: Vec<Shown>,
    /// The widths of each column's widest cell and of its longest word, in terminal cells. A column should not be narrower
    /// than that word.
    widest: Vec<usize>,
    words: Vec<usize>,
    /// Whether the user chose the columns. If not, those with nothing in them are left out.
    asked: bool,
    /// Whether rows get a mark, because at least one matches only possibly.
    marked: bool,
}

impl Measured {
    pub fn new(columns: Vec<Shown>, asked: bool) -> Measured {
        let zero = vec![0; columns.len()];
        Measured { columns, widest: zero.clone(), words: zero, asked, marked: false }
    }

    pub fn event(&mut self, event: &Event<'_>, certainty: Certainty) {
        self.marked |= certainty == Certainty::Possible;
        for (i, column) in self.columns.iter().enumerate() {
            let cell = column.cell(event, certainty);
            self.widest[i] = self.widest[i].max(cell.width());
            let word = cell.split_whitespace().map(UnicodeWidthStr::width).max().unwrap_or(0);
            self.words[i] = self.words[i].max(word);
        }
    }

    /// Lays the columns out in a table of `width` cells.
    fn fit(&self, width: usize) -> Fitted {
        let mut columns: Vec<(Shown, Want)> = Vec::new();
        if self.marked {
            columns.push((Shown::Mark, Want { widest: 1, word: 1, weight: 1 }));
        }
        for (i, column) in self.columns.iter().enumerate() {
            let is_needed = self.asked || column.is(Field::Date) || column.is(Field::Title);
            if self.widest[i] > 0 || is_needed {
                columns.push((column.clone(), self.want(i)));
            }
        }
        let mut hidden = Vec::new();
        // Titles matter most: where they would get too narrow, columns that can be asked for by name are left out.
        for field in [Field::Id, Field::Kind] {
            let fitted = lay_out(&columns, width);
            let squeezed = |(column, want): &(Shown, usize)| {
                column.is(Field::Title) && *want < GOOD_TITLE.min(self.widest[self.position(column)])
            };
            if self.asked || !fitted.iter().any(squeezed) {
                break;
            }
            let before = columns.len();
            columns.retain(|(column, _)| !column.is(field));
            if columns.len() < before {
                hidden.push(field.name());
            }
        }
        Fitted { columns: lay_out(&columns, width), hidden }
    }

    fn position(&self, column: &Shown) -> usize {
        self.columns.iter().position(|other| other == column).unwrap_or(0)
    }

    fn want(&self, i: usize) -> Want {
        let column = &self.columns[i];
        let name = column.name().width();
        let word = if column.is(Field::Title) {
            self.words[i].min(10)
        } else if column.is(Field::Date) {
            // A whole day, `26 Aug 2021`, should not be broken over two lines.
            self.widest[i].min(13)
        } else {
            self.words[i].min(LONGEST_WORD)
        };
        Want {
            widest: self.widest[i].max(name),
            word: word.max(name),
            weight: if column.is(Field::Title) { 2 } else { 1 },
        }
    }
}

/// The columns of a table with their widths, and the names of those for which there was no room.
struct Fitted {
    columns: Vec<(Shown, usize)>,
    hidden: Vec<&'static str>,
}

fn lay_out(columns: &[(Shown, Want)], width: usize) -> Vec<(Shown, usize)> {
    let room = width.saturating_sub(GAP * columns.len().saturating_sub(1)).max(columns.len());
    let widths = share(room, columns.iter().map(|(_, want)| want));
    columns.iter().zip(widths).map(|((column, _), width)| (column.clone(), width)).collect()
}

/// The least comfortable width of a title, in terminal cells.
const GOOD_TITLE: usize = 24;

/// Words longer than this, in terminal cells, may be broken to make room.
const LONGEST_WORD: usize = 16;

/// Two spaces between columns.
const GAP: usize = 2;

/// The widths that a column asks for, in terminal cells.
struct Want {
    /// Its widest cell.
    widest: usize,
    /// Its longest word: the column should not be narrower.
    word: usize,
    /// How much more room it gets than others when there is too little.
    weight: usize,
}

/// Distributes the width. Each column gets what it asks for where there is enough; otherwise the widest give way first,
/// down to their longest word and, when even that is too much, below it.
fn share<'a>(room: usize, wants: impl Iterator<Item = &'a Want> + Clone) -> Vec<usize> {
    let at = |level: usize, words: bool| -> Vec<usize> {
        let width = |want: &Want| {
            let floor = if words { want.word.min(want.widest) } else { 1 };
            want.widest.min(level.saturating_mul(want.weight)).max(floor)
        };
        wants.clone().map(width).collect()
    };
    let fits = |widths: &[usize]| widths.iter().fold(0, |sum: usize, width| sum.saturating_add(*width)) <= room;
    // The highest level that fits is searched for: each column gets its share of that level, or less if it asks for less.
    for words in [true, false] {
        if let Some(widths) = (1..=room).rev().map(|level| at(level, words)).find(|widths| fits(widths)) {
            return widths;
        }
    }
    at(1, false)
}

/// A table whose only line is the one under the header.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// How many rows are laid out and printed at a time.
const PART: usize = 500;

/// Prints events in the order they come.
pub struct Printer<'a> {
    out: &'a mut dyn Write,
    columns: Vec<(Shown, usize)>,
    hidden: Vec<&'static str>,
    width: usize,
    rows: Vec<Vec<String>>,
    with_header: bool,
}

impl<'a> Printer<'a> {
    pub fn new(out: &'a mut dyn Write, measured: &Measured, width: usize) -> Printer<'a> {
        let Fitted { columns, hidden } = measured.fit(width);
        Printer { out, columns, hidden, width, rows: Vec::new(), with_header: true }
    }

    pub fn event(&mut self, event: &Event<'_>, certainty: Certainty) -> io::Result<()> {
        self.rows.push(self.columns.iter().map(|(column, _)| column.cell(event, certainty)).collect());
        if self.rows.len() >= PART { self.part() } else { Ok(()) }
    }

    fn part(&mut self) -> io::Result<()> {
        let mut table = Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
        if self.with_header {
            table.set_header(self.columns.iter().map(|(column, _)| column.name()));
        }
        table.add_rows(self.rows.drain(..));
        let last = self.columns.len() - 1;
        for (i, (column, width)) in self.columns.iter().enumerate() {
            let Some(set) = table.column_mut(i) else { continue };
            let gap = if i == last { 0 } else { GAP };
            let width = u16::try_from(width + gap).unwrap_or(u16::MAX);
            set.set_padding((0, gap as u16));
            set.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
            if column.is_number() {
                set.set_cell_alignment(CellAlignment::Right);
            }
        }
        // Everything down to the line under the header is the header.
        let mut in_header = self.with_header;
        for line in table.lines() {
            let line = line.trim_end();
            if in_header && line.starts_with('─') {
                in_header = false;
                writeln!(self.out, "{QUIET}{line}{QUIET:#}")?;
            } else if in_header {
                writeln!(self.out, "{HEADING}{line}{HEADING:#}")?;
            } else {
                writeln!(self.out, "{line}")?;
            }
        }
        self.with_header = false;
        Ok(())
    }

    /// Prints the remaining rows, and a last line that counts the events.
    pub fn finish(mut self, summary: Summary) -> io::Result<()> {
        if !self.rows.is_empty() {
            self.part()?;
            writeln!(self.out)?;
        }
        let mut last = summary_words(summary);
        if !self.hidden.is_empty() {
            last.push_str(&format!("; no room for {}", self.hidden.join(" and ")));
        }
        super::footer(self.out, &last, self.width)
    }
}

#[cfg(test)]
mod tests {
    use super::{Want, share};

    #[test]
    fn room_is_shared_fairly() {
        let want = |widest, word| Want { widest, word, weight: 1 };
        assert_eq!(share(100, [want(10, 5), want(20, 5)].iter()), [10, 20]);
        assert_eq!(share(40, [want(10, 5), want(80, 12)].iter()), [10, 30]);
        assert_eq!(share(40, [want(60, 5), want(80, 12)].iter()), [20, 20]);
        assert_eq!(share(12, [want(10, 10), want(80, 12)].iter()), [6, 6]);
        assert_eq!(share(40, [want(10, 5), want(usize::MAX, 9)].iter()), [10, 30]);
        assert_eq!(share(1, [want(10, 5), want(10, 5)].iter()), [1, 1]);
        let title = Want { widest: 80, word: 10, weight: 2 };
        assert_eq!(share(60, [want(60, 5), title].iter()), [20, 40]);
    }
}
