use crate::Run;
use insta::assert_snapshot;

#[test]
fn events_are_removed_and_their_lines_alone() {
    let run = Run::beside_events();
    let before = String::from_utf8(run.read("events.csv")).unwrap();
    assert_snapshot!(run.show(&["remove", "takeover", "kabul-airport", "takeover", "--yes"]), @"
    removed takeover: Aug 2021  Taliban take control of Afghanistan
    removed kabul-airport: 26 Aug 2021  Suicide attack at Kabul airport
    ");
    let left = |line: &&str| !line.starts_with("takeover") && !line.starts_with("kabul-airport");
    let expected: Vec<&str> = before.lines().filter(left).collect();
    let after = String::from_utf8(run.read("events.csv")).unwrap();
    assert_eq!(after.lines().collect::<Vec<_>>(), expected);
    assert_eq!(before.ends_with('\n'), after.ends_with('\n'));
}

#[test]
fn a_date_that_can_not_be_read_is_shown_as_it_stands() {
    let run = Run::nowhere().file("events.csv", "id,date,title\na,,x\nb,2021-13-01,y\n");
    assert_snapshot!(run.show(&["remove", "a", "b", "--yes"]), @"
    removed a: undated  x
    removed b: `2021-13-01`  y
    ");
}

#[test]
fn nothing_is_removed_unasked_or_in_part() {
    let run = Run::beside_events();
    let before = run.read("events.csv");
    assert_snapshot!(run.show(&["remove", "takeover"]), @"
    --- stderr
    error: cannot ask for confirmation: not a terminal
    hint: pass `--yes` to go on without a question, or `--dry-run` to see the difference
    --- exit 2
    ");
    assert_snapshot!(run.show(&["remove", "takeover", "nothing-like-it", "--yes"]), @"
    --- stderr
    error: no event in events.csv has the id `nothing-like-it`
    hint: `dateline list --columns id,date,title` shows the ids
    --- exit 1
    ");
    let shown = run.show(&["remove", "takeover", "--dry-run"]);
    assert!(
        shown.starts_with("--- events.csv\n+++ events.csv\n@@ -5 +4,0 @@\n-takeover,2021-08,Taliban take"),
        "{shown}"
    );
    assert_eq!(run.read("events.csv"), before);
}

/// Whoever believes that nothing was done does it again.
#[cfg(target_os = "linux")]
#[test]
fn a_change_that_can_not_be_told_is_told_to_be_made() {
    let run = Run::beside_events();
    let full = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(arguments)
            .current_dir(run.path(""))
            .stdin(std::process::Stdio::null())
            .stdout(std::fs::File::options().write(true).open("/dev/full").unwrap())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    assert_snapshot!(full(&["add", "--date", "2020", "--title", "x"]), @"
    error: events.csv was changed; only that could not be said: cannot write the output: No space left on device (os error 28)
    hint: do not do it again, or it is done twice
    ");
    assert!(String::from_utf8(run.read("events.csv")).unwrap().contains("2020,x"));
    for change in [
        &["edit", "x", "--title", "y"][..],
        &["columns", "--add", "status"],
        &["edit", "--where", "title = y", "--title", "z", "--yes"],
        &["add", "--from", "-"],
        &["remove", "x", "--yes"],
    ] {
        let before = run.read("events.csv");
        let said = full(change);
        assert_eq!(said.contains("events.csv was changed"), run.read("events.csv") != before, "{change:?}: {said}");
    }
}
