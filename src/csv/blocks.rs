//! An input in large blocks that several threads read: what bounds memory and keeps every core busy, from a file as
//! from a pipe.
//!
//! A thread that begins in the midst of a file can't know where a record begins: what looks like the end of one may
//! stand in a quoted cell. So blocks are cut where a record *probably* begins, and `parallel` holds each cut against
//! what the block before it turned out to be. The store opens inputs with [`InputHead`], `parallel` takes [`Blocks`].

use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::scan::{Record, Scanner};

/// Large enough to read at the speed of the page cache, small enough to stay in a core's own cache while it is scanned.
const BLOCK: usize = 1 << 19;

/// How far past a cut is looked for a record's start. Cells that are longer make blocks be joined again.
const OVERLAP: usize = 1 << 15;

/// How much is read to find the header. An input no larger is read by one thread, there and then.
const FIRST: usize = 1 << 18;

/// What an input is read from.
pub enum Bytes {
    /// A file on a disk, and its length in bytes: each thread reads where it will.
    File(File, u64),
    /// A pipe, or whatever else can be read only from its start on.
    Stream(Box<dyn Read + Send>),
}

impl Bytes {
    /// # Errors
    /// A file whose kind can't be asked for.
    pub fn of_file(mut file: File) -> io::Result<Bytes> {
        let metadata = file.metadata()?;
        // What the system makes up as it is read (`/proc`) says that it is empty. Of what a shell hands over, another
        // program may have read the first part.
        let is_plain = metadata.is_file() && metadata.len() > 0 && file.stream_position()? == 0;
        Ok(if is_plain { Bytes::File(file, metadata.len()) } else { Bytes::Stream(Box::new(file)) })
    }

    fn read_on(&mut self, length: usize, into: &mut Vec<u8>) -> io::Result<usize> {
        match self {
            Bytes::File(file, _) => file.take(length as u64).read_to_end(into),
            Bytes::Stream(stream) => stream.take(length as u64).read_to_end(into),
        }
    }
}

/// An input of which only the beginning was read.
pub struct InputHead {
    /// `None` once it has ended, so that a thousand small files are not all open at once.
    input: Option<Bytes>,
    pub read: Vec<u8>,
}

impl InputHead {
    pub fn new(input: Bytes) -> InputHead {
        InputHead { input: Some(input), read: Vec::new() }
    }

    /// An input of which all is in memory.
    pub fn whole(read: Vec<u8>) -> InputHead {
        InputHead { input: None, read }
    }

    /// Reads on, as much again as was read before.
    ///
    /// # Errors
    /// What the input fails with; a header longer than 2 GiB.
    pub fn read_on(&mut self) -> io::Result<()> {
        let Some(input) = &mut self.input else { return Ok(()) };
        let wanted = self.read.len().max(FIRST);
        if self.read.len() + wanted > LONGEST {
            return Err(too_long());
        }
        if input.read_on(wanted, &mut self.read)? < wanted {
            self.input = None;
        }
        Ok(())
    }

    /// The same input turned from that encoding into UTF-8, from its start.
    ///
    /// # Errors
    /// What the input fails with.
    pub fn recoded(self, encoding: &'static encoding_rs::Encoding) -> io::Result<InputHead> {
        let begun = io::Cursor::new(self.read);
        let all: Box<dyn Read + Send> = match self.input {
            Some(Bytes::File(file, _)) => Box::new(begun.chain(file)),
            Some(Bytes::Stream(stream)) => Box::new(begun.chain(stream)),
            None => Box::new(begun),
        };
        let decoder = encoding_rs_io::DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(all);
        let mut opening = InputHead::new(Bytes::Stream(Box::new(decoder)));
        opening.read_on()?;
        Ok(opening)
    }

    /// Whether `read` is all there is.
    pub fn ended(&self) -> bool {
        self.input.is_none()
    }

