//! An event as columns beside its text, on which engines filter: numbers for its date and its counts, and texts as dateline
//! compares them.
//!
//! `publish/parquet` writes them into files, `edit/table` beside the rows of a table of a server, and `check` holds those of
//! a table to its text. What is asked of them is in `query/sql`.

use std::fmt::Write;
use std::num::TryFromIntError;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use crate::csv::lines::line_breaks;
use crate::date::day_columns::{DayColumns, Member, Run};
use crate::date::{Date, DateKind, TimeOfDay};
use crate::event::Event;
use crate::layout::Layout;
use crate::model::field::Field;
use crate::model::people::PeopleCount;
use crate::postgres::{TypedCells, TypedColumn, TypedKind, Typing};
use crate::text::normalize::fold;
use crate::text::similar::hash;

/// Grows whenever a row would be given other columns than before, so that those that an older dateline gave it are not taken
/// for its own.
const FORM: u32 = 1;

/// A column that is made of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    DateKind,
    Qualified,
    /// In microseconds after midnight.
    TimeOfDay,
    /// The number by which times are ordered and compared.
    TimeRank,
    /// Whether the time has a zone.
    TimeZoned,
    /// The first and the last day as real dates, for people.
    DateEarliest,
    DateLatest,
    /// What [`DayColumns`] holds of a date.
    Day(DayColumn),
    Bound(Field, Bound),
    Folded(Folded),
}

/// A number of [`DayColumns`], or one of its lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayColumn {
    Earliest,
    Latest,
    LatestStart,
    EarliestEnd,
    Runs,
    Members,
}

impl DayColumn {
    pub const ALL: [DayColumn; 6] = [
        DayColumn::Earliest,
        DayColumn::Latest,
        DayColumn::LatestStart,
        DayColumn::EarliestEnd,
        DayColumn::Runs,
        DayColumn::Members,
    ];
}

/// A number of a count of people, as `count` adds them up; the last four are 0 or 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
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
                // Nothing is found in a blank cell, so that a new column changes no row.
                event.cells(false).filter(|cell| !cell.is_empty()).for_each(|cell| line(&cell));
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

