//! When `check` fails, and how `--deny` and `--allow` move that.

use super::{codes, rows};
use crate::Run;

/// A file with two warnings and no error.
fn two_warnings() -> Run {
    rows(&["26 August 2021,x,,,,AP", "2021,y,,,,"])
}

#[test]
fn warnings_alone_are_no_failure() {
    let run = two_warnings();
    assert!(run.output(&["check", "a.csv"]).status.success());
    assert_eq!(codes(&run, &["check", "a.csv", "--format", "json"]), ["date-not-edtf", "no-source"]);
}

#[test]
fn warnings_that_are_denied_are_a_failure() {
    let run = two_warnings();
    assert_eq!(run.output(&["check", "a.csv", "--deny", "warnings"]).status.code(), Some(1));
}

#[test]
fn only_warnings_can_be_denied() {
    let run = two_warnings();
    assert_eq!(run.output(&["check", "a.csv", "--deny", "errors"]).status.code(), Some(2));
}

#[test]
fn what_is_allowed_is_not_reported() {
    let run = two_warnings();
    assert_eq!(codes(&run, &["check", "a.csv", "--format", "json", "--allow", "no-source"]), ["date-not-edtf"]);
}

#[test]
fn what_is_allowed_is_no_failure_though_warnings_are_denied() {
    let run = two_warnings();
    let allowed = run.output(&["check", "a.csv", "--deny", "warnings", "--allow", "no-source,date-not-edtf"]);
    assert!(allowed.status.success());
}

#[test]
fn strict_is_no_option_of_check() {
    let run = two_warnings();
    // Every row that can't be read is a finding already.
    assert_eq!(run.output(&["check", "a.csv", "--strict"]).status.code(), Some(2));
}
