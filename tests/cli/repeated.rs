//! Events that several files have, and files that are named twice.

use crate::Run;
use insta::assert_snapshot;

/// Two downloads that overlap in the event `2`.
fn overlapping() -> Run {
    Run::nowhere()
        .file("jan_jun.csv", "id,date,title,killed\n1,2021-01-02,Raid,3\n2,2021-06-05,Attack,4\n")
        .file("feb_dec.csv", "id,date,title,killed\n2,2021-06-05,attack ,4\n3,2021-12-01,Bombing,5\n")
}

#[test]
fn an_event_of_two_files_counts_once() {
    let run = overlapping();
    assert_snapshot!(run.show(&["count", "jan_jun.csv", "feb_dec.csv", "--by", "year"]), @"
    year  events  killed
    2021       3      12  ██████████████████████████████████████████████████████████

    3 events
    --- stderr
    note: the event in line 2 of feb_dec.csv is in jan_jun.csv too, with the same id, date and title, and counts once
    ");
    assert_snapshot!(run.show(&["list", "jan_jun.csv", "feb_dec.csv"]), @"
    id  date        title    killed  file
    ────────────────────────────────────────────
    1   2 Jan 2021  Raid          3  jan_jun.csv
    2   5 Jun 2021  Attack        4  jan_jun.csv
    3   1 Dec 2021  Bombing       5  feb_dec.csv

    3 events
    --- stderr
    note: the event in line 2 of feb_dec.csv is in jan_jun.csv too, with the same id, date and title, and counts once
    ");
    assert_snapshot!(run.show(&["export", "jan_jun.csv", "feb_dec.csv"]), @"
    id,date,title,killed
    1,2021-01-02,Raid,3
    2,2021-06-05,Attack,4
    3,2021-12-01,Bombing,5
    --- stderr
    note: the event in line 2 of feb_dec.csv is in jan_jun.csv too, with the same id, date and title, and counts once
    ");
}

#[test]
fn the_same_event_with_other_content_is_named() {
    let run = overlapping().file("other.csv", "id,date,title,killed\n2,2021-06-05,Attack,9\n1,2021-03-03,Raid,3\n");
    assert_snapshot!(run.show(&["count", "jan_jun.csv", "other.csv", "--by", "year"]), @"
    year  events  killed
    2021       3      10  ██████████████████████████████████████████████████████████

    3 events
    --- stderr
    note: the event in line 2 of other.csv is in jan_jun.csv too, with the same id, date and title, and differs; that of jan_jun.csv is taken: compare the two with `dateline diff`
    note: the event in line 3 of other.csv has the id of one in jan_jun.csv, and its date or its title; it counts as another: if it is the same, give it the same date and title, else another id
    ");
    assert_snapshot!(run.show(&["check", "jan_jun.csv", "other.csv", "--allow", "no-source"]), @"
    jan_jun.csv: native, 2 events

    other.csv: native, 2 events

    0 errors, 0 warnings in 4 events
    --- stderr
    note: the event in line 2 of other.csv is in jan_jun.csv too, with the same id, date and title, and differs; that of jan_jun.csv is taken: compare the two with `dateline diff`
    note: the event in line 3 of other.csv has the id of one in jan_jun.csv, and its date or its title; it counts as another: if it is the same, give it the same date and title, else another id
    ");
}

#[test]
fn ids_that_merely_collide_are_of_different_events() {
    let run = overlapping().file("talks.csv", "id,date,title\n1,1999,Talks\n2,1998,Ceasefire\n");
    assert_snapshot!(run.show(&["count", "jan_jun.csv", "talks.csv", "--by", "year"]), @"
    year  events  killed
    1998       1          █████████████████████████████
    1999       1          █████████████████████████████
    2000       0
    2001       0
    2002       0
    2003       0
    2004       0
    2005       0
    2006       0
    2007       0
    2008       0
    2009       0
    2010       0
    2011       0
    2012       0
    2013       0
    2014       0
    2015       0
    2016       0
    2017       0
    2018       0
    2019       0
    2020       0
    2021       2       7  ██████████████████████████████████████████████████████████
    ────────────────────
    total       4       7

    4 events
    ");
}

#[test]
fn a_file_that_is_named_twice_is_read_once() {
    let run = overlapping();
    assert_snapshot!(run.show(&["count", "jan_jun.csv", "./jan_jun.csv", "--by", "year"]), @"
    year  events  killed
    2021       2       7  ██████████████████████████████████████████████████████████

    2 events
    --- stderr
    note: ./jan_jun.csv was named before, and is read once
    ");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("jan_jun.csv", run.path("link.csv")).unwrap();
        let notes = run.show(&["list", "jan_jun.csv", "link.csv"]);
        assert!(notes.contains("2 events") && notes.contains("link.csv was named before, and is read once"), "{notes}");
    }
    // A file compared with itself is another matter.
    assert!(run.show(&["diff", "jan_jun.csv", "jan_jun.csv"]).contains("2 unchanged"));
}

#[test]
fn one_file_with_an_id_twice_keeps_both() {
    let run =
        Run::nowhere().file("a.csv", "id,date,title\n1,2021,Raid\n1,2021,Raid\n").file("b.csv", "id,date,title\n");
    assert!(run.show(&["count", "a.csv", "b.csv", "--by", "year"]).contains("2021       2"));
}
