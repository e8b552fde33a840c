use insta::assert_snapshot;

use super::{GOOD, assert_is_good};
use crate::{Run, shared};

const OBJECTS: [&str; 2] = [
    r#"{"date":"2021-08-26","title":"Attack","killed":183}"#,
    r#"{"date":"2022-03-04","title":"Talks","killed":null}"#,
];

#[test]
fn arrays_and_lines_are_read_as_tables() {
    let [a, b] = OBJECTS;
    assert!(GOOD.contains("Talks"));
    assert_is_good(format!("[{a},{b}]").as_bytes());
    assert_is_good(format!("[\n  {a},\n  {b}\n]\n").as_bytes());
    assert_is_good(format!("{{\"meta\":{{\"n\":2}},\"data\":{{\"events\":[{a},{b}]}}}}").as_bytes());
    assert_is_good(format!("{a}\n{b}\n").as_bytes());
    assert_is_good(format!("\u{feff}{a}\n\n{b}").as_bytes());
    let utf16: Vec<u8> = format!("\u{feff}[{a},{b}]").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_is_good(&utf16);
}

#[test]
fn nested_objects_and_lists_are_columns() {
    let json = r#"[{"when":{"date":"2021-08"},"title":"Attack","tags":["a","b"],"people":[{"name":"X"}]},
        {"when":{"date":"2022"},"title":"Talks","note":"late"}]"#;
    let run = Run::nowhere().file("e.json", json);
    assert_snapshot!(run.show(&["export", "e.json", "--map", "date=when.date"]), @r#"
    when.date,title,tags,people,note
    2021-08,Attack,a; b,"[{""name"":""X""}]",
    2022,Talks,,,late
    --- stderr
    note: e.json is of no known layout and was read with --map 'title=title'; pass another `--map` where that is wrong
    note: columns beyond the model are published too: tags, people, note
    "#);
}