impl Typed {
    pub fn name(self) -> &'static str {
        match self {
            Typed::DateKind => "date_kind",
            Typed::Qualified => "qualified",
            Typed::TimeOfDay => "time_of_day",
            Typed::TimeRank => "time_rank",
            Typed::TimeZoned => "time_zoned",
            Typed::DateEarliest => "date_earliest",
            Typed::DateLatest => "date_latest",
            Typed::Day(DayColumn::Earliest) => "earliest",
            Typed::Day(DayColumn::Latest) => "latest",
            Typed::Day(DayColumn::LatestStart) => "latest_start",
            Typed::Day(DayColumn::EarliestEnd) => "earliest_end",
            Typed::Day(DayColumn::Runs) => "runs",
            Typed::Day(DayColumn::Members) => "members",
            Typed::Folded(folded) => folded.name(),
            Typed::Bound(Field::Killed, Bound::Low) => "killed_low",
            Typed::Bound(Field::Killed, Bound::Best) => "killed_best",
            Typed::Bound(Field::Killed, Bound::High) => "killed_high",
            Typed::Bound(Field::Killed, Bound::Known) => "killed_known",
            Typed::Bound(Field::Killed, Bound::Estimated) => "killed_estimated",
            Typed::Bound(Field::Killed, Bound::Unbounded) => "killed_unbounded",
            Typed::Bound(Field::Killed, Bound::Approx) => "killed_approx",
            Typed::Bound(_, Bound::Known) => "wounded_known",
            Typed::Bound(_, Bound::Estimated) => "wounded_estimated",
            Typed::Bound(_, Bound::Unbounded) => "wounded_unbounded",
            Typed::Bound(_, Bound::Approx) => "wounded_approx",
            Typed::Bound(_, Bound::Low) => "wounded_low",
            Typed::Bound(_, Bound::Best) => "wounded_best",
            Typed::Bound(_, Bound::High) => "wounded_high",
        }
    }

    /// Those that are made of the date.
    pub fn of_date() -> impl Iterator<Item = Typed> {
        let first = [Typed::DateKind, Typed::Qualified, Typed::TimeOfDay, Typed::TimeRank, Typed::TimeZoned];
        first.into_iter().chain([Typed::DateEarliest, Typed::DateLatest]).chain(DayColumn::ALL.map(Typed::Day))
    }

    /// Those that are made of a count of people.
    pub fn of_people(field: Field) -> impl Iterator<Item = Typed> {
        Bound::ALL.into_iter().map(move |bound| Typed::Bound(field, bound))
    }

    /// All that a table of a server has.
    fn all() -> impl Iterator<Item = Typed> {
        let people = [Field::Killed, Field::Wounded].into_iter().flat_map(Typed::of_people);
        Typed::of_date().chain(people).chain(Folded::ALL.map(Typed::Folded))
    }

    fn kind(self) -> TypedKind {
        match self {
            Typed::Qualified | Typed::TimeZoned => TypedKind::Flag,
            Typed::DateEarliest | Typed::DateLatest => TypedKind::Day,
            Typed::Day(DayColumn::Runs | DayColumn::Members) => TypedKind::List,
            Typed::DateKind | Typed::Folded(_) => TypedKind::Text,
            Typed::TimeOfDay | Typed::TimeRank | Typed::Day(_) | Typed::Bound(..) => TypedKind::Number,
        }
    }

    /// The number of a column of numbers; `days` are those of the event's date.
    ///
    /// # Errors
    /// A number that is too large.
    pub fn number(self, event: &Event<'_>, days: Option<&DayColumns>) -> Option<Result<i64, TryFromIntError>> {
        let time = || event.date().and_then(Date::time);
        let number = match self {
            Typed::Day(column) => {
                return days.map(|days| match column {
                    DayColumn::Earliest => Ok(days.earliest),
                    DayColumn::Latest => Ok(days.latest),
                    DayColumn::LatestStart => Ok(days.latest_start),
                    _ => Ok(days.earliest_end),
                });
            }
            Typed::TimeOfDay => time().map(microseconds),
            Typed::TimeRank => time().map(TimeOfDay::rank),
            Typed::Bound(Field::Killed, bound) => bound_of(event.killed(), bound),
            Typed::Bound(_, bound) => bound_of(event.wounded(), bound),
            _ => None,
        };
        number.map(i64::try_from)
    }

    /// The value of a column that is true or false.
    pub fn flag(self, event: &Event<'_>) -> Option<bool> {
        match self {
            Typed::TimeZoned => event.date().and_then(Date::time).map(|time| time.zone.is_some()),
            _ => event.date().map(Date::is_qualified),
        }
    }

    /// The day of a column of days, as far as engines hold it: of the years 1 to 9999.
    pub fn day(self, event: &Event<'_>) -> Option<NaiveDate> {
        let date = event.date()?;
        let day = if self == Typed::DateEarliest { date.earliest() } else { date.latest() };
        day.filter(|day| (1..=9999).contains(&day.year()))
    }

    /// The value as a server is told it.
    ///
    /// # Errors
    /// A number that is too large.
    fn written(self, event: &Event<'_>, days: Option<&DayColumns>) -> Result<Option<String>, TryFromIntError> {
        Ok(match self {
            Typed::DateKind => event.date().map(|date| kind_name(date.kind()).to_owned()),
            Typed::Folded(folded) => {
                let mut text = Vec::new();
                let is_there = folded.write(event, &mut text);
                is_there.then(|| String::from_utf8_lossy(&text).into_owned())
            }
            Typed::Day(DayColumn::Runs) => days.and_then(|days| days.runs.as_deref()).map(runs_as_json),
            Typed::Day(DayColumn::Members) => days.and_then(|days| days.members.as_deref()).map(members_as_json),
            column => match column.kind() {
                TypedKind::Flag => column.flag(event).map(|flag| flag.to_string()),
                TypedKind::Day => column.day(event).map(|day| day.to_string()),
                _ => column.number(event, days).transpose()?.map(|number| number.to_string()),
            },
        })
    }
}

/// The columns that a table of a server has beside the text.
fn columns() -> Vec<TypedColumn> {
    let typed = Typed::all().map(|column| TypedColumn { name: column.name(), kind: column.kind() });
    [TypedColumn { name: LINE_BREAKS, kind: TypedKind::Number }].into_iter().chain(typed).collect()
}

