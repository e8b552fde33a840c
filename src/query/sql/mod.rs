//! A query as one SQL statement for an engine, over the columns that an export to Parquet has.
//!
//! `dateline sql` prints it. Its answers are those of dateline: what can't be asked exactly is refused. Of a table of a server
//! [`condition`] tells which rows may be wanted; there what can't be asked is left out, since dateline looks at what comes
//! back. The predicates are those of [`DayColumns`](crate::date::day_columns::DayColumns) and of [`Ranges`](super::ranges::Ranges).

mod dialect;
mod reports;
mod texts;
mod times;

use chrono::{Datelike, NaiveDate};

pub use dialect::Dialect;
pub use reports::has_reports;

use super::ranges::Ranges;
use super::{Allowed, EARTH_RADIUS, Near, Query};
use crate::date::day_columns::{OPEN, WholeUnit, day_number, whole_from, whole_to};
use crate::date::{Window, Windows};
use crate::layout::Layout;
use crate::model::field::Field;

/// Why a query can't be written in SQL.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotInSql {
    #[error("a condition on a column beyond the model, which the table has only as it is written,")]
    OtherColumn,
    #[error("a condition on `{}`, which the table does not have as dateline compares it,", .0.name())]
    NotFolded(Field),
    #[error("a comparison of `{}` with a number, which its text may be written as in several ways,", .0.name())]
    Number(Field),
    #[error("a text with a line break")]
    LineBreak,
    #[error("a date that is excluded (`!=`), which a qualified year may mean or not,")]
    Excluded,
}

/// What a statement gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The model's columns of each event, and whether it matches for certain.
    Events { columns: Vec<Field>, limit: Option<usize> },
    /// Events, killed and wounded in groups.
    Counts(CountBy),
}

/// What events are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountBy {
    /// From the first to the last year that the date may lie in.
    Year,
    Country,
    Kind,
}

/// The query as a statement over a table, which is written for the dialect already.
///
/// # Errors
/// A filter that the columns can't answer exactly.
pub fn statement(query: &Query, asked: &Asked, table: &str, dialect: Dialect) -> Result<String, NotInSql> {
    let Conditions { possible, certain } = Conditions::of(query, dialect)?;
    let certain = if certain.is_empty() { "TRUE".to_owned() } else { certain.join(" AND ") };
    let mut filters = possible;
    if query.certain && certain != "TRUE" {
        filters.push(certain.clone());
    }
    let filters = if filters.is_empty() { String::new() } else { format!("\nWHERE {}", filters.join("\n  AND ")) };
    Ok(match asked {
        Asked::Events { columns, limit } => {
            let columns: Vec<String> = columns.iter().map(|field| shown(*field, dialect)).collect();
            let limit = limit.map_or(String::new(), |limit| format!("\nLIMIT {limit}"));
            format!(
                "SELECT {},\n  {certain} AS certain\nFROM {table}{filters}\nORDER BY earliest ASC NULLS LAST, time_rank ASC \
                 NULLS FIRST, latest ASC, qualified ASC, row_number ASC{limit}{};\n",
                columns.join(", "),
                dialect.settings()
            )
        }
        Asked::Counts(by) => counts(*by, table, &filters, dialect),
    })
}

fn counts(by: CountBy, table: &str, filters: &str, dialect: Dialect) -> String {
    let keys: Vec<(String, &str)> = match by {
        CountBy::Year => {
            vec![(year("earliest", -OPEN, dialect), "first_year"), (year("latest", OPEN, dialect), "last_year")]
        }
        CountBy::Country => vec![("country".to_owned(), "country")],
        CountBy::Kind => vec![("kind".to_owned(), "kind")],
    };
    let named: Vec<String> = keys.iter().map(|(key, name)| format!("{key} AS {name}")).collect();
    let places: Vec<String> = (1..=keys.len()).map(|place| place.to_string()).collect();
    let sums = ["killed", "wounded"].map(|people| {
        // What has no upper bound has at least its lower one, and a count without an estimate that too.
        format!(
            "  SUM({people}_known) AS {people}_known, SUM({people}_low) AS {people}_low, \
             SUM(COALESCE({people}_high, {people}_low)) AS {people}_high, \
             SUM(COALESCE({people}_best, {people}_low)) AS {people}_best, MAX({people}_estimated) AS {people}_estimated, \
             MAX({people}_unbounded) AS {people}_unbounded, MAX({people}_approx) AS {people}_approx"
        )
    });
    let order: Vec<String> = places.iter().map(|place| format!("{place} ASC NULLS LAST")).collect();
    format!(
        "SELECT {}, COUNT(*) AS events,\n{}\nFROM {table}{filters}\nGROUP BY {}\nORDER BY {}{};\n",
        named.join(", "),
        sums.join(",\n"),
        places.join(", "),
        order.join(", "),
        dialect.settings()
    )
}

