//! The files: opened, read the one way there is, and given out event by event.
//!
//! `commands` opens a [`Store`] and reads it with a fold: each block of whole records is scanned by a worker, which
//! folds its events into a value of its own, and the values come back in the order of the files. Whatever a command
//! does (copy rows, count them, keep them for sorting) is such a fold, so there is no second way to read.

pub(crate) mod diagnose;
mod source;

use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::ops::ControlFlow;
#[cfg(unix)]
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::csv::blocks::{BlockSplitter, Bytes};
use crate::csv::dialect::Encoding;
use crate::csv::parallel::{Scanned, each_block, workers};
use crate::csv::row::{Row, with_row};
use crate::csv::scan::{LineCount, Record, Scanner};
use crate::error::{Diagnostic, Error, Result};
use crate::event::{CellError, Event, NotAnEvent};
use crate::layout::{Layout, check_mapping};
use crate::model::field::Field;
use crate::output::progress::Progress;
use diagnose::{diagnose, unreadable};
pub use source::{ReadOptions, Source, with_event};

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

/// SkipReason was met in the rows besides events.
#[derive(Default)]
pub struct BadRows {
    /// The first of those that could not be read, and how many there are.
    pub first: Vec<Diagnostic>,
    pub count: u64,
    /// Rows that are no events, and rows that had to be recoded: what they are, in which file, the first of their lines,
    /// and how many.
    pub others: Vec<SkippedRows>,
}

/// Rows of one kind, in one file.
pub struct SkippedRows {
    pub file: String,
    pub what: SkipReason,
    pub line: u64,
    pub count: u64,
}

/// SkipReason rows may be, besides events and rows that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// No event: a row of totals, the title of a timeline.
    NoEvent(Arc<str>),
    /// An event whose text is not UTF-8, and was read as Windows-1252.
    Recoded,
}

impl SkippedRows {
    /// A sentence for the side.
    pub fn words(&self) -> String {
        let SkippedRows { file, what, line, count } = self;
        match (what, count) {
            (SkipReason::NoEvent(what), 1) => format!("line {line} of {file} is {what}, not an event"),
            (SkipReason::NoEvent(what), _) => {
                format!("{count} rows of {file}, the first in line {line}, are not events: each is {what}")
            }
            (SkipReason::Recoded, 1) => {
                format!("line {line} of {file} is not UTF-8; it was read as windows-1252; {ENCODING_OPTION}")
            }
            (SkipReason::Recoded, _) => format!(
                "{count} rows of {file}, the first in line {line}, are not UTF-8; they were read as windows-1252; \
                 {ENCODING_OPTION}"
            ),
        }
    }
}

/// How another encoding is said.
const ENCODING_OPTION: &str = "--encoding says otherwise";

/// How many bad rows are shown; the rest are counted.
pub const BAD_ROWS_SHOWN: usize = 10;

impl BadRows {
    fn add(&mut self, diagnostic: impl FnOnce() -> Diagnostic) {
        if self.first.len() < BAD_ROWS_SHOWN {
            self.first.push(diagnostic());
        }
        self.count += 1;
    }

    fn add_other(&mut self, file: &str, what: SkipReason, line: impl FnOnce() -> u64) {
        match self.others.iter_mut().find(|others| others.what == what && others.file == file) {
            Some(others) => others.count += 1,
            None => self.others.push(SkippedRows { file: file.to_owned(), what, line: line(), count: 1 }),
        }
    }

