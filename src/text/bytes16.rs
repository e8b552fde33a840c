//! A short text as one number: sixteen bytes that are looked at together, in a few operations and without a branch a
//! byte.
//!
//! Dates, counts and coordinates are nearly always so short, and a million rows have millions of them: whoever reads one
//! byte after the other of each pays for it.

use std::ops::Range;

/// Up to sixteen bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bytes16 {
    /// The first byte is the lowest; those past the end are 0.
    bits: u128,
    length: u32,
}

/// A one in each byte; times a byte, that byte sixteen times.
const EACH: u128 = u128::MAX / 0xFF;

/// All bits of the first so many bytes.
const MASKS: [u128; Bytes16::LONGEST + 1] = {
    let mut masks = [u128::MAX; Bytes16::LONGEST + 1];
    let mut length = 0;
    while length < Bytes16::LONGEST {
        masks[length] = (1 << (8 * length)) - 1;
        length += 1;
    }
    masks
};

/// The high bit of each byte that is more than 9, in bytes of any value.
const fn above_nine(values: u128) -> u128 {
    (((values & (EACH * 0x7F)) + EACH * 0x76) | values) & (EACH * 0x80)
}

impl Bytes16 {
    /// The length of the longest text, in bytes.
    pub const LONGEST: usize = 16;

    /// `None`: the text is longer.
    pub fn of(text: &[u8]) -> Option<Bytes16> {
        Bytes16::at(text, 0..text.len())
    }

    /// That part of some bytes, which is fastest where more bytes follow. `None`: it is longer.
    #[inline(always)]
    pub fn at(bytes: &[u8], part: Range<usize>) -> Option<Bytes16> {
        let length = part.end - part.start;
        let mask = *MASKS.get(length)?;
        let bits = match bytes.get(part.start..).and_then(<[u8]>::first_chunk) {
            Some(chunk) => u128::from_le_bytes(*chunk) & mask,
            None => near_the_end(bytes.get(part)?),
        };
        Some(Bytes16 { bits, length: length as u32 })
    }

    /// The bytes, the first the lowest, and 0 past the end.
    #[inline]
    pub fn bits(self) -> u128 {
        self.bits
    }

    /// How many bytes there are.
    #[inline]
    pub fn len(self) -> usize {
        self.length as usize
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.length == 0
    }

    /// `13`: the number that one to eight digits make; `None` for all else.
    #[inline(always)]
    pub fn number(self) -> Option<u64> {
        if !(1..=8).contains(&self.length) {
            return None;
        }
        // Zeros before the digits make them eight.
        let mut digits = (self.bits as u64 ^ (EACH as u64 * 0x30)) << (64 - 8 * self.length);
        if above_nine(digits.into()) != 0 {
            return None;
        }
        // Pairs of digits, then pairs of these, and again.
        digits = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
        digits = (digits * 100 + (digits >> 16)) & 0x0000_FFFF_0000_FFFF;
        Some((digits * 10_000 + (digits >> 32)) & 0xFFFF_FFFF)
    }

    /// Whether it is digits with a point among them or none, after a minus or none: `34.53`, `-4`, `69.1667`.
    #[inline(always)]
    pub fn is_decimal(self) -> bool {
        let minus = u32::from(self.bits as u8 == b'-');
        let length = self.length - minus;
        let bits = if minus == 1 { self.bits >> 8 } else { self.bits };
        // Digits become 0 to 9, the point 0x1E; the bytes past the end are made digits.
        let values = (bits ^ (EACH * 0x30)) & MASKS[length as usize];
        let others = above_nine(values) >> 7;
        let is_point = values & (others << 8).wrapping_sub(others) == others * u128::from(b'.' ^ b'0');
        let digits = length.wrapping_sub(u32::from(others != 0));
        others & others.wrapping_sub(1) == 0 && is_point && digits.wrapping_sub(1) < Bytes16::LONGEST as u32
    }
}

/// The same where fewer than sixteen bytes follow.
#[cold]
fn near_the_end(text: &[u8]) -> u128 {
    let mut bytes = [0; Bytes16::LONGEST];
    bytes[..text.len()].copy_from_slice(text);
    u128::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn short(text: &str) -> Bytes16 {
        Bytes16::of(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_text_is_the_same_wherever_it_stands() {
        let around = b"somewhere, 34.53, and more";
        assert_eq!(Bytes16::at(around, 11..16), Bytes16::of(b"34.53"));
        assert_eq!(Bytes16::at(around, 9..26), None);
        assert_ne!(Bytes16::of(b"a"), Bytes16::of(b"a\0"));
        assert!(Bytes16::at(around, 9..9).unwrap().is_empty());
    }

    #[test]
    fn plain_decimals_are_known() {
        for text in [
            "34.53",
            "-74.0721",
            "0",
            "12",
            "-4",
            "180",
            "1.5",
            "12345678",
            ".5125",
            "4000.",
            "123456789",
            "34.516667",
            "-104.51666712345",
            "1234567890123456",
        ] {
            assert!(short(text).is_decimal(), "{text}");
        }
        for text in [
            "",
            "-",
            ".",
            "-.",
            "--34.5",
            "34.5.3",
            "34,53",
            "3453N",
            "34:53",
            "34/53",
            "34 53",
            "34.5-",
            "....",
            "\u{fc}345",
            "34.51666.7",
            "34.51666x",
            "123456789012345x",
        ] {
            assert!(!short(text).is_decimal(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn numbers_and_decimals_are_what_they_say(text in "[-.0-9x]{0,3}[0-9]{0,6}[-.0-9:]{0,7}") {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let number = text.parse::<u64>().ok().filter(|_| digits && text.len() <= 8);
            prop_assert_eq!(short(&text).number(), number);
            // What is not plain is read in full, so it is enough that what is taken for plain is a number.
            prop_assert!(!short(&text).is_decimal() || text.parse::<f64>().is_ok());
        }
    }
}
