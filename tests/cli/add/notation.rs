//! A new row is written as the rows around it are.

use crate::Run;
use insta::assert_snapshot;

/// The file after an event was added to it, with signs for what is not seen.
fn added(file: &[u8], options: &[&str]) -> String {
    let run = Run::nowhere().file("a.csv", file);
    let shown = run.show(&[&["add", "-f", "a.csv"], options].concat());
    assert!(shown.starts_with("added"), "{shown}");
    String::from_utf8_lossy(&run.read("a.csv")).replace('\r', "␍").replace('\u{feff}', "<BOM>")
}

const EVENT: [&str; 4] = ["--date", "2021", "--title", "x, y"];

/// With a byte order mark and CR LF, as some spreadsheets write.
#[test]
fn where_all_cells_are_quoted_the_new_ones_are() {
    let quoted = b"\xEF\xBB\xBF\"title\",\"n\",\"date\"\r\n\"a\",\"1\",\"2020\"\r\n\"b\",\"\",\"2022\"\r\n";
    assert_snapshot!(added(quoted, &EVENT), @r#"
    <BOM>"title","n","date"␍
    "a","1","2020"␍
    "x, y","","2021"␍
    "b","","2022"␍
    "#);
}

/// There is no line break at the end of the file, either.
#[test]
fn where_text_is_quoted_and_numbers_are_not_the_new_row_is_so_too() {
    assert_snapshot!(
        added(b"title,killed,date\n\"a\",1,\"2019\"\n\"b\",,\"2020\"", &[
            "--date", "2021", "--title", "x, y", "--killed", "5",
        ]),
        @r#"
        title,killed,date
        "a",1,"2019"
        "b",,"2020"
        "x, y",5,"2021"
        "#
    );
}

#[test]
fn the_delimiter_and_the_decimal_comma_are_those_of_the_file() {
    let semicolons = b"date;title;latitude;longitude\n2020;a;34,53;69,17\n";
    assert_snapshot!(
        added(semicolons, &["--date", "2021", "--title", "x; y", "--latitude", "1.5", "--longitude", "-2"]),
        @r#"
        date;title;latitude;longitude
        2020;a;34,53;69,17
        2021;"x; y";1,5;-2
        "#
    );
}

#[test]
fn tabs_are_kept() {
    assert_snapshot!(added(b"date\ttitle\n2022\ta\n", &EVENT), @"
    date	title
    2021	x, y
    2022	a
    ");
}

#[test]
fn where_the_latest_comes_first_it_does_so_after() {
    assert_snapshot!(added(b"date,title\n2023,a\n2022,b\n2020,c\n", &["--date", "2022", "--title", "x"]), @"
    date,title
    2023,a
    2022,b
    2022,x
    2020,c
    ");
}

/// Blank rows that a spreadsheet left stay at the end.
#[test]
fn in_a_file_without_order_the_new_row_comes_last() {
    assert_snapshot!(added(b"date,title\n2023,a\n2020,b\n2022,c\n,\n,\n", &EVENT), @r#"
    date,title
    2023,a
    2020,b
    2022,c
    2021,"x, y"
    ,
    ,
    "#);
}

#[test]
fn a_header_without_a_line_break_gets_one() {
    assert_snapshot!(added(b"date,title", &EVENT), @r#"
    date,title
    2021,"x, y"
    "#);
}

#[test]
fn the_encoding_of_the_file_is_kept() {
    let run = Run::nowhere().file("a.csv", b"date,title\n2020,caf\xe9\n");
    assert_snapshot!(run.show(&["add", "-f", "a.csv", "--date", "2021", "--title", "Zürich"]), @"added 2021  Zürich");
    assert_eq!(run.read("a.csv"), b"date,title\n2020,caf\xe9\n2021,Z\xfcrich\n");
}

#[test]
fn what_the_encoding_of_the_file_does_not_have_is_refused() {
    let run = Run::nowhere().file("a.csv", b"date,title\n2020,caf\xe9\n");
    assert_snapshot!(run.show(&["add", "-f", "a.csv", "--date", "2021", "--title", "Łódź"]), @"
    --- stderr
    error: `Łódź` has characters that windows-1252, the encoding of a.csv, does not have
    hint: make a file in UTF-8 of it: dateline export a.csv --native -o NEW.csv
    --- exit 1
    ");
}

#[test]
fn a_file_in_utf_8_with_a_row_that_is_not_stays_in_utf_8() {
    let mixed = b"date,title\n2019,\xc3\xa9t\xc3\xa9\n2020,caf\xe9\n";
    let run = Run::nowhere().file("a.csv", mixed);
    assert_snapshot!(run.show(&["add", "-f", "a.csv", "--date", "2021", "--title", "Łódź"]), @"added 2021  Łódź");
    assert_eq!(run.read("a.csv"), [mixed, "2021,Łódź\n".as_bytes()].concat());
}

#[test]
fn a_file_in_utf_16_is_not_written_to() {
    let run = Run::nowhere().file("a.csv", b"\xff\xfed\0a\0t\0e\0,\0t\0i\0t\0l\0e\0\n\0");
    assert_snapshot!(run.show(&["add", "-f", "a.csv", "--date", "2021", "--title", "x"]), @"
    --- stderr
    error: `a.csv` is in UTF-16LE, in which dateline reads files but does not write
    hint: make a file in UTF-8 of it: dateline export a.csv --native -o NEW.csv
    --- exit 1
    ");
}
