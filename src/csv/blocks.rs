//! Splits an input, a file or a pipe, into large blocks for several threads, so that memory is bounded and every core is
//! busy.
//!
//! A thread that starts in the middle of a file can't know where a record begins: a line break may be inside a quoted
//! cell. So blocks are split where a record *probably* begins, and `parallel` checks each split against the end of the
//! block before it. Inputs are opened as an [`InputHead`]; `parallel` takes the [`Blocks`].

use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::dialect::{Quoting, RecordFormat};
use super::record::Record;
use super::scan::Scanner;

/// The size of a block in bytes: large enough to be read at the speed of the page cache, and small enough to stay in a
/// core's own cache while it is scanned.
const BLOCK: usize = 1 << 19;

/// How many bytes past the size of a block are searched for the start of a record. If there is none, because a cell is
/// longer than this, the blocks are joined again.
const OVERLAP: usize = 1 << 15;

/// How many bytes are read first, to find the header. An input that is no larger is scanned by the calling thread alone.
pub const FIRST: usize = 1 << 18;

/// What an input is read from.
pub enum Bytes {
    /// A regular file and its length in bytes. Each thread reads its own parts of it.
    File(File, u64),
    /// A pipe or another source that can only be read from start to end.
    Stream(Box<dyn Read + Send>),
}

