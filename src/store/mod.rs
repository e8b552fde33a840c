//! The files: opened, read the one way there is, and given out event by event.
//!
//! `commands` opens a [`Store`] and reads it with a fold: each block of whole records is scanned by a worker, which
//! folds its events into a value of its own, and the values come back in the order of the files. Whatever a command
//! does (copy rows, count them, keep them for sorting) is such a fold, so there is no second way to read.

pub mod blocks;
mod diagnose;
pub mod layout;
mod marks;
pub mod parallel;
pub mod scan;

use std::fs::File;
use std::io;
use std::ops::ControlFlow;
#[cfg(unix)]
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

use crate::error::{Diagnostic, Error, Place, Result};
use crate::event::{BadCell, Event};
use crate::progress::Progress;
use blocks::{Bytes, Cut, Opening, Rest};
use diagnose::{diagnose, place_of, unreadable};
use layout::{Layout, Mapping};
use marks::line_breaks;
use parallel::{Scanned, each_block, workers};
use scan::{Record, Scanner, unquote};

/// Where a chronology is read from.
#[derive(Clone, Debug)]
pub enum Input {
    File(PathBuf),
    Stdin,
    /// A chronology in memory, with the name it goes by in messages.
    Text(&'static str, &'static str),
}

impl Input {
    /// `-` is standard input.
    pub fn from_argument(path: &Path) -> Input {
        if path.as_os_str() == "-" { Input::Stdin } else { Input::File(path.to_owned()) }
    }

    pub fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Stdin => "<stdin>".to_owned(),
            Input::Text(name, _) => (*name).to_owned(),
        }
    }

    /// Whether this is that file, by whatever path, or through standard input where the system can tell.
    pub fn is_file(&self, path: &Path) -> bool {
        let own = match self {
            Input::File(own) => own,
            Input::Stdin => Path::new("/dev/stdin"),
            Input::Text(..) => return false,
        };
        matches!((own.canonicalize(), path.canonicalize()), (Ok(own), Ok(path)) if own == path)
    }

    fn open(&self) -> io::Result<Bytes> {
        Ok(match self {
            Input::File(path) => Bytes::of_file(File::open(path)?)?,
            // Not through the buffer of `io::Stdin`, which is for lines.
            #[cfg(unix)]
            Input::Stdin => Bytes::of_file(io::stdin().as_fd().try_clone_to_owned()?.into())?,
            #[cfg(not(unix))]
            Input::Stdin => Bytes::Stream(Box::new(io::stdin())),
            Input::Text(_, text) => Bytes::Stream(Box::new(text.as_bytes())),
        })
    }
}

/// One input whose header has been read.
pub struct Source {
    pub name: String,
    pub layout: Layout,
    /// All that stands before the first event, as it stands: a byte order mark, the header, a row of HXL tags.
    pub head: Vec<u8>,
    /// The line of the row of HXL tags (<https://hxlstandard.org>), where the file has one.
    pub tags: Option<u64>,
    delimiter: u8,
    /// What comes after the head; `None` once it is being read.
    rest: Option<Rest>,
    /// The line on which `rest` begins, from 1.
    line: u64,
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
const DELIMITER: u8 = b',';

impl Source {
    /// Opens an input and reads its header.
    ///
    /// # Errors
    /// An input that can't be read, is empty, or has no column for the date or the title.
    fn open(input: &Input, mapping: &Mapping) -> Result<Source> {
        let name = input.name();
        let failed = |error: io::Error| Error::io("read", &name, &error);
        let mut opening = Opening::new(input.open().map_err(failed)?);
        let head = loop {
            opening.read_on().map_err(failed)?;
            if let Some(head) = Head::find(&opening.read, opening.ended(), &name)? {
                break head;
            }
        };
        let layout = Layout::from_header(head.names, mapping).map_err(|diagnostic| diagnostic.at(head.place))?;
        let line = line_breaks(&opening.read, 0..head.length) + 1;
        let bytes = opening.read[..head.length].to_vec();
        let rest = Some(opening.rest(head.length));
        Ok(Source { name, layout, head: bytes, tags: head.tags, delimiter: DELIMITER, rest, line })
    }

