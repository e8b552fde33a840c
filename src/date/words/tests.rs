//! The words of each form of EDTF, and that they are read back as the same date.

use proptest::prelude::*;

use crate::date::Date;

#[test]
fn words_say_the_precision_that_is_there() {
    for (edtf, words) in [
        // Plain.
        ("2020", "2020"),
        ("2016-01", "Jan 2016"),
        ("2021-08-26", "26 Aug 2021"),
        ("2022-09-03", "3 Sep 2022"),
        ("0079", "AD 79"),
        ("0079-08-24", "24 Aug AD 79"),
        ("-0043-03-15", "15 Mar 44 BC"),
        ("0000", "1 BC"),
        // Qualified.
        ("2015~", "c. 2015"),
        ("2015?", "2015?"),
        ("2015%", "c. 2015?"),
        ("2021-08-26~", "c. 26 Aug 2021"),
        ("199X~", "c. 1990s"),
        ("2021-08-~26", "2021-08-~26"),
        // Masked.
        ("199X", "1990s"),
        ("19XX", "20th century"),
        ("10XX", "11th century"),
        ("20XX", "21st century"),
        ("00XX", "00XX"),
        ("-03XX", "4th century BC"),
        ("-00XX", "1st century BC"),
        ("-03XX~", "c. 4th century BC"),
        ("-049X", "-049X"),
        ("Y-11999", "12000 BC"),
        ("-9999", "10000 BC"),
        ("-9999-02", "Feb 10000 BC"),
        ("Y12000", "Y12000"),
        ("190X", "190X"),
        ("2004-06-XX", "Jun 2004, day unknown"),
        ("2014-XX-XX", "2014, day unknown"),
        ("2014-XX", "2014, month unknown"),
        ("XXXX-12-25", "XXXX-12-25"),
        ("2004-06-XX~", "2004-06-XX~"),
        // Parts of a year.
        ("2015-22", "summer 2015"),
        ("2015-24", "winter 2015–16"),
        ("1999-24", "winter 1999–2000"),
        ("2020-35", "Q3 2020"),
        ("2020-40", "first half of 2020"),
        ("2020-30", "2020-30"),
        ("2020-37", "2020-37"),
        // Thirds, and other sets.
        ("[2014-09..2014-12]", "late 2014"),
        ("[2019-05..2019-08]", "mid-2019"),
        ("[2022-03-01..2022-03-10]", "early Mar 2022"),
        ("[2022-03-11..2022-03-20]", "mid-Mar 2022"),
        ("[2024-02-21..2024-02-29]", "late Feb 2024"),
        ("[1990..1993]", "early 1990s"),
        ("[1800..1832]", "early 19th century"),
        ("[1833..1866]", "mid-19th century"),
        ("[-0332..-0300]", "late 4th century BC"),
        ("[0000..0032]", "between 1 BC and AD 32"),
        ("[-0498..-0489]", "490s BC"),
        ("[-0499..-0490]", "between 500 BC and 491 BC"),
        ("[2014-09~,2014-10~,2014-11~,2014-12~]", "end of 2014"),
        ("[2020-05-01~,2020-05-02~]", "[2020-05-01~,2020-05-02~]"),
        ("[1997~,1998~,1999~]", "end of the 1990s"),
        ("[2014-09?,2014-10?,2014-11?,2014-12?]", "[2014-09?,2014-10?,2014-11?,2014-12?]"),
        ("[1994..1996]", "between 1994 and 1996"),
        ("[2000..2003]", "between 2000 and 2003"),
        ("[2024-03-01..2024-03-22]", "between 1 and 22 Mar 2024"),
        ("[2021-08-28..2021-09-03]", "between 28 Aug and 3 Sep 2021"),
        ("[2021-05..2021-06]", "between May and Jun 2021"),
        ("[2014-12..2015-01]", "between Dec 2014 and Jan 2015"),
        ("[2014..2016]", "between 2014 and 2016"),
        ("[-0043..0014]", "between 44 BC and AD 14"),
        ("[2014,2015]", "2014 or 2015"),
        ("[2015-12,2015-01]", "Dec 2015 or Jan 2015"),
        ("[-0043,-0042]", "44 BC or 43 BC"),
        ("[1066,-0043]", "[1066,-0043]"),
        ("[2021-08-26,2021-08-27]", "26 or 27 Aug 2021"),
        ("[2021-08-26,2021-09-03]", "26 Aug or 3 Sep 2021"),
        ("[2021-05,2021-06,2021-07]", "May, Jun or Jul 2021"),
        ("[2014,2015-06]", "2014 or Jun 2015"),
        ("[2015-06,2014]", "[2015-06,2014]"),
        ("[1943-05-05,1944]", "[1943-05-05,1944]"),
        ("{1943-05-05,1944}", "{1943-05-05,1944}"),
        ("[1943-21,1944]", "[1943-21,1944]"),
        ("[1943-09..1943-12,1944]", "[1943-09..1943-12,1944]"),
        ("[2021-05-05,2021-06]", "5 May 2021 or Jun 2021"),
        ("[199X,2005]", "the 1990s or 2005"),
        ("[2014-09..2014-12,2015-01..2015-04]", "late 2014 or early 2015"),
        ("[2014~,2015]", "[2014~,2015]"),
        ("[2014]", "[2014]"),
        ("{2021-08-26,2021-08-28}", "26 and 28 Aug 2021"),
        ("{2014..2016}", "{2014..2016}"),
        ("[..2013]", "before 2014"),
        ("[..2021-08-26]", "by 26 Aug 2021"),
        ("[..2014-12]", "by Dec 2014"),
        ("[2015..]", "after 2014"),
        ("[2021-08-26..]", "26 Aug 2021 or later"),
        ("[2015-03..]", "Mar 2015 or later"),
        ("[..2015-22]", "by summer 2015"),
        ("[199X..]", "the 1990s or later"),
        ("[..9999]", "by 9999"),
        // Intervals.
        ("2015/..", "since 2015"),
        ("../2015", "until 2015"),
        ("199X/..", "since the 1990s"),
        ("2015%/..", "since possibly c. 2015"),
        ("2015/", "2015/"),
        ("2021-08-26/2021-08-28", "26–28 Aug 2021"),
        ("2021-08-26/2021-09-02", "26 Aug – 2 Sep 2021"),
        ("2021-05/2021-06", "May–Jun 2021"),
        ("2014-12/2015-01", "Dec 2014 – Jan 2015"),
        ("2014-12-30/2015-01-02", "30 Dec 2014 – 2 Jan 2015"),
        ("2014/2016", "2014–2016"),
        ("2014/2015-03", "from 2014 to Mar 2015"),
        ("2014~/2016", "from c. 2014 to 2016"),
        ("2015-21/2015-22", "from spring 2015 to summer 2015"),
        ("2014/2014", "from 2014 to 2014"),
        ("2021-XX/2021-06", "2021-XX/2021-06"),
        // Date-times.
        ("2021-08-26T17:50:00", "26 Aug 2021 17:50"),
        ("2021-08-26T17:50:03Z", "26 Aug 2021 17:50:03 UTC"),
        ("2021-08-26T17:50:00+04:30", "26 Aug 2021 17:50 +04:30"),
        ("2021-08-26T17:50:00-03", "26 Aug 2021 17:50 -03"),
        ("2021-08-26T00:00:00Z", "26 Aug 2021 00:00 UTC"),
        ("2021-08-26T00:00:00", "26 Aug 2021 00:00"),
        ("2021-08-26T17:50:03.250", "26 Aug 2021 17:50:03.250"),
        // Beyond the calendar.
        ("Y170000002", "Y170000002"),
        ("1950S2", "1950S2"),
    ] {
        let date = Date::parse(edtf).unwrap();
        assert_eq!(date.to_string(), edtf);
        assert_eq!(date.words(), words, "{edtf}");
        assert_read_back(&date);
    }
}

