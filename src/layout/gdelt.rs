//! GDELT, the Global Database of Events, Language, and Tone, versions 1 and 2: tables without a header, with tabs.
//! Codebooks: <https://www.gdeltproject.org/data.html#documentation>; the kinds are CAMEO's root codes.

use super::codebook::{Codebook, ColumnNames};
use super::fields::{Codes, Fields, TextColumns};

pub const GDELT: Codebook = Codebook {
    about: "GDELT events, versions 1 and 2 (tables without a header)",
    known_by: &["GLOBALEVENTID", "SQLDATE", "EventRootCode"],
    at_least: 3,
    without_header: "GLOBALEVENTID,SQLDATE,MonthYear,Year,FractionDate,Actor1Code,Actor1Name,Actor1CountryCode,\
         Actor1KnownGroupCode,Actor1EthnicCode,Actor1Religion1Code,Actor1Religion2Code,Actor1Type1Code,\
         Actor1Type2Code,Actor1Type3Code,Actor2Code,Actor2Name,Actor2CountryCode,Actor2KnownGroupCode,\
         Actor2EthnicCode,Actor2Religion1Code,Actor2Religion2Code,Actor2Type1Code,Actor2Type2Code,\
         Actor2Type3Code,IsRootEvent,EventCode,EventBaseCode,EventRootCode,QuadClass,GoldsteinScale,\
         NumMentions,NumSources,NumArticles,AvgTone,Actor1Geo_Type,Actor1Geo_FullName,Actor1Geo_CountryCode,\
         Actor1Geo_ADM1Code,Actor1Geo_ADM2Code,Actor1Geo_Lat,Actor1Geo_Long,Actor1Geo_FeatureID,\
         Actor2Geo_Type,Actor2Geo_FullName,Actor2Geo_CountryCode,Actor2Geo_ADM1Code,Actor2Geo_ADM2Code,\
         Actor2Geo_Lat,Actor2Geo_Long,Actor2Geo_FeatureID,ActionGeo_Type,ActionGeo_FullName,\
         ActionGeo_CountryCode,ActionGeo_ADM1Code,ActionGeo_ADM2Code,ActionGeo_Lat,ActionGeo_Long,\
         ActionGeo_FeatureID,DATEADDED,SOURCEURL",
    versions: &[
        // Version 2.
        &[],
        // Version 1.
        &["Actor1Geo_ADM2Code", "Actor2Geo_ADM2Code", "ActionGeo_ADM2Code"],
        // Version 1 before April 2013, without the address of the report.
        &["Actor1Geo_ADM2Code", "Actor2Geo_ADM2Code", "ActionGeo_ADM2Code", "SOURCEURL"],
    ],
    fields,
    ..Codebook::PLAIN
};

/// `EventRootCode`
const KINDS: Codes = &[
    ("01", "public statement"),
    ("02", "appeal"),
    ("03", "intent to cooperate"),
    ("04", "consultation"),
    ("05", "diplomatic cooperation"),
    ("06", "material cooperation"),
    ("07", "aid"),
    ("08", "yielding"),
    ("09", "investigation"),
    ("10", "demand"),
    ("11", "disapproval"),
    ("12", "rejection"),
    ("13", "threat"),
    ("14", "protest"),
    ("15", "exhibition of force"),
    ("16", "reduction of relations"),
    ("17", "coercion"),
    ("18", "assault"),
    ("19", "fight"),
    ("20", "mass violence"),
];

fn fields(c: &ColumnNames<'_>) -> Fields {
    Fields {
        id: c.cell("GLOBALEVENTID"),
        date: c.date("SQLDATE"),
        title: c.sentence(c.coded("EventRootCode", KINDS), &["Actor1Name", "Actor2Name"]),
        // `Port Sample, North Examplia, Examplia`: the country comes last, and its own column has only a code for it.
        location: c.made("ActionGeo_FullName", TextColumns::BeforeLastPart),
        country: c.made("ActionGeo_FullName", TextColumns::LastPart),
        latitude: c.cell("ActionGeo_Lat"),
        longitude: c.cell("ActionGeo_Long"),
        kind: c.coded("EventRootCode", KINDS),
        actors: c.list(&["Actor1Name", "Actor2Name"]),
        source: c.cell("SOURCEURL"),
        ..Fields::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_has_its_columns() {
        let lasts: Vec<(usize, String)> = [57, 58, 61]
            .into_iter()
            .flat_map(|width| GDELT.headers(width))
            .map(|names| (names.len(), names[names.len() - 1].clone()))
            .collect();
        assert_eq!(lasts, [(57, "DATEADDED".to_owned()), (58, "SOURCEURL".to_owned()), (61, "SOURCEURL".to_owned())]);
        assert_eq!(GDELT.headers(60).count(), 0);
    }
}
