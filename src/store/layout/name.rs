//! The layouts that dateline knows, by name: the one place that knows every codebook.
//!
//! The store asks which of them a header is of, the command line takes one with `--layout`.

use super::codebook::{Codebook, Columns};
use super::{acled, gdelt, gtd, native, scad, timelinejs, ucdp_ged, wikidata};

/// The layouts that dateline knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
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
    pub const ALL: [Name; 10] = [
        Name::Native,
        Name::Acled,
        Name::UcdpGed,
        Name::Gtd,
        Name::Scad,
        Name::Gdelt,
        Name::Wikidata,
        Name::Timelinejs,
        Name::TimelinejsV1,
        Name::Other,
    ];

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

    /// The layout of a header; native where it has dateline's own columns, whatever else it has.
    pub fn of_header(columns: &Columns<'_>) -> Name {
        let has_all = |name: &Name| name.codebook().known_by.iter().all(|wanted| columns.find(wanted).is_some());
        Name::ALL.into_iter().find(has_all).unwrap_or(Name::Other)
    }
}
