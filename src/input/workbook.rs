//! Workbooks (xlsx, xlsm, xlsb, xls, ods) as CSV: the first sheet that holds a table, or the one that is named.
//!
//! Cells come as people see them: dates as ISO dates, numbers without the traces of binary fractions, formulas by their
//! value. Every row of the sheet is a record, blank ones too, so that rows keep their numbers.

mod value;

use std::io::{BufReader, Read};

use calamine::{DataRef, OdsError, Reader, SheetType, SheetVisible, XlsError, XlsbError, XlsxError};
use calamine::{Ods, Xls, Xlsb, Xlsx};

use super::archive::{Archive, Document};
use super::converted::{Converted, LONGEST_RECORD};
use super::guard::guarded;
use super::locator::{Locator, Origin};
use super::spool::{MOST_COLUMNS, Spool};
use crate::csv::blocks::ReadSeek;
use crate::error::{Diagnostic, Error, Hint, Note, Result};

/// The most that the texts of a workbook, which are kept in memory, may take when they are unpacked.
const MOST_TEXT: u64 = 1 << 30;

type Input = BufReader<Box<dyn ReadSeek>>;

/// A workbook, opened.
enum Workbook {
    Xlsx(Xlsx<Input>),
    Xlsb(Xlsb<Input>),
    Xls(Xls<Input>),
    Ods(Ods<Input>),
}

/// Why a workbook or a sheet of it can't be read.
enum Fault {
    Password,
    /// In the words of the library.
    Broken(String),
    Io(std::io::Error),
    TooWide,
    TooLong,
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Fault {
        Fault::Io(error)
    }
}

macro_rules! fault_from {
    ($($error:ident),*) => {$(
        impl From<$error> for Fault {
            fn from(error: $error) -> Fault {
                match error {
                    $error::Password => Fault::Password,
                    $error::Io(error) => Fault::Io(error),
                    error => Fault::Broken(error.to_string()),
                }
            }
        }
    )*};
}
fault_from!(XlsxError, XlsbError, XlsError, OdsError);

/// Converts a workbook that is stored as a zip archive.
///
/// # Errors
/// A workbook that can't be read, or has no sheet that is asked for or holds a table.
pub fn of_archive(file: &str, mut archive: Archive, document: Document, asked: Option<&str>) -> Result<Converted> {
    let in_memory = |name: &str| {
        let is_sheet = name.starts_with("xl/worksheets/") || name.starts_with("xl/media/");
        name == "content.xml" || (name.starts_with("xl/") && !is_sheet && !name.starts_with("xl/embeddings/"))
    };
    let names: Vec<String> = archive.names().filter(|name| in_memory(name)).map(str::to_owned).collect();
    if let Document::Foreign(foreign) = document {
        return Err(super::foreign(file, foreign));
    }
    let mut length = 0;
    for name in names {
        length += archive.length(&name, MOST_TEXT + 1)?;
        if length > MOST_TEXT {
            return Err(too_large(file));
        }
    }
    // The library reads a cell whole, however long it is.
    let is_sheet = |name: &&str| name.starts_with("xl/worksheets/") && name.ends_with(".xml");
    let sheets: Vec<String> = archive.names().filter(is_sheet).map(str::to_owned).collect();
    for sheet in sheets {
        if archive.has_longer_text(&sheet, LONGEST_RECORD)? {
            return Err(not_read(file, Fault::TooLong));
        }
    }
    let mut input = archive.into_inner();
    input.rewind().map_err(|error| Error::reading(file, &error))?;
    let input = BufReader::new(input);
    let open = || match document {
        Document::Xlsx => Xlsx::new(input).map(Workbook::Xlsx).map_err(Fault::from),
        Document::Xlsb => Xlsb::new(input).map(Workbook::Xlsb).map_err(Fault::from),
        Document::Ods => Ods::new(input).map(Workbook::Ods).map_err(Fault::from),
        Document::Foreign(_) => Err(Fault::Broken("it is no workbook".to_owned())),
    };
    guarded(|| damaged(file), || open().map_err(|fault| not_read(file, fault))?.convert(file, asked))
}