    /// What comes after the first `head` bytes.
    pub fn rest(self, head: usize) -> InputBody {
        let mut read = self.read;
        match self.input {
            Some(Bytes::File(file, length)) => InputBody::File { file, from: head as u64, length },
            input => {
                read.drain(..head);
                match input {
                    Some(Bytes::Stream(stream)) => InputBody::Stream { stream, read },
                    _ => InputBody::Read(read),
                }
            }
        }
    }
}

/// The longest record, in bytes: field ends are kept in 32 bits.
pub const LONGEST: usize = 1 << 31;

/// A file that another program cut short or wrote to.
pub fn changed() -> io::Error {
    io::Error::other("it was changed while it was being read")
}

pub fn too_long() -> io::Error {
    io::Error::other("a record is longer than 2 GiB; is a quote never closed?")
}

/// An input after its header.
pub enum InputBody {
    /// All of it was read with the header.
    Read(Vec<u8>),
    File {
        file: File,
        from: u64,
        /// That of the whole file when it was opened.
        length: u64,
    },
    Stream {
        stream: Box<dyn Read + Send>,
        /// What was read with the header.
        read: Vec<u8>,
    },
}

impl InputBody {
    /// The same once more, to be read twice. A stream is put into a temporary file for it.
    ///
    /// # Errors
    /// A stream that can't be read, or a temporary file that can't be written.
    pub fn again(&mut self) -> io::Result<InputBody> {
        if let InputBody::Stream { stream, read } = self {
            let mut file = tempfile::tempfile()?;
            io::copy(&mut io::Cursor::new(&read).chain(stream), &mut file)?;
            let length = file.metadata()?.len();
            *self = InputBody::File { file, from: 0, length };
        }
        Ok(match self {
            InputBody::File { file, from, length } => {
                InputBody::File { file: file.try_clone()?, from: *from, length: *length }
            }
            InputBody::Read(bytes) => InputBody::Read(bytes.clone()),
            InputBody::Stream { .. } => InputBody::Read(Vec::new()),
        })
    }

    /// Its length in bytes, where that is known.
    pub fn size(&self) -> Option<u64> {
        match self {
            InputBody::Read(bytes) => Some(bytes.len() as u64),
            InputBody::File { from, length, .. } => Some(length.saturating_sub(*from)),
            InputBody::Stream { .. } => None,
        }
    }
}

/// How an input is cut into blocks.
#[derive(Clone, Copy)]
pub struct BlockSplitter {
    pub delimiter: u8,
    /// The number of fields that a record should have.
    pub width: usize,
    /// About how long a block is, in bytes.
    pub size: usize,
    /// How far past that is looked for a record's start.
    pub overlap: usize,
}

impl BlockSplitter {
    pub fn new(delimiter: u8, width: usize) -> BlockSplitter {
        BlockSplitter { delimiter, width, size: BLOCK, overlap: OVERLAP }
    }

    /// The first place in `bytes` where a record probably begins: after a line break, with two records of the right
    /// width to follow, or as much of them as there is. 0 where no place looks like it.
    ///
    /// Only LF is tried. In a file with bare CRs all blocks are joined again, which is slow, and right.
    fn likely_start(&self, bytes: &[u8]) -> usize {
        /// A text of many short lines in one cell would take long to try.
        const MOST: usize = 64;
        let mut starts = memchr::memchr_iter(b'\n', bytes).map(|at| at + 1).take(MOST);
        let fits = |start: &usize| {
            let mut scanner = Scanner::of_part(&bytes[*start..], self.delimiter, false);
            let both = [0, 1].map(|_| scanner.next_record().map(|record| self.is_likely(&record)));
            both[0] == Some(true) && both[1] != Some(false)
        };
        starts.find(fits).unwrap_or(0)
    }

    fn is_likely(&self, record: &Record<'_>) -> bool {
        // The rest of a quoted cell has a quote at its end and none at its start.
        let is_odd = |cell: &[u8]| cell.first() != Some(&b'"') && cell.contains(&b'"');
        record.width() == self.width && !record.is_broken() && !(0..record.width()).any(|i| is_odd(record.raw(i)))
    }

