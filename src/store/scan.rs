//! Bytes into records: where each record and each of its fields begins and ends, in one pass and without a copy.
//!
//! `store` calls it for every block of every input. It reads as the csv crate does (RFC 4180, loosely: a quote
//! counts only where it opens a field; CR LF, LF and CR end a record), which `tests/properties.rs` holds it to,
//! and it knows the line of each record, which the csv crate does not where cells hold line breaks.

use std::borrow::Cow;
use std::ops::Range;

/// One record, borrowed from the block it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Where it begins in the block.
    pub start: usize,
    /// Its bytes, without the line break at its end.
    pub bytes: &'a [u8],
    /// Its bytes with the line break that ends it, as they stand in the file.
    pub whole: &'a [u8],
    /// Where each field ends in `bytes`; the delimiter stands there.
    ends: &'a [u32],
    /// The line it begins in, counted from 0 at the start of the block.
    pub line: u64,
    /// Where in `bytes` a quote opens that nothing closes. Only the last record of an input can have one.
    pub unclosed: Option<usize>,
    /// Where in `bytes` text follows a closing quote. It is read as the csv crate reads it, as part of the cell, but
    /// far more often an earlier quote was never closed and this one opens another cell.
    pub stray: Option<usize>,
}

impl<'a> Record<'a> {
    /// The number of fields, at least 1.
    pub fn width(&self) -> usize {
        self.ends.len()
    }

    /// Where field `i` stands in `bytes`, its quotes included.
    pub fn span(&self, i: usize) -> Option<Range<usize>> {
        let end = *self.ends.get(i)? as usize;
        let start = if i == 0 { 0 } else { self.ends[i - 1] as usize + 1 };
        Some(start..end)
    }

    /// Field `i` as it stands, quotes and all; empty where the record has no such field.
    pub fn raw(&self, i: usize) -> &'a [u8] {
        self.span(i).map_or(&[], |span| &self.bytes[span])
    }

    /// Whether a quote is never closed, or closed where the cell goes on.
    pub fn is_broken(&self) -> bool {
        self.unclosed.is_some() || self.stray.is_some()
    }

    /// A row with nothing in it: spaces, delimiters and empty quotes. Spreadsheets leave such rows at the end.
    pub fn is_blank(&self) -> bool {
        (0..self.width()).all(|i| unquote(self.raw(i)).trim_ascii().is_empty())
    }
}

/// What a field holds: quotes taken off and doubled quotes made one. Borrowed unless there were doubled ones.
pub fn unquote(raw: &[u8]) -> Cow<'_, [u8]> {
    let Some(inner) = raw.strip_prefix(b"\"") else {
        return Cow::Borrowed(raw);
    };
    match memchr::memchr(b'"', inner) {
        None => return Cow::Borrowed(inner),
        Some(at) if at + 1 == inner.len() => return Cow::Borrowed(&inner[..at]),
        Some(_) => {}
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix(b"\"") {
            Some(after) => {
                out.push(b'"');
                rest = after;
            }
            // The quotes are closed: whatever follows stands for itself.
            None => break,
        }
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

/// Splits a block of whole records. See [`Scanner::next_record`].
pub struct Scanner<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    /// Where the next record begins.
    start: usize,
    /// The line of `start`, from 0 at the start of the block.
    line: u64,
    /// A bit for each byte of the window that can end a field or a quotation.
    marks: u64,
    /// Where that window of 64 bytes begins.
    window: usize,
    ends: Vec<u32>,
}

const WINDOW: usize = 64;

impl<'a> Scanner<'a> {
    /// `bytes` begins where a record begins.
    pub fn new(bytes: &'a [u8], delimiter: u8) -> Scanner<'a> {
        let mut scanner = Scanner { bytes, delimiter, start: 0, line: 0, marks: 0, window: 0, ends: Vec::new() };
        scanner.marks = scanner.marks_at(0);
        scanner
    }

    /// The next record that is not an empty line, or `None` at the end of the block.
    ///
    /// It borrows the scanner, which lends it the room for its field ends: keep what you need and ask for the next.
    pub fn next_record(&mut self) -> Option<Record<'_>> {
        let (line, end) = loop {
            let line = self.line;
            let end = self.find_end()?;
            if end.at > end.start {
                break (line, end);
            }
        };
        Some(Record {
            start: end.start,
            bytes: &self.bytes[end.start..end.at],
            whole: &self.bytes[end.start..end.after],
            ends: &self.ends,
            line,
            unclosed: end.unclosed,
            stray: end.stray,
        })
    }

