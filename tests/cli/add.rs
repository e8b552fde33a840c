use crate::{Run, data};
use insta::assert_snapshot;

const HEADER: &str = "id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded,summary,source\n";

fn text(run: &Run, name: &str) -> String {
    String::from_utf8(run.read(name)).unwrap()
}

#[test]
fn a_chronology_is_begun_and_events_are_added_in_date_order() {
    let run = Run::nowhere();
    assert_snapshot!(run.show("init"), @"made events.csv with the columns id, date, title, location, country, latitude, longitude, kind, actors, killed, wounded, summary, source");
    assert_eq!(text(&run, "events.csv"), HEADER);
    assert_snapshot!(run.show("init"), @"
    --- stderr
    error: there is a file `events.csv` already; it stays as it is
    hint: name another, or add to it: dateline add -f events.csv
    --- exit 1
    ");
    assert_snapshot!(
        run.show(
            "add --date '26 August 2021' --title 'Suicide attack at Kabul airport' --location 'Kabul airport, Kabul' \
             --country Afghanistan --latitude 34.53 --longitude 69.17 --kind attack --actors ISIS-K --killed 183 \
             --source 'POLITICO' --source 'a \"second\" one'"
        ),
        @r#"
    added 2021-08-26-suicide-attack-kabul-airport: 26 Aug 2021  Suicide attack at Kabul airport
    --- stderr
    note: date "26 August 2021" is 2021-08-26
    "#
    );
    assert_snapshot!(run.show("add --date 2022 --title Later --id later"), @"added later: 2022  Later");
    assert_snapshot!(run.show("add --date 'late 2014' --title 'ISIS-K emerges' --summary 'One\n\ntwo'"), @r#"
    added 2014-isis-k-emerges: late 2014  ISIS-K emerges
    --- stderr
    note: date "late 2014" is [2014-09..2014-12]
    "#);
    // The same again is another event: two things can happen on a day. It comes after the one that was there.
    assert_snapshot!(run.show("add --date 2022 --title Later --id ''"), @"added 2022-later: 2022  Later");
    assert_snapshot!(run.show("add --date 2022 --title Later"), @"added 2022-later-2: 2022  Later");
    assert_snapshot!(run.show("add --date '' --title 'Some day'"), @"added some-day: undated  Some day");
    assert_snapshot!(text(&run, "events.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded,summary,source
    2014-isis-k-emerges,[2014-09..2014-12],ISIS-K emerges,,,,,,,,,"One

    two",
    2021-08-26-suicide-attack-kabul-airport,2021-08-26,Suicide attack at Kabul airport,"Kabul airport, Kabul",Afghanistan,34.53,69.17,attack,ISIS-K,183,,,"POLITICO; a ""second"" one"
    later,2022,Later,,,,,,,,,,
    2022-later,2022,Later,,,,,,,,,,
    2022-later-2,2022,Later,,,,,,,,,,
    some-day,,Some day,,,,,,,,,,
    "#);
}

#[test]
fn a_dry_run_shows_the_difference_and_changes_nothing() {
    let run = Run::beside_events();
    let before = run.read("events.csv");
    assert_snapshot!(run.show("add --date 'January 2022' --title 'A title, with a comma' --dry-run"), @r#"
    --- events.csv
    +++ events.csv
    @@ -6,0 +7 @@
    +2022-01-title-comma,2022-01,"A title, with a comma",,,,,,,,,,
    --- stderr
    note: date "January 2022" is 2022-01
    note: events.csv was not changed (--dry-run)
    "#);
    assert_eq!(run.read("events.csv"), before);
}

#[test]
fn a_new_row_is_written_as_the_file_is() {
    let add = |file: &[u8], arguments: &str| {
        let run = Run::nowhere().file("a.csv", file);
        let shown = run.show(&format!("add -f a.csv {arguments}"));
        assert!(shown.starts_with("added"), "{shown}");
        String::from_utf8_lossy(&run.read("a.csv")).replace('\r', "␍").replace('\u{feff}', "<BOM>")
    };
    let event = "--date 2021 --title 'x, y'";
    // Everything quoted, with a byte order mark and CR LF, as some spreadsheets write.
    let quoted = b"\xEF\xBB\xBF\"title\",\"n\",\"date\"\r\n\"a\",\"1\",\"2020\"\r\n\"b\",\"\",\"2022\"\r\n";
    assert_snapshot!(add(quoted, event), @r#"
    <BOM>"title","n","date"␍
    "a","1","2020"␍
    "x, y","","2021"␍
    "b","","2022"␍
    "#);
    // Text quoted and numbers not, and no line break at the end.
    assert_snapshot!(add(b"title,killed,date\n\"a\",1,\"2019\"\n\"b\",,\"2020\"", &format!("{event} --killed 5")), @r#"
    title,killed,date
    "a",1,"2019"
    "b",,"2020"
    "x, y",5,"2021"
    "#);
    // Other delimiters, and a comma before decimals.
    let semicolons = b"date;title;latitude;longitude\n2020;a;34,53;69,17\n";
    assert_snapshot!(add(semicolons, "--date 2021 --title 'x; y' --latitude 1.5 --longitude -2"), @r#"
    date;title;latitude;longitude
    2020;a;34,53;69,17
    2021;"x; y";1,5;-2
    "#);
    assert_snapshot!(add(b"date\ttitle\n2022\ta\n", event), @"
    date	title
    2021	x, y
    2022	a
    ");
    // The latest first.
    assert_snapshot!(add(b"date,title\n2023,a\n2022,b\n2020,c\n", "--date 2022 --title x"), @"
    date,title
    2023,a
    2022,b
    2022,x
    2020,c
    ");
    // In no order; rows that a spreadsheet left stay at the end.
    assert_snapshot!(add(b"date,title\n2023,a\n2020,b\n2022,c\n,\n,\n", event), @r#"
    date,title
    2023,a
    2020,b
    2022,c
    2021,"x, y"
    ,
    ,
    "#);
    // A header alone, without a line break.
    assert_snapshot!(add(b"date,title", event), @r#"
    date,title
    2021,"x, y"
    "#);
}

#[test]
fn a_new_row_is_in_the_encoding_of_the_file() {
    let run = Run::nowhere().file("a.csv", b"date,title\n2020,caf\xe9\n");
    assert_snapshot!(run.show("add -f a.csv --date 2021 --title Zürich"), @"added 2021  Zürich");
    assert_eq!(run.read("a.csv"), b"date,title\n2020,caf\xe9\n2021,Z\xfcrich\n");
    assert_snapshot!(run.show("add -f a.csv --date 2021 --title Łódź"), @"
    --- stderr
    error: `Łódź` has characters that windows-1252, the encoding of a.csv, does not have
    hint: make a file in UTF-8 of it: dateline export a.csv --native -o NEW.csv
    --- exit 1
    ");
    // A file in UTF-8 with a row that is not.
    let mixed = b"date,title\n2019,\xc3\xa9t\xc3\xa9\n2020,caf\xe9\n";
    let run = Run::nowhere().file("a.csv", mixed);
    assert_snapshot!(run.show("add -f a.csv --date 2021 --title Łódź"), @"added 2021  Łódź");
    assert_eq!(run.read("a.csv"), [mixed, "2021,Łódź\n".as_bytes()].concat());
    let run = Run::nowhere().file("a.csv", b"\xff\xfed\0a\0t\0e\0,\0t\0i\0t\0l\0e\0\n\0");
    assert_snapshot!(run.show("add -f a.csv --date 2021 --title x"), @"
    --- stderr
    error: `a.csv` is in UTF-16LE, in which dateline reads files but does not write
    hint: make a file in UTF-8 of it: dateline export a.csv --native -o NEW.csv
    --- exit 1
    ");
}

#[test]
fn bad_rows_stay_and_keep_nothing_out() {
    let bad = "id,date,title\na,2020-13,x\nb,2021\nc,2022,\"never closed\nd,2023,y\n";
    let run = Run::nowhere().file("a.csv", bad);
    assert_snapshot!(run.show("add -f a.csv --date 2024 --title new"), @"
    added 2024-new: 2024  new
    --- stderr
    note: a quote that opens in the row on line 4 is never closed; what is new comes before that row
    ");
    assert_snapshot!(text(&run, "a.csv"), @r#"
    id,date,title
    a,2020-13,x
    b,2021
    2024-new,2024,new
    c,2022,"never closed
    d,2023,y
    "#);
}

#[test]
fn what_can_not_be_an_event_is_refused() {
    let run = Run::beside_events();
    let before = run.read("events.csv");
    let refused = |arguments: &str| run.show(&format!("add {arguments}"));
    assert_snapshot!(refused(""), @r#"
    --- stderr
    error: an event has a date and a title; --date is missing
    hint: say what is known of it, such as --date "late 2014"; an undated event has --date ""
    --- exit 2
    "#);
    assert_snapshot!(refused("--date 2020"), @r#"
    --- stderr
    error: an event has a date and a title; --title is missing
    hint: say in one line what happened: --title "Attack at Kabul airport"
    --- exit 2
    "#);
    assert_snapshot!(refused("--date 2020 --title ' '"), @"
    --- stderr
    error: --title: an event has a title
    hint: say in one line what happened
    --- exit 2
    ");
    assert_snapshot!(refused("--date 'Friday 26 August 2021' --title x"), @"
    --- stderr
    error: --date: 26 August 2021 was a Thursday, not a Friday
    hint: find out which is wrong, or leave the weekday out
    --- exit 2
    ");
    assert_snapshot!(refused("--date 2020 --title x --killed 20..10"), @"
    --- stderr
    error: --killed: `20..10` runs backwards: 20 is more than 10
    hint: write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13 (10..20), or nothing where it is unknown
    --- exit 2
    ");
    assert_snapshot!(refused("--date 2020 --title x --latitude 69.17 --longitude 234.5"), @"
    --- stderr
    error: --longitude: 234.5 is off the globe
    hint: a longitude lies between -180 and 180
    --- exit 2
    ");
    assert_snapshot!(refused("--date 2020 --title x --latitude north"), @"
    --- stderr
    error: --latitude: `north` is not a latitude
    hint: write it in degrees, with a decimal point: 34.53
    --- exit 2
    ");
    assert_snapshot!(refused("--date 2020 --title x --latitude 3"), @"
    --- stderr
    error: there is a latitude and no longitude
    hint: say --longitude too
    --- exit 2
    ");
    assert_snapshot!(refused("--date 2020 --title 'a\nb'"), @"
    --- stderr
    error: --title: it is one line
    hint: more than one has room in --summary
    --- exit 2
    ");
    assert_snapshot!(refused("--date 2020 --title '\u{1b}[31mred'"), @"
    --- stderr
    error: --title: there is a control character in it, U+001B
    hint: leave it out
    --- exit 2
    ");
    // It would turn what follows it around.
    assert_snapshot!(refused("--date 2020 --title '\u{202e}x'"), @"
    --- stderr
    error: --title: there is a control character in it, U+202E
    hint: leave it out
    --- exit 2
    ");
    assert_snapshot!(refused("--date 2020 --title x --id KABUL-airport"), @"
    --- stderr
    error: --id: another event has the id `KABUL-airport`
    hint: kabul-airport: 26 Aug 2021  Suicide attack at Kabul airport
    --- exit 2
    ");
    assert_snapshot!(refused("--date 2020 --title x --set confidence=high"), @"
    --- stderr
    error: --set confidence: events.csv has no column `confidence`
    hint: its columns are: id, date, title, location, country, latitude, longitude, kind, actors, killed, wounded, summary, source
    --- exit 2
    ");
    assert_snapshot!(refused("--date 2020 --title x --set Title=y"), @"
    --- stderr
    error: `title` is given twice
    --- exit 2
    ");
    assert_eq!(run.read("events.csv"), before);
}

#[test]
fn a_column_that_is_not_there_is_said_and_another_name_can_be_mapped() {
    let run = Run::nowhere().file("a.csv", "When,What,Case no\n2020,x,7\n");
    let map = "-f a.csv --map date=when,title=what";
    assert_snapshot!(run.show(&format!("add {map} --date 2021 --title y --wounded 3")), @"
    --- stderr
    note: a.csv is of no known layout and was read with --map 'id=Case no'; pass another --map where that is wrong; `dateline columns a.csv` tells why
    error: --wounded: a.csv has no column `wounded`
    hint: its columns are: When, What, Case no; if one of them holds it, say so: --map wounded=COLUMN; else make a file with all of dateline's columns of it: dateline export a.csv --native -o NEW.csv
    --- exit 2
    ");
    assert_snapshot!(run.show(&format!("add {map} --date 2021 --title y --set 'case no=8'")), @"
    added 8: 2021  y
    --- stderr
    note: a.csv is of no known layout and was read with --map 'id=Case no'; pass another --map where that is wrong; `dateline columns a.csv` tells why
    ");
    assert_eq!(text(&run, "a.csv"), "When,What,Case no\n2020,x,7\n2021,y,8\n");
    assert_snapshot!(Run::nowhere().file("a.csv", data("ucdp_ged_231_piece.csv")).show("add -f a.csv --date 2021 --title y"), @"
    --- stderr
    error: --date: no one column of a.csv is its `date`: the layout is ucdp-ged
    hint: set the columns it is made of, --set COLUMN=VALUE; or make a file with dateline's own columns of it: dateline export a.csv --native -o NEW.csv
    --- exit 2
    ");
}

#[test]
fn without_a_store_it_says_how_to_make_one() {
    let run = Run::nowhere();
    assert_snapshot!(run.show("add --date 2020 --title x"), @"
    --- stderr
    error: there is no events.csv here, and the chronology built into dateline can't be changed
    hint: `dateline init` makes one
    --- exit 1
    ");
    assert_snapshot!(run.show("add -f new.csv --date 2020 --title x"), @"
    --- stderr
    error: there is no file `new.csv`
    hint: `dateline init new.csv` makes one
    --- exit 1
    ");
    assert_snapshot!(run.show("add -f - --date 2020 --title x"), @"
    --- stderr
    error: standard input, `-`, can't be changed
    hint: name the file to change: -f FILE
    --- exit 2
    ");
    let run = Run::nowhere().env("DATELINE_FILE", "own.csv");
    assert_eq!(run.show("init").split_once(' ').unwrap().0, "made");
    assert_snapshot!(run.show("add --date 2020 --title x"), @"added 2020-x: 2020  x");
    assert!(text(&run, "own.csv").ends_with("2020-x,2020,x,,,,,,,,,,\n"));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_said_to_be_none() {
    let run = Run::nowhere();
    std::os::unix::fs::symlink("nowhere.csv", run.path("link.csv")).unwrap();
    std::fs::create_dir(run.path("my events")).unwrap();
    assert_snapshot!(run.show("init link.csv"), @"
    --- stderr
    error: `link.csv` is a link to `nowhere.csv`, which is not there
    hint: make that file, or take the link away
    --- exit 1
    ");
    assert_eq!(run.show("add -f link.csv --date 2020 --title x"), run.show("init link.csv"));
    assert_snapshot!(run.show("init 'my events'"), @"
    --- stderr
    error: `my events` is a directory, not a file
    hint: name a file in it: dateline init 'my events/events.csv'
    --- exit 1
    ");
    assert_snapshot!(run.show("add -f 'my events' --date 2020 --title x"), @"
    --- stderr
    error: `my events` is a directory, not a file
    hint: name a file in it: 'my events/events.csv'
    --- exit 1
    ");
    assert_snapshot!(run.show("add -f 'my events/a b.csv' --date 2020 --title x"), @"
    --- stderr
    error: there is no file `my events/a b.csv`
    hint: `dateline init 'my events/a b.csv'` makes one
    --- exit 1
    ");
}

#[test]
fn a_data_set_is_no_store_to_add_a_file_to() {
    let run = Run::beside_events().file("ged.csv", data("ucdp_ged_231_piece.csv"));
    assert_snapshot!(run.show("add -f ged.csv --from events.csv"), @"
    --- stderr
    error: nothing can be added from another file to ged.csv: no one column of it is its `date`, the layout is ucdp-ged
    hint: make a file with dateline's own columns of it, and add to that: dateline export ged.csv --native -o NEW.csv, then dateline add -f NEW.csv --from events.csv
    --- exit 1
    ");
}

#[test]
fn events_of_another_file_are_added_but_those_that_are_there() {
    let run = Run::beside_events().file(
        "more.csv",
        "date,title,location,country,killed,confidence\n\
         26 August 2021,suicide attack at Kabul Airport,\"Kabul airport, Kabul\",Afghanistan,200,high\n\
         September 2021,New here,Kabul,Afghanistan,130+,low\n\
         September 2021,New here,Kabul,Afghanistan,130+,low\n\
         September 2021,New here,Kabul,Afghanistan,3,low\n\
         2021-13,never,,,,\n",
    );
    // What is written twice is one event; what differs is two, though they look alike.
    assert_snapshot!(run.show("add --from more.csv"), @"
    added 2 events to events.csv; skipped 2 that are there already
    --- stderr
    note: 1 is there with other values, which stay (kabul-airport): `dateline diff events.csv more.csv` shows them
    note: events.csv has no columns for these, so they were left out: confidence
    error: month `13` is out of range
     --> more.csv:6:1 (date)
      |
    6 | 2021-13,never,,,,
      | ^^^^^^^
    hint: months run from 01 to 12

    1 row could not be read
    --- exit 1
    ");
    let after = text(&run, "events.csv");
    let line =
        after.lines().position(|line| line == "2021-09-new-here,2021-09,New here,Kabul,Afghanistan,,,,,130..,,,");
    assert_eq!(line, Some(6), "{after}");
    assert!(
        run.show("add --from more.csv").starts_with("added 0 events to events.csv; skipped 4 that are there already\n")
    );
    assert!(
        run.show("add --from more.csv --strict")
            .starts_with("--- stderr\nnote: nothing was added to events.csv\nerror: month")
    );
    assert_eq!(text(&run, "events.csv"), after);
    // Events with ids of their own are two, though they look alike.
    let twins = "id,date,title\n1,2021,x\n2,2021,x\n";
    let run = Run::beside_events().file("twins.csv", twins).file("more.csv", format!("{twins}3,2021,x\n"));
    assert_snapshot!(run.show("add --from twins.csv"), @"added 2 events to events.csv");
    assert_snapshot!(run.show("add --from twins.csv"), @"added 0 events to events.csv; skipped 2 that are there already");
    assert_snapshot!(run.show("add --from more.csv"), @"added 1 event to events.csv; skipped 2 that are there already");
    // One id is one event, though it may not look like it.
    let run = Run::beside_events().stdin("id,date,title\nfounding,2015,Another\n");
    assert_snapshot!(run.show("add --from -"), @"
    added 0 events to events.csv
    --- stderr
    note: 1 event left out, since other events in events.csv have the same ids: founding
    ");
    assert_snapshot!(run.show("add --from events.csv"), @"
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
    assert_snapshot!(run.show("add --from 'my more.csv'"), @"
    added 0 events to events.csv; skipped 3 that are there already
    --- stderr
    note: 2 are there with other values, which stay (a, line 4): `dateline diff events.csv 'my more.csv'` shows them
    ");
    assert_eq!(text(&run, "events.csv"), store);
    // Two that have ids of their own are two, though one of them is alone in the store.
    let run =
        Run::nowhere().file("events.csv", "id,date,title\nA1,2021,x\n").stdin("id,date,title\nA2,2021,x\nA1,2021,x\n");
    assert_snapshot!(run.show("add --from -"), @"added 1 event to events.csv; skipped 1 that is there already");
    assert_snapshot!(text(&run, "events.csv"), @"
    id,date,title
    A1,2021,x
    A2,2021,x
    ");
}

#[test]
fn events_are_added_in_the_notation_of_the_store() {
    let run = Run::nowhere()
        .file("events.csv", "id;date;title;latitude;longitude\na;2021;x;34,5;69,1\n")
        .stdin("date,title,latitude,longitude\n2022,y,34.55,69.25\n");
    assert_snapshot!(run.show("add --from -"), @"added 1 event to events.csv");
    assert!(text(&run, "events.csv").ends_with("2022-y;2022;y;34,55;69,25\n"));
    assert!(run.show("add --from -").starts_with("added 0 events to events.csv; skipped 1 that is there already"));
    // One date in EDTF would leave the days that a spreadsheet counted unreadable.
    let serials = "id,date,title\na,44434,x\nb,44435,y\n";
    let run = Run::nowhere().file("events.csv", serials).stdin("date,title\n2021,z\n");
    let refused = run.show("add --from -");
    assert_snapshot!(refused, @"
    --- stderr
    note: `date` of events.csv counts days as spreadsheets do, and was read so
    error: events.csv counts days as spreadsheets do
    hint: let its dates be written as text first: dateline check --fix events.csv
    --- exit 1
    ");
    assert_eq!(
        run.show("add --date 2021 --title z"),
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
        run.show("init");
        let shown = run.show("add --from more.csv");
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
fn a_data_set_becomes_events_of_the_own_store() {
    let run = Run::nowhere().file("ged.csv", data("ucdp_ged_231_piece.csv"));
    run.show("init");
    let count = String::from_utf8(run.output("count ged.csv --by country").stdout).unwrap();
    assert!(run.show("add --from ged.csv").starts_with("added 24 events to events.csv\n--- stderr\nnote: "));
    assert_eq!(String::from_utf8(run.output("count --by country").stdout).unwrap(), count);
    let once = text(&run, "events.csv");
    assert!(
        run.show("add --from ged.csv").starts_with("added 0 events to events.csv; skipped 24 that are there already\n")
    );
    assert_eq!(text(&run, "events.csv"), once);
}
