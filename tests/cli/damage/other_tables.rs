//! Tables of no known layout: how they were read is said.

use crate::{Run, lossy};
use insta::assert_snapshot;

#[test]
fn columns_are_guessed_by_their_names() {
    let run = Run::nowhere()
        .file("names.csv", "Event Date,Headline,City,Deaths,URL\n2021-08-26,Attack,Kabul,183,https://example.org\n");
    assert_snapshot!(run.show(&["list", "names.csv"]), @"
    date         title   location  killed
    ─────────────────────────────────────
    26 Aug 2021  Attack  Kabul        183

    1 event
    --- stderr
    note: names.csv is of no known layout and was read with --map 'date=Event Date,title=Headline,location=City,killed=Deaths,source=URL'; pass another `--map` where that is wrong
    ");
}

#[test]
fn columns_are_guessed_by_what_is_in_them() {
    let run = Run::nowhere()
        .file("values.csv", "a,b,c\n1,2021-08-26,Attack at the airport\n2,Sept 2022,Attack on the embassy\n");
    assert_snapshot!(run.show(&["list", "values.csv"]), @"
    date         title
    ──────────────────────────────────
    26 Aug 2021  Attack at the airport
    Sep 2022     Attack on the embassy

    2 events
    --- stderr
    note: values.csv is of no known layout and was read with --map 'date=b,title=c'; pass another `--map` where that is wrong
    ");
}

#[test]
fn year_month_and_day_make_a_date() {
    let run = Run::nowhere()
        .file("parts.csv", "Year,Month,Day,What happened\n2021,8,26,Attack at the airport\n2022,9,,Embassy\n");
    assert_snapshot!(run.show(&["list", "parts.csv"]), @"
    date         title
    ──────────────────────────────────
    26 Aug 2021  Attack at the airport
    Sep 2022     Embassy

    2 events
    --- stderr
    note: parts.csv is of no known layout and was read with --map 'date=Year+Month+Day,title=What happened'; pass another `--map` where that is wrong
    ");
}

#[test]
fn a_table_without_dates_is_refused() {
    let run = Run::nowhere().file("none.csv", "a,b\nx,y\n");
    assert_snapshot!(run.show(&["list", "none.csv"]), @"
    --- stderr
    error: the file has no `date` and no `title` column; its columns are: a, b
     --> none.csv:1:1
      |
    1 | a,b
      | ^^^
    hint: pass the columns to take: `--map date=COLUMN,title=COLUMN`; `dateline columns none.csv` shows what they hold
    --- exit 1
    ");
}

#[test]
fn a_map_goes_before_a_guess() {
    let run = Run::nowhere()
        .file("values.csv", "a,b,c\n1,2021-08-26,Attack at the airport\n2,Sept 2022,Attack on the embassy\n");
    assert_snapshot!(run.show(&["list", "values.csv", "--map", "date=b,title=a"]), @"
    date         title
    ──────────────────
    26 Aug 2021  a 1
    Sep 2022     a 2

    2 events
    ");
}

#[test]
fn a_table_without_a_header_is_refused_with_the_options_to_say() {
    let run = Run::nowhere().file("a.csv", "2021-08-26,x,Attack\n2022-09,y,Embassy\n");
    assert_snapshot!(run.show(&["list", "a.csv"]), @"
    --- stderr
    error: the file has no header: its first line holds the date `2021-08-26`
     --> a.csv:1:1
      |
    1 | 2021-08-26,x,Attack
      | ^^^^^^^^^^^^^^^^^^^
    hint: name its columns by their numbers: `--no-header --map date=1,title=…`
    --- exit 1
    ");
}

#[test]
fn a_table_without_a_header_is_read_by_the_numbers_of_its_columns() {
    let run = Run::nowhere().file("a.csv", "2021-08-26,x,Attack\n2022-09,y,Embassy\n");
    assert_snapshot!(run.show(&["list", "a.csv", "--no-header", "--map", "date=1,title=3"]), @"
    date         title
    ────────────────────
    26 Aug 2021  Attack
    Sep 2022     Embassy

    2 events
    ");
}

#[test]
fn a_table_without_a_header_is_exported_as_it_is() {
    let run = Run::nowhere().file("a.csv", "2021-08-26,x,Attack\n2022-09,y,Embassy\n");
    assert_eq!(
        lossy(run.output(&["export", "a.csv", "--no-header", "--map", "date=1,title=3"]).stdout),
        lossy(run.read("a.csv"))
    );
}
