//! Many writers at once: none of their changes is lost, and each is in the history.

use std::collections::BTreeSet;
use std::thread;

use crate::{Team, program, said};

const WRITERS: usize = 20;

/// What each writer does: so many changes, of which each fifth is an event of the same date and title as all others.
fn changes() -> usize {
    if crate::is_long() { 100 } else { 20 }
}

#[test]
fn no_change_of_twenty_writers_is_lost() {
    let Some(team) = Team::new() else { return };
    let rows: String = (0..5).map(|n| format!("shared{n},2020,Shared {n},first,\n")).collect();
    team.write("t.csv", format!("id,date,title,tags,killed\n{rows}"));
    let table = team.table_of("t", "t.csv");
    for writer in 0..WRITERS {
        team.server.sql(&format!("CREATE ROLE w{writer} LOGIN; GRANT t_writers TO w{writer}"));
    }
    let writer = |writer: usize| {
        let address = team.server.address(&format!("w{writer}"), "t");
        for n in 0..changes() {
            let (row, tag) = (format!("shared{}", n % 5), format!("w{writer}n{n}"));
            let words: &[&str] = match n % 5 {
                0 => &["add", "-f", &address, "--date", "2021", "--title", "One title"],
                _ => &["edit", &row, "-f", &address, "--add-tag", &tag],
            };
            let output = program(team.folder.path(), words).output().unwrap();
            assert!(output.status.success(), "{words:?}: {}", said(&output));
        }
    };
    thread::scope(|scope| {
        for w in 0..WRITERS {
            let writer = &writer;
            scope.spawn(move || writer(w));
        }
    });
    let all = WRITERS * changes();
    let (added, edited) = (all / 5, all - all / 5);
    // Every tag that was added is there, none was overwritten by another writer's.
    let tags = team.server.sql("SELECT string_agg(tags, '; ') FROM t WHERE id LIKE 'shared%'");
    let tags: BTreeSet<&str> = tags.split("; ").filter(|tag| *tag != "first").collect();
    assert_eq!(tags.len(), edited);
    let ids = team.server.sql("SELECT count(*), count(DISTINCT id) FROM t WHERE title = 'One title'");
    assert_eq!(ids, format!("{added}|{added}"));
    // The history tells of each, by whom and with what.
    let history = team.server.sql(
        "SELECT operation, application, count(*), count(DISTINCT changed_by), count(DISTINCT (row_number, version))
        FROM t_history GROUP BY 1, 2 ORDER BY 1, 2",
    );
    let expected = format!(
        "insert|dateline add|{added}|{WRITERS}|{added}\ninsert|dateline init|5|1|5\n\
         update|dateline edit|{edited}|{WRITERS}|{edited}"
    );
    assert_eq!(history, expected);
    assert!(team.say(&["check", "--only", "duplicate-id", &table]).ends_with("--- exit 0\n"));
}

#[test]
fn who_waits_is_told_for_whom() {
    let Some(team) = Team::new() else { return };
    team.write("t.csv", "id,date,title,killed\na,2020,A,\n");
    let table = team.table_of("t", "t.csv");
    let hold = "BEGIN; UPDATE t SET killed = '1'; SELECT pg_sleep(2.5); COMMIT";
    thread::scope(|scope| {
        let holder = scope.spawn(|| team.server.sql(hold));
        while team.server.sql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(2.5)%'") != "2" {}
        // Readers do not wait, and see what was committed.
        assert_eq!(team.data(&["export", &table]), "id,date,title,killed\na,2020,A,\n");
        let said = team.say(&["edit", "a", "--killed", "5", "-f", &table]);
        assert!(said.contains("waiting for postgres with `psql`, which is changing postgresql://"), "{said}");
        assert!(said.contains("changed a: killed 1 → 5"), "{said}");
        holder.join().unwrap();
    });
}
