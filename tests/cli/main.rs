//! What a user sees, command by command: standard output, standard error and the exit code of the real program.
//!
//! Snapshots stand in the tests themselves; after a change that is meant, `cargo insta test --accept` renews them.

mod add;
mod address;
mod bad_input;
mod check;
mod columns_add;
mod conflict;
mod count;
mod counts_and_times;
mod damage;
mod date;
mod diff;
mod edit;
mod evidence;
mod export;
mod filters;
mod ged;
mod git;
mod ids;
mod inputs;
mod layouts;
mod list;
mod memory;
mod merge;
mod on_terminal;
mod publish;
mod remove;
mod repeated;
mod reports;
mod show;
mod sql;
mod status;
mod terminal;
mod timeline;
mod tips;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A run of the program in a folder of its own, so that no test sees another's files.
struct Run {
    folder: tempfile::TempDir,
    stdin: Vec<u8>,
    environment: Vec<(String, String)>,
}

impl Run {
    /// In an empty folder.
    fn nowhere() -> Run {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Run { folder, stdin: Vec::new(), environment: Vec::new() }
    }

    /// Beside the project's own `events.csv`.
    fn beside_events() -> Run {
        Run::nowhere().file("events.csv", include_bytes!("../../events.csv"))
    }

    fn file(self, name: &str, bytes: impl AsRef<[u8]>) -> Run {
        std::fs::write(self.path(name), bytes).expect("a test file");
        self
    }

    fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Run {
        self.stdin = bytes.as_ref().to_vec();
        self
    }

    fn env(mut self, name: &str, value: &str) -> Run {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).expect("a file that the program wrote")
    }

    /// Runs the program.
    fn output(&self, arguments: &[&str]) -> Output {
        self.finish(self.start(arguments))
    }

    /// The same where nobody reads on from its output, as behind `| head -0`.
    fn output_unread(&self, arguments: &[&str]) -> Output {
        let mut child = self.start(arguments);
        drop(child.stdout.take());
        self.finish(child)
    }

    fn start(&self, arguments: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts")
    }

    fn finish(&self, mut child: Child) -> Output {
        let mut stdin = child.stdin.take().expect("its input");
        let bytes = self.stdin.clone();
        let writer = std::thread::spawn(move || {
            // The program may end before it has read all.
            let _ = stdin.write_all(&bytes);
        });
        let output = child.wait_with_output().expect("the program ends");
        writer.join().expect("the input was written");
        output
    }

    /// What the run looks like: standard output, then what came on standard error and the exit code where they
    /// are not empty and 0.
    fn show(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let mut shown = String::from_utf8(output.stdout).expect("UTF-8 on standard output");
        let errors = String::from_utf8(output.stderr).expect("UTF-8 on standard error");
        if !errors.is_empty() {
            let _ = write!(shown, "--- stderr\n{errors}");
        }
        if output.status.code() != Some(0) {
            let _ = write!(shown, "--- exit {}", output.status.code().expect("an exit code"));
        }
        shown
    }

    /// The ids of the events that are left, in order.
    fn ids(&self, arguments: &[&str]) -> Vec<String> {
        let output = self.output(&[&["export", "--columns", "id"], arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("UTF-8 on standard output");
        text.lines().skip(1).map(str::to_owned).collect()
    }
}

/// Bytes as the text they nearly always are, for a comparison that a person can read when it fails.
fn lossy(bytes: impl AsRef<[u8]>) -> String {
    String::from_utf8_lossy(bytes.as_ref()).into_owned()
}

/// A file of `tests/data`.
fn data(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    std::fs::read(path).expect("test data")
}

/// A file or folder of `../shared/data`, where whole data sets stand that are no part of the project.
fn shared(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !folder.exists() {
        eprintln!("skipped: ../shared/data is not here");
        return None;
    }
    Some(folder.join(name))
}
