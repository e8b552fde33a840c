use std::io::Write;

use insta::assert_snapshot;

use super::{EVENTS, GOOD, assert_is_good};
use crate::Run;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn bzip2(text: &str) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn xz(text: &str) -> Vec<u8> {
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(1)).unwrap();
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn zstd(text: &str) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn compressed_files_are_read_as_what_they_hold() {
    for packed in [gzip, bzip2, xz, zstd] {
        assert_is_good(&packed(GOOD));
        let (first, second) = GOOD.split_at(30);
        assert_is_good(&[packed(first), packed(second)].concat());
    }
}

#[test]
fn what_is_packed_twice_is_unpacked_twice() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&xz("[{\"date\":\"2021\",\"title\":\"Attack\"}]")).unwrap();
    let run = Run::nowhere().file("x", encoder.finish().unwrap());
    assert_snapshot!(run.show(&["export", "x"]), @r#"
    date,title
    2021,Attack
    "#);
}

#[test]
fn what_is_packed_without_end_is_an_error() {
    let mut bytes = gzip(GOOD);
    for _ in 0..10 {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(&bytes).unwrap();
        bytes = encoder.finish().unwrap();
    }
    assert_snapshot!(Run::nowhere().file("x.gz", bytes).show(&["list", "x.gz"]), @r#"
    --- stderr
    error: x.gz is packed more than 4 times
    --- exit 1
    "#);
}

#[test]
fn faults_are_told_by_their_line() {
    assert_snapshot!(Run::nowhere().file("x.csv.gz", gzip(EVENTS)).show(&["export", "x.csv.gz"]), @r#"
    date,title,killed
    2021-08-26,Attack,183
    2022-13-01,Broken,1
    2022-03-04,Talks,
    --- stderr
    error: month `13` is out of range
     --> x.csv.gz:3:1 (date)
      |
    3 | 2022-13-01,Broken,1
      | ^^^^^^^^^^
    hint: months run from 01 to 12

    1 cell could not be read
    --- exit 1
    "#);
}

#[test]
fn a_file_cut_short_or_damaged_is_an_error_and_nothing_is_written() {
    let long = format!("date,title\n{}", "2021-08-26,Attack\n".repeat(100_000));
    let whole = gzip(&long);
    let mut damaged = whole.clone();
    let checksum = damaged.len() - 6;
    damaged[checksum] ^= 1;
    let run = Run::nowhere().file("cut.gz", &whole[..whole.len() / 2]).file("damaged.gz", damaged);
    assert_snapshot!(run.show(&["export", "cut.gz", "-o", "out.csv"]), @r#"
    --- stderr
    error: cannot read `cut.gz`: its gzip data is cut short after 895288 bytes of content: incomplete deflate stream
    --- exit 1
    "#);
    assert_snapshot!(run.show(&["export", "damaged.gz", "-o", "out.csv"]), @r#"
    --- stderr
    error: cannot read `damaged.gz`: its gzip data is damaged after 1800011 bytes of content: corrupt gzip stream does not have a matching checksum
    --- exit 1
    "#);
    assert!(!run.path("out.csv").exists());
}
