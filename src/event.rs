//! The model: an [`Event`], borrowed from the bytes it was read from.
//!
//! The store makes events, the query asks them, the outputs print them.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::csv::row::Row;
use crate::csv::scan::{LineCount, Record};
use crate::date::Date;
use crate::error::Place;
use crate::layout::{CountColumns, DateColumns, Layout};
use crate::model::field::{Column, Field};
use crate::model::people::PeopleCount;
use crate::text::bytes16::Bytes16;
use crate::text::normalize::fold;

/// One event: a row, with the fields that have a form of their own already read. The rest is decoded when asked.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    row: Row<'a>,
    /// The record as the file has it, where the row was turned into UTF-8 from another encoding.
    original: &'a Record<'a>,
    layout: &'a Layout,
    /// `None`: undated.
    pub date: Option<Date>,
    /// `None`: unknown, which is not 0.
    pub killed: Option<PeopleCount>,
    /// `None`: unknown, which is not 0.
    pub wounded: Option<PeopleCount>,
}

/// Why a row is no event.
#[derive(Debug)]
pub enum NotAnEvent {
    /// It can't be read.
    Bad(Box<CellError>),
    /// It is not meant for one: a row of totals, the title of a timeline.
    Other(Arc<str>),
}

impl From<CellError> for NotAnEvent {
    fn from(cell: CellError) -> NotAnEvent {
        NotAnEvent::Bad(Box::new(cell))
    }
}

/// What keeps a row from being read: the column (by its number in the file), what is wrong, and what would be right.
#[derive(Debug)]
pub struct CellError {
    pub column: Option<usize>,
    pub message: String,
    pub hint: Option<String>,
}

impl CellError {
    /// Whether a date ends before it begins, or the least of a count is more than its most.
    pub fn runs_backwards(&self) -> bool {
        self.message.contains("runs backwards")
    }
}

const COUNTS: &str =
    "write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13 (10..20), or nothing where it is unknown";

