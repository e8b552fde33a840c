//! Launches, logs of computers, and Wikidata.

use insta::assert_snapshot;

use super::read_as;

#[test]
fn launches_have_vague_dates() {
    assert_snapshot!(read_as("gcat-launches", "gcat_launches.tsv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    1999-E01,1999-10-04T19:28:34,Sample-1: Examplesat 1,"LC1, EXSC",,,,"orbital launch, success",EXA,,
    1961-E02,1961-02?,Sample-1,EXSC,,,,"suborbital launch, failure",EXA,,
    1962-E03,1962-03-11?,Sample-2: Test,"LC2, EXSC",,,,"missile launch, success",EXA,,
    "#);
}

#[test]
fn logs_may_count_microseconds() {
    assert_snapshot!(read_as("timesketch", "timesketch.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,2015-07-24T19:01:01+00:00,A made-up login,,,,,Login Time,,,
    ,2015-07-24T19:01:02Z,A file without a date of its own,,,,,Creation Time,,,
    ,,A time that was not set,,,,,,,,
    ");
}

#[test]
fn plaso_writes_nearly_the_same_as_dynamic() {
    assert_snapshot!(read_as("timesketch", "plaso_dynamic.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,2012-03-14T04:17:38.276340+00:00,[7036] A made-up service stopped,,,,,Content Modification Time,,,
    ");
}

#[test]
fn plaso_has_day_and_time_in_columns_as_l2tcsv() {
    assert_snapshot!(read_as("plaso-l2t", "plaso_l2t.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,2012-03-14T04:17:38,A made-up service stopped,,,,,Content Modification Time,,,
    ,,Something of no date,,,,,Not a time,ann,,
    ");
}

#[test]
fn wikidata_may_have_a_start_and_an_end() {
    assert_snapshot!(read_as("wikidata", "wikidata_spans.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    http://www.wikidata.org/entity/Q99999911,1914-07-28/1918-11-11,Example War,,Examplia,,,,,1200,
    http://www.wikidata.org/entity/Q99999912,2019-05/..,Example Dispute,,Examplia,,,,,,
    http://www.wikidata.org/entity/Q99999913,1953-02,Example Flood,,Otherland,,,,,,
    http://www.wikidata.org/entity/Q99999914,Y-12999/,First settlement,,,,,,,,
    http://www.wikidata.org/entity/Q99999915,-0499/-0300~,Example Culture,,,,,,,,
    ");
}

#[test]
fn terms_of_office_without_an_end_go_on() {
    assert_snapshot!(read_as("wikidata-holders", "wikidata_holders.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,2019-05-01/..,"Ann Example, Mayor of Port Sample",,,,,Mayor of Port Sample,Ann Example,,
    ,2010-08/2019-04-30,"Ben Example, Mayor of Port Sample",,,,,Mayor of Port Sample,Ben Example,,
    ,/1998,"Cal Example, Mayor of Lower Sample",,,,,Mayor of Lower Sample,Cal Example,,
    "#);
}