    /// How many lines end before the next record.
    pub fn lines(&self) -> u64 {
        self.line
    }

    /// Walks the marks to the end of the record that begins at `self.start`, noting where its fields end.
    fn find_end(&mut self) -> Option<End> {
        let start = self.start;
        if start >= self.bytes.len() {
            return None;
        }
        self.ends.clear();
        let mut field = start;
        let mut quoted = false;
        let mut opened = start;
        // Just after a closing quote: a second one there makes the two a doubled quote, and the field goes on.
        let mut closed = usize::MAX;
        let mut stray = None;
        while let Some(at) = self.next_mark() {
            match self.bytes[at] {
                b'"' if quoted => {
                    quoted = false;
                    closed = at + 1;
                }
                b'"' => {
                    if at == field {
                        opened = at;
                        quoted = true;
                    } else if at == closed {
                        quoted = true;
                    }
                }
                byte @ (b'\n' | b'\r') => {
                    // CR LF is one line break, counted at its CR.
                    if byte == b'\r' || at == 0 || self.bytes[at - 1] != b'\r' {
                        self.line += 1;
                    }
                    if !quoted {
                        stray = stray.or(self.end_field(start, field, at, closed));
                        self.start = at + 1;
                        return Some(End {
                            start,
                            at,
                            after: at + line_break(&self.bytes[at..]),
                            unclosed: None,
                            stray,
                        });
                    }
                }
                _delimiter if quoted => {}
                _delimiter => {
                    stray = stray.or(self.end_field(start, field, at, closed));
                    field = at + 1;
                }
            }
        }
        let at = self.bytes.len();
        stray = stray.or(self.end_field(start, field, at, closed));
        self.start = at;
        Some(End { start, at, after: at, unclosed: quoted.then(|| opened - start), stray })
    }

    /// Notes that the field from `field` ends at `at`. Where text follows the quote that closed at `closed` in it, the
    /// place of that text in the record; spaces are no text.
    fn end_field(&mut self, start: usize, field: usize, at: usize, closed: usize) -> Option<usize> {
        self.ends.push(offset(start, at));
        let goes_on = field < closed && closed < at && !self.bytes[closed..at].trim_ascii().is_empty();
        goes_on.then(|| closed - start)
    }

    fn next_mark(&mut self) -> Option<usize> {
        while self.marks == 0 {
            self.window += WINDOW;
            if self.window >= self.bytes.len() {
                return None;
            }
            self.marks = self.marks_at(self.window);
        }
        let at = self.window + self.marks.trailing_zeros() as usize;
        self.marks &= self.marks - 1;
        Some(at)
    }

    fn marks_at(&self, window: usize) -> u64 {
        let rest = self.bytes.get(window..).unwrap_or_default();
        match rest.first_chunk::<WINDOW>() {
            Some(chunk) => marks(chunk, self.delimiter),
            None => {
                let mut chunk = [0; WINDOW];
                chunk[..rest.len()].copy_from_slice(rest);
                // A delimiter of NUL would find itself in the padding.
                marks(&chunk, self.delimiter) & ((1 << rest.len()) - 1)
            }
        }
    }
}

/// Where a record ends: before its line break (`at`), and after it.
struct End {
    start: usize,
    at: usize,
    after: usize,
    unclosed: Option<usize>,
    stray: Option<usize>,
}

/// A field's end within its record. The store refuses records that would not fit (see `blocks`).
fn offset(start: usize, at: usize) -> u32 {
    (at - start) as u32
}

/// How long the line break at the start of `bytes` is. CR CR LF, which a bad transfer makes of CR LF, is one.
fn line_break(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\r', b'\n', ..] => 3,
        [b'\r', b'\n', ..] => 2,
        _ => 1,
    }
}

/// A bit for each delimiter, quote, LF and CR of the chunk, its first byte the lowest.
///
/// Written so that the compiler makes wide comparisons of it: flags of 0 and 1, then eight at a time gathered into
/// a byte by one multiplication.
fn marks(chunk: &[u8; WINDOW], delimiter: u8) -> u64 {
    let mut flags = [0u8; WINDOW];
    for (flag, &byte) in flags.iter_mut().zip(chunk) {
        *flag =
            u8::from(byte == delimiter) | u8::from(byte == b'"') | u8::from(byte == b'\n') | u8::from(byte == b'\r');
    }
    let mut bits = 0;
    for (i, eight) in flags.as_chunks::<8>().0.iter().enumerate() {
        let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits |= gathered << (8 * i);
    }
    bits
}