/// The year of a day. The farthest years that can be computed with stand for all beyond them, and are those of an open end.
fn year(column: &str, open: i64, dialect: Dialect) -> String {
    let first = (i64::from(NaiveDate::MIN.year()) + 1) * 10_000;
    let last = i64::from(NaiveDate::MAX.year()) * 10_000;
    let (year, open) = (dialect.year(column), open.div_euclid(10_000));
    format!("CASE WHEN {column} < {first} OR {column} >= {last} THEN {open} ELSE {year} END")
}

/// A column as a cell of CSV holds it.
fn shown(field: Field, dialect: Dialect) -> String {
    match field {
        Field::Actors | Field::Tags | Field::Source => {
            format!("{} AS {}", dialect.joined(field.name()), field.name())
        }
        field => field.name().to_owned(),
    }
}

/// What holds for each row of a table of a server with that layout that may match, over its typed columns, in the dialect of
/// PostgreSQL. `None`: nothing can be asked.
pub(crate) fn condition(query: &Query, layout: &Layout) -> Option<String> {
    const SQL: Dialect = Dialect::Postgres;
    let mut each: Vec<Result<Touch, NotInSql>> = Conditions::of_date(query, SQL);
    each.extend(Conditions::of_people(query));
    let texts = query.texts.iter().filter(|filter| texts::is_asked_as_a_whole(filter, layout));
    each.extend(texts.map(|filter| texts::filter(filter, SQL).map(Touch::surely)));
    let cells = query.cells.iter().filter(|conditions| texts::are_on_folded(conditions));
    each.extend(cells.map(|conditions| texts::any(conditions, SQL).map(Touch::surely)));
    let near = query.near.iter().filter(|_| has_plain_position(layout));
    each.extend(near.map(|near| Ok(Touch::surely(may_be_near(near)))));
    let known = each.into_iter().flatten().flat_map(|Touch { possible, certain }| {
        [Some(possible), Some(certain).filter(|certain| query.certain && certain != "TRUE")]
    });
    let known: Vec<String> = known.flatten().filter(|condition| condition != "TRUE").collect();
    (!known.is_empty()).then(|| known.join(" AND "))
}

/// What is asked of an event: all of `possible`, and for certain all of `certain` too.
#[derive(Default)]
struct Conditions {
    possible: Vec<String>,
    certain: Vec<String>,
}

impl Conditions {
    fn of(query: &Query, dialect: Dialect) -> Result<Conditions, NotInSql> {
        let mut each = Conditions::of_date(query, dialect);
        each.extend(Conditions::of_people(query));
        each.extend(query.texts.iter().map(|filter| texts::filter(filter, dialect).map(Touch::surely)));
        each.extend(query.cells.iter().map(|cells| texts::any(cells, dialect).map(Touch::surely)));
        let near = |near| Ok(Touch::surely(is_near(near, "latitude", "longitude", 0.0)));
        each.extend(query.near.iter().map(near));
        let mut conditions = Conditions::default();
        for touch in each {
            let Touch { possible, certain } = touch?;
            conditions.possible.push(possible);
            conditions.certain.extend(Some(certain).filter(|certain| certain != "TRUE"));
        }
        Ok(conditions)
    }

    fn of_date(query: &Query, dialect: Dialect) -> Vec<Result<Touch, NotInSql>> {
        let windows = query.windows.iter().map(|Allowed { set, blank }| {
            let Touch { possible, certain } = touch(set, dialect)?;
            let or_blank =
                |condition: String| if *blank { format!("(earliest IS NULL OR ({condition}))") } else { condition };
            Ok(Touch { possible: or_blank(possible), certain: or_blank(certain) })
        });
        windows.chain(query.moments.iter().map(|moments| times::any(moments, dialect))).collect()
    }

