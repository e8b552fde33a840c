//! The place of a feature of GeoJSON: a point's own, else the centre of the box that bounds it.

use serde_json::Value;

/// Latitude and longitude in degrees, as texts: a point's stand as they were written.
#[derive(Debug, PartialEq)]
pub struct Position {
    pub latitude: String,
    pub longitude: String,
    /// Whether it is the centre of something larger than a point.
    pub is_centre: bool,
}

/// Reads the coordinates of a geometry as `object` gives them: the numbers of a point joined with `; `, all others as
/// JSON, those of a collection as a list of its geometries. `None`: there is no place in them.
pub fn of(coordinates: &str) -> Option<Position> {
    if !coordinates.starts_with('[') {
        let mut numbers = coordinates.split("; ");
        let (longitude, latitude) = (numbers.next()?, numbers.next()?);
        let is_number = |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite);
        return (is_number(longitude) && is_number(latitude)).then(|| Position {
            latitude: latitude.to_owned(),
            longitude: longitude.to_owned(),
            is_centre: false,
        });
    }
    let mut bounds = Bounds::default();
    bounds.add(&serde_json::from_str(coordinates).ok()?);
    let [west, south, east, north] = bounds.0?;
    // A ten-millionth of a degree is a centimetre.
    let degrees = |a: f64, b: f64| ((a + b) / 2.0 * 1e7).round() / 1e7;
    let is_centre = (west, south) != (east, north);
    Some(Position {
        latitude: degrees(south, north).to_string(),
        longitude: degrees(west, east).to_string(),
        is_centre,
    })
}

/// West, south, east and north.
#[derive(Default)]
struct Bounds(Option<[f64; 4]>);

impl Bounds {
    /// Takes in a position, a list of such at any depth, or a geometry.
    fn add(&mut self, value: &Value) {
        match value {
            Value::Array(list) => match list.as_slice() {
                [Value::Number(x), Value::Number(y), ..] => {
                    if let (Some(x), Some(y)) = (x.as_f64(), y.as_f64()) {
                        let [west, south, east, north] = self.0.unwrap_or([x, y, x, y]);
                        self.0 = Some([west.min(x), south.min(y), east.max(x), north.max(y)]);
                    }
                }
                list => list.iter().for_each(|value| self.add(value)),
            },
            Value::Object(geometry) => {
                ["coordinates", "geometries"]
                    .iter()
                    .filter_map(|name| geometry.get(*name))
                    .for_each(|inner| self.add(inner));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(coordinates: &str) -> Option<String> {
        of(coordinates).map(|at| format!("{} {} {}", at.latitude, at.longitude, at.is_centre))
    }

    #[test]
    fn points_stand_as_written_and_others_at_their_centre() {
        assert_eq!(text("69.2100; 34.53; 1790").unwrap(), "34.53 69.2100 false");
        assert_eq!(text("[[0,0],[10,4]]").unwrap(), "2 5 true");
        assert_eq!(text("[[[0,0],[10,0],[10,4],[0,0]],[[1,1],[2,2],[1,1]]]").unwrap(), "2 5 true");
        assert_eq!(text("[[7,8]]").unwrap(), "8 7 false");
        assert_eq!(
            text(r#"[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[3,4],[5,8]]}]"#)
                .unwrap(),
            "5 3 true"
        );
        assert_eq!((text(""), text("x; y"), text("[]"), text("1")), (None, None, None, None));
    }
}
