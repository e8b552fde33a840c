//! Parquet: one event a row, for engines and for tables in memory.
//!
//! Dates are text in EDTF, which loses nothing; beside them stand the first and the last day as dates, and beside the text of
//! a count its numbers. The metadata names these derived columns, so that `input/parquet` leaves them out when it reads the
//! file back.

mod nested;

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Seek, Write};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use tempfile::SpooledTempFile;

use super::encoder::written_fields;
use super::{Document, Loss, Losses};
use crate::date::day_columns::{DayColumns, MOST_RUNS};
use crate::date::{Certainty, Date, DateKind, TimeOfDay};
use crate::error::Result;
use crate::event::Event;
use crate::input::MADE_BY_DATELINE;
use crate::layout::FILE;
use crate::model::field::{Column, Field};
use crate::model::people::PeopleCount;
use crate::text::normalize::fold;
use crate::words::title;

/// The rows that are compressed together. Engines skip what they don't need by them.
const ROW_GROUP: usize = 100_000;

/// How much of the file stays in memory until all is written.
const IN_MEMORY: usize = 1 << 24;

const UNREAD: Loss =
    Loss { one: "coordinate that can't be read left out", several: "coordinates that can't be read left out" };
const TAKEN: Loss = Loss {
    one: "derived column left out, since the file has one of that name: the SQL that dateline prints does not fit it",
    several: "derived columns left out, since the file has some of these names: the SQL that dateline prints does not fit it",
};
const TOO_MANY: Loss = Loss {
    one: "number beyond 9,223,372,036,854,775,807 left out",
    several: "numbers beyond 9,223,372,036,854,775,807 left out",
};

pub(super) fn write(document: &Document<'_>, out: &mut (dyn Write + Send)) -> Result<Losses> {
    let mut spooled = SpooledTempFile::new(IN_MEMORY);
    let losses = write_file(document, &mut spooled).map_err(failed)?;
    spooled.rewind()?;
    io::copy(&mut spooled, out)?;
    Ok(losses)
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}

/// What a column is made of.
#[derive(Clone, Copy)]
enum Source<'a> {
    Field(Field),
    Extra(&'a str),
    /// Where several files are read: which of them the event is from.
    File,
    Derived(Derived),
}

/// What is derived from other columns, so that engines can order, filter and add up by it.
#[derive(Clone, Copy)]
enum Derived {
    RowNumber,
    Match,
    DateKind,
    Qualified,
    /// In microseconds after midnight.
    TimeOfDay,
    Earliest,
    Latest,
    /// What [`DayColumns`] holds of a date.
    Day(DayColumn),
    Bound(Field, Bound),
    Folded(Folded),
}

/// A number of [`DayColumns`], or one of its lists.
#[derive(Clone, Copy)]
enum DayColumn {
    Earliest,
    Latest,
    LatestStart,
    EarliestEnd,
    Runs,
    Members,
}

/// A number of a count of people, as `count` adds them up; the last four are 0 or 1.
#[derive(Clone, Copy)]
enum Bound {
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
    const ALL: [Bound; 7] =
        [Bound::Known, Bound::Low, Bound::High, Bound::Best, Bound::Estimated, Bound::Unbounded, Bound::Approx];
}

/// A text as dateline compares it, without regard to case and accents.
#[derive(Clone, Copy)]
enum Folded {
    /// The location, the country, both, and the administrative units, a line each.
    Place,
    Country,
    Kind,
    Actors,
    /// Every cell, a line each.
    Text,
}

impl Folded {
    const ALL: [Folded; 5] = [Folded::Place, Folded::Country, Folded::Kind, Folded::Actors, Folded::Text];

