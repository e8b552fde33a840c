//! A merge conflict in a file is named as such, and nothing is changed in such a file.

use crate::Run;
use insta::assert_snapshot;

const CONFLICT: &str =
    "id,date,title\na,2020,x\n<<<<<<< HEAD\nb,2021,ours\n=======\nb,2021,theirs\n>>>>>>> topic\nc,2022,z\n";

fn run() -> Run {
    Run::nowhere().file("events.csv", CONFLICT).file("more.csv", "id,date,title\nd,2023,new\n")
}

#[test]
fn nothing_is_changed_in_a_file_with_a_merge_conflict() {
    let run = run();
    assert_snapshot!(run.show(&["add", "--date", "2023", "--title", "y"]), @"
    --- stderr
    error: `events.csv` has a merge conflict, which begins on line 3, so nothing was changed
    hint: of the lines between `<<<<<<<` and `>>>>>>>`, keep those that are right, and take the marks out
    --- exit 1
    ");
    for arguments in [
        &["add", "--date", "2023", "--title", "y"][..],
        &["add", "--date", "2023", "--title", "y", "--dry-run"],
        &["add", "--from", "more.csv"],
        &["edit", "a", "--title", "y"],
        &["edit", "--where", "title = x", "--title", "y", "--yes"],
        &["remove", "a", "--yes"],
        &["check", "--fix"],
    ] {
        let shown = run.show(arguments);
        assert!(
            shown.contains("error: `events.csv` has a merge conflict, which begins on line 3"),
            "{arguments:?}: {shown}"
        );
        assert_eq!(run.read("events.csv"), CONFLICT.as_bytes(), "{arguments:?}");
    }
}

#[test]
fn each_mark_is_named_where_the_file_is_read() {
    assert_snapshot!(run().show(&["list"]), @"
    id  date  title
    ────────────────
    a   2020  x
    b   2021  ours
    b   2021  theirs
    c   2022  z

    4 events
    --- stderr
    error: this is a mark of a merge conflict, and no event
     --> events.csv:3:1
      |
    3 | <<<<<<< HEAD
      | ^^^^^^^^^^^^
    hint: of the lines between `<<<<<<<` and `>>>>>>>`, keep those that are right, and take the marks out

    error: this is a mark of a merge conflict, and no event
     --> events.csv:5:1
      |
    5 | =======
      | ^^^^^^^
    hint: of the lines between `<<<<<<<` and `>>>>>>>`, keep those that are right, and take the marks out

    error: this is a mark of a merge conflict, and no event
     --> events.csv:7:1
      |
    7 | >>>>>>> topic
      | ^^^^^^^^^^^^^
    hint: of the lines between `<<<<<<<` and `>>>>>>>`, keep those that are right, and take the marks out

    3 rows could not be read
    --- exit 1
    ");
    assert_snapshot!(run().show(&["check", "--only", "unreadable-row"]), @"
    events.csv: native, 4 events, 3 rows that can't be read

    error[unreadable-row]: this is a mark of a merge conflict, and no event
     --> events.csv:3:1
      |
    3 | <<<<<<< HEAD
      | ^^^^^^^^^^^^
    hint: of the lines between `<<<<<<<` and `>>>>>>>`, keep those that are right,
      and take the marks out

    error[unreadable-row]: this is a mark of a merge conflict, and no event
     --> events.csv:5:1
      |
    5 | =======
      | ^^^^^^^
    hint: of the lines between `<<<<<<<` and `>>>>>>>`, keep those that are right,
      and take the marks out

    error[unreadable-row]: this is a mark of a merge conflict, and no event
     --> events.csv:7:1
      |
    7 | >>>>>>> topic
      | ^^^^^^^^^^^^^
    hint: of the lines between `<<<<<<<` and `>>>>>>>`, keep those that are right,
      and take the marks out

    3 errors, 0 warnings in 4 events
    --- exit 1
    ");
}

#[test]
fn a_conflict_about_the_header_is_named() {
    let text = "<<<<<<< HEAD\nid,date,title\n=======\nid,date,title,kind\n>>>>>>> topic\na,2020,x\n";
    let run = Run::nowhere().file("events.csv", text);
    assert_snapshot!(run.show(&["list"]), @"
    --- stderr
    error: `events.csv` begins with a merge conflict
    hint: of the lines between `<<<<<<<` and `>>>>>>>`, keep those that are right, and take the marks out
    --- exit 1
    ");
    assert_snapshot!(run.show(&["edit", "a", "--title", "y"]), @"
    --- stderr
    error: `events.csv` has a merge conflict, which begins on line 1, so nothing was changed
    hint: of the lines between `<<<<<<<` and `>>>>>>>`, keep those that are right, and take the marks out
    --- exit 1
    ");
}

#[test]
fn text_that_only_looks_like_a_conflict_is_none() {
    let text = "id,date,title,summary\na,2020,<<<<<<< HEAD,\"=======\n>>>>>>> topic\"\n";
    let run = Run::nowhere().file("events.csv", text);
    assert_snapshot!(run.show(&["edit", "a", "--title", "y"]), @"
    changed a: title <<<<<<< HEAD → y
    ");
}
