//! What can't be an event is refused, and the file stays as it is.

use super::text;
use crate::{Run, data};
use insta::assert_snapshot;

fn refused(options: &[&str]) -> String {
    let run = Run::beside_events();
    let before = run.read("events.csv");
    let shown = run.show(&[&["add"], options].concat());
    assert_eq!(run.read("events.csv"), before);
    shown
}

#[test]
fn an_event_has_a_date() {
    assert_snapshot!(refused(&[]), @r#"
    --- stderr
    error: an event has a date and a title; --date is missing
    hint: say what is known of it, such as --date "late 2014"; an undated event has --date ""
    --- exit 2
    "#);
}

#[test]
fn an_event_has_a_title() {
    assert_snapshot!(refused(&["--date", "2020"]), @r#"
    --- stderr
    error: an event has a date and a title; --title is missing
    hint: say in one line what happened: --title "Attack at Kabul airport"
    --- exit 2
    "#);
}

#[test]
fn a_title_is_not_blank() {
    assert_snapshot!(refused(&["--date", "2020", "--title", " "]), @"
    --- stderr
    error: --title: an event has a title
    hint: say in one line what happened
    --- exit 2
    ");
}

#[test]
fn a_weekday_that_is_wrong_is_refused() {
    assert_snapshot!(refused(&["--date", "Friday 26 August 2021", "--title", "x"]), @"
    --- stderr
    error: --date: 26 August 2021 was a Thursday, not a Friday
    hint: find out which is wrong, or leave the weekday out
    --- exit 2
    ");
}

#[test]
fn a_count_that_runs_backwards_is_refused() {
    assert_snapshot!(refused(&["--date", "2020", "--title", "x", "--killed", "20..10"]), @"
    --- stderr
    error: --killed: `20..10` runs backwards: 20 is more than 10
    hint: write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13 (10..20), or nothing where it is unknown
    --- exit 2
    ");
}

#[test]
fn a_longitude_off_the_globe_is_refused() {
    assert_snapshot!(refused(&["--date", "2020", "--title", "x", "--latitude", "69.17", "--longitude", "234.5"]), @"
    --- stderr
    error: --longitude: 234.5 is off the globe
    hint: a longitude lies between -180 and 180
    --- exit 2
    ");
}

#[test]
fn a_latitude_is_a_number() {
    assert_snapshot!(refused(&["--date", "2020", "--title", "x", "--latitude", "north"]), @"
    --- stderr
    error: --latitude: `north` is not a latitude
    hint: write it in degrees, with a decimal point: 34.53
    --- exit 2
    ");
}

#[test]
fn a_latitude_needs_a_longitude() {
    assert_snapshot!(refused(&["--date", "2020", "--title", "x", "--latitude", "3"]), @"
    --- stderr
    error: there is a latitude and no longitude
    hint: pass `--longitude` too
    --- exit 2
    ");
}

#[test]
fn a_title_is_one_line() {
    assert_snapshot!(refused(&["--date", "2020", "--title", "a\nb"]), @"
    --- stderr
    error: --title: it is one line
    hint: more than one has room in `--summary`
    --- exit 2
    ");
}

#[test]
fn a_title_has_no_control_character() {
    assert_snapshot!(refused(&["--date", "2020", "--title", "\u{1b}[31mred"]), @"
    --- stderr
    error: --title: there is a control character in it, U+001B
    hint: leave it out
    --- exit 2
    ");
}

#[test]
fn a_title_does_not_turn_text_around() {
    assert_snapshot!(refused(&["--date", "2020", "--title", "\u{202e}x"]), @"
    --- stderr
    error: --title: there is a control character in it, U+202E
    hint: leave it out
    --- exit 2
    ");
}

#[test]
fn an_id_of_another_event_is_refused() {
    assert_snapshot!(refused(&["--date", "2020", "--title", "x", "--id", "KABUL-airport"]), @"
    --- stderr
    error: --id: another event has the id `KABUL-airport`
    hint: kabul-airport: 26 Aug 2021  Suicide attack at Kabul airport
    --- exit 2
    ");
}

#[test]
fn a_column_that_is_not_there_can_not_be_set() {
    assert_snapshot!(refused(&["--date", "2020", "--title", "x", "--set", "confidence=high"]), @"
    --- stderr
    error: --set confidence: events.csv has no column `confidence`
    hint: the columns are: id, date, title, location, country, latitude, longitude, kind, actors, killed, wounded, summary, source
    --- exit 2
    ");
}

#[test]
fn a_field_can_not_be_given_twice() {
    assert_snapshot!(refused(&["--date", "2020", "--title", "x", "--set", "Title=y"]), @"
    --- stderr
    error: `title` is given twice
    --- exit 2
    ");
}

/// A table whose columns have other names.
fn renamed() -> Run {
    Run::nowhere().file("a.csv", "When,What,Case no\n2020,x,7\n")
}

fn add_to_renamed(run: &Run, options: &[&str]) -> String {
    run.show(&[&["add", "-f", "a.csv", "--map", "date=when,title=what"], options].concat())
}

#[test]
fn a_field_without_a_column_is_refused() {
    assert_snapshot!(add_to_renamed(&renamed(), &["--date", "2021", "--title", "y", "--wounded", "3"]), @"
    --- stderr
    note: a.csv is of no known layout and was read with --map 'id=Case no'; pass another `--map` where that is wrong
    error: --wounded: a.csv has no column `wounded`
    hint: its columns are: When, What, Case no; if one of them holds it, pass `--map wounded=COLUMN`; else make a file with all of dateline's columns of it: dateline export a.csv --native -o NEW.csv
    --- exit 2
    ");
}

#[test]
fn a_column_of_another_name_can_be_mapped_and_set() {
    let run = renamed();
    assert_snapshot!(add_to_renamed(&run, &["--date", "2021", "--title", "y", "--set", "case no=8"]), @"
    added 8: 2021  y
    --- stderr
    note: a.csv is of no known layout and was read with --map 'id=Case no'; pass another `--map` where that is wrong
    ");
    assert_eq!(text(&run, "a.csv"), "When,What,Case no\n2020,x,7\n2021,y,8\n");
}

#[test]
fn a_layout_whose_date_is_in_several_columns_takes_no_date() {
    assert_snapshot!(
        Run::nowhere().file("a.csv", data("ucdp_ged_231_layout.csv")).show(&[
            "add", "-f", "a.csv", "--date", "2021", "--title", "y",
        ]),
        @"
        --- stderr
        error: --date: no one column of a.csv is its `date`: the layout is ucdp-ged
        hint: set the columns it is made of, `--set COLUMN=VALUE`; or make a file with dateline's own columns of it: dateline export a.csv --native -o NEW.csv
        --- exit 2
        "
    );
}
