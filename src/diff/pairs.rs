//! Pairs events of OLD and NEW that a unique id could not pair; [`Pairing`](super::Pairing) calls it at its end.
//!
//! It pairs events that share an id with others first, then events with the same date, place and title, then, among events
//! without ids to tell them apart, those that have two of these in common. So an edited event is a change, and not one
//! event removed and another added.

use std::collections::HashMap;

use chrono::NaiveDate;
use foldhash::fast::RandomState;

use super::{StoredEvent, id};
use crate::date::Window;
use crate::event::Event;
use crate::model::field::Field;
use crate::text::normalize::fold;
use crate::text::similar::{MOST_COMPARED, SIMILAR, TitleWords, hash};

/// What two events were paired by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairedBy {
    Id,
    DatePlaceTitle,
    PlaceTitle,
    DateTitle,
    /// The date, the place and a similar title.
    DatePlace,
    /// The place, dates that overlap and a similar title.
    Place,
    /// The texts of a row that can't be read as far as they go.
    Text,
}

impl PairedBy {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            PairedBy::Id => "id",
            PairedBy::DatePlaceTitle => "date-place-title",
            PairedBy::PlaceTitle => "place-title",
            PairedBy::DateTitle => "date-title",
            PairedBy::DatePlace => "date-place",
            PairedBy::Place => "place",
            PairedBy::Text => "text",
        }
    }
}

/// An event that has no pair in the other file yet.
pub(super) struct Unpaired {
    pub kept: StoredEvent,
    pub id: Option<u64>,
    date: u64,
    /// From its first possible day to its last.
    window: Window,
    place: u64,
    /// `None`: blank.
    title: Option<u64>,
    words: TitleWords,
    /// A hash of everything but the id.
    all: u64,
}

impl Unpaired {
    pub fn of(event: &Event<'_>, kept: StoredEvent) -> Unpaired {
        let text = |field| event.text(field);
        let title = text(Field::Title);
        let title = title.trim();
        let date = event.date().map(|date| date.to_string()).unwrap_or_default();
        let place = event.folded_place();
        let is_told =
            |field: &Field| matches!(field, Field::Id | Field::Date | Field::Title | Field::Location | Field::Country);
        let rest = Field::ALL.into_iter().filter(|field| !is_told(field));
        let rest: Vec<_> = rest.map(text).chain(event.extra().map(|(_, cell)| cell)).collect();
        Unpaired {
            id: id(event),
            date: hash(&date),
            window: event.date().map_or(NEVER, Window::of),
            place: hash(&place),
            title: (!title.is_empty()).then(|| hash(&fold(title))),
            words: TitleWords::of(title),
            all: hash(&format!("{date} {place} {title} {rest:?}")),
            kept,
        }
    }
}

/// The window of an undated event, which overlaps no other.
const NEVER: Window = Window { start: Some(NaiveDate::MAX), end: Some(NaiveDate::MIN) };

/// The least likeness of two titles of events on the same date, of which one may have been edited. On other dates they
/// must be [`SIMILAR`].
const SOMEWHAT_SIMILAR: f64 = 0.5;

type Pairs = Vec<(StoredEvent, StoredEvent, PairedBy)>;

/// Pairs events of OLD and NEW. Returns the pairs, and the events of each that are left.
pub(super) fn pair(old: Vec<Unpaired>, new: Vec<Unpaired>) -> (Pairs, Vec<StoredEvent>, Vec<StoredEvent>) {
    let mut pairing = Pairing {
        old: old.into_iter().map(Some).collect(),
        new: new.into_iter().map(Some).collect(),
        pairs: Vec::new(),
    };
    let two = |a: u64, b: u64| a.rotate_left(1) ^ b;
    let date_place_title = |event: &Unpaired| Some(two(two(event.date, event.place), event.title.unwrap_or(0)));
    let place_title = |event: &Unpaired| event.title.map(|title| two(event.place, title));
    let date_title = |event: &Unpaired| event.title.map(|title| two(event.date, title));
    let with_id = |event: &Unpaired, key: Option<u64>| Some(two(event.id?, key?));
    // Among events that share an id, equal ones are paired first, then those that only one other event can be.
    pairing.by_key(PairedBy::Id, Repeated::InOrder, |event| with_id(event, Some(event.all)));
    pairing.by_key(PairedBy::Id, Repeated::InOrder, |event| with_id(event, date_place_title(event)));
    pairing.by_key(PairedBy::Id, Repeated::OnlyOne, |event| with_id(event, place_title(event)));
    pairing.by_key(PairedBy::Id, Repeated::OnlyOne, |event| with_id(event, date_title(event)));
    pairing.by_key(PairedBy::Id, Repeated::OnlyOne, |event| event.id);
    pairing.by_key(PairedBy::DatePlaceTitle, Repeated::InOrder, |event| Some(event.all));
    // Events with different ids are different events, unless no other event comes into question.
    pairing.by_key(PairedBy::DatePlaceTitle, Repeated::OnlyOne, date_place_title);
    pairing.by_key(PairedBy::DatePlaceTitle, Repeated::InOrder, |event| {
        date_place_title(event).filter(|_| event.id.is_none())
    });
    pairing.without_ids(PairedBy::PlaceTitle, place_title);
    pairing.without_ids(PairedBy::DateTitle, date_title);
    pairing.by_similar_title(PairedBy::DatePlace, SOMEWHAT_SIMILAR, |event| two(event.date, event.place));
    pairing.by_similar_title(PairedBy::Place, SIMILAR, |event| event.place);
    let rest = |events: Vec<Option<Unpaired>>| events.into_iter().flatten().map(|event| event.kept).collect();
    (pairing.pairs, rest(pairing.old), rest(pairing.new))
}

