//! What makes two events the same where ids do not tell: their date, place and title, as the columns of a store hold them.
//!
//! `append` finds by it whether a store has an event already.

use std::borrow::Cow;
use std::hash::Hasher;

use crate::event::Event;
use crate::layout::Layout;
use crate::model::field::{Column, Field};
use crate::model::id::fold_id;
use crate::text::normalize::fold;
use crate::text::similar::{hash, hasher};

/// The id of an event for a store of that layout, as ids are compared; empty where it has none.
pub fn id_of(layout: &Layout, event: &Event<'_>) -> String {
    match layout.column_of(Field::Id) {
        Some(_) => fold_id(&event.native(&Column::Field(Field::Id))).into_owned(),
        None => String::new(),
    }
}

/// What makes two events the same: date, place and title, as a store of that layout holds them. `cell` gives the text of a
/// field.
pub fn key<'a>(layout: &Layout, cell: impl Fn(Field) -> Cow<'a, str>) -> String {
    let mut key = String::new();
    each_part(layout, cell, |part, text| {
        if part > 0 {
            key.push('\0');
        }
        key.push_str(text);
    });
    key
}

/// Passes the parts of a key to `take`, each with its number.
fn each_part<'a>(layout: &Layout, cell: impl Fn(Field) -> Cow<'a, str>, mut take: impl FnMut(usize, &str)) {
    let text = |field: Field| layout.column_of(field).map_or(Cow::Borrowed(""), |_| cell(field));
    let fields = [Field::Date, Field::Location, Field::Country, Field::Title, Field::ReportOf];
    for (part, field) in fields.into_iter().enumerate() {
        take(part, &fold(text(field).trim()));
    }
    // A report may say no more than a number.
    if !text(Field::ReportOf).trim().is_empty() && text(Field::Title).trim().is_empty() {
        for (part, field) in [Field::Killed, Field::Wounded, Field::Source].into_iter().enumerate() {
            take(fields.len() + part, &fold(text(field).trim()));
        }
    }
}

/// Where the parts of a key stand in it.
pub const DATE: usize = 0;
pub const LOCATION: usize = 1;
const TITLE: usize = 3;

/// Hashes of a key and of two of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyHashes {
    pub whole: u64,
    pub location: u32,
    pub title: u32,
}

impl KeyHashes {
    /// Those of the key that an event has in a store of that layout.
    pub fn of_event(layout: &Layout, event: &Event<'_>) -> KeyHashes {
        KeyHashes::of_parts(|take| each_part(layout, |field| event.native(&Column::Field(field)), take))
    }

    /// Those of a key.
    pub fn of(key: &str) -> KeyHashes {
        KeyHashes::of_parts(|take| key.split('\0').enumerate().for_each(|(part, text)| take(part, text)))
    }

    fn of_parts(each: impl FnOnce(&mut dyn FnMut(usize, &str))) -> KeyHashes {
        let mut hasher = hasher();
        let (mut location, mut title) = (0, 0);
        each(&mut |part, text| {
            hasher.write_u64(hash(text));
            match part {
                LOCATION => location = hash(text) as u32,
                TITLE => title = hash(text) as u32,
                _ => {}
            }
        });
        KeyHashes { whole: hasher.finish(), location, title }
    }
}

/// Whether two events with one id, by what makes events the same, have a date, a place or a title in common. If they have
/// not, the ids may be two data sets' own.
pub fn share_a_part(a: &str, b: &str) -> bool {
    // A country alone is no place.
    a == b || [DATE, LOCATION, TITLE].into_iter().any(|part| has_same_part(a, b, part))
}

/// Whether two keys have the same in that part, and something.
pub fn has_same_part(a: &str, b: &str, part: usize) -> bool {
    let of = |key: &str| key.split('\0').nth(part).unwrap_or_default().to_owned();
    !of(a).is_empty() && of(a) == of(b)
}

/// The cells of an event for these columns, in the model's convention.
pub fn cells(columns: &[Column], event: &Event<'_>) -> Vec<String> {
    columns.iter().map(|column| event.native(column).trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_of_a_key_are_those_of_its_parts() {
        let parts = ["2014", "kabul", "afghanistan", "attack", ""];
        let of_parts = KeyHashes::of_parts(|take| parts.iter().enumerate().for_each(|(part, text)| take(part, text)));
        assert_eq!(KeyHashes::of(&parts.join("\0")), of_parts);
        assert_eq!((of_parts.location, of_parts.title), (hash("kabul") as u32, hash("attack") as u32));
        let other = KeyHashes::of(&["2014", "kabul", "", "attack", "afghanistan"].join("\0"));
        assert_ne!(other.whole, of_parts.whole);
    }

    #[test]
    fn a_country_and_what_is_blank_are_no_part_in_common() {
        let key = |date: &str, place: &str, title: &str| [date, place, "afghanistan", title, ""].join("\0");
        assert!(share_a_part(&key("2014", "kabul", "attack"), &key("2015", "kabul", "another")));
        assert!(share_a_part(&key("2014", "kabul", "attack"), &key("2014", "", "")));
        assert!(!share_a_part(&key("2014", "kabul", "attack"), &key("2015", "herat", "another")));
        assert!(!share_a_part(&key("2014", "", "attack"), &key("2015", "", "another")));
        assert!(share_a_part(&key("", "", ""), &key("", "", "")));
    }
}
