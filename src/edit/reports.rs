//! Rows that are reports of other rows of a store: which event a new report is of, and which rows name an event.
//!
//! `add`, `edit` and `remove` ask.

use super::{IdError, Ids, Transaction};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::model::field::Field;
use crate::model::id::fold_id;
use crate::store::RowOutcome;

/// Why a row can't be a report of an event.
#[derive(Debug, thiserror::Error)]
pub enum CannotReport {
    #[error(transparent)]
    Id(#[from] IdError),
    /// It is that event itself.
    #[error("`{0}` can't be a report of itself")]
    Itself(String),
    /// The event is a report of it already, at once or by way of others.
    #[error("`{event}` is a report of `{id}` already, so that `{id}` can't be one of `{event}`")]
    Circle { id: String, event: String },
    /// The file can't be read.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl Transaction {
    /// The row of the event that an id, or the beginning of one, names; of a report, that of the event it is of. `own` is the
    /// row that is to be a report of it, where it is there already.
    ///
    /// # Errors
    /// See [`CannotReport`].
    pub fn event_of_report(&self, ids: &Ids, id: &str, own: Option<usize>) -> std::result::Result<usize, CannotReport> {
        let named = ids.row(self, id)?;
        let of_own = || self.id_of(own.unwrap_or(named));
        if Some(named) == own {
            return Err(CannotReport::Itself(of_own()?));
        }
        let mut row = named;
        // Rows that name each other in a circle lead nowhere; `check` tells of them.
        for _ in 0..self.index.len() {
            let event = self.event(row, |event| event.text(Field::ReportOf).trim().to_owned())?.unwrap_or_default();
            if event.is_empty() {
                break;
            }
            let next = match ids.row(self, &event) {
                Ok(next) => next,
                Err(IdError::Failed(error)) => return Err(error.into()),
                Err(_) => break,
            };
            if Some(next) == own {
                return Err(CannotReport::Circle { id: of_own()?, event: self.id_of(named)? });
            }
            row = next;
        }
        Ok(row)
    }

    /// The rows that name one of these ids as the event that they are reports of.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn reports_of(&self, ids: &[String]) -> Result<Vec<usize>> {
        if !self.layout.has(Field::ReportOf) {
            return Ok(Vec::new());
        }
        let ids: Vec<_> = ids.iter().map(|id| fold_id(id)).filter(|id| !id.is_empty()).collect();
        let names_one = |event: &Event<'_>| ids.contains(&fold_id(&event.text(Field::ReportOf)));
        let mut rows = Vec::new();
        let read = |found: RowOutcome<'_>| match found {
            RowOutcome::Event(event, _) => names_one(event).then_some(()),
            _ => None,
        };
        self.each_row(|_, found| read(found), |row, ()| rows.push(row))?;
        Ok(rows)
    }

    /// The id of a row, without edge spaces; blank where it has none.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn id_of(&self, row: usize) -> Result<String> {
        let column = self.layout.column_of(Field::Id);
        Ok(column.map(|i| self.cell(row, i)).transpose()?.unwrap_or_default().trim().to_owned())
    }
}
