//! The bytes of a file that is changed: in memory where they are few, else in the file itself, of which parts are read as
//! they are needed.
//!
//! A [`RowIndex`](super::RowIndex) holds one. [`Content::changed`] puts together what a change makes of it, of which the
//! most is copied by the system from file to file.

use std::borrow::Cow;
use std::cell::RefCell;
use std::convert::Infallible;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::{ControlFlow, Range};

use crate::csv::blocks::{BlockSplitter, Bytes, InputBody, InputHead, changed, read_at};
use crate::csv::dialect::RecordFormat;
use crate::csv::lines::line_breaks;
use crate::csv::parallel::{CollectBlocks, each_block, workers};
use crate::error::{Error, Result};
use crate::store::{ReadOptions, Source};

/// A file of more bytes than this is not held in memory.
pub const IN_MEMORY: u64 = 1 << 24;

/// How many bytes are read at a time where rows are read one after the other.
const WINDOW: usize = 1 << 16;

/// How far behind the bytes that were read last others are taken to follow them.
const NEAR: u64 = 1 << 10;

/// The bytes of a file, and those that end its last line where nothing does.
pub struct Content {
    bytes: Held,
    /// The length of the file.
    length: u64,
    ending: &'static [u8],
}

enum Held {
    Memory(Vec<u8>),
    File { file: File, window: RefCell<Window> },
}

/// The part of a file that was read last: rows that follow each other are read together.
#[derive(Default)]
struct Window {
    start: u64,
    bytes: Vec<u8>,
}

/// A part of a file after a change.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// These bytes of the file before it.
    Kept(Range<u64>),
    New(Vec<u8>),
}

impl Piece {
    fn len(&self) -> u64 {
        match self {
            Piece::Kept(range) => range.end - range.start,
            Piece::New(bytes) => bytes.len() as u64,
        }
    }
}

impl Content {
    /// What is in memory.
    pub fn of_bytes(bytes: Vec<u8>) -> Content {
        Content { length: bytes.len() as u64, bytes: Held::Memory(bytes), ending: b"" }
    }

    /// What stays in a file, which has that many bytes.
    pub fn of_file(file: File, length: u64) -> Content {
        Content { bytes: Held::File { file, window: RefCell::default() }, length, ending: b"" }
    }

    /// The number of bytes, with those that end the last line.
    pub fn len(&self) -> u64 {
        self.length + self.ending.len() as u64
    }

    /// The number of bytes of the file itself.
    pub fn file_length(&self) -> u64 {
        self.length
    }

    /// Ends the last line, as the file does not.
    pub fn end_last_line(&mut self, line_break: &'static [u8]) {
        self.ending = line_break;
    }

