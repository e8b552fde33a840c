//! Text from files made fit for people: no control characters, nothing that reads otherwise than it is stored, and no
//! wider than the room there is.
//!
//! All that a terminal shows goes through [`sanitize`], which leaves a sign where something was; all that is published
//! goes through [`sanitize_text`] and its like, which leave out what would turn the direction of the text.

use std::borrow::Cow;
use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Whether a character could steer a terminal, or make text read otherwise than it is stored (the bidirectional
/// controls of "Trojan Source", CVE-2021-42574).
pub fn is_unsafe(c: char) -> bool {
    c.is_control() || is_bidi(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether a character is one of the bidirectional controls: Unicode's property `Bidi_Control`
/// (<https://www.unicode.org/reports/tr9/>, 2).
pub fn is_bidi(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a text may have a character that is not safe. Most have none, which their bytes show many at a time: the
/// characters beyond ASCII that are not safe begin with one of three bytes.
pub fn may_be_unsafe(text: &str) -> bool {
    let is_doubtful = |byte: u8| byte < b' ' || matches!(byte, 0x7F | 0xC2 | 0xD8 | 0xE2);
    position_of(text, is_doubtful).is_some()
}

/// Where the first of some bytes stands. Many bytes are looked at together, since most texts have none of them.
pub fn position_of(text: &str, is_one: impl Fn(u8) -> bool) -> Option<usize> {
    const TOGETHER: usize = 64;
    let bytes = text.as_bytes();
    let has_one = |bytes: &[u8]| bytes.iter().fold(false, |has_one, byte| has_one | is_one(*byte));
    let chunk = bytes.chunks(TOGETHER).position(has_one)?;
    let from = chunk * TOGETHER;
    bytes[from..].iter().position(|byte| is_one(*byte)).map(|at| from + at)
}

/// The text with every control character replaced by a visible sign: `␛` for ESC, a space for a tab or line break.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if !may_be_unsafe(text) || !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    Cow::Owned(text.chars().map(visible).collect())
}

/// The sign that stands for a character that is not safe.
pub fn visible(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        // Unicode's Control Pictures stand for the C0 controls in their order.
        '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}'),
        '\x7f' => '␡',
        c if is_unsafe(c) => '\u{FFFD}',
        c => c,
    }
}

/// [`sanitize`], line by line: for text that may run over several lines.
pub fn sanitize_lines(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    text.lines().map(sanitize)
}

/// The text for a document, without edge spaces: controls become visible signs as by [`sanitize`], and bidirectional
/// controls are left out.
pub fn sanitize_text(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !may_be_unsafe(text) || !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let text: String = text.chars().filter(|c| !is_bidi(*c)).collect();
    Cow::Owned(sanitize(&text).into_owned())
}

/// [`sanitize_text`], line by line, without the blank lines.
pub fn sanitize_paragraphs(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    text.lines().map(sanitize_text).filter(|line| !line.is_empty())
}

/// [`sanitize_text`] as one line, with one space for each run of white space, to be measured and wrapped.
pub fn sanitize_line(text: &str) -> Cow<'_, str> {
    let text = sanitize_text(text);
    // Beyond ASCII there are other spaces.
    if text.is_ascii() && !text.contains("  ") && !text.starts_with(' ') && !text.ends_with(' ') {
        return text;
    }
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Passes data on to a terminal with its control characters made visible, all but line breaks and tabs.
///
/// Each write must be whole characters, as an event is.
pub struct SanitizedWriter<'a>(pub &'a mut (dyn Write + Send));

impl Write for SanitizedWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        let keep = |c: char| c == '\n' || c == '\t';
        let harmless: String = text.chars().map(|c| if is_unsafe(c) && !keep(c) { visible(c) } else { c }).collect();
        self.0.write_all(harmless.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The most of one cell that a page for people shows; `show` and `export` have all of it.
const LONGEST: usize = 2000;

/// [`sanitize`], and cut where a cell is too long for people to read: for tables and the timeline.
pub fn truncate_cell(text: &str) -> Cow<'_, str> {
    match sanitize(text.trim()) {
        Cow::Borrowed(text) => truncate(text, LONGEST),
        Cow::Owned(text) => Cow::Owned(truncate(&text, LONGEST).into_owned()),
    }
}

/// How many terminal cells a text takes up.
pub fn cells(text: &str) -> usize {
    if is_printable_ascii(text) { text.len() } else { text.width() }
}

fn is_printable_ascii(text: &str) -> bool {
    text.bytes().fold(true, |is_one, byte| is_one & matches!(byte, b' '..=b'~'))
}

