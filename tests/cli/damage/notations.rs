//! One table as different programs write it.

use super::{TABLE, latin1, utf16};
use crate::{Run, lossy};
use insta::assert_snapshot;

#[test]
fn a_table_with_semicolons_and_decimal_commas_is_read() {
    let run = Run::nowhere().file("a.csv", TABLE);
    assert_snapshot!(run.show(&["list", "a.csv"]), @"
    date         title     killed
    ─────────────────────────────
    26 Aug 2021  São Tomé   1,963
    Sep 2022     Café

    2 events
    ");
}

#[test]
fn it_becomes_clean_utf_8_in_the_columns_of_the_model() {
    let run = Run::nowhere().file("a.csv", TABLE);
    let native = run.output(&["export", "a.csv", "--native"]).stdout;
    assert_snapshot!(lossy(&native), @"
    id,date,title,location,country,latitude,longitude,kind,actors,tags,killed,wounded,status,media,media_credit,media_caption,summary,source
    ,2021-08-26,São Tomé,,,34.53,,,,,1963,,,,,,,
    ,2022-09,Café,,,,,,,,,,,,,,,
    ");
}

#[test]
fn a_table_is_the_same_in_every_notation() {
    let run = Run::nowhere().file("a.csv", TABLE);
    let table = run.output(&["list", "a.csv"]).stdout;
    let native = run.output(&["export", "a.csv", "--native"]).stdout;
    let tabs = TABLE.replace(',', ".").replace("1.963", "1963").replace(';', "\t");
    for (name, bytes) in [
        ("mark", format!("\u{feff}{TABLE}").into_bytes()),
        ("excel", format!("\u{feff}sep=;\r\n{}", TABLE.replace('\n', "\r\n")).into_bytes()),
        ("crlf", TABLE.replace('\n', "\r\n").into_bytes()),
        ("cr", TABLE.replace('\n', "\r").into_bytes()),
        ("crcrlf", TABLE.replace('\n', "\r\r\n").into_bytes()),
        ("latin1", latin1(TABLE)),
        ("utf16le", utf16(TABLE, false)),
        ("utf16be", utf16(TABLE, true)),
        ("tabs", tabs.clone().into_bytes()),
        ("pipes", tabs.replace('\t', "|").into_bytes()),
        ("blank rows", format!("\n;;;\n{TABLE};;;\n\n;;;\n").into_bytes()),
        ("names", TABLE.replace("date;title", " Date ; TITLE").into_bytes()),
        ("quotes", TABLE.replace("2022-09;Café", "\"2022-09\";\"Café\"").into_bytes()),
    ] {
        let run = Run::nowhere().file("a.csv", &bytes);
        let output = run.output(&["list", "a.csv"]);
        assert_eq!(lossy(&output.stdout), lossy(&table), "{name}");
        assert_eq!(output.status.code(), Some(0), "{name}");
        assert_eq!(lossy(run.output(&["export", "a.csv", "--native"]).stdout), lossy(&native), "{name}");
        // Blank rows are no events, and so are not exported.
        if name != "blank rows" {
            assert_eq!(lossy(run.output(&["export", "a.csv"]).stdout), lossy(&bytes), "{name}");
        }
        let piped = Run::nowhere().stdin(&bytes);
        assert_eq!(lossy(piped.output(&["list", "-"]).stdout), lossy(&table), "{name} through a pipe");
    }
}

#[test]
fn numbers_with_separators_and_decimals_are_counts() {
    let run = Run::nowhere().file("a.csv", "date,title,killed\n2021,A,\"1,963\"\n2022,B,3.0\n2023,C,1 200\n");
    assert_snapshot!(run.show(&["list", "a.csv"]), @"
    date  title  killed
    ───────────────────
    2021  A       1,963
    2022  B           3
    2023  C       1,200

    3 events
    ");
}

#[test]
fn na_is_an_unknown_count() {
    let run =
        Run::nowhere().file("r.csv", "when,what happened,deaths\n2021-08-26,A thing,NA\n2021-08-27,Another thing,3\n");
    assert_snapshot!(run.show(&["list", "r.csv"]), @"
    date         title          killed
    ──────────────────────────────────
    26 Aug 2021  A thing
    27 Aug 2021  Another thing       3

    2 events
    --- stderr
    note: r.csv is of no known layout and was read with --map 'date=when,title=what happened,killed=deaths'; pass another `--map` where that is wrong
    ");
}

#[test]
fn columns_of_one_name_are_told_apart() {
    let run = Run::nowhere().file("a.csv", "date,title,note,note\n2021,A,1,2\n");
    assert_snapshot!(run.show(&["export", "a.csv", "--format", "ndjson"]), @r#"
    {"id":null,"date":"2021","earliest":"2021-01-01","latest":"2021-12-31","title":"A","location":null,"country":null,"latitude":null,"longitude":null,"kind":null,"actors":[],"tags":[],"killed":null,"wounded":null,"status":null,"media":null,"media_credit":null,"media_caption":null,"summary":null,"source":[],"extra":{"note":"1","note_2":"2"}}
    --- stderr
    note: columns beyond the model are published too: note, note_2
    "#);
}

#[test]
fn a_delimiter_can_be_said() {
    let run = Run::nowhere().file("b.csv", "date^title\n2021^A\n");
    assert_snapshot!(run.show(&["list", "b.csv", "--delimiter", "^"]), @"
    date  title
    ───────────
    2021  A

    1 event
    ");
}
