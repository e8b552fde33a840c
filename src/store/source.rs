//! One input: opened, its header read, and everything settled that its first bytes leave open: the dialect, the layout,
//! how its dates are written.
//!
//! [`Store::open`](super::Store::open) opens a [`Source`] for each input. Changes to a file read theirs with
//! [`Source::of_bytes`].

use std::borrow::Cow;
use std::cell::RefCell;
use std::io;
use std::sync::Arc;

use super::date_order::{first_dates, settle_dates};
use super::head::{Head, check_is_header, not_text, remark_below};
use super::unknown_layout::{notes_on, refused, sample, with_file};
use crate::csv::blocks::{Bytes, InputBody, InputHead};
use crate::csv::dialect::{BYTE_ORDER_MARK, Encoding, Quoting, utf16_of_mark};
use crate::csv::lines::line_breaks;
use crate::csv::row::{Row, with_row};
use crate::csv::scan::{ScanRoom, Scanner};
use crate::date::convention::DateConvention;
use crate::error::{Diagnostic, Error, ErrorKind, Note, Place, Result};
use crate::event::Event;
use crate::input::locator::Locator;
use crate::input::{self, Conversion, Faults, Part, Projection, TableRows};
use crate::layout::evidence::Evidence;
use crate::layout::mapping::UnknownCodes;
use crate::layout::{Codebooks, Layout, LayoutChoice, LayoutId, Mapping};
use crate::model::field::Field;
use crate::postgres::Address;
use crate::text::conflict::{KEEP_ONE_SIDE, is_conflict_mark};

/// How inputs are to be read, as the user stated it. It is needed when their bytes do not tell, or tell it wrongly.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The columns of fields.
    pub mapping: Mapping,
    /// What stands for unknown values, besides what the layout and the cells themselves say.
    pub unknown: Vec<UnknownCodes>,
    pub layout: Option<LayoutChoice>,
    /// The codebooks by which layouts are recognised.
    pub codebooks: Codebooks,
    /// The part of a file that holds the events, where it has several.
    pub part: Part,
    pub encoding: Option<Encoding>,
    pub delimiter: Option<u8>,
    pub quoting: Option<Quoting>,
    /// How many lines above the header are to be passed over.
    pub skip_lines: usize,
    /// The line of the header, from 1; `None` if it is to be found.
    pub header_row: Option<usize>,
    /// Whether the first line is an event already. The columns are then named by their numbers, from 1.
    pub no_header: bool,
    /// The order, century and year of dates that leave them open.
    pub convention: DateConvention,
}

/// One input whose header has been read.
pub struct Source {
    /// The name of the input in messages.
    pub name: String,
    pub layout: Layout,
    /// The bytes before the first event: a byte order mark, the header, a row of HXL tags.
    pub head: Vec<u8>,
    /// What was settled that the user should know, one sentence each.
    pub notes: Vec<Note>,
    /// The line, from 1, that follows the head.
    pub first_line: u64,
    /// Where the rows stand in a file that is no text of rows.
    pub(super) locator: Option<Arc<Locator>>,
    /// The rows of such a file that could not be converted.
    pub(super) faults: Faults,
    /// Where the columns that are used can be stated.
    pub(super) projection: Option<Projection>,
    /// The rows of a table of a server, of which some may be left out.
    pub(crate) table: Option<TableRows>,
}

/// An input whose header has been read, and the rest of it.
pub(super) struct Opened {
    pub source: Source,
    pub body: InputBody,
}

