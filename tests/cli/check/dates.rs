//! A whole day where the text of the event knows less.

use super::findings;
use crate::Run;

/// The hints about an event of this date.
fn hints(date: &str, title: &str, summary: &str) -> Vec<String> {
    let text = format!("date,title,summary,source\n{date},\"{title}\",\"{summary}\",AP\n");
    findings(&Run::nowhere().file("a.csv", text), &["check", "a.csv", "--format", "json"])
        .iter()
        .map(|finding| finding["hint"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_day_is_doubted_where_the_text_knows_less_of_this_event() {
    for (date, title, edtf) in [
        ("2014-12-31", "A cell is set up at the end of 2014", "[2014-09~,2014-10~,2014-11~,2014-12~]"),
        ("2014-01-01", "At the beginning of 2014 a cell is set up", "[2014-01~,2014-02~,2014-03~,2014-04~]"),
        ("2014-12-09", "A cell is set up some time in December 2014", "2014-12"),
        ("2014-06-15", "At some point in 2014 a cell is set up", "2014"),
        ("2014-12-31", "A cell is set up (December 2014)", "2014-12"),
    ] {
        assert_eq!(hints(date, title, ""), [format!("write it as exactly as it is known: {edtf}")], "{title}");
    }
}

#[test]
fn a_number_of_people_is_no_year() {
    assert_eq!(hints("2020-01-01", "A camp opens", "It has room for around 2020 people"), [] as [&str; 0]);
}

#[test]
fn a_season_in_a_name_is_no_date_of_the_event() {
    assert_eq!(hints("2015-04-22", "Taliban launch spring 2015 offensive", ""), [] as [&str; 0]);
}

#[test]
fn a_title_that_begins_with_a_time_may_name_a_document() {
    assert_eq!(hints("2021-07-15", "Mid-2021 review published", ""), [] as [&str; 0]);
}

#[test]
fn a_date_of_something_else_is_none_of_the_event() {
    assert_eq!(
        hints("2014-11-03", "Attack in Herat", "The group, founded in late 2014, said that it was behind it"),
        [] as [&str; 0]
    );
}