impl<'a> Event<'a> {
    /// Reads a row. `original` is its record as the file has it, the row's own unless that was in another encoding.
    ///
    /// # Errors
    /// The first thing that keeps the row from being read (its number of fields, its date, a count, a coordinate), or
    /// what it is if it is not meant for an event.
    #[inline]
    pub fn read(row: Row<'a>, original: &'a Record<'a>, layout: &'a Layout) -> Result<Event<'a>, NotAnEvent> {
        let mut event = Event::unread(row, original, layout);
        event.read_cells()?;
        Ok(event)
    }

    /// For [`Event::read_cells`]: that takes two steps where an event, which is large, is not to be moved.
    #[inline]
    pub fn unread(row: Row<'a>, original: &'a Record<'a>, layout: &'a Layout) -> Event<'a> {
        Event { row, original, layout, date: None, killed: None, wounded: None }
    }

    /// The event as far as its date, of a row of which something else can't be read; `None` where that can't be either.
    pub fn with_date(row: Row<'a>, original: &'a Record<'a>, layout: &'a Layout) -> Option<Event<'a>> {
        let mut event = Event::unread(row, original, layout);
        event.check_width().and_then(|()| event.read_date()).ok()?;
        Some(event)
    }

    /// Reads the cells that have a form of their own.
    ///
    /// # Errors
    /// As [`Event::read`].
    #[inline(always)]
    pub fn read_cells(&mut self) -> Result<(), NotAnEvent> {
        self.check_width()?;
        self.read_date()?;
        self.read_count(&self.layout.fields().killed, |event| &mut event.killed)?;
        self.read_count(&self.layout.fields().wounded, |event| &mut event.wounded)?;
        self.check_degrees(Field::Latitude)?;
        self.check_degrees(Field::Longitude)?;
        if self.date.is_none() { self.check_undated() } else { Ok(()) }
    }

    #[inline(always)]
    fn check_width(&self) -> Result<(), NotAnEvent> {
        let (has, wants) = (self.row.width(), self.layout.width());
        if has == wants { Ok(()) } else { Err(self.wrong_width(has, wants).into()) }
    }

    #[cold]
    fn wrong_width(&self, has: usize, wants: usize) -> CellError {
        let fields = |n: usize| if n == 1 { "1 field".to_owned() } else { format!("{n} fields") };
        let hint = if has < wants {
            format!("the fields from `{}` on are missing", self.layout.column_name(has))
        } else {
            format!("{} inside a cell needs quotes around the cell", self.layout.dialect.delimiter_name())
        };
        CellError {
            column: None,
            message: format!("the row has {}, the header {}", fields(has), fields(wants)),
            hint: Some(hint),
        }
    }

    /// What an undated row may be that is no event.
    #[cold]
    fn check_undated(&self) -> Result<(), NotAnEvent> {
        if let Some(what) = self.no_event().or_else(|| self.totals()) {
            return Err(NotAnEvent::Other(what));
        }
        if self.text(Field::Title).trim().is_empty() {
            return Err(NotAnEvent::from(CellError {
                column: None,
                message: "the row has neither a date nor a title".to_owned(),
                hint: Some("an event has at least one of them; a sum or a remark is better kept elsewhere".to_owned()),
            }));
        }
        Ok(())
    }

    /// What the layout knows the row for, where that is something else than an event.
    fn no_event(&self) -> Option<Arc<str>> {
        self.layout.not_event(|i| self.row.cell(i))
    }

    /// A row that begins with `Total` and holds nothing but numbers beside.
    fn totals(&self) -> Option<Arc<str>> {
        let mut cells = (0..self.row.width()).map(|i| self.known(i)).filter(|cell| !cell.trim().is_empty());
        let first = cells.next()?.to_lowercase();
        let first = first.trim().trim_start_matches("grand ");
        let mut words = first.split(|c: char| !c.is_alphanumeric());
        let is_total = matches!(
            words.next()?,
            "total" | "totals" | "subtotal" | "sum" | "summe" | "gesamt" | "totale" | "somme" | "итого" | "всего"
        );
        let numbers: Vec<_> = cells.collect();
        let are_numbers = !numbers.iter().any(|cell| cell.chars().any(char::is_alphabetic));
        // Without a number beside it, it may be an eclipse.
        (is_total && are_numbers && !numbers.is_empty()).then(|| "a row of totals".into())
    }

    /// The plain date of a plain cell at once, as nearly all are; any other the slow way. Each of the ways writes down
    /// what it reads: handed on to one place, it would be copied once more.
    #[inline(always)]
    fn read_date(&mut self) -> Result<(), NotAnEvent> {
        let when = &self.layout.fields().date;
        if let DateColumns::Cell(column) = when {
            match self.row.short(*column) {
                Some(cell) if cell.is_empty() => return Ok(()),
                // A number that looks like a year may count days.
                Some(cell) if !self.layout.convention.serial => {
                    if let Some(date) = Date::of_short(cell) {
                        self.date = Some(date);
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
        self.date = self.read_any_date()?;
        Ok(())
    }

    #[inline(never)]
    fn read_any_date(&self) -> Result<Option<Date>, NotAnEvent> {
        // An era is dated, and no event.
        if let Some(what) = self.no_event() {
            return Err(NotAnEvent::Other(what));
        }
        self.layout.date(&self.row).map_err(|bad| match self.totals() {
            Some(what) => NotAnEvent::Other(what),
            None => {
                let (column, error) = *bad;
                CellError { column: Some(column), message: error.message, hint: error.hint }.into()
            }
        })
    }

    /// The same for a count, which has its place in the event.
    #[inline(always)]
    fn read_count(
        &mut self,
        people: &CountColumns,
        place: impl Fn(&mut Self) -> &mut Option<PeopleCount>,
    ) -> Result<(), NotAnEvent> {
        if let CountColumns::Absent = people {
            return Ok(());
        }
        if let CountColumns::Cell(column) = people
            && let Some(cell) = self.row.short(*column)
        {
            if cell.is_empty() {
                return Ok(());
            }
            if let Some(number) = cell.number() {
                *place(self) = Some(PeopleCount::exactly(number));
                return Ok(());
            }
        }
        *place(self) = self.read_any_count(people)?;
        Ok(())
    }

    #[inline(never)]
    fn read_any_count(&self, people: &CountColumns) -> Result<Option<PeopleCount>, NotAnEvent> {
        if let CountColumns::Cell(column) = people
            && let Some(count) = PeopleCount::read(self.row.raw(*column))
        {
            return Ok(Some(count));
        }
        let decimal_comma = self.layout.dialect.has_decimal_comma();
        people.read(&self.row, &self.layout.missing, decimal_comma).map_err(|(column, message)| {
            CellError { column: Some(column), message, hint: Some(COUNTS.to_owned()) }.into()
        })
    }

    /// That a coordinate is a number. It is worked out only when it is asked for: that costs more than to see this.
    #[inline(always)]
    fn check_degrees(&self, field: Field) -> Result<(), NotAnEvent> {
        let Some(column) = self.layout.column_of(field) else { return Ok(()) };
        match self.row.short(column) {
            Some(cell) if cell.is_empty() || cell.is_decimal() => Ok(()),
            _ => self.check_any_degrees(field, column),
        }
    }

    #[inline(never)]
    fn check_any_degrees(&self, field: Field, column: usize) -> Result<(), NotAnEvent> {
        let text = self.text(field);
        let text = text.trim();
        if text.is_empty() || self.degrees(text).is_some() {
            return Ok(());
        }
        Err(NotAnEvent::from(CellError {
            column: Some(column),
            message: format!("`{text}` is not a {}", field.name()),
            hint: Some("write it in degrees, with a decimal point: 34.53".to_owned()),
        }))
    }

    fn degrees(&self, text: &str) -> Option<f64> {
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        let with_comma =
            || self.layout.dialect.has_decimal_comma().then(|| text.replace(',', ".")).and_then(|text| number(&text));
        number(text).or_else(with_comma)
    }

    /// Degrees, WGS 84. `None`: unknown.
    pub fn latitude(&self) -> Option<f64> {
        self.degrees(&self.text(Field::Latitude))
    }

    /// Degrees, WGS 84. `None`: unknown.
    pub fn longitude(&self) -> Option<f64> {
        self.degrees(&self.text(Field::Longitude))
    }

    /// The cell in column `i` of the file, unquoted. Empty where there is no such column.
    #[inline]
    pub fn cell(&self, i: usize) -> Cow<'a, str> {
        self.row.cell(i)
    }

    /// The cell in column `i` as it stands in the file, quotes and all, as one number; `None` where it is longer than
    /// that, or there is no such column.
    #[inline]
    pub fn short(&self, i: usize) -> Option<Bytes16> {
        self.row.short(i)
    }

    /// The same as [`Event::cell`], with what stands for an unknown value left out.
    #[inline]
    fn known(&self, i: usize) -> Cow<'a, str> {
        let cell = self.row.cell(i);
        if !self.layout.missing.is_empty() && self.layout.missing.contains(i, cell.trim()) {
            Cow::Borrowed("")
        } else {
            cell
        }
    }

    /// What the file holds for a field of the model; empty where it has nothing for it. Of a date or a count that is
    /// made of several columns it is the model's own convention.
    pub fn text(&self, field: Field) -> Cow<'a, str> {
        let fields = self.layout.fields();
        match (field, self.layout.column_of(field)) {
            (_, Some(column)) => self.known(column),
            (Field::Date, None) => written(self.date.as_ref()),
            (Field::Killed, None) => written(self.killed),
            (Field::Wounded, None) => written(self.wounded),
            (field, None) => fields.cells(field).text(&|i| self.known(i)),
        }
    }

    /// Cell `i` to look into. Where the file's own quotes make no difference, it may be had as it is written, which is
    /// faster.
    #[inline]
    pub fn searched(&self, i: usize, as_written: bool) -> Cow<'a, str> {
        if as_written { Cow::Borrowed(self.row.written(i)) } else { self.row.cell(i) }
    }

    /// Whether a text of the field passes the test: where it is made of several columns, one of theirs. `as_written` as
    /// for [`Event::searched`].
    pub fn any_text(&self, field: Field, as_written: bool, mut test: impl FnMut(&str) -> bool) -> bool {
        match self.layout.fields().cells(field).columns() {
            [] => test(&self.text(field)),
            columns if !self.layout.missing.is_empty() => columns.iter().any(|&i| test(&self.known(i))),
            columns => columns.iter().any(|&i| test(&self.searched(i, as_written))),
        }
    }

    /// The cell of a column that a user named; `None` where this file has no such column.
    pub fn named(&self, column: &Column) -> Option<Cow<'a, str>> {
        match column {
            Column::Field(field) => self.layout.has(*field).then(|| self.text(*field)),
            Column::Other(_) => match self.layout.find(column) {
                Some(i) => Some(self.cell(i)),
                None => self.layout.file.as_deref().filter(|_| self.layout.is_file(column)).map(Cow::Borrowed),
            },
        }
    }

    /// The place by its names, without regard to case and accents.
    pub fn folded_place(&self) -> String {
        let folded = |field| fold(self.text(field).trim()).into_owned();
        format!("{}|{}", folded(Field::Location), folded(Field::Country))
    }

    /// The actors, one by one.
    pub fn actors(&self) -> Vec<String> {
        several(&self.text(Field::Actors))
    }

    /// The citations, one by one.
    pub fn sources(&self) -> Vec<String> {
        several(&self.text(Field::Source))
    }

    /// The columns that are not the model's, with their cells, in file order.
    pub fn extra(&self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> + '_ {
        self.layout.extra().map(|(i, name)| (name, self.cell(i)))
    }

    /// The name of its file, where several are read.
    pub fn file(&self) -> Option<&'a str> {
        self.layout.file.as_deref()
    }

    /// Every cell to look into, in file order. `as_written` as for [`Event::searched`].
    pub fn cells(&self, as_written: bool) -> impl Iterator<Item = Cow<'a, str>> + '_ {
        (0..self.row.width()).map(move |i| self.searched(i, as_written))
    }

    /// Where the event begins, or the cell in a column of it, on that line. The name of the file is left blank.
    pub fn place(&self, column: Option<usize>, line: u64) -> Place {
        let text = self.row.text();
        let span = column.and_then(|i| self.row.span(i)).unwrap_or(0..text.len());
        let name = column.map(|i| self.layout.column_name(i).to_owned());
        Place { field: name, ..Place::in_text("", text, line, span) }
    }

    /// The column to point at where something is said of a field: of several that it is made of, the first that is not
    /// blank. `None`: it is made of more than cells, or absent.
    pub fn column_of(&self, field: Field) -> Option<usize> {
        let columns = self.layout.fields().columns_of(field);
        columns.iter().copied().find(|&i| !self.cell(i).trim().is_empty()).or(columns.first().copied())
    }

    /// The line that it begins in, counted from 0 at the start of its block by a count that has met all before it.
    pub fn line(&self, count: &mut LineCount) -> u64 {
        count.line_of(self.original)
    }

    /// Where the cell in a column stands in the text, as it is written.
    pub fn span(&self, column: usize) -> Option<Range<usize>> {
        self.row.span(column)
    }

    /// Its text as it stands in the file, without the line break at its end.
    pub fn as_written(&self) -> &'a str {
        self.row.text()
    }

    /// The record as it stands in the file, with its line break where it has one.
    pub fn whole_record(&self) -> &'a [u8] {
        self.original.whole()
    }

    pub fn layout(&self) -> &'a Layout {
        self.layout
    }
}