    fn of_people(query: &Query) -> impl Iterator<Item = Result<Touch, NotInSql>> {
        let both = [(&query.killed, "killed"), (&query.wounded, "wounded")];
        both.into_iter().filter_map(|(allowed, name)| Some(Ok(people(allowed.as_ref()?, name))))
    }
}

fn people(Allowed { set, blank }: &Allowed<Ranges>, people: &str) -> Touch {
    let any = |test: &dyn Fn(u64, u64) -> String| {
        let each: Vec<String> = set.iter().map(|(low, high)| test(low, high)).collect();
        if each.is_empty() { "FALSE".to_owned() } else { format!("({})", each.join(" OR ")) }
    };
    // No number of a column is larger.
    let most = i64::MAX.unsigned_abs();
    let touches = any(&|low, high| {
        let from = (low > 0).then(|| format!("({people}_unbounded = 1 OR {people}_high >= {low})"));
        let to = (high < most).then(|| format!("{people}_low <= {high}"));
        all(from.into_iter().chain(to))
    });
    let holds = any(&|low, high| {
        let from = (low > 0).then(|| format!("{people}_low >= {low}"));
        let to = (high < most).then(|| format!("{people}_unbounded = 0 AND {people}_high <= {high}"));
        all(from.into_iter().chain(to))
    });
    let or_blank = |condition: String| match *blank {
        true => format!("({people}_known = 0 OR ({people}_known = 1 AND {condition}))"),
        false => format!("{people}_known = 1 AND {condition}"),
    };
    Touch { possible: or_blank(touches), certain: or_blank(format!("{people}_approx = 0 AND {holds}")) }
}

/// Whether an event passes a filter, possibly and, of what does so, for certain.
struct Touch {
    possible: String,
    certain: String,
}

impl Touch {
    /// What passes is certain to.
    fn surely(possible: String) -> Touch {
        Touch { possible, certain: "TRUE".to_owned() }
    }
}

fn touch(set: &Windows, dialect: Dialect) -> Result<Touch, NotInSql> {
    let windows: Vec<Window> = set.iter().copied().collect();
    // A date of any year at all is known by its hull alone, which a gap without its month would show.
    if windows.len() > 1 && (windows[0].start.is_none() || windows[windows.len() - 1].end.is_none()) {
        return Err(NotInSql::Excluded);
    }
    let overlaps = |first: &str, last: &str| any_window(&windows, |a, b| between((first, b), (last, a)));
    let possible = format!(
        "earliest IS NOT NULL AND {} AND (NOT ({}) OR {})",
        overlaps("earliest", "latest"),
        dialect.has_list("runs"),
        dialect.any("runs", "r", &overlaps(&dialect.part("r", "first"), &dialect.part("r", "last")))
    );
    let surely = any_window(&windows, |a, b| between(("latest_start", b), ("earliest_end", a)));
    let certain = format!(
        "CASE WHEN {} THEN {} ELSE {surely} END",
        dialect.has_list("members"),
        dialect.any("members", "m", &member(&windows, dialect))
    );
    Ok(Touch { possible, certain })
}

/// Conditions that must all hold.
fn all(conditions: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = conditions.collect();
    if all.is_empty() { "TRUE".to_owned() } else { all.join(" AND ") }
}

/// `a <= last day` of the window and `b >= first day`; an open limit leaves its comparison out.
fn between((a, last): (&str, Option<i64>), (b, first): (&str, Option<i64>)) -> String {
    let to = last.map(|last| format!("{a} <= {last}"));
    let from = first.map(|first| format!("{b} >= {first}"));
    all(to.into_iter().chain(from))
}

/// Whether a condition holds for one of the windows, of which it is given the first and the last day.
fn any_window(windows: &[Window], test: impl Fn(Option<i64>, Option<i64>) -> String) -> String {
    let each = windows.iter().map(|window| test(window.start.map(day_number), window.end.map(day_number)));
    let each: Vec<String> = each.map(|condition| format!("({condition})")).collect();
    if each.is_empty() { "FALSE".to_owned() } else { format!("({})", each.join(" OR ")) }
}

