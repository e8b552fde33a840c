//! What a file held when it was read to be changed, as hashes of its parts: before the change takes the file's place it is
//! looked at again, so that what another program wrote meanwhile is not lost.
//!
//! A [`Transaction`](super::Transaction) makes one of every file before it reads anything else of it.

use std::fs::{self, File};
use std::hash::BuildHasher;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use foldhash::quality::FixedState;

use super::safe_file::Seen;
use crate::csv::blocks::read_at;
use crate::csv::parallel::workers;
use crate::text::conflict::CONFLICT_BEGINS;

/// How many bytes make one hash.
const PART: usize = 1 << 19;

/// The length of a file in bytes, and a hash of each of its parts.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct AsRead {
    length: u64,
    parts: Vec<u64>,
    /// Whether the bytes by which a merge conflict begins are anywhere in it.
    pub may_conflict: bool,
}

impl AsRead {
    /// Reads a file, on several threads.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn of(file: &File) -> io::Result<AsRead> {
        let count = file.metadata()?.len().div_ceil(PART as u64);
        let next = AtomicU64::new(0);
        let work = || parts_of(file, &next, count);
        let mut all = thread::scope(|scope| {
            let others = (1..workers().min(count as usize)).map(|_| thread::Builder::new().spawn_scoped(scope, work));
            // If the system has no thread to give, this one does the work.
            let others: Vec<_> = others.filter_map(io::Result::ok).collect();
            let mut all = work()?;
            for other in others {
                all.extend(other.join().map_err(|_| io::Error::other("a thread that read it has failed"))??);
            }
            io::Result::Ok(all)
        })?;
        all.sort_unstable_by_key(|part| part.number);
        Ok(AsRead {
            length: all.iter().map(|part| part.length).sum(),
            may_conflict: all.iter().any(|part| part.may_conflict),
            parts: all.into_iter().map(|part| part.hash).collect(),
        })
    }

    /// The same of a file that was read into memory.
    pub fn of_bytes(bytes: &[u8]) -> AsRead {
        let parts = bytes.chunks(PART).map(hash).collect();
        let may_conflict = memchr::memmem::find(bytes, CONFLICT_BEGINS).is_some();
        AsRead { length: bytes.len() as u64, parts, may_conflict }
    }

    /// What a file is that still holds what was read from it; `None` if it holds something else.
    ///
    /// # Errors
    /// The file can't be read, or is not there.
    pub fn still(&self, path: &Path) -> io::Result<Option<Seen>> {
        let file = File::open(path)?;
        let seen = Seen::of(&file.metadata()?);
        if AsRead::of(&file)? != *self {
            return Ok(None);
        }
        // It must not have been changed or replaced while it was compared either.
        Ok((Seen::of(&fs::metadata(path)?) == seen).then_some(seen))
    }
}

struct Part {
    number: u64,
    length: u64,
    hash: u64,
    may_conflict: bool,
}

/// Reads parts of a file, of which there are `count`, until others have read the rest.
fn parts_of(file: &File, next: &AtomicU64, count: u64) -> io::Result<Vec<Part>> {
    // What begins a conflict may stand across the end of a part.
    let mut room = vec![0; PART + CONFLICT_BEGINS.len() - 1];
    let mut parts = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= count {
            return Ok(parts);
        }
        let read = read_at(file, &mut room, number * PART as u64)?;
        let bytes = &room[..read];
        let own = &bytes[..read.min(PART)];
        let may_conflict = memchr::memmem::find(bytes, CONFLICT_BEGINS).is_some();
        parts.push(Part { number, length: own.len() as u64, hash: hash(own), may_conflict });
    }
}

fn hash(bytes: &[u8]) -> u64 {
    FixedState::default().hash_one(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_as_it_was_read_until_a_byte_of_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let mut bytes: Vec<u8> = (0..2 * PART + 7).map(|i| (i % 251) as u8).collect();
        let conflict_at = PART - 3;
        bytes[conflict_at..][..CONFLICT_BEGINS.len()].copy_from_slice(CONFLICT_BEGINS);
        fs::write(&path, &bytes).unwrap();
        let read = AsRead::of(&File::open(&path).unwrap()).unwrap();
        assert_eq!(read, AsRead::of_bytes(&bytes));
        assert!(read.may_conflict);
        assert!(read.still(&path).unwrap().is_some());
        for at in [0, PART - 1, PART, 2 * PART, 2 * PART + 6] {
            let mut other = bytes.clone();
            other[at] ^= 1;
            fs::write(&path, &other).unwrap();
            assert_eq!(read.still(&path).unwrap(), None, "{at}");
        }
        for other in [&bytes[..2 * PART], &[&bytes[..], b"\0"].concat(), b""] {
            fs::write(&path, other).unwrap();
            assert_eq!(read.still(&path).unwrap(), None, "{}", other.len());
        }
        fs::write(&path, &bytes).unwrap();
        assert!(read.still(&path).unwrap().is_some());
    }
}
