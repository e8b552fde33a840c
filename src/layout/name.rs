//! The layouts that dateline knows, by name: the one place that knows every codebook.
//!
//! The store asks which of them a header is of, the command line takes one with `--layout`.

use std::str::FromStr;

use super::codebook::{Codebook, ColumnNames};
use super::{acled, gdelt, gtd, native, scad, timelinejs, ucdp_ged, wikidata};
use crate::model::field::Field;

/// The layouts that dateline knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutId {
    Native,
    Acled,
    UcdpGed,
    Gtd,
    Scad,
    Gdelt,
    Wikidata,
    Timelinejs,
    TimelinejsV1,
    /// Any other: its columns are guessed by their names and what is in them.
    Other,
}

impl LayoutId {
    /// All of them, in the order in which a header is held against them: the first that it is of counts.
    pub const ALL: [LayoutId; 10] = [
        LayoutId::Native,
        LayoutId::Acled,
        LayoutId::UcdpGed,
        LayoutId::Gtd,
        LayoutId::Scad,
        LayoutId::Gdelt,
        LayoutId::Wikidata,
        LayoutId::Timelinejs,
        LayoutId::TimelinejsV1,
        LayoutId::Other,
    ];

    /// The name by which a user asks for it.
    pub fn name(self) -> &'static str {
        match self {
            LayoutId::Native => "native",
            LayoutId::Acled => "acled",
            LayoutId::UcdpGed => "ucdp-ged",
            LayoutId::Gtd => "gtd",
            LayoutId::Scad => "scad",
            LayoutId::Gdelt => "gdelt",
            LayoutId::Wikidata => "wikidata",
            LayoutId::Timelinejs => "timelinejs",
            LayoutId::TimelinejsV1 => "timelinejs-v1",
            LayoutId::Other => "other",
        }
    }

    pub fn codebook(self) -> &'static Codebook {
        match self {
            LayoutId::Native => &native::NATIVE,
            LayoutId::Acled => &acled::ACLED,
            LayoutId::UcdpGed => &ucdp_ged::UCDP_GED,
            LayoutId::Gtd => &gtd::GTD,
            LayoutId::Scad => &scad::SCAD,
            LayoutId::Gdelt => &gdelt::GDELT,
            LayoutId::Wikidata => &wikidata::WIKIDATA,
            LayoutId::Timelinejs => &timelinejs::V3,
            LayoutId::TimelinejsV1 => &timelinejs::V1,
            LayoutId::Other => &native::OTHER,
        }
    }

    /// The layout of a header: it has enough of the columns that this is known by, and one for the date.
    pub fn of_header(columns: &ColumnNames<'_>) -> LayoutId {
        let is_of = |name: &LayoutId| {
            let codebook = name.codebook();
            let known = codebook.known_by.iter().filter(|wanted| columns.find(wanted).is_some()).count();
            known >= codebook.at_least && (codebook.fields)(columns).has(Field::Date)
        };
        LayoutId::ALL.into_iter().filter(|name| *name != LayoutId::Other).find(is_of).unwrap_or(LayoutId::Other)
    }
}

impl FromStr for LayoutId {
    type Err = String;

    fn from_str(name: &str) -> Result<LayoutId, String> {
        LayoutId::ALL.into_iter().find(|id| id.name() == name).ok_or_else(|| format!("there is no layout `{name}`"))
    }
}
