//! Which columns of a file, by their number, make which field, with all that a `--map` can say of them.
//!
//! A [`Mapping`](super::mapping::Mapping) becomes a [`FieldMap`] when it is held against a header, and the evidence finds
//! one. [`Layout`](super::Layout) makes its fields of it.

use super::count_columns::CountColumns;
use super::date_columns::{BlankEnd, DateColumns, SpanColumns, SpanMeaning};
use super::date_parts::DateParts;
use super::date_source::DateSource;
use super::evidence::ColumnName;
use super::evidence::Meaning;
use super::fields::{Fields, TemplatePiece, TextColumns};
use super::missing::CodePattern;
use crate::model::field::Field;

/// The columns of one date, by their number in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateExpr {
    /// One column with a date in any form.
    Column(usize),
    /// `A+B+C`: year, month and day; or `A+B`: a date and the time of day.
    Parts(Vec<usize>),
    /// A column with the first of so many years: 1520 for the 1520s.
    Years(usize, i32),
    /// `A|B`: the first of them that is not blank.
    FirstOf(Vec<DateExpr>),
    /// `A..B`: some time from the one to the other.
    Between(Box<DateExpr>, Box<DateExpr>),
}

/// The columns of a count of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountMap {
    Cell(usize),
    /// `low..high`, `low..best..high`
    Range {
        low: usize,
        best: Option<usize>,
        high: usize,
    },
}

/// `A+B|C`: of several sums of columns, the first that is not blank. None at all: the file is not to have the field.
pub type TextMap = Vec<Vec<usize>>;

/// The columns of the date: those of its start where it has an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateMap {
    pub start: DateExpr,
    pub end: Option<DateExpr>,
}

/// Which columns of one file, by their number, make which field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldMap {
    pub date: Option<DateMap>,
    /// In the order of [`Field::ALL`].
    pub texts: Vec<(Field, TextMap)>,
    /// A count of no column is one that the file is not to have.
    pub counts: Vec<(Field, Option<CountMap>)>,
}

impl DateExpr {
    /// The columns in the order in which they are written.
    pub fn columns(&self) -> Vec<usize> {
        match self {
            DateExpr::Column(column) | DateExpr::Years(column, _) => vec![*column],
            DateExpr::Parts(columns) => columns.clone(),
            DateExpr::FirstOf(sources) => sources.iter().flat_map(DateExpr::columns).collect(),
            DateExpr::Between(first, last) => [first.columns(), last.columns()].concat(),
        }
    }

    fn text(&self, names: &[String]) -> String {
        let joined =
            |columns: &[usize], sign: &str| columns.iter().map(|&i| names[i].as_str()).collect::<Vec<_>>().join(sign);
        match self {
            DateExpr::Column(column) | DateExpr::Years(column, _) => names[*column].clone(),
            DateExpr::Parts(columns) => joined(columns, "+"),
            DateExpr::FirstOf(sources) => sources.iter().map(|source| source.text(names)).collect::<Vec<_>>().join("|"),
            DateExpr::Between(first, last) => format!("{}..{}", first.text(names), last.text(names)),
        }
    }
}

impl CountMap {
    pub fn columns(self) -> Vec<usize> {
        match self {
            CountMap::Cell(column) => vec![column],
            CountMap::Range { low, best, high } => [Some(low), best, Some(high)].into_iter().flatten().collect(),
        }
    }
}

impl DateMap {
    pub fn columns(&self) -> Vec<usize> {
        let mut columns = self.start.columns();
        columns.extend(self.end.iter().flat_map(DateExpr::columns));
        columns
    }

    /// As a mapping has it: `date=A`, or `start=A,end=B`.
    pub fn text(&self, names: &[String]) -> String {
        match &self.end {
            Some(end) => format!("start={},end={}", self.start.text(names), end.text(names)),
            None => format!("date={}", self.start.text(names)),
        }
    }
}

