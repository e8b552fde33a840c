//! One event, by options.

use super::{HEADER, text};
use crate::Run;
use insta::assert_snapshot;

/// Beside a chronology without events.
fn beside_empty() -> Run {
    Run::nowhere().file("events.csv", HEADER)
}

#[test]
fn every_field_is_written_to_its_column() {
    let run = beside_empty();
    assert_snapshot!(
        run.show(&[
            "add", "--date", "26 August 2021", "--title", "Suicide attack at Kabul airport",
            "--location", "Kabul airport, Kabul", "--country", "Afghanistan", "--latitude", "34.53",
            "--longitude", "69.17", "--kind", "attack", "--actors", "ISIS-K", "--killed", "183",
            "--source", "POLITICO", "--source", "a \"second\" one",
        ]),
        @r#"
    added kabul-2021: 26 Aug 2021  Suicide attack at Kabul airport
    --- stderr
    note: date "26 August 2021" is 2021-08-26
    "#
    );
    assert_snapshot!(text(&run, "events.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,tags,killed,wounded,status,media,media_credit,media_caption,summary,source
    kabul-2021,2021-08-26,Suicide attack at Kabul airport,"Kabul airport, Kabul",Afghanistan,34.53,69.17,attack,ISIS-K,,183,,,,,,,"POLITICO; a ""second"" one"
    "#);
}

#[test]
fn a_summary_may_have_several_lines() {
    let run = beside_empty();
    assert_snapshot!(
        run.show(&["add", "--date", "late 2014", "--title", "ISIS-K emerges", "--summary", "One\n\ntwo"]),
        @r#"
        added isis-k-2014: late 2014  ISIS-K emerges
        --- stderr
        note: date "late 2014" is [2014-09..2014-12]
        "#
    );
    assert_snapshot!(text(&run, "events.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,tags,killed,wounded,status,media,media_credit,media_caption,summary,source
    isis-k-2014,[2014-09..2014-12],ISIS-K emerges,,,,,,,,,,,,,,"One

    two",
    "#);
}

#[test]
fn an_id_can_be_said() {
    let run = beside_empty();
    assert_snapshot!(
        run.show(&["add", "--date", "2022", "--title", "Later", "--id", "later"]),
        @"added later: 2022  Later"
    );
    assert_eq!(text(&run, "events.csv"), format!("{HEADER}later,2022,Later,,,,,,,,,,,,,,,\n"));
}

#[test]
fn a_blank_id_is_made() {
    let run = beside_empty();
    assert_snapshot!(
        run.show(&["add", "--date", "2022", "--title", "Later", "--id", ""]),
        @"added later-2022: 2022  Later"
    );
    assert_eq!(text(&run, "events.csv"), format!("{HEADER}later-2022,2022,Later,,,,,,,,,,,,,,,\n"));
}

/// Two things can happen on a day. The new one comes after the one that was there.
#[test]
fn the_same_again_is_another_event() {
    let run = beside_empty();
    run.show(&["add", "--date", "2022", "--title", "Later"]);
    assert_snapshot!(run.show(&["add", "--date", "2022", "--title", "Later"]), @"added later-2022-2: 2022  Later");
    assert!(
        text(&run, "events.csv")
            .ends_with("later-2022,2022,Later,,,,,,,,,,,,,,,\nlater-2022-2,2022,Later,,,,,,,,,,,,,,,\n")
    );
}

#[test]
fn an_event_may_be_undated() {
    let run = beside_empty();
    assert_snapshot!(run.show(&["add", "--date", "", "--title", "Some day"]), @"added some: undated  Some day");
    assert_eq!(text(&run, "events.csv"), format!("{HEADER}some,,Some day,,,,,,,,,,,,,,,\n"));
}

#[test]
fn events_are_added_in_date_order() {
    let run = beside_empty();
    for (date, title, id, summary) in [
        ("26 August 2021", "Suicide attack at Kabul airport", "", ""),
        ("2022", "Later", "later", ""),
        ("late 2014", "ISIS-K emerges", "", "One\n\ntwo"),
        ("2022", "Later", "", ""),
        ("2022", "Later", "", ""),
        ("", "Some day", "", ""),
    ] {
        run.show(&["add", "--date", date, "--title", title, "--id", id, "--summary", summary]);
    }
    assert_snapshot!(text(&run, "events.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,tags,killed,wounded,status,media,media_credit,media_caption,summary,source
    isis-k-2014,[2014-09..2014-12],ISIS-K emerges,,,,,,,,,,,,,,"One

    two",
    kabul-2021,2021-08-26,Suicide attack at Kabul airport,,,,,,,,,,,,,,,
    later,2022,Later,,,,,,,,,,,,,,,
    later-2022,2022,Later,,,,,,,,,,,,,,,
    later-2022-2,2022,Later,,,,,,,,,,,,,,,
    some,,Some day,,,,,,,,,,,,,,,
    "#);
}

#[test]
fn a_dry_run_shows_the_difference_and_changes_nothing() {
    let run = Run::beside_events();
    let before = run.read("events.csv");
    assert_snapshot!(run.show(&["add", "--date", "January 2022", "--title", "A title, with a comma", "--dry-run"]), @r#"
    --- events.csv
    +++ events.csv
    @@ -6,0 +7 @@
    +title-2022,2022-01,"A title, with a comma",,,,,,,,,,
    --- stderr
    note: date "January 2022" is 2022-01
    note: events.csv was not changed (--dry-run)
    "#);
    assert_eq!(run.read("events.csv"), before);
}

#[test]
fn bad_rows_stay_and_keep_nothing_out() {
    let bad = "id,date,title\na,2020-13,x\nb,2021\nc,2022,\"never closed\nd,2023,y\n";
    let run = Run::nowhere().file("a.csv", bad);
    assert_snapshot!(run.show(&["add", "-f", "a.csv", "--date", "2024", "--title", "new"]), @"added new-2024: 2024  new");
    assert_snapshot!(text(&run, "a.csv"), @r#"
    id,date,title
    a,2020-13,x
    b,2021
    c,2022,"never closed
    d,2023,y
    new-2024,2024,new
    "#);
}
