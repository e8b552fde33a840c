//! Each call of the system that a change makes fails once, and is once the last before a kill: the file is then the old
//! one or the new one, whole, and dateline never says that it is done where the old one is still there.
//!
//! The faults are injected by strace; where it is missing the tests are skipped, which they say. `.ci/run` installs it.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::{TempDir, tempdir};

/// The calls by which files are looked at, read and changed.
const CALLS: &str = "openat,read,pread64,write,writev,close,statx,newfstatat,fstat,lseek,readlink,flock,fsync,fchmod,fchown,\
                     linkat,rename,renameat2,unlink,ftruncate,copy_file_range,sendfile,mkdir,getdents64";

const STORE: &str = "id,date,title,killed,note\r\n\
                     one,2014,\"founded, as it is said\",,\r\n\
                     two, 2016-1-14 ,designated,,\r\n\
                     three,2021-08-26,attack,170,kept\r\n";

/// A command that changes a file, what is in the folder before, and which file it changes.
struct Change {
    arguments: &'static [&'static str],
    changes: &'static str,
}

/// What became of one run.
#[derive(Debug, PartialEq, Eq)]
enum Fault {
    Error,
    Kill,
}

fn folder() -> TempDir {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("events.csv"), STORE).unwrap();
    fs::write(folder.path().join("more.csv"), "date,title\n2022-09-05,embassy\n").unwrap();
    fs::write(folder.path().join("base.csv"), STORE).unwrap();
    fs::write(folder.path().join("theirs.csv"), STORE.replace("attack,170", "attack,183")).unwrap();
    folder
}

/// Runs dateline under strace with these options.
fn trace(folder: &Path, options: &[&str], arguments: &[&str]) -> Option<Output> {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o", "/dev/null"]).args(options);
    command.arg(env!("CARGO_BIN_EXE_dateline")).args(arguments);
    command.current_dir(folder).stdin(Stdio::null());
    command.output().ok()
}

/// How often each call is made, by the thread that makes it most; `None` where strace is missing or may not trace.
fn calls(arguments: &[&str]) -> Option<BTreeMap<String, usize>> {
    let folder = folder();
    let log = tempfile::NamedTempFile::new().unwrap();
    let option = format!("trace={CALLS}");
    let to = log.path().to_str().unwrap();
    trace(folder.path(), &["-e", "trace=none"], &["--version"]).filter(|output| output.status.success())?;
    let output = trace(folder.path(), &["-o", to, "-e", &option], arguments)?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut by_thread: BTreeMap<(String, String), usize> = BTreeMap::new();
    for line in fs::read_to_string(to).unwrap().lines() {
        if let Some((thread, rest)) = line.split_once(' ')
            && let Some((call, _)) = rest.trim_start().split_once('(')
        {
            *by_thread.entry((call.to_owned(), thread.to_owned())).or_default() += 1;
        }
    }
    let mut most: BTreeMap<String, usize> = BTreeMap::new();
    for ((call, _), count) in by_thread {
        let known = most.entry(call).or_default();
        *known = count.max(*known);
    }
    most.retain(|call, _| CALLS.split(',').any(|known| known == call));
    Some(most)
}

/// Lets every call fail once, then be the last one once.
fn holds(change: &Change) {
    let Some(calls) = calls(change.arguments) else {
        eprintln!("skipped: strace is missing, or may not trace here");
        return;
    };
    let old = fs::read(folder().path().join(change.changes)).ok();
    let done = folder();
    let output = trace(done.path(), &["-e", "trace=none"], change.arguments).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let new = fs::read(done.path().join(change.changes)).ok();
    assert_ne!(old, new);
    let (mut runs, mut failed) = (0, 0);
    for (call, count) in &calls {
        for when in 1..=*count {
            for fault in [Fault::Error, Fault::Kill] {
                let folder = folder();
                let with = match fault {
                    Fault::Error => "error=EIO",
                    Fault::Kill => "signal=KILL",
                };
                let inject = format!("inject={call}:{with}:when={when}");
                let output = trace(folder.path(), &["-e", &inject], change.arguments).unwrap();
                let is = fs::read(folder.path().join(change.changes)).ok();
                let said = String::from_utf8_lossy(&output.stderr);
                assert!(is == old || is == new, "{call} {when}, {fault:?}: a torn file\n{said}");
                assert!(!said.contains("panicked"), "{call} {when}, {fault:?}: {said}");
                if output.status.success() {
                    assert!(is == new, "{call} {when}, {fault:?}: said to be done, and is not\n{said}");
                } else {
                    failed += 1;
                }
                // Nothing that a change left keeps the next one out.
                if fault == Fault::Kill {
                    let next = Command::new(env!("CARGO_BIN_EXE_dateline"))
                        .args(["add", "--id", "next", "--date", "2024", "--title", "next"])
                        .current_dir(folder.path())
                        .output()
                        .unwrap();
                    assert!(next.status.success(), "{call} {when}: {}", String::from_utf8_lossy(&next.stderr));
                    let names: Vec<String> = fs::read_dir(folder.path())
                        .unwrap()
                        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                        .filter(|name| name.contains(".events.csv.dateline"))
                        .collect();
                    assert!(names.is_empty(), "{call} {when}: {names:?} was left");
                }
                runs += 1;
            }
        }
    }
    eprintln!("{}: {runs} faults injected, {failed} of the runs failed", change.arguments[0]);
    assert!(failed > 20, "faults were injected: {failed} of {runs} runs failed");
}

#[test]
fn add() {
    let arguments = &["add", "--id", "new", "--date", "2019", "--title", "a province is declared"];
    holds(&Change { arguments, changes: "events.csv" });
}

#[test]
fn add_from_a_file() {
    holds(&Change { arguments: &["add", "--from", "more.csv"], changes: "events.csv" });
}

#[test]
fn edit() {
    holds(&Change { arguments: &["edit", "three", "--killed", "170..183"], changes: "events.csv" });
}

#[test]
fn remove() {
    holds(&Change { arguments: &["remove", "two", "--yes"], changes: "events.csv" });
}

#[test]
fn merge() {
    let arguments = &["merge", "base.csv", "events.csv", "theirs.csv", "-o", "events.csv"];
    holds(&Change { arguments, changes: "events.csv" });
}

#[test]
fn add_a_column() {
    holds(&Change { arguments: &["columns", "--add", "status"], changes: "events.csv" });
}

#[test]
fn check_and_fix() {
    holds(&Change { arguments: &["check", "--fix"], changes: "events.csv" });
}

#[test]
fn export() {
    holds(&Change { arguments: &["export", "-o", "out.csv"], changes: "out.csv" });
}
