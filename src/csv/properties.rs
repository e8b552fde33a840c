//! What holds for any bytes: the scanner reads as the csv crate does, and the same records come of blocks of any size on
//! any number of threads.

use std::convert::Infallible;
use std::io::{Cursor, Seek, Write};
use std::ops::ControlFlow;

use proptest::prelude::*;

use super::blocks::{BlockSplitter, Bytes, InputHead};
use super::dialect::{Quoting, RecordFormat};
use super::parallel::{CollectBlocks, Scanned, each_block};
use super::scan::Scanner;

type Rows = Vec<Vec<Vec<u8>>>;

fn scanned(bytes: &[u8], format: impl Into<RecordFormat>) -> Rows {
    rows(&mut Scanner::new(bytes, format))
}

fn rows(scanner: &mut Scanner<'_>) -> Rows {
    let mut rows = Rows::new();
    while let Some(record) = scanner.next_record() {
        rows.push((0..record.width()).map(|i| record.cell(i).into_owned()).collect());
    }
    rows
}

/// Whether the quotes of all records are as RFC 4180 has them, without a space before one.
fn has_good_quotes(bytes: &[u8], delimiter: u8) -> bool {
    let mut scanner = Scanner::new(bytes, delimiter);
    while let Some(record) = scanner.next_record() {
        let is_spaced = |i| record.raw(i).trim_ascii_start().starts_with(b"\"") && record.raw(i)[0] != b'"';
        if record.is_broken() || (0..record.width()).any(is_spaced) {
            return false;
        }
    }
    true
}

fn rows_and_lines(bytes: &[u8], format: RecordFormat) -> (Rows, u64) {
    let mut scanner = Scanner::new(bytes, format);
    (rows(&mut scanner), scanner.lines())
}

/// Collects all rows and counts all lines.
struct AllRows(RecordFormat);

impl CollectBlocks for AllRows {
    type Part = (Rows, u64);
    type Whole = (Rows, u64);
    type Stop = Infallible;

    fn scan(&self, bytes: &[u8], is_last: bool) -> Scanned<(Rows, u64)> {
        let mut scanner = Scanner::of_part(bytes, self.0, is_last);
        let rows = rows(&mut scanner);
        Scanned { value: (rows, scanner.lines()), end: scanner.position() }
    }

    fn append(&self, all: &mut (Rows, u64), (rows, lines): (Rows, u64)) -> ControlFlow<Infallible> {
        all.0.extend(rows);
        all.1 += lines;
        ControlFlow::Continue(())
    }
}

/// The same as [`rows_and_lines`], read in blocks by several threads.
fn in_blocks(input: Bytes, splitter: BlockSplitter, workers: usize) -> (Rows, u64) {
    let mut all = (Rows::new(), 0);
    let body = InputHead::new(input).body(0);
    let flow = each_block("test", body, splitter, workers, &AllRows(splitter.format), &mut all)
        .expect("a test file can be read");
    assert!(flow.is_continue());
    all
}

fn by_the_csv_crate(bytes: &[u8], delimiter: u8) -> Rows {
    let mut reader =
        ::csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    let records = reader.byte_records().map(|record| record.expect("any bytes are CSV to the csv crate"));
    records.map(|record| record.iter().map(<[u8]>::to_vec).collect()).collect()
}

/// A row of four cells, some of which need quotes and hold line breaks. No cell begins with a delimiter or a line break:
/// after such a quote, what is in the cells and what is between them can't be told apart.
fn good_row() -> impl Strategy<Value = Vec<String>> {
    let cell =
        prop_oneof![2 => "[a-z0-9]{0,5}", 1 => "[a-z]([a-z ,\"\n]{0,12})", 1 => "[a-z]{1,3}(\r\n[a-z,\"]{0,5}){1,3}"];
    prop::collection::vec(cell, 4)
        // An empty line is no record.
        .prop_filter("not blank", |row| row.iter().any(|cell| !cell.is_empty()))
}

/// The row as a line of CSV, with quotes where they are needed.
fn written(row: &[String]) -> String {
    let mut out = ::csv::Writer::from_writer(Vec::new());
    out.write_record(row).expect("a row is CSV");
    String::from_utf8(out.into_inner().expect("memory is written")).expect("cells are text")
}

