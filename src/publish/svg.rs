//! SVG: the timeline as one picture. Up to 60 events have a label each ([`labels`]); of more, it shows how many there are
//! at each time ([`density`]).
//!
//! [`publisher`](super::publisher) has [`write`] among the formats.

use std::io::Write;

use crate::chart::labels::Label;
use crate::chart::picture::Style;
use crate::chart::{density, labels};
use crate::date::{Certainty, Date};
use crate::error::Result;
use crate::event::Event;
use crate::model::field::Field;
use crate::words::{UNDATED_HEADING, people, place, status, title, when};

use super::{Document, Loss, Losses, UNDATED};
use crate::chart::scale::has_place;

/// Up to this many events have a label each.
const MOST_LABELS: usize = 60;

/// The fields of the model that a picture with labels shows.
const CARRIED: [Field; 8] = [
    Field::Date,
    Field::Title,
    Field::Location,
    Field::Country,
    Field::Kind,
    Field::Killed,
    Field::Wounded,
    Field::Status,
];

const PLACELESS: Loss = Loss { one: "event of no known day left out", several: "events of no known day left out" };
const CUT: Loss = Loss { one: "title cut after three lines", several: "titles cut after three lines" };
const UNLABELLED: Loss =
    Loss { one: "event is drawn without a label", several: "events are drawn as a density, without labels" };

/// Writes the picture.
///
/// # Errors
/// What the writer refuses, or an event that can't be read again.
pub fn write(document: &Document<'_>, out: &mut (dyn Write + Send)) -> Result<Losses> {
    let mut losses = Losses::default();
    let picture = if document.selection.summary().shown <= MOST_LABELS as u64 {
        let mut labels = Vec::new();
        document.for_each(|event, certainty| {
            losses.all_but(&CARRIED, event);
            labels.push(label(event, certainty));
            Ok(())
        })?;
        let (picture, cut) = labels::draw(&document.title, document.width, &labels);
        (0..cut).for_each(|_| losses.add(CUT));
        picture
    } else {
        let mut dates: Vec<Date> = Vec::new();
        document.for_each(|event, _| {
            losses.add(UNLABELLED);
            match event.date() {
                Some(date) if has_place(date) => dates.push(date.clone()),
                Some(_) => losses.add(PLACELESS),
                None => losses.add(UNDATED),
            }
            Ok(())
        })?;
        density::draw(&document.title, document.width, &dates, document.selection.summary().shown)
    };
    out.write_all(picture.as_bytes())?;
    Ok(losses)
}

/// The texts that a picture shows for an event.
fn label(event: &Event<'_>, certainty: Certainty) -> Label {
    let possible = if certainty == Certainty::Possible { "○ possible" } else { "" };
    let details = [
        (Style::Plain, possible.to_owned()),
        (Style::Plain, place(event).into_owned()),
        (Style::Toll, event.killed().map(|count| format!("{} killed", people(count))).unwrap_or_default()),
        (Style::Toll, event.wounded().map(|count| format!("{} wounded", people(count))).unwrap_or_default()),
        (Style::Plain, event.text(Field::Kind).trim().to_owned()),
        (Style::Plain, status(event).into_owned()),
    ];
    Label {
        date: event.date().cloned(),
        when: if event.date().is_some() { when(event) } else { UNDATED_HEADING.to_owned() },
        title: title(event).into_owned(),
        details: details.into_iter().filter(|(_, text)| !text.is_empty()).collect(),
    }
}
