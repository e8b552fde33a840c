//! What a new value must be before it is written into a store, and how it is written there.
//!
//! Called for every event that is added or edited. A value is checked as the reader of the file would read it, and
//! more strictly where a new value can be better than an old one: no coordinates off the globe, no control characters,
//! no blank title.

use std::borrow::Cow;

use super::Transaction;
use crate::date::Date;
use crate::error::Diagnostic;
use crate::layout::LayoutId;
use crate::model::field::{Column, Field};
use crate::text::is_bidi;

/// Values for columns of a store, as they will be written to it.
#[derive(Debug, Default)]
pub struct NewCells {
    /// Each with the number of its column.
    cells: Vec<(usize, String)>,
    /// The date as it was given, where it is written otherwise.
    rewritten: Option<(String, Date)>,
}

impl NewCells {
    /// The text for a column, by its number; `None` where no value was given for it.
    pub fn of(&self, column: Option<usize>) -> Option<&str> {
        let column = column?;
        self.cells.iter().find(|(i, _)| *i == column).map(|(_, text)| text.as_str())
    }

    /// Every text with the number of its column, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        self.cells.iter().map(|(i, text)| (*i, text.as_str()))
    }

    /// The date that was given in words, and the date that is written instead of them.
    pub fn rewritten_date(&self) -> Option<(&str, &Date)> {
        self.rewritten.as_ref().map(|(given, date)| (given.as_str(), date))
    }

    /// A whole row with these texts, blank in every other column of the store.
    pub fn row(&self, transaction: &Transaction) -> Vec<String> {
        let mut row = vec![String::new(); transaction.layout.width()];
        for (i, text) in &self.cells {
            row[*i].clone_from(text);
        }
        row
    }
}

/// A value that can't be written, and the column it was given for.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub struct InvalidValue {
    /// The column that the value was given for.
    pub column: Column,
    /// What is wrong with the value.
    pub reason: InvalidReason,
}

/// Why a value can't be written.
#[derive(Debug, thiserror::Error)]
pub enum InvalidReason {
    /// The store has no column for it.
    #[error("{file} has no column `{column}`")]
    NoColumn { file: String, column: String, columns: Vec<String> },
    /// Several columns of the store make the field together, so no one text can be written for it.
    #[error("no one column of {file} is its `{column}`: the layout is {}", layout.as_str())]
    SeveralColumns { file: String, column: String, layout: LayoutId },
    /// Two values were given for one column, whose name in the file this is.
    #[error("the column `{0}` is given twice")]
    GivenTwice(String),
    /// The store writes its dates as numbers of days, and could not read one in EDTF beside them.
    #[error("{file} counts days as spreadsheets do")]
    SerialDates { file: String },
    /// Every event has a title.
    #[error("an event has a title")]
    BlankTitle,
    /// A latitude or longitude, in degrees, whose absolute value is more than `most`.
    #[error("{degrees} is off the globe")]
    OffTheGlobe { degrees: f64, most: f64 },
    /// The field is one line of text.
    #[error("it is one line")]
    SeveralLines,
    /// A character that is not seen, and may steer a terminal or turn text around.
    #[error("there is a control character in it, U+{:04X}", u32::from(*.0))]
    ControlCharacter(char),
    /// The reader of the store could not read the cell.
    #[error("{}", .0.message)]
    Unreadable(Box<Diagnostic>),
}

impl InvalidValue {
    fn new(column: &Column, reason: InvalidReason) -> InvalidValue {
        InvalidValue { column: column.clone(), reason }
    }

    fn unreadable(column: Column, problem: Diagnostic) -> InvalidValue {
        InvalidValue { column, reason: InvalidReason::Unreadable(Box::new(problem)) }
    }

    /// A value for a column that the store does not have as one column.
    pub fn no_such_column(transaction: &Transaction, column: &Column) -> InvalidValue {
        let (file, name) = (transaction.name.clone(), column.name().to_owned());
        let reason = match column {
            Column::Field(field) if transaction.layout.has(*field) => {
                InvalidReason::SeveralColumns { file, column: name, layout: transaction.layout.name.clone() }
            }
            _ => {
                let columns = transaction.layout.names().to_vec();
                InvalidReason::NoColumn { file, column: name, columns }
            }
        };
        InvalidValue::new(column, reason)
    }
}

