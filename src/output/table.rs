//! `list`: a table, one event a row, as wide as the terminal.
//!
//! The widths of the columns are decided first, from all cells, so that a long table can be printed in parts.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use crate::date::Certainty;
use crate::event::Event;
use crate::layout::FILE;
use crate::model::field::{Column, Field};

use super::rows::{self, GAP, LaidColumn, Rows};
use super::{CASUALTIES, HEADING, Paint, QUIET, WHEN};
use crate::query::selection::{Selection, Summary};
use crate::store::Source;
use crate::text::{cells, sanitize, truncate, truncate_cell};
use crate::words::{POSSIBLE, people, place, summary_words, when};

/// A column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// How certainly the event matches.
    Mark,
    /// Location and country together.
    Place,
    /// How many reports there are of the event, where there are several.
    Reports,
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
            Shown::Reports,
            column(Field::Status),
            Shown::Column(Column::Other(FILE.to_owned())),
        ]
    }

    fn name(&self) -> String {
        match self {
            Shown::Mark => String::new(),
            Shown::Place => "location".to_owned(),
            Shown::Reports => "reports".to_owned(),
            Shown::Column(column) => sanitize(column.name()).into_owned(),
        }
    }

    fn is(&self, field: Field) -> bool {
        *self == Shown::Column(Column::Field(field))
    }

    fn is_number(&self) -> bool {
        matches!(
            self,
            Shown::Reports
                | Shown::Column(Column::Field(Field::Killed | Field::Wounded | Field::Latitude | Field::Longitude))
        )
    }

    /// The colour of its cells, that of the same thing in a timeline.
    fn style(&self) -> Style {
        match self {
            Shown::Mark | Shown::Column(Column::Field(Field::Date)) => WHEN,
            Shown::Column(Column::Field(Field::Title)) => HEADING,
            Shown::Column(Column::Field(Field::Killed | Field::Wounded)) => CASUALTIES,
            Shown::Place | Shown::Reports | Shown::Column(Column::Field(Field::Kind | Field::Status)) => QUIET,
            Shown::Column(Column::Other(name)) if name == FILE => QUIET,
            Shown::Column(_) => Style::new(),
        }
    }

    fn cell<'a>(&self, event: &Event<'a>, certainty: Certainty) -> Cow<'a, str> {
        let text = match self {
            Shown::Mark => Cow::Borrowed(if certainty == Certainty::Possible { POSSIBLE } else { "" }),
            Shown::Place => place(event),
            Shown::Reports => match event.reports().len() {
                0 => Cow::Borrowed(""),
                n => Cow::Owned(n.to_string()),
            },
            Shown::Column(Column::Field(Field::Date)) => Cow::Owned(when(event)),
            Shown::Column(Column::Field(Field::Killed)) => Cow::Owned(event.killed().map(people).unwrap_or_default()),
            Shown::Column(Column::Field(Field::Wounded)) => Cow::Owned(event.wounded().map(people).unwrap_or_default()),
            Shown::Column(column) => event.named(column).unwrap_or_default(),
        };
        match text {
            Cow::Borrowed(text) => truncate_cell(text),
            Cow::Owned(text) => Cow::Owned(truncate_cell(&text).into_owned()),
        }
    }
}

/// How wide the columns must be, found by measuring every row before the first is printed.
#[derive(Clone)]
struct Measured {
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
    fn new(columns: Vec<Shown>, asked: bool) -> Measured {
        let zero = vec![0; columns.len()];
        Measured { columns, widest: zero.clone(), words: zero, asked, marked: false }
    }

    fn event(&mut self, event: &Event<'_>, certainty: Certainty) {
        self.marked |= certainty == Certainty::Possible;
        for (i, column) in self.columns.iter().enumerate() {
            let cell = column.cell(event, certainty);
            let width = cells(&cell);
            self.widest[i] = self.widest[i].max(width);
            // No word is wider than its cell, and words that may be broken need no more room than the longest that may not.
            let most = if column.is_number() { usize::MAX } else { LONGEST_WORD };
            if width > self.words[i] && self.words[i] < most {
                let word = match column.is_number() {
                    true => pieces(&cell).map(cells).max().unwrap_or(0),
                    false => cell.split_whitespace().map(cells).max().unwrap_or(0),
                };
                self.words[i] = self.words[i].max(word);
            }
        }
    }

    /// Adds what was measured of other rows.
    fn add(&mut self, other: &Measured) {
        let widest = |widths: &mut [usize], others: &[usize]| {
            widths.iter_mut().zip(others).for_each(|(width, other)| *width = (*width).max(*other));
        };
        widest(&mut self.widest, &other.widest);
        widest(&mut self.words, &other.words);
        self.marked |= other.marked;
    }

