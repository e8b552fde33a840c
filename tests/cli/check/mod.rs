//! What is wrong or doubtful in a file.

mod coordinates;
mod data_sets;
mod dates;
mod duplicates;
mod exit_code;
mod fix;
mod large;
mod report;
mod sarif;
mod sources;
mod words;

use crate::{Run, data};
use insta::assert_snapshot;
use serde_json::Value;

fn findings(run: &Run, arguments: &[&str]) -> Vec<Value> {
    let json: Value = serde_json::from_slice(&run.output(arguments).stdout).unwrap();
    json["findings"].as_array().unwrap().clone()
}

fn codes(run: &Run, arguments: &[&str]) -> Vec<String> {
    findings(run, arguments).iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

/// A native file with these rows of date, title, latitude, longitude, country, source.
fn rows(rows: &[&str]) -> Run {
    let header = "date,title,latitude,longitude,country,source\n";
    Run::nowhere().file("a.csv", format!("{header}{}\n", rows.join("\n")))
}

#[test]
fn one_of_each_fault_is_found_where_it_is() {
    let run = Run::nowhere().file("faults.csv", data("faults.csv"));
    let found: Vec<String> = findings(&run, &["check", "faults.csv", "--format", "json"])
        .iter()
        .map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap_or("-").to_owned();
            format!("{}:{} {} {}", finding["line"], finding["column"], text("field"), text("code"))
        })
        .collect();
    assert_snapshot!(found.join("\n"), @"
    8:7 date unreadable-cell
    9:11 date range-backwards
    10:59 killed low-above-high
    11:1 id duplicate-id
    12:35 latitude impossible-coordinates
    13:32 latitude lone-coordinate
    14:30 latitude null-island
    15:78 latitude swapped-coordinates
    16:9 date date-not-edtf
    17:6 date false-precision
    18:18 title likely-duplicate
    19:81 source no-source
    20:73 source source-before-event
    21:21 title blank-title
    22:50 kind likely-misspelling
    23:17 title control-character
    24:53 country edge-spaces
    25:11 date date-heaping
    ");
}

#[test]
fn the_faults_are_counted_and_fail_the_check() {
    let run = Run::nowhere().file("faults.csv", data("faults.csv"));
    assert!(run.show(&["check", "faults.csv"]).ends_with("5 errors, 13 warnings in 28 events\n--- exit 1"));
}

#[test]
fn nothing_is_found_in_a_clean_file() {
    let run = Run::nowhere().file("clean.csv", data("clean.csv"));
    assert_snapshot!(run.show(&["check", "clean.csv"]), @"
    clean.csv: native, 18 events

    0 errors, 0 warnings in 18 events
    ");
}

#[test]
fn nothing_is_found_in_the_chronology_of_this_project() {
    let run = Run::beside_events();
    assert_snapshot!(run.show(&["check", "--deny", "warnings"]), @"
    events.csv: native, 10 events

    0 errors, 0 warnings in 10 events
    ");
}

#[test]
fn standard_input_is_checked() {
    let piped = Run::nowhere().stdin("date,title,source\n2020,x,AP\n");
    assert_snapshot!(piped.show(&["check", "-"]), @"
    <stdin>: native, 1 event

    0 errors, 0 warnings in 1 event
    ");
}

#[test]
fn a_file_without_a_header_is_refused() {
    let run = Run::nowhere().file("b.csv", "");
    assert_snapshot!(run.show(&["check", "b.csv"]), @"
    --- stderr
    error: `b.csv` is empty: it has no header
    hint: a chronology begins with a line that names its columns, such as: date,title,location,source
    --- exit 1
    ");
}
