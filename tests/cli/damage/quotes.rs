//! Quotes that are not where they belong, and tables without quoting.

use crate::Run;
use insta::assert_snapshot;

#[test]
fn a_quote_after_a_space_opens_a_cell() {
    let run = Run::nowhere().file("a.csv", "date, title, place\n2020, \"A, b\", \"x\"\n2021, The \"C\", y\n");
    assert_snapshot!(run.show(&["export", "a.csv", "--format", "ndjson"]), @r#"
    {"id":null,"date":"2020","earliest":"2020-01-01","latest":"2020-12-31","title":"A, b","location":null,"country":null,"latitude":null,"longitude":null,"kind":null,"actors":[],"tags":[],"killed":null,"wounded":null,"status":null,"media":null,"media_credit":null,"media_caption":null,"summary":null,"source":[],"extra":{"place":"x"}}
    {"id":null,"date":"2021","earliest":"2021-01-01","latest":"2021-12-31","title":" The \"C\"","location":null,"country":null,"latitude":null,"longitude":null,"kind":null,"actors":[],"tags":[],"killed":null,"wounded":null,"status":null,"media":null,"media_credit":null,"media_caption":null,"summary":null,"source":[],"extra":{"place":" y"}}
    --- stderr
    note: columns beyond the model are published too: place
    "#);
    assert_eq!(run.output(&["export", "a.csv"]).stdout, run.read("a.csv"));
}

#[test]
fn each_bad_quote_costs_its_own_line() {
    let text =
        "date,title,note\n2020,\"A,x\n2021,B,\"y, z\"\n2022,\"C\" c,x\n2023,\"D\nd\",x\n2024,E,\"open\n2025,F,x\n";
    let run = Run::nowhere().file("a.csv", text);
    assert_snapshot!(run.show(&["list", "a.csv", "--columns", "date,title"]), @r#"
    date  title
    ───────────
    2021  B
    2023  D d
    2025  F

    3 events
    --- stderr
    error: the quote that opens here is never closed
     --> a.csv:2:6
      |
    2 | 2020,"A,x
      |      ^
    hint: close it at the end of its cell; a quote inside a quoted cell is written twice: ""

    error: text follows the closing quote of a cell
     --> a.csv:4:9
      |
    4 | 2022,"C" c,x
      |         ^
    hint: a quote inside a quoted cell is written twice: ""; or else an earlier quote is never closed

    error: the quote that opens here is never closed
     --> a.csv:7:8
      |
    7 | 2024,E,"open
      |        ^
    hint: close it at the end of its cell; a quote inside a quoted cell is written twice: ""

    3 rows could not be read
    --- exit 1
    "#);
    let piped = Run::nowhere().stdin(text);
    let table = |shown: &str| shown.split("--- stderr").next().unwrap().to_owned();
    assert_eq!(
        table(&piped.show(&["list", "-", "--columns", "date,title"])),
        table(&run.show(&["list", "a.csv", "--columns", "date,title"]))
    );
}

#[test]
fn in_a_table_with_tabs_quotes_may_be_text() {
    let run = Run::nowhere()
        .file("text.tsv", "date\ttitle\tnote\n2020\t\"A\" said b\tx\n2021\tC\t\"open\n2022\tD\tx\n")
        .file("quoted.tsv", "date\ttitle\tnote\n2020\t\"A\tb\"\tx\n2021\t\"C\nc\"\t\"y\"\n")
        .file("few.csv", "date,title\n2020,\"A\"\n");
    assert_snapshot!(run.show(&["list", "text.tsv", "--columns", "date,title,note"]), @r#"
    date  title       note
    ───────────────────────
    2020  "A" said b  x
    2021  C           "open
    2022  D           x

    3 events
    "#);
    assert_snapshot!(run.show(&["list", "quoted.tsv", "--columns", "date,title,note"]), @"
    date  title  note
    ─────────────────
    2020  A b    x
    2021  C c    y

    2 events
    ");
    assert_snapshot!(run.show(&["list", "few.csv", "--quote", "none"]), @r#"
    date  title
    ───────────
    2020  "A"

    1 event
    "#);
}

#[test]
fn a_change_puts_no_quotes_into_a_table_without_them() {
    let text = "id\tdate\ttitle\tnote\na\t2020\t\"A\" said b\tx\nb\t2021\tC\t\"open\n";
    let run = Run::nowhere().file("a.tsv", text);
    run.show(&["edit", "a", "-f", "a.tsv", "--quote", "none", "--title", "an \"A\""]);
    let after = text.replace("\"A\" said b", "an \"A\"");
    assert_eq!(String::from_utf8(run.read("a.tsv")).unwrap(), after);
    assert_snapshot!(run.show(&["edit", "a", "-f", "a.tsv", "--quote", "none", "--set", "note=A\tb"]), @"
    --- stderr
    error: `A b` can't be written to a.tsv, whose cells are not quoted
    hint: leave a tab and line breaks out of it
    --- exit 1
    ");
    assert_eq!(String::from_utf8(run.read("a.tsv")).unwrap(), after);
}
