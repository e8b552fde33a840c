//! The scanner: it reads what the csv crate reads where quotes are as RFC 4180 has them, and the same records whatever
//! the blocks are in which the bytes come.

use dateline::internals::Scanner;

type Rows = Vec<Vec<Vec<u8>>>;

fn rows(scanner: &mut Scanner<'_>, rows: &mut Rows) {
    while let Some(record) = scanner.next_record() {
        rows.push((0..record.width()).map(|i| record.cell(i).into_owned()).collect());
    }
}

/// The first byte chooses the delimiter, the second how long a block is.
pub fn holds(bytes: &[u8]) {
    let [delimiter, block, bytes @ ..] = bytes else { return };
    let delimiter = b",;\t|"[usize::from(*delimiter) % 4];
    let mut whole = Rows::new();
    let mut scanner = Scanner::new(bytes, delimiter);
    rows(&mut scanner, &mut whole);
    let lines = scanner.lines();

    let mut scanner = Scanner::new(bytes, delimiter);
    let mut has_good_quotes = true;
    while let Some(record) = scanner.next_record() {
        let is_spaced = |i| record.raw(i).trim_ascii_start().starts_with(b"\"") && record.raw(i)[0] != b'"';
        has_good_quotes &= !record.is_broken() && !(0..record.width()).any(is_spaced);
    }
    if has_good_quotes {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
        let theirs: Rows =
            reader.byte_records().map(|record| record.expect("any bytes").iter().map(<[u8]>::to_vec).collect()).collect();
        assert_eq!(whole, theirs, "the csv crate reads {:?} otherwise", bytes.escape_ascii().to_string());
    }

    // Each block is what the last one left over, and so many bytes more.
    let (mut start, mut end) = (0, 0);
    let (mut in_blocks, mut lines_of_blocks) = (Rows::new(), 0);
    while end < bytes.len() {
        end = (end + usize::from(*block) + 1).min(bytes.len());
        let mut scanner = Scanner::of_part(&bytes[start..end], delimiter, end == bytes.len());
        rows(&mut scanner, &mut in_blocks);
        lines_of_blocks += scanner.lines();
        start += scanner.position();
    }
    assert_eq!(in_blocks, whole, "in blocks of {block}: {:?}", bytes.escape_ascii().to_string());
    assert_eq!(lines_of_blocks, lines, "lines in blocks of {block}: {:?}", bytes.escape_ascii().to_string());
}
