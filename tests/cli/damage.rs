//! What spreadsheets, transfers and other programs do to a chronology: it is read all the same, or refused with the
//! option that settles it; nothing is guessed in silence.

use crate::{Run, lossy};
use insta::assert_snapshot;

const TABLE: &str = "date;title;latitude;killed\n26 August 2021;São Tomé;34,53;1.963\n2022-09;Café;;\n";

fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
    let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
    units.flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

#[test]
fn the_same_table_in_every_dress() {
    let run = Run::nowhere().file("a.csv", TABLE);
    assert_snapshot!(run.show("list a.csv"), @"
    date         title     killed
    ─────────────────────────────
    26 Aug 2021  São Tomé   1,963
    Sep 2022     Café

    2 events
    ");
    let table = run.output("list a.csv").stdout;
    let native = run.output("export a.csv --native").stdout;
    assert_snapshot!(lossy(&native), @"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded,summary,source
    ,2021-08-26,São Tomé,,,34.53,,,,1963,,,
    ,2022-09,Café,,,,,,,,,,
    ");
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
        let output = run.output("list a.csv");
        assert_eq!(lossy(&output.stdout), lossy(&table), "{name}");
        assert_eq!(output.status.code(), Some(0), "{name}");
        assert_eq!(lossy(run.output("export a.csv --native").stdout), lossy(&native), "{name}");
        // Blank rows are no events, and so are not exported.
        if name != "blank rows" {
            assert_eq!(lossy(run.output("export a.csv").stdout), lossy(&bytes), "{name}");
        }
        let piped = Run::nowhere().stdin(&bytes);
        assert_eq!(lossy(piped.output("list -").stdout), lossy(&table), "{name} through a pipe");
    }
}

#[test]
fn an_encoding_is_found_and_said_or_told() {
    let cyrillic: Vec<u8> = b"date,title\n2021,\xcc\xee\xf1\xea\xe2\xe0\n".to_vec();
    let run = Run::nowhere()
        .file("latin1.csv", latin1("date,title,caf\u{e9}\n2021,S\u{e3}o,\n2022,plain,\n2023,S\u{e3}o,\n"))
        .file("cyrillic.csv", &cyrillic)
        .file("utf16.csv", utf16(TABLE, false))
        .file("no-mark.csv", &utf16("date,title\n2021,x\n", false)[2..]);
    assert_snapshot!(run.show("list latin1.csv"), @"
    date  title
    ───────────
    2021  São
    2022  plain
    2023  São

    3 events
    --- stderr
    note: the header of latin1.csv is not UTF-8; it was read as windows-1252; --encoding says otherwise
    note: 2 rows of latin1.csv, the first in line 2, are not UTF-8; they were read as windows-1252; --encoding says otherwise
    ");
    assert_snapshot!(run.show("list latin1.csv --encoding utf-8"), @"
    --- stderr
    error: the byte 0xE9 is not UTF-8 text
     --> latin1.csv:1:15
      |
    1 | date,title,caf�
      |               ^
    hint: say its encoding, such as --encoding windows-1251, or save the file as UTF-8
    --- exit 1
    ");
    assert_snapshot!(run.show("list cyrillic.csv --encoding windows-1251 --search москва"), @"
    date  title
    ────────────
    2021  Москва

    1 event
    ");
    assert_eq!(lossy(run.output("export cyrillic.csv --encoding windows-1251").stdout), lossy(cyrillic));
    assert_snapshot!(run.show("list utf16.csv --columns title"), @"
    title
    ────────
    São Tomé
    Café

    2 events
    --- stderr
    note: utf16.csv is in UTF-16LE
    ");
    assert_snapshot!(run.show("list no-mark.csv"), @"
    --- stderr
    error: `no-mark.csv` is not text: its first line holds a NUL byte
    hint: if it is UTF-16 without a byte order mark, say --encoding utf-16le or utf-16be
    --- exit 1
    ");
    assert_eq!(run.output("export no-mark.csv --encoding utf-16le").stdout, run.read("no-mark.csv"));
    assert_snapshot!(run.show("list no-mark.csv --encoding utf-16le"), @"
    date  title
    ───────────
    2021  x

    1 event
    --- stderr
    note: no-mark.csv is in UTF-16LE
    ");
    assert_snapshot!(run.show("list latin1.csv --encoding klingon"), @"
    --- stderr
    error: invalid value 'klingon' for '--encoding <NAME>': `klingon` is no encoding that is known; write one such as utf-8, windows-1252, windows-1251, utf-16

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn a_row_of_totals_is_no_event_and_said() {
    let run = Run::nowhere().file("a.csv", "date,title,killed\n2021,A,5\nTotal,,5\n,Total:,5\n,Total eclipse,\n");
    assert_snapshot!(run.show("list a.csv"), @"
    date  title          killed
    ───────────────────────────
    2021  A                   5
          Total eclipse

    2 events
    --- stderr
    note: 2 rows of a.csv, the first in line 3, are not events: each is a row of totals
    ");
    // R writes NA where a row has nothing, which is no word.
    let run = Run::nowhere().file(
        "acled.csv",
        "event_id_cnty,event_date,event_type,country,fatalities\nA1,03 May 2021,Riots,Ghana,1\nTotal,NA,NA,NA,1\n",
    );
    assert_snapshot!(run.show("count --by year acled.csv"), @"
    year  events  killed
    2021       1       1  ██████████████████████████████████████████████████████████

    1 event
    --- stderr
    note: line 3 of acled.csv is a row of totals, not an event
    ");
}

#[test]
fn all_the_dates_of_a_column_settle_the_order_of_their_parts() {
    let run = Run::nowhere()
        .file("settled.csv", "date,title\n03/04/2021,A\n25/04/2021,B\n")
        .file("american.csv", "date,title\n03/04/2021,A\n04/25/2021 17:50,B\n")
        .file("open.csv", "date,title\n03/04/2021,A\n05/06/2021,B\n")
        .file("mixed.csv", "date,title\n03/04/2021,A\n2021-06-05,B\n")
        .file("against.csv", "date,title\n25/04/2021,A\n04/25/2021,B\n03/04/2021,C\n");
    assert_snapshot!(run.show("list settled.csv"), @"
    date         title
    ──────────────────
    3 Apr 2021   A
    25 Apr 2021  B

    2 events
    --- stderr
    note: dates such as 03/04/2021 in settled.csv were read as day/month/year: others in `date` have only that reading
    ");
    assert_snapshot!(run.show("list american.csv"), @"
    date               title
    ────────────────────────
    4 Mar 2021         A
    25 Apr 2021 17:50  B

    2 events
    --- stderr
    note: dates such as 03/04/2021 in american.csv were read as month/day/year: others in `date` have only that reading
    ");
    assert_snapshot!(run.show("list open.csv"), @"
    --- stderr
    error: whether the day or the month comes first in `date` of `open.csv` is settled by none of the dates
    hint: say --date-order dmy or --date-order mdy
    --- exit 1
    ");
    assert_snapshot!(run.show("list open.csv --date-order mdy"), @"
    date        title
    ─────────────────
    4 Mar 2021  A
    6 May 2021  B

    2 events
    ");
    assert_snapshot!(run.show("list mixed.csv"), @"
    date        title
    ─────────────────
    5 Jun 2021  B

    1 event
    --- stderr
    error: `03/04/2021` has two readings: 3 April or 4 March 2021
     --> mixed.csv:2:1 (date)
      |
    2 | 03/04/2021,A
      | ^^^^^^^^^^
    hint: say --date-order dmy or --date-order mdy; or write 2021-04-03 or 2021-03-04

    1 row could not be read
    --- exit 1
    ");
    assert_snapshot!(run.show("list against.csv"), @"
    date         title
    ──────────────────
    25 Apr 2021  A
    25 Apr 2021  B

    2 events
    --- stderr
    error: `03/04/2021` has two readings: 3 April or 4 March 2021
     --> against.csv:4:1 (date)
      |
    4 | 03/04/2021,C
      | ^^^^^^^^^^
    hint: say --date-order dmy or --date-order mdy; or write 2021-04-03 or 2021-03-04

    1 row could not be read
    --- exit 1
    ");
    assert_snapshot!(run.show("list settled.csv --date-order mdy"), @"
    date         title
    ──────────────────
    3 Apr 2021   A
    25 Apr 2021  B

    2 events
    --- stderr
    note: dates such as 03/04/2021 in settled.csv were read as day/month/year: others in `date` have only that reading
    ");
    // What settles it may be the last of many rows, from a pipe too.
    let many = format!("date,title\n{}25/04/2021,last\n", "03/04/2021,A\n".repeat(50_000));
    let last = Run::nowhere().stdin(&many).show("list - --sort -date --limit 1");
    assert_snapshot!(last, @"
    date         title
    ──────────────────
    25 Apr 2021  last

    50,001 events; the first 1 shown
    --- stderr
    note: dates such as 03/04/2021 in <stdin> were read as day/month/year: others in `date` have only that reading
    ");
    assert_snapshot!(Run::nowhere().stdin(&many).show("count - --by month"), @"
    month     events
    Apr 2021  50,001  ████████████████████████████████████████████████████████████

    50,001 events
    --- stderr
    note: dates such as 03/04/2021 in <stdin> were read as day/month/year: others in `date` have only that reading
    ");
}

#[test]
fn years_that_lack_something_are_settled_by_an_option_or_a_column() {
    let run = Run::nowhere()
        .file("short.csv", "date,title\n28-Jan-90,A\n9-Mar-17,B\n")
        .file("none.csv", "date,title\n26 August,A\n")
        .file("column.csv", "year,date,title\n1990,28-Jan-90,A\n2017,9 March,B\n");
    assert_snapshot!(run.show("list short.csv"), @"
    0 events
    --- stderr
    error: `90` in `28-Jan-90`, as a year, has no century
     --> short.csv:2:1 (date)
      |
    2 | 28-Jan-90,A
      | ^^^^^^^^^
    hint: say --century 1900 or --century 2000, or write the year with four digits

    error: `17` in `9-Mar-17`, as a year, has no century
     --> short.csv:3:1 (date)
      |
    3 | 9-Mar-17,B
      | ^^^^^^^^
    hint: say --century 1900 or --century 2000, or write the year with four digits

    2 rows could not be read
    --- exit 1
    ");
    assert_snapshot!(run.show("list short.csv --century 1950"), @"
    date         title
    ──────────────────
    28 Jan 1990  A
    9 Mar 2017   B

    2 events
    ");
    assert_snapshot!(run.show("list none.csv"), @"
    0 events
    --- stderr
    error: the date lacks a year
     --> none.csv:2:1 (date)
      |
    2 | 26 August,A
      | ^^^^^^^^^
    hint: say the year with --assume-year 2021, or write it

    1 row could not be read
    --- exit 1
    ");
    assert_snapshot!(run.show("list none.csv --assume-year 2021"), @"
    date         title
    ──────────────────
    26 Aug 2021  A

    1 event
    ");
    assert_snapshot!(run.show("list column.csv"), @"
    date         title
    ──────────────────
    28 Jan 1990  A
    9 Mar 2017   B

    2 events
    ");
}

#[test]
fn days_that_a_spreadsheet_made_numbers() {
    let run = Run::nowhere()
        .file("serial.csv", "date,title\n44434,A\n44435.5,B\n")
        .file("mixed.csv", "date,title\n44434,A\n2021,B\n");
    assert_snapshot!(run.show("list serial.csv"), @"
    date         title
    ──────────────────
    26 Aug 2021  A
    27 Aug 2021  B

    2 events
    --- stderr
    note: `date` of serial.csv counts days as spreadsheets do, and was read so
    ");
    assert_snapshot!(run.show("list mixed.csv"), @"
    date  title
    ───────────
    2021  B

    1 event
    --- stderr
    error: `44434` is not a date
     --> mixed.csv:2:1 (date)
      |
    2 | 44434,A
      | ^^^^^
    hint: as spreadsheets count days it is 26 Aug 2021; write that, if it is meant

    1 row could not be read
    --- exit 1
    ");
}

#[test]
fn numbers_as_programs_write_them() {
    let run = Run::nowhere()
        .file("a.csv", "date,title,killed\n2021,A,\"1,963\"\n2022,B,3.0\n2023,C,1 200\n")
        .file("r.csv", "when,what happened,deaths\n2021-08-26,A thing,NA\n2021-08-27,Another thing,3\n");
    assert_snapshot!(run.show("list a.csv"), @"
    date  title  killed
    ───────────────────
    2021  A       1,963
    2022  B           3
    2023  C       1,200

    3 events
    ");
    assert_snapshot!(run.show("list r.csv"), @"
    date         title          killed
    ──────────────────────────────────
    26 Aug 2021  A thing
    27 Aug 2021  Another thing       3

    2 events
    --- stderr
    note: r.csv is of no known layout and was read with --map 'date=when,title=what happened,killed=deaths'; pass another --map where that is wrong; `dateline columns r.csv` tells why
    ");
}

#[test]
fn any_other_table_is_guessed_and_said() {
    let run = Run::nowhere()
        .file("names.csv", "Event Date,Headline,City,Deaths,URL\n2021-08-26,Attack,Kabul,183,https://example.org\n")
        .file("values.csv", "a,b,c\n1,2021-08-26,Attack at the airport\n2,Sept 2022,Attack on the embassy\n")
        .file("parts.csv", "Year,Month,Day,What happened\n2021,8,26,Attack at the airport\n2022,9,,Embassy\n")
        .file("none.csv", "a,b\nx,y\n");
    assert_snapshot!(run.show("list names.csv"), @"
    date         title   location  killed
    ─────────────────────────────────────
    26 Aug 2021  Attack  Kabul        183

    1 event
    --- stderr
    note: names.csv is of no known layout and was read with --map 'date=Event Date,title=Headline,location=City,killed=Deaths,source=URL'; pass another --map where that is wrong; `dateline columns names.csv` tells why
    ");
    assert_snapshot!(run.show("list values.csv"), @"
    date         title
    ──────────────────────────────────
    26 Aug 2021  Attack at the airport
    Sep 2022     Attack on the embassy

    2 events
    --- stderr
    note: values.csv is of no known layout and was read with --map 'date=b,title=c'; pass another --map where that is wrong; `dateline columns values.csv` tells why
    ");
    assert_snapshot!(run.show("list parts.csv"), @"
    date         title
    ──────────────────────────────────
    26 Aug 2021  Attack at the airport
    Sep 2022     Embassy

    2 events
    --- stderr
    note: parts.csv is of no known layout and was read with --map 'date=Year+Month+Day,title=What happened'; pass another --map where that is wrong; `dateline columns parts.csv` tells why
    ");
    assert_snapshot!(run.show("list none.csv"), @"
    --- stderr
    error: the file has no `date` and no `title` column; its columns are: a, b
     --> none.csv:1:1
      |
    1 | a,b
      | ^^^
    hint: say which columns to take: --map date=COLUMN,title=COLUMN; `dateline columns none.csv` shows what they hold
    --- exit 1
    ");
    assert_snapshot!(run.show("list values.csv --map date=b,title=a"), @"
    date         title
    ──────────────────
    26 Aug 2021  1
    Sep 2022     2

    2 events
    ");
}

#[test]
fn a_table_without_a_header() {
    let run = Run::nowhere().file("a.csv", "2021-08-26,x,Attack\n2022-09,y,Embassy\n");
    assert_snapshot!(run.show("list a.csv"), @"
    --- stderr
    error: the file has no header: its first line holds the date `2021-08-26`
     --> a.csv:1:1
      |
    1 | 2021-08-26,x,Attack
      | ^^^^^^^^^^^^^^^^^^^
    hint: name its columns by their numbers: --no-header --map date=1,title=…
    --- exit 1
    ");
    assert_snapshot!(run.show("list a.csv --no-header --map date=1,title=3"), @"
    date         title
    ────────────────────
    26 Aug 2021  Attack
    Sep 2022     Embassy

    2 events
    ");
    assert_eq!(lossy(run.output("export a.csv --no-header --map date=1,title=3").stdout), lossy(run.read("a.csv")));
}

#[test]
fn names_twice_and_other_delimiters() {
    let run = Run::nowhere().file("a.csv", "date,title,note,note\n2021,A,1,2\n").file("b.csv", "date^title\n2021^A\n");
    assert_snapshot!(run.show("export a.csv --format ndjson"), @r#"{"id":null,"date":"2021","earliest":"2021-01-01","latest":"2021-12-31","title":"A","location":null,"country":null,"latitude":null,"longitude":null,"kind":null,"actors":[],"killed":null,"wounded":null,"summary":null,"source":[],"extra":{"note":"1","note_2":"2"}}"#);
    assert_snapshot!(run.show("list b.csv --delimiter ^"), @"
    date  title
    ───────────
    2021  A

    1 event
    ");
}
