//! SCAD, the Social Conflict Analysis Database for Africa and Latin America.
//! Codebook: <https://www.strausscenter.org/ccaps-research-areas/social-conflict/database/>.

use super::codebook::{Codebook, ColumnNames};
use super::fields::{Codes, Fields};
use super::when::DatePartColumns;

pub const SCAD: Codebook = Codebook {
    about: "Social Conflict Analysis Database (SCAD)",
    known_by: &["eventid", "ccode", "stday", "stmo", "styr", "eyr", "etype", "npart", "ndeath", "cgovtarget"],
    at_least: 4,
    // Codes for what could not be told, in all columns.
    unknown: Some(|text| matches!(text, "-99" | "-88" | "-77")),
    fields,
    ..Codebook::PLAIN
};

/// `etype`
const KINDS: Codes = &[
    ("1", "organized demonstration"),
    ("2", "spontaneous demonstration"),
    ("3", "organized violent riot"),
    ("4", "spontaneous violent riot"),
    ("5", "general strike"),
    ("6", "limited strike"),
    ("7", "pro-government violence"),
    ("8", "anti-government violence"),
    ("9", "extra-government violence"),
    ("10", "intra-government violence"),
];

fn fields(c: &ColumnNames<'_>) -> Fields {
    let end = ["eyr", "emo", "eday"].map(|name| c.find(name));
    Fields {
        id: c.cell("eventid"),
        // `startdate` has years of two digits; the columns of its parts have them whole. An event of several days lasted.
        date: c.parts(["styr", "stmo", "stday"], DatePartColumns { end, ..DatePartColumns::default() }),
        title: c.sentence(c.coded("etype", KINDS), &["actor1", "target1"]),
        location: c.cell("elocal"),
        country: c.cell("countryname"),
        latitude: c.cell("latitude"),
        longitude: c.cell("longitude"),
        kind: c.coded("etype", KINDS),
        actors: c.list(&["actor1", "actor2", "actor3", "target1", "target2"]),
        // -99, -88 and -77 are codes for an unknown number.
        killed: c.coded_count("ndeath"),
        summary: c.first_of(&["issuenote", "notes"]),
        source: c.cell("nsource"),
        ..Fields::default()
    }
}
