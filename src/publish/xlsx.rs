//! Excel (xlsx): one sheet, one event a row, and a second with the reports where an event has several: date, title and place, the model's other columns, the file's own, and the id.
//!
//! Dates and counts are text, so that Excel does not rewrite them. Beside them stand what sheets sort, filter and add up by:
//! the earliest and the latest day as dates, the least, the best and the most of a count as numbers. `input/workbook.rs`
//! leaves these out when it reads the file back. Nothing is a formula.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatBorder, FormatUnderline, IgnoreError, Url, Workbook, Worksheet,
    XlsxError,
};
use unicode_width::UnicodeWidthStr;

use crate::date::{Certainty, Date};
use crate::error::{Diagnostic, Error, Result};
use crate::event::Event;
use crate::input::guarded;
use crate::layout::FILE;
use crate::model::field::{Column, Field};
use crate::model::people::PeopleCount;
use crate::text::is_bidi;
use crate::text::markup::{Piece, pieces};
use crate::text::sanitize_text;
use crate::words::when;

use super::encoder::written_fields;
use super::{Document, Loss, Losses};

/// The limits of Excel: <https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3>.
const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: usize = 16_384;
/// UTF-16 units in a cell.
const MOST_UNITS: usize = 32_767;
/// Links in a sheet.
const MOST_LINKS: usize = 65_530;
/// UTF-16 units of an address.
const LONGEST_ADDRESS: usize = 2080;

const TOO_MANY: Loss = Loss {
    one: "event left out, past the 1,048,576 rows of a sheet",
    several: "events left out, past the 1,048,576 rows of a sheet",
};
const TOO_WIDE: Loss = Loss {
    one: "cell left out, past the 16,384 columns of a sheet",
    several: "cells left out, past the 16,384 columns of a sheet",
};
const TOO_LONG: Loss = Loss { one: "cell cut, past 32,767 characters", several: "cells cut, past 32,767 characters" };
const BEYOND: Loss =
    Loss { one: "day before 1900 or after 9999 became text", several: "days before 1900 or after 9999 became text" };

const TOO_MANY_LINKS: Loss = Loss {
    one: "address is no link, past the 65,530 of a sheet",
    several: "addresses are no links, past the 65,530 of a sheet",
};
const UNBOUNDED: Loss = Loss {
    one: "count has no upper limit, so its `…_high` is the least",
    several: "counts have no upper limit, so their `…_high` is the least",
};
const INEXACT: Loss = Loss {
    one: "number beyond 9,007,199,254,740,992 is rounded",
    several: "numbers beyond 9,007,199,254,740,992 are rounded",
};
/// A float holds every number to here.
const EXACT: u64 = 1 << 53;

pub(super) fn write(document: &Document<'_>, out: &mut (dyn Write + Send)) -> Result<Losses> {
    guarded(no_room, || write_workbook(document, out))
}

/// The library keeps rows in a temporary file, and panics where it can't write to it.
fn no_room() -> Error {
    let folder = std::env::temp_dir();
    let message = format!("cannot write the workbook: the folder for temporary files, `{}`, is full", folder.display());
    Error::from(Diagnostic::new(message)).hint("make room in it, or name another: TMPDIR=FOLDER dateline export …")
}

fn write_workbook(document: &Document<'_>, out: &mut (dyn Write + Send)) -> Result<Losses> {
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new().set_title(sanitize_text(&document.title));
    if let Ok(revised) = ExcelDateTime::from_timestamp(document.revised.timestamp()) {
        properties = properties.set_creation_datetime(&revised);
    }
    workbook.set_properties(&properties);
    // A large data set would not fit into memory as cells, so rows go to a temporary file one by one.
    let worksheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
    let mut sheet = Sheet::new("Events", worksheet, document).map_err(failed)?;
    let mut has_reports = false;
    document.for_each(|event, certainty| {
        has_reports |= !event.reports().is_empty();
        sheet.event(event, certainty).map_err(failed)
    })?;
    let losses = sheet.finish().map_err(failed)?;
    if has_reports {
        let worksheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        let mut sheet = Sheet::new("Reports", worksheet, document).map_err(failed)?;
        document.for_each(|event, certainty| {
            event.reports().iter().try_for_each(|report| sheet.event(report, certainty).map_err(failed))
        })?;
        sheet.finish().map_err(failed)?;
    }
    out.write_all(&workbook.save_to_buffer().map_err(failed)?)?;
    Ok(losses)
}

