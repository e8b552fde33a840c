//! Several reports of one event: rows that name, in `report_of`, the event that they tell of.
//!
//! [`Store::read`](super::Store::read) joins them where an input has that column: it keeps the rows, and gives each event
//! out with its reports. The bytes of an event are then the records of all of them, one after the other, and
//! [`with_event`](super::with_event) reads them as one event again.

use std::collections::HashMap;
use std::convert::Infallible;
use std::ops::ControlFlow;

use foldhash::fast::RandomState;

use super::read::Collect;
use super::report::{ReadReport, SkipReason};
use super::source::Source;
use crate::csv::record::LineCount;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::model::field::{Column, Field};
use crate::model::id::fold_id;

/// Keeps every row, until it is known which are reports of which event. Rows that can't be read are reported as ever.
pub(super) struct KeepRows<'a, C>(pub &'a C);

/// A row that was an event by itself.
pub(super) struct KeptRow {
    record: Box<[u8]>,
    /// Folded, as ids are compared; blank if it has none.
    id: Box<str>,
    report_of: Box<str>,
    line: u64,
}

/// The rows of one block.
#[derive(Default)]
pub(super) struct KeptBlock {
    rows: Vec<KeptRow>,
    lines: LineCount,
}

impl<C: Collect> Collect for KeepRows<'_, C> {
    type Part = KeptBlock;
    type Whole = Vec<KeptRow>;
    type Stop = Infallible;

    fn other_columns(&self) -> Option<Vec<&Column>> {
        self.0.other_columns()
    }

    fn event(&self, block: &mut KeptBlock, event: &Event<'_>, _: usize) {
        block.rows.push(KeptRow {
            record: event.whole_record().into(),
            id: fold_id(&event.text(Field::Id)).into(),
            report_of: fold_id(&event.text(Field::ReportOf)).into(),
            line: event.line(&mut block.lines),
        });
    }

    fn append(&self, rows: &mut Vec<KeptRow>, block: KeptBlock, first_line: u64) -> ControlFlow<Infallible> {
        rows.extend(block.rows.into_iter().map(|row| KeptRow { line: row.line + first_line, ..row }));
        ControlFlow::Continue(())
    }
}

/// How many events are handed over at a time.
const AT_A_TIME: usize = 1000;

/// Joins the rows of an input to events, and has them collected in the order of the file.
///
/// # Errors
/// A row that can't be read again.
pub(super) fn join<C: Collect>(
    rows: Vec<KeptRow>,
    source: &Source,
    number: usize,
    collect: &C,
    whole: &mut C::Whole,
    report: &mut ReadReport,
) -> Result<ControlFlow<C::Stop>> {
    let event_of = event_of(&rows);
    let mut reports: HashMap<usize, Vec<usize>, RandomState> = HashMap::default();
    for (i, &event) in event_of.iter().enumerate() {
        if event != i {
            reports.entry(event).or_default().push(i);
        } else if !rows[i].report_of.is_empty() {
            report.add_other(&source.name, SkipReason::ReportOfNothing, || rows[i].line);
        }
    }
    let events: Vec<usize> = (0..rows.len()).filter(|&i| event_of[i] == i).collect();
    for events in events.chunks(AT_A_TIME) {
        let mut part = C::Part::default();
        for event in events {
            let others = reports.get(event).map_or(&[][..], Vec::as_slice);
            let reports: Vec<&KeptRow> = [event].into_iter().chain(others).map(|&i| &rows[i]).collect();
            let take = |event: &Event<'_>| {
                collect.event(&mut part, event, number);
                if event.is_unplaced() {
                    report.add_unplaced();
                }
                for (row, kept) in event.rows().iter().zip(&reports) {
                    report.add_unread(source, row, kept.line, &[]);
                }
            };
            let read = match others {
                [] => source.with_event(&rows[*event].record, take),
                _ => source.with_event(&records(&reports), take),
            };
            read.map_err(|error| Error::reading(&source.name, &error))?;
        }
        let flow = collect.append(whole, part, source.first_line);
        if flow.is_break() {
            return Ok(flow);
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// The records of rows, one after the other. The last of a file may lack its line break.
fn records(rows: &[&KeptRow]) -> Vec<u8> {
    let mut records: Vec<u8> = Vec::new();
    for row in rows {
        if records.last().is_some_and(|last| !matches!(last, b'\n' | b'\r')) {
            records.push(b'\n');
        }
        records.extend_from_slice(&row.record);
    }
    records
}

/// The row of the event that each row is a report of: itself where it names none, or one that is not there, or where the
/// rows name each other in a circle.
fn event_of(rows: &[KeptRow]) -> Vec<usize> {
    let mut by_id: HashMap<&str, usize, RandomState> = HashMap::default();
    // Of several rows with one id an event comes before a report.
    for is_event in [true, false] {
        for (i, row) in rows.iter().enumerate().filter(|(_, row)| !row.id.is_empty()) {
            if row.report_of.is_empty() == is_event {
                by_id.entry(&row.id).or_insert(i);
            }
        }
    }
    let named = |i: usize| (!rows[i].report_of.is_empty()).then(|| by_id.get(&*rows[i].report_of).copied()).flatten();
    let mut event_of: Vec<Option<usize>> = vec![None; rows.len()];
    // In which walk a row was met.
    let mut met = vec![usize::MAX; rows.len()];
    for start in 0..rows.len() {
        let (mut at, mut path) = (start, Vec::new());
        let event = loop {
            if let Some(event) = event_of[at] {
                break Some(event);
            }
            if met[at] == start {
                break None;
            }
            met[at] = start;
            path.push(at);
            match named(at) {
                None => break Some(at),
                Some(next) => at = next,
            }
        };
        for row in path {
            event_of[row] = Some(event.unwrap_or(row));
        }
    }
    event_of.into_iter().enumerate().map(|(i, event)| event.unwrap_or(i)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(rows: &[(&str, &str)]) -> Vec<usize> {
        let row = |(id, report_of): &(&str, &str)| KeptRow {
            record: Box::default(),
            id: (*id).into(),
            report_of: (*report_of).into(),
            line: 0,
        };
        event_of(&rows.iter().map(row).collect::<Vec<_>>())
    }

    #[test]
    fn a_report_leads_to_its_event_whatever_the_order() {
        assert_eq!(events(&[("b", "a"), ("a", ""), ("", "a"), ("c", "")]), [1, 1, 1, 3]);
    }

    #[test]
    fn a_report_of_a_report_is_one_of_the_event() {
        assert_eq!(events(&[("c", "b"), ("b", "a"), ("a", "")]), [2, 2, 2]);
        let mut long: Vec<(String, String)> = (1..5000).map(|i| (i.to_string(), (i - 1).to_string())).collect();
        long.push(("0".to_owned(), String::new()));
        let long: Vec<(&str, &str)> = long.iter().map(|(id, of)| (id.as_str(), of.as_str())).collect();
        assert!(events(&long).iter().all(|event| *event == 4999));
    }

    #[test]
    fn what_leads_nowhere_or_in_a_circle_is_an_event_of_its_own() {
        assert_eq!(events(&[("a", "x"), ("b", "a")]), [0, 0]);
        assert_eq!(events(&[("a", "a")]), [0]);
        assert_eq!(events(&[("a", "b"), ("b", "a"), ("c", "a")]), [0, 1, 0]);
        assert_eq!(events(&[("", ""), ("", "")]), [0, 1]);
    }
}
