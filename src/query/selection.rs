//! Events that are kept to be given out in an order.
//!
//! Commands that need events in order keep them in a [`Selection`] as they read, and read them again from there.

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use super::memory::MemoryLimit;
use super::order::{Key, Order};
use super::runs::{Kept, Merge, Next, Runs};
use crate::csv::record::LineCount;
use crate::date::Certainty;
use crate::event::Event;
use crate::store::Source;

/// How many events were read and shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Summary {
    pub shown: u64,
    /// How many matched, shown or not.
    pub matched: u64,
    /// How many of the events that matched did so only possibly.
    pub possible: u64,
}

/// Events that are kept for sorting: the bytes of their records, and a few dozen bytes each for their order. Where memory is
/// limited, what is more than that is kept in [`Runs`] on disk.
#[derive(Default)]
pub struct Selection {
    /// The bytes of the records, of one block after the other.
    blocks: Vec<Vec<u8>>,
    rows: Vec<SelectedRow>,
    /// How many bytes the blocks and the rows take, with what it takes to sort them.
    held: usize,
    memory: Option<MemoryLimit>,
    /// The events before those in memory.
    runs: Option<Runs>,
    /// Events with this key or a later one are past the limit.
    cutoff: Option<Key>,
    /// How many events matched, kept or not.
    matched: u64,
    /// How many of them matched only possibly.
    possible: u64,
    line_count: LineCount,
}

/// One event of a [`Selection`].
pub struct Selected<'a> {
    /// The number of its input.
    pub input: usize,
    /// The bytes of its record in the file.
    pub record: Cow<'a, [u8]>,
    /// How certainly it matched.
    pub certainty: Certainty,
    /// The line on which it begins, from 1; known only where the order has a limit.
    pub line: u64,
}

/// Where the record of an event is, and what its place in the order is.
#[derive(Clone)]
struct SelectedRow {
    key: Key,
    start: usize,
    length: u32,
    block: u32,
    input: u32,
    certainty: Certainty,
    line: u64,
}

impl SelectedRow {
    fn record<'a>(&self, blocks: &'a [Vec<u8>]) -> &'a [u8] {
        &blocks[self.block as usize][self.start..self.start + self.length as usize]
    }

    /// How many bytes an event takes: to sort them, the rows are copied, and numbered by their ranks.
    fn held(&self) -> usize {
        2 * (size_of::<SelectedRow>() + self.key.held()) + size_of::<(u64, usize)>() + self.length as usize
    }
}

/// If there is a limit, twice as many events and this many more are kept before those past the limit are dropped.
const SPARE: usize = 100;

impl Selection {
    /// A selection for which memory is limited, if it is.
    pub fn within(memory: Option<MemoryLimit>) -> Selection {
        Selection { memory, ..Selection::default() }
    }

    /// Keeps an event of the input with that number. Returns `false` if it is past the limit.
    pub fn push(&mut self, event: &Event<'_>, input: usize, certainty: Certainty, order: &Order) -> bool {
        self.matched += 1;
        self.possible += u64::from(certainty == Certainty::Possible);
        let key = order.key(event);
        if order.excludes(&key) || self.cutoff.as_ref().is_some_and(|cutoff| order.compare(&key, cutoff).is_ge()) {
            return false;
        }
        let line = if order.has_limit() { event.line(&mut self.line_count) } else { 0 };
        self.keep(key, event.whole_record(), input as u32, certainty, line);
        self.prune(order);
        true
    }

    fn keep(&mut self, key: Key, record: &[u8], input: u32, certainty: Certainty, line: u64) {
        if self.blocks.is_empty() {
            self.blocks.push(Vec::new());
        }
        let block = &mut self.blocks[0];
        // Records are shorter than 4 GiB (`csv::blocks::LONGEST`).
        let row =
            SelectedRow { key, start: block.len(), length: record.len() as u32, block: 0, input, certainty, line };
        block.extend_from_slice(record);
        self.held += row.held();
        self.rows.push(row);
    }

    /// Appends the events of the next block, which begins on that line. Other threads may be reading the blocks after it.
    pub fn append(&mut self, next: Selection, order: &Order, first_line: u64) {
        let (block, start) = self.take_blocks(next.blocks);
        self.rows.extend(next.rows.into_iter().map(|row| SelectedRow {
            block: row.block + block,
            start: row.start + start,
            line: row.line + first_line,
            ..row
        }));
        self.held += next.held;
        self.matched += next.matched;
        self.possible += next.possible;
        self.prune(order);
        if let Some(cutoff) = &self.cutoff {
            order.share_cutoff(cutoff);
        }
    }

