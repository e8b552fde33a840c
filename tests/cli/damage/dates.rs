//! Dates that lack something, and days that a spreadsheet made numbers.

use crate::Run;
use insta::assert_snapshot;

#[test]
fn years_of_two_digits_are_refused_with_the_option_to_say() {
    let run = Run::nowhere().file("short.csv", "date,title\n28-Jan-90,A\n9-Mar-17,B\n");
    assert_snapshot!(run.show(&["list", "short.csv"]), @"
    date  title
    ───────────
          A
          B

    2 events
    --- stderr
    error: `90` in `28-Jan-90`, as a year, has no century
     --> short.csv:2:1 (date)
      |
    2 | 28-Jan-90,A
      | ^^^^^^^^^
    hint: pass `--century 1900` or `--century 2000`, or write the year with four digits

    error: `17` in `9-Mar-17`, as a year, has no century
     --> short.csv:3:1 (date)
      |
    3 | 9-Mar-17,B
      | ^^^^^^^^
    hint: pass `--century 1900` or `--century 2000`, or write the year with four digits

    2 cells could not be read
    --- exit 1
    ");
}

#[test]
fn the_option_settles_the_century() {
    let run = Run::nowhere().file("short.csv", "date,title\n28-Jan-90,A\n9-Mar-17,B\n");
    assert_snapshot!(run.show(&["list", "short.csv", "--century", "1950"]), @"
    date         title
    ──────────────────
    28 Jan 1990  A
    9 Mar 2017   B

    2 events
    ");
}

#[test]
fn a_date_without_a_year_is_refused_with_the_option_to_say() {
    let run = Run::nowhere().file("none.csv", "date,title\n26 August,A\n");
    assert_snapshot!(run.show(&["list", "none.csv"]), @"
    date  title
    ───────────
          A

    1 event
    --- stderr
    error: the date lacks a year
     --> none.csv:2:1 (date)
      |
    2 | 26 August,A
      | ^^^^^^^^^
    hint: pass the year with `--assume-year 2021`, or write it

    1 cell could not be read
    --- exit 1
    ");
}

#[test]
fn the_option_settles_the_year() {
    let run = Run::nowhere().file("none.csv", "date,title\n26 August,A\n");
    assert_snapshot!(run.show(&["list", "none.csv", "--assume-year", "2021"]), @"
    date         title
    ──────────────────
    26 Aug 2021  A

    1 event
    ");
}

#[test]
fn a_column_of_years_settles_century_and_year() {
    let run = Run::nowhere().file("column.csv", "year,date,title\n1990,28-Jan-90,A\n2017,9 March,B\n");
    assert_snapshot!(run.show(&["list", "column.csv"]), @"
    date         title
    ──────────────────
    28 Jan 1990  A
    9 Mar 2017   B

    2 events
    ");
}

#[test]
fn a_column_of_serial_numbers_is_days_as_spreadsheets_count_them() {
    let run = Run::nowhere().file("serial.csv", "date,title\n44434,A\n44435.5,B\n");
    assert_snapshot!(run.show(&["list", "serial.csv"]), @"
    date         title
    ──────────────────
    26 Aug 2021  A
    27 Aug 2021  B

    2 events
    --- stderr
    note: `date` of serial.csv counts days as spreadsheets do, and was read so
    ");
}

#[test]
fn one_serial_number_among_other_dates_is_refused() {
    let run = Run::nowhere().file("mixed.csv", "date,title\n44434,A\n2021,B\n");
    assert_snapshot!(run.show(&["list", "mixed.csv"]), @"
    date  title
    ───────────
    2021  B
          A

    2 events
    --- stderr
    error: `44434` is not a date
     --> mixed.csv:2:1 (date)
      |
    2 | 44434,A
      | ^^^^^
    hint: as spreadsheets count days it is 26 Aug 2021; write that, if it is meant

    1 cell could not be read
    --- exit 1
    ");
}
