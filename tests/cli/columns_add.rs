//! `columns --add`: a new column behind those of a store.

use crate::{Run, data};
use insta::assert_snapshot;

#[test]
fn a_column_is_added_behind_the_others() {
    let run = Run::beside_events();
    let before = String::from_utf8(run.read("events.csv")).unwrap();
    assert_snapshot!(run.show(&["columns", "--add", "status"]), @"added the column `status` to events.csv, blank in 10 rows");
    let after = String::from_utf8(run.read("events.csv")).unwrap();
    let rows = |text: &str| run_cells(text);
    for (before, after) in rows(&before).iter().zip(rows(&after).iter()) {
        assert_eq!(after[..before.len()], before[..]);
        assert_eq!(after.len(), before.len() + 1);
    }
    assert_snapshot!(run.show(&["edit", "kabul", "--status", "confirmed"]), @"changed kabul-airport: status set to confirmed");
    assert_snapshot!(run.show(&["columns", "--add", "Status"]), @"
    --- stderr
    error: --add: events.csv has the column `status` already
    --- exit 2
    ");
}

fn run_cells(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn every_other_byte_stays() {
    let file = "\u{feff}\"id\";\"date\";\"title\"\r\n\"a\";\"2020\";\"x;\r\ny\"\r\n\r\n;;\r\nb;2021;short;\r\nc;2022\r\nd;2023;\"last\"";
    let run = Run::nowhere().file("events.csv", file);
    assert_snapshot!(run.show(&["columns", "--add", "note", "--add", "checked; by"]), @"added the columns `note`, `checked; by` to events.csv, blank in 5 rows");
    assert_snapshot!(format!("{:?}", String::from_utf8(run.read("events.csv")).unwrap()), @r#""\u{feff}\"id\";\"date\";\"title\";\"note\";\"checked; by\"\r\n\"a\";\"2020\";\"x;\r\ny\";;\r\n\r\n;;;;\r\nb;2021;short;;;\r\nc;2022;;\r\nd;2023;\"last\";;""#);
}

#[test]
fn tabs_and_old_encodings_keep_theirs() {
    let run =
        Run::nowhere().file("a.tsv", b"date\ttitle\n2020\tCaf\xe9\n").file("b.csv", data("gtd_layout_cp1252.csv"));
    assert_snapshot!(run.show(&["columns", "a.tsv", "--add", "Ann\u{e9}e"]), @"added the column `Année` to a.tsv, blank in 1 row");
    assert_eq!(run.read("a.tsv"), b"date\ttitle\tAnn\xe9e\n2020\tCaf\xe9\t\n");
    assert_snapshot!(run.show(&["columns", "b.csv", "--add", "status"]), @"added the column `status` to b.csv, blank in 4 rows");
    assert_snapshot!(run.show(&["columns", "a.tsv", "--add", "Дата"]), @"
    --- stderr
    note: the header of a.tsv is not UTF-8; it was read as windows-1252; pass `--encoding` if it is in another
    error: `Дата` has characters that windows-1252, the encoding of a.tsv, does not have
    hint: make a file in UTF-8 of it: dateline export a.tsv --native -o NEW.csv
    --- exit 1
    ");
}

#[test]
fn what_is_no_new_column_changes_nothing() {
    let run = Run::nowhere()
        .file("events.csv", "id,date,title\na,2020,x\nb,2021,\"y\nc,2022,z\n")
        .file("gdelt.tsv", data("gdelt1_export_no_header.tsv"))
        .file("a.json", "[{\"date\": \"2020\", \"title\": \"x\"}]");
    let before = run.read("events.csv");
    assert_snapshot!(run.show(&["columns", "--add", "Title"]), @"
    --- stderr
    error: --add: events.csv has the column `title` already
    --- exit 2
    ");
    assert_snapshot!(run.show(&["columns", "--add", "x", "--add", "X"]), @"
    --- stderr
    error: --add: events.csv has the column `X` already
    --- exit 2
    ");
    assert_snapshot!(run.show(&["columns", "--add", " "]), @"
    --- stderr
    error: --add: `` is no name for a column
    --- exit 2
    ");
    assert_snapshot!(run.show(&["columns", "--add", "a\u{1b}b"]), @"
    --- stderr
    error: --add: `a␛b` is no name for a column
    --- exit 2
    ");
    assert_snapshot!(run.show(&["columns", "--add", "status"]), @"
    --- stderr
    error: a quote in events.csv is never closed, on line 3
    hint: close it in an editor first
    --- exit 1
    ");
    assert_snapshot!(run.show(&["columns", "gdelt.tsv", "--add", "status"]), @"
    --- stderr
    note: gdelt.tsv has no header; its rows are those of gdelt
    error: gdelt.tsv has no header, which would name the column
    hint: make a file with dateline's own columns of it: dateline export gdelt.tsv --native -o NEW.csv
    --- exit 1
    ");
    assert_snapshot!(run.show(&["columns", "a.json", "--add", "status"]), @"
    --- stderr
    error: `a.json` is a JSON file, and only CSV files can be changed
    hint: make a CSV file of it, and change that: dateline export a.json -o events.csv
    --- exit 1
    ");
    assert_snapshot!(run.show(&["columns", "no.csv", "--add", "status"]), @"
    --- stderr
    error: there is no file `no.csv`
    hint: `dateline init no.csv` makes one
    --- exit 1
    ");
    assert_eq!(run.read("events.csv"), before);
}

#[test]
fn a_field_that_another_column_holds_is_there() {
    // A second column of dates would make the first one doubtful.
    let run = Run::nowhere().file("a.csv", "when,what\n2020,x\n");
    assert_snapshot!(run.show(&["columns", "a.csv", "--add", "date"]), @"
    --- stderr
    note: a.csv is of no known layout and was read with --map 'date=when,title=what'; pass another `--map` where that is wrong
    error: --add: a.csv has the column `when` already
    --- exit 2
    ");
}
