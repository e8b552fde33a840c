use crate::Run;
use insta::assert_snapshot;

#[test]
fn by_year_with_the_empty_years_between() {
    assert_snapshot!(Run::beside_events().show("count --width 60"), @"");
}

#[test]
fn a_date_that_spans_units_is_a_group_of_its_own() {
    let run = Run::nowhere().file(
        "a.csv",
        "date,title,killed,wounded\n2014-12-31,A,3,\n[2014-12..2015-01],B,10..20,~7\n2015,C,,\n2016-02,D,131..,\n2018/..,E,..5,\n,F,1,\n199X,G,,\n1800,H,,\n",
    );
    assert_snapshot!(run.show("count a.csv --by year --width 60"), @"");
    assert_snapshot!(run.show("count a.csv --by month --from 2014 --width 60"), @"");
    assert_snapshot!(run.show("count a.csv --by decade --from 1990 --width 60"), @"");
}

#[test]
fn by_text_the_largest_first() {
    let run = Run::beside_events();
    assert_snapshot!(run.show("count --by country --width 60"), @"");
    assert_snapshot!(run.show("count --by actor --limit 2 --width 60"), @"");
    assert_snapshot!(run.show("count --by kind --year 2024 --width 60"), @"");
}

#[test]
fn nothing_to_count_is_no_error() {
    assert_snapshot!(Run::beside_events().show("count --year 1999"), @"");
    assert_snapshot!(Run::beside_events().show("count --by nothing"), @"");
}
