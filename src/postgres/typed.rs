//! The typed columns of a table, which are made of its text: what makes them, what writes them, and how a question is put by
//! which the server leaves rows out.
//!
//! A row says in `typed_as` by which reading its typed cells were made. Whoever changes a row without making them anew
//! (`psql`, an older dateline) has that forgotten by the trigger of the table, so that what is left of them is never trusted:
//! such a row is read whatever is asked.

use ::postgres::error::SqlState;
use ::postgres::fallible_iterator::FallibleIterator;
use serde_json::{Map, Value};

use super::failure::{Failure, OrFailed, failed};
use super::schema::{Tables, name};
use super::{Asked, HeaderColumn, RowKey, Session, TypedCells, TypedColumn, TypedKind, TypedRow, TypedRows, Typing};
use crate::error::{Result, ServerErrorKind};
use crate::text::similar::hash;

/// The column that says by which reading the typed cells of a row were made; NULL: by none.
pub(super) const TYPED_AS: &str = "typed_as";

/// With this setting a transaction says that it writes the typed cells of all that it writes.
const SETTING: &str = "dateline.typed";

/// How many rows are changed by one statement.
const BATCH: usize = 5_000;

impl TypedKind {
    /// The type in SQL.
    fn sql(self) -> &'static str {
        match self {
            TypedKind::Number => "bigint",
            TypedKind::Flag => "boolean",
            TypedKind::Day => "date",
            TypedKind::List => "jsonb",
            TypedKind::Text => "text",
        }
    }

    /// A value of the column as text, as it is written to the server, whatever the settings of the session.
    fn as_text(self, column: &str) -> String {
        match self {
            TypedKind::Day => format!("to_char({column}, 'YYYY-MM-DD')"),
            _ => format!("{column}::text"),
        }
    }
}

/// The names and types of the columns, with that of the reading, each after a comma.
fn definitions(columns: &[TypedColumn], before: &str) -> String {
    let typed = columns.iter().map(|column| format!(", {before}{} {}", name(column.name), column.kind.sql()));
    typed.chain([format!(", {before}{TYPED_AS} bigint")]).collect()
}

/// The statements that add the columns to a table, with the indexes that the filters use; none where there are no columns.
pub(super) fn statements(rows: &str, columns: &[TypedColumn]) -> String {
    if columns.is_empty() {
        return String::new();
    }
    let add = definitions(columns, "ADD COLUMN IF NOT EXISTS ");
    format!(
        "ALTER TABLE {rows} {};\nCREATE INDEX ON {rows} (earliest, latest);\nCREATE INDEX ON {rows} ({TYPED_AS});
CREATE INDEX ON {rows} (row_number, line_breaks);",
        add.trim_start_matches(", ")
    )
}

/// What the trigger does first with each row that is written.
pub(super) fn forget() -> String {
    format!(
        "  IF current_setting('{SETTING}', true) IS DISTINCT FROM 'on' THEN
    NEW.{TYPED_AS} := NULL;
  END IF;
"
    )
}

/// What is true of a row `t` whose typed cells are not those of that reading. An index answers each part of it.
fn is_untyped(reading: i64) -> String {
    format!("(t.{TYPED_AS} IS NULL OR t.{TYPED_AS} < {reading} OR t.{TYPED_AS} > {reading})")
}

/// How many line breaks the cells of a row `t` have, as lines are counted elsewhere: CR LF is one.
fn line_breaks(header: &[HeaderColumn]) -> String {
    let cells: Vec<String> = header.iter().map(super::schema::cell).collect();
    let all = format!("concat_ws(',', {})", cells.join(", "));
    let all = format!("replace({all}, E'\\r\\n', E'\\n')");
    format!("(char_length({all}) - char_length(translate({all}, E'\\r\\n', '')))")
}

