//! Which bytes end fields and records, found 64 at a time: each kind of byte becomes the bits of one word, and a few
//! operations on words tell what is quoted and what is not.
//!
//! `scan` asks it about the bytes ahead. It knows well-placed quotes alone and stops at any other, where `scan` goes
//! on with a slower eye. The one `unsafe` of the program is here: the call of the code for processors with AVX2.

use std::ops::Range;

/// How many bytes one word of bits speaks for.
pub const WINDOW: usize = u64::BITS as usize;

/// A bit for each byte of a window, the first byte the lowest.
pub struct Bits {
    pub quotes: u64,
    pub delimiters: u64,
    pub feeds: u64,
    pub returns: u64,
}

impl Bits {
    /// The bits of the first bytes alone: what follows in the window is no input.
    fn first(self, length: usize) -> Bits {
        let mask = (1 << length) - 1;
        Bits {
            quotes: self.quotes & mask,
            delimiters: self.delimiters & mask,
            feeds: self.feeds & mask,
            returns: self.returns & mask,
        }
    }

    /// Those of up to 64 bytes at `at`.
    pub fn at(bytes: &[u8], at: usize, delimiter: u8) -> Bits {
        window(bytes, at, |chunk| portable(chunk, delimiter)).0
    }
}

/// The bits of the window at `at`, and how many bytes it has: fewer than 64 at the end of the input.
#[inline(always)]
fn window(bytes: &[u8], at: usize, bits: impl Fn(&[u8; WINDOW]) -> Bits) -> (Bits, usize) {
    let rest = &bytes[at.min(bytes.len())..];
    match rest.first_chunk::<WINDOW>() {
        Some(chunk) => (bits(chunk), WINDOW),
        None => {
            let mut chunk = [0; WINDOW];
            chunk[..rest.len()].copy_from_slice(rest);
            // A delimiter of NUL would find itself in the padding.
            (bits(&chunk).first(rest.len()), rest.len())
        }
    }
}

/// Where fields and records end in a stretch of bytes.
#[derive(Default)]
pub struct Marks {
    /// Where each field ends, from the start of the bytes; room for more than are in use.
    ends: Vec<u32>,
    used: usize,
    /// For each record that is whole, how many of `ends` there are up to its own.
    records: Vec<u32>,
    /// How many lines end in the whole records, a CR LF counted at its CR.
    pub lines: u64,
}

impl Marks {
    /// The number of whole records.
    pub fn records(&self) -> usize {
        self.records.len()
    }

    /// The field ends of record `i`.
    pub fn record(&self, i: usize) -> &[u32] {
        let from = if i == 0 { 0 } else { self.records[i - 1] };
        &self.ends[from as usize..self.records[i] as usize]
    }

    /// Finds the fields and records in `bytes[start..end]`, or in up to 63 bytes more; a record begins at `start`.
    /// Returns whether all of it was looked at: `false` where a quote stands that neither opens a field, nor closes
    /// one, nor is one of a pair. Records that end before it are found.
    pub fn find(&mut self, bytes: &[u8], start: usize, end: usize, delimiter: u8) -> bool {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, which is all that the function asks for.
            return unsafe { self.find_by_avx2(bytes, start, end, delimiter) };
        }
        self.find_by(bytes, start, end, |chunk| portable(chunk, delimiter))
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,popcnt,bmi1,lzcnt")]
    fn find_by_avx2(&mut self, bytes: &[u8], start: usize, end: usize, delimiter: u8) -> bool {
        self.find_by(bytes, start, end, |chunk| avx2(chunk, delimiter))
    }

