//! Early, mid and late: which third of a year, a month or a decade each of them is.
//!
//! `phrase` reads them, `words` writes them.

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Third {
    Early,
    Mid,
    Late,
}

impl Third {
    pub(super) const ALL: [Third; 3] = [Third::Early, Third::Mid, Third::Late];

    pub(super) fn word(self) -> &'static str {
        match self {
            Third::Early => "early",
            Third::Mid => "mid",
            Third::Late => "late",
        }
    }

    /// The first and last month of it in a year.
    pub(super) fn months(self) -> (u8, u8) {
        match self {
            Third::Early => (1, 4),
            Third::Mid => (5, 8),
            Third::Late => (9, 12),
        }
    }

    /// The first and last day of it in a month of `length` days.
    pub(super) fn days(self, length: u8) -> (u8, u8) {
        match self {
            Third::Early => (1, 10),
            Third::Mid => (11, 20),
            Third::Late => (21, length),
        }
    }

    /// The last digits of its first and last year in a decade.
    pub(super) fn years(self) -> (u8, u8) {
        match self {
            Third::Early => (0, 3),
            Third::Mid => (4, 6),
            Third::Late => (7, 9),
        }
    }
}