impl Source {
    /// The name of the file without its folder, or of the table without its server.
    pub fn file_name(&self) -> Cow<'_, str> {
        match Address::of_text(&self.name) {
            Some(address) => Cow::Owned(address.table().into_owned()),
            None => Cow::Borrowed(self.name.rsplit(['/', '\\']).next().unwrap_or_default()),
        }
    }

    /// Reads the header of a file that is in memory.
    ///
    /// # Errors
    /// The file is empty, has no column for the date or the title, or its dates can't be read without an option.
    pub fn of_bytes(name: String, bytes: Vec<u8>, options: &ReadOptions) -> Result<Source> {
        Ok(Opened::begin(name, InputHead::whole(bytes), options)?.source)
    }

    /// Reads the header of an input that is opened, of which the first bytes settle how the rest is read where they can.
    ///
    /// # Errors
    /// As [`Source::of_bytes`]; the input can't be read.
    pub fn of_head(name: String, head: InputHead, options: &ReadOptions) -> Result<Source> {
        Ok(Opened::begin(name, head, options)?.source)
    }

    /// The same as [`Store::open`](super::Store::open) would, which looks at the first bytes alone where these settle all.
    ///
    /// # Errors
    /// As [`Source::of_bytes`].
    pub fn as_opened(name: String, bytes: Vec<u8>, options: &ReadOptions) -> Result<Source> {
        let mut head = InputHead::new(Bytes::Stream(Box::new(io::Cursor::new(bytes))));
        head.read_on().map_err(|error| Error::reading(&name, &error))?;
        Source::of_head(name, head, options)
    }

    /// Writes into a place of this input, whose line is one of the CSV that was read, where that stands in the original.
    pub fn locate(&self, place: &mut Place) {
        if let (Some(locator), None) = (&self.locator, &place.original) {
            let name = place.field.as_deref();
            let column = name.and_then(|name| Some((self.layout.names().iter().position(|own| own == name)?, name)));
            place.original = Some(locator.words(&self.name, place.line, column));
            place.line = locator.number(place.line);
        }
    }

    /// How many lines the header of a table takes.
    pub fn header_lines(&self) -> u64 {
        let end =
            Scanner::new(&self.head, self.layout.record_format()).next_record().map_or(0, |record| record.after());
        line_breaks(&self.head, 0..end)
    }

    /// The rows that could not be converted to CSV: the reports on the first of them, and how many there are.
    pub fn unconverted(&self) -> (&[Diagnostic], u64) {
        (&self.faults.first, self.faults.count)
    }

    /// Reads a record of this input that was kept as bytes, and passes the event to `take`.
    ///
    /// # Errors
    /// The bytes are not a record that was an event of this input.
    pub fn with_event<R>(&self, record: &[u8], take: impl FnOnce(&Event<'_>) -> R) -> io::Result<R> {
        with_event(&self.layout, record, take)
    }
}

/// The options by which the text of an opened input is read.
pub(super) fn options_for(opened: &input::Opened, options: &ReadOptions) -> ReadOptions {
    let mut options = options.clone();
    if opened.conversion.is_some() {
        // Whatever the user states of how a text is written, this one was just written.
        options.encoding = Some(Encoding::Stated(encoding_rs::UTF_8));
        options.delimiter = Some(b',');
    }
    options
}

impl Opened {
    /// Reads the header of an input and settles how the rest is read.
    ///
    /// # Errors
    /// The input can't be read, is empty, has no column for the date or the title, or its dates can't be read without an
    /// option.
    pub(super) fn new(input: input::Opened, options: &ReadOptions) -> Result<Opened> {
        let options = options_for(&input, options);
        let input::Opened { name, head, conversion, .. } = input;
        let mut opened = Opened::begin(name, head, &options)?;
        let Some(Conversion { locator, notes, faults, projection, table }) = conversion else { return Ok(opened) };
        let source = &mut opened.source;
        source.first_line = locator.as_ref().and_then(|locator| locator.first_line()).unwrap_or(source.first_line);
        source.notes.splice(..0, notes);
        (source.locator, source.faults, source.projection, source.table) = (locator, faults, projection, table);
        Ok(opened)
    }

