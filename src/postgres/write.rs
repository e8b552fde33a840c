//! Makes and changes tables: each change in one transaction of the server, all of it or nothing.
//!
//! Whoever changes a table first takes [`Session::lock`], which keeps out other writers and no reader. What is changed was
//! perhaps read before that, while somebody thought: so the versions of its rows are compared, and whoever changed them
//! meanwhile is named.

use std::collections::HashSet;
use std::io::Write;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use ::postgres::error::SqlState;
use serde_json::{Map, Value};

use super::failure::{Failure, OrFailed, failed};
use super::schema::{Tables, field, name};
use super::{
    Cells, Difference, GroupRoles, HeaderColumn, KeptIn, NewRow, NewTable, RowKey, Session, TableState, Typing, typed,
};
use crate::error::{Error, Result, ServerErrorKind};
use crate::text::{counted, shell_word};

/// After this long, whoever waits for a lock is told for whom.
const TELL_AFTER: Duration = Duration::from_secs(1);

/// A session that holds the lock and does nothing for so long has lost its program.
const LONGEST_PAUSE: &str = "10min";

/// How many columns a header has: a row of one blank cell would be read as nothing, and PostgreSQL selects no more.
const COLUMNS: RangeInclusive<usize> = 2..=1_600;

/// How many rows are changed by one statement.
const BATCH: usize = 5_000;

impl Session {
    /// Begins a change: keeps all other writers out until it is committed, or the session ends. Where it waits for longer than
    /// a second, it tells for whom.
    ///
    /// # Errors
    /// Somebody else holds the lock for longer than `patience`; the user may not change the table; there is none.
    pub fn lock(&mut self, patience: Duration, tell: &mut dyn FnMut(&str)) -> Result<()> {
        self.address.check_is_now()?;
        let tables = self.tables()?;
        let start = Instant::now();
        if self.try_lock(&tables, TELL_AFTER.min(patience))? {
            return Ok(());
        }
        let holder = self.holder(&tables)?;
        if patience > TELL_AFTER {
            tell(&holder);
            if self.try_lock(&tables, patience.saturating_sub(start.elapsed()))? {
                return Ok(());
            }
        }
        let message = format!("`{}` is being changed by {holder}", self.address.name());
        let failure = Failure::new(ServerErrorKind::Other, message);
        Err(failure.hint("nothing was changed; try again when that has ended").into_error())
    }

    fn try_lock(&mut self, tables: &Tables, patience: Duration) -> Result<bool> {
        let statements = format!(
            "BEGIN; SET LOCAL lock_timeout = {}; SET LOCAL idle_in_transaction_session_timeout = '{LONGEST_PAUSE}'; \
             LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE",
            patience.as_millis().max(1),
            tables.rows()
        );
        match self.client.batch_execute(&statements) {
            Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => {
                self.run("ROLLBACK")?;
                Ok(false)
            }
            result => result.or_failed(&self.address).map(|()| true),
        }
    }

    /// Who holds the lock, in words.
    fn holder(&mut self, tables: &Tables) -> Result<String> {
        let sql = "SELECT a.usename::text, a.application_name FROM pg_catalog.pg_locks l
            JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
            WHERE l.relation = $1::text::regclass AND l.granted AND l.mode LIKE '%Exclusive%' AND l.pid <> pg_backend_pid()
            LIMIT 1";
        let row = self.client.query_opt(sql, &[&tables.rows()]).or_failed(&self.address)?;
        let text = |i| row.as_ref().and_then(|row| row.get::<_, Option<String>>(i)).unwrap_or_default();
        Ok(match (text(0).as_str(), text(1).as_str()) {
            ("", _) => "another program".to_owned(),
            (user, "") => user.to_owned(),
            (user, program) => format!("{user} with `{program}`"),
        })
    }

