//! SARIF 2.1.0, for editors and code hosts.

use crate::{Run, data};
use serde_json::Value;

/// The one run of the log about `my faults.csv`, which holds one of each fault.
fn run_of_log() -> Value {
    let run = Run::nowhere().file("my faults.csv", data("faults.csv"));
    let output = run.output(&["check", "my faults.csv", "--format", "sarif"]);
    assert_eq!(output.status.code(), Some(1));
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().ends_with("sarif-2.1.0.json"));
    let [run] = &log["runs"].as_array().unwrap()[..] else { panic!("one run") };
    run.clone()
}

fn results(run: &Value) -> &Vec<Value> {
    run["results"].as_array().unwrap()
}

#[test]
fn the_log_names_the_program_and_has_one_result_for_each_fault() {
    let run = run_of_log();
    assert_eq!(run["tool"]["driver"]["name"], "dateline");
    assert_eq!(results(&run).len(), 18);
}

#[test]
fn every_result_is_told_by_a_rule() {
    let run = run_of_log();
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results(&run) {
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["shortDescription"]["text"].is_string());
        assert!(["error", "warning"].contains(&result["level"].as_str().unwrap()));
        assert_eq!(rule["defaultConfiguration"]["level"], result["level"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
    }
}

#[test]
fn every_result_has_its_place_in_the_file() {
    for result in results(&run_of_log()) {
        let [location] = &result["locations"].as_array().unwrap()[..] else { panic!("one location") };
        let place = &location["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "my%20faults.csv");
        let number = |key: &str| place["region"][key].as_u64().unwrap();
        assert!(number("startLine") >= 1 && number("startColumn") >= 1 && number("endColumn") >= number("startColumn"));
    }
}

#[test]
fn a_date_that_can_be_rewritten_has_its_fix() {
    let run = run_of_log();
    let results = results(&run);
    let fixed = results.iter().find(|result| result["ruleId"] == "date-not-edtf").unwrap();
    let replacement = &fixed["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "2021-08-26");
    assert_eq!(replacement["deletedRegion"], fixed["locations"][0]["physicalLocation"]["region"]);
}
