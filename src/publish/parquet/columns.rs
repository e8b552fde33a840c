//! The columns of a Parquet file: the model's, the inputs' own, and those that are derived, so that engines can order, filter
//! and add up by them.

use std::collections::HashSet;

use crate::event::Event;
use crate::layout::{FILE, Layout};
use crate::model::field::Field;
use crate::publish::encoder::written_fields;
use crate::publish::{Loss, Losses, PublishedColumns};
use crate::store;
use crate::text::normalize::fold;

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
    DateKind,
    Qualified,
    /// In microseconds after midnight.
    TimeOfDay,
    /// The number by which times are ordered and compared.
    TimeRank,
    /// Whether the time has a zone.
    TimeZoned,
    Earliest,
    Latest,
    /// What [`DayColumns`] holds of a date.
    Day(DayColumn),
    Bound(Field, Bound),
    Folded(Folded),
}

/// A number of [`DayColumns`], or one of its lists.
#[derive(Clone, Copy, Debug)]
pub(super) enum DayColumn {
    Earliest,
    Latest,
    LatestStart,
    EarliestEnd,
    Runs,
    Members,
}

/// A number of a count of people, as `count` adds them up; the last four are 0 or 1.
#[derive(Clone, Copy, Debug)]
pub(super) enum Bound {
    Low,
    /// The estimate; where a source gives none, NULL.
    Best,
    /// The most; where there is no limit, NULL.
    High,
    Known,
    Estimated,
    Unbounded,
    Approx,
}

impl Bound {
    pub const ALL: [Bound; 7] =
        [Bound::Known, Bound::Low, Bound::High, Bound::Best, Bound::Estimated, Bound::Unbounded, Bound::Approx];
}

/// A text as dateline compares it, without regard to case and accents.
#[derive(Clone, Copy, Debug)]
pub(super) enum Folded {
    /// The location, the country, both, and the administrative units, a line each.
    Place,
    /// A field as it is written, whole.
    Whole(Field),
    /// Every cell, a line each.
    Text,
}

impl Folded {
    pub const ALL: [Folded; 9] = [
        Folded::Place,
        Folded::Whole(Field::Title),
        Folded::Whole(Field::Location),
        Folded::Whole(Field::Country),
        Folded::Whole(Field::Kind),
        Folded::Whole(Field::Actors),
        Folded::Whole(Field::Tags),
        Folded::Whole(Field::Status),
        Folded::Text,
    ];

    fn name(self) -> &'static str {
        match self {
            Folded::Place => "place_folded",
            Folded::Text => "text_folded",
            Folded::Whole(Field::Title) => "title_folded",
            Folded::Whole(Field::Location) => "location_folded",
            Folded::Whole(Field::Country) => "country_folded",
            Folded::Whole(Field::Kind) => "kind_folded",
            Folded::Whole(Field::Actors) => "actors_folded",
            Folded::Whole(Field::Tags) => "tags_folded",
            Folded::Whole(_) => "status_folded",
        }
    }

    /// Appends the text of an event; `false`: it is blank. Of several lines none has a line break within it, and no text that
    /// is searched for has one, so that none is found across two lines.
    pub fn write(self, event: &Event<'_>, out: &mut Vec<u8>) -> bool {
        let text = |field| event.text(field);
        let mut is_first = true;
        let mut line = |cell: &str| {
            if !std::mem::take(&mut is_first) {
                out.push(b'\n');
            }
            out.extend(fold(cell).bytes().map(|byte| if byte == b'\n' { b' ' } else { byte }));
        };
        match self {
            Folded::Place => {
                let (location, country) = (text(Field::Location), text(Field::Country));
                line(location.trim());
                line(country.trim());
                line(&format!("{}, {}", location.trim(), country.trim()));
                event.layout().admin_units().iter().for_each(|&i| line(&event.cell(i)));
            }
            Folded::Text => {
                event.cells(false).for_each(|cell| line(&cell));
                line(text(Field::Kind).trim());
            }
            Folded::Whole(field) => {
                let text = text(field);
                out.extend_from_slice(fold(text.trim()).as_bytes());
                return !text.trim().is_empty();
            }
        }
        true
    }
}

impl Derived {
    pub fn name(self) -> &'static str {
        match self {
            Derived::RowNumber => "row_number",
            Derived::Match => "match",
            Derived::DateKind => "date_kind",
            Derived::Qualified => "qualified",
            Derived::TimeOfDay => "time_of_day",
            Derived::TimeRank => "time_rank",
            Derived::TimeZoned => "time_zoned",
            Derived::Day(DayColumn::Earliest) => "earliest",
            Derived::Day(DayColumn::Latest) => "latest",
            Derived::Day(DayColumn::LatestStart) => "latest_start",
            Derived::Day(DayColumn::EarliestEnd) => "earliest_end",
            Derived::Day(DayColumn::Runs) => "runs",
            Derived::Day(DayColumn::Members) => "members",
            Derived::Folded(folded) => folded.name(),
            Derived::Earliest => "date_earliest",
            Derived::Latest => "date_latest",
            Derived::Bound(Field::Killed, Bound::Low) => "killed_low",
            Derived::Bound(Field::Killed, Bound::Best) => "killed_best",
            Derived::Bound(Field::Killed, Bound::High) => "killed_high",
            Derived::Bound(Field::Killed, Bound::Known) => "killed_known",
            Derived::Bound(Field::Killed, Bound::Estimated) => "killed_estimated",
            Derived::Bound(Field::Killed, Bound::Unbounded) => "killed_unbounded",
            Derived::Bound(Field::Killed, Bound::Approx) => "killed_approx",
            Derived::Bound(_, Bound::Known) => "wounded_known",
            Derived::Bound(_, Bound::Estimated) => "wounded_estimated",
            Derived::Bound(_, Bound::Unbounded) => "wounded_unbounded",
            Derived::Bound(_, Bound::Approx) => "wounded_approx",
            Derived::Bound(_, Bound::Low) => "wounded_low",
            Derived::Bound(_, Bound::Best) => "wounded_best",
            Derived::Bound(_, Bound::High) => "wounded_high",
        }
    }

    /// Those that these columns have; `may_be_possible` says whether an event may match only possibly.
    fn all(published: &PublishedColumns, sources: &[store::Source], may_be_possible: bool) -> Vec<Derived> {
        let choice = published.choice();
        let keeps = |field| choice.keeps_field(field);
        let mut all = vec![Derived::RowNumber];
        if keeps(Field::Date) {
            use DayColumn::{Earliest, EarliestEnd, Latest, LatestStart, Members, Runs};
            all.extend([Derived::DateKind, Derived::Qualified]);
            all.extend([Derived::TimeOfDay, Derived::TimeRank, Derived::TimeZoned, Derived::Earliest, Derived::Latest]);
            all.extend([Earliest, Latest, LatestStart, EarliestEnd, Runs, Members].map(Derived::Day));
        }
        for field in [Field::Killed, Field::Wounded].into_iter().filter(|field| keeps(*field)) {
            all.extend(Bound::ALL.map(|bound| Derived::Bound(field, bound)));
        }
        // What is left out must not be found in them.
        if choice.only.is_empty() && choice.omit.is_empty() {
            let is_private = |name: &String| name.trim().to_lowercase().starts_with("private");
            let has_private = sources.iter().any(|source| source.layout.names().iter().any(is_private));
            let all_folded = Folded::ALL.into_iter().filter(|folded| !(has_private && matches!(folded, Folded::Text)));
            all.extend(all_folded.map(Derived::Folded));
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
