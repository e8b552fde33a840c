//! Real UCDP GED files, read as plain CSV with `--map`.

use crate::{Run, data};
use insta::assert_snapshot;

const MAP: &str = "--map date=date_start,title=dyad_name,kind=type_of_violence,killed=best,location=where_description";

fn ged() -> Run {
    Run::nowhere()
        .file("ged.csv", data("ucdp_ged_231_piece.csv"))
        .file("ukraine.csv", data("ucdp_ged_201_ukraine_piece.csv"))
}

#[test]
fn lists_and_filters() {
    assert_snapshot!(ged().show(&format!("list ged.csv {MAP} --year 2015..2018 --width 100")), @"");
    assert_snapshot!(ged().show(&format!("timeline ged.csv {MAP} --location nangarhar")), @"");
}

#[test]
fn the_figures_are_those_of_an_independent_reader() {
    for (file, events, best) in [("ged.csv", 24, 200), ("ukraine.csv", 12, 39)] {
        let json = ged().output(&format!("export {file} {MAP} --format ndjson")).stdout;
        let events_read: Vec<serde_json::Value> =
            String::from_utf8(json).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(events_read.len(), events, "{file}");
        let sum: u64 = events_read.iter().map(|event| event["killed"]["low"].as_u64().unwrap()).sum();
        assert_eq!(sum, best, "{file}");
    }
}

#[test]
fn an_export_is_the_file_with_its_row_of_hxl_tags() {
    let run = ged();
    for (name, original) in [("ged.csv", "ucdp_ged_231_piece.csv"), ("ukraine.csv", "ucdp_ged_201_ukraine_piece.csv")] {
        assert_eq!(run.output(&format!("export {name} {MAP}")).stdout, data(original), "{name}");
    }
    assert_snapshot!(run.show(&format!("count ukraine.csv {MAP} --by adm_1")), @"");
}

#[test]
fn without_a_map_it_shows_the_one_to_use() {
    assert_snapshot!(ged().show("list ged.csv"), @"");
}