/// Bytes in which what matters to CSV is frequent.
fn csv_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => Just(b",".to_vec()),
        4 => Just(b"\"".to_vec()),
        3 => Just(b"\n".to_vec()),
        2 => Just(b"\r".to_vec()),
        1 => Just(b"\r\n".to_vec()),
        1 => Just(b";".to_vec()),
        4 => "[a-c ]{0,70}".prop_map(String::into_bytes),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
        1 => Just("é”東".as_bytes().to_vec()),
    ];
    // The csv crate takes a byte order mark away; here that is the store's work.
    prop::collection::vec(piece, 0..60)
        .prop_map(|pieces| pieces.concat())
        .prop_filter("no byte order mark", |bytes| !bytes.starts_with(b"\xEF\xBB\xBF"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn the_scanner_reads_good_quotes_as_the_csv_crate_does(bytes in csv_bytes(), delimiter in prop::sample::select(b",;\t".to_vec())) {
        prop_assume!(has_good_quotes(&bytes, delimiter));
        prop_assert_eq!(scanned(&bytes, delimiter), by_the_csv_crate(&bytes, delimiter));
    }

    #[test]
    fn without_quoting_each_line_is_a_record(bytes in csv_bytes()) {
        let format = RecordFormat { quoting: Quoting::None, ..b','.into() };
        let lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty());
        let expected: Rows = lines.map(|line| line.split(|byte| *byte == b',').map(<[u8]>::to_vec).collect()).collect();
        prop_assert_eq!(scanned(&bytes, format), expected);
    }

    /// One stray quote anywhere costs the row that it is in and no other, whatever the blocks and threads.
    #[test]
    fn a_stray_quote_costs_its_own_row(
        rows in prop::collection::vec(good_row(), 1..30), at in any::<prop::sample::Index>(), size in 1usize..200, workers in 1usize..5,
    ) {
        let lines: Vec<String> = rows.iter().map(|row| written(row)).collect();
        let text = lines.concat();
        let at = at.index(text.len() + 1);
        let damaged = [&text.as_bytes()[..at], b"\"", &text.as_bytes()[at..]].concat();
        let mut start = 0;
        let others: Rows = rows.iter().zip(&lines).filter_map(|(row, line)| {
            let is_hit = (start..start + line.len()).contains(&at) || (at == text.len() && start + line.len() == at);
            start += line.len();
            (!is_hit).then(|| row.iter().map(|cell| cell.clone().into_bytes()).collect())
        }).collect();
        let format = RecordFormat { width: Some(4), ..b','.into() };
        let (found, lines) = rows_and_lines(&damaged, format);
        let mut left = found.iter();
        prop_assert!(others.iter().all(|row| left.any(|found| found == row)), "{}", String::from_utf8_lossy(&damaged));
        let splitter = BlockSplitter { format, size, overlap: size };
        let mut file = tempfile::tempfile().expect("a temporary file");
        file.write_all(&damaged).expect("a test file");
        file.rewind().expect("a test file");
        let file = Bytes::of_file(file).expect("a test file");
        prop_assert_eq!(in_blocks(file, splitter, workers), (found.clone(), lines));
        let stream = Bytes::Stream(Box::new(Cursor::new(damaged)));
        prop_assert_eq!(in_blocks(stream, splitter, workers), (found, lines));
    }

    #[test]
    fn blocks_of_any_size_on_any_threads_hold_the_same_records(
        bytes in csv_bytes(), width in 1usize..4, size in 1usize..100, overlap in 1usize..100, workers in 1usize..5,
    ) {
        let format = RecordFormat { width: Some(width), ..b','.into() };
        let splitter = BlockSplitter { format, size: size.max(overlap), overlap };
        let mut file = tempfile::tempfile().expect("a temporary file");
        file.write_all(&bytes).expect("a test file");
        file.rewind().expect("a test file");
        let file = Bytes::of_file(file).expect("a test file");
        prop_assert_eq!(in_blocks(file, splitter, workers), rows_and_lines(&bytes, format));
        let stream = Bytes::Stream(Box::new(Cursor::new(bytes.clone())));
        prop_assert_eq!(in_blocks(stream, splitter, workers), rows_and_lines(&bytes, format));
    }
}