    fn begin(name: String, input: InputHead, options: &ReadOptions) -> Result<Opened> {
        let Begun { input, head, is_marked } = Begun::new(&name, input, options)?;
        let mut length = head.length;
        let (mut layout, mut notes) = layout(&name, head, &input.read[length..], input.ended(), options)?;
        if !options.no_header
            && let Some(remark) = remark_below(&input.read[length..], input.ended(), &layout)
        {
            length += remark;
            let line = line_breaks(&input.read, 0..length);
            notes.push(Note::Text(format!("line {line} of {name} is a remark below the header and was passed over")));
        }
        let first_line = line_breaks(&input.read, 0..length) + 1;
        let mut head_bytes = input.read[..length].to_vec();
        if is_marked {
            // The mark was lost as the file was recoded; an export that is recoded again begins with one.
            head_bytes.splice(..0, BYTE_ORDER_MARK.iter().copied());
        }
        let dates = first_dates(&layout, &input.read[length..], input.ended());
        let mut body = input.body(length);
        settle_dates(&name, &mut layout, options.convention, dates, &mut body, &mut notes)?;
        let source = Source {
            name,
            layout,
            head: head_bytes,
            notes,
            first_line,
            locator: None,
            faults: Faults::default(),
            projection: None,
            table: None,
        };
        Ok(Opened { source, body })
    }
}

/// An input whose header has been found.
pub(super) struct Begun {
    pub input: InputHead,
    pub head: Head,
    /// Whether a byte order mark said the encoding.
    pub is_marked: bool,
}

/// A header has at most a million names or so. What is longer is no table, and would fill the memory.
const LONGEST_HEADER: usize = 1 << 26;

impl Begun {
    /// # Errors
    /// The input can't be read, or is empty.
    pub fn new(name: &str, mut input: InputHead, options: &ReadOptions) -> Result<Begun> {
        let failed = |error: io::Error| Error::reading(name, &error);
        if input.read.is_empty() {
            input.read_on().map_err(failed)?;
        }
        let mut encoding = options.encoding.unwrap_or(Encoding::Detected);
        let by_mark = utf16_of_mark(&input.read);
        if let Some(Encoding::Utf16(utf16)) = by_mark.or(options.encoding) {
            encoding = Encoding::Utf16(utf16);
            input = input.recoded(utf16).map_err(failed)?;
        }
        if input.read.split(|byte| *byte == b'\n').next().is_some_and(is_conflict_mark) {
            let conflict = Diagnostic::new(format!("`{name}` begins with a merge conflict"));
            return Err(Error::from(conflict.of_kind(ErrorKind::MergeConflict)).hint(KEEP_ONE_SIDE));
        }
        loop {
            let first_line = input.read.split(|byte| *byte == b'\n').next().unwrap_or_default();
            if first_line.contains(&0) {
                return Err(not_text(name));
            }
            if first_line.len() > LONGEST_HEADER {
                let long = format!(
                    "the first line of `{name}` is longer than {} MiB, so it is no header",
                    LONGEST_HEADER >> 20
                );
                return Err(Error::from(Diagnostic::new(long))
                    .hint("a table has a line of names, and then a line for each row"));
            }
            if let Some(head) = Head::find(&input.read, input.ended(), name, encoding, options)? {
                return Ok(Begun { input, head, is_marked: by_mark.is_some() });
            }
            input.read_on().map_err(failed)?;
        }
    }
}

/// Makes the layout of a header, with a look at the first bytes that follow it, and notes what the user should know.
///
/// # Errors
/// The header is an event, or has no column for the date or the title; the columns do not tell which is the date.
fn layout(name: &str, head: Head, first: &[u8], is_all: bool, options: &ReadOptions) -> Result<(Layout, Vec<Note>)> {
    let place = head.place.clone();
    let (layout, evidence, mut notes) = recognise(name, head, first, is_all, options)?;
    if let Some(evidence) = evidence {
        if let Some(refusal) = &evidence.refusal {
            return Err(Error::from(refused(name, &layout, refusal).at(place)));
        }
        notes.extend(notes_on(name, &layout, &evidence));
    }
    layout.check_required().map_err(|lacks| with_file(*lacks, name).at(place))?;
    Ok((layout, notes))
}

