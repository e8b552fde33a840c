//! Which columns make which field, as a user writes it: `start=Start Year+Start Month,killed=low..high`.
//!
//! A [`Mapping`] is that text; held against the header of a file it becomes a [`FieldMap`]. The evidence finds a
//! [`FieldMap`] too, so that whatever it finds can be written as a mapping.

use std::str::FromStr;

use crate::model::field::Field;

/// A field of the model, or one end of the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapField {
    Field(Field),
    /// `start`: where something that lasted begins.
    Start,
    /// `end`: where it ends.
    End,
}

impl MapField {
    fn from_name(name: &str) -> Option<MapField> {
        match name.trim().to_ascii_lowercase().as_str() {
            "start" => Some(MapField::Start),
            "end" => Some(MapField::End),
            name => Field::from_name(name).map(MapField::Field),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            MapField::Field(field) => field.name(),
            MapField::Start => "start",
            MapField::End => "end",
        }
    }
}

/// Model fields, and what the user wrote for each: `date=Year+Month+Day`. A later one wins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(Vec<(MapField, String)>);

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

impl FromStr for Mapping {
    type Err = String;

    /// `date=date_start,title=dyad_name`; a comma before which no field is named is one of a column's name.
    fn from_str(text: &str) -> Result<Mapping, String> {
        let mut pairs: Vec<(MapField, String)> = Vec::new();
        for part in text.split(',') {
            let pair = part.split_once('=');
            match (pair.and_then(|(field, _)| MapField::from_name(field)), pairs.last_mut()) {
                (Some(field), _) => pairs.push((field, pair.map_or("", |(_, columns)| columns).trim().to_owned())),
                // A field is one plain word; anything else is of the name of a column that has such signs.
                (None, Some((_, columns))) if pair.is_none_or(|(field, _)| !is_word(field)) => {
                    columns.push_str(&format!(",{part}"));
                }
                _ => return Err(no_pair(part)),
            }
        }
        for (_, columns) in &mut pairs {
            *columns = columns.trim().to_owned();
        }
        Ok(Mapping(pairs))
    }
}

fn is_word(text: &str) -> bool {
    text.trim().chars().all(|c| c.is_alphanumeric() || c == '_')
}

fn no_pair(part: &str) -> String {
    match part.split_once('=') {
        None => format!("`{part}` is not FIELD=COLUMN, such as date=event_date"),
        Some((field, _)) => {
            let names = Field::ALL.map(Field::name).join(", ");
            format!("`{}` is not a field of the model: {names}, start, end", field.trim())
        }
    }
}