    /// Makes a change and commits it. The lock must be held.
    ///
    /// # Errors
    /// Somebody has changed the same meanwhile; the server refuses, or is gone. Nothing is changed then, unless the
    /// connection was lost just as the change was committed, which is said.
    pub fn change(&mut self, read: &TableState, difference: &Difference) -> Result<()> {
        let done = self.make_changes(read, difference);
        if done.is_err() {
            // If the server is gone, it has undone it already.
            let _ = self.client.batch_execute("ROLLBACK");
        }
        done?;
        self.commit()
    }

    fn make_changes(&mut self, read: &TableState, difference: &Difference) -> Result<()> {
        let tables = self.tables()?;
        if self.header(&tables)? != read.header {
            let message = format!("the columns of `{}` were changed in the meantime", self.address.name());
            return Err(self.changed(message));
        }
        self.check_versions(&tables, difference)?;
        let header: Vec<HeaderColumn> = read.header.iter().chain(&difference.new_columns).cloned().collect();
        self.check_ids(&tables, &header, read, difference)?;
        self.insert_header(&tables, &difference.new_columns, read.header.len())?;
        let typing = self.typing(&tables, &difference.typing)?;
        for rows in difference.changed.chunks(BATCH) {
            self.update(&tables, &header, rows, &typing)?;
        }
        if !difference.removed.is_empty() {
            let (numbers, versions) = unzip(&difference.removed);
            let sql = format!(
                "DELETE FROM {} AS t USING unnest($1::bigint[], $2::bigint[]) AS r (row_number, version)
                WHERE t.row_number = r.row_number AND t.version = r.version",
                tables.rows()
            );
            let removed = self.client.execute(&sql, &[&numbers, &versions]).or_failed(&self.address)?;
            self.check_count(removed, difference.removed.len())?;
        }
        self.write_typed(&tables, &typing, &difference.retyped)?;
        self.insert(&tables, &header, &difference.added, &typing)
    }

    /// What is written beside the text: nothing where the table of an older dateline has no columns for it.
    fn typing(&mut self, tables: &Tables, wanted: &Typing) -> Result<Typing> {
        if !self.has_typed(tables, &wanted.columns)? {
            return Ok(Typing::default());
        }
        self.begin_typing()?;
        Ok(wanted.clone())
    }

    /// # Errors
    /// The connection is lost, or the server refuses.
    pub(super) fn commit(&mut self) -> Result<()> {
        self.client.batch_execute("COMMIT").map_err(|error| {
            let failure = failed(&self.address, &error);
            if failure.kind() != ServerErrorKind::Lost {
                return failure.into_error();
            }
            let name = self.address.name();
            let message = format!("the connection to `{name}` was lost while the change was being committed");
            Failure::new(ServerErrorKind::Lost, message)
                .hint("look whether it was made before you make it again: all of it was, or nothing")
                .into_error()
        })
    }

    fn changed(&self, message: String) -> Error {
        let failure = Failure::new(ServerErrorKind::Changed, format!("{message}, so nothing was changed"));
        failure.hint("look at what it is now, and try again").into_error()
    }

    /// # Errors
    /// Somebody has changed or removed one of the rows since they were read.
    fn check_versions(&mut self, tables: &Tables, difference: &Difference) -> Result<()> {
        let keys: Vec<RowKey> =
            difference.changed.iter().map(|(key, _)| *key).chain(difference.removed.iter().copied()).collect();
        let (numbers, versions) = unzip(&keys);
        let sql = format!(
            "SELECT r.row_number FROM unnest($1::bigint[], $2::bigint[]) AS r (row_number, version)
            LEFT JOIN {} AS t USING (row_number) WHERE t.version IS DISTINCT FROM r.version ORDER BY 1",
            tables.rows()
        );
        let differing = self.client.query(&sql, &[&numbers, &versions]).or_failed(&self.address)?;
        let Some(first) = differing.first() else { return Ok(()) };
        let more = match differing.len() as u64 - 1 {
            0 => String::new(),
            n => format!(", and {} more were changed", counted(n, "row")),
        };
        let said = self.who_changed(tables, first.get(0))?;
        Err(self.changed(format!("{said}, after it was read{more}")))
    }

