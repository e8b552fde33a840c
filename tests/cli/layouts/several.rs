//! Files of several layouts at once.

use super::{FILES, beside, events};
use insta::assert_snapshot;

/// A command on files of four layouts.
fn show(command: &str, options: &[&str]) -> String {
    let foreign = ["acled_2019_layout.csv", "gdelt1_export_no_header.tsv", "ucdp_ged_231_layout.csv"];
    let run = beside(&foreign).file("events.csv", include_bytes!("../../../events.csv"));
    run.show(&[&[command], &foreign[..], &["events.csv"], options].concat())
}

#[test]
fn several_layouts_make_one_timeline() {
    assert_snapshot!(
        show("timeline", &["--from", "2019", "--country", "examplia", "--country", "afghanistan", "--to", "2021"]),
        @"
        2019
         │
         ●  Feb 2019     Abduction/forced disappearance: Unidentified Armed Group
         │               (Examplia) – Civilians (Examplia)
         │               Port Sample, North Examplia, Examplia
         │               Violence against civilians · 0 killed · acled_2019_layout.csv
         │
         ●  3 Feb 2019   Armed clash: Military Forces of Examplia (2010-) – EXF: Example
         │               Front
         │               Port Sample, North Examplia, Examplia · Battles · 12 killed
         │               acled_2019_layout.csv
         │
         ●  19 Mar 2019  Government of Examplia - Northern Front
         │               Orchid district (Zebra), Zebra province, Examplia
         │               state-based conflict · 6 killed · ucdp_ged_231_layout.csv
         │
        2021
         │
         ●  Aug 2021     Taliban take control of Afghanistan
         │               Afghanistan · takeover · events.csv
         │
         ●  26 Aug 2021  Suicide attack at Kabul airport
         │               Kabul airport, Kabul, Afghanistan · attack · 183 killed
         │               events.csv
         │
        5 events
        --- stderr
        note: gdelt1_export_no_header.tsv has no header; its rows are those of gdelt
        "
    );
}

#[test]
fn events_are_counted_by_file() {
    assert_snapshot!(show("count", &["--by", "file"]), @"
    file                         events         killed
    ucdp_ged_231_layout.csv          24  191 (112–347)  ████████████████████████████
    events.csv                       10           314+  ███████████▋
    acled_2019_layout.csv             2             12  ██▍
    gdelt1_export_no_header.tsv       1                 █▏
    ──────────────────────────────────────────────────
    total                            37     517 (438+)

    37 events
    --- stderr
    note: gdelt1_export_no_header.tsv has no header; its rows are those of gdelt
    ");
}

#[test]
fn events_of_one_file_are_listed() {
    assert_snapshot!(
        show("list", &["--where", "file=events.csv", "--year", "2014", "--columns", "date,title,file"]),
        @"
        date       title                                                     file
        ───────────────────────────────────────────────────────────────────────────────
        late 2014  ISIS-K emerges, breaking away from the Pakistani Taliban  events.csv

        1 event
        --- stderr
        note: gdelt1_export_no_header.tsv has no header; its rows are those of gdelt
        "
    );
}

#[test]
fn events_of_several_layouts_are_exported_in_the_columns_of_the_model() {
    assert_snapshot!(
        show("export", &["--year", "2023", "--columns", "date,country,file"]),
        @"
        date,country,file
        2023-04-15,Examplia,gdelt1_export_no_header.tsv
        --- stderr
        note: gdelt1_export_no_header.tsv has no header; its rows are those of gdelt
        "
    );
}

#[test]
fn of_several_files_each_event_has_its_file() {
    let events = events(&beside(FILES), FILES);
    // One of the 71 is in both files of GDELT, and counts once.
    assert_eq!(events.len(), 70);
    assert!(events.iter().all(|event| event["file"].is_string()));
}
