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
                assert_eq!(date.order(), date.any_order(), "{text}");
                assert_eq!(bounds::hull(&edtf), date.hull(), "{text}");
                assert_eq!(Date::from_edtf(edtf), date);
            }
        }
    }
}

#[test]
fn a_plain_range_is_what_edtf_core_reads() {
    let limits = ["2014", "2015", "2014-01", "2014-09", "2014-12", "2014-01-01", "2014-09-30", "2015-02-29", "0000"];
    for first in limits {
        for last in limits {
            let text = format!("[{first}..{last}]");
            if let Some(date) = Date::plain_range(&text) {
                assert_eq!(Edtf::parse(&text).map(Date::from_edtf), Ok(date), "{text}");
            }
        }
    }
    assert!(Date::plain_range("[2014-09..2014-12]").is_some());
}

#[test]
fn a_midnight_without_zone_is_the_day() {
    for text in
        ["2014-08-29 00:00:00.000", "2014-08-29T00:00:00", "2014-08-29 00:00:00", " 2014-08-29 ", "2014-08-29 00:00"]
    {
        assert_eq!(date(text), date("2014-08-29"), "{text}");
    }
}

#[test]
fn date_times_become_edtf() {
    for (text, edtf) in [
        ("2021-08-26 17:50", "2021-08-26T17:50:00"),
        ("2021-08-26 9:05", "2021-08-26T09:05:00"),
        ("2021-08-26T17:50:03.25+04:30", "2021-08-26T17:50:03+04:30"),
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
}
