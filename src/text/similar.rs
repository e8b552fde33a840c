//! How alike two texts are: by the words they share, or by a single letter.
//!
//! `check` looks for duplicates and misspellings with it, `diff` for the event that another was before an edit.

use std::hash::BuildHasher;

use foldhash::quality::FixedState;

use crate::text::normalize::fold;

/// A hash of a text, the same on every thread.
pub fn hash(text: &str) -> u64 {
    FixedState::default().hash_one(text)
}

/// Titles with as many of their words in common may be of one event.
pub const SIMILAR: f64 = 0.7;

/// No more events on one day at one place are compared by their titles: that would take the square of their number.
pub const MOST_COMPARED: usize = 64;

/// TitleWords that say little about what happened.
pub const SMALL: &[&str] = &[
    "a", "after", "an", "and", "are", "as", "at", "by", "for", "from", "has", "have", "in", "into", "is", "its", "of",
    "on", "or", "over", "s", "that", "the", "their", "to", "was", "were", "with",
];

/// The words of a title that tell it from another, as a set: without regard to case, accents and order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TitleWords(Box<[u64]>);

impl TitleWords {
    pub fn of(text: &str) -> TitleWords {
        let folded = fold(text);
        let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let mut hashes: Vec<u64> = words.filter(|word| !SMALL.contains(word)).map(hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        TitleWords(hashes.into())
    }

    /// How many of the words of both are in both, from 0 to 1 (the coefficient of Sørensen and Dice). Two texts without
    /// words have nothing in common.
    pub fn likeness(&self, other: &TitleWords) -> f64 {
        let (mut a, mut b) = (&*self.0, &*other.0);
        let mut shared = 0usize;
        while let ([first, rest_a @ ..], [second, rest_b @ ..]) = (a, b) {
            shared += usize::from(first == second);
            if first <= second {
                a = rest_a;
            }
            if second <= first {
                b = rest_b;
            }
        }
        let all = self.0.len() + other.0.len();
        if all == 0 { 0.0 } else { 2.0 * shared as f64 / all as f64 }
    }
}

/// Whether one letter more, less or other, or two neighbours in the other order, make the one text of the other.
pub fn one_letter_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = |(a, b): (&char, &char)| a == b;
    let head = a.iter().zip(&b).take_while(|&pair| same(pair)).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|&pair| same(pair)).count();
    match (&a[..a.len() - tail], &b[..b.len() - tail]) {
        ([_], []) | ([], [_]) | ([_], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_alike_by_their_words() {
        let likeness = |a: &str, b: &str| TitleWords::of(a).likeness(&TitleWords::of(b));
        assert_eq!(likeness("Attack on a Moscow concert hall", "Moscow concert hall: the attack"), 1.0);
        assert_eq!(likeness("Suicide attack at Kabul airport", "Suicide bombing, Kabul airport"), 0.75);
        assert!(likeness("Attack on the Russian embassy", "Attack on the French embassy") < 0.7);
        assert_eq!(likeness("", "the"), 0.0);
    }

    #[test]
    fn one_letter_is_one_edit() {
        for (a, b) in [("taliban", "taleban"), ("attack", "atack"), ("attack", "attakc"), ("attack", "attacks")] {
            assert!(one_letter_apart(a, b) && one_letter_apart(b, a), "{a} {b}");
        }
        for (a, b) in [("attack", "attack"), ("attack", "attic"), ("hutu", "tutsi"), ("abcd", "badc")] {
            assert!(!one_letter_apart(a, b), "{a} {b}");
        }
    }
}
