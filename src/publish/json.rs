//! JSON: the model's fields by name, `null` where nothing is known, and the file's other columns under `extra`.
//!
//! `Encoder` writes events with it; GeoJSON and templates use the same [`Model`].

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::date::{Certainty, Date};
use crate::event::Event;
use crate::model::field::Field;
use crate::model::people::PeopleCount;

/// A whole event, by the model's names. The order of the fields is part of the format.
///
/// Of several reports it is what they come to together; `reports` has each of them. Where several files are read, `file` is the name of the event's; `unread` is there only where cells can't be read.
pub struct Model<'a> {
    event: &'a Event<'a>,
    /// Whether fields that are withheld are `null` instead of absent.
    has_all_names: bool,
    /// Whether it says that the event matched only possibly.
    is_possible: bool,
}

impl<'a> Model<'a> {
    pub fn of(event: &'a Event<'a>) -> Model<'a> {
        Model { event, has_all_names: false, is_possible: false }
    }

    /// With `"possible": true` at its end where the event matched only possibly.
    pub fn matched(event: &'a Event<'a>, certainty: Certainty) -> Model<'a> {
        Model { is_possible: certainty == Certainty::Possible, ..Model::of(event) }
    }

    /// For readers that may ask for any field.
    pub fn with_all_names(event: &'a Event<'a>) -> Model<'a> {
        Model { has_all_names: true, ..Model::of(event) }
    }
}

impl Serialize for Model<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let event = self.event;
        let mut map = serializer.serialize_map(None)?;
        let is_written = |field: &Field| match field {
            Field::ReportOf if !event.layout().has(*field) => false,
            field => self.has_all_names || !event.layout().withholds(*field),
        };
        for field in Field::ALL.into_iter().filter(is_written) {
            let name = field.name();
            match field {
                Field::Date => {
                    let date = event.date();
                    let day = |bound: fn(&Date) -> Option<NaiveDate>| date.and_then(bound).map(|day| day.to_string());
                    map.serialize_entry(name, &date.map(Date::to_string))?;
                    map.serialize_entry("earliest", &day(Date::earliest))?;
                    map.serialize_entry("latest", &day(Date::latest))?;
                }
                Field::Latitude => map.serialize_entry(name, &event.latitude())?,
                Field::Longitude => map.serialize_entry(name, &event.longitude())?,
                Field::Actors => map.serialize_entry(name, &event.actors())?,
                Field::Tags => map.serialize_entry(name, &event.tags())?,
                Field::Killed => map.serialize_entry(name, &event.killed().map(People::from))?,
                Field::Wounded => map.serialize_entry(name, &event.wounded().map(People::from))?,
                Field::Source => map.serialize_entry(name, &event.sources())?,
                Field::Id
                | Field::Title
                | Field::Location
                | Field::Country
                | Field::Kind
                | Field::Status
                | Field::ReportOf
                | Field::Media
                | Field::MediaCredit
                | Field::MediaCaption
                | Field::Summary => map.serialize_entry(name, &known(event.text(field)))?,
            }
        }
        if let Some(file) = event.file() {
            map.serialize_entry("file", file)?;
        }
        if !event.unread_cells().is_empty() {
            map.serialize_entry("unread", &Unread(event))?;
        }
        if !event.reports().is_empty() {
            map.serialize_entry("reports", &Reports { event, has_all_names: self.has_all_names })?;
        }
        map.serialize_entry("extra", &Extra(event))?;
        if self.is_possible {
            map.serialize_entry("possible", &true)?;
        }
        map.end()
    }
}

/// The reports of an event, first its own row, each as an event by itself.
struct Reports<'a> {
    event: &'a Event<'a>,
    has_all_names: bool,
}

impl Serialize for Reports<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reports = self.event.reports().iter();
        let has_all_names = self.has_all_names;
        serializer.collect_seq(reports.map(|event| Model { has_all_names, ..Model::of(event) }))
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

/// The text of each cell that can't be read, by the name of the field that it leaves unknown.
struct Unread<'a>(&'a Event<'a>);

impl Serialize for Unread<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cells = self.0.unread_cells().into_iter();
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
