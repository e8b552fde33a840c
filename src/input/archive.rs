//! A zip archive: the one table in it, or the member that is named.
//!
//! Nothing is unpacked to disk: the member is read as a stream. A thread of its own unpacks it, since a member borrows the
//! archive that it is read from.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use zip::ZipArchive;
use zip::result::ZipError;

use super::compressed::Stream;
use super::kind::Foreign;
use crate::csv::blocks::ReadSeek;
use crate::error::{Diagnostic, Error, Hint, Result};

/// How much is unpacked ahead: pieces of this many bytes, and how many of them.
const PIECE: usize = 1 << 16;
const PIECES: usize = 4;

/// An archive, opened.
pub struct Archive {
    zip: ZipArchive<Box<dyn ReadSeek>>,
    file: String,
    members: Vec<Member>,
}

struct Member {
    index: usize,
    /// As it stands in the archive.
    name: String,
    is_encrypted: bool,
    /// Whether its path leads out of the folder that the archive would be unpacked into.
    climbs: bool,
}

/// The document that a zip archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// xlsx and xlsm
    Xlsx,
    Xlsb,
    Ods,
    Foreign(Foreign),
}

impl Archive {
    /// # Errors
    /// No archive, or one that is cut short.
    pub fn open(file: &str, input: Box<dyn ReadSeek>) -> Result<Archive> {
        let mut zip = ZipArchive::new(input).map_err(|error| failed(file, error))?;
        let mut members = Vec::new();
        for index in 0..zip.len() {
            let member = zip.by_index_raw(index).map_err(|error| failed(file, error))?;
            if member.is_dir() {
                continue;
            }
            let name = member.name().map_err(|error| failed(file, error))?.into_owned();
            let climbs = member.enclosed_name().is_none();
            members.push(Member { index, name, is_encrypted: member.encrypted(), climbs });
        }
        Ok(Archive { zip, file: file.to_owned(), members })
    }

    /// The document that this archive is; `None`: it is an archive of files.
    pub fn document(&self) -> Option<Document> {
        const WORD: Foreign = Foreign { what: "a text document", hint: "copy the table out of it into a workbook" };
        const SLIDES: Foreign = Foreign { what: "a presentation", hint: "copy the table out of it into a workbook" };
        const NUMBERS: Foreign =
            Foreign { what: "a document of Apple's", hint: "export it as CSV or as a workbook (xlsx)" };
        const BOOK: Foreign = Foreign { what: "a book (EPUB)", hint: "copy the table out of it into a workbook" };
        const MAP: Foreign = Foreign { what: "a map (KMZ)", hint: "look for the same data as CSV, JSON or GeoJSON" };
        let has = |name: &str| self.members.iter().any(|member| member.name == name);
        let has_under = |folder: &str| self.members.iter().any(|member| member.name.starts_with(folder));
        if has("[Content_Types].xml") {
            return match () {
                () if has("xl/workbook.bin") => Some(Document::Xlsb),
                () if has_under("xl/") => Some(Document::Xlsx),
                () if has_under("ppt/") => Some(Document::Foreign(SLIDES)),
                () => Some(Document::Foreign(WORD)),
            };
        }
        if has("mimetype") && has("content.xml") {
            return Some(Document::Ods);
        }
        if has("META-INF/container.xml") && has("mimetype") {
            return Some(Document::Foreign(BOOK));
        }
        if has("Index/Document.iwa") || has("Index.zip") {
            return Some(Document::Foreign(NUMBERS));
        }
        has("doc.kml").then_some(Document::Foreign(MAP))
    }

    /// The reader that the archive was opened with.
    pub fn into_inner(self) -> Box<dyn ReadSeek> {
        self.zip.into_inner()
    }

