//! What each phrase comes to, and why others are refused.

use proptest::prelude::*;

use crate::date::Date;

#[test]
fn phrases_become_edtf() {
    for (edtf, phrases) in [
        // Days.
        (
            "2021-08-26",
            &[
                "26 August 2021",
                "26 AUGUST 2021",
                "Aug. 26, 2021",
                "August 26th, 2021",
                "August 26 2021",
                "the 26th of August 2021",
                "on the 26th of August, 2021",
                "Thursday 26 August 2021",
                "Thu, Aug 26, 2021",
                "Thurs. 26 Aug 2021",
                "2021 August 26",
                "2021/08/26",
                "2021-8-26",
                "26/08/2021",
                "8/26/2021",
                "26.08.2021",
                "26.8.2021",
                "26-08-2021",
                "26-Aug-2021",
                "26\u{a0}August\u{a0}\u{a0}2021",
                "\u{201c}26 August 2021\u{201d}",
                "26 August 2021.",
                "2021-08-26 00:00",
                "26 Aug 2021 00:00",
            ][..],
        ),
        ("2021-04-04", &["04/04/2021", "4.4.2021"]),
        ("2024-02-29", &["29 February 2024"]),
        ("2021-08-26T17:50:00", &["26 Aug 2021 17:50", "26 August 2021, at 17:50", "Aug 26, 2021 17:50:00"]),
        ("2021-08-26T17:50:00Z", &["26 Aug 2021 17:50 UTC", "26 Aug 2021 17:50Z"]),
        ("2021-08-26T17:50:00+04:30", &["26 Aug 2021 17:50 +04:30"]),
        // Months and years.
        ("2016-01", &["January 2016", "Jan 2016", "Jan. 2016", "January, 2016", "January of 2016", "in January 2016"]),
        ("2022-09", &["Sept. 2022", "Sep 2022", "09/2022", "9/2022", "2022/09", "2022/9", "2022-9", "09-2022"]),
        ("-0043", &["44 BC", "44 BCE", "44 B.C."]),
        ("-0043-03-15", &["15 March 44 BC", "March 15, 44 BC"]),
        ("0079", &["AD 79", "79 AD", "79 CE", "A.D. 79", "79 C.E."]),
        ("0079-08-24", &["24 August AD 79", "24 August 79 AD"]),
        ("2014", &["in 2014", "AD 2014", "2014."]),
        // Decades and centuries.
        ("199X", &["the 1990s", "1990s", "1990's", "1990\u{2019}s", "in the 1990s", "199x"]),
        ("18XX", &["19th century", "the 19th century"]),
        ("19XX", &["the 20th century"]),
        ("00XX", &["1st century", "1st century AD"]),
        // Parts of a year.
        ("2020-35", &["Q3 2020", "third quarter of 2020", "the third quarter of 2020", "2020 Q3", "3rd quarter 2020"]),
        ("2020-33", &["Q1 2020", "first quarter of 2020"]),
        ("2020-40", &["first half of 2020", "H1 2020", "1st half of 2020"]),
        ("2020-41", &["second half of 2020", "H2 2020"]),
        ("2015-21", &["spring 2015", "Spring of 2015", "the spring of 2015"]),
        ("2015-22", &["summer of 2015", "summer 2015", "2015 summer"]),
        ("2015-23", &["autumn 2015", "fall 2015"]),
        (
            "2015-24",
            &["winter 2015–16", "winter 2015-16", "winter 2015/16", "winter 2015-2016", "winter of 2015 – 2016"],
        ),
        ("2011-24", &["winter 2011/12", "winter 2011-12"]),
        ("1999-24", &["winter 1999-2000", "winter 1999-00"]),
        // Thirds.
        ("[2014-01..2014-04]", &["early 2014", "early in 2014", "early-2014"]),
        ("[2019-05..2019-08]", &["mid-2019", "mid 2019", "mid–2019"]),
        ("[2014-09..2014-12]", &["late 2014", "Late 2014", "late-2014", "in late 2014", "LATE IN 2014"]),
        ("[2022-03-01..2022-03-10]", &["early March 2022", "early 2022-03"]),
        ("[2022-03-11..2022-03-20]", &["mid-March 2022", "mid-March, 2022"]),
        ("[2022-02-21..2022-02-28]", &["late February 2022"]),
        ("[1990..1993]", &["early 1990s", "the early 1990s", "early in the 1990s"]),
        ("[1994..1996]", &["mid-1990s", "the mid-1990s"]),
        ("[1997..1999]", &["late 1990s"]),
        // Qualifiers.
        (
            "2015~",
            &[
                "around 2015",
                "about 2015",
                "circa 2015",
                "c. 2015",
                "c.2015",
                "ca. 2015",
                "ca 2015",
                "c 2015",
                "approx. 2015",
                "approximately 2015",
                "~ 2015",
            ],
        ),
        ("2015-06~", &["around June 2015", "around 2015-06", "in about June 2015"]),
        ("2021-08-26~", &["c. 26 August 2021", "around the 26th of August 2021"]),
        ("2015-22~", &["c. summer 2015"]),
        ("199X~", &["c. 1990s"]),
        ("2015?", &["possibly 2015", "perhaps 2015", "maybe 2015", "probably 2015", "2015 (?)", "2015(?)", "2015 ?"]),
        ("2015-06?", &["June 2015?", "possibly in June 2015"]),
        ("2015%", &["c. 2015?", "possibly around 2015"]),
        // Open at one end.
        ("2015/..", &["since 2015", "from 2015", "from 2015 on", "from 2015 onwards", "2015 onwards"]),
        ("2015-03/..", &["since 2015-03", "from 2015-03", "since March 2015"]),
        ("2021-08-26/..", &["since 26 August 2021"]),
        ("199X/..", &["since the 1990s"]),
        ("2015~/..", &["since around 2015"]),
        ("../2015", &["until 2015", "till 2015"]),
        ("[..2013]", &["before 2014", "by 2013", "on or before 2013", "no later than 2013", "2013 or earlier"]),
        ("[..2021-08-25]", &["before 26 August 2021"]),
        ("[..2014-12]", &["before January 2015", "by late 2014", "by December 2014"]),
        ("[..2014-08]", &["before late 2014"]),
        ("[..1989]", &["before the 1990s"]),
        ("[2015..]", &["after 2014", "on or after 2015", "no earlier than 2015", "2015 or later"]),
        ("[2021-09-01..]", &["after 31 August 2021"]),
        ("[2015-09..]", &["after summer 2015"]),
        // Between: one event.
        ("[2014..2016]", &["between 2014 and 2016"]),
        ("[2021-05..2021-06]", &["between May and June 2021", "between May 2021 and June 2021"]),
        ("[2021-05-03..2021-05-05]", &["between 3 and 5 May 2021", "between the 3rd and 5th of May 2021"]),
        ("[2021-08-28..2021-09-03]", &["between 28 August and 3 September 2021"]),
        ("[2021-05-01..2021-06-03]", &["between May and 3 June 2021"]),
        ("[2015-03..2015-05]", &["between 2015-03 and 2015-05"]),
        ("[2015-03..2015-11]", &["between spring and autumn 2015"]),
        ("[2021-03-01..2021-04-20]", &["between early March and mid-April 2021"]),
        // From … to: it lasted.
        ("2021-05/2021-06", &["from May to June 2021", "May–June 2021", "May to June 2021", "May - June 2021"]),
        (
            "2021-08-26/2021-08-28",
            &["26-28 August 2021", "26–28 August 2021", "August 26-28, 2021", "from 26 to 28 August 2021"],
        ),
        ("2021-08-26/2021-09-02", &["26 August – 2 September 2021", "August 26 – September 2, 2021"]),
        ("2021-08-26/2021-08-28", &["Thursday 26 – Saturday 28 August 2021", "26-Aug-2021 - 28-Aug-2021"]),
        (
            "2021-08-26/2021-08-28",
            &["26/08/2021 - 28/08/2021", "2021-08-26 to 2021-08-28", "2021-08-26–2021-08-28", "26 till 28 Aug 2021"],
        ),
        ("2014-12/2015-01", &["December 2014 – January 2015", "2014-12 - 2015-01", "from 2014-12 until 2015-01"]),
        ("2014/2016", &["2014–2016", "2014-2016", "2014 — 2016", "from 2014 through 2016", "2014 to 2016"]),
        ("2015-21/2015-22", &["spring to summer 2015"]),
        ("198X/199X", &["the 1980s to the 1990s"]),
        ("2014~/2016", &["from c. 2014 to 2016"]),
        ("2014/2016~", &["2014 – c. 2016"]),
        // Or, and.
        ("[2021-08-26,2021-08-27]", &["26 or 27 August 2021", "August 26 or 27, 2021", "26 August or 27 August 2021"]),
        ("[2021-05,2021-06]", &["May or June 2021"]),
        ("[2014,2015]", &["2014 or 2015"]),
        ("[2014,2015,2016]", &["2014, 2015 or 2016", "2014, 2015, or 2016", "2014 or 2015 or 2016"]),
        ("[2021-08-26,2021-08-28]", &["Aug. 26, 2021 or Aug. 28, 2021"]),
        ("[2014-09..2014-12,2015-01..2015-04]", &["late 2014 or early 2015"]),
        ("{2021-08-26,2021-08-28}", &["26 and 28 August 2021"]),
        ("{2021-08-26,2021-08-28,2021-08-30}", &["26, 28 and 30 August 2021"]),
        // A part that is said to be unknown.
        ("2004-06-XX", &["Jun 2004, day unknown", "June 2004 (day unknown)"]),
        ("2014-XX-XX", &["2014, day unknown", "2014, month and day unknown"]),
        ("2014-XX", &["2014, month unknown"]),
    ] {
        for phrase in phrases {
            let read = Date::parse(phrase).map(|date| date.to_string());
            assert_eq!(read.as_deref().map_err(|error| error.message.as_str()), Ok(edtf), "{phrase}");
        }
    }
}

