//! Filters by text, and conditions on the text of one field.

use super::{Dialect, NotInSql};
use crate::layout::Layout;
use crate::model::field::{Column, Field};
use crate::query::condition::{CellCondition, CellTest, Op};
use crate::query::{TextFilter, TextPlace};
use crate::text::normalize::Needle;

pub(super) fn filter(filter: &TextFilter, dialect: Dialect) -> Result<String, NotInSql> {
    let column = match filter.place {
        TextPlace::Location => "place_folded",
        TextPlace::Country => "country_folded",
        TextPlace::Actor => "actors_folded",
        TextPlace::Kind => "kind_folded",
        TextPlace::Tag => "tags_folded",
        TextPlace::Status => "status_folded",
        TextPlace::Anywhere => "text_folded",
    };
    let each: Vec<String> = filter
        .needles
        .iter()
        .map(|needle| match filter.place {
            TextPlace::Status => Ok(format!("{} = {}", or_blank(column), literal(needle, dialect)?)),
            _ => is_in(needle, column, dialect),
        })
        .collect::<Result<_, _>>()?;
    Ok(format!("({})", each.join(" OR ")))
}

/// One of the conditions, which are on one column.
pub(super) fn any(conditions: &[CellCondition], dialect: Dialect) -> Result<String, NotInSql> {
    let each: Vec<String> = conditions.iter().map(|condition| one(condition, dialect)).collect::<Result<_, _>>()?;
    Ok(format!("({})", each.join(" OR ")))
}

/// Whether a text is searched for in nothing but what the folded columns hold. Where a field is made of several columns, each
/// of them is looked at by itself.
pub(super) fn is_asked_as_a_whole(filter: &TextFilter, layout: &Layout) -> bool {
    let is_whole = |field: Field| layout.column_of(field).is_some() || !layout.has(field);
    // Of an accent that stands alone a space is left, which is not there in a text without edge spaces.
    let has_edge = |needle: &Needle| needle.folded().trim() != needle.folded();
    !filter.needles.iter().any(has_edge)
        && match filter.place {
            TextPlace::Location => is_whole(Field::Location) && is_whole(Field::Country),
            TextPlace::Country => is_whole(Field::Country),
            TextPlace::Actor => is_whole(Field::Actors),
            TextPlace::Kind | TextPlace::Anywhere => is_whole(Field::Kind),
            TextPlace::Tag => is_whole(Field::Tags),
            TextPlace::Status => is_whole(Field::Status),
        }
}

/// Whether the conditions are on fields that have a folded column.
pub(super) fn are_on_folded(conditions: &[CellCondition]) -> bool {
    let is_folded = |condition: &CellCondition| match &condition.column {
        Column::Field(field) => folded(*field).is_some(),
        Column::Other(_) => false,
    };
    conditions.iter().all(is_folded)
}

fn one(condition: &CellCondition, dialect: Dialect) -> Result<String, NotInSql> {
    let Column::Field(field) = &condition.column else { return Err(NotInSql::OtherColumn) };
    let folded = folded(*field);
    let op = condition.op;
    match &condition.test {
        CellTest::Blank => {
            let column = match (folded, field) {
                (Some(folded), _) => folded,
                // The list says less than its text.
                (_, Field::Source | Field::Latitude | Field::Longitude) => return Err(NotInSql::NotFolded(*field)),
                _ => field.name(),
            };
            Ok(format!("{column} IS {}NULL", if op == Op::Equal { "" } else { "NOT " }))
        }
        CellTest::Number(..) => Err(NotInSql::Number(*field)),
        CellTest::Text(needle) => {
            let plain = folded.ok_or(NotInSql::NotFolded(*field))?;
            if op == Op::Contains {
                return is_in(needle, plain, dialect);
            }
            let (column, text) = (or_blank(plain), literal(needle, dialect)?);
            let sign = match op {
                Op::Equal | Op::Contains => return Ok(format!("{column} = {text}")),
                Op::NotEqual => return Ok(format!("{column} <> {text}")),
                Op::AtLeast => ">=",
                Op::AtMost => "<=",
                Op::Above => ">",
                Op::Below => "<",
            };
            // An unknown value is neither more nor less than another.
            Ok(format!("{plain} IS NOT NULL AND {} {sign} {text}", dialect.by_letters(plain)))
        }
    }
}

/// The column that holds a field as dateline compares it.
fn folded(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::Title => "title_folded",
        Field::Location => "location_folded",
        Field::Country => "country_folded",
        Field::Kind => "kind_folded",
        Field::Actors => "actors_folded",
        Field::Tags => "tags_folded",
        Field::Status => "status_folded",
        _ => return None,
    })
}

fn or_blank(column: &str) -> String {
    format!("COALESCE({column}, '')")
}

fn is_in(needle: &Needle, column: &str, dialect: Dialect) -> Result<String, NotInSql> {
    literal(needle, dialect)?;
    match needle.folded() {
        // Every text has it, and that of a blank cell too.
        "" => Ok("TRUE".to_owned()),
        text => Ok(dialect.is_in(text, column)),
    }
}

/// # Errors
/// A text that no line of a cell holds, or no literal can.
fn literal(needle: &Needle, dialect: Dialect) -> Result<String, NotInSql> {
    if needle.folded().contains(['\n', '\r', '\0']) {
        return Err(NotInSql::LineBreak);
    }
    Ok(dialect.text(needle.folded()))
}
