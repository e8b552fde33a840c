use geojson::{FeatureCollection, GeometryValue};
use serde_json::Value;

use super::{HOSTILE, country, difficult, written};
use crate::Run;
use insta::assert_snapshot;

#[test]
fn events_with_a_place_are_points() {
    assert_snapshot!(difficult().show(&["export", "--format", "geojson"]), @r#"
    {"type":"FeatureCollection","name":"events","features":[
    {"type":"Feature","geometry":{"type":"Point","coordinates":[69.17,34.53]},"id":"a","properties":{"id":"a","date":"2021-08-26","earliest":"2021-08-26","latest":"2021-08-26","title":"Attack","location":"Kabul airport, Kabul","country":"Afghanistan","latitude":34.53,"longitude":69.17,"kind":"attack","actors":["X","Y"],"tags":[],"killed":{"low":183,"high":183},"wounded":{"low":150,"high":null},"status":null,"media":null,"media_credit":null,"media_caption":null,"summary":"One.","source":["S1","S2"],"extra":{"note":"n"}}}
    ]}
    --- stderr
    note: 6 events without coordinates left out; 1 event left out, its coordinates beyond ±90 and ±180 degrees
    note: columns beyond the model are published too: note
    "#);
}

#[test]
fn a_reader_of_geojson_reads_every_cell_as_it_is() {
    let text =
        String::from_utf8(written(".geojson", "note: columns beyond the model are published too: note\n")).unwrap();
    let collection: FeatureCollection = text.parse().unwrap();
    assert_eq!(collection.features.len(), HOSTILE.len());
    assert_eq!(collection.foreign_members.unwrap()["name"], "hostile");
    for (feature, cell) in collection.features.iter().zip(HOSTILE) {
        let GeometryValue::Point { coordinates } = &feature.geometry.as_ref().unwrap().value else {
            panic!("no point")
        };
        assert_eq!(coordinates[..], [69.25, 34.5]);
        let properties = feature.properties.as_ref().unwrap();
        for name in ["title", "location", "kind", "summary"] {
            assert_eq!(properties[name], cell);
        }
        assert_eq!(properties["country"], country(cell));
        assert_eq!(properties["extra"]["note"], cell);
    }
}

/// The same bytes, read by a library that knows nothing of GeoJSON, against the rules of RFC 7946.
#[test]
fn it_keeps_the_rules_of_rfc_7946() {
    let json: Value =
        serde_json::from_slice(&written(".geojson", "note: columns beyond the model are published too: note\n"))
            .unwrap();
    assert_eq!(json["type"], "FeatureCollection");
    for feature in json["features"].as_array().unwrap() {
        assert_eq!(feature["type"], "Feature");
        assert!(feature["properties"].is_object());
        assert_eq!(feature["geometry"]["type"], "Point");
        assert_eq!(feature["geometry"]["coordinates"].as_array().unwrap().len(), 2);
    }
}

fn in_no_order() -> Run {
    Run::nowhere()
        .file("a.csv", "date,title,latitude,longitude\n2021,B,1,1\n2020,A,,\n,C,1,200\nlate 2014,D,2,2\n2013,E,,\n")
}

fn titles(run: &Run, arguments: &[&str]) -> (Vec<String>, String) {
    let output = run.output(&[&["export", "a.csv", "-f", "geojson"], arguments].concat());
    let collection: FeatureCollection = String::from_utf8(output.stdout).unwrap().parse().unwrap();
    let title = |feature: geojson::Feature| feature.properties.unwrap()["title"].as_str().unwrap().to_owned();
    (collection.features.into_iter().map(title).collect(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn features_are_in_the_order_of_the_file_or_in_that_asked_for() {
    let run = in_no_order();
    assert_eq!(titles(&run, &[]).0, ["B", "D"]);
    assert_eq!(titles(&run, &["--sort", "date"]).0, ["D", "B"]);
    assert_eq!(titles(&run, &["--sort=-title"]).0, ["D", "B"]);
}

#[test]
fn what_is_left_out_is_told_of_the_events_that_were_asked_for() {
    let run = in_no_order();
    let place = "note: 1 event without coordinates left out";
    let bounds = "1 event left out, its coordinates beyond ±90 and ±180 degrees";
    assert_eq!(titles(&run, &["-n", "1"]), (vec!["B".to_owned()], String::new()));
    assert_eq!(titles(&run, &["-n", "2"]), (vec!["B".to_owned()], format!("{place}\n")));
    assert_eq!(titles(&run, &["-n", "3"]), (vec!["B".to_owned()], format!("{place}; {bounds}\n")));
    assert_eq!(titles(&run, &["-n", "1", "--sort", "date"]), (vec![], format!("{place}\n")));
    assert_snapshot!(run.show(&["export", "a.csv", "-f", "geojson", "-n", "0", "--title", "None"]), @r#"
    {"type":"FeatureCollection","name":"None","features":[
    ]}
    "#);
}

#[test]
fn a_feature_says_that_its_event_matches_only_possibly() {
    let run = in_no_order();
    let possible = |arguments: &[&str]| {
        let output = run.output(&[&["export", "a.csv", "-f", "geojson", "--from", "2014-10"], arguments].concat());
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        json["features"].as_array().unwrap().iter().map(|it| it["properties"]["possible"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(possible(&[]), [Value::Null, Value::Bool(true)]);
    assert_eq!(possible(&["--sort", "date"]), [Value::Bool(true), Value::Null]);
}
