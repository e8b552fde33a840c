//! Excel (xlsx): one sheet, one event a row, the model's columns and then the file's others.
//!
//! Dates are text, so that Excel does not rewrite them; the earliest and the latest day stand beside them as dates that
//! sort and filter. Nothing is a formula.

use std::collections::HashMap;
use std::io::{self, Write};

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use crate::date::{Certainty, Date};
use crate::error::Result;
use crate::event::Event;
use crate::layout::FILE;
use crate::model::field::{Column, Field};
use crate::model::people::PeopleCount;
use crate::text::is_bidi;
use crate::text::sanitize_text;
use crate::words::when;

use super::{Document, Loss, Losses};

/// The limits of Excel: <https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3>.
const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: usize = 16_384;
/// UTF-16 units in a cell.
const MOST_UNITS: usize = 32_767;

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

pub(super) fn write(document: &Document<'_>, out: &mut dyn Write) -> Result<Losses> {
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new().set_title(sanitize_text(&document.title));
    if let Ok(revised) = ExcelDateTime::from_timestamp(document.revised.timestamp()) {
        properties = properties.set_creation_datetime(&revised);
    }
    workbook.set_properties(&properties);
    // A large data set would not fit into memory as cells, so rows go to a temporary file one by one.
    let worksheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
    let mut sheet = Sheet::new(worksheet, document).map_err(failed)?;
    document.for_each(|event, certainty| sheet.event(event, certainty).map_err(failed))?;
    let losses = sheet.finish().map_err(failed)?;
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
    /// Where several files are read: which of them the event is from.
    File,
    /// How certainly the event matched the filters.
    Match,
}

impl Fixed {
    fn name(self) -> &'static str {
        match self {
            Fixed::Field(field) => field.name(),
            Fixed::When => "when",
            Fixed::Earliest => "earliest",
            Fixed::Latest => "latest",
            Fixed::File => FILE,
            Fixed::Match => "match",
        }
    }

    /// The model's columns with what a date is beside it, and the columns that only some documents need.
    fn all(document: &Document<'_>) -> Vec<Fixed> {
        let with_beside = |field| match field {
            Field::Date => vec![Fixed::Field(Field::Date), Fixed::When, Fixed::Earliest, Fixed::Latest],
            field => vec![Fixed::Field(field)],
        };
        let choice = document.columns.choice();
        let fields = Field::ALL.into_iter().filter(|field| choice.keeps_field(*field));
        let mut all: Vec<Fixed> = fields.flat_map(with_beside).collect();
        let is_several = document.sources.len() > 1;
        all.extend((is_several && choice.keeps_other(FILE)).then_some(Fixed::File));
        let some_possible = document.selection.iter().any(|event| event.certainty == Certainty::Possible);
        all.extend(some_possible.then_some(Fixed::Match));
        all
    }
}

/// The sheet while its rows are written, from the first to the last.
struct Sheet<'a> {
    worksheet: &'a mut Worksheet,
    fixed: Vec<Fixed>,
    /// The column of each name beyond the model.
    extra: HashMap<&'a str, usize>,
    /// The widest cell of each column so far, in characters.
    widths: Vec<usize>,
    /// The row to be written next, from 0.
    row: u32,
    day: Format,
    losses: Losses,
}

impl<'a> Sheet<'a> {
    fn new(worksheet: &'a mut Worksheet, document: &Document<'a>) -> std::result::Result<Sheet<'a>, XlsxError> {
        let fixed = Fixed::all(document);
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
        names.truncate(MOST_COLUMNS);
        worksheet.set_name("Events")?;
        worksheet.set_freeze_panes(1, 0)?;
        // Text cells stay text when somebody edits them, without a warning that they might be numbers.
        let text = Format::new().set_num_format("@");
        let is_text = |i: usize| {
            let numbers = [Field::Latitude, Field::Longitude, Field::Killed, Field::Wounded].map(Fixed::Field);
            fixed.get(i).is_none_or(|column| !numbers.contains(column))
        };
        for i in (0..names.len()).filter(|&i| is_text(i)) {
            worksheet.set_column_format(i as u16, &text)?;
        }
        let last_column = names.len() as u16 - 1;
        worksheet.ignore_error_range(0, 0, MOST_ROWS - 1, last_column, IgnoreError::NumberStoredAsText)?;
        let heading = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
        for (i, name) in names.iter().enumerate() {
            worksheet.write_string_with_format(0, i as u16, truncate(&name.replace(is_bidi, "")).0, &heading)?;
        }
        let widths = names.iter().map(|name| name.width()).collect();
        let day = Format::new().set_num_format("yyyy-mm-dd");
        Ok(Sheet { worksheet, fixed, extra, widths, row: 1, day, losses: Losses::default() })
    }

    fn event(&mut self, event: &Event<'_>, certainty: Certainty) -> std::result::Result<(), XlsxError> {
        if self.row >= MOST_ROWS {
            self.losses.add(TOO_MANY);
            return Ok(());
        }
        let date = event.date.as_ref();
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
                Fixed::Field(Field::Killed) => self.people(i, event.killed, "killed")?,
                Fixed::Field(Field::Wounded) => self.people(i, event.wounded, "wounded")?,
                Fixed::Field(field) => self.text(i, &event.native(&Column::Field(field)))?,
            }
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
        if text.is_empty() {
            return Ok(());
        }
        if i >= MOST_COLUMNS {
            self.losses.add(TOO_WIDE);
            return Ok(());
        }
        // Excel breaks lines at LF alone, and shows a CR as a sign.
        let text = text.replace("\r\n", "\n").replace(is_bidi, "");
        let (kept, is_cut) = truncate(&text);
        if is_cut {
            self.losses.add(TOO_LONG);
        }
        self.widths[i] = self.widths[i].max(kept.lines().map(UnicodeWidthStr::width).max().unwrap_or(0));
        self.worksheet.write_string(self.row, i as u16, kept)?;
        Ok(())
    }

    fn number(&mut self, i: usize, number: Option<f64>) -> std::result::Result<(), XlsxError> {
        if let Some(number) = number {
            self.worksheet.write_number(self.row, i as u16, number)?;
        }
        Ok(())
    }

    /// A number where it is one, else the count as text, as it is read from CSV.
    fn people(&mut self, i: usize, count: Option<PeopleCount>, what: &str) -> std::result::Result<(), XlsxError> {
        /// A float holds every number to here.
        const EXACT: u64 = 1 << 53;
        let Some(count) = count else { return Ok(()) };
        if let Some(number) = count.exact().filter(|number| *number <= EXACT) {
            return self.number(i, Some(number as f64));
        }
        self.losses.people(count, what);
        self.text(i, &count.to_string())
    }

    fn day(&mut self, i: usize, day: Option<NaiveDate>) -> std::result::Result<(), XlsxError> {
        let Some(day) = day else { return Ok(()) };
        let year = u16::try_from(day.year()).unwrap_or(0);
        match ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8) {
            Ok(cell) if (1900..=9999).contains(&year) => {
                self.widths[i] = self.widths[i].max("yyyy-mm-dd".len());
                self.worksheet.write_datetime_with_format(self.row, i as u16, &cell, &self.day)?;
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
