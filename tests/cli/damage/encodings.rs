//! The encoding of a file is found and said, or told.

use super::{TABLE, latin1, utf16};
use crate::{Run, lossy};
use insta::assert_snapshot;

const LATIN1: &str = "date,title,caf\u{e9}\n2021,S\u{e3}o,\n2022,plain,\n2023,S\u{e3}o,\n";
const CYRILLIC: &[u8] = b"date,title\n2021,\xcc\xee\xf1\xea\xe2\xe0\n";

#[test]
fn rows_that_are_not_utf_8_are_windows_1252_and_said() {
    let run = Run::nowhere().file("latin1.csv", latin1(LATIN1));
    assert_snapshot!(run.show(&["list", "latin1.csv"]), @"
    date  title
    ───────────
    2021  São
    2022  plain
    2023  São

    3 events
    --- stderr
    note: the header of latin1.csv is not UTF-8; it was read as windows-1252; pass `--encoding` if it is in another
    note: 2 rows of latin1.csv, the first in line 2, are not UTF-8; they were read as windows-1252; pass `--encoding` if it is in another
    ");
}

#[test]
fn rows_that_are_not_utf_8_are_refused_where_it_is_said_to_be_utf_8() {
    let run = Run::nowhere().file("latin1.csv", latin1(LATIN1));
    assert_snapshot!(run.show(&["list", "latin1.csv", "--encoding", "utf-8"]), @"
    --- stderr
    error: the byte 0xE9 is not UTF-8 text
     --> latin1.csv:1:15
      |
    1 | date,title,caf�
      |               ^
    hint: pass its encoding, such as `--encoding windows-1251`, or save the file as UTF-8
    --- exit 1
    ");
}

#[test]
fn an_unknown_encoding_is_a_usage_error() {
    let run = Run::nowhere().file("latin1.csv", latin1(LATIN1));
    assert_snapshot!(run.show(&["list", "latin1.csv", "--encoding", "klingon"]), @"
    --- stderr
    error: invalid value 'klingon' for '--encoding <NAME>': `klingon` is no encoding that is known; write one such as utf-8, windows-1252, windows-1251, utf-16

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn text_is_found_in_an_encoding_that_is_told() {
    let run = Run::nowhere().file("cyrillic.csv", CYRILLIC);
    assert_snapshot!(run.show(&["list", "cyrillic.csv", "--encoding", "windows-1251", "--search", "москва"]), @"
    date  title
    ────────────
    2021  Москва

    1 event
    ");
}

#[test]
fn rows_are_exported_in_the_encoding_they_came_in() {
    let run = Run::nowhere().file("cyrillic.csv", CYRILLIC);
    assert_eq!(lossy(run.output(&["export", "cyrillic.csv", "--encoding", "windows-1251"]).stdout), lossy(CYRILLIC));
}

#[test]
fn utf_16_is_found_by_its_mark_and_said() {
    let run = Run::nowhere().file("utf16.csv", utf16(TABLE, false));
    assert_snapshot!(run.show(&["list", "utf16.csv", "--columns", "title"]), @"
    title
    ────────
    São Tomé
    Café

    2 events
    --- stderr
    note: utf16.csv is in UTF-16LE
    ");
}

#[test]
fn utf_16_without_a_mark_is_refused_with_the_option_to_say() {
    let run = Run::nowhere().file("no-mark.csv", &utf16("date,title\n2021,x\n", false)[2..]);
    assert_snapshot!(run.show(&["list", "no-mark.csv"]), @"
    --- stderr
    error: `no-mark.csv` is not text: its first line holds a NUL byte
    hint: if it is UTF-16 without a byte order mark, pass `--encoding utf-16le` or `--encoding utf-16be`
    --- exit 1
    ");
}

#[test]
fn utf_16_without_a_mark_is_read_where_it_is_told() {
    let run = Run::nowhere().file("no-mark.csv", &utf16("date,title\n2021,x\n", false)[2..]);
    assert_snapshot!(run.show(&["list", "no-mark.csv", "--encoding", "utf-16le"]), @"
    date  title
    ───────────
    2021  x

    1 event
    --- stderr
    note: no-mark.csv is in UTF-16LE
    ");
}

#[test]
fn utf_16_without_a_mark_is_exported_as_it_is() {
    let run = Run::nowhere().file("no-mark.csv", &utf16("date,title\n2021,x\n", false)[2..]);
    assert_eq!(run.output(&["export", "no-mark.csv", "--encoding", "utf-16le"]).stdout, run.read("no-mark.csv"));
}