/// The words give the same date again.
fn assert_read_back(date: &Date) {
    let words = date.words();
    let again = Date::parse(&words).unwrap_or_else(|error| panic!("{date}: {words}: {error}"));
    assert_eq!(&again, date, "{words}");
}

/// Texts that are EDTF more often than not, of every kind.
fn edtf() -> impl Strategy<Value = String> {
    let part = |parts: Vec<&'static str>| prop::sample::select(parts);
    let mark = move || part(vec!["", "", "", "", "", "", "~", "?", "%"]);
    let year = move || {
        let known = part(vec!["0000", "0001", "0079", "0999", "1000", "1066", "1898", "1999", "2014", "2015", "9999"]);
        let odd = part(vec![
            "-0043", "-9999", "-0001", "-03XX", "-00XX", "-049X", "-0X43", "Y-12000", "Y18E21", "199X", "190X", "19XX",
            "00XX", "1XXX", "2X14", "Y12000", "Y-12000", "1950S2",
        ]);
        prop_oneof![3 => known, 1 => odd]
    };
    let month = move || {
        prop_oneof![
            3 => (1..=12u8).prop_map(|n| format!("{n:02}")),
            1 => (21..=41u8).prop_map(|n| n.to_string()),
            1 => part(vec!["XX", "0X", "1X"]).prop_map(str::to_owned),
        ]
    };
    let day = move || {
        prop_oneof![
            4 => (1..=31u8).prop_map(|n| format!("{n:02}")),
            1 => part(vec!["XX", "0X", "X1"]).prop_map(str::to_owned),
        ]
    };
    let date = move || {
        prop_oneof![
            (year(), mark()).prop_map(|(year, mark)| format!("{year}{mark}")),
            (year(), month(), mark()).prop_map(|(year, month, mark)| format!("{year}-{month}{mark}")),
            (year(), month(), day(), mark()).prop_map(|(year, month, day, mark)| format!("{year}-{month}-{day}{mark}")),
            (year(), mark(), mark(), month()).prop_map(|(year, a, b, month)| format!("{year}{a}-{b}{month}")),
        ]
    };
    // Ends that are near each other, so that the words leave out what they share.
    let near = move || {
        let day = || (2014..=2015, 1..=3u8, 1..=28u8);
        (day(), day(), 0..3).prop_map(|(a, b, precision)| {
            let (a, b) = (a.min(b), a.max(b));
            let text = |(year, month, day): (i32, u8, u8)| match precision {
                0 => format!("{year}"),
                1 => format!("{year}-{month:02}"),
                _ => format!("{year}-{month:02}-{day:02}"),
            };
            (text(a), text(b))
        })
    };
    let two = move || prop_oneof![(date(), date()), near(), near()];
    let open = || part(vec!["", ".."]);
    prop_oneof![
        4 => date(),
        2 => two().prop_map(|(a, b)| format!("{a}/{b}")),
        1 => (date(), open()).prop_map(|(a, b)| format!("{a}/{b}")),
        1 => (open(), date()).prop_map(|(a, b)| format!("{a}/{b}")),
        2 => two().prop_map(|(a, b)| format!("[{a}..{b}]")),
        1 => two().prop_map(|(a, b)| format!("[{a},{b}]")),
        1 => two().prop_map(|(a, b)| format!("{{{a},{b}}}")),
        1 => (two(), date()).prop_map(|((a, b), c)| format!("[{a},{b},{c}]")),
        1 => (two(), two()).prop_map(|((a, b), (c, d))| format!("[{a}..{b},{c},{d}]")),
        1 => (two(), date()).prop_map(|((a, b), c)| format!("{{{c},{a},{b}}}")),
        1 => (date(), any::<bool>()).prop_map(|(a, before)| if before { format!("[..{a}]") } else { format!("[{a}..]") }),
        1 => (date(), 0..24u8, 0..60u8, 0..61u8, part(vec!["", "Z", "+04:30", "-03", "+00:00"]))
            .prop_map(|(date, hour, minute, second, zone)| format!("{date}T{hour:02}:{minute:02}:{second:02}{zone}")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_edtf_and_the_words_are_read_back(text in edtf()) {
        let Ok(date) = Date::parse(&text) else { return Ok(()) };
        prop_assert_eq!(&Date::parse(&date.to_string()).unwrap(), &date);
        assert_read_back(&date);
        // Nothing else may fail on it either.
        let order = date.order();
        prop_assert!(date.earliest().zip(date.latest()).is_none_or(|(first, last)| first <= last), "{:?}", order);
    }
}

#[test]
fn every_third_season_and_mask_is_read_back() {
    for year in [
        "0000", "0079", "0990", "1000", "1899", "1900", "1990", "1999", "2000", "2014", "2016", "9998", "9999", "-0043",
    ] {
        for month in 1..=41 {
            if let Ok(date) = Date::parse(&format!("{year}-{month:02}")) {
                assert_read_back(&date);
            }
        }
        for (first, last) in [("01", "04"), ("05", "08"), ("09", "12"), ("01", "03"), ("04", "04")] {
            assert_read_back(&Date::parse(&format!("[{year}-{first}..{year}-{last}]")).unwrap());
            assert_read_back(&Date::parse(&format!("[{year}-02-{first}..{year}-02-{last}]")).unwrap());
        }
    }
    for first in (0..=9990).step_by(10) {
        for (a, b) in [(0, 3), (4, 6), (7, 9), (1, 2), (0, 9)] {
            assert_read_back(&Date::parse(&format!("[{:04}..{:04}]", first + a, first + b)).unwrap());
        }
        assert_read_back(&Date::parse(&format!("{:03}X", first / 10)).unwrap());
        assert_read_back(&Date::parse(&format!("{:02}XX", first / 100)).unwrap());
    }
}
