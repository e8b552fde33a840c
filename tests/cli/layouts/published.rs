//! Whole files as they are published, read where they stand, in `../shared/data`. They are no part of the project.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{assert_native_export_is_the_same, figures::Figures};
use crate::{Run, lossy, shared};

const GED_SAMPLE: &str = "ucdp_ged_231_sample.csv";
const GED_OF_HDX: &str = "ucdp_ged_201_ukraine_hdx.csv";
const TIMELINEJS: &str = "timelinejs_v3_template.csv";

fn figures(file: &str) -> Figures {
    Figures::of(&format!("../shared/data/{file}"))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// The files of a folder of published data that are tables of events.
fn tables(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|ending| ending == "csv" || ending == "tsv")).collect()
}

fn assert_read(file: &str) {
    if shared(file).is_some() {
        figures(file).assert_read();
    }
}

fn assert_exported_as_it_is(path: &Path) {
    let exported = Run::nowhere().output(&["export", path.to_str().unwrap()]).stdout;
    assert!(exported == std::fs::read(path).unwrap(), "{}", path.display());
}

/// Fails where `check` finds more or fewer rows whose counts of killed are out of order than there are.
fn assert_out_of_order_is_found(file: &str) {
    let Some(path) = shared(file) else { return };
    let output = Run::nowhere().output(&["check", path.to_str().unwrap(), "--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = json["findings"].as_array().unwrap();
    let count = found.iter().filter(|finding| finding["code"] == "low-above-high").count();
    assert_eq!(count, figures(file).out_of_order, "{file}");
}

#[test]
fn the_sample_of_ged_is_read_as_an_independent_reader_reads_it() {
    assert_read(GED_SAMPLE);
}

#[test]
fn ged_as_hdx_publishes_it_is_read_as_an_independent_reader_reads_it() {
    assert_read(GED_OF_HDX);
}

#[test]
fn the_example_sheet_of_timelinejs_is_read_as_an_independent_reader_reads_it() {
    assert_read(TIMELINEJS);
}

#[test]
fn every_synthetic_file_is_read_as_an_independent_reader_reads_it() {
    let Some(folder) = shared("synthetic") else { return };
    for path in tables(&folder) {
        figures(&format!("synthetic/{}", name(&path))).assert_read();
    }
}

#[test]
fn every_published_file_has_a_test() {
    let Some(folder) = shared("") else { return };
    let mut names: Vec<String> = tables(&folder).iter().map(|path| name(path)).collect();
    names.sort();
    assert_eq!(names, [TIMELINEJS, GED_OF_HDX, GED_SAMPLE]);
}

#[test]
fn the_sample_of_ged_is_exported_as_it_is() {
    let Some(path) = shared(GED_SAMPLE) else { return };
    assert_exported_as_it_is(&path);
}

#[test]
fn ged_as_hdx_publishes_it_is_exported_as_it_is() {
    let Some(path) = shared(GED_OF_HDX) else { return };
    assert_exported_as_it_is(&path);
}

#[test]
fn every_synthetic_file_is_exported_as_it_is() {
    let Some(folder) = shared("synthetic") else { return };
    for path in tables(&folder).iter().filter(|path| !name(path).starts_with("timelinejs")) {
        assert_exported_as_it_is(path);
    }
}

#[test]
fn a_native_export_of_the_sample_of_ged_is_the_same_events() {
    let Some(path) = shared(GED_SAMPLE) else { return };
    assert_native_export_is_the_same(&Run::nowhere(), path.to_str().unwrap());
}

#[test]
fn a_native_export_of_ged_as_hdx_publishes_it_is_the_same_events() {
    let Some(path) = shared(GED_OF_HDX) else { return };
    assert_native_export_is_the_same(&Run::nowhere(), path.to_str().unwrap());
}

#[test]
fn a_native_export_of_the_example_sheet_of_timelinejs_is_the_same_events() {
    let Some(path) = shared(TIMELINEJS) else { return };
    assert_native_export_is_the_same(&Run::nowhere(), path.to_str().unwrap());
}

#[test]
fn every_row_of_the_sample_of_ged_that_is_out_of_order_is_found() {
    assert_out_of_order_is_found(GED_SAMPLE);
}

#[test]
fn every_row_of_ged_of_hdx_that_is_out_of_order_is_found() {
    assert_out_of_order_is_found(GED_OF_HDX);
}

#[test]
fn nothing_is_found_in_the_example_sheet_of_timelinejs() {
    let Some(path) = shared(TIMELINEJS) else { return };
    let shown = Run::nowhere().show(&["check", path.to_str().unwrap()]);
    assert!(shown.contains("0 errors, 0 warnings in 10 events"), "{shown}");
}

#[test]
fn the_row_of_hxl_tags_is_said_to_be_no_event() {
    let Some(path) = shared(GED_OF_HDX) else { return };
    let output = Run::nowhere().output(&["count", path.to_str().unwrap()]);
    assert!(lossy(output.stderr).contains("holds HXL tags, not an event"));
}
