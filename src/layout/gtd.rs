//! The Global Terrorism Database of START, 1970 on. Codebook: <https://www.start.umd.edu/gtd/downloads/Codebook.pdf>.

use super::codebook::{Codebook, ColumnNames};
use super::fields::Fields;
use super::when::{DatePartColumns, DateWords};

pub const GTD: Codebook = Codebook {
    about: "Global Terrorism Database (GTD)",
    known_by: &["eventid", "iyear", "imonth", "iday", "approxdate", "attacktype1_txt", "gname", "nkill", "nwound"],
    at_least: 4,
    // Negative codes, of doubt and of numbers that were not reported.
    unknown: Some(|text| matches!(text, "-9" | "-99")),
    fields,
    ..Codebook::PLAIN
};

fn fields(c: &ColumnNames<'_>) -> Fields {
    let words = c.find("approxdate").map_or(DateWords::None, DateWords::Approximate);
    Fields {
        id: c.cell("eventid"),
        // A month or day of 0 is unknown. `approxdate` gives the span where `iday` holds but one day of it.
        date: c.parts(["iyear", "imonth", "iday"], DatePartColumns { words, ..DatePartColumns::default() }),
        title: c.sentence(c.cell("attacktype1_txt"), &["target1"]).or(c.cell("targtype1_txt")).or(c.cell("summary")),
        location: c.place(&["city", "provstate"]),
        country: c.cell("country_txt"),
        latitude: c.cell("latitude"),
        longitude: c.cell("longitude"),
        kind: c.cell("attacktype1_txt"),
        actors: c.list(&["gname", "gname2", "gname3"]),
        // Both include the attackers; blank is unknown, and so is a negative code.
        killed: c.coded_count("nkill"),
        wounded: c.coded_count("nwound"),
        summary: c.first_of(&["summary", "location"]),
        source: c.list(&["scite1", "scite2", "scite3"]),
    }
}
