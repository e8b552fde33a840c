//! How fast the parts are that every command is made of: the scan, next to that of the csv crate, and a filter, a count
//! and a sort as a user would run them.
//!
//! `cargo bench` runs it, on a file that `benches/generate.py` writes to `target/` once. It is for the effect of a
//! change; how dateline stands beside other tools is what `benches/compare.py` is for.

use std::fs;
use std::hint::black_box;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser;

use dateline::internals::Scanner;
use dateline::program::{Cli, Environment, Paint, Streams, run};
use divan::Bencher;
use divan::counter::BytesCount;

const ROWS: &str = "100000";

fn main() {
    divan::main();
}

/// The file of events, made where it is not there yet.
fn events() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("target").join(format!("events-{ROWS}.csv"));
    if !path.exists() {
        let script = root.join("benches/generate.py");
        let output = Command::new("python3").arg(script).arg(ROWS).output().expect("python3 makes the events");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::write(&path, output.stdout).expect("target/ can be written");
    }
    path
}

#[divan::bench]
fn scan(bencher: Bencher) {
    let bytes = fs::read(events()).expect("the events");
    bencher.counter(BytesCount::of_slice(&bytes)).bench_local(|| {
        let mut scanner = Scanner::new(&bytes, b',');
        let mut fields = 0;
        while let Some(record) = scanner.next_record() {
            fields += record.width();
        }
        black_box(fields)
    });
}

#[divan::bench]
fn scan_by_the_csv_crate(bencher: Bencher) {
    let bytes = fs::read(events()).expect("the events");
    bencher.counter(BytesCount::of_slice(&bytes)).bench_local(|| {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        let mut record = csv::ByteRecord::new();
        let mut fields = 0;
        while reader.read_byte_record(&mut record).expect("the events are CSV") {
            fields += record.len();
        }
        black_box(fields)
    });
}

#[divan::bench(args = [
    "export --year 2021 --location kabul",
    "export --location kabul",
    "count --by country",
    "count --by year",
    "export --sort date",
    "export --format ndjson",
])]
fn command(bencher: Bencher, command: &str) {
    let path = events();
    let length = fs::metadata(&path).expect("the events").len();
    let environment = Environment {
        layouts: None,
        width: 80,
        paint: Paint::Colours,
        to_terminal: false,
        has_links: false,
        is_watched: false,
        can_ask: false,
        editor: "false".into(),
        file: Some(path),
        now: chrono::DateTime::UNIX_EPOCH,
    };
    bencher.counter(BytesCount::new(length)).bench_local(|| {
        let arguments = ["dateline"].into_iter().chain(command.split(' '));
        let cli = Cli::try_parse_from(arguments).expect("good arguments");
        let mut out = io::BufWriter::new(io::sink());
        let good = run(cli.into_command(), &environment, &mut Streams { out: &mut out, notes: &mut io::sink() });
        out.flush().expect("nothing is written");
        assert!(matches!(good, Ok(true)));
    });
}
