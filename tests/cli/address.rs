//! The address of a table on a PostgreSQL server where a file may stand: never taken for a path, and never shown with a
//! password. What a server answers is tried in `tests/postgres.rs`.

use crate::Run;
use insta::assert_snapshot;

const ADDRESS: &str = "postgresql://ada@127.0.0.1:1/db?table=events";
const WITH_PASSWORD: &str = "postgresql://ada:secret@127.0.0.1:1/db?table=events";

/// Every place where a file may be named.
fn everywhere(address: &str) -> Vec<Vec<String>> {
    let option = format!("--file={address}");
    let lines: [&[&str]; 27] = [
        &["timeline", address],
        &["list", address],
        &["list", "events.csv", address, "--year", "2014"],
        &["export", address],
        &["export", "-o", address],
        &["export", "-f", "csv", "-o", address],
        &["export", "--template", address],
        &["count", "--by", "year", address],
        &["count", "-o", address],
        &["show", "kabul", "-f", address],
        &["check", address],
        &["check", "--fix", address],
        &["diff", "events.csv", address],
        &["diff", "--textconv", address],
        &["columns", address],
        &["columns", "events.csv", "--save", address],
        &["columns", address, "--add", "note"],
        &["init", address],
        &["init", address, "--from", "events.csv"],
        &["add", "--date", "2020", "--title", "A", "-f", address],
        &["add", "--from", address],
        &["edit", "kabul", "--killed", "5", &option],
        &["remove", "kabul", "--yes", "-f", address],
        &["merge", "events.csv", address, "events.csv", "-o", address],
        &["merge", "events.csv", "events.csv", "events.csv", "-o", address],
        &["layouts", address],
        &["list", "--nonsense", address],
    ];
    lines.iter().map(|line| line.iter().map(|word| (*word).to_owned()).collect()).collect()
}

#[test]
fn no_message_shows_a_password() {
    let run = Run::beside_events();
    for line in everywhere(WITH_PASSWORD) {
        let words: Vec<&str> = line.iter().map(String::as_str).collect();
        let shown = run.show(&words);
        assert!(!shown.contains("secret") && shown.contains("PGPASSWORD"), "{words:?}: {shown}");
        assert!(shown.contains("--- exit 2"), "{words:?}: {shown}");
    }
    let before = run.read("events.csv");
    for command in [&["timeline"][..], &["edit", "kabul", "--killed", "5"], &["init"], &["check", "--fix"]] {
        let run = Run::nowhere().env("DATELINE_FILE", WITH_PASSWORD);
        let shown = run.show(command);
        assert!(!shown.contains("secret") && shown.contains("PGPASSWORD"), "{command:?}: {shown}");
    }
    assert_eq!(run.read("events.csv"), before);
}

#[test]
fn an_address_is_never_taken_for_a_path() {
    let run = Run::beside_events();
    for line in everywhere(ADDRESS) {
        let words: Vec<&str> = line.iter().map(String::as_str).collect();
        let shown = run.show(&words);
        assert!(shown.contains("--- exit "), "{words:?}: {shown}");
        let files: Vec<_> = std::fs::read_dir(run.path(".")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(files, ["events.csv"], "{words:?}");
    }
}

#[test]
fn a_password_in_an_address_is_refused() {
    let run = Run::nowhere();
    assert_snapshot!(run.show(&["list", WITH_PASSWORD]), @r"
    --- stderr
    error: `postgresql://ada@127.0.0.1:1/db?table=events` was given with a password, which is left out here
    hint: passwords come from PGPASSWORD or ~/.pgpass, as with psql; leave it out of the address
    --- exit 2
    ");
    assert_snapshot!(run.env("DATELINE_FILE", WITH_PASSWORD).show(&["list"]), @r"
    --- stderr
    error: `postgresql://ada@127.0.0.1:1/db?table=events` was given with a password, which is left out here
    hint: passwords come from PGPASSWORD or ~/.pgpass, as with psql; leave it out of the address
    --- exit 2
    ");
}

#[test]
fn a_table_is_no_file_to_write_to() {
    let run = Run::beside_events();
    assert_snapshot!(run.show(&["export", "-o", ADDRESS]), @r"
    --- stderr
    error: `postgresql://ada@127.0.0.1:1/db?table=events` is a table, and what is written here is a file
    hint: to make a table of a file: dateline init 'postgresql://ada@127.0.0.1:1/db?table=events' --from FILE
    --- exit 2
    ");
}

#[test]
fn a_file_is_filled_by_add() {
    assert_snapshot!(Run::nowhere().show(&["init", "new.csv", "--from", "events.csv"]), @r"
    --- stderr
    error: --from fills a table of PostgreSQL, and `new.csv` is a file
    hint: make the file, and then add the events: dateline add -f new.csv --from FILE
    --- exit 2
    ");
}

#[cfg(not(feature = "postgres"))]
#[test]
fn without_the_feature_the_error_names_it() {
    let run = Run::beside_events();
    assert_snapshot!(run.show(&["list", ADDRESS]), @r"
    --- stderr
    error: `postgresql://ada@127.0.0.1:1/db?table=events` is a table of PostgreSQL, which this dateline was built without
    hint: build it with that: cargo install --path . --features postgres
    --- exit 1
    ");
    assert_snapshot!(run.show(&["edit", "kabul", "--killed", "5", "-f", ADDRESS]), @r"
    --- stderr
    error: `postgresql://ada@127.0.0.1:1/db?table=events` is a table of PostgreSQL, which this dateline was built without
    hint: build it with that: cargo install --path . --features postgres
    --- exit 1
    ");
    assert_snapshot!(run.show(&["init", ADDRESS]), @r"
    --- stderr
    error: `postgresql://ada@127.0.0.1:1/db?table=events` is a table of PostgreSQL, which this dateline was built without
    hint: build it with that: cargo install --path . --features postgres
    --- exit 1
    ");
}