    /// Who last changed a row, and when, in words.
    ///
    /// # Errors
    /// The server refuses, or is gone.
    pub fn last_change(&mut self, row: RowKey) -> Result<String> {
        let tables = self.tables()?;
        self.who_changed(&tables, row.row_number)
    }

    fn who_changed(&mut self, tables: &Tables, row_number: i64) -> Result<String> {
        let sql = format!(
            "SELECT id, operation, changed_by, extract(epoch FROM clock_timestamp() - changed_at)::float8
            FROM {} WHERE row_number = $1 ORDER BY change DESC LIMIT 1",
            tables.history()
        );
        let row = self.client.query_opt(&sql, &[&row_number]).or_failed(&self.address)?;
        Ok(match row {
            None => format!("row {row_number} was changed"),
            Some(row) => {
                let (id, operation): (String, String) = (row.get(0), row.get(1));
                let event = if id.is_empty() { format!("row {row_number}") } else { format!("`{id}`") };
                let done = if operation == "delete" { "removed" } else { "changed" };
                format!("{event} was {done} by {} {}", row.get::<_, String>(2), ago(row.get(3)))
            }
        })
    }

    /// # Errors
    /// A row that was not there when the table was read has the id of one that is to be written.
    fn check_ids(
        &mut self,
        tables: &Tables,
        header: &[HeaderColumn],
        read: &TableState,
        difference: &Difference,
    ) -> Result<()> {
        let Some(column) = header.iter().position(|column| field(column) == Some("id")) else { return Ok(()) };
        let rows = difference.added.iter().chain(difference.changed.iter().map(|(_, row)| row));
        let ids: Vec<&String> = rows.map(|row| &row.cells[column]).filter(|id| !id.is_empty()).collect();
        let sql = format!("SELECT id, row_number FROM {} WHERE id = ANY($1)", tables.rows());
        let found = self.client.query(&sql, &[&ids]).or_failed(&self.address)?;
        if found.is_empty() {
            return Ok(());
        }
        let known: HashSet<i64> = read.keys.iter().map(|key| key.row_number).collect();
        match found.iter().find(|row| !known.contains(&row.get(1))) {
            None => Ok(()),
            Some(row) => {
                let said = self.who_changed(tables, row.get(1))?;
                Err(self.changed(format!("{said}, and was not there before")))
            }
        }
    }

    fn insert_header(&mut self, tables: &Tables, columns: &[HeaderColumn], before: usize) -> Result<()> {
        let sql = format!("INSERT INTO {} (position, name, field, extra_key) VALUES ($1, $2, $3, $4)", tables.header());
        for (i, column) in columns.iter().enumerate() {
            let position = i32::try_from(before + i).unwrap_or(i32::MAX);
            let (field, key) = match &column.kept_in {
                KeptIn::Field(field) => (Some(field), None),
                KeptIn::Extra(key) => (None, Some(key)),
            };
            self.client.execute(&sql, &[&position, &column.name, &field, &key]).or_failed(&self.address)?;
        }
        Ok(())
    }

