use super::*;
use proptest::prelude::*;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn the_hot_path_reads_what_edtf_core_reads() {
    for year in (0..=9999).step_by(7).chain([1900, 2000, 2023, 2024]) {
        let mut texts = vec![format!("{year:04}")];
        for month in 0..=13 {
            texts.push(format!("{year:04}-{month:02}"));
            texts.extend((0..=32).map(|day| format!("{year:04}-{month:02}-{day:02}")));
        }
        for text in texts {
            let expected = Edtf::parse(&text).ok();
            let plain = iso::plain(text.as_bytes());
            assert_eq!(plain.is_some(), expected.is_some(), "{text}");
            if let (Some(plain), Some(edtf)) = (plain, expected) {
                let date = Date(Repr::Plain(plain));
                assert_eq!(date.to_string(), text);
                let place_of = |day: Option<NaiveDate>| day.map(place);
                let hull = bounds::hull(&edtf);
                assert_eq!(date.order(), DateOrder::new(place_of(hull.start), place_of(hull.end), false), "{text}");
                assert_eq!(hull, date.hull(), "{text}");
                assert_eq!(Date::from_edtf(edtf), date);
            }
        }
    }
}

#[test]
fn what_is_read_without_edtf_core_is_what_that_reads() {
    let dates = [
        "2014",
        "2015",
        "2014-01",
        "2014-09",
        "2014-12",
        "2014-21",
        "2014-13",
        "2014-01-01",
        "2014-09-30",
        "2015-02-29",
        "0000",
        "201",
        "2014-9",
        "-2014",
        "20XX",
        "2014-1X",
    ];
    let one = dates.iter().flat_map(|date| ["?", "~", "%", "~~"].map(|sign| format!("{date}{sign}")));
    let pairs = dates.iter().flat_map(|first| dates.iter().map(move |last| (first, last)));
    let two = pairs.flat_map(|(first, last)| [format!("[{first}..{last}]"), format!("{first}/{last}")]);
    for text in one.chain(two) {
        if let Some(date) = Date::parse_simple(text.as_bytes()) {
            let edtf = Edtf::parse(&text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
            assert_eq!(*date.edtf(), edtf, "{text}");
            assert_eq!(
                (date.to_string(), date.is_qualified()),
                (edtf.to_string(), !text.ends_with(|c: char| c == ']' || c.is_ascii_digit()))
            );
            assert_eq!(date.hull(), bounds::hull(&edtf), "{text}");
            assert_eq!(Date::from_edtf(edtf), date, "{text}");
        }
    }
    let simple = ["2014-09~", "2014?", "2014-09-30%", "[2014-09..2014-12]", "2014-01-01/2014-09-30"];
    assert!(simple.iter().all(|text| Date::parse_simple(text.as_bytes()).is_some()));
}

#[test]
fn a_midnight_without_zone_is_the_day_where_the_file_writes_days_so() {
    let days =
        convention::DateConvention { midnight: convention::Midnight::Day, ..convention::DateConvention::default() };
    for text in [
        "2014-08-29 00:00:00.000",
        "2014-08-29T00:00:00",
        "2014-08-29 00:00:00",
        "2014-08-29 00:00",
        "29/08/2014 00:00",
        "29/08/2014 0:00:00",
    ] {
        assert_eq!(days.read(text), Ok(date("2014-08-29")), "{text}");
        let time = date(text).time().map(|time| (time.hour, time.minute, time.second));
        assert_eq!(time, Some((0, 0, 0)), "{text}");
    }
    let own = convention::DateConvention { midnight: convention::Midnight::DayUnlessEdtf, ..days };
    assert_eq!(own.read("2014-08-29T00:00:00"), Ok(date("2014-08-29T00:00:00")));
    assert_eq!(own.read("2014-08-29 00:00:00"), Ok(date("2014-08-29")));
    for text in ["2014-08-29T00:00:00Z", "2014-08-29 00:00:01", "2014-08-29 00:00:00.001"] {
        assert_eq!(days.read(text), Ok(date(text)), "{text}");
    }
}

#[test]
fn within_a_day_times_are_in_order() {
    let in_order = [
        "2021-08",
        "2021-08-25T23:59:60",
        "2021-08-26",
        "2021-08-26?",
        "2021-08-26/2021-08-28",
        "2021-08-26T00:00:00+14:00",
        "2021-08-26T00:00:00",
        "2021-08-26T08:00:00",
        "2021-08-26T12:30:00+04:30",
        "2021-08-26T08:30:00Z",
        "2021-08-26T09:00:00",
        "2021-08-26T09:00:00.25",
        "2021-08-26T09:00:00.5",
        "2021-08-26T23:59:60",
        "2021-08-26T23:00:00-12",
        "2021-08-27",
    ];
    let ranks: Vec<u64> = in_order.iter().map(|text| date(text).order().rank()).collect();
    assert!(ranks.windows(2).all(|two| two[0] <= two[1]), "{ranks:?}");
    assert!(date("2021-08-26T08:00:00").order() < date("2021-08-26T09:00:00").order());
    // The same instant on two clocks.
    assert_eq!(date("2021-08-26T13:00:00+04:30").order(), date("2021-08-26T08:30:00Z").order());
    assert!(ranks.iter().all(|rank| *rank < 1 << 62));
}

#[test]
fn a_time_with_decimals_is_written_as_it_is_kept() {
    for text in ["2021-08-26T17:50:03.25Z", "2021-08-26T17:50:03.250", "2021-08-26T17:50:03", "-03XX", "[2014,2015]"] {
        assert!(Date::is_edtf(text), "{text}");
    }
    for text in
        ["2021-08-26 17:50:03.25", "2021-08-26T17:50:03,25", "2021-08-26T17:50.5", "2021-08-26T17:50", "late 2014"]
    {
        assert!(!Date::is_edtf(text), "{text}");
    }
}

#[test]
fn date_times_become_edtf() {
    for (text, edtf) in [
        ("2021-08-26 17:50", "2021-08-26T17:50:00"),
        ("2021-08-26 9:05", "2021-08-26T09:05:00"),
        ("2021-08-26T17:50:03.25+04:30", "2021-08-26T17:50:03.25+04:30"),
        ("2022-11-10T05:07.5", "2022-11-10T05:07:30"),
        ("2021-08-26 00:00", "2021-08-26T00:00:00"),
        ("2021-08-26T17:50:03+0430", "2021-08-26T17:50:03+04:30"),
        ("2021-08-26 17:50 UTC", "2021-08-26T17:50:00Z"),
        ("2021-08-26T00:00:00Z", "2021-08-26T00:00:00Z"),
        ("2021-08-26t17:50:00z", "2021-08-26T17:50:00Z"),
    ] {
        assert_eq!(date(text).to_string(), edtf, "{text}");
        assert!(date(text).day().is_some());
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}", iso in "[0-9XY\\[\\]{}/.,?~%TZ:E +S-]{0,24}") {
        let _ = Date::parse(&text).map(|date| (date.order(), date.words()));
        let _ = Date::parse(&iso).map(|date| (date.order(), date.words()));
    }

    #[test]
    fn no_sign_in_a_date_makes_it_panic(which in 0..8usize, at in 0..40usize, sign in any::<char>()) {
        let known = [
            "2021-08-26T17:36:05Z", "26 August 2021, 5:36 pm", "night of 26–27 August 2021", "[2014-09..2014-12]",
            "BET 1 JAN 1900 AND 5 MAR 1900", "1560s or 1570s", "44 or 43 BC", "2013-01-03 00:00:00.000",
        ][which];
        let signs: Vec<char> = known.chars().collect();
        let at = at % signs.len();
        for rest in [at, at + 1] {
            let text: String = signs[..at].iter().chain([&sign]).chain(&signs[rest..]).collect();
            let _ = Date::parse(&text).map(|date| (date.order(), date.words()));
        }
    }

    #[test]
    fn whatever_is_read_is_written_so_that_it_is_read_again(
        text in "([Y]?-?[0-9X]{1,7}(E[0-9]{1,2})?(-[0-9X]{2}){0,2}[?~%]?|\\.\\.|,|/|[\\[\\]{}]| to | or |T[0-2][0-9]:[0-5][0-9](\\.[0-9]+)?Z?){1,4}",
    ) {
        if let Ok(date) = Date::parse(&text) {
            let again = Date::parse(&date.to_string());
            prop_assert_eq!(again.as_ref(), Ok(&date), "{}", text);
            let again = again.unwrap();
            prop_assert_eq!((again.earliest(), again.latest()), (date.earliest(), date.latest()), "{}", text);
            let backwards = date.earliest().zip(date.latest()).is_some_and(|(first, last)| first > last);
            prop_assert!(!backwards, "{}", text);
            let words = date.words();
            prop_assert_eq!(Date::parse(&words).map(|again| again.order()), Ok(date.order()), "{}: {}", text, words);
        }
    }

    #[test]
    fn a_date_has_one_form(text in "[0-2][0-9X]{3}(-(0[1-9]|1[0-2]|2[1-9])[?~%]?)?(/[0-2][0-9]{3}(-0[1-9])?[?~%]?)?") {
        if let Ok(edtf) = Edtf::parse(&text) {
            let date = Date::from_edtf(edtf.clone());
            prop_assert_eq!(date.edtf().into_owned(), edtf);
            prop_assert_eq!(Date::parse(&date.to_string()), Ok(date));
        }
    }
}
