//! Early, mid and late: which third of a year, a month, a decade or a century each of them is.
//!
//! `phrase` reads them, `words` writes them.

use edtf_core::{DateField, Edtf, Qualifier, Set, SetElement, SetKind, Year};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Third {
    Early,
    Mid,
    Late,
}

/// Each year, month or day from the first to the last, as an approximate one: what EDTF has for an approximate range, whose
/// ends it lets have no qualifier.
pub(super) fn approximately(first: &edtf_core::Date, last: &edtf_core::Date) -> Vec<SetElement> {
    let range = Set { kind: SetKind::OneMember, elements: vec![SetElement::Range(*first, *last)] };
    let members = Edtf::Set(range).values().into_iter().flatten();
    let about = members.filter_map(|member| match member {
        Edtf::Date(date) => Some(SetElement::Date(about(date))),
        _ => None,
    });
    about.collect()
}

fn about(date: edtf_core::Date) -> edtf_core::Date {
    let qualifier = Qualifier { uncertain: false, approximate: true };
    let field = |field: DateField| DateField { qualifier, ..field };
    edtf_core::Date { year: Year { qualifier, ..date.year }, month: date.month.map(field), day: date.day.map(field) }
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

    /// The last two digits of its first and last year in a century: the middle has a year more than the others.
    pub(super) fn years_of_century(self) -> (u8, u8) {
        match self {
            Third::Early => (0, 32),
            Third::Mid => (33, 66),
            Third::Late => (67, 99),
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
