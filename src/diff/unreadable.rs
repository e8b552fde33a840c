//! Finds the events of one chronology in the rows of the other that can't be read, so that none of them is called removed
//! or added; [`Pairing`](super::Pairing) calls it at its end.
//!
//! An event is in such a row if its id is; where ids tell nothing, if two of its date, place and title are; else if
//! half of its cells are. Which column a text stands in does not matter: in a broken row nobody knows.

use std::collections::{HashMap, HashSet};
use std::io;

use foldhash::fast::RandomState;

use super::pairs::{PairedBy, Unpaired};
use super::{Layouts, StoredEvent, id_of};
use crate::event::Event;
use crate::layout::Layout;
use crate::model::field::Field;
use crate::store::{BadRow, with_event};
use crate::text::normalize::fold;
use crate::text::similar::{MOST_COMPARED, hash};

/// The texts of a row, wherever they stand.
pub(super) struct RowText {
    /// A hash of what stands in the column of the ids.
    pub id: Option<u64>,
    texts: HashSet<u64, RandomState>,
    /// How many events it can be: one, or as many as an open quote has swallowed.
    pub room: usize,
}

impl RowText {
    /// Of a row that can't be read.
    pub fn of_row(row: &BadRow<'_>) -> RowText {
        let text = row.whole();
        let room = text.lines().filter(|line| !line.trim().is_empty()).count().max(1);
        RowText { id: id_of(&row.text(Field::Id)), texts: texts(&text).collect(), room }
    }

    /// Of an event, a cell of which can't be read.
    pub fn of_event(event: &Event<'_>) -> RowText {
        let texts = event.cells(true).flat_map(|cell| texts(&cell).collect::<Vec<_>>()).collect();
        RowText { id: id_of(&event.text(Field::Id)), texts, room: 1 }
    }
}

/// The texts of an event by what they tell.
pub(super) struct EventText {
    has_id: bool,
    id: Vec<u64>,
    /// Date, place and title, as far as the event has them.
    told: Vec<Vec<u64>>,
    cells: Vec<Vec<u64>>,
}

impl EventText {
    pub fn of(event: &Event<'_>) -> EventText {
        let of = |field| texts(&event.text(field)).collect::<Vec<u64>>();
        let place = [of(Field::Location), of(Field::Country)].concat();
        let told = [of(Field::Date), place, of(Field::Title)].into_iter().filter(|texts| !texts.is_empty());
        let id = of(Field::Id);
        let cells = event.cells(true).map(|cell| texts(&cell).collect::<Vec<u64>>()).filter(|texts| !texts.is_empty());
        EventText { has_id: !id.is_empty(), id, told: told.collect(), cells: cells.collect() }
    }

    /// How surely the event is in a row; `None`: it is not.
    fn likeness(&self, row: &RowText) -> Option<f64> {
        const LEAST: f64 = 0.5;
        let has = |texts: &Vec<u64>| texts.iter().all(|text| row.texts.contains(text));
        if self.has_id && has(&self.id) {
            return Some(10.0);
        }
        // Another id is another event.
        if self.has_id && row.id.is_some() {
            return None;
        }
        let share = self.cells.iter().filter(|cell| has(cell)).count() as f64 / self.cells.len() as f64;
        let told = self.told.iter().filter(|texts| has(texts)).count();
        let is_told = told > 1 || (told == 1 && self.told.len() == 1);
        if is_told {
            Some(told as f64 + share)
        } else {
            Some(share).filter(|share| *share >= LEAST && self.cells.len() > 2)
        }
    }
}

/// Hashes of what stands between delimiters, quotes and line breaks, in any case.
fn texts(text: &str) -> impl Iterator<Item = u64> {
    let parts = text.split([',', ';', '\t', '|', '"', '\n', '\r']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(|part| hash(&fold(part)))
}

/// The rows of one file that can't be read, while events of the other are looked for in them.
pub(super) struct Search<'a> {
    rows: &'a [RowText],
    /// How many more events each of them can be.
    room: Vec<usize>,
}

