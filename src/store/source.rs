//! One input: opened, its header read, and what its first bytes leave open settled: the dialect, the layout, how its
//! dates are written.
//!
//! The store opens a [`Source`] for each input and then reads what comes after its head.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::diagnose::unreadable;
use super::{ENCODING_OPTION, Input};
use crate::csv::blocks::{BlockSplitter, InputBody, InputHead};
use crate::csv::dialect::{BYTE_ORDER_MARK, Dialect, Encoding, Preamble, delimiter_of, utf16_of_mark};
use crate::csv::marks::line_breaks;
use crate::csv::parallel::{Scanned, each_block, workers};
use crate::csv::row::{Row, with_row};
use crate::csv::scan::{Record, Scanner, unquote};
use crate::date::convention::{ConventionStats, DateConvention, PartOrder};
use crate::error::{Diagnostic, Error, Place, Result};
use crate::event::Event;
use crate::layout::evidence::{Evidence, Refusal, SAMPLE, Sample, may_be_date};
use crate::layout::field_map::DateMap;
use crate::layout::mapping::UnknownCodes;
use crate::layout::{Codebook, Codebooks, DateColumns, Layout, LayoutChoice, LayoutId, Mapping};
use crate::model::field::Field;
use crate::text::shell_word;

/// How the user says that inputs are to be read, where their own bytes do not say it or say it wrongly.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    pub mapping: Mapping,
    /// What stands for unknown values, besides what the layout and the cells themselves say.
    pub unknown: Vec<UnknownCodes>,
    pub layout: Option<LayoutChoice>,
    pub codebooks: Codebooks,
    pub encoding: Option<Encoding>,
    pub delimiter: Option<u8>,
    /// The first line is an event already; columns are named by their numbers, from 1.
    pub no_header: bool,
    /// The order, century and year of dates that do not have them.
    pub convention: DateConvention,
}

/// One input whose header has been read.
pub struct Source {
    pub name: String,
    pub layout: Layout,
    /// All that stands before the first event, as it stands: a byte order mark, the header, a row of HXL tags.
    pub head: Vec<u8>,
    /// SkipReason was settled about it that the user should know, each a sentence for the side.
    pub notes: Vec<String>,
    /// SkipReason comes after the head; `None` once it is being read.
    pub(super) rest: Option<InputBody>,
    /// The line on which `rest` begins, from 1.
    pub(super) line: u64,
}

impl Source {
    /// Opens an input, reads its header and settles how the rest is read.
    ///
    /// # Errors
    /// An input that can't be read, is empty, has no column for the date or the title, or whose dates can't be read
    /// without an option.
    pub(super) fn open(input: &Input, options: &ReadOptions) -> Result<Source> {
        let name = input.name();
        let opening = InputHead::new(input.open().map_err(|error| Error::io("read", &name, &error))?);
        Source::begin(name, opening, options)
    }

