//! Whether the day or the month comes first is settled by all the dates of a column, or by an option.

use crate::Run;
use insta::assert_snapshot;

#[test]
fn a_date_with_one_reading_settles_that_the_day_comes_first() {
    let run = Run::nowhere().file("settled.csv", "date,title\n03/04/2021,A\n25/04/2021,B\n");
    assert_snapshot!(run.show(&["list", "settled.csv"]), @"
    date         title
    ──────────────────
    3 Apr 2021   A
    25 Apr 2021  B

    2 events
    --- stderr
    note: dates such as 03/04/2021 in settled.csv were read as day/month/year: others in `date` have only that reading
    ");
}

#[test]
fn a_date_with_one_reading_settles_that_the_month_comes_first() {
    let run = Run::nowhere().file("american.csv", "date,title\n03/04/2021,A\n04/25/2021 17:50,B\n");
    assert_snapshot!(run.show(&["list", "american.csv"]), @"
    date               title
    ────────────────────────
    4 Mar 2021         A
    25 Apr 2021 17:50  B

    2 events
    --- stderr
    note: dates such as 03/04/2021 in american.csv were read as month/day/year: others in `date` have only that reading
    ");
}

#[test]
fn a_column_of_open_dates_is_refused_with_the_option_to_say() {
    let run = Run::nowhere().file("open.csv", "date,title\n03/04/2021,A\n05/06/2021,B\n");
    assert_snapshot!(run.show(&["list", "open.csv"]), @"
    --- stderr
    error: whether the day or the month comes first in `date` of `open.csv` is settled by none of the dates
    hint: pass `--date-order dmy` or `--date-order mdy`
    --- exit 1
    ");
}

#[test]
fn the_option_settles_open_dates() {
    let run = Run::nowhere().file("open.csv", "date,title\n03/04/2021,A\n05/06/2021,B\n");
    assert_snapshot!(run.show(&["list", "open.csv", "--date-order", "mdy"]), @"
    date        title
    ─────────────────
    4 Mar 2021  A
    6 May 2021  B

    2 events
    ");
}

#[test]
fn where_other_dates_are_in_edtf_the_open_row_alone_is_refused() {
    let run = Run::nowhere().file("mixed.csv", "date,title\n03/04/2021,A\n2021-06-05,B\n");
    assert_snapshot!(run.show(&["list", "mixed.csv"]), @"
    date        title
    ─────────────────
    5 Jun 2021  B
                A

    2 events
    --- stderr
    error: `03/04/2021` has two readings: 3 April or 4 March 2021
     --> mixed.csv:2:1 (date)
      |
    2 | 03/04/2021,A
      | ^^^^^^^^^^
    hint: pass `--date-order dmy` or `--date-order mdy`; or write 2021-04-03 or 2021-03-04

    1 cell could not be read
    --- exit 1
    ");
}

#[test]
fn dates_that_contradict_each_other_settle_nothing() {
    let run = Run::nowhere().file("against.csv", "date,title\n25/04/2021,A\n04/25/2021,B\n03/04/2021,C\n");
    assert_snapshot!(run.show(&["list", "against.csv"]), @"
    date         title
    ──────────────────
    25 Apr 2021  A
    25 Apr 2021  B
                 C

    3 events
    --- stderr
    error: `03/04/2021` has two readings: 3 April or 4 March 2021
     --> against.csv:4:1 (date)
      |
    4 | 03/04/2021,C
      | ^^^^^^^^^^
    hint: pass `--date-order dmy` or `--date-order mdy`; or write 2021-04-03 or 2021-03-04

    1 cell could not be read
    --- exit 1
    ");
}

#[test]
fn the_dates_go_before_the_option() {
    let run = Run::nowhere().file("settled.csv", "date,title\n03/04/2021,A\n25/04/2021,B\n");
    assert_snapshot!(run.show(&["list", "settled.csv", "--date-order", "mdy"]), @"
    date         title
    ──────────────────
    3 Apr 2021   A
    25 Apr 2021  B

    2 events
    --- stderr
    note: dates such as 03/04/2021 in settled.csv were read as day/month/year: others in `date` have only that reading
    ");
}

/// 50,000 open dates, and the one that settles them as the last.
fn settled_by_the_last() -> Run {
    Run::nowhere().stdin(format!("date,title\n{}25/04/2021,last\n", "03/04/2021,A\n".repeat(50_000)))
}

#[test]
fn what_settles_it_may_be_the_last_of_many_rows_of_a_pipe() {
    let last = settled_by_the_last().show(&["list", "-", "--sort", "-date", "--limit", "1"]);
    assert_snapshot!(last, @"
    date         title
    ──────────────────
    25 Apr 2021  last

    50,001 events; the first 1 shown
    --- stderr
    note: dates such as 03/04/2021 in <stdin> were read as day/month/year: others in `date` have only that reading
    ");
}

#[test]
fn what_settles_it_may_be_the_last_of_many_rows_also_for_a_count() {
    let run = settled_by_the_last();
    assert_snapshot!(run.show(&["count", "-", "--by", "month"]), @"
    month     events
    Apr 2021  50,001  ████████████████████████████████████████████████████████████

    50,001 events
    --- stderr
    note: dates such as 03/04/2021 in <stdin> were read as day/month/year: others in `date` have only that reading
    ");
}
