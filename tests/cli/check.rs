//! What is wrong or doubtful in a file.

use crate::{Run, data};
use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::Value;

fn findings(run: &Run, arguments: &str) -> Vec<Value> {
    let json: Value = serde_json::from_slice(&run.output(arguments).stdout).unwrap();
    json["findings"].as_array().unwrap().clone()
}

fn codes(run: &Run, arguments: &str) -> Vec<String> {
    findings(run, arguments).iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

/// A native file with these rows of date, title, latitude, longitude, country, source.
fn rows(rows: &[&str]) -> Run {
    let header = "date,title,latitude,longitude,country,source\n";
    Run::nowhere().file("a.csv", format!("{header}{}\n", rows.join("\n")))
}

#[test]
fn one_of_each_fault_is_found_where_it_is() {
    let run = Run::nowhere().file("faults.csv", data("faults.csv"));
    let found: Vec<String> = findings(&run, "check faults.csv --format json")
        .iter()
        .map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap_or("-").to_owned();
            format!("{}:{} {} {}", finding["line"], finding["column"], text("field"), text("code"))
        })
        .collect();
    assert_snapshot!(found.join("\n"), @"
    8:7 date unreadable-row
    9:11 date range-backwards
    10:59 killed low-above-high
    11:1 id duplicate-id
    12:35 latitude impossible-coordinates
    13:32 latitude lone-coordinate
    14:30 latitude null-island
    15:78 latitude swapped-coordinates
    16:9 date date-not-edtf
    17:6 date false-precision
    18:18 title likely-duplicate
    19:81 source no-source
    20:73 source source-before-event
    21:21 title blank-title
    22:50 kind likely-misspelling
    23:17 title control-character
    24:53 country edge-spaces
    25:11 date date-heaping
    ");
    assert!(run.show("check faults.csv").ends_with("5 errors, 13 warnings in 25 events\n--- exit 1"));
}