/// How events are paired of which several have the same key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeated {
    /// The first of OLD with the first of NEW, and so on.
    InOrder,
    /// Not at all, since it is not known which is which.
    OnlyOne,
}

struct Pairing {
    /// `None`: the event has its pair.
    old: Vec<Option<Unpaired>>,
    new: Vec<Option<Unpaired>>,
    pairs: Pairs,
}

impl Pairing {
    fn by_key(&mut self, by: PairedBy, repeated: Repeated, key: impl Fn(&Unpaired) -> Option<u64>) {
        let (old, new) = (groups(&self.old, &key), groups(&self.new, &key));
        for (key, old) in in_order(&old) {
            let Some(new) = new.get(key) else { continue };
            if repeated == Repeated::InOrder || (old.len() == 1 && new.len() == 1) {
                for (&old, &new) in old.iter().zip(new) {
                    self.take(old, new, by);
                }
            }
        }
    }

    /// Pairs two events of which one has no id, if no other event has that key.
    fn without_ids(&mut self, by: PairedBy, key: impl Fn(&Unpaired) -> Option<u64>) {
        let (old, new) = (groups(&self.old, &key), groups(&self.new, &key));
        for (key, old) in in_order(&old) {
            if let ([old], Some([new])) = (old, new.get(key).map(Vec::as_slice))
                && self.may_be_one(*old, *new)
            {
                self.take(*old, *new, by);
            }
        }
    }

    /// Pairs events with the same key and dates that overlap, those with the most similar titles first.
    fn by_similar_title(&mut self, by: PairedBy, least: f64, key: impl Fn(&Unpaired) -> u64) {
        let (old, new) = (groups(&self.old, |event| Some(key(event))), groups(&self.new, |event| Some(key(event))));
        for (key, old) in in_order(&old) {
            let Some(new) = new.get(key).filter(|new| new.len().max(old.len()) <= MOST_COMPARED) else { continue };
            let mut alike: Vec<(f64, usize, usize)> = Vec::new();
            for &a in old {
                for &b in new.iter().filter(|&&b| self.may_be_one(a, b)) {
                    let likeness = match (&self.old[a], &self.new[b]) {
                        (Some(a), Some(b)) if a.date == b.date || a.window.intersect(&b.window).is_some() => {
                            a.words.likeness(&b.words)
                        }
                        _ => 0.0,
                    };
                    if likeness >= least {
                        alike.push((likeness, a, b));
                    }
                }
            }
            alike.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
            for (_, a, b) in alike {
                self.take(a, b, by);
            }
        }
    }

    fn may_be_one(&self, old: usize, new: usize) -> bool {
        matches!((&self.old[old], &self.new[new]), (Some(old), Some(new)) if old.id.is_none() || new.id.is_none())
    }

    /// Pairs two events, if neither has a pair yet.
    fn take(&mut self, old: usize, new: usize, by: PairedBy) {
        if let (Some(_), Some(_)) = (&self.old[old], &self.new[new])
            && let (Some(old), Some(new)) = (self.old[old].take(), self.new[new].take())
        {
            self.pairs.push((old.kept, new.kept, by));
        }
    }
}

/// The groups in the order of their first events, so that the same files always give the same result.
fn in_order(groups: &HashMap<u64, Vec<usize>, RandomState>) -> Vec<(&u64, &[usize])> {
    let mut groups: Vec<(&u64, &[usize])> = groups.iter().map(|(key, rows)| (key, rows.as_slice())).collect();
    groups.sort_by_key(|(_, rows)| rows[0]);
    groups
}

/// The events without a pair, by a key.
fn groups(
    events: &[Option<Unpaired>],
    key: impl Fn(&Unpaired) -> Option<u64>,
) -> HashMap<u64, Vec<usize>, RandomState> {
    let mut groups: HashMap<u64, Vec<usize>, RandomState> = HashMap::default();
    for (i, event) in events.iter().enumerate() {
        if let Some(key) = event.as_ref().and_then(&key) {
            groups.entry(key).or_default().push(i);
        }
    }
    groups
}