    fn update(
        &mut self,
        tables: &Tables,
        header: &[HeaderColumn],
        rows: &[(RowKey, NewRow)],
        typing: &Typing,
    ) -> Result<()> {
        let fields: Vec<String> = header.iter().filter_map(field).map(name).collect();
        let set: String = fields.iter().map(|field| format!("{field} = n.{field}, ")).collect();
        let types: String = fields.iter().map(|field| format!("{field} text, ")).collect();
        let (typed, types_of_typed) = match typing.columns.as_slice() {
            [] => (String::new(), String::new()),
            columns => (format!(", {}", typed::assignments(columns)), typed::record(columns)),
        };
        let sql = format!(
            "UPDATE {} AS t SET {set} extra = n.extra{typed}
            FROM jsonb_to_recordset($1::text::jsonb)
                AS n (row_number bigint, version bigint, {types} extra jsonb{types_of_typed})
            WHERE t.row_number = n.row_number AND t.version = n.version",
            tables.rows()
        );
        let object = |(key, row): &(RowKey, NewRow)| {
            let NewRow { cells, typed } = row;
            let mut object = Map::new();
            object.insert("row_number".to_owned(), key.row_number.into());
            object.insert("version".to_owned(), key.version.into());
            for (column, cell) in header.iter().zip(cells) {
                if let Some(field) = field(column) {
                    object.insert(field.to_owned(), cell.as_str().into());
                }
            }
            object.insert("extra".to_owned(), extra(header, cells));
            typed::insert(&mut object, typing, typed.as_ref());
            Value::Object(object)
        };
        let objects = Value::Array(rows.iter().map(object).collect()).to_string();
        let changed = self.client.execute(&sql, &[&objects]).or_failed(&self.address)?;
        self.check_count(changed, rows.len())
    }

    /// # Errors
    /// Not all rows were written, which the lock and the versions rule out: then something is wrong with the table.
    pub(super) fn check_count(&self, done: u64, wanted: usize) -> Result<()> {
        if done == wanted as u64 {
            return Ok(());
        }
        let rows = counted(wanted as u64, "row");
        Err(self.changed(format!("{done} of {rows} of `{}` could be changed", self.address.name())))
    }