    /// The text of an event. No text that is searched for has a line break, so that none is found across two lines.
    fn of(self, event: &Event<'_>) -> String {
        let text = |field| event.text(field).trim().to_owned();
        let lines: Vec<String> = match self {
            Folded::Place => {
                let (location, country) = (text(Field::Location), text(Field::Country));
                let both = format!("{location}, {country}");
                let units = event.layout().admin_units().iter().map(|&i| event.cell(i).into_owned());
                [location, country, both].into_iter().chain(units).collect()
            }
            Folded::Country => vec![text(Field::Country)],
            Folded::Kind => vec![text(Field::Kind)],
            Folded::Actors => vec![text(Field::Actors)],
            Folded::Text => event.cells(false).map(Cow::into_owned).chain([text(Field::Kind)]).collect(),
        };
        lines.iter().map(|line| fold(line).replace('\n', " ")).collect::<Vec<_>>().join("\n")
    }
}

impl Derived {
    fn name(self) -> &'static str {
        match self {
            Derived::RowNumber => "row_number",
            Derived::Match => "match",
            Derived::DateKind => "date_kind",
            Derived::Qualified => "qualified",
            Derived::TimeOfDay => "time_of_day",
            Derived::Day(DayColumn::Earliest) => "earliest",
            Derived::Day(DayColumn::Latest) => "latest",
            Derived::Day(DayColumn::LatestStart) => "latest_start",
            Derived::Day(DayColumn::EarliestEnd) => "earliest_end",
            Derived::Day(DayColumn::Runs) => "runs",
            Derived::Day(DayColumn::Members) => "members",
            Derived::Folded(Folded::Place) => "place_folded",
            Derived::Folded(Folded::Country) => "country_folded",
            Derived::Folded(Folded::Kind) => "kind_folded",
            Derived::Folded(Folded::Actors) => "actors_folded",
            Derived::Folded(Folded::Text) => "text_folded",
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

    /// Those that the columns of a document have.
    fn all(document: &Document<'_>) -> Vec<Derived> {
        let choice = document.columns.choice();
        let keeps = |field| choice.keeps_field(field);
        let mut all = vec![Derived::RowNumber];
        if keeps(Field::Date) {
            use DayColumn::{Earliest, EarliestEnd, Latest, LatestStart, Members, Runs};
            all.extend([Derived::DateKind, Derived::Qualified, Derived::TimeOfDay, Derived::Earliest, Derived::Latest]);
            all.extend([Earliest, Latest, LatestStart, EarliestEnd, Runs, Members].map(Derived::Day));
        }
        for field in [Field::Killed, Field::Wounded].into_iter().filter(|field| keeps(*field)) {
            all.extend(Bound::ALL.map(|bound| Derived::Bound(field, bound)));
        }
        // What is left out must not be found in them.
        if choice.only.is_empty() && choice.omit.is_empty() {
            let is_private = |name: &String| name.trim().to_lowercase().starts_with("private");
            let has_private = document.sources.iter().any(|source| source.layout.names().iter().any(is_private));
            let all_folded = Folded::ALL.into_iter().filter(|folded| !(has_private && matches!(folded, Folded::Text)));
            all.extend(all_folded.map(Derived::Folded));
        }
        let some_possible = document.selection.iter().any(|event| event.certainty == Certainty::Possible);
        all.extend(some_possible.then_some(Derived::Match));
        all
    }
}

/// The cells of a column that wait for their row group; a level for each that may be missing.
enum Cells {
    Text(Vec<ByteArray>, Vec<i16>),
    /// With the levels at which a list begins or goes on.
    List(Vec<ByteArray>, Vec<i16>, Vec<i16>),
    Double(Vec<f64>, Vec<i16>),
    Bool(Vec<bool>, Vec<i16>),
    /// Days since 1970.
    Day(Vec<i32>, Vec<i16>),
    Number(Vec<i64>, Vec<i16>),
    Runs(nested::Runs),
    Members(Box<nested::Members>),
}

struct TableColumn<'a> {
    name: String,
    source: Source<'a>,
    cells: Cells,
}

