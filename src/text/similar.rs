//! How alike two texts are: titles by the words they share, names by their letters.
//!
//! Duplicates, misspellings and renamed events are found with it, and the name that was meant by one that is not there.

use std::cell::RefCell;
use std::hash::BuildHasher;

use foldhash::quality::{FixedState, FoldHasher};

use crate::text::normalize::fold;

/// A hash of a text, the same on every thread.
pub fn hash(text: &str) -> u64 {
    FixedState::default().hash_one(text)
}

/// A hasher that gives the same hashes on every thread.
pub fn hasher() -> FoldHasher<'static> {
    FixedState::default().build_hasher()
}

/// Titles with as many of their words in common may be of one event.
pub const SIMILAR: f64 = 0.7;

/// No more events on one day at one place are compared by their titles: that would take the square of their number.
pub const MOST_COMPARED: usize = 64;

/// Words that say little about what happened.
pub const SMALL: &[&str] = &[
    "a", "after", "an", "and", "are", "as", "at", "by", "for", "from", "has", "have", "in", "into", "is", "its", "of",
    "on", "or", "over", "s", "that", "the", "their", "to", "was", "were", "with",
];

thread_local! {
    static HASHES: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// Whether a word is one of [`SMALL`].
fn is_small(word: &str) -> bool {
    const LONGEST: usize = 5;
    word.len() <= LONGEST && SMALL.contains(&word)
}

/// The words of a title that tell it from another, as a set: without regard to case, accents and order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TitleWords(Box<[u64]>);

impl TitleWords {
    /// The words of a title; small words such as `the` are left out.
    pub fn of(text: &str) -> TitleWords {
        TitleWords::of_folded(&fold(text))
    }

    /// The same of a title that is folded.
    pub fn of_folded(folded: &str) -> TitleWords {
        let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        // A title is put together where the one before it was, so that each takes memory once.
        HASHES.with_borrow_mut(|hashes| {
            hashes.clear();
            hashes.extend(words.filter(|word| !is_small(word)).map(hash));
            hashes.sort_unstable();
            hashes.dedup();
            TitleWords(hashes.as_slice().into())
        })
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

/// No more names are offered for one that is not there.
const MOST_OFFERED: usize = 5;

/// Names that differ more from the one that was asked for are not offered.
const ALIKE: f64 = 0.75;

/// The names that may be meant by one that is not there, gathered from any number of them.
#[derive(Clone, Debug)]
pub struct Closest {
    wanted: String,
    /// Each with how alike it is, the likeliest first.
    found: Vec<(f64, String)>,
}

impl Closest {
    /// Looks for names like this one.
    pub fn to(wanted: &str) -> Closest {
        Closest { wanted: fold(wanted.trim()).into_owned(), found: Vec::new() }
    }

    /// Looks at one name, which is kept where it is among the likeliest.
    pub fn add(&mut self, name: &str) {
        let likeness = name_likeness(&self.wanted, &fold(name.trim()));
        let is_better = self.found.len() < MOST_OFFERED || self.found.last().is_some_and(|last| last.0 < likeness);
        if likeness >= ALIKE && is_better && !self.found.iter().any(|(_, other)| other == name) {
            let at = self.found.partition_point(|(other, _)| *other >= likeness);
            self.found.insert(at, (likeness, name.to_owned()));
            self.found.truncate(MOST_OFFERED);
        }
    }

    /// Takes in what was gathered from other names for the same one.
    pub fn append(&mut self, other: Closest) {
        other.found.iter().for_each(|(_, name)| self.add(name));
    }

    /// The likeliest first; none where none is alike.
    pub fn into_names(self) -> Vec<String> {
        self.found.into_iter().map(|(_, name)| name).collect()
    }
}

/// The one of the names that is meant by one that is not among them, where one is likely.
pub fn closest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(wanted.trim());
    let alike = names.into_iter().map(|name| (name_likeness(&wanted, &fold(name.trim())), name));
    let best = alike.filter(|(likeness, _)| *likeness >= ALIKE).reduce(|a, b| if b.0 > a.0 { b } else { a });
    best.map(|(_, name)| name)
}

/// The names to choose from, for a hint, after the one of them that is meant by one that is not among them:
/// ``did you mean `country`? the columns are: id, country``. `what` is what they are: `columns`.
pub fn offer<'a>(wanted: &str, what: &str, names: impl IntoIterator<Item = &'a str>, listed: &str) -> String {
    match closest(wanted, names) {
        Some(name) => format!("did you mean `{name}`? the {what} are: {listed}"),
        None => format!("the {what} are: {listed}"),
    }
}

/// From 0 to 1, for folded names. One that holds the other is alike whatever its length: `airport` for `kabul-airport`;
/// one or two letters are in anything.
fn name_likeness(wanted: &str, name: &str) -> f64 {
    let (a, b) = (wanted.chars().count(), name.chars().count());
    let holds = (b >= 3 && wanted.contains(name)) || (a >= 3 && name.contains(wanted));
    let longest = a.max(b).max(1) as f64;
    // Millions of names may be looked at, and letters are counted only where their number allows a likeness.
    if !holds && a.abs_diff(b) as f64 / longest > 1.0 - ALIKE {
        return 0.0;
    }
    let likeness = 1.0 - strsim::osa_distance(wanted, name) as f64 / longest;
    if holds { likeness.max(ALIKE) } else { likeness }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_are_short() {
        assert!(SMALL.iter().all(|word| is_small(word)));
    }

    #[test]
    fn titles_are_alike_by_their_words() {
        let likeness = |a: &str, b: &str| TitleWords::of(a).likeness(&TitleWords::of(b));
        assert_eq!(likeness("Attack on a Moscow concert hall", "Moscow concert hall: the attack"), 1.0);
        assert_eq!(likeness("Suicide attack at Kabul airport", "Suicide bombing, Kabul airport"), 0.75);
        assert!(likeness("Attack on the Russian embassy", "Attack on the French embassy") < 0.7);
        assert_eq!(likeness("", "the"), 0.0);
    }

    #[test]
    fn a_mistyped_name_finds_the_one_that_was_meant() {
        let ids = ["founding", "kabul-airport", "kabul-embassy", "moscow-hall"];
        for (wanted, meant) in [
            ("kabul-airprot", Some("kabul-airport")),
            ("KABUL-AIRPORT", Some("kabul-airport")),
            ("kabulairport", Some("kabul-airport")),
            ("airport", Some("kabul-airport")),
            ("2021-kabul-airport", Some("kabul-airport")),
            ("fuonding", Some("founding")),
            ("ab", None),
            ("", None),
            ("tokyo", None),
        ] {
            assert_eq!(closest(wanted, ids), meant, "{wanted}");
        }
        assert_eq!(closest("coutnry", ["location", "country", "county"]), Some("country"));
        assert_eq!(closest("kabul", []), None);
    }

    #[test]
    fn of_many_alike_the_likeliest_are_kept() {
        let names: Vec<String> = (0..100).map(|n| format!("kabul-airport-{n}")).collect();
        let mut all = Closest::to("kabul-airport-77");
        let mut second = all.clone();
        names[..50].iter().for_each(|name| all.add(name));
        names[50..].iter().for_each(|name| second.add(name));
        all.append(second);
        let found = all.into_names();
        assert_eq!((found.len(), found[0].as_str()), (MOST_OFFERED, "kabul-airport-77"));
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
