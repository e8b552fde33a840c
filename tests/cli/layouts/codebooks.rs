//! Codebooks as TOML: listed, printed, named, written by users, and what is said of a bad one.

use std::collections::BTreeSet;
use std::path::Path;

use insta::assert_snapshot;

use super::{beside_made_up, recognised};
use crate::{Run, lossy};

const MINE: &str = r#"
about = "Incidents of the Example Observatory"

[known-by]
columns = ["Case No", "Seen on"]

[reading]
unknown = ["n.k."]
date-order = "dmy"

[fields]
id = "Case No"
date = { start = "Seen on", end = "Gone on", blank-end = "open" }
title = { template = "{What}[ at {Where}]" }
location = "Where"
killed = { low = "Dead min", high = "Dead max" }
"#;

const CASES: &str = "\
Case No,Seen on,Gone on,What,Where,Dead min,Dead max
1,03/04/2021,05/04/2021,Fire,Port Sample,2,5
2,07/04/2021,,Camp,n.k.,n.k.,
";

/// Beside the cases and a layout with one line changed.
fn with_line(old: &str, new: &str) -> Run {
    assert!(MINE.contains(old), "{old}");
    Run::nowhere().file("cases.csv", CASES).file("mine.toml", MINE.replace(old, new))
}

fn said_of(run: &Run) -> String {
    run.show(&["list", "cases.csv", "--layout", "mine.toml"])
}

