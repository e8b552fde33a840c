//! Files without a column of sources.

use crate::Run;
use insta::assert_snapshot;

#[test]
fn a_file_without_sources_is_told_once() {
    let run = Run::nowhere().file("a.csv", "date,title\n2020,x\n2021,y\n");
    assert_snapshot!(run.show(&["check", "a.csv"]), @"
    a.csv: native, 2 events

    warning[no-source]: the file has no `source` column
     --> a.csv:1:1
      |
    1 | date,title
      | ^^^^^^^^^^
    hint: add it to every row: dateline export a.csv --columns date,title,source -o
      NEW.csv

    0 errors, 1 warning in 2 events
    ");
}

#[test]
fn the_hint_for_a_file_without_sources_makes_the_column() {
    let run = Run::nowhere().file("a.csv", "date,title\n2020,x\n2021,y\n");
    assert!(run.output(&["export", "a.csv", "--columns", "date,title,source", "-o", "NEW.csv"]).status.success());
    assert_eq!(run.read("NEW.csv"), b"date,title,source\n2020,x,\n2021,y,\n");
}

#[test]
fn a_semicolon_that_can_be_read_in_two_ways_is_named() {
    let run = Run::nowhere().file(
        "a.csv",
        "date,title,source\n2014,a,https://example.org/x;Smith 2020\n2015,b,Smith (2020; 2021); https://example.org/d;view=full?id=7\n",
    );
    assert_snapshot!(run.show(&["check", "a.csv"]), @"
    a.csv: native, 2 events

    warning[doubtful-list]: whether `;Smith 2020` begins a new entry of the list
      can't be known; it is read as one
     --> a.csv:2:8 (source)
      |
    2 | 2014,a,https://example.org/x;Smith 2020
      |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: put a space behind a `;` that separates two, or quotes around an entry
      that has one, and close its brackets

    0 errors, 1 warning in 2 events
    ");
}
