//! Opens an input and, whatever kind of file it is, gives CSV bytes: the one seam between the kinds of files and all that
//! reads them.

use std::fs;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::archive::{Archive, Document};
use super::compressed::unpack;
use super::converted::{Converted, Faults};
use super::kind::{Foreign, Kind};
use super::locator::Locator;
use super::projection::Projection;
use super::table::TableRows;
use super::{Input, ical, json, markwhen, workbook};
use crate::csv::blocks::{Bytes, InputHead};
use crate::csv::dialect::{Encoding, utf16_of_mark};
use crate::error::{Diagnostic, Error, Hint, Note, Result};
use crate::text::shell_word;

/// How many times a file may be packed into another. Who packs once more wants to fill a disk, not to be read.
const DEEPEST: usize = 4;

/// Which part of a file holds the events, as the user stated it.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The array of a JSON document, as jq writes its path: `.data.events`.
    pub path: Option<String>,
}

/// A kind of file of which a part can be stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartHolder {
    Workbook,
    Json,
}

/// An input, opened, of which the first bytes were read.
pub struct Opened {
    /// Its name in messages, with that of the member of an archive.
    pub name: String,
    pub head: InputHead,
    pub holder: Option<PartHolder>,
    /// What it was converted from; `None` for text of rows, as it is.
    pub conversion: Option<Conversion>,
}

/// What is known of an input that was converted.
pub struct Conversion {
    pub locator: Option<Arc<Locator>>,
    /// What the user should know.
    pub notes: Vec<Note>,
    /// The rows that could not be converted.
    pub faults: Faults,
    /// Where the columns that are used can be stated.
    pub projection: Option<Projection>,
    /// The rows of a table of a server.
    pub table: Option<TableRows>,
}

/// Opens every input. The part that was stated is that of the inputs that can have it.
///
/// # Errors
/// As [`Input::open`]; none of them can have such a part.
pub fn open_all(inputs: &[Input], part: &Part) -> Result<Vec<Opened>> {
    let opened: Vec<Opened> = inputs.iter().map(|input| input.open(part)).collect::<Result<_>>()?;
    let none_is = |holder| !opened.iter().any(|input| input.holder == Some(holder));
    let names = || opened.iter().map(|input| input.name.as_str()).collect::<Vec<_>>().join(", ");
    if part.sheet.is_some() && none_is(PartHolder::Workbook) {
        let error = Error::usage(format!("a sheet is one of a workbook, and none of these is a workbook: {}", names()));
        return Err(error.hint(Hint::NoSheet));
    }
    if part.path.is_some() && none_is(PartHolder::Json) {
        let error =
            Error::usage(format!("a path is one of a JSON file, and none of these is a JSON file: {}", names()));
        return Err(error.hint(Hint::NoPath));
    }
    Ok(opened)
}

impl Input {
    /// Opens the input and reads its first bytes, which tell what kind of file it is.
    ///
    /// # Errors
    /// A file that can't be opened or read; one of a kind that can't be; one in which the part that is meant can't be
    /// found.
    pub fn open(&self, part: &Part) -> Result<Opened> {
        let name = self.name();
        if let Input::Table(address) = self {
            return of_converted(name, super::table::read(address)?, None);
        }
        let failed = |error: io::Error| Error::reading(&name, &error);
        if let Input::File(path) = self
            && path.is_dir()
        {
            let error = failed(io::ErrorKind::IsADirectory.into());
            return Err(match files_in(path) {
                Some(files) => error.hint(format!("name the files in it: dateline list {files}")),
                None => error,
            });
        }
        match (self.open_bytes(), self) {
            (Ok(bytes), _) => of_bytes(name, bytes, None, part, 0),
            // `archive.zip/member.csv` is no file of the system's.
            (Err(error), Input::File(path)) => match in_archive(path) {
                Some((archive, member)) => {
                    let name = archive.display().to_string();
                    let bytes = Input::File(archive.to_owned()).open_bytes();
                    of_bytes(name.clone(), bytes.map_err(|error| Error::reading(&name, &error))?, Some(member), part, 0)
                }
                None => Err(failed(error)),
            },
            (Err(error), _) => Err(failed(error)),
        }
    }
}

/// How a shell is told of the tables in a folder, or in the folders in it; `None`: there are none.
fn files_in(folder: &Path) -> Option<String> {
    let entries = |folder: &Path| fs::read_dir(folder).ok().into_iter().flatten().flatten().map(|entry| entry.path());
    let ending = |path: &PathBuf| {
        let ending = path.extension()?.to_str()?;
        let is_table = ["parquet", "csv", "json", "ndjson", "jsonl"].contains(&ending) && path.is_file();
        is_table.then(|| ending.to_owned())
    };
    let folder_name = folder.to_str()?.trim_end_matches('/');
    let all = |pattern: &str, ending: String| format!("{}/{pattern}.{ending}", shell_word(folder_name));
    let own = entries(folder).find_map(|path| ending(&path));
    let of_parts = || entries(folder).find_map(|part| entries(&part).find_map(|path| ending(&path)));
    own.map(|ending| all("*", ending)).or_else(|| Some(all("*/*", of_parts()?)))
}

