//! Changes of a table: what they answer, what is there afterwards, and what is refused.

use crate::{Team, said};

const EVENTS: &str = "id,date,title,location,country,killed,source,note\n\
    founding,late 2014,Founding,Kabul,Afghanistan,,UN,\n\
    kabul,2021-08-26,\"Attack, at the airport\",Kabul,Afghanistan,183,\"UN; \"\"Times\"\"\",x\n";

/// The same changes of a file and of a table are answered alike, and leave the same events.
#[test]
fn a_change_of_a_table_is_that_of_a_file() {
    let Some(team) = Team::new() else { return };
    team.write("t.csv", EVENTS);
    team.write("new.csv", "id,date,title,killed\nmoscow,22 March 2024,Concert hall,131+\nkabul,2021-08-26,Other,1\n");
    team.write("base.csv", EVENTS);
    team.write("theirs.csv", EVENTS.replace("183", "170..183"));
    let table = team.table_of("t", "t.csv");
    let changes: &[&[&str]] = &[
        &["add", "-f", "FILE", "--date", "mid-2022", "--title", "It's \\N and \\.", "--source", "\"a\", b"],
        &["edit", "kabul", "-f", "FILE", "--killed", "170..190", "--add-source", "Army"],
        &["edit", "kabul", "-f", "FILE", "--killed", "170..190"],
        &["edit", "kabul", "-f", "FILE", "--set", "note=two\nlines"],
        &["edit", "--where", "country = afghanistan", "-f", "FILE", "--status", "confirmed", "--yes"],
        &["edit", "--where", "country = afghanistan", "-f", "FILE", "--set", "note=y", "--yes"],
        &["add", "-f", "FILE", "--report-of", "kabul", "--killed", "600", "--source", "Army"],
        &["add", "-f", "FILE", "--from", "new.csv"],
        &["columns", "FILE", "--add", "checked by", "--add", "status"],
        &["edit", "moscow", "-f", "FILE", "--set", "checked by=ada", "--status", "confirmed"],
        &["remove", "founding", "-f", "FILE", "--yes"],
        &["remove", "kabul", "-f", "FILE", "--yes"],
        &["remove", "nosuch", "-f", "FILE", "--yes"],
        &["edit", "moscow", "-f", "FILE", "--id", "kabul"],
        &["merge", "base.csv", "FILE", "theirs.csv", "-o", "FILE", "--ours"],
        &["check", "--fix", "FILE"],
    ];
    for words in changes {
        let of = |named: &str| {
            let words: Vec<&str> = words.iter().map(|word| if *word == "FILE" { named } else { word }).collect();
            team.say(&words).replace(&format!("'{named}'"), "FILE").replace(named, "FILE")
        };
        assert_eq!(of(&table), of("t.csv"), "{words:?}");
        // A new row stands last in a table, and in the order of dates in such a file.
        let list = ["list", "--width", "300", "--columns", "id,date,title,killed,source,note"];
        let listed = |named: &str| team.data(&[&list[..], &[named]].concat());
        assert_eq!(listed(&table), listed("t.csv"), "{words:?}");
    }
    // Each row has as many versions as changes, and the header the columns that were added.
    let names = team.data(&["export", &table, "-n", "0"]);
    assert_eq!(names, "id,date,title,location,country,killed,source,note,report_of,checked by,status\n");
    assert_eq!(team.server.sql("SELECT max(version) FROM t WHERE id = 'kabul'"), "4");
}

#[test]
fn a_dry_run_changes_nothing() {
    let Some(team) = Team::new() else { return };
    team.write("t.csv", EVENTS);
    let table = team.table_of("t", "t.csv");
    for words in [
        &["edit", "kabul", "--killed", "5", "--dry-run", "-f", &table][..],
        &["add", "--date", "2022", "--title", "A", "--dry-run", "-f", &table],
        &["remove", "kabul", "--dry-run", "-f", &table],
    ] {
        let shown = team.say(words);
        assert!(shown.contains("was not changed (--dry-run)"), "{shown}");
    }
    assert_eq!(team.data(&["export", &table]), EVENTS);
    assert_eq!(team.server.sql("SELECT count(*) FROM t_history"), "2");
}

#[test]
fn a_new_table_has_the_columns_of_a_new_file() {
    let Some(team) = Team::new() else { return };
    let table = team.address("Odd \"name\"; --").replace(' ', "%20").replace('"', "%22");
    let made = team.say(&["init", &table]);
    assert!(made.contains("with the columns id, date, title, location"), "{made}");
    team.data(&["init", "new.csv"]);
    assert_eq!(team.data(&["export", &table]), team.data(&["export", "new.csv"]));
    let again = team.say(&["init", &table]);
    assert!(again.contains("already; it stays as it is") && again.ends_with("--- exit 1\n"), "{again}");
    team.data(&["add", "-f", &table, "--date", "2020", "--title", "A"]);
    assert!(team.data(&["list", &table]).contains("2020"));
    let conflict = team.say(&["export", "-o", &table]);
    assert!(conflict.contains("is a table"), "{conflict}");
}

