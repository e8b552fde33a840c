//! GeoJSON (RFC 7946): a point for each event whose coordinates are known, with the whole event as its properties.
//!
//! For maps: QGIS, Leaflet, uMap, Datawrapper. The properties are those of the JSON export, and like that it is written by
//! `Encoder`, in the order of the file.

use serde::Serialize;
use serde_json::Value;

use crate::date::Certainty;
use crate::event::Event;
use crate::model::field::Field;
use crate::publish::json::Model;

use super::{Loss, OutOfBounds, coordinates};

const NO_PLACE: Loss =
    Loss { one: "event without coordinates left out", several: "events without coordinates left out" };
const OUT_OF_BOUNDS: Loss = Loss {
    one: "event left out, its coordinates beyond ±90 and ±180 degrees",
    several: "events left out, their coordinates beyond ±90 and ±180 degrees",
};

/// What stands before the first feature. The name is a foreign member (RFC 7946, 6.1), which QGIS and GDAL use as the name of
/// the layer.
pub(super) fn head(title: &str) -> Vec<u8> {
    format!(r#"{{"type":"FeatureCollection","name":{},"features":["#, Value::from(title)).into_bytes()
}

/// What stands after the last.
pub(super) const FOOT: &[u8] = b"\n]}\n";

/// Appends the feature of an event, or tells why it has none.
pub(super) fn feature(event: &Event<'_>, certainty: Certainty, out: &mut Vec<u8>) -> Result<(), Loss> {
    let position = match coordinates(event) {
        Ok(position) => position.ok_or(NO_PLACE)?,
        Err(OutOfBounds) => return Err(OUT_OF_BOUNDS),
    };
    let id = event.text(Field::Id);
    let feature = Feature {
        r#type: "Feature",
        geometry: Point { r#type: "Point", coordinates: position },
        id: Some(id.trim()).filter(|id| !id.is_empty()),
        properties: Model::matched(event, certainty),
    };
    // Writing to memory does not fail, and every key is a string.
    let _ = feature.serialize(&mut serde_json::Serializer::new(out));
    Ok(())
}

#[derive(Serialize)]
struct Feature<'a> {
    r#type: &'static str,
    geometry: Point,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    properties: Model<'a>,
}

#[derive(Serialize)]
struct Point {
    r#type: &'static str,
    /// Longitude and latitude.
    coordinates: [f64; 2],
}