#[test]
fn what_can_only_be_guessed_at_is_refused_with_the_reason() {
    for (reason, phrases) in [
        (
            "needs the date of the report",
            &[
                "Friday",
                "on Friday",
                "yesterday",
                "today",
                "last week",
                "next month",
                "two weeks ago",
                "this summer",
                "last Friday",
                "2015 to present",
                "since last year",
            ][..],
        ),
        ("lacks a year", &["26 August", "August", "late August", "August 26th", "26/Aug", "summer", "until May"]),
        ("lacks a month and a year", &["26", "the 26th", "26-28"]),
        ("lacks a month", &["26, 2021", "26 or May 2021"]),
        ("lacks a year", &["autumn or winter 2015–16", "August until winter 2015–16", "August – 2021", "Q3 – 2021"]),
        (
            "is not a date that dateline understands",
            &["early late 2014", "mid-late 2014", "– 2015", "–2015-06-26", "2015-03 Sept 2021"],
        ),
        ("lacks the day", &["Thursday August 2021"]),
        (
            "there is no 31 June 2021: June 2021 has 30 days",
            &["31 June 2021", "2021-06-31", "June 31, 2021", "31/06/2021"],
        ),
        ("February 2021 has 28 days", &["29 February 2021"]),
        ("26 August 2021 was a Thursday, not a Friday", &["Friday 26 August 2021", "Fri, Aug 26, 2021"]),
        ("`03/04/2021` has two readings: 3 April or 4 March 2021", &["03/04/2021"]),
        (
            "two readings",
            &["03.04.2021", "3-4-2021", "since 3/4/2021", "winter 2015", "1900s", "the 2000s", "early 2000s"],
        ),
        (
            "no century",
            &["26 August 21", "Aug 26, 21", "1/2/21", "26-08-21", "'90s", "the 90s", "August '21", "Aug 79"],
        ),
        ("no century", &["2014 – 15", "1998 to 99"]),
        ("three digits", &["March 476"]),
        ("month `13` is out of range", &["1969-13-20", "13/2021", "2021/13/01"]),
        ("month `15` is out of range", &["2014-15", "2014/15"]),
        ("early, mid and late", &["early summer 2015", "late 19th century", "late 26 August 2021", "since late 2014"]),
        ("early, mid and late", &["from early 2014 to late 2015", "early 2014 and late 2014"]),
        ("single date", &["around late 2014", "around 2014-2016", "c. 2014 or 2015", "possibly between 2014 and 2016"]),
        ("single date", &["2014-2016?", "c. May–June 2021", "possibly since 2015"]),
        ("a limit can't be", &["before around 2015", "between about 2014 and 2016", "by 2015?"]),
        ("backwards", &["2016–2014", "from June to May 2021", "December – January 2015", "between 2016 and 2014"]),
        ("winter", &["winter 2015–17", "winter", "winter or spring 2015"]),
        ("`foo` is not part", &["foo", "foo 2014", "26 August 2021 foo"]),
        ("`Foo` is not part", &["Foo 2014"]),
        ("`end` is not part", &["the end of 2014"]),
        ("`pm` is not part", &["26 August 2021 5:50 pm"]),
        ("is not a date that dateline understands", &["early", "August August 2021", "or", "?", "2014 2015", "-", ","]),
        ("too long", &[&"late ".repeat(50)]),
        ("hour must be", &["26 August 2021 25:00", "2021-08-26 25:00"]),
        ("century BC", &["5th century BC"]),
        ("the years of a phrase", &["before Y-12000", "after 9999"]),
    ] {
        for phrase in phrases {
            match Date::parse(phrase) {
                Err(error) => assert!(error.message.contains(reason), "{phrase}: {error}"),
                Ok(date) => panic!("{phrase} became {date}"),
            }
        }
    }
}

