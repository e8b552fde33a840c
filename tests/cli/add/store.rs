//! The file that events are added to: made by `init`, named, or missing.

use super::{HEADER, text};
use crate::Run;
use insta::assert_snapshot;

#[test]
fn init_makes_a_chronology_without_events() {
    let run = Run::nowhere();
    assert_snapshot!(run.show(&["init"]), @"made events.csv with the columns id, date, title, location, country, latitude, longitude, kind, actors, tags, killed, wounded, status, media, media_credit, media_caption, summary, source");
    assert_eq!(text(&run, "events.csv"), HEADER);
}

#[test]
fn init_leaves_a_file_that_is_there() {
    let run = Run::nowhere();
    run.show(&["init"]);
    assert_snapshot!(run.show(&["init"]), @"
    --- stderr
    error: there is a file `events.csv` already; it stays as it is
    hint: name another, or add to it: dateline add -f events.csv
    --- exit 1
    ");
    assert_eq!(text(&run, "events.csv"), HEADER);
}

#[test]
fn without_a_store_it_says_how_to_make_one() {
    let run = Run::nowhere();
    assert_snapshot!(run.show(&["add", "--date", "2020", "--title", "x"]), @"
    --- stderr
    error: there is no events.csv here, and the chronology built into dateline can't be changed
    hint: `dateline init` makes one
    --- exit 1
    ");
}

#[test]
fn a_store_that_is_missing_is_said_with_how_to_make_it() {
    let run = Run::nowhere();
    assert_snapshot!(run.show(&["add", "-f", "new.csv", "--date", "2020", "--title", "x"]), @"
    --- stderr
    error: there is no file `new.csv`
    hint: `dateline init new.csv` makes one
    --- exit 1
    ");
}

#[test]
fn standard_input_is_no_store() {
    let run = Run::nowhere();
    assert_snapshot!(run.show(&["add", "-f", "-", "--date", "2020", "--title", "x"]), @"
    --- stderr
    error: standard input, `-`, can't be changed
    hint: name the file to change: -f FILE
    --- exit 2
    ");
}

#[test]
fn the_environment_names_the_store() {
    let run = Run::nowhere().env("DATELINE_FILE", "own.csv");
    assert_eq!(run.show(&["init"]).split_once(' ').unwrap().0, "made");
    assert_snapshot!(run.show(&["add", "--date", "2020", "--title", "x"]), @"added x-2020: 2020  x");
    assert!(text(&run, "own.csv").ends_with("x-2020,2020,x,,,,,,,,,,,,,,,\n"));
}

#[cfg(unix)]
#[test]
fn init_does_not_follow_a_link_to_nowhere() {
    let run = Run::nowhere();
    std::os::unix::fs::symlink("nowhere.csv", run.path("link.csv")).unwrap();
    assert_snapshot!(run.show(&["init", "link.csv"]), @"
    --- stderr
    error: `link.csv` is a link to `nowhere.csv`, which is not there
    hint: make that file, or take the link away
    --- exit 1
    ");
}

#[cfg(unix)]
#[test]
fn add_does_not_follow_a_link_to_nowhere() {
    let run = Run::nowhere();
    std::os::unix::fs::symlink("nowhere.csv", run.path("link.csv")).unwrap();
    assert_eq!(run.show(&["add", "-f", "link.csv", "--date", "2020", "--title", "x"]), run.show(&["init", "link.csv"]));
}

#[test]
fn init_makes_no_file_of_a_directory() {
    let run = Run::nowhere();
    std::fs::create_dir(run.path("my events")).unwrap();
    assert_snapshot!(run.show(&["init", "my events"]), @"
    --- stderr
    error: `my events` is a directory, not a file
    hint: name a file in it: dateline init 'my events/events.csv'
    --- exit 1
    ");
}

#[test]
fn a_directory_is_no_store() {
    let run = Run::nowhere();
    std::fs::create_dir(run.path("my events")).unwrap();
    assert_snapshot!(run.show(&["add", "-f", "my events", "--date", "2020", "--title", "x"]), @"
    --- stderr
    error: `my events` is a directory, not a file
    hint: name a file in it: 'my events/events.csv'
    --- exit 1
    ");
}

#[test]
fn a_name_with_a_blank_is_quoted_in_the_hint() {
    let run = Run::nowhere();
    std::fs::create_dir(run.path("my events")).unwrap();
    assert_snapshot!(run.show(&["add", "-f", "my events/a b.csv", "--date", "2020", "--title", "x"]), @"
    --- stderr
    error: there is no file `my events/a b.csv`
    hint: `dateline init 'my events/a b.csv'` makes one
    --- exit 1
    ");
}
