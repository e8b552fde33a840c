//! The cells of the columns that wait for their row group, and how each is made of an event.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

use chrono::NaiveDate;
use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, DoubleType, Int32Type, Int64Type};
use parquet::file::writer::SerializedRowGroupWriter;
use parquet::schema::types::Type;

use super::columns::{Column, Derived, Source};
use super::leaf::{Leaf, Texts, Written};
use super::nested::{Members, Runs};
use crate::date::day_columns::{DayColumns, MOST_RUNS};
use crate::date::{Certainty, Date};
use crate::event::Event;
use crate::model::field::{self, Field};
use crate::publish::{Loss, Losses};
use crate::typed::{DayColumn, Typed, kind_name};
use crate::words::title;

const UNREAD: Loss =
    Loss { one: "coordinate that can't be read left out", several: "coordinates that can't be read left out" };
const TOO_MANY: Loss = Loss {
    one: "number beyond 9,223,372,036,854,775,807 left out",
    several: "numbers beyond 9,223,372,036,854,775,807 left out",
};

/// The cells of one column.
enum Cells {
    Text(Texts),
    List(Texts),
    Double(Leaf<f64>),
    Bool(Leaf<bool>),
    /// Days since 1970.
    Day(Leaf<i32>),
    Number(Leaf<i64>),
    Runs(Runs),
    Members(Box<Members>),
}

/// What an export knows of an event beside itself.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub certainty: Certainty,
    /// The number of its input.
    pub input: usize,
    /// The number of the row.
    pub row: i64,
}

/// Rows, column by column.
pub(super) struct Rows {
    columns: Arc<[Column]>,
    cells: Vec<Cells>,
    rows: usize,
}

impl Rows {
    pub fn new(columns: Arc<[Column]>) -> Rows {
        let cells = columns.iter().map(|column| Cells::of(&column.source)).collect();
        Rows { columns, cells, rows: 0 }
    }

    pub fn len(&self) -> usize {
        self.rows
    }

    /// The schema of each column.
    pub fn schema(&self) -> Written<Vec<Arc<Type>>> {
        let columns = self.columns.iter().zip(&self.cells);
        columns.map(|(column, cells)| Ok(Arc::new(cells.schema(&column.name)?))).collect()
    }

    /// Adds a row.
    ///
    /// # Errors
    /// A date that no column can hold.
    pub fn push(&mut self, event: &Event<'_>, seen: Seen, losses: &mut Losses) -> io::Result<()> {
        let days = event.date().map(Date::day_columns).transpose().map_err(|_| too_many_runs(event))?;
        for (column, cells) in self.columns.iter().zip(&mut self.cells) {
            cells.push(&column.source, event, days.as_ref(), seen, losses);
        }
        self.rows += 1;
        Ok(())
    }

    /// Appends rows whose numbers begin after `before`.
    pub fn append(&mut self, mut next: Rows, before: i64) {
        let numbered = |column: &Column| matches!(column.source, Source::Derived(Derived::RowNumber));
        if let Some(i) = self.columns.iter().position(numbered)
            && let Cells::Number(numbers) = &mut next.cells[i]
        {
            numbers.values_mut().iter_mut().for_each(|number| *number += before);
        }
        for (cells, next) in self.cells.iter_mut().zip(next.cells) {
            cells.append(next);
        }
        self.rows += next.rows;
    }

    /// Writes the first so many rows as a row group, and lets go of them.
    pub fn write(&mut self, rows: usize, mut group: SerializedRowGroupWriter<'_, impl Write + Send>) -> Written {
        for cells in &mut self.cells {
            cells.write(rows, &mut group)?;
        }
        self.rows -= rows;
        group.close().map(|_| ())
    }
}

impl Cells {
    fn of(source: &Source) -> Cells {
        match source {
            Source::Field(Field::Latitude | Field::Longitude) => Cells::Double(Leaf::flat()),
            Source::Field(Field::Actors | Field::Tags | Field::Source) => Cells::List(Texts::new(Leaf::list(3))),
            Source::Derived(Derived::Typed(typed)) => match typed {
                Typed::DateEarliest | Typed::DateLatest => Cells::Day(Leaf::flat()),
                Typed::Qualified | Typed::TimeZoned => Cells::Bool(Leaf::flat()),
                Typed::Day(DayColumn::Runs) => Cells::Runs(Runs::new()),
                Typed::Day(DayColumn::Members) => Cells::Members(Box::new(Members::new())),
                Typed::TimeOfDay | Typed::TimeRank | Typed::Day(_) | Typed::Bound(..) => Cells::Number(Leaf::flat()),
                Typed::DateKind | Typed::Folded(_) => Cells::Text(Texts::new(Leaf::flat())),
            },
            Source::Derived(Derived::RowNumber) => Cells::Number(Leaf::flat()),
            Source::Field(_) | Source::Extra(_) | Source::File | Source::Derived(Derived::Match) => {
                Cells::Text(Texts::new(Leaf::flat()))
            }
        }
    }

    fn schema(&self, name: &str) -> Written<Type> {
        let text = |name: &str| {
            Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
                .with_repetition(Repetition::OPTIONAL)
                .with_converted_type(ConvertedType::UTF8)
                .with_logical_type(Some(LogicalType::String))
                .build()
        };
        let plain = |physical| Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
        match self {
            Cells::Text(_) => text(name),
            Cells::List(_) => {
                let list = Type::group_type_builder("list")
                    .with_repetition(Repetition::REPEATED)
                    .with_fields(vec![Arc::new(text("element")?)])
                    .build()?;
                Type::group_type_builder(name)
                    .with_repetition(Repetition::OPTIONAL)
                    .with_converted_type(ConvertedType::LIST)
                    .with_logical_type(Some(LogicalType::List))
                    .with_fields(vec![Arc::new(list)])
                    .build()
            }
            Cells::Double(_) => plain(Physical::DOUBLE).build(),
            Cells::Bool(_) => plain(Physical::BOOLEAN).build(),
            Cells::Number(_) => plain(Physical::INT64).build(),
            Cells::Runs(_) => Runs::schema(name),
            Cells::Members(_) => Members::schema(name),
            Cells::Day(_) => plain(Physical::INT32)
                .with_converted_type(ConvertedType::DATE)
                .with_logical_type(Some(LogicalType::Date))
                .build(),
        }
    }

