//! The columns of a Parquet file: the model's, the inputs' own, and those that are derived, so that engines can order, filter
//! and add up by them.

use std::collections::HashSet;

use crate::layout::{FILE, Layout};
use crate::model::field::Field;
use crate::publish::encoder::written_fields;
use crate::publish::{Loss, Losses, PublishedColumns};
use crate::store;
use crate::typed::{Folded, Typed};

const TAKEN: Loss = Loss {
    one: "derived column left out, since the file has one of that name: the SQL that dateline prints does not fit it",
    several: "derived columns left out, since the file has some of these names: the SQL that dateline prints does not fit it",
};

/// What a column is made of.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Field(Field),
    /// A column beyond the model: for each input, which of its columns that is.
    Extra(Vec<Option<usize>>),
    /// Where several files are read: which of them the event is from.
    File,
    Derived(Derived),
}

/// What is derived from other columns, so that engines can order, filter and add up by it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Derived {
    RowNumber,
    Match,
    Typed(Typed),
}

impl Derived {
    pub fn name(self) -> &'static str {
        match self {
            Derived::RowNumber => "row_number",
            Derived::Match => "match",
            Derived::Typed(typed) => typed.name(),
        }
    }

    /// Those that these columns have; `may_be_possible` says whether an event may match only possibly.
    fn all(published: &PublishedColumns, sources: &[store::Source], may_be_possible: bool) -> Vec<Derived> {
        let choice = published.choice();
        let keeps = |field| choice.keeps_field(field);
        let mut all = vec![Derived::RowNumber];
        if keeps(Field::Date) {
            all.extend(Typed::of_date().map(Derived::Typed));
        }
        for field in [Field::Killed, Field::Wounded].into_iter().filter(|field| keeps(*field)) {
            all.extend(Typed::of_people(field).map(Derived::Typed));
        }
        // What is left out must not be found in them.
        if choice.only.is_empty() && choice.omit.is_empty() {
            let is_private = |name: &String| name.trim().to_lowercase().starts_with("private");
            let has_private = sources.iter().any(|source| source.layout.names().iter().any(is_private));
            let all_folded = Folded::ALL.into_iter().filter(|folded| !(has_private && matches!(folded, Folded::Text)));
            all.extend(all_folded.map(|folded| Derived::Typed(Typed::Folded(folded))));
        }
        all.extend(may_be_possible.then_some(Derived::Match));
        all
    }
}

/// A column, by its name in the file that is written.
#[derive(Debug)]
pub(super) struct Column {
    pub name: String,
    pub source: Source,
}

impl Column {
    pub fn new(name: &str, source: Source) -> Column {
        Column { name: name.to_owned(), source }
    }
}

/// The columns of a file: the model's, the inputs' own, and those that are derived, but for names that are taken.
pub(super) fn columns(
    published: &PublishedColumns,
    sources: &[store::Source],
    may_be_possible: bool,
    losses: &mut Losses,
) -> Vec<Column> {
    let choice = published.choice();
    let fields = written_fields(sources).filter(|field| choice.keeps_field(*field));
    let mut columns: Vec<Column> = fields.map(|field| Column::new(field.name(), Source::Field(field))).collect();
    let mut taken: HashSet<String> = columns.iter().map(|column| column.name.clone()).collect();
    for name in published.beyond_model(sources) {
        // One column for all files that have it, in whatever case.
        let key = name.to_lowercase();
        if !name.is_empty() && taken.insert(key.clone()) {
            let index = |layout: &Layout| layout.extra().find(|(_, own)| own.to_lowercase() == key).map(|(i, _)| i);
            let indices = published.layouts(sources).map(index).collect();
            columns.push(Column::new(&name, Source::Extra(indices)));
        }
    }
    if sources.len() > 1 && choice.keeps_other(FILE) && taken.insert(FILE.to_owned()) {
        columns.push(Column::new(FILE, Source::File));
    }
    for derived in Derived::all(published, sources, may_be_possible) {
        match taken.insert(derived.name().to_owned()) {
            true => columns.push(Column::new(derived.name(), Source::Derived(derived))),
            false => losses.add(TAKEN),
        }
    }
    columns
}
