//! Words that are spelt wrong, and signs that are not seen.

use super::{codes, findings};
use crate::Run;

/// The codes found where one kind is there so many times and another once.
fn codes_of_kinds(often: &str, times: usize, once: &str) -> Vec<String> {
    let many: String = (0..times).map(|i| format!("2021-05,Title {i},{often},AP\n")).collect();
    let run = Run::nowhere().file("a.csv", format!("date,title,kind,source\n{many}2021-06,x,{once},AP\n"));
    codes(&run, &["check", "a.csv", "--format", "json"])
}

#[test]
fn another_word_is_no_misspelling() {
    assert_eq!(codes_of_kinds("protest", 15, "protect"), [] as [&str; 0]);
}

#[test]
fn a_rare_kind_that_is_one_slip_away_from_a_common_one_is_a_misspelling() {
    for (often, times, once) in [("protest", 15, "protst"), ("shelling", 15, "shellign"), ("attack", 30, "attacl")] {
        assert_eq!(codes_of_kinds(often, times, once), ["likely-misspelling"], "{once}");
    }
}

/// What is said of an event of this title.
fn messages_of_title(title: &str) -> Vec<String> {
    let run = Run::nowhere().file("a.csv", format!("date,title,source\n2021,{title},AP\n"));
    findings(&run, &["check", "a.csv", "--format", "json"])
        .iter()
        .map(|finding| finding["message"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_is_not_seen_is_told_by_its_name() {
    for (c, name) in [
        ('\u{7}', "the control character U+0007"),
        ('\u{202E}', "the control character U+202E"),
        ('\u{200B}', "a zero-width space, U+200B"),
        ('\u{FEFF}', "a byte order mark, U+FEFF"),
        ('\u{AD}', "a soft hyphen, U+00AD"),
    ] {
        assert_eq!(messages_of_title(&format!("Ka{c}bul")), [format!("the cell holds {name}")]);
    }
}

#[test]
fn the_signs_that_persian_and_arabic_are_written_with_are_no_fault() {
    assert_eq!(messages_of_title("می\u{200C}خواهم \u{200F}x – “y” （z）"), [] as [&str; 0]);
}
