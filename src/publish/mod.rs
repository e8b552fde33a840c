//! Whole documents, for people and for other programs: a title, and the selected events in order.
//!
//! `export` makes a [`Document`] and hands it to the writer of its format, which returns as [`Losses`] what the format
//! could not carry. Each format is one file; [`publisher`] is the one place that knows them all.

mod columns;
pub mod count;
pub mod csv;
pub mod document;
pub mod encoder;
pub mod format;
mod gaps;
mod geojson;
mod html;
mod ics;
pub mod json;
mod markdown;
mod markwhen;
pub mod parquet;
pub mod stream;
mod svg;
pub mod template;
mod timelinejs;
mod xlsx;

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use chrono::{DateTime, Utc};
use indexmap::IndexSet;
use uuid::Uuid;

use crate::date::Certainty;
use crate::error::Result;
use crate::event::Event;
use crate::model::field::Field;
use crate::model::people::PeopleCount;
use crate::query::selection::{Selected, Selection};
use crate::store::Source;
use crate::text::{sanitize_text, thousands};

use crate::words::{casualties, doubtful_status, place, reports, status, title};
pub use columns::PublishedColumns;
use columns::some_of;
pub use encoder::Encoder;
pub use format::Format;

/// What is published.
pub struct Document<'a> {
    /// In one line: the title that the user gave, else the names of the files.
    pub title: String,
    /// Whether the user gave the title.
    pub is_titled: bool,
    pub sources: &'a [Source],
    /// The columns of the events that are published.
    pub columns: &'a PublishedColumns,
    pub selection: &'a Selection,
    /// Whether the events are ordered by date, so that those of a year stand together.
    pub is_by_date: bool,
    /// The width of a picture, in CSS pixels.
    pub width: u16,
    /// When the files were last written. Formats that need a time use this one, so that the same files always make the
    /// same document, byte for byte.
    pub revised: DateTime<Utc>,
}

impl Document<'_> {
    /// Calls `each` with every event, in order, and with how certainly it matched.
    ///
    /// # Errors
    /// The first that `each` returns.
    pub fn for_each(&self, mut each: impl FnMut(&Event<'_>, Certainty) -> io::Result<()>) -> io::Result<()> {
        self.selection.iter().try_for_each(|selected| {
            let selected = selected?;
            self.with_event(&selected, |event| each(event, selected.certainty))?
        })
    }

    /// Makes something of the events part by part, on several threads: each part is begun with the event before it, if
    /// there is one, and `add` adds its events. `take` gets the parts in order.
    ///
    /// # Errors
    /// The first that `add` or `take` returns.
    fn in_parts<P>(
        &self,
        begin: impl Fn(Option<&Event<'_>>) -> P + Sync,
        add: impl Fn(&mut P, &Event<'_>, Certainty) -> io::Result<()> + Sync,
        take: impl FnMut(P) -> io::Result<()> + Send,
    ) -> io::Result<()> {
        let read = |selected: &Selected<'_>, take: &mut dyn FnMut(&Event<'_>)| self.with_event(selected, take);
        self.selection.in_parts_as(read, begin, add, take)
    }

    /// Reads one of the selected events, and gives it to `take`.
    ///
    /// # Errors
    /// An event that can't be read again.
    pub fn with_event<R>(&self, selected: &Selected<'_>, take: impl FnOnce(&Event<'_>) -> R) -> io::Result<R> {
        let source = &self.sources[selected.input];
        source.with_event(&selected.record, |event| self.columns.show(event, selected.input, take))
    }
}