impl<'a> Search<'a> {
    pub fn new(rows: &'a [RowText]) -> Search<'a> {
        Search { rows, room: rows.iter().map(|row| row.room).collect() }
    }

    /// Takes out the events whose ids are those of such rows, where there are no more of them than of the rows: then they
    /// are no other event. Where there are more, what they hold must tell them apart first.
    pub fn take_by_id(&mut self, events: Vec<Unpaired>) -> (Vec<StoredEvent>, Vec<Unpaired>) {
        let mut rows: HashMap<u64, Vec<usize>, RandomState> = HashMap::default();
        for (i, row) in self.rows.iter().enumerate() {
            if let Some(id) = row.id {
                rows.entry(id).or_default().push(i);
            }
        }
        let mut wanted: HashMap<u64, usize, RandomState> = HashMap::default();
        for id in events.iter().filter_map(|event| event.id) {
            *wanted.entry(id).or_default() += 1;
        }
        let mut found = Vec::new();
        let mut rest = Vec::new();
        for event in events {
            let rows = event.id.and_then(|id| rows.get_mut(&id).filter(|rows| rows.len() >= wanted[&id]));
            match rows.and_then(Vec::pop).zip(event.id) {
                Some((row, id)) => {
                    *wanted.entry(id).or_default() -= 1;
                    self.room[row] = self.room[row].saturating_sub(1);
                    found.push(event.kept);
                }
                None => rest.push(event),
            }
        }
        (found, rest)
    }

    /// Takes out the events that are in such rows by their texts.
    ///
    /// # Errors
    /// An event that was kept and can't be read again.
    pub fn take(self, events: Vec<StoredEvent>, layout: &Layout) -> io::Result<(Vec<StoredEvent>, Vec<StoredEvent>)> {
        if self.rows.is_empty() {
            return Ok((Vec::new(), events));
        }
        let texts = texts_of(&events, layout)?;
        let mut is_in = vec![false; events.len()];
        for (_, event) in found(self.rows, self.room, &texts) {
            is_in[event] = true;
        }
        let (mut found, mut rest) = (Vec::new(), Vec::new());
        for (event, is_in) in events.into_iter().zip(is_in) {
            if is_in { found.push(event) } else { rest.push(event) }
        }
        Ok((found, rest))
    }
}

fn texts_of(events: &[StoredEvent], layout: &Layout) -> io::Result<Vec<EventText>> {
    events.iter().map(|event| with_event(layout, &event.record, EventText::of)).collect()
}

type Pairs = Vec<(StoredEvent, StoredEvent, PairedBy)>;

/// Pairs events of OLD with events of NEW of which one has a cell that can't be read, by their texts. Returns the pairs,
/// and the events of each that are left.
///
/// # Errors
/// An event that was kept and can't be read again.
pub(super) fn pair_by_text(
    layouts: &Layouts<'_>,
    old: Vec<StoredEvent>,
    new: Vec<StoredEvent>,
) -> io::Result<(Pairs, Vec<StoredEvent>, Vec<StoredEvent>)> {
    let (mut pairs, old, new) = pair_unread(layouts.old, layouts.new, old, new)?;
    let (others, new, old) = pair_unread(layouts.new, layouts.old, new, old)?;
    pairs.extend(others.into_iter().map(|(new, old, by)| (old, new, by)));
    Ok((pairs, old, new))
}

/// Pairs the events of one file that have a cell that can't be read with those of the other.
fn pair_unread(
    of_rows: &Layout,
    of_others: &Layout,
    events: Vec<StoredEvent>,
    others: Vec<StoredEvent>,
) -> io::Result<(Pairs, Vec<StoredEvent>, Vec<StoredEvent>)> {
    let mut rows = Vec::new();
    let mut numbers = Vec::new();
    for (i, event) in events.iter().enumerate() {
        let row = with_event(of_rows, &event.record, |event| {
            (!event.unread_cells().is_empty()).then(|| RowText::of_event(event))
        })?;
        numbers.extend(row.is_some().then_some(i));
        rows.extend(row);
    }
    if rows.is_empty() {
        return Ok((Vec::new(), events, others));
    }
    let texts = texts_of(&others, of_others)?;
    let room = vec![1; rows.len()];
    let (mut events, mut others): (Vec<Option<StoredEvent>>, Vec<Option<StoredEvent>>) =
        (events.into_iter().map(Some).collect(), others.into_iter().map(Some).collect());
    let pairs = found(&rows, room, &texts).into_iter();
    let pairs =
        pairs.filter_map(|(row, other)| Some((events[numbers[row]].take()?, others[other].take()?, PairedBy::Text)));
    let pairs = pairs.collect();
    Ok((pairs, events.into_iter().flatten().collect(), others.into_iter().flatten().collect()))
}

/// Which event is in which row, by their numbers: the likeliest first, each event in one row, and in a row no more than it
/// has room for.
fn found(rows: &[RowText], mut room: Vec<usize>, events: &[EventText]) -> Vec<(usize, usize)> {
    let mut by_text: HashMap<u64, Vec<usize>, RandomState> = HashMap::default();
    for (i, row) in rows.iter().enumerate() {
        for text in &row.texts {
            by_text.entry(*text).or_default().push(i);
        }
    }
    let mut likely: Vec<(f64, usize, usize)> = Vec::new();
    for (event, texts) in events.iter().enumerate() {
        let all = texts.id.iter().chain(texts.told.iter().flatten()).chain(texts.cells.iter().flatten());
        // A text that very many rows have tells none of them from another.
        let telling = all.filter_map(|text| by_text.get(text)).filter(|rows| rows.len() <= MOST_COMPARED);
        let candidates: HashSet<usize> = telling.flatten().copied().collect();
        likely.extend(candidates.into_iter().filter_map(|row| Some((texts.likeness(&rows[row])?, row, event))));
    }
    likely.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut is_found = vec![false; events.len()];
    let mut pairs = Vec::new();
    for (_, row, event) in likely {
        if room[row] > 0 && !is_found[event] {
            room[row] -= 1;
            is_found[event] = true;
            pairs.push((row, event));
        }
    }
    pairs
}
