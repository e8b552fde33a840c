//! How findings are told to people.

use super::{codes, rows};
use crate::Run;
use insta::assert_snapshot;

#[test]
fn findings_are_drawn_like_errors() {
    let run =
        rows(&["26 August 2021,x,34.5,69.1,Afghanistan,AP", "2021-09,y,95,69.1,Afghanistan,AP", "2021-13,z,,,,AP"]);
    assert_snapshot!(run.show(&["check", "a.csv"]), @"
    a.csv: native, 3 events

    warning[date-not-edtf]: `26 August 2021` is understood, and is not EDTF
     --> a.csv:2:1 (date)
      |
    2 | 26 August 2021,x,34.5,69.1,Afghanistan,AP
      | ^^^^^^^^^^^^^^
    hint: write it as 2021-08-26, or let `--fix` do so

    error[impossible-coordinates]: there is no latitude of 95 degrees
     --> a.csv:3:11 (latitude)
      |
    3 | 2021-09,y,95,69.1,Afghanistan,AP
      |           ^^
    hint: latitudes run from -90 to 90; latitude and longitude may be swapped

    error[unreadable-cell]: month `13` is out of range
     --> a.csv:4:1 (date)
      |
    4 | 2021-13,z,,,,AP
      | ^^^^^^^
    hint: months run from 01 to 12

    2 errors, 1 warning in 3 events
    --- exit 1
    ");
}

/// 47 events without a source.
fn many_findings() -> Run {
    let many: Vec<String> = (1..=47).map(|i| format!("2021-05,Title {i},,,,")).collect();
    rows(&many.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn the_first_ten_of_a_kind_are_shown_and_the_rest_counted() {
    let run = many_findings();
    let shown = run.show(&["check", "a.csv"]);
    assert_eq!(shown.matches("warning[no-source]").count(), 10);
    assert!(shown.contains("\nno-source: and 37 more like this (--all shows them)\n"), "{shown}");
    assert!(shown.ends_with("\n0 errors, 47 warnings in 47 events\n"), "{shown}");
}

#[test]
fn all_of_a_kind_are_shown_where_they_are_asked_for() {
    let run = many_findings();
    let all = run.show(&["check", "a.csv", "--all"]);
    assert_eq!(all.matches("warning[no-source]").count(), 47);
    assert!(!all.contains("more like this"));
}

#[test]
fn json_has_all_of_a_kind() {
    let run = many_findings();
    assert_eq!(codes(&run, &["check", "a.csv", "--format", "json"]).len(), 47);
}

#[test]
fn findings_are_no_wider_than_they_may_be() {
    let long = "Attack on a police post in the west of the city, said the governor, who was not there at the time";
    let run = Run::nowhere().file("a.csv", format!("date,title,source\n26 August 2021,\"{long}\",\n"));
    assert_snapshot!(run.show(&["check", "a.csv", "--width", "60"]), @r#"
    a.csv: native, 1 event

    warning[date-not-edtf]: `26 August 2021` is understood, and
      is not EDTF
     --> a.csv:2:1 (date)
      |
    2 | 26 August 2021,"Attack on a police post in the west of …
      | ^^^^^^^^^^^^^^
    hint: write it as 2021-08-26, or let `--fix` do so

    warning[no-source]: the event has no source
     --> a.csv:2:116 (source)
      |
    2 | … at the time",
      |                ^
    hint: say where it is known from; several citations are
      separated by ;

    0 errors, 2 warnings in 1 event
    "#);
}

#[test]
fn the_checks_that_are_asked_for_are_made_alone() {
    let run = Run::nowhere().file("a.csv", "id,date,title,source\na,2020-13,x,\nb, late 2014,y,\nb,2021,z,AP\n");
    assert_snapshot!(run.show(&["check", "a.csv", "--only", "no-source"]), @"
    a.csv: native, 3 events

    warning[no-source]: the event has no source
     --> a.csv:2:13 (source)
      |
    2 | a,2020-13,x,
      |             ^
    hint: say where it is known from; several citations are separated by ;

    warning[no-source]: the event has no source
     --> a.csv:3:16 (source)
      |
    3 | b, late 2014,y,
      |                ^
    hint: say where it is known from; several citations are separated by ;

    0 errors, 2 warnings in 3 events
    ");
    assert_snapshot!(run.show(&["check", "a.csv", "--only", "duplicate-id,edge-spaces"]), @"
    a.csv: native, 3 events

    warning[edge-spaces]: the cell begins with white space
     --> a.csv:3:3 (date)
      |
    3 | b, late 2014,y,
      |   ^^^^^^^^^^
    hint: take it out: other programs take such a cell for another value

    error[duplicate-id]: the event on line 3 has this id already
     --> a.csv:4:1 (id)
      |
    4 | b,2021,z,AP
      | ^
    hint: give each event an id of its own; if it is the same event, take one of
      them out

    1 error, 1 warning in 3 events
    --- exit 1
    ");
    assert_snapshot!(run.show(&["check", "a.csv", "--only", "null-island"]), @"
    a.csv: native, 3 events

    0 errors, 0 warnings in 3 events
    ");
    assert_snapshot!(run.show(&["check", "a.csv", "--only", "no-source", "--fix"]), @"
    a.csv: native, 3 events

    warning[no-source]: the event has no source
     --> a.csv:2:13 (source)
      |
    2 | a,2020-13,x,
      |             ^
    hint: say where it is known from; several citations are separated by ;

    warning[no-source]: the event has no source
     --> a.csv:3:16 (source)
      |
    3 | b, late 2014,y,
      |                ^
    hint: say where it is known from; several citations are separated by ;

    0 errors, 2 warnings in 3 events
    --- stderr
    note: no date was rewritten, since `--only` leaves date-not-edtf out
    ");
    assert_snapshot!(run.show(&["check", "a.csv", "--only", "no-suorce"]), @"
    --- stderr
    error: invalid value 'no-suorce' for '--only <CODE,…>'
      [possible values: unreadable-row, unreadable-cell, range-backwards, low-above-high, duplicate-id, report-of-nothing, circular-report, impossible-coordinates, lone-coordinate, null-island, swapped-coordinates, date-not-edtf, false-precision, date-heaping, likely-duplicate, distant-report, no-source, doubtful-list, source-before-event, blank-title, unknown-status, likely-misspelling, control-character, edge-spaces, wrong-columns, missing-columns]

      tip: a similar value exists: 'no-source'

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(run.show(&["check", "a.csv", "--only", "no-source", "--allow", "null-island"]), @"
    --- stderr
    error: the argument '--only <CODE,…>' cannot be used with '--allow <CODE,…>'

    Usage: dateline check --only <CODE,…> <FILE>...

    For more information, try '--help'.
    --- exit 2
    ");
}
