//! Reads every row of every input once, on several threads. [`Store::read`] is the only way to read a file of events.
//!
//! A command says with a [`Collect`] what it makes of the events. [`each_event`] does the same for bytes in memory, on
//! the calling thread, and is for changes to a file.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::diagnose::unread_cell;
use super::repeated::{Earlier, EventKey, Repeated};
use super::report::{BadRow, ReadReport, SkipReason};
use super::reports::{self, KeepRows};
use super::source::Source;
use super::{Progress, Store};
use crate::csv::blocks::{BlockSplitter, InputBody};
use crate::csv::dialect::Encoding;
use crate::csv::parallel::{CollectBlocks, Scanned, each_block, workers};
use crate::csv::record::Record;
use crate::csv::row::{Row, with_row};
use crate::csv::scan::Scanner;
use crate::error::{Diagnostic, Result};
use crate::event::{Event, NotAnEvent};
use crate::input::UsedColumns;
use crate::layout::{Layout, LayoutId};
use crate::model::field::{Column, Field};
use crate::postgres::Asked;
use crate::typed;

/// What a command makes of the rows of its inputs.
///
/// A thread puts the rows of one block into a `Part`; the parts are then appended to the `Whole` in the order of the
/// inputs and their rows.
pub trait Collect: Sync {
    /// What the rows of one block come to.
    type Part: Default;
    /// What all rows come to.
    type Whole: Send;
    /// Why the reading ends before the inputs do; [`std::convert::Infallible`] if it never does.
    type Stop: Send;

    /// The columns beyond the model that are used, where they are few; `None`: any may be.
    fn other_columns(&self) -> Option<Vec<&Column>> {
        None
    }

    /// What holds for each row of a table of a server that the collector may make something of, in SQL over the typed columns;
    /// `None`: it wants all.
    fn condition(&self, _layout: &Layout) -> Option<String> {
        None
    }

    /// Whether an event counts that an earlier input has too.
    fn counts_repeated(&self) -> bool {
        false
    }

    /// Whether the reports of one event are joined to it. Whoever looks at each row by itself wants them apart.
    fn joins_reports(&self) -> bool {
        true
    }

    /// Adds an event of the input with that number. What it asks the event for is read, and reported where it can't be.
    fn event(&self, part: &mut Self::Part, event: &Event<'_>, input: usize);

    /// Adds a row that can't be read. [`Store::read`] reports it in any case. It is not asked where reports are joined.
    fn bad(&self, _part: &mut Self::Part, _row: &BadRow<'_>, _input: usize) {}

    /// Appends the next block, which begins on that line (from 1) of its input. Only one thread at a time calls it.
    fn append(&self, whole: &mut Self::Whole, part: Self::Part, first_line: u64) -> ControlFlow<Self::Stop>;
}

/// Inputs that have been read.
pub struct Read<S> {
    /// The inputs, for those who kept records of them and read these again.
    pub sources: Vec<Source>,
    /// What was found besides events, up to where the reading ended.
    pub report: ReadReport,
    /// Why [`Collect::append`] ended the reading, if it did.
    pub stopped: Option<S>,
}

impl Store {
    /// Reads every row of every input, and collects the events in `whole`. Rows and cells that can't be read are returned,
    /// never passed over in silence.
    ///
    /// # Errors
    /// An input can't be read, or changes while it is read.
    pub fn read<C: Collect>(self, collect: &C, whole: &mut C::Whole) -> Result<Read<C::Stop>> {
        let Store { sources, bodies, progress } = self;
        let progress = progress.as_deref();
        if let Some(progress) = progress {
            progress.begin(bodies.iter().map(InputBody::size).sum());
        }
        let mut report = ReadReport::default();
        let mut earlier = Earlier::default();
        let read_all = || -> Result<Option<C::Stop>> {
            for (number, (source, body)) in sources.iter().zip(bodies).enumerate() {
                report.add_unconverted(source);
                if let (Some(projection), Some(others)) = (&source.projection, collect.other_columns())
                    && let Some(used) = used_columns(&source.layout, &others)
                {
                    projection.state(used);
                }
                if let Some(table) = &source.table {
                    // A report may be of an event that is not asked for, and an event may be in the next input too.
                    let is_apart = sources.len() == 1 && !source.layout.has(Field::ReportOf);
                    let condition = is_apart.then(|| collect.condition(&source.layout)).flatten();
                    let asked =
                        condition.map(|condition| Asked { typing: typed::typing(Some(&source.layout)), condition });
                    table.fetch(asked.as_ref())?;
                }
                let joins = collect.joins_reports() && source.layout.has(Field::ReportOf);
                let has_several = sources.len() > 1 && source.layout.has(Field::Id);
                let earlier_events = has_several.then_some(&earlier);
                let input = Input { source, number, body, progress, earlier: earlier_events };
                let (keys, flow) = if joins {
                    let mut rows = Vec::new();
                    let (keys, _) = input.read(&KeepRows(collect), &mut rows, &mut report)?;
                    (keys, reports::join(rows, source, number, collect, whole, &mut report)?)
                } else {
                    input.read(collect, whole, &mut report)?
                };
                if let ControlFlow::Break(stop) = flow {
                    return Ok(Some(stop));
                }
                earlier.add(&source.name, keys);
            }
            Ok(None)
        };
        let stopped = read_all();
        if let Some(progress) = progress {
            progress.finish();
        }
        Ok(Read { stopped: stopped?, sources, report })
    }
}

/// An input that is about to be read.
struct Input<'a> {
    source: &'a Source,
    number: usize,
    body: InputBody,
    progress: Option<&'a dyn Progress>,
    earlier: Option<&'a Earlier>,
}

impl Input<'_> {
    /// Reads its rows, and returns what tells its events from those of other inputs, and why the reading ended early.
    fn read<C: Collect>(
        self,
        collect: &C,
        whole: &mut C::Whole,
        report: &mut ReadReport,
    ) -> Result<(Vec<EventKey>, ControlFlow<C::Stop>)> {
        let Input { source, number, body, progress, earlier } = self;
        let rows = SourceRows { source, number, collect, progress, earlier };
        let mut gathered = Gathered { whole, report, line: source.first_line, keys: Vec::new() };
        let splitter = BlockSplitter::new(source.layout.record_format());
        let flow = each_block(&source.name, body, splitter, workers(), &rows, &mut gathered)?;
        Ok((gathered.keys, flow))
    }
}

