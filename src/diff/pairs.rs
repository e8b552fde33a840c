//! Which event of OLD is which event of NEW, where no id alone says so.
//!
//! First among those that share an id with others; then what has the same date, place and title; then, among events that have no ids to tell them apart, what has two
//! of these in common, so that an edit is a change and not one event less and one more.

use std::collections::HashMap;

use chrono::NaiveDate;
use foldhash::fast::RandomState;

use super::{StoredEvent, id};
use crate::date::Window;
use crate::event::Event;
use crate::model::field::Field;
use crate::text::normalize::fold;
use crate::text::similar::{MOST_COMPARED, SIMILAR, TitleWords, hash};

/// What brought two events together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Id,
    DatePlaceTitle,
    PlaceTitle,
    DateTitle,
    /// And a similar title.
    DatePlace,
    /// And dates that overlap, and a similar title.
    Place,
}

impl By {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            By::Id => "id",
            By::DatePlaceTitle => "date-place-title",
            By::PlaceTitle => "place-title",
            By::DateTitle => "date-title",
            By::DatePlace => "date-place",
            By::Place => "place",
        }
    }
}

/// An event that is not yet found in the other file.
pub(super) struct Left {
    pub kept: StoredEvent,
    pub id: Option<u64>,
    date: u64,
    /// From the first day it may touch to the last.
    window: Window,
    place: u64,
    /// `None`: blank.
    title: Option<u64>,
    words: TitleWords,
    /// All of it but its id.
    all: u64,
}

impl Left {
    pub fn of(event: &Event<'_>, kept: StoredEvent) -> Left {
        let text = |field| event.text(field);
        let title = text(Field::Title);
        let title = title.trim();
        let date = event.date.as_ref().map(|date| date.to_string()).unwrap_or_default();
        let place = event.folded_place();
        let is_told =
            |field: &Field| matches!(field, Field::Id | Field::Date | Field::Title | Field::Location | Field::Country);
        let rest = Field::ALL.into_iter().filter(|field| !is_told(field));
        let rest: Vec<_> = rest.map(text).chain(event.extra().map(|(_, cell)| cell)).collect();
        Left {
            id: id(event),
            date: hash(&date),
            window: event.date.as_ref().map_or(NEVER, Window::of),
            place: hash(&place),
            title: (!title.is_empty()).then(|| hash(&fold(title))),
            words: TitleWords::of(title),
            all: hash(&format!("{date} {place} {title} {rest:?}")),
            kept,
        }
    }
}

/// What is undated overlaps nothing.
const NEVER: Window = Window { start: Some(NaiveDate::MAX), end: Some(NaiveDate::MIN) };

/// Titles on the same date with as many of their words in common may be one that was edited; on another date they must
/// be [`SIMILAR`].
const SOMEWHAT_SIMILAR: f64 = 0.5;

type Pairs = Vec<(StoredEvent, StoredEvent, By)>;

/// Brings together events of OLD and NEW; returns the pairs, and what is left of each.
pub(super) fn pair(old: Vec<Left>, new: Vec<Left>) -> (Pairs, Vec<StoredEvent>, Vec<StoredEvent>) {
    let mut pairing = Pairing {
        old: old.into_iter().map(Some).collect(),
        new: new.into_iter().map(Some).collect(),
        pairs: Vec::new(),
    };
    let two = |a: u64, b: u64| a.rotate_left(1) ^ b;
    let date_place_title = |event: &Left| Some(two(two(event.date, event.place), event.title.unwrap_or(0)));
    let place_title = |event: &Left| event.title.map(|title| two(event.place, title));
    let date_title = |event: &Left| event.title.map(|title| two(event.date, title));
    let with_id = |event: &Left, key: Option<u64>| Some(two(event.id?, key?));
    // What shares an id with others is first what is the same, then the one that could be meant.
    pairing.by_key(By::Id, Many::InOrder, |event| with_id(event, Some(event.all)));
    pairing.by_key(By::Id, Many::InOrder, |event| with_id(event, date_place_title(event)));
    pairing.by_key(By::Id, Many::OnlyOne, |event| with_id(event, place_title(event)));
    pairing.by_key(By::Id, Many::OnlyOne, |event| with_id(event, date_title(event)));
    pairing.by_key(By::Id, Many::OnlyOne, |event| event.id);
    pairing.by_key(By::DatePlaceTitle, Many::InOrder, |event| Some(event.all));
    // What has an id is another event than what has another id, unless nothing else could be meant.
    pairing.by_key(By::DatePlaceTitle, Many::OnlyOne, date_place_title);
    pairing.by_key(By::DatePlaceTitle, Many::InOrder, |event| date_place_title(event).filter(|_| event.id.is_none()));
    pairing.without_ids(By::PlaceTitle, place_title);
    pairing.without_ids(By::DateTitle, date_title);
    pairing.by_similar_title(By::DatePlace, SOMEWHAT_SIMILAR, |event| two(event.date, event.place));
    pairing.by_similar_title(By::Place, SIMILAR, |event| event.place);
    let rest = |events: Vec<Option<Left>>| events.into_iter().flatten().map(|event| event.kept).collect();
    (pairing.pairs, rest(pairing.old), rest(pairing.new))
}