    /// The same for an input that was opened.
    ///
    /// # Errors
    /// As [`Source::open`].
    pub(crate) fn begin(name: String, mut opening: InputHead, options: &ReadOptions) -> Result<Source> {
        let failed = |error: io::Error| Error::io("read", &name, &error);
        opening.read_on().map_err(failed)?;
        let asked = options.layout.as_ref().map(|layout| options.codebooks.named(layout)).transpose()?;
        let mut encoding = options.encoding.unwrap_or(Encoding::Detected);
        let by_mark = utf16_of_mark(&opening.read);
        let is_marked = by_mark.is_some();
        if let Some(Encoding::Utf16(utf16)) = by_mark.or(options.encoding) {
            encoding = Encoding::Utf16(utf16);
            opening = opening.recoded(utf16).map_err(failed)?;
        }
        let head = loop {
            if let Some(head) = Head::find(&opening.read, opening.ended(), &name, encoding, options)? {
                break head;
            }
            opening.read_on().map_err(failed)?;
        };
        let dialect = Dialect { delimiter: head.delimiter, encoding };
        // What is wrong in a codebook has a place of its own.
        let at_header = |diagnostic: Box<Diagnostic>| match diagnostic.place {
            None => diagnostic.at(head.place.clone()),
            Some(_) => *diagnostic,
        };
        let mut layout =
            Layout::from_header(head.names, &options.mapping, asked.or(head.layout), &options.codebooks, dialect)
                .map_err(at_header)?;
        let mut notes = head.notes;
        if let Encoding::Utf16(utf16) = encoding {
            notes.push(format!("{name} is in {}", utf16.name()));
        }
        if layout.name == LayoutId::Other {
            check_is_header(&layout).map_err(at_header)?;
        }
        if layout.name == LayoutId::Other || !layout.has(Field::Title) {
            let sample = sample(&opening.read[head.length..], opening.ended(), dialect);
            let evidence = layout.weigh(&sample, &options.mapping);
            if let Some(refusal) = &evidence.refusal {
                return Err(Error::from(refused(&name, &layout, refusal).at(head.place.clone())));
            }
            notes.extend(evidence_notes(&name, &layout, &evidence));
        }
        layout.add_unknown(&options.unknown);
        layout.check_required().map_err(|lacks| at_header(Box::new(with_way_on(*lacks, &name))))?;
        let line = line_breaks(&opening.read, 0..head.length) + 1;
        let mut bytes = opening.read[..head.length].to_vec();
        if is_marked {
            // The mark went with the old encoding; what is written again in it begins with one.
            bytes.splice(..0, BYTE_ORDER_MARK.iter().copied());
        }
        let first = &opening.read[head.length..];
        let is_all = opening.ended() && first.len() <= FIRST_DATES;
        let first = &first[..first.len().min(FIRST_DATES)];
        let (dates, _) = evidence(first, is_all, &layout);
        let mut rest = opening.rest(head.length);
        settle_dates(&name, &mut layout, options.convention, dates, &mut rest, &mut notes)?;
        Ok(Source { name, layout, head: bytes, notes, rest: Some(rest), line })
    }