    fn push(&mut self, source: &Source, event: &Event<'_>, days: Option<&DayColumns>, seen: Seen, losses: &mut Losses) {
        match self {
            Cells::Text(texts) => {
                texts.push_by(|out| match source {
                    Source::Derived(Derived::Typed(Typed::Folded(folded))) => folded.write(event, out),
                    _ => {
                        let text = text(source, event, seen);
                        out.extend_from_slice(text.as_bytes());
                        !text.is_empty()
                    }
                });
            }
            Cells::List(texts) => {
                let parts = match source {
                    Source::Field(Field::Actors) => event.actors(),
                    Source::Field(Field::Tags) => event.tags(),
                    _ => event.sources(),
                };
                if parts.is_empty() {
                    texts.push_at(None, 0, 0);
                }
                for (i, part) in parts.into_iter().enumerate() {
                    texts.push_at(Some(&part), 3, i16::from(i > 0));
                }
            }
            Cells::Double(leaf) => {
                let (field, degrees) = match source {
                    Source::Field(Field::Latitude) => (Field::Latitude, event.latitude()),
                    _ => (Field::Longitude, event.longitude()),
                };
                if degrees.is_none() && !event.text(field).trim().is_empty() {
                    losses.add(UNREAD);
                }
                leaf.push(degrees);
            }
            Cells::Bool(leaf) => leaf.push(typed(source).and_then(|column| column.flag(event))),
            Cells::Day(leaf) => leaf.push(typed(source).and_then(|column| column.day(event)).and_then(since_1970)),
            Cells::Number(leaf) => {
                let number = match typed(source) {
                    Some(column) => column.number(event, days),
                    None => Some(Ok(seen.row)),
                };
                if let Some(Err(_)) = number {
                    losses.add(TOO_MANY);
                }
                leaf.push(number.and_then(Result::ok));
            }
            Cells::Runs(runs) => runs.push(days.and_then(|days| days.runs.as_deref())),
            Cells::Members(members) => members.push(days.and_then(|days| days.members.as_deref())),
        }
    }

    /// Appends the cells of the same column.
    fn append(&mut self, next: Cells) {
        match (self, next) {
            (Cells::Text(texts), Cells::Text(next)) | (Cells::List(texts), Cells::List(next)) => texts.append(next),
            (Cells::Double(leaf), Cells::Double(next)) => leaf.append(next),
            (Cells::Bool(leaf), Cells::Bool(next)) => leaf.append(next),
            (Cells::Day(leaf), Cells::Day(next)) => leaf.append(next),
            (Cells::Number(leaf), Cells::Number(next)) => leaf.append(next),
            (Cells::Runs(runs), Cells::Runs(next)) => runs.append(next),
            (Cells::Members(members), Cells::Members(next)) => members.append(*next),
            _ => unreachable!("the cells are of one column"),
        }
    }

    fn write(&mut self, rows: usize, group: &mut SerializedRowGroupWriter<'_, impl Write + Send>) -> Written {
        match self {
            Cells::Text(texts) | Cells::List(texts) => texts.write(rows, group),
            Cells::Double(leaf) => leaf.write::<DoubleType>(rows, group),
            Cells::Bool(leaf) => leaf.write::<BoolType>(rows, group),
            Cells::Day(leaf) => leaf.write::<Int32Type>(rows, group),
            Cells::Number(leaf) => leaf.write::<Int64Type>(rows, group),
            Cells::Runs(runs) => runs.write(rows, group),
            Cells::Members(members) => members.write(rows, group),
        }
    }
}

fn text<'a>(source: &Source, event: &Event<'a>, seen: Seen) -> Cow<'a, str> {
    match source {
        Source::Field(field) => {
            let text = event.native(&field::Column::Field(*field));
            // What is blank is unknown, and groups are those of the text without edge spaces.
            match field {
                Field::Country | Field::Kind => Cow::Owned(text.trim().to_owned()),
                _ if text.trim().is_empty() => Cow::Borrowed(""),
                _ => text,
            }
        }
        Source::Extra(indices) => indices[seen.input].map(|i| event.cell(i)).unwrap_or_default(),
        Source::File => event.file().unwrap_or_default().into(),
        Source::Derived(Derived::Typed(_)) => event.date().map_or("", |date| kind_name(date.kind())).into(),
        Source::Derived(_) if seen.certainty == Certainty::Possible => "possible".into(),
        Source::Derived(_) => "certain".into(),
    }
}

fn typed(source: &Source) -> Option<Typed> {
    if let Source::Derived(Derived::Typed(typed)) = source { Some(*typed) } else { None }
}

fn too_many_runs(event: &Event<'_>) -> io::Error {
    let date = event.date().map(Date::to_string).unwrap_or_default();
    io::Error::other(format!(
        "the date `{date}` of `{}` stands for more than {MOST_RUNS} separate days, which no column can hold",
        title(event)
    ))
}

/// The days since 1970.
fn since_1970(day: NaiveDate) -> Option<i32> {
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?;
    i32::try_from(day.signed_duration_since(epoch).num_days()).ok()
}
