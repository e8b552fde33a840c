//! Numbers of people: what is written can be read and is the same, and bounds are in order.

use dateline::PeopleCount;

pub fn holds(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let Ok(Some(count)) = PeopleCount::parse(text) else { return };
    let written = count.to_string();
    let again = PeopleCount::parse(&written).unwrap_or_else(|error| panic!("{text:?} is written as {written:?}: {error}"));
    assert_eq!(again.as_ref(), Some(&count), "{text:?} is written as {written:?}");
    let bounds: Vec<u64> = [count.low, count.best, count.high].into_iter().flatten().collect();
    assert!(bounds.is_sorted(), "{text:?} is {count:?}");
}
