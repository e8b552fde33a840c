//! Events in sorted runs on disk, where a [`Selection`](super::selection::Selection) may not hold all of them in memory, and
//! the merge of the runs.
//!
//! A run is a temporary file without a name, so that nothing of it stays whatever becomes of the program. The libraries that
//! sort on disk (`extsort`, `ext-sort`) give their files names, which outlive a program that is killed, and count items where
//! bytes are to be bounded.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

use super::order::{Key, Order};
use crate::date::Certainty;
use crate::error::TemporaryError;

/// An event that is kept by itself.
pub(super) struct Kept {
    pub key: Key,
    pub input: u32,
    pub certainty: Certainty,
    pub line: u64,
    pub record: Vec<u8>,
}

impl Kept {
    /// A place for an event that is still to be read.
    pub fn empty() -> Kept {
        Kept { key: Key::BLANK, input: 0, certainty: Certainty::Certain, line: 0, record: Vec::new() }
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        self.key.write(out)?;
        out.write_all(&self.input.to_le_bytes())?;
        out.write_all(&[u8::from(self.certainty == Certainty::Certain)])?;
        out.write_all(&self.line.to_le_bytes())?;
        // Records are shorter than 4 GiB (`csv::blocks::LONGEST`).
        out.write_all(&(self.record.len() as u32).to_le_bytes())?;
        out.write_all(&self.record)
    }

    fn read(&mut self, from: &mut impl Read) -> io::Result<()> {
        self.key = Key::read(from)?;
        self.input = u32::from_le_bytes(bytes(from)?);
        self.certainty = if bytes(from)? == [1] { Certainty::Certain } else { Certainty::Possible };
        self.line = u64::from_le_bytes(bytes(from)?);
        self.record.resize(u32::from_le_bytes(bytes(from)?) as usize, 0);
        from.read_exact(&mut self.record)
    }
}

/// The next bytes.
pub(super) fn bytes<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Puts the next event into a place, and tells whether there was one.
pub(super) type Next<'a> = Box<dyn FnMut(&mut Kept) -> io::Result<bool> + Send + 'a>;

/// So many runs of one size are merged to one, so that few files are open at once.
const MOST_ALIKE: usize = 32;

/// How much of each run is read or written at a time, in bytes.
const BUFFER: usize = 1 << 16;

/// Runs in the order in which they were written, which is the order of events whose keys are equal.
pub(super) struct Runs {
    runs: Vec<Run>,
    order: Order,
    /// Makes the file of a run.
    make: fn() -> io::Result<File>,
}

struct Run {
    file: Mutex<File>,
    /// How many events it has.
    length: u64,
    /// How often its events were merged.
    level: u32,
}

impl Runs {
    pub fn new(order: Order, make: fn() -> io::Result<File>) -> Runs {
        Runs { runs: Vec::new(), order, make }
    }

    /// Writes a run of events that are in order.
    ///
    /// # Errors
    /// [`TemporaryError`]: the files can't be made, written or read.
    pub fn add(&mut self, mut events: Next<'_>) -> io::Result<()> {
        let mut run = self.write(0, &mut events)?;
        loop {
            self.runs.push(run);
            let Some(first) = self.runs.len().checked_sub(MOST_ALIKE) else { return Ok(()) };
            let level = self.runs[first].level;
            // A run is at least as large as those after it.
            if self.runs.last().is_none_or(|last| last.level != level) {
                return Ok(());
            }
            let mut merge = Merge::new(&self.order, self.runs[first..].iter().map(Run::events));
            run = self.write(level + 1, &mut |kept| merge.next(kept))?;
            drop(merge);
            self.runs.truncate(first);
        }
    }

    fn write(&self, level: u32, events: &mut (impl FnMut(&mut Kept) -> io::Result<bool> + ?Sized)) -> io::Result<Run> {
        let file = (self.make)().map_err(TemporaryError::wrap)?;
        let mut out = BufWriter::with_capacity(BUFFER, file);
        let mut length = 0;
        let mut kept = Kept::empty();
        while events(&mut kept)? {
            kept.write(&mut out).map_err(TemporaryError::wrap)?;
            length += 1;
        }
        let file = out.into_inner().map_err(|error| TemporaryError::wrap(error.into_error()))?;
        Ok(Run { file: Mutex::new(file), length, level })
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.runs.iter().map(|run| run.length as usize).sum()
    }

    /// All events of the runs and those after them, in order.
    pub fn merge<'a>(&'a self, last: Next<'a>) -> Merge<'a> {
        Merge::new(&self.order, self.runs.iter().map(Run::events).chain([last]))
    }

    /// How many events of the order are wanted.
    pub fn limit(&self) -> usize {
        self.order.limit().unwrap_or(usize::MAX)
    }
}

impl Run {
    fn events(&self) -> Next<'_> {
        let mut from = BufReader::with_capacity(BUFFER, Place { file: &self.file, at: 0 });
        let mut left = self.length;
        Box::new(move |kept| {
            if left == 0 {
                return Ok(false);
            }
            left -= 1;
            kept.read(&mut from).map_err(TemporaryError::wrap)?;
            Ok(true)
        })
    }
}

