//! The program or the server is killed in the middle of a change: what is there afterwards is the old state or the new one.

use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Team;

const ROWS: usize = 40;

/// All rows hold one number, which one change raises in all of them.
fn team() -> Option<(Team, String)> {
    let team = Team::new()?;
    let rows: String = (0..ROWS).map(|n| format!("e{n},2020,Event {n},0\n")).collect();
    team.write("t.csv", format!("id,date,title,killed\n{rows}"));
    let table = team.table_of("t", "t.csv");
    Some((team, table))
}

/// The number that all rows hold; nothing else may be there, and the history has as much of each as the table.
fn number(team: &Team) -> u64 {
    let found = team.server.sql("SELECT killed, count(*) FROM t GROUP BY 1");
    let (killed, rows) = found.split_once('|').unwrap_or_else(|| panic!("{found}"));
    assert_eq!(rows, ROWS.to_string(), "{found}");
    let history = "SELECT count(*) FROM t WHERE version <> (SELECT max(version) FROM t_history h WHERE h.row_number = t.row_number)";
    assert_eq!(team.server.sql(history), "0");
    killed.parse().unwrap()
}

fn kills() -> u32 {
    if crate::is_long() { 200 } else { 20 }
}

/// Starts a change of all rows, and waits for a part of the time that it takes.
fn change(team: &Team, table: &str, number: u64, wait: Duration) -> std::process::Child {
    let number = number.to_string();
    let words = ["edit", "--where", "date = 2020", "--killed", &number, "--yes", "-f", table];
    let child = team.command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    sleep(wait);
    child
}

/// How long the change takes if nobody is killed.
fn duration(team: &Team, table: &str) -> Duration {
    let start = Instant::now();
    assert!(change(team, table, 1, Duration::ZERO).wait().unwrap().success());
    start.elapsed()
}

#[test]
fn of_a_killed_program_all_is_done_or_nothing() {
    let Some((team, table)) = team() else { return };
    let whole = duration(&team, &table);
    let mut outcomes = [0, 0];
    for n in 0..kills() {
        let old = number(&team);
        let mut child = change(&team, &table, old + 1, whole * n / kills());
        child.kill().unwrap();
        child.wait().unwrap();
        // The server notices at once, and what waits for the lock gets it.
        let new = number(&team);
        assert!(new == old || new == old + 1, "{old} → {new}");
        outcomes[(new - old) as usize] += 1;
    }
    assert!(outcomes[0] > 0, "no change was killed before it was committed");
    team.data(&["edit", "e0", "--killed", "7", "-f", &table]);
}

#[test]
fn of_a_killed_server_all_is_done_or_nothing() {
    let Some((mut team, table)) = team() else { return };
    let whole = duration(&team, &table);
    // A server takes longer to start than a program.
    let kills = if crate::is_long() { kills() } else { kills() / 4 };
    for n in 0..kills {
        let old = number(&team);
        let mut child = change(&team, &table, old + 1, whole * n / kills);
        team.server.kill();
        let is_done = child.wait().unwrap().success();
        team.server.run();
        let new = number(&team);
        assert!(new == old || new == old + 1, "{old} → {new}");
        // What the program said was done is done.
        assert!(!is_done || new == old + 1, "the change was lost");
    }
    team.data(&["edit", "e0", "--killed", "7", "-f", &table]);
}

#[test]
fn a_lost_connection_is_told() {
    let Some((mut team, table)) = team() else { return };
    team.server.sql(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.2); RETURN NEW; END'",
    );
    team.server.sql("CREATE TRIGGER slow BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION slow()");
    let words = ["edit", "--where", "date = 2020", "--killed", "5", "--yes", "-f", &table];
    let child = team.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    sleep(Duration::from_secs(1));
    team.server.kill();
    let said = crate::said(&child.wait_with_output().unwrap());
    assert!(
        said.contains("the connection to") && said.contains("was lost") && said.ends_with("--- exit 1\n"),
        "{said}"
    );
    team.server.run();
    assert_eq!(number(&team), 0);
}