    #[inline(always)]
    fn find_by(&mut self, bytes: &[u8], start: usize, end: usize, bits: impl Fn(&[u8; WINDOW]) -> Bits) -> bool {
        self.used = 0;
        self.records.clear();
        self.lines = 0;
        let mut after_return = u64::from(follows_return(bytes, start));
        // What the window before left: all ones inside quotes, and in the lowest bit whether its last byte ended a
        // field or a quotation, so that a quote may open, and whether it closed a quotation.
        let (mut inside, mut may_open, mut closed) = (0u64, 1u64, 0u64);
        let mut at = start;
        let mut all = true;
        while at < end && all {
            let (Bits { quotes, delimiters, feeds, returns }, length) = window(bytes, at, &bits);
            let quoted = running_parity(quotes) ^ inside;
            let separators = delimiters | feeds | returns;
            let ends = separators & !quoted;
            let opening = quotes & quoted;
            let closing = quotes & !quoted;
            let opens_amiss = opening & !(((ends | closing) << 1) | may_open);
            let goes_on = ((closing << 1) | closed) & !(separators | quotes);
            let amiss = (opens_amiss | goes_on) & (u64::MAX >> (WINDOW - length));
            all = amiss == 0;
            if !all {
                break;
            }
            self.note(at, ends, ends & (feeds | returns));
            let pairs = ((returns << 1) | after_return) & feeds;
            self.lines += u64::from(feeds.count_ones() + returns.count_ones() - pairs.count_ones());
            after_return = returns >> 63;
            inside = ((quoted as i64) >> 63) as u64;
            may_open = (ends | closing) >> 63;
            closed = closing >> 63;
            at += WINDOW;
        }
        let whole = self.records.last().map_or(start, |&n| self.ends[n as usize - 1] as usize + 1);
        self.lines -= line_breaks(bytes, whole..at.min(bytes.len()));
        all
    }

    /// Notes the ends of one window, of which `breaks` end records.
    #[inline(always)]
    fn note(&mut self, at: usize, mut ends: u64, mut breaks: u64) {
        while breaks != 0 {
            let up_to = breaks ^ (breaks - 1);
            self.records.push((self.used as u32) + (ends & up_to).count_ones());
            breaks &= breaks - 1;
        }
        if self.ends.len() < self.used + WINDOW {
            self.ends.resize(2 * self.ends.len() + WINDOW, 0);
        }
        let room = &mut self.ends[self.used..self.used + WINDOW];
        let count = ends.count_ones() as usize;
        for end in &mut room[..count] {
            *end = at as u32 + ends.trailing_zeros();
            ends &= ends.wrapping_sub(1);
        }
        self.used += count;
    }
}

/// How many lines end in that part of the bytes: LF, CR and CR LF each end one, a CR LF at its CR.
pub fn line_breaks(bytes: &[u8], part: Range<usize>) -> u64 {
    let after_return = follows_return(bytes, part.start);
    let part = &bytes[part];
    let ends = |&(i, &byte): &(usize, &u8)| match byte {
        b'\r' => true,
        b'\n' if i == 0 => !after_return,
        b'\n' => part[i - 1] != b'\r',
        _ => false,
    };
    part.iter().enumerate().filter(ends).count() as u64
}

fn follows_return(bytes: &[u8], at: usize) -> bool {
    at > 0 && bytes[at - 1] == b'\r'
}

/// For each bit, whether an odd number of bits is set up to it: from opening quotes to before the closing ones.
#[inline(always)]
fn running_parity(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

/// Written so that the compiler makes wide comparisons of it: flags of 0 and 1, then eight at a time gathered into
/// a byte by one multiplication.
#[inline(always)]
fn portable(chunk: &[u8; WINDOW], delimiter: u8) -> Bits {
    let bits_of = |wanted: u8| {
        let flags = chunk.map(|byte| u8::from(byte == wanted));
        let eights = flags.as_chunks::<8>().0.iter().enumerate();
        eights.fold(0, |bits, (i, eight)| {
            let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
            bits | (gathered << (8 * i))
        })
    };
    Bits { quotes: bits_of(b'"'), delimiters: bits_of(delimiter), feeds: bits_of(b'\n'), returns: bits_of(b'\r') }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[inline]
fn avx2(chunk: &[u8; WINDOW], delimiter: u8) -> Bits {
    use std::arch::x86_64::{_mm256_cmpeq_epi8, _mm256_movemask_epi8, _mm256_set1_epi8, _mm256_setr_epi64x};
    let eights = chunk.as_chunks::<8>().0;
    let load = |i: usize| i64::from_le_bytes(eights[i]);
    let low = _mm256_setr_epi64x(load(0), load(1), load(2), load(3));
    let high = _mm256_setr_epi64x(load(4), load(5), load(6), load(7));
    let bits_of = |wanted: u8| {
        let wanted = _mm256_set1_epi8(wanted as i8);
        let bits = |half| u64::from(_mm256_movemask_epi8(_mm256_cmpeq_epi8(half, wanted)) as u32);
        bits(low) | (bits(high) << 32)
    };
    Bits { quotes: bits_of(b'"'), delimiters: bits_of(delimiter), feeds: bits_of(b'\n'), returns: bits_of(b'\r') }
}
