//! Text made alike for comparison: without regard to case, accents and the typographer's variants of signs.
//!
//! Whatever compares what people wrote uses it: filters, orders, the search for duplicates.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// The text in the form in which two spellings of one name are equal: `İstanbul` and `istanbul`, `Łódź` and `lodz`.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Cow::Owned(text.to_ascii_lowercase());
        }
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    Cow::Owned(if fold_latin(text, &mut folded) { folded } else { fold_any(text) })
}

/// The same for text that Unicode knows how to take apart, whatever it is.
fn fold_any(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Put together again, so that a letter with a mark that stays is one character and not found by its base.
    let bases = text.nfkd().filter(|&c| !is_accent(c)).nfc().flat_map(char::to_lowercase);
    for c in bases {
        match plain(c) {
            Some(plain) => out.push_str(plain),
            None => out.push(c),
        }
    }
    out
}

/// The first character that has no place in [`LATIN`]: combining marks and the other scripts come later.
const AFTER_LATIN: char = '\u{250}';

/// What each of the accented letters and signs before that becomes. Each by itself, since none of them is a mark that
/// could change its neighbour: so most of the world's place names need not be taken apart every time.
static LATIN: LazyLock<Vec<String>> =
    LazyLock::new(|| ('\u{80}'..AFTER_LATIN).map(|c| fold_any(c.encode_utf8(&mut [0; 4]))).collect());

/// Adds the folded text to `out`. `false` where there is a character beyond Latin.
fn fold_latin(text: &str, out: &mut String) -> bool {
    let latin = &*LATIN;
    for c in text.chars() {
        match latin.get((c as usize).wrapping_sub(0x80)) {
            _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            Some(folded) => out.push_str(folded),
            None => return false,
        }
    }
    true
}

/// Marks above and below a letter. Those of the lowest classes (the kana's voicing, the viramas of India) make
/// another letter, and stay.
fn is_accent(c: char) -> bool {
    canonical_combining_class(c) > 9
}

/// What people type for a letter or sign that Unicode does not take apart.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ı' => "i",
        'ς' => "σ",
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'þ' => "th",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        '‘' | '’' | 'ʼ' | 'ʻ' => "'",
        '“' | '”' | '„' => "\"",
        '‐'..='―' | '−' => "-",
        _ => return None,
    })
}

thread_local! {
    /// Where a cell is folded to be looked into: room of its own for each of millions costs more than the search.
    static FOLDED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// A text to look for in cells.
#[derive(Clone, Debug)]
pub struct Needle(String);

impl Needle {
    /// The text without edge spaces, to be found whatever its case and accents.
    pub fn new(text: &str) -> Needle {
        Needle(fold(text.trim()).into_owned())
    }

    /// The text as it is compared.
    pub fn folded(&self) -> &str {
        &self.0
    }

    /// Whether it has a quote, which a cell that is quoted has twice.
    pub fn has_quote(&self) -> bool {
        self.0.contains('"')
    }

    /// Whether the cell holds the text anywhere.
    pub fn is_in(&self, cell: &str) -> bool {
        if cell.is_ascii() {
            return self.is_in_ascii(cell.as_bytes());
        }
        FOLDED.with_borrow_mut(|folded| {
            folded.clear();
            if fold_latin(cell, folded) { folded.contains(&self.0) } else { fold_any(cell).contains(&self.0) }
        })
    }

    /// The same for a cell of ASCII, where letters can be compared where they stand.
    fn is_in_ascii(&self, cell: &[u8]) -> bool {
        let needle = self.0.as_bytes();
        let Some((&first, _)) = needle.split_first() else {
            return true;
        };
        let Some(starts) = (cell.len() + 1).checked_sub(needle.len()) else {
            return false;
        };
        memchr::memchr2_iter(first, first.to_ascii_uppercase(), &cell[..starts])
            .any(|at| cell[at..at + needle.len()].eq_ignore_ascii_case(needle))
    }

    /// Whether the whole cell is the text.
    pub fn is(&self, cell: &str) -> bool {
        fold(cell.trim()) == self.0
    }

    /// Whether the cell comes before or after the text, both without regard to case and accents.
    pub fn compare(&self, cell: &str) -> std::cmp::Ordering {
        fold(cell.trim()).as_ref().cmp(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_letters_fold_by_themselves_as_they_do_together() {
        let latin = |text: &str| {
            let mut folded = String::new();
            fold_latin(text, &mut folded).then_some(folded)
        };
        let all: String = ('\0'..AFTER_LATIN).collect();
        assert_eq!(latin(&all).unwrap(), fold_any(&all));
        assert_eq!(latin("Łódź か"), None);
        for c in '\0'..AFTER_LATIN {
            let among = format!("a{c}{c}e");
            assert_eq!(latin(&among).unwrap(), fold_any(&among), "{among}");
        }
    }

    #[test]
    fn finds_without_regard_to_case_and_accents() {
        for (needle, cell) in [
            ("istanbul", "İstanbul"),
            ("ISTANBUL", "İSTANBUL, Türkiye"),
            ("Bogota", "Bogotá"),
            ("Bogotá", "BOGOTA"),
            ("diyarbakir", "Diyarbakır"),
            ("lodz", "Łódź"),
            ("strasse", "Hauptstraße"),
            ("o'neil", "O’Neil"),
            ("москва", "МОСКВА"),
            ("ΠΕΙΡΑΙΑΣ", "Πειραιάς"),
            ("a`b", "a`b é"),
            ("", "anything"),
            ("l", "kabul"),
        ] {
            assert!(Needle::new(needle).is_in(cell), "{needle} in {cell}");
        }
        for (needle, cell) in [("kabul", "Kabu"), ("москва", "Moscow"), ("か", "が"), ("kabul", "")] {
            assert!(!Needle::new(needle).is_in(cell), "{needle} in {cell}");
        }
    }
}
