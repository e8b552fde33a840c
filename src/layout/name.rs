//! The layouts that dateline knows, by name: the one place that knows every codebook.
//!
//! The store asks which of them a header is of, the command line takes one with `--layout`.

use clap::ValueEnum;

use super::codebook::{Codebook, Columns};
use super::{acled, gdelt, gtd, native, scad, timelinejs, ucdp_ged, wikidata};
use crate::model::field::Field;

/// The layouts that dateline knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Name {
    Native,
    Acled,
    UcdpGed,
    Gtd,
    Scad,
    Gdelt,
    Wikidata,
    Timelinejs,
    TimelinejsV1,
    /// Any other: its columns are guessed by their names and what is in them
    Other,
}

impl Name {
    /// As the command line has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Name::Native => "native",
            Name::Acled => "acled",
            Name::UcdpGed => "ucdp-ged",
            Name::Gtd => "gtd",
            Name::Scad => "scad",
            Name::Gdelt => "gdelt",
            Name::Wikidata => "wikidata",
            Name::Timelinejs => "timelinejs",
            Name::TimelinejsV1 => "timelinejs-v1",
            Name::Other => "other",
        }
    }

    pub fn codebook(self) -> &'static Codebook {
        match self {
            Name::Native => &native::NATIVE,
            Name::Acled => &acled::ACLED,
            Name::UcdpGed => &ucdp_ged::UCDP_GED,
            Name::Gtd => &gtd::GTD,
            Name::Scad => &scad::SCAD,
            Name::Gdelt => &gdelt::GDELT,
            Name::Wikidata => &wikidata::WIKIDATA,
            Name::Timelinejs => &timelinejs::V3,
            Name::TimelinejsV1 => &timelinejs::V1,
            Name::Other => &native::OTHER,
        }
    }

    /// All of them, in the order in which a header is held against them: the first that it is of counts.
    pub fn all() -> impl Iterator<Item = Name> {
        Name::value_variants().iter().copied()
    }

    /// The layout of a header: it has enough of the columns that this is known by, and one for the date.
    pub fn of_header(columns: &Columns<'_>) -> Name {
        let is_of = |name: &Name| {
            let codebook = name.codebook();
            let known = codebook.known_by.iter().filter(|wanted| columns.find(wanted).is_some()).count();
            known >= codebook.at_least && (codebook.fields)(columns).has(Field::Date)
        };
        Name::all().filter(|name| *name != Name::Other).find(is_of).unwrap_or(Name::Other)
    }
}
