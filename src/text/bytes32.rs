//! A text of up to 32 bytes as a key: compared and hashed in a few operations.
//!
//! Most places, kinds and actors are so short, and a column of them repeats a few values over and over. What was found out
//! about one of them is remembered by this key.

use std::ops::Range;

use super::bytes16::Bytes16;

/// Up to 32 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bytes32 {
    /// The first sixteen bytes, or all of them with zeros after the end.
    first: u128,
    /// The last sixteen bytes, some of which may be among the first; 0 if there are no more than sixteen.
    last: u128,
    length: u32,
}

impl Bytes32 {
    /// The length of the longest text, in bytes.
    pub const LONGEST: usize = 2 * Bytes16::LONGEST;

    /// `None`: the text is longer.
    pub fn of(text: &[u8]) -> Option<Bytes32> {
        Bytes32::at(text, 0..text.len())
    }

    /// That part of some bytes, which is fastest where more bytes follow. `None`: it is longer.
    #[inline]
    pub fn at(bytes: &[u8], part: Range<usize>) -> Option<Bytes32> {
        if let Some(short) = Bytes16::at(bytes, part.clone()) {
            return Some(Bytes32 { first: short.bits(), last: 0, length: short.len() as u32 });
        }
        let text = bytes.get(part).filter(|text| text.len() <= Bytes32::LONGEST)?;
        let (first, last) = (text.first_chunk()?, text.last_chunk()?);
        Some(Bytes32 {
            first: u128::from_le_bytes(*first),
            last: u128::from_le_bytes(*last),
            length: text.len() as u32,
        })
    }

    /// The bytes, with zeros after the end.
    pub fn bytes(self) -> [u8; Bytes32::LONGEST] {
        let mut bytes = [0; Bytes32::LONGEST];
        bytes[..Bytes16::LONGEST].copy_from_slice(&self.first.to_le_bytes());
        if self.len() > Bytes16::LONGEST {
            bytes[self.len() - Bytes16::LONGEST..self.len()].copy_from_slice(&self.last.to_le_bytes());
        }
        bytes
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

    /// A number whose high bits are as good as random.
    #[inline]
    pub fn hash(self) -> u64 {
        // An odd number of no pattern (the golden ratio's digits); the parts are multiplied apart, since names often differ
        // only in one of them.
        const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
        let halves = |bits: u128| (bits as u64).wrapping_mul(FACTOR) ^ ((bits >> 64) as u64).rotate_left(32);
        let (first, last) = (halves(self.first), halves(self.last));
        (first ^ last.rotate_left(21) ^ u64::from(self.length)).wrapping_mul(FACTOR)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_longer_is_no_key() {
        assert!(Bytes32::of(&[b'a'; 32]).is_some());
        assert_eq!(Bytes32::of(&[b'a'; 33]), None);
        assert!(Bytes32::of(b"").unwrap().is_empty());
    }

    proptest! {
        #[test]
        fn a_text_is_the_same_wherever_it_stands_and_differs_from_others(
            text in "[a\\x00]{0,32}",
            other in "[a\\x00]{0,32}",
            before in "[ab]{0,20}",
            after in "[ab]{0,20}",
        ) {
            let around = [before.as_str(), &text, &after].concat();
            let key = Bytes32::of(text.as_bytes()).unwrap();
            prop_assert_eq!(Bytes32::at(around.as_bytes(), before.len()..before.len() + text.len()), Some(key));
            prop_assert_eq!(&key.bytes()[..key.len()], text.as_bytes());
            prop_assert_eq!(Bytes32::of(other.as_bytes()) == Some(key), text == other);
        }
    }
}