    /// Reads one record of this input that was kept as bytes back into an event.
    ///
    /// # Errors
    /// Bytes that are not a record that was an event of this input before.
    pub fn with_event<R>(&self, record: &[u8], take: impl FnOnce(&Event<'_>) -> R) -> io::Result<R> {
        with_event(&self.layout, record, take)
    }
}

/// Reads one record of an input of that layout that was kept as bytes back into an event, on any thread.
///
/// # Errors
/// Bytes that are not a record that was an event of this input before.
pub fn with_event<R>(layout: &Layout, record: &[u8], take: impl FnOnce(&Event<'_>) -> R) -> io::Result<R> {
    let mut scanner = Scanner::new(record, layout.dialect.delimiter);
    let mut take = Some(take);
    let mut taken = None;
    if let Some(record) = scanner.next_record() {
        with_row(&record, layout.dialect, |row| {
            if let Some((row, _)) = row
                && let (Ok(event), Some(take)) = (Event::read(row, &record, layout), take.take())
            {
                taken = Some(take(&event));
            }
        });
    }
    taken.ok_or_else(|| io::Error::other("an event that was kept can't be read again"))
}

/// How many bytes are looked at to see how dates are written.
const FIRST_DATES: usize = 1 << 16;

/// What a file without a codebook was read as, each thing a sentence for the side, with how to say otherwise.
fn evidence_notes(name: &str, layout: &Layout, evidence: &Evidence) -> Vec<String> {
    if evidence.found.is_empty() {
        return Vec::new();
    }
    let names = layout.names();
    let what = if layout.name == LayoutId::Other { "is of no known layout" } else { "lacks columns of its layout" };
    let map = map_option(&evidence.found_text(names));
    let way_on = format!("pass another --map where that is wrong; `{}` tells why", columns_command(name));
    let mut notes = vec![format!("{name} {what} and was read with {map}; {way_on}")];
    if !evidence.other_dates.is_empty() {
        let others: Vec<String> = evidence.other_dates.iter().map(|&i| format!("`{}`", names[i])).collect();
        let verb = if others.len() == 1 { "holds another date" } else { "hold other dates" };
        notes.push(format!("{} of {name} {verb}", others.join(", ")));
    }
    if let Some((column, year)) = evidence.years.bc_seen {
        let column = &names[column];
        notes.push(format!("years below 0 in `{column}` of {name} are years BC: {year} is {} BC", year.abs()));
    }
    for (column, codes) in &evidence.codes_met {
        let codes: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
        notes.push(format!("{} in `{}` of {name} stands for unknown", codes.join(", "), names[*column]));
    }
    notes
}

fn columns_command(name: &str) -> String {
    format!("dateline columns {}", shell_word(name))
}

/// A mapping as the command line takes it.
fn map_option(map: &str) -> String {
    let quote = if map.contains('\'') { '"' } else { '\'' };
    format!("--map {quote}{map}{quote}")
}

/// Why a table is not read, and how to go on.
fn refused(name: &str, layout: &Layout, refusal: &Refusal) -> Diagnostic {
    let names = layout.names();
    let command = columns_command(name);
    let as_events =
        format!("to read it all the same, pass --map date=COLUMN,title=COLUMN; `{command}` shows its columns");
    match refusal {
        Refusal::TwoDates(first, second) => {
            let columns = |date: &DateMap| {
                date.columns().iter().map(|&i| format!("`{}`", names[i])).collect::<Vec<_>>().join(" and ")
            };
            let (first_map, second_map) = (map_option(&first.text(names)), map_option(&second.text(names)));
            Diagnostic::new(format!(
                "{} of {name} could be the date of the event, and so could {}",
                columns(first),
                columns(second)
            ))
            .hint(format!("pass {first_map} or {second_map}; `{command}` shows what they hold"))
        }
        Refusal::Counts => Diagnostic::new(format!(
            "{name} holds no events: a row of it has numbers for a day, a month or a year, and no name or place of an event"
        ))
        .hint(as_events),
        Refusal::YearsAcross => {
            Diagnostic::new(format!("{name} holds no events: its columns are years, as in a pivot table")).hint(as_events)
        }
        Refusal::NoNames => {
            Diagnostic::new(format!("{name} holds no events: most of its columns have no name, as in a pivot table"))
                .hint(as_events)
        }
    }
}

/// A diagnostic whose hint ends with the command to go on with.
fn with_way_on(diagnostic: Diagnostic, name: &str) -> Diagnostic {
    let command = format!("`{}` shows what they hold", columns_command(name));
    let hint = diagnostic.hint.as_ref().map_or(command.clone(), |hint| format!("{hint}; {command}"));
    diagnostic.hint(hint)
}

/// That the first line of a file without a codebook is no event.
///
/// # Errors
/// One of the columns has a date for its name.
fn check_is_header(layout: &Layout) -> std::result::Result<(), Box<Diagnostic>> {
    // A table of the world may have years for columns.
    let is_date = |name: &String| name.len() > 4 && may_be_date(name);
    let Some(column) = layout.names().iter().position(is_date) else { return Ok(()) };
    let (number, name) = (column + 1, layout.column_name(column));
    Err(Box::new(
        Diagnostic::new(format!("the file has no header: its first line holds the date `{name}`"))
            .hint(format!("name its columns by their numbers: --no-header --map date={number},title=…")),
    ))
}

/// Rows from all of the bytes after the header, as far as they were read: at most [`SAMPLE`].
fn sample(bytes: &[u8], ended: bool, dialect: Dialect) -> Sample {
    let mut scanner = Scanner::of_part(bytes, dialect.delimiter, ended);
    let mut rows = Vec::new();
    let mut step = 1;
    let mut number = 0;
    while let Some(record) = scanner.next_record() {
        if record.is_blank() {
            continue;
        }
        number += 1;
        if number % step != 0 {
            continue;
        }
        with_row(&record, dialect, |row| {
            if let Some((row, _)) = row {
                rows.push((0..row.width()).map(|i| row.cell(i).into_owned()).collect());
            }
        });
        // Too many are thinned out, so that those that stay are from all parts of the file.
        if rows.len() == 2 * SAMPLE {
            let mut is_kept = false;
            rows.retain(|_| {
                is_kept = !is_kept;
                is_kept
            });
            step *= 2;
        }
    }
    Sample { rows }
}

/// Settles what the dates of a column leave open: by the user's word, else by all of them together.
///
/// # Errors
/// No date of the column settles the order of day and month, and each needs it.
fn settle_dates(
    name: &str,
    layout: &mut Layout,
    asked: DateConvention,
    begins: ConventionStats,
    rest: &mut InputBody,
    notes: &mut Vec<String>,
) -> Result<()> {
    let by_codebook = layout.convention.order;
    let by_default = asked.order.or(by_codebook);
    layout.convention =
        DateConvention { order: by_default, century: asked.century, year: asked.year, ..layout.convention };
    if begins.numbers == 0 && !begins.is_serial() {
        return Ok(());
    }
    // SkipReason the first rows show, the last may contradict.
    let evidence = whole_columns(name, layout, rest)?;
    let columns: Vec<String> =
        layout.fields().date.dates().iter().map(|&i| format!("`{}`", layout.column_name(i))).collect();
    let columns = columns.join(" and ");
    layout.convention.serial = evidence.is_serial();
    if evidence.is_serial() {
        notes.push(format!("{columns} of {name} counts days as spreadsheets do, and was read so"));
        return Ok(());
    }
    // SkipReason the dates themselves say counts for more than what was said of all the files, or of all the data set's.
    let settled = evidence.order();
    layout.convention.order = settled.or(by_default);
    match settled {
        Some(order) if settled != by_codebook => {
            let order = if order == PartOrder::Dmy { "day/month/year" } else { "month/day/year" };
            notes.push(format!(
                "dates such as 03/04/2021 in {name} were read as {order}: others in {columns} have only that reading"
            ));
            Ok(())
        }
        None if layout.convention.order.is_none() && evidence.is_ambiguous() => {
            Err(Error::from(Diagnostic::new(format!(
                "whether the day or the month comes first in {columns} of `{name}` is settled by none of the dates"
            )))
            .hint("say --date-order dmy or --date-order mdy"))
        }
        _ => Ok(()),
    }
}

/// SkipReason all the cells of the columns of dates show. A stream is kept in a temporary file for it, to be read again.
fn whole_columns(name: &str, layout: &Layout, rest: &mut InputBody) -> Result<ConventionStats> {
    let failed = |error: io::Error| Error::io("read", name, &error);
    let again = rest.again().map_err(failed)?;
    let scan = |bytes: &[u8], is_last| {
        let (value, end) = evidence(bytes, is_last, layout);
        Scanned { value, end }
    };
    let mut all = ConventionStats::default();
    let cut = BlockSplitter::new(layout.dialect.delimiter, layout.width());
    let _ = each_block(name, again, cut, workers(), scan, |evidence| {
        all.append(evidence);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(all)
}

/// SkipReason the cells of the columns of dates show in these bytes, and where the last whole record of them ends.
fn evidence(bytes: &[u8], is_last: bool, layout: &Layout) -> (ConventionStats, usize) {
    let columns = layout.fields().date.dates();
    let mut evidence = ConventionStats::default();
    if columns.is_empty() {
        return (evidence, 0);
    }
    let mut scanner = Scanner::of_part(bytes, layout.dialect.delimiter, is_last);
    while let Some(record) = scanner.next_record() {
        for &column in &columns {
            evidence.add(&String::from_utf8_lossy(&unquote(record.raw(column))));
        }
    }
    (evidence, scanner.position())
}

/// SkipReason is needed of the header's record.
struct Head {
    names: Vec<String>,
    delimiter: u8,
    /// The codebook of a file that has no header, by what its first row is.
    layout: Option<Arc<Codebook>>,
    /// The whole of it, for a report that it lacks a column.
    place: Place,
    notes: Vec<String>,
    /// How many bytes stand before the first event.
    length: usize,
}

impl Head {
    /// The first record that is not blank and, where it follows, a row of HXL tags. `None`: more bytes are needed to
    /// tell.
    ///
    /// # Errors
    /// A header that can't be read, or none.
    fn find(bytes: &[u8], ended: bool, file: &str, encoding: Encoding, options: &ReadOptions) -> Result<Option<Head>> {
        let preamble = Preamble::of(bytes);
        let text = &bytes[preamble.length..];
        let stated = options.delimiter.or(preamble.delimiter);
        let Some(delimiter) = stated.or_else(|| delimiter_of(text, ended)) else { return Ok(None) };
        let mut scanner = Scanner::of_part(text, delimiter, ended);
        let dialect = Dialect { delimiter, encoding };
        let before = preamble.length;
        let mut head: Option<Head> = None;
        while let Some(record) = scanner.next_record() {
            match head.take() {
                None if record.is_blank() => {}
                None => {
                    let after = &text[record.after()..];
                    let is_blank =
                        |byte: &u8| *byte == delimiter || matches!(byte, b' ' | b'\t' | b'"' | b'\r' | b'\n');
                    let begun = after.iter().find(|byte| !is_blank(byte));
                    let read = Head::read(&record, before, line_breaks(bytes, 0..before), file, dialect, options)?;
                    // Nothing of the next row need be read to see that it is not of tags.
                    if read.layout.is_some() || options.no_header || begun.is_some_and(|byte| *byte != b'#') {
                        return Ok(Some(read));
                    }
                    head = Some(read);
                }
                Some(mut head) if is_tag_row(&record) => {
                    let line = line_breaks(bytes, 0..before) + record.line() + 1;
                    head.notes.push(format!("line {line} of {file} holds HXL tags, not an event"));
                    head.length = before + record.after();
                    return Ok(Some(head));
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

    fn read(
        record: &Record<'_>,
        before: usize,
        lines_before: u64,
        file: &str,
        dialect: Dialect,
        options: &ReadOptions,
    ) -> Result<Head> {
        if record.bytes().contains(&0) {
            return Err(Error::from(Diagnostic::new(format!("`{file}` is not text: its first line holds a NUL byte")))
                .hint("if it is UTF-16 without a byte order mark, say --encoding utf-16le or utf-16be"));
        }
        let mut read = None;
        with_row(record, dialect, |row| {
            let Some((row, is_recoded)) = row else { return };
            let numbers = || (1..=row.width()).map(|n| n.to_string()).collect();
            let names = || (0..row.width()).map(|i| row.cell(i).trim().to_owned()).collect();
            let (layout, names, length) = match headless(&row, dialect, options) {
                Some((layout, names)) => (Some(layout), names, record.start),
                None if options.no_header => (None, numbers(), record.start),
                None => (None, names(), record.after()),
            };
            let place = Place::in_text(file, row.text(), lines_before + record.line() + 1, 0..row.text().len());
            let mut notes = Vec::new();
            if let Some(layout) = &layout {
                notes.push(format!("{file} has no header; its rows are those of {}", layout.name.as_str()));
            }
            if is_recoded && dialect.encoding == Encoding::Detected {
                notes
                    .push(format!("the header of {file} is not UTF-8; it was read as windows-1252; {ENCODING_OPTION}"));
            }
            let length = before + length;
            read = Some(Head { names, delimiter: dialect.delimiter, layout, place, notes, length });
        });
        match read {
            Some(head) if !record.is_broken() => Ok(head),
            _ => Err(Error::from(unreadable(file, record, record.line() + lines_before + 1))),
        }
    }
}

/// The codebook of tables without a header whose row this is, and the names of its columns: it has as many cells, and a
/// date where that has one.
fn headless(row: &Row<'_>, dialect: Dialect, options: &ReadOptions) -> Option<(Arc<Codebook>, Vec<String>)> {
    let cells: Vec<String> = (0..row.width()).map(|i| row.cell(i).trim().to_owned()).collect();
    // What is wrong with a codebook is told when the layout of the file is settled.
    let tables = options.codebooks.without_header(options.layout.as_ref(), &cells).ok()?;
    tables.into_iter().find(|(codebook, columns)| {
        let (names, mapping, codebook) = (columns.clone(), Mapping::default(), Some(codebook.clone()));
        let layout = Layout::from_header(names, &mapping, codebook, &options.codebooks, dialect);
        layout.is_ok_and(|layout| layout.date(row).is_ok_and(|date| date.is_some()))
    })
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