impl FieldMap {
    /// What a column is taken for, in a word or two for each field.
    pub fn role(&self, column: usize) -> String {
        let mut roles = Vec::new();
        for field in Field::ALL.into_iter().filter(|field| self.columns_of(*field).contains(&column)) {
            let role = match (field, &self.date, self.counts.iter().find(|(own, _)| *own == field)) {
                (Field::Date, Some(DateMap { start, end: Some(_) }), _) if start.columns().contains(&column) => "start",
                (Field::Date, Some(DateMap { end: Some(_), .. }), _) => "end",
                (_, _, Some((_, Some(CountMap::Range { low, .. })))) if *low == column => "low",
                (_, _, Some((_, Some(CountMap::Range { high, .. })))) if *high == column => "high",
                _ => "",
            };
            roles.push(match (field, role) {
                (Field::Date, "") | (_, "") => field.name().to_owned(),
                (Field::Date, role) => role.to_owned(),
                (field, role) => format!("{} {role}", field.name()),
            });
        }
        roles.join(", ")
    }

    pub fn set_text(&mut self, field: Field, columns: TextMap) {
        self.texts.retain(|(own, _)| *own != field);
        self.texts.push((field, columns));
        self.texts.sort_by_key(|(own, _)| place_of(*own));
    }

    pub fn set_count(&mut self, field: Field, count: Option<CountMap>) {
        self.counts.retain(|(own, _)| *own != field);
        self.counts.push((field, count));
        self.counts.sort_by_key(|(own, _)| place_of(*own));
    }

    /// Whether anything is said of the field, if only that the file has none.
    pub fn says(&self, field: Field) -> bool {
        match field {
            Field::Date => self.date.is_some(),
            Field::Killed | Field::Wounded => self.counts.iter().any(|(own, _)| *own == field),
            field => self.texts.iter().any(|(own, _)| *own == field),
        }
    }

    /// The columns of a field, in the order in which they are written.
    pub fn columns_of(&self, field: Field) -> Vec<usize> {
        match field {
            Field::Date => self.date.as_ref().map(DateMap::columns).unwrap_or_default(),
            Field::Killed | Field::Wounded => {
                let count = self.counts.iter().find(|(own, _)| *own == field).and_then(|(_, count)| *count);
                count.map(CountMap::columns).unwrap_or_default()
            }
            field => self.text_of(field).map(|columns| columns.concat()).unwrap_or_default(),
        }
    }

    /// The columns of a field that is a text.
    pub fn text_of(&self, field: Field) -> Option<&TextMap> {
        self.texts.iter().find(|(own, _)| *own == field).map(|(_, columns)| columns)
    }

    /// All columns that some field is made of.
    pub fn columns(&self) -> Vec<usize> {
        Field::ALL.into_iter().flat_map(|field| self.columns_of(field)).collect()
    }

    /// The pairs of the mapping that says the same, `FIELD=COLUMNS` each.
    pub fn texts(&self, names: &[String]) -> Vec<(Field, String)> {
        let joined =
            |columns: &[usize], sign: &str| columns.iter().map(|&i| names[i].as_str()).collect::<Vec<_>>().join(sign);
        let pairs = Field::ALL.into_iter().filter(|field| self.says(*field)).map(|field| {
            let text = match field {
                Field::Date => self.date.as_ref().map(|date| date.text(names)).unwrap_or_default(),
                Field::Killed | Field::Wounded => format!("{}={}", field.name(), joined(&self.columns_of(field), "..")),
                field => {
                    let sums = self.text_of(field).into_iter().flatten().map(|sum| joined(sum, "+"));
                    format!("{}={}", field.name(), sums.collect::<Vec<_>>().join("|"))
                }
            };
            (field, text)
        });
        pairs.collect()
    }

    /// The mapping that says the same.
    pub fn text(&self, names: &[String]) -> String {
        self.texts(names).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(",")
    }
}

/// The place of a field among all.
fn place_of(field: Field) -> usize {
    Field::ALL.iter().position(|own| *own == field).unwrap_or(usize::MAX)
}

/// What is written for an end where something goes on; databases write the last day that they know.
pub(super) const ONGOING: [&str; 13] = [
    "9999-12-31",
    "9999-12-31 00:00:00",
    "9999-12-31*",
    "9999",
    "present",
    "Present",
    "ongoing",
    "Ongoing",
    "now",
    "Now",
    "current",
    "Current",
    "continuing",
];

