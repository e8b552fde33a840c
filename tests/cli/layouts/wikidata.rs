//! The answer of a Wikidata query.

use super::beside;
use insta::assert_snapshot;

#[test]
fn years_alone_and_points_and_unknown_values_are_read() {
    let run = beside(&["wikidata_query.csv"]);
    assert_snapshot!(
        run.show(&["list", "wikidata_query.csv", "--columns", "date,title,latitude,longitude,killed"]),
        @"
        date           title                  latitude  longitude  killed
        ─────────────────────────────────────────────────────────────────
        12 Sep 490 BC  Siege of Old Fort          10.1       20.0
        1919           Lower Sample uprising
        17 Jul 1942    Battle of Port Sample      10.5      20.25   1,200
                       Q99999904                  10.4       20.3

        4 events
        "
    );
}
