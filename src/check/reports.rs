//! Rows that are reports of an event: of one that is not there, of each other, or far from it in time or place.

use std::collections::HashMap;

use chrono::NaiveDate;
use foldhash::fast::RandomState;

use super::code::Code;
use super::{CheckedRow, Finding, Findings, Wanted};
use crate::error::Place;
use crate::model::field::Field;
use crate::model::id::fold_id;
use crate::query::distance;
use crate::query::position::Position;
use crate::text::counted;
use crate::text::normalize::fold;

/// The rows of a file that has a column for the event of a report.
#[derive(Default)]
pub(super) struct Reports(Vec<Row>);

struct Row {
    line: u64,
    /// Folded, as ids are compared.
    id: Box<str>,
    /// The event that it is a report of, as it is written, and the place of that cell.
    report_of: Option<(Box<str>, Place)>,
    days: (Option<NaiveDate>, Option<NaiveDate>),
    position: Option<Position>,
    /// Folded; blank where it is not known.
    country: Box<str>,
}

/// Further apart than this, two reports are rarely of one event.
const MOST_DAYS: i64 = 7;
const MOST_KILOMETRES: f64 = 50.0;

impl Reports {
    pub fn add(&mut self, row: &CheckedRow<'_, '_>) {
        let event = row.event;
        let Some(column) = event.column_of(Field::ReportOf) else { return };
        let report_of = event.text(Field::ReportOf);
        let date = event.date();
        let position = event.latitude().zip(event.longitude());
        self.0.push(Row {
            line: row.line,
            id: fold_id(&event.text(Field::Id)).into(),
            report_of: Some(report_of.trim())
                .filter(|id| !id.is_empty())
                .map(|id| (id.into(), event.place(Some(column), row.line))),
            days: (date.and_then(|date| date.earliest()), date.and_then(|date| date.latest())),
            position: position.map(|(latitude, longitude)| Position { latitude, longitude }),
            country: fold(event.text(Field::Country).trim()).into(),
        });
    }

    pub fn append(&mut self, block: Reports, first_line: u64) {
        self.0.extend(block.0.into_iter().map(|mut row| {
            row.line += first_line;
            if let Some((_, place)) = &mut row.report_of {
                place.line += first_line;
            }
            row
        }));
    }

    pub fn finish(self, findings: &mut Findings, wanted: &Wanted) {
        let rows = self.0;
        let mut by_id: HashMap<&str, usize, RandomState> = HashMap::default();
        // As the reading joins them: of several rows with one id an event comes before a report.
        for is_event in [true, false] {
            for (i, row) in rows.iter().enumerate().filter(|(_, row)| !row.id.is_empty()) {
                if row.report_of.is_none() == is_event {
                    by_id.entry(&row.id).or_insert(i);
                }
            }
        }
        let named = |row: &Row| row.report_of.as_ref().map(|(id, _)| by_id.get(&*fold_id(id)).copied());
        for (i, row) in rows.iter().enumerate() {
            let (Some((id, place)), Some(event)) = (&row.report_of, named(row)) else { continue };
            let (code, message, hint) = match event {
                None => (
                    Code::ReportOfNothing,
                    format!("no event here has the id `{id}`, so this report counts as an event of its own"),
                    "write the id of the event that it tells of, or nothing",
                ),
                Some(event) if event == i => {
                    (Code::CircularReport, "this row is a report of itself".to_owned(), NO_CIRCLE)
                }
                Some(event) if is_in_circle(i, rows.len(), |i| named(&rows[i]).flatten()) => {
                    let line = rows[event].line;
                    (Code::CircularReport, format!("the row on line {line} is a report of this one in turn"), NO_CIRCLE)
                }
                Some(event) => match apart(row, &rows[event]) {
                    None => continue,
                    Some(apart) => (
                        Code::DistantReport,
                        format!("this report is {apart} the event on line {}", rows[event].line),
                        "if it is another event, leave `report_of` blank",
                    ),
                },
            };
            findings.add(code, wanted, || Finding {
                code,
                place: place.clone(),
                message,
                hint: Some(hint.into()),
                fix: None,
            });
        }
    }
}

const NO_CIRCLE: &str = "leave `report_of` blank in the row that is the event itself";

/// Whether the way from a row to the event that it names, and so on, leads back to it.
fn is_in_circle(start: usize, rows: usize, named: impl Fn(usize) -> Option<usize>) -> bool {
    // Brent's way to find a circle: no longer than a few times its length, and no memory.
    let (mut at, mut mark, mut steps, mut power) = (start, start, 0, 1);
    while let Some(next) = named(at) {
        at = next;
        if at == start {
            return true;
        }
        if at == mark || steps > rows {
            return false;
        }
        steps += 1;
        if steps == power {
            (mark, power) = (at, power * 2);
        }
    }
    false
}

/// How far two rows are apart, where that is more than two reports of one event are likely to be.
fn apart(report: &Row, event: &Row) -> Option<String> {
    let gap = |ends: Option<NaiveDate>, begins: Option<NaiveDate>| Some((begins? - ends?).num_days());
    let days = gap(event.days.1, report.days.0).max(gap(report.days.1, event.days.0)).unwrap_or(0);
    if days > MOST_DAYS {
        return Some(format!("{} from", counted(days as u64, "day")));
    }
    let kilometres = report.position.zip(event.position).map_or(0.0, |(a, b)| distance(a, b));
    if kilometres > MOST_KILOMETRES {
        return Some(format!("{kilometres:.0} km from"));
    }
    let is_known = !report.country.is_empty() && !event.country.is_empty();
    (is_known && report.country != event.country).then(|| "in another country than".to_owned())
}

#[cfg(test)]
mod tests {
    use super::is_in_circle;

    #[test]
    fn circles_are_found_and_what_leads_into_one_is_not_in_it() {
        let named = [Some(1), Some(2), Some(0), Some(0), None, Some(4), Some(6)];
        let found: Vec<usize> = (0..7).filter(|&i| is_in_circle(i, 7, |i| named[i])).collect();
        assert_eq!(found, [0, 1, 2, 6]);
    }
}