    /// Takes in what was found in other files.
    pub fn extend(&mut self, files: BadRows) {
        self.append(files, 0);
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
        for others in block.others {
            match self.others.iter_mut().find(|own| own.what == others.what && own.file == others.file) {
                Some(own) => own.count += others.count,
                None => self.others.push(SkippedRows { line: others.line + line, ..others }),
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

/// SkipReason a worker made of one block.
#[derive(Default)]
struct Folded<T> {
    value: T,
    others: BadRows,
    lines: u64,
    bytes: u64,
}

/// A row that can't be read, and why.
pub struct BadRow<'a> {
    /// The name of its input.
    file: &'a str,
    layout: &'a Layout,
    record: &'a Record<'a>,
    /// `None`: it is broken as text.
    cell: Option<(&'a Row<'a>, Box<CellError>)>,
}

impl BadRow<'_> {
    /// SkipReason is wrong with a cell of it; `None`: it is broken as text.
    pub fn cell(&self) -> Option<&CellError> {
        self.cell.as_ref().map(|(_, bad)| &**bad)
    }

    /// SkipReason its cell of a field holds, as far as it can be made out; blank where no single column is that field.
    pub fn text(&self, field: Field) -> String {
        let Some(column) = self.layout.column_of(field) else { return String::new() };
        match &self.cell {
            Some((row, _)) => row.cell(column).into_owned(),
            None => String::from_utf8_lossy(&crate::csv::scan::unquote(self.record.raw(column))).into_owned(),
        }
    }

    /// The line that it begins in, counted from 0 at the start of its block by a count that has met all before it.
    pub fn line(&self, count: &mut LineCount) -> u64 {
        count.line_of(self.record)
    }

    /// The report, for a row that begins on that line.
    pub fn diagnose(self, line: u64) -> Diagnostic {
        match self.cell {
            Some((row, bad)) => diagnose(self.file, self.layout, row, line, *bad),
            None => unreadable(self.file, self.record, line),
        }
    }
}

impl Store {
    /// Opens every input and reads its header.
    ///
    /// # Errors
    /// The first input that can't be opened or has no usable header.
    pub fn open(inputs: &[Input], options: &ReadOptions, is_watched: bool) -> Result<Store> {
        let mut sources: Vec<Source> =
            inputs.iter().map(|input| Source::open(input, options)).collect::<Result<_>>()?;
        let layouts: Vec<&Layout> = sources.iter().map(|source| &source.layout).collect();
        check_mapping(&options.mapping, &options.unknown, &layouts).map_err(|diagnostic| Error::from(*diagnostic))?;
        if sources.len() > 1 {
            let last = |source: &Source| source.name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            let distinct: HashSet<String> = sources.iter().map(last).collect();
            let is_short_enough = distinct.len() == sources.len();
            for source in &mut sources {
                source.layout.file = Some(if is_short_enough { last(source) } else { source.name.clone() });
            }
        }
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
        merge: impl FnMut(T) -> Result<ControlFlow<()>> + Send,
    ) -> Result<BadRows> {
        self.read_with_bad(fold, |_, _| (), merge)
    }

    /// [`Store::read`], for those who have something to keep of the bad rows too.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn read_with_bad<T: Default + Send>(
        &mut self,
        fold: impl Fn(&mut T, &Event<'_>, usize) + Sync,
        fold_bad: impl Fn(&mut T, &BadRow<'_>) + Sync,
        mut merge: impl FnMut(T) -> Result<ControlFlow<()>> + Send,
    ) -> Result<BadRows> {
        let mut bad = BadRows::default();
        let others = self.read_rows(
            |(value, bad): &mut (T, BadRows), row, number| match row {
                Ok(event) => fold(value, event, number),
                Err(row) => {
                    fold_bad(value, &row);
                    bad.add(|| {
                        let line = row.record.line();
                        row.diagnose(line)
                    });
                }
            },
            |(value, block), line| {
                bad.append(block, line);
                merge(value)
            },
        )?;
        bad.extend(others);
        Ok(bad)
    }

    /// Reads every row of every input, once, for those who have something to say of the bad ones too, or of lines.
    ///
    /// As [`Store::read`]; `merge` also gets the number of the line that a block begins with, from 1. SkipReason is returned
    /// has the rows alone that are no events.
    ///
    /// # Errors
    /// An input that fails while it is read; what `merge` fails with.
    pub fn read_rows<T: Default + Send>(
        &mut self,
        fold: impl Fn(&mut T, std::result::Result<&Event<'_>, BadRow<'_>>, usize) + Sync,
        mut merge: impl FnMut(T, u64) -> Result<ControlFlow<()>> + Send,
    ) -> Result<BadRows> {
        let mut others = BadRows::default();
        let total = self.sources.iter().map(|source| source.rest.as_ref()?.size()).sum();
        let progress = Progress::new(self.is_watched, total);
        for (number, source) in self.sources.iter_mut().enumerate() {
            let Source { name, layout, rest, line, .. } = source;
            let Some(rest) = rest.take() else { continue };
            let scan = |bytes: &[u8], is_last| {
                let mut folded = Folded::<T>::default();
                let Folded { value, others, .. } = &mut folded;
                let (end, lines) = each_event(bytes, is_last, layout, |record, found| match found {
                    RowOutcome::Event(event, is_recoded) => {
                        if is_recoded {
                            others.add_other(name, SkipReason::Recoded, || record.line());
                        }
                        fold(value, Ok(event), number);
                    }
                    RowOutcome::Other(what) => others.add_other(name, SkipReason::NoEvent(what), || record.line()),
                    RowOutcome::Bad(row, cell) => {
                        let cell = Some((row, cell));
                        fold(value, Err(BadRow { file: name, layout, record, cell }), number);
                    }
                    RowOutcome::Unreadable => {
                        fold(value, Err(BadRow { file: name, layout, record, cell: None }), number)
                    }
                });
                folded.lines = lines;
                folded.bytes = end as u64;
                Scanned { value: folded, end }
            };
            let cut = BlockSplitter::new(layout.dialect.delimiter, layout.width());
            let flow = each_block(name, rest, cut, workers(), scan, |folded| {
                let first = *line;
                *line += folded.lines;
                progress.advance(folded.bytes);
                others.append(folded.others, first);
                merge(folded.value, first)
            });
            let flow = flow.inspect_err(|_| progress.finish())?;
            if flow.is_break() {
                break;
            }
        }
        progress.finish();
        Ok(others)
    }

    /// Takes two inputs apart, to be read one after the other and not as one chronology.
    pub fn each_alone(self) -> Vec<Store> {
        let alone = |mut source: Source| {
            source.layout.file = None;
            Store { sources: vec![source], is_watched: self.is_watched }
        };
        self.sources.into_iter().map(alone).collect()
    }
}

/// SkipReason a row turned out to be.
pub enum RowOutcome<'a> {
    /// An event, and whether its text had to be turned into UTF-8 unasked.
    Event(&'a Event<'a>, bool),
    /// A row that is not meant for an event.
    Other(Arc<str>),
    /// A row with a cell that can't be read.
    Bad(&'a Row<'a>, Box<CellError>),
    /// A row that is broken as text.
    Unreadable,
}

/// Gives every row to `take`, read as an event or with the reason why not. Blank rows are neither. Returns where the
/// rows that were given out end (see [`Scanner::of_part`]), and how many lines.
pub(crate) fn each_event(
    bytes: &[u8],
    is_last: bool,
    layout: &Layout,
    mut take: impl FnMut(&Record<'_>, RowOutcome<'_>),
) -> (usize, u64) {
    let dialect = layout.dialect;
    // One check for the whole block is many times faster than one a record.
    let all_text =
        simdutf8::basic::from_utf8(bytes).ok().filter(|text| dialect.encoding.takes_utf8() || text.is_ascii());
    let mut scanner = Scanner::of_part(bytes, dialect.delimiter, is_last);
    while let Some(record) = scanner.next_record() {
        match all_text {
            Some(text) => {
                let row = Row::new(&text[record.start..record.end], &record);
                read_row(&record, Some((row, false)), layout, &mut take);
            }
            None => with_row(&record, dialect, |row| read_row(&record, row, layout, &mut take)),
        }
    }
    (scanner.position(), scanner.lines())
}

/// Gives one row to `take`: with it comes whether its text had to be turned into UTF-8, or nothing where it is no text.
// Inlined, since it is the whole of what is done to a row where all is well.
#[inline(always)]
fn read_row(
    record: &Record<'_>,
    row: Option<(Row<'_>, bool)>,
    layout: &Layout,
    take: &mut impl FnMut(&Record<'_>, RowOutcome<'_>),
) {
    let Some((row, is_recoded)) = row.filter(|_| !record.is_broken()) else {
        return take(record, RowOutcome::Unreadable);
    };
    let mut event = Event::unread(row, record, layout);
    match event.read_cells() {
        Ok(()) => take(record, RowOutcome::Event(&event, is_recoded && layout.dialect.encoding == Encoding::Detected)),
        // A blank row is no event, and no fault.
        Err(_) if record.is_blank() => {}
        Err(NotAnEvent::Other(what)) => take(record, RowOutcome::Other(what)),
        Err(NotAnEvent::Bad(cell)) => take(record, RowOutcome::Bad(&row, cell)),
    }
}
