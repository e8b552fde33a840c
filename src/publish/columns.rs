//! What of the events is published: the columns that the user chose, without the private ones.
//!
//! Documents and encoders see events through [`PublishedColumns`], so that no format can write what is left out.

use crate::event::Event;
use crate::layout::{FILE, Layout};
use crate::model::choice::{ColumnChoice, is_private};
use crate::model::field::Column;
use crate::store::Source;
use crate::text::counted;

/// The columns of some inputs that are published.
#[derive(Clone, Debug, Default)]
pub struct PublishedColumns {
    choice: ColumnChoice,
    /// For each input, its layout without what is left out. Empty: all of them are published as they are.
    layouts: Vec<Layout>,
}

impl PublishedColumns {
    pub fn new(choice: ColumnChoice, sources: &[Source]) -> PublishedColumns {
        let layouts = match choice.keeps_all() {
            true => Vec::new(),
            false => sources.iter().map(|source| source.layout.keeping(&choice)).collect(),
        };
        PublishedColumns { choice, layouts }
    }

    pub fn choice(&self) -> &ColumnChoice {
        &self.choice
    }

    /// Gives `take` an event of that input as it is published.
    pub fn show<R>(&self, event: &Event<'_>, input: usize, take: impl FnOnce(&Event<'_>) -> R) -> R {
        match self.layouts.get(input) {
            Some(layout) => take(&event.seen_by(layout)),
            None => take(event),
        }
    }

    /// The layouts of the inputs as they are published.
    pub fn layouts<'a>(&'a self, sources: &'a [Source]) -> impl Iterator<Item = &'a Layout> {
        sources.iter().enumerate().map(|(i, source)| self.layouts.get(i).unwrap_or(&source.layout))
    }

    /// The columns beyond the model that are published, as the first file that has them spells them.
    pub fn beyond_model(&self, sources: &[Source]) -> Vec<String> {
        distinct(self.layouts(sources).flat_map(|layout| layout.extra().map(|(_, name)| name)))
    }

    /// The file's own columns that are published, for a table of its rows. A column that only helps to make a field goes
    /// with that field.
    pub fn own(&self, sources: &[Source]) -> Vec<Column> {
        let Some(layout) = sources.first().map(|source| &source.layout) else { return Vec::new() };
        let omitted = |column: &Column| match column {
            Column::Field(field) => layout.fields().columns_of(*field),
            Column::Other(_) => layout.find(column).into_iter().collect(),
        };
        let omitted: Vec<usize> = self.choice.omit.iter().flat_map(omitted).collect();
        let kept = layout.names().iter().enumerate().filter(|(i, _)| !omitted.contains(i));
        kept.filter_map(|(_, name)| name.parse().ok()).collect()
    }

    /// What the user should know of columns that few expect in the output: those beyond the model that are `carried`, and
    /// the private ones, which only CSV and JSON have. Columns that the user asked for by name are expected.
    pub fn notes(&self, carried: &[String], sources: &[Source]) -> Vec<String> {
        let mut notes = Vec::new();
        let (private, others): (Vec<&str>, Vec<&str>) =
            carried.iter().map(String::as_str).filter(|name| *name != FILE).partition(|name| is_private(name));
        if !others.is_empty() && self.choice.only.is_empty() {
            notes.push(format!("columns beyond the model are published too: {}", some_of(&others)));
        }
        if !private.is_empty() {
            notes.push(format!("private columns are published too: {}", some_of(&private)));
        }
        let is_expected = |name: &&str| {
            let only = &self.choice.only;
            only.is_empty() || only.contains(&Column::Other(name.to_lowercase()))
        };
        let names = sources.iter().flat_map(|source| source.layout.names()).map(String::as_str);
        let withheld = distinct(names.filter(|name| is_private(name)).filter(is_expected));
        if !withheld.is_empty() && !self.choice.with_private {
            notes.push(format!("private columns are left out: {}", some_of(&withheld)));
        }
        notes
    }
}

/// Each name once, whatever its letter case, in the order in which they are first met.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut met = std::collections::HashSet::new();
    names.filter(|name| met.insert(name.to_lowercase())).map(str::to_owned).collect()
}

/// The names, or the first six and how many more there are: a data set can have a hundred columns.
pub(super) fn some_of(names: &[impl AsRef<str>]) -> String {
    const MOST: usize = 6;
    let listed = |names: &[_]| names.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(", ");
    match names.split_at_checked(MOST) {
        Some((first, more @ [_, ..])) => {
            format!("{} and {}", listed(first), counted(more.len() as u64, "other column"))
        }
        _ => listed(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_columns_the_first_six_are_named() {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
        assert_eq!(some_of(&names[..6]), "a, b, c, d, e, f");
        assert_eq!(some_of(&names[..7]), "a, b, c, d, e, f and 1 other column");
        assert_eq!(some_of(&names), "a, b, c, d, e, f and 2 other columns");
    }
}