/// A hash of the cells, by which they are compared with those of a server.
pub fn hash_of(cells: &TypedCells) -> u64 {
    let cell = |cell: &Option<String>| match cell {
        Some(text) => format!("{}:{text}", text.chars().count()),
        None => "-".to_owned(),
    };
    hash(&cells.iter().map(cell).collect::<String>())
}

/// The columns, and the reading of files with that layout, or of those that can't be read.
pub fn typing(layout: Option<&Layout>) -> Typing {
    Typing { columns: columns(), reading: layout.map_or(0, reading) }
}

/// How many line breaks the cells of the row have: so many lines of a message about a later row come before.
const LINE_BREAKS: &str = "line_breaks";

/// The cells of [`columns`] for an event of one row. `None`: a cell of it can't be read, or is more than a column can hold, so
/// that the row itself must be looked at whatever is asked.
pub fn cells(event: &Event<'_>) -> Option<TypedCells> {
    let days = event.date().map(Date::day_columns).transpose().ok()?;
    if !event.unread_cells().is_empty() {
        return None;
    }
    let breaks: u64 = event.cells(false).map(|cell| line_breaks(cell.as_bytes(), 0..cell.len())).sum();
    let typed = Typed::all().map(|column| column.written(event, days.as_ref()).ok());
    std::iter::once(Some(Some(breaks.to_string()))).chain(typed).collect()
}

/// What [`cells`] depends on besides the row: columns that were made otherwise say nothing of how it is read now.
fn reading(layout: &Layout) -> i64 {
    let all = format!("{} {FORM} {}", env!("CARGO_PKG_VERSION"), layout.reading());
    // A number that stays the same, whatever dateline is built with.
    let (high, _) = Uuid::new_v5(&Uuid::NAMESPACE_OID, all.as_bytes()).as_u64_pair();
    high.cast_signed()
}

/// As the server writes it, so that the two can be compared: the shorter name comes first.
fn runs_as_json(runs: &[Run]) -> String {
    let each: Vec<String> =
        runs.iter().map(|run| format!("{{\"last\": {}, \"first\": {}}}", run.last, run.first)).collect();
    format!("[{}]", each.join(", "))
}

fn members_as_json(members: &[Member]) -> String {
    let each = members.iter().map(|member| {
        let mut json = format!("{{\"last\": {}", member.last);
        if let Some(runs) = &member.runs {
            let _ = write!(json, ", \"runs\": {}", runs_as_json(runs));
        }
        if let Some(unit) = member.unit {
            let _ = write!(json, ", \"unit\": \"{}\"", unit.name());
        }
        let _ = write!(json, ", \"first\": {}}}", member.first);
        json
    });
    format!("[{}]", each.collect::<Vec<_>>().join(", "))
}

pub fn kind_name(kind: DateKind) -> &'static str {
    match kind {
        DateKind::Calendar => "calendar",
        DateKind::Timed => "timed",
        DateKind::PartOfYear => "part of year",
        DateKind::Masked => "masked",
        DateKind::OneOf => "one of",
        DateKind::AllOf => "all of",
        DateKind::Interval => "interval",
    }
}

/// After midnight, by the clock of its zone; a fraction is cut.
fn microseconds(time: &TimeOfDay) -> u64 {
    let seconds = u64::from(time.hour) * 3600 + u64::from(time.minute) * 60 + u64::from(time.second);
    let fraction: String = time.fraction.chars().chain("000000".chars()).take(6).collect();
    seconds * 1_000_000 + fraction.parse::<u64>().unwrap_or(0)
}

fn bound_of(count: Option<PeopleCount>, bound: Bound) -> Option<u64> {
    let Some(count) = count else { return matches!(bound, Bound::Known).then_some(0) };
    match bound {
        Bound::Known => Some(1),
        Bound::Estimated => Some(count.best.is_some().into()),
        Bound::Unbounded => Some(count.high.is_none().into()),
        Bound::Approx => Some(count.approximate.into()),
        Bound::Low => count.low.or(Some(0)),
        Bound::Best => count.best,
        Bound::High => count.high,
    }
}
