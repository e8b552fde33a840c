//! The files: opened, read the one way there is, and given out event by event.
//!
//! `commands` opens a [`Store`] and reads it with a fold: each block of whole records is scanned by a worker, which
//! folds its events into a value of its own, and the values come back in the order of the files. Whatever a command
//! does (copy rows, count them, keep them for sorting) is such a fold, so there is no second way to read.

pub mod blocks;
mod diagnose;
pub mod layout;
mod parallel;
pub mod scan;

use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::error::{Diagnostic, Error, Place, Result};
use crate::event::{BadCell, Event};
use blocks::Blocks;
use diagnose::{diagnose, place_of, unreadable};
use layout::{Layout, Mapping};
use parallel::each_block;
use scan::{Record, Scanner, line_breaks, unquote};

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

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Input::File(path) => Box::new(File::open(path)?),
            Input::Stdin => Box::new(io::stdin()),
            Input::Text(_, text) => Box::new(text.as_bytes()),
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
    /// `None` once it is being read.
    blocks: Option<Blocks>,
    /// What was read with the header and comes after it.
    rest: Vec<u8>,
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
        let reader = input.open().map_err(|error| Error::io("read", &name, &error))?;
        let mut blocks = Blocks::new(reader, DELIMITER);
        let mut block = Vec::new();
        let (mark, header) = loop {
            let more = blocks.next_block(Vec::new()).map_err(|error| Error::io("read", &name, &error))?;
            // Blank lines may fill the first block.
            block.extend(more.unwrap_or_default());
            let mark = if block.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
            match Head::find(&block[mark..], &name)? {
                Some(header) => break (mark, header),
                None if blocks.ended() => {
                    return Err(Error::from(Diagnostic::new(format!("`{name}` is empty: it has no header"))).hint(
                        "a chronology begins with a line that names its columns, such as: date,title,location,source",
                    ));
                }
                None => {}
            }
        };
        let mut head = mark + header.after;
        let mut tags = None;
        let mut scanner = Scanner::new(&block[head..], DELIMITER);
        if let Some(record) = scanner.next_record()
            && is_tag_row(&record)
        {
            tags = Some(line_breaks(&block[..head]) + record.line + 1);
            head += record.start + record.whole.len();
        }
        let layout = Layout::from_header(header.names, mapping).map_err(|diagnostic| diagnostic.at(header.place))?;
        let rest = block.split_off(head);
        let line = line_breaks(&block) + 1;
        Ok(Source { name, layout, head: block, tags, delimiter: DELIMITER, blocks: Some(blocks), rest, line })
    }

    /// Reads one record of this input that was kept as bytes back into an event.
    ///
    /// # Errors
    /// Bytes that are not a record that was an event of this input before.
    pub fn with_event<R>(&self, record: &[u8], take: impl FnOnce(&Event<'_>) -> R) -> io::Result<R> {
        let mut scanner = Scanner::new(record, self.delimiter);
        let event = scanner.next_record().and_then(|record| {
            let text = str::from_utf8(record.bytes).ok()?;
            Event::read(text, record, &self.layout).ok()
        });
        match event {
            Some(event) => Ok(take(&event)),
            None => Err(io::Error::other("an event that was kept can't be read again")),
        }
    }
}

/// What is needed of the header's record.
struct Head {
    names: Vec<String>,
    /// The whole of it, for a report that it lacks a column.
    place: Place,
    after: usize,
}

impl Head {
    /// The first record that is not blank; `None` where there is none.
    fn find(bytes: &[u8], file: &str) -> Result<Option<Head>> {
        let mut scanner = Scanner::new(bytes, DELIMITER);
        while let Some(record) = scanner.next_record() {
            if !record.is_blank() {
                return Head::read(record, file).map(Some);
            }
        }
        Ok(None)
    }

    fn read(mut record: Record<'_>, file: &str) -> Result<Head> {
        record.line += 1;
        let text = match str::from_utf8(record.bytes) {
            Ok(text) if !record.is_broken() => text,
            _ => return Err(Error::from(unreadable(file, &record))),
        };
        let name = |i| String::from_utf8_lossy(&unquote(record.raw(i))).trim().to_owned();
        Ok(Head {
            names: (0..record.width()).map(name).collect(),
            place: place_of(file, text, record.line, 0..text.len()),
            after: record.start + record.whole.len(),
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
}

/// What a worker made of one block.
struct Folded<T> {
    value: T,
    bad: BadRows,
    lines: u64,
}

impl Store {
    /// Opens every input and reads its header.
    ///
    /// # Errors
    /// The first input that can't be opened or has no usable header.
    pub fn open(inputs: &[Input], mapping: &Mapping) -> Result<Store> {
        let sources: Vec<Source> = inputs.iter().map(|input| Source::open(input, mapping)).collect::<Result<_>>()?;
        let layouts: Vec<&Layout> = sources.iter().map(|source| &source.layout).collect();
        mapping.check(&layouts).map_err(|diagnostic| Error::from(*diagnostic))?;
        Ok(Store { sources })
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
        mut merge: impl FnMut(T) -> Result<ControlFlow<()>>,
    ) -> Result<BadRows> {
        let mut bad = BadRows::default();
        for (number, source) in self.sources.iter_mut().enumerate() {
            let Source { name, layout, delimiter, blocks, rest, line, .. } = source;
            let Some(blocks) = blocks.take() else { continue };
            let scan = |block: &[u8]| {
                let mut folded = Folded { value: T::default(), bad: BadRows::default(), lines: 0 };
                folded.lines = each_event(block, *delimiter, layout, |event| match event {
                    Ok(event) => fold(&mut folded.value, &event, number),
                    Err((record, cell)) => folded.bad.add(|| diagnose(name, layout, &record, cell)),
                });
                folded
            };
            let flow = each_block(name, std::mem::take(rest), blocks, scan, |folded| {
                bad.append(folded.bad, *line);
                *line += folded.lines;
                merge(folded.value)
            })?;
            if flow.is_break() {
                break;
            }
        }
        Ok(bad)
    }
}

/// Gives every row of a block to `take`, read as an event or with the reason why not. Blank rows are neither.
/// Returns the number of lines in the block.
fn each_event(
    block: &[u8],
    delimiter: u8,
    layout: &Layout,
    mut take: impl FnMut(std::result::Result<Event<'_>, (Record<'_>, Option<BadCell>)>),
) -> u64 {
    // One check for the whole block is many times faster than one a record.
    let block_text = str::from_utf8(block).ok();
    let mut scanner = Scanner::new(block, delimiter);
    while let Some(record) = scanner.next_record() {
        let text = match block_text {
            Some(text) => Some(&text[record.start..record.start + record.bytes.len()]),
            None => str::from_utf8(record.bytes).ok(),
        };
        match text {
            _ if record.is_blank() => {}
            Some(text) if !record.is_broken() => match Event::read(text, record, layout) {
                Ok(event) => take(Ok(event)),
                Err(cell) => take(Err((record, Some(cell)))),
            },
            _ => take(Err((record, None))),
        }
    }
    scanner.lines()
}
