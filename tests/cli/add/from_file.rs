//! The events of another file, but those that are there already.

use super::text;
use crate::{Run, data};
use insta::assert_snapshot;

/// Beside this project's events and a file with five more, of which one is there, one is written twice and one is bad.
fn beside_more() -> Run {
    Run::beside_events().file(
        "more.csv",
        "date,title,location,country,killed,confidence\n\
         26 August 2021,suicide attack at Kabul Airport,\"Kabul airport, Kabul\",Afghanistan,200,high\n\
         September 2021,New here,Kabul,Afghanistan,130+,low\n\
         September 2021,New here,Kabul,Afghanistan,130+,low\n\
         September 2021,New here,Kabul,Afghanistan,3,low\n\
         2021-13,never,,,,\n",
    )
}

/// What is written twice is one event; what differs is two, though they look alike.
#[test]
fn what_is_there_or_written_twice_is_skipped_and_the_bad_row_reported() {
    let run = beside_more();
    assert_snapshot!(run.show(&["add", "--from", "more.csv"]), @"
    added 3 events to events.csv; skipped 2 that are there already
    --- stderr
    note: 1 event differs from what is here, which stays (kabul-airport): `dateline diff events.csv more.csv` shows them, and `dateline merge BASE events.csv more.csv -o events.csv` brings them in, where BASE is what was added before
    note: events.csv has no columns for these, so they were left out: confidence
    error: month `13` is out of range
     --> more.csv:6:1 (date)
      |
    6 | 2021-13,never,,,,
      | ^^^^^^^
    hint: months run from 01 to 12

    1 cell could not be read
    --- exit 1
    ");
}

#[test]
fn new_events_come_in_date_order() {
    let run = beside_more();
    run.show(&["add", "--from", "more.csv"]);
    let after = text(&run, "events.csv");
    let line = after.lines().position(|line| line == "kabul-2021,2021-09,New here,Kabul,Afghanistan,,,,,130..,,,");
    assert_eq!(line, Some(6), "{after}");
}

#[test]
fn added_again_nothing_is_new() {
    let run = beside_more();
    run.show(&["add", "--from", "more.csv"]);
    let after = text(&run, "events.csv");
    assert!(
        run.show(&["add", "--from", "more.csv"])
            .starts_with("added 0 events to events.csv; skipped 5 that are there already\n")
    );
    assert_eq!(text(&run, "events.csv"), after);
}

#[test]
fn strict_adds_nothing_where_a_row_is_bad() {
    let run = beside_more();
    let before = text(&run, "events.csv");
    assert!(
        run.show(&["add", "--from", "more.csv", "--strict"])
            .starts_with("--- stderr\nnote: nothing was added to events.csv\nerror: month")
    );
    assert_eq!(text(&run, "events.csv"), before);
}

/// Beside two events that differ in their ids alone, and a file that has a third.
fn beside_twins() -> Run {
    let twins = "id,date,title\n1,2021,x\n2,2021,x\n";
    Run::beside_events().file("twins.csv", twins).file("more.csv", format!("{twins}3,2021,x\n"))
}

#[test]
fn events_with_ids_of_their_own_are_two_though_they_look_alike() {
    let run = beside_twins();
    assert_snapshot!(run.show(&["add", "--from", "twins.csv"]), @"added 2 events to events.csv");
}

#[test]
fn twins_are_skipped_where_both_are_there() {
    let run = beside_twins();
    run.show(&["add", "--from", "twins.csv"]);
    assert_snapshot!(
        run.show(&["add", "--from", "twins.csv"]),
        @"added 0 events to events.csv; skipped 2 that are there already"
    );
}

#[test]
fn a_third_twin_is_added_where_two_are_there() {
    let run = beside_twins();
    run.show(&["add", "--from", "twins.csv"]);
    assert_snapshot!(
        run.show(&["add", "--from", "more.csv"]),
        @"added 1 event to events.csv; skipped 2 that are there already"
    );
}

#[test]
fn one_id_is_one_event_though_it_may_not_look_like_it() {
    let run = Run::beside_events().stdin("id,date,title\nfounding,2015,Another\n");
    assert_snapshot!(run.show(&["add", "--from", "-"]), @"
    added 0 events to events.csv
    --- stderr
    note: 1 event left out, since other events in events.csv have the same ids: founding
    ");
}

#[test]
fn the_store_can_not_be_added_to_itself() {
    let run = Run::beside_events();
    assert_snapshot!(run.show(&["add", "--from", "events.csv"]), @"
    --- stderr
    error: `events.csv` is the store itself
    --- exit 2
    ");
}

#[test]
fn what_differs_from_an_event_that_is_there_is_said() {
    let store = "id,date,title,killed\na,2021,x,99\nb,2021,x,1\n,2021,y,2\n";
    let more = "date,title,killed\n2021,x,1\n2021,x,3\n2021,y,4\n";
    let run = Run::nowhere().file("events.csv", store).file("my more.csv", more);
    assert_snapshot!(run.show(&["add", "--from", "my more.csv"]), @"
    added 0 events to events.csv; skipped 3 that are there already
    --- stderr
    note: 2 events differ from what is here, which stays (a, line 4): `dateline diff events.csv 'my more.csv'` shows them, and `dateline merge BASE events.csv 'my more.csv' -o events.csv` brings them in, where BASE is what was added before
    ");
    assert_eq!(text(&run, "events.csv"), store);
}

#[test]
fn two_ids_are_two_events_though_one_of_them_is_alone_in_the_store() {
    let run =
        Run::nowhere().file("events.csv", "id,date,title\nA1,2021,x\n").stdin("id,date,title\nA2,2021,x\nA1,2021,x\n");
    assert_snapshot!(
        run.show(&["add", "--from", "-"]),
        @"added 1 event to events.csv; skipped 1 that is there already"
    );
    assert_snapshot!(text(&run, "events.csv"), @"
    id,date,title
    A1,2021,x
    A2,2021,x
    ");
}

#[test]
fn numbers_are_added_in_the_notation_of_the_store() {
    let run = Run::nowhere()
        .file("events.csv", "id;date;title;latitude;longitude\na;2021;x;34,5;69,1\n")
        .stdin("date,title,latitude,longitude\n2022,y,34.55,69.25\n");
    assert_snapshot!(run.show(&["add", "--from", "-"]), @"added 1 event to events.csv");
    assert!(text(&run, "events.csv").ends_with("y-2022;2022;y;34,55;69,25\n"));
    assert!(
        run.show(&["add", "--from", "-"]).starts_with("added 0 events to events.csv; skipped 1 that is there already")
    );
}

/// One date in EDTF would leave the days that a spreadsheet counted unreadable.
#[test]
fn text_is_not_added_to_dates_that_are_counted_days() {
    let serials = "id,date,title\na,44434,x\nb,44435,y\n";
    let run = Run::nowhere().file("events.csv", serials).stdin("date,title\n2021,z\n");
    let refused = run.show(&["add", "--from", "-"]);
    assert_snapshot!(refused, @"
    --- stderr
    note: `date` of events.csv counts days as spreadsheets do, and was read so
    error: events.csv counts days as spreadsheets do
    hint: let its dates be written as text first: dateline check --fix events.csv
    --- exit 1
    ");
    assert_eq!(text(&run, "events.csv"), serials);
}

#[test]
fn a_date_is_not_added_to_dates_that_are_counted_days() {
    let serials = "id,date,title\na,44434,x\nb,44435,y\n";
    let run = Run::nowhere().file("events.csv", serials).stdin("date,title\n2021,z\n");
    let refused = run.show(&["add", "--from", "-"]);
    assert_eq!(
        run.show(&["add", "--date", "2021", "--title", "z"]),
        refused.replace("error: ", "error: --date: ").replace("exit 1", "exit 2")
    );
    assert_eq!(text(&run, "events.csv"), serials);
}

#[test]
fn columns_that_make_the_date_are_not_left_out() {
    for layout in
        ["gtd_layout_cp1252", "scad_layout", "timelinejs_v1_layout", "timelinejs_v3_layout", "acled_2023_layout"]
    {
        let run = Run::nowhere().file("more.csv", data(&format!("{layout}.csv")));
        run.show(&["init"]);
        let shown = run.show(&["add", "--from", "more.csv"]);
        let left_out: Vec<&str> = shown
            .split_once("left out: ")
            .map_or("", |(_, names)| names)
            .lines()
            .next()
            .unwrap_or("")
            .split(", ")
            .collect();
        let of_date =
            ["iyear", "iday", "approxdate", "styr", "eday", "Year", "Display Date", "End Year", "Start Date", "year"];
        assert!(!of_date.iter().any(|name| left_out.contains(name)), "{layout}: {left_out:?}");
    }
}

#[test]
fn a_data_set_is_no_store_to_add_a_file_to() {
    let run = Run::beside_events().file("ged.csv", data("ucdp_ged_231_layout.csv"));
    assert_snapshot!(run.show(&["add", "-f", "ged.csv", "--from", "events.csv"]), @"
    --- stderr
    error: nothing can be added from another file to ged.csv: no one column of it is its `date`, the layout is ucdp-ged
    hint: make a file with dateline's own columns of it, and add to that: dateline export ged.csv --native -o NEW.csv, then dateline add -f NEW.csv --from events.csv
    --- exit 1
    ");
}

#[test]
fn a_data_set_becomes_events_of_the_own_store() {
    let run = Run::nowhere().file("ged.csv", data("ucdp_ged_231_layout.csv"));
    run.show(&["init"]);
    let count = String::from_utf8(run.output(&["count", "ged.csv", "--by", "country"]).stdout).unwrap();
    assert!(run.show(&["add", "--from", "ged.csv"]).starts_with("added 24 events to events.csv\n--- stderr\nnote: "));
    assert_eq!(String::from_utf8(run.output(&["count", "--by", "country"]).stdout).unwrap(), count);
}

#[test]
fn a_data_set_that_was_added_is_not_added_again() {
    let run = Run::nowhere().file("ged.csv", data("ucdp_ged_231_layout.csv"));
    run.show(&["init"]);
    run.show(&["add", "--from", "ged.csv"]);
    let once = text(&run, "events.csv");
    assert!(
        run.show(&["add", "--from", "ged.csv"])
            .starts_with("added 0 events to events.csv; skipped 24 that are there already\n")
    );
    assert_eq!(text(&run, "events.csv"), once);
}

/// A new release of a data set, in which the country was filled in, a figure revised and a title reworded.
#[test]
fn what_a_new_release_revised_is_not_added_again() {
    let old = "date,title,location,country,killed\n\
        2014-05-02,Clashes in the city,Odesa,,40\n\
        2014-07-17,Airliner shot down,Hrabove,Ukraine,298\n\
        2014-08-01,Shelling of the market,Luhansk,Ukraine,5\n\
        2014-09-01,Same as ever,Donetsk,Ukraine,1\n";
    let new = "date,title,location,country,killed\n\
        2014-05-02,Clashes in the city,Odesa,Ukraine,48\n\
        2014-07-17,Airliner shot down,Hrabove,Ukraine,298\n\
        2014-08-01,Shelling of the central market,Luhansk,Ukraine,5\n\
        2014-09-01,Same as ever,Donetsk,Ukraine,1\n\
        2014-09-02,Wholly new,Donetsk,Ukraine,2\n";
    let run = Run::nowhere().file("old.csv", old).file("new.csv", new);
    run.show(&["init"]);
    run.show(&["add", "--from", "old.csv"]);
    assert_snapshot!(run.show(&["add", "--from", "new.csv"]), @"
    added 1 event to events.csv; skipped 4 that are there already
    --- stderr
    note: 2 events differ from what is here, which stays (odesa-2014, luhansk-2014): `dateline diff events.csv new.csv` shows them, and `dateline merge BASE events.csv new.csv -o events.csv` brings them in, where BASE is what was added before
    ");
    assert_snapshot!(run.show(&["count"]), @"
    year  events  killed
    2014       5     346  ██████████████████████████████████████████████████████████

    5 events
    ");
    // As it says, `merge` brings them in.
    run.show(&["merge", "old.csv", "events.csv", "new.csv", "-o", "events.csv"]);
    assert_snapshot!(run.show(&["count"]), @"
    year  events  killed
    2014       5     354  ██████████████████████████████████████████████████████████

    5 events
    ");
}

/// UCDP's events in Ukraine, of which an older release is made up: figures revised, events withdrawn and new.
#[test]
fn a_release_of_ucdp_is_updated_by_the_next() {
    let Some(new) = crate::shared("ucdp_ged_201_ukraine_hdx.csv") else { return };
    let new = std::fs::read(new).unwrap();
    let mut reader = csv::Reader::from_reader(new.as_slice());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|own| own == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    // The first row has HXL tags.
    let (tags, events) = rows.split_first().unwrap();
    let mut old = csv::Writer::from_writer(Vec::new());
    old.write_record(&header).unwrap();
    old.write_record(tags).unwrap();
    let with = |event: &csv::StringRecord, new: &[(&str, &str)]| {
        let text = |i: usize, cell: &str| {
            new.iter().find(|(name, _)| column(name) == i).map_or(cell, |(_, text)| text).to_owned()
        };
        csv::StringRecord::from(event.iter().enumerate().map(|(i, cell)| text(i, cell)).collect::<Vec<_>>())
    };
    for (i, event) in events.iter().enumerate() {
        match i % 10 {
            // It came with the new release.
            0 => {}
            // Its figures were others.
            1 => old.write_record(&with(event, &[("low", "7000"), ("best", "7777"), ("high", "8888")])).unwrap(),
            _ => old.write_record(event).unwrap(),
        }
    }
    // It was withdrawn.
    old.write_record(&with(&events[5], &[("id", "999999"), ("best", "9999"), ("high", "9999")])).unwrap();
    let revised = events.iter().enumerate().filter(|(i, _)| i % 10 == 1).count();
    let run = Run::nowhere().file("old.csv", old.into_inner().unwrap()).file("new.csv", &new);
    run.show(&["init"]);
    run.show(&["add", "--from", "old.csv"]);
    let added = run.show(&["add", "--from", "new.csv"]);
    let new_ones = events.len().div_ceil(10);
    assert!(added.starts_with(&format!("added {new_ones} events to events.csv; skipped ")), "{added}");
    let thousands = match revised {
        0..1000 => revised.to_string(),
        _ => format!("{},{:03}", revised / 1000, revised % 1000),
    };
    let said = format!("{} events differ from what is here", thousands);
    assert!(added.contains(&said), "{said}: {added}");
    // Nothing is doubled: with what was withdrawn there is one more than in the new release.
    let events_of = |run: &Run, name: &str| {
        let shown = run.show(&["export", name, "--columns", "id"]);
        shown.split("--- stderr").next().unwrap().lines().count() - 1
    };
    assert_eq!(events_of(&run, "events.csv"), events.len() + 1);
    run.show(&["edit", &events[2][0], "--tags", "my own"]);
    let merged = run.show(&["merge", "old.csv", "events.csv", "new.csv", "-o", "events.csv"]);
    assert!(!merged.contains("conflict"), "{merged}");
    assert_eq!(events_of(&run, "events.csv"), events.len());
    let killed = |run: &Run, name: &str| {
        let shown = run.show(&["count", name]);
        shown.lines().find(|line| line.starts_with("total")).unwrap_or_default().to_owned()
    };
    assert_eq!(killed(&run, "events.csv"), killed(&run, "new.csv"));
    assert!(run.show(&["list", "--tag", "my own", "--columns", "id"]).contains(&events[2][0]));
}
