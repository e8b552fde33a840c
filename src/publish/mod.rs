//! Whole documents, for people and for other programs: a title, and the events that the query kept, in order.
//!
//! `commands::export` makes a [`Document`] and hands it to the writer of its format, which returns as [`Losses`] what
//! the format could not carry. Each format is one file; [`publisher`] is the one place that knows them all.

pub mod count;
pub mod csv;
pub mod document;
pub mod encoder;
pub mod format;
mod geojson;
mod html;
mod ics;
pub mod json;
mod markdown;
mod markwhen;
mod svg;
pub mod template;
mod timelinejs;
mod xlsx;

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::date::Certainty;
use crate::error::Result;
use crate::event::Event;
use crate::model::field::Field;
use crate::model::people::PeopleCount;
use crate::query::order::Selection;
use crate::store::Source;
use crate::text::{counted, is_bidi, sanitize, thousands};

use crate::words::{casualties, place, title};
pub use encoder::{Encoder, other_columns};
pub use format::Format;

/// What is published.
pub struct Document<'a> {
    /// In one line: what the user asked for, else the names of the files.
    pub title: String,
    /// Whether the user gave the title.
    pub is_titled: bool,
    pub sources: &'a [Source],
    pub kept: &'a Selection,
    /// Whether the events are in the order of their dates, so that those of a year stand together.
    pub is_by_date: bool,
    /// How wide a picture is, in CSS pixels.
    pub width: u16,
    /// When the files were last written: what is made of the same files is the same document, byte for byte.
    pub revised: DateTime<Utc>,
}

impl Document<'_> {
    /// Gives every event to `each`, in order, with how certainly it matched.
    ///
    /// # Errors
    /// The first that `each` returns.
    pub fn for_each(&self, each: impl FnMut(&Event<'_>, Certainty) -> io::Result<()>) -> io::Result<()> {
        self.kept.for_each(self.sources, each)
    }
}

/// Writes a document in one format.
pub type Publisher = Box<dyn Fn(&Document<'_>, &mut dyn Write) -> Result<Losses>>;

/// The writer of a format; `None` where its events stand by themselves, and are written by an `Encoder`.
pub fn publisher(format: Format) -> Option<Publisher> {
    Some(match format {
        Format::Csv | Format::Json | Format::Ndjson => return None,
        Format::Geojson => Box::new(geojson::write),
        Format::Html => Box::new(html::write),
        Format::Ics => Box::new(ics::write),
        Format::Markdown => Box::new(markdown::write),
        Format::Markwhen => Box::new(markwhen::write),
        Format::Svg => Box::new(svg::write),
        Format::Timelinejs => Box::new(timelinejs::json),
        Format::TimelinejsCsv => Box::new(timelinejs::csv),
        Format::Xlsx => Box::new(xlsx::write),
    })
}

/// A name for each event of a document, the same in every run, and no two alike: how often each was given. Events that
/// would have the same are numbered in their order.
#[derive(Default)]
struct Identities(HashMap<String, u32>);

impl Identities {
    /// Its id, else a UUID: a name within one document, that people can read.
    fn local(&mut self, event: &Event<'_>) -> String {
        match event.text(Field::Id).trim() {
            "" => self.global(event),
            id => self.unlike(plain(id)),
        }
    }

    /// A UUID made of its id, date, place and title: the same wherever the event stands and whatever stands beside it,
    /// and another where an unrelated file has the same id.
    fn global(&mut self, event: &Event<'_>) -> String {
        let id = event.text(Field::Id);
        let date = event.date.as_ref().map(ToString::to_string).unwrap_or_default();
        let name = [date, place(event), title(event)].join("\0");
        let name = match id.trim() {
            "" => name,
            id => format!("{id}\0{name}"),
        };
        self.unlike(Uuid::new_v5(&NAMESPACE, name.as_bytes()).to_string())
    }

    /// The name, with a number after it where an event has it already.
    fn unlike(&mut self, name: String) -> String {
        loop {
            let times = self.0.entry(name.clone()).or_insert(0);
            *times += 1;
            if *times == 1 {
                return name;
            }
            let numbered = format!("{name}-{times}");
            // Another event may have that for its id.
            if !self.0.contains_key(&numbered) {
                self.0.insert(numbered.clone(), 1);
                return numbered;
            }
        }
    }
}

/// That of dateline's events, for UUIDs made of names (RFC 9562, version 5). It must never change.
const NAMESPACE: Uuid = Uuid::from_u128(0x9a4f_2e0b_6c1d_4b57_8f3e_2d71_c05a_94e6);

/// Where the event was, as longitude and latitude; `None` where that is not known.
///
/// # Errors
/// Coordinates that are no place on Earth.
fn coordinates(event: &Event<'_>) -> std::result::Result<Option<[f64; 2]>, Nowhere> {
    match (event.longitude(), event.latitude()) {
        (Some(longitude), Some(latitude)) if longitude.abs() <= 180.0 && latitude.abs() <= 90.0 => {
            Ok(Some([longitude, latitude]))
        }
        (Some(_), Some(_)) => Err(Nowhere),
        _ => Ok(None),
    }
}

struct Nowhere;

/// What people read of an event beside its date, title, summary and sources, in one line: `Kabul, Afghanistan · attack ·
/// ISIS-K · 183 killed`.
fn details(event: &Event<'_>, certainty: Certainty) -> String {
    let kind = event.text(Field::Kind);
    let actors = event.actors().join("; ");
    let possible = if certainty == Certainty::Possible { "possible" } else { "" };
    let parts = [&place(event), kind.trim(), &actors, &casualties(event), event.file().unwrap_or_default(), possible];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A title, and beside it what is not certain of the event, for the formats that would show it as certain: `War (since
/// 2015, possible)`. `date` is in words; `None` where the format holds it as it is.
fn doubtful(title: String, date: Option<String>, certainty: Certainty) -> String {
    let possible = (certainty == Certainty::Possible).then(|| "possible".to_owned());
    let doubts: Vec<String> = date.into_iter().chain(possible).collect();
    if doubts.is_empty() { title } else { format!("{title} ({})", doubts.join(", ")) }
}

/// Text in one line, as people read it: control characters are visible signs, and nothing turns its direction around.
fn plain(text: &str) -> String {
    let text: String = text.trim().chars().filter(|c| !is_bidi(*c)).collect();
    sanitize(&text).into_owned()
}

/// [`plain`], line by line, blank lines left out.
fn plain_lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(plain).filter(|line| !line.is_empty())
}

/// Something that a format can't carry, in words for one and for several: `undated event left out`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    pub one: &'static str,
    pub several: &'static str,
}