impl<'a> TableColumn<'a> {
    fn new(name: &str, source: Source<'a>) -> TableColumn<'a> {
        let cells = match source {
            Source::Field(Field::Latitude | Field::Longitude) => Cells::Double(Vec::new(), Vec::new()),
            Source::Field(Field::Actors | Field::Tags | Field::Source) => {
                Cells::List(Vec::new(), Vec::new(), Vec::new())
            }
            Source::Derived(Derived::Earliest | Derived::Latest) => Cells::Day(Vec::new(), Vec::new()),
            Source::Derived(Derived::Qualified) => Cells::Bool(Vec::new(), Vec::new()),
            Source::Derived(Derived::Day(DayColumn::Runs)) => Cells::Runs(nested::Runs::default()),
            Source::Derived(Derived::Day(DayColumn::Members)) => Cells::Members(Box::default()),
            Source::Derived(Derived::RowNumber | Derived::TimeOfDay | Derived::Day(_) | Derived::Bound(..)) => {
                Cells::Number(Vec::new(), Vec::new())
            }
            Source::Field(_)
            | Source::Extra(_)
            | Source::File
            | Source::Derived(Derived::Match | Derived::DateKind | Derived::Folded(_)) => {
                Cells::Text(Vec::new(), Vec::new())
            }
        };
        TableColumn { name: name.to_owned(), source, cells }
    }

    fn schema(&self) -> std::result::Result<Type, ParquetError> {
        let text = |name: &str| {
            Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
                .with_repetition(Repetition::OPTIONAL)
                .with_converted_type(ConvertedType::UTF8)
                .with_logical_type(Some(LogicalType::String))
                .build()
        };
        let plain = |physical| Type::primitive_type_builder(&self.name, physical).with_repetition(Repetition::OPTIONAL);
        match &self.cells {
            Cells::Text(..) => text(&self.name),
            Cells::List(..) => {
                let list = Type::group_type_builder("list")
                    .with_repetition(Repetition::REPEATED)
                    .with_fields(vec![Arc::new(text("element")?)])
                    .build()?;
                Type::group_type_builder(&self.name)
                    .with_repetition(Repetition::OPTIONAL)
                    .with_converted_type(ConvertedType::LIST)
                    .with_logical_type(Some(LogicalType::List))
                    .with_fields(vec![Arc::new(list)])
                    .build()
            }
            Cells::Double(..) => plain(Physical::DOUBLE).build(),
            Cells::Bool(..) => plain(Physical::BOOLEAN).build(),
            Cells::Number(..) => plain(Physical::INT64).build(),
            Cells::Runs(_) => nested::Runs::schema(&self.name),
            Cells::Members(_) => nested::Members::schema(&self.name),
            Cells::Day(..) => plain(Physical::INT32)
                .with_converted_type(ConvertedType::DATE)
                .with_logical_type(Some(LogicalType::Date))
                .build(),
        }
    }

    fn event(&mut self, event: &Event<'_>, days: Option<&DayColumns>, seen: Seen, losses: &mut Losses) {
        let Seen { certainty, row } = seen;
        let date = event.date();
        match (&mut self.cells, self.source) {
            (Cells::Text(values, levels), source) => {
                let text = match source {
                    Source::Field(field) => event.native(&Column::Field(field)),
                    Source::Extra(name) => {
                        let found = event.extra().find(|(own, _)| own.eq_ignore_ascii_case(name));
                        found.map(|(_, cell)| cell).unwrap_or_default()
                    }
                    Source::File => event.file().unwrap_or_default().into(),
                    Source::Derived(Derived::DateKind) => date.map_or("", |date| kind_name(date.kind())).into(),
                    Source::Derived(Derived::Folded(folded)) => folded.of(event).into(),
                    Source::Derived(_) if certainty == Certainty::Possible => "possible".into(),
                    Source::Derived(_) => "certain".into(),
                };
                push(values, levels, (!text.is_empty()).then(|| ByteArray::from(text.as_bytes().to_vec())));
            }
            (Cells::List(values, levels, repetitions), source) => {
                let parts = match source {
                    Source::Field(Field::Actors) => event.actors(),
                    Source::Field(Field::Tags) => event.tags(),
                    _ => event.sources(),
                };
                if parts.is_empty() {
                    levels.push(0);
                    repetitions.push(0);
                }
                for (i, part) in parts.into_iter().enumerate() {
                    values.push(ByteArray::from(part.into_bytes()));
                    levels.push(3);
                    repetitions.push(i16::from(i > 0));
                }
            }
            (Cells::Double(values, levels), source) => {
                let (field, degrees) = match source {
                    Source::Field(Field::Latitude) => (Field::Latitude, event.latitude()),
                    _ => (Field::Longitude, event.longitude()),
                };
                if degrees.is_none() && !event.text(field).trim().is_empty() {
                    losses.add(UNREAD);
                }
                push(values, levels, degrees);
            }
            (Cells::Bool(values, levels), _) => push(values, levels, date.map(Date::is_qualified)),
            (Cells::Day(values, levels), source) => {
                let day = match source {
                    Source::Derived(Derived::Earliest) => date.and_then(Date::earliest),
                    _ => date.and_then(Date::latest),
                };
                push(values, levels, day.and_then(since_1970));
            }
            (Cells::Number(values, levels), source) => {
                let number = match source {
                    Source::Derived(Derived::Day(column)) => {
                        let day = days.map(|days| match column {
                            DayColumn::Earliest => days.earliest,
                            DayColumn::Latest => days.latest,
                            DayColumn::LatestStart => days.latest_start,
                            _ => days.earliest_end,
                        });
                        return push(values, levels, day);
                    }
                    Source::Derived(Derived::TimeOfDay) => date.and_then(Date::time).map(microseconds),
                    Source::Derived(Derived::Bound(Field::Killed, bound)) => bound_of(event.killed(), bound),
                    Source::Derived(Derived::Bound(_, bound)) => bound_of(event.wounded(), bound),
                    _ => Some(row),
                };
                let fitting = number.and_then(|n| i64::try_from(n).ok());
                if fitting.is_none() && number.is_some() {
                    losses.add(TOO_MANY);
                }
                push(values, levels, fitting);
            }
            (Cells::Runs(runs), _) => runs.push(days.and_then(|days| days.runs.as_deref())),
            (Cells::Members(members), _) => members.push(days.and_then(|days| days.members.as_deref())),
        }
    }

    /// Writes the cells that wait, and lets go of them.
    fn write<W: Write + Send>(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> std::result::Result<(), ParquetError> {
        match &mut self.cells {
            Cells::Runs(runs) => return runs.write(group),
            Cells::Members(members) => return members.write(group),
            _ => {}
        }
        let mut writer = nested::next(group)?;
        macro_rules! write {
            ($kind:ty, $values:expr, $levels:expr, $repetitions:expr) => {{
                writer.typed::<$kind>().write_batch($values, Some($levels), $repetitions)?;
                $values.clear();
                $levels.clear();
            }};
        }
        match &mut self.cells {
            Cells::Text(values, levels) => write!(ByteArrayType, values, levels, None),
            Cells::List(values, levels, repetitions) => {
                write!(ByteArrayType, values, levels, Some(repetitions.as_slice()));
                repetitions.clear();
            }
            Cells::Double(values, levels) => write!(DoubleType, values, levels, None),
            Cells::Bool(values, levels) => write!(BoolType, values, levels, None),
            Cells::Day(values, levels) => write!(Int32Type, values, levels, None),
            Cells::Number(values, levels) => write!(Int64Type, values, levels, None),
            Cells::Runs(_) | Cells::Members(_) => {}
        }
        writer.close()
    }
}

/// What an export knows of an event beside itself.
#[derive(Clone, Copy)]
struct Seen {
    certainty: Certainty,
    /// Its number, from 1.
    row: u64,
}

fn too_many_runs(event: &Event<'_>) -> io::Error {
    let date = event.date().map(Date::to_string).unwrap_or_default();
    io::Error::other(format!(
        "the date `{date}` of `{}` stands for more than {MOST_RUNS} separate days, which no column can hold",
        title(event)
    ))
}

fn kind_name(kind: DateKind) -> &'static str {
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

fn push<T>(values: &mut Vec<T>, levels: &mut Vec<i16>, value: Option<T>) {
    levels.push(i16::from(value.is_some()));
    values.extend(value);
}

/// Engines hold dates of the years 1 to 9999.
fn since_1970(day: NaiveDate) -> Option<i32> {
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?;
    let is_held = (1..=9999).contains(&day.year());
    is_held.then(|| day.signed_duration_since(epoch).num_days()).and_then(|days| i32::try_from(days).ok())
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

/// The columns of a document: the model's, the files' own, and those that are derived, but for names that are taken.
fn columns<'a>(document: &Document<'a>, losses: &mut Losses) -> Vec<TableColumn<'a>> {
    let choice = document.columns.choice();
    let fields = written_fields(document.sources).filter(|field| choice.keeps_field(*field));
    let mut columns: Vec<TableColumn<'a>> =
        fields.map(|field| TableColumn::new(field.name(), Source::Field(field))).collect();
    let mut taken: HashMap<String, ()> = columns.iter().map(|column| (column.name.clone(), ())).collect();
    for (_, name) in document.columns.layouts(document.sources).flat_map(|layout| layout.extra()) {
        // One column for all files that have it, in whatever case.
        if !name.is_empty() && taken.insert(name.to_lowercase(), ()).is_none() {
            columns.push(TableColumn::new(name, Source::Extra(name)));
        }
    }
    let is_several = document.sources.len() > 1 && choice.keeps_other(FILE);
    if is_several && taken.insert(FILE.to_owned(), ()).is_none() {
        columns.push(TableColumn::new(FILE, Source::File));
    }
    for derived in Derived::all(document) {
        match taken.insert(derived.name().to_owned(), ()) {
            None => columns.push(TableColumn::new(derived.name(), Source::Derived(derived))),
            Some(()) => losses.add(TAKEN),
        }
    }
    columns
}

fn write_file(document: &Document<'_>, file: &mut SpooledTempFile) -> std::result::Result<Losses, ParquetError> {
    let mut losses = Losses::default();
    let mut columns = columns(document, &mut losses);
    let fields: Vec<TypePtr> = columns
        .iter()
        .map(|column| Ok(Arc::new(column.schema()?)))
        .collect::<std::result::Result<_, ParquetError>>()?;
    let schema = Type::group_type_builder("events").with_fields(fields).build()?;
    let derived = columns.iter().filter(|column| matches!(column.source, Source::Derived(_)));
    let derived = derived.map(|column| column.name.as_str()).collect::<Vec<_>>().join(",");
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("dateline {}", env!("CARGO_PKG_VERSION")))
        .set_key_value_metadata(Some(vec![KeyValue::new(MADE_BY_DATELINE.to_owned(), derived)]))
        .build();
    let mut writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))?;
    let (mut row, mut waiting) = (0, 0);
    let mut write_group = |columns: &mut [TableColumn<'_>]| {
        let mut group = writer.next_row_group()?;
        for column in columns {
            column.write(&mut group)?;
        }
        group.close().map(|_| ())
    };
    document.for_each(|event, certainty| {
        losses.carry(event);
        // Each report has a row of its own, as in CSV.
        for report in event.rows() {
            row += 1;
            waiting += 1;
            let days = report.date().map(Date::day_columns).transpose().map_err(|_| too_many_runs(report))?;
            for column in &mut columns {
                column.event(report, days.as_ref(), Seen { certainty, row }, &mut losses);
            }
            if waiting == ROW_GROUP {
                waiting = 0;
                write_group(&mut columns).map_err(failed)?;
            }
        }
        Ok(())
    })?;
    if waiting > 0 {
        write_group(&mut columns)?;
    }
    writer.close()?;
    Ok(losses)
}
