use insta::assert_snapshot;

use super::GOOD;
use crate::Run;

const JSON: &str = r#"[{"id":"a","date":"2021-08-26","title":"Attack"},{"id":"b","date":"2022","title":"Talks"}]"#;

#[test]
fn what_is_no_csv_is_not_changed() {
    let run = Run::nowhere().file("e.json", JSON);
    assert_snapshot!(run.show(&["add", "-f", "e.json", "--date", "2023", "--title", "x"]), @r#"
    --- stderr
    error: `e.json` is a JSON file, and only CSV files can be changed
    hint: make a CSV file of it, and change that: dateline export e.json -o events.csv
    --- exit 1
    "#);
    for arguments in [&["edit", "-f", "e.json", "a", "--title", "x"][..], &["remove", "-f", "e.json", "a", "--yes"]] {
        let shown = run.show(arguments);
        assert!(shown.contains("dateline export e.json -o events.csv") && shown.ends_with("--- exit 1"), "{shown}");
    }
    assert_eq!(run.read("e.json"), JSON.as_bytes());
    assert_eq!(std::fs::read_dir(run.path("")).unwrap().count(), 1);
}

#[test]
fn events_are_added_from_a_file_of_any_kind() {
    let run = Run::nowhere().file("events.csv", GOOD).file("e.json", JSON);
    assert_snapshot!(run.show(&["add", "--from", "e.json"]), @r#"
    added 1 event to events.csv; skipped 1 that is there already
    --- stderr
    note: events.csv has no columns for these, so they were left out: id
    "#);
    assert_snapshot!(crate::lossy(run.read("events.csv")), @r#"
    date,title,killed
    2021-08-26,Attack,183
    2022,Talks,
    2022-03-04,Talks,
    "#);
}
