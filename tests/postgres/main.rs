//! A chronology as a table of a real PostgreSQL server: what every command answers, changes by many at once, and what is left
//! when the program or the server is killed.
//!
//! The server is Debian's, started in a temporary folder on a free port of this machine, as the user `postgres` where the
//! tests run as root. Without it the tests are skipped, and said to be, unless `DATELINE_POSTGRES_TESTS=required`.
//! With `long` there are 2,000 changes at once and 200 kills of each kind, instead of a few.

mod equal;
mod filters;
mod history;
mod killed;
mod login;
mod server;
mod several;
mod written;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use server::Server;

/// A folder of files, and a server beside it.
struct Team {
    server: Server,
    folder: tempfile::TempDir,
}

impl Team {
    /// `None` where there is no server to start.
    fn new() -> Option<Team> {
        let server = Server::start()?;
        Some(Team { server, folder: tempfile::tempdir().unwrap() })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    /// The address of a table, for the user who made the server.
    fn address(&self, table: &str) -> String {
        self.server.address("postgres", table)
    }

    fn command(&self, words: &[&str]) -> Command {
        program(self.folder.path(), words)
    }

    /// What a command says: its data, its notes and its exit code.
    fn say(&self, words: &[&str]) -> String {
        said(&self.command(words).output().unwrap())
    }

    /// The data of a command that must not fail.
    fn data(&self, words: &[&str]) -> String {
        let output = self.command(words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Makes a table of a file, and returns its address.
    fn table_of(&self, table: &str, file: &str) -> String {
        let address = self.address(table);
        self.data(&["init", &address, "--from", file]);
        address
    }
}

/// Whether all is tried that takes minutes: `DATELINE_POSTGRES_TESTS=long`.
fn is_long() -> bool {
    std::env::var_os("DATELINE_POSTGRES_TESTS").is_some_and(|value| value == "long")
}

fn program(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.args(words).current_dir(folder).stdin(Stdio::null());
    for name in ["PGPASSWORD", "PGUSER", "PGHOST", "PGPORT", "PGDATABASE", "PGSSLMODE", "DATELINE_FILE", "COLUMNS"] {
        command.env_remove(name);
    }
    command.env("HOME", folder).env("XDG_CONFIG_HOME", folder).env("SOURCE_DATE_EPOCH", "1700000000");
    command
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().map_or("killed".to_owned(), |code| code.to_string());
    format!("{}--- stderr\n{}--- exit {code}\n", text(&output.stdout), text(&output.stderr))
}
