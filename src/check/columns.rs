//! Which columns of a file each check looks at, as its header says.
//!
//! [`Checks`](super::Checks) makes one [`CheckedColumns`] for each input. Only the author of a file can change how its
//! cells are written, so checks of that look only at files in dateline's own layout, at the columns of the model.

use crate::error::{Hint, Place};
use crate::input::Input;
use crate::layout::{Layout, LayoutId};
use crate::model::field::{Column, Field};
use crate::store::Source;

use super::code::Code;
use super::{Finding, Findings, Wanted};

/// The columns of one input that checks look at.
pub struct CheckedColumns {
    names: Vec<String>,
    /// The columns of the model's fields that have the model's names, in the order of the fields.
    own: Vec<(Field, usize)>,
    /// Counts in two or three columns, such as `low`, `best` and `high`.
    pub counts: Vec<(usize, Option<usize>, usize)>,
    /// Dates in two columns, such as `date_start` and `date_end`.
    pub spans: Vec<(usize, usize)>,
    /// The column with the dates of sources.
    pub source_dates: Option<usize>,
    /// The columns that hold no field of the model and say something about the event.
    pub others: Vec<usize>,
    /// Whether the file has the model's columns, but none for the source.
    lacks_source: bool,
    /// The header's place and text.
    header: Place,
    /// The file as an argument: `-` for standard input.
    argument: String,
}

/// The word in the name of a column with the least count, and the word instead of it in that with the most.
const LOW_HIGH: [(&str, &str); 2] = [("low", "high"), ("min", "max")];

/// The same for a first and a last day.
const START_END: (&str, &str) = ("start", "end");

/// The names of columns that hold the dates of sources.
const SOURCE_DATES: [&str; 5] = ["source_date", "source date", "source_dates", "date_of_source", "publication_date"];

impl CheckedColumns {
    pub fn of(source: &Source) -> CheckedColumns {
        let layout = &source.layout;
        let named = |name: &str| layout.find(&Column::Other(name.to_owned()));
        let own = |field: Field| own_column(layout, field).map(|column| (field, column));
        let own: Vec<(Field, usize)> = Field::ALL.into_iter().filter_map(own).collect();
        let has = |field: Field| own.iter().any(|(own, _)| *own == field);
        let with_partner = |word: &'static str, other: &'static str| {
            let pair =
                move |(i, name): (usize, &String)| Some((i, named(&partner(&name.to_lowercase(), word, other)?)?));
            layout.names().iter().enumerate().filter_map(pair)
        };
        let best = |low: usize, word| named(&partner(&layout.column_name(low).to_lowercase(), word, "best")?);
        let counts = LOW_HIGH
            .into_iter()
            .flat_map(|(word, other)| with_partner(word, other).map(move |(low, high)| (low, best(low, word), high)));
        CheckedColumns {
            names: layout.names().to_vec(),
            counts: counts.collect(),
            spans: with_partner(START_END.0, START_END.1).collect(),
            source_dates: SOURCE_DATES.iter().find_map(|name| named(name)),
            others: layout.extra().filter(|(_, name)| !counts_rows(name)).map(|(column, _)| column).collect(),
            lacks_source: has(Field::Date) && has(Field::Title) && !layout.has(Field::Source),
            header: header(source),
            argument: if source.name == Input::Stdin.name() { "-".to_owned() } else { source.name.clone() },
            own,
        }
    }

    /// The name of a column in the header.
    pub fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }

    /// The columns that have the names of the model, with their fields.
    pub fn own(&self) -> &[(Field, usize)] {
        &self.own
    }

    /// How to add a column: every row needs a cell in it, not only the header its name.
    fn how_to_add(&self, name: &str) -> Hint {
        let can_be_named = !self.names.iter().any(|name| name.trim().is_empty() || name.contains(','));
        let columns = can_be_named.then(|| format!("{},{name}", self.names.join(",")));
        Hint::AddColumn { file: self.argument.clone(), columns }
    }

    /// Checks the header itself.
    pub fn check(&self, findings: &mut Findings, wanted: &Wanted) {
        if self.lacks_source {
            findings.add(Code::NoSource, wanted, || Finding {
                code: Code::NoSource,
                place: self.header.clone(),
                message: "the file has no `source` column".to_owned(),
                hint: Some(self.how_to_add("source")),
                fix: None,
            });
        }
    }
}

/// Whether a column numbers the rows of a data set, as `relid`, `event_id_no_cnty` and `timestamp` do, which says nothing about
/// an event.
fn counts_rows(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("id") || name.contains("_id_") || name == "timestamp"
}

/// The column of a field, where the file is in dateline's own layout and the column has the name of the model.
pub fn own_column(layout: &Layout, field: Field) -> Option<usize> {
    let column = layout.column_of(field).filter(|_| layout.name == LayoutId::Native)?;
    layout.column_name(column).eq_ignore_ascii_case(field.name()).then_some(column)
}

/// The header's place: the first line that is not blank.
fn header(source: &Source) -> Place {
    let head = String::from_utf8_lossy(&source.head);
    let lines = || head.trim_start_matches('\u{feff}').lines();
    let number = lines().position(|line| !line.trim().is_empty()).unwrap_or(0);
    let text = lines().nth(number).unwrap_or("");
    Place {
        line: number as u64 + 1,
        column: 1,
        length: text.chars().count(),
        text: text.to_owned(),
        ..Place::default()
    }
}

/// The name with one of its parts replaced, if `word` is one of them: `deaths_low` becomes `deaths_high`.
fn partner(name: &str, word: &str, other: &str) -> Option<String> {
    let parts: Vec<&str> = name.split_inclusive(['_', ' ', '-']).collect();
    let found = parts.iter().position(|part| part.trim_end_matches(['_', ' ', '-']) == word)?;
    let replace =
        |(i, part): (usize, &&str)| if i == found { part.replacen(word, other, 1) } else { (*part).to_owned() };
    Some(parts.iter().enumerate().map(replace).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partners_differ_in_one_word() {
        assert_eq!(partner("low", "low", "high").as_deref(), Some("high"));
        assert_eq!(partner("deaths_low", "low", "high").as_deref(), Some("deaths_high"));
        assert_eq!(partner("start date", "start", "end").as_deref(), Some("end date"));
        assert_eq!(partner("date_start", "start", "end").as_deref(), Some("date_end"));
        assert_eq!(partner("lowland", "low", "high"), None);
    }
}