/// Rows as they are asked for: those that may be wanted, and those of which nothing is known. `has_lines`: before the cells
/// stands, for the latter, how many lines of the whole table come before it.
pub(super) fn select(
    tables: &Tables,
    header: &[HeaderColumn],
    after: i64,
    Asked { typing, condition }: &Asked,
    has_lines: bool,
) -> String {
    let (rows, reading) = (tables.rows(), typing.reading);
    let cells: Vec<String> = header.iter().map(super::schema::cell).collect();
    let cells_of = |alias: &str| {
        let named = cells.iter().enumerate().map(|(i, cell)| match alias {
            "" => format!("{cell} AS c{i}"),
            alias => format!("{alias}.c{i}"),
        });
        named.collect::<Vec<_>>().join(", ")
    };
    let wanted = format!("t.row_number > {after} AND t.{TYPED_AS} = {reading} AND ({condition})");
    if !has_lines {
        return format!("SELECT {} FROM {rows} AS t WHERE {wanted} ORDER BY t.row_number", cells.join(", "));
    }
    // Of rows with typed cells an index alone has all that is added up; it reads no text.
    let lines = "(1 + coalesce(u.breaks, t.line_breaks))::integer";
    format!(
        "WITH untyped AS MATERIALIZED (
            SELECT t.row_number, {breaks} AS breaks, {named} FROM {rows} AS t WHERE t.row_number > {after} AND {untyped}
        ), lines AS MATERIALIZED (
            SELECT row_number, line FROM (
                SELECT t.row_number, u.row_number IS NOT NULL AS is_untyped,
                    sum({lines}) OVER (ORDER BY t.row_number) - {lines} AS line
                FROM {rows} AS t LEFT JOIN untyped AS u ON u.row_number = t.row_number WHERE t.row_number > {after}
            ) AS l WHERE is_untyped
        )
        SELECT r.line, {of_r} FROM (
            SELECT u.row_number, l.line, {of_u} FROM untyped AS u JOIN lines AS l ON l.row_number = u.row_number
            UNION ALL
            SELECT t.row_number, NULL, {named} FROM {rows} AS t WHERE {wanted}
        ) AS r ORDER BY r.row_number",
        breaks = line_breaks(header),
        named = cells_of(""),
        untyped = is_untyped(reading),
        of_r = cells_of("r"),
        of_u = cells_of("u"),
    )
}

impl Session {
    /// Whether the table has these typed columns.
    pub(super) fn has_typed(&mut self, tables: &Tables, columns: &[TypedColumn]) -> Result<bool> {
        let names: Vec<&str> = columns.iter().map(|column| column.name).chain([TYPED_AS]).collect();
        let sql = "SELECT count(*) FROM pg_catalog.pg_attribute
            WHERE attrelid = $1::text::regclass AND attname = ANY($2) AND NOT attisdropped";
        let found = self.client.query_one(sql, &[&tables.rows(), &names]).or_failed(&self.address)?;
        Ok(!columns.is_empty() && usize::try_from(found.get::<_, i64>(0)) == Ok(names.len()))
    }

    /// Whether the database holds any text, also such as no cell has before it is folded.
    pub(super) fn holds_any_text(&mut self) -> Result<bool> {
        let sql = "SELECT current_setting('server_encoding') = 'UTF8'";
        Ok(self.client.query_one(sql, &[]).or_failed(&self.address)?.get(0))
    }

    /// Whether a row of which nothing is known comes after that one.
    pub(super) fn has_untyped(&mut self, tables: &Tables, after: i64, reading: i64) -> Result<bool> {
        let sql = format!(
            "SELECT EXISTS (SELECT FROM {} AS t WHERE t.row_number > {after} AND {})",
            tables.rows(),
            is_untyped(reading)
        );
        Ok(self.client.query_one(&sql, &[]).or_failed(&self.address)?.get(0))
    }

    /// Has the server answer at once: to compile a question takes longer than to answer most of them.
    pub(super) fn ask_at_once(&mut self) -> Result<()> {
        self.run("SELECT set_config(name, 'off', true) FROM pg_catalog.pg_settings WHERE name = 'jit'")
    }

    /// Says that this transaction writes the typed cells of all that it writes.
    pub(super) fn begin_typing(&mut self) -> Result<()> {
        self.run(&format!("SET LOCAL {SETTING} = 'on'"))
    }

    /// Gives a table of an older dateline the typed columns, still blank; `false`: it has them already, or its database can't
    /// hold them. The lock must be held.
    ///
    /// # Errors
    /// The user does not own the table; the server refuses, or is gone.
    pub fn make_typed_columns(&mut self, fields: &[&str], typing: &Typing) -> Result<bool> {
        let tables = self.tables()?;
        if self.has_typed(&tables, &typing.columns)? || !self.holds_any_text()? {
            return Ok(false);
        }
        let header = self.header(&tables)?;
        let sql =
            format!("{}\n{}", statements(&tables.rows(), &typing.columns), tables.keep_version(fields, &header, true));
        match self.client.batch_execute(&sql) {
            Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => {
                let message =
                    format!("only the owner of `{}` can give it the columns for filters", self.address.name());
                let failure = Failure::new(ServerErrorKind::Refused, message);
                Err(failure.hint("let the owner run the same once; until then it is read whole").into_error())
            }
            result => result.map_err(|error| failed(&self.address, &error).into_error()).map(|()| true),
        }
    }

    /// Writes the typed cells of rows whose text stays as it is, and commits. The lock must be held.
    ///
    /// # Errors
    /// Somebody has changed one of the rows since they were read; the server refuses, or is gone. Nothing is changed then.
    pub fn retype(&mut self, typing: &Typing, rows: &[(RowKey, Option<TypedCells>)]) -> Result<()> {
        let done = self.tables().and_then(|tables| self.write_typed(&tables, typing, rows));
        if done.is_err() {
            let _ = self.client.batch_execute("ROLLBACK");
        }
        done?;
        self.commit()
    }

