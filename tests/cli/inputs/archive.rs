use std::io::{Cursor, Write};

use insta::assert_snapshot;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{EVENTS, GOOD, assert_is_good};
use crate::Run;

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn the_one_table_in_an_archive_is_read() {
    assert_is_good(&zip(&[("events.csv", GOOD.as_bytes())]));
    let with_others = [
        ("README.md", &b"# About\n"[..]),
        ("codebook.pdf", b"%PDF-1.7"),
        ("__MACOSX/._events.csv", b"\0\0"),
        ("data/events.csv", GOOD.as_bytes()),
        ("data/license.txt", b"CC BY"),
    ];
    assert_is_good(&zip(&with_others));
    assert_is_good(&zip(&[("README.txt", b"x"), ("20240101.export.dat", GOOD.as_bytes())]));
}

#[test]
fn of_several_tables_one_must_be_named() {
    let archive = zip(&[("a b.csv", GOOD.as_bytes()), ("deep/c.csv", EVENTS.as_bytes()), ("readme.txt", b"x")]);
    let run = Run::nowhere().file("data.zip", archive);
    assert_snapshot!(run.show(&["list", "data.zip"]), @r#"
    --- stderr
    error: data.zip holds 2 tables
    hint: name one: 'data.zip/a b.csv', data.zip/deep/c.csv
    --- exit 1
    "#);
    assert_snapshot!(run.show(&["list", "data.zip/a b.csv"]), @r#"
    date         title   killed
    ───────────────────────────
    26 Aug 2021  Attack     183
    4 Mar 2022   Talks

    2 events
    "#);
    assert_snapshot!(run.show(&["export", "data.zip/deep/c.csv"]), @r#"
    date,title,killed
    2021-08-26,Attack,183
    2022-13-01,Broken,1
    2022-03-04,Talks,
    --- stderr
    error: month `13` is out of range
     --> data.zip/deep/c.csv:3:1 (date)
      |
    3 | 2022-13-01,Broken,1
      | ^^^^^^^^^^
    hint: months run from 01 to 12

    1 cell could not be read
    --- exit 1
    "#);
    assert_snapshot!(run.show(&["list", "data.zip/none.csv"]), @r#"
    --- stderr
    error: data.zip holds no `none.csv`
    hint: name one: 'data.zip/a b.csv', data.zip/deep/c.csv, data.zip/readme.txt
    --- exit 1
    "#);
}

#[test]
fn a_member_may_be_of_any_kind() {
    let json = r#"[{"date":"2021-08-26","title":"Attack"}]"#;
    let run = Run::nowhere().file("x.zip", zip(&[("events.json", json.as_bytes())]));
    assert_snapshot!(run.show(&["export", "x.zip"]), @r#"
    date,title
    2021-08-26,Attack
    "#);
    let inner = zip(&[("events.csv", GOOD.as_bytes())]);
    assert_is_good(&zip(&[("inner.zip", &inner)]));
}

#[test]
fn an_archive_without_a_table_says_what_it_holds() {
    let run = Run::nowhere().file("x.zip", zip(&[("a.pdf", b"%PDF")])).file("empty.zip", zip(&[]));
    assert_snapshot!(run.show(&["list", "x.zip"]), @r#"
    --- stderr
    error: no member of x.zip is a table
    hint: name one: x.zip/a.pdf
    --- exit 1
    "#);
    assert_snapshot!(run.show(&["list", "empty.zip"]), @r#"
    --- stderr
    error: no member of empty.zip is a table
    hint: it is empty
    --- exit 1
    "#);
}

#[test]
fn a_path_that_climbs_is_not_read() {
    let run = Run::nowhere().file("x.zip", zip(&[("../../events.csv", GOOD.as_bytes())]));
    assert_snapshot!(run.show(&["list", "x.zip"]), @r#"
    --- stderr
    error: `../../events.csv` in x.zip has a path that leads out of the archive; it was not read
    --- exit 1
    "#);
}

#[test]
fn an_encrypted_member_is_an_error() {
    let mut archive = zip(&[("events.csv", GOOD.as_bytes())]);
    // The first bit of the flags, in the header of the member and in the directory.
    archive[6] |= 1;
    let directory = archive.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    archive[directory + 8] |= 1;
    assert_snapshot!(Run::nowhere().file("x.zip", archive).show(&["list", "x.zip"]), @r#"
    --- stderr
    error: `events.csv` in x.zip is encrypted
    hint: unpack it with its password, and name the table in it
    --- exit 1
    "#);
}

#[test]
fn an_archive_cut_short_or_damaged_is_an_error() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file("events.csv", stored).unwrap();
    zip.write_all(GOOD.as_bytes()).unwrap();
    let whole = zip.finish().unwrap().into_inner();
    let mut damaged = whole.clone();
    let title = damaged.windows(6).position(|bytes| bytes == b"Attack").unwrap();
    damaged[title] = b'B';
    let run = Run::nowhere().file("cut.zip", &whole[..whole.len() / 2]).file("damaged.zip", damaged);
    assert_snapshot!(run.show(&["export", "cut.zip", "-o", "out.csv"]), @r#"
    --- stderr
    error: cut.zip is no whole zip archive: its table of contents is missing or damaged
    hint: it may be cut short: download it again
    --- exit 1
    "#);
    assert_snapshot!(run.show(&["export", "damaged.zip", "-o", "out.csv"]), @r#"
    --- stderr
    error: cannot read `damaged.zip/events.csv`: the archive is damaged or cut short here: Invalid checksum
    --- exit 1
    "#);
    assert!(!run.path("out.csv").exists());
}
