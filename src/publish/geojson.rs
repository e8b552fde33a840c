//! GeoJSON (RFC 7946): a point for each event whose coordinates are known, with the whole event as its properties.
//!
//! For maps: QGIS, Leaflet, uMap, Datawrapper. The properties are those of the JSON export.

use std::io::{self, Write};

use serde::Serialize;
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

pub(super) fn write(document: &Document<'_>, out: &mut (dyn Write + Send)) -> Result<Losses> {
    let mut losses = Losses::default();
    // The name is a foreign member (RFC 7946, 6.1), which QGIS and GDAL use as the name of the layer.
    write!(out, r#"{{"type":"FeatureCollection","name":{},"features":["#, Value::from(document.title.as_str()))?;
    let mut separator: &[u8] = b"\n";
    document.in_parts(
        |_| Features::default(),
        Features::add,
        |part| {
            losses.append(part.losses);
            if let Some(rest) = part.text.strip_prefix(SEPARATOR) {
                out.write_all(separator)?;
                out.write_all(rest)?;
                separator = SEPARATOR;
            }
            Ok(())
        },
    )?;
    writeln!(out, "\n]}}")?;
    Ok(losses)
}

/// What stands before each feature but the first.
const SEPARATOR: &[u8] = b",\n";

/// The features of some events, each after a [`SEPARATOR`].
#[derive(Default)]
struct Features {
    text: Vec<u8>,
    losses: Losses,
}

impl Features {
    fn add(&mut self, event: &Event<'_>, certainty: Certainty) -> io::Result<()> {
        match coordinates(event) {
            Ok(Some(position)) => {
                self.losses.carry(event);
                self.text.extend_from_slice(SEPARATOR);
                let id = event.text(Field::Id);
                let feature = Feature {
                    r#type: "Feature",
                    geometry: Point { r#type: "Point", coordinates: position },
                    id: Some(id.trim()).filter(|id| !id.is_empty()),
                    properties: Model::matched(event, certainty),
                };
                serde_json::to_writer(&mut self.text, &feature)?;
            }
            Ok(None) => self.losses.add(NO_PLACE),
            Err(OutOfBounds) => self.losses.add(OUT_OF_BOUNDS),
        }
        Ok(())
    }
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