    /// Takes the bytes of a part over, and returns what that adds to the numbers of its blocks and to the places in them.
    fn take_blocks(&mut self, blocks: Vec<Vec<u8>>) -> (u32, usize) {
        match (self.memory, &mut self.blocks[..], &blocks[..]) {
            // The memory of many blocks, taken by one thread and let go of by another, would stay with the program as gaps.
            (Some(_), [own], [block]) => {
                let start = own.len();
                own.extend_from_slice(block);
                (0, start)
            }
            _ => {
                let before = self.blocks.len() as u32;
                self.blocks.extend(blocks);
                (before, 0)
            }
        }
    }

    /// Writes the events to disk, if they are more than memory may hold.
    ///
    /// # Errors
    /// [`TemporaryError`](crate::error::TemporaryError): they can't be written.
    pub fn make_room(&mut self, order: &Order) -> io::Result<()> {
        let Some(memory) = self.memory.filter(|memory| self.held > memory.bytes()) else { return Ok(()) };
        self.sort(order);
        // Unless what is past a limit was most of it, there would soon be no room again.
        if self.held <= memory.bytes() / 2 {
            return Ok(());
        }
        let mut runs = self.runs.take().unwrap_or_else(|| Runs::new(order.clone(), tempfile::tempfile));
        runs.add(self.held_in_order())?;
        self.runs = Some(runs);
        // Their room is for those that follow.
        self.blocks.truncate(1);
        self.blocks.iter_mut().for_each(Vec::clear);
        self.rows.clear();
        self.held = 0;
        Ok(())
    }

    /// Drops the events past the limit, if there are many.
    fn prune(&mut self, order: &Order) {
        if order.limit().is_some_and(|limit| self.rows.len() / 2 > limit.saturating_add(SPARE)) {
            self.sort(order);
        }
    }

    /// Puts the events in order and drops those past the limit.
    pub fn sort(&mut self, order: &Order) {
        self.sort_rows(order);
        let Some(limit) = order.limit().filter(|&limit| limit < self.rows.len()) else { return };
        // Of the events to come, those that are not before this one are past the limit too.
        self.cutoff = limit.checked_sub(1).map(|last| self.rows[last].key.clone());
        self.rows.truncate(limit);
        let mut bytes = Vec::new();
        for row in &mut self.rows {
            let start = bytes.len();
            bytes.extend_from_slice(row.record(&self.blocks));
            row.block = 0;
            row.start = start;
        }
        self.blocks = vec![bytes];
        self.held = self.rows.iter().map(SelectedRow::held).sum();
    }

    /// Sorts the rows; equal ones keep their order.
    fn sort_rows(&mut self, order: &Order) {
        let rank = |(place, row): (usize, &SelectedRow)| match row.key {
            Key::Rank(rank) => Some((rank, place)),
            _ => None,
        };
        let ranks: Option<Vec<(u64, usize)>> = self.rows.iter().enumerate().map(rank).collect();
        let Some(mut ranks) = ranks else {
            return self.rows.sort_by(|a, b| order.compare(&a.key, &b.key));
        };
        // Pairs of numbers are moved faster than rows.
        ranks.sort_unstable();
        self.rows = ranks.into_iter().map(|(_, place)| self.rows[place].clone()).collect();
    }

    /// Whether no event was kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many events there are, for the last line of an output.
    pub fn summary(&self) -> Summary {
        Summary { shown: self.len() as u64, matched: self.matched, possible: self.possible }
    }

    /// How many of the events that are kept match only possibly.
    ///
    /// # Errors
    /// As [`Selection::iter`].
    pub fn kept_possible(&self) -> io::Result<u64> {
        if self.len() as u64 == self.matched {
            return Ok(self.possible);
        }
        let is_possible = |selected: io::Result<Selected<'_>>| Ok(selected?.certainty == Certainty::Possible);
        self.iter()
            .map(is_possible)
            .try_fold(0, |count, is_possible: io::Result<bool>| Ok(count + u64::from(is_possible?)))
    }

    /// How many events are kept.
    pub fn len(&self) -> usize {
        match &self.runs {
            None => self.rows.len(),
            Some(runs) => runs.limit().min(runs.len() + self.rows.len()),
        }
    }

