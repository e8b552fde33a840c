//! Data sets of killings and deaths, one row an incident or a person.

use insta::assert_snapshot;

use super::read_as;

#[test]
fn years_of_two_digits_are_those_of_the_column_beside() {
    assert_snapshot!(read_as("iom-missing-migrants", "iom_missing_migrants_2020.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    90001,2020-01-13,Drowning (Eastern Example),Off Port Sample,,10.5,20.25,Drowning,,2,
    90002,2014-02-07,Dehydration,Sand desert,,11,21,Dehydration,,,
    ");
}

#[test]
fn coordinates_may_be_a_pair() {
    assert_snapshot!(read_as("iom-missing-migrants", "iom_missing_migrants_2024.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    2024.MMP0001,2024-03-02,Drowning (Eastern Example),Off Port Sample,Examplia,10.5,20.25,Incident,,3,
    ");
}

#[test]
fn shootings_have_victims_and_places() {
    assert_snapshot!(read_as("gun-violence-archive", "gun_violence_archive.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    900001,2024-09-18,Shooting in Port Sample,"1 Harbour Street, Port Sample, Examplia State",United States,,,,,5,12
    900002,2021-07-28,Shooting in Lower Sample,"2 Mill Road, Lower Sample, Examplia State",United States,,,,,0,4
    "#);
}

#[test]
fn police_violence_in_the_columns_of_2021() {
    assert_snapshot!(read_as("mapping-police-violence", "mapping_police_violence_2021.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,2021-02-03,Ann Example,"1 Harbour Street, Port Sample, EX",United States,,,Gunshot,Port Sample Police Department,1,
    "#);
}

#[test]
fn police_violence_in_the_columns_of_2024() {
    assert_snapshot!(read_as("mapping-police-violence", "mapping_police_violence_2024.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,2023-11-30,Ben Example,"2 Mill Road, Lower Sample, EX",United States,10.5,20.25,Taser,Lower Sample Police Department,1,
    "#);
}

#[test]
fn each_row_is_one_person_killed() {
    assert_snapshot!(read_as("wapo-fatal-force", "wapo_fatal_force_1.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    3,2015-01-02,Cal Example,"Port Sample, EX",United States,,,shot,,1,
    4,2015-01-04,Fatal police shooting in Lower Sample,"Lower Sample, EX",United States,,,shot and Tasered,,1,
    "#);
}

#[test]
fn fatal_force_in_the_columns_of_its_second_version() {
    assert_snapshot!(read_as("wapo-fatal-force", "wapo_fatal_force_2.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    9,2023-12-31,Dee Example,"Port Sample, Example, EX",United States,10.5,20.25,fatal police shooting,,1,
    "#);
}

#[test]
fn the_first_of_two_columns_named_location_is_the_place() {
    assert_snapshot!(read_as("mother-jones", "mother_jones.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,1999-03-04,Port Sample harbour shooting,"Port Sample, Examplia",United States,10.5,20.25,Mass,,4,
    ,2023-11-28,Mill Road shooting,"Lower Sample, Examplia",United States,11,21,Spree,,3,9
    "#);
}