/// Where the last whole record of `bytes` ends, after its line break: `bytes` begins where a record begins, and more
/// may follow. `None` where no record is whole yet.
///
/// Looks at quotes alone on its way forward, and for the line break from the back.
pub fn last_record_end(bytes: &[u8], delimiter: u8) -> Option<usize> {
    // A CR at the very end may be the first part of a CR LF: that line break is left to the next block.
    let trailing = bytes.iter().rev().take_while(|&&byte| byte == b'\r').count();
    let end = bytes.len() - trailing;
    let mut last = None;
    // The stretches outside quotes, each from the end of one quotation to the start of the next.
    let mut stretches = Vec::new();
    let mut stretch = 0;
    let mut from = 0;
    while let Some(opening) = memchr::memchr(b'"', &bytes[from..]).map(|at| from + at) {
        let opens = opening == 0 || opening == stretch || {
            let before = bytes[opening - 1];
            before == delimiter || before == b'\n' || before == b'\r'
        };
        if !opens {
            from = opening + 1;
            continue;
        }
        stretches.push(stretch..opening);
        // A cell of nothing but quotes has as many stretches as it has pairs of them.
        if stretches.len() == STRETCHES {
            last = last_break(bytes, &stretches).or(last);
            stretches.clear();
        }
        match memchr::memchr(b'"', &bytes[opening + 1..]) {
            Some(length) => {
                stretch = opening + 1 + length + 1;
                from = stretch;
            }
            None => return last_break(bytes, &stretches).or(last),
        }
    }
    if stretch < end {
        stretches.push(stretch..end);
    }
    last_break(bytes, &stretches).or(last)
}

/// How many stretches are kept before they are searched.
const STRETCHES: usize = 4096;

/// Where the last line break in any of the stretches ends.
fn last_break(bytes: &[u8], stretches: &[Range<usize>]) -> Option<usize> {
    let mut backwards = stretches.iter().rev();
    backwards.find_map(|stretch| Some(stretch.start + memchr::memrchr2(b'\n', b'\r', &bytes[stretch.clone()])? + 1))
}

/// How many lines end in these bytes: LF, CR and CR LF each end one.
pub fn line_breaks(bytes: &[u8]) -> u64 {
    let ends = |(i, byte): (usize, &u8)| *byte == b'\r' || (*byte == b'\n' && (i == 0 || bytes[i - 1] != b'\r'));
    bytes.iter().enumerate().filter(|&found| ends(found)).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut scanner = Scanner::new(text.as_bytes(), b',');
        let mut rows = Vec::new();
        while let Some(record) = scanner.next_record() {
            let cells =
                (0..record.width()).map(|i| String::from_utf8_lossy(&unquote(record.raw(i))).into_owned()).collect();
            rows.push((record.line, cells));
        }
        rows
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn knows_the_line_after_blank_lines_crlf_and_cells_with_line_breaks() {
        assert_eq!(
            rows("a,b\r\n\r\n\n\"x\r\ny\",\"p\"\"q\"\nlast,\r\rone"),
            [row(0, &["a", "b"]), row(3, &["x\r\ny", "p\"q"]), row(5, &["last", ""]), row(7, &["one"]),]
        );
    }

    #[test]
    fn a_quote_counts_only_where_it_opens_a_field() {
        assert_eq!(rows("5\" gun,\"a\"b\"c,d\n"), [row(0, &["5\" gun", "ab\"c", "d"])]);
    }

    #[test]
    fn tells_where_an_unclosed_quote_opens() {
        let mut scanner = Scanner::new(b"a,\"b\nc", b',');
        assert_eq!(scanner.next_record().unwrap().unclosed, Some(2));
    }

    #[test]
    fn a_record_keeps_the_line_break_it_came_with() {
        let mut scanner = Scanner::new(b"a\r\nb\r\r\nc", b',');
        let mut whole = || scanner.next_record().unwrap().whole.to_vec();
        assert_eq!([whole(), whole(), whole()], [b"a\r\n".to_vec(), b"b\r\r\n".to_vec(), b"c".to_vec()]);
    }

    #[test]
    fn finds_the_last_whole_record() {
        let end = |text: &str| last_record_end(text.as_bytes(), b',');
        assert_eq!(end("a\nb\nc"), Some(4));
        assert_eq!(end("a\n\"b\nc"), Some(2));
        assert_eq!(end("a\n\"b\nc\""), Some(2));
        assert_eq!(end("a\n\"b\"\"\nc\"\nd"), Some(10));
        assert_eq!(end("5\" gun\nb"), Some(7));
        assert_eq!(end("a\nb\r"), Some(2));
        assert_eq!(end("abc"), None);
    }
}
