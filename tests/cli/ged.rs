//! Files as UCDP GED publishes them, read as plain CSV with `--map`.

use crate::{Run, data};
use insta::assert_snapshot;

/// The arguments, with the columns of GED that a plain table would need.
fn with_map<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let map = "date=date_start,title=dyad_name,kind=type_of_violence,killed=best,location=where_description";
    [arguments, &["--map", map]].concat()
}

fn ged() -> Run {
    Run::nowhere().file("ged.csv", data("ucdp_ged_231_layout.csv")).file("hdx.csv", data("ucdp_ged_201_hdx_layout.csv"))
}

#[test]
fn lists_and_filters() {
    assert_snapshot!(ged().show(&with_map(&["list", "ged.csv", "--year", "2015..2018", "--width", "100"])), @"
    id      date         title                                       location               kind  killed
    ────────────────────────────────────────────────────────────────────────────────────────────────────
    990108  17 Apr 2015  Reform and Renewal Front - NF               city of Low Gate,      2          2
                                                                     Otherland
    990109  12 Oct 2015  Government of Otherland - Otherland         Old Orchard town,      1          6
                         insurgents                                  Otherland
    990121  8 Feb 2017   Government of Otherland - Otherland         Old Orchard,           1          0
                         insurgents                                  Otherland
    990102  9 May 2017   Government of Examplia - Northern Front     Reedham cut-off area   1          1
                                                                     during the encounter
                                                                     following an
                                                                     operation launched by
                                                                     police in Tall Oak
                                                                     forest, Examplia
    990112  25 Nov 2017  Government of Examplia - Northern Front     Byre, east of the      1          3
                                                                     capital Port Sample,
                                                                     Examplia
    990111  20 May 2018  Hill People - Valley People                 Upper Meadow North     2         17
                                                                     Stone Bridge,
                                                                     Examplia

    6 events
    ");
    assert_snapshot!(ged().show(&with_map(&["timeline", "ged.csv", "--location", "old orchard"])), @"
    2015
     │
     ●  12 Oct 2015  Government of Otherland - Otherland insurgents
     │               Old Orchard town, Otherland · 1 · 6 killed
     │
    2017
     │
     ●  8 Feb 2017   Government of Otherland - Otherland insurgents
     │               Old Orchard, Otherland · 1 · 0 killed
     │
    2 events
    ");
}

#[test]
fn the_figures_are_those_of_an_independent_reader() {
    for (file, events, best) in [("ged.csv", 24, 191), ("hdx.csv", 12, 38)] {
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
    for (name, original) in [("ged.csv", "ucdp_ged_231_layout.csv"), ("hdx.csv", "ucdp_ged_201_hdx_layout.csv")] {
        assert_eq!(run.output(&with_map(&["export", name])).stdout, data(original), "{name}");
    }
    assert_snapshot!(run.show(&with_map(&["count", "hdx.csv", "--by", "adm_1"])), @"
    adm_1                events  killed
    Port Donford Oblast      10      36  ███████████████████████████████████████████
    Luford Oblast             1       1  ████▎
    (none)                    1       1  ████▎
    ───────────────────────────────────
    total                    12      38

    12 events
    --- stderr
    note: line 2 of hdx.csv holds HXL tags, not an event
    ");
}

#[test]
fn a_map_is_for_the_files_that_have_its_columns() {
    let run = ged().file("events.csv", include_bytes!("../../events.csv"));
    let year = ["timeline", "ged.csv", "events.csv", "--from", "2022", "--to", "2022", "--width", "70"];
    assert_snapshot!(run.show(&with_map(&year)), @"
    2022
     │
     ●  2022        Taliban crack down on ISIS-K
     │              Afghanistan · crackdown · events.csv
     │
     ●  Sep 2022    Attack on the Russian embassy in Kabul
     │              Russian embassy, Kabul, Afghanistan · attack
     │              events.csv
     │
     ●  5 Sep 2022  Government of Otherland (Old Union) - Government of
     │              Examplia
     │              near Donford, Examplia · 1 · 2 killed · ged.csv
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