    /// Lays the columns out in a table of `width` cells.
    fn fit(&self, width: usize) -> Fitted {
        let mut columns: Vec<(Shown, Want)> = Vec::new();
        if self.marked {
            columns.push((Shown::Mark, Want { widest: 1, word: 1, least: 1, keeps_words: true, weight: 1 }));
        }
        for (i, column) in self.columns.iter().enumerate() {
            let is_needed = self.asked || column.is(Field::Date) || column.is(Field::Title);
            if self.widest[i] > 0 || is_needed {
                columns.push((column.clone(), self.want(i, width)));
            }
        }
        let mut hidden = Vec::new();
        // Titles matter most: where they would get too narrow, the kind is left out, and where words would be broken the
        // status, the file and the place too, all of which can be asked for by name. An id stays, since it is what other
        // commands ask for.
        let kind = Shown::Column(Column::Field(Field::Kind));
        let status = Shown::Column(Column::Field(Field::Status));
        let file = Shown::Column(Column::Other(FILE.to_owned()));
        for left_out in [kind, status, file, Shown::Reports, Shown::Place] {
            let is_squeezed = lay_out(&columns, width).iter().any(|(column, fitted)| {
                let want = columns.iter().find(|(other, _)| other == column).map(|(_, want)| want);
                let is_broken = want.is_some_and(|want| *fitted < want.least);
                let is_narrow = column.is(Field::Title) && *fitted < GOOD_TITLE.min(self.widest[self.position(column)]);
                is_broken || (is_narrow && left_out.is(Field::Kind))
            });
            if self.asked || !is_squeezed {
                continue;
            }
            let before = columns.len();
            columns.retain(|(column, _)| *column != left_out);
            if columns.len() < before {
                hidden.push(left_out.name());
            }
        }
        Fitted { columns: lay_out(&columns, width), hidden }
    }

    fn position(&self, column: &Shown) -> usize {
        self.columns.iter().position(|other| other == column).unwrap_or(0)
    }

    fn want(&self, i: usize, width: usize) -> Want {
        let column = &self.columns[i];
        let name = column.name().width();
        let word = if column.is(Field::Title) {
            self.words[i].min(10)
        } else if column.is(Field::Id) {
            self.widest[i].min(width / 2)
        } else if column.is_number() {
            self.words[i]
        } else if column.is(Field::Date) {
            // A whole day, `26 Aug 2021`, should not be broken over two lines.
            self.widest[i].min(13)
        } else {
            self.words[i].min(LONGEST_WORD)
        };
        Want {
            widest: self.widest[i].max(name),
            word: word.max(name),
            least: if column.is(Field::Date) { self.words[i].min(LONGEST_WORD).max(name) } else { word.max(name) },
            // An id is copied from here, and a number that is broken is read as another.
            keeps_words: column.is(Field::Id) || column.is_number(),
            weight: if column.is(Field::Title) { 2 } else { 1 },
        }
    }
}

/// The columns of a table with their widths, and the names of those for which there was no room.
struct Fitted {
    columns: Vec<(Shown, usize)>,
    hidden: Vec<String>,
}

impl Fitted {
    fn laid(&self, paint: Paint) -> Vec<LaidColumn> {
        let laid = |(column, width): &(Shown, usize)| LaidColumn {
            name: column.name(),
            width: *width,
            is_number: column.is_number(),
            style: paint.style(column.style()),
        };
        self.columns.iter().map(laid).collect()
    }

    /// The cells of an event.
    fn cells<'a>(&self, event: &Event<'a>, certainty: Certainty) -> Vec<Cow<'a, str>> {
        let cell = |(column, width): &(Shown, usize)| {
            let cell = column.cell(event, certainty);
            match column {
                Shown::Column(Column::Field(Field::Id)) if cells(&cell) > *width => {
                    Cow::Owned(truncate(&cell, *width).into_owned())
                }
                column if column.is_number() && cells(&cell) > *width => Cow::Owned(broken(&cell, *width)),
                _ => cell,
            }
        };
        self.columns.iter().map(cell).collect()
    }

    /// The line that counts the events.
    fn last_line(&self, summary: Summary) -> String {
        let mut last = summary_words(summary);
        if let Some((name, before)) = self.hidden.split_last() {
            let before = if before.is_empty() { String::new() } else { format!("{} and ", before.join(", ")) };
            last.push_str(&format!("; no room for {before}{name}"));
        }
        last
    }
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

/// The widths that a column asks for, in terminal cells.
struct Want {
    /// Its widest cell.
    widest: usize,
    /// Its longest word, or a whole day: the column should not be narrower.
    word: usize,
    /// The longest word.
    least: usize,
    /// Whether it is not narrower than that even where other columns must be.
    keeps_words: bool,
    /// How much more room it gets than others when there is too little.
    weight: usize,
}

/// Distributes the width. Each column gets what it asks for where there is enough; otherwise the widest give way first,
/// down to their longest word and, when even that is too much, below it.
fn share<'a>(room: usize, wants: impl Iterator<Item = &'a Want> + Clone) -> Vec<usize> {
    let at = |level: usize, floor: fn(&Want) -> usize| -> Vec<usize> {
        let width = |want: &Want| want.widest.min(level.saturating_mul(want.weight)).max(floor(want).min(want.widest));
        wants.clone().map(width).collect()
    };
    let fits = |widths: &[usize]| widths.iter().fold(0, |sum: usize, width| sum.saturating_add(*width)) <= room;
    // The highest level that fits is searched for: each column gets its share of that level, or less if it asks for less.
    let floors: [fn(&Want) -> usize; 4] =
        [|want| want.word, |want| want.least, |want| if want.keeps_words { want.word } else { 1 }, |_| 1];
    for floor in floors {
        if let Some(widths) = (1..=room).rev().map(|level| at(level, floor)).find(|widths| fits(widths)) {
            return widths;
        }
    }
    at(1, |_| 1)
}