    pub(super) fn write_typed(
        &mut self,
        tables: &Tables,
        typing: &Typing,
        rows: &[(RowKey, Option<TypedCells>)],
    ) -> Result<()> {
        if rows.is_empty() || !self.has_typed(tables, &typing.columns)? {
            return Ok(());
        }
        self.begin_typing()?;
        let sql = format!(
            "UPDATE {} AS t SET {}
            FROM jsonb_to_recordset($1::text::jsonb) AS n (row_number bigint, version bigint{})
            WHERE t.row_number = n.row_number AND t.version = n.version",
            tables.rows(),
            assignments(&typing.columns),
            definitions(&typing.columns, "")
        );
        for rows in rows.chunks(BATCH) {
            let object = |(key, typed): &(RowKey, Option<TypedCells>)| {
                let mut object = Map::new();
                object.insert("row_number".to_owned(), key.row_number.into());
                object.insert("version".to_owned(), key.version.into());
                insert(&mut object, typing, typed.as_ref());
                Value::Object(object)
            };
            let objects = Value::Array(rows.iter().map(object).collect()).to_string();
            let changed = self.client.execute(&sql, &[&objects]).or_failed(&self.address)?;
            self.check_count(changed, rows.len())?;
        }
        Ok(())
    }

    /// The typed cells of all rows, as they are now.
    ///
    /// # Errors
    /// The server refuses, or is gone.
    pub fn typed_rows(&mut self, typing: &Typing) -> Result<TypedRows> {
        if self.address.check_is_now().is_err() || !self.holds_any_text()? {
            return Ok(TypedRows::Unfit);
        }
        let tables = self.tables()?;
        let header = self.header(&tables)?;
        if !self.has_typed(&tables, &typing.columns)? {
            return Ok(TypedRows::Lacking);
        }
        let cell = |column: &TypedColumn| {
            let text = column.kind.as_text(&format!("t.{}", name(column.name)));
            format!("coalesce(char_length({text}) || ':' || {text}, '-')")
        };
        let all: Vec<String> = typing.columns.iter().map(cell).collect();
        let sql = format!(
            "SELECT t.row_number, t.id, l.line::bigint, CASE WHEN t.{TYPED_AS} = {} THEN {} END
            FROM {rows} AS t JOIN (
                SELECT t.row_number, sum(1 + {breaks}) OVER (ORDER BY t.row_number) - (1 + {breaks}) AS line FROM {rows} AS t
            ) AS l ON l.row_number = t.row_number ORDER BY t.row_number",
            typing.reading,
            all.join(" || "),
            rows = tables.rows(),
            breaks = line_breaks(&header),
        );
        let found = self.client.query_raw(&sql, std::iter::empty::<i64>()).or_failed(&self.address)?;
        // As long as the text itself, they are not kept.
        let rows = found.map(|row| {
            Ok(TypedRow {
                row_number: row.get(0),
                id: row.get(1),
                line: row.get::<_, i64>(2).unsigned_abs(),
                cells: row.get::<_, Option<&str>>(3).map(hash),
            })
        });
        Ok(TypedRows::Rows(rows.collect().or_failed(&self.address)?))
    }
}

/// The columns set to those of `n`, with that of the reading.
pub(super) fn assignments(columns: &[TypedColumn]) -> String {
    let names = columns.iter().map(|column| name(column.name)).chain([TYPED_AS.to_owned()]);
    names.map(|name| format!("{name} = n.{name}")).collect::<Vec<_>>().join(", ")
}

/// What is written of a row beside its text, as members of its object in JSON. What is left out is NULL.
pub(super) fn insert(object: &mut Map<String, Value>, typing: &Typing, typed: Option<&TypedCells>) {
    let Some(cells) = typed else { return };
    for (column, cell) in typing.columns.iter().zip(cells) {
        let Some(text) = cell else { continue };
        let value = match column.kind {
            TypedKind::List => serde_json::from_str(text).unwrap_or_default(),
            _ => text.as_str().into(),
        };
        object.insert(column.name.to_owned(), value);
    }
    object.insert(TYPED_AS.to_owned(), typing.reading.into());
}

/// The definitions of the columns, for a list of those of a record.
pub(super) fn record(columns: &[TypedColumn]) -> String {
    definitions(columns, "")
}

/// The names of the columns, each after a comma.
pub(super) fn names(columns: &[TypedColumn]) -> String {
    let names = columns.iter().map(|column| name(column.name)).chain([TYPED_AS.to_owned()]);
    names.map(|name| format!(", {name}")).collect()
}
