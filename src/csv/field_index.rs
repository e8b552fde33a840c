//! Finds where fields and records end, 64 bytes at a time: each kind of byte becomes the bits of one word, and a few
//! operations on words tell what is quoted and what is not.
//!
//! `scan` has it index the bytes ahead. It stops at a quote that is not where a quote belongs; `scan` then reads that
//! record byte by byte. The only `unsafe` of the program is here: the code for processors with AVX2 or AVX-512.

use super::dialect::{Quoting, RecordFormat};
use super::lines::{follows_return, line_breaks};

/// How many bytes one word of bits describes.
pub const WINDOW: usize = u64::BITS as usize;

/// What each byte of a window is: one bit a byte, the first byte in the lowest bit.
pub struct ByteMask {
    pub quotes: u64,
    /// Set from each odd-numbered quote of the window up to the byte before the next quote.
    quoted: u64,
    pub delimiters: u64,
    pub feeds: u64,
    pub returns: u64,
}

impl ByteMask {
    /// Describes up to 64 bytes from `at` on.
    pub fn at(bytes: &[u8], at: usize, format: RecordFormat) -> ByteMask {
        let rest = bytes.get(at..).unwrap_or_default();
        let bits = |chunk: &[u8; WINDOW]| portable(chunk, format.delimiter).with_quoting(format.quoting);
        match rest.first_chunk() {
            Some(chunk) => bits(chunk),
            None => last_window(rest, bits),
        }
    }

    /// Without the quotes, if these are text like any other.
    #[inline(always)]
    fn with_quoting(self, quoting: Quoting) -> ByteMask {
        let kept = if quoting == Quoting::None { 0 } else { u64::MAX };
        ByteMask { quotes: self.quotes & kept, quoted: self.quoted & kept, ..self }
    }
}

/// Describes fewer than 64 bytes.
#[inline(always)]
fn last_window(bytes: &[u8], bits: impl Fn(&[u8; WINDOW]) -> ByteMask) -> ByteMask {
    let mut chunk = [0; WINDOW];
    chunk[..bytes.len()].copy_from_slice(bytes);
    let bits = bits(&chunk);
    // The padding is NUL, and would match a delimiter that is NUL.
    ByteMask { delimiters: bits.delimiters & ((1 << bytes.len()) - 1), ..bits }
}

/// A window seldom holds more ends than this.
const FEW: usize = 6;

/// Where the fields and records of a range of bytes end.
#[derive(Default)]
pub struct FieldIndex {
    /// The offset at which each field ends, from the start of the bytes. Longer than what is in use.
    ends: Vec<u32>,
    used: usize,
    /// For each record, the number of `ends` up to and including its last.
    records: Vec<u32>,
    /// How many lines end in these records; a CR LF counts where its CR stands.
    pub lines: u64,
}

impl FieldIndex {
    /// Forgets all records.
    pub fn clear(&mut self) {
        self.used = 0;
        self.records.clear();
        self.lines = 0;
    }

    /// The number of records whose end was found.
    pub fn records(&self) -> usize {
        self.records.len()
    }

    /// The offsets at which the fields of record `i` end.
    pub fn record(&self, i: usize) -> &[u32] {
        let from = if i == 0 { 0 } else { self.records[i - 1] };
        &self.ends[from as usize..self.records[i] as usize]
    }

    /// Indexes `bytes[start..end]`, where a record begins at `start`. Returns `false` if it stopped at a quote that neither
    /// opens a field, nor closes one, nor is one of a doubled pair; records that end before the window of that quote
    /// are indexed all the same.
    pub fn find(&mut self, bytes: &[u8], start: usize, end: usize, format: RecordFormat) -> bool {
        let fastest = Instructions::ALL.into_iter().find(|instructions| instructions.are_known());
        self.find_with(fastest.unwrap_or(Instructions::Portable), bytes, start, end, format)
    }