/// What the cells of the columns show of how they are to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellForms {
    /// The title is a number, which says nothing without the name of its column.
    pub title_is_number: bool,
    /// One column holds both coordinates.
    pub coordinates_are_paired: bool,
}

impl FieldMap {
    /// Takes the columns into the fields of a layout whose columns have these names.
    pub fn apply(&self, fields: &mut Fields, names: &[String], forms: CellForms) {
        match &self.date {
            Some(DateMap { start: DateExpr::Column(column), end: None }) => fields.set(Field::Date, *column),
            Some(DateMap { start, end: Some(end) }) => {
                fields.date = DateColumns::Span(Box::new(SpanColumns {
                    first: start.source(names),
                    last: end.source(names),
                    meaning: SpanMeaning::Lasting,
                    blank_end: BlankEnd::Open,
                    ongoing: ONGOING.map(CodePattern::new).into(),
                }));
            }
            Some(DateMap { start: DateExpr::Between(first, last), end: None }) => {
                fields.date = DateColumns::between(first.source(names), last.source(names));
            }
            Some(DateMap { start, end: None }) => fields.date = DateColumns::Made(Box::new(start.source(names))),
            None => {}
        }
        for (field, count) in &self.counts {
            let columns = match *count {
                None => CountColumns::Absent,
                Some(CountMap::Cell(column)) => CountColumns::Cell(column),
                Some(CountMap::Range { low, best, high }) => {
                    CountColumns::Estimate { low: Some(low), best, high: Some(high) }
                }
            };
            fields.set_count(*field, columns);
        }
        for (field, columns) in &self.texts {
            fields.set_text(*field, text_columns(*field, columns, names, forms));
        }
    }
}

fn text_columns(field: Field, columns: &TextMap, names: &[String], forms: CellForms) -> TextColumns {
    let separator = if matches!(field, Field::Actors | Field::Source) { "; " } else { ", " };
    let mut sums = columns.iter().map(|sum| match (sum.as_slice(), field) {
        (&[column], Field::Latitude) if forms.coordinates_are_paired => TextColumns::PairLatitude(column),
        (&[column], Field::Longitude) if forms.coordinates_are_paired => TextColumns::PairLongitude(column),
        (&[column], Field::Title) if forms.title_is_number => {
            let name = TemplatePiece::Words(format!("{} ", names[column]).into());
            let number = TemplatePiece::Text(TextColumns::Cell(column));
            TextColumns::Template([TemplatePiece::Optional([name, number].into())].into())
        }
        (&[column], _) => TextColumns::Cell(column),
        (columns, _) => TextColumns::Joined(columns.to_vec(), separator),
    });
    match columns.len() {
        0 => TextColumns::Absent,
        1 => sums.next().unwrap_or_default(),
        _ => TextColumns::FirstText(sums.collect()),
    }
}

impl DateExpr {
    /// Whether these are the columns of a date and of the time of day, and not of a year and a month.
    pub fn is_with_time(columns: &[usize], names: &[String]) -> bool {
        let [_, time] = columns else { return false };
        let name = ColumnName::new(&names[*time]);
        name.has(Meaning::Clock) && !name.has(Meaning::Month)
    }

    fn source(&self, names: &[String]) -> DateSource {
        match self {
            DateExpr::Column(column) => DateSource::Cell(*column),
            DateExpr::Years(column, length) => DateSource::Years { first: *column, length: *length },
            DateExpr::Parts(columns) => match columns[..] {
                [day, time] if DateExpr::is_with_time(columns, names) => DateSource::WithTime { day, time },
                [year, month] => DateSource::Parts(Box::new(DateParts::of(year, Some(month), None))),
                [year, month, day, ..] => DateSource::Parts(Box::new(DateParts::of(year, Some(month), Some(day)))),
                [year] => DateSource::Cell(year),
                [] => DateSource::FirstOf(Box::default()),
            },
            DateExpr::FirstOf(sources) => {
                DateSource::FirstOf(sources.iter().map(|source| source.source(names)).collect())
            }
            DateExpr::Between(first, last) => DateSource::Between(Box::new((first.source(names), last.source(names)))),
        }
    }
}
