//! Real tables of `../shared/data/tables`, against the figures that its README gives for them.
//!
//! Their authors' licences allow no copy here. Where that folder is missing, each test says so and passes.

use serde_json::Value;

use super::{events, recognised};
use crate::{Run, shared};

/// What is known of one table: its events, those that match filters, and sums.
struct Table {
    path: String,
    events: Vec<Value>,
}

impl Table {
    /// `None`: the folder is missing.
    fn open(file: &str, layout: &str) -> Option<Table> {
        let path = shared(&format!("tables/{file}"))?.display().to_string();
        assert_eq!(recognised(&Run::nowhere(), &path), layout, "{file}");
        let events = events(&Run::nowhere(), &[&path]);
        Some(Table { path, events })
    }

    fn matching(&self, filter: &[&str]) -> usize {
        events(&Run::nowhere(), &[&[&*self.path], filter].concat()).len()
    }

    /// The sum of one bound of the killed, over the events that have it.
    fn killed(&self, bound: &str) -> u64 {
        self.events.iter().filter_map(|event| event["killed"][bound].as_u64()).sum()
    }

    fn edge(&self, edge: &str) -> Vec<&str> {
        self.events.iter().filter_map(|event| event[edge].as_str()).collect()
    }

    fn dates(&self) -> Vec<&str> {
        self.edge("date")
    }
}

#[test]
fn ucdp_prio_conflict_years() {
    let Some(table) = Table::open("ucdp_prio_acd_251.csv", "ucdp-prio") else { return };
    assert_eq!(table.events.len(), 918);
    assert_eq!(
        (table.edge("earliest").into_iter().min(), table.edge("latest").into_iter().max()),
        (Some("1946-01-01"), Some("2024-12-31"))
    );
    assert_eq!(table.matching(&["--year", "2019", "--certain"]), 22);
}

#[test]
fn ucdp_battle_deaths() {
    let Some(table) = Table::open("ucdp_brd_221.csv", "ucdp-battle-deaths") else { return };
    assert_eq!(table.events.len(), 1032);
    // The columns add up to 1,291,299 and 1,732,852; bounds on the wrong side of the best estimate are widened to hold it.
    assert_eq!((table.killed("low"), table.killed("high")), (1_291_299 - 11, 1_732_852 + 2));
    // An estimate whose bounds are the same number is that number, and has no best beside it.
    let best = |event: &Value| event["killed"]["best"].as_u64().or(event["killed"]["low"].as_u64()).unwrap_or(0);
    assert_eq!(table.events.iter().map(best).sum::<u64>(), 1_354_817);
}

#[test]
fn correlates_of_war_between_states() {
    let Some(table) = Table::open("cow_inter_state_v4.csv", "cow-inter-state") else { return };
    assert_eq!(table.events.len(), 337);
    assert_eq!(table.edge("earliest").into_iter().min(), Some("1823-04-07"));
    assert_eq!(table.edge("latest").into_iter().max().map(|day| &day[..4]), Some("2003"));
    // Some states fought twice in one war.
    assert!(table.dates().iter().any(|date| date.starts_with('{')));
}

#[test]
fn correlates_of_war_without_states() {
    let Some(table) = Table::open("cow_non_state_v4.csv", "cow-non-state") else { return };
    assert_eq!(table.events.len(), 62);
    assert_eq!(table.edge("earliest").into_iter().min(), Some("1818-01-01"));
    assert!(table.edge("earliest").into_iter().max().is_some_and(|day| day.starts_with("1999")));
}

#[test]
fn noaa_earthquakes_with_tabs() {
    let Some(table) = Table::open("noaa_earthquakes.tsv", "noaa-earthquakes") else { return };
    assert_eq!(table.events.len(), 1454);
    let parts = |at_least: usize| {
        let dates = table.dates().into_iter();
        dates.filter(|date| date.trim_start_matches('-').split('-').count() >= at_least).count()
    };
    assert_eq!((parts(2), parts(3)), (1454, 1452));
}

#[test]
fn noaa_earthquakes_of_the_api() {
    let Some(table) = Table::open("noaa_earthquakes_api.csv", "noaa-earthquakes") else { return };
    assert_eq!(table.events.len(), 1335);
    assert_eq!(table.killed("low"), 2_040_790);
    // 2150 BC.
    assert!(table.dates().contains(&"-2149"));
    assert!(table.edge("latest").iter().any(|day| day.starts_with("2026")));
}

#[test]
fn iom_missing_migrants() {
    let Some(table) = Table::open("iom_missing_migrants_2020.csv", "iom-missing-migrants") else { return };
    assert_eq!(table.events.len(), 705);
    assert_eq!(table.edge("earliest").into_iter().min(), Some("2014-01-14"));
    assert_eq!(table.edge("latest").into_iter().max(), Some("2020-01-13"));
    assert_eq!(table.killed("low"), 2025);
}

#[test]
fn timesketch_events() {
    for (file, count, day) in
        [("timesketch_sigma_events.csv", 4, "2015-07-24"), ("timesketch_evtx.csv", 13, "2012-03-14")]
    {
        let Some(table) = Table::open(file, "timesketch") else { return };
        assert_eq!(table.events.len(), count, "{file}");
        assert!(table.edge("earliest").iter().all(|earliest| *earliest == day), "{file}");
        assert!(table.events.iter().all(|event| event["title"].is_string()), "{file}");
    }
}

#[test]
fn wikidata_terms_of_office() {
    let Some(table) = Table::open("wikidata_holders_japan.csv", "wikidata-holders") else { return };
    assert_eq!(table.events.len(), 832);
    assert_eq!(table.dates().iter().filter(|date| date.ends_with("/..")).count(), 161);
    let naruhito = table.events.iter().find(|event| event["extra"]["personID"] == "Q217096");
    assert_eq!(naruhito.expect("the emperor")["date"], "2019-05-01/..");
}