/// Writes a document in one format.
pub type Publisher = Box<dyn Fn(&Document<'_>, &mut (dyn Write + Send)) -> Result<Losses>>;

/// The writer of a format; `None` for those whose events do not need each other, which an [`Encoder`] or [`parquet`] writes.
pub fn publisher(format: Format) -> Option<Publisher> {
    Some(match format {
        Format::Csv | Format::Json | Format::Ndjson | Format::Geojson | Format::Parquet => return None,
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

/// Gives each event of a document a name that is the same in every run and that no other event has: events that would
/// have the same name are numbered in their order. Holds how often each name was asked for.
#[derive(Default)]
struct UniqueNames(HashMap<String, u32>);

/// What an event can be named by.
struct NamedBy {
    /// Its id, empty if it has none, and the UUID of that.
    id: String,
    uuid: String,
    /// What happened when and where.
    content: String,
}

impl NamedBy {
    fn of(event: &Event<'_>) -> NamedBy {
        let date = event.date().map(ToString::to_string).unwrap_or_default();
        let content = [&*date, &place(event), &title(event)].join("\0");
        let id = event.text(Field::Id).trim().to_owned();
        NamedBy { uuid: uuid(if id.is_empty() { &content } else { &id }), id, content }
    }
}

fn uuid(name: &str) -> String {
    Uuid::new_v5(&NAMESPACE, name.as_bytes()).to_string()
}

impl UniqueNames {
    /// A name within one document, for people to read: the event's id, else a UUID.
    fn local(&mut self, event: NamedBy) -> String {
        match event.id.as_str() {
            "" => self.global(event),
            id => self.unique(sanitize_text(id).into_owned()),
        }
    }

    /// A UUID that lasts as long as the event (RFC 5545, section 3.8.4.7). It is made of the id alone where the event has
    /// one, so that everything else about it can change; else, or if another event has the id, of what happened when and
    /// where too.
    fn global(&mut self, NamedBy { id, uuid: own, content }: NamedBy) -> String {
        if id.is_empty() || !self.0.contains_key(&own) {
            return self.unique(own);
        }
        self.unique(uuid(&format!("{id}\0{content}")))
    }

    /// The name, followed by a number where another event has it already.
    fn unique(&mut self, name: String) -> String {
        loop {
            let times = self.0.entry(name.clone()).or_insert(0);
            *times += 1;
            if *times == 1 {
                return name;
            }
            let numbered = format!("{name}-{times}");
            // Another event may have exactly this as its id.
            if !self.0.contains_key(&numbered) {
                self.0.insert(numbered.clone(), 1);
                return numbered;
            }
        }
    }
}

/// The namespace of the UUIDs (RFC 9562, version 5). It must never change, or calendars would show all events twice.
const NAMESPACE: Uuid = Uuid::from_u128(0x9a4f_2e0b_6c1d_4b57_8f3e_2d71_c05a_94e6);

/// Where the event was, as longitude and latitude; `None` where that is not known.
///
/// # Errors
/// Coordinates beyond ±180 or ±90 degrees.
fn coordinates(event: &Event<'_>) -> std::result::Result<Option<[f64; 2]>, OutOfBounds> {
    match (event.longitude(), event.latitude()) {
        (Some(longitude), Some(latitude)) if longitude.abs() <= 180.0 && latitude.abs() <= 90.0 => {
            Ok(Some([longitude, latitude]))
        }
        (Some(_), Some(_)) => Err(OutOfBounds),
        _ => Ok(None),
    }
}

struct OutOfBounds;

/// What people read of an event beside its date, title, summary and sources, in one line: `Kabul, Afghanistan · attack ·
/// ISIS-K · 183 killed · unconfirmed`.
fn details(event: &Event<'_>, certainty: Certainty) -> String {
    let kind = event.text(Field::Kind);
    let actors = event.actors().join("; ");
    let possible = if certainty == Certainty::Possible { "possible" } else { "" };
    let (place, casualties, status, tags) = (place(event), casualties(event), status(event), event.tags().join("; "));
    let reports = reports(event);
    let file = event.file().unwrap_or_default();
    let parts = [&*place, kind.trim(), &actors, &casualties, &reports, &status, &tags, file, possible];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The title, followed by what is uncertain about the event: `War (since 2015, possible)`. For formats that would
/// otherwise show the event as certain. `date` is in words; `None` where the format can hold the date itself.
fn title_with_doubts<'a>(event: &Event<'a>, date: Option<String>, certainty: Certainty) -> Cow<'a, str> {
    let title = title(event);
    let possible = (certainty == Certainty::Possible).then_some(Cow::Borrowed("possible"));
    let date = date.map(Cow::from);
    let doubts: Vec<Cow<'_, str>> = date.into_iter().chain(doubtful_status(event)).chain(possible).collect();
    if doubts.is_empty() { title } else { Cow::Owned(format!("{title} ({})", doubts.join(", "))) }
}

/// Something that a format can't carry, worded for one and for several: `undated event left out`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    pub one: &'static str,
    pub several: &'static str,
}

/// For formats in which every event needs a date.
const UNDATED: Loss = Loss { one: "undated event left out", several: "undated events left out" };

/// What a format could not carry, counted while it is written.
#[derive(Default)]
pub struct Losses {
    counted: Vec<(Loss, u64)>,
    /// The first count of people that was written as text, such as `131.. killed`, and how many were.
    people: Option<(String, u64)>,
    /// The columns that hold something and were left out.
    left_out: NameSet,
    /// The columns beyond the model that hold something and were written.
    carried: NameSet,
}

/// Names in the order in which they were found.
#[derive(Default)]
struct NameSet(IndexSet<String>);

impl NameSet {
    fn add(&mut self, name: &str) {
        if !self.0.contains(name) {
            self.0.insert(name.to_owned());
        }
    }
}

impl Losses {
    /// Counts one.
    pub fn add(&mut self, loss: Loss) {
        match self.counted.iter_mut().find(|(counted, _)| *counted == loss) {
            Some((_, n)) => *n += 1,
            None => self.counted.push((loss, 1)),
        }
    }

    /// Adds what a later part of the document could not carry.
    fn append(&mut self, other: Losses) {
        for (loss, n) in other.counted {
            match self.counted.iter_mut().find(|(counted, _)| *counted == loss) {
                Some((_, counted)) => *counted += n,
                None => self.counted.push((loss, n)),
            }
        }
        if let Some((first, n)) = other.people {
            self.people.get_or_insert((first, 0)).1 += n;
        }
        self.left_out.0.extend(other.left_out.0);
        self.carried.0.extend(other.carried.0);
    }

    /// Counts a number of people, killed or wounded as `what` says, that was written as text where the format expects
    /// numbers.
    pub fn people(&mut self, count: PeopleCount, what: &str) {
        self.people.get_or_insert_with(|| (format!("{count} {what}"), 0)).1 += 1;
    }

    /// [`Losses::people`] for the counts of an event that are not plain numbers.
    pub fn counts(&mut self, event: &Event<'_>) {
        for (count, what) in [(event.killed(), "killed"), (event.wounded(), "wounded")] {
            if let Some(count) = count.filter(|count| count.exact().is_none()) {
                self.people(count, what);
            }
        }
    }

    /// Notes the columns that hold something, except these fields of the model.
    pub fn all_but(&mut self, carried: &[Field], event: &Event<'_>) {
        for field in Field::ALL {
            if !carried.contains(&field) && !event.text(field).trim().is_empty() {
                self.left_out.add(field.name());
            }
        }
        self.extra(event);
    }

    /// Notes the columns that hold something and that a format has no place for: these fields of the model, and all
    /// columns beyond the model.
    pub fn left_out(&mut self, fields: &[Field], event: &Event<'_>) {
        self.left_out_of_model(fields, event);
        self.extra(event);
    }

    /// Notes those of these fields of the model that hold something.
    pub fn left_out_of_model(&mut self, fields: &[Field], event: &Event<'_>) {
        for field in fields.iter().filter(|field| !event.text(**field).trim().is_empty()) {
            self.left_out.add(field.name());
        }
    }

    /// Notes the columns beyond the model that hold something.
    pub fn extra(&mut self, event: &Event<'_>) {
        for (name, cell) in event.extra() {
            if !cell.trim().is_empty() {
                self.left_out.add(name);
            }
        }
    }

    /// Notes the columns beyond the model that hold something, for a format that writes them.
    pub fn carry(&mut self, event: &Event<'_>) {
        for (name, cell) in event.extra() {
            if !cell.trim().is_empty() {
                self.carried.add(name);
            }
        }
    }

    /// The columns beyond the model that were written, in the order in which they were found.
    pub fn carried(&self) -> Vec<String> {
        self.carried.0.iter().cloned().collect()
    }

    /// All losses in one line: `2 undated events left out; 131.. killed became text`. `None`: nothing was lost.
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
        if !self.left_out.0.is_empty() {
            parts.push(format!("left out: {}", some_of(&self.left_out.0.iter().collect::<Vec<_>>())));
        }
        (!parts.is_empty()).then(|| parts.join("; "))
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
        losses.left_out.add("note");
        losses.left_out.add("note");
        assert_eq!(
            losses.words().unwrap(),
            "2 undated events left out; 2 counts of people became text, 131.. killed for one; left out: note"
        );
    }
}
