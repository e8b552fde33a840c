//! An id, and the beginning of one, names the same event to every command that takes one.

use crate::Run;
use insta::assert_snapshot;

fn run() -> Run {
    let rows = "kabul-2021,2021,a\nKabul-2022,2022,b\nkabul-2022-2,2022,c\nherat-2020,2020,d\nélysée-1995,1995,e\n";
    Run::nowhere().file("events.csv", format!("id,date,title\n{rows}"))
}

/// What each command says of an event that is named like that: the letter that is its title, or what is wrong.
fn named(id: &str) -> [String; 3] {
    let title = |shown: &str, before: &str| {
        shown.lines().find_map(|line| line.strip_prefix(before)).unwrap_or(shown).trim().to_owned()
    };
    let error = |shown: String| match shown.lines().find(|line| line.starts_with("error: ")) {
        Some(error) => error.to_owned(),
        None => shown,
    };
    let show = error(run().show(&["show", id]));
    let edit = error(run().show(&["edit", id, "--title", "z"]));
    let remove = error(run().show(&["remove", id, "--yes"]));
    let edited = edit.rsplit_once(": title ").and_then(|(_, change)| change.split(' ').next()).unwrap_or(&edit);
    let removed = remove.rsplit_once("  ").map_or(remove.as_str(), |(_, title)| title);
    [title(&show, "").lines().next().unwrap_or_default().to_owned(), edited.to_owned(), removed.trim().to_owned()]
}

#[test]
fn the_beginning_of_an_id_will_do_where_it_is_the_only_one() {
    for (id, title) in [
        ("kabul-2021", "a"),
        ("kabul-2022", "b"),
        ("KABUL-2022-2", "c"),
        ("kabul-2022-", "c"),
        ("h", "d"),
        ("Herat", "d"),
        ("É", "e"),
        ("élys", "e"),
    ] {
        assert_eq!(named(id), [title; 3], "{id}");
    }
}

#[test]
fn an_id_that_names_no_one_event_is_refused_by_each_command_alike() {
    for (id, error) in [
        ("k", "error: the ids of 3 events in events.csv begin with `k`"),
        ("kabul-202", "error: the ids of 3 events in events.csv begin with `kabul-202`"),
        ("abul", "error: no event in events.csv has the id `abul`"),
        ("kabul-2021-x", "error: no event in events.csv has the id `kabul-2021-x`"),
    ] {
        assert_eq!(named(id), [error; 3], "{id}");
    }
}

#[test]
fn the_ids_that_may_be_meant_are_named() {
    let run = run();
    assert_snapshot!(run.show(&["show", "kabul"]), @"
    --- stderr
    error: the ids of 3 events in events.csv begin with `kabul`
    hint: type more of the one that is meant: `kabul-2021`, `kabul-2022`, `kabul-2022-2`
    --- exit 1
    ");
    assert_snapshot!(run.show(&["edit", "kabul", "--title", "z"]), @"
    --- stderr
    error: the ids of 3 events in events.csv begin with `kabul`
    hint: type more of the one that is meant: `kabul-2021`, `kabul-2022`, `kabul-2022-2`
    --- exit 1
    ");
    assert_snapshot!(run.show(&["show", "hreat-2020"]), @"
    --- stderr
    error: no event in events.csv has the id `hreat-2020`
    hint: did you mean `herat-2020`?
    --- exit 1
    ");
    assert_snapshot!(run.show(&["remove", "kabul-2012", "--yes"]), @r"
    --- stderr
    error: no event in events.csv has the id `kabul-2012`
    hint: did you mean `kabul-2021` or `kabul-2022` or `kabul-2022-2`?
    --- exit 1
    ");
    let rows: String = (10..99).map(|i| format!("e{i},2020,x\n")).collect();
    let run = Run::nowhere().file("events.csv", format!("id,date,title\n{rows}"));
    assert_snapshot!(run.show(&["show", "e"]), @"
    --- stderr
    error: the ids of 89 events in events.csv begin with `e`
    hint: type more of the one that is meant: `e10`, `e11`, `e12`, `e13`, `e14`, …
    --- exit 1
    ");
    assert_snapshot!(run.show(&["edit", "e", "--title", "z"]), @"
    --- stderr
    error: the ids of 89 events in events.csv begin with `e`
    hint: type more of the one that is meant: `e10`, `e11`, `e12`, `e13`, `e14`, …
    --- exit 1
    ");
}
