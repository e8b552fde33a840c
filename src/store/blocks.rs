//! An input read in large blocks, each of whole records: what lets records be scanned in parallel, in bounded memory
//! and from a pipe as from a file.
//!
//! `store` takes the blocks one by one and hands them to its workers.

use std::io::{self, Read};

use super::scan::last_record_end;

/// Large enough to read at the speed of the page cache, small enough to stay in a core's own cache while it is scanned.
const BLOCK: usize = 1 << 19;

/// The longest record, in bytes: field ends are kept in 32 bits.
const LONGEST: usize = 1 << 31;

pub struct Blocks {
    /// `None` once it has ended, so that a thousand small files are not all open at once.
    input: Option<Box<dyn Read + Send>>,
    delimiter: u8,
    size: usize,
    /// The start of a record whose end has not been read yet.
    carry: Vec<u8>,
}

impl Blocks {
    pub fn new(input: Box<dyn Read + Send>, delimiter: u8) -> Blocks {
        Blocks::with_size(input, delimiter, BLOCK)
    }

    /// Blocks of at least this size, in bytes, but for the last: what comes of them must not depend on it.
    pub fn with_size(input: Box<dyn Read + Send>, delimiter: u8, size: usize) -> Blocks {
        Blocks { input: Some(input), delimiter, size: size.max(1), carry: Vec::new() }
    }

    /// Whether the block that was handed out last is the last there is.
    pub fn ended(&self) -> bool {
        self.input.is_none()
    }

    /// The next block: whole records, except that the last block ends where the input does. `spare` is a block that
    /// is done with, whose memory is used again.
    ///
    /// # Errors
    /// What the input fails with; a record longer than 2 GiB.
    pub fn next_block(&mut self, spare: Vec<u8>) -> io::Result<Option<Vec<u8>>> {
        let Some(input) = &mut self.input else {
            return Ok(None);
        };
        let mut block = spare;
        block.clear();
        block.append(&mut self.carry);
        // A record longer than a block is read on in steps that double, so that looking for its end stays linear.
        let mut wanted = self.size.max(2 * block.len());
        loop {
            block.reserve(wanted - block.len());
            let missing = (wanted - block.len()) as u64;
            input.take(missing).read_to_end(&mut block)?;
            if block.len() < wanted {
                self.input = None;
                return Ok((!block.is_empty()).then_some(block));
            }
            if let Some(end) = last_record_end(&block, self.delimiter) {
                self.carry.extend_from_slice(&block[end..]);
                block.truncate(end);
                return Ok(Some(block));
            }
            if wanted >= LONGEST {
                return Err(io::Error::other("a record is longer than 2 GiB; is a quote never closed?"));
            }
            wanted *= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_holds_whole_records() {
        let row = format!("a,\"{}\n\"\n", "x".repeat(1000));
        let text = row.repeat(5000);
        let mut blocks = Blocks::new(Box::new(io::Cursor::new(text.clone())), b',');
        let mut whole = Vec::new();
        while let Some(block) = blocks.next_block(Vec::new()).unwrap() {
            assert_eq!(block.len() % row.len(), 0);
            whole.extend(block);
        }
        assert_eq!(whole, text.as_bytes());
    }

    #[test]
    fn a_record_may_be_longer_than_a_block() {
        let text = format!("a\n\"{}\"\nb\n", "x\n".repeat(2 * BLOCK));
        let mut blocks = Blocks::new(Box::new(io::Cursor::new(text.clone())), b',');
        let mut whole = Vec::new();
        while let Some(block) = blocks.next_block(Vec::new()).unwrap() {
            whole.extend(block);
        }
        assert_eq!(whole, text.as_bytes());
    }
}