    /// Reads one record of this input that was kept as bytes back into an event.
    ///
    /// # Errors
    /// Bytes that are not a record that was an event of this input before.
    pub fn with_event<R>(&self, record: &[u8], take: impl FnOnce(&Event<'_>) -> R) -> io::Result<R> {
        let mut scanner = Scanner::new(record, self.delimiter);
        let taken = scanner.next_record().and_then(|record| {
            let text = str::from_utf8(record.bytes()).ok()?;
            Event::read(text, &record, &self.layout).ok().map(|event| take(&event))
        });
        match taken {
            Some(taken) => Ok(taken),
            None => Err(io::Error::other("an event that was kept can't be read again")),
        }
    }
}

/// What is needed of the header's record.
struct Head {
    names: Vec<String>,
    /// The whole of it, for a report that it lacks a column.
    place: Place,
    tags: Option<u64>,
    /// How many bytes stand before the first event.
    length: usize,
}

impl Head {
    /// The first record that is not blank and, where it follows, a row of HXL tags. `None`: more bytes are needed to
    /// tell.
    ///
    /// # Errors
    /// A header that can't be read, or none.
    fn find(bytes: &[u8], ended: bool, file: &str) -> Result<Option<Head>> {
        let mark = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let text = &bytes[mark..];
        let mut scanner = Scanner::of_part(text, DELIMITER, ended);
        let mut head: Option<Head> = None;
        while let Some(record) = scanner.next_record() {
            match head.take() {
                None if record.is_blank() => {}
                None => {
                    let after = &text[record.after()..];
                    let begun = after.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b',' | b'"' | b'\r' | b'\n'));
                    let read = Head::read(&record, mark, file)?;
                    // Nothing of the next row need be read to see that it is not of tags.
                    if begun.is_some_and(|byte| *byte != b'#') {
                        return Ok(Some(read));
                    }
                    head = Some(read);
                }
                Some(head) if is_tag_row(&record) => {
                    let (tags, length) = (Some(record.line() + 1), mark + record.after());
                    return Ok(Some(Head { tags, length, ..head }));
                }
                head => return Ok(head),
            }
        }
        match head {
            None if ended => Err(Error::from(Diagnostic::new(format!("`{file}` is empty: it has no header")))
                .hint("a chronology begins with a line that names its columns, such as: date,title,location,source")),
            // Without a record after it, it can't be told whether that is of tags.
            head => Ok(head.filter(|_| ended)),
        }
    }

    fn read(record: &Record<'_>, mark: usize, file: &str) -> Result<Head> {
        let text = match str::from_utf8(record.bytes()) {
            Ok(text) if !record.is_broken() => text,
            _ => {
                let mut diagnostic = unreadable(file, record);
                if let Some(place) = &mut diagnostic.place {
                    place.line += 1;
                }
                return Err(Error::from(diagnostic));
            }
        };
        let name = |i| String::from_utf8_lossy(&unquote(record.raw(i))).trim().to_owned();
        Ok(Head {
            names: (0..record.width()).map(name).collect(),
            place: place_of(file, text, record.line() + 1, 0..text.len()),
            tags: None,
            length: mark + record.after(),
        })
    }
}

/// A row of HXL tags: two cells or more, such as `#date+start` and `#affected +killed`, and nothing else.
fn is_tag_row(record: &Record<'_>) -> bool {
    let is_tag = |cell: &[u8]| {
        let mut rest = cell.iter().enumerate().skip(1);
        let fits = |(i, byte): (usize, &u8)| match byte {
            b'+' | b'_' => true,
            b' ' => cell.get(i + 1) == Some(&b'+'),
            byte => byte.is_ascii_alphanumeric(),
        };
        cell.first() == Some(&b'#') && cell.get(1).is_some_and(u8::is_ascii_alphabetic) && rest.all(fits)
    };
    let cells = || (0..record.width()).map(|i| record.raw(i).trim_ascii()).filter(|cell| !cell.is_empty());
    cells().count() >= 2 && cells().all(is_tag)
}

/// The rows that could not be read: the first of them, and how many.
#[derive(Default)]
pub struct BadRows {
    pub first: Vec<Diagnostic>,
    pub count: u64,
}

/// How many bad rows are shown; the rest are counted.
pub const BAD_ROWS_SHOWN: usize = 10;

impl BadRows {
    fn add(&mut self, diagnostic: impl FnOnce() -> Diagnostic) {
        if self.first.len() < BAD_ROWS_SHOWN {
            self.first.push(diagnostic());
        }
        self.count += 1;
    }

