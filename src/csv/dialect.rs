//! How a file is written: its character encoding, its delimiter, the `sep=` line that Excel puts above a header.
//!
//! Whoever opens a file finds its [`Dialect`] from its first bytes and the user's options, and decodes its records with it.

use std::borrow::Cow;
use std::str::FromStr;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::scan::Scanner;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    pub delimiter: u8,
    pub encoding: Encoding,
}

impl Default for Dialect {
    fn default() -> Dialect {
        Dialect { delimiter: b',', encoding: Encoding::Detected }
    }
}

impl Dialect {
    /// The delimiter as a sentence names it: `a comma`.
    pub fn delimiter_name(self) -> String {
        match self.delimiter {
            b',' => "a comma".to_owned(),
            b';' => "a semicolon".to_owned(),
            b'\t' => "a tab".to_owned(),
            sign => format!("a `{}`", char::from(sign)),
        }
    }

    /// Whether numbers may have a decimal comma: in files with semicolons between the cells.
    pub fn has_decimal_comma(self) -> bool {
        self.delimiter == b';'
    }
}

/// How bytes are decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, or Windows-1252 (which includes Latin-1) for a record that is not UTF-8. Files that were put together have
    /// records of both kinds, so each record is judged by itself.
    Detected,
    /// The encoding that the user named.
    Stated(&'static encoding_rs::Encoding),
    /// UTF-16. The file is recoded to UTF-8 as it is read, so its records are UTF-8.
    Utf16(&'static encoding_rs::Encoding),
}

impl Encoding {
    /// The text of a record, and whether it had to be recoded. `None` if the bytes are not in this encoding.
    pub fn text(self, bytes: &[u8]) -> Option<(Cow<'_, str>, bool)> {
        let plain = || str::from_utf8(bytes).ok().map(|text| (Cow::Borrowed(text), false));
        match self {
            Encoding::Utf16(_) => plain(),
            Encoding::Detected => plain().or_else(|| recoded(WINDOWS_1252, bytes)),
            Encoding::Stated(encoding) if encoding == UTF_8 => plain(),
            Encoding::Stated(_) if bytes.is_ascii() => plain(),
            Encoding::Stated(encoding) => recoded(encoding, bytes),
        }
    }

    /// The encoding for text that is added beside these records. If each record is judged by itself, it is Windows-1252
    /// when all records that are not ASCII are, and UTF-8 otherwise.
    pub fn beside<'a>(self, records: impl Iterator<Item = &'a [u8]>) -> &'static encoding_rs::Encoding {
        match self {
            Encoding::Stated(encoding) | Encoding::Utf16(encoding) => encoding,
            Encoding::Detected => {
                let mut telling = records.filter(|record| !record.is_ascii()).peekable();
                let is_other = telling.peek().is_some() && telling.all(|record| str::from_utf8(record).is_err());
                if is_other { WINDOWS_1252 } else { UTF_8 }
            }
        }
    }

    /// Whether bytes that are valid UTF-8 are to be read as UTF-8.
    pub fn takes_utf8(self) -> bool {
        !matches!(self, Encoding::Stated(encoding) if encoding != UTF_8)
    }

    pub fn is_utf16(self) -> bool {
        matches!(self, Encoding::Utf16(_))
    }

    /// The name in the WHATWG's Encoding Standard.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Detected => UTF_8.name(),
            Encoding::Stated(encoding) | Encoding::Utf16(encoding) => encoding.name(),
        }
    }
}

fn recoded<'a>(encoding: &'static encoding_rs::Encoding, bytes: &'a [u8]) -> Option<(Cow<'a, str>, bool)> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    // Text has no C1 control characters. Bytes that decode to one are in some other encoding, or are not text.
    let is_text = !text.chars().any(|c| matches!(c, '\u{80}'..='\u{9f}'));
    is_text.then(|| (Cow::Owned(text.into_owned()), true))
}

impl FromStr for Encoding {
    type Err = String;

    /// A label of the WHATWG's Encoding Standard, such as `windows-1252`, `latin1`, `windows-1251`, `utf-16`.
    fn from_str(label: &str) -> Result<Encoding, String> {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).ok_or_else(|| {
            format!(
                "`{label}` is no encoding that is known; write one such as utf-8, windows-1252, windows-1251, utf-16"
            )
        })?;
        if encoding == UTF_16LE || encoding == UTF_16BE {
            return Ok(Encoding::Utf16(encoding));
        }
        // In the others a comma, a quote and a line break are the bytes that they are in ASCII.
        if !encoding.is_ascii_compatible() {
            return Err(format!(
                "{} can't be read; turn the file into UTF-8 first: iconv -f {label} -t UTF-8",
                encoding.name()
            ));
        }
        Ok(Encoding::Stated(encoding))
    }
}

/// UTF-16, if the bytes begin with its byte order mark.
pub fn utf16_of_mark(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => Some(Encoding::Utf16(UTF_16LE)),
        [0xFE, 0xFF, ..] => Some(Encoding::Utf16(UTF_16BE)),
        _ => None,
    }
}

/// The byte order mark of UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What precedes the header.
pub struct Preamble {
    /// Its length in bytes: a byte order mark, and a line such as `sep=;`, which tells Excel the delimiter.
    pub length: usize,
    /// The delimiter that a `sep=` line names.
    pub delimiter: Option<u8>,
}

