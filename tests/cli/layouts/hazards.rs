//! Data sets of disasters and natural hazards.

use insta::assert_snapshot;

use super::read_as;

#[test]
fn disasters_are_dated_by_their_start_and_not_by_their_entry() {
    assert_snapshot!(read_as("emdat", "emdat_2021.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    2018-0999-EXA,2019-01-05/2019-01-09,Flood in Examplia,Port Sample,Examplia,,,Flood,,12,30
    2020-0998-EXA,2020-03/2020-04,Cyclone Ada,North Examplia,Examplia,,,Storm,,,
    ");
}

#[test]
fn disasters_in_the_public_table_of_today() {
    assert_snapshot!(read_as("emdat", "emdat_2024.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    1999-0997-OTH,1999-08-17,Earthquake in Otherland,Old Fort,Otherland,10.5,20.25,Earthquake,,130,400
    ");
}

#[test]
fn earthquakes_with_tabs_have_years_bc_and_times() {
    assert_snapshot!(read_as("noaa-earthquakes", "noaa_earthquakes.tsv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,-0425-06,"Earthquake, magnitude 7.1: EXAMPLIA: OLD FORT",OLD FORT,EXAMPLIA,38.9,22.7,earthquake,,1000,
    ,1900-07-12T06:25:00,"Earthquake, magnitude 5.9: EXAMPLIA: PORT SAMPLE,LOWER SAMPLE","PORT SAMPLE,LOWER SAMPLE",EXAMPLIA,40.3,43.1,earthquake,,140,200
    ,0846,Earthquake: SAMPLE SEA,SAMPLE SEA,,12,13,earthquake,,,
    --- stderr
    note: line 2 of noaa_earthquakes.tsv is the search that the file answers, not an event
    "#);
}

#[test]
fn earthquakes_of_the_api() {
    assert_snapshot!(read_as("noaa-earthquakes", "noaa_earthquakes_api.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    9001,-2149,"Earthquake, magnitude 7.3: EXAMPLIA: OLD FORT",OLD FORT,EXAMPLIA,31.1,35.5,earthquake,,,
    9002,1999-08-17T00:01:39.1,"Earthquake, magnitude 7.6: EXAMPLIA: PORT SAMPLE",PORT SAMPLE,EXAMPLIA,40.7,29.9,earthquake,,17118,50000
    "#);
}

#[test]
fn tsunamis_have_a_cause() {
    assert_snapshot!(read_as("noaa-tsunamis", "noaa_tsunamis.tsv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,-1609,Tsunami: OLD FORT ISLAND,OLD FORT ISLAND,EXAMPLIA,36.4,25.4,tsunami after a volcano,,,
    ,1963-10-09T21:39:00,Tsunami: HIGH DAM,HIGH DAM,EXAMPLIA,46.2,12.3,tsunami after a landslide,,2000,
    --- stderr
    note: line 2 of noaa_tsunamis.tsv is the search that the file answers, not an event
    ");
}

#[test]
fn eruptions_of_noaa() {
    assert_snapshot!(read_as("noaa-volcanoes", "noaa_volcanoes.tsv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,0079-08-25,Eruption of Mount Sample (VEI 5),"Mount Sample, South Examplia",Examplia,40.8,14.4,volcanic eruption,,2100,
    ,-4359,Eruption of Old Cone (VEI 7),"Old Cone, Far Islands",Examplia,30.8,130.3,volcanic eruption,,,
    --- stderr
    note: line 2 of noaa_volcanoes.tsv is the search that the file answers, not an event
    "#);
}

#[test]
fn eruptions_keep_their_modifiers_and_uncertainties() {
    assert_snapshot!(read_as("gvp-eruptions", "gvp_eruptions.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    90001,[-9999..-9699],"Old Cone, VEI 4",Old Cone,,10.5,20.25,Confirmed Eruption,,,
    90002,1783?,Old Cone,Old Cone,,10.5,20.25,Uncertain Eruption,,,
    90003,2019-11-28~/2020-02-26,"Mount Sample, VEI 2","North crater, Mount Sample",,11,21,Confirmed Eruption,,,
    90004,[..1650],Mount Sample,Mount Sample,,11,21,Confirmed Eruption,,,
    90005,2001-07-04/..,Mount Sample,Mount Sample,,11,21,Confirmed Eruption,,,
    "#);
}

#[test]
fn floods_last_from_began_to_ended() {
    assert_snapshot!(read_as("dfo-floods", "dfo_floods.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    1,1985-01-01/1985-01-05,Flood in Examplia: Heavy rain,,Examplia,10.5,20.25,Heavy rain,,70,
    2,2003-01-15,Flood in Examplia: Dam break,,Examplia,11,21,Dam break,,0,
    ");
}

#[test]
fn disasters_of_reliefweb_as_its_api_names_their_fields() {
    assert_snapshot!(read_as("reliefweb-disasters", "reliefweb_disasters.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    90001,2024-03-02,Examplia: Floods - Mar 2024,,Examplia,,,Flood,,,
    ");
}