#[test]
fn a_layout_may_be_a_file() {
    let run = with_line("", "");
    assert_snapshot!(run.show(&["list", "cases.csv", "--layout", "mine.toml"]), @"
    id  date              title                location     killed
    ──────────────────────────────────────────────────────────────
    1   3–5 Apr 2021      Fire at Port Sample  Port Sample     2–5
    2   since 7 Apr 2021  Camp

    2 events
    ");
    assert_snapshot!(run.show(&["list", "cases.csv", "--layout", "mine.toml", "--year", "2023", "--columns", "id,date"]), @"
       id  date
    ───────────────────────
    ○  2   since 7 Apr 2021

    1 event: 0 certain, 1 possible (○)
    ");
}

#[test]
fn a_mistyped_key_is_named_with_the_one_that_was_meant() {
    assert_snapshot!(said_of(&with_line("columns = ", "colums = ")), @r#"
    --- stderr
    error: `known-by` has no `colums`
     --> mine.toml:5:1 (colums)
      |
    5 | colums = ["Case No", "Seen on"]
      | ^^^^^^
    hint: is `columns` meant?
    --- exit 1
    "#);
}

#[test]
fn toml_that_breaks_its_grammar_is_shown() {
    assert_snapshot!(said_of(&with_line("about = \"Incidents of the Example Observatory\"", "about = Incidents")), @"
    --- stderr
    error: invalid float, expected `inf`
     --> mine.toml:2:9
      |
    2 | about = Incidents
      |         ^^^^^^^^^
    hint: TOML has texts in quotes, lists in square brackets and tables in braces: https://toml.io
    --- exit 1
    ");
}

#[test]
fn a_value_of_another_kind_is_shown() {
    assert_snapshot!(said_of(&with_line("unknown = [\"n.k.\"]", "unknown = \"n.k.\"")), @r#"
    --- stderr
    error: `unknown` is a text, and should be a list in square brackets
     --> mine.toml:8:11 (unknown)
      |
    8 | unknown = "n.k."
      |           ^^^^^^
    --- exit 1
    "#);
}

#[test]
fn a_value_that_is_none_of_several_is_shown() {
    assert_snapshot!(said_of(&with_line("\"dmy\"", "\"dym\"")), @r#"
    --- stderr
    error: `dym` is not something that `date-order` can be
     --> mine.toml:9:14 (date-order)
      |
    9 | date-order = "dym"
      |              ^^^^^
    hint: there are: dmy, mdy, ymd
    --- exit 1
    "#);
}

#[test]
fn a_field_that_the_model_lacks_is_shown() {
    assert_snapshot!(said_of(&with_line("killed = ", "kiled = ")), @r#"
    --- stderr
    error: `kiled` is not a field of the model
     --> mine.toml:16:9 (kiled)
       |
    16 | kiled = { low = "Dead min", high = "Dead max" }
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: is `killed` meant?
    --- exit 1
    "#);
}

#[test]
fn keys_that_do_not_go_together_are_shown() {
    assert_snapshot!(said_of(&with_line("end = \"Gone on\"", "end = \"Gone on\", epoch = \"seconds\"")), @r#"
    --- stderr
    error: `epoch` does not go with `start`
     --> mine.toml:13:54 (epoch)
       |
    13 | …"Gone on", epoch = "seconds", blank-end = "open" }
       |                     ^^^^^^^^^
    --- exit 1
    "#);
}

#[test]
fn a_template_without_a_bracket_is_shown() {
    assert_snapshot!(said_of(&with_line("[ at {Where}]", "[ at {Where}")), @r#"
    --- stderr
    error: a `[` in the template has no partner
     --> mine.toml:14:22 (template)
       |
    14 | title = { template = "{What}[ at {Where}" }
       |                      ^^^^^^^^^^^^^^^^^^^^
    --- exit 1
    "#);
}

#[test]
fn a_layout_without_a_date_is_shown() {
    let line = "date = { start = \"Seen on\", end = \"Gone on\", blank-end = \"open\" }\n";
    assert_snapshot!(said_of(&with_line(line, "")), @"
    --- stderr
    error: `fields` lacks `date`
     --> mine.toml:11:1 (fields)
       |
    11 | [fields]
       | ^^^^^^^^
    --- exit 1
    ");
}

#[test]
fn a_layout_that_does_not_exist_is_answered_with_the_one_that_was_meant() {
    let run = Run::nowhere().file("cases.csv", CASES);
    assert_snapshot!(run.show(&["list", "cases.csv", "--layout", "ucdp-prior"]), @"
    --- stderr
    error: there is no layout `ucdp-prior`
    hint: is `ucdp-prio` meant?
    --- exit 1
    ");
    assert_snapshot!(run.show(&["list", "cases.csv", "--layout", "none.toml"]), @"
    --- stderr
    error: cannot read the layout `none.toml`: No such file or directory (os error 2)
    --- exit 1
    ");
}

#[test]
fn a_layout_is_printed_as_it_can_be_used_again() {
    let run = beside_made_up("ucdp_prio_acd.csv");
    let toml = run.output(&["layouts", "ucdp-prio"]).stdout;
    let again = beside_made_up("ucdp_prio_acd.csv").file("again.toml", &toml);
    let list = ["list", "ucdp_prio_acd.csv"];
    assert_eq!(run.show(&list), again.show(&[&list[..], &["--layout", "again.toml"]].concat()));
    assert!(lossy(toml).contains("[known-by]"));
}

/// The layouts that have a folder of tests of their own.
const TESTED_ELSEWHERE: [&str; 10] =
    ["native", "other", "acled", "ucdp-ged", "gtd", "scad", "gdelt", "wikidata", "timelinejs", "timelinejs-v1"];

#[test]
fn every_layout_has_made_up_rows() {
    let list = Run::nowhere().output(&["layouts"]).stdout;
    let listed: BTreeSet<String> =
        lossy(list).lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/layouts");
    let mut tested: BTreeSet<String> = TESTED_ELSEWHERE.map(str::to_owned).into();
    for file in std::fs::read_dir(folder).expect("the made-up rows") {
        let file = file.expect("a file").file_name().into_string().expect("its name");
        tested.insert(recognised(&beside_made_up(&file), &file));
    }
    assert_eq!(tested, listed);
}

/// Beside the cases, with the layout in the user's configuration folder.
fn with_own(file: &str, layout: &str) -> Run {
    let run = Run::nowhere().file("cases.csv", CASES);
    let folder = run.path("config/dateline/layouts");
    std::fs::create_dir_all(&folder).expect("the folder of layouts");
    std::fs::write(folder.join(file), layout).expect("a layout");
    let config = run.path("config").display().to_string();
    run.env("XDG_CONFIG_HOME", &config).env("HOME", &config)
}

#[test]
fn a_layout_of_the_user_is_recognised() {
    let run = with_own("observatory.toml", MINE);
    assert_eq!(recognised(&run, "cases.csv"), "observatory");
    assert_eq!(lossy(run.output(&["layouts", "observatory"]).stdout), MINE);
    let list = lossy(run.output(&["layouts"]).stdout);
    assert!(list.contains("Incidents of the Example Observatory") && list.contains("UCDP/PRIO"), "{list}");
}

#[test]
fn a_layout_of_the_user_goes_before_one_that_is_built_in() {
    let mine = MINE.replace("[\"Case No\", \"Seen on\"]", "[\"conflict_id\", \"year\"]").replace("Seen on", "year");
    let run = with_own("mine.toml", &mine).file("prio.csv", crate::data("layouts/ucdp_prio_acd.csv"));
    assert_eq!(recognised(&run, "prio.csv"), "mine");
}

#[test]
fn a_bad_layout_of_the_user_is_told_where_layouts_are_needed() {
    let run = with_own("mine.toml", "about = 1").file("events.csv", include_bytes!("../../../events.csv"));
    let said = lossy(run.output(&["list", "cases.csv"]).stderr);
    assert!(said.contains("mine.toml:1:9"), "{said}");
    // dateline's own files need none.
    assert!(run.output(&["list", "events.csv"]).status.success());
}
