use crate::Run;
use insta::assert_snapshot;

#[test]
fn good_rows_are_printed_and_bad_ones_reported_with_their_line_and_column() {
    let run = Run::nowhere().file(
        "a.csv",
        "date,title,killed,latitude\r\n\r\n1969-07-20,Moon,,\r\n1969-13-20,Moon landing,,\r\n\"2020\",\"multi\r\nline\",many,\r\n2021,ok,1,2,3\r\n2022\r\n,,,\r\n2023,Zürich,5,north\r\n,undated,,\r\n",
    );
    let listed = run.show(&["list", "a.csv"]);
    assert_snapshot!(listed, @r#"
    date         title         killed
    ─────────────────────────────────
    20 Jul 1969  Moon
    2020         multi line
    2023         Zürich             5
                 Moon landing
                 undated

    5 events
    --- stderr
    error: month `13` is out of range
     --> a.csv:4:1 (date)
      |
    4 | 1969-13-20,Moon landing,,
      | ^^^^^^^^^^
    hint: months run from 01 to 12

    error: `many` names no number
     --> a.csv:6:7 (killed)
      |
    6 | line",many,
      |       ^^^^
    hint: write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13 (10..20), or nothing where it is unknown

    error: the row has 5 fields, the header 4 fields
     --> a.csv:7:1
      |
    7 | 2021,ok,1,2,3
      | ^^^^^^^^^^^^^
    hint: a comma inside a cell needs quotes around the cell

    error: the row has 1 field, the header 4 fields
     --> a.csv:8:1
      |
    8 | 2022
      | ^^^^
    hint: the fields from `title` on are missing

    2 rows and 2 cells could not be read
    --- exit 1
    "#);
    let (_, reported) = listed.split_once("--- stderr").unwrap();
    assert_eq!(run.show(&["export", "a.csv", "--strict"]), format!("--- stderr{reported}"));
    assert_eq!(run.show(&["export", "a.csv", "--strict", "-o", "out.csv"]), run.show(&["export", "a.csv", "--strict"]));
    assert!(!run.path("out.csv").exists());
}

#[test]
fn a_fault_in_a_later_line_of_a_row_is_shown_where_it_is() {
    let run = Run::nowhere().file("a.csv", "title,date\n\"one\n\ntwo\",2021-02-30\n");
    assert_snapshot!(run.show(&["list", "a.csv"]), @r#"
    date  title
    ──────────────
          one  two

    1 event
    --- stderr
    error: there is no 30 February 2021: February 2021 has 28 days
     --> a.csv:4:6 (date)
      |
    4 | two",2021-02-30
      |      ^^^^^^^^^^
    hint: where the day is not known, write the month alone

    1 cell could not be read
    --- exit 1
    "#);
}

#[test]
fn the_first_ten_are_shown_and_the_rest_counted() {
    let run = Run::nowhere().file("a.csv", format!("date,title\n{}2020,good\n", "never,x\n".repeat(1234)));
    let shown = run.show(&["list", "a.csv"]);
    assert_eq!(shown.matches("error").count(), 10);
    assert!(shown.ends_with("1,234 cells could not be read; the first 10 are shown\n--- exit 1"), "{shown}");
    assert!(shown.contains("good"));
}

#[test]
fn files_that_are_no_chronology() {
    let run = Run::nowhere()
        .file("empty.csv", "")
        .file("blank.csv", "\n\n , \n")
        // White space of every kind, which a page feed is to one program and not to another.
        .file("page-feed.csv", "\x0c")
        .file("spaces.csv", "\x0c,\x0b\n\t\x0c;\n")
        .file("nul.bin", vec![0; 3 << 20])
        .file("name.csv", format!("{},b\n1,2\n", "seven ".repeat(20_000)))
        .file("header.csv", "date,title\n")
        .file("foreign.csv", "event_date,notes\n2020,x\n")
        .file("header-unclosed.csv", "date,\"title\n2020,x\n")
        .file("bytes.csv", b"PK\x03\x04\xff\xfe\x00\x01");
    assert_snapshot!(run.show(&["list", "empty.csv"]), @"
    --- stderr
    error: `empty.csv` is empty: it has no header
    hint: a chronology begins with a line that names its columns, such as: date,title,location,source
    --- exit 1
    ");
    assert_snapshot!(run.show(&["list", "page-feed.csv"]), @"
    --- stderr
    error: `page-feed.csv` is empty: it has no header
    hint: a chronology begins with a line that names its columns, such as: date,title,location,source
    --- exit 1
    ");
    assert_snapshot!(run.show(&["list", "spaces.csv"]), @"
    --- stderr
    error: the file has no `date` and no `title` column; its columns are: ,
     --> spaces.csv:1:1
      |
    1 | ␌,␋
      | ^^^
    hint: pass the columns to take: `--map date=COLUMN,title=COLUMN`; `dateline columns spaces.csv` shows what they hold
    --- exit 1
    ");
    assert_snapshot!(run.show(&["list", "name.csv"]), @"
    --- stderr
    error: the file has no `date` and no `title` column; its columns are: seven seven seven seven seven seven seven seven seven seven seven seven seven seven seven seven sev…, b
     --> name.csv:1:1
      |
    1 | seven seven seven seven seven seven seven seven seven seven seven seven sev…
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: pass the columns to take: `--map date=COLUMN,title=COLUMN`; `dateline columns name.csv` shows what they hold
    --- exit 1
    ");
    assert_snapshot!(run.show(&["list", "nul.bin"]), @"
    --- stderr
    error: `nul.bin` is not text: its first line holds a NUL byte
    hint: if it is UTF-16 without a byte order mark, pass `--encoding utf-16le` or `--encoding utf-16be`
    --- exit 1
    ");
    assert_snapshot!(run.show(&["list", "blank.csv"]), @"
    --- stderr
    error: `blank.csv` is empty: it has no header
    hint: a chronology begins with a line that names its columns, such as: date,title,location,source
    --- exit 1
    ");
    assert_snapshot!(run.show(&["list", "header.csv"]), @"0 events");
    assert_snapshot!(run.show(&["list", "foreign.csv"]), @"
    date  title
    ───────────
    2020  x

    1 event
    --- stderr
    note: foreign.csv is of no known layout and was read with --map 'date=event_date,title=notes'; pass another `--map` where that is wrong
    ");
    assert_snapshot!(run.show(&["list", "header-unclosed.csv"]), @r#"
    --- stderr
    error: the quote that opens here is never closed
     --> header-unclosed.csv:1:6
      |
    1 | date,"title
      |      ^
    hint: close it at the end of its cell; a quote inside a quoted cell is written twice: ""
    --- exit 1
    "#);
    assert_snapshot!(run.show(&["list", "bytes.csv"]), @r"
    --- stderr
    error: bytes.csv is no whole zip archive: its table of contents is missing or damaged
    hint: it may be cut short: download it again
    --- exit 1
    ");
    assert_snapshot!(run.show(&["list", "nosuch.csv"]), @"
    --- stderr
    error: cannot read `nosuch.csv`: there is no such file
    --- exit 1
    ");
    assert_snapshot!(run.show(&["list", "."]), @"
    --- stderr
    error: cannot read `.`: it is a directory, not a file
    hint: name the files in it: dateline list ./*.csv
    --- exit 1
    ");
}

#[test]
fn broken_text() {
    let run = Run::nowhere()
        .file("unclosed.csv", "date,title\n2020,ok\n2021,\"never closed\n2022,x\n")
        .file("latin1.csv", b"date,title\n2020,caf\xe9 x\n2021,ok\n")
        .file("nul.csv", "date,title\n2020,a\0b\n20\x0020,c\n");
    assert_snapshot!(run.show(&["list", "unclosed.csv"]), @r#"
    date  title
    ───────────
    2020  ok
    2022  x

    2 events
    --- stderr
    error: the quote that opens here is never closed
     --> unclosed.csv:3:6
      |
    3 | 2021,"never closed
      |      ^
    hint: close it at the end of its cell; a quote inside a quoted cell is written twice: ""

    1 row could not be read
    --- exit 1
    "#);
    assert_snapshot!(run.show(&["list", "latin1.csv"]), @"
    date  title
    ────────────
    2020  café x
    2021  ok

    2 events
    --- stderr
    note: line 2 of latin1.csv is not UTF-8; it was read as windows-1252; pass `--encoding` if it is in another
    ");
    assert_snapshot!(run.show(&["list", "nul.csv"]), @"
    date  title
    ───────────
    2020  a␀b
          c

    2 events
    --- stderr
    error: `20␀20` is not a date that dateline understands
     --> nul.csv:3:1 (date)
      |
    3 | 20␀20,c
      | ^^^^^
    hint: write it as 2021-08-26, 26 August 2021, August 2021, late 2014 or around 2015

    1 cell could not be read
    --- exit 1
    ");
}

#[test]
fn a_map_that_names_no_column() {
    let run = Run::nowhere().file("a.csv", "when,what\n2020,x\n");
    assert_snapshot!(run.show(&["list", "a.csv", "--map", "date=when,title=what"]), @"
    date  title
    ───────────
    2020  x

    1 event
    ");
    assert_snapshot!(run.show(&["list", "a.csv", "--map", "date=whenever,title=what"]), @"
    --- stderr
    error: there is no column `whenever` for the field `date`
    hint: did you mean `when`? the columns are: when, what
    --- exit 1
    ");
    assert_snapshot!(run.show(&["list", "a.csv", "--map", "when=date"]), @"
    --- stderr
    error: invalid value 'when=date' for '--map <FIELD=COLUMN,…>': `when` is not a field of the model; the fields are: id, date, title, location, country, latitude, longitude, kind, actors, tags, killed, wounded, status, report_of, media, media_credit, media_caption, summary, source, start, end

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn very_wide_and_very_large() {
    let columns: String = (0..1_000_000).map(|i| format!(",c{i}")).collect();
    let wide = format!("date,title{columns}\n2020,x{}\n2021,y\n", ",".repeat(1_000_000));
    let huge = format!("date,title\n2020,\"{}\"\n2021,after\n", "x".repeat(20_000_000));
    let run = Run::nowhere().file("wide.csv", wide).file("huge.csv", &huge);
    assert_snapshot!(run.show(&["list", "wide.csv", "--columns", "date,title"]), @"
    date  title
    ───────────
    2020  x

    1 event
    --- stderr
    error: the row has 2 fields, the header 1000002 fields
     --> wide.csv:3:1
      |
    3 | 2021,y
      | ^^^^^^
    hint: the fields from `c0` on are missing

    1 row could not be read
    --- exit 1
    ");
    assert_eq!(run.output(&["export", "huge.csv"]).stdout, huge.as_bytes());
    assert!(run.show(&["list", "huge.csv"]).ends_with("2021  after\n\n2 events\n"));
    assert!(run.show(&["timeline", "huge.csv"]).ends_with("2 events\n"));
}

#[test]
fn lines_are_counted_through_many_blocks() {
    let rows = "2020,\"of two\r\nlines\"\r\n".repeat(100_000);
    let run = Run::nowhere().file("a.csv", format!("date,title\r\n{rows}\r\n2020-02-30,no such day\r\n"));
    let shown = run.show(&["count", "a.csv"]);
    assert!(shown.contains("--> a.csv:200003:1 (date)"), "{shown}");
}

#[test]
fn a_quote_that_is_never_closed_is_not_made_up_for_by_the_next() {
    let run = Run::nowhere().file(
        "a.csv",
        "date,title\n2014,good\n2015,\"open\n2016,good two\n2018,\"good four\"\n2019,\"spaced\" \n2020,\"é\"”\n2020,\"to the end\n2021,x\n",
    );
    assert_snapshot!(run.show(&["list", "a.csv"]), @r#"
    date  title
    ───────────────
    2014  good
    2016  good two
    2018  good four
    2019  spaced
    2021  x

    5 events
    --- stderr
    error: the quote that opens here is never closed
     --> a.csv:3:6
      |
    3 | 2015,"open
      |      ^
    hint: close it at the end of its cell; a quote inside a quoted cell is written twice: ""

    error: text follows the closing quote of a cell
     --> a.csv:7:9
      |
    7 | 2020,"é"”
      |         ^
    hint: a quote inside a quoted cell is written twice: ""; or else an earlier quote is never closed

    error: the quote that opens here is never closed
     --> a.csv:8:6
      |
    8 | 2020,"to the end
      |      ^
    hint: close it at the end of its cell; a quote inside a quoted cell is written twice: ""

    3 rows could not be read
    --- exit 1
    "#);
}

#[test]
fn blank_lines_before_the_header_are_passed_over() {
    let run = Run::nowhere().file("a.csv", format!("{}date,title\n2020,x\n2020-13,y\n", "\n".repeat(600_000)));
    let shown = run.show(&["list", "a.csv"]);
    assert!(shown.contains("2020  x") && shown.contains("a.csv:600003:1 (date)"), "{shown}");
}

#[test]
fn a_row_without_date_and_title_is_no_event() {
    let run = Run::nowhere().file("a.csv", "date,title,note\n\" \",\" \",\n,,Total 5\n,only a title,\n");
    assert_snapshot!(run.show(&["list", "a.csv"]), @"
    date  title
    ──────────────────
          only a title

    1 event
    --- stderr
    error: the row has neither a date nor a title
     --> a.csv:3:1
      |
    3 | ,,Total 5
      | ^^^^^^^^^
    hint: an event has at least one of them; a sum or a remark is better kept elsewhere

    1 row could not be read
    --- exit 1
    ");
}

#[test]
fn standard_input_can_be_named_once() {
    assert_snapshot!(Run::nowhere().stdin("date,title\n").show(&["list", "-", "-"]), @"
    --- stderr
    error: standard input, `-`, can be read only once
    --- exit 2
    ");
}

/// `dateline export --limit N - < a pipe that stays open`
#[test]
fn enough_is_enough_though_the_pipe_stays_open() {
    use std::io::{Read, Write};
    use std::process::{Command, Stdio};
    // In the first block, and in a later one.
    for limit in [3, 60_000] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(["export", "--limit", &limit.to_string(), "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let writer = std::thread::spawn(move || {
            let rows = "2020,some title\n".repeat(100_000);
            // The program may have ended by then, with what it needed.
            let _ = stdin.write_all(b"date,title\n").and_then(|()| stdin.write_all(rows.as_bytes()));
            stdin
        });
        let mut out = String::new();
        child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        assert!(child.wait().unwrap().success());
        assert_eq!(out.lines().count(), limit + 1);
        drop(writer.join().unwrap());
    }
}

/// A row with three cells that can't be read.
const UNREAD: &str =
    "id,date,title,killed,latitude,longitude\na,31 June 2021,A,many,north,69.1\nb,2020,B,3,34.5,69.1\n";

#[test]
fn a_bad_cell_costs_its_field_and_not_its_row() {
    let run = Run::nowhere().file("a.csv", UNREAD);
    assert_snapshot!(run.show(&["export", "a.csv", "--format", "ndjson"]), @r#"
    {"id":"a","date":null,"earliest":null,"latest":null,"title":"A","location":null,"country":null,"latitude":null,"longitude":69.1,"kind":null,"actors":[],"tags":[],"killed":null,"wounded":null,"status":null,"media":null,"media_credit":null,"media_caption":null,"summary":null,"source":[],"unread":{"date":"31 June 2021","killed":"many","latitude":"north"},"extra":{}}
    {"id":"b","date":"2020","earliest":"2020-01-01","latest":"2020-12-31","title":"B","location":null,"country":null,"latitude":34.5,"longitude":69.1,"kind":null,"actors":[],"tags":[],"killed":{"low":3,"high":3},"wounded":null,"status":null,"media":null,"media_credit":null,"media_caption":null,"summary":null,"source":[],"extra":{}}
    --- stderr
    error: there is no 31 June 2021: June 2021 has 30 days
     --> a.csv:2:3 (date)
      |
    2 | a,31 June 2021,A,many,north,69.1
      |   ^^^^^^^^^^^^
    hint: where the day is not known, write the month alone

    error: `many` names no number
     --> a.csv:2:18 (killed)
      |
    2 | a,31 June 2021,A,many,north,69.1
      |                  ^^^^
    hint: write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13 (10..20), or nothing where it is unknown

    error: `north` is not a latitude
     --> a.csv:2:23 (latitude)
      |
    2 | a,31 June 2021,A,many,north,69.1
      |                       ^^^^^
    hint: write it in degrees, with a decimal point: 34.53

    3 cells could not be read
    --- exit 1
    "#);
    assert_snapshot!(run.show(&["show", "a", "-f", "a.csv"]), @"
    A
      id      a
      date    undated
      unread  date: 31 June 2021
              killed: many
              latitude: north
    --- stderr
    error: there is no 31 June 2021: June 2021 has 30 days
     --> a.csv:2:3 (date)
      |
    2 | a,31 June 2021,A,many,north,69.1
      |   ^^^^^^^^^^^^
    hint: where the day is not known, write the month alone

    error: `many` names no number
     --> a.csv:2:18 (killed)
      |
    2 | a,31 June 2021,A,many,north,69.1
      |                  ^^^^
    hint: write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13 (10..20), or nothing where it is unknown

    error: `north` is not a latitude
     --> a.csv:2:23 (latitude)
      |
    2 | a,31 June 2021,A,many,north,69.1
      |                       ^^^^^
    hint: write it in degrees, with a decimal point: 34.53

    3 cells could not be read
    --- exit 1
    ");
    let export = run.output(&["export", "a.csv"]);
    assert_eq!(String::from_utf8(export.stdout).unwrap(), UNREAD);
    assert_eq!(export.status.code(), Some(1));
}

#[test]
fn what_can_not_be_read_matches_no_filter() {
    let run = Run::nowhere().file("a.csv", UNREAD);
    let found = |arguments: &[&str]| {
        let out = run.output(&[&["export", "a.csv", "--columns", "id"][..], arguments].concat()).stdout;
        String::from_utf8(out).unwrap().lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(found(&[]), ["a", "b"]);
    assert_eq!(found(&["--sort", "date"]), ["b", "a"]);
    assert_eq!(found(&["--from", "1900"]), ["b"]);
    assert_eq!(found(&["--where", "killed >= 0"]), ["b"]);
    assert_eq!(found(&["--near", "34.5,69.1", "--within", "1"]), ["b"]);
}

#[test]
fn a_command_reports_the_cells_that_it_reads() {
    let run = Run::nowhere().file("a.csv", "date,title,latitude,country\n2020,A,north,Peru\n");
    for silent in [&["list", "a.csv"][..], &["count", "a.csv", "--by", "country"], &["export", "a.csv"]] {
        assert!(run.output(silent).status.success(), "{silent:?}");
    }
    for heard in [
        &["list", "a.csv", "--columns", "title,latitude"][..],
        &["list", "a.csv", "--sort", "latitude"],
        &["list", "a.csv", "--where", "latitude > 3"],
        &["count", "a.csv", "--near", "0,0", "--within", "9"],
        &["export", "a.csv", "--format", "geojson"],
        &["export", "a.csv", "--format", "json"],
        &["check", "a.csv"],
    ] {
        let output = run.output(heard);
        assert_eq!(output.status.code(), Some(1), "{heard:?}");
        let said = [output.stdout, output.stderr].concat();
        assert!(String::from_utf8_lossy(&said).contains("`north` is not a latitude"), "{heard:?}");
    }
}

/// A date, a count and a coordinate that can't be read, each in a row of its own.
const BAD_CELLS: &str = "date,title,location,country,latitude,longitude,killed\n\
    2021-13,A,Herat,Afghanistan,34.3,62.2,1\n\
    2021-05,B,Kabul,Afghanistan,34.5,69.2,many\n\
    2022-05,C,Kabul,Afghanistan,north,69.2,3\n";

#[test]
fn a_cell_that_is_not_asked_for_is_not_reported() {
    let run = Run::nowhere().file("a.csv", BAD_CELLS);
    assert_snapshot!(run.show(&["list", "a.csv", "-l", "kabul"]), @"
    date      title  location            killed
    ───────────────────────────────────────────
    May 2021  B      Kabul, Afghanistan
    May 2022  C      Kabul, Afghanistan       3

    2 events
    --- stderr
    error: `many` names no number
     --> a.csv:3:39 (killed)
      |
    3 | 2021-05,B,Kabul,Afghanistan,34.5,69.2,many
      |                                       ^^^^
    hint: write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13 (10..20), or nothing where it is unknown

    1 cell could not be read
    --- exit 1
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "country"]), @"
    country      events  killed
    Afghanistan       3       4  ███████████████████████████████████████████████████

    3 events
    --- stderr
    error: `many` names no number
     --> a.csv:3:39 (killed)
      |
    3 | 2021-05,B,Kabul,Afghanistan,34.5,69.2,many
      |                                       ^^^^
    hint: write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13 (10..20), or nothing where it is unknown

    1 cell could not be read
    --- exit 1
    ");
}

#[test]
fn past_the_limit_only_what_decides_the_order_is_reported() {
    let run = Run::nowhere().file("a.csv", BAD_CELLS);
    assert_snapshot!(run.show(&["list", "a.csv", "-n", "1"]), @"
    date      title  location
    ───────────────────────────────────
    May 2021  B      Kabul, Afghanistan

    3 events; the first 1 shown
    --- stderr
    error: month `13` is out of range
     --> a.csv:2:1 (date)
      |
    2 | 2021-13,A,Herat,Afghanistan,34.3,62.2,1
      | ^^^^^^^
    hint: months run from 01 to 12

    error: `many` names no number
     --> a.csv:3:39 (killed)
      |
    3 | 2021-05,B,Kabul,Afghanistan,34.5,69.2,many
      |                                       ^^^^
    hint: write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13 (10..20), or nothing where it is unknown

    2 cells could not be read
    --- exit 1
    ");
    assert_snapshot!(run.show(&["list", "a.csv", "-n", "1", "--sort", "-title"]), @"
    date      title  location            killed
    ───────────────────────────────────────────
    May 2022  C      Kabul, Afghanistan       3

    3 events; the first 1 shown
    ");
}

#[test]
fn a_check_reads_every_cell() {
    let run = Run::nowhere().file("a.csv", BAD_CELLS);
    let shown = run.show(&["check", "a.csv"]);
    for wrong in ["`13` is out of range", "`many` names no number", "`north` is not a latitude"] {
        assert!(shown.contains(wrong), "{wrong}: {shown}");
    }
}