/// The columns of a layout that hold fields of the model, and these others. `None`: more may be needed to tell what a row is.
fn used_columns(layout: &Layout, others: &[&Column]) -> Option<UsedColumns> {
    let is_plain = matches!(layout.name, LayoutId::Native | LayoutId::Other);
    let has = || Field::ALL.into_iter().filter(|field| layout.has(*field));
    let filled = [layout.column_of(Field::Date)?, layout.column_of(Field::Title)?];
    // A field that is made of several columns may take more of them than it names.
    let fields: Vec<usize> = has().map(|field| layout.column_of(field)).collect::<Option<_>>()?;
    let others = others.iter().filter_map(|column| layout.find(column));
    let columns = fields.into_iter().chain(others).chain(layout.admin_units().iter().copied()).collect();
    is_plain.then(|| UsedColumns { columns, filled: filled.to_vec() })
}

/// Collects the rows of one input.
struct SourceRows<'a, C> {
    source: &'a Source,
    /// The number of the input.
    number: usize,
    collect: &'a C,
    progress: Option<&'a dyn Progress>,
    /// The events of the inputs before it; `None` where it is the only one, or its events have no ids.
    earlier: Option<&'a Earlier>,
}

/// What is collected of all inputs so far.
struct Gathered<'a, W> {
    whole: &'a mut W,
    report: &'a mut ReadReport,
    /// The line (from 1) of the input on which the next block begins.
    line: u64,
    /// The events of this input that have ids, where others are read too.
    keys: Vec<EventKey>,
}

/// What the rows of one block come to.
#[derive(Default)]
struct BlockRows<P> {
    part: P,
    keys: Vec<EventKey>,
    report: ReadReport,
    /// How many lines and bytes the block has.
    lines: u64,
    bytes: u64,
}

