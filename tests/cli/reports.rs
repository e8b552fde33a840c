//! Several reports of one event: rows that name, in `report_of`, the event that they tell of.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::Run;
use insta::assert_snapshot;

/// A strike that the city, the army and the wire tell of, in no order, between two other events.
const REPORTS: &str = "id,date,title,location,country,latitude,longitude,killed,wounded,status,report_of,source,note\n\
    wire,,,,,,,at least 12,~100,,STRIKE,Wire; City council,\n\
    before,2020,Before,Herat,Afghanistan,,,5,,,,A,n1\n\
    strike,2021-08-26,Strike on a market,\"Market, Kabul\",Afghanistan,34.53,69.17,300,150..,confirmed,,City council,\"x, y\"\n\
    after,2021-09-01,After,Kabul,Afghanistan,,,2,,,,B,\n\
    army,2021-08,Market hit,Kabul,Afghanistan,,,600,,disputed,strike,\"Army, 2021\",z\n";

fn run() -> Run {
    Run::nowhere().file("r.csv", REPORTS)
}

#[test]
fn a_timeline_has_one_event_with_its_range() {
    assert_snapshot!(run().show(&["timeline", "r.csv"]), @"
    2020
     │
     ●  2020         Before
     │               Herat, Afghanistan · 5 killed
     │
    2021
     │
     ●  26 Aug 2021  Strike on a market
     │               Market, Kabul, Afghanistan · 12–600 killed, c. 100+ wounded
     │               3 reports · confirmed
     │
     ●  1 Sep 2021   After
     │               Kabul, Afghanistan · 2 killed
     │
    3 events
    ");
}

#[test]
fn a_table_has_one_row_with_the_number_of_reports() {
    assert_snapshot!(run().show(&["list", "r.csv", "--width", "100"]), @"
    id      date         title               location                killed  wounded  reports  status
    ────────────────────────────────────────────────────────────────────────────────────────────────────
    before  2020         Before              Herat, Afghanistan           5
    strike  26 Aug 2021  Strike on a market  Market, Kabul,          12–600  c. 100+        3  confirmed
                                             Afghanistan
    after   1 Sep 2021   After               Kabul, Afghanistan           2

    3 events
    ");
}

#[test]
fn show_lists_the_reports_side_by_side() {
    assert_snapshot!(run().show(&["show", "strike", "-f", "r.csv"]), @"
    Strike on a market
      id           strike
      date         26 Aug 2021  2021-08-26
      location     Market, Kabul
      country      Afghanistan
      coordinates  34.53, 69.17
      killed       12–600
      wounded      c. 100+
      status       confirmed
      source       City council
                   Wire
                   Army, 2021
      note         x, y

    id      date         killed  wounded  status     source       title
    ────────────────────────────────────────────────────────────────────────────────
    strike  26 Aug 2021     300     150+  confirmed  City         Strike on a market
                                                     council
    wire                    12+   c. 100             Wire; City
                                                     council
    army    Aug 2021        600           disputed   Army, 2021   Market hit
    ");
}

#[test]
fn the_id_of_a_report_shows_its_event() {
    let shown = |id: &str| run().show(&["show", id, "-f", "r.csv"]);
    assert_eq!(shown("army"), shown("strike"));
    assert_eq!(shown("wi"), shown("strike"));
}

#[test]
fn count_counts_an_event_once() {
    assert_snapshot!(run().show(&["count", "r.csv", "--format", "csv"]), @"
    year,events,killed,killed_low,killed_best,killed_high,killed_known,wounded,wounded_low,wounded_best,wounded_high,wounded_known
    2020,1,5,5,,5,1,,,,,0
    2021,2,14..602,14,,602,2,~100..,100,,,1
    ");
}

#[test]
fn a_shared_count_has_what_the_filters_find() {
    assert_snapshot!(run().show(&["count", "r.csv", "--by", "day", "--spread", "--from", "2021-08-25", "-n", "8"]), @"
    day         events  killed  wounded
    1 Aug 2021     0–1   0–600    c. 0+  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
    2 Aug 2021     0–1   0–600    c. 0+  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
    3 Aug 2021     0–1   0–600    c. 0+  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
    4 Aug 2021     0–1   0–600    c. 0+  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
    5 Aug 2021     0–1   0–600    c. 0+  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
    6 Aug 2021     0–1   0–600    c. 0+  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
    7 Aug 2021     0–1   0–600    c. 0+  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
    8 Aug 2021     0–1   0–600    c. 0+  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
    ───────────────────────────────────
    total            2  14–602  c. 100+

    2 events: 1 certain, 1 possible (○); the first 8 of 32 groups shown; one that
    may lie in several, or lasts through them, counts in each
    ");
}

#[test]
fn a_date_matches_possibly_if_one_report_does_and_certainly_if_all_do() {
    let found = |filter: &[&str]| {
        let shown = run().show(&[&["export", "r.csv", "--format", "ndjson"], filter].concat());
        (shown.contains("\"id\":\"strike\""), shown.contains("match only possibly"))
    };
    // The army knows only the month.
    assert_eq!(found(&["--on", "2021-08-26"]), (true, true));
    assert_eq!(found(&["--on", "2021-08-26", "--certain"]), (false, false));
    assert_eq!(found(&["--on", "2021-08"]), (true, false));
    assert_eq!(found(&["--on", "2021-08", "--certain"]), (true, false));
    // Its own row does not match; that of the army does.
    assert_eq!(found(&["--on", "2021-08-02"]), (true, true));
    assert_eq!(found(&["--on", "2021-07"]), (false, false));
}

#[test]
fn other_filters_look_at_every_report_and_at_the_figures_together() {
    let found =
        |filter: &[&str]| run().show(&[&["list", "r.csv", "--columns", "id"], filter].concat()).contains("strike");
    for filter in [
        &["--location", "market"][..],
        &["--search", "market hit"],
        &["--search", "Wire"],
        &["--status", "disputed"],
        &["--status", "confirmed"],
        &["--where", "note = z"],
        &["--near", "34.5,69.2", "--within", "10"],
        &["--where", "killed >= 500"],
        &["--where", "killed < 20"],
        &["--year", "2021", "--search", "army"],
    ] {
        assert!(found(filter), "{filter:?}");
    }
    for filter in [
        &["--where", "killed > 600"][..],
        &["--where", "killed >= 500", "--certain"],
        &["--status", "retracted"],
        &["--year", "2020"],
    ] {
        assert!(!found(filter), "{filter:?}");
    }
}

#[test]
fn events_are_ordered_by_the_figures_together() {
    assert_snapshot!(run().show(&["list", "r.csv", "--sort", "-killed", "--columns", "id,killed"]), @"
    id      killed
    ──────────────
    strike  12–600
    before       5
    after        2

    3 events
    ");
}

#[test]
fn csv_has_the_rows_of_an_event_together_byte_for_byte() {
    assert_snapshot!(run().show(&["export", "r.csv"]), @r#"
    id,date,title,location,country,latitude,longitude,killed,wounded,status,report_of,source,note
    before,2020,Before,Herat,Afghanistan,,,5,,,,A,n1
    strike,2021-08-26,Strike on a market,"Market, Kabul",Afghanistan,34.53,69.17,300,150..,confirmed,,City council,"x, y"
    wire,,,,,,,at least 12,~100,,STRIKE,Wire; City council,
    army,2021-08,Market hit,Kabul,Afghanistan,,,600,,disputed,strike,"Army, 2021",z
    after,2021-09-01,After,Kabul,Afghanistan,,,2,,,,B,
    --- stderr
    note: columns beyond the model are published too: note
    "#);
}

#[test]
fn other_columns_are_those_of_each_report() {
    assert_snapshot!(run().show(&["export", "r.csv", "--columns", "id,date,killed,report_of", "--on", "2021-08"]), @"
    id,date,killed,report_of
    strike,2021-08-26,300,
    wire,,12..,STRIKE
    army,2021-08,600,strike
    ");
}

#[test]
fn json_nests_the_reports() {
    assert_snapshot!(run().show(&["export", "r.csv", "--format", "ndjson", "--on", "2021-08"]), @r#"
    {"id":"strike","date":"2021-08-26","earliest":"2021-08-26","latest":"2021-08-26","title":"Strike on a market","location":"Market, Kabul","country":"Afghanistan","latitude":34.53,"longitude":69.17,"kind":null,"actors":[],"tags":[],"killed":{"low":12,"high":600},"wounded":{"low":100,"high":null,"approximate":true},"status":"confirmed","report_of":null,"media":null,"media_credit":null,"media_caption":null,"summary":null,"source":["City council","Wire","Army, 2021"],"reports":[{"id":"strike","date":"2021-08-26","earliest":"2021-08-26","latest":"2021-08-26","title":"Strike on a market","location":"Market, Kabul","country":"Afghanistan","latitude":34.53,"longitude":69.17,"kind":null,"actors":[],"tags":[],"killed":{"low":300,"high":300},"wounded":{"low":150,"high":null},"status":"confirmed","report_of":null,"media":null,"media_credit":null,"media_caption":null,"summary":null,"source":["City council"],"extra":{"note":"x, y"}},{"id":"wire","date":null,"earliest":null,"latest":null,"title":null,"location":null,"country":null,"latitude":null,"longitude":null,"kind":null,"actors":[],"tags":[],"killed":{"low":12,"high":null},"wounded":{"low":100,"high":100,"approximate":true},"status":null,"report_of":"STRIKE","media":null,"media_credit":null,"media_caption":null,"summary":null,"source":["Wire","City council"],"extra":{"note":null}},{"id":"army","date":"2021-08","earliest":"2021-08-01","latest":"2021-08-31","title":"Market hit","location":"Kabul","country":"Afghanistan","latitude":null,"longitude":null,"kind":null,"actors":[],"tags":[],"killed":{"low":600,"high":600},"wounded":null,"status":"disputed","report_of":"strike","media":null,"media_credit":null,"media_caption":null,"summary":null,"source":["Army, 2021"],"extra":{"note":"z"}}],"extra":{"note":"x, y"}}
    --- stderr
    note: columns beyond the model are published too: note
    "#);
}

#[test]
fn what_json_nests_is_read_back_as_the_same_rows() {
    let columns = "id,date,title,location,country,latitude,longitude,killed,wounded,status,report_of,source,note";
    let rows = run().show(&["export", "r.csv", "--columns", columns]);
    for format in ["json", "ndjson"] {
        let name = format!("back.{format}");
        let json = run().show(&["export", "r.csv", "--format", format]);
        let json = json.split("--- stderr").next().unwrap().to_owned();
        let back = Run::nowhere().file(&name, &json).show(&["export", &name, "--columns", columns]);
        assert_eq!(back, rows, "{format}");
    }
}

#[test]
fn an_element_that_can_not_be_read_keeps_its_number_behind_nested_reports() {
    let json = run().show(&["export", "r.csv", "--format", "json"]);
    let json = json.split("--- stderr").next().unwrap().replace("\"date\":\"2021-09-01\"", "\"date\":\"2021-13-01\"");
    assert_snapshot!(Run::nowhere().file("b.json", &json).show(&["list", "b.json", "--columns", "id"]), @"
    id
    ──────
    before
    strike
    after

    3 events
    --- stderr
    error: month `13` is out of range
     --> b.json: [2].date
      |
    2 | after,2021-13-01,After,Kabul,Afghanistan,,,,,,2,,,,,,,,B,
      |       ^^^^^^^^^^
    hint: months run from 01 to 12

    1 cell could not be read
    --- exit 1
    ");
}

#[test]
fn geojson_nests_them_too() {
    let json = run().show(&["export", "r.csv", "--format", "geojson"]);
    let json = json.split("--- stderr").next().unwrap().to_owned();
    let back = Run::nowhere().file("b.geojson", &json);
    assert_snapshot!(back.show(&["export", "b.geojson", "--columns", "id,date,killed,report_of"]), @"
    id,date,killed,report_of
    strike,2021-08-26,300,
    wire,,12..,STRIKE
    army,2021-08,600,strike
    ");
}

#[test]
fn markdown_lists_them_below_their_event() {
    assert_snapshot!(run().show(&["export", "r.csv", "--format", "markdown", "--on", "2021-08"]), @"
    # r

    ## 2021

    - **26 Aug 2021:** Strike on a market[^1][^2][^3]

      Market, Kabul, Afghanistan · 12–600 killed, c. 100+ wounded · 3 reports · confirmed

      - 26 Aug 2021 · 300 killed, 150+ wounded · confirmed · City council
      - 12+ killed, c. 100 wounded · Wire; City council
      - Aug 2021 · Market hit · 600 killed · disputed · Army, 2021

    [^1]: City council

    [^2]: Wire

    [^3]: Army, 2021
    --- stderr
    note: left out: id, latitude, longitude, note
    ");
}

#[test]
fn the_page_the_calendar_and_the_slides_name_them() {
    for format in ["html", "ics", "timelinejs", "markwhen"] {
        let shown = run().show(&["export", "r.csv", "--format", format]).replace("\r\n ", "");
        assert!(shown.contains("3 reports"), "{format}");
        assert!(shown.contains("600 killed"), "{format}");
        assert!(shown.contains("Army"), "{format}");
    }
}

#[test]
fn a_workbook_has_a_second_sheet_of_reports() {
    let workbook = run();
    workbook.show(&["export", "r.csv", "-o", "r.xlsx"]);
    assert_snapshot!(workbook.show(&["export", "r.xlsx", "--columns", "id,killed"]), @r#"
    id,killed
    before,5
    strike,12..600
    after,2
    --- stderr
    note: sheet "Events" of r.xlsx was read; for another, pass --sheet Reports
    "#);
    assert_snapshot!(workbook.show(&["export", "r.xlsx", "--sheet", "Reports", "--columns", "id,killed,report_of"]), @"
    id,killed,report_of
    strike,300,
    wire,12..,STRIKE
    army,600,strike
    ");
}

#[test]
fn a_report_is_added_behind_its_event() {
    let store = Run::nowhere().file("events.csv", STORE);
    assert_snapshot!(store.show(&["add", "--report-of", "kabul", "--killed", "12..", "--source", "Wire"]), @"
    added kabul-2021-2, a report of kabul-2021: 26 Aug 2021  Attack
    --- stderr
    note: the column `report_of` is new in events.csv
    ");
    assert_snapshot!(store.show(&["add", "--report-of", "kabul-2021-2", "--date", "27 August 2021", "--killed", "600"]), @r#"
    added kabul-2021-3, a report of kabul-2021: 26 Aug 2021  Attack
    --- stderr
    note: date "27 August 2021" is 2021-08-27
    "#);
    // The date of a report does not make the file one in no order.
    assert_snapshot!(store.show(&["add", "--date", "2021-08-26", "--title", "Another"]), @"added another-2021: 26 Aug 2021  Another");
    assert_snapshot!(String::from_utf8(store.read("events.csv")).unwrap(), @"
    id,date,title,killed,source,report_of
    first,2020,First,5,A,
    kabul-2021,2021-08-26,Attack,300,City,
    kabul-2021-2,,,12..,Wire,kabul-2021
    kabul-2021-3,2021-08-27,,600,,kabul-2021
    another-2021,2021-08-26,Another,,,
    last,2021-09-01,Last,1,B,
    ");
}

const STORE: &str = "id,date,title,killed,source\nfirst,2020,First,5,A\nkabul-2021,2021-08-26,Attack,300,City\nlast,2021-09-01,Last,1,B\n";

#[test]
fn edit_groups_and_parts() {
    let store = Run::nowhere().file("events.csv", STORE);
    assert_snapshot!(store.show(&["edit", "last", "--report-of", "kabul"]), @"
    changed last: report_of set to kabul-2021
    --- stderr
    note: the column `report_of` is new in events.csv
    ");
    assert_snapshot!(store.show(&["count", "--format", "csv"]), @"
    year,events,killed,killed_low,killed_best,killed_high,killed_known,wounded,wounded_low,wounded_best,wounded_high,wounded_known
    2020,1,5,5,,5,1,,,,,0
    2021,1,1..300,1,,300,1,,,,,0
    ");
    assert_snapshot!(store.show(&["edit", "last", "--report-of", ""]), @"changed last: report_of cleared, was kabul-2021");
    assert!(store.show(&["count"]).contains("3 events"));
}

#[test]
fn a_report_of_itself_or_of_its_own_report_is_refused() {
    let store = Run::nowhere().file("events.csv", STORE);
    store.show(&["edit", "last", "--report-of", "kabul"]);
    assert_snapshot!(store.show(&["edit", "first", "--report-of", "first"]), @"
    --- stderr
    error: --report-of: `first` can't be a report of itself
    hint: name the event that it tells of
    --- exit 2
    ");
    assert_snapshot!(store.show(&["edit", "kabul", "--report-of", "last"]), @r#"
    --- stderr
    error: --report-of: `last` is a report of `kabul-2021` already, so that `kabul-2021` can't be one of `last`
    hint: part the other first, with `--report-of ""`
    --- exit 2
    "#);
    assert_snapshot!(store.show(&["add", "--report-of", "nothing", "--killed", "3"]), @"
    --- stderr
    error: no event in events.csv has the id `nothing`
    hint: `dateline list --columns id,date,title` shows the ids
    --- exit 1
    ");
    assert_snapshot!(store.show(&["edit", "--where", "killed >= 1", "--yes", "--report-of", "first"]), @"
    --- stderr
    error: --report-of: `first` can't be a report of itself
    hint: leave it out with another condition: --where 'id != …'
    --- exit 2
    ");
}

#[test]
fn a_new_id_is_named_by_the_reports_too() {
    let store = Run::nowhere().file("events.csv", STORE);
    store.show(&["edit", "last", "--report-of", "kabul"]);
    assert_snapshot!(store.show(&["edit", "kabul", "--id", "airport"]), @"
    changed kabul-2021: id kabul-2021 → airport
    --- stderr
    note: 1 report of kabul-2021 now names airport
    ");
    assert!(store.show(&["show", "last"]).contains("1–300"));
}

#[test]
fn an_event_is_not_removed_without_its_reports() {
    let store = Run::nowhere().file("events.csv", STORE);
    store.show(&["edit", "last", "--report-of", "kabul"]);
    assert_snapshot!(store.show(&["remove", "kabul", "--yes"]), @r#"
    --- stderr
    error: `last` is a report of what would be removed, and would count by itself
    hint: name them too, or part them first: dateline edit ID --report-of ""
    --- exit 1
    "#);
    assert_snapshot!(store.show(&["remove", "kabul", "last", "--yes"]), @"
    removed kabul-2021: 26 Aug 2021  Attack
    removed last: 1 Sep 2021  Last
    ");
}

#[test]
fn the_reports_of_another_file_come_in_as_reports() {
    let store = Run::nowhere().file("events.csv", STORE).file("r.csv", REPORTS);
    assert_snapshot!(store.show(&["add", "--from", "r.csv"]), @"
    added 5 events to events.csv
    --- stderr
    note: the column `report_of` is new in events.csv
    note: events.csv has no columns for these, so they were left out: country, latitude, location, longitude, note, status, wounded
    ");
    assert_snapshot!(store.show(&["count", "--format", "csv"]), @"
    year,events,killed,killed_low,killed_best,killed_high,killed_known,wounded,wounded_low,wounded_best,wounded_high,wounded_known
    2020,2,10,10,,10,2,,,,,0
    2021,4,315..903,315,,903,4,,,,,0
    ");
}

#[test]
fn check_tells_of_reports_that_lead_nowhere() {
    let rows = "id,date,title,country,latitude,longitude,source,report_of\n\
        itself,2020-02-03,A,Iraq,,,s,itself\n\
        b,2020-02-03,B,Iraq,,,s,c\n\
        c,2020-02-03,C,Iraq,,,s,b\n\
        nowhere,2020-02-03,D,Iraq,,,s,x\n\
        event,2020-02-03,E,Iraq,33.3,44.4,s,\n\
        late,2020-03-03,F,Iraq,,,s,event\n\
        far,2020-02-04,G,Iraq,34.3,44.4,s,event\n\
        abroad,2020-02-04,H,Iran,,,s,event\n\
        near,2020-02,I,Iraq,33.4,44.4,s,event\n\
        blank,,,,,,s,event\n";
    assert_snapshot!(Run::nowhere().file("c.csv", rows).show(&["check", "c.csv"]), @"
    c.csv: native, 10 events

    error[circular-report]: this row is a report of itself
     --> c.csv:2:30 (report_of)
      |
    2 | itself,2020-02-03,A,Iraq,,,s,itself
      |                              ^^^^^^
    hint: leave `report_of` blank in the row that is the event itself

    error[circular-report]: the row on line 4 is a report of this one in turn
     --> c.csv:3:25 (report_of)
      |
    3 | b,2020-02-03,B,Iraq,,,s,c
      |                         ^
    hint: leave `report_of` blank in the row that is the event itself

    error[circular-report]: the row on line 3 is a report of this one in turn
     --> c.csv:4:25 (report_of)
      |
    4 | c,2020-02-03,C,Iraq,,,s,b
      |                         ^
    hint: leave `report_of` blank in the row that is the event itself

    error[report-of-nothing]: no event here has the id `x`, so this report counts as
      an event of its own
     --> c.csv:5:31 (report_of)
      |
    5 | nowhere,2020-02-03,D,Iraq,,,s,x
      |                               ^
    hint: write the id of the event that it tells of, or nothing

    warning[distant-report]: this report is 29 days from the event on line 6
     --> c.csv:7:28 (report_of)
      |
    7 | late,2020-03-03,F,Iraq,,,s,event
      |                            ^^^^^
    hint: if it is another event, leave `report_of` blank

    warning[distant-report]: this report is 111 km from the event on line 6
     --> c.csv:8:35 (report_of)
      |
    8 | far,2020-02-04,G,Iraq,34.3,44.4,s,event
      |                                   ^^^^^
    hint: if it is another event, leave `report_of` blank

    warning[distant-report]: this report is in another country than the event on
      line 6
     --> c.csv:9:30 (report_of)
      |
    9 | abroad,2020-02-04,H,Iran,,,s,event
      |                              ^^^^^
    hint: if it is another event, leave `report_of` blank

    4 errors, 3 warnings in 10 events
    --- exit 1
    ");
    assert_snapshot!(Run::nowhere().file("c.csv", rows).show(&["list", "c.csv", "--columns", "id"]), @"
    id
    ───────
    itself
    b
    c
    nowhere
    event

    5 events
    --- stderr
    note: 4 rows of c.csv, the first in line 2, are reports of events that are not there, and count as events of their own; `dateline check` says more
    ");
}

#[test]
fn likely_duplicates_are_offered_as_reports() {
    let rows = "id,date,title,location,source,killed\na,2020-02-03,Raid on a market,Kabul,s,3\nb,2020-02-03,Raid on the market,Kabul,s,3..\n";
    assert_snapshot!(Run::nowhere().file("d.csv", rows).show(&["check", "d.csv"]), @"
    d.csv: native, 2 events

    warning[likely-duplicate]: the event on line 2 has the same day and place, and a
      similar title
     --> d.csv:3:14 (title)
      |
    3 | b,2020-02-03,Raid on the market,Kabul,s,3..
      |              ^^^^^^^^^^^^^^^^^^
    hint: if they are one event, make one row of them and keep the sources of both;
      if they are two reports of it, name in `report_of` of one the id of the other:
      they count once, and both figures stay

    0 errors, 1 warning in 2 events
    ");
}

#[test]
fn a_file_of_any_layout_may_have_the_column() {
    let rows = "Date of event;What happened;Victims killed;report_of;id\n26.08.2021;Strike;300;;1\n26.08.2021;Strike, says the army;600;1;2\n";
    assert_snapshot!(Run::nowhere().file("x.csv", rows).show(&["list", "x.csv"]), @"
    id  date         title    killed  reports
    ─────────────────────────────────────────
    1   26 Aug 2021  Strike  300–600        2

    1 event
    --- stderr
    note: x.csv is of no known layout and was read with --map 'id=id,date=Date of event,title=What happened,killed=Victims killed,report_of=report_of'; pass another `--map` where that is wrong
    note: dates such as 03/04/2021 in x.csv were read as day/month/year: others in `Date of event` have only that reading
    ");
}

#[test]
fn rows_in_two_encodings_stay_as_they_are() {
    let rows = b"id,date,title,killed,report_of\na,2020,Caf\xe9,3,\nb,2020,\xd0\x96,5,a\n";
    let run = Run::nowhere().file("x.csv", rows);
    let shown = run.show(&["show", "a", "-f", "x.csv"]);
    assert!(shown.contains("Café") && shown.contains('Ж') && shown.contains("3–5"), "{shown}");
}

/// Whatever rows name each other: every row comes out once, and no figure is lost or doubled.
#[test]
fn every_row_comes_out_once() {
    let row = (prop::option::of(0..12usize), prop::option::of(0..50u32), any::<bool>());
    let rows = prop::collection::vec(row, 1..12);
    let mut runner = TestRunner::new(Config { cases: 60, ..Config::default() });
    runner
        .run(&rows, |rows| {
            let mut file = "id,date,title,killed,report_of\n".to_owned();
            for (i, (report_of, killed, has_id)) in rows.iter().enumerate() {
                let id = if *has_id { format!("e{i}") } else { String::new() };
                let killed = killed.map(|killed| killed.to_string()).unwrap_or_default();
                let report_of = report_of.map(|id| format!("e{id}")).unwrap_or_default();
                file.push_str(&format!("{id},{},Row {i},{killed},{report_of}\n", 2000 + i));
            }
            let run = Run::nowhere().file("r.csv", &file);
            let shown = run.show(&["export", "r.csv"]);
            let exported = shown.split("--- stderr").next().unwrap();
            let mut before: Vec<&str> = file.lines().collect();
            let mut after: Vec<&str> = exported.lines().collect();
            before.sort_unstable();
            after.sort_unstable();
            prop_assert_eq!(before, after);
            // What was exported is in the same groups.
            let count = |run: &Run, name: &str| {
                run.show(&["count", name, "--format", "json"]).split("--- stderr").next().unwrap().to_owned()
            };
            let again = Run::nowhere().file("again.csv", exported);
            prop_assert_eq!(count(&run, "r.csv"), count(&again, "again.csv"));
            Ok(())
        })
        .unwrap();
}