    /// Appends rows, in their order.
    fn insert(&mut self, tables: &Tables, header: &[HeaderColumn], rows: &[NewRow], typing: &Typing) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let fields: String = header.iter().filter_map(field).map(|field| format!("{}, ", name(field))).collect();
        let typed = if typing.columns.is_empty() { String::new() } else { typed::names(&typing.columns) };
        let sql = format!("COPY {} ({fields} extra{typed}) FROM STDIN (FORMAT csv)", tables.rows());
        let mut copy = self.client.copy_in(&sql).or_failed(&self.address)?;
        let mut line = Vec::new();
        for NewRow { cells, typed } in rows {
            line.clear();
            for (column, cell) in header.iter().zip(cells) {
                if field(column).is_some() {
                    quoted(cell, &mut line);
                    line.push(b',');
                }
            }
            quoted(&extra(header, cells).to_string(), &mut line);
            for i in 0..typing.columns.len() {
                line.push(b',');
                if let Some(cell) = typed.as_ref().and_then(|cells| cells[i].as_ref()) {
                    quoted(cell, &mut line);
                }
            }
            if !typing.columns.is_empty() {
                line.push(b',');
                line.extend(typed.as_ref().map(|_| typing.reading.to_string()).unwrap_or_default().bytes());
            }
            line.push(b'\n');
            copy.write_all(&line).map_err(|error| {
                let message = format!("the rows could not be sent to `{}`: {error}", self.address.name());
                Failure::new(ServerErrorKind::Lost, message).into_error()
            })?;
        }
        let added = copy.finish().or_failed(&self.address)?;
        self.check_count(added, rows.len())
    }

    /// Makes a table.
    ///
    /// # Errors
    /// It is there already; the user may make none; the server refuses, or is gone. Nothing is made then.
    pub fn create(&mut self, table: &NewTable) -> Result<GroupRoles> {
        self.address.check_is_now()?;
        let tables = self.new_tables()?;
        if !COLUMNS.contains(&table.header.len()) {
            let message = format!("a table has from {} to {} columns", COLUMNS.start(), COLUMNS.end());
            return Err(Failure::new(ServerErrorKind::Other, message).into_error());
        }
        self.run("BEGIN")?;
        let typing = if self.holds_any_text()? { table.typing.clone() } else { Typing::default() };
        self.run(&tables.statements(&table.fields, &table.header, &typing.columns))?;
        self.begin_typing()?;
        self.insert_header(&tables, &table.header, 0)?;
        self.insert(&tables, &table.header, &table.rows, &typing)?;
        let roles = self.make_roles(&tables)?;
        self.commit()?;
        Ok(roles)
    }

    /// The names of a chronology that is not there yet.
    fn new_tables(&mut self) -> Result<Tables> {
        let (schema, table) = self.named()?;
        let sql = "SELECT coalesce($1::text, current_schema()::text)";
        let schema: Option<String> = self.client.query_one(sql, &[&schema]).or_failed(&self.address)?.get(0);
        let Some(schema) = schema else {
            let message = format!("`{}` names no schema, and the user has none", self.address.name());
            return Err(Failure::new(ServerErrorKind::NoTable, message).into_error());
        };
        let tables = Tables { schema, table };
        for table in [tables.rows(), tables.header(), tables.history()] {
            let sql = "SELECT to_regclass($1::text) IS NOT NULL";
            if self.client.query_one(sql, &[&table]).or_failed(&self.address)?.get(0) {
                let message =
                    format!("there is a table {table} at `{}` already; it stays as it is", self.address.name());
                let add = format!("dateline add -f {}", shell_word(self.address.name()));
                let failure = Failure::new(ServerErrorKind::IsThere, message);
                return Err(failure.hint(format!("name another, or add to it: {add}")).into_error());
            }
        }
        Ok(tables)
    }

    /// Makes the group roles, if the user may and there are none of these names: roles that are there may be others'.
    fn make_roles(&mut self, tables: &Tables) -> Result<GroupRoles> {
        let (readers, writers, rights) = (tables.readers(), tables.writers(), tables.rights());
        let sql = "SELECT count(*) > 0 FROM pg_catalog.pg_roles WHERE rolname IN ($1::text, $2::text)";
        let are_there: bool = self.client.query_one(sql, &[&readers, &writers]).or_failed(&self.address)?.get(0);
        let mut are_made = false;
        if !are_there {
            self.run("SAVEPOINT roles")?;
            match self.client.batch_execute(&format!("{}\n{rights}", tables.roles())) {
                Ok(()) => are_made = true,
                Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => {
                    self.run("ROLLBACK TO SAVEPOINT roles")?;
                }
                Err(error) => return Err(failed(&self.address, &error).into_error()),
            }
        }
        let rights = if are_there { rights } else { format!("{}\n{rights}", tables.roles()) };
        Ok(GroupRoles { readers, writers, are_made, rights })
    }
}

fn unzip(keys: &[RowKey]) -> (Vec<i64>, Vec<i64>) {
    keys.iter().map(|key| (key.row_number, key.version)).unzip()
}

/// The cells that have no column of their own; those that are blank are left out.
fn extra(header: &[HeaderColumn], cells: &Cells) -> Value {
    let mut extra = Map::new();
    for (column, cell) in header.iter().zip(cells) {
        if let (KeptIn::Extra(key), false) = (&column.kept_in, cell.is_empty()) {
            extra.insert(key.clone(), cell.as_str().into());
        }
    }
    extra.into()
}

/// A cell in quotes: without them, a blank one would be NULL.
fn quoted(cell: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}

/// How long ago something was, in seconds, in words.
fn ago(seconds: f64) -> String {
    let seconds = seconds.max(0.0) as u64;
    let (number, unit) = match seconds {
        0..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    if number == 0 { "just now".to_owned() } else { format!("{} ago", counted(number, unit)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_ago_is_told_in_its_largest_unit() {
        let words = [-1.0, 0.4, 1.0, 59.9, 60.0, 7_200.0, 200_000.0].map(ago);
        assert_eq!(
            words,
            ["just now", "just now", "1 second ago", "59 seconds ago", "1 minute ago", "2 hours ago", "2 days ago"]
        );
    }
}
