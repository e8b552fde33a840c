//! The UCDP Georeferenced Event Dataset, global and candidate releases of all versions, and as the Humanitarian Data
//! Exchange publishes it. Codebook: <https://ucdp.uu.se/downloads/ged/ged251.pdf>.

use super::codebook::{Codebook, ColumnNames};
use super::fields::{Fields, TextColumns};

pub const UCDP_GED: Codebook = Codebook {
    about: "UCDP Georeferenced Event Dataset (GED): global, candidate, HDX",
    known_by: &["relid", "type_of_violence", "dyad_name", "side_a", "where_prec", "priogrid_gid", "date_prec", "best"],
    at_least: 4,
    // The dataset itself leaves a cell blank; copies of it made with R do not.
    unknown: Some(|text| text == "NA"),
    // Candidate releases have been published without their header: 24.0.1 was.
    without_header: "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,\
         dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,\
         number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,\
         where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,\
         region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,\
         high,low,gwnoa,gwnob",
    versions: &[&[]],
    fields,
    ..Codebook::PLAIN
};

fn fields(c: &ColumnNames<'_>) -> Fields {
    Fields {
        id: c.cell("id"),
        // "The earliest and the latest possible date when the event has taken place": `date_prec` 1 gives one day twice,
        // 2 to 5 a span in which it happened some time.
        date: c.between("date_start", "date_end"),
        title: c.cell("dyad_name").or(c.sentence(TextColumns::Absent, &["side_a", "side_b"])),
        location: c.place(&["where_coordinates", "adm_2", "adm_1"]),
        country: c.cell("country"),
        latitude: c.cell("latitude"),
        longitude: c.cell("longitude"),
        kind: c.coded(
            "type_of_violence",
            &[("1", "state-based conflict"), ("2", "non-state conflict"), ("3", "one-sided violence")],
        ),
        actors: c.list(&["side_a", "side_b"]),
        killed: c.estimate("low", "best", "high"),
        summary: c.cell("source_headline"),
        source: c.first_of(&["source_article", "source_original"]),
        ..Fields::default()
    }
}
