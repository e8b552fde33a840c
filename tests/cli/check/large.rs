//! Long files, and files that hold anything.

use super::findings;
use crate::Run;
use proptest::prelude::*;
use serde_json::Value;

#[test]
fn lines_are_right_far_into_a_file() {
    let row = "2021-05,\"two\nlines, the first\n\",,,,AP\n";
    let run = Run::nowhere().file(
        "a.csv",
        format!(
            "date,summary,latitude,longitude,country,source,title\n{}26 August 2021,x,,,,AP,t\n2021-13,x,,,,AP,t\n",
            row.replace("AP\n", "AP,t\n").repeat(60_000)
        ),
    );
    let found = findings(&run, &["check", "a.csv", "--format", "json"]);
    let places: Vec<(u64, &str)> =
        found.iter().map(|f| (f["line"].as_u64().unwrap(), f["code"].as_str().unwrap())).collect();
    // One of the 60,000 is the first, and the others are much like it.
    let last: Vec<_> = places.iter().filter(|(_, code)| !["edge-spaces", "likely-duplicate"].contains(code)).collect();
    assert_eq!(last, [&(180_002, "date-not-edtf"), &(180_003, "unreadable-cell")]);
    assert!(places.contains(&(2, "edge-spaces")) && places.contains(&(179_999, "edge-spaces")));
}

#[test]
fn many_events_on_one_day_at_one_place_take_no_square_of_their_number() {
    let rows: String = (0..200_000).map(|i| format!("2021-08-26,Incident {i} of {},Kabul,AP\n", i * 7)).collect();
    let run = Run::nowhere().file("a.csv", format!("date,title,location,source\n{rows}"));
    let shown = run.show(&["check", "a.csv"]);
    assert!(shown.ends_with("in 200,000 events\n"), "{shown}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_a_file_holds_it_is_checked(
        rows in "([-a0-9 .,;:/()“”\"'é東\u{301}\n]|2014|late |in |May |https://|[0-9]{4}/[0-9]{2}|Kabul|\r\n){0,120}",
    ) {
        let run = Run::nowhere().file("a.csv", format!("title,summary,source,date,latitude,longitude\n{rows}\n"));
        let output = run.output(&["check", "a.csv", "--format", "json"]);
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        let count = |severity: &str| {
            let findings = json["findings"].as_array().unwrap();
            findings.iter().filter(|finding| finding["severity"] == severity).count() as u64
        };
        prop_assert_eq!(Some(count("error")), json["errors"].as_u64());
        prop_assert_eq!(Some(count("warning")), json["warnings"].as_u64());
        prop_assert_eq!(output.status.code(), Some(i32::from(count("error") > 0)));
        // Twice the same, whatever thread did what.
        prop_assert_eq!(output.stdout, run.output(&["check", "a.csv", "--format", "json"]).stdout);
    }
}
