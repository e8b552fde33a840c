//! ACLED, the Armed Conflict Location & Event Data project: the four generations of its export, from the upper-case
//! names of 2015 to the columns of population of 2025. Codebook: <https://acleddata.com/knowledge-base/codebook/>.

use super::codebook::{Codebook, ColumnNames};
use super::fields::Fields;
use super::when::Precision::{Day, Month, Week};
use crate::date::convention::PartOrder;

pub const ACLED: Codebook = Codebook {
    about: "ACLED: all versions of its export since 2015",
    known_by: &["event_id_cnty", "event_date", "time_precision", "event_type", "geo_precision", "fatalities"],
    at_least: 4,
    unknown: Some(|text| text == "NA"),
    order: Some(PartOrder::Dmy),
    fields,
    ..Codebook::PLAIN
};

fn fields(c: &ColumnNames<'_>) -> Fields {
    Fields {
        id: c.cell("event_id_cnty"),
        // 2 is a week, coded as its middle; 3 a month, coded as its middle, which would be a false day.
        date: c.rounded("event_date", "time_precision", &[("1", Day), ("2", Week), ("3", Month)]),
        title: c.sentence(c.first_of(&["sub_event_type", "event_type"]), &["actor1", "actor2"]),
        location: c.place(&["location", "admin3", "admin2", "admin1"]),
        country: c.cell("country"),
        latitude: c.cell("latitude"),
        longitude: c.cell("longitude"),
        kind: c.cell("event_type"),
        actors: c.list(&["actor1", "assoc_actor_1|ally_actor_1", "actor2", "assoc_actor_2|ally_actor_2"]),
        killed: c.count("fatalities"),
        summary: c.cell("notes"),
        source: c.cell("source"),
        ..Fields::default()
    }
}
