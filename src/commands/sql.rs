//! `sql`: the query as one statement for an engine, over the columns that an export to Parquet has.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Command, Environment, Streams};
use crate::cli::{Filters, Form};
use crate::error::{Error, Result};
use crate::input::Input;
use crate::model::field::{Column, Field};
use crate::query::sql::{Asked, CountBy, Dialect, has_reports, statement};
use crate::store::Store;
use crate::text::shell_word;

/// Print the query as SQL for an engine, which then gives dateline's own answers
///
/// The table is a Parquet file that `dateline export -o FILE.parquet` wrote, or one with the same columns. Its answers are
/// equal: what can't be asked exactly is refused. So is a file of events with several reports (`report_of`), which a statement
/// would look at one by one; of a TABLE that can't be known here.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  duckdb -csv -c \"$(dateline sql --year 2014 acled.parquet)\" | dateline timeline -\n  dateline sql --location kabul --dialect spark --table archive.events\n  dateline sql --count --by country acled.parquet"
)]
pub struct Sql {
    /// The Parquet file, or a folder of them that `export --partition` wrote
    #[arg(value_name = "FILE.parquet", required_unless_present = "table")]
    pub file: Option<String>,

    #[command(flatten)]
    pub filters: Filters,

    /// The engine: duckdb, spark, trino, postgres or clickhouse
    #[arg(long, value_name = "ENGINE", default_value = "duckdb", help_heading = "Output")]
    pub dialect: Dialect,

    /// The table, with its schema before it: archive.events
    #[arg(long, value_name = "TABLE", conflicts_with = "file", help_heading = "Output")]
    pub table: Option<String>,

    /// The columns to give, of the model [default: all that every export has]
    #[arg(long, value_name = "A,B,…", value_delimiter = ',', help_heading = "Output", conflicts_with = "count")]
    pub columns: Vec<Column>,

    /// Give only the first so many events
    #[arg(short = 'n', long, value_name = "N", help_heading = "Output", conflicts_with = "count")]
    pub limit: Option<usize>,

    /// Count events, killed and wounded in groups
    #[arg(long, help_heading = "Output")]
    pub count: bool,

    /// What to count by
    #[arg(long, value_name = "GROUP", default_value = "year", requires = "count", help_heading = "Output")]
    pub by: SqlGroup,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SqlGroup {
    /// From the first to the last year that the date may lie in
    Year,
    Country,
    Kind,
}

impl Command for Sql {
    fn writes_data(&self) -> bool {
        true
    }

    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        let dialect = self.dialect;
        let table = match (&self.table, &self.file) {
            (Some(table), _) => table.split('.').map(|part| dialect.name_of(part)).collect::<Vec<_>>().join("."),
            (None, file) => table_of(file.as_deref().unwrap_or_default(), dialect)?,
        };
        let asked = match self.count {
            true => Asked::Counts(match self.by {
                SqlGroup::Year => CountBy::Year,
                SqlGroup::Country => CountBy::Country,
                SqlGroup::Kind => CountBy::Kind,
            }),
            false => Asked::Events { columns: columns(&self.columns)?, limit: self.limit },
        };
        if let Some(file) = &self.file {
            check_no_reports(Path::new(file), environment)?;
        }
        let sql = statement(&self.filters.query()?, &asked, &table, dialect).map_err(|refused| {
            Error::usage(format!("{refused} can't be asked of these columns exactly"))
                .hint("leave it out, and filter what comes back: … | dateline list - FILTERS")
        })?;
        streams.out.write_all(sql.as_bytes())?;
        Ok(true)
    }
}

/// # Errors
/// Events of the file have several reports. Of a file that can't be read here nothing is known: an engine may have it
/// elsewhere.
fn check_no_reports(path: &Path, environment: &Environment) -> Result<()> {
    let files = if path.is_dir() { parquet_files(path) } else { vec![path.to_owned()] };
    let inputs: Vec<Input> = files.into_iter().map(Input::File).collect();
    let options = Form::default().options(environment.layouts.as_deref());
    if inputs.is_empty() || !Store::open(&inputs, &options).and_then(has_reports).unwrap_or(false) {
        return Ok(());
    }
    let name = path.display().to_string();
    let message =
        format!("events of {name} have several reports (`report_of`), and a statement would look at each by itself");
    Err(Error::usage(message).hint(format!("ask dateline, which joins them: dateline list {}", shell_word(&name))))
}

/// The Parquet files in a folder, and in the folders in it.
fn parquet_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let files = entries.flat_map(|path| match path.is_dir() {
        true => parquet_files(&path),
        false => vec![path],
    });
    files.filter(|path| path.extension().is_some_and(|ending| ending == "parquet")).collect()
}

/// # Errors
/// The engine reads no file by its name.
fn table_of(file: &str, dialect: Dialect) -> Result<String> {
    let table = if Path::new(file).is_dir() { dialect.folder(file) } else { dialect.file(file) };
    table.ok_or_else(|| {
        Error::usage(format!("{} reads no file by its name", dialect.name()))
            .hint("load it into a table, and name that: --table TABLE")
    })
}

/// # Errors
/// A column beyond the model, which not every export has.
fn columns(asked: &[Column]) -> Result<Vec<Field>> {
    if asked.is_empty() {
        return Ok(Field::ALL.into_iter().filter(|field| *field != Field::ReportOf).collect());
    }
    let field = |column: &Column| match column {
        Column::Field(field) => Ok(*field),
        Column::Other(name) => Err(Error::usage(format!("`{name}` is no column of the model"))
            .hint(format!("the columns are: {}", Field::ALL.map(Field::name).join(", ")))),
    };
    asked.iter().map(field).collect()
}
