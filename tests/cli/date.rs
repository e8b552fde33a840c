use crate::Run;
use insta::assert_snapshot;

#[test]
fn says_what_it_made_of_a_date() {
    let run = Run::nowhere();
    assert_snapshot!(run.show(&["date", "late 2014"]), @"
    late 2014
      EDTF      [2014-09..2014-12]
      earliest  2014-09-01
      latest    2014-12-31
      in words  late 2014
    ");
    assert_eq!(run.show(&["date", "late", "2014"]), run.show(&["date", "late 2014"]));
    assert_snapshot!(run.show(&["date", "since 2015", "2021-08-26"]), @"
    since 2015
      EDTF      2015/..
      earliest  2015-01-01
      latest    no limit
      in words  since 2015

    2021-08-26
      EDTF      2021-08-26
      earliest  2021-08-26
      latest    2021-08-26
      in words  26 Aug 2021
    ");
}

#[test]
fn as_json() {
    let run = Run::nowhere();
    assert_snapshot!(run.show(&["date", "late 2014", "--format", "json"]), @r#"{"input":"late 2014","edtf":"[2014-09..2014-12]","earliest":"2014-09-01","latest":"2014-12-31","text":"late 2014"}"#);
    assert_snapshot!(run.show(&["date", "since 2015", "--format", "json"]), @r#"{"input":"since 2015","edtf":"2015/..","earliest":"2015-01-01","latest":null,"text":"since 2015"}"#);
}

#[test]
fn refuses_what_it_would_have_to_guess_and_says_why() {
    let run = Run::nowhere();
    for (i, text) in REFUSED.iter().enumerate() {
        let output = run.output(&["date", text]);
        assert_eq!(output.status.code(), Some(1), "{i} {text}");
        assert!(output.stdout.is_empty(), "{text}");
    }
    assert_snapshot!(run.show(&[&["date"], &REFUSED[..]].concat()), @"
    --- stderr
    error: `Friday`: `Friday` needs the date of the report
    hint: write the day itself, as in 26 August 2021
    error: `26 August`: the date lacks a year
    hint: write it whole, as in 26 August 2021 or August 2021
    error: `03/04/2021`: `03/04/2021` has two readings: 3 April or 4 March 2021
    hint: write 2021-04-03 or 2021-03-04
    error: `31 June 2021`: there is no 31 June 2021: June 2021 has 30 days
    hint: where the day is not known, write the month alone
    error: `Friday 26 August 2021`: 26 August 2021 was a Thursday, not a Friday
    hint: find out which is wrong, or leave the weekday out
    error: `2021-13`: month `13` is out of range
    hint: months run from 01 to 12
    error: `1969-13-20`: month `13` is out of range
    hint: months run from 01 to 12
    error: `26 August 21`: `21` as a year has no century
    hint: write the year with four digits
    error: `winter 2015`: `winter 2015` has two readings: winter 2014–15 or winter 2015–16
    hint: write winter 2014–15 or winter 2015–16
    error: `once upon a time`: `once` is not part of a date that dateline understands
    hint: write it as 2021-08-26, 26 August 2021, August 2021, late 2014 or around 2015
    error: `between 2016 and 2014`: the range runs backwards
    hint: write the earlier date first
    error: ``: the date is blank
    --- exit 1
    ");
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