impl Mapping {
    /// The mappings of several `--map` together; a later one wins.
    pub fn all(mappings: &[Mapping]) -> Mapping {
        Mapping(mappings.iter().flat_map(|mapping| mapping.0.clone()).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each field with what was written for it.
    pub fn pairs(&self) -> impl Iterator<Item = (MapField, &str)> {
        self.0.iter().map(|(field, columns)| (*field, columns.as_str()))
    }

    /// The columns of a file with these names. What is written of columns that the file does not have is left out, since
    /// it may be meant for another file.
    pub fn resolve(&self, names: &[String]) -> FieldMap {
        let mut map = FieldMap::default();
        let (mut start, mut end) = (None, None);
        for (field, written) in &self.0 {
            match field {
                MapField::Field(Field::Date) => {
                    (start, end) = (date_expr(written, names).or(start), None);
                }
                MapField::Start => start = date_expr(written, names).or(start),
                MapField::End => end = date_expr(written, names).or(end),
                MapField::Field(field @ (Field::Killed | Field::Wounded)) => {
                    let count = count_map(written, names);
                    if written.is_empty() || count.is_some() {
                        map.set_count(*field, count);
                    }
                }
                MapField::Field(field) => {
                    let columns = text_map(written, names);
                    if written.is_empty() || columns.is_some() {
                        map.set_text(*field, columns.unwrap_or_default());
                    }
                }
            }
        }
        map.date = match (start, end) {
            (Some(start), end) => Some(DateMap { start, end }),
            // An end alone is all that is known of the date.
            (None, end) => end.map(|start| DateMap { start, end: None }),
        };
        map
    }

    /// The first of the pairs whose columns none of these headers has.
    pub fn first_unknown(&self, headers: &[&[String]]) -> Option<(MapField, &str)> {
        let is_known = |field: MapField, written: &str, names: &[String]| match field {
            _ if written.is_empty() => true,
            MapField::Start | MapField::End | MapField::Field(Field::Date) => date_expr(written, names).is_some(),
            MapField::Field(Field::Killed | Field::Wounded) => count_map(written, names).is_some(),
            MapField::Field(_) => text_map(written, names).is_some(),
        };
        self.pairs().find(|(field, written)| !headers.iter().any(|names| is_known(*field, written, names)))
    }
}

/// The column of that name, in any case, or the first of several.
fn find(name: &str, names: &[String]) -> Option<usize> {
    let name = name.trim().to_lowercase();
    (!name.is_empty()).then(|| names.iter().position(|own| own.to_lowercase() == name)).flatten()
}

/// Parts of a text between a sign, each of which `read` takes. A part may have the sign in it, as names of columns do, and
/// the fewest parts count.
fn split_by<T>(text: &str, sign: &str, read: &impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    if let Some(whole) = read(text) {
        return Some(vec![whole]);
    }
    text.match_indices(sign).find_map(|(at, _)| {
        let first = read(&text[..at])?;
        let mut parts = vec![first];
        parts.extend(split_by(&text[at + sign.len()..], sign, read)?);
        Some(parts)
    })
}

/// `A+B`
fn sum_of(text: &str, names: &[String]) -> Option<Vec<usize>> {
    split_by(text, "+", &|name| find(name, names))
}

/// `A+B|C`
fn text_map(text: &str, names: &[String]) -> Option<TextMap> {
    split_by(text, "|", &|sum| sum_of(sum, names))
}

/// `A`, `A+B+C`, `A..B`, `A|B`
fn date_expr(text: &str, names: &[String]) -> Option<DateExpr> {
    let parts = |text: &str| {
        sum_of(text, names).filter(|columns| columns.len() <= 3).map(|columns| match columns[..] {
            [column] => DateExpr::Column(column),
            _ => DateExpr::Parts(columns),
        })
    };
    let bounds = |text: &str| {
        let mut bounds = split_by(text, "..", &parts).filter(|bounds| bounds.len() <= 2)?.into_iter();
        let first = bounds.next()?;
        Some(match bounds.next() {
            Some(last) => DateExpr::Between(Box::new(first), Box::new(last)),
            None => first,
        })
    };
    let mut sources = split_by(text, "|", &bounds)?;
    if sources.len() == 1 { sources.pop() } else { Some(DateExpr::FirstOf(sources)) }
}

/// `A`, `low..high`, `low..best..high`
fn count_map(text: &str, names: &[String]) -> Option<CountMap> {
    match split_by(text, "..", &|name| find(name, names))?[..] {
        [column] => Some(CountMap::Cell(column)),
        [low, high] => Some(CountMap::Range { low, best: None, high }),
        [low, best, high] => Some(CountMap::Range { low, best: Some(best), high }),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "Start Year|Start Month|low|best|high|X..Launch|dead+missing|latitude, longitude|name|decade";

    fn names() -> Vec<String> {
        HEADER.split('|').map(str::to_owned).collect()
    }

    fn written_again(text: &str) -> String {
        text.parse::<Mapping>().unwrap().resolve(&names()).text(&names())
    }

    #[test]
    fn a_mapping_says_what_it_was_read_from() {
        for text in [
            "date=Start Year",
            "date=Start Year+Start Month",
            "date=Start Year|decade",
            "date=low..high",
            "start=Start Year+Start Month,end=decade",
            "start=low..best,end=best..high",
            "date=X..Launch,title=name",
            "title=name,killed=low..best..high",
            "title=name,killed=low..high,wounded=best",
            "title=dead+missing+name",
            "title=name|low+best",
            "location=latitude, longitude",
            "title=name,latitude=,killed=",
        ] {
            assert_eq!(written_again(text), text);
        }
        assert_eq!(
            written_again("TITLE= NAME ,Date=start year + START MONTH"),
            "date=Start Year+Start Month,title=name"
        );
        assert_eq!(written_again("title=low,title=name"), "title=name");
        assert_eq!(written_again("title=no such column"), "");
    }

    #[test]
    fn what_is_no_mapping_is_refused() {
        for text in ["title", "colour=name", "title=name,colour=best", "=name"] {
            assert!(text.parse::<Mapping>().is_err(), "{text}");
        }
    }
}