/// What to do where several events have the same key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Many {
    /// The first of OLD is the first of NEW, and so on.
    InOrder,
    /// Nothing: which is which is not known.
    OnlyOne,
}

struct Pairing {
    /// `None`: paired.
    old: Vec<Option<Left>>,
    new: Vec<Option<Left>>,
    pairs: Pairs,
}

impl Pairing {
    fn by_key(&mut self, by: By, many: Many, key: impl Fn(&Left) -> Option<u64>) {
        let (old, new) = (groups(&self.old, &key), groups(&self.new, &key));
        for (key, old) in in_order(&old) {
            let Some(new) = new.get(key) else { continue };
            if many == Many::InOrder || (old.len() == 1 && new.len() == 1) {
                for (&old, &new) in old.iter().zip(new) {
                    self.take(old, new, by);
                }
            }
        }
    }

    /// Only where one of the two has no id, and no other event could be meant.
    fn without_ids(&mut self, by: By, key: impl Fn(&Left) -> Option<u64>) {
        let (old, new) = (groups(&self.old, &key), groups(&self.new, &key));
        for (key, old) in in_order(&old) {
            if let ([old], Some([new])) = (old, new.get(key).map(Vec::as_slice))
                && self.may_be_one(*old, *new)
            {
                self.take(*old, *new, by);
            }
        }
    }

    /// Of those with the same key and dates that overlap, the ones whose titles are the most alike.
    fn by_similar_title(&mut self, by: By, least: f64, key: impl Fn(&Left) -> u64) {
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
            // The most alike first.
            alike.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
            for (_, a, b) in alike {
                self.take(a, b, by);
            }
        }
    }

    fn may_be_one(&self, old: usize, new: usize) -> bool {
        matches!((&self.old[old], &self.new[new]), (Some(old), Some(new)) if old.id.is_none() || new.id.is_none())
    }

    /// Nothing where one of the two is paired already.
    fn take(&mut self, old: usize, new: usize, by: By) {
        if let (Some(_), Some(_)) = (&self.old[old], &self.new[new])
            && let (Some(old), Some(new)) = (self.old[old].take(), self.new[new].take())
        {
            self.pairs.push((old.kept, new.kept, by));
        }
    }
}

/// The groups in the order of their first events, so that the same files always give the same answer.
fn in_order(groups: &HashMap<u64, Vec<usize>, RandomState>) -> Vec<(&u64, &[usize])> {
    let mut groups: Vec<(&u64, &[usize])> = groups.iter().map(|(key, rows)| (key, rows.as_slice())).collect();
    groups.sort_by_key(|(_, rows)| rows[0]);
    groups
}

/// The events that are not paired, by a key.
fn groups(events: &[Option<Left>], key: impl Fn(&Left) -> Option<u64>) -> HashMap<u64, Vec<usize>, RandomState> {
    let mut groups: HashMap<u64, Vec<usize>, RandomState> = HashMap::default();
    for (i, event) in events.iter().enumerate() {
        if let Some(key) = event.as_ref().and_then(&key) {
            groups.entry(key).or_default().push(i);
        }
    }
    groups
}
