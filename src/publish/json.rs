//! JSON: the model's fields by name, `null` where nothing is known, and the file's other columns under `extra`.
//!
//! `Encoder` writes events with it; GeoJSON and templates use the same [`Model`].

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::date::Date;
use crate::event::Event;
use crate::model::field::Field;
use crate::model::people::PeopleCount;

/// A whole event, by the model's names. The order of the fields is part of the format.
#[derive(Serialize)]
pub struct Model<'a> {
    id: Option<Cow<'a, str>>,
    date: Option<String>,
    earliest: Option<String>,
    latest: Option<String>,
    title: Option<Cow<'a, str>>,
    location: Option<Cow<'a, str>>,
    country: Option<Cow<'a, str>>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    kind: Option<Cow<'a, str>>,
    actors: Vec<String>,
    killed: Option<People>,
    wounded: Option<People>,
    summary: Option<Cow<'a, str>>,
    source: Vec<String>,
    /// Only present where several files are read.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    /// Only present where cells can't be read: the text of each, by the name of the field that it leaves unknown.
    #[serde(skip_serializing_if = "Unread::is_empty")]
    unread: Unread<'a>,
    extra: Extra<'a>,
}

impl<'a> Model<'a> {
    pub fn of(event: &'a Event<'a>) -> Model<'a> {
        let text = |field| known(event.text(field));
        let date = event.date.as_ref();
        Model {
            id: text(Field::Id),
            date: date.map(Date::to_string),
            earliest: date.and_then(Date::earliest).map(|day| day.to_string()),
            latest: date.and_then(Date::latest).map(|day| day.to_string()),
            title: text(Field::Title),
            location: text(Field::Location),
            country: text(Field::Country),
            latitude: event.latitude(),
            longitude: event.longitude(),
            kind: text(Field::Kind),
            actors: event.actors(),
            killed: event.killed.map(People::from),
            wounded: event.wounded.map(People::from),
            summary: text(Field::Summary),
            source: event.sources(),
            file: event.file(),
            unread: Unread(event),
            extra: Extra(event),
        }
    }
}

/// A count of people; `count` writes its sums with it too.
#[derive(Serialize)]
pub(super) struct People {
    low: Option<u64>,
    high: Option<u64>,
    /// Only present where a source gives a best estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    best: Option<u64>,
    /// Only present where the count is approximate (`~`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    approximate: bool,
}

impl From<PeopleCount> for People {
    fn from(count: PeopleCount) -> People {
        People { low: count.low, high: count.high, best: count.best, approximate: count.approximate }
    }
}

struct Unread<'a>(&'a Event<'a>);

impl Unread<'_> {
    fn is_empty(&self) -> bool {
        self.0.unread_cells().is_empty()
    }
}

impl Serialize for Unread<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cells = self.0.unread_cells().iter();
        serializer.collect_map(cells.map(|cell| (cell.field.name(), self.0.cell(cell.column))))
    }
}

struct Extra<'a>(&'a Event<'a>);

impl Serialize for Extra<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, cell) in self.0.extra() {
            map.serialize_entry(name, &known(cell))?;
        }
        map.end()
    }
}

fn known(cell: Cow<'_, str>) -> Option<Cow<'_, str>> {
    (!cell.is_empty()).then_some(cell)
}

/// Appends the event as one line of JSON, without a line break.
pub fn event(event: &Event<'_>, out: &mut Vec<u8>) {
    // Writing to memory does not fail, and every key is a string.
    let _ = Model::of(event).serialize(&mut serde_json::Serializer::new(out));
}
