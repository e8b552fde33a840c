//! Who is let in: passwords from where `psql` takes them, and connections that nobody can listen to.

use std::process::Command;

use crate::{Team, said};

/// A server that lets in with a password alone, and over TLS.
fn team() -> Option<Team> {
    let team = Team::new()?;
    team.write("t.csv", "id,date,title\na,2020,A\n");
    team.table_of("t", "t.csv");
    team.server.sql("CREATE ROLE ada LOGIN PASSWORD 'secret'; GRANT t_writers TO ada");
    team.server.lock_up();
    Some(team)
}

impl Team {
    /// What `list` says at an address, with these variables.
    fn list(&self, address: &str, variables: &[(&str, &str)]) -> String {
        let mut command = self.command(&["list", address]);
        said(&command.envs(variables.iter().copied()).output().unwrap())
    }
}

#[test]
fn a_password_comes_from_where_psql_takes_it() {
    let Some(team) = team() else { return };
    let address = team.server.address("ada", "t") + "&sslmode=require";
    assert!(team.list(&address, &[("PGPASSWORD", "secret")]).ends_with("--- exit 0\n"));
    let none = team.list(&address, &[]);
    assert!(none.contains("PGPASSWORD or ~/.pgpass") && none.ends_with("--- exit 1\n"), "{none}");
    let wrong = team.list(&address, &[("PGPASSWORD", "guessed")]);
    assert!(wrong.contains("password authentication failed") && !wrong.contains("guessed"), "{wrong}");
    // A file that others may read is not read.
    team.write(".pgpass", format!("*:*:*:bob:no\n127.0.0.1:{}:postgres:ada:secret\n", team.server.port()));
    mode(&team, ".pgpass", "644");
    let open = team.list(&address, &[]);
    assert!(open.contains("was not read, since others may read it") && !open.contains("secret"), "{open}");
    mode(&team, ".pgpass", "600");
    let list = team.list(&address, &[]);
    assert!(list.ends_with("--- exit 0\n"), "{list}");
    team.write("elsewhere", "*:*:*:*:secret\n");
    mode(&team, "elsewhere", "600");
    std::fs::remove_file(team.path(".pgpass")).unwrap();
    assert!(team.list(&address, &[("PGPASSFILE", "elsewhere")]).ends_with("--- exit 0\n"));
}

#[test]
fn nobody_else_is_taken_for_the_server() {
    let Some(team) = team() else { return };
    let password = ("PGPASSWORD", "secret");
    let address = team.server.address("ada", "t");
    let list = |parameters: &str| team.list(&format!("{address}{parameters}"), &[password]);
    // On this machine alone no TLS is asked for; this server wants it.
    assert!(list("").contains("no encryption"));
    assert!(list("&sslmode=require").ends_with("--- exit 0\n"));
    let unknown = list("&sslmode=verify-full");
    assert!(unknown.contains("TLS handshake") && unknown.contains("sslrootcert"), "{unknown}");
    let root = format!("&sslrootcert={}", team.server.certificate().display());
    assert!(list(&format!("&sslmode=verify-full{root}")).ends_with("--- exit 0\n"));
    // The certificate is that of 127.0.0.1, not of `localhost`.
    let other = format!("{address}{root}").replace("127.0.0.1", "localhost");
    assert!(team.list(&format!("{other}&sslmode=verify-ca"), &[password]).ends_with("--- exit 0\n"));
    let refused = team.list(&format!("{other}&sslmode=verify-full"), &[password]);
    assert!(refused.contains("TLS handshake") && refused.ends_with("--- exit 1\n"), "{refused}");
    let missing = list("&sslmode=verify-full&sslrootcert=nosuch.pem");
    assert!(missing.contains("cannot read `nosuch.pem`"), "{missing}");
    let mode = list("&sslmode=perhaps");
    assert!(mode.contains("sslmode is not `perhaps`") && mode.ends_with("--- exit 2\n"), "{mode}");
}

fn mode(team: &Team, file: &str, mode: &str) {
    assert!(Command::new("chmod").arg(mode).arg(team.path(file)).status().unwrap().success());
}
