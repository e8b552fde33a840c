//! Line breaks: LF, CR LF, a lone CR, and the CR CR LF that a bad transfer makes of CR LF.
//!
//! The scanner and the reports count lines with it, so that a line number is the one that an editor shows.

use std::ops::Range;

/// How long the line break at the start of `bytes` is; 0 at their end. CR CR LF is one line break here.
pub fn line_break(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\r', b'\n', ..] => 3,
        [b'\r', b'\n', ..] => 2,
        [] => 0,
        _ => 1,
    }
}

/// How many lines end in that part of the bytes: LF, CR and CR LF each end one. A CR LF is counted where its CR stands,
/// so parts that follow each other add up.
pub fn line_breaks(bytes: &[u8], part: Range<usize>) -> u64 {
    let after_return = follows_return(bytes, part.start);
    let part = &bytes[part];
    let is_end = |&i: &usize| match part[i] {
        b'\n' if i == 0 => !after_return,
        b'\n' => part[i - 1] != b'\r',
        _return => true,
    };
    memchr::memchr2_iter(b'\n', b'\r', part).filter(is_end).count() as u64
}

/// Whether the byte before that place is a CR.
pub fn follows_return(bytes: &[u8], at: usize) -> bool {
    at > 0 && bytes[at - 1] == b'\r'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_text_add_up_to_its_lines() {
        let text = b"a\r\nb\rc\n\nd\r\r\ne";
        for cut in 0..=text.len() {
            assert_eq!(line_breaks(text, 0..cut) + line_breaks(text, cut..text.len()), 6, "{cut}");
        }
    }
}