impl Bytes {
    /// Reads a file in parallel if it is a regular one, else as a stream.
    ///
    /// # Errors
    /// The metadata or the position of the file can't be had.
    pub fn of_file(mut file: File) -> io::Result<Bytes> {
        let metadata = file.metadata()?;
        // Files that the system generates (`/proc`) claim to be empty. A file inherited from a shell may have been read
        // in part by another program.
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

/// What can be read from any place on.
pub trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

/// An input of which only the first bytes have been read.
pub struct InputHead {
    /// `None` once all has been read, so that a thousand small files are not all kept open.
    input: Option<Bytes>,
    /// What has been read so far.
    pub read: Vec<u8>,
}

impl InputHead {
    /// An input of which nothing has been read.
    pub fn new(input: Bytes) -> InputHead {
        InputHead { input: Some(input), read: Vec::new() }
    }

    /// An input that is in memory as a whole.
    pub fn whole(read: Vec<u8>) -> InputHead {
        InputHead { input: None, read }
    }

    /// Reads as many bytes again as have been read so far, and 256 KiB the first time.
    ///
    /// # Errors
    /// The input can't be read, or its head is longer than 2 GiB.
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

    /// The same input recoded from that encoding to UTF-8, from its start.
    ///
    /// # Errors
    /// The input can't be read.
    pub fn recoded(self, encoding: &'static encoding_rs::Encoding) -> io::Result<InputHead> {
        let decoder =
            encoding_rs_io::DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(self.into_stream());
        let mut head = InputHead::new(Bytes::Stream(Box::new(decoder)));
        head.read_on()?;
        Ok(head)
    }

    /// All of the input as a stream, from its start.
    pub fn into_stream(self) -> Box<dyn Read + Send> {
        let first = io::Cursor::new(self.read);
        match self.input {
            Some(Bytes::File(file, _)) => Box::new(first.chain(file)),
            Some(Bytes::Stream(stream)) => Box::new(first.chain(stream)),
            None => Box::new(first),
        }
    }

    /// All of the input, to be read from any place on. A stream is put into a temporary file for it.
    ///
    /// # Errors
    /// The input can't be read, or the temporary file can't be written.
    pub fn into_seekable(self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(match self.input {
            None => Box::new(io::Cursor::new(self.read)),
            Some(Bytes::File(mut file, _)) => {
                file.rewind()?;
                Box::new(file)
            }
            Some(Bytes::Stream(stream)) => {
                let mut file = tempfile::tempfile()?;
                io::copy(&mut io::Cursor::new(self.read).chain(stream), &mut file)?;
                file.rewind()?;
                Box::new(file)
            }
        })
    }

    /// Whether `read` is the whole input.
    pub fn ended(&self) -> bool {
        self.input.is_none()
    }

    /// What follows the first `head` bytes.
    pub fn body(self, head: usize) -> InputBody {
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

/// The length in bytes that a record may have at most: the offsets of its fields are 32-bit numbers.
pub const LONGEST: usize = 1 << 31;

/// Another program truncated the file or wrote to it.
pub fn changed() -> io::Error {
    io::Error::other("it was changed while it was being read")
}

/// A record is longer than [`LONGEST`].
pub fn too_long() -> io::Error {
    io::Error::other("a record is longer than 2 GiB; is a quote never closed?")
}

/// An input after its header.
pub enum InputBody {
    /// All of it has been read with the header.
    Read(Vec<u8>),
    /// The rest of a regular file.
    File {
        file: File,
        /// The offset in the file at which it begins.
        from: u64,
        /// The length of the whole file when it was opened.
        length: u64,
    },
    /// The rest of a stream.
    Stream {
        stream: Box<dyn Read + Send>,
        /// The first bytes of it, which were read with the header.
        read: Vec<u8>,
    },
}

impl InputBody {
    /// A copy of it, so that it can be read twice. A stream is first written to a temporary file.
    ///
    /// # Errors
    /// The stream can't be read, or the temporary file can't be written.
    pub fn duplicate(&mut self) -> io::Result<InputBody> {
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

    /// Its length in bytes; `None` if it is a stream, whose length is not known.
    pub fn size(&self) -> Option<u64> {
        match self {
            InputBody::Read(bytes) => Some(bytes.len() as u64),
            InputBody::File { from, length, .. } => Some(length.saturating_sub(*from)),
            InputBody::Stream { .. } => None,
        }
    }
}

/// How an input is split into blocks.
#[derive(Clone, Copy)]
pub struct BlockSplitter {
    /// How records are told apart; the number of their cells is known.
    pub format: RecordFormat,
    /// The size of a block in bytes, before the search for the start of a record.
    pub size: usize,
    /// How many bytes past `size` are searched for the start of a record.
    pub overlap: usize,
}

impl BlockSplitter {
    /// Blocks of half a megabyte.
    pub fn new(format: RecordFormat) -> BlockSplitter {
        BlockSplitter { format, size: BLOCK, overlap: OVERLAP }
    }

    /// The first offset in `bytes` at which a record probably begins: it follows a line break, and two records of the
    /// right width (or as much of them as there is) follow it. 0 if there is no such offset.
    ///
    /// Only LF is tried. In a file whose lines end with a lone CR all blocks are joined again, which is slow but right.
    fn likely_start(&self, bytes: &[u8]) -> usize {
        /// How many line breaks are tried: a cell with many short lines would take long.
        const MOST: usize = 64;
        let mut starts = memchr::memchr_iter(b'\n', bytes).map(|at| at + 1).take(MOST);
        let fits = |start: &usize| {
            let mut scanner = Scanner::of_part(&bytes[*start..], self.format, false);
            let both = [0, 1].map(|_| scanner.next_record().map(|record| self.is_likely(&record)));
            both[0] == Some(true) && both[1] != Some(false)
        };
        starts.find(fits).unwrap_or(0)
    }

    fn is_likely(&self, record: &Record<'_>) -> bool {
        // The end of a quoted cell that was cut in two has a quote, but does not begin with one.
        let is_cut = |cell: &[u8]| cell.trim_ascii_start().first() != Some(&b'"') && cell.contains(&b'"');
        let is_cut = |cell: &[u8]| self.format.quoting == Quoting::Double && is_cut(cell);
        Some(record.width()) == self.format.width
            && !record.is_broken()
            && !(0..record.width()).any(|i| is_cut(record.raw(i)))
    }

    /// The length of the first block of these bytes, when more blocks follow.
    fn end(&self, bytes: &[u8]) -> usize {
        self.size + self.likely_start(&bytes[self.size..])
    }
}

/// A part of an input.
#[derive(Default)]
pub struct Block {
    buffer: Vec<u8>,
    /// Which bytes of the buffer are the block.
    part: Range<usize>,
    /// The offset in the input at which it begins.
    pub start: u64,
    /// Whether the input ends with it.
    pub is_last: bool,
}

impl Block {
    /// The bytes of the block.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[self.part.clone()]
    }
}

/// The blocks of one input, which any number of threads can take.
pub enum Blocks {
    /// Each thread reads the block that it takes. `next` is the number of the next block.
    File { file: File, from: u64, length: u64, splitter: BlockSplitter, next: AtomicU64 },
    /// One thread reads the blocks for all.
    Stream(Stream),
}

impl Blocks {
    /// Splits an input into blocks. Returns the bytes as an `Err` if all of them are in memory already.
    ///
    /// A stream is read by a thread of its own. Nobody joins that thread, since it may be waiting for a pipe when no more
    /// blocks are needed.
    pub fn new(body: InputBody, splitter: BlockSplitter, threads: usize) -> Result<Blocks, Vec<u8>> {
        match body {
            InputBody::Read(bytes) => Err(bytes),
            InputBody::File { file, from, length } => {
                Ok(Blocks::File { file, from, length, splitter, next: AtomicU64::new(0) })
            }
            InputBody::Stream { stream, read } => Ok(Blocks::Stream(Stream::new(stream, read, splitter, threads))),
        }
    }

    /// Takes the next block and returns its number; blocks are numbered from 0 in the order of the input. `Ok(false)`
    /// means that there are no more.
    pub fn next(&self, block: &mut Block) -> (u64, io::Result<bool>) {
        match self {
            Blocks::File { file, from, length, splitter, next } => {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let start = from + number * splitter.size as u64;
                let found = read_block(file, start, number == 0, splitter, block);
                // The file may have been truncated in the meantime.
                let is_short = block.is_last && block.start + (block.bytes().len() as u64) < *length;
                (number, if is_short && found.is_ok() { Err(changed()) } else { found })
            }
            Blocks::Stream(stream) => stream.next(block),
        }
    }

    /// Ends the reading: no thread waits for a block any more.
    pub fn stop(&self) {
        if let Blocks::Stream(stream) = self {
            stream.stopped.store(true, Ordering::SeqCst);
            // If the channel is full, a block is there to wake the thread that waits.
            let _ = stream.wake.try_send(Ok(None));
        }
    }
}

/// Reads the block that begins at `start` or, unless it is the first one, at the likely start of a record soon after.
fn read_block(
    file: &File,
    start: u64,
    is_first: bool,
    splitter: &BlockSplitter,
    block: &mut Block,
) -> io::Result<bool> {
    let wanted = splitter.size + splitter.overlap;
    block.buffer.resize(wanted, 0);
    let length = read_at(file, &mut block.buffer, start)?;
    let bytes = &block.buffer[..length];
    // The block before searched the same bytes for its end, so it found the same offset.
    let begins = if is_first { 0 } else { splitter.likely_start(&bytes[..length.min(splitter.overlap)]) };
    block.is_last = length < wanted;
    let ends = if block.is_last { length } else { splitter.end(bytes) };
    block.part = begins..ends;
    block.start = start + begins as u64;
    Ok(length > 0)
}

/// Fills the buffer from that offset of the file on, as far as the file goes. Returns how many bytes it read.
///
/// # Errors
/// The file can't be read.
pub fn read_at(file: &File, buffer: &mut [u8], start: u64) -> io::Result<usize> {
    fill(buffer, 0, |empty, length| {
        #[cfg(unix)]
        return std::os::unix::fs::FileExt::read_at(file, empty, start + length as u64);
        #[cfg(windows)]
        return std::os::windows::fs::FileExt::seek_read(file, empty, start + length as u64);
    })
}

/// Fills the buffer, whose first `length` bytes are filled already, as far as the input goes. `read` is given the empty
/// part and the number of bytes before it. Returns how many bytes are filled in the end.
fn fill(
    buffer: &mut [u8],
    mut length: usize,
    mut read: impl FnMut(&mut [u8], usize) -> io::Result<usize>,
) -> io::Result<usize> {
    while length < buffer.len() {
        match read(&mut buffer[length..], length) {
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
    /// Buffers go back to the reading thread: fresh memory for each block would cost more than the scan.
    spare: Sender<Vec<u8>>,
    stopped: AtomicBool,
    wake: SyncSender<io::Result<Option<Block>>>,
}

struct Incoming {
    blocks: Receiver<io::Result<Option<Block>>>,
    taken: u64,
}

impl Stream {
    fn new(mut stream: Box<dyn Read + Send>, read: Vec<u8>, splitter: BlockSplitter, threads: usize) -> Stream {
        let (wake, blocks) = sync_channel(threads);
        let (spare, spares) = channel::<Vec<u8>>();
        let to_threads = wake.clone();
        let read_on = move || {
            let mut carry = read;
            let mut start = 0;
            loop {
                let buffer = spares.try_recv().unwrap_or_default();
                let block = next_of_stream(&mut stream, &mut carry, buffer, start, &splitter);
                let is_last = block.as_ref().map_or(true, |block| block.is_last);
                start = block.as_ref().map_or(start, |block| start + block.part.len() as u64);
                if to_threads.send(block.map(Some)).is_err() || is_last {
                    break;
                }
            }
            // Each of the threads may be waiting for a block.
            for _ in 0..threads {
                if to_threads.send(Ok(None)).is_err() {
                    break;
                }
            }
        };
        // A system that has no thread to spare says so instead of a block.
        if let Err(error) = thread::Builder::new().spawn(read_on) {
            let _ = wake.send(Err(error));
        }
        Stream { incoming: Mutex::new(Incoming { blocks, taken: 0 }), spare, stopped: AtomicBool::new(false), wake }
    }

    fn next(&self, block: &mut Block) -> (u64, io::Result<bool>) {
        let done = std::mem::take(block);
        // The reading thread may have ended, and need no more buffers.
        let _ = self.spare.send(done.buffer);
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

/// Reads the next block of a stream. It begins with `carry`, the bytes that were read past the end of the block before,
/// and ends where a record probably begins.
fn next_of_stream(
    stream: &mut dyn Read,
    carry: &mut Vec<u8>,
    mut buffer: Vec<u8>,
    start: u64,
    splitter: &BlockSplitter,
) -> io::Result<Block> {
    let wanted = (splitter.size + splitter.overlap).max(carry.len());
    buffer.resize(wanted, 0);
    buffer[..carry.len()].copy_from_slice(carry);
    let length = fill(&mut buffer, carry.len(), |empty, _| stream.read(empty))?;
    carry.clear();
    let is_last = length < wanted;
    let end = if is_last { length } else { splitter.end(&buffer[..wanted]) };
    carry.extend_from_slice(&buffer[end..length]);
    Ok(Block { part: 0..end, buffer, start, is_last })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_split_where_records_of_the_right_width_follow() {
        let format = RecordFormat { width: Some(2), ..b','.into() };
        let splitter = BlockSplitter { format, size: 4, overlap: 100 };
        let likely = |text: &'static str| &text[splitter.likely_start(text.as_bytes())..];
        assert_eq!(likely("x,y\na,b\nc,d\n"), "a,b\nc,d\n");
        // The text begins inside a quoted cell, of which no line makes two fields.
        assert_eq!(likely("of a cell\nand more\nof it\",2\na,b\nc,d\ne"), "a,b\nc,d\ne");
        assert_eq!(likely("no line break"), "no line break");
        assert_eq!(likely("one\ntwo\nthree\n"), "one\ntwo\nthree\n");
    }
}
