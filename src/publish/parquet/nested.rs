//! The two columns of a Parquet file that hold lists of structures: the runs of a date's days, and what is certain of it.
//!
//! Definition and repetition levels are those of the Dremel encoding:
//! <https://parquet.apache.org/docs/file-format/nestedencoding/>.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::writer::{SerializedColumnWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use crate::date::day_columns::{Member, Run};

type Written = Result<(), ParquetError>;

/// The writer of the next column.
pub(super) fn next<'a, W: Write + Send>(
    group: &'a mut SerializedRowGroupWriter<'_, W>,
) -> Result<SerializedColumnWriter<'a>, ParquetError> {
    group.next_column()?.ok_or_else(|| ParquetError::General("the schema has too few columns".to_owned()))
}

/// The numbers of one leaf, which wait for their row group.
#[derive(Default)]
struct Numbers {
    values: Vec<i64>,
    defined: Vec<i16>,
    repeated: Vec<i16>,
}

impl Numbers {
    fn push(&mut self, value: Option<i64>, defined: i16, repeated: i16) {
        self.values.extend(value);
        self.defined.push(defined);
        self.repeated.push(repeated);
    }

    fn write<W: Write + Send>(&mut self, group: &mut SerializedRowGroupWriter<'_, W>) -> Written {
        let mut writer = next(group)?;
        writer.typed::<Int64Type>().write_batch(&self.values, Some(&self.defined), Some(&self.repeated))?;
        *self = Numbers::default();
        writer.close()
    }
}

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
#[derive(Default)]
pub(super) struct Runs {
    first: Numbers,
    last: Numbers,
}

impl Runs {
    pub fn schema(name: &str) -> Result<Type, ParquetError> {
        list_of(name, vec![number("first")?, number("last")?])
    }

    /// Adds the runs of a row.
    pub fn push(&mut self, runs: Option<&[Run]>) {
        self.push_at(runs, (0, 2), 0);
    }

    /// `null` and `there` are the definition levels of no list and of a value; `begins` the repetition level of the first.
    fn push_at(&mut self, runs: Option<&[Run]>, (null, there): (i16, i16), begins: i16) {
        let Some(runs) = runs.filter(|runs| !runs.is_empty()) else {
            self.first.push(None, null, begins);
            self.last.push(None, null, begins);
            return;
        };
        // One level deeper than the list that it is an element of.
        let goes_on = if there == 2 { 1 } else { 2 };
        for (i, run) in runs.iter().enumerate() {
            let repeated = if i == 0 { begins } else { goes_on };
            self.first.push(Some(run.first), there, repeated);
            self.last.push(Some(run.last), there, repeated);
        }
    }

    pub fn write<W: Write + Send>(&mut self, group: &mut SerializedRowGroupWriter<'_, W>) -> Written {
        self.first.write(group)?;
        self.last.write(group)
    }
}

/// `members`: a list of (first, last, unit, runs).
#[derive(Default)]
pub(super) struct Members {
    first: Numbers,
    last: Numbers,
    units: Vec<ByteArray>,
    unit_defined: Vec<i16>,
    unit_repeated: Vec<i16>,
    runs: Runs,
}

impl Members {
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
            self.first.push(None, 0, 0);
            self.last.push(None, 0, 0);
            self.unit_defined.push(0);
            self.unit_repeated.push(0);
            self.runs.push_at(None, (0, 4), 0);
            return;
        };
        for (i, member) in members.iter().enumerate() {
            let repeated = i16::from(i > 0);
            self.first.push(Some(member.first), 2, repeated);
            self.last.push(Some(member.last), 2, repeated);
            self.units.extend(member.unit.map(|unit| ByteArray::from(unit.name().as_bytes().to_vec())));
            self.unit_defined.push(if member.unit.is_some() { 3 } else { 2 });
            self.unit_repeated.push(repeated);
            self.runs.push_at(member.runs.as_deref(), (2, 4), repeated);
        }
    }

    pub fn write<W: Write + Send>(&mut self, group: &mut SerializedRowGroupWriter<'_, W>) -> Written {
        self.first.write(group)?;
        self.last.write(group)?;
        let mut writer = next(group)?;
        writer.typed::<ByteArrayType>().write_batch(
            &self.units,
            Some(&self.unit_defined),
            Some(&self.unit_repeated),
        )?;
        writer.close()?;
        self.units.clear();
        self.unit_defined.clear();
        self.unit_repeated.clear();
        self.runs.write(group)
    }
}
