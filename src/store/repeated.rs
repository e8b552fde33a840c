//! Events that several inputs have: the same id with the same date and title is one event, and counts once.
//!
//! [`Store::read`](super::Store::read) asks it of each event, where several inputs are read. What an input after the first
//! has again is left out, and said; ids that two inputs merely have in common say nothing.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::report::SkipReason;
use crate::event::Event;
use crate::model::field::Field;
use crate::model::id::fold_id;
use crate::text::normalize::fold;
use crate::text::similar::hash;

/// Hashes of what tells an event from others.
#[derive(Clone, Copy)]
pub struct EventKey {
    id: u64,
    date: u64,
    title: u64,
    /// All other fields of the model.
    rest: u64,
}

impl EventKey {
    /// `None`: the event has no id.
    pub fn of(event: &Event<'_>) -> Option<EventKey> {
        let id = event.text(Field::Id);
        let id = fold_id(&id);
        if id.is_empty() {
            return None;
        }
        let date = event.date().map(ToString::to_string).unwrap_or_default();
        let title = event.text(Field::Title);
        let title = fold(title.trim());
        let text = |field: &Field| fold(event.text(*field).trim()).into_owned();
        let texts = [Field::Location, Field::Country, Field::Kind, Field::Actors, Field::Status, Field::Source];
        let texts: Vec<String> = texts.iter().map(text).collect();
        let rest = hash(&format!("{texts:?} {:?} {:?}", event.killed(), event.wounded()));
        Some(EventKey { id: hash(&id), date: hash(&date), title: hash(&title), rest })
    }
}

/// The events of the inputs that have been read, each under its id.
#[derive(Default)]
pub struct Earlier {
    by_id: HashMap<u64, Vec<(EventKey, usize)>, RandomState>,
    files: Vec<Arc<str>>,
}

/// What an event is to those of earlier inputs.
pub enum Repeated {
    /// The same one, to be left out.
    Same(SkipReason),
    /// Perhaps the same, which nobody can know.
    Perhaps(SkipReason),
}

impl Earlier {
    /// Adds what an input held, to be asked of the next one.
    pub fn add(&mut self, file: &str, keys: Vec<EventKey>) {
        let number = self.files.len();
        self.files.push(file.into());
        for key in keys {
            self.by_id.entry(key.id).or_default().push((key, number));
        }
    }

    /// Looks an event up; `None`: no earlier input has it.
    pub fn find(&self, key: &EventKey) -> Option<Repeated> {
        let same_id = self.by_id.get(&key.id)?;
        let file = |number: &usize| self.files[*number].clone();
        let with = |test: &dyn Fn(&EventKey) -> bool| same_id.iter().find(|(own, _)| test(own));
        if let Some((own, number)) = with(&|own| own.date == key.date && own.title == key.title) {
            let file = file(number);
            let is_alike = own.rest == key.rest;
            return Some(Repeated::Same(if is_alike {
                SkipReason::Repeated(file)
            } else {
                SkipReason::RepeatedOtherwise(file)
            }));
        }
        let (_, number) = with(&|own| own.date == key.date || own.title == key.title)?;
        Some(Repeated::Perhaps(SkipReason::PerhapsRepeated(file(number))))
    }
}
