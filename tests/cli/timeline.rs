use crate::Run;
use insta::assert_snapshot;

#[test]
fn without_a_command_it_prints_the_timeline_of_events_csv() {
    let run = Run::beside_events();
    assert_snapshot!(run.show(""), @"");
    assert_eq!(run.show(""), run.show("timeline events.csv"));
}

#[test]
fn a_narrow_terminal_wraps_titles_and_places() {
    assert_snapshot!(Run::beside_events().show("timeline --year 2024 --width 44"), @"");
}

#[test]
fn what_matches_only_possibly_is_marked_and_counted() {
    assert_snapshot!(Run::beside_events().show("timeline --from 2021-08-10 --to 2022-08"), @"");
}

#[test]
fn where_there_is_no_chronology_the_built_in_one_is_shown_and_named() {
    let run = Run::nowhere();
    assert_snapshot!(run.show("timeline --year 2016"), @"");
}

#[test]
fn undated_and_open_dates_have_their_places() {
    let run = Run::nowhere().file(
        "a.csv",
        "date,title\n,Undated\n2015/..,Since\n../2014,Until\n2015,In the year\n2015~,About\n-0043-03-15,Ides\n1990/1999,\n",
    );
    assert_snapshot!(run.show("timeline a.csv"), @"");
}

#[test]
fn nothing_found_is_no_error() {
    assert_snapshot!(Run::beside_events().show("timeline --year 1999"), @"");
}

#[test]
fn several_files_make_one_timeline() {
    let run =
        Run::nowhere().file("a.csv", "date,title\n2020,A1\n2022,A2\n").file("b.csv", "Title,Note, DATE \nB1,x,2021\n");
    assert_snapshot!(run.show("timeline a.csv b.csv"), @"");
    assert_snapshot!(run.stdin("date,title\n2021-06,from the pipe\n").show("timeline a.csv - b.csv --limit 3"), @"");
}

#[test]
fn wide_characters_and_accents_stay_in_line() {
    let run = Run::nowhere().file(
        "a.csv",
        "date,title,location,country,killed\n2020-01-02,東京で開かれた会議の記録と写真の展示について,千代田区,日本,..5\n2020-01-03,Cafe\u{301} in Łódź,Łódź,Polska,~12\n",
    );
    assert_snapshot!(run.show("timeline a.csv --width 44"), @"");
}

#[test]
fn the_file_can_be_named_by_the_environment() {
    let run = Run::nowhere().file("mine.csv", "date,title\n2020,Mine\n").env("DATELINE_FILE", "mine.csv");
    assert_snapshot!(run.show(""), @"");
}
