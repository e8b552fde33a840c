//! Events that are sorted on disk, where `--memory` allows too little for all of them.

use std::fmt::Write as _;

use crate::Run;
use insta::assert_snapshot;

/// Events that take two megabytes to sort, with a folder for temporary files.
fn large() -> Run {
    let mut rows = "date,title,country,latitude,longitude,killed\n".to_owned();
    for i in 0..9_000 {
        let (year, month) = (1990 + i * 7 % 31, 1 + i * 5 % 12);
        let date = match i % 5 {
            0 => format!("{year}"),
            1 => String::new(),
            _ => format!("{year}-{month:02}"),
        };
        let title = format!("Event {} of the {}th of a long list told in many words", i * 7919 % 10_000, i);
        writeln!(rows, "{date},{title},Land {},{}.5,{},{}", i % 9, i % 90, i % 180, i * 31 % 700).unwrap();
    }
    let run = Run::nowhere().file("events.csv", rows);
    std::fs::create_dir(run.path("tmp")).unwrap();
    let folder = run.path("tmp").to_str().unwrap().to_owned();
    run.env("TMPDIR", &folder)
}

#[test]
fn what_is_sorted_on_disk_is_the_same() {
    let run = large();
    for arguments in [
        &["list"][..],
        &["list", "--sort=-killed", "--year", "1999..2003"],
        &["timeline"],
        &["timeline", "-n", "7000"],
        &["export", "--sort", "date"],
        &["export", "--sort=-title", "-f", "json"],
        &["export", "--sort", "killed", "-f", "ndjson", "-n", "8000"],
        &["export", "--sort", "date", "-f", "geojson"],
        &["export", "-f", "geojson"],
        &["export", "-f", "markwhen"],
    ] {
        let held = run.output(arguments);
        let on_disk = run.output(&[arguments, &["--memory", "1M"]].concat());
        assert!(held.stdout.len() > 100_000, "{arguments:?}");
        assert!(held.stdout == on_disk.stdout, "{arguments:?}");
        assert_eq!((held.stderr, held.status), (on_disk.stderr, on_disk.status), "{arguments:?}");
    }
    assert_eq!(std::fs::read_dir(run.path("tmp")).unwrap().count(), 0);
}

#[test]
fn a_folder_for_temporary_files_must_be_there() {
    let run = large().env("TMPDIR", "/no/such/folder");
    assert_snapshot!(run.show(&["export", "--sort", "date", "--memory", "1M", "-o", "sorted.csv"]), @"
    --- stderr
    error: cannot sort on disk, in `/no/such/folder`: there is no such folder
    hint: name a folder that has room in TMPDIR, or allow more with `--memory`
    --- exit 1
    ");
    assert!(!run.path("sorted.csv").exists());
    assert_snapshot!(run.show(&["list", "--memory", "1M"]), @"
    --- stderr
    error: cannot sort on disk, in `/no/such/folder`: there is no such folder
    hint: name a folder that has room in TMPDIR, or allow more with `--memory`
    --- exit 1
    ");
}

#[test]
fn a_limit_is_a_size() {
    let run = Run::beside_events();
    assert_snapshot!(run.show(&["list", "--memory", "much"]), @"
    --- stderr
    error: invalid value 'much' for '--memory <SIZE>': write a size, such as 256M or 1G

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(run.show(&["list", "--memory", "256"]), @"
    --- stderr
    error: invalid value '256' for '--memory <SIZE>': 256 B is too little; write 1M or more, such as 256M or 1G

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn formats_that_hold_all_events_keep_to_no_limit() {
    let run = Run::beside_events().file("t.txt", "{{ title }}");
    assert_snapshot!(run.show(&["export", "-o", "page.html", "--memory", "256M"]), @"
    --- stderr
    error: --memory can't be kept to by html, which holds something of every event
    hint: csv, json, ndjson, geojson, markwhen and parquet keep to it; or leave it out
    --- exit 2
    ");
    assert_snapshot!(run.show(&["export", "--template", "t.txt", "--memory", "256M"]), @"
    --- stderr
    error: --memory can't be kept to by a template, which holds something of every event
    hint: csv, json, ndjson, geojson, markwhen and parquet keep to it; or leave it out
    --- exit 2
    ");
    for format in ["svg", "xlsx", "ics", "markdown", "timelinejs", "timelinejs-csv"] {
        assert_eq!(run.output(&["export", "-f", format, "--memory", "256M"]).status.code(), Some(2), "{format}");
    }
}

#[test]
fn reports_are_held_whole() {
    let run = Run::nowhere().file("events.csv", "id,date,title,report_of\na,2020,A,\nb,2020,B,a\n");
    assert_snapshot!(run.show(&["list", "--memory", "256M"]), @"
    --- stderr
    error: events.csv has reports of events, in the column `report_of`; to join them it is held in memory whole
    hint: leave `--memory` out
    --- exit 2
    ");
    assert_snapshot!(run.show(&["export", "-f", "json", "--memory", "256M"]), @"
    --- stderr
    error: events.csv has reports of events, in the column `report_of`; to join them it is held in memory whole
    hint: leave `--memory` out
    --- exit 2
    ");
}