    /// A part of it.
    ///
    /// # Errors
    /// The file can't be read, or has become shorter.
    pub fn read(&self, range: Range<u64>) -> io::Result<Cow<'_, [u8]>> {
        let in_file = range.start.min(self.length)..range.end.min(self.length);
        let bytes = match &self.bytes {
            Held::Memory(bytes) => Cow::Borrowed(&bytes[in_file.start as usize..in_file.end as usize]),
            Held::File { file, window } => Cow::Owned(window.borrow_mut().read(file, in_file, self.length)?),
        };
        if range.end <= self.length {
            return Ok(bytes);
        }
        let rest = (range.start.max(self.length) - self.length) as usize..(range.end - self.length) as usize;
        Ok(Cow::Owned([&bytes, &self.ending[rest]].concat()))
    }

    /// All bytes of the file itself.
    ///
    /// # Errors
    /// See [`Content::read`].
    pub fn whole(&self) -> io::Result<Cow<'_, [u8]>> {
        self.read(0..self.length)
    }

    /// The same, for good.
    ///
    /// # Errors
    /// See [`Content::read`].
    pub fn into_bytes(self) -> io::Result<Vec<u8>> {
        match self.bytes {
            Held::Memory(bytes) => Ok(bytes),
            Held::File { .. } => self.whole().map(Cow::into_owned),
        }
    }

    /// The same content in memory.
    ///
    /// # Errors
    /// See [`Content::read`].
    pub fn in_memory(self) -> io::Result<Content> {
        let ending = self.ending;
        Ok(Content { ending, ..Content::of_bytes(self.into_bytes()?) })
    }

    /// How many lines end in a part of it.
    ///
    /// # Errors
    /// See [`Content::read`].
    pub fn line_breaks(&self, range: Range<u64>) -> io::Result<u64> {
        let mut lines = 0;
        let mut at = range.start;
        while at < range.end {
            let end = range.end.min(at + WINDOW as u64);
            // The byte before tells whether a CR LF was cut in two.
            let before = at.saturating_sub(1);
            let bytes = self.read(before..end)?;
            lines += line_breaks(&bytes, (at - before) as usize..bytes.len());
            at = end;
        }
        Ok(lines)
    }

    /// Scans what follows the first `from` bytes, on several threads where it is not in memory.
    ///
    /// # Errors
    /// The file, which errors call `name`, can't be read, or changes while it is read.
    pub fn scan<C: CollectBlocks<Stop = Infallible>>(
        &self,
        name: &str,
        from: u64,
        format: RecordFormat,
        collect: &C,
        whole: &mut C::Whole,
    ) -> Result<()> {
        let ControlFlow::Continue(()) = match &self.bytes {
            Held::Memory(bytes) => collect.append(whole, collect.scan(&bytes[from as usize..], true).value),
            Held::File { file, .. } => {
                let file = file.try_clone().map_err(|error| Error::reading(name, &error))?;
                let body = InputBody::File { file, from, length: self.length };
                each_block(name, body, BlockSplitter::new(format), workers(), collect, whole)?
            }
        };
        Ok(())
    }

    /// Reads its header, and settles how the rest is read.
    ///
    /// # Errors
    /// See [`Source::of_bytes`].
    pub fn source(&self, name: String, options: &ReadOptions) -> Result<Source> {
        match &self.bytes {
            Held::Memory(bytes) => Source::of_bytes(name, bytes.clone(), options),
            Held::File { file, .. } => {
                let opened = file.try_clone().and_then(|mut file| file.rewind().map(|()| file));
                let file = opened.map_err(|error| Error::reading(&name, &error))?;
                Source::of_head(name, InputHead::new(Bytes::File(file, self.length)), options)
            }
        }
    }

    /// Whether all of it is in memory.
    pub fn is_in_memory(&self) -> bool {
        matches!(self.bytes, Held::Memory(_))
    }

    /// What the pieces of a change make of it, in that new file or, where none is given, in memory.
    ///
    /// # Errors
    /// See [`Content::read`]; the new file can't be written.
    pub fn changed(&self, pieces: &[Piece], new: Option<File>) -> io::Result<Content> {
        let length = pieces.iter().map(Piece::len).sum();
        let Some(new) = new else {
            let mut bytes = Vec::with_capacity(length as usize);
            for piece in pieces {
                match piece {
                    Piece::Kept(range) => bytes.extend_from_slice(&self.read(range.clone())?),
                    Piece::New(new) => bytes.extend_from_slice(new),
                }
            }
            return Ok(Content::of_bytes(bytes));
        };
        self.write_changed(pieces, &new)?;
        Ok(Content::of_file(new, length))
    }

    /// Writes the pieces of a change to a file.
    ///
    /// # Errors
    /// See [`Content::read`]; the new file can't be written.
    pub fn write_changed(&self, pieces: &[Piece], new: &File) -> io::Result<()> {
        let mut out = BufWriter::with_capacity(WINDOW, new);
        for piece in pieces {
            match (piece, &self.bytes) {
                (Piece::New(bytes), _) => out.write_all(bytes)?,
                (Piece::Kept(range), Held::File { file, .. }) if piece.len() > WINDOW as u64 => {
                    out.flush()?;
                    let in_file = range.end.min(self.length) - range.start;
                    let mut file: &File = file;
                    file.seek(SeekFrom::Start(range.start))?;
                    // The system copies it, and on some file systems both files share the bytes.
                    let mut to = new;
                    if io::copy(&mut file.take(in_file), &mut to)? < in_file {
                        return Err(changed());
                    }
                    out.write_all(&self.read(range.start + in_file..range.end)?)?;
                }
                (Piece::Kept(range), _) => out.write_all(&self.read(range.clone())?)?,
            }
        }
        out.flush()
    }
}

impl Window {
    /// A part of a file that has that length.
    fn read(&mut self, file: &File, range: Range<u64>, length: u64) -> io::Result<Vec<u8>> {
        let wanted = (range.end - range.start) as usize;
        let end = self.start + self.bytes.len() as u64;
        if range.start < self.start || range.end > end {
            // Whoever goes on where the window ends is likely to go on.
            let goes_on = (self.start..=end + NEAR).contains(&range.start) && wanted < WINDOW;
            let most = (length - range.start).min(WINDOW as u64) as usize;
            self.bytes.resize(if goes_on { most } else { wanted }, 0);
            self.start = range.start;
            let read = read_at(file, &mut self.bytes, range.start)?;
            if read < self.bytes.len() {
                self.bytes.clear();
                return Err(changed());
            }
        }
        let from = (range.start - self.start) as usize;
        Ok(self.bytes[from..from + wanted].to_vec())
    }
}

/// The last bytes of what pieces make, at most `length` of them.
///
/// # Errors
/// See [`Content::read`].
pub fn last_bytes(content: &Content, pieces: &[Piece], length: usize) -> io::Result<Vec<u8>> {
    let mut last = Vec::new();
    for piece in pieces.iter().rev() {
        if last.len() >= length {
            break;
        }
        let bytes = match piece {
            Piece::Kept(range) => content.read(range.end.saturating_sub(length as u64).max(range.start)..range.end)?,
            Piece::New(bytes) => Cow::Borrowed(bytes.as_slice()),
        };
        last.splice(..0, bytes.iter().copied());
    }
    Ok(last)
}

/// Takes bytes away from the end of what pieces make.
pub fn shorten(pieces: &mut Vec<Piece>, mut by: u64) {
    while by > 0 {
        let Some(last) = pieces.last_mut() else { return };
        let less = by.min(last.len());
        match last {
            Piece::Kept(range) => range.end -= less,
            Piece::New(bytes) => bytes.truncate(bytes.len() - less as usize),
        }
        by -= less;
        if last.len() == 0 {
            pieces.pop();
        }
    }
}
