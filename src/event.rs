//! An [`Event`]: a row read by its layout, borrowed from the bytes of the file.
//!
//! Reading a file makes them, one a row; queries filter them and outputs print them.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexSet;

use crate::csv::record::{LineCount, Record};
use crate::csv::row::Row;
use crate::date::Date;
use crate::date::convention::{DateConvention, PartOrder, is_serial};
use crate::error::{Diagnostic, ErrorKind, Place};
use crate::layout::{CountColumns, DateColumns, Layout};
use crate::model::field::{Column, Field};
use crate::model::people::PeopleCount;
use crate::text::bytes32::Bytes32;
use crate::text::conflict::{KEEP_ONE_SIDE, is_conflict_mark};
use crate::text::list::several;
use crate::text::normalize::fold;

/// One event: a row of which each cell is read when it is first asked for. Whoever asks for a place alone does not pay for
/// the date.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    row: Row<'a>,
    /// The record as it is in the file: the row may be a recoded copy of it.
    original: &'a Record<'a>,
    layout: &'a Layout,
    date: OnceCell<Option<Date>>,
    killed: OnceCell<Option<PeopleCount>>,
    wounded: OnceCell<Option<PeopleCount>>,
    /// Whether the coordinates have been looked at.
    has_checked_coordinates: Cell<bool>,
    /// The cells that can't be read, of those that were asked for; the fields that they hold are unknown.
    unread: RefCell<Vec<UnreadCell>>,
    /// Whether a filter asked for its place on the map, which nobody knows, and nothing else kept it out.
    is_unplaced: Cell<bool>,
    /// Its reports, where there are several. Its counts are then what they state together.
    reports: Option<Box<Reports<'a>>>,
}

/// The reports of one event, each of which is a row of its own.
#[derive(Clone, Debug)]
struct Reports<'a> {
    /// First the event's own row.
    rows: Vec<Event<'a>>,
    /// The bytes of all their records.
    records: &'a [u8],
}

/// A cell that is searched.
#[derive(Clone, Debug)]
pub(crate) enum SearchedCell<'a> {
    /// One of at most 32 bytes, which are text.
    Short(Bytes32),
    Text(Cow<'a, str>),
}

/// Why a row is no event.
#[derive(Debug)]
pub enum NotAnEvent {
    /// Its cells can't be told apart, or it has neither a date nor a title.
    Bad(Box<Diagnostic>),
    /// It is not meant as an event: a row of totals, the title of a timeline.
    Other(Arc<str>),
}

/// A cell that can't be read. It costs the event that one field.
#[derive(Clone, Debug)]
pub struct UnreadCell {
    /// The field that is unknown because of it.
    pub field: Field,
    /// The number of the column in the file, from 0.
    pub column: usize,
    /// What is wrong with the cell, still without its place.
    pub problem: Diagnostic,
}

/// Whether the coordinates of an event are shown beside its date and counts, so that those that can't be read are
/// reported. They cost as much as all these together, and few commands show them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coordinates {
    Check,
    Skip,
}

impl Coordinates {
    /// Whether one of these columns holds coordinates.
    pub fn of_columns<'c>(columns: impl IntoIterator<Item = &'c Column>) -> Coordinates {
        let is_one = |column: &Column| matches!(column, Column::Field(Field::Latitude | Field::Longitude));
        if columns.into_iter().any(is_one) { Coordinates::Check } else { Coordinates::Skip }
    }
}

