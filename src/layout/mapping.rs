//! Which columns make which field, as a user writes it: `start=Start Year+Start Month,killed=low..high`.
//!
//! A [`Mapping`] is that text; held against the header of a file it becomes a [`FieldMap`]. The evidence finds a
//! [`FieldMap`] too, so that whatever it finds can be written as a mapping.

use std::str::FromStr;

use super::field_map::{CountMap, DateExpr, DateMap, FieldMap, TextMap};
use crate::model::field::Field;
use crate::text::similar::offer;

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

/// What stands for an unknown value, as the user writes it: `-9,NA` in every column, `deaths=-9,-99` in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCodes {
    /// The name of the column; `None`: every one.
    pub column: Option<String>,
    pub codes: Vec<String>,
}

impl FromStr for UnknownCodes {
    type Err = String;

    fn from_str(text: &str) -> Result<UnknownCodes, String> {
        let (column, codes) = match text.rsplit_once('=') {
            Some((column, codes)) if !column.trim().is_empty() => (Some(column.trim().to_owned()), codes),
            _ => (None, text),
        };
        let codes: Vec<String> =
            codes.split(',').map(|code| code.trim().to_owned()).filter(|code| !code.is_empty()).collect();
        if codes.is_empty() {
            return Err(format!(
                "`{text}` names no code; write them with commas between them, such as -9,NA, or deaths=-9"
            ));
        }
        Ok(UnknownCodes { column, codes })
    }
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
            let names: Vec<&str> = Field::ALL.into_iter().map(Field::name).chain(["start", "end"]).collect();
            let fields = offer(field, "fields", names.iter().copied(), &names.join(", "));
            format!("`{}` is not a field of the model; {fields}", field.trim())
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
