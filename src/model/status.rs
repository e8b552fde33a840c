//! Whether an event is sure to have happened as it is told: the words that the model knows for it.
//!
//! Outputs for calendars ask for it, and `check` names other words, which a keeper may use all the same.

use crate::text::normalize::fold;

/// What is known of an event's truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    Confirmed,
    Unconfirmed,
    Disputed,
    Retracted,
}

impl Status {
    pub const ALL: [Status; 4] = [Status::Confirmed, Status::Unconfirmed, Status::Disputed, Status::Retracted];

    /// Its word in a cell.
    pub fn name(self) -> &'static str {
        match self {
            Status::Confirmed => "confirmed",
            Status::Unconfirmed => "unconfirmed",
            Status::Disputed => "disputed",
            Status::Retracted => "retracted",
        }
    }

    /// The status that a cell states, in any letter case; `None` where it is blank or another word.
    pub fn of_cell(cell: &str) -> Option<Status> {
        let word = fold(cell.trim());
        Status::ALL.into_iter().find(|status| status.name() == word)
    }
}