    /// Where the block that begins these bytes ends, when more bytes follow.
    fn end(&self, bytes: &[u8]) -> usize {
        self.size + self.likely_start(&bytes[self.size..])
    }
}

/// A stretch of an input.
#[derive(Default)]
pub struct Block {
    room: Vec<u8>,
    part: Range<usize>,
    /// Where in the input it begins.
    pub start: u64,
    /// Whether the input ends with it.
    pub is_last: bool,
}

impl Block {
    pub fn bytes(&self) -> &[u8] {
        &self.room[self.part.clone()]
    }
}

/// The blocks of one input, for any number of threads to take.
pub enum Blocks {
    File { file: File, from: u64, length: u64, cut: BlockSplitter, next: AtomicU64 },
    Stream(Stream),
}

impl Blocks {
    /// `Err`: all of it was read already, and there is nothing to cut.
    ///
    /// A stream is read by a thread of its own, which nobody waits for: it may wait for a pipe when there is enough.
    pub fn new(rest: InputBody, cut: BlockSplitter, threads: usize) -> Result<Blocks, Vec<u8>> {
        match rest {
            InputBody::Read(bytes) => Err(bytes),
            InputBody::File { file, from, length } => {
                Ok(Blocks::File { file, from, length, cut, next: AtomicU64::new(0) })
            }
            InputBody::Stream { stream, read } => Ok(Blocks::Stream(Stream::new(stream, read, cut, threads))),
        }
    }

    /// Takes the next block, whose number is returned; numbers follow each other without a gap. `Ok(false)`: the input
    /// has no such block.
    pub fn next(&self, block: &mut Block) -> (u64, io::Result<bool>) {
        match self {
            Blocks::File { file, from, length, cut, next } => {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let start = from + number * cut.size as u64;
                let found = read_block(file, start, number == 0, cut, block);
                // What was cut short meanwhile is not whole.
                let is_short = block.is_last && block.start + (block.bytes().len() as u64) < *length;
                (number, if is_short && found.is_ok() { Err(changed()) } else { found })
            }
            Blocks::Stream(stream) => stream.next(block),
        }
    }

    /// Lets no thread wait for a block any more.
    pub fn stop(&self) {
        if let Blocks::Stream(stream) = self {
            stream.stopped.store(true, Ordering::SeqCst);
            // Where there is no room for this, a block is there to wake the one that waits.
            let _ = stream.wake.try_send(Ok(None));
        }
    }
}

/// Reads the block that begins at `start` or, unless it is the first, soon after, where a record probably does.
fn read_block(file: &File, start: u64, is_first: bool, cut: &BlockSplitter, block: &mut Block) -> io::Result<bool> {
    let wanted = cut.size + cut.overlap;
    block.room.resize(wanted, 0);
    let length = read_at(file, &mut block.room, start)?;
    let bytes = &block.room[..length];
    // The block before looked at the same bytes for its end.
    let begins = if is_first { 0 } else { cut.likely_start(&bytes[..length.min(cut.overlap)]) };
    block.is_last = length < wanted;
    let ends = if block.is_last { length } else { cut.end(bytes) };
    block.part = begins..ends;
    block.start = start + begins as u64;
    Ok(length > 0)
}

/// Fills the room from that place of the file on, as far as the file goes.
fn read_at(file: &File, room: &mut [u8], start: u64) -> io::Result<usize> {
    fill(room, 0, |room, length| {
        #[cfg(unix)]
        return std::os::unix::fs::FileExt::read_at(file, room, start + length as u64);
        #[cfg(windows)]
        return std::os::windows::fs::FileExt::seek_read(file, room, start + length as u64);
    })
}