#[test]
fn what_a_table_cannot_hold_is_refused_whole() {
    let Some(team) = Team::new() else { return };
    let refused: [(&str, &[u8]); 4] = [
        ("narrow.csv", b"id,date,title\na,2020,A\nb,2021\n"),
        ("nul.csv", b"id,date,title\na,2020,A\0B\n"),
        ("above.csv", b"Events of the year\n\nid,date,title,source\na,2020,A,x\nb,2021,B,y\nc,2022,C,z\n"),
        ("conflict.csv", b"id,date,title\n<<<<<<< ours\na,2020,A\n=======\na,2021,A\n>>>>>>> theirs\n"),
    ];
    for (name, bytes) in refused {
        team.write(name, bytes);
        let said = team.say(&["init", &team.address("t"), "--from", name]);
        assert!(said.contains(name) && said.ends_with("--- exit 1\n"), "{said}");
    }
    assert_eq!(team.server.sql("SELECT count(*) FROM pg_class WHERE relname LIKE 't\\_%' OR relname = 't'"), "0");
}

#[test]
fn conflicts_of_a_merge_leave_a_table_as_it_is() {
    let Some(team) = Team::new() else { return };
    team.write("base.csv", EVENTS);
    team.write("ours.csv", EVENTS.replace("183", "184"));
    team.write("theirs.csv", EVENTS.replace("183", "185"));
    let table = team.table_of("t", "ours.csv");
    let said = team.say(&["merge", "base.csv", &table, "theirs.csv", "-o", &table]);
    assert!(said.contains("conflict: ") && said.contains("nothing was changed"), "{said}");
    assert_eq!(team.data(&["export", &table]), EVENTS.replace("183", "184"));
    team.data(&["merge", "base.csv", &table, "theirs.csv", "-o", &table, "--theirs"]);
    assert_eq!(team.data(&["export", &table]), EVENTS.replace("183", "185"));
}

#[cfg(unix)]
#[test]
fn who_changed_a_row_meanwhile_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let Some(team) = Team::new() else { return };
    team.write("t.csv", EVENTS);
    let table = team.table_of("t", "t.csv");
    team.server.sql("CREATE ROLE ada LOGIN; GRANT t_writers TO ada");
    // An editor in which somebody thinks while ada changes the same event with psql.
    let ada = |sql: &str| {
        let edit = format!("psql -X -q -h 127.0.0.1 -p {} -U ada postgres -c \"{sql}\"", team.server.port());
        team.write("editor", format!("#!/bin/sh\n{edit}\nsed -i 's/183/200/' \"$1\"\n"));
        std::fs::set_permissions(team.path("editor"), std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = team.command(&["edit", "kabul", "--editor", "-f", &table]);
        said(&command.env("EDITOR", team.path("editor")).env_remove("VISUAL").output().unwrap())
    };
    let refused = ada("UPDATE t SET killed = '184' WHERE id = 'kabul'");
    assert!(refused.contains("`kabul` was changed by ada just now while it was in the editor"), "{refused}");
    assert!(refused.ends_with("--- exit 1\n"), "{refused}");
    assert!(team.data(&["export", &table]).contains(",184,"));
    // A change of another event is nobody's concern.
    team.server.sql("UPDATE t SET killed = '183' WHERE id = 'kabul'");
    let done = ada("UPDATE t SET killed = '7' WHERE id = 'founding'");
    assert!(done.contains("changed kabul: killed 183 → 200"), "{done}");
    assert_eq!(team.server.sql("SELECT string_agg(killed, ' ' ORDER BY row_number) FROM t"), "7 200");
}

#[test]
fn errors_of_a_server_say_what_to_do() {
    let Some(mut team) = Team::new() else { return };
    team.write("t.csv", EVENTS);
    let table = team.table_of("t", "t.csv");
    team.server
        .sql("CREATE TABLE plain (id text); CREATE ROLE bob LOGIN; CREATE ROLE eve LOGIN; GRANT t_readers TO eve");
    for (address, words) in [
        (team.address("nosuch"), "there is no table `nosuch`"),
        (team.address("plain"), "is a table, and no chronology"),
        (team.address("t").replace("/postgres?", "/nosuch?"), "database \"nosuch\" does not exist"),
        (team.address("t") + "&sslmode=require", "server does not support TLS"),
        (team.address("t") + "&tabel=x", "unknown option `tabel`"),
        (team.server.address("bob", "t"), "permission denied for table t"),
        (team.server.address("nobody", "t"), "role \"nobody\" does not exist"),
    ] {
        let said = team.say(&["list", &address]);
        assert!(said.contains(words) && !said.ends_with("--- exit 0\n"), "{address}: {said}");
    }
    let reader = team.server.address("eve", "t");
    team.data(&["list", &reader]);
    let said = team.say(&["edit", "kabul", "--killed", "5", "-f", &reader]);
    assert!(said.contains("permission denied") && said.contains("group roles"), "{said}");
    team.server.kill();
    let said = team.say(&["list", &table]);
    assert!(said.contains("can't be reached") && said.contains("refused"), "{said}");
}
