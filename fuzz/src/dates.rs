//! Dates: what is written can be read, bounds are in order, certain implies possible, and a narrower window never finds
//! more than a wider one.

use dateline::{Certainty, Date, Window, Windows};

use crate::two_parts;

/// The first line is a date; the rest is the window in which it is looked for.
pub fn holds(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let (text, window) = two_parts(text);
    let Ok(date) = Date::parse(text) else { return };
    let written = date.to_string();
    let again = Date::parse(&written).unwrap_or_else(|error| panic!("{text:?} is written as {written:?}: {error}"));
    assert_eq!(again.to_string(), written, "of {text:?}");
    assert_eq!((again.earliest(), again.latest()), (date.earliest(), date.latest()), "bounds of {text:?}, {written:?}");
    let words = date.words();
    let of_words = Date::parse(&words).unwrap_or_else(|error| panic!("{text:?} ({written}) is shown as {words:?}: {error}"));
    assert_eq!(of_words.earliest(), date.earliest(), "{text:?} ({written}) is shown as {words:?}");
    assert_eq!(of_words.latest(), date.latest(), "{text:?} ({written}) is shown as {words:?}");
    if let (Some(earliest), Some(latest)) = (date.earliest(), date.latest()) {
        assert!(earliest <= latest, "{text:?} is from {earliest} to {latest}");
    }
    let Ok(outer) = Date::parse(window) else { return };
    let (Some(earliest), Some(latest)) = (outer.earliest(), outer.latest()) else { return };
    let wide = Windows::new([Window::of(&outer)]);
    let found = wide.matches(&date);
    let middle = earliest + (latest - earliest) / 2;
    for (first, last) in [(earliest, middle), (middle, latest), (earliest, earliest), (latest, latest)] {
        let Some(inner) = Date::between(first, last) else { continue };
        let narrow = Windows::new([Window::of(&inner)]).intersect(&wide);
        match (narrow.matches(&date), found) {
            (Some(_), None) => panic!("{written} is in {inner}, and not in {outer}"),
            (Some(Certainty::Certain), Some(Certainty::Possible)) => {
                panic!("{written} is surely in {inner}, and only perhaps in {outer}")
            }
            _ => {}
        }
    }
}
