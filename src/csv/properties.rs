//! What holds for any bytes: the scanner reads as the csv crate does, and the same records come of blocks of any size on
//! any number of threads.

use std::convert::Infallible;
use std::io::{Cursor, Seek, Write};
use std::ops::ControlFlow;

use proptest::prelude::*;

use super::blocks::{BlockSplitter, Bytes, InputHead};
use super::parallel::{CollectBlocks, Scanned, each_block};
use super::scan::{Scanner, unquote};

type Rows = Vec<Vec<Vec<u8>>>;

fn scanned(bytes: &[u8], delimiter: u8) -> Rows {
    rows(&mut Scanner::new(bytes, delimiter))
}

fn rows(scanner: &mut Scanner<'_>) -> Rows {
    let mut rows = Rows::new();
    while let Some(record) = scanner.next_record() {
        rows.push((0..record.width()).map(|i| unquote(record.raw(i)).into_owned()).collect());
    }
    rows
}

fn rows_and_lines(bytes: &[u8]) -> (Rows, u64) {
    let mut scanner = Scanner::new(bytes, b',');
    (rows(&mut scanner), scanner.lines())
}

/// Collects all rows and counts all lines.
struct AllRows;

impl CollectBlocks for AllRows {
    type Part = (Rows, u64);
    type Whole = (Rows, u64);
    type Stop = Infallible;

    fn scan(&self, bytes: &[u8], is_last: bool) -> Scanned<(Rows, u64)> {
        let mut scanner = Scanner::of_part(bytes, b',', is_last);
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
    let flow = each_block("test", body, splitter, workers, &AllRows, &mut all).expect("a test file can be read");
    assert!(flow.is_continue());
    all
}

fn by_the_csv_crate(bytes: &[u8], delimiter: u8) -> Rows {
    let mut reader =
        ::csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    let records = reader.byte_records().map(|record| record.expect("any bytes are CSV to the csv crate"));
    records.map(|record| record.iter().map(<[u8]>::to_vec).collect()).collect()
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
    fn the_scanner_reads_as_the_csv_crate_does(bytes in csv_bytes(), delimiter in prop::sample::select(b",;\t".to_vec())) {
        prop_assert_eq!(scanned(&bytes, delimiter), by_the_csv_crate(&bytes, delimiter));
    }

    #[test]
    fn blocks_of_any_size_on_any_threads_hold_the_same_records(
        bytes in csv_bytes(), width in 1usize..4, size in 1usize..100, overlap in 1usize..100, workers in 1usize..5,
    ) {
        let splitter = BlockSplitter { delimiter: b',', width, size: size.max(overlap), overlap };
        let mut file = tempfile::tempfile().expect("a temporary file");
        file.write_all(&bytes).expect("a test file");
        file.rewind().expect("a test file");
        let file = Bytes::of_file(file).expect("a test file");
        prop_assert_eq!(in_blocks(file, splitter, workers), rows_and_lines(&bytes));
        let stream = Bytes::Stream(Box::new(Cursor::new(bytes.clone())));
        prop_assert_eq!(in_blocks(stream, splitter, workers), rows_and_lines(&bytes));
    }
}