    /// How many bytes a member holds when it is unpacked, but no more than `most`; 0 for one that is not there.
    ///
    /// # Errors
    /// A member that can't be unpacked.
    pub fn length(&mut self, name: &str, most: u64) -> Result<u64> {
        let Some(index) = self.members.iter().find(|member| member.name == name).map(|member| member.index) else {
            return Ok(0);
        };
        let member = self.zip.by_index(index).map_err(|error| failed(&self.file, error))?;
        io::copy(&mut member.take(most), &mut io::sink()).map_err(|error| Error::reading(&self.file, &error))
    }

    /// Whether a member of XML has a tag or a text longer than `most` bytes; not so for one that is not there.
    ///
    /// # Errors
    /// A member that can't be unpacked.
    pub fn has_longer_text(&mut self, name: &str, most: usize) -> Result<bool> {
        let Some(index) = self.members.iter().find(|member| member.name == name).map(|member| member.index) else {
            return Ok(false);
        };
        let mut member = self.zip.by_index(index).map_err(|error| failed(&self.file, error))?;
        let mut piece = vec![0; PIECE];
        let mut length = 0;
        loop {
            let read = member.read(&mut piece).map_err(|error| Error::reading(&self.file, &error))?;
            let piece = &piece[..read];
            // A piece is too short to hold a long text as a whole.
            length = match (memchr::memchr(b'<', piece), memchr::memrchr(b'<', piece)) {
                (Some(first), _) if length + first > most => return Ok(true),
                (_, Some(last)) => read - last,
                _ => length + read,
            };
            if length > most || read == 0 {
                return Ok(length > most);
            }
        }
    }

    /// The names of its members.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|member| member.name.as_str())
    }

    /// The member that is named, else the one table in it, as a stream, with its name.
    ///
    /// # Errors
    /// No such member, none or several that may be tables, one that is encrypted, or whose path climbs.
    pub fn table(mut self, asked: Option<&str>) -> Result<(String, Stream)> {
        let member = match asked {
            Some(asked) => self.named(asked)?,
            None => self.only_table()?,
        };
        let Member { index, name, is_encrypted, climbs } = member;
        let (index, name) = (*index, name.clone());
        if *is_encrypted {
            let message = format!("`{name}` in {} is encrypted", self.file);
            return Err(
                Error::from(Diagnostic::new(message)).hint("unpack it with its password, and name the table in it")
            );
        }
        if *climbs {
            let message =
                format!("`{name}` in {} has a path that leads out of the archive; it was not read", self.file);
            return Err(Error::from(Diagnostic::new(message)));
        }
        // What is wrong with its beginning is known before anything is read.
        self.zip.by_index(index).map_err(|error| failed(&self.file, error))?;
        Ok((name, unpacked(self.zip, index)))
    }

    fn named(&self, asked: &str) -> Result<&Member> {
        let asked = asked.replace('\\', "/");
        let mut found = self.members.iter().filter(|member| member.name == asked);
        match found.next() {
            Some(member) => Ok(member),
            None => {
                let error = Error::from(Diagnostic::new(format!("{} holds no `{asked}`", self.file)));
                Err(error.hint(self.hint(&self.members.iter().collect::<Vec<_>>())))
            }
        }
    }

    /// The one member that may be a table: by its name, else because no other may be one.
    fn only_table(&self) -> Result<&Member> {
        let of = |kind| self.members.iter().filter(|member| Guess::of(&member.name) == kind).collect::<Vec<_>>();
        let tables = of(Guess::Table);
        let may_be = if tables.is_empty() { of(Guess::Unknown) } else { tables };
        match may_be.as_slice() {
            [one] => Ok(one),
            [] => {
                let message = format!("no member of {} is a table", self.file);
                Err(Error::from(Diagnostic::new(message)).hint(self.hint(&self.members.iter().collect::<Vec<_>>())))
            }
            several => {
                let message = format!("{} holds {} tables", self.file, several.len());
                Err(Error::from(Diagnostic::new(message)).hint(self.hint(several)))
            }
        }
    }

    fn hint(&self, members: &[&Member]) -> Hint {
        Hint::Member { file: self.file.clone(), members: members.iter().map(|member| member.name.clone()).collect() }
    }
}

