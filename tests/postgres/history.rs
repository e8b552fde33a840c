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
