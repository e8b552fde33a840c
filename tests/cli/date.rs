use crate::Run;
use insta::assert_snapshot;

#[test]
fn says_what_it_made_of_a_date() {
    let run = Run::nowhere();
    assert_snapshot!(run.show("date 'late 2014'"), @"");
    assert_eq!(run.show("date late 2014"), run.show("date 'late 2014'"));
    assert_snapshot!(run.show("date 'since 2015' 2021-08-26"), @"");
}

#[test]
fn as_json() {
    let run = Run::nowhere();
    assert_snapshot!(run.show("date 'late 2014' --format json"), @"");
    assert_snapshot!(run.show("date 'since 2015' --format json"), @"");
}

#[test]
fn refuses_what_it_would_have_to_guess_and_says_why() {
    let run = Run::nowhere();
    for (i, text) in REFUSED.iter().enumerate() {
        let output = run.output(&format!("date '{text}'"));
        assert_eq!(output.status.code(), Some(1), "{i} {text}");
        assert!(output.stdout.is_empty(), "{text}");
    }
    let all = REFUSED.map(|text| format!("'{text}'")).join(" ");
    assert_snapshot!(run.show(&format!("date {all}")), @"");
}

const REFUSED: [&str; 12] = [
    "Friday",
    "26 August",
    "03/04/2021",
    "31 June 2021",
    "Friday 26 August 2021",
    "2021-13",
    "1969-13-20",
    "26 August 21",
    "winter 2015",
    "once upon a time",
    "between 2016 and 2014",
    "",
];
