//! What `add` and `edit` share where a row is made a report of an event.

use super::change::cannot_add_column;
use super::{Streams, note};
use crate::edit::{CannotReport, Ids, Transaction};
use crate::error::{Diagnostic, Error, Result};
use crate::model::field::{Column, Field};

/// Values of a row, and what they make it a report of.
pub(super) struct Reporting {
    pub transaction: Transaction,
    pub values: Vec<(Column, String)>,
    /// The row of the event; `None` where the values make it a report of none.
    pub event: Option<usize>,
}

/// Finds the event that the values make a row a report of, and makes room for its id where the store has no such column.
/// `own` is the row, where it is there already.
///
/// # Errors
/// No event has the id; the row itself has it, or is the event of that one.
pub(super) fn reporting(
    transaction: Transaction,
    mut values: Vec<(Column, String)>,
    own: Option<usize>,
    streams: &mut Streams<'_>,
) -> Result<Reporting> {
    let given = values.iter_mut().find(|(column, _)| *column == Column::Field(Field::ReportOf));
    let Some((_, value)) = given.filter(|(_, value)| !value.trim().is_empty()) else {
        // A file without the column has no reports: to part one changes nothing.
        if !transaction.layout.has(Field::ReportOf) {
            values.retain(|(column, _)| *column != Column::Field(Field::ReportOf));
        }
        return Ok(Reporting { transaction, values, event: None });
    };
    let event = transaction.event_of_report(&Ids::of(&transaction)?, value, own).map_err(|error| {
        let message = format!("--report-of: {error}");
        match error {
            CannotReport::Failed(error) => error,
            CannotReport::Id(error) => Error::from(error),
            CannotReport::Itself(_) => Error::usage(message).hint("name the event that it tells of"),
            CannotReport::Circle { .. } => Error::usage(message).hint("part the other first, with `--report-of \"\"`"),
        }
    })?;
    *value = transaction.id_of(event)?;
    let transaction = with_column(transaction, streams)?;
    Ok(Reporting { transaction, values, event: Some(event) })
}

/// The store with a column for the event of a report.
///
/// # Errors
/// One whose header or rows leave no room for another column.
pub(super) fn with_column(transaction: Transaction, streams: &mut Streams<'_>) -> Result<Transaction> {
    if transaction.layout.has(Field::ReportOf) {
        return Ok(transaction);
    }
    let name = transaction.name.clone();
    let column = Field::ReportOf.name();
    let with = transaction.with_new_columns(&[column.to_owned()]).map_err(cannot_add_column)?;
    note(streams, &format!("the column `{column}` is new in {name}"));
    Ok(with)
}

/// What is wrong where reports would be left without their event.
pub(super) fn left_reports(ids: &[String]) -> Error {
    let named = ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    let message = match ids {
        [_] => format!("{named} is a report of what would be removed, and would count by itself"),
        _ => format!("{named} are reports of what would be removed, and would count by themselves"),
    };
    Error::from(Diagnostic::new(message)).hint("name them too, or part them first: dateline edit ID --report-of \"\"")
}