/// For the formats that can't do without a date.
const UNDATED: Loss = Loss { one: "undated event left out", several: "undated events left out" };

/// What a format could not carry, counted while it is written.
#[derive(Default)]
pub struct Losses {
    counted: Vec<(Loss, u64)>,
    /// The first count of people that became text, with what was counted, and how many did.
    people: Option<(String, u64)>,
    /// The columns that hold something and were left out, in the order they were met.
    columns: Vec<String>,
    known: HashSet<String>,
}

impl Losses {
    /// Counts one.
    pub fn add(&mut self, loss: Loss) {
        match self.counted.iter_mut().find(|(counted, _)| *counted == loss) {
            Some((_, n)) => *n += 1,
            None => self.counted.push((loss, 1)),
        }
    }

    /// A count of people, killed or wounded as `what` says, that became text where the format has numbers.
    pub fn people(&mut self, count: PeopleCount, what: &str) {
        self.people.get_or_insert_with(|| (format!("{count} {what}"), 0)).1 += 1;
    }

    /// The counts of an event that are no plain numbers, where the format has no other form than text for them.
    pub fn counts(&mut self, event: &Event<'_>) {
        for (count, what) in [(event.killed, "killed"), (event.wounded, "wounded")] {
            if let Some(count) = count.filter(|count| count.exact().is_none()) {
                self.people(count, what);
            }
        }
    }

    /// The columns of an event in which something stands, all but these fields of the model.
    pub fn all_but(&mut self, carried: &[Field], event: &Event<'_>) {
        for field in Field::ALL {
            if !carried.contains(&field) && !event.text(field).trim().is_empty() {
                self.column(field.name());
            }
        }
        self.extra(event);
    }

    /// The columns of an event in which something stands and for which a format has no room: these fields of the model,
    /// and all that are not the model's.
    pub fn left_out(&mut self, fields: &[Field], event: &Event<'_>) {
        for field in fields {
            if !event.text(*field).trim().is_empty() {
                self.column(field.name());
            }
        }
        self.extra(event);
    }

    /// The columns of an event that are not the model's, where something stands in them.
    pub fn extra(&mut self, event: &Event<'_>) {
        for (name, cell) in event.extra() {
            if !cell.trim().is_empty() {
                self.column(name);
            }
        }
    }

    fn column(&mut self, name: &str) {
        if !self.known.contains(name) {
            self.known.insert(name.to_owned());
            self.columns.push(name.to_owned());
        }
    }

    /// All of it in one line: `2 undated events left out; 131.. killed became text`. `None`: nothing was lost.
    pub fn words(&self) -> Option<String> {
        let mut parts: Vec<String> = Vec::new();
        for (loss, n) in &self.counted {
            parts.push(format!("{} {}", thousands(*n), if *n == 1 { loss.one } else { loss.several }));
        }
        match &self.people {
            Some((first, 1)) => parts.push(format!("{first} became text")),
            Some((first, n)) => parts.push(format!("{} counts of people became text, {first} for one", thousands(*n))),
            None => {}
        }
        if !self.columns.is_empty() {
            parts.push(format!("left out: {}", some_of(&self.columns)));
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// The names, or the first of them and how many more: a data set can have a hundred.
fn some_of(names: &[String]) -> String {
    const MOST: usize = 6;
    match names.split_at_checked(MOST) {
        Some((first, more @ [_, ..])) => {
            format!("{} and {}", first.join(", "), counted(more.len() as u64, "other column"))
        }
        _ => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_told_in_one_line() {
        let mut losses = Losses::default();
        assert_eq!(losses.words(), None);
        losses.add(UNDATED);
        losses.people("131..".parse().unwrap(), "killed");
        assert_eq!(losses.words().unwrap(), "1 undated event left out; 131.. killed became text");
        losses.add(UNDATED);
        losses.people("~5".parse().unwrap(), "wounded");
        losses.column("note");
        losses.column("note");
        assert_eq!(
            losses.words().unwrap(),
            "2 undated events left out; 2 counts of people became text, 131.. killed for one; left out: note"
        );
    }

    #[test]
    fn of_many_columns_the_first_six_are_named() {
        let names: Vec<String> = ["a", "b", "c", "d", "e", "f", "g", "h"].map(str::to_owned).into();
        assert_eq!(some_of(&names[..6]), "a, b, c, d, e, f");
        assert_eq!(some_of(&names[..7]), "a, b, c, d, e, f and 1 other column");
        assert_eq!(some_of(&names), "a, b, c, d, e, f and 2 other columns");
    }
}
