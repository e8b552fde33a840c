//! Text made fit for a terminal: no control characters, and no wider than the room there is.
//!
//! Everything that people read goes through here: the timeline, tables, `show`, and errors.

use std::borrow::Cow;
use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Whether a character could steer a terminal, or make text read otherwise than it is stored (the bidirectional
/// controls of "Trojan Source", CVE-2021-42574).
fn is_unsafe(c: char) -> bool {
    c.is_control() || is_bidi(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether a character is one of the bidirectional controls.
pub fn is_bidi(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text with every control character replaced by a visible sign: `␛` for ESC, a space for a tab or line break.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    Cow::Owned(text.chars().map(visible).collect())
}

fn visible(c: char) -> char {
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
pub fn truncate_cell(text: &str) -> String {
    truncate(&sanitize(text.trim()), LONGEST).into_owned()
}

/// The text cut to at most `width` terminal cells, ending in `…` where something was left out.
pub fn truncate(text: &str, width: usize) -> Cow<'_, str> {
    if text.width() <= width {
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
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_become_visible_and_harmless() {
        assert_eq!(sanitize("a\x1b[31mb\x07"), "a␛[31mb␇");
        assert_eq!(sanitize("a\r\nb\tc"), "a b c");
        assert_eq!(sanitize("\u{9b}31m\u{202e}x"), "\u{fffd}31m\u{fffd}x");
        assert!(matches!(sanitize("Zürich 東京"), Cow::Borrowed(_)));
    }

    #[test]
    fn cuts_by_cells_not_characters() {
        assert_eq!(truncate("東京都", 6), "東京都");
        assert_eq!(truncate("東京都", 5), "東京…");
        assert_eq!(truncate("abc", 2), "a…");
        assert_eq!(truncate("abc", 0), "");
    }
}
