use geojson::{FeatureCollection, GeometryValue};
use serde_json::Value;

use super::{HOSTILE, country, difficult, written};
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
