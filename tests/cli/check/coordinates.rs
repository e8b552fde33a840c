//! Latitude and longitude the wrong way round.

use super::{codes, rows};

/// The codes found in a file of events in Norway and Nigeria, and this one.
fn codes_of(place: &str) -> Vec<String> {
    let norway = ["59.9,10.7", "59.3,10.2", "60.8,11.1", "63.4,10.4"].map(|at| format!("2021-05,x,{at},Norway,AP"));
    let nigeria = ["9.1,7.4", "6.5,3.4", "12.0,8.5", "7.4,3.9"].map(|at| format!("2021-05,x,{at},Nigeria,AP"));
    let last = format!("2021-05,x,{place},AP");
    let all: Vec<&str> = norway.iter().chain(&nigeria).chain([&last]).map(String::as_str).collect();
    codes(&rows(&all), &["check", "a.csv", "--format", "json"])
}

#[test]
fn coordinates_that_are_among_the_others_once_swapped_are_found() {
    assert_eq!(codes_of("10.8,59.8,Norway"), ["swapped-coordinates"]);
}

#[test]
fn a_far_part_of_a_country_is_not_swapped() {
    assert_eq!(codes_of("78.2,15.6,Norway"), [] as [&str; 0]);
}

#[test]
fn where_a_country_is_nearly_square_nothing_tells() {
    assert_eq!(codes_of("7.5,9.0,Nigeria"), [] as [&str; 0]);
}

#[test]
fn where_a_country_has_no_other_events_nothing_tells() {
    assert_eq!(codes_of("10.8,59.8,Somalia"), [] as [&str; 0]);
}

#[test]
fn what_is_far_away_either_way_is_not_swapped() {
    assert_eq!(codes_of("-10.8,-59.8,Norway"), [] as [&str; 0]);
}
