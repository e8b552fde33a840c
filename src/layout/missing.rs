//! What stands for an unknown value in the cells of a file: `-9`, `NA`, or an address that a database makes up.
//!
//! A codebook lists the codes; dates, counts and texts ask [`MissingCodes`] before they read a cell.

use std::sync::Arc;

/// A code as a codebook writes it. `*` in it stands for any text and `#` for any digits; alone, each stands for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodePattern {
    code: Box<str>,
    has_wildcards: bool,
}

impl CodePattern {
    pub fn new(code: &str) -> CodePattern {
        let has_wildcards = code.len() > 1 && code.contains(['*', '#']);
        CodePattern { code: code.into(), has_wildcards }
    }

    /// The code as it is written.
    pub fn as_str(&self) -> &str {
        &self.code
    }

    /// Whether the text, without edge spaces, is the code.
    #[inline]
    pub fn matches(&self, text: &str) -> bool {
        *self.code == *text || (self.has_wildcards && matches(self.code.as_bytes(), text.as_bytes()))
    }
}

fn matches(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', rest @ ..] => (0..=text.len()).any(|at| matches(rest, &text[at..])),
        [b'#', rest @ ..] => {
            let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
            (1..=digits).any(|at| matches(rest, &text[at..]))
        }
        [byte, rest @ ..] => text.first() == Some(byte) && matches(rest, &text[1..]),
    }
}

/// The codes for an unknown value: those of every column, and those of some.
#[derive(Clone, Debug, Default)]
pub struct MissingCodes {
    everywhere: Arc<[CodePattern]>,
    in_columns: Arc<[(usize, Box<[CodePattern]>)]>,
}

impl MissingCodes {
    /// The codes of every column, and further codes of single columns, by their number in the file.
    pub fn new(everywhere: Arc<[CodePattern]>, in_columns: Vec<(usize, Box<[CodePattern]>)>) -> MissingCodes {
        MissingCodes { everywhere, in_columns: in_columns.into() }
    }

    /// These and further codes: of every column, and of single ones.
    pub fn with(self, everywhere: &[CodePattern], in_columns: Vec<(usize, Box<[CodePattern]>)>) -> MissingCodes {
        if everywhere.is_empty() && in_columns.is_empty() {
            return self;
        }
        let all = self.everywhere.iter().chain(everywhere).cloned().collect();
        let columns = self.in_columns.iter().cloned().chain(in_columns).collect();
        MissingCodes::new(all, columns)
    }

    /// Whether there are none, so that every cell means what it says.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.everywhere.is_empty() && self.in_columns.is_empty()
    }

    /// Whether the text of a cell in that column, without edge spaces, stands for an unknown value.
    #[inline]
    pub fn contains(&self, column: usize, text: &str) -> bool {
        let is_one = |codes: &[CodePattern]| codes.iter().any(|code| code.matches(text));
        is_one(&self.everywhere) || self.in_columns.iter().any(|(i, codes)| *i == column && is_one(codes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_have_wildcards() {
        for (code, text, expected) in [
            ("-9", "-9", true),
            ("-9", "-99", false),
            ("t#", "t12", true),
            ("t#", "t", false),
            ("t#", "t1x", false),
            ("*/genid/*", "http://x/genid/a", true),
            ("_:*", "_:b0", true),
            ("*", "*", true),
            ("*", "anything", false),
            ("#", "7", false),
            ("a*b*c", "abbc", true),
            ("a*b*c", "abb", false),
        ] {
            assert_eq!(CodePattern::new(code).matches(text), expected, "{code} {text}");
        }
    }

    #[test]
    fn a_column_may_have_codes_of_its_own() {
        let codes = |codes: &[&str]| codes.iter().map(|code| CodePattern::new(code)).collect::<Vec<_>>();
        let missing = MissingCodes::new(codes(&["NA"]).into(), vec![(2, codes(&["-9"]).into())]);
        assert!(missing.contains(0, "NA") && missing.contains(2, "NA") && missing.contains(2, "-9"));
        assert!(!missing.contains(0, "-9"));
        assert!(!missing.is_empty() && MissingCodes::default().is_empty());
    }
}
