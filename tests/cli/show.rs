use crate::Run;
use insta::assert_snapshot;

#[test]
fn one_event_all_of_it() {
    assert_snapshot!(Run::beside_events().show("show kabul-airport --width 72"), @"");
    assert_snapshot!(Run::beside_events().show("show founding --width 72"), @"");
}

#[test]
fn other_columns_and_line_breaks_are_shown() {
    let run = Run::nowhere()
        .file("a.csv", "id,date,title,summary,Case no\n7,,\u{1b}[31mx,\"one\n\ntwo\",12/34\n7,2020,again,,\n");
    assert_snapshot!(run.show("show 7 -f a.csv"), @"");
}

#[test]
fn an_unknown_id_is_an_error_with_a_way_out() {
    assert_snapshot!(Run::beside_events().show("show kabul"), @"");
    assert_snapshot!(Run::beside_events().show("show nothing-like-it"), @"");
}
