//! Counts as people write them, and times of day as they were written.

use crate::Run;
use insta::assert_snapshot;

const COUNTS: &str = "date,title,killed\n\
2020-01-01,a,10–20\n\
2020-01-02,b,20+\n\
2020-01-03,c,>5\n\
2020-01-04,d,unknown\n\
2020-01-05,e,12[3]\n\
2020-01-06,f,at least 4\n\
2020-01-07,g,\"1,200–1,500\"\n\
2020-01-08,h,5 (2 children)\n\
2020-01-09,i,about 30\n\
2020-01-10,j,369.0\n";

#[test]
fn counts_are_read_as_people_write_them() {
    let run = Run::nowhere().file("a.csv", COUNTS);
    assert_snapshot!(run.show(&["export", "a.csv", "--columns", "title,killed"]), @"
    title,killed
    a,10..20
    b,20..
    c,6..
    d,
    e,12
    f,4..
    g,1200..1500
    h,5
    i,~30
    j,369
    ");
    assert_snapshot!(run.show(&["list", "a.csv", "--columns", "title,killed"]), @"
    title       killed
    ──────────────────
    a            10–20
    b              20+
    c               6+
    d
    e               12
    f               4+
    g      1,200–1,500
    h                5
    i            c. 30
    j              369

    10 events
    ");
    assert_snapshot!(run.show(&["list", "a.csv", "--columns", "title,killed", "--where", "killed >= 15", "--certain"]), @"
    title       killed
    ──────────────────
    b              20+
    g      1,200–1,500
    j              369

    3 events
    ");
}

#[test]
fn words_without_a_number_are_refused_with_the_reason() {
    let run = Run::nowhere().file("a.csv", "date,title,killed\n2020,a,dozens\n2021,b,none\n2022,c,5 (7 of them)\n");
    assert_snapshot!(run.show(&["check", "a.csv", "--allow", "no-source"]), @"
    a.csv: native, 3 events

    error[unreadable-cell]: `dozens` names no number
     --> a.csv:2:8 (killed)
      |
    2 | 2020,a,dozens
      |        ^^^^^^
    hint: write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13
      (10..20), or nothing where it is unknown

    error[unreadable-cell]: `none` has two readings: that it was nobody, or that
      nothing is known
     --> a.csv:3:8 (killed)
      |
    3 | 2021,b,none
      |        ^^^^
    hint: write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13
      (10..20), or nothing where it is unknown

    error[unreadable-cell]: `5 (7 of them)` is not a count of people
     --> a.csv:4:8 (killed)
      |
    4 | 2022,c,5 (7 of them)
      |        ^^^^^^^^^^^^^
    hint: write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13
      (10..20), or nothing where it is unknown

    3 errors, 0 warnings in 3 events
    --- exit 1
    ");
}

#[test]
fn a_midnight_is_a_time_where_others_of_its_column_have_one() {
    let run = Run::nowhere()
        .file("times.csv", "when,what,place\n2021-08-26 00:00,a,x\n2021-08-26 17:50:03.25,b,x\n")
        .file("days.csv", "when,what,place\n2021-08-26 00:00,a,x\n2021-08-27 00:00,b,x\n");
    assert_snapshot!(run.show(&["export", "times.csv", "--map", "date=when,title=what", "--columns", "date,title"]), @"
    date,title
    2021-08-26T00:00:00,a
    2021-08-26T17:50:03.25,b
    --- stderr
    note: times.csv is of no known layout and was read with --map 'location=place'; pass another `--map` where that is wrong
    ");
    assert_snapshot!(run.show(&["export", "days.csv", "--map", "date=when,title=what", "--columns", "date,title"]), @"
    date,title
    2021-08-26,a
    2021-08-27,b
    --- stderr
    note: days.csv is of no known layout and was read with --map 'location=place'; pass another `--map` where that is wrong
    ");
}

#[test]
fn fractions_and_zones_of_a_time_are_kept() {
    let cells = "date,title\n2021-08-26T17:50:03.25+04:30,a\n2021-08-26T17:50:03.75+04:30,b\n2021-08-26T05:07.5,c\n";
    let run = Run::nowhere().file("a.csv", cells);
    assert_snapshot!(run.show(&["check", "a.csv", "--fix", "--allow", "no-source"]), @"
    a.csv: native, 3 events

    0 errors, 0 warnings in 3 events
    --- stderr
    note: 1 date in a.csv rewritten: 2021-08-26T05:07.5 as 2021-08-26T05:07:30
    ");
    assert_snapshot!(run.show(&["export", "a.csv", "--columns", "date,title"]), @"
    date,title
    2021-08-26T17:50:03.25+04:30,a
    2021-08-26T17:50:03.75+04:30,b
    2021-08-26T05:07:30,c
    ");
    assert_snapshot!(run.show(&["list", "a.csv"]), @"
    date                            title
    ─────────────────────────────────────
    26 Aug 2021 05:07:30            c
    26 Aug 2021 17:50:03.25 +04:30  a
    26 Aug 2021 17:50:03.75 +04:30  b

    3 events
    ");
}
