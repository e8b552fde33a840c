//! The files that researchers have: each opens without an option, and means what its codebook says.

mod acled;
mod codebooks;
mod conflicts;
mod figures;
mod gdelt;
mod gtd;
mod hazards;
mod incidents;
mod published;
mod records;
mod scad;
mod several;
mod tables;
mod timelinejs;
mod ucdp_ged;
mod wikidata;

use crate::{Run, data, lossy};
use insta::assert_snapshot;

/// All files of `tests/data` in a layout of their own.
const FILES: &[&str] = &[
    "acled_2015_layout.csv",
    "acled_2019_layout.csv",
    "acled_2023_layout.csv",
    "acled_2025_layout.csv",
    "gtd_layout_cp1252.csv",
    "scad_layout.csv",
    "gdelt1_export_no_header.tsv",
    "gdelt2_export_no_header.tsv",
    "wikidata_query.csv",
    "timelinejs_v1_layout.csv",
    "timelinejs_v3_layout.csv",
    "timelinejs_v3_sheet.csv",
    "ucdp_ged_231_layout.csv",
    "ucdp_ged_201_hdx_layout.csv",
];

/// Beside these files of `tests/data`.
fn beside(names: &[&str]) -> Run {
    names.iter().fold(Run::nowhere(), |run, name| run.file(name, data(name)))
}

