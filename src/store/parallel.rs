//! Blocks on several threads: each is scanned by a worker, and what comes of it is merged in the order of the input.
//!
//! `Store::read` is its one caller.

use std::io;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use super::blocks::Blocks;
use crate::error::{Error, Result};

/// Scans the blocks on several threads and merges what comes of them in their order.
///
/// Block `i` goes to worker `i mod n` and its value is taken from there, so that order costs nothing, and channels
/// that hold one block keep memory bounded. Blocks that are done with go back to the reader: fresh memory for each
/// would cost more than the scan. An input of a single block is scanned here and now.
pub fn each_block<T: Send>(
    name: &str,
    first: Vec<u8>,
    blocks: Blocks,
    scan: impl Fn(&[u8]) -> T + Sync,
    mut merge: impl FnMut(T) -> Result<ControlFlow<()>>,
) -> Result<ControlFlow<()>> {
    if merge(scan(&first))?.is_break() {
        return Ok(ControlFlow::Break(()));
    }
    drop(first);
    if blocks.ended() {
        return Ok(ControlFlow::Continue(()));
    }
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let (to_workers, for_workers): (Vec<_>, Vec<_>) = (0..workers).map(|_| sync_channel(1)).unzip();
    let (spare_in, spare_out) = channel();
    let (error_in, error_out) = channel();
    let reader_to_workers = to_workers.clone();
    // Not one of the scope's threads: nobody waits for a reader that waits for a pipe once there is enough.
    thread::spawn(move || {
        if let Err(error) = feed(blocks, &reader_to_workers, &spare_out) {
            let _ = error_in.send(error);
        }
        for worker in &reader_to_workers {
            let _ = worker.send(NO_MORE);
        }
    });
    let flow = thread::scope(|scope| {
        let mut from_workers = Vec::new();
        for blocks in for_workers {
            let (value_in, value_out) = sync_channel(1);
            from_workers.push(value_out);
            let (scan, spare_in) = (&scan, spare_in.clone());
            scope.spawn(move || work(&blocks, &value_in, &spare_in, scan));
        }
        let flow = in_turn(&from_workers, &mut merge);
        // Those that are left wait for nothing more: their values go nowhere, and where no block is on its way, this is.
        drop(from_workers);
        for worker in &to_workers {
            let _ = worker.try_send(NO_MORE);
        }
        flow
    })?;
    match error_out.try_recv() {
        Ok(error) if flow.is_continue() => Err(Error::io("read", name, &error)),
        _ => Ok(flow),
    }
}

/// A block on its way to a worker, or that there are no more.
type Job = Option<Vec<u8>>;

const NO_MORE: Job = None;

/// Takes a value from each worker in turn, until the one whose turn it is has ended.
fn in_turn<T>(
    workers: &[Receiver<T>],
    merge: &mut impl FnMut(T) -> Result<ControlFlow<()>>,
) -> Result<ControlFlow<()>> {
    for values in workers.iter().cycle() {
        let Ok(value) = values.recv() else { break };
        if merge(value)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// A worker: ends when there are no more blocks, or nobody wants its values any more.
fn work<T>(jobs: &Receiver<Job>, values: &SyncSender<T>, spare: &Sender<Vec<u8>>, scan: impl Fn(&[u8]) -> T) {
    while let Ok(Some(block)) = jobs.recv() {
        let value = scan(&block);
        // The reader may have ended, and need no more.
        let _ = spare.send(block);
        if values.send(value).is_err() {
            return;
        }
    }
}

/// The reader: hands the blocks round until there are none, or the workers have ended.
fn feed(mut blocks: Blocks, workers: &[SyncSender<Job>], spare: &Receiver<Vec<u8>>) -> io::Result<()> {
    for worker in workers.iter().cycle() {
        let Some(block) = blocks.next_block(spare.try_recv().unwrap_or_default())? else { break };
        if worker.send(Some(block)).is_err() {
            break;
        }
    }
    Ok(())
}