    /// The event at place `i` of the order, from 0; `None` past the last. Of events on disk all before it are read.
    ///
    /// # Errors
    /// As [`Selection::iter`].
    pub fn get(&self, i: usize) -> io::Result<Option<Selected<'_>>> {
        match self.runs {
            None => Ok(self.rows.get(i).map(|row| self.selected(row))),
            Some(_) => self.iter().nth(i).transpose(),
        }
    }

    /// The events in order.
    ///
    /// # Errors
    /// An item is an error where events are on disk and can't be read from there.
    pub fn iter(&self) -> impl Iterator<Item = io::Result<Selected<'_>>> {
        let mut rows = self.rows.iter();
        let mut merge = self.merge();
        std::iter::from_fn(move || {
            let Some(merge) = &mut merge else { return rows.next().map(|row| Ok(self.selected(row))) };
            let mut kept = Kept::empty();
            match merge.next(&mut kept) {
                Ok(is_one) => is_one.then(|| Ok(Selected::of(kept))),
                Err(error) => Some(Err(error)),
            }
        })
    }

    /// The events that are in memory, which are in order.
    fn held_in_order(&self) -> Next<'_> {
        let mut rows = self.rows.iter();
        Box::new(move |kept| {
            let Some(row) = rows.next() else { return Ok(false) };
            kept.key.clone_from(&row.key);
            (kept.input, kept.certainty, kept.line) = (row.input, row.certainty, row.line);
            kept.record.clear();
            kept.record.extend_from_slice(row.record(&self.blocks));
            Ok(true)
        })
    }

    /// The events in order; `None` if all of them are in memory.
    fn merge(&self) -> Option<Merge<'_>> {
        self.runs.as_ref().map(|runs| runs.merge(self.held_in_order()))
    }

    fn selected(&self, row: &SelectedRow) -> Selected<'_> {
        let record = Cow::Borrowed(row.record(&self.blocks));
        Selected { input: row.input as usize, record, certainty: row.certainty, line: row.line }
    }

    /// Gives the events out batch by batch, in order, each of them with the event before it, if there is one.
    pub(super) fn batches<'a>(&'a self, size: usize) -> impl FnMut() -> io::Result<Option<Batch<'a>>> + Send {
        let mut merge = self.merge();
        let mut next = 0;
        let mut last: Option<Kept> = None;
        move || {
            let Some(merge) = &mut merge else {
                let range = next..self.rows.len().min(next + size);
                next = range.end;
                return Ok((!range.is_empty()).then_some(Batch { of: Held::There(self), range }));
            };
            let mut read = Selection::default();
            let mut kept = last.take().unwrap_or_else(Kept::empty);
            let start = std::mem::replace(&mut next, 1);
            if start > 0 {
                read.keep(kept.key.clone(), &kept.record, kept.input, kept.certainty, kept.line);
            }
            while read.rows.len() < start + size && merge.next(&mut kept)? {
                read.keep(kept.key.clone(), &kept.record, kept.input, kept.certainty, kept.line);
            }
            last = Some(kept);
            let range = start..read.rows.len();
            Ok((!range.is_empty()).then_some(Batch { of: Held::Here(Box::new(read)), range }))
        }
    }

    /// Reads every event again, in order, and passes it to `each`.
    ///
    /// # Errors
    /// The first error that `each` returns.
    pub fn for_each(
        &self,
        sources: &[Source],
        mut each: impl FnMut(&Event<'_>, Certainty) -> io::Result<()>,
    ) -> io::Result<()> {
        for selected in self.iter() {
            let selected = selected?;
            selected.read(sources, |event| each(event, selected.certainty))??;
        }
        Ok(())
    }
}

/// Some of the events of a selection, in order.
pub struct Batch<'a> {
    of: Held<'a>,
    range: Range<usize>,
}

enum Held<'a> {
    /// All events are in memory.
    There(&'a Selection),
    /// These were read from disk.
    Here(Box<Selection>),
}

impl Batch<'_> {
    /// The event before them, unless they are the first.
    pub fn before(&self) -> Option<Selected<'_>> {
        Some(self.at(self.range.start.checked_sub(1)?))
    }

    pub fn iter(&self) -> impl Iterator<Item = Selected<'_>> {
        self.range.clone().map(|i| self.at(i))
    }

    fn at(&self, i: usize) -> Selected<'_> {
        let selection = match &self.of {
            Held::There(selection) => selection,
            Held::Here(selection) => &**selection,
        };
        selection.selected(&selection.rows[i])
    }
}

impl Selected<'_> {
    fn of(kept: Kept) -> Selected<'static> {
        let Kept { input, certainty, line, record, .. } = kept;
        Selected { input: input as usize, record: Cow::Owned(record), certainty, line }
    }

    /// Reads the event again and passes it to `take`. `sources` are those from which it was selected.
    ///
    /// # Errors
    /// The record can't be read again, since it is not of one of these sources.
    pub fn read<R>(&self, sources: &[Source], take: impl FnOnce(&Event<'_>) -> R) -> io::Result<R> {
        sources[self.input].with_event(&self.record, take)
    }
}

#[cfg(test)]
mod tests;
