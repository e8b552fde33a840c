//! The answer of a Wikidata query.

use super::beside;
use crate::Run;
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

#[test]
fn a_point_of_which_a_number_can_not_be_read_is_no_place() {
    let run = Run::nowhere().file(
        "a.csv",
        "item,itemLabel,date,coord\nQ1,Raid,2020-01-01,Point(abc 10.5)\nQ2,Talks,2021-01-01,Point(69.17 34.53)\nQ3,x,2022-01-01,somewhere\n",
    );
    assert_snapshot!(run.show(&["list", "a.csv", "--columns", "id,latitude,longitude"]), @"
    id  latitude  longitude
    ───────────────────────
    Q1      10.5        abc
    Q2     34.53      69.17
    Q3

    3 events
    --- stderr
    error: there is no longitude in `Point(abc 10.5)`
     --> a.csv:2:20 (coord)
      |
    2 | Q1,Raid,2020-01-01,Point(abc 10.5)
      |                    ^^^^^^^^^^^^^^^
    hint: write both in degrees, with a decimal point, as in the other rows

    error: there is no latitude in `somewhere`
     --> a.csv:4:17 (coord)
      |
    4 | Q3,x,2022-01-01,somewhere
      |                 ^^^^^^^^^
    hint: write both in degrees, with a decimal point, as in the other rows

    error: there is no longitude in `somewhere`
     --> a.csv:4:17 (coord)
      |
    4 | Q3,x,2022-01-01,somewhere
      |                 ^^^^^^^^^
    hint: write both in degrees, with a decimal point, as in the other rows

    3 cells could not be read
    --- exit 1
    ");
    // What can't be read is kept, and can't be read there either.
    run.show(&["export", "a.csv", "--native", "-o", "native.csv"]);
    assert_snapshot!(run.show(&["export", "native.csv", "--columns", "id,latitude,longitude"]), @"
    id,latitude,longitude
    Q1,10.5,Point(abc 10.5)
    Q2,34.53,69.17
    Q3,somewhere,somewhere
    --- stderr
    error: `Point(abc 10.5)` is not a longitude
     --> native.csv:2:21 (longitude)
      |
    2 | Q1,2020,Raid,,,10.5,Point(abc 10.5),,,,,,,,,,,Q1
      |                     ^^^^^^^^^^^^^^^
    hint: write it in degrees, with a decimal point: 34.53

    error: `somewhere` is not a latitude
     --> native.csv:4:13 (latitude)
      |
    4 | Q3,2022,x,,,somewhere,somewhere,,,,,,,,,,,Q3
      |             ^^^^^^^^^
    hint: write it in degrees, with a decimal point: 34.53

    error: `somewhere` is not a longitude
     --> native.csv:4:23 (longitude)
      |
    4 | Q3,2022,x,,,somewhere,somewhere,,,,,,,,,,,Q3
      |                       ^^^^^^^^^
    hint: write it in degrees, with a decimal point: 34.53

    3 cells could not be read
    --- exit 1
    ");
}