/// Converts a workbook that is stored as a compound file: xls, or one under a password.
///
/// # Errors
/// As [`of_archive`]; a document that is no workbook.
pub fn of_compound(file: &str, mut input: Box<dyn ReadSeek>, asked: Option<&str>) -> Result<Converted> {
    let failed = |error: std::io::Error| Error::reading(file, &error);
    input.rewind().map_err(failed)?;
    let mut bytes = Vec::new();
    input.take(MOST_TEXT + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MOST_TEXT {
        return Err(too_large(file));
    }
    // The names of its streams stand in UTF-16.
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(&bytes, &name).is_some()
    };
    if has("EncryptedPackage") {
        return Err(not_read(file, Fault::Password));
    }
    if !has("Workbook") && !has("Book") {
        let (what, hint) = if has("WordDocument") {
            ("a Word document", "copy the table out of it into a workbook")
        } else {
            (
                "a document of an old Office program in which no workbook was found",
                "it may be cut short; or save its table as CSV or as a workbook (xlsx)",
            )
        };
        return Err(super::foreign(file, super::kind::Foreign { what, hint }));
    }
    let input: Box<dyn ReadSeek> = Box::new(std::io::Cursor::new(bytes));
    let open = || Xls::new(BufReader::new(input)).map(Workbook::Xls).map_err(Fault::from);
    guarded(|| damaged(file), || open().map_err(|fault| not_read(file, fault))?.convert(file, asked))
}

fn damaged(file: &str) -> Error {
    Error::from(Diagnostic::new(format!("{file} is a workbook that can't be read: it is damaged")))
}

fn too_large(file: &str) -> Error {
    let message = format!("the texts of {file} take more than {} MiB in memory", MOST_TEXT >> 20);
    Error::from(Diagnostic::new(message)).hint("save the sheet as CSV")
}

fn not_read(file: &str, fault: Fault) -> Error {
    match fault {
        Fault::Password => Error::from(Diagnostic::new(format!("{file} is a workbook under a password")))
            .hint("open it with its password, and save it without one or as CSV"),
        Fault::Broken(why) => Error::from(Diagnostic::new(format!("{file} is a workbook that can't be read: {why}")))
            .hint("it may be cut short; or open it, and save it anew or as CSV"),
        Fault::Io(error) => Error::reading(file, &error),
        Fault::TooWide => {
            Error::from(Diagnostic::new(format!("a sheet of {file} has more than {MOST_COLUMNS} columns")))
        }
        Fault::TooLong => {
            Error::from(Diagnostic::new(format!("a cell of {file} is longer than {} MiB", LONGEST_RECORD >> 20)))
        }
    }
}

impl Workbook {
    /// The sheets that have cells, in their order, those that are shown first.
    fn sheets(&self) -> Vec<String> {
        let sheets = match self {
            Workbook::Xlsx(workbook) => workbook.sheets_metadata(),
            Workbook::Xlsb(workbook) => workbook.sheets_metadata(),
            Workbook::Xls(workbook) => workbook.sheets_metadata(),
            Workbook::Ods(workbook) => workbook.sheets_metadata(),
        };
        let with_cells = || sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let is_shown = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible;
        let shown = with_cells().filter(is_shown);
        let hidden = with_cells().filter(|sheet| !is_shown(sheet));
        shown.chain(hidden).map(|sheet| sheet.name.clone()).collect()
    }

    fn convert(mut self, file: &str, asked: Option<&str>) -> Result<Converted> {
        let sheets = self.sheets();
        if let Some(asked) = asked {
            let found = sheets.iter().find(|name| name.as_str() == asked);
            let found = found.or_else(|| sheets.iter().find(|name| name.to_lowercase() == asked.to_lowercase()));
            let Some(name) = found else {
                let message = format!("{file} has no sheet \"{asked}\"");
                return Err(Error::from(Diagnostic::new(message)).hint(Hint::Sheet { sheets }));
            };
            let rows = self.rows(name).map_err(|fault| not_read(file, fault))?;
            return rows.finish(file, name, Vec::new());
        }
        for name in &sheets {
            let rows = self.rows(name).map_err(|fault| not_read(file, fault))?;
            if rows.is_table() {
                let notes = match sheets.len() {
                    1 => Vec::new(),
                    _ => {
                        let others = sheets.iter().filter(|other| *other != name).cloned().collect();
                        vec![Note::Sheet { file: file.to_owned(), sheet: name.clone(), others }]
                    }
                };
                return rows.finish(file, name, notes);
            }
        }
        Err(Error::from(Diagnostic::new(format!("no sheet of {file} holds a table"))))
    }