/// Fills the room, of which `length` bytes are filled, as far as the input goes. `read` gets what is empty, and how much
/// is not. Returns how much is filled.
fn fill(
    room: &mut [u8],
    mut length: usize,
    mut read: impl FnMut(&mut [u8], usize) -> io::Result<usize>,
) -> io::Result<usize> {
    while length < room.len() {
        match read(&mut room[length..], length) {
            Ok(0) => break,
            Ok(more) => length += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// The blocks of an input that only one thread can read.
pub struct Stream {
    incoming: Mutex<Incoming>,
    /// Blocks that are done with go back to the reader: fresh memory for each would cost more than the scan.
    spare: Sender<Vec<u8>>,
    stopped: AtomicBool,
    wake: SyncSender<io::Result<Option<Block>>>,
}

struct Incoming {
    blocks: Receiver<io::Result<Option<Block>>>,
    taken: u64,
}

impl Stream {
    fn new(mut stream: Box<dyn Read + Send>, read: Vec<u8>, cut: BlockSplitter, threads: usize) -> Stream {
        let (wake, blocks) = sync_channel(threads);
        let (spare, spares) = channel::<Vec<u8>>();
        let to_threads = wake.clone();
        thread::spawn(move || {
            let mut carry = read;
            let mut start = 0;
            loop {
                let block = next_of_stream(&mut stream, &mut carry, spares.try_recv().unwrap_or_default(), start, &cut);
                let is_last = block.as_ref().map_or(true, |block| block.is_last);
                start = block.as_ref().map_or(start, |block| start + block.part.len() as u64);
                if to_threads.send(block.map(Some)).is_err() || is_last {
                    break;
                }
            }
            // Each of the threads may wait.
            for _ in 0..threads {
                if to_threads.send(Ok(None)).is_err() {
                    break;
                }
            }
        });
        Stream { incoming: Mutex::new(Incoming { blocks, taken: 0 }), spare, stopped: AtomicBool::new(false), wake }
    }

    fn next(&self, block: &mut Block) -> (u64, io::Result<bool>) {
        let done = std::mem::take(block);
        // The reader may have ended, and need no more.
        let _ = self.spare.send(done.room);
        let mut incoming = self.incoming.lock().unwrap_or_else(PoisonError::into_inner);
        let number = incoming.taken;
        incoming.taken += 1;
        if self.stopped.load(Ordering::SeqCst) {
            return (number, Ok(false));
        }
        let next = match incoming.blocks.recv() {
            Ok(Ok(Some(next))) => {
                *block = next;
                Ok(true)
            }
            Ok(Ok(None)) | Err(_) => Ok(false),
            Ok(Err(error)) => Err(error),
        };
        (number, next)
    }
}

/// The next block of a stream: what was carried over and what is read on, up to where a record probably begins.
fn next_of_stream(
    stream: &mut dyn Read,
    carry: &mut Vec<u8>,
    spare: Vec<u8>,
    start: u64,
    cut: &BlockSplitter,
) -> io::Result<Block> {
    let mut room = spare;
    let wanted = (cut.size + cut.overlap).max(carry.len());
    room.resize(wanted, 0);
    room[..carry.len()].copy_from_slice(carry);
    let length = fill(&mut room, carry.len(), |room, _| stream.read(room))?;
    carry.clear();
    let is_last = length < wanted;
    let end = if is_last { length } else { cut.end(&room[..wanted]) };
    carry.extend_from_slice(&room[end..length]);
    Ok(Block { part: 0..end, room, start, is_last })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_where_records_of_the_right_width_follow() {
        let cut = BlockSplitter { delimiter: b',', width: 2, size: 4, overlap: 100 };
        let likely = |text: &'static str| &text[cut.likely_start(text.as_bytes())..];
        assert_eq!(likely("x,y\na,b\nc,d\n"), "a,b\nc,d\n");
        // In a quoted cell: neither the next line nor the rest of the cell makes two fields.
        assert_eq!(likely("of a cell\nand more\nof it\",2\na,b\nc,d\ne"), "a,b\nc,d\ne");
        assert_eq!(likely("no line break"), "no line break");
        assert_eq!(likely("one\ntwo\nthree\n"), "one\ntwo\nthree\n");
    }
}
