//! What is exported is read back as the same events.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::{Run, lossy};

/// An event as a row of a CSV file in the model's columns, and one of the keeper's own.
fn event() -> impl Strategy<Value = [String; 14]> {
    let word = "[a-zA-Zé&<>#][a-zA-Zé0-9 '\"(),.&<>#:*_-]{0,12}[a-z!?]";
    let text = || prop_oneof![1 => Just(String::new()), 3 => word.prop_map(String::from)];
    let title = word.prop_map(String::from);
    let date = prop_oneof![
        Just("2021-08-26"),
        Just("2021-08"),
        Just("2015"),
        Just("[2014-09..2014-12]"),
        Just("2014-12/2015-01"),
        Just("2015~"),
        Just("2021-08-26T17:30:00"),
        Just("2015/.."),
        Just("-0043-03-15"),
        Just("201X"),
        Just(""),
    ];
    let people = || {
        prop_oneof![Just(""), Just("0"), Just("13"), Just("10..20"), Just("131.."), Just("~170"), Just("13 (10..20)")]
    };
    let list = || prop::collection::vec("[A-Za-z][A-Za-z -]{0,8}[a-z]", 0..3).prop_map(|parts| parts.join("; "));
    let source = prop_oneof![Just(""), Just("https://example.org/a;b"), Just("A; B"), Just("Report no. 7")];
    let place = prop_oneof![Just(["", ""]), Just(["34.53", "69.17"]), Just(["-0.5", "-180"])];
    let summary = prop_oneof![Just(String::new()), Just("one\ntwo, \"three\"".to_owned()), word.prop_map(String::from)];
    let fields =
        (title, date, [text(), text(), text()], [people(), people()], list(), source, place, (summary, text()));
    fields.prop_map(
        |(title, date, [location, country, kind], [killed, wounded], actors, source, place, (summary, note))| {
            let [latitude, longitude] = place.map(str::to_owned);
            [
                String::new(),
                date.to_owned(),
                title,
                location,
                country,
                latitude,
                longitude,
                kind,
                actors,
                killed.to_owned(),
                wounded.to_owned(),
                summary,
                source.to_owned(),
                note,
            ]
        },
    )
}

const HEADER: [&str; 14] = [
    "id",
    "date",
    "title",
    "location",
    "country",
    "latitude",
    "longitude",
    "kind",
    "actors",
    "killed",
    "wounded",
    "summary",
    "source",
    "note",
];

fn chronology(events: &[[String; 14]]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER).unwrap();
    for (i, event) in events.iter().enumerate() {
        let mut event = event.clone();
        event[0] = format!("e{i}");
        writer.write_record(&event).unwrap();
    }
    writer.into_inner().unwrap()
}

/// The events of a file as JSON, in the order of their ids or titles.
fn events(run: &Run, file: &str) -> Vec<Value> {
    let output = run.output(&["export", file, "--format", "json"]);
    assert!(output.status.success(), "{file}: {}", lossy(&output.stderr));
    let Value::Array(mut events) = serde_json::from_slice(&output.stdout).unwrap() else { panic!("no array") };
    events.sort_by_key(|event| [&event["id"], &event["title"], &event["earliest"]].map(Value::to_string));
    events
}

/// The events of `events.csv`, exported and read again.
fn back(run: &Run, format: &str) -> Vec<Value> {
    let output = run.output(&["export", "events.csv", "--format", format]);
    assert!(output.status.success(), "{format}: {}", lossy(&output.stderr));
    std::fs::write(run.path("back"), output.stdout).unwrap();
    events(run, "back")
}

/// The fields alone of those events that a format holds.
fn fields(events: &[Value], fields: &[&str], is_held: impl Fn(&Value) -> bool) -> Vec<Value> {
    let held = events.iter().filter(|event| is_held(event));
    let mut fields: Vec<Value> = held.map(|event| fields.iter().map(|field| event[*field].clone()).collect()).collect();
    fields.sort_by_key(Value::to_string);
    fields
}

const MODEL: [&str; 13] = [
    "id",
    "date",
    "title",
    "location",
    "country",
    "latitude",
    "longitude",
    "kind",
    "actors",
    "killed",
    "wounded",
    "summary",
    "source",
];

#[test]
fn what_is_exported_is_read_back_as_the_same_events() {
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let strategy = prop::collection::vec(event(), 1..12);
    let result = runner.run(&strategy, |chosen| {
        let run = Run::nowhere().file("events.csv", chronology(&chosen));
        let original = events(&run, "events.csv");
        let is_dated = |event: &Value| !event["date"].is_null();
        let is_placed = |event: &Value| !event["latitude"].is_null();
        let is_in_calendar =
            |event: &Value| is_dated(event) && !event["date"].as_str().unwrap_or_default().starts_with('-');
        let whole = ["csv", "json", "ndjson", "xlsx"].into_iter().chain(cfg!(feature = "parquet").then_some("parquet"));
        for format in whole {
            prop_assert_eq!(&back(&run, format), &original, "{}", format);
        }
        if cfg!(feature = "parquet") {
            // A count reads few columns of it, and must find the same events.
            let count = |file: &str| run.output(&["count", file, "--by", "note", "--format", "json"]).stdout;
            back(&run, "parquet");
            prop_assert_eq!(lossy(count("back")), lossy(count("events.csv")));
        }
        let all = [MODEL.as_slice(), &["extra"]].concat();
        prop_assert_eq!(fields(&back(&run, "geojson"), &all, |_| true), fields(&original, &all, is_placed), "geojson");
        prop_assert_eq!(fields(&back(&run, "ics"), &MODEL, |_| true), fields(&original, &MODEL, is_in_calendar), "ics");
        let but_summary = MODEL.map(|field| if field == "summary" { "title" } else { field });
        prop_assert_eq!(
            fields(&back(&run, "markwhen"), &but_summary, |_| true),
            fields(&original, &but_summary, is_dated),
            "markwhen"
        );
        for format in ["timelinejs", "timelinejs-csv"] {
            // In HTML any white space is one space.
            let bounds = |events: &[Value]| -> Vec<Value> {
                let mut events = events.to_vec();
                for event in &mut events {
                    let title: Vec<&str> = event["title"].as_str().unwrap_or_default().split_whitespace().collect();
                    event["title"] = Value::from(title.join(" "));
                }
                fields(&events, &["earliest", "latest", "title"], is_dated)
            };
            prop_assert_eq!(bounds(&back(&run, format)), bounds(&original), "{}", format);
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