impl<'a> Event<'a> {
    /// Takes a row for an event. `original` is its record as it is in the file, from which the row may have been recoded.
    ///
    /// # Errors
    /// The row is no event; see [`NotAnEvent`]. A cell that can't be read is no error; see [`Event::unread_cells`].
    #[inline]
    pub(crate) fn read(row: Row<'a>, original: &'a Record<'a>, layout: &'a Layout) -> Result<Event<'a>, NotAnEvent> {
        let event = Event::new(row, original, layout);
        event.check()?;
        Ok(event)
    }

    /// A row that is yet to be found an event, by [`Event::check`]. An event is large, so the two steps save the copy that
    /// returning a checked one would cost.
    #[inline]
    pub(crate) fn new(row: Row<'a>, original: &'a Record<'a>, layout: &'a Layout) -> Event<'a> {
        Event {
            row,
            original,
            layout,
            date: OnceCell::new(),
            killed: OnceCell::new(),
            wounded: OnceCell::new(),
            has_checked_coordinates: Cell::new(false),
            unread: RefCell::new(Vec::new()),
            is_unplaced: Cell::new(false),
            reports: None,
        }
    }

    /// One event of which there are several reports: `rows`, first its own. `records` are the bytes of all of them.
    ///
    /// It counts once: the killed and the wounded are what the reports state together.
    pub(crate) fn of_reports(rows: Vec<Event<'a>>, records: &'a [u8]) -> Option<Event<'a>> {
        let own = rows.first()?;
        let event = Event::new(own.row, own.original, own.layout);
        Some(Event { reports: Some(Box::new(Reports { rows, records })), ..event })
    }

    /// Its reports, where there are several: first its own row, then those that name it, in the order of the file. Empty
    /// where there is one alone, which is the event itself.
    #[inline]
    pub fn reports(&self) -> &[Event<'a>] {
        self.reports.as_ref().map_or(&[], |reports| &reports.rows)
    }

    /// The rows of the event: those of its reports, or the one that it is.
    #[inline]
    pub fn rows(&self) -> &[Event<'a>] {
        self.reports.as_ref().map_or(std::slice::from_ref(self), |reports| &reports.rows)
    }

    /// Its own row, without the reports that others made.
    #[inline]
    fn own(&self) -> &Event<'a> {
        &self.rows()[0]
    }

    /// When it happened; `None` if the event is undated, or its date can't be read.
    #[inline(always)]
    pub fn date(&self) -> Option<&Date> {
        if self.date.get().is_none() {
            // `get_or_init` is made for a value that is dear to make: most dates are read in less time than its call takes.
            let _ = self.date.set(self.read_date());
        }
        self.date.get().and_then(Option::as_ref)
    }

    /// How many were killed, as its reports state together; `None` if the number is unknown, which is not 0.
    #[inline(always)]
    pub fn killed(&self) -> Option<PeopleCount> {
        if let Some(count) = self.killed.get() {
            return *count;
        }
        let count = self.read_count(Field::Killed, &self.layout.fields().killed);
        let _ = self.killed.set(count);
        count
    }

    /// How many were wounded, as its reports state together; `None` if the number is unknown, which is not 0.
    #[inline(always)]
    pub fn wounded(&self) -> Option<PeopleCount> {
        if let Some(count) = self.wounded.get() {
            return *count;
        }
        let count = self.read_count(Field::Wounded, &self.layout.fields().wounded);
        let _ = self.wounded.set(count);
        count
    }

    /// Reads what people are shown of an event: its date, its counts, and the coordinates if they are shown. So those of its
    /// cells that can't be read are known, and are reported.
    pub(crate) fn read_shown(&self, coordinates: Coordinates) {
        for row in self.rows() {
            row.date();
            row.killed();
            row.wounded();
            if coordinates == Coordinates::Check {
                row.check_coordinates();
            }
        }
    }

    /// The cells that can't be read, in the order date, killed, wounded, latitude, longitude.
    pub(crate) fn unread_cells(&self) -> Vec<UnreadCell> {
        self.own().read_shown(Coordinates::Check);
        self.unread_so_far()
    }

    /// Whether one of those cells that were asked for can't be read.
    #[inline]
    pub(crate) fn has_unread_so_far(&self) -> bool {
        !self.own().unread.borrow().is_empty()
    }

    /// The same as [`Event::unread_cells`], of those cells that were asked for.
    pub(crate) fn unread_so_far(&self) -> Vec<UnreadCell> {
        let mut unread = self.own().unread.borrow().clone();
        if unread.len() > 1 {
            let order = [Field::Date, Field::Killed, Field::Wounded, Field::Latitude, Field::Longitude];
            unread.sort_by_key(|cell| order.iter().position(|field| *field == cell.field));
        }
        unread
    }

    /// Whether the cell of that field can't be read.
    pub fn is_unread(&self, field: Field) -> bool {
        self.unread_of(field).is_some()
    }

    /// The cell of that field, if it can't be read.
    fn unread_of(&self, field: Field) -> Option<UnreadCell> {
        let own = self.own();
        own.read_field(field);
        own.unread.borrow().iter().find(|cell| cell.field == field).cloned()
    }

    /// Reads the field, if it is one of those of which a cell may be found that can't be read.
    #[inline]
    fn read_field(&self, field: Field) {
        match field {
            Field::Date => drop(self.date()),
            Field::Killed => drop(self.killed()),
            Field::Wounded => drop(self.wounded()),
            Field::Latitude | Field::Longitude => self.check_coordinates(),
            _ => {}
        }
    }

    /// Leaves it out of an answer, since it has no coordinates.
    pub(crate) fn leave_unplaced(&self) {
        self.is_unplaced.set(true);
    }

    /// Whether it was left out since it has no coordinates.
    #[inline]
    pub(crate) fn is_unplaced(&self) -> bool {
        self.is_unplaced.get()
    }

    /// Leaves the field unknown, since a cell of it can't be read.
    #[cold]
    fn leave_unread(&self, field: Field, column: usize, problem: impl Into<Diagnostic>) {
        self.unread.borrow_mut().push(UnreadCell { field, column, problem: problem.into() });
    }

    /// Checks that the row is an event.
    ///
    /// # Errors
    /// As [`Event::read`].
    #[inline(always)]
    pub(crate) fn check(&self) -> Result<(), NotAnEvent> {
        self.check_width()?;
        if let Some(what) = self.layout.not_event(|i| self.row.cell(i)) {
            return Err(NotAnEvent::Other(what));
        }
        if self.has_date_cell() || self.date().is_some() { Ok(()) } else { self.check_undated() }
    }

    /// Whether one cell holds the date, and says something: then the row is an event, whether or not that can be read, unless
    /// it is one of totals.
    #[inline(always)]
    fn has_date_cell(&self) -> bool {
        let DateColumns::Cell(column) = self.layout.fields().date else { return false };
        // Neither blank nor a word: a number, or a set of dates.
        let is_plain = matches!(self.row.raw(column).first(), Some(b'1'..=b'9' | b'[' | b'{'));
        (is_plain && self.layout.missing.is_empty())
            || (!self.layout.says_nothing_of_date(&self.row, column) && self.totals().is_none())
    }

    #[inline(always)]
    fn check_width(&self) -> Result<(), NotAnEvent> {
        let (has, wants) = (self.row.width(), self.layout.width());
        if has == wants { Ok(()) } else { Err(NotAnEvent::Bad(Box::new(self.wrong_width(has, wants)))) }
    }

    #[cold]
    fn wrong_width(&self, has: usize, wants: usize) -> Diagnostic {
        if is_conflict_mark(self.row.text().as_bytes()) {
            return Diagnostic::new("this is a mark of a merge conflict, and no event")
                .of_kind(ErrorKind::MergeConflict)
                .hint(KEEP_ONE_SIDE);
        }
        let fields = |n: usize| if n == 1 { "1 field".to_owned() } else { format!("{n} fields") };
        let hint = if has < wants {
            format!("the fields from `{}` on are missing", self.layout.column_name(has))
        } else {
            format!("{} inside a cell needs quotes around the cell", self.layout.dialect.delimiter_name())
        };
        let message = format!("the row has {}, the header {}", fields(has), fields(wants));
        Diagnostic::new(message).of_kind(ErrorKind::RowWidth).hint(hint)
    }

    /// Checks that an undated row is an event.
    #[cold]
    fn check_undated(&self) -> Result<(), NotAnEvent> {
        if let Some(what) = self.totals() {
            return Err(NotAnEvent::Other(what));
        }
        // A date that can't be read is one all the same.
        let is_report = || !self.text(Field::ReportOf).trim().is_empty();
        if !self.is_unread(Field::Date) && self.text(Field::Title).trim().is_empty() && !is_report() {
            let problem = Diagnostic::new("the row has neither a date nor a title")
                .hint("an event has at least one of them; a sum or a remark is better kept elsewhere");
            return Err(NotAnEvent::Bad(Box::new(problem)));
        }
        Ok(())
    }

    /// Recognises a row of totals: it begins with `Total`, and its other cells hold numbers only.
    fn totals(&self) -> Option<Arc<str>> {
        let mut cells = (0..self.row.width()).map(|i| self.known(i)).filter(|cell| !cell.trim().is_empty());
        let first = cells.next()?.to_lowercase();
        let first = first.trim().trim_start_matches("grand ");
        let mut words = first.split(|c: char| !c.is_alphanumeric());
        let is_total = matches!(
            words.next()?,
            "total" | "totals" | "subtotal" | "sum" | "summe" | "gesamt" | "totale" | "somme" | "итого" | "всего"
        );
        if !is_total {
            return None;
        }
        let numbers: Vec<_> = cells.collect();
        let are_numbers = !numbers.iter().any(|cell| cell.chars().any(char::is_alphabetic));
        // A row with no number at all may be an event, such as a total eclipse.
        (are_numbers && !numbers.is_empty()).then(|| "a row of totals".into())
    }

    /// Reads the date: a plain one, as nearly all are, by a fast path.
    #[inline(always)]
    fn read_date(&self) -> Option<Date> {
        if let DateColumns::Cell(column) = &self.layout.fields().date {
            match self.row.short(*column) {
                Some(cell) if cell.is_empty() => return None,
                // In a column of day numbers, one that looks like a year is not one.
                Some(cell) if !self.layout.convention.serial => {
                    if let Some(date) = Date::of_short(cell) {
                        return Some(date);
                    }
                }
                _ => {}
            }
        }
        self.read_any_date()
    }

    #[inline(never)]
    fn read_any_date(&self) -> Option<Date> {
        if let Some(reports) = &self.reports {
            return reports.rows[0].date().cloned();
        }
        self.layout.date(&self.row).unwrap_or_else(|bad| {
            let (column, error) = *bad;
            self.leave_unread(Field::Date, column, error);
            None
        })
    }

    /// Reads a count: a plain number, as nearly all are, by a fast path.
    #[inline(always)]
    fn read_count(&self, field: Field, people: &CountColumns) -> Option<PeopleCount> {
        if let CountColumns::Absent = people {
            return None;
        }
        if let CountColumns::Cell(column) = people
            && self.reports.is_none()
            && let Some(cell) = self.row.short(*column)
        {
            if cell.is_empty() {
                return None;
            }
            if let Some(number) = cell.number() {
                return Some(PeopleCount::exactly(number));
            }
        }
        self.read_any_count(field, people)
    }

    #[inline(never)]
    fn read_any_count(&self, field: Field, people: &CountColumns) -> Option<PeopleCount> {
        if let Some(reports) = &self.reports {
            let stated = |row: &Event<'_>| if field == Field::Killed { row.killed() } else { row.wounded() };
            return PeopleCount::of_reports(&reports.rows.iter().filter_map(stated).collect::<Vec<_>>());
        }
        if let CountColumns::Cell(column) = people
            && let Some(count) = PeopleCount::read(self.row.raw(*column))
        {
            return Some(count);
        }
        let decimal_comma = self.layout.dialect.has_decimal_comma();
        people.read(&self.row, &self.layout.missing, decimal_comma).unwrap_or_else(|(column, error)| {
            self.leave_unread(field, column, error);
            None
        })
    }

    /// Checks, once, that the coordinates are numbers.
    #[inline]
    fn check_coordinates(&self) {
        if !self.has_checked_coordinates.replace(true) {
            self.check_degrees(Field::Latitude);
            self.check_degrees(Field::Longitude);
        }
    }

    /// Checks that a coordinate is a number. It is parsed only when it is asked for, since parsing costs more than checking.
    #[inline(always)]
    fn check_degrees(&self, field: Field) {
        let Some(column) = self.layout.column_of(field) else { return self.check_part_of_pair(field) };
        match self.row.short(column) {
            Some(cell) if cell.is_empty() || cell.is_decimal() => {}
            _ => self.check_any_degrees(field, column),
        }
    }

    #[inline(never)]
    fn check_any_degrees(&self, field: Field, column: usize) {
        let text = self.written(field);
        let text = text.trim();
        if text.is_empty() || self.degrees(text).is_some() {
            return;
        }
        let problem = Diagnostic::new(format!("`{text}` is not a {}", field.name()))
            .of_kind(ErrorKind::Coordinate)
            .hint("write it in degrees, with a decimal point: 34.53");
        self.leave_unread(field, column, problem);
    }

    /// The same where one cell holds both coordinates, `Point(69.17 34.53)`.
    #[inline(never)]
    fn check_part_of_pair(&self, field: Field) {
        let Some(column) = self.layout.fields().cells(field).pair() else { return };
        let cell = self.known(column);
        let cell = cell.trim();
        if cell.is_empty() || self.degrees(&self.written(field)).is_some() {
            return;
        }
        let problem = Diagnostic::new(format!("there is no {} in `{cell}`", field.name()))
            .of_kind(ErrorKind::Coordinate)
            .hint("write both in degrees, with a decimal point, as in the other rows");
        self.leave_unread(field, column, problem);
    }

    fn degrees(&self, text: &str) -> Option<f64> {
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        let with_comma =
            || self.layout.dialect.has_decimal_comma().then(|| text.replace(',', ".")).and_then(|text| number(&text));
        number(text).or_else(with_comma)
    }

    /// In WGS 84 degrees; `None` if it is unknown.
    pub fn latitude(&self) -> Option<f64> {
        self.degrees(&self.text(Field::Latitude))
    }

    /// In WGS 84 degrees; `None` if it is unknown.
    pub fn longitude(&self) -> Option<f64> {
        self.degrees(&self.text(Field::Longitude))
    }

    /// The cell in column `i` of the file, without quotes; empty if there is no such column.
    #[inline]
    pub(crate) fn cell(&self, i: usize) -> Cow<'a, str> {
        self.row.cell(i)
    }

    /// The cell in column `i` as it is written, quotes included, if it has at most 32 bytes; `None` if it is longer or
    /// there is no such column.
    #[inline]
    pub(crate) fn key(&self, i: usize) -> Option<Bytes32> {
        self.row.key(i)
    }

    /// The same as [`Event::cell`], but empty if the cell holds a code for an unknown value.
    #[inline]
    fn known(&self, i: usize) -> Cow<'a, str> {
        let cell = self.row.cell(i);
        if !self.layout.missing.is_empty() && self.layout.missing.contains(i, cell.trim()) {
            Cow::Borrowed("")
        } else {
            cell
        }
    }

    /// What the file holds for a field of the model; empty if it holds nothing. A date or count that is made of several
    /// columns is written as the model writes it.
    pub fn text(&self, field: Field) -> Cow<'a, str> {
        self.own().read_field(field);
        self.written(field)
    }

    /// The same, without a look at whether it can be read.
    fn written(&self, field: Field) -> Cow<'a, str> {
        let fields = self.layout.fields();
        match (field, self.layout.column_of(field)) {
            (Field::Killed, _) if !self.reports().is_empty() => self.made(field, self.killed()),
            (Field::Wounded, _) if !self.reports().is_empty() => self.made(field, self.wounded()),
            (_, Some(column)) => self.known(column),
            (Field::Date, None) => self.made(field, self.date()),
            (Field::Killed, None) => self.made(field, self.killed()),
            (Field::Wounded, None) => self.made(field, self.wounded()),
            (field, None) => fields.cells(field).text(&|i| self.known(i)),
        }
    }

    /// The value of a field as the model writes it. If a cell of it can't be read, it is what that cell holds, but nothing if
    /// that would be taken for the value: a 2019 in a column of months is no year.
    fn made(&self, field: Field, value: Option<impl fmt::Display>) -> Cow<'a, str> {
        match self.unread_of(field) {
            // What its other reports state is known all the same.
            Some(unread) if value.is_none() => {
                Some(self.cell(unread.column)).filter(|cell| !is_value(field, cell)).unwrap_or_default()
            }
            _ => Cow::Owned(value.map(|value| value.to_string()).unwrap_or_default()),
        }
    }

    /// Cell `i`, for a search. `as_written` includes its quotes, which is faster and does as well if the text that is
    /// searched for has none.
    #[inline]
    pub(crate) fn searched(&self, i: usize, as_written: bool) -> Cow<'a, str> {
        if as_written { Cow::Borrowed(self.row.written(i)) } else { self.row.cell(i) }
    }

    /// Whether the field passes the test: if it is made of several columns, whether one of these does. `as_written` is as
    /// for [`Event::searched`].
    pub(crate) fn any_text(
        &self,
        field: Field,
        as_written: bool,
        mut test: impl FnMut(SearchedCell<'a>) -> bool,
    ) -> bool {
        match self.layout.fields().cells(field).columns() {
            [] => test(SearchedCell::Text(self.text(field))),
            columns if !self.layout.missing.is_empty() => {
                columns.iter().any(|&i| test(SearchedCell::Text(self.known(i))))
            }
            columns => columns.iter().any(|&i| match self.key(i) {
                Some(cell) if as_written => test(SearchedCell::Short(cell)),
                _ => test(SearchedCell::Text(self.searched(i, as_written))),
            }),
        }
    }

    /// The cell of a column that the user named; `None` if the file has no such column.
    pub fn named(&self, column: &Column) -> Option<Cow<'a, str>> {
        match column {
            Column::Field(field) => self.layout.has(*field).then(|| self.text(*field)),
            Column::Other(_) => match self.layout.find(column) {
                Some(i) => Some(self.cell(i)),
                None => self.layout.file.as_deref().filter(|_| self.layout.is_file(column)).map(Cow::Borrowed),
            },
        }
    }

    /// What the model holds for a column, written as dateline's own layout has it: dates in EDTF, degrees with a decimal
    /// point. A cell that can't be read is written as it is. Blank where the file has no such column.
    pub(crate) fn native(&self, column: &Column) -> Cow<'a, str> {
        let has_comma = |field: &Field| self.text(*field).contains(',');
        let is_pair = |field: &Field| self.layout.fields().cells(*field).pair().is_some();
        match column {
            Column::Field(field @ Field::Date) => self.made(*field, self.date()),
            Column::Field(field @ Field::Killed) => self.made(*field, self.killed()),
            Column::Field(field @ Field::Wounded) => self.made(*field, self.wounded()),
            Column::Field(field @ Field::Latitude) if has_comma(field) => self.made(*field, self.latitude()),
            Column::Field(field @ Field::Latitude) if is_pair(field) => self.made(*field, self.latitude()),
            Column::Field(field @ Field::Longitude) if is_pair(field) => self.made(*field, self.longitude()),
            Column::Field(field @ Field::Longitude) if has_comma(field) => self.made(*field, self.longitude()),
            column => self.named(column).unwrap_or_default(),
        }
    }

    /// The location and the country in one text, for comparison without regard to case and accents.
    pub(crate) fn folded_place(&self) -> String {
        let folded = |field| fold(self.text(field).trim()).into_owned();
        format!("{}|{}", folded(Field::Location), folded(Field::Country))
    }

    /// The actors, one element each.
    pub fn actors(&self) -> Vec<String> {
        several(&self.text(Field::Actors))
    }

    /// The tags, one element each.
    pub fn tags(&self) -> Vec<String> {
        several(&self.text(Field::Tags))
    }

    /// The citations of sources, one element each: those of all its reports, each once.
    pub fn sources(&self) -> Vec<String> {
        let of_all: IndexSet<String, RandomState> =
            self.rows().iter().flat_map(|row| several(&row.text(Field::Source))).collect();
        of_all.into_iter().collect()
    }

    /// The names and cells of the columns that hold no field of the model, in file order.
    pub fn extra(&self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> + '_ {
        self.layout.extra().map(|(i, name)| (name, self.cell(i)))
    }

    /// The same event as a layout of the same row shows it that has fewer columns.
    pub fn seen_by<'b>(&self, layout: &'b Layout) -> Event<'b>
    where
        'a: 'b,
    {
        let mut event = Event { layout, ..self.clone() };
        if !layout.has(Field::Date) {
            event.date = OnceCell::from(None);
        }
        if !layout.has(Field::Killed) {
            event.killed = OnceCell::from(None);
        }
        if !layout.has(Field::Wounded) {
            event.wounded = OnceCell::from(None);
        }
        event.unread.get_mut().retain(|cell| layout.has(cell.field));
        if let Some(reports) = &mut event.reports {
            reports.rows = reports.rows.iter().map(|row| row.seen_by(layout)).collect();
        }
        event
    }

    /// The name of its file, if several files are read together.
    pub fn file(&self) -> Option<&'a str> {
        self.layout.file.as_deref()
    }

    /// Every cell for a search, in file order. `as_written` is as for [`Event::searched`].
    pub(crate) fn cells(&self, as_written: bool) -> impl Iterator<Item = Cow<'a, str>> + '_ {
        (0..self.row.width()).map(move |i| self.searched(i, as_written))
    }

    /// The place of a cell of the event, or of the event as a whole. `line` is the line on which it begins. The name of the
    /// file is left empty.
    pub(crate) fn place(&self, column: Option<usize>, line: u64) -> Place {
        let text = self.row.text();
        let span = column.and_then(|i| self.row.span(i)).unwrap_or(0..text.len());
        let name = column.map(|i| self.layout.column_name(i).to_owned());
        Place { field: name, ..Place::in_text("", text, line, span) }
    }

    /// The column to point at in a report on a field: the first one that is not blank, if the field is made of several.
    /// `None` if the file has nothing for the field.
    pub(crate) fn column_of(&self, field: Field) -> Option<usize> {
        if let Some(column) = self.layout.column_of(field) {
            return Some(column);
        }
        let columns = self.layout.fields().columns_of(field);
        columns.iter().copied().find(|&i| !self.cell(i).trim().is_empty()).or(columns.first().copied())
    }

    /// The line that it begins in, counted from 0 at the start of its block. `count` must have counted up to no row past
    /// this one.
    pub(crate) fn line(&self, count: &mut LineCount) -> u64 {
        count.line_of(self.original)
    }

    /// The range of the cell in a column in [`Event::as_written`].
    pub(crate) fn span(&self, column: usize) -> Option<Range<usize>> {
        self.row.span(column)
    }

    /// Its text as it is written, decoded, without the line break at its end.
    pub(crate) fn as_written(&self) -> &'a str {
        self.row.text()
    }

    /// The bytes of its record in the file, with the line break if it has one; of several reports, those of all.
    pub(crate) fn whole_record(&self) -> &'a [u8] {
        self.reports.as_ref().map_or_else(|| self.original.whole(), |reports| reports.records)
    }

    /// The layout of its file.
    pub(crate) fn layout(&self) -> &'a Layout {
        self.layout
    }
}

/// Whether a text by itself is a value of that field.
fn is_value(field: Field, text: &str) -> bool {
    match field {
        Field::Date => is_serial(text.trim()) || may_be_date(text),
        Field::Killed | Field::Wounded => text.trim().parse::<PeopleCount>().is_ok(),
        _ => text.trim().parse::<f64>().is_ok(),
    }
}

/// Whether a text is a date, whatever comes first in dates of numbers: one 03/04/2021 would make a whole column doubtful.
fn may_be_date(text: &str) -> bool {
    let orders = PartOrder::ALL.map(Some).into_iter().chain([None]);
    orders.into_iter().any(|order| DateConvention { order, ..DateConvention::default() }.read(text).is_ok())
}