/// A place in a file that may be read at several places at once.
struct Place<'a> {
    file: &'a Mutex<File>,
    at: u64,
}

impl Read for Place<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// The events of several runs, in order.
pub(super) struct Merge<'a> {
    heads: BinaryHeap<Head<'a>>,
    /// Runs of which nothing was read yet.
    unread: Vec<Head<'a>>,
    /// How many events are wanted still.
    left: usize,
}

impl<'a> Merge<'a> {
    fn new(order: &'a Order, runs: impl Iterator<Item = Next<'a>>) -> Merge<'a> {
        let head = |(number, rest)| Head { first: Kept::empty(), rest, number, order };
        let unread: Vec<Head<'_>> = runs.enumerate().map(head).collect();
        Merge { heads: BinaryHeap::with_capacity(unread.len()), unread, left: order.limit().unwrap_or(usize::MAX) }
    }

    /// Puts the next event into a place, and tells whether there was one. If not, the place stays as it is.
    pub fn next(&mut self, kept: &mut Kept) -> io::Result<bool> {
        for mut head in self.unread.drain(..) {
            if (head.rest)(&mut head.first)? {
                self.heads.push(head);
            }
        }
        if self.left == 0 {
            return Ok(false);
        }
        let Some(mut head) = self.heads.peek_mut() else { return Ok(false) };
        let Head { first, rest, .. } = &mut *head;
        std::mem::swap(first, kept);
        if !rest(first)? {
            PeekMut::pop(head);
        }
        self.left -= 1;
        Ok(true)
    }
}

/// The first event of a run that is not taken yet.
struct Head<'a> {
    first: Kept,
    rest: Next<'a>,
    /// The number of the run.
    number: usize,
    order: &'a Order,
}

impl Ord for Head<'_> {
    /// The head that comes first is the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        self.order.compare(&other.first.key, &self.first.key).then(other.number.cmp(&self.number))
    }
}

impl PartialOrd for Head<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head<'_> {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> impl Strategy<Value = Key> {
        prop_oneof![
            any::<u64>().prop_map(Key::Rank),
            any::<(f64, f64)>().prop_map(|(a, b)| Key::Number(a, b)),
            ".{0,8}".prop_map(|text| Key::Text(text.into())),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            key in key(),
            input: u32,
            is_certain: bool,
            line: u64,
            record in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            let certainty = if is_certain { Certainty::Certain } else { Certainty::Possible };
            let kept = Kept { key, input, certainty, line, record };
            let mut written = Vec::new();
            kept.write(&mut written).unwrap();
            // What stood in the place before leaves nothing behind.
            let mut read = Kept { record: vec![7; 400], ..Kept::empty() };
            read.read(&mut &written[..]).unwrap();
            let mut again = Vec::new();
            read.write(&mut again).unwrap();
            prop_assert_eq!(written, again);
            prop_assert_eq!((read.input, read.certainty, read.line), (input, certainty, line));
            prop_assert_eq!(read.record, kept.record);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4))]

        /// So many that runs of runs are merged too.
        #[test]
        fn many_runs_come_out_in_order(lengths in prop::collection::vec(0..3usize, 0..1200), limit in prop::option::of(0..500usize)) {
            let order = Order::by_date().first(limit);
            let mut runs = Runs::new(order, tempfile::tempfile);
            let mut all = Vec::new();
            for (number, length) in lengths.iter().enumerate() {
                let ranks: Vec<u64> = (0..*length as u64).map(|i| i * 7 + (number as u64 * 31) % 11).collect();
                all.extend(ranks.iter().map(|rank| (*rank, number)));
                runs.add(events(ranks, number)).unwrap();
                prop_assert!(runs.runs.len() < 3 * MOST_ALIKE);
            }
            all.sort();
            all.truncate(limit.unwrap_or(usize::MAX));
            let mut merge = runs.merge(Box::new(|_| Ok(false)));
            let mut kept = Kept::empty();
            let mut found = Vec::new();
            while merge.next(&mut kept).unwrap() {
                let Key::Rank(rank) = kept.key else { panic!("no rank") };
                found.push((rank, kept.line as usize));
            }
            prop_assert_eq!(found, all);
        }
    }

    /// Events of these ranks.
    fn events(ranks: Vec<u64>, number: usize) -> Next<'static> {
        let mut ranks = ranks.into_iter();
        Box::new(move |kept| {
            let Some(rank) = ranks.next() else { return Ok(false) };
            *kept = Kept { key: Key::Rank(rank), line: number as u64, record: vec![b'x'; 2000], ..Kept::empty() };
            Ok(true)
        })
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_said_to_be_full() {
        use crate::error::{Error, ErrorKind};

        let full = || File::options().read(true).write(true).open("/dev/full");
        let mut runs = Runs::new(Order::by_date(), full);
        let error = Error::from(runs.add(events((0..100).collect(), 0)).unwrap_err());
        assert_eq!(error.kind(), Some(ErrorKind::Temporary(io::ErrorKind::StorageFull)));
        let folder = std::env::temp_dir();
        let message = format!("cannot sort on disk, in `{}`: No space left on device (os error 28)", folder.display());
        assert_eq!(error.to_string(), message);
    }
}