impl Preamble {
    /// The preamble at the start of these bytes; it may be empty.
    pub fn of(bytes: &[u8]) -> Preamble {
        let mark = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let plain = Preamble { length: mark, delimiter: None };
        let rest = &bytes[mark..];
        let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, after @ ..] = rest else { return plain };
        let line_break = match after {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return plain,
        };
        Preamble { length: mark + 5 + line_break, delimiter: Some(*delimiter) }
    }
}

/// The delimiters that are recognised, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Whether a byte can only be text of a cell: no delimiter, quote or space.
fn begins_cell(byte: u8) -> bool {
    !DELIMITERS.contains(&byte) && !matches!(byte, b'"' | b' ' | b'\r' | b'\n')
}

/// The delimiter that makes the most cells of the first record that is not blank. `None` if more bytes are needed to
/// tell.
pub fn delimiter_of(bytes: &[u8], ended: bool) -> Option<u8> {
    let mut best = (0, b',');
    for delimiter in DELIMITERS {
        let mut scanner = Scanner::of_part(bytes, delimiter, ended);
        let width = loop {
            match scanner.next_record() {
                // The record is blank whatever the delimiter.
                Some(record) if !record.bytes().iter().any(|byte| begins_cell(*byte)) => {}
                Some(record) => break record.width(),
                None if ended => break 0,
                None => return None,
            }
        };
        if width > best.0 {
            best = (width, delimiter);
        }
    }
    Some(best.1)
}

/// Recodes the UTF-8 that is written to it as UTF-16, so that what is exported of a UTF-16 file is one too.
pub struct Utf16Writer<'a> {
    out: &'a mut (dyn std::io::Write + Send),
    big_endian: bool,
    /// The first bytes of a character whose other bytes have not been written yet.
    partial: Vec<u8>,
}

impl<'a> Utf16Writer<'a> {
    /// `encoding` is UTF-16LE or UTF-16BE.
    pub fn new(out: &'a mut (dyn std::io::Write + Send), encoding: &'static encoding_rs::Encoding) -> Utf16Writer<'a> {
        Utf16Writer { out, big_endian: encoding == UTF_16BE, partial: Vec::new() }
    }

    fn put(&mut self, text: &str) -> std::io::Result<()> {
        let units = text.encode_utf16();
        let bytes: Vec<u8> = match self.big_endian {
            true => units.flat_map(u16::to_be_bytes).collect(),
            false => units.flat_map(u16::to_le_bytes).collect(),
        };
        self.out.write_all(&bytes)
    }
}

impl std::io::Write for Utf16Writer<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.partial.extend_from_slice(bytes);
        let whole = match str::from_utf8(&self.partial) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let partial = self.partial.split_off(whole);
        let whole = std::mem::replace(&mut self.partial, partial);
        self.put(&String::from_utf8_lossy(&whole))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn the_header_tells_the_delimiter() {
        let of = |text: &str| delimiter_of(text.as_bytes(), true).map(char::from);
        assert_eq!(of("date,title\n"), Some(','));
        assert_eq!(of("date;title, place;country\n1,2,3,4;\n"), Some(';'));
        assert_eq!(of("\n;;\ndate\ttitle\n"), Some('\t'));
        assert_eq!(of("\"a,b,c\"|date|title"), Some('|'));
        assert_eq!(of("title"), Some(','));
        assert_eq!(delimiter_of(b"date;tit", false), None);
    }

    #[test]
    fn excel_names_the_delimiter_in_a_line_of_its_own() {
        let preamble = Preamble::of(b"\xEF\xBB\xBFsep=;\r\ndate;title");
        assert_eq!((preamble.length, preamble.delimiter), (10, Some(b';')));
        assert_eq!(Preamble::of(b"sep=,date").length, 0);
    }

    #[test]
    fn records_are_utf_8_or_windows_1252() {
        let text = |encoding: Encoding, bytes: &[u8]| encoding.text(bytes).map(|(text, _)| text.into_owned());
        assert_eq!(text(Encoding::Detected, "é".as_bytes()).unwrap(), "é");
        assert_eq!(text(Encoding::Detected, b"S\xe3o \x93x\x94").unwrap(), "São “x”");
        assert_eq!(text(Encoding::Detected, b"a\x81"), None);
        assert_eq!(text("utf-8".parse().unwrap(), b"S\xe3o"), None);
        assert_eq!(text("windows-1251".parse().unwrap(), b"\xcc\xee\xf1\xea\xe2\xe0").unwrap(), "Москва");
        assert!("klingon".parse::<Encoding>().is_err());
        assert!("iso-2022-jp".parse::<Encoding>().is_err());
    }

    #[test]
    fn characters_written_byte_by_byte_are_recoded_whole() {
        let mut out = Vec::new();
        let mut writer = Utf16Writer::new(&mut out, UTF_16LE);
        for byte in "\u{feff}é𝄞".as_bytes() {
            writer.write_all(&[*byte]).unwrap();
        }
        assert_eq!(out, [0xFF, 0xFE, 0xE9, 0x00, 0x34, 0xD8, 0x1E, 0xDD]);
    }
}
