//! Lines above the header, and below it, that are neither the header nor events.

use crate::Run;
use insta::assert_snapshot;

const TITLED: &str = "Programme X,,Downloaded on 5 May 2024,\n\ndate,title,place,note\n2020,A,x,\n2021,B,,\n";

#[test]
fn a_title_above_the_header_is_passed_over_and_said() {
    let run = Run::nowhere().file("a.csv", TITLED).file("bare.csv", TITLED.replace('\n', "\r"));
    assert_snapshot!(run.show(&["list", "a.csv", "--columns", "date,title"]), @"
    date  title
    ───────────
    2020  A
    2021  B

    2 events
    --- stderr
    note: line 1 of a.csv is above the header and was passed over
    ");
    assert_eq!(run.output(&["list", "bare.csv"]).stdout, run.output(&["list", "a.csv"]).stdout);
    assert_eq!(run.output(&["export", "a.csv"]).stdout, run.read("a.csv"));
}

#[test]
fn comments_above_the_header_are_passed_over() {
    let run = Run::nowhere().file("a.csv", "# made by x, on 5 May\n# in tables\ndate,title\n2020,A\n");
    assert_snapshot!(run.show(&["list", "a.csv"]), @"
    date  title
    ───────────
    2020  A

    1 event
    ");
}

#[test]
fn a_remark_below_the_header_is_no_event() {
    let search = "Search Parameters,date,title,killed\n\"[\"\"Year >= 1900\"\"]\",,,\n,1900,A,3\n,1901,B,4\n";
    let run = Run::nowhere().file("a.csv", search).file("event.csv", "date,title,note\n,A,\n2020,B,\n2021,C,\n");
    assert_snapshot!(run.show(&["list", "a.csv"]), @"
    date  title  killed
    ───────────────────
    1900  A           3
    1901  B           4

    2 events
    --- stderr
    note: line 2 of a.csv is a remark below the header and was passed over
    ");
    assert_eq!(run.output(&["export", "a.csv"]).stdout, run.read("a.csv"));
    // The title of an event without a date stands in a column that others fill.
    assert!(run.show(&["list", "event.csv"]).contains("3 events"));
}

#[test]
fn the_header_is_where_the_user_says() {
    let run = Run::nowhere().file("a.csv", "date,title\nnames below,\ndate,title\n2020,A\n").file("b.csv", TITLED);
    assert_snapshot!(run.show(&["list", "a.csv", "--header-row", "3"]), @"
    date  title
    ───────────
    2020  A

    1 event
    ");
    assert_snapshot!(run.show(&["list", "a.csv", "--skip-lines", "2"]), @"
    date  title
    ───────────
    2020  A

    1 event
    ");
    assert_snapshot!(run.show(&["list", "b.csv", "--header-row", "9"]), @"
    --- stderr
    error: `b.csv` has no header after its first 8 lines
    hint: a chronology begins with a line that names its columns, such as: date,title,location,source
    --- exit 1
    ");
    assert_snapshot!(run.show(&["list", "b.csv", "--header-row", "0"]), @"
    --- stderr
    error: invalid value '0' for '--header-row <N>': lines are counted from 1

    For more information, try '--help'.
    --- exit 2
    ");
}
