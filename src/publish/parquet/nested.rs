//! The two columns of a Parquet file that hold lists of structures: the runs of a date's days, and what is certain of it.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedRowGroupWriter;
use parquet::schema::types::{Type, TypePtr};

use super::leaf::{Leaf, Written};
use crate::date::day_columns::{Member, Run};

fn number(name: &str) -> Result<TypePtr, ParquetError> {
    let number = Type::primitive_type_builder(name, Physical::INT64).with_repetition(Repetition::REQUIRED);
    Ok(Arc::new(number.build()?))
}

/// A list, NULL where there is none, of structures with these fields.
fn list_of(name: &str, fields: Vec<TypePtr>) -> Result<Type, ParquetError> {
    let element =
        Type::group_type_builder("element").with_repetition(Repetition::REQUIRED).with_fields(fields).build()?;
    let list = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![Arc::new(element)])
        .build()?;
    Type::group_type_builder(name)
        .with_repetition(Repetition::OPTIONAL)
        .with_converted_type(ConvertedType::LIST)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(list)])
        .build()
}

/// `runs`: a list of (first, last).
pub(super) struct Runs {
    first: Leaf<i64>,
    last: Leaf<i64>,
    /// The definition levels of no list and of a value.
    null: i16,
    there: i16,
}

impl Runs {
    /// A column of its own.
    pub fn new() -> Runs {
        Runs::at(0, 2)
    }

    fn at(null: i16, there: i16) -> Runs {
        Runs { first: Leaf::list(there), last: Leaf::list(there), null, there }
    }

    pub fn schema(name: &str) -> Result<Type, ParquetError> {
        list_of(name, vec![number("first")?, number("last")?])
    }

    /// Adds the runs of a row.
    pub fn push(&mut self, runs: Option<&[Run]>) {
        self.push_at(runs, self.null, 0);
    }

    /// `null` is the definition level where there is no list, `begins` the repetition level of the first.
    fn push_at(&mut self, runs: Option<&[Run]>, null: i16, begins: i16) {
        let Some(runs) = runs.filter(|runs| !runs.is_empty()) else {
            self.first.push_at(None, null, begins);
            self.last.push_at(None, null, begins);
            return;
        };
        // One level deeper than the list that it is an element of.
        let goes_on = if self.there == 2 { 1 } else { 2 };
        for (i, run) in runs.iter().enumerate() {
            let repeated = if i == 0 { begins } else { goes_on };
            self.first.push_at(Some(run.first), self.there, repeated);
            self.last.push_at(Some(run.last), self.there, repeated);
        }
    }

    pub fn append(&mut self, next: Runs) {
        self.first.append(next.first);
        self.last.append(next.last);
    }

    pub fn write(&mut self, rows: usize, group: &mut SerializedRowGroupWriter<'_, impl Write + Send>) -> Written {
        self.first.write::<Int64Type>(rows, group)?;
        self.last.write::<Int64Type>(rows, group)
    }
}

/// `members`: a list of (first, last, unit, runs).
pub(super) struct Members {
    first: Leaf<i64>,
    last: Leaf<i64>,
    unit: Leaf<ByteArray>,
    runs: Runs,
}

impl Members {
    pub fn new() -> Members {
        Members { first: Leaf::list(2), last: Leaf::list(2), unit: Leaf::list(3), runs: Runs::at(2, 4) }
    }

    pub fn schema(name: &str) -> Result<Type, ParquetError> {
        let unit = Type::primitive_type_builder("unit", Physical::BYTE_ARRAY)
            .with_repetition(Repetition::OPTIONAL)
            .with_converted_type(ConvertedType::UTF8)
            .with_logical_type(Some(LogicalType::String))
            .build()?;
        let runs = Runs::schema("runs")?;
        list_of(name, vec![number("first")?, number("last")?, Arc::new(unit), Arc::new(runs)])
    }

    /// Adds the members of a row.
    pub fn push(&mut self, members: Option<&[Member]>) {
        let Some(members) = members.filter(|members| !members.is_empty()) else {
            self.first.push_at(None, 0, 0);
            self.last.push_at(None, 0, 0);
            self.unit.push_at(None, 0, 0);
            self.runs.push_at(None, 0, 0);
            return;
        };
        for (i, member) in members.iter().enumerate() {
            let repeated = i16::from(i > 0);
            self.first.push_at(Some(member.first), 2, repeated);
            self.last.push_at(Some(member.last), 2, repeated);
            let unit = member.unit.map(|unit| ByteArray::from(unit.name()));
            let defined = if unit.is_some() { 3 } else { 2 };
            self.unit.push_at(unit, defined, repeated);
            self.runs.push_at(member.runs.as_deref(), 2, repeated);
        }
    }

    pub fn append(&mut self, next: Members) {
        self.first.append(next.first);
        self.last.append(next.last);
        self.unit.append(next.unit);
        self.runs.append(next.runs);
    }

    pub fn write(&mut self, rows: usize, group: &mut SerializedRowGroupWriter<'_, impl Write + Send>) -> Written {
        self.first.write::<Int64Type>(rows, group)?;
        self.last.write::<Int64Type>(rows, group)?;
        self.unit.write::<ByteArrayType>(rows, group)?;
        self.runs.write(rows, group)
    }
}