/// Whether a member is held for certain.
fn member(windows: &[Window], dialect: Dialect) -> String {
    let lies_in = |element: &str| {
        let (first, last) = (dialect.part(element, "first"), dialect.part(element, "last"));
        any_window(windows, |a, b| {
            let from = a.map(|a| format!("{first} >= {a}"));
            let to = b.map(|b| format!("{last} <= {b}"));
            all(from.into_iter().chain(to))
        })
    };
    let runs = dialect.any("m.runs", "s", &format!("NOT {}", lies_in("s")));
    let whole = format!(
        "(m.unit IS NULL AND CASE WHEN {} THEN NOT ({runs}) ELSE {} END)",
        dialect.has_list("m.runs"),
        lies_in("m")
    );
    let units = [WholeUnit::Year, WholeUnit::Month, WholeUnit::Day].map(|unit| {
        let narrowed: Vec<Window> = windows.iter().filter_map(|window| narrowed(window, unit)).collect();
        let overlaps =
            any_window(&narrowed, |a, b| between((&dialect.part("m", "first"), b), (&dialect.part("m", "last"), a)));
        format!("(m.unit = '{}' AND {overlaps})", unit.name())
    });
    format!("({whole} OR {})", units.join(" OR "))
}

/// The whole units within a window; `None`: there are none.
fn narrowed(window: &Window, unit: WholeUnit) -> Option<Window> {
    let start = match window.start {
        Some(day) => Some(whole_from(day, unit)?),
        None => None,
    };
    let end = match window.end {
        Some(day) => Some(whole_to(day, unit)?),
        None => None,
    };
    let is_empty = start.zip(end).is_some_and(|(start, end): (NaiveDate, NaiveDate)| start > end);
    (!is_empty).then_some(Window { start, end })
}

/// Whether a position is at most so far away, in a great circle by the haversine formula, as [`super::distance`] has it. `x`
/// and `y` are its degrees as numbers; so many kilometres more are near too.
fn is_near(near: &Near, y: &str, x: &str, more: f64) -> String {
    let (latitude, longitude) = (near.position.latitude, near.position.longitude);
    format!(
        "({y} IS NOT NULL AND {x} IS NOT NULL AND 2.0 * {EARTH_RADIUS} * asin(sqrt(least(1.0, \
         power(sin(radians({y} - ({latitude})) / 2.0), 2) + cos(radians({latitude})) * cos(radians({y})) * \
         power(sin(radians({x} - ({longitude})) / 2.0), 2)))) <= {})",
        near.kilometres + more
    )
}

/// Whether the position of a table's rows is what its two columns say, and no code in them stands for an unknown one.
fn has_plain_position(layout: &Layout) -> bool {
    let is_own = |field: Field| {
        let mut named = (0..layout.width()).filter(|i| layout.column_name(*i).eq_ignore_ascii_case(field.name()));
        named.next().is_some_and(|i| layout.column_of(field) == Some(i)) && named.next().is_none()
    };
    layout.missing.is_empty() && is_own(Field::Latitude) && is_own(Field::Longitude)
}

/// Whether a row of a table of PostgreSQL, which has degrees as they are written, may be that near: all whose degrees are no
/// plain decimals may, and those without any are counted.
fn may_be_near(near: &Near) -> String {
    const PLAIN: &str = r"'^-?[0-9]{1,3}(\.[0-9]{1,15})?$'";
    // The engine computes in another order than dateline does, so what is a little too far may come over.
    let is_near = is_near(near, "latitude::float8", "longitude::float8", 1.0);
    format!("CASE WHEN latitude ~ {PLAIN} AND longitude ~ {PLAIN} THEN {is_near} ELSE TRUE END")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever is typed stays within its literal, as each dialect reads one.
    fn literal_of(dialect: Dialect, sql: &str) -> Option<(String, usize)> {
        let has_escapes = matches!(dialect, Dialect::Spark | Dialect::ClickHouse) || sql.starts_with('E');
        let start = sql.find('\'')? + 1;
        let mut chars = sql[start..].char_indices().peekable();
        let mut text = String::new();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' if has_escapes => text.push(chars.next()?.1),
                '\'' if chars.peek().is_some_and(|(_, next)| *next == '\'') => {
                    chars.next();
                    text.push('\'');
                }
                '\'' => return Some((text, start + at + 1)),
                c => text.push(c),
            }
        }
        None
    }

    proptest::proptest! {
        #[test]
        fn no_text_ends_its_literal(text in r#"([ -~]|[\\'"`%_;-]|\PC){0,30}"#) {
            for dialect in Dialect::ALL {
                let sql = dialect.text(&text);
                proptest::prop_assert_eq!(literal_of(dialect, &sql), Some((text.clone(), sql.len())), "{:?}", dialect);
            }
        }
    }
}