#[test]
fn bad_values_are_told_by_their_path() {
    let json = r#"{"events":[{"date":"2021-08-26","title":"A\nB"},{"date":"2021-13-26","title":"C"},7]}"#;
    let run = Run::nowhere().file("e.json", json);
    assert_snapshot!(run.show(&["export", "e.json"]), @r#"
    date,title
    2021-08-26,"A
    B"
    2021-13-26,C
    --- stderr
    error: this is a number, not an object
     --> e.json: .events[2]

    error: month `13` is out of range
     --> e.json: .events[1].date
      |
    1 | 2021-13-26,C
      | ^^^^^^^^^^
    hint: months run from 01 to 12

    1 row and 1 cell could not be read
    --- exit 1
    "#);
}

#[test]
fn a_broken_line_is_reported_and_costs_itself_alone() {
    let [a, b] = OBJECTS;
    let lines = format!("{a}\n{{\"date\":\"2021-09\",\"title\n{b}\n{{\"date\":\"2021-99\",\"title\":\"Bad\"}}\n");
    let run = Run::nowhere().file("e.ndjson", lines);
    assert_snapshot!(run.show(&["export", "e.ndjson"]), @r#"
    date,title,killed
    2021-08-26,Attack,183
    2022-03-04,Talks,
    2021-99,Bad,
    --- stderr
    error: this line is no whole JSON object: Unexpected end of file
     --> e.ndjson:2:19
      |
    2 | {"date":"2021-09","title
      |                   ^

    error: `99` in `2021-99`, as a year, has no century
     --> e.ndjson:4 (date)
      |
    4 | 2021-99,Bad,
      | ^^^^^^^
    hint: pass `--century 1900` or `--century 2000`, or write the year with four digits

    1 row and 1 cell could not be read
    --- exit 1
    "#);
    assert_snapshot!(run.show(&["check", "e.ndjson", "--allow", "no-source"]), @r#"
    e.ndjson: native, 3 events, 1 row that can't be read

    error[unreadable-row]: this line is no whole JSON object: Unexpected end of file
     --> e.ndjson:2:19
      |
    2 | {"date":"2021-09","title
      |                   ^

    error[unreadable-cell]: `99` in `2021-99`, as a year, has no century
     --> e.ndjson:4 (date)
      |
    4 | 2021-99,Bad,
      | ^^^^^^^
    hint: pass `--century 1900` or `--century 2000`, or write the year with four
      digits

    2 errors, 0 warnings in 3 events
    --- exit 1
    "#);
    assert_snapshot!(run.show(&["export", "e.ndjson", "--strict"]), @r#"
    --- stderr
    error: this line is no whole JSON object: Unexpected end of file
     --> e.ndjson:2:19
      |
    2 | {"date":"2021-09","title
      |                   ^

    error: `99` in `2021-99`, as a year, has no century
     --> e.ndjson:4 (date)
      |
    4 | 2021-99,Bad,
      | ^^^^^^^
    hint: pass `--century 1900` or `--century 2000`, or write the year with four digits

    1 row and 1 cell could not be read
    --- exit 1
    "#);
}

#[test]
fn of_several_arrays_one_must_be_named() {
    let [a, b] = OBJECTS;
    let run = Run::nowhere().file("e.json", format!("{{\"old\":[{a}],\"new\":[{b},{a}]}}"));
    assert_snapshot!(run.show(&["list", "e.json"]), @r#"
    --- stderr
    error: e.json has several arrays of objects: `.old` (1 value), `.new` (2 values)
    hint: pass the one that holds the events, such as `--path .new`
    --- exit 1
    "#);
    assert_snapshot!(run.show(&["export", "e.json", "--path", ".old"]), @r#"
    date,title,killed
    2021-08-26,Attack,183
    "#);
    assert_snapshot!(run.show(&["list", "e.json", "--path", ".older"]), @r#"
    --- stderr
    error: e.json has no array of objects at `.older`; its arrays are `.old` (1 value), `.new` (2 values)
    --- exit 1
    "#);
}

#[test]
fn what_is_no_json_or_too_deep_says_so() {
    let deep = format!("[{{\"a\":{}", "[".repeat(10_000));
    let run = Run::nowhere()
        .file("bad.json", "[{\"date\":\"2021\",}]")
        .file("deep.json", deep)
        .file("cut.json", "[{\"date\":\"20");
    for file in ["bad.json", "deep.json", "cut.json"] {
        let shown = run.show(&["list", file]);
        assert!(shown.starts_with("--- stderr\nerror: ") && shown.ends_with("--- exit 1"), "{shown}");
    }
    assert_snapshot!(run.show(&["list", "bad.json"]), @r#"
    --- stderr
    error: bad.json:1:17: this is no JSON: Trailing commas are not allowed
    --- exit 1
    "#);
}

#[test]
fn geojson_has_places() {
    let json = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","id":"q1","properties":{"title":"Quake","date":"2021-08-26"},"geometry":{"type":"Point","coordinates":[69.5,34.2]}},
        {"type":"Feature","id":"q2","properties":{"title":"Flood","date":"2021-13-26"},"geometry":{"type":"LineString","coordinates":[[0,0],[10,4]]}},
        {"type":"Feature","id":"q3","properties":{"title":"Storm","date":"2022"},"geometry":{"type":"LineString","coordinates":[[0,0],[10,4]]}}]}"#;
    assert_snapshot!(Run::nowhere().file("e.geojson", json).show(&["export", "e.geojson", "--native"]), @r"
    id,date,title,location,country,latitude,longitude,kind,actors,tags,killed,wounded,status,media,media_credit,media_caption,summary,source
    q1,2021-08-26,Quake,,,34.2,69.5,,,,,,,,,,,
    q2,2021-13-26,Flood,,,2,5,,,,,,,,,,,
    q3,2022,Storm,,,2,5,,,,,,,,,,,
    --- stderr
    note: 2 features of e.geojson are no points and were put at the centres of what bounds them
    error: month `13` is out of range
     --> e.geojson: .features[1].properties.date
      |
    1 | q2,Flood,2021-13-26,2,5
      |          ^^^^^^^^^^
    hint: months run from 01 to 12

    1 cell could not be read
    --- exit 1
    ");
}

#[test]
fn timelinejs_has_the_dates_of_its_slides() {
    let json = r#"{"events":[{"start_date":{"year":2014,"month":12},"end_date":{"year":2015,"month":1},"text":{"headline":"A <b>siege</b>","text":"<p>x</p>"},"group":"war"},
        {"start_date":{"year":-44,"month":3,"day":15},"text":{"headline":"Ides"}}]}"#;
    assert_snapshot!(Run::nowhere().file("t.json", json).show(&["export", "t.json", "--native"]), @"
    id,date,title,location,country,latitude,longitude,kind,actors,tags,killed,wounded,status,media,media_credit,media_caption,summary,source
    ,2014-12/2015-01,A siege,,,,,war,,,,,,,,,x,
    ,-0043-03-15,Ides,,,,,,,,,,,,,,,
    ");
}

#[test]
fn the_lines_of_timesketch_are_read_where_they_stand() {
    let Some(path) = shared("tables/timesketch_events.jsonl") else { return };
    let text = std::fs::read_to_string(&path).unwrap();
    let run = Run::nowhere().file("t.jsonl", &text);
    let output = run.output(&["export", "t.jsonl", "--format", "ndjson"]);
    assert!(output.status.success(), "{}", crate::lossy(&output.stderr));
    assert_eq!(
        crate::lossy(output.stdout).lines().count(),
        text.lines().filter(|line| !line.trim().is_empty()).count()
    );
}
