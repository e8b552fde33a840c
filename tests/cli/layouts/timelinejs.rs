//! The spreadsheets of TimelineJS.

use super::beside;
use crate::Run;
use insta::assert_snapshot;

#[test]
fn title_and_era_of_version_3_are_no_events_and_said() {
    let run = beside(&["timelinejs_v3_layout.csv"]);
    assert_snapshot!(run.show(&["timeline", "timelinejs_v3_layout.csv"]), @"
    500 BC
     │
     ●  c. 500 BC       Old Fort founded
     │                  Antiquity
     │
    1961
     │
     ●  15–20 Jun 1961  Harbour strike
     │                  Labour
     │
    1963
     │
     ●  1963            Constitution adopted
     │                  Politics
     │
    3 events
    --- stderr
    note: line 2 of timelinejs_v3_layout.csv is the title of the timeline, not an event
    note: line 7 of timelinejs_v3_layout.csv is an era behind the events, not an event
    ");
}

#[test]
fn the_title_of_version_1_is_no_event_and_said() {
    let run = beside(&["timelinejs_v1_layout.csv"]);
    assert_snapshot!(run.show(&["timeline", "timelinejs_v1_layout.csv"]), @"
    1961
     │
     ●  15–20 Jun 1961  Harbour strike
     │                  Labour
     │
    1963
     │
     ●  1963            Constitution adopted
     │                  Politics
     │
    2 events
    --- stderr
    note: line 2 of timelinejs_v1_layout.csv is the title of the timeline, not an event
    ");
}

#[test]
fn an_id_that_is_not_there_is_said_after_title_and_era() {
    let run = beside(&["timelinejs_v3_layout.csv"]);
    assert_snapshot!(run.show(&["show", "x", "-f", "timelinejs_v3_layout.csv"]), @"
    --- stderr
    note: line 2 of timelinejs_v3_layout.csv is the title of the timeline, not an event
    note: line 7 of timelinejs_v3_layout.csv is an era behind the events, not an event
    error: no event in timelinejs_v3_layout.csv has the id `x`
    hint: `dateline list --columns id,date,title` shows the ids
    --- exit 1
    ");
}

#[test]
fn a_year_that_is_a_date_of_numbers_makes_no_other_date_doubtful() {
    let run = Run::nowhere().file("a.csv", "Year,Month,Day,Time,End Year,End Month,End Day,Display Date,Headline,Text\n03/04/2021,,,,,,,,Raid,\n2021,,,,,,,,Talks,\n");
    run.show(&["export", "a.csv", "--native", "-o", "native.csv"]);
    assert_snapshot!(run.show(&["list", "native.csv"]), @"
    date  title
    ───────────
    2021  Talks
          Raid

    2 events
    ");
}
