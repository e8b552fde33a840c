//! `check --fix`, which puts dates into EDTF.

use crate::{Run, data};
use insta::assert_snapshot;

const BEFORE: &str = "\u{feff}Title;DATE;source\r\n\"a; b\";26 August 2021;AP\r\n c ;\"late 2014\" ;AP\r\nd;2021-13;AP\r\ne;2020~;AP\r\nf;between May and June 2021;AP";
const AFTER: &str = "\u{feff}Title;DATE;source\r\n\"a; b\";2021-08-26;AP\r\n c ;\"[2014-09..2014-12]\";AP\r\nd;2021-13;AP\r\ne;2020~;AP\r\nf;[2021-05..2021-06];AP";

#[test]
fn a_dry_run_shows_the_difference_and_changes_nothing() {
    let run = Run::nowhere().file("a.csv", BEFORE);
    assert_snapshot!(run.show(&["check", "a.csv", "--fix", "--dry-run"]), @r#"
    --- a.csv
    +++ a.csv
    @@ -2 +2 @@
    -"a; b";26 August 2021;AP
    +"a; b";2021-08-26;AP
    @@ -3 +3 @@
    - c ;"late 2014" ;AP
    + c ;"[2014-09..2014-12]";AP
    @@ -6 +6 @@
    -f;between May and June 2021;AP
    +f;[2021-05..2021-06];AP
    --- stderr
    note: a.csv was not changed (--dry-run)
    "#);
    assert_eq!(run.read("a.csv"), BEFORE.as_bytes());
}

#[test]
fn dates_are_rewritten_and_nothing_else() {
    let run = Run::nowhere().file("a.csv", BEFORE);
    assert_snapshot!(run.show(&["check", "a.csv", "--fix", "--allow", "edge-spaces,unreadable-row"]), @"
    a.csv: native, 5 events

    error[unreadable-cell]: month `13` is out of range
     --> a.csv:4:3 (DATE)
      |
    4 | d;2021-13;AP
      |   ^^^^^^^
    hint: months run from 01 to 12

    1 error, 0 warnings in 5 events
    --- stderr
    note: 3 dates in a.csv rewritten: 26 August 2021 as 2021-08-26, late 2014 as [2014-09..2014-12], between May and June 2021 as [2021-05..2021-06]
    --- exit 1
    ");
    assert_eq!(String::from_utf8(run.read("a.csv")).unwrap(), AFTER);
}

#[test]
fn where_dates_are_edtf_already_nothing_is_rewritten() {
    let run = Run::nowhere().file("a.csv", AFTER);
    assert!(run.show(&["check", "a.csv", "--fix"]).contains("note: no date in a.csv had to be rewritten\n"));
    assert_eq!(String::from_utf8(run.read("a.csv")).unwrap(), AFTER);
}

#[test]
fn standard_input_can_not_be_changed() {
    let piped = Run::nowhere().stdin("date,title\n");
    assert_snapshot!(piped.show(&["check", "-", "--fix"]), @"
    --- stderr
    error: <stdin> can't be changed
    hint: name the files to `--fix`
    --- exit 2
    ");
}

#[test]
fn the_dates_of_a_data_set_stay_as_they_are() {
    let ged = Run::nowhere().file("ged.csv", data("ucdp_ged_231_layout.csv"));
    assert_snapshot!(ged.show(&["check", "ged.csv", "--fix", "--allow", "low-above-high"]), @"
    ged.csv: ucdp-ged, 24 events

    0 errors, 0 warnings in 24 events
    --- stderr
    note: ged.csv is a file of ucdp-ged, whose dates stay as they are: `--fix` rewrites those of dateline's own layout
    ");
    assert_eq!(ged.read("ged.csv"), data("ucdp_ged_231_layout.csv"));
}

#[test]
fn dates_are_rewritten_in_rows_that_are_bad_for_another_reason() {
    let before = "date,title,killed,source\n03/04/2021,a,,AP\n25/04/2021,b,many,AP\n31/02/2021,c,,AP\n04/05/2021,d\n";
    let run = Run::nowhere().file("a.csv", before);
    run.output(&["check", "a.csv", "--fix"]);
    assert_eq!(
        String::from_utf8(run.read("a.csv")).unwrap(),
        "date,title,killed,source\n2021-04-03,a,,AP\n2021-04-25,b,many,AP\n31/02/2021,c,,AP\n04/05/2021,d\n"
    );
}

const ONE_DATE: &str = "date,title,source\n26 August 2021,a,AP\n";

#[test]
fn every_file_is_looked_at_before_one_is_changed() {
    let run = Run::nowhere().file("a.csv", ONE_DATE);
    assert_eq!(run.output(&["check", "a.csv", "missing.csv", "--fix"]).status.code(), Some(1));
    assert_eq!(run.read("a.csv"), ONE_DATE.as_bytes());
}

#[test]
fn dates_that_are_allowed_are_not_rewritten() {
    let run = Run::nowhere().file("a.csv", ONE_DATE);
    assert_snapshot!(run.show(&["check", "a.csv", "--fix", "--allow", "date-not-edtf"]), @"
    a.csv: native, 1 event

    0 errors, 0 warnings in 1 event
    --- stderr
    note: no date was rewritten, since `--allow` leaves date-not-edtf out
    ");
    assert_eq!(run.read("a.csv"), ONE_DATE.as_bytes());
}

#[test]
fn a_file_that_is_named_twice_is_changed_once() {
    let run = Run::nowhere().file("a.csv", ONE_DATE);
    assert!(run.output(&["check", "a.csv", "./a.csv", "--fix"]).status.success());
    assert_eq!(run.read("a.csv"), ONE_DATE.replace("26 August 2021", "2021-08-26").as_bytes());
}

#[test]
fn a_dry_run_says_that_no_date_had_to_be_rewritten() {
    let run = Run::nowhere().file("a.csv", ONE_DATE.replace("26 August 2021", "2021-08-26"));
    assert_snapshot!(run.show(&["check", "a.csv", "--fix", "--dry-run"]), @"
    --- stderr
    note: no date in a.csv had to be rewritten
    ");
}
