//! Blocks on several threads: each is scanned by a worker, and what comes of them is merged in the order of the input.
//!
//! A block is cut where a record probably begins (see `blocks`). The first begins where one does for certain; if it
//! turns out to end with a whole record, so does the second begin with one, and so on. Each block waits for its turn
//! to be told so. One that was cut amiss leaves a tail, which is put before the next block, and both are scanned
//! again. `Store::read` is the one caller.

use std::io;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::blocks::{Block, Blocks, Cut, LONGEST, Rest, too_long};
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
pub fn each_block<T: Default + Send>(
    name: &str,
    rest: Rest,
    cut: Cut,
    workers: usize,
    scan: impl Fn(&[u8], bool) -> Scanned<T> + Sync,
    mut merge: impl FnMut(T) -> Result<ControlFlow<()>>,
) -> Result<ControlFlow<()>> {
    let blocks = match Blocks::new(rest, cut, workers) {
        Ok(blocks) => blocks,
        Err(bytes) => return merge(scan(&bytes, true).value),
    };
    let turns = Turns::default();
    let flow = thread::scope(|scope| {
        let (sender, values) = sync_channel(workers);
        for _ in 0..workers {
            let (scan, blocks, turns, values) = (&scan, &blocks, &turns, sender.clone());
            scope.spawn(move || work(blocks, turns, scan, &values));
        }
        drop(sender);
        let flow = merge_all(name, &values, &mut merge);
        // Nobody needs what is left.
        drop(values);
        turns.lock().over = true;
        turns.changed.notify_all();
        blocks.stop();
        flow
    });
    if flow?.is_break() {
        return Ok(ControlFlow::Break(()));
    }
    let tail = std::mem::take(&mut turns.lock().tail);
    merge(scan(&tail, true).value)
}

/// Merges the values as they come, until there are no more or it is enough.
fn merge_all<T>(
    name: &str,
    values: &Receiver<io::Result<T>>,
    merge: &mut impl FnMut(T) -> Result<ControlFlow<()>>,
) -> Result<ControlFlow<()>> {
    for value in values {
        let value = value.map_err(|error| Error::io("read", name, &error))?;
        if merge(value)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// A worker: ends when there are no more blocks, or nobody wants its values any more.
fn work<T: Default>(
    blocks: &Blocks,
    turns: &Turns,
    scan: &impl Fn(&[u8], bool) -> Scanned<T>,
    values: &SyncSender<io::Result<T>>,
) {
    let mut block = Block::default();
    loop {
        let (number, found) = blocks.next(&mut block);
        let scanned = match found {
            Ok(true) => Some(scan(block.bytes(), false)),
            _ => None,
        };
        let Some(mut turn) = turns.wait(number) else { return };
        let value = match (found, scanned) {
            (Ok(_), Some(scanned)) => turn.take(&block, scanned, scan),
            (Ok(_), None) => {
                turn.over = true;
                return turns.changed.notify_all();
            }
            (Err(error), _) => Err(error),
        };
        turn.over = block.is_last || value.is_err();
        // Sent before the turn is another's, so that values arrive in order.
        turn.over |= values.send(value).is_err();
        turn.number += 1;
        turns.changed.notify_all();
    }
}

/// Whose turn it is.
#[derive(Default)]
struct Turns {
    turn: Mutex<Turn>,
    changed: Condvar,
}

impl Turns {
    fn lock(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the turn of a block; `None` where it never comes.
    fn wait(&self, number: u64) -> Option<MutexGuard<'_, Turn>> {
        let waits = |turn: &mut Turn| turn.number != number && !turn.over;
        let turn = self.changed.wait_while(self.lock(), waits).unwrap_or_else(PoisonError::into_inner);
        (!turn.over).then_some(turn)
    }
}

/// What is known up to the block whose turn it is.
#[derive(Default)]
struct Turn {
    number: u64,
    /// There are no more turns: the input has ended, or nobody needs more of it.
    over: bool,
    /// Where in the input the block before ended. `None` before the first.
    end: Option<u64>,
    /// The start of a record whose end was not in the block before.
    tail: Vec<u8>,
    /// How much of the tail was scanned in vain.
    tried: usize,
}

impl Turn {
    /// What comes of a block now that it is known what came before it.
    fn take<T: Default>(
        &mut self,
        block: &Block,
        scanned: Scanned<T>,
        scan: impl Fn(&[u8], bool) -> Scanned<T>,
    ) -> io::Result<T> {
        let bytes = block.bytes();
        let end = self.end.replace(block.start + bytes.len() as u64);
        if end.is_some_and(|end| end != block.start) {
            return Err(io::Error::other("it was changed while it was being read"));
        }
        if self.tail.is_empty() {
            self.tail.extend_from_slice(&bytes[scanned.end..]);
            self.tried = self.tail.len();
            return Ok(scanned.value);
        }
        self.tail.extend_from_slice(bytes);
        if self.tail.len() > LONGEST {
            return Err(too_long());
        }
        // Not for every block of a record that is longer than many: that would take the square of its length.
        if self.tail.len() < 2 * self.tried {
            return Ok(T::default());
        }
        let Scanned { value, end } = scan(&self.tail, false);
        self.tail.drain(..end);
        self.tried = self.tail.len();
        Ok(value)
    }
}
