//! UCDP GED: the global release, the candidate release and the one of the Humanitarian Data Exchange.

use super::beside;
use crate::{Run, data, lossy};
use insta::assert_snapshot;

#[test]
fn an_event_is_some_time_between_its_two_days() {
    let run = beside(&["ucdp_ged_231_layout.csv"]);
    assert_snapshot!(
        run.show(&["timeline", "ucdp_ged_231_layout.csv", "--location", "sampleland", "--location", "farland"]),
        @"
        2006
         │
         ●  between 20 and    River Guard  - Civilians
         │  30 Nov 2006       Farland-Examplia Border, Farland · one-sided violence
         │                    21 (21–77) killed
         │
        2019
         │
         ●  between 3 Jun     Government of Sampleland (North Sampleland) - Forces of
         │  and 12 Jul 2019   the Provisional Assembly Council
         │                    Northern Dale governorate, Dale governorate, Sampleland
         │                    (North Sampleland) · state-based conflict
         │                    68 (0–130) killed
         │
        2 events
        "
    );
}

#[test]
fn an_id_that_is_not_there_is_said() {
    let run = beside(&["ucdp_ged_231_layout.csv"]);
    assert_snapshot!(run.show(&["show", "13674", "-f", "ucdp_ged_231_layout.csv", "--width", "100"]), @"
    --- stderr
    error: no event in ucdp_ged_231_layout.csv has the id `13674`
    hint: `dateline list --columns id,date,title` shows the ids
    --- exit 1
    ");
}

#[test]
fn the_type_of_violence_is_found_by_its_name() {
    let run = beside(&["ucdp_ged_231_layout.csv"]);
    assert_eq!(run.ids(&["ucdp_ged_231_layout.csv", "--search", "one-sided violence"]).len(), 4);
}

#[test]
fn the_type_of_violence_is_the_kind() {
    let run = beside(&["ucdp_ged_231_layout.csv"]);
    assert_eq!(run.ids(&["ucdp_ged_231_layout.csv", "--kind", "one-sided"]).len(), 4);
}

#[test]
fn the_killed_of_a_kind_are_best_and_bounds() {
    let run = beside(&["ucdp_ged_231_layout.csv"]);
    assert_snapshot!(run.show(&["count", "ucdp_ged_231_layout.csv", "--by", "kind"]), @"
    kind                  events         killed
    state-based conflict      18   138 (61–235)  ███████████████████████████████████
    one-sided violence         4     34 (34–93)  ███████▊
    non-state conflict         2     19 (17–19)  ███▉
    ───────────────────────────────────────────
    total                     24  191 (112–347)

    24 events
    ");
}

#[test]
fn a_row_of_hxl_tags_is_no_event_and_said() {
    let run = beside(&["ucdp_ged_201_hdx_layout.csv"]);
    assert_snapshot!(
        run.show(&["list", "ucdp_ged_201_hdx_layout.csv", "--where", "killed >= 5", "--columns", "id,date,killed"]),
        @"
        id      date                           killed
        ─────────────────────────────────────────────
        980104  between 5 and 6 Feb 2015            9
        980107  between 1 Sep and 30 Nov 2015      14

        2 events
        --- stderr
        note: line 2 of ucdp_ged_201_hdx_layout.csv holds HXL tags, not an event
        "
    );
}

/// A candidate release, which is published without its header.
fn candidate() -> (Run, Vec<u8>) {
    let mut bytes = data("ucdp_ged_231_layout.csv");
    let header = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    bytes.drain(..header);
    (Run::nowhere().file("candidate.csv", &bytes), bytes)
}

#[test]
fn a_candidate_release_is_read_without_its_header() {
    let (run, _) = candidate();
    assert_snapshot!(run.show(&["list", "candidate.csv", "--year", "2019", "--columns", "id,date,title,killed"]), @"
    id      date                 title                                       killed
    ───────────────────────────────────────────────────────────────────────────────
    990115  19 Mar 2019          Government of Examplia - Northern                6
                                 Front
    990113  between 3 Jun and    Government of Sampleland (North         68 (0–130)
            12 Jul 2019          Sampleland) - Forces of the
                                 Provisional Assembly Council

    2 events
    --- stderr
    note: candidate.csv has no header; its rows are those of ucdp-ged
    ");
}

#[test]
fn a_candidate_release_is_exported_without_its_header() {
    let (run, bytes) = candidate();
    assert_eq!(lossy(run.output(&["export", "candidate.csv"]).stdout), lossy(bytes));
}
