//! The tables of a chronology, and what keeps them whole: the names, the statements that make them, and the rights of the
//! group roles.

use super::typed;
use super::{HeaderColumn, KeptIn, TypedColumn};

/// A name as SQL takes it for one, whatever it holds.
pub(super) fn name(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A text as SQL takes it for one. The session has `standard_conforming_strings` on, so that `\` means itself.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The longest name of a table, in bytes: with what is put behind it, it still is one that no server cuts short.
pub(super) const LONGEST_NAME: usize = 40;

/// The names of a chronology's tables.
pub(super) struct Tables {
    pub schema: String,
    pub table: String,
}

impl Tables {
    /// The name of the table, or with this behind it, of what belongs to it.
    pub fn of(&self, what: &str) -> String {
        format!("{}.{}", name(&self.schema), name(&format!("{}{what}", self.table)))
    }

    pub fn rows(&self) -> String {
        self.of("")
    }

    pub fn header(&self) -> String {
        self.of("_header")
    }

    pub fn history(&self) -> String {
        self.of("_history")
    }

    pub fn readers(&self) -> String {
        format!("{}_readers", self.table)
    }

    pub fn writers(&self) -> String {
        format!("{}_writers", self.table)
    }

    /// The statements that make the tables, for rows that have these fields of the model, of which the header has some, and
    /// these typed columns.
    pub fn statements(&self, fields: &[&str], header_columns: &[HeaderColumn], typed: &[TypedColumn]) -> String {
        let (rows, header, history) = (self.rows(), self.header(), self.history());
        let columns: String =
            fields.iter().map(|field| format!("{} text NOT NULL DEFAULT '', ", name(field))).collect();
        format!(
            "CREATE TABLE {rows} (
  row_number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  version bigint NOT NULL DEFAULT 1,
  {columns}
  extra jsonb NOT NULL DEFAULT '{{}}' CHECK (jsonb_typeof(extra) = 'object')
);
CREATE INDEX ON {rows} (id);
CREATE TABLE {header} (
  position integer PRIMARY KEY,
  name text NOT NULL,
  field text UNIQUE,
  extra_key text UNIQUE,
  CHECK (num_nonnulls(field, extra_key) = 1)
);
CREATE TABLE {history} (
  change bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  row_number bigint NOT NULL,
  id text NOT NULL,
  version bigint NOT NULL,
  operation text NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  application text NOT NULL,
  before jsonb,
  after jsonb
);
CREATE INDEX ON {history} (row_number, change);
{typed}
{keep_version}
CREATE TRIGGER keep_version BEFORE INSERT OR UPDATE ON {rows} FOR EACH ROW EXECUTE FUNCTION {function}();
{keep_history}",
            typed = typed::statements(&rows, typed),
            keep_version = self.keep_version(fields, header_columns, !typed.is_empty()),
            function = self.of("_keep_version"),
            keep_history = self.keep_history(fields),
        )
    }

    /// A version counts the changes of the cells. No cell may be written that the header names no column for: nobody would
    /// see it. A column that the header has stays, so that only the others are looked at. Typed cells that dateline did not
    /// write in the same statement are not those of the text: they are forgotten.
    pub fn keep_version(&self, fields: &[&str], header_columns: &[HeaderColumn], is_typed: bool) -> String {
        let cells = |row: &str| {
            let cells: String = fields.iter().map(|field| format!("{row}.{}, ", name(field))).collect();
            format!("({cells}{row}.extra)")
        };
        let header = self.header();
        let has = |own: &str| header_columns.iter().any(|column| field(column) == Some(own));
        // A query costs more than all else here, so that none is asked of a blank cell.
        let hidden = fields.iter().filter(|field| !has(field)).map(|field| {
            format!(
                "  IF NEW.{name} <> '' THEN
    hidden := coalesce(hidden, (SELECT {text} WHERE NOT EXISTS (SELECT FROM {header} WHERE field = {text})));
  END IF;
",
                name = name(field),
                text = literal(field)
            )
        });
        let body = format!(
            "DECLARE
  hidden text;
  others jsonb;
BEGIN
{forget}  IF TG_OP = 'INSERT' THEN
    NEW.version := 1;
  ELSIF {new} IS DISTINCT FROM {old} THEN
    NEW.version := OLD.version + 1;
  ELSE
    NEW.version := OLD.version;
    RETURN NEW;
  END IF;
{hidden}  IF NEW.extra <> '{{}}' THEN
    others := NEW.extra - ARRAY(SELECT extra_key FROM {header} WHERE extra_key IS NOT NULL);
    IF others <> '{{}}' THEN
      hidden := coalesce(hidden, (SELECT key FROM jsonb_object_keys(others) AS key LIMIT 1));
    END IF;
  END IF;
  IF hidden IS NOT NULL THEN
    RAISE EXCEPTION 'the header of % names no column %', TG_TABLE_NAME, quote_ident(hidden);
  END IF;
  RETURN NEW;
END",
            forget = if is_typed { typed::forget() } else { String::new() },
            new = cells("NEW"),
            old = cells("OLD"),
            hidden = hidden.collect::<String>(),
        );
        format!(
            "CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp AS {body};
REVOKE EXECUTE ON FUNCTION {function}() FROM PUBLIC;",
            function = self.of("_keep_version"),
            body = literal(&body),
        )
    }

    /// The history is written with the rights of the owner of the table, so that nobody else needs any to it.
    fn keep_history(&self, fields: &[&str]) -> String {
        let cells = |row: &str| {
            let cell = |field: &&str| format!("{}, NULLIF({row}.{}, '')", literal(field), name(field));
            let cells: Vec<String> = fields.iter().map(cell).collect();
            format!(
                "jsonb_strip_nulls(jsonb_build_object({})) || jsonb_build_object('extra', {row}.extra)",
                cells.join(", ")
            )
        };
        let body = format!(
            "DECLARE
  was jsonb;
  is_now jsonb;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    RAISE EXCEPTION 'the history of % would not tell of it: delete the rows instead', TG_TABLE_NAME;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.version = OLD.version THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    was := {was};
  END IF;
  IF TG_OP <> 'DELETE' THEN
    is_now := {is_now};
  END IF;
  INSERT INTO {history}
    (row_number, id, version, operation, changed_at, changed_by, application, before, after)
  VALUES (
    CASE WHEN TG_OP = 'DELETE' THEN OLD.row_number ELSE NEW.row_number END,
    CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END,
    CASE WHEN TG_OP = 'DELETE' THEN OLD.version ELSE NEW.version END,
    lower(TG_OP), clock_timestamp(), session_user, current_setting('application_name'), was, is_now
  );
  RETURN NULL;
END",
            history = self.history(),
            was = cells("OLD"),
            is_now = cells("NEW"),
        );
        format!(
            "CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS {body};
REVOKE EXECUTE ON FUNCTION {function}() FROM PUBLIC;
CREATE TRIGGER keep_history AFTER INSERT OR UPDATE OR DELETE ON {rows} FOR EACH ROW EXECUTE FUNCTION {function}();
CREATE TRIGGER keep_rows BEFORE TRUNCATE ON {rows} FOR EACH STATEMENT EXECUTE FUNCTION {function}();",
            function = self.of("_keep_history"),
            rows = self.rows(),
            body = literal(&body),
        )
    }

    /// The statements that make the group roles.
    pub fn roles(&self) -> String {
        format!("CREATE ROLE {}; CREATE ROLE {};", name(&self.readers()), name(&self.writers()))
    }

    /// The statements that give the group roles their rights. Whoever writes may add columns, and not change those that
    /// are there, nor the history; the triggers keep the versions and the numbers of the rows.
    pub fn rights(&self) -> String {
        let (readers, writers) = (name(&self.readers()), name(&self.writers()));
        let all = [self.rows(), self.header(), self.history()].join(", ");
        format!(
            "GRANT SELECT ON {all} TO {readers}, {writers};\n\
             GRANT INSERT, UPDATE, DELETE ON {rows} TO {writers};\n\
             GRANT INSERT ON {header} TO {writers};",
            rows = self.rows(),
            header = self.header(),
        )
    }
}

/// The cell of a column, as an expression over the row `t`: NULL if it is blank, which `COPY` writes as nothing.
pub(super) fn cell(column: &HeaderColumn) -> String {
    match &column.kept_in {
        KeptIn::Field(field) => format!("NULLIF(t.{}, '')", name(field)),
        KeptIn::Extra(key) => format!("NULLIF(t.extra ->> {}, '')", literal(key)),
    }
}

/// The column of the table that a field is kept in; `None` for a column in `extra`.
pub(super) fn field(column: &HeaderColumn) -> Option<&str> {
    match &column.kept_in {
        KeptIn::Field(field) => Some(field),
        KeptIn::Extra(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_name_or_a_text() {
        assert_eq!(name("a\"; DROP TABLE b; --"), "\"a\"\"; DROP TABLE b; --\"");
        assert_eq!(literal("it's \\' so"), "'it''s \\'' so'");
        let tables = Tables { schema: "s".to_owned(), table: "a\"'".to_owned() };
        assert_eq!(tables.history(), "\"s\".\"a\"\"'_history\"");
        // Whatever the name is, it ends no text that a function is made of.
        assert!(tables.statements(&["id"], &[], &[]).contains("\"a\"\"''_header\""));
    }
}
