use crate::Run;
use insta::assert_snapshot;

#[test]
fn a_table_fits_the_terminal() {
    let run = Run::beside_events();
    assert_snapshot!(run.show("list --width 60"), @"");
    assert_snapshot!(run.show("list --width 120"), @"");
    for width in (20..220).step_by(7) {
        let shown = run.show(&format!("list --width {width}"));
        let widest = shown.lines().map(unicode_width::UnicodeWidthStr::width).max();
        assert!(widest.unwrap() <= width, "{width}\n{shown}");
    }
}

#[test]
fn columns_are_those_asked_for_in_that_order() {
    assert_snapshot!(Run::beside_events().show("list --columns kind,date,wounded --year 2021"), @"");
}

#[test]
fn what_matches_only_possibly_is_marked() {
    assert_snapshot!(Run::beside_events().show("list --from 2022-06 --to 2022-08"), @"");
}

#[test]
fn sorts_by_any_column_with_blanks_last() {
    let run = Run::nowhere().file(
        "a.csv",
        "id,date,title,killed,score\na,2020,A,10..20,7\nb,2021,B,,x\nc,,C,10,30\nd,2020-01-01,D,131..,\n",
    );
    assert_eq!(run.ids("a.csv --sort date"), ["d", "a", "b", "c"]);
    assert_eq!(run.ids("a.csv --sort -date"), ["b", "a", "d", "c"]);
    assert_eq!(run.ids("a.csv --sort killed"), ["c", "a", "d", "b"]);
    assert_eq!(run.ids("a.csv --sort -killed"), ["d", "a", "c", "b"]);
    assert_eq!(run.ids("a.csv --sort score"), ["a", "c", "b", "d"]);
    assert_eq!(run.ids("a.csv --sort -title -n 2"), ["d", "c"]);
    assert_snapshot!(run.show("list a.csv --sort killed --limit 2"), @"");
}

#[test]
fn an_unknown_column_is_a_usage_error_that_lists_those_there_are() {
    assert_snapshot!(Run::beside_events().show("list --columns date,titel"), @"");
    assert_snapshot!(Run::beside_events().show("list --sort deaths"), @"");
}