#[test]
fn nothing_is_found_in_a_clean_file() {
    let run = Run::beside_events().file("clean.csv", data("clean.csv"));
    assert_snapshot!(run.show("check clean.csv"), @"
    clean.csv: native, 18 events

    0 errors, 0 warnings in 18 events
    ");
    assert_snapshot!(run.show("check --deny warnings"), @"
    events.csv: native, 10 events

    0 errors, 0 warnings in 10 events
    ");
}

#[test]
fn findings_are_drawn_like_errors() {
    let run =
        rows(&["26 August 2021,x,34.5,69.1,Afghanistan,AP", "2021-09,y,95,69.1,Afghanistan,AP", "2021-13,z,,,,AP"]);
    assert_snapshot!(run.show("check a.csv"), @"
    a.csv: native, 2 events, 1 row that can't be read

    warning[date-not-edtf]: `26 August 2021` is understood, and is not EDTF
     --> a.csv:2:1 (date)
      |
    2 | 26 August 2021,x,34.5,69.1,Afghanistan,AP
      | ^^^^^^^^^^^^^^
    hint: write it as 2021-08-26, or let --fix do so

    error[impossible-coordinates]: there is no latitude of 95 degrees
     --> a.csv:3:11 (latitude)
      |
    3 | 2021-09,y,95,69.1,Afghanistan,AP
      |           ^^
    hint: latitudes run from -90 to 90; latitude and longitude may be swapped

    error[unreadable-row]: month `13` is out of range
     --> a.csv:4:1 (date)
      |
    4 | 2021-13,z,,,,AP
      | ^^^^^^^
    hint: months run from 01 to 12

    2 errors, 1 warning in 2 events
    --- exit 1
    ");
}

#[test]
fn warnings_alone_are_no_failure_unless_they_are_denied() {
    let run = rows(&["26 August 2021,x,,,,AP", "2021,y,,,,"]);
    assert!(run.output("check a.csv").status.success());
    assert_eq!(run.output("check a.csv --deny warnings").status.code(), Some(1));
    assert_eq!(run.output("check a.csv --deny errors").status.code(), Some(2));
    assert_eq!(codes(&run, "check a.csv --format json"), ["date-not-edtf", "no-source"]);
    assert_eq!(codes(&run, "check a.csv --format json --allow no-source"), ["date-not-edtf"]);
    let allowed = run.output("check a.csv --deny warnings --allow no-source,date-not-edtf");
    assert!(allowed.status.success());
    // Every row that can't be read is a finding already.
    assert_eq!(run.output("check a.csv --strict").status.code(), Some(2));
}

#[test]
fn the_first_ten_of_a_kind_are_shown_and_the_rest_counted() {
    let many: Vec<String> = (1..=47).map(|i| format!("2021-05,Title {i},,,,")).collect();
    let run = rows(&many.iter().map(String::as_str).collect::<Vec<_>>());
    let shown = run.show("check a.csv");
    assert_eq!(shown.matches("warning[no-source]").count(), 10);
    assert!(shown.contains("\nno-source: and 37 more like this (--all shows them)\n"), "{shown}");
    assert!(shown.ends_with("\n0 errors, 47 warnings in 47 events\n"), "{shown}");
    let all = run.show("check a.csv --all");
    assert_eq!(all.matches("warning[no-source]").count(), 47);
    assert!(!all.contains("more like this"));
    assert_eq!(codes(&run, "check a.csv --format json").len(), 47);
}

#[test]
fn sarif_has_what_editors_and_code_hosts_need() {
    let run = Run::nowhere().file("my faults.csv", data("faults.csv"));
    let output = run.output("check 'my faults.csv' --format sarif");
    assert_eq!(output.status.code(), Some(1));
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().ends_with("sarif-2.1.0.json"));
    let [run] = &log["runs"].as_array().unwrap()[..] else { panic!("one run") };
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "dateline");
    let rules = driver["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 18);
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["shortDescription"]["text"].is_string());
        assert!(["error", "warning"].contains(&result["level"].as_str().unwrap()));
        assert_eq!(rule["defaultConfiguration"]["level"], result["level"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let [location] = &result["locations"].as_array().unwrap()[..] else { panic!("one location") };
        let place = &location["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "my%20faults.csv");
        let number = |key: &str| place["region"][key].as_u64().unwrap();
        assert!(number("startLine") >= 1 && number("startColumn") >= 1 && number("endColumn") >= number("startColumn"));
    }
    let fixed = results.iter().find(|result| result["ruleId"] == "date-not-edtf").unwrap();
    let replacement = &fixed["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "2021-08-26");
    assert_eq!(replacement["deletedRegion"], fixed["locations"][0]["physicalLocation"]["region"]);
}

#[test]
fn what_is_reported_of_a_data_set_is_true_of_it() {
    let run = Run::nowhere()
        .file("ged.csv", data("ucdp_ged_231_piece.csv"))
        .file("ukraine.csv", data("ucdp_ged_201_ukraine_piece.csv"))
        .file("acled.csv", data("acled_2025_layout.csv"))
        .file("gtd.csv", data("gtd_layout_cp1252.csv"));
    assert_eq!(codes(&run, "check ged.csv ukraine.csv acled.csv gtd.csv --format json"), [] as [&str; 0]);
    // A best estimate above the highest, and sources of the year 1753, as releases of GED have them.
    let text = String::from_utf8(data("ucdp_ged_231_piece.csv")).unwrap();
    let wrong = text
        .replace(",2015-02-07;2015-02-07,", ",1753-01-01;1753-01-01,")
        .replace("0,2,0,0,2,2,0,,", "0,2,0,0,2,1,0,,");
    let run = Run::nowhere().file("ged.csv", wrong);
    assert_eq!(codes(&run, "check ged.csv --format json"), ["source-before-event", "low-above-high"]);
}

#[test]
fn lines_are_right_far_into_a_file() {
    let row = "2021-05,\"two\nlines, the first\n\",,,,AP\n";
    let run = Run::nowhere().file(
        "a.csv",
        format!(
            "date,summary,latitude,longitude,country,source,title\n{}26 August 2021,x,,,,AP,t\n2021-13,x,,,,AP,t\n",
            row.replace("AP\n", "AP,t\n").repeat(60_000)
        ),
    );
    let found = findings(&run, "check a.csv --format json");
    let places: Vec<(u64, &str)> =
        found.iter().map(|f| (f["line"].as_u64().unwrap(), f["code"].as_str().unwrap())).collect();
    // One of the 60,000 is the first, and the others are much like it.
    let last: Vec<_> = places.iter().filter(|(_, code)| !["edge-spaces", "likely-duplicate"].contains(code)).collect();
    assert_eq!(last, [&(180_002, "date-not-edtf"), &(180_003, "unreadable-row")]);
    assert!(places.contains(&(2, "edge-spaces")) && places.contains(&(179_999, "edge-spaces")));
}

#[test]
fn events_that_are_there_twice_are_told_from_those_that_are_alike() {
    let found = |second: &str| {
        let header = "date,title,location,country,killed,source";
        let first = "2021-08-26,Suicide attack at Kabul airport,Kabul,Afghanistan,183,AP";
        let run = Run::nowhere().file("a.csv", format!("{header}\n{first}\n{second}\n"));
        codes(&run, "check a.csv --format json")
    };
    assert_eq!(
        found("2021-08-26,Suicide bombing at Kabul airport,Kabul,Afghanistan,170..200,BBC"),
        ["likely-duplicate"]
    );
    assert_eq!(found("2021-08-26,Kabul airport suicide attack,kabul,Afghanistan,,BBC"), ["likely-duplicate"]);
    for other in [
        "2021-08-27,Suicide attack at Kabul airport,Kabul,Afghanistan,183,AP",
        "2021-08-26,Suicide attack at Kabul airport,Herat,Afghanistan,183,AP",
        "2021-08-26,Suicide attack at Kabul airport,Kabul,Afghanistan,3,AP",
        "2021-08-26,US embassy closes,Kabul,Afghanistan,,AP",
        "2021-08,Suicide attack at Kabul airport,Kabul,Afghanistan,,AP",
    ] {
        assert_eq!(found(other), [] as [&str; 0], "{other}");
    }
    // A title that many bear tells nothing, unless all else is the same too.
    let strikes = |last: &str| {
        let many: String = (1..9).map(|day| format!("2021-05-{day:02},Air strike,Idlib,Syria,{day},AP\n")).collect();
        let run = Run::nowhere().file("a.csv", format!("date,title,location,country,killed,source\n{many}{last}\n"));
        codes(&run, "check a.csv --format json")
    };
    assert_eq!(strikes("2021-05-03,Air strike,Idlib,Syria,,AP"), [] as [&str; 0]);
    assert_eq!(strikes("2021-05-03,Air strike,Idlib,Syria,3,BBC"), ["likely-duplicate"]);
}

#[test]
fn titles_that_number_their_events_are_no_duplicates_and_a_blank_place_hides_none() {
    let found = |rows: [&str; 2]| {
        let header = "date,title,location,country,killed,source";
        let run = Run::nowhere().file("a.csv", format!("{header}\n{}\n", rows.join("\n")));
        findings(&run, "check a.csv --format json")
            .iter()
            .map(|f| f["message"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let [first, second] = ["First", "Second"].map(|n| format!("2021-08-26,{n} attack on Kabul airport,Kabul,,,AP"));
    assert_eq!(found([&first, &second]), [] as [&str; 0]);
    assert_eq!(
        found(["2021-08-26,Drought,,Chad,,AP", "2021-08-26,Drought,,Chad,,BBC"]),
        ["the event on line 2 has the same day and country, and the same title"]
    );
    assert_eq!(
        found(["2021,Drought,,,,AP", "2021,Drought,,,,BBC"]),
        ["the event on line 2 has the same date, and the same title"]
    );
    for others in [
        ["2021-08-26,Drought,,Chad,,AP", "2021-08-26,Drought,,Mali,,AP"],
        ["2021-08-26,Air strike,,Syria,1,AP", "2021-08-26,Air strike,,Syria,2,AP"],
        ["2021-08-26,Air strike in Idlib,,Syria,,AP", "2021-08-26,Air strike on Idlib,,Syria,1,AP"],
    ] {
        assert_eq!(found(others), [] as [&str; 0], "{others:?}");
    }
}

#[test]
fn a_day_is_doubted_only_where_the_text_knows_less_of_this_event() {
    let found = |date: &str, title: &str, summary: &str| {
        let run =
            Run::nowhere().file("a.csv", format!("date,title,summary,source\n{date},\"{title}\",\"{summary}\",AP\n"));
        findings(&run, "check a.csv --format json")
            .iter()
            .map(|f| f["hint"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    for (date, title, edtf) in [
        ("2014-12-31", "A cell is set up at the end of 2014", "[2014-09..2014-12]"),
        ("2014-01-01", "At the beginning of 2014 a cell is set up", "[2014-01..2014-04]"),
        ("2014-12-09", "A cell is set up some time in December 2014", "2014-12"),
        ("2014-06-15", "At some point in 2014 a cell is set up", "2014"),
        ("2014-12-31", "A cell is set up (December 2014)", "2014-12"),
    ] {
        assert_eq!(found(date, title, ""), [format!("write it as exactly as it is known: {edtf}")], "{title}");
    }
    for (date, title, summary) in [
        ("2020-01-01", "A camp opens", "It has room for around 2020 people"),
        ("2015-04-22", "Taliban launch spring 2015 offensive", ""),
        ("2021-07-15", "Mid-2021 review published", ""),
        ("2014-11-03", "Attack in Herat", "The group, founded in late 2014, said that it was behind it"),
    ] {
        assert_eq!(found(date, title, summary), [] as [&str; 0], "{title} {summary}");
    }
}

#[test]
fn another_word_is_no_misspelling() {
    let found = |often: &str, times: usize, once: &str| {
        let many: String = (0..times).map(|i| format!("2021-05,Title {i},{often},AP\n")).collect();
        let run = Run::nowhere().file("a.csv", format!("date,title,kind,source\n{many}2021-06,x,{once},AP\n"));
        codes(&run, "check a.csv --format json")
    };
    assert_eq!(found("protest", 15, "protect"), [] as [&str; 0]);
    for (often, times, once) in [("protest", 15, "protst"), ("shelling", 15, "shellign"), ("attack", 30, "attacl")] {
        assert_eq!(found(often, times, once), ["likely-misspelling"], "{once}");
    }
}

#[test]
fn many_events_on_one_day_at_one_place_take_no_square_of_their_number() {
    let rows: String = (0..200_000).map(|i| format!("2021-08-26,Incident {i} of {},Kabul,AP\n", i * 7)).collect();
    let run = Run::nowhere().file("a.csv", format!("date,title,location,source\n{rows}"));
    let shown = run.show("check a.csv");
    assert!(shown.ends_with("in 200,000 events\n"), "{shown}");
}

#[test]
fn coordinates_are_swapped_only_where_the_country_tells() {
    let norway = ["59.9,10.7", "59.3,10.2", "60.8,11.1", "63.4,10.4"].map(|at| format!("2021-05,x,{at},Norway,AP"));
    let nigeria = ["9.1,7.4", "6.5,3.4", "12.0,8.5", "7.4,3.9"].map(|at| format!("2021-05,x,{at},Nigeria,AP"));
    let found = |more: &str| {
        let all: Vec<&str> = norway.iter().chain(&nigeria).map(String::as_str).chain([more]).collect();
        codes(&rows(&all), "check a.csv --format json")
    };
    assert_eq!(found("2021-05,x,10.8,59.8,Norway,AP"), ["swapped-coordinates"]);
    // Svalbard is far from the rest of Norway, and swapped it would be farther; Nigeria is nearly square.
    for other in ["78.2,15.6,Norway", "7.5,9.0,Nigeria", "10.8,59.8,Somalia", "-10.8,-59.8,Norway"] {
        assert_eq!(found(&format!("2021-05,x,{other},AP")), [] as [&str; 0], "{other}");
    }
}

#[test]
fn a_file_without_sources_is_told_once() {
    let run = Run::nowhere().file("a.csv", "date,title\n2020,x\n2021,y\n").file("b.csv", "");
    assert_snapshot!(run.show("check a.csv"), @"
    a.csv: native, 2 events

    warning[no-source]: the file has no `source` column
     --> a.csv:1:1
      |
    1 | date,title
      | ^^^^^^^^^^
    hint: add it to every row: dateline export a.csv --columns date,title,source -o
      NEW.csv

    0 errors, 1 warning in 2 events
    ");
    assert!(run.output("export a.csv --columns date,title,source -o NEW.csv").status.success());
    assert_eq!(run.read("NEW.csv"), b"date,title,source\n2020,x,\n2021,y,\n");
    assert_snapshot!(run.show("check b.csv"), @"
    --- stderr
    error: `b.csv` is empty: it has no header
    hint: a chronology begins with a line that names its columns, such as: date,title,location,source
    --- exit 1
    ");
    let piped = Run::nowhere().stdin("date,title,source\n2020,x,AP\n");
    assert_snapshot!(piped.show("check -"), @"
    <stdin>: native, 1 event

    0 errors, 0 warnings in 1 event
    ");
}

#[test]
fn fix_rewrites_dates_and_nothing_else() {
    let before = "\u{feff}Title;DATE;source\r\n\"a; b\";26 August 2021;AP\r\n c ;\"late 2014\" ;AP\r\nd;2021-13;AP\r\ne;2020~;AP\r\nf;between May and June 2021;AP";
    let after = "\u{feff}Title;DATE;source\r\n\"a; b\";2021-08-26;AP\r\n c ;\"[2014-09..2014-12]\";AP\r\nd;2021-13;AP\r\ne;2020~;AP\r\nf;[2021-05..2021-06];AP";
    let run = Run::nowhere().file("a.csv", before);
    assert_snapshot!(run.show("check a.csv --fix --dry-run"), @r#"
    --- a.csv
    +++ a.csv
    @@ -2 +2 @@
    -"a; b";26 August 2021;AP
    +"a; b";2021-08-26;AP
    @@ -3 +3 @@
    - c ;"late 2014" ;AP
    + c ;"[2014-09..2014-12]";AP
    @@ -6 +6 @@
    -f;between May and June 2021;AP
    +f;[2021-05..2021-06];AP
    --- stderr
    note: a.csv was not changed (--dry-run)
    "#);
    assert_eq!(run.read("a.csv"), before.as_bytes());
    assert_snapshot!(run.show("check a.csv --fix --allow edge-spaces,unreadable-row"), @"
    a.csv: native, 4 events, 1 row that can't be read

    0 errors, 0 warnings in 4 events
    --- stderr
    note: 3 dates in a.csv rewritten: 26 August 2021 as 2021-08-26, late 2014 as [2014-09..2014-12], between May and June 2021 as [2021-05..2021-06]
    ");
    assert_eq!(String::from_utf8(run.read("a.csv")).unwrap(), after);
    assert!(run.show("check a.csv --fix").contains("note: no date in a.csv had to be rewritten\n"));
    // Only files can be changed, and only where the keeper writes the cells.
    let piped = Run::nowhere().stdin("date,title\n");
    assert_snapshot!(piped.show("check - --fix"), @"
    --- stderr
    error: <stdin> can't be changed
    hint: name the files to `--fix`
    --- exit 2
    ");
    let ged = Run::nowhere().file("ged.csv", data("ucdp_ged_231_piece.csv"));
    assert_snapshot!(ged.show("check ged.csv --fix"), @"
    ged.csv: ucdp-ged, 24 events

    0 errors, 0 warnings in 24 events
    --- stderr
    note: ged.csv is a file of ucdp-ged, whose dates stay as they are: `--fix` rewrites those of dateline's own layout
    ");
    assert_eq!(ged.read("ged.csv"), data("ucdp_ged_231_piece.csv"));
}

#[test]
fn fix_rewrites_the_dates_of_rows_that_are_bad_for_another_reason() {
    let before = "date,title,killed,source\n03/04/2021,a,,AP\n25/04/2021,b,many,AP\n31/02/2021,c,,AP\n04/05/2021,d\n";
    let run = Run::nowhere().file("a.csv", before);
    run.output("check a.csv --fix");
    assert_eq!(
        String::from_utf8(run.read("a.csv")).unwrap(),
        "date,title,killed,source\n2021-04-03,a,,AP\n2021-04-25,b,many,AP\n31/02/2021,c,,AP\n04/05/2021,d\n"
    );
}

#[test]
fn fix_looks_at_every_file_before_it_changes_one_and_leaves_what_is_allowed() {
    let text = "date,title,source\n26 August 2021,a,AP\n";
    let run = Run::nowhere().file("a.csv", text);
    assert_eq!(run.output("check a.csv missing.csv --fix").status.code(), Some(1));
    assert_eq!(run.read("a.csv"), text.as_bytes());
    assert_snapshot!(run.show("check a.csv --fix --allow date-not-edtf"), @"
    a.csv: native, 1 event

    0 errors, 0 warnings in 1 event
    --- stderr
    note: no date was rewritten, since `--allow` leaves date-not-edtf out
    ");
    assert_eq!(run.read("a.csv"), text.as_bytes());
    // One that is named twice is changed once.
    assert!(run.output("check a.csv ./a.csv --fix").status.success());
    assert_eq!(run.read("a.csv"), text.replace("26 August 2021", "2021-08-26").as_bytes());
    assert_snapshot!(run.show("check a.csv --fix --dry-run"), @"
    --- stderr
    note: no date in a.csv had to be rewritten
    ");
}

#[test]
fn what_is_not_seen_is_told_by_its_name() {
    let found = |title: &str| {
        let run = Run::nowhere().file("a.csv", format!("date,title,source\n2021,{title},AP\n"));
        findings(&run, "check a.csv --format json")
            .iter()
            .map(|f| f["message"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    for (c, name) in [
        ('\u{7}', "the control character U+0007"),
        ('\u{202E}', "the control character U+202E"),
        ('\u{200B}', "a zero-width space, U+200B"),
        ('\u{FEFF}', "a byte order mark, U+FEFF"),
        ('\u{AD}', "a soft hyphen, U+00AD"),
    ] {
        assert_eq!(found(&format!("Ka{c}bul")), [format!("the cell holds {name}")]);
    }
    // What Persian and Arabic are written with.
    assert_eq!(found("می\u{200C}خواهم \u{200F}x – “y” （z）"), [] as [&str; 0]);
}

#[test]
fn findings_are_no_wider_than_they_may_be() {
    let long = "Attack on a police post in the west of the city, said the governor, who was not there at the time";
    let run = Run::nowhere().file("a.csv", format!("date,title,source\n26 August 2021,\"{long}\",\n"));
    assert_snapshot!(run.show("check a.csv --width 60"), @r#"
    a.csv: native, 1 event

    warning[date-not-edtf]: `26 August 2021` is understood, and
      is not EDTF
     --> a.csv:2:1 (date)
      |
    2 | 26 August 2021,"Attack on a police post in the west of …
      | ^^^^^^^^^^^^^^
    hint: write it as 2021-08-26, or let --fix do so

    warning[no-source]: the event has no source
     --> a.csv:2:116 (source)
      |
    2 | … at the time",
      |                ^
    hint: say where it is known from; several citations are
      separated by ;

    0 errors, 2 warnings in 1 event
    "#);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_a_file_holds_it_is_checked(
        rows in "([-a0-9 .,;:/()“”\"'é東\u{301}\n]|2014|late |in |May |https://|[0-9]{4}/[0-9]{2}|Kabul|\r\n){0,120}",
    ) {
        let run = Run::nowhere().file("a.csv", format!("title,summary,source,date,latitude,longitude\n{rows}\n"));
        let output = run.output("check a.csv --format json");
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        let count = |severity: &str| {
            let findings = json["findings"].as_array().unwrap();
            findings.iter().filter(|finding| finding["severity"] == severity).count() as u64
        };
        prop_assert_eq!(Some(count("error")), json["errors"].as_u64());
        prop_assert_eq!(Some(count("warning")), json["warnings"].as_u64());
        prop_assert_eq!(output.status.code(), Some(i32::from(count("error") > 0)));
        // Twice the same, whatever thread did what.
        prop_assert_eq!(output.stdout, run.output("check a.csv --format json").stdout);
    }
}
