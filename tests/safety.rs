//! What a store is worth: killed, without room, beside other writers or in a folder it may not write to, a change leaves
//! the old file or the new one, whole, and nobody's events are lost.
#![cfg(unix)]

use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::{TempDir, tempdir};

fn dateline(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.current_dir(folder).env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn add(folder: &Path, id: &str) -> Command {
    let mut command = dateline(folder);
    command.args(["add", "--date", "2021-08-26", "--title", "Suicide attack at Kabul airport", "--id", id]);
    command
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder with a store of so many events.
fn store(events: usize) -> TempDir {
    let folder = tempdir().unwrap();
    let rows: String = (0..events).map(|i| format!("e{i},2020-01-01,\"event, number {i}\",\r\n")).collect();
    fs::write(folder.path().join("events.csv"), format!("id,date,title,source\r\n{rows}")).unwrap();
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

#[test]
fn killed_at_any_moment_it_leaves_the_old_file_or_the_new_one() {
    let folder = store(20_000);
    let path = folder.path().join("events.csv");
    let old = fs::read(&path).unwrap();
    // How long it takes, undisturbed, and what comes of it.
    let mut whole = Duration::ZERO;
    let mut new = Vec::new();
    for _ in 0..5 {
        fs::write(&path, &old).unwrap();
        let start = Instant::now();
        assert!(add(folder.path(), "new").output().unwrap().status.success());
        whole = whole.max(start.elapsed());
        new = fs::read(&path).unwrap();
    }
    assert_eq!(new.len(), old.len() + "new,2021-08-26,Suicide attack at Kabul airport,\r\n".len());
    const TIMES: u32 = 300;
    let (mut killed, mut left_behind) = (0, 0);
    for i in 0..TIMES {
        fs::write(&path, &old).unwrap();
        let mut child = add(folder.path(), "new").spawn().unwrap();
        thread::sleep(whole * i / TIMES);
        child.kill().unwrap();
        let finished = child.wait().unwrap().success();
        let is = fs::read(&path).unwrap();
        assert!(is == new || is == old && !finished, "{} bytes after kill {i}", is.len());
        killed += u32::from(!finished);
        left_behind += u32::from(names(folder.path()).len() > 1);
    }
    assert!(killed > TIMES / 4, "{killed} of {TIMES} were killed: the others were too fast");
    assert!(left_behind > 0, "none was killed while it wrote");
    // What the killed ones left keeps nobody out, and goes with the next change.
    fs::write(&path, &old).unwrap();
    assert!(add(folder.path(), "new").output().unwrap().status.success());
    assert_eq!(names(folder.path()), ["events.csv"]);
}

#[test]
fn two_writers_lose_no_event() {
    let folder = store(10);
    const EACH: usize = 60;
    thread::scope(|scope| {
        for writer in ["a", "b", "c"] {
            let folder = folder.path();
            scope.spawn(move || {
                for i in 0..EACH {
                    let output = add(folder, &format!("{writer}{i}")).output().unwrap();
                    assert!(output.status.success(), "{}", stderr(&output));
                }
            });
        }
    });
    let text = fs::read_to_string(folder.path().join("events.csv")).unwrap();
    let ids: HashSet<&str> = text.lines().filter_map(|line| line.split(',').next()).collect();
    assert_eq!(ids.len(), 1 + 10 + 3 * EACH);
    assert_eq!(text.lines().count(), ids.len());
    assert_eq!(names(folder.path()), ["events.csv"]);
}

#[test]
fn a_second_writer_says_whom_it_waits_for_and_then_goes_on() {
    let folder = store(1);
    let lock = folder.path().join(".events.csv.dateline-lock");
    let file = fs::File::create(&lock).unwrap();
    file.lock().unwrap();
    fs::write(&lock, "`dateline remove`, process 42 on desk").unwrap();
    let old = fs::read(folder.path().join("events.csv")).unwrap();
    let mut waiting = add(folder.path(), "new").stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_secs(2));
    assert!(waiting.try_wait().unwrap().is_none(), "it does not wait");
    assert_eq!(fs::read(folder.path().join("events.csv")).unwrap(), old);
    // The lock goes with the process that holds it, and what that leaves behind keeps nobody out.
    drop(file);
    let output = waiting.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(
        stderr(&output),
        "note: waiting for `dateline remove`, process 42 on desk, which is changing events.csv\n"
    );
    assert!(!lock.exists());
}

/// Where the machine lets us: a file system of our own, with room for the store and not for another like it.
struct Small(TempDir);

impl Small {
    fn mount(size: &str) -> Option<Small> {
        let folder = tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "dateline-test"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        mounted.is_ok_and(|status| status.success()).then_some(Small(folder))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn on_a_full_file_system_the_old_file_stays() {
    let Some(small) = Small::mount("256k") else {
        eprintln!("no file system can be mounted here; the limit on a file's size is tried instead");
        return;
    };
    let folder = small.0.path();
    let old = fs::read(store(6000).path().join("events.csv")).unwrap();
    assert!(old.len() > 128 << 10);
    fs::write(folder.join("events.csv"), &old).unwrap();
    for arguments in [
        &["add", "--date", "2021", "--title", "x"][..],
        &["edit", "e5", "--title", "a longer title than it had before"],
        &["remove", "e7", "--yes"],
    ] {
        let output = dateline(folder).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(stderr(&output).contains("cannot write `events.csv`: No space left on device"), "{}", stderr(&output));
        assert_eq!(fs::read(folder.join("events.csv")).unwrap(), old);
        assert_eq!(names(folder), ["events.csv"]);
    }
}

#[test]
fn a_workbook_without_room_for_its_temporary_file_is_an_error() {
    let Some(small) = Small::mount("64k") else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let folder = store(6000);
    let mut export = dateline(folder.path());
    let output = export.args(["export", "-o", "events.xlsx"]).env("TMPDIR", small.0.path()).output().unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("error: cannot write the workbook: the folder for temporary files, `"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    assert_eq!(names(folder.path()), ["events.csv"]);
}

#[test]
fn a_write_that_fails_half_way_leaves_the_old_file() {
    let folder = store(6000);
    let old = fs::read(folder.path().join("events.csv")).unwrap();
    // 64 blocks of 512 or 1024 bytes, less than the store is long.
    let script = "trap '' XFSZ; ulimit -f 64; exec \"$0\" add --date 2021 --title x";
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_dateline")])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("cannot write `events.csv`: File too large"), "{}", stderr(&output));
    assert_eq!(fs::read(folder.path().join("events.csv")).unwrap(), old);
    assert_eq!(names(folder.path()), ["events.csv"]);
}

/// Root may write wherever it likes; another user is needed for these.
fn as_nobody(folder: &Path, arguments: &[&str]) -> Option<Output> {
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    if fs::metadata("/proc/self").ok()?.uid() != 0 {
        return Some(dateline(folder).args(arguments).output().unwrap());
    }
    // The program itself may lie where only root can read.
    let program = folder.parent()?.join("dateline");
    fs::copy(env!("CARGO_BIN_EXE_dateline"), &program).ok()?;
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env_clear().uid(NOBODY).gid(NOBODY);
    command.output().ok()
}

#[test]
fn a_folder_or_file_that_is_read_only_is_left_alone() {
    let around = tempdir().unwrap();
    fs::set_permissions(around.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let folder = around.path().join("folder");
    fs::create_dir(&folder).unwrap();
    let path = folder.join("events.csv");
    let old = "date,title\n2020,x\n";
    fs::write(&path, old).unwrap();
    for (of_folder, of_file, what) in [(0o555, 0o666, "to the folder of `events.csv`"), (0o777, 0o444, "`events.csv`")]
    {
        fs::set_permissions(&path, fs::Permissions::from_mode(of_file)).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(of_folder)).unwrap();
        let Some(output) = as_nobody(&folder, &["add", "--date", "2021", "--title", "y"]) else { return };
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stderr(&output).starts_with(&format!("error: cannot write {what}: permission denied")),
            "{}",
            stderr(&output)
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), old);
        assert_eq!(names(&folder), ["events.csv"]);
    }
    // What another has locked, and was killed.
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
    let lock = folder.join(".events.csv.dateline-lock");
    fs::write(&lock, "").unwrap();
    fs::set_permissions(&lock, fs::Permissions::from_mode(0o0)).unwrap();
    let Some(output) = as_nobody(&folder, &["add", "--date", "2021", "--title", "y"]) else { return };
    let said = stderr(&output);
    assert!(
        said.starts_with("error: cannot write `.events.csv.dateline-lock`: permission denied\nhint: who"),
        "{said}"
    );
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn permissions_and_owner_are_kept_and_links_followed() {
    let folder = store(3);
    let path = folder.path().join("events.csv");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    fs::create_dir(folder.path().join("sub")).unwrap();
    let link = folder.path().join("sub/link.csv");
    symlink("../events.csv", &link).unwrap();
    // Root can give a file away.
    let given = std::os::unix::fs::chown(&path, Some(12345), Some(54321)).is_ok();
    let before = fs::metadata(&path).unwrap();
    let output = add(folder.path(), "new").args(["-f", "sub/link.csv"]).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let after = fs::metadata(&path).unwrap();
    assert_eq!((after.mode(), after.uid(), after.gid()), (before.mode(), before.uid(), before.gid()));
    assert!(!given || after.uid() == 12345);
    assert!(after.len() > before.len());
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(names(&folder.path().join("sub")), ["link.csv"]);
}

/// Names that dateline uses beside a store, and what others may have put there in a shared folder.
mod others_names {
    use super::*;

    const LOCK: &str = ".events.csv.dateline-lock";
    const NEW: &str = ".events.csv.dateline-new";

    /// A folder with a store, and a file that is no business of dateline's.
    fn shared() -> (TempDir, Vec<u8>) {
        let folder = store(3);
        fs::write(folder.path().join("diary.txt"), "dear diary").unwrap();
        let old = fs::read(folder.path().join("events.csv")).unwrap();
        (folder, old)
    }

    /// Runs a change, which must be refused and leave everything as it is.
    fn is_refused(folder: &Path, old: &[u8], what: &str) {
        let output = add(folder, "new").output().unwrap();
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.starts_with(&format!("error: cannot lock `events.csv`: `{LOCK}` is {what}")), "{said}");
        assert_eq!(fs::read(folder.join("events.csv")).unwrap(), old);
        assert_eq!(fs::read_to_string(folder.join("diary.txt")).unwrap(), "dear diary");
        assert!(fs::symlink_metadata(folder.join(LOCK)).is_ok(), "what stands there is not dateline's to take away");
    }

    #[test]
    fn a_lock_that_is_a_symbolic_link_is_refused() {
        for target in ["diary.txt", "events.csv", "nowhere", LOCK] {
            let (folder, old) = shared();
            symlink(target, folder.path().join(LOCK)).unwrap();
            is_refused(folder.path(), &old, "a symbolic link");
        }
    }

    #[test]
    fn a_lock_that_is_a_hard_link_is_refused() {
        for target in ["diary.txt", "events.csv"] {
            let (folder, old) = shared();
            fs::hard_link(folder.path().join(target), folder.path().join(LOCK)).unwrap();
            is_refused(folder.path(), &old, "a hard link to another file");
        }
    }

    #[test]
    fn a_lock_that_is_a_folder_or_a_pipe_is_refused() {
        let (folder, old) = shared();
        fs::create_dir(folder.path().join(LOCK)).unwrap();
        is_refused(folder.path(), &old, "not a regular file");
        let (folder, old) = shared();
        let made = Command::new("mkfifo").arg(folder.path().join(LOCK)).status();
        if !made.is_ok_and(|status| status.success()) {
            eprintln!("skipped: no pipe can be made here");
            return;
        }
        is_refused(folder.path(), &old, "not a regular file");
    }

    /// Nothing is written into a file that was there, not even into a lock that a killed process has left.
    #[test]
    fn a_lock_that_was_left_behind_is_replaced() {
        let (folder, _) = shared();
        fs::write(folder.path().join(LOCK), "`dateline add`, process 42 on desk").unwrap();
        let left = fs::File::open(folder.path().join(LOCK)).unwrap();
        let output = add(folder.path(), "new").output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(std::io::read_to_string(&left).unwrap(), "`dateline add`, process 42 on desk");
        assert!(!folder.path().join(LOCK).exists());
    }

    #[test]
    fn the_new_file_is_written_through_no_link() {
        type Make = fn(&Path, &Path);
        let links: [Make; 3] = [
            |folder, new| symlink(folder.join("diary.txt"), new).unwrap(),
            |_, new| symlink("nowhere", new).unwrap(),
            |folder, new| fs::hard_link(folder.join("events.csv"), new).unwrap(),
        ];
        for link in links {
            let (folder, old) = shared();
            link(folder.path(), &folder.path().join(NEW));
            let output = add(folder.path(), "new").output().unwrap();
            assert!(output.status.success(), "{}", stderr(&output));
            let path = folder.path().join("events.csv");
            assert!(fs::symlink_metadata(&path).unwrap().is_file());
            assert_eq!(
                fs::read(&path).unwrap().len(),
                old.len() + "new,2021-08-26,Suicide attack at Kabul airport,\r\n".len()
            );
            assert_eq!(fs::read_to_string(folder.path().join("diary.txt")).unwrap(), "dear diary");
            assert!(!folder.path().join("nowhere").exists());
        }
    }

    #[test]
    fn a_folder_under_the_name_of_the_new_file_is_left_alone() {
        let (folder, old) = shared();
        fs::create_dir(folder.path().join(NEW)).unwrap();
        let output = add(folder.path(), "new").output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(fs::read(folder.path().join("events.csv")).unwrap().len() > old.len());
        assert!(folder.path().join(NEW).is_dir());
    }
}

/// What a killed `export` leaves is nothing, where files can be without a name, and else goes with the next run.
#[test]
fn a_killed_export_leaves_nothing_for_long() {
    let folder = store(20_000);
    let export = || {
        let mut command = dateline(folder.path());
        command.args(["export", "-o", "out.csv"]);
        command
    };
    let start = Instant::now();
    assert!(export().output().unwrap().status.success());
    let whole = start.elapsed();
    let new = fs::read(folder.path().join("out.csv")).unwrap();
    for i in 0..100 {
        fs::write(folder.path().join("out.csv"), "old").unwrap();
        let mut child = export().spawn().unwrap();
        thread::sleep(whole * i / 100);
        child.kill().unwrap();
        child.wait().unwrap();
        let is = fs::read(folder.path().join("out.csv")).unwrap();
        assert!(is == new || is == b"old", "{} bytes after kill {i}", is.len());
    }
    assert!(export().output().unwrap().status.success());
    let mut names = names(folder.path());
    names.sort();
    assert_eq!(names, ["events.csv", "out.csv"]);
}
