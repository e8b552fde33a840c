//! How the dates of an input are written, as far as its header does not tell: which of day and month comes first, and
//! whether they are the day numbers of a spreadsheet. All dates of a column settle it together.
//!
//! Opening a source ends with it.

use std::convert::Infallible;
use std::ops::ControlFlow;

use crate::csv::blocks::{BlockSplitter, InputBody};
use crate::csv::parallel::{CollectBlocks, Scanned, each_block, workers};
use crate::csv::scan::Scanner;
use crate::date::convention::{ConventionStats, DateConvention, Midnight, PartOrder};
use crate::error::{Diagnostic, Error, Hint, Note, Result};
use crate::layout::{Layout, LayoutId};

/// How many bytes are looked at to see whether the dates leave anything open.
const FIRST_DATES: usize = 1 << 16;

/// What the dates in the first bytes of an input show. `is_all`: these are all of its bytes.
pub(super) fn first_dates(layout: &Layout, bytes: &[u8], is_all: bool) -> ConventionStats {
    let first = &bytes[..bytes.len().min(FIRST_DATES)];
    DateCells { layout }.scan(first, is_all && first.len() == bytes.len()).value
}

/// Settles what the dates of a column leave open: by what all of them show together, else by what the user stated.
/// `first` is what the first of them show; the others are read only if these leave something open.
///
/// # Errors
/// The dates need the order of day and month, none of them shows it, and the user did not state it.
pub(super) fn settle_dates(
    name: &str,
    layout: &mut Layout,
    stated: DateConvention,
    first: ConventionStats,
    body: &mut InputBody,
    notes: &mut Vec<Note>,
) -> Result<()> {
    let by_codebook = layout.convention.order;
    let by_default = stated.order.or(by_codebook);
    let century = stated.century.or(layout.convention.century);
    // Where others have a time, a midnight is one too.
    let midnight = match layout.name {
        _ if first.times > 0 => Midnight::Time,
        LayoutId::Native => Midnight::DayUnlessEdtf,
        _ => Midnight::Day,
    };
    layout.convention = DateConvention { order: by_default, century, year: stated.year, midnight, ..layout.convention };
    if first.numbers == 0 && !first.is_serial() {
        return Ok(());
    }
    // The last rows may contradict what the first ones show.
    let all = DateCells { layout }.all(name, body)?;
    let columns: Vec<String> =
        layout.fields().date.dates().iter().map(|&i| format!("`{}`", layout.column_name(i))).collect();
    let columns = columns.join(" and ");
    layout.convention.serial = all.is_serial();
    if all.is_serial() {
        notes.push(Note::Text(format!("{columns} of {name} counts days as spreadsheets do, and was read so")));
        return Ok(());
    }
    // What the dates show counts for more than what was stated, which was of all files, or of all files of a data set.
    let settled = all.order();
    layout.convention.order = settled.or(by_default);
    match settled {
        Some(order) if settled != by_codebook => {
            let order = if order == PartOrder::Dmy { "day/month/year" } else { "month/day/year" };
            notes.push(Note::Text(format!(
                "dates such as 03/04/2021 in {name} were read as {order}: others in {columns} have only that reading"
            )));
            Ok(())
        }
        None if layout.convention.order.is_none() && all.is_ambiguous() => Err(Error::from(Diagnostic::new(format!(
            "whether the day or the month comes first in {columns} of `{name}` is settled by none of the dates"
        )))
        .hint(Hint::DateOrder { or: None })),
        _ => Ok(()),
    }
}

/// The cells of the columns that hold dates.
struct DateCells<'a> {
    layout: &'a Layout,
}

impl DateCells<'_> {
    /// What all of them show. A stream is written to a temporary file, to be read twice.
    fn all(&self, name: &str, body: &mut InputBody) -> Result<ConventionStats> {
        let duplicate = body.duplicate().map_err(|error| Error::reading(name, &error))?;
        let splitter = BlockSplitter::new(self.layout.record_format());
        let mut all = ConventionStats::default();
        let _ = each_block(name, duplicate, splitter, workers(), self, &mut all)?;
        Ok(all)
    }
}

impl CollectBlocks for DateCells<'_> {
    type Part = ConventionStats;
    type Whole = ConventionStats;
    type Stop = Infallible;

    fn scan(&self, bytes: &[u8], is_last: bool) -> Scanned<ConventionStats> {
        let columns = self.layout.fields().date.dates();
        let mut value = ConventionStats::default();
        if columns.is_empty() {
            return Scanned { value, end: 0 };
        }
        let mut scanner = Scanner::of_part(bytes, self.layout.record_format(), is_last);
        while let Some(record) = scanner.next_record() {
            for &column in &columns {
                value.add(&String::from_utf8_lossy(&record.cell(column)));
            }
        }
        Scanned { value, end: scanner.position() }
    }

    fn append(&self, all: &mut ConventionStats, part: ConventionStats) -> ControlFlow<Infallible> {
        all.append(part);
        ControlFlow::Continue(())
    }
}
