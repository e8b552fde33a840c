//! `merge`: what changed in another copy, brought into one's own.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::{Run, data};
use insta::assert_snapshot;

const BASE: &str = "id,date,title,killed,note\na,2020-01-01,Raid,3,n1\nb,2020-02-01,Talks,,\n\nc,2020-03-01,Bombing,5,\"x, y\"\nd,2020-04-01,Siege,1,\n";
const OURS: &str = "id,date,title,killed,note\na,2020-01-01,Raid,3,mine\nb,2020-02-01,Talks,,\n\nc,2020-03-01,Bombing,6,\"x, y\"\ne,2020-05-01,New ours,,\n";
const THEIRS: &str = "id,date,title,killed,note,status\na,2020-01-01,Raid at dawn,3,n1,confirmed\nc,2020-03-01,Bombing,7,\"x, y\",\nd,2020-04-01,Siege,2,,\nf,2020-01-15,New theirs,9,,\n";

fn three(ours: &str, theirs: &str) -> Run {
    Run::nowhere().file("base.csv", BASE).file("ours.csv", ours).file("theirs.csv", theirs)
}

#[test]
fn what_one_side_changed_comes_in() {
    // Two people edit one event, and add one each.
    let ours = BASE.replace("Raid,3,n1", "Raid,3,mine").replace("d,2020-04", "e,2020-03-15,New ours,,\nd,2020-04");
    let theirs = BASE.replace("Raid,3", "Raid at dawn,3").replace("\n\nc", "\nf,2020-02-15,New theirs,9,\nc");
    assert_snapshot!(three(&ours, &theirs).show(&["merge", "base.csv", "ours.csv", "theirs.csv"]), @r#"
    id,date,title,killed,note
    a,2020-01-01,Raid at dawn,3,mine
    b,2020-02-01,Talks,,
    f,2020-02-15,New theirs,9,

    c,2020-03-01,Bombing,5,"x, y"
    e,2020-03-15,New ours,,
    d,2020-04-01,Siege,1,
    --- stderr
    note: merged theirs.csv into ours.csv: 1 event added, 0 removed, 1 changed
    "#);
}

#[test]
fn what_both_changed_is_marked_as_git_marks_it() {
    assert_snapshot!(three(OURS, THEIRS).show(&["merge", "base.csv", "ours.csv", "theirs.csv"]), @r#"
    id,date,title,killed,note,status
    a,2020-01-01,Raid at dawn,3,mine,confirmed
    f,2020-01-15,New theirs,9,,

    <<<<<<< ours.csv
    c,2020-03-01,Bombing,6,"x, y",
    ||||||| base.csv
    c,2020-03-01,Bombing,5,"x, y",
    =======
    c,2020-03-01,Bombing,7,"x, y",
    >>>>>>> theirs.csv
    e,2020-05-01,New ours,,,
    <<<<<<< ours.csv
    ||||||| base.csv
    d,2020-04-01,Siege,1,,
    =======
    d,2020-04-01,Siege,2,,
    >>>>>>> theirs.csv
    --- stderr
    note: 1 column of theirs.csv is new: `status`
    conflict: c: 1 Mar 2020  Bombing
      killed was `5`, is `6` in ours and `7` in theirs
    conflict: d: 1 Apr 2020  Siege
      removed by ours, changed by theirs
    note: merged theirs.csv into ours.csv: 1 event added, 1 removed, 1 changed; 2 conflicts, which --ours, --theirs or --reports settles
    --- exit 1
    "#);
}

#[test]
fn one_side_is_preferred() {
    let run = three(OURS, THEIRS);
    assert_snapshot!(run.show(&["merge", "base.csv", "ours.csv", "theirs.csv", "--ours"]), @r#"
    id,date,title,killed,note,status
    a,2020-01-01,Raid at dawn,3,mine,confirmed
    f,2020-01-15,New theirs,9,,

    c,2020-03-01,Bombing,6,"x, y",
    e,2020-05-01,New ours,,,
    --- stderr
    note: 1 column of theirs.csv is new: `status`
    note: merged theirs.csv into ours.csv: 1 event added, 1 removed, 1 changed
    "#);
    assert_snapshot!(run.show(&["merge", "base.csv", "ours.csv", "theirs.csv", "--theirs"]), @r#"
    id,date,title,killed,note,status
    a,2020-01-01,Raid at dawn,3,mine,confirmed
    f,2020-01-15,New theirs,9,,

    c,2020-03-01,Bombing,7,"x, y",
    d,2020-04-01,Siege,2,,
    e,2020-05-01,New ours,,,
    --- stderr
    note: 1 column of theirs.csv is new: `status`
    note: merged theirs.csv into ours.csv: 2 events added, 1 removed, 2 changed
    "#);
    assert_snapshot!(run.show(&["merge", "base.csv", "ours.csv", "theirs.csv", "--ours", "--theirs"]), @"
    --- stderr
    error: the argument '--ours' cannot be used with '--theirs'

    Usage: dateline merge --ours <BASE> <OURS> <THEIRS>

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn an_event_that_they_removed_and_we_changed_is_a_conflict() {
    let theirs = BASE.replace("c,2020-03-01,Bombing,5,\"x, y\"\n", "");
    let ours = BASE.replace("Bombing,5", "Bombing,6");
    assert_snapshot!(three(&ours, &theirs).show(&["merge", "base.csv", "ours.csv", "theirs.csv"]), @r#"
    id,date,title,killed,note
    a,2020-01-01,Raid,3,n1
    b,2020-02-01,Talks,,

    <<<<<<< ours.csv
    c,2020-03-01,Bombing,6,"x, y"
    ||||||| base.csv
    c,2020-03-01,Bombing,5,"x, y"
    =======
    >>>>>>> theirs.csv
    d,2020-04-01,Siege,1,
    --- stderr
    conflict: c: 1 Mar 2020  Bombing
      removed by theirs, changed by ours
    note: merged theirs.csv into ours.csv: 0 events added, 0 removed, 0 changed; 1 conflict, which --ours, --theirs or --reports settles
    --- exit 1
    "#);
}

#[test]
fn in_place_nothing_else_of_the_file_changes() {
    let run = three(&BASE.replace('\n', "\r\n"), &BASE.replace("Talks,,", "Talks,2,"));
    assert_snapshot!(run.show(&["merge", "base.csv", "ours.csv", "theirs.csv", "-o", "ours.csv"]), @"
    --- stderr
    note: merged theirs.csv into ours.csv: 0 events added, 0 removed, 1 changed
    ");
    assert_eq!(
        String::from_utf8(run.read("ours.csv")).unwrap(),
        BASE.replace("Talks,,", "Talks,2,").replace('\n', "\r\n")
    );
    assert_snapshot!(run.show(&["merge", "base.csv", "ours.csv", "theirs.csv", "-o", "theirs.csv"]), @"
    --- stderr
    error: `theirs.csv` is one of the files that are read
    hint: what is not selected, and rows that can't be read, would be lost; write to another file
    --- exit 2
    ");
}

#[test]
fn the_difference_is_shown() {
    let run = three(OURS, &BASE.replace("Talks,,", "Talks,2,"));
    assert_snapshot!(run.show(&["merge", "base.csv", "ours.csv", "theirs.csv", "--dry-run"]), @"
    --- ours.csv
    +++ ours.csv
    @@ -3 +3 @@
    -b,2020-02-01,Talks,,
    +b,2020-02-01,Talks,2,
    --- stderr
    note: ours.csv was not changed (--dry-run)
    ");
    assert_eq!(run.read("ours.csv"), OURS.as_bytes());
}

/// A store that was made of an old release of a data set gets what the new one revised and withdrew; what its keeper wrote
/// stays.
#[test]
fn a_new_release_comes_into_a_store_in_other_columns() {
    let release = data("ucdp_ged_231_layout.csv");
    let mut reader = csv::Reader::from_reader(release.as_slice());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|own| own == name).unwrap();
    let rows: Vec<Vec<String>> =
        reader.records().take(4).map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let table = |rows: &[Vec<String>]| {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&header).unwrap();
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        writer.into_inner().unwrap()
    };
    let mut revised = rows[..3].to_vec();
    for (name, killed) in [("low", "11"), ("best", "12"), ("high", "13")] {
        revised[0][column(name)] = killed.to_owned();
    }
    let run = Run::nowhere().file("old.csv", table(&rows)).file("new.csv", table(&revised));
    run.show(&["export", "old.csv", "--native", "-o", "events.csv"]);
    let id = &rows[1][column("id")];
    run.show(&["edit", id, "-f", "events.csv", "--tags", "checked"]);
    assert_snapshot!(run.show(&["merge", "old.csv", "events.csv", "new.csv", "-o", "events.csv"]), @"
    --- stderr
    note: merged new.csv into events.csv: 0 events added, 1 removed, 1 changed
    ");
    assert_eq!(run.ids(&["events.csv"]).len(), 3);
    assert_eq!(run.ids(&["events.csv", "--tag", "checked"]), [id.as_str()]);
    assert_eq!(run.ids(&["events.csv", "--where", "killed = 12"]), [rows[0][column("id")].as_str()]);
}

#[test]
fn rows_that_can_not_be_read_are_no_removed_events() {
    let run = three(BASE, &BASE.replace("c,2020-03-01", "c,\"2020-03-01"));
    assert_snapshot!(run.show(&["merge", "base.csv", "ours.csv", "theirs.csv"]), @"
    --- stderr
    error: 1 row of theirs.csv can't be read, so that nobody knows whether their events are there
    hint: `dateline check theirs.csv` shows them
    --- exit 1
    ");
}

#[test]
fn any_kind_of_file_is_theirs() {
    let run = three(BASE, BASE);
    run.show(&["edit", "b", "-f", "theirs.csv", "--killed", "4"]);
    run.show(&["export", "theirs.csv", "-o", "theirs.json"]);
    assert_snapshot!(run.show(&["merge", "base.csv", "ours.csv", "theirs.json", "--dry-run"]), @"
    --- ours.csv
    +++ ours.csv
    @@ -3 +3 @@
    -b,2020-02-01,Talks,,,,,,,,,,,,,,,,
    +b,2020-02-01,Talks,4,,,,,,,,,,,,,,,
    --- stderr
    note: 14 columns of theirs.json are new: `location`, `country`, `latitude`, `longitude`, `kind`, `actors`, `tags`, `wounded`, `status`, `media`, `media_credit`, `media_caption`, `summary`, `source`
    note: ours.csv was not changed (--dry-run)
    ");
    assert_snapshot!(run.show(&["merge", "base.csv", "theirs.json", "ours.csv"]), @"
    --- stderr
    error: `theirs.json` is a JSON file, and only CSV files can be changed
    hint: make a CSV file of it, and change that: dateline export theirs.json -o events.csv
    --- exit 1
    ");
}

/// An edit of one side: which event, which of its fields, and the new text; or a removal.
#[derive(Clone, Debug)]
enum Edit {
    Set(usize, usize, String),
    Remove(usize),
    Add(String),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let text = || "[a-c\", é]{0,6}";
    let edit = prop_oneof![
        4 => (0usize..8, 1usize..5, text()).prop_map(|(event, field, text)| Edit::Set(event, field, text)),
        1 => (0usize..8).prop_map(Edit::Remove),
        1 => text().prop_map(Edit::Add),
    ];
    prop::collection::vec(edit, 0..6)
}

/// The file after some edits. `side` tells new ids apart.
fn edited(base: &[[String; 5]], edits: &[Edit], side: &str) -> String {
    let mut rows: Vec<Option<[String; 5]>> = base.iter().cloned().map(Some).collect();
    for (n, edit) in edits.iter().enumerate() {
        match edit {
            Edit::Set(event, field, text) => {
                if let Some(Some(row)) = rows.get_mut(*event) {
                    // The date and the title stay what they are: any text is no date.
                    row[2 + field.min(&2)] = text.trim().to_owned();
                }
            }
            Edit::Remove(event) => {
                if let Some(row) = rows.get_mut(*event) {
                    *row = None;
                }
            }
            Edit::Add(text) => rows.push(Some([
                format!("{side}{n}"),
                "2021-05-05".to_owned(),
                format!("new {side} {n}"),
                text.trim().to_owned(),
                String::new(),
            ])),
        }
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["id", "date", "title", "location", "note"]).unwrap();
    for row in rows.into_iter().flatten() {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// The events of a CSV file, in the order of their ids.
fn events(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut events: Vec<Vec<String>> =
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
    events.sort();
    events
}

#[test]
fn a_merge_finds_every_change_of_both_sides() {
    let mut runner = TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
    let titles = prop::collection::vec("[a-d]{1,5}", 1..8);
    let result = runner.run(&(titles, edits(), edits()), |(titles, ours, theirs)| {
        let row = |(i, title): (usize, &String)| {
            [format!("e{i}"), format!("20{:02}-01-01", i), title.clone(), "Kabul".to_owned(), "n".to_owned()]
        };
        let base: Vec<[String; 5]> = titles.iter().enumerate().map(row).collect();
        let (b, o, t) = (edited(&base, &[], "b"), edited(&base, &ours, "o"), edited(&base, &theirs, "t"));
        let run = Run::nowhere().file("b.csv", &b).file("o.csv", &o).file("t.csv", &t);
        let merge = |files: [&str; 3], more: &[&str]| {
            let output = run.output(&[&["merge"], &files[..], more].concat());
            (output.status.success(), String::from_utf8(output.stdout).unwrap())
        };
        prop_assert_eq!(merge(["b.csv", "o.csv", "b.csv"], &[]), (true, o.clone()));
        prop_assert_eq!(merge(["b.csv", "o.csv", "o.csv"], &[]), (true, o.clone()));
        let (is_whole, taken) = merge(["b.csv", "b.csv", "t.csv"], &[]);
        prop_assert!(is_whole);
        prop_assert_eq!(events(&taken), events(&t));
        // Either order finds the same, and whoever is preferred the same conflicts.
        let (is_whole, one) = merge(["b.csv", "o.csv", "t.csv"], &[]);
        let (is_whole_too, other) = merge(["b.csv", "t.csv", "o.csv"], &[]);
        prop_assert_eq!(is_whole, is_whole_too);
        if is_whole {
            prop_assert_eq!(events(&one), events(&other));
        }
        let (_, one) = merge(["b.csv", "o.csv", "t.csv"], &["--theirs"]);
        let (_, other) = merge(["b.csv", "t.csv", "o.csv"], &["--ours"]);
        prop_assert_eq!(events(&one), events(&other));
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn both_figures_stay_as_reports() {
    assert_snapshot!(three(OURS, THEIRS).show(&["merge", "base.csv", "ours.csv", "theirs.csv", "--reports"]), @r#"
    id,date,title,killed,note,status,report_of
    a,2020-01-01,Raid at dawn,3,mine,confirmed,
    f,2020-01-15,New theirs,9,,,

    c,2020-03-01,Bombing,6,"x, y",,
    c-2,2020-03-01,Bombing,7,"x, y",,c
    d,2020-04-01,Siege,2,,,
    e,2020-05-01,New ours,,,,
    --- stderr
    note: 1 column of theirs.csv is new: `status`
    note: the column `report_of` is new in ours.csv
    note: merged theirs.csv into ours.csv: 2 events added, 1 removed, 1 changed; 1 report of theirs beside ours
    "#);
}

#[test]
fn events_without_ids_can_not_have_reports() {
    let base = "date,title,killed\n2020,Raid,1\n";
    let run = Run::nowhere()
        .file("b.csv", base)
        .file("o.csv", base.replace(",1", ",2"))
        .file("t.csv", base.replace(",1", ",3"));
    assert_snapshot!(run.show(&["merge", "b.csv", "o.csv", "t.csv", "--reports"]), @"
    --- stderr
    note: the column `report_of` is new in o.csv
    error: --reports: events without ids can't have reports
    hint: give them ids first, or pass --ours or --theirs
    --- exit 2
    ");
}
