//! Blocks on several threads: each is scanned by a worker, and what comes of them is merged in the order of the input.
//!
//! A block is cut where a record probably begins (see `blocks`). The first begins where one does for certain; if it
//! turns out to end with a whole record, so does the second begin with one, and so on. Each block waits for its turn
//! to be told so. One that was cut amiss leaves a tail, which is put before the next block, and both are scanned
//! again. `Store::read` is the one caller.

use std::io;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::blocks::{Block, BlockSplitter, Blocks, InputBody, LONGEST, changed, too_long};
use crate::error::{Error, Result};

/// What came of a scan.
pub struct Scanned<T> {
    pub value: T,
    /// Where the last whole record ends.
    pub end: usize,
}

/// How many threads scan: more than this only wait for memory, and each needs some.
const MOST_WORKERS: usize = 16;

/// How many threads this machine can use.
pub fn workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS)
}

/// Scans what is left of an input on several threads and merges what comes of it in its order.
///
/// `scan` gets bytes that begin with a record and whether they end the input; what does not, may end in the midst of
/// one. An input that was read already is scanned here and now.
pub fn each_block<T: Default>(
    name: &str,
    rest: InputBody,
    cut: BlockSplitter,
    workers: usize,
    scan: impl Fn(&[u8], bool) -> Scanned<T> + Sync,
    mut merge: impl FnMut(T) -> Result<ControlFlow<()>> + Send,
) -> Result<ControlFlow<()>> {
    let blocks = match Blocks::new(rest, cut, workers) {
        Ok(blocks) => blocks,
        Err(bytes) => return merge(scan(&bytes, true).value),
    };
    let turns = OrderedMerge { turn: Mutex::new(MergeState::first(name, merge)), changed: Condvar::new() };
    thread::scope(|scope| {
        for _ in 1..workers {
            // Where the system has no thread to give, the others do its work.
            let _ = thread::Builder::new().spawn_scoped(scope, || work(&blocks, &turns, &scan));
        }
        work(&blocks, &turns, &scan);
    });
    let MergeState { flow, tail, mut merge, .. } = turns.turn.into_inner().unwrap_or_else(PoisonError::into_inner);
    match flow? {
        ControlFlow::Continue(()) => merge(scan(&tail, true).value),
        ControlFlow::Break(()) => Ok(ControlFlow::Break(())),
    }
}

/// A worker: ends when there are no more blocks, or nobody wants what comes of them any more.
fn work<T: Default, M: FnMut(T) -> Result<ControlFlow<()>>>(
    blocks: &Blocks,
    turns: &OrderedMerge<'_, M>,
    scan: &impl Fn(&[u8], bool) -> Scanned<T>,
) {
    let mut block = Block::default();
    loop {
        let (number, found) = blocks.next(&mut block);
        let scanned = found.map(|is_there| is_there.then(|| scan(block.bytes(), false)));
        let Some(mut turn) = turns.wait(number) else { return };
        turn.flow = turn.take(&block, scanned, scan);
        turn.is_over |= !matches!(turn.flow, Ok(ControlFlow::Continue(())));
        turn.number += 1;
        if turn.is_over {
            // Where there are blocks to come, none is waited for.
            blocks.stop();
        }
        turns.changed.notify_all();
    }
}

/// Whose turn it is.
struct OrderedMerge<'a, M> {
    turn: Mutex<MergeState<'a, M>>,
    changed: Condvar,
}

impl<'a, M> OrderedMerge<'a, M> {
    /// Waits for the turn of a block; `None` where it never comes.
    fn wait(&self, number: u64) -> Option<MutexGuard<'_, MergeState<'a, M>>> {
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |turn: &mut MergeState<'a, M>| turn.number != number && !turn.is_over;
        let turn = self.changed.wait_while(turn, waits).unwrap_or_else(PoisonError::into_inner);
        (!turn.is_over).then_some(turn)
    }
}

/// What is known up to the block whose turn it is.
struct MergeState<'a, M> {
    /// The name of the input, for errors.
    name: &'a str,
    number: u64,
    /// There are no more turns: the input has ended, it can't be read, or nobody needs more of it.
    is_over: bool,
    flow: Result<ControlFlow<()>>,
    /// Where in the input the block before ended. `None` before the first.
    end: Option<u64>,
    /// The start of a record whose end was not in the block before. While it is empty, the next block begins with a
    /// record, and its scan holds; else that scan is void, for the block begins in the midst of one.
    tail: Vec<u8>,
    /// How much of the tail was scanned in vain.
    tried: usize,
    merge: M,
}

impl<'a, M> MergeState<'a, M> {
    fn first(name: &'a str, merge: M) -> MergeState<'a, M> {
        let flow = Ok(ControlFlow::Continue(()));
        MergeState { name, number: 0, is_over: false, flow, end: None, tail: Vec::new(), tried: 0, merge }
    }

    fn fail(&self, error: &io::Error) -> Error {
        Error::reading(self.name, error)
    }

    /// Merges what comes of a block, now that it is known what came before it.
    fn take<T: Default>(
        &mut self,
        block: &Block,
        scanned: io::Result<Option<Scanned<T>>>,
        scan: impl Fn(&[u8], bool) -> Scanned<T>,
    ) -> Result<ControlFlow<()>>
    where
        M: FnMut(T) -> Result<ControlFlow<()>>,
    {
        let Some(Scanned { value, end }) = scanned.map_err(|error| self.fail(&error))? else {
            self.is_over = true;
            // Had the input ended with the block before, that would have been the last.
            return if self.end.is_none() { Ok(ControlFlow::Continue(())) } else { Err(self.fail(&changed())) };
        };
        self.is_over = block.is_last;
        let bytes = block.bytes();
        let end_before = self.end.replace(block.start + bytes.len() as u64);
        if end_before.is_some_and(|end| end != block.start) {
            return Err(self.fail(&changed()));
        }
        if self.tail.is_empty() {
            self.tail.extend_from_slice(&bytes[end..]);
            self.tried = self.tail.len();
            return (self.merge)(value);
        }
        self.tail.extend_from_slice(bytes);
        // Not for every block of a record that is longer than many: that would take the square of its length.
        if self.tail.len() < 2 * self.tried && self.tail.len() <= LONGEST {
            return Ok(ControlFlow::Continue(()));
        }
        let Scanned { value, end } = scan(&self.tail, false);
        self.tail.drain(..end);
        self.tried = self.tail.len();
        if self.tail.len() > LONGEST {
            return Err(self.fail(&too_long()));
        }
        (self.merge)(value)
    }
}
