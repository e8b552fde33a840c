//! What the Wikidata Query Service downloads as CSV: an item, its label, and whatever the query asked for, by the names
//! that the service's examples give them.

use super::codebook::{Codebook, ColumnNames};
use super::fields::{Fields, TextColumns};

pub const WIKIDATA: Codebook = Codebook {
    about: "Wikidata query: item, itemLabel, date, coord, countryLabel, deaths, …",
    known_by: &["item|event", "itemLabel|eventLabel", "date|pointInTime|point_in_time|time|startTime|start"],
    at_least: 3,
    unknown: Some(is_unknown),
    fields,
    ..Codebook::PLAIN
};

/// The service gives a value that is not known an address or a name of its own making.
fn is_unknown(text: &str) -> bool {
    let is_blank_node = text.strip_prefix('t').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    text.contains("/.well-known/genid/") || text.starts_with("_:") || is_blank_node
}

fn fields(c: &ColumnNames<'_>) -> Fields {
    const POINT: &str = "coord|coords|coordinates|coordinateLocation|geo|point";
    Fields {
        id: c.cell("item|event"),
        // A year is written as the instant that it begins with; only `precision` tells it from a 1 January.
        date: c.instant(
            "date|pointInTime|point_in_time|time|startTime|start",
            "precision|datePrecision|timePrecision|date_precision",
        ),
        title: c.cell("itemLabel|eventLabel"),
        location: c.cell("locationLabel|placeLabel|adminLabel"),
        country: c.cell("countryLabel|country"),
        latitude: c.made(POINT, TextColumns::PointLatitude),
        longitude: c.made(POINT, TextColumns::PointLongitude),
        kind: c.cell("typeLabel|instanceOfLabel|classLabel"),
        actors: c.cell("participantLabel|participants"),
        killed: c.count("deaths|numberOfDeaths|number_of_deaths|killed"),
        wounded: c.count("injured|numberOfInjured|number_of_injured|wounded"),
        summary: c.cell("itemDescription|eventDescription|description"),
        source: c.cell("article|sitelink|item|event"),
    }
}
