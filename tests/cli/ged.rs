//! Real UCDP GED files, read as plain CSV with `--map`.

use crate::{Run, data};
use insta::assert_snapshot;

/// The arguments, with the columns of GED that a plain table would need.
fn with_map<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let map = "date=date_start,title=dyad_name,kind=type_of_violence,killed=best,location=where_description";
    [arguments, &["--map", map]].concat()
}

fn ged() -> Run {
    Run::nowhere()
        .file("ged.csv", data("ucdp_ged_231_piece.csv"))
        .file("ukraine.csv", data("ucdp_ged_201_ukraine_piece.csv"))
}

#[test]
fn lists_and_filters() {
    assert_snapshot!(ged().show(&with_map(&["list", "ged.csv", "--year", "2015..2018", "--width", "100"])), @"
    id      date         title                                    location                  kind  killed
    ────────────────────────────────────────────────────────────────────────────────────────────────────
    196122  6 Feb 2015   Authenticity and Development Front - IS  city of al- Bokamal,      2          2
                                                                  Syria
    214171  2 Sep 2015   Government of Syria - Syrian insurgents  Madaya town, Syria        1          7
    242233  2 Mar 2017   Government of Syria - Syrian insurgents  Madaya, Syria             1          0
    239272  3 Jun 2017   Government of India - CPI-Maoist         Chitrakona cut-off area   1          1
                                                                  during the encounter
                                                                  following an operation
                                                                  launched by police in
                                                                  Kapatuti forest, India
    247486  7 Nov 2017   Government of Algeria - AQIM             Bouira, east of capital   1          2
                                                                  Algiers, Algeria
    254947  12 Mar 2018  Hema - Lendu                             Kayuba Bahema Nord        2         19
                                                                  Takpa, DR Congo (Zaire)

    6 events
    ");
    assert_snapshot!(ged().show(&with_map(&["timeline", "ged.csv", "--location", "madaya"])), @"
    2015
     │
     ●  2 Sep 2015  Government of Syria - Syrian insurgents
     │              Madaya town, Syria · 1 · 7 killed
     │
    2017
     │
     ●  2 Mar 2017  Government of Syria - Syrian insurgents
     │              Madaya, Syria · 1 · 0 killed
     │
    2 events
    ");
}

#[test]
fn the_figures_are_those_of_an_independent_reader() {
    for (file, events, best) in [("ged.csv", 24, 200), ("ukraine.csv", 12, 39)] {
        let json = ged().output(&with_map(&["export", file, "--format", "ndjson"])).stdout;
        let events_read: Vec<serde_json::Value> =
            String::from_utf8(json).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(events_read.len(), events, "{file}");
        let sum: u64 = events_read.iter().map(|event| event["killed"]["low"].as_u64().unwrap()).sum();
        assert_eq!(sum, best, "{file}");
    }
}

#[test]
fn an_export_is_the_file_with_its_row_of_hxl_tags() {
    let run = ged();
    for (name, original) in [("ged.csv", "ucdp_ged_231_piece.csv"), ("ukraine.csv", "ucdp_ged_201_ukraine_piece.csv")] {
        assert_eq!(run.output(&with_map(&["export", name])).stdout, data(original), "{name}");
    }
    assert_snapshot!(run.show(&with_map(&["count", "ukraine.csv", "--by", "adm_1"])), @"
    adm_1           events  killed
    Donetsk Oblast      10      37  ████████████████████████████████████████████████
    Luhansk Oblast       1       1  ████▊
    (none)               1       1  ████▊

    12 events
    --- stderr
    note: line 2 of ukraine.csv holds HXL tags, not an event
    ");
}

#[test]
fn a_map_is_for_the_files_that_have_its_columns() {
    let run = ged().file("events.csv", include_bytes!("../../events.csv"));
    let year = ["timeline", "ged.csv", "events.csv", "--from", "2022", "--to", "2022", "--width", "70"];
    assert_snapshot!(run.show(&with_map(&year)), @"
    2022
     │
     ●  2022         Taliban crack down on ISIS-K
     │               Afghanistan · crackdown · events.csv
     │
     ●  Sep 2022     Attack on the Russian embassy in Kabul
     │               Russian embassy, Kabul, Afghanistan · attack
     │               events.csv
     │
     ●  14 Oct 2022  Government of Russia (Soviet Union) - Government of
     │               Ukraine
     │               near Donetsk, Ukraine · 1 · 1 killed · ged.csv
     │
    3 events
    ");
    assert_snapshot!(run.show(&["timeline", "events.csv", "--map", "killed=deaths"]), @"
    --- stderr
    error: there is no column `deaths` for the field `killed`
    hint: the columns are: id, date, title, location, country, latitude, longitude, kind, actors, killed, wounded, summary, source
    --- exit 1
    ");
}
