//! The marks that a version control system leaves in a file where two versions of it could not be merged.
//!
//! Whoever reads a row that can't be one asks whether it is such a mark; whoever changes a file asks whether it has any.

/// Each stands at the start of a line, seven times the same sign (gitattributes(5), `conflict-marker-size`): before our
/// side, before the version that both come from, between the sides, and after theirs.
const MARKS: [&[u8]; 4] = [b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>"];

/// The bytes by which a conflict begins: a text without them has none.
pub const CONFLICT_BEGINS: &[u8] = MARKS[0];

/// What whoever finds one can do about it.
pub const KEEP_ONE_SIDE: &str =
    "of the lines between `<<<<<<<` and `>>>>>>>`, keep those that are right, and take the marks out";

/// Whether a line is such a mark. A name may follow the signs after a space.
pub fn is_conflict_mark(line: &[u8]) -> bool {
    MARKS.iter().any(|mark| is_mark(line, mark))
}

/// The line, from 1, on which the first conflict begins; `None` where there is none that also ends.
pub fn first_conflict(text: &[u8]) -> Option<u64> {
    let [ours, _, between, theirs] = MARKS;
    let mut lines = (1..).zip(text.split(|byte| *byte == b'\n'));
    let (begins, _) = lines.find(|(_, line)| is_mark(line, ours))?;
    lines.find(|(_, line)| is_mark(line, between))?;
    lines.find(|(_, line)| is_mark(line, theirs))?;
    Some(begins)
}

fn is_mark(line: &[u8], mark: &[u8]) -> bool {
    let rest = line.strip_prefix(mark).map(|rest| rest.strip_suffix(b"\r").unwrap_or(rest));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_begins_and_ends() {
        for (text, line) in [
            ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> topic\n", Some(2)),
            ("<<<<<<< HEAD\r\nb\r\n||||||| base\r\n=======\r\nc\r\n>>>>>>> topic\r\n", Some(1)),
            ("<<<<<<<\n=======\n>>>>>>>", Some(1)),
            ("<<<<<<< HEAD\n", None),
            ("a\n=======\n>>>>>>> topic\n<<<<<<< HEAD\n", None),
            ("a <<<<<<< HEAD\n=======\n>>>>>>> topic\n", None),
            ("<<<<<<<< HEAD\n=======\n>>>>>>> topic\n", None),
            ("", None),
        ] {
            assert_eq!(first_conflict(text.as_bytes()), line, "{text:?}");
        }
    }

    #[test]
    fn a_mark_is_seven_signs_and_a_name() {
        for line in ["<<<<<<< HEAD", "=======", "=======\r", ">>>>>>> a,b", "||||||| 1234abc"] {
            assert!(is_conflict_mark(line.as_bytes()), "{line}");
        }
        for line in ["<<<<<<<HEAD", "======", "========", " =======", "a", ""] {
            assert!(!is_conflict_mark(line.as_bytes()), "{line}");
        }
    }
}