/// What the name of a member lets expect. Which of the members is meant only their names can say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guess {
    Table,
    /// A text that goes with a table, a picture, what a system leaves behind.
    Other,
    Unknown,
}

impl Guess {
    fn of(name: &str) -> Guess {
        const TABLES: [&str; 16] = [
            "csv", "tsv", "tab", "json", "ndjson", "jsonl", "geojson", "xlsx", "xlsm", "xls", "xlsb", "ods", "ics",
            "mw", "parquet", "zip",
        ];
        const OTHERS: [&str; 16] = [
            "pdf", "md", "doc", "docx", "rtf", "html", "htm", "xml", "png", "jpg", "jpeg", "gif", "r", "do", "py",
            "log",
        ];
        const PACKED: [&str; 4] = ["gz", "zst", "xz", "bz2"];
        let lower = name.to_lowercase();
        let last = lower.rsplit('/').next().unwrap_or_default();
        if lower.starts_with("__macosx/") || last.starts_with('.') {
            return Guess::Other;
        }
        let mut parts = last.rsplit('.');
        let mut ending = parts.next().unwrap_or_default();
        if PACKED.contains(&ending) {
            ending = parts.next().unwrap_or_default();
        }
        let is_about =
            ["readme", "license", "licence", "codebook", "changelog"].iter().any(|word| last.starts_with(word));
        match () {
            () if TABLES.contains(&ending) => Guess::Table,
            () if OTHERS.contains(&ending) || is_about => Guess::Other,
            () => Guess::Unknown,
        }
    }
}

/// The error for an archive that can't be read.
fn failed(file: &str, error: ZipError) -> Error {
    let message = match &error {
        ZipError::Io(error) => return Error::reading(file, error),
        ZipError::InvalidArchive(_) => {
            format!("{file} is no whole zip archive: its table of contents is missing or damaged")
        }
        ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
            format!("{file} is a zip archive of a kind that can't be opened: {error}")
        }
        _ => format!("{file} can't be unpacked: {error}"),
    };
    let hint = match error {
        ZipError::InvalidArchive(_) => "it may be cut short: download it again",
        _ => "unpack it, and name the table in it",
    };
    Error::from(Diagnostic::new(message)).hint(hint)
}

/// Unpacks a member on a thread of its own, which ends when nobody reads on.
fn unpacked(mut zip: ZipArchive<Box<dyn ReadSeek>>, index: usize) -> Stream {
    let (sender, pieces) = sync_channel::<io::Result<Vec<u8>>>(PIECES);
    thread::spawn(move || {
        let mut member = match zip.by_index(index) {
            Ok(member) => member,
            Err(error) => {
                let _ = sender.send(Err(io::Error::other(error)));
                return;
            }
        };
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            let read = member.by_ref().take(PIECE as u64).read_to_end(&mut piece);
            let is_end = !matches!(read, Ok(1..));
            let piece = read.map(|_| piece).map_err(|error| {
                io::Error::new(error.kind(), format!("the archive is damaged or cut short here: {error}"))
            });
            if sender.send(piece).is_err() || is_end {
                break;
            }
        }
    });
    Box::new(Pieces { pieces, piece: Vec::new(), at: 0, is_end: false })
}

/// What another thread reads.
struct Pieces {
    pieces: Receiver<io::Result<Vec<u8>>>,
    piece: Vec<u8>,
    at: usize,
    is_end: bool,
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() {
            if self.is_end {
                return Ok(0);
            }
            match self.pieces.recv() {
                Ok(piece) => (self.piece, self.at) = (piece?, 0),
                Err(_) => return Err(io::Error::other("unpacking stopped")),
            }
            // The last piece of all is the only one without bytes.
            if self.piece.is_empty() {
                self.is_end = true;
                return Ok(0);
            }
        }
        let length = into.len().min(self.piece.len() - self.at);
        into[..length].copy_from_slice(&self.piece[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}
