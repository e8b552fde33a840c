//! Events that are there twice, told from those that are only alike.

use super::{codes, findings};
use crate::Run;

/// The codes found in a file of these two rows of date, title, location, country, killed, source.
fn codes_of(first: &str, second: &str) -> Vec<String> {
    let header = "date,title,location,country,killed,source";
    let run = Run::nowhere().file("a.csv", format!("{header}\n{first}\n{second}\n"));
    codes(&run, &["check", "a.csv", "--format", "json"])
}

const ATTACK: &str = "2021-08-26,Suicide attack at Kabul airport,Kabul,Afghanistan,183,AP";

#[test]
fn a_similar_title_and_a_count_that_agrees_are_a_duplicate() {
    let second = "2021-08-26,Suicide bombing at Kabul airport,Kabul,Afghanistan,170..200,BBC";
    assert_eq!(codes_of(ATTACK, second), ["likely-duplicate"]);
}

#[test]
fn the_same_words_in_another_order_are_a_duplicate() {
    let second = "2021-08-26,Kabul airport suicide attack,kabul,Afghanistan,,BBC";
    assert_eq!(codes_of(ATTACK, second), ["likely-duplicate"]);
}

#[test]
fn another_day_is_no_duplicate() {
    let second = "2021-08-27,Suicide attack at Kabul airport,Kabul,Afghanistan,183,AP";
    assert_eq!(codes_of(ATTACK, second), [] as [&str; 0]);
}

#[test]
fn another_place_is_no_duplicate() {
    let second = "2021-08-26,Suicide attack at Kabul airport,Herat,Afghanistan,183,AP";
    assert_eq!(codes_of(ATTACK, second), [] as [&str; 0]);
}

#[test]
fn a_count_that_differs_is_no_duplicate() {
    let second = "2021-08-26,Suicide attack at Kabul airport,Kabul,Afghanistan,3,AP";
    assert_eq!(codes_of(ATTACK, second), [] as [&str; 0]);
}

#[test]
fn another_title_is_no_duplicate() {
    let second = "2021-08-26,US embassy closes,Kabul,Afghanistan,,AP";
    assert_eq!(codes_of(ATTACK, second), [] as [&str; 0]);
}

#[test]
fn a_month_is_no_duplicate_of_a_day_in_it() {
    let second = "2021-08,Suicide attack at Kabul airport,Kabul,Afghanistan,,AP";
    assert_eq!(codes_of(ATTACK, second), [] as [&str; 0]);
}

/// The codes found in a file of eight air strikes and this row.
fn codes_of_strikes(last: &str) -> Vec<String> {
    let many: String = (1..9).map(|day| format!("2021-05-{day:02},Air strike,Idlib,Syria,{day},AP\n")).collect();
    let run = Run::nowhere().file("a.csv", format!("date,title,location,country,killed,source\n{many}{last}\n"));
    codes(&run, &["check", "a.csv", "--format", "json"])
}

#[test]
fn a_title_that_many_bear_tells_nothing() {
    assert_eq!(codes_of_strikes("2021-05-03,Air strike,Idlib,Syria,,AP"), [] as [&str; 0]);
}

#[test]
fn a_title_that_many_bear_tells_of_a_duplicate_where_all_else_is_the_same() {
    assert_eq!(codes_of_strikes("2021-05-03,Air strike,Idlib,Syria,3,BBC"), ["likely-duplicate"]);
}

/// What is said of a file of these two rows of date, title, location, country, killed, source.
fn messages_of(rows: [&str; 2]) -> Vec<String> {
    let header = "date,title,location,country,killed,source";
    let run = Run::nowhere().file("a.csv", format!("{header}\n{}\n", rows.join("\n")));
    findings(&run, &["check", "a.csv", "--format", "json"])
        .iter()
        .map(|finding| finding["message"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn titles_that_number_their_events_are_no_duplicates() {
    let [first, second] = ["First", "Second"].map(|n| format!("2021-08-26,{n} attack on Kabul airport,Kabul,,,AP"));
    assert_eq!(messages_of([&first, &second]), [] as [&str; 0]);
}

#[test]
fn a_blank_place_hides_no_duplicate_in_one_country() {
    assert_eq!(
        messages_of(["2021-08-26,Drought,,Chad,,AP", "2021-08-26,Drought,,Chad,,BBC"]),
        ["the event on line 2 has the same day and country, and the same title"]
    );
}

#[test]
fn a_blank_country_hides_no_duplicate() {
    assert_eq!(
        messages_of(["2021,Drought,,,,AP", "2021,Drought,,,,BBC"]),
        ["the event on line 2 has the same date, and the same title"]
    );
}

#[test]
fn another_country_is_no_duplicate() {
    let rows = ["2021-08-26,Drought,,Chad,,AP", "2021-08-26,Drought,,Mali,,AP"];
    assert_eq!(messages_of(rows), [] as [&str; 0]);
}

#[test]
fn counts_that_differ_where_the_place_is_blank_are_no_duplicate() {
    let rows = ["2021-08-26,Air strike,,Syria,1,AP", "2021-08-26,Air strike,,Syria,2,AP"];
    assert_eq!(messages_of(rows), [] as [&str; 0]);
}

#[test]
fn a_title_that_is_only_similar_is_no_duplicate_where_the_place_is_blank() {
    let rows = ["2021-08-26,Air strike in Idlib,,Syria,,AP", "2021-08-26,Air strike on Idlib,,Syria,1,AP"];
    assert_eq!(messages_of(rows), [] as [&str; 0]);
}