    /// Reads a sheet.
    fn rows(&mut self, name: &str) -> std::result::Result<Rows, Fault> {
        let mut rows = Rows::default();
        match self {
            Workbook::Xlsx(workbook) => {
                let mut cells = workbook.worksheet_cells_reader(name)?;
                let shown: Vec<value::Shown> = cells.styles().iter().map(value::Shown::of).collect();
                while let Some((cell, style)) = cells.next_cell_with_style_id()? {
                    let shown = shown.get(style).copied().unwrap_or_default();
                    rows.cell(cell.get_position(), cell.get_value(), shown)?;
                }
            }
            Workbook::Xlsb(workbook) => {
                let mut cells = workbook.worksheet_cells_reader(name)?;
                while let Some(cell) = cells.next_cell()? {
                    rows.cell(cell.get_position(), cell.get_value(), value::Shown::default())?;
                }
            }
            Workbook::Xls(workbook) => rows.range(&workbook.worksheet_range(name)?)?,
            Workbook::Ods(workbook) => rows.range(&workbook.worksheet_range(name)?)?,
        }
        rows.end_row()?;
        Ok(rows)
    }
}

/// The rows of a sheet, as they come.
#[derive(Default)]
struct Rows {
    spool: Spool,
    /// The cells of the row that is read, by their column.
    cells: Vec<String>,
    /// How many of them the row has.
    width: usize,
    /// Its number, from 0.
    row: u32,
    /// How many rows have two cells or more.
    in_table: u64,
    /// The columns that say again what others say.
    left_out: Vec<usize>,
}

/// What dateline's own export writes beside the columns of a chronology, so that sheets can sort and add up by it.
const DERIVED: [&str; 10] = [
    "when",
    "earliest",
    "latest",
    "match",
    "killed_low",
    "killed_best",
    "killed_high",
    "wounded_low",
    "wounded_best",
    "wounded_high",
];

/// The columns of such an export that are derived from others, known by those of the date, which stand side by side.
fn derived_columns(header: &[String]) -> Vec<usize> {
    let beside = ["when", "earliest", "latest"];
    let is_own = header.windows(beside.len()).any(|names| names == beside) && header.iter().any(|name| name == "date");
    if !is_own {
        return Vec::new();
    }
    // A column of the file's own that has one of these names comes after all of them.
    let mut found: Vec<usize> =
        DERIVED.iter().filter_map(|name| header.iter().position(|column| column == name)).collect();
    found.sort_unstable();
    found
}

impl Rows {
    fn cell(
        &mut self,
        (row, column): (u32, u32),
        value: &DataRef<'_>,
        shown: value::Shown,
    ) -> std::result::Result<(), Fault> {
        if matches!(value, DataRef::Empty) {
            return Ok(());
        }
        let column = column as usize;
        if column >= MOST_COLUMNS {
            return Err(Fault::TooWide);
        }
        if row != self.row {
            self.end_row()?;
            self.row = row;
        }
        if column >= self.cells.len() {
            self.cells.resize_with(column + 1, String::new);
        }
        self.width = self.width.max(column + 1);
        let cell = &mut self.cells[column];
        cell.clear();
        value::write(value, shown, cell);
        if cell.len() > LONGEST_RECORD { Err(Fault::TooLong) } else { Ok(()) }
    }

    fn range(&mut self, range: &calamine::Range<calamine::Data>) -> std::result::Result<(), Fault> {
        let Some((first_row, first_column)) = range.start() else { return Ok(()) };
        for (row, column, value) in range.used_cells() {
            let at = (first_row + row as u32, first_column + column as u32);
            self.cell(at, &value::borrowed(value), value::Shown::default())?;
        }
        Ok(())
    }

    /// Writes the row, and blank ones before it up to its number.
    fn end_row(&mut self) -> std::io::Result<()> {
        let cells = &mut self.cells[..self.width];
        let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        // Rows that only look empty at the end of a sheet can be a million.
        if filled > 0 {
            if self.spool.records() == 0 {
                self.left_out = derived_columns(cells);
            }
            while self.spool.records() < u64::from(self.row) {
                self.spool.blank()?;
            }
            let is_kept = |i: &usize| !self.left_out.contains(i);
            self.spool.record((0..cells.len()).filter(is_kept).map(|i| cells[i].as_str()))?;
        }
        self.in_table += u64::from(filled > 1);
        cells.iter_mut().for_each(String::clear);
        self.width = 0;
        Ok(())
    }

    /// Whether it is a header and a row at least, of two cells or more.
    fn is_table(&self) -> bool {
        self.in_table > 1
    }

    fn finish(self, file: &str, name: &str, notes: Vec<Note>) -> Result<Converted> {
        let (bytes, lines) = self.spool.finish(None).map_err(|error| Error::reading(file, &error))?;
        let locator =
            Some(Locator::new(Origin::Sheet { name: name.to_owned(), left_out: self.left_out }, lines).into());
        Ok(Converted { bytes, locator, notes, ..Converted::default() })
    }
}
