//! Likely misspellings: a rare kind or actor that is one letter away from a common one. Counts and filters would treat them
//! as two.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::error::Place;
use crate::model::field::Field;
use crate::text::list::each_of_several;
use crate::text::normalize::fold;
use crate::text::similar::one_letter_apart;
use crate::text::thousands;

use super::code::Code;
use super::{CheckedRow, Finding, Findings, Wanted};

#[derive(Default)]
pub(super) struct Names {
    kinds: Tally,
    actors: Tally,
    /// The words in the countries' names. Two names that differ only in such a word are both right.
    countries: HashSet<Box<str>, RandomState>,
}

type Tally = HashMap<Box<str>, Name, RandomState>;

struct Name {
    count: u64,
    /// Where it occurs first: the line, and the rest of its place, which the names of one row share.
    line: u64,
    place: Arc<Place>,
}

/// In words shorter than this, one letter often makes another word: Iran, Iraq.
const LEAST_LETTERS: usize = 5;

/// A rare name occurs at most this often, and so many times less than the common one.
const RARE: u64 = 3;
const TIMES_MORE: u64 = 4;

/// The same factor where one letter is replaced by another, which more often makes another word: `protect`, `protest`.
const TIMES_MORE_BY_ANOTHER_LETTER: u64 = 25;

impl Names {
    pub fn add(&mut self, row: &CheckedRow<'_, '_>) {
        let event = row.event;
        let kind = event.text(Field::Kind);
        let mut place = None;
        count(&mut self.kinds, kind.trim(), row, Field::Kind, &mut place);
        place = None;
        each_of_several(&event.text(Field::Actors), |actor| {
            count(&mut self.actors, actor, row, Field::Actors, &mut place)
        });
        let country = event.text(Field::Country);
        if !self.countries.contains(country.as_ref()) {
            self.countries.insert(country.as_ref().into());
        }
    }

    pub fn append(&mut self, block: Names, first_line: u64) {
        for (tally, block) in [(&mut self.kinds, block.kinds), (&mut self.actors, block.actors)] {
            for (name, Name { count, line, place }) in block {
                tally.entry(name).or_insert(Name { count: 0, line: line + first_line, place }).count += count;
            }
        }
        self.countries.extend(block.countries);
    }

    pub fn finish(self, findings: &mut Findings, wanted: &Wanted) {
        let countries: HashSet<String> = self
            .countries
            .iter()
            .flat_map(|country| words(&fold(country)).map(str::to_owned).collect::<Vec<_>>())
            .collect();
        let mut found = misspelt(self.kinds, "kind", &countries);
        found.extend(misspelt(self.actors, "actor", &countries));
        found.sort_by(|a, b| (a.place.line, &a.message).cmp(&(b.place.line, &b.message)));
        for finding in found {
            findings.add(finding.code, wanted, || finding);
        }
    }
}

