//! How an engine writes what its SQL has of its own: texts, names, lists, files.

use std::str::FromStr;

/// An engine whose SQL is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    DuckDb,
    Spark,
    Trino,
    Postgres,
    ClickHouse,
}

impl FromStr for Dialect {
    type Err = String;

    fn from_str(text: &str) -> Result<Dialect, String> {
        let all = Dialect::ALL.iter();
        let found = all.clone().find(|dialect| dialect.name().eq_ignore_ascii_case(text.trim()));
        found
            .copied()
            .ok_or_else(|| format!("write {}", all.map(|dialect| dialect.name()).collect::<Vec<_>>().join(", ")))
    }
}

impl Dialect {
    pub const ALL: [Dialect; 5] =
        [Dialect::DuckDb, Dialect::Spark, Dialect::Trino, Dialect::Postgres, Dialect::ClickHouse];

    pub fn name(self) -> &'static str {
        match self {
            Dialect::DuckDb => "duckdb",
            Dialect::Spark => "spark",
            Dialect::Trino => "trino",
            Dialect::Postgres => "postgres",
            Dialect::ClickHouse => "clickhouse",
        }
    }

    /// A text as a literal. Nothing in it ends the literal.
    pub fn text(self, text: &str) -> String {
        let quoted = text.replace('\'', "''");
        match self {
            // In these a backslash begins an escape.
            Dialect::Spark | Dialect::ClickHouse => {
                format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
            }
            // Whatever `standard_conforming_strings` says.
            Dialect::Postgres if text.contains('\\') => format!("E'{}'", quoted.replace('\\', "\\\\")),
            Dialect::DuckDb | Dialect::Trino | Dialect::Postgres => format!("'{quoted}'"),
        }
    }

    /// A name as an identifier.
    pub fn name_of(self, name: &str) -> String {
        match self {
            Dialect::Spark => format!("`{}`", name.replace('`', "``")),
            Dialect::ClickHouse => format!("`{}`", name.replace('\\', "\\\\").replace('`', "\\`")),
            Dialect::DuckDb | Dialect::Trino | Dialect::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// What stands at the end of a statement.
    pub(super) fn settings(self) -> &'static str {
        match self {
            // Else ClickHouse would take `low` in `SUM(low) AS low` for the sum.
            Dialect::ClickHouse => "\nSETTINGS prefer_column_name_to_alias = 1",
            _ => "",
        }
    }

    /// A Parquet file as a table; `None`: the engine reads none by its name.
    pub fn file(self, path: &str) -> Option<String> {
        match self {
            Dialect::DuckDb => Some(format!("read_parquet({})", self.text(path))),
            Dialect::Spark => Some(format!("parquet.{}", self.name_of(path))),
            Dialect::ClickHouse => Some(format!("file({}, Parquet)", self.text(path))),
            Dialect::Trino | Dialect::Postgres => None,
        }
    }

    /// A folder of Parquet files as a table, whatever folders are in it; `None`: the engine reads none by its name. The columns
    /// are those of the files alone, for the names of folders tell no more, and a name is no text where it looks like a number.
    pub fn folder(self, path: &str) -> Option<String> {
        let all = format!("{}/**/*.parquet", path.trim_end_matches('/'));
        match self {
            Dialect::DuckDb => Some(format!("read_parquet({}, hive_partitioning = false)", self.text(&all))),
            Dialect::Spark => self.file(path),
            Dialect::ClickHouse => self.file(&all),
            Dialect::Trino | Dialect::Postgres => None,
        }
    }

    /// Whether one text is in another, both folded.
    pub fn is_in(self, needle: &str, column: &str) -> String {
        let needle = self.text(needle);
        match self {
            Dialect::DuckDb => format!("contains({column}, {needle})"),
            Dialect::ClickHouse => format!("position({column}, {needle}) > 0"),
            Dialect::Spark => format!("locate({needle}, {column}) > 0"),
            Dialect::Trino | Dialect::Postgres => format!("position({needle} IN {column}) > 0"),
        }
    }

    /// A text that is ordered letter by letter, in whatever language the table is.
    pub fn by_letters(self, column: &str) -> String {
        if self == Dialect::Postgres { format!("{column} COLLATE \"C\"") } else { column.to_owned() }
    }

    /// Whether a list is there.
    pub fn has_list(self, list: &str) -> String {
        match self {
            // It has no list that is NULL, and an empty one instead.
            Dialect::ClickHouse => format!("notEmpty({list})"),
            _ => format!("{list} IS NOT NULL"),
        }
    }

    /// Whether a condition holds for one element of a list. `condition` is written with the element's name.
    pub fn any(self, list: &str, element: &str, condition: &str) -> String {
        match self {
            Dialect::DuckDb => format!("len(list_filter({list}, lambda {element}: {condition})) > 0"),
            Dialect::Spark => format!("exists({list}, {element} -> {condition})"),
            Dialect::Trino => format!("any_match({list}, {element} -> {condition})"),
            Dialect::ClickHouse => format!("arrayExists({element} -> {condition}, {list})"),
            Dialect::Postgres => format!(
                "EXISTS (SELECT 1 FROM jsonb_to_recordset({list}) AS {element}(\"first\" int8, \"last\" int8, unit text, \
                 runs jsonb) WHERE {condition})"
            ),
        }
    }

    /// A field of an element of a list. `first` and `last` are words of SQL too.
    pub fn part(self, element: &str, field: &str) -> String {
        format!("{element}.{}", self.name_of(field))
    }

    /// A list of texts as one text, as a cell has it; in PostgreSQL it is one.
    pub fn joined(self, column: &str) -> String {
        match self {
            Dialect::DuckDb => format!("array_to_string({column}, '; ')"),
            Dialect::Spark | Dialect::Trino => format!("array_join({column}, '; ')"),
            Dialect::ClickHouse => format!("arrayStringConcat({column}, '; ')"),
            Dialect::Postgres => column.to_owned(),
        }
    }

    /// The year of a day number.
    pub fn year(self, column: &str) -> String {
        format!(
            "CAST(floor({column} / 10000.0) AS {})",
            if self == Dialect::ClickHouse { "Nullable(Int64)" } else { "BIGINT" }
        )
    }
}
