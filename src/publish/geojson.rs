//! GeoJSON (RFC 7946): a point for each event whose coordinates are known, with the whole event as its properties.
//!
//! For maps: QGIS, Leaflet, uMap, Datawrapper. The properties are those of the JSON export.

use std::io::{self, Write};

use geojson::feature::Id;
use geojson::{Feature, Geometry};
use serde_json::Value;

use crate::date::Certainty;
use crate::error::Result;
use crate::event::Event;
use crate::model::field::Field;
use crate::publish::json::Model;

use super::{Document, Loss, Losses, OutOfBounds, coordinates};

const NO_PLACE: Loss =
    Loss { one: "event without coordinates left out", several: "events without coordinates left out" };
const OUT_OF_BOUNDS: Loss = Loss {
    one: "event left out, its coordinates beyond ±90 and ±180 degrees",
    several: "events left out, their coordinates beyond ±90 and ±180 degrees",
};

pub(super) fn write(document: &Document<'_>, out: &mut dyn Write) -> Result<Losses> {
    let mut losses = Losses::default();
    // The name is a foreign member (RFC 7946, 6.1), which QGIS and GDAL use as the name of the layer.
    write!(out, r#"{{"type":"FeatureCollection","name":{},"features":["#, Value::from(document.title.as_str()))?;
    let mut separator = "\n";
    document.for_each(|event, certainty| {
        match coordinates(event) {
            Ok(Some(position)) => {
                losses.carry(event);
                write!(out, "{separator}{}", feature(event, certainty, position)?)?;
                separator = ",\n";
            }
            Ok(None) => losses.add(NO_PLACE),
            Err(OutOfBounds) => losses.add(OUT_OF_BOUNDS),
        }
        Ok(())
    })?;
    writeln!(out, "\n]}}")?;
    Ok(losses)
}

fn feature(event: &Event<'_>, certainty: Certainty, position: [f64; 2]) -> io::Result<Feature> {
    let mut feature = Feature::from(Geometry::new_point(position));
    let id = event.text(Field::Id);
    feature.id = (!id.trim().is_empty()).then(|| Id::String(id.trim().to_owned()));
    if let Value::Object(mut properties) = serde_json::to_value(Model::of(event))? {
        if certainty == Certainty::Possible {
            properties.insert("possible".to_owned(), Value::Bool(true));
        }
        feature.properties = Some(properties);
    }
    Ok(feature)
}
