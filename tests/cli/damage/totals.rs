//! Rows of totals below a table.

use crate::Run;
use insta::assert_snapshot;

#[test]
fn a_row_of_totals_is_no_event_and_said() {
    let run = Run::nowhere().file("a.csv", "date,title,killed\n2021,A,5\nTotal,,5\n,Total:,5\n,Total eclipse,\n");
    assert_snapshot!(run.show(&["list", "a.csv"]), @"
    date  title          killed
    ───────────────────────────
    2021  A                   5
          Total eclipse

    2 events
    --- stderr
    note: 2 rows of a.csv, the first in line 3, are not events: each is a row of totals
    ");
}

/// R writes NA where a row has nothing.
#[test]
fn na_beside_a_total_is_no_word() {
    let run = Run::nowhere().file(
        "acled.csv",
        "event_id_cnty,event_date,event_type,country,fatalities\nA1,03 May 2021,Riots,Ghana,1\nTotal,NA,NA,NA,1\n",
    );
    assert_snapshot!(run.show(&["count", "--by", "year", "acled.csv"]), @"
    year  events  killed
    2021       1       1  ██████████████████████████████████████████████████████████

    1 event
    --- stderr
    note: line 3 of acled.csv is a row of totals, not an event
    ");
}