/// Counts a name. `place` is that of the cell, once one of its names was new.
fn count(tally: &mut Tally, name: &str, row: &CheckedRow<'_, '_>, field: Field, place: &mut Option<Arc<Place>>) {
    match tally.get_mut(name) {
        _ if name.is_empty() => {}
        Some(known) => known.count += 1,
        None => {
            let here = || Arc::new(row.event.place(row.event.column_of(field), row.line));
            let place = Arc::clone(place.get_or_insert_with(here));
            tally.insert(name.into(), Name { count: 1, line: place.line, place });
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Compares each rare name with the common ones that it may be a misspelling of. Two names that are one letter apart become
/// equal when one letter is removed from each, so candidates are looked up by what is left.
fn misspelt(tally: Tally, what: &str, countries: &HashSet<String>) -> Vec<Finding> {
    struct Common {
        name: Box<str>,
        folded: String,
        count: u64,
    }
    let (rare, common): (Vec<_>, Vec<_>) = tally.into_iter().partition(|(_, name)| name.count <= RARE);
    let mut rests: HashMap<String, Vec<usize>, RandomState> = HashMap::default();
    let common: Vec<Common> = common
        .into_iter()
        .map(|(name, Name { count, .. })| Common { folded: fold(&name).into_owned(), name, count })
        .collect();
    if rare.is_empty() {
        return Vec::new();
    }
    for (i, name) in common.iter().enumerate() {
        for rest in without_a_letter(&name.folded) {
            rests.entry(rest).or_default().push(i);
        }
    }
    let find = |(name, Name { count, line, place }): (Box<str>, Name)| {
        let folded = fold(&name);
        let near = without_a_letter(&folded).into_iter().filter_map(|rest| rests.get(&rest)).flatten();
        let is_slip = |common: &&Common| {
            let times_more =
                if has_another_letter(&folded, &common.folded) { TIMES_MORE_BY_ANOTHER_LETTER } else { TIMES_MORE };
            common.count >= times_more * count && differ_by_a_slip(&folded, &common.folded, countries)
        };
        let common = near.map(|&i| &common[i]).filter(is_slip).max_by_key(|common| (common.count, &*common.name))?;
        let times = |n| if n == 1 { "once".to_owned() } else { format!("{} times", thousands(n)) };
        let apart = if folded == common.folded { "in capitals or accents" } else { "in one letter" };
        Some(Finding {
            code: Code::LikelyMisspelling,
            place: Place { line, ..Place::clone(&place) },
            message: format!(
                "the {what} `{name}` is there {}, `{}` {}",
                times(count),
                common.name,
                times(common.count)
            ),
            hint: Some(
                format!("they differ {apart}; if they are the same, write them so, or they are counted apart").into(),
            ),
            fix: None,
        })
    };
    rare.into_iter().filter_map(find).collect()
}

/// The text, and the text without each one of its letters.
fn without_a_letter(folded: &str) -> Vec<String> {
    let rests = folded.char_indices().map(|(at, c)| format!("{}{}", &folded[..at], &folded[at + c.len_utf8()..]));
    rests.chain([folded.to_owned()]).collect()
}

/// Whether two folded names are equal, or differ by one letter within a word that is long enough, has the same first letter
/// and is no country. Others that are one letter apart are two names: Gambia and Zambia, Iran and Iraq, brigades 1 and 2.
fn differ_by_a_slip(a: &str, b: &str, countries: &HashSet<String>) -> bool {
    let has_long_word = |text: &str| words(text).any(|word| word.chars().count() >= LEAST_LETTERS);
    if a == b {
        return has_long_word(a);
    }
    if !one_letter_apart(a, b) {
        return false;
    }
    let (first, second): (Vec<&str>, Vec<&str>) = (words(a).collect(), words(b).collect());
    if first.len() != second.len() {
        // One has a space more: `Al Shabaab`, `AlShabaab`.
        return has_long_word(a) && has_long_word(b);
    }
    let Some((a, b)) = first.into_iter().zip(second).find(|(a, b)| a != b) else {
        // A punctuation mark differs.
        return has_long_word(a);
    };
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
    let is_of_letters = |word: &str| !word.chars().any(|c| c.is_ascii_digit());
    letters(a).min(letters(b)) >= LEAST_LETTERS - 1
        && letters(a).max(letters(b)) >= LEAST_LETTERS
        && is_of_letters(a)
        && is_of_letters(b)
        && a.chars().next() == b.chars().next()
        && !(countries.contains(a) && countries.contains(b))
}

/// Whether one letter of a folded name is replaced by another. Vowels don't count, since names from other scripts are often
/// written with either: `Taliban` and `Taleban`.
fn has_another_letter(a: &str, b: &str) -> bool {
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut others = a.chars().zip(b.chars()).filter(|(a, b)| a != b);
    let (first, second) = (others.next(), others.next());
    a.chars().count() == b.chars().count()
        && second.is_none()
        && first.is_some_and(|(a, b)| !(is_vowel(a) && is_vowel(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_letter_is_told_from_one_too_few() {
        assert!(has_another_letter("protect", "protest"));
        for (a, b) in [("taliban", "taleban"), ("atack", "attack"), ("attakc", "attack"), ("attack", "attack")] {
            assert!(!has_another_letter(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_slip_is_told_from_another_name() {
        let countries: HashSet<String> = ["ireland", "iceland"].map(str::to_owned).into();
        for (a, b) in [
            ("attack", "atack"),
            ("taliban", "taleban"),
            ("attacks", "attack"),
            ("shelling", "shelilng"),
            ("al shabaab", "al-shabaab"),
            ("attack", "attack"),
        ] {
            assert!(differ_by_a_slip(a, b, &countries), "{a} {b}");
        }
        for (a, b) in [
            ("government of iran", "government of iraq"),
            ("protesters (gambia)", "protesters (zambia)"),
            ("government of ireland", "government of iceland"),
            ("brigade 1", "brigade 2"),
            ("m23", "m24"),
            ("military forces (2012-2020)", "military forces (2012-2021)"),
            ("faction a", "faction b"),
        ] {
            assert!(!differ_by_a_slip(a, b, &countries), "{a} {b}");
        }
    }
}
