//! The files that researchers have: each opens without an option, and means what its codebook says.

mod acled;
mod figures;
mod gdelt;
mod gtd;
mod published;
mod scad;
mod several;
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
    native         dateline's own columns: date and title, and any others
                   known by date, title
    acled          ACLED: all versions of its export since 2015
                   known by event_id_cnty, event_date, time_precision, event_type, geo_precision, fatalities
    ucdp-ged       UCDP Georeferenced Event Dataset (GED): global, candidate, HDX
                   known by relid, type_of_violence, dyad_name, side_a, where_prec, priogrid_gid, date_prec, best
    gtd            Global Terrorism Database (GTD)
                   known by eventid, iyear, imonth, iday, approxdate, attacktype1_txt, gname, nkill, nwound
    scad           Social Conflict Analysis Database (SCAD)
                   known by eventid, ccode, stday, stmo, styr, eyr, etype, npart, ndeath, cgovtarget
    gdelt          GDELT events, versions 1 and 2 (tables without a header)
                   known by GLOBALEVENTID, SQLDATE, EventRootCode
    wikidata       Wikidata query: item, itemLabel, date, coord, countryLabel, deaths, …
                   known by item or event, itemLabel or eventLabel, date or pointInTime or point_in_time or time or startTime or start
    timelinejs     TimelineJS spreadsheet (version 3)
                   known by Year, Headline, Text, Display Date, End Year, Media, Media Credit, Background
    timelinejs-v1  TimelineJS spreadsheet, version 1
                   known by Start Date, Headline, Text
    other          any other file: its date and title are found by name or by what is in them, and said
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
