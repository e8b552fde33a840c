//! Data sets of armed conflict, protest and civilian harm.

use insta::assert_snapshot;

use super::read_as;

#[test]
fn a_conflict_year_is_dated_by_its_year() {
    assert_snapshot!(read_as("ucdp-prio", "ucdp_prio_acd.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,1951,"Government of Examplia – Front A, Front B",,Examplia,,,internationalized intrastate conflict,Government of Examplia; Government of Otherland; Government of Thirdland; Front A; Front B,,
    ,2019,Government of Examplia – Front A,,Examplia,,,intrastate conflict,Government of Examplia; Front A,,
    ,1982,Far Islands: Government of Examplia – Government of Otherland,,"Examplia, Otherland",,,interstate conflict,Government of Examplia; Government of Otherland,,
    "#);
}

#[test]
fn a_dyad_year_is_dated_by_its_year() {
    assert_snapshot!(read_as("ucdp-dyadic", "ucdp_dyadic.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,2019,Government of Examplia – Front A,,Examplia,,,intrastate conflict,Government of Examplia; Front A,,
    ,2020,North Examplia: Government of Examplia – Front B,,Examplia,,,internationalized intrastate conflict,Government of Examplia; Government of Otherland; Front B,,
    ");
}

#[test]
fn battle_deaths_have_bounds() {
    assert_snapshot!(read_as("ucdp-battle-deaths", "ucdp_battle_deaths.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,2019,Government of Examplia – Front A,,"Examplia, Otherland",,,intrastate conflict,Government of Examplia; Front A,78 (73..137),
    ,2020,North Examplia: Government of Examplia – Front A,,Examplia,,,intrastate conflict,Government of Examplia; Front A,40,
    "#);
}

#[test]
fn non_state_conflicts_name_both_sides() {
    assert_snapshot!(read_as("ucdp-non-state", "ucdp_non_state.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,2011,Hill people – River people,,Examplia,,,communal conflict,Hill people; Upper clan; Lower clan; River people,26 (25..40),
    ,2012,Front A – Front B,,"Examplia, Otherland",,,conflict between formally organized groups,Front A; Front B,31,
    "#);
}

#[test]
fn one_sided_violence_is_told_by_its_actor() {
    assert_snapshot!(read_as("ucdp-one-sided", "ucdp_one_sided.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,2003,Front A – civilians,,Examplia,,,one-sided violence by a group,Front A,52 (52..90),
    ,1989,Government of Examplia – civilians,,Examplia,,,one-sided violence by a government,Government of Examplia,1000 (200..3000),
    ");
}

#[test]
fn inter_state_wars_may_have_two_episodes_or_go_on() {
    assert_snapshot!(read_as("cow-inter-state", "cow_inter_state.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,1823-04-07/1823-11-13,First Example War: Examplia,Europe,,,,inter-state war,Examplia,600,
    ,"{1848-03-24..1848-08-09,1849-03-20..1849-03-30}",First Example War: Otherland,Europe and Middle East,,,,inter-state war,Otherland,,
    ,2001/..,Second Example War: Examplia,Asia,,,,inter-state war,Examplia,40,
    "#);
}

#[test]
fn intra_state_wars_may_have_four_episodes() {
    assert_snapshot!(read_as("cow-intra-state", "cow_intra_state_5.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,1828/1834-05-26,Example Succession,,,,,civil war for central control,Examplia; Northern League,2500,
    ,"{1991-01-05..1991-03-01,1993..1994,2001-07-01..}",Hill War,Sub-Saharan Africa,,,,civil war over local issues,Examplia; Hill people,,
    "#);
}

#[test]
fn intra_state_wars_of_version_4_add_up_the_dead_of_both_sides() {
    assert_snapshot!(read_as("cow-intra-state", "cow_intra_state_4.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,1828-06-10/1834-05-26,Example Succession,Europe,,,,civil war for central control,Examplia; Northern League,2500,
    ,1901-06/,River War,Africa,,,,intercommunal war,Examplia; River people,300..,
    ");
}

#[test]
fn extra_state_wars_add_up_the_dead_of_both_sides() {
    assert_snapshot!(read_as("cow-extra-state", "cow_extra_state.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,1817-09-22/1818-04-13,Otherland Conquest,Asia,,,,"extra-state war, imperial",Otherland; Coast kingdom,2400,
    "#);
}

#[test]
fn non_state_wars_may_have_an_unknown_end() {
    assert_snapshot!(read_as("cow-non-state", "cow_non_state.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    1501,1819/1828-09-24,Hill and River War,Africa,,,,war in a non-state territory,Hill people; River people; Lake people,,
    1502,1841-02/,Coast War,Asia and Oceania,,,,war across state borders,Coast kingdom; Far islands,1200,
    ");
}

#[test]
fn gtd_from_its_web_site_has_days_of_zero() {
    assert_snapshot!(read_as("gtd-web", "gtd_web.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    202004120001,2020-04-12,Armed Assault: Police,"Port Sample, North Examplia",Examplia,,,Armed Assault,Example Front,3,
    199908000002,1999-08,Bombing/Explosion: Business,"Unknown, North Examplia",Examplia,,,Bombing/Explosion,Unknown,,2
    197000000003,1970,Facility/Infrastructure Attack: Government (General),"Old Fort, South Examplia",Examplia,,,Facility/Infrastructure Attack,Unknown,0,0
    "#);
}

#[test]
fn icews_says_who_did_what_to_whom() {
    assert_snapshot!(read_as("icews", "icews.tab"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    9000001,1995-01-01,Make statement: Head of Government (Examplia) – Citizen (Otherland),"Port Sample, North Examplia",Examplia,10.5,20.25,Make statement,Head of Government (Examplia); Citizen (Otherland),,
    9000002,1995-01-02,"Arrest, detain, or charge with legal action: Police (Examplia) – Protester (Examplia)",,Examplia,11,21,"Arrest, detain, or charge with legal action",Police (Examplia); Protester (Examplia),,
    "#);
}

#[test]
fn years_without_a_protest_are_no_events() {
    assert_snapshot!(read_as("mass-mobilization", "mass_mobilization.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    201990001,1990-01-15/1990-01-17,Protest: labor wage dispute,Port Sample,Examplia,,,labor wage dispute,dock workers,,
    201992001,1992-06-03,"Protest: political behavior, process",national,Examplia,,,"political behavior, process",,,
    --- stderr
    note: line 3 of mass_mobilization.csv is a year without a protest, not an event
    "#);
}

#[test]
fn atrocities_have_degrees_in_columns() {
    assert_snapshot!(read_as("pitf-atrocities", "pitf_atrocities.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,2014-08-26,Incident: State actor,Port Sample,EXA,10.50000,20.25000,Incident,State actor,13,
    ,2013-01-01/2013-03,"Campaign: Non-state, internal",North Examplia,EXA,-34.51000,-58.38167,Campaign,"Non-state, internal",100..,
    "#);
}

#[test]
fn airwars_gives_a_least_and_a_most() {
    assert_snapshot!(read_as("airwars", "airwars.csv"), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    EXC0001,2017-03-17,"Civilian harm, EXC0001","Old quarter, Port Sample",Examplia,10.5,20.25,Contested strike,,105..200,10..
    EXC0002,2017-03-18,"Civilian harm, EXC0002",Lower Sample,Examplia,11,21,Likely strike,,,
    "#);
}

#[test]
fn airwars_in_its_tables_of_single_conflicts() {
    assert_snapshot!(read_as("airwars", "airwars_tweeted.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    ,2023-10-31,Strike on a block of flats,Port Sample,,10.5,20.25,civilian harm,,12,
    ,2023-11-02,Strike on a road,Lower Sample,,11,21,civilian harm,,,
    ");
}

#[test]
fn people_of_one_incident_are_several_events() {
    assert_snapshot!(read_as("airwars-victims", "airwars_victims.csv"), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded
    1,2023-10-31,Ann Example,,,,,Killed,,,
    2,2023-10-31,بن مثال,,,,,Injured,,,
    ");
}
