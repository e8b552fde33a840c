//! What changed from one chronology to another.

use crate::{Run, data};
use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::Value;

const EVENTS: &str = include_str!("../../events.csv");

/// The project's events as OLD, and as NEW after these replacements.
fn edited(edits: &[(&str, &str)]) -> Run {
    let new = edits.iter().fold(EVENTS.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    Run::nowhere().file("old.csv", EVENTS).file("new.csv", new)
}

#[test]
fn changes_are_told_field_by_field_in_words() {
    let run = edited(&[
        (",183,", ",170..183,"),
        ("takeover,2021-08,", "takeover,2021-08-15,"),
        ("new-leader,2020,", "new-leader,2020~,"),
        ("55.76,37.62", "55.8261,37.3903"),
        ("13 US soldiers and 170 Afghans", "13 US soldiers and more than 150 Afghans"),
        ("founding,ISIS-K; Pakistani Taliban", "founding,ISIS-K"),
        ("Attack on the Russian embassy", "Suicide attack on the Russian embassy"),
        ("us-warning,[2024-03-01..2024-03-22]", "us-warning,2024-03"),
    ]);
    assert_snapshot!(run.show(&["diff", "old.csv", "new.csv"]), @"
    old.csv: native, 10 events
    new.csv: native, 10 events

    ~ late 2014  ISIS-K emerges, breaking away from the Pakistani Taliban  founding
        actor removed: “Pakistani Taliban”
    ~ c. 2020  Shahab al-Muhajir becomes leader of ISIS-K and changes its strategy
        new-leader
        date became uncertain, from 2020 to c. 2020
    ~ 15 Aug 2021  Taliban take control of Afghanistan  takeover
        date narrowed from Aug 2021 to 15 Aug 2021
    ~ 26 Aug 2021  Suicide attack at Kabul airport  kabul-airport
        killed 183 → 170..183
        summary “… and 170 Afghans …” → “… and more than 150 Afghans …”
    ~ Sep 2022  Suicide attack on the Russian embassy in Kabul  russian-embassy
        title “Attack on …” → “Suicide attack on …”
    ~ Mar 2024  US embassy in Russia warns that Islamic militants plan to attack
        Moscow  us-warning
        date widened from between 1 and 22 Mar 2024 to Mar 2024
    ~ 22 Mar 2024  Attack on a Moscow concert hall  moscow-concert
        moved 16 km, from 55.76, 37.62 to 55.8261, 37.3903

    date changed in 3 events
    0 added, 0 removed, 7 changed, 3 unchanged
    ");
}

#[test]
fn what_came_and_went_is_told_in_the_order_of_time() {
    let without: String =
        EVENTS.lines().filter(|line| !line.starts_with("takeover,")).map(|l| format!("{l}\n")).collect();
    let new = format!("{without}new,2020-05,A new thing,,,,,,,,,,AP\n");
    let run = Run::nowhere().file("old.csv", EVENTS).file("new.csv", new);
    assert_snapshot!(run.show(&["diff", "old.csv", "new.csv"]), @"
    old.csv: native, 10 events
    new.csv: native, 10 events

    + May 2020  A new thing  new
    - Aug 2021  Taliban take control of Afghanistan  takeover

    1 added, 1 removed, 0 changed, 9 unchanged
    ");
    let json: Value =
        serde_json::from_slice(&run.output(&["diff", "old.csv", "new.csv", "-f", "json"]).stdout).unwrap();
    assert_eq!(json["added"][0]["title"], "A new thing");
    assert_eq!(json["removed"][0]["id"], "takeover");
    assert_eq!(json["unchanged"], 9);
}

#[test]
fn the_same_is_the_same_however_it_is_written() {
    let mut rows: Vec<&str> = EVENTS.lines().collect();
    rows[1..].reverse();
    let shuffled = rows.join("\r\n");
    let rewritten = EVENTS.replace(",2021-08-26,", ",26 August 2021,").replace(",2022,", ",\"2022\",");
    let run = Run::nowhere().file("a.csv", EVENTS).file("b.csv", shuffled).file("c.csv", rewritten);
    for other in ["a.csv", "b.csv", "c.csv"] {
        let shown = run.show(&["diff", "a.csv", other, "--exit-code"]);
        assert!(shown.ends_with("\n0 added, 0 removed, 0 changed, 10 unchanged\n"), "{shown}");
    }
}

#[test]
fn without_ids_an_edit_is_still_a_change() {
    let header = "date,title,location,killed,note\n";
    let old = "2021-08-26,Suicide attack at Kabul airport,Kabul,13,a\n2021-09,Talks begin in Doha,Doha,,a\n2021-10-01,Flood,Herat,5,a\n2021-11,Siege,Kunduz,,a\n";
    let new = "2021-08-26,Suicide bombing at Kabul airport,Kabul,183,a\n2021-09-12,Talks begin in Doha,Doha,,a\n2021-10-01,Flood,\"Herat, west\",5,b\n2021-12,Drought,Kunduz,,a\n";
    let run = Run::nowhere().file("old.csv", format!("{header}{old}")).file("new.csv", format!("{header}{new}"));
    assert_snapshot!(run.show(&["diff", "old.csv", "new.csv"]), @"
    old.csv: native, 4 events
    new.csv: native, 4 events

    ~ 26 Aug 2021  Suicide bombing at Kabul airport
        title “Suicide attack at Kabul airport” → “Suicide bombing at Kabul airport”
        killed 13 → 183
        taken for the same event by date, place and a similar title
    ~ 12 Sep 2021  Talks begin in Doha
        date narrowed from Sep 2021 to 12 Sep 2021
        taken for the same event by place and title
    ~ 1 Oct 2021  Flood
        location “Herat” → “Herat, west”
        note “a” → “b”
        taken for the same event by date and title
    - Nov 2021  Siege
    + Dec 2021  Drought

    1 added, 1 removed, 3 changed, 0 unchanged
    ");
}

#[test]
fn what_has_ids_is_another_event_under_another_id() {
    let header = "id,date,title,location,killed\n";
    let old = "a1,2021-08-26,Shelling,Donetsk,1\na2,2021-08-26,Shelling,Donetsk,2\na3,2021-08-27,Siege,Kunduz,\n";
    let new = "a1,2021-08-26,Shelling,Donetsk,1\nb7,2021-08-26,Shelling,Donetsk,7\nb8,2021-08-26,Shelling,Donetsk,8\nkunduz,2021-08-27,Siege,Kunduz,\n";
    let run = Run::nowhere().file("old.csv", format!("{header}{old}")).file("new.csv", format!("{header}{new}"));
    assert_snapshot!(run.show(&["diff", "old.csv", "new.csv"]), @"
    old.csv: native, 3 events
    new.csv: native, 4 events

    - 26 Aug 2021  Shelling  a2
    + 26 Aug 2021  Shelling  b7
    + 26 Aug 2021  Shelling  b8
    ~ 27 Aug 2021  Siege  kunduz
        id “a3” → “kunduz”

    2 added, 1 removed, 1 changed, 1 unchanged
    ");
}

#[test]
fn ids_are_the_same_in_any_case_of_any_script() {
    let run = Run::nowhere()
        .file("old.csv", "id,date,title\nÉVIAN,2020,x\n")
        .file("new.csv", "id,date,title\névian,2021,z\n");
    let json: Value =
        serde_json::from_slice(&run.output(&["diff", "old.csv", "new.csv", "-f", "json"]).stdout).unwrap();
    assert_eq!(json["changed"][0]["paired_by"], "id");
}

#[test]
fn other_columns_are_compared_and_those_of_one_file_told_once() {
    let run = Run::nowhere()
        .file("old.csv", "id,date,title,status,lead\na,2020,x,open,Ann\nb,2021,y,open,Bob\n")
        .file("new.csv", "id,date,title,status,verified,by\na,2020,x,closed,yes,Bob\nb,2021,y,open,no,Ann\n");
    assert_snapshot!(run.show(&["diff", "old.csv", "new.csv"]), @"
    old.csv: native, 2 events
    new.csv: native, 2 events
    column only in old.csv: lead
    columns only in new.csv: verified, by

    ~ 2020  x  a
        status “open” → “closed”

    0 added, 0 removed, 1 changed, 1 unchanged
    ");
    let json: Value =
        serde_json::from_slice(&run.output(&["diff", "old.csv", "new.csv", "--format", "json"]).stdout).unwrap();
    assert_eq!(json["new"]["only_here"], serde_json::json!(["verified", "by"]));
    assert_eq!(
        json["changed"],
        serde_json::json!([{
            "id": "a", "date": "2020", "title": "x", "paired_by": "id",
            "changes": [{ "field": "status", "old": "open", "new": "closed", "words": "status “open” → “closed”" }],
        }])
    );
}

#[test]
fn two_releases_of_a_data_set_are_compared() {
    let old = String::from_utf8(data("ucdp_ged_231_layout.csv")).unwrap();
    let new = old.replace("Old Orchard town,Old Orchard,", "Old Orchard town,\"Old Orchard, west\",");
    let run = Run::nowhere().file("old.csv", &old).file("new.csv", new);
    let shown = run.show(&["diff", "old.csv", "new.csv"]);
    assert!(
        shown.contains("ucdp-ged, 24 events") && shown.ends_with("0 added, 0 removed, 1 changed, 23 unchanged\n"),
        "{shown}"
    );
    assert!(shown.contains("Government of Otherland - Otherland insurgents  990121\n    where_description"), "{shown}");
    // An export to dateline's own columns is another layout with the same events.
    let native = run.output(&["export", "old.csv", "--native"]).stdout;
    let run = run.file("native.csv", native);
    let shown = run.show(&["diff", "old.csv", "native.csv"]);
    assert!(shown.contains("of two layouts, only the fields that both have are compared"), "{shown}");
    assert!(
        shown.contains("\nfields only in native.csv: tags, wounded, status, media, media_credit, media_caption\n"),
        "{shown}"
    );
    assert!(shown.ends_with("0 added, 0 removed, 0 changed, 24 unchanged\n"), "{shown}");
}

#[test]
fn it_ends_well_also_where_they_differ_unless_the_exit_code_is_asked_for() {
    let run = edited(&[(",183,", ",170..183,")]);
    assert_eq!(run.output(&["diff", "old.csv", "new.csv"]).status.code(), Some(0));
    assert_eq!(run.output(&["diff", "old.csv", "new.csv", "--exit-code"]).status.code(), Some(1));
    assert_eq!(run.output(&["diff", "old.csv", "old.csv", "--exit-code"]).status.code(), Some(0));
    assert_eq!(run.output(&["diff", "old.csv"]).status.code(), Some(2));
    assert_snapshot!(run.show(&["diff", "-", "-"]), @"
    --- stderr
    error: standard input, `-`, can be read only once
    --- exit 2
    ");
    let bad = run.file("bad.csv", "id,date,title\na,2020-13,x\nb,2021,y\n");
    assert_snapshot!(bad.show(&["diff", "bad.csv", "bad.csv"]), @"
    bad.csv: native, 2 events
    bad.csv: native, 2 events

    0 added, 0 removed, 0 changed, 2 unchanged
    --- stderr
    error: month `13` is out of range
     --> bad.csv:2:3 (date)
      |
    2 | a,2020-13,x
      |   ^^^^^^^
    hint: months run from 01 to 12

    error: month `13` is out of range
     --> bad.csv:2:3 (date)
      |
    2 | a,2020-13,x
      |   ^^^^^^^
    hint: months run from 01 to 12

    2 cells could not be read
    --- exit 1
    ");
    let strict = bad.output(&["diff", "bad.csv", "bad.csv", "--strict"]);
    assert!(strict.stdout.is_empty() && strict.status.code() == Some(1));
}

#[test]
fn an_id_that_is_there_twice_loses_no_event() {
    let run = Run::nowhere()
        .file("old.csv", "id,date,title\na,2020,first\na,2021,second\na,2022,third\n")
        .file("new.csv", "id,date,title\na,2020,first\na,2021,second\na,2023,fourth\na,2024,fifth\n");
    let json: Value =
        serde_json::from_slice(&run.output(&["diff", "old.csv", "new.csv", "--format", "json"]).stdout).unwrap();
    assert_eq!(json["unchanged"], 2);
    let count = |key: &str| json[key].as_array().unwrap().len();
    assert_eq!((count("added"), count("removed"), count("changed")), (2, 1, 0));
}

#[test]
fn an_id_that_is_there_twice_goes_to_what_is_the_same_first() {
    let header = "id,date,title,location,killed\n";
    let old = "a,2020,Flood,Herat,1\na,2021,Siege,Kunduz,2\nb,2022,Talks,Doha,\n";
    let new = "a,2021,Siege,Kunduz,2\na,2020,Flood,Herat,9\nb,2023,Drought,Herat,\nb,2022,Talks,Doha,\n";
    let run = Run::nowhere().file("old.csv", format!("{header}{old}")).file("new.csv", format!("{header}{new}"));
    assert_snapshot!(run.show(&["diff", "old.csv", "new.csv"]), @"
    old.csv: native, 3 events
    new.csv: native, 4 events

    ~ 2020  Flood  a
        killed 1 → 9
    + 2023  Drought  b

    1 added, 0 removed, 1 changed, 2 unchanged
    ");
}

#[test]
fn a_cell_that_can_not_be_read_in_one_of_the_two_is_marked() {
    let good = "id,date,title\nA,2020,x\nb,2021,y\nc,2022,z\n";
    let bad = "id,date,title\na,2020-13,x\nb,2021,y\n";
    let run = Run::nowhere().file("good.csv", good).file("bad.csv", bad);
    let shown = |arguments: &[&str]| String::from_utf8(run.output(arguments).stdout).unwrap();
    assert_snapshot!(shown(&["diff", "good.csv", "bad.csv"]), @"
    good.csv: native, 3 events
    bad.csv: native, 2 events

    - 2022  z  c
    ! undated  x  a
        id “A” → “a”
        date “2020” → “2020-13”

    0 added, 1 removed, 1 changed, 1 unchanged
    ");
    assert_snapshot!(shown(&["diff", "bad.csv", "good.csv"]), @"
    bad.csv: native, 2 events
    good.csv: native, 3 events

    ! 2020  x  A
        id “a” → “A”
        date “2020-13” → “2020”
    + 2022  z  c

    1 added, 0 removed, 1 changed, 1 unchanged
    ");
    let json: Value = serde_json::from_str(&shown(&["diff", "good.csv", "bad.csv", "--format", "json"])).unwrap();
    assert_eq!((&json["old"]["unreadable"], &json["new"]["unreadable"]), (&0.into(), &0.into()));
    assert_eq!(
        json["changed"][0]["changes"][1],
        serde_json::json!({
            "field": "date", "old": "2020", "new": "2020-13", "words": "date “2020” → “2020-13”"
        })
    );
    assert_eq!(json["removed"].as_array().unwrap().len(), 1);
}

#[test]
fn a_row_that_can_not_be_read_in_one_of_the_two_is_neither_removed_nor_added() {
    let good = "id,date,title\nA,2020,x\nb,2021,y\nc,2022,z\n";
    let bad = "id,date,title\na,2020\nb,2021,y\n";
    let run = Run::nowhere().file("good.csv", good).file("bad.csv", bad);
    let shown = |arguments: &[&str]| String::from_utf8(run.output(arguments).stdout).unwrap();
    assert_snapshot!(shown(&["diff", "good.csv", "bad.csv"]), @"
    good.csv: native, 3 events
    bad.csv: native, 1 event, 1 row that can't be read

    ! 2020  x  A
        can't be read in bad.csv
    - 2022  z  c

    0 added, 1 removed, 0 changed, 1 unchanged, 1 not compared
    ");
    let json: Value = serde_json::from_str(&shown(&["diff", "good.csv", "bad.csv", "--format", "json"])).unwrap();
    assert_eq!((&json["old"]["unreadable"], &json["new"]["unreadable"]), (&0.into(), &1.into()));
    assert_eq!(json["unreadable_in_new"][0]["id"], "A");
    assert_eq!(json["removed"].as_array().unwrap().len(), 1);
}

fn some_rows() -> impl Strategy<Value = Vec<String>> {
    let id = prop_oneof![Just(""), Just("a"), Just("b"), Just("c"), Just("d")];
    let date = prop_oneof![Just(""), Just("2020"), Just("2020-05"), Just("late 2020"), Just("2021/2022")];
    let title = prop_oneof![Just("Attack in town"), Just("Attack in a town"), Just("Talks"), Just("\"x, \"\"y\"\"\"")];
    let place = prop_oneof![Just(""), Just("Kabul"), Just("Herat")];
    let row = (id, date, title, place, 0..3u8)
        .prop_map(|(id, date, title, place, n)| format!("{id},{date},{title},{place},{n}"));
    proptest::collection::vec(row, 0..9)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_event_of_both_is_told_of_once(old in some_rows(), new in some_rows()) {
        let header = "id,date,title,location,killed\n";
        let run = Run::nowhere()
            .file("old.csv", format!("{header}{}\n", old.join("\n")))
            .file("new.csv", format!("{header}{}\n", new.join("\n")));
        let diff = |old: &str, new: &str| -> Value {
            serde_json::from_slice(&run.output(&["diff", old, new, "--format", "json"]).stdout).unwrap()
        };
        let json = diff("old.csv", "new.csv");
        let count = |key: &str| json[key].as_array().unwrap().len();
        let unchanged = json["unchanged"].as_u64().unwrap() as usize;
        prop_assert_eq!(count("removed") + count("changed") + unchanged, old.len());
        prop_assert_eq!(count("added") + count("changed") + unchanged, new.len());
        prop_assert_eq!(&json, &diff("old.csv", "new.csv"));
        let same = diff("old.csv", "old.csv");
        prop_assert_eq!(same["unchanged"].as_u64().unwrap() as usize, old.len());
    }
}

/// Whatever breaks a row, its event is not called removed, nor added the other way round.
#[test]
fn a_row_that_breaks_is_marked_whatever_breaks_it() {
    let rows = [
        ["a", "2014-09-01", "Founding of it", "Kabul", "", "UN"],
        ["b", "2015-01-02", "Attack on a market, at noon", "Jalalabad", "12", "Wire"],
        ["c", "late 2016", "Talks in the capital", "Doha", "", "Wire"],
        ["d", "2017-05-06", "Raid on a prison", "Kabul", "3", "Wire"],
        ["e", "2017-05-06", "Second raid on a prison", "Kabul", "5..9", "UN"],
    ];
    let line = |cells: &[String]| format!("{}\n", cells.join(","));
    type Break = fn(&mut Vec<String>);
    let breaks: [(&str, Break); 8] = [
        ("one cell more", |cells| cells.insert(3, "more".into())),
        ("one cell less", |cells| _ = cells.pop()),
        ("an open quote in the title", |cells| cells[2] = format!("\"{}", cells[2].trim_matches('"'))),
        ("a quote in the midst", |cells| cells[3] = format!("\"{}\" x", cells[3])),
        ("no date", |cells| cells[1] = "2017-55-06".into()),
        ("no count", |cells| cells[4] = "dozens".into()),
        ("no date, another title", |cells| (cells[1], cells[2]) = ("once".into(), "What it was".into())),
        ("no date and no count", |cells| (cells[1], cells[4]) = ("32 May".into(), "-".into())),
    ];
    for ids in ["own", "none", "twice"] {
        let cells = |row: &[&str; 6]| -> Vec<String> {
            let id = match ids {
                "own" => row[0],
                "twice" if matches!(row[0], "d" | "e") => "d",
                "twice" => row[0],
                _ => "",
            };
            let quoted = |cell: &str| if cell.contains(',') { format!("\"{cell}\"") } else { cell.to_owned() };
            [id].iter().chain(&row[1..]).map(|cell| quoted(cell)).collect()
        };
        let header = "id,date,title,location,killed,source\n";
        let old: String = rows.iter().map(|row| line(&cells(row))).collect();
        for (what, breaking) in &breaks {
            for broken in 0..rows.len() {
                let new = rows.iter().enumerate().map(|(i, row)| {
                    let mut cells = cells(row);
                    if i == broken {
                        breaking(&mut cells);
                    }
                    line(&cells)
                });
                let run = Run::nowhere()
                    .file("old.csv", format!("{header}{old}"))
                    .file("new.csv", format!("{header}{}", new.collect::<String>()));
                for files in [["old.csv", "new.csv"], ["new.csv", "old.csv"]] {
                    let shown = run.show(&["diff", files[0], files[1]]);
                    assert!(shown.contains("0 added, 0 removed"), "{what}, row {broken}, ids {ids}: {shown}");
                    assert!(shown.contains("\n! "), "{what}, row {broken}, ids {ids}: {shown}");
                }
            }
        }
    }
}

#[test]
fn a_row_that_went_is_removed_though_others_can_not_be_read() {
    let header = "date,title,location,killed\n";
    let run = Run::nowhere()
        .file("old.csv", format!("{header}2014,Attack,Kabul,1\n2015,Talks,Kabul,\n2016,Raid,Herat,3\n"))
        .file("new.csv", format!("{header}2014,Attack,Kabul,1,x\n2016,Raid,Herat,3\n"));
    assert_snapshot!(run.show(&["diff", "old.csv", "new.csv"]), @"
    old.csv: native, 3 events
    new.csv: native, 1 event, 1 row that can't be read

    ! 2014  Attack
        can't be read in new.csv
    - 2015  Talks

    0 added, 1 removed, 0 changed, 1 unchanged, 1 not compared
    --- stderr
    error: the row has 5 fields, the header 4 fields
     --> new.csv:2:1
      |
    2 | 2014,Attack,Kabul,1,x
      | ^^^^^^^^^^^^^^^^^^^^^
    hint: a comma inside a cell needs quotes around the cell

    1 row could not be read
    --- exit 1
    ");
}

#[test]
fn equal_numbers_are_equal_and_codes_are_texts() {
    let old = "id,date,title,size,code,kind\na,2014,x,369.0,007,Attack\nb,2015,y,12345678901234567890,1,Raid\n";
    let new = "id,date,title,size,code,kind\na,2014,x,369,7,attack\nb,2015,y,12345678901234567891,1.00,Raids\n";
    let run = Run::nowhere().file("old.csv", old).file("new.csv", new);
    assert_snapshot!(run.show(&["diff", "old.csv", "new.csv"]), @"
    old.csv: native, 2 events
    new.csv: native, 2 events

    ~ 2014  x  a
        code “007” → “7”
    ~ 2015  y  b
        kind “Raid” → “Raids”
        size “12345678901234567890” → “12345678901234567891”

    0 added, 0 removed, 2 changed, 0 unchanged
    ");
    assert_snapshot!(run.show(&["diff", "old.csv", "new.csv", "--case", "--fields", "kind,size"]), @"
    old.csv: native, 2 events
    new.csv: native, 2 events

    ~ 2014  x  a
        kind “Attack” → “attack”
    ~ 2015  y  b
        kind “Raid” → “Raids”
        size “12345678901234567890” → “12345678901234567891”

    kind changed in 2 events
    0 added, 0 removed, 2 changed, 0 unchanged
    ");
    assert_snapshot!(run.show(&["diff", "old.csv", "new.csv", "--fields", "colour"]), @"
    --- stderr
    error: there is no column `colour` in both files
    hint: name a field, or a column that both have
    --- exit 2
    ");
}

#[test]
fn changes_of_a_field_are_summed_up() {
    let run = Run::nowhere()
        .file("old.csv", "id,date,title,killed\na,2014,x,4\nb,2015,y,10..20\nc,2016,z,\nd,2017,w,1\n")
        .file("new.csv", "id,date,title,killed\na,2014,X,5\nb,2015,y,12\nc,2016,z,3..\nd,2017,w,1\n");
    assert_snapshot!(run.show(&["diff", "old.csv", "new.csv"]), @"
    old.csv: native, 4 events
    new.csv: native, 4 events

    ~ 2014  X  a
        title “x” → “X”
        killed 4 → 5
    ~ 2015  y  b
        killed 10..20 → 12
    ~ 2016  z  c
        killed unknown → 3..

    killed changed in 3 events: 14–24 → 20+
    0 added, 0 removed, 3 changed, 1 unchanged
    ");
    let output = run.output(&["diff", "old.csv", "new.csv", "-f", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        json["fields"],
        serde_json::json!([
            {"field": "killed", "events": 3, "old": "14..24", "new": "20.."},
            {"field": "title", "events": 1},
        ])
    );
}