/// The events of a file as JSON.
fn events(run: &Run, arguments: &[&str]) -> Vec<serde_json::Value> {
    let output = run.output(&[&["export", "--format", "ndjson"], arguments].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What [`events`] finds, without the columns that the model does not have.
fn events_of_the_model(run: &Run, file: &str) -> Vec<serde_json::Value> {
    let mut events = events(run, &[file]);
    events.iter_mut().for_each(|event| drop(event.as_object_mut().unwrap().remove("extra")));
    events
}

/// Fails where a file and its export in the model's columns do not hold the same events.
fn assert_native_export_is_the_same(run: &Run, file: &str) {
    let native = run.output(&["export", "--native", file]).stdout;
    assert!(str::from_utf8(&native).is_ok(), "{file}");
    let again = Run::nowhere().file("native.csv", &native);
    assert_eq!(events_of_the_model(run, file), events_of_the_model(&again, "native.csv"), "{file}");
}

/// A run beside a file of `tests/data/layouts`.
fn beside_made_up(file: &str) -> Run {
    Run::nowhere().file(file, data(&format!("layouts/{file}")))
}

/// The model's columns of a file of `tests/data/layouts`, which must be recognised as that layout.
fn read_as(layout: &str, file: &str) -> String {
    const COLUMNS: &str = "id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded";
    let run = beside_made_up(file);
    assert_eq!(recognised(&run, file), layout, "{file}");
    assert_native_export_is_the_same(&run, file);
    run.show(&["export", file, "--columns", COLUMNS])
}

/// The layout that a file is recognised as.
fn recognised(run: &Run, file: &str) -> String {
    let checked = run.output(&["check", "--format", "json", file]).stdout;
    let checked: serde_json::Value = serde_json::from_slice(&checked).expect("JSON");
    checked["files"][0]["layout"].as_str().expect("the name of a layout").to_owned()
}

#[test]
fn a_native_export_is_the_same_events() {
    for name in FILES {
        assert_native_export_is_the_same(&beside(&[name]), name);
    }
}

#[test]
fn every_file_is_exported_as_it_is() {
    for name in FILES.iter().filter(|name| !name.starts_with("timelinejs")) {
        assert_eq!(lossy(beside(&[name]).output(&["export", name]).stdout), lossy(data(name)), "{name}");
    }
}

#[test]
fn the_layouts_are_listed() {
    let run = Run::nowhere();
    assert_snapshot!(run.show(&["layouts"]), @"
    native                   dateline's own columns: date and title, and any others
    acled                    ACLED: all versions of its export since 2015
    ucdp-ged                 UCDP Georeferenced Event Dataset (GED): global, candidate, HDX
    gtd                      Global Terrorism Database (GTD)
    scad                     Social Conflict Analysis Database (SCAD)
    gdelt                    GDELT events, versions 1 and 2 (tables without a header)
    wikidata                 Wikidata query: item, itemLabel, date, coord, countryLabel, deaths, …
    timelinejs               TimelineJS spreadsheet (version 3)
    timelinejs-v1            TimelineJS spreadsheet, version 1
    ucdp-prio                UCDP/PRIO Armed Conflict Dataset (conflict-years)
    ucdp-dyadic              UCDP Dyadic Dataset (dyad-years)
    ucdp-battle-deaths       UCDP Battle-Related Deaths Dataset (conflict-years or dyad-years)
    ucdp-non-state           UCDP Non-State Conflict Dataset (conflict-years)
    ucdp-one-sided           UCDP One-sided Violence Dataset (actor-years)
    cow-inter-state          Correlates of War, inter-state wars (a row a state)
    cow-intra-state          Correlates of War, intra-state wars (versions 4 and 5)
    cow-extra-state          Correlates of War, extra-state wars
    cow-non-state            Correlates of War, non-state wars
    gtd-web                  Global Terrorism Database, export of the web site
    icews                    ICEWS coded event data
    mass-mobilization        Mass Mobilization Project, protests
    pitf-atrocities          PITF Worldwide Atrocities Dataset
    airwars                  Airwars, incidents of civilian harm
    airwars-victims          Airwars, named victims (a row a person)
    iom-missing-migrants     IOM Missing Migrants Project
    gun-violence-archive     Gun Violence Archive (exported reports)
    mapping-police-violence  Mapping Police Violence (a row a person killed)
    wapo-fatal-force         Washington Post, fatal police shootings (versions 1 and 2; a row a person killed)
    mother-jones             Mother Jones, mass shootings in the United States
    emdat                    EM-DAT disasters (the public table since 2023, and older exports)
    dfo-floods               Dartmouth Flood Observatory, large floods since 1985
    reliefweb-disasters      ReliefWeb, disasters (API)
    noaa-tsunamis            NOAA HazEL, tsunamis (tab-separated and API)
    noaa-volcanoes           NOAA HazEL, volcanic eruptions (tab-separated and API)
    noaa-earthquakes         NOAA HazEL, earthquakes (tab-separated and API)
    gvp-eruptions            Global Volcanism Program, eruptions
    gcat-launches            GCAT, space launches
    timesketch               Timesketch and plaso (dynamic) timelines
    plaso-l2t                plaso and log2timeline (l2tcsv) timelines
    wikidata-holders         Wikidata, holders of positions (EveryPolitician)
    other                    any other file: its date and title are found by name or by what is in them, and said
    ");
}

#[test]
fn a_layout_that_is_said_is_taken_though_the_columns_are_others() {
    let run = beside(&["scad_layout.csv"]);
    assert_snapshot!(run.show(&["list", "scad_layout.csv", "--layout", "acled"]), @"
    --- stderr
    error: the file has no `date` column; its columns are: eventid, id, ccode, countryname, startdate, enddate, duration, stday, stmo, styr, eday, emo, eyr, etype, escalation, actor1, actor2, actor3, target1, target2, cgovtarget, rgovtarget, npart, ndeath, repress, elocal, ilocal, sublocal, locnum, gislocnum, issue1, issue2, issue3, issuenote, nsource, notes, female_event, lgbtq_issue, coder, acd_questionable, latitude, longitude, geo_comments, location_precision
     --> scad_layout.csv:1:1
      |
    1 | eventid,id,ccode,countryname,startdate,enddate,duration,stday,stmo,styr,eda…
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: pass the columns to take: `--map date=startdate`; `dateline columns scad_layout.csv` shows what they hold
    --- exit 1
    ");
}

#[test]
fn a_map_goes_before_the_codebook() {
    let run = beside(&["acled_2025_layout.csv"]);
    assert_snapshot!(
        run.show(&["list", "acled_2025_layout.csv", "--map", "title=notes", "--columns", "date,title"]),
        @"
        date         title
        ───────────────────────────────────────────────────────────────────────────────
        Apr 2025     In April 2025 (month precision), a local truce. SYNTHETIC ROW.
        16 Apr 2025  On 16 April 2025, clashes near the ridge. Coded to 3 fatalities.
                     SYNTHETIC ROW.

        2 events
        "
    );
}