/// Prints the events of a selection: they are measured first, then laid out, both on several threads.
///
/// # Errors
/// An event that can't be read again; what `out` refuses.
pub fn print(
    out: &mut (dyn Write + Send),
    (selection, sources): (&Selection, &[Source]),
    (columns, asked): (Vec<Shown>, bool),
    (width, paint): (usize, Paint),
) -> io::Result<()> {
    let mut measured = Measured::new(columns, asked);
    let begin = Measured::new(measured.columns.clone(), asked);
    selection.in_parts(
        sources,
        |_| begin.clone(),
        |part, event, certainty| {
            part.event(event, certainty);
            Ok(())
        },
        |part| {
            measured.add(&part);
            Ok(())
        },
    )?;
    let fitted = measured.fit(width);
    let columns = fitted.laid(paint);
    if !selection.is_empty() {
        out.write_all(rows::header(&columns, paint).as_bytes())?;
    }
    selection.in_parts(
        sources,
        |_| Rows::default(),
        |rows, event, certainty| {
            rows.add(&columns, &fitted.cells(event, certainty));
            Ok(())
        },
        |rows| out.write_all(rows.finish(&columns).as_bytes()),
    )?;
    if !selection.is_empty() {
        writeln!(out)?;
    }
    super::footer(out, &fitted.last_line(selection.summary()), width)
}

/// Prints some events, such as the reports of one.
///
/// # Errors
/// What `out` refuses.
pub fn print_few(out: &mut dyn Write, events: &[Event<'_>], columns: Vec<Shown>, width: usize) -> io::Result<()> {
    let mut measured = Measured::new(columns, false);
    events.iter().for_each(|event| measured.event(event, Certainty::Certain));
    let fitted = measured.fit(width);
    let columns = fitted.laid(Paint::Colours);
    let mut rows = Rows::default();
    events.iter().for_each(|event| rows.add(&columns, &fitted.cells(event, Certainty::Certain)));
    out.write_all(rows::header(&columns, Paint::Colours).as_bytes())?;
    out.write_all(rows.finish(&columns).as_bytes())
}

/// The parts of a number of people that can stand on lines of their own: `4,528 (4,100–4,612)` is `4,528`, `(4,100–` and
/// `4,612)`.
fn pieces(number: &str) -> impl Iterator<Item = &str> {
    number.split_inclusive('–').flat_map(|piece| piece.split(' '))
}

/// A number of people over several lines where it is too wide for one, broken behind the dash of its range or at a space.
fn broken(number: &str, width: usize) -> String {
    let mut lines = String::with_capacity(number.len() + 2);
    let mut used = 0;
    let spaced = number.split_inclusive([' ', '–']);
    for piece in spaced {
        let needed = piece.trim_end().width();
        if used > 0 && used + needed > width {
            lines.truncate(lines.trim_end().len());
            lines.push('\n');
            used = 0;
        }
        lines.push_str(piece);
        used += piece.width();
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Want, broken, share};

    #[test]
    fn numbers_are_broken_at_the_dash_of_a_range() {
        assert_eq!(broken("4,528 (4,100–4,612)", 19), "4,528 (4,100–4,612)");
        assert_eq!(broken("4,528 (4,100–4,612)", 14), "4,528 (4,100–\n4,612)");
        assert_eq!(broken("4,528 (4,100–4,612)", 8), "4,528\n(4,100–\n4,612)");
        assert_eq!(broken("c. 1,000–2,000", 9), "c. 1,000–\n2,000");
        assert_eq!(broken("12", 1), "12");
    }

    #[test]
    fn room_is_shared_fairly() {
        let want = |widest, word| Want { widest, word, least: word, keeps_words: false, weight: 1 };
        assert_eq!(share(100, [want(10, 5), want(20, 5)].iter()), [10, 20]);
        assert_eq!(share(40, [want(10, 5), want(80, 12)].iter()), [10, 30]);
        assert_eq!(share(40, [want(60, 5), want(80, 12)].iter()), [20, 20]);
        assert_eq!(share(12, [want(10, 10), want(80, 12)].iter()), [6, 6]);
        assert_eq!(share(40, [want(10, 5), want(usize::MAX, 9)].iter()), [10, 30]);
        assert_eq!(share(1, [want(10, 5), want(10, 5)].iter()), [1, 1]);
        let title = Want { widest: 80, word: 10, least: 10, keeps_words: false, weight: 2 };
        assert_eq!(share(60, [want(60, 5), title].iter()), [20, 40]);
        let id = Want { widest: 8, word: 8, least: 8, keeps_words: true, weight: 1 };
        assert_eq!(share(12, [id, want(80, 12)].iter()), [8, 4]);
    }
}
