//! What the history of a table tells: who changed what, and what the table held at an earlier moment.

use ::postgres::Row;
use serde_json::Value;

use super::failure::{Failure, OrFailed};
use super::schema::{Tables, literal};
use super::{Address, Changed, HeaderColumn, KeptIn, LogEntry, Session};
use crate::date::Date;
use crate::error::{Result, ServerErrorKind};

impl Session {
    /// The changes of the row that has or had an id, or of all rows: the last ones first, and no more than `most`.
    ///
    /// # Errors
    /// The server refuses, or is gone; no row has had the id.
    pub fn log(&mut self, id: Option<&str>, most: Option<usize>) -> Result<Vec<LogEntry>> {
        let tables = self.tables()?;
        let header = self.header(&tables)?;
        let row = id.map(|id| self.row_of(&tables, id)).transpose()?;
        let sql = format!(
            "SELECT id, operation, to_char(changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), changed_by,
                application, before::text, after::text
            FROM {} WHERE $1::bigint IS NULL OR row_number = $1 ORDER BY change DESC LIMIT $2",
            tables.history()
        );
        let most = most.and_then(|most| i64::try_from(most).ok());
        let rows = self.client.query(&sql, &[&row, &most]).or_failed(&self.address)?;
        Ok(rows.iter().map(|row| entry(row, &header)).collect())
    }

    /// The row that has or had an id, or the only one whose id begins so.
    fn row_of(&mut self, tables: &Tables, id: &str) -> Result<i64> {
        let id = id.trim();
        let sql = format!(
            "SELECT DISTINCT row_number, lower(id) = lower($1) FROM {} WHERE starts_with(lower(id), lower($1)) AND $1 <> ''
            ORDER BY 2 DESC, 1 DESC",
            tables.history()
        );
        let found = self.client.query(&sql, &[&id]).or_failed(&self.address)?;
        let is_exact = |row: &&Row| row.get::<_, bool>(1);
        let rows: Vec<i64> = match found.iter().filter(is_exact).count() {
            0 => found.iter().map(|row| row.get(0)).collect(),
            // An id may have been given anew after its event was removed: the last one is meant.
            _ => found.iter().take(1).map(|row| row.get(0)).collect(),
        };
        let name = self.address.name();
        match rows.as_slice() {
            [row] => Ok(*row),
            [] => {
                let message = format!("no event of `{name}` has or had the id `{id}`");
                Err(Failure::new(ServerErrorKind::Other, message).into_error())
            }
            rows => {
                let message = format!("the ids of {} events of `{name}` begin with `{id}`", rows.len());
                Err(Failure::new(ServerErrorKind::Other, message)
                    .hint("type more of the one that is meant")
                    .into_error())
            }
        }
    }
}

fn entry(row: &Row, header: &[HeaderColumn]) -> LogEntry {
    let cells = |i: usize| -> Value {
        let text: Option<String> = row.get(i);
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    };
    let (before, after) = (cells(5), cells(6));
    let changes = header.iter().filter_map(|column| {
        let (old, new) = (cell_of(&before, column), cell_of(&after, column));
        (old != new).then(|| Changed { column: column.name.clone(), old, new })
    });
    LogEntry {
        id: row.get(0),
        operation: row.get(1),
        at: row.get(2),
        by: row.get(3),
        program: row.get(4),
        changes: changes.collect(),
    }
}

/// A cell of a row as the history keeps it: blank where it is left out.
fn cell_of(row: &Value, column: &HeaderColumn) -> String {
    let cell = match &column.kept_in {
        KeptIn::Field(field) => &row[field.as_str()],
        KeptIn::Extra(key) => &row["extra"][key.as_str()],
    };
    match cell {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The rows that a table held at the moment of which its address asks, with their cells as columns; `None` if it asks for
/// those of now.
///
/// # Errors
/// It asks for no moment.
pub(super) fn rows_then(address: &Address, tables: &Tables, header: &[HeaderColumn]) -> Result<Option<String>> {
    let Some(until) = until(address)? else { return Ok(None) };
    let cell = |column: &HeaderColumn| match &column.kept_in {
        KeptIn::Field(field) => format!("t.after ->> {}", literal(field)),
        KeptIn::Extra(key) => format!("NULLIF(t.after -> 'extra' ->> {}, '')", literal(key)),
    };
    let cells: Vec<String> = header.iter().map(cell).collect();
    Ok(Some(format!(
        "SELECT {} FROM (SELECT DISTINCT ON (row_number) row_number, operation, after FROM {} WHERE changed_at {until}
            ORDER BY row_number, change DESC) AS t WHERE t.operation <> 'delete' ORDER BY t.row_number",
        cells.join(", "),
        tables.history()
    )))
}

/// What a time of change must be like to be no later than the moment that an address asks for. A date means the end of its
/// last day, in UTC.
fn until(address: &Address) -> Result<Option<String>> {
    let Some(text) = address.parameter(super::MOMENT) else { return Ok(None) };
    let wrong = || {
        let failure = Failure::new(ServerErrorKind::Address, format!("`{text}` is no moment of the past"));
        failure.hint("say a day, such as 2026-11-01, or a time of it: 2026-11-01T12:30Z").into_usage()
    };
    let date = Date::parse(&text).map_err(|_| wrong())?;
    if let (Some(day), Some(time)) = (date.day(), date.time()) {
        let zone = if time.zone.is_none() { "Z" } else { "" };
        let time = date.to_string().split_once('T').map(|(_, time)| time.to_owned()).ok_or_else(wrong)?;
        return Ok(Some(format!("<= {}::timestamptz", literal(&format!("{day}T{time}{zone}")))));
    }
    let next = date.latest().and_then(|day| day.succ_opt()).ok_or_else(wrong)?;
    Ok(Some(format!("< {}::timestamptz", literal(&format!("{next}T00:00Z")))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_there_to_its_end() {
        let until =
            |at: &str| until(&Address::of_text(&format!("postgresql://h/d?at={at}")).unwrap()).unwrap().unwrap();
        assert_eq!(until("2026-11-01"), "< '2026-11-02T00:00Z'::timestamptz");
        assert_eq!(until("1%20November%202026"), "< '2026-11-02T00:00Z'::timestamptz");
        assert_eq!(until("2026-12"), "< '2027-01-01T00:00Z'::timestamptz");
        assert_eq!(until("2026-11-01T12:30"), "<= '2026-11-01T12:30:00Z'::timestamptz");
        assert_eq!(until("2026-11-01T12:30:05Z"), "<= '2026-11-01T12:30:05Z'::timestamptz");
    }
}
