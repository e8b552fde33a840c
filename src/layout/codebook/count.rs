//! What a codebook says of a count of people: its column, its bounds, or the columns that add up to it.

use super::ColumnNames;
use super::toml::{Result, Table, Value};
use crate::layout::count_columns::CountColumns;

/// The names of the columns that a count is made of. `a|b` is the first of the two that a file has.
#[derive(Clone, Debug)]
pub enum CountSpec {
    Column(Box<str>),
    /// A number below zero says why it is unknown.
    Coded(Box<str>),
    Estimate {
        low: Option<Box<str>>,
        best: Option<Box<str>>,
        high: Option<Box<str>>,
    },
    Sum(Vec<Box<str>>),
    /// Each row is about so many people.
    EveryRow(u64),
    /// The second, in files that have no column of the first.
    IfAbsent(Box<CountSpec>, Box<CountSpec>),
}

const KEYS: &[&str] = &["column", "below-zero", "low", "best", "high", "sum", "every-row", "if-absent"];

/// No data set has rows that are each about more people.
const MOST_EVERY_ROW: usize = 1_000_000;

impl CountSpec {
    /// Reads what stands at a field.
    ///
    /// # Errors
    /// What is not known, or does not go together.
    pub fn read(value: Value<'_>) -> Result<CountSpec> {
        if value.as_text().is_some() {
            return Ok(CountSpec::Column(value.text()?.into()));
        }
        let table = value.table(KEYS)?;
        let count = CountSpec::of_table(table)?;
        match table.get("if-absent") {
            Some(other) => Ok(CountSpec::IfAbsent(Box::new(count), Box::new(CountSpec::read(other)?))),
            None => Ok(count),
        }
    }

    fn of_table(table: Table<'_>) -> Result<CountSpec> {
        let name = |key: &str| table.get(key).map(|value| value.text().map(Into::into)).transpose();
        if let Some(sum) = table.get("sum") {
            table.together("sum", &["if-absent"])?;
            return Ok(CountSpec::Sum(sum.texts()?.into_iter().map(Into::into).collect()));
        }
        if let Some(number) = table.get("every-row") {
            table.together("every-row", &["if-absent"])?;
            return Ok(CountSpec::EveryRow(number.number(MOST_EVERY_ROW)? as u64));
        }
        if let Some(below_zero) = table.get("below-zero") {
            table.together("below-zero", &["column", "if-absent"])?;
            below_zero.one_of(&[("unknown", ())])?;
            return Ok(CountSpec::Coded(table.need("column")?.text()?.into()));
        }
        match (name("low")?, name("best")?, name("high")?) {
            (None, None, None) => Ok(CountSpec::Column(table.need("column")?.text()?.into())),
            (low, best, high) => {
                table.together("low", &["best", "high", "if-absent"])?;
                Ok(CountSpec::Estimate { low, best, high })
            }
        }
    }

    /// The columns that a file has of it.
    pub fn resolve(&self, columns: &ColumnNames<'_>) -> CountColumns {
        let one = |name: &str, make: fn(usize) -> CountColumns| columns.find(name).map_or(CountColumns::Absent, make);
        match self {
            CountSpec::Column(name) => one(name, CountColumns::Cell),
            CountSpec::Coded(name) => one(name, CountColumns::Coded),
            CountSpec::Estimate { low, best, high } => {
                let find = |name: &Option<Box<str>>| name.as_ref().and_then(|name| columns.find(name));
                match (find(low), find(best), find(high)) {
                    (None, None, None) => CountColumns::Absent,
                    (None, Some(best), None) => CountColumns::Cell(best),
                    (low, best, high) => CountColumns::Estimate { low, best, high },
                }
            }
            CountSpec::Sum(names) => match columns.all(names)[..] {
                [] => CountColumns::Absent,
                [column] => CountColumns::Cell(column),
                ref all => CountColumns::Sum(all.into()),
            },
            CountSpec::EveryRow(number) => CountColumns::EveryRow(*number),
            CountSpec::IfAbsent(count, other) => match count.resolve(columns) {
                CountColumns::Absent => other.resolve(columns),
                count => count,
            },
        }
    }
}