fn written<'a>(value: Option<impl fmt::Display>) -> Cow<'a, str> {
    Cow::Owned(value.map(|value| value.to_string()).unwrap_or_default())
}

/// The parts of a cell that are separated by `;`, without edge spaces and empty parts. A part in quotes may hold `;`
/// itself: so UCDP GED lists its articles.
pub fn several(cell: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = cell.trim();
    while !rest.is_empty() {
        let quoted = rest.strip_prefix('"').and_then(|inner| {
            let end = inner.match_indices('"').map(|(at, _)| at).find(|at| ends_part(&inner[at + 1..]))?;
            Some((&inner[..end], inner[end + 1..].trim_start()))
        });
        let (part, after) = quoted.unwrap_or_else(|| rest.split_at(rest.find(';').unwrap_or(rest.len())));
        if !part.trim().is_empty() {
            parts.push(part.trim().to_owned());
        }
        rest = after.strip_prefix(';').unwrap_or(after).trim_start();
    }
    parts
}

/// Whether a part of a list ends before this.
fn ends_part(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with(';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_in_quotes_may_hold_what_parts_the_others() {
        assert_eq!(several(" a; b;;c "), ["a", "b", "c"]);
        assert_eq!(several("\"Reuters; AFP,2014\";\"AP\""), ["Reuters; AFP,2014", "AP"]);
        assert_eq!(several("\"Two Bombs,\" Gazette; AP"), ["\"Two Bombs,\" Gazette", "AP"]);
        assert_eq!(several("Reuters \"a"), ["Reuters \"a"]);
    }
}
