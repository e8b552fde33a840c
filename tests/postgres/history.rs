//! The history: what writers and others may do to it.

use crate::Team;

/// A table, a writer and a reader of it.
fn team() -> Option<Team> {
    let team = Team::new()?;
    team.write("t.csv", "id,date,title,note\na,2020,A,\nb,2021,B,\n");
    team.table_of("t", "t.csv");
    team.server.sql("CREATE ROLE ada LOGIN; GRANT t_writers TO ada; CREATE ROLE eve LOGIN; GRANT t_readers TO eve");
    Some(team)
}

#[test]
fn a_writer_can_change_rows_and_not_the_history() {
    let Some(team) = team() else { return };
    let may = |user: &str, sql: &str| team.server.try_sql(user, sql).is_some();
    assert!(may("ada", "UPDATE t SET title = 'New' WHERE id = 'a'"));
    assert!(may("ada", "INSERT INTO t (date, title) VALUES ('2022', 'C')"));
    assert!(may("ada", "DELETE FROM t WHERE id = 'b'"));
    for sql in [
        "DELETE FROM t_history",
        "UPDATE t_history SET changed_by = 'eve'",
        "INSERT INTO t_history (row_number, id, version, operation, changed_at, changed_by, application)
            VALUES (1, 'a', 9, 'update', now(), 'eve', 'x')",
        "TRUNCATE t_history",
        "TRUNCATE t",
        "ALTER TABLE t DISABLE TRIGGER ALL",
        "DROP TRIGGER keep_history ON t",
        "CREATE OR REPLACE FUNCTION t_keep_history() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "SELECT t_keep_history()",
        "SET session_replication_role = replica",
        "UPDATE t_header SET name = 'x'",
        "DELETE FROM t_header",
        "DROP TABLE t_history",
        "UPDATE t SET row_number = 99 WHERE id = 'a'",
        // What no column of the header would show.
        "UPDATE t SET killed = '5' WHERE id = 'a'",
        "UPDATE t SET extra = '{\"hidden\": \"x\"}' WHERE id = 'a'",
        "UPDATE t SET extra = '[]' WHERE id = 'a'",
    ] {
        assert!(!may("ada", sql), "{sql}");
    }
    // Even the owner of the table does not empty it behind the back of the history.
    assert!(!may("postgres", "TRUNCATE t"));
    for sql in ["UPDATE t SET title = 'x'", "INSERT INTO t (title) VALUES ('x')", "DELETE FROM t", "LOCK TABLE t"] {
        assert!(!may("eve", sql), "{sql}");
    }
    let kept = team.server.sql("SELECT operation, id, version, changed_by, application FROM t_history ORDER BY change");
    assert_eq!(
        kept,
        "insert|a|1|postgres|dateline init\ninsert|b|1|postgres|dateline init\nupdate|a|2|ada|psql\n\
         insert||1|ada|psql\ndelete|b|1|ada|psql"
    );
}

#[test]
fn a_version_can_not_be_set_and_counts_changes_alone() {
    let Some(team) = team() else { return };
    for sql in [
        "UPDATE t SET version = 9 WHERE id = 'a'",
        "UPDATE t SET title = title",
        "UPDATE t SET title = 'B2' WHERE id = 'b'",
    ] {
        team.server.try_sql("ada", sql).unwrap();
    }
    team.server.try_sql("ada", "INSERT INTO t (id, version) VALUES ('c', 7)").unwrap();
    assert_eq!(team.server.sql("SELECT string_agg(id || version, ' ' ORDER BY id) FROM t"), "a1 b2 c1");
    assert_eq!(team.server.sql("SELECT count(*) FROM t_history"), "4");
}

#[test]
fn the_log_says_who_changed_what() {
    let Some(team) = team() else { return };
    let ada = team.server.address("ada", "t");
    team.data(&["edit", "a", "-f", &ada, "--date", "late 2020", "--set", "note=two\nlines"]);
    team.server.try_sql("ada", "UPDATE t SET title = 'B \x1b[31m' WHERE id = 'b'").unwrap();
    team.data(&["remove", "b", "-f", &ada, "--yes"]);
    team.data(&["add", "-f", &ada, "--id", "c", "--date", "2022", "--title", "C"]);
    let eve = team.server.address("eve", "t");
    // The first ten digits are the day, and the next nine the time of it.
    let log = |words: &[&str]| -> String {
        let said = team.data(&[&["log", "-f", &eve], words].concat());
        let without_time = |line: &str| match line.starts_with(' ') {
            true => format!("{line}\n"),
            false => format!("{}\n", &line["2026-11-01T12:30:00Z  ".len()..]),
        };
        said.lines().map(without_time).collect()
    };
    assert_eq!(
        log(&[]),
        "ada added c with dateline add\nada removed b with dateline remove\nada changed b with psql\n  title B → B ␛[31m\n\
         ada changed a with dateline edit\n  date 2020 → late 2020\n  note set to two lines\n\
         postgres added b with dateline init\npostgres added a with dateline init\n"
    );
    assert_eq!(log(&["B", "-n", "1"]), "ada removed b with dateline remove\n");
    let json = team.data(&["log", "a", "-n", "1", "--format", "ndjson", "-f", &eve]);
    let changes = r#""changes":[{"column":"date","from":"2020","to":"[2020-09..2020-12]"},"#;
    assert!(json.contains(changes) && json.contains(r#""by":"ada","program":"dateline edit""#), "{json}");
    let none = team.say(&["log", "x", "-f", &eve]);
    assert!(none.contains("has or had the id `x`") && none.ends_with("--- exit 1\n"), "{none}");
    let file = team.say(&["log", "-f", "t.csv"]);
    assert!(file.contains("a file keeps no history"), "{file}");
}

#[test]
fn what_a_table_held_can_be_read_again() {
    let Some(team) = team() else { return };
    let before = team.data(&["export", &team.address("t")]);
    // The changes so far were made at the beginning of a year, the next ones now.
    team.server.sql("UPDATE t_history SET changed_at = '2020-01-01 12:00Z'");
    let table = team.address("t");
    team.data(&["edit", "a", "-f", &table, "--title", "New"]);
    team.data(&["remove", "b", "-f", &table, "--yes"]);
    team.data(&["columns", &table, "--add", "later"]);
    let at = |moment: &str| team.data(&["export", &format!("{table}&at={moment}"), "--columns", "id,date,title,note"]);
    assert_eq!(at("2020-01-01"), before);
    assert_eq!(at("2020-01-01T12:00Z"), before);
    assert_eq!(at("2019"), "id,date,title,note\n");
    assert_eq!(at("2020-01-01T11:59"), "id,date,title,note\n");
    assert_eq!(at("2999"), "id,date,title,note\na,2020,New,\n");
    let shown = team.data(&["show", "b", "--at", "January 2020", "-f", &table]);
    assert!(shown.contains("2021"), "{shown}");
    assert!(team.say(&["show", "b", "-f", &table]).contains("has the id `b`"));
    let refused = team.say(&["edit", "a", "--title", "Old", "-f", &format!("{table}&at=2020")]);
    assert!(refused.contains("can't be changed") && refused.ends_with("--- exit 2\n"), "{refused}");
    let wrong = team.say(&["show", "b", "--at", "yesterday", "-f", &table]);
    assert!(wrong.contains("is no moment of the past"), "{wrong}");
    assert!(team.say(&["show", "b", "--at", "2020", "-f", "t.csv"]).contains("only a table of PostgreSQL"));
}