fn failed(error: XlsxError) -> io::Error {
    io::Error::other(error)
}

/// A column that every sheet has, unlike the columns beyond the model.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fixed {
    Field(Field),
    /// The date in words.
    When,
    Earliest,
    Latest,
    /// The bounds and the estimate of a count, as `count` adds them up.
    Bound(Field, Bound),
    /// Where several files are read: which of them the event is from.
    File,
    /// How certainly the event matched the filters.
    Match,
}

/// A number of a count that is a number for a sheet too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Low,
    /// The estimate; where a source gives none, the least.
    Best,
    /// The most; where there is no limit, the least.
    High,
}

/// The columns in the order in which people read a sheet. What only programs need comes last.
const ORDER: [Field; 19] = [
    Field::Date,
    Field::Title,
    Field::Location,
    Field::Country,
    Field::Kind,
    Field::Actors,
    Field::Killed,
    Field::Wounded,
    Field::Status,
    Field::ReportOf,
    Field::Tags,
    Field::Summary,
    Field::Source,
    Field::Media,
    Field::MediaCredit,
    Field::MediaCaption,
    Field::Latitude,
    Field::Longitude,
    Field::Id,
];

impl Fixed {
    fn name(self) -> &'static str {
        match self {
            Fixed::Bound(Field::Killed, Bound::Low) => "killed_low",
            Fixed::Bound(Field::Killed, Bound::Best) => "killed_best",
            Fixed::Bound(Field::Killed, Bound::High) => "killed_high",
            Fixed::Bound(_, Bound::Low) => "wounded_low",
            Fixed::Bound(_, Bound::Best) => "wounded_best",
            Fixed::Bound(_, Bound::High) => "wounded_high",
            Fixed::Field(field) => field.name(),
            Fixed::When => "when",
            Fixed::Earliest => "earliest",
            Fixed::Latest => "latest",
            Fixed::File => FILE,
            Fixed::Match => "match",
        }
    }

    /// The model's columns, but for the id, with what stands beside a date and a count, and the columns that only some
    /// documents need.
    ///
    /// # Errors
    /// The events can't be read again.
    fn all(document: &Document<'_>) -> io::Result<Vec<Fixed>> {
        let choice = document.columns.choice();
        let mut all = Vec::new();
        let written: Vec<Field> = written_fields(document.sources).filter(|field| *field != Field::Id).collect();
        for field in ORDER.into_iter().filter(|field| choice.keeps_field(*field) && written.contains(field)) {
            all.push(Fixed::Field(field));
            if matches!(field, Field::Killed | Field::Wounded) {
                all.extend([Bound::Low, Bound::Best, Bound::High].map(|bound| Fixed::Bound(field, bound)));
            }
        }
        if choice.keeps_field(Field::Date) {
            all.extend([Fixed::When, Fixed::Earliest, Fixed::Latest]);
        }
        let is_several = document.sources.len() > 1;
        all.extend((is_several && choice.keeps_other(FILE)).then_some(Fixed::File));
        let some_possible = document.selection.kept_possible()? > 0;
        all.extend(some_possible.then_some(Fixed::Match));
        Ok(all)
    }

    /// Whether its cells are text, which stays text when somebody edits it.
    fn is_text(self) -> bool {
        !matches!(self, Fixed::Field(Field::Latitude | Field::Longitude) | Fixed::Bound(..))
    }
}

/// The sheet while its rows are written, from the first to the last.
struct Sheet<'a> {
    worksheet: &'a mut Worksheet,
    fixed: Vec<Fixed>,
    /// The column of each name beyond the model.
    extra: HashMap<&'a str, usize>,
    /// The last column, if the document has ids.
    id: Option<usize>,
    /// How many addresses are links so far.
    links: usize,
    /// The widest cell of each column so far, in characters.
    widths: Vec<usize>,
    /// The row to be written next, from 0.
    row: u32,
    link: Format,
    losses: Losses,
}

