//! Data sets in layouts of their own.

use super::codes;
use crate::{Run, data};

#[test]
fn a_row_of_ged_whose_least_is_above_its_best_is_found() {
    let run = Run::nowhere().file("ged.csv", data("ucdp_ged_231_layout.csv"));
    assert_eq!(codes(&run, &["check", "ged.csv", "--format", "json"]), ["low-above-high"]);
}

#[test]
fn nothing_is_found_in_other_data_sets() {
    let run = Run::nowhere()
        .file("hdx.csv", data("ucdp_ged_201_hdx_layout.csv"))
        .file("acled.csv", data("acled_2025_layout.csv"))
        .file("gtd.csv", data("gtd_layout_cp1252.csv"));
    assert_eq!(codes(&run, &["check", "hdx.csv", "acled.csv", "gtd.csv", "--format", "json"]), [] as [&str; 0]);
}

/// The made-up file of GED with one text in place of another, and without the row that is wrong already.
fn ged_with(old: &str, new: &str) -> Run {
    let text = String::from_utf8(data("ucdp_ged_231_layout.csv")).unwrap();
    assert_eq!(text.matches(old).count(), 1);
    Run::nowhere().file("ged.csv", text.replace("0,2,0,0,2,2,3,", "0,2,0,0,2,2,2,").replace(old, new))
}

#[test]
fn sources_of_ged_that_are_older_than_the_event_are_found() {
    let run = ged_with(",2015-04-18;2015-04-18,", ",1753-01-01;1753-01-01,");
    assert_eq!(codes(&run, &["check", "ged.csv", "--format", "json"]), ["source-before-event"]);
}

#[test]
fn a_best_estimate_of_ged_above_the_most_is_found() {
    let run = ged_with("0,2,0,0,2,2,0,,", "0,2,0,0,2,1,0,,");
    assert_eq!(codes(&run, &["check", "ged.csv", "--format", "json"]), ["low-above-high"]);
}
