//! Scans the blocks of an input on several threads, and appends what they come to in the order of the input.
//!
//! A block begins where a record probably does (see `blocks`). The first block begins with a record for certain. If it
//! ends with a whole record, then so does the second block begin with one, and so on. So each block waits until the one
//! before it has been appended. If that one left an unfinished record, a tail, then the tail and the block are joined
//! and scanned again.

use std::io;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::blocks::{Block, BlockSplitter, Blocks, InputBody, LONGEST, changed, too_long};
use crate::error::{Error, Result};

/// What is made of the blocks of an input: each is scanned on some thread, and what it comes to is appended in order.
pub trait CollectBlocks: Sync {
    /// What one block comes to.
    type Part;
    /// What all blocks come to.
    type Whole: Send;
    /// Why the reading ends before the input does; [`std::convert::Infallible`] if it never does.
    type Stop: Send;

    /// Scans bytes that begin with a record. They end the input if `is_last`; else they may end inside a record.
    fn scan(&self, bytes: &[u8], is_last: bool) -> Scanned<Self::Part>;

    /// Appends what the next block came to. Only one thread at a time calls it.
    fn append(&self, whole: &mut Self::Whole, part: Self::Part) -> ControlFlow<Self::Stop>;
}

/// What a block came to.
pub struct Scanned<T> {
    pub value: T,
    /// The offset at which the last whole record ends.
    pub end: usize,
}

/// The number of threads at most: more would only wait for memory, and each needs some.
const MOST_WORKERS: usize = 16;

/// How many threads this machine can run at once.
pub fn workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS)
}

/// Scans what is left of an input on several threads, and appends to `whole` what comes of it. An input that is in
/// memory already is scanned on the calling thread.
///
/// # Errors
/// The input, which errors call `name`, can't be read, or changes while it is read.
pub fn each_block<C: CollectBlocks>(
    name: &str,
    body: InputBody,
    splitter: BlockSplitter,
    workers: usize,
    collect: &C,
    whole: &mut C::Whole,
) -> Result<ControlFlow<C::Stop>> {
    let blocks = match Blocks::new(body, splitter, workers) {
        Ok(blocks) => blocks,
        Err(bytes) => return Ok(collect.append(whole, collect.scan(&bytes, true).value)),
    };
    let merge = OrderedMerge { state: Mutex::new(MergeState::new(name, collect, whole)), changed: Condvar::new() };
    thread::scope(|scope| {
        for _ in 1..workers {
            // If the system has no thread to give, the others do its work.
            let _ = thread::Builder::new().spawn_scoped(scope, || work(&blocks, &merge, collect));
        }
        work(&blocks, &merge, collect);
    });
    let MergeState { flow, tail, whole, .. } = merge.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    match flow? {
        ControlFlow::Continue(()) => Ok(collect.append(whole, collect.scan(&tail, true).value)),
        stopped => Ok(stopped),
    }
}

/// What each thread does: it takes blocks until there are no more, or no more are needed.
fn work<C: CollectBlocks>(blocks: &Blocks, merge: &OrderedMerge<'_, C>, collect: &C) {
    let mut block = Block::default();
    loop {
        let (number, found) = blocks.next(&mut block);
        let scanned = found.map(|is_there| is_there.then(|| collect.scan(block.bytes(), false)));
        let Some(mut state) = merge.wait_for(number) else { return };
        state.flow = state.take(&block, scanned);
        state.is_over |= !matches!(state.flow, Ok(ControlFlow::Continue(())));
        state.number += 1;
        if state.is_over {
            blocks.stop();
        }
        merge.changed.notify_all();
    }
}

/// Lets the threads append their blocks in the order of the input.
struct OrderedMerge<'a, C: CollectBlocks> {
    state: Mutex<MergeState<'a, C>>,
    /// Signalled when the number of the next block changes, or the reading is over.
    changed: Condvar,
}

impl<'a, C: CollectBlocks> OrderedMerge<'a, C> {
    /// Waits until all blocks before that one are appended; `None` if the reading ended before.
    fn wait_for(&self, number: u64) -> Option<MutexGuard<'_, MergeState<'a, C>>> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |state: &mut MergeState<'a, C>| state.number != number && !state.is_over;
        let state = self.changed.wait_while(state, waits).unwrap_or_else(PoisonError::into_inner);
        (!state.is_over).then_some(state)
    }
}

/// How far the input has been appended.
struct MergeState<'a, C: CollectBlocks> {
    /// The name of the input, for errors.
    name: &'a str,
    collect: &'a C,
    whole: &'a mut C::Whole,
    /// The number of the next block.
    number: u64,
    /// Whether no more blocks are taken: the input has ended, it can't be read, or no more of it is needed.
    is_over: bool,
    flow: Result<ControlFlow<C::Stop>>,
    /// The offset in the input at which the block before ended; `None` before the first.
    end: Option<u64>,
    /// The start of a record whose end was not in the block before. If it is empty, the next block begins with a record,
    /// and what its scan came to is right; else that block begins inside a record, and its scan is thrown away.
    tail: Vec<u8>,
    /// How long the tail was when it was last scanned in vain.
    tried: usize,
}

impl<'a, C: CollectBlocks> MergeState<'a, C> {
    fn new(name: &'a str, collect: &'a C, whole: &'a mut C::Whole) -> MergeState<'a, C> {
        let flow = Ok(ControlFlow::Continue(()));
        MergeState { name, collect, whole, number: 0, is_over: false, flow, end: None, tail: Vec::new(), tried: 0 }
    }

    fn fail(&self, error: &io::Error) -> Error {
        Error::reading(self.name, error)
    }

    /// Appends a block, now that all blocks before it are.
    fn take(&mut self, block: &Block, scanned: io::Result<Option<Scanned<C::Part>>>) -> Result<ControlFlow<C::Stop>> {
        let Some(Scanned { value, end }) = scanned.map_err(|error| self.fail(&error))? else {
            self.is_over = true;
            // An input that ends here would have ended with the block before, which would have been the last.
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
            return Ok(self.collect.append(self.whole, value));
        }
        self.tail.extend_from_slice(bytes);
        // Scanning a record of many blocks anew for each of them would take time in the square of its length, so the tail
        // doubles before it is tried again.
        if self.tail.len() < 2 * self.tried && self.tail.len() <= LONGEST {
            return Ok(ControlFlow::Continue(()));
        }
        let Scanned { value, end } = self.collect.scan(&self.tail, false);
        self.tail.drain(..end);
        self.tried = self.tail.len();
        if self.tail.len() > LONGEST {
            return Err(self.fail(&too_long()));
        }
        Ok(self.collect.append(self.whole, value))
    }
}