/// Makes the layout of a header, with what the evidence says of a file without a codebook.
///
/// # Errors
/// The header is an event; a codebook can't be read, or maps a column that is not there.
pub(super) fn recognise(
    name: &str,
    head: Head,
    first: &[u8],
    is_all: bool,
    options: &ReadOptions,
) -> Result<(Layout, Option<Evidence>, Vec<Note>)> {
    let Head { names, dialect, layout: by_row, place, mut notes, .. } = head;
    let at_header = |diagnostic: Box<Diagnostic>| match diagnostic.place {
        None => diagnostic.at(place.clone()),
        // What is wrong in a codebook has a place there.
        Some(_) => *diagnostic,
    };
    let asked = options.layout.as_ref().map(|layout| options.codebooks.named(layout)).transpose()?;
    let mut layout = Layout::from_header(names, &options.mapping, asked.or(by_row), &options.codebooks, dialect)
        .map_err(at_header)?;
    if let Some(quoting) = options.quoting {
        layout.dialect.quoting = quoting;
    }
    if let Encoding::Utf16(utf16) = dialect.encoding {
        notes.push(Note::Text(format!("{name} is in {}", utf16.name())));
    }
    if layout.name == LayoutId::Other {
        check_is_header(&layout).map_err(at_header)?;
    }
    let is_weighed = layout.name == LayoutId::Other || !layout.has(Field::Title);
    let evidence = is_weighed.then(|| layout.weigh(&sample(first, is_all, &layout), &options.mapping));
    layout.add_unknown(&options.unknown);
    Ok((layout, evidence, notes))
}

/// Reads a record that was kept as bytes, of an input with that layout, and passes the event to `take`. Several records are
/// the reports of one event.
///
/// # Errors
/// The bytes are not a record that was an event of such an input.
pub fn with_event<R>(layout: &Layout, record: &[u8], take: impl FnOnce(&Event<'_>) -> R) -> io::Result<R> {
    thread_local! {
        /// The memory of one scan serves the next.
        static ROOM: RefCell<ScanRoom> = RefCell::default();
    }
    let mut scanner = Scanner::with_room(record, layout.record_format(), ROOM.take());
    let mut take = Some(take);
    let mut taken = None;
    if let Some(first) = scanner.next_record() {
        if layout.has(Field::ReportOf) && first.after() < record.len() {
            return with_reports(layout, record, take.take());
        }
        with_row(&first, layout.dialect, |row| {
            if let Some((row, _)) = row
                && let (Ok(event), Some(take)) = (Event::read(row, &first, layout), take.take())
            {
                taken = Some(take(&event));
            }
        });
    }
    ROOM.set(scanner.into_room());
    taken.ok_or_else(unreadable_again)
}

fn unreadable_again() -> io::Error {
    io::Error::other("an event that was kept can't be read again")
}

/// [`with_event`] for the records of several reports.
fn with_reports<R>(layout: &Layout, records: &[u8], take: Option<impl FnOnce(&Event<'_>) -> R>) -> io::Result<R> {
    // Each record may be in another encoding, where that is not stated.
    let mut scanner = Scanner::new(records, layout.record_format());
    let mut texts: Vec<String> = Vec::new();
    while let Some(record) = scanner.next_record() {
        with_row(&record, layout.dialect, |row| texts.extend(row.map(|(row, _)| row.text().to_owned())));
    }
    let format = layout.dialect.format_of_any_width();
    let mut scanners: Vec<Scanner<'_>> = texts.iter().map(|text| Scanner::new(text.as_bytes(), format)).collect();
    let scanned = scanners.iter_mut().zip(&texts);
    let scanned: Vec<_> = scanned.filter_map(|(scanner, text)| Some((scanner.next_record()?, text))).collect();
    let rows: Option<Vec<Event<'_>>> = scanned
        .iter()
        .map(|(record, text)| Event::read(Row::new(&text[record.start..record.end], record), record, layout).ok())
        .collect();
    let event = rows.and_then(|rows| Event::of_reports(rows, records));
    event.zip(take).map(|(event, take)| take(&event)).ok_or_else(unreadable_again)
}