    /// The same with these instructions; where the processor does not know them, with those that every processor knows.
    #[allow(unsafe_code)]
    fn find_with(
        &mut self,
        instructions: Instructions,
        bytes: &[u8],
        start: usize,
        end: usize,
        format: RecordFormat,
    ) -> bool {
        match instructions {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the processor knows, as has just been checked, all instructions that the function is compiled for.
            Instructions::Avx512 if instructions.are_known() => unsafe {
                self.find_by_avx512(bytes, start, end, format)
            },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the same.
            Instructions::Avx2 if instructions.are_known() => unsafe { self.find_by_avx2(bytes, start, end, format) },
            _ => {
                let bits = |chunk: &_| portable(chunk, format.delimiter).with_quoting(format.quoting);
                self.find_by(bytes, start, end, bits, write_ends)
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,pclmulqdq,popcnt,bmi1,lzcnt")]
    fn find_by_avx512(&mut self, bytes: &[u8], start: usize, end: usize, format: RecordFormat) -> bool {
        let bits = |chunk: &_| avx512(chunk, format.delimiter).with_quoting(format.quoting);
        self.find_by(bytes, start, end, bits, |at, ends, room| write_ends_by_avx512(at, ends, room))
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,pclmulqdq,popcnt,bmi1,lzcnt")]
    fn find_by_avx2(&mut self, bytes: &[u8], start: usize, end: usize, format: RecordFormat) -> bool {
        let bits = |chunk: &_| avx2(chunk, format.delimiter).with_quoting(format.quoting);
        self.find_by(bytes, start, end, bits, write_ends)
    }

    #[inline(always)]
    fn find_by(
        &mut self,
        bytes: &[u8],
        start: usize,
        end: usize,
        bits: impl Fn(&[u8; WINDOW]) -> ByteMask,
        write: impl Fn(u32, u64, &mut [u32; WINDOW]),
    ) -> bool {
        self.used = 0;
        self.records.clear();
        let mut state = ScanState::new(start, follows_return(bytes, start));
        let (windows, rest) = bytes[start..end].as_chunks::<WINDOW>();
        let all = windows.iter().all(|chunk| state.window(bits(chunk), WINDOW, self, &write))
            && (rest.is_empty() || state.window(last_window(rest, &bits), rest.len(), self, &write));
        // The scanner comes back to what follows the last whole record, and counts its lines then.
        let whole = self.records.last().map_or(start, |&n| self.ends[n as usize - 1] as usize + 1);
        self.lines = state.lines - line_breaks(bytes, whole..state.at);
        all
    }

    /// Adds the field ends of one window; those in `breaks` end records too.
    #[inline(always)]
    fn add_ends(&mut self, at: usize, ends: u64, mut breaks: u64, write: impl Fn(u32, u64, &mut [u32; WINDOW])) {
        if ends == 0 {
            return;
        }
        while breaks != 0 {
            let up_to = breaks ^ (breaks - 1);
            self.records.push((self.used as u32) + (ends & up_to).count_ones());
            breaks &= breaks - 1;
        }
        if self.ends.len() < self.used + WINDOW {
            self.grow();
        }
        if let Some(room) = self.ends[self.used..].first_chunk_mut() {
            write(at as u32, ends, room);
        }
        self.used += ends.count_ones() as usize;
    }

    #[cold]
    fn grow(&mut self) {
        self.ends.resize(2 * self.ends.len() + WINDOW, 0);
    }
}

/// Writes where the fields of a window end that begins `at` that offset; what follows in `room` has no meaning.
#[inline(always)]
fn write_ends(at: u32, mut ends: u64, room: &mut [u32; WINDOW]) {
    let count = ends.count_ones() as usize;
    // Writing a fixed number of ends, some of them meaningless, is faster than a loop over those that are there.
    let (few, more) = room.split_at_mut(FEW);
    let mut next = || {
        let end = at + ends.trailing_zeros();
        ends &= ends.wrapping_sub(1);
        end
    };
    few.iter_mut().for_each(|end| *end = next());
    if count > FEW {
        more[..count - FEW].iter_mut().for_each(|end| *end = next());
    }
}

/// The same, sixteen ends at a time.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,popcnt,bmi1")]
#[inline]
#[allow(unsafe_code)]
fn write_ends_by_avx512(at: u32, ends: u64, room: &mut [u32; WINDOW]) {
    use std::arch::x86_64::{
        _mm512_add_epi32, _mm512_castsi512_si128, _mm512_cvtepu8_epi32, _mm512_maskz_compress_epi8, _mm512_set1_epi32,
        _mm512_setr_epi64, _mm512_storeu_si512,
    };
    // The bytes 0 to 63, of which those are kept where a field ends.
    let eight = |first: i64| 0x0706_0504_0302_0100 + first * 0x0101_0101_0101_0101;
    let all = _mm512_setr_epi64(eight(0), eight(8), eight(16), eight(24), eight(32), eight(40), eight(48), eight(56));
    let kept = _mm512_castsi512_si128(_mm512_maskz_compress_epi8(ends, all));
    let offsets = _mm512_add_epi32(_mm512_cvtepu8_epi32(kept), _mm512_set1_epi32(at as i32));
    // SAFETY: 64 bytes are written, to any address; `room` has four times as many, and may be written.
    unsafe { _mm512_storeu_si512(room.as_mut_ptr().cast(), offsets) };
    if ends.count_ones() > 16 {
        write_ends(at, ends, room);
    }
}

/// The instructions that the index is made with. All of them find the same.
#[derive(Clone, Copy, Debug)]
enum Instructions {
    Avx512,
    Avx2,
    Portable,
}

impl Instructions {
    /// The fastest first.
    const ALL: [Instructions; 3] = [Instructions::Avx512, Instructions::Avx2, Instructions::Portable];

    /// Whether this processor knows them.
    #[cfg(target_arch = "x86_64")]
    fn are_known(self) -> bool {
        let avx2 = || {
            is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("pclmulqdq")
                && is_x86_feature_detected!("popcnt")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("lzcnt")
        };
        let avx512 = || {
            is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vbmi2")
        };
        match self {
            Instructions::Avx512 => avx512() && avx2(),
            Instructions::Avx2 => avx2(),
            Instructions::Portable => true,
        }
    }

    /// Whether this processor knows them.
    #[cfg(not(target_arch = "x86_64"))]
    fn are_known(self) -> bool {
        matches!(self, Instructions::Portable)
    }
}

/// What the scan of one window must know of the window before it.
struct ScanState {
    at: usize,
    lines: u64,
    /// All ones if the window before ended inside quotes.
    inside: u64,
    /// 1 if its last byte ended a field or was a closing quote, so that a quote may open.
    may_open: u64,
    /// 1 if its last byte was a closing quote.
    closed: u64,
    /// 1 if its last byte was a CR.
    after_return: u64,
}

impl ScanState {
    fn new(start: usize, after_return: bool) -> ScanState {
        ScanState { at: start, lines: 0, inside: 0, may_open: 1, closed: 0, after_return: after_return.into() }
    }

    /// Indexes one window of `length` bytes; returns `false` if a quote in it is misplaced.
    #[inline(always)]
    fn window(
        &mut self,
        bits: ByteMask,
        length: usize,
        index: &mut FieldIndex,
        write: impl Fn(u32, u64, &mut [u32; WINDOW]),
    ) -> bool {
        let ByteMask { quotes, quoted, delimiters, feeds, returns } = bits;
        let quoted = quoted ^ self.inside;
        let breaks = feeds | returns;
        let separators = delimiters | breaks;
        let ends = separators & !quoted;
        let opening = quotes & quoted;
        let closing = quotes & !quoted;
        let misplaced = opening & !(((ends | closing) << 1) | self.may_open);
        let goes_on = ((closing << 1) | self.closed) & !(separators | quotes);
        if (misplaced | goes_on) & (u64::MAX >> (WINDOW - length)) != 0 {
            return false;
        }
        index.add_ends(self.at, ends, ends & breaks, write);
        self.lines += u64::from(feeds.count_ones());
        if returns | self.after_return != 0 {
            let pairs = ((returns << 1) | self.after_return) & feeds;
            self.lines += u64::from(returns.count_ones());
            self.lines -= u64::from(pairs.count_ones());
            self.after_return = returns >> 63;
        }
        self.inside = ((quoted as i64) >> 63) as u64;
        self.may_open = (ends | closing) >> 63;
        self.closed = closing >> 63;
        self.at += length;
        true
    }
}

/// The flags are bytes of 0 and 1, which the compiler compares many at a time; one multiplication then gathers eight of
/// them into one byte of the mask.
#[inline(always)]
fn portable(chunk: &[u8; WINDOW], delimiter: u8) -> ByteMask {
    let bits_of = |wanted: u8| {
        let flags = chunk.map(|byte| u8::from(byte == wanted));
        let eights = flags.as_chunks::<8>().0.iter().enumerate();
        eights.fold(0, |bits, (i, eight)| {
            let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
            bits | (gathered << (8 * i))
        })
    };
    let quotes = bits_of(b'"');
    ByteMask {
        quotes,
        quoted: running_parity(quotes),
        delimiters: bits_of(delimiter),
        feeds: bits_of(b'\n'),
        returns: bits_of(b'\r'),
    }
}

/// For each bit, whether an odd number of bits is set up to it.
fn running_parity(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,pclmulqdq")]
#[inline]
fn avx2(chunk: &[u8; WINDOW], delimiter: u8) -> ByteMask {
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
    let quotes = bits_of(b'"');
    ByteMask {
        quotes,
        quoted: parity_by_product(quotes),
        delimiters: bits_of(delimiter),
        feeds: bits_of(b'\n'),
        returns: bits_of(b'\r'),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,pclmulqdq")]
#[inline]
fn avx512(chunk: &[u8; WINDOW], delimiter: u8) -> ByteMask {
    use std::arch::x86_64::{_mm512_cmpeq_epi8_mask, _mm512_set1_epi8, _mm512_setr_epi64};
    let eights = chunk.as_chunks::<8>().0;
    let load = |i: usize| i64::from_le_bytes(eights[i]);
    let all = _mm512_setr_epi64(load(0), load(1), load(2), load(3), load(4), load(5), load(6), load(7));
    let bits_of = |wanted: u8| _mm512_cmpeq_epi8_mask(all, _mm512_set1_epi8(wanted as i8));
    let quotes = bits_of(b'"');
    ByteMask {
        quotes,
        quoted: parity_by_product(quotes),
        delimiters: bits_of(delimiter),
        feeds: bits_of(b'\n'),
        returns: bits_of(b'\r'),
    }
}

/// The same as [`running_parity`]: it is the carry-less product of the number and all ones.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "pclmulqdq")]
#[inline]
fn parity_by_product(bits: u64) -> u64 {
    use std::arch::x86_64::{_mm_clmulepi64_si128, _mm_cvtsi64_si128, _mm_cvtsi128_si64, _mm_set1_epi8};
    let product = _mm_clmulepi64_si128::<0>(_mm_cvtsi64_si128(bits as i64), _mm_set1_epi8(-1));
    _mm_cvtsi128_si64(product) as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_processor_finds_the_same(
            pieces in prop::collection::vec(prop::sample::select(vec!["\"", ",", "\n", "\r", "a", "bcdefghijklm", "\0", "é"]), 0..300),
            delimiter in prop::sample::select(b",\0".to_vec()),
            has_quotes: bool,
        ) {
            let quoting = if has_quotes { Quoting::Double } else { Quoting::None };
            let format = RecordFormat { delimiter, quoting, width: None };
            let bytes = pieces.concat().into_bytes();
            let mut portable = FieldIndex::default();
            let all = portable.find_with(Instructions::Portable, &bytes, 0, bytes.len(), format);
            for instructions in Instructions::ALL.into_iter().filter(|instructions| instructions.are_known()) {
                let mut index = FieldIndex::default();
                prop_assert_eq!(index.find_with(instructions, &bytes, 0, bytes.len(), format), all, "{:?}", instructions);
                prop_assert_eq!((&index.records, index.lines), (&portable.records, portable.lines), "{:?}", instructions);
                prop_assert_eq!(&index.ends[..index.used], &portable.ends[..portable.used], "{:?}", instructions);
            }
        }
    }
}