/// Checks values, each given for a column, and turns them into what the store will hold.
///
/// # Errors
/// The first value that can't be written.
pub fn check_values(transaction: &Transaction, values: Vec<(Column, String)>) -> Result<NewCells, InvalidValue> {
    let mut new = NewCells::default();
    for (column, value) in values {
        let value = value.trim();
        let Some(i) = transaction.layout.find(&column) else {
            return Err(InvalidValue::no_such_column(transaction, &column));
        };
        if new.of(Some(i)).is_some() {
            let name = transaction.layout.column_name(i).to_owned();
            return Err(InvalidValue::new(&column, InvalidReason::GivenTwice(name)));
        }
        check_characters(&column, value)?;
        let written = match column {
            Column::Field(Field::Date) if !value.is_empty() => {
                check_takes_dates(transaction)?;
                let date =
                    Date::parse(value).map_err(|error| InvalidValue::unreadable(column.clone(), error.into()))?;
                let edtf = date.to_string();
                if edtf != value {
                    new.rewritten = Some((value.to_owned(), date));
                }
                edtf
            }
            Column::Field(Field::Title) if value.is_empty() => {
                return Err(InvalidValue::new(&column, InvalidReason::BlankTitle));
            }
            Column::Field(field @ (Field::Latitude | Field::Longitude)) => {
                check_degrees(&column, field, &value.replace(',', "."))?;
                degrees(value, transaction.has_decimal_comma(i))
            }
            _ => value.to_owned(),
        };
        new.cells.push((i, written));
    }
    check_readable(transaction, &new)?;
    Ok(new)
}

/// Reads a row that holds nothing but the new cells and a title: whatever can't be read in it is one of the new cells.
fn check_readable(transaction: &Transaction, new: &NewCells) -> Result<(), InvalidValue> {
    let mut row = new.row(transaction);
    if let Some(i) = transaction.layout.column_of(Field::Title)
        && new.of(Some(i)).is_none()
    {
        row[i] = "-".to_owned();
    }
    let Some(error) = transaction.bad_cell(&row) else { return Ok(()) };
    // Of a field that several columns make, the one column is named.
    let column = match transaction.layout.column_of(error.field) {
        Some(_) => Column::Field(error.field),
        None => Column::Other(transaction.layout.column_name(error.column).to_owned()),
    };
    Err(InvalidValue::unreadable(column, error.problem))
}

/// # Errors
/// A store whose dates are numbers of days: beside a date in EDTF none of them could be read.
pub fn check_takes_dates(transaction: &Transaction) -> Result<(), InvalidValue> {
    if !transaction.layout.convention.serial {
        return Ok(());
    }
    let reason = InvalidReason::SerialDates { file: transaction.name.clone() };
    Err(InvalidValue::new(&Column::Field(Field::Date), reason))
}

/// A latitude or longitude, with the decimal sign that the other numbers of its column have.
pub fn degrees(value: &str, has_decimal_comma: bool) -> String {
    if has_decimal_comma { value.replace('.', ",") } else { value.to_owned() }
}

/// The summary and columns that are not the model's may hold line breaks and tabs; every other field is one line.
fn check_characters(column: &Column, value: &str) -> Result<(), InvalidValue> {
    let may_break = !matches!(column, Column::Field(field) if *field != Field::Summary);
    let is_refused = |c: &char| is_bidi(*c) || c.is_control() && !(may_break && matches!(c, '\n' | '\r' | '\t'));
    match value.chars().find(is_refused) {
        None => Ok(()),
        Some('\n' | '\r') => Err(InvalidValue::new(column, InvalidReason::SeveralLines)),
        Some(c) => Err(InvalidValue::new(column, InvalidReason::ControlCharacter(c))),
    }
}

/// Text that is no number passes: the reader of the store finds the fault, and has the better words for it.
fn check_degrees(column: &Column, field: Field, value: &str) -> Result<(), InvalidValue> {
    let most = if field == Field::Latitude { 90.0 } else { 180.0 };
    match value.parse::<f64>() {
        Ok(degrees) if degrees.is_finite() && degrees.abs() > most => {
            Err(InvalidValue::new(column, InvalidReason::OffTheGlobe { degrees, most }))
        }
        _ => Ok(()),
    }
}

/// A position with only one of its two numbers: the one that is there, and the one that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is a {} and no {}", there.name(), missing.name())]
pub struct LoneCoordinate {
    /// The number that is there.
    pub there: Field,
    /// The number that is missing.
    pub missing: Field,
}

/// Looks whether a row would have both the numbers of its position or none. `cell` gives a column's text after the
/// change.
///
/// # Errors
/// A row that would have only one of them.
pub fn check_position<'a>(
    transaction: &Transaction,
    cell: impl Fn(usize) -> Cow<'a, str>,
) -> Result<(), LoneCoordinate> {
    let is_blank = |field: Field| transaction.layout.column_of(field).is_none_or(|i| cell(i).trim().is_empty());
    let lone = |there, missing| Err(LoneCoordinate { there, missing });
    match (is_blank(Field::Latitude), is_blank(Field::Longitude)) {
        (false, true) => lone(Field::Latitude, Field::Longitude),
        (true, false) => lone(Field::Longitude, Field::Latitude),
        _ => Ok(()),
    }
}