/// The file that a path leads through, and what follows it.
fn in_archive(path: &Path) -> Option<(&Path, &str)> {
    let archive = path.ancestors().skip(1).find(|path| path.is_file())?;
    Some((archive, path.strip_prefix(archive).ok()?.to_str()?))
}

/// Opens what was named or what another file holds, in which it is packed `depth` times.
fn of_bytes(name: String, bytes: Bytes, member: Option<&str>, part: &Part, depth: usize) -> Result<Opened> {
    let failed = |error: io::Error| Error::reading(&name, &error);
    if depth > DEEPEST {
        return Err(Error::from(Diagnostic::new(format!("{name} is packed more than {DEEPEST} times"))));
    }
    let mut head = InputHead::new(bytes);
    head.read_on().map_err(failed)?;
    let mut kind = Kind::of(&head.read, head.ended());
    if let (Kind::Csv, Some(Encoding::Utf16(utf16))) = (kind, utf16_of_mark(&head.read)) {
        // Tables are recoded where their dialect is settled.
        kind = Kind::of(utf16.decode(&head.read[..head.read.len().min(FIRST_TEXT)]).0.as_bytes(), false);
        if kind != Kind::Csv {
            head = head.recoded(utf16).map_err(failed)?;
        }
    }
    if let (Some(member), false) = (member, kind == Kind::Zip) {
        let message = format!("cannot read `{name}/{member}`: {name} is no zip archive");
        return Err(Error::from(Diagnostic::new(message)));
    }
    let sheet = part.sheet.as_deref();
    let converted = match kind {
        Kind::Csv => return Ok(Opened { name, head, holder: None, conversion: None }),
        Kind::Foreign(kind) => return Err(foreign(&name, kind)),
        Kind::Compressed(compression) => {
            let bytes = Bytes::Stream(unpack(compression, head.into_stream()));
            return of_bytes(name, bytes, None, part, depth + 1);
        }
        Kind::Zip => {
            let archive = Archive::open(&name, head.into_seekable().map_err(failed)?)?;
            match archive.document().filter(|_| member.is_none()) {
                Some(document) => workbook::of_archive(&name, archive, document, sheet)?,
                None => {
                    let (member, stream) = archive.table(member)?;
                    return of_bytes(format!("{name}/{member}"), Bytes::Stream(stream), None, part, depth + 1);
                }
            }
        }
        Kind::Compound => workbook::of_compound(&name, head.into_seekable().map_err(failed)?, sheet)?,
        #[cfg(feature = "parquet")]
        Kind::Parquet => super::parquet::read(&name, head.into_seekable().map_err(failed)?)?,
        #[cfg(not(feature = "parquet"))]
        Kind::Parquet => {
            let message = format!("{name} is a Parquet file, which this dateline was built without");
            return Err(Error::from(Diagnostic::new(message)).hint(Hint::WithoutParquet));
        }
        Kind::Json => json::read(&name, head, part.path.as_deref())?,
        Kind::Calendar => ical::read(&name, BufReader::with_capacity(BUFFER, head.into_stream()))?,
        Kind::Markwhen => markwhen::read(&name, BufReader::with_capacity(BUFFER, head.into_stream()))?,
    };
    let holder = match kind {
        Kind::Zip | Kind::Compound => Some(PartHolder::Workbook),
        Kind::Json => Some(PartHolder::Json),
        _ => None,
    };
    of_converted(name, converted, holder)
}

/// What was converted, of which the first bytes are read.
fn of_converted(name: String, converted: Converted, holder: Option<PartHolder>) -> Result<Opened> {
    let Converted { bytes, locator, notes, faults, projection, table } = converted;
    let mut head = InputHead::new(Bytes::Stream(bytes));
    head.read_on().map_err(|error| Error::reading(&name, &error))?;
    let conversion = Some(Conversion { locator, notes, faults, projection, table });
    Ok(Opened { name, head, holder, conversion })
}

/// What a file that is no text of rows is, in words; `None`: it is one, which can be changed in place.
pub fn not_csv(bytes: &[u8]) -> Option<&'static str> {
    match Kind::of(bytes, true) {
        Kind::Csv => None,
        Kind::Foreign(foreign) => Some(foreign.what),
        Kind::Compressed(_) => Some("a compressed file"),
        Kind::Compound => Some("a workbook"),
        Kind::Parquet => Some("a Parquet file"),
        Kind::Json => Some("a JSON file"),
        Kind::Calendar => Some("a calendar"),
        Kind::Markwhen => Some("a markwhen timeline"),
        Kind::Zip => {
            let archive = Archive::open("", Box::new(io::Cursor::new(bytes.to_vec()))).ok();
            Some(match archive.and_then(|archive| archive.document()) {
                Some(Document::Xlsx | Document::Xlsb | Document::Ods) => "a workbook",
                Some(Document::Foreign(foreign)) => foreign.what,
                None => "a zip archive",
            })
        }
    }
}

/// How much text in UTF-16 tells what kind it is.
const FIRST_TEXT: usize = 1 << 12;

const BUFFER: usize = 1 << 16;

/// The error for a file of a kind that can't be opened.
pub(super) fn foreign(name: &str, Foreign { what, hint }: Foreign) -> Error {
    Error::from(Diagnostic::new(format!("{name} is {what}, which can't be opened"))).hint(hint)
}
