//! How a file is written: its character encoding, its delimiter, the `sep=` line that Excel puts above a header.
//!
//! Whoever opens a file finds its [`Dialect`] from its first bytes and the user's options, and decodes its records with it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::str::FromStr;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::scan::Scanner;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    pub delimiter: u8,
    pub quoting: Quoting,
    pub encoding: Encoding,
}

/// What a quote at the start of a cell means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quoting {
    /// It opens a quoted cell, which may hold delimiters and line breaks; a quote in that cell is doubled (RFC 4180).
    #[default]
    Double,
    /// It is text like any other, as in tab-separated values (IANA `text/tab-separated-values`).
    None,
}

impl Quoting {
    /// Both of them.
    pub const ALL: [Quoting; 2] = [Quoting::Double, Quoting::None];

    /// The name by which a user states it.
    pub fn name(self) -> &'static str {
        match self {
            Quoting::Double => "double",
            Quoting::None => "none",
        }
    }

    /// What it means, in one line.
    pub fn meaning(self) -> &'static str {
        match self {
            Quoting::Double => "a cell may be quoted, and a quote in it is doubled",
            Quoting::None => "a quote is text",
        }
    }
}

impl FromStr for Quoting {
    type Err = String;

    fn from_str(name: &str) -> Result<Quoting, String> {
        let quoting = Quoting::ALL.into_iter().find(|quoting| quoting.name().eq_ignore_ascii_case(name));
        quoting.ok_or_else(|| format!("`{name}` is no kind of quoting: write double or none"))
    }
}

/// How records and their cells are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordFormat {
    pub delimiter: u8,
    pub quoting: Quoting,
    /// The number of cells of a good record; `None` if it is not known.
    pub width: Option<usize>,
}

impl From<u8> for RecordFormat {
    /// Cells between these delimiters, quoted where needed.
    fn from(delimiter: u8) -> RecordFormat {
        RecordFormat { delimiter, quoting: Quoting::Double, width: None }
    }
}

impl Default for Dialect {
    fn default() -> Dialect {
        Dialect { delimiter: b',', quoting: Quoting::Double, encoding: Encoding::Detected }
    }
}

impl Dialect {
    /// How records of that many cells are told apart.
    pub fn format(self, width: usize) -> RecordFormat {
        RecordFormat { width: Some(width), ..self.format_of_any_width() }
    }

    /// How records are told apart while the number of their cells is not known.
    pub fn format_of_any_width(self) -> RecordFormat {
        RecordFormat { delimiter: self.delimiter, quoting: self.quoting, width: None }
    }

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

    /// The encoding for text that is added beside these lines. If each record is judged by itself, it is Windows-1252 when
    /// all lines that are not ASCII are, and UTF-8 otherwise.
    pub fn beside(self, lines: EncodingsSeen) -> &'static encoding_rs::Encoding {
        match self {
            Encoding::Stated(encoding) | Encoding::Utf16(encoding) => encoding,
            Encoding::Detected if lines.other && !lines.utf8 => WINDOWS_1252,
            Encoding::Detected => UTF_8,
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

/// Which encodings were seen in lines that are not ASCII.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EncodingsSeen {
    utf8: bool,
    /// One that is not UTF-8.
    other: bool,
}

impl EncodingsSeen {
    /// Those of these lines.
    pub fn of(text: &[u8]) -> EncodingsSeen {
        if simdutf8::basic::from_utf8(text).is_ok() {
            return EncodingsSeen { utf8: !text.is_ascii(), other: false };
        }
        let mut seen = EncodingsSeen::default();
        for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii()) {
            match simdutf8::basic::from_utf8(line) {
                Ok(_) => seen.utf8 = true,
                Err(_) => seen.other = true,
            }
        }
        seen
    }

    /// Those, and these others.
    pub fn and(self, others: EncodingsSeen) -> EncodingsSeen {
        EncodingsSeen { utf8: self.utf8 || others.utf8, other: self.other || others.other }
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
pub const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What quotes mean in a file with that delimiter, as its first bytes show. Tab-separated values have no quoted cells, but
/// spreadsheets write such files with them: quotes are text if fewer records are odd without quoting than with it.
pub fn quoting_of(bytes: &[u8], delimiter: u8, ended: bool) -> Quoting {
    if delimiter != b'\t' {
        return Quoting::Double;
    }
    // Records are odd if they are broken, or have another number of cells than most.
    let odd_records = |quoting| {
        let mut scanner = Scanner::of_part(bytes, RecordFormat { delimiter, quoting, width: None }, ended);
        let (mut all, mut by_width) = (0, HashMap::<usize, usize>::new());
        while let Some(record) = scanner.next_record() {
            all += 1;
            if !record.is_broken() {
                *by_width.entry(record.width()).or_default() += 1;
            }
        }
        all - by_width.into_values().max().unwrap_or(0)
    };
    if odd_records(Quoting::None) < odd_records(Quoting::Double) { Quoting::None } else { Quoting::Double }
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
    fn quotes_are_text_where_tables_come_out_right_so() {
        let of = |text: &str| quoting_of(text.as_bytes(), b'\t', true);
        assert_eq!(of("a\tb\n1\t\"x\"\n"), Quoting::Double);
        assert_eq!(of("a\tb\n1\t\"x\ty\"\n2\t\"x\ny\"\n"), Quoting::Double);
        assert_eq!(of("a\tb\n1\t\"x\" said y\n2\tz\n"), Quoting::None);
        assert_eq!(of("A title\na\tb\n1\t\"x\n2\tz\n"), Quoting::None);
        assert_eq!(quoting_of(b"a,b\n1,\"x\" said y\n", b',', true), Quoting::Double);
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
