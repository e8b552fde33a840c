//! Date heaping: many more events on 1 January, or on the first of a month, than by chance, because a program or a person
//! wrote a month or a year as its first day.

use chrono::Datelike;

use crate::date::Date;
use crate::error::Place;
use crate::model::field::Field;

use super::code::Code;
use super::{CheckedRow, Finding, Findings, Wanted};
use crate::text::thousands;

/// How many events are dated to the day, and how many of those are on such a first day.
#[derive(Default)]
pub(super) struct Heaping {
    days: u64,
    new_year: Firsts,
    /// Those on the first of a month, 1 January not included.
    first_of_month: Firsts,
}

#[derive(Default)]
struct Firsts {
    count: u64,
    /// The place of the first of them.
    place: Option<Place>,
}

impl Firsts {
    fn append(&mut self, other: Firsts, first_line: u64) {
        self.count += other.count;
        if self.place.is_none() {
            self.place = other.place.map(|place| Place { line: place.line + first_line, ..place });
        }
    }

    /// Whether there are too many for chance: at least `least`, at least that share of all days, and more than five standard
    /// deviations (of a Poisson distribution) above what evenly distributed days would give.
    fn are_heaped(&self, days: u64, a_year: f64, least: u64, share: f64) -> bool {
        let (count, days) = (self.count as f64, days as f64);
        let expected = days * a_year / 365.25;
        self.count >= least && count >= share * days && count > expected + 5.0 * expected.sqrt()
    }
}

impl Heaping {
    pub fn add(&mut self, row: &CheckedRow<'_, '_>) {
        let Some(day) = row.event.date().and_then(Date::day) else { return };
        self.days += 1;
        if day.day() == 1 {
            let firsts = if day.month() == 1 { &mut self.new_year } else { &mut self.first_of_month };
            firsts.count += 1;
            firsts.place.get_or_insert_with(|| row.event.place(row.event.column_of(Field::Date), row.line));
        }
    }

    pub fn append(&mut self, block: Heaping, first_line: u64) {
        self.days += block.days;
        self.new_year.append(block.new_year, first_line);
        self.first_of_month.append(block.first_of_month, first_line);
    }

    pub fn finish(self, findings: &mut Findings, wanted: &Wanted) {
        let days = self.days;
        let (firsts, when, instead) = if self.new_year.are_heaped(days, 1.0, 5, 0.05) {
            (self.new_year, "1 January", "the year alone: 2014")
        } else if self.first_of_month.are_heaped(days, 11.0, 8, 0.12) {
            (self.first_of_month, "the first of a month", "the month alone: 2014-09")
        } else {
            return;
        };
        let Some(place) = firsts.place else { return };
        let (count, share) = (firsts.count, 100 * firsts.count / days.max(1));
        findings.add(Code::DateHeaping, wanted, || Finding {
            code: Code::DateHeaping,
            place,
            message: format!(
                "{} of the {} events with a whole day, {share} %, are on {when}",
                thousands(count),
                thousands(days)
            ),
            hint: Some(format!("where the day is not known, write {instead}; this is the first of them").into()),
            fix: None,
        });
    }
}
