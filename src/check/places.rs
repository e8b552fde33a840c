//! Swapped coordinates: points that are far from all other events of their country, but among them when latitude and
//! longitude are swapped.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::error::Place;
use crate::model::field::Field;

use super::code::Code;
use super::{CheckedRow, Finding, Findings, Wanted};

/// The events of each country, by position.
#[derive(Default)]
pub(super) struct Places(HashMap<Box<str>, Grid, RandomState>);

/// The events of one country, in squares of [`SIDE`] degrees.
type Grid = HashMap<(i16, i16), Square, RandomState>;

/// The side of a square, in degrees of latitude and longitude.
const SIDE: f64 = 2.0;

/// In squares: 4°, or some 400 km, is far in any country. A point with no events nearer than this is alone.
const FAR: i16 = 2;

/// The most swapped events in one square. Where there are more, that square is part of the country.
const MOST_SWAPPED: usize = 10;

/// The least number of events that must be near the swapped point.
const LEAST_NEAR: u64 = 3;

#[derive(Default)]
struct Square {
    count: u64,
    /// Empty where there are more than [`MOST_SWAPPED`].
    points: Vec<Point>,
}

struct Point {
    latitude: f64,
    longitude: f64,
    place: Place,
}

fn square(latitude: f64, longitude: f64) -> (i16, i16) {
    ((latitude / SIDE).floor() as i16, (longitude / SIDE).floor() as i16)
}

impl Places {
    pub fn add(&mut self, row: &CheckedRow<'_, '_>) {
        let (Some(latitude), Some(longitude)) = (row.event.latitude(), row.event.longitude()) else { return };
        let country = row.event.text(Field::Country);
        let country = country.trim();
        if country.is_empty() || latitude.abs() > 180.0 || longitude.abs() > 180.0 {
            return;
        }
        let grid = match self.0.get_mut(country) {
            Some(grid) => grid,
            None => self.0.entry(country.into()).or_default(),
        };
        let square = grid.entry(square(latitude, longitude)).or_default();
        square.count += 1;
        if square.count > MOST_SWAPPED as u64 {
            square.points = Vec::new();
        // A swap within one square can't be detected.
        } else if longitude.abs() <= 90.0 && self::square(longitude, latitude) != self::square(latitude, longitude) {
            let place = row.event.place(row.event.column_of(Field::Latitude), row.line);
            square.points.push(Point { latitude, longitude, place });
        }
    }

    pub fn append(&mut self, block: Places, first_line: u64) {
        for (country, other) in block.0 {
            let grid = self.0.entry(country).or_default();
            for (at, other) in other {
                let square = grid.entry(at).or_default();
                square.count += other.count;
                if square.count > MOST_SWAPPED as u64 {
                    square.points = Vec::new();
                    continue;
                }
                square.points.extend(other.points.into_iter().map(|mut point| {
                    point.place.line += first_line;
                    point
                }));
            }
        }
    }

    pub fn finish(self, findings: &mut Findings, wanted: &Wanted) {
        let mut swapped: Vec<(Box<str>, Point)> = Vec::new();
        for (country, mut grid) in self.0 {
            let candidates: Vec<(i16, i16)> =
                grid.iter().filter(|(_, square)| !square.points.is_empty()).map(|(at, _)| *at).collect();
            for at in candidates {
                let here = around(&grid, at, FAR);
                let points = grid.get_mut(&at).map(|square| std::mem::take(&mut square.points)).unwrap_or_default();
                for point in points {
                    let there = around(&grid, square(point.longitude, point.latitude), 1);
                    if there >= LEAST_NEAR.max(3 * here) {
                        swapped.push((country.clone(), point));
                    }
                }
            }
        }
        swapped.sort_by_key(|(_, point)| point.place.line);
        for (country, Point { latitude, longitude, place }) in swapped {
            findings.add(Code::SwappedCoordinates, wanted, || Finding {
                code: Code::SwappedCoordinates,
                place,
                message: format!("{latitude}, {longitude} is far from all other events in {country}"),
                hint: Some(
                    format!("with latitude and longitude swapped, {longitude}, {latitude}, it lies among them").into(),
                ),
                fix: None,
            });
        }
    }
}

/// The number of events in a square and those up to `reach` squares away on each side.
fn around(grid: &Grid, (latitude, longitude): (i16, i16), reach: i16) -> u64 {
    let rows = latitude - reach..=latitude + reach;
    let squares = rows.flat_map(|row| (longitude - reach..=longitude + reach).map(move |column| (row, column)));
    squares.filter_map(|at| grid.get(&at)).map(|square| square.count).sum()
}