/// Whether each character of a text takes up one terminal cell, whatever stands beside it: ASCII, the Latin letters, and
/// the signs that stand in most texts.
pub fn is_plain(text: &str) -> bool {
    let is_plain = |c| matches!(c, ' '..='~' | '¡'..='¬' | '®'..='\u{2FF}' | '–' | '—' | '‘'..='”' | '…' | '○');
    is_printable_ascii(text) || text.chars().all(is_plain)
}

/// The text cut to at most `width` terminal cells, ending in `…` where something was left out.
pub fn truncate(text: &str, width: usize) -> Cow<'_, str> {
    // No character takes up more cells than it has bytes.
    if text.len() <= width || cells(text) <= width {
        return Cow::Borrowed(text);
    }
    let mut room = width.saturating_sub(1);
    let mut kept = String::new();
    for c in text.chars() {
        let cells = c.width().unwrap_or(0);
        if cells > room {
            break;
        }
        room -= cells;
        kept.push(c);
    }
    if width > 0 {
        kept.push('…');
    }
    Cow::Owned(kept)
}

/// The text followed by spaces up to `width` terminal cells.
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(cells(text))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn controls_become_visible_and_harmless() {
        assert_eq!(sanitize("a\x1b[31mb\x07"), "a␛[31mb␇");
        assert_eq!(sanitize("a\r\nb\tc"), "a b c");
        assert_eq!(sanitize("\u{9b}31m\u{202e}x"), "\u{fffd}31m\u{fffd}x");
        assert!(matches!(sanitize("Zürich 東京"), Cow::Borrowed(_)));
    }

    #[test]
    fn every_bidirectional_control_is_known() {
        // PropList.txt of Unicode 16, Bidi_Control.
        let controls = (0x61C..=0x61C).chain(0x200E..=0x200F).chain(0x202A..=0x202E).chain(0x2066..=0x2069);
        let all: Vec<char> = controls.filter_map(char::from_u32).collect();
        let text: String = all.iter().collect();
        assert_eq!(('\0'..=char::MAX).filter(|c| is_bidi(*c)).collect::<Vec<_>>(), all);
        assert_eq!(sanitize(&text), "\u{fffd}".repeat(all.len()));
        assert_eq!(sanitize_text(&text), "");
        let mut written = Vec::new();
        SanitizedWriter(&mut written).write_all("a\u{61c}b\tc\n".as_bytes()).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), "a\u{fffd}b\tc\n");
    }

    #[test]
    fn documents_have_lines_without_controls() {
        assert_eq!(sanitize_text("  a\x1b\u{202e}\tb  "), "a␛ b");
        assert_eq!(sanitize_line(" a \n\n b\u{200f}c"), "a bc");
        assert_eq!(sanitize_paragraphs("a\n \n\u{61c}\n b ").collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn cuts_by_cells_not_characters() {
        assert_eq!(truncate("東京都", 6), "東京都");
        assert_eq!(truncate("東京都", 5), "東京…");
        assert_eq!(truncate("abc", 2), "a…");
        assert_eq!(truncate("abc", 0), "");
    }

    #[test]
    fn bytes_show_what_may_be_unsafe() {
        let mut at = [0; 4];
        assert!(('\0'..=char::MAX).all(|c| !is_unsafe(c) || may_be_unsafe(c.encode_utf8(&mut at))));
        assert!(('\0'..=char::MAX).all(|c| c.width().unwrap_or(0) <= c.len_utf8()));
        assert!(('\0'..=char::MAX).all(|c| !is_plain(c.encode_utf8(&mut at)) || c.width() == Some(1)));
    }

    proptest! {
        /// Most texts take a short way; the long one says what is right.
        #[test]
        fn the_short_ways_come_to_the_same(text in "([ -~]{0,80}|[a-z …]|\\PC|[\\s\\p{Cc}\u{61c}\u{202e}\u{ad}é]){0,12}") {
            let is_kept = |c: &char| !is_bidi(*c);
            let visible: String = text.replace("\r\n", "\n").chars().map(visible).collect();
            prop_assert_eq!(sanitize(&text), visible);
            let without_bidi: String = text.trim().chars().filter(is_kept).collect();
            prop_assert_eq!(sanitize_text(&text), sanitize(&without_bidi));
            prop_assert_eq!(sanitize_line(&text), sanitize_text(&text).split_whitespace().collect::<Vec<_>>().join(" "));
            prop_assert_eq!(cells(&text), text.width());
            prop_assert!(cells(&text) <= text.len());
            prop_assert!(!is_plain(&text) || text.width() == text.chars().count());
        }
    }
}
