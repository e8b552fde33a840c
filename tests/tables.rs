//! Real tables of the field, read as an independent reader reads them (tests/tables.py), with no option given.
//!
//! The tables are data of their authors and stand beside this checkout, in `../shared/data/tables`; where that folder is
//! missing, the tests say so and are skipped.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A table, and each of its figures by its name.
type Figures = BTreeMap<String, BTreeMap<String, String>>;

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/tables");
    if !folder.exists() {
        eprintln!("skipped: {} is missing", folder.display());
        return None;
    }
    Some(folder)
}

fn expected() -> Figures {
    let mut figures = Figures::new();
    let text = include_str!("data/tables.csv");
    for row in csv::Reader::from_reader(text.as_bytes()).into_records().map(Result::unwrap) {
        figures.entry(row[0].to_owned()).or_default().insert(row[1].to_owned(), row[2].to_owned());
    }
    figures
}

/// The events of a table as dateline exports them, and what it said beside.
fn read(path: &Path, options: &[&str]) -> (Vec<Value>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["export", "--format", "ndjson"])
        .arg(path)
        .args(options)
        .output()
        .expect("dateline runs");
    let events = String::from_utf8(output.stdout).expect("UTF-8");
    let events = events.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    (events, String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A day as numbers, so that years before our era come first.
fn day(text: &str) -> (i32, String) {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    (sign * rest[..4].parse::<i32>().expect("a year"), rest[5..].to_owned())
}

fn written(day: Option<(i32, String)>) -> String {
    let sign = |year: i32| if year < 0 { "-" } else { "" };
    day.map(|(year, rest)| format!("{}{:04}-{rest}", sign(year), year.abs())).unwrap_or_default()
}

/// The same figure of the events that were read.
fn figure(name: &str, events: &[Value]) -> String {
    let end = |event: &Value, end: &str| event[end].as_str().map(day);
    let dated = || events.iter().filter(|event| !event["date"].is_null());
    let killed = |least: &dyn Fn(&Value) -> Option<u64>| {
        events.iter().filter_map(|event| least(&event["killed"])).sum::<u64>().to_string()
    };
    match name {
        "events" => events.len().to_string(),
        "undated" => (events.len() - dated().count()).to_string(),
        "first" => written(events.iter().filter_map(|event| end(event, "earliest")).min()),
        "last" => written(events.iter().filter_map(|event| end(event, "latest")).max()),
        "open" => dated().filter(|event| event["latest"].is_null()).count().to_string(),
        "to the day" => dated().filter(|event| event["earliest"] == event["latest"]).count().to_string(),
        "killed, least" => killed(&|count| count["low"].as_u64()),
        "killed, best" => killed(&|count| count["best"].as_u64().or(count["low"].as_u64())),
        "killed, most" => killed(&|count| count["high"].as_u64()),
        "untitled" => events.iter().filter(|event| event["title"].is_null()).count().to_string(),
        name => {
            let year: i32 = name.strip_prefix("in ").and_then(|year| year.parse().ok()).expect("a known figure");
            let happened = |event: &&Value| {
                let first = end(event, "earliest").is_some_and(|day| day.0 <= year);
                first && end(event, "latest").is_none_or(|day| day.0 >= year)
            };
            dated().filter(happened).count().to_string()
        }
    }
}

/// What differs between the figures of the tables and the events that are read with these options.
fn differences(options: &[&str], is_asked: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let Some(folder) = folder() else { return Vec::new() };
    let mut wrong = Vec::new();
    for (table, figures) in expected() {
        let (events, said) = read(&folder.join(&table), options);
        for (name, value) in figures.into_iter().filter(|(name, _)| is_asked(&table, name)) {
            let found = figure(&name, &events);
            if found != value {
                let said = said.lines().next().unwrap_or_default();
                wrong.push(format!("{table}: {name}: {found} instead of {value}; {said}"));
            }
        }
    }
    wrong
}

#[test]
fn real_tables_are_read_as_an_independent_reader_reads_them() {
    let wrong = differences(&[], |_, _| true);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn real_tables_are_read_so_without_their_codebooks() {
    let wrong = differences(&["--layout", "other"], |_, _| true);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