    /// Takes in what one block found, whose first line is `line` (from 1) of its file.
    fn append(&mut self, block: BadRows, line: u64) {
        self.count += block.count;
        for mut diagnostic in block.first {
            if let Some(place) = &mut diagnostic.place {
                place.line += line;
            }
            if self.first.len() < BAD_ROWS_SHOWN {
                self.first.push(diagnostic);
            }
        }
    }
}

/// The inputs of a command, opened, in the order they were named.
pub struct Store {
    pub sources: Vec<Source>,
    /// Whether somebody watches how far the reading has come.
    is_watched: bool,
}

/// What a worker made of one block.
#[derive(Default)]
struct Folded<T> {
    value: T,
    bad: BadRows,
    lines: u64,
    bytes: u64,
}

impl Store {
    /// Opens every input and reads its header.
    ///
    /// # Errors
    /// The first input that can't be opened or has no usable header.
    pub fn open(inputs: &[Input], mapping: &Mapping, is_watched: bool) -> Result<Store> {
        let sources: Vec<Source> = inputs.iter().map(|input| Source::open(input, mapping)).collect::<Result<_>>()?;
        let layouts: Vec<&Layout> = sources.iter().map(|source| &source.layout).collect();
        mapping.check(&layouts).map_err(|diagnostic| Error::from(*diagnostic))?;
        Ok(Store { sources, is_watched })
    }

    /// Reads every event of every input, once.
    ///
    /// `fold` puts an event, and the number of its input, into the value of its block; it runs on several threads.
    /// `merge` takes these values in the order of the inputs and their rows, and can end the reading.
    /// Rows that can't be read are returned, never passed over.
    ///
    /// # Errors
    /// An input that fails while it is read; what `merge` fails with.
    pub fn read<T: Default + Send>(
        &mut self,
        fold: impl Fn(&mut T, &Event<'_>, usize) + Sync,
        mut merge: impl FnMut(T) -> Result<ControlFlow<()>> + Send,
    ) -> Result<BadRows> {
        let mut bad = BadRows::default();
        let total = self.sources.iter().map(|source| source.rest.as_ref()?.size()).sum();
        let progress = Progress::new(self.is_watched, total);
        for (number, source) in self.sources.iter_mut().enumerate() {
            let Source { name, layout, delimiter, rest, line, .. } = source;
            let Some(rest) = rest.take() else { continue };
            let scan = |bytes: &[u8], is_last| {
                let mut folded = Folded::<T>::default();
                let (end, lines) = each_event(bytes, is_last, *delimiter, layout, |event| match event {
                    Ok(event) => fold(&mut folded.value, event, number),
                    Err((record, cell)) => folded.bad.add(|| diagnose(name, layout, record, cell)),
                });
                folded.lines = lines;
                folded.bytes = end as u64;
                Scanned { value: folded, end }
            };
            let cut = Cut::new(*delimiter, layout.width());
            let flow = each_block(name, rest, cut, workers(), scan, |folded| {
                bad.append(folded.bad, *line);
                *line += folded.lines;
                progress.advance(folded.bytes);
                merge(folded.value)
            });
            let flow = flow.inspect_err(|_| progress.finish())?;
            if flow.is_break() {
                break;
            }
        }
        progress.finish();
        Ok(bad)
    }
}

/// Gives every row to `take`, read as an event or with the reason why not. Blank rows are neither. Returns where the
/// rows that were given out end (see [`Scanner::of_part`]), and how many lines.
fn each_event(
    bytes: &[u8],
    is_last: bool,
    delimiter: u8,
    layout: &Layout,
    mut take: impl FnMut(std::result::Result<&Event<'_>, (&Record<'_>, Option<Box<BadCell>>)>),
) -> (usize, u64) {
    // One check for the whole block is many times faster than one a record.
    let all_text = simdutf8::basic::from_utf8(bytes).ok();
    let mut scanner = Scanner::of_part(bytes, delimiter, is_last);
    while let Some(record) = scanner.next_record() {
        let text = match all_text {
            Some(text) => Some(&text[record.start..record.end]),
            None => str::from_utf8(record.bytes()).ok(),
        };
        match text {
            Some(text) if !record.is_broken() => {
                let mut event = Event::unread(text, &record, layout);
                match event.read_cells() {
                    Ok(()) => take(Ok(&event)),
                    // A blank row is no event, and no fault.
                    Err(_) if record.is_blank() => {}
                    Err(cell) => take(Err((&record, Some(cell)))),
                }
            }
            _ => take(Err((&record, None))),
        }
    }
    (scanner.position(), scanner.lines())
}