#[test]
fn refusals_say_what_to_write() {
    for (phrase, hint) in [
        ("03/04/2021", "write 2021-04-03 or 2021-03-04"),
        ("1900s", "write 190X for the decade, 19XX for the century"),
        ("winter 2015", "write winter 2014–15 or winter 2015–16"),
        ("1969-13-20", "months run from 01 to 12"),
        ("2014-15", "for 2014 to 2015, write 2014/2015"),
        ("5th century BC", "write [-0499..-0400]"),
        ("1st century BC", "write [-0099..0000]"),
    ] {
        assert_eq!(Date::parse(phrase).unwrap_err().hint.as_deref(), Some(hint), "{phrase}");
    }
}

/// Words, numbers and marks of every kind, some of which no date has.
const PIECES: [&str; 90] = [
    "26",
    "28",
    "3",
    "2021",
    "2014",
    "79",
    "44",
    "0",
    "99",
    "476",
    "12000",
    "26th",
    "31st",
    "first",
    "third",
    "August",
    "Aug.",
    "may",
    "FEB",
    "Sept",
    "Friday",
    "Thu",
    "spring",
    "winter",
    "winter 2015–16",
    "fall",
    "Q3",
    "h1",
    "quarter",
    "half",
    "century",
    "19th",
    "1990s",
    "1900s",
    "'90s",
    "1990's",
    "BC",
    "AD",
    "B.C.",
    "CE",
    "early",
    "mid",
    "mid-",
    "late",
    "late-",
    "around",
    "c.",
    "~",
    "possibly",
    "?",
    "(?)",
    "%",
    "since",
    "from",
    "to",
    "until",
    "before",
    "after",
    "by",
    "between",
    "and",
    "or",
    "or later",
    "or earlier",
    "onwards",
    "on",
    "in",
    "the",
    "of",
    ",",
    ", ",
    "-",
    "–",
    " – ",
    "/",
    ".",
    "2015-03",
    "2015-06-26",
    "03/04/2021",
    "26.08.2021",
    "199X",
    "2015~",
    "day unknown",
    "month unknown",
    "17:50",
    "UTC",
    "yesterday",
    "foo",
    "é",
    "\u{a0}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn whatever_is_read_has_words_that_are_read_back(
        pieces in prop::collection::vec((prop::sample::select(PIECES.to_vec()), prop::bool::weighted(0.85)), 1..8),
    ) {
        let text: String = pieces.into_iter().map(|(piece, space)| format!("{piece}{}", if space { " " } else { "" })).collect();
        if let Ok(date) = Date::parse(&text) {
            prop_assert_eq!(&Date::parse(&date.to_string()).unwrap(), &date, "{}", text);
            let words = date.words();
            let again = Date::parse(&words);
            prop_assert_eq!(again.map(|again| again.order()), Ok(date.order()), "{}: {}", text, words);
        }
    }
}