impl<'a, C: Collect> CollectBlocks for SourceRows<'a, C>
where
    C::Whole: 'a,
{
    type Part = BlockRows<C::Part>;
    type Whole = Gathered<'a, C::Whole>;
    type Stop = C::Stop;

    fn scan(&self, bytes: &[u8], is_last: bool) -> Scanned<BlockRows<C::Part>> {
        let Source { name, layout, .. } = self.source;
        let mut rows = BlockRows::<C::Part>::default();
        let BlockRows { part, keys, report, .. } = &mut rows;
        let add_bad = |report: &mut ReadReport, row: &BadRow<'_>, part: &mut C::Part| {
            self.collect.bad(part, row, self.number);
            report.add_row(|| row.diagnose(row.record.line()));
        };
        let (end, lines) = each_event(bytes, is_last, layout, |record, outcome| match outcome {
            RowOutcome::Event(event, is_recoded) => {
                if is_recoded {
                    report.add_other(name, SkipReason::Recoded, || record.line());
                }
                if let Some(earlier) = self.earlier
                    && let Some(key) = EventKey::of(event)
                {
                    match earlier.find(&key) {
                        Some(Repeated::Same(reason)) => {
                            report.add_other(name, reason, || record.line());
                            if !self.collect.counts_repeated() {
                                return;
                            }
                        }
                        Some(Repeated::Perhaps(reason)) => report.add_other(name, reason, || record.line()),
                        None => {}
                    }
                    keys.push(key);
                }
                self.collect.event(part, event, self.number);
                if event.is_unplaced() {
                    report.add_unplaced();
                }
                // What was asked for is reported where it can't be read; nothing was said of the rest.
                if event.has_unread_so_far() {
                    for cell in event.unread_so_far() {
                        report.add_cell(|| unread_cell(name, event, record.line(), &cell));
                    }
                }
            }
            RowOutcome::Other(what) => report.add_other(name, SkipReason::NoEvent(what), || record.line()),
            RowOutcome::Bad(row, problem) => {
                let row = Some((row, &*problem));
                add_bad(report, &BadRow { file: name, layout, record, row }, part);
            }
            RowOutcome::Unreadable => {
                add_bad(report, &BadRow { file: name, layout, record, row: None }, part);
            }
        });
        (rows.lines, rows.bytes) = (lines, end as u64);
        Scanned { value: rows, end }
    }

    fn append(&self, gathered: &mut Gathered<'a, C::Whole>, rows: BlockRows<C::Part>) -> ControlFlow<C::Stop> {
        let first_line = gathered.line;
        gathered.line += rows.lines;
        if let Some(progress) = self.progress {
            progress.advance(rows.bytes);
        }
        gathered.report.append(rows.report, first_line, Some(self.source));
        gathered.keys.extend(rows.keys);
        self.collect.append(gathered.whole, rows.part, first_line)
    }
}

/// What a row turned out to be.
pub enum RowOutcome<'a> {
    /// An event, some of whose cells may be unread, and whether its text was recoded without the user having named an
    /// encoding.
    Event(&'a Event<'a>, bool),
    /// A row that is not meant as an event.
    Other(Arc<str>),
    /// A row with the wrong number of cells, or with neither a date nor a title.
    Bad(&'a Row<'a>, Box<Diagnostic>),
    /// A row whose text can't be decoded, or whose quotes are broken.
    Unreadable,
}

/// Reads every row that is not blank and passes it to `take`. Returns the offset at which the last whole row ends (see
/// [`Scanner::of_part`]), and how many lines there are up to it.
pub(crate) fn each_event(
    bytes: &[u8],
    is_last: bool,
    layout: &Layout,
    mut take: impl FnMut(&Record<'_>, RowOutcome<'_>),
) -> (usize, u64) {
    let dialect = layout.dialect;
    // One check of the whole block is many times faster than one check a record.
    let all_text =
        simdutf8::basic::from_utf8(bytes).ok().filter(|text| dialect.encoding.takes_utf8() || text.is_ascii());
    let mut scanner = Scanner::of_part(bytes, layout.record_format(), is_last);
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

/// Reads one row, which [`with_row`] has decoded, and passes it to `take`.
// Inlined, since it is all that is done to a good row.
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
    let event = Event::new(row, record, layout);
    match event.check() {
        Ok(()) => take(record, RowOutcome::Event(&event, is_recoded && layout.dialect.encoding == Encoding::Detected)),
        // A blank row is no event, and nothing is wrong with it.
        Err(_) if record.is_blank() => {}
        Err(NotAnEvent::Other(what)) => take(record, RowOutcome::Other(what)),
        Err(NotAnEvent::Bad(problem)) => take(record, RowOutcome::Bad(&row, problem)),
    }
}