impl<'a> Sheet<'a> {
    fn new(
        name: &str,
        worksheet: &'a mut Worksheet,
        document: &Document<'a>,
    ) -> std::result::Result<Sheet<'a>, XlsxError> {
        let fixed = Fixed::all(document)?;
        let mut names: Vec<&str> = fixed.iter().map(|column| column.name()).collect();
        let mut by_lower: HashMap<String, usize> = HashMap::new();
        let mut extra = HashMap::new();
        for (_, name) in document.columns.layouts(document.sources).flat_map(|layout| layout.extra()) {
            // One column for all files that have it, in whatever case.
            let column = *by_lower.entry(name.to_lowercase()).or_insert_with(|| {
                names.push(name);
                names.len() - 1
            });
            extra.insert(name, column);
        }
        let id = document.columns.choice().keeps_field(Field::Id).then_some(names.len());
        names.extend(id.map(|_| Field::Id.name()));
        names.truncate(MOST_COLUMNS);
        worksheet.set_name(name)?;
        worksheet.set_freeze_panes(1, 0)?;
        // On paper: across, one page wide, with the header on each page.
        worksheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        // Text cells stay text when somebody edits them, without a warning that they might be numbers.
        let text = Format::new().set_num_format("@");
        let is_text = |i: usize| fixed.get(i).is_none_or(|column| column.is_text());
        for i in (0..names.len()).filter(|&i| is_text(i)) {
            worksheet.set_column_format(i as u16, &text)?;
        }
        let day = Format::new().set_num_format("yyyy-mm-dd");
        for i in (0..fixed.len()).filter(|&i| matches!(fixed[i], Fixed::Earliest | Fixed::Latest)) {
            worksheet.set_column_format(i as u16, &day)?;
        }
        let last_column = names.len() as u16 - 1;
        worksheet.ignore_error_range(0, 0, MOST_ROWS - 1, last_column, IgnoreError::NumberStoredAsText)?;
        let heading = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
        for (i, name) in names.iter().enumerate() {
            worksheet.write_string_with_format(0, i as u16, truncate(&name.replace(is_bidi, "")).0, &heading)?;
        }
        let widths = names.iter().map(|name| name.width()).collect();
        let link = Format::new()
            .set_num_format("@")
            .set_font_color(Color::RGB(0x05_63_C1))
            .set_underline(FormatUnderline::Single);
        Ok(Sheet { worksheet, fixed, extra, id, links: 0, widths, row: 1, link, losses: Losses::default() })
    }

    fn event(&mut self, event: &Event<'_>, certainty: Certainty) -> std::result::Result<(), XlsxError> {
        if self.row >= MOST_ROWS {
            self.losses.add(TOO_MANY);
            return Ok(());
        }
        let date = event.date();
        for i in 0..self.fixed.len() {
            match self.fixed[i] {
                Fixed::When => self.text(i, &when(event))?,
                Fixed::Earliest => self.day(i, date.and_then(Date::earliest))?,
                Fixed::Latest => self.day(i, date.and_then(Date::latest))?,
                Fixed::File => self.text(i, event.file().unwrap_or_default())?,
                Fixed::Match if certainty == Certainty::Possible => self.text(i, "possible")?,
                Fixed::Match => self.text(i, "certain")?,
                Fixed::Field(Field::Latitude) => self.number(i, event.latitude())?,
                Fixed::Field(Field::Longitude) => self.number(i, event.longitude())?,
                Fixed::Field(field @ (Field::Source | Field::Media)) => {
                    self.linked(i, &event.native(&Column::Field(field)))?;
                }
                Fixed::Field(field) => self.text(i, &event.native(&Column::Field(field)))?,
                Fixed::Bound(field, bound) => {
                    let count = if field == Field::Killed { event.killed() } else { event.wounded() };
                    self.people(i, count, bound)?;
                }
            }
        }
        if let Some(i) = self.id {
            self.text(i, &event.native(&Column::Field(Field::Id)))?;
        }
        self.losses.carry(event);
        for (name, cell) in event.extra() {
            if let Some(&i) = self.extra.get(name) {
                self.text(i, &cell)?;
            }
        }
        self.row += 1;
        Ok(())
    }

    fn text(&mut self, i: usize, text: &str) -> std::result::Result<(), XlsxError> {
        self.put(i, text, None)
    }

    /// Writes a text, that leads to an address where it has one.
    fn put(&mut self, i: usize, text: &str, address: Option<&str>) -> std::result::Result<(), XlsxError> {
        if text.is_empty() {
            return Ok(());
        }
        if i >= MOST_COLUMNS {
            self.losses.add(TOO_WIDE);
            return Ok(());
        }
        let (text, width) = shown(text);
        let (kept, is_cut) = truncate(&text);
        if is_cut {
            self.losses.add(TOO_LONG);
        }
        self.widths[i] = self.widths[i].max(width);
        match address {
            Some(address) => {
                let link = Url::new(address).set_text(kept);
                self.worksheet.write_url_with_format(self.row, i as u16, link, &self.link)?;
            }
            None => _ = self.worksheet.write_string(self.row, i as u16, kept)?,
        }
        Ok(())
    }

    fn number(&mut self, i: usize, number: Option<f64>) -> std::result::Result<(), XlsxError> {
        if let Some(number) = number {
            self.worksheet.write_number(self.row, i as u16, number)?;
        }
        Ok(())
    }

    /// A number of a count, so that a sheet adds up to what `count` adds up to.
    fn people(&mut self, i: usize, count: Option<PeopleCount>, bound: Bound) -> std::result::Result<(), XlsxError> {
        let Some(count) = count else { return Ok(()) };
        let low = count.low.unwrap_or(0);
        let number = match bound {
            Bound::Low => low,
            Bound::Best => count.best.unwrap_or(low),
            Bound::High => count.high.unwrap_or(low),
        };
        if bound == Bound::High && count.high.is_none() {
            self.losses.add(UNBOUNDED);
        }
        if number > EXACT {
            self.losses.add(INEXACT);
        }
        self.number(i, Some(number as f64))
    }

    /// Text whose first address can be clicked.
    fn linked(&mut self, i: usize, text: &str) -> std::result::Result<(), XlsxError> {
        let address = pieces(text).into_iter().find_map(|piece| match piece {
            Piece::Address(address) => {
                Some(address).filter(|address| address.encode_utf16().count() <= LONGEST_ADDRESS)
            }
            Piece::Text(_) => None,
        });
        if address.is_some() && self.links == MOST_LINKS {
            self.losses.add(TOO_MANY_LINKS);
            return self.text(i, text);
        }
        self.links += usize::from(address.is_some());
        self.put(i, text, address)
    }

    fn day(&mut self, i: usize, day: Option<NaiveDate>) -> std::result::Result<(), XlsxError> {
        let Some(day) = day else { return Ok(()) };
        let year = u16::try_from(day.year()).unwrap_or(0);
        match ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8) {
            Ok(cell) if (1900..=9999).contains(&year) => {
                self.widths[i] = self.widths[i].max("yyyy-mm-dd".len());
                // Its format is the column's.
                self.worksheet.write_datetime(self.row, i as u16, &cell)?;
                Ok(())
            }
            _ => {
                self.losses.add(BEYOND);
                self.text(i, &day.to_string())
            }
        }
    }

    /// Sets widths that show most cells whole, and filters in the header.
    fn finish(self) -> std::result::Result<Losses, XlsxError> {
        /// In characters: the room for the filter's button, and the most that can be read at a glance.
        const BUTTON: usize = 3;
        const WIDEST: usize = 60;
        for (i, &width) in self.widths.iter().enumerate() {
            self.worksheet.set_column_width(i as u16, (width + BUTTON).min(WIDEST) as f64)?;
        }
        self.worksheet.autofilter(0, 0, self.row - 1, self.widths.len() as u16 - 1)?;
        Ok(self.losses)
    }
}

/// The text as a sheet shows it, and how wide it is in characters.
fn shown(text: &str) -> (Cow<'_, str>, usize) {
    let is_plain = |byte: &u8| byte.is_ascii() && !matches!(byte, b'\r' | b'\n');
    if text.as_bytes().iter().all(is_plain) {
        return (Cow::Borrowed(text), text.len());
    }
    // Excel breaks lines at LF alone, and shows a CR as a sign.
    let text = text.replace("\r\n", "\n").replace(is_bidi, "");
    let width = text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
    (Cow::Owned(text), width)
}

/// As much of the text as a cell holds, and whether something was cut off.
fn truncate(text: &str) -> (&str, bool) {
    if text.len() <= MOST_UNITS {
        return (text, false);
    }
    let mut units = 0;
    let past = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > MOST_UNITS
    });
    past.map_or((text, false), |(end, _)| (&text[..end], true))
}
