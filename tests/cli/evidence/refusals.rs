//! Tables that are refused, with the reason and the way on; and filters for what a table does not have.

use insta::assert_snapshot;

use crate::Run;

fn said(table: &str, arguments: &[&str]) -> String {
    Run::nowhere().file("table.csv", table).show(arguments)
}

#[test]
fn two_dates_that_are_equally_likely_are_said_and_neither_is_read() {
    let table = "left,returned,expedition\n1831-12-27,1836-10-02,First\n1837-01-01,1838-01-01,Second\n";
    assert_snapshot!(said(table, &["list", "table.csv"]), @"
    --- stderr
    error: `left` of table.csv may be the date of the event, and `returned` may be so too
     --> table.csv:1:1
      |
    1 | left,returned,expedition
      | ^^^^^^^^^^^^^^^^^^^^^^^^
    hint: pass --map 'date=left' or --map 'date=returned'; `dateline columns table.csv` shows what they hold
    --- exit 1
    ");
    assert_snapshot!(said(table, &["list", "table.csv", "--map", "date=left"]), @"
    date         title
    ───────────────────
    27 Dec 1831  First
    1 Jan 1837   Second

    2 events
    --- stderr
    note: table.csv is of no known layout and was read with --map 'title=expedition'; pass another `--map` where that is wrong
    ");
}

#[test]
fn the_likelier_date_is_read_and_the_other_named() {
    let table = "released,convened,hearing\n2020-05-01,2020-04-01,First\n2020-06-01,2020-05-11,Second\n";
    assert_snapshot!(said(table, &["list", "table.csv"]), @"
    date         title
    ───────────────────
    1 Apr 2020   First
    11 May 2020  Second

    2 events
    --- stderr
    note: table.csv is of no known layout and was read with --map 'date=convened,title=hearing'; pass another `--map` where that is wrong
    note: `released` of table.csv holds another date
    ");
}

#[test]
fn a_table_of_counts_holds_no_events() {
    let months = "Year,Month,Sorties\n1965,1,20\n1965,2,30\n1965,3,31\n";
    assert_snapshot!(said(months, &["list", "table.csv"]), @"
    --- stderr
    error: table.csv holds no events: each row has numbers for a day, a month or a year, and nothing that names an event
     --> table.csv:1:1
      |
    1 | Year,Month,Sorties
      | ^^^^^^^^^^^^^^^^^^
    hint: to read it all the same, pass `--map date=COLUMN,title=COLUMN`; `dateline columns table.csv` shows what they hold
    --- exit 1
    ");
    let wide = "date,cases_north,cases_south,deaths_north,deaths_south\n2015-01-05,10,1,2,0\n2015-01-13,12,3,2,0\n";
    assert_snapshot!(said(wide, &["count", "table.csv"]), @"
    --- stderr
    error: table.csv holds no events: each row has numbers for a day, a month or a year, and nothing that names an event
     --> table.csv:1:1
      |
    1 | date,cases_north,cases_south,deaths_north,deaths_south
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: to read it all the same, pass `--map date=COLUMN,title=COLUMN`; `dateline columns table.csv` shows what they hold
    --- exit 1
    ");
    let across = "Country,1990,1991,1992,1993\nExamplia,1,2,3,4\nOtherland,5,6,7,8\n";
    assert_snapshot!(said(across, &["list", "table.csv"]), @"
    --- stderr
    error: table.csv holds no events: its columns are years, as in a pivot table
     --> table.csv:1:1
      |
    1 | Country,1990,1991,1992,1993
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: to read it all the same, pass `--map date=COLUMN,title=COLUMN`; `dateline columns table.csv` shows what they hold
    --- exit 1
    ");
    let unnamed = "Kind,2018,,,,\nRow,Sum,,,,\n";
    assert_snapshot!(said(unnamed, &["list", "table.csv"]), @"
    --- stderr
    error: table.csv holds no events: most of its columns have no name, as in a pivot table
     --> table.csv:1:1
      |
    1 | Kind,2018,,,,
      | ^^^^^^^^^^^^^
    hint: to read it all the same, pass `--map date=COLUMN,title=COLUMN`; `dateline columns table.csv` shows what they hold
    --- exit 1
    ");
}

#[test]
fn a_table_without_dates_is_refused() {
    let people = "number,person,height\n1,A. Sample,170\n2,B. Sample,180\n";
    assert_snapshot!(said(people, &["list", "table.csv"]), @"
    --- stderr
    error: the file has no `date` column; its columns are: number, person, height
     --> table.csv:1:1
      |
    1 | number,person,height
      | ^^^^^^^^^^^^^^^^^^^^
    hint: pass the columns to take: `--map date=COLUMN`; `dateline columns table.csv` shows what they hold
    --- exit 1
    ");
}

#[test]
fn a_filter_for_a_field_that_was_not_found_is_an_error() {
    let table = "date,event\n2020-01-02,Fire\n2020-02-03,Flood\n";
    assert_snapshot!(said(table, &["list", "table.csv", "--where", "killed >= 5"]), @"
    --- stderr
    note: table.csv is of no known layout and was read with --map 'date=date,title=event'; pass another `--map` where that is wrong
    error: table.csv has no column for `killed`
    hint: pass the columns to take: `--map killed=COLUMN`; `dateline columns table.csv` shows what they hold
    --- exit 2
    ");
    assert_snapshot!(said(table, &["count", "table.csv", "--location", "kabul"]), @"
    --- stderr
    note: table.csv is of no known layout and was read with --map 'date=date,title=event'; pass another `--map` where that is wrong
    error: table.csv has no column for `location` or `country`
    hint: pass the columns to take: `--map location=COLUMN`; `dateline columns table.csv` shows what they hold
    --- exit 2
    ");
    assert_snapshot!(said(table, &["export", "table.csv", "--actor", "police"]), @"
    --- stderr
    note: table.csv is of no known layout and was read with --map 'date=date,title=event'; pass another `--map` where that is wrong
    error: table.csv has no column for `actors`
    hint: pass the columns to take: `--map actors=COLUMN`; `dateline columns table.csv` shows what they hold
    --- exit 2
    ");
    assert_snapshot!(said(table, &["list", "table.csv", "--country", "examplia"]), @"
    --- stderr
    note: table.csv is of no known layout and was read with --map 'date=date,title=event'; pass another `--map` where that is wrong
    error: table.csv has no column for `country`
    hint: pass the columns to take: `--map country=COLUMN`; `dateline columns table.csv` shows what they hold
    --- exit 2
    ");
    assert_snapshot!(said(table, &["list", "table.csv", "--near", "1,2", "--within", "5"]), @"
    --- stderr
    note: table.csv is of no known layout and was read with --map 'date=date,title=event'; pass another `--map` where that is wrong
    error: table.csv has no column for `latitude`
    hint: pass the columns to take: `--map latitude=COLUMN`; `dateline columns table.csv` shows what they hold
    --- exit 2
    ");
}
