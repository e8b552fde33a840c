//! `log`: who changed what in a table of PostgreSQL, and when.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use serde_json::{Value, json};

use super::change::store;
use super::{Command, Environment, Streams};
use crate::cli::complete::values_of;
use crate::error::{Error, Result};
use crate::model::field::Field;
use crate::output::{HEADING, QUIET, change};
use crate::postgres::{Address, LogEntry, Session};
use crate::text::sanitize;

/// Say who changed what in a table of PostgreSQL, the last change first
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  dateline log kabul -f 'postgresql://ada@host/db?table=events'\n  dateline log -n 20            the last changes of all events, where $DATELINE_FILE is a table"
)]
pub struct Log {
    /// The id of the event, which may have been removed [default: all events]
    #[arg(value_name = "ID", add = values_of(Field::Id))]
    pub id: Option<String>,

    /// The address of the table [default: $DATELINE_FILE]
    #[arg(short, long, value_name = "ADDRESS", value_hint = ValueHint::Url)]
    pub file: Option<PathBuf>,

    /// Say only the last so many changes
    #[arg(short = 'n', long, value_name = "N", help_heading = "Output")]
    pub limit: Option<usize>,

    /// The format
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a change
    Ndjson,
}

impl Command for Log {
    fn writes_data(&self) -> bool {
        self.format != LogFormat::Text
    }

    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        let path = store(self.file.as_deref(), environment)?;
        let Some(address) = Address::of(&path) else {
            return Err(Error::usage(format!("`{}` is a file, and a file keeps no history", path.display()))
                .hint("git keeps one: dateline init --git; a table of PostgreSQL has its own"));
        };
        for entry in Session::open(&address, "dateline log")?.log(self.id.as_deref(), self.limit)? {
            match self.format {
                LogFormat::Text => text(&entry, streams)?,
                LogFormat::Ndjson => writeln!(streams.out, "{}", object(&entry))?,
            }
        }
        Ok(true)
    }
}

fn text(entry: &LogEntry, streams: &mut Streams<'_>) -> Result<()> {
    let LogEntry { id, operation, at, by, program, changes } = entry;
    let done = match operation.as_str() {
        "insert" => "added",
        "delete" => "removed",
        _ => "changed",
    };
    let id = if id.is_empty() { "an event without an id" } else { id };
    let [at, by, id, program] = [at, by, id, program].map(|text| sanitize(text));
    let with = if program.is_empty() { String::new() } else { format!(" {QUIET}with {program}{QUIET:#}") };
    writeln!(streams.out, "{QUIET}{at}{QUIET:#}  {by} {done} {HEADING}{id}{HEADING:#}{with}")?;
    if operation == "update" {
        for changed in changes {
            let is_date = Field::from_name(&changed.column) == Some(Field::Date);
            writeln!(streams.out, "  {}", change::cell(&changed.column, is_date, &changed.old, &changed.new))?;
        }
    }
    Ok(())
}

fn object(entry: &LogEntry) -> Value {
    let changes = entry.changes.iter().map(|changed| {
        let said = |cell: &String| if cell.is_empty() { Value::Null } else { cell.as_str().into() };
        json!({ "column": changed.column, "from": said(&changed.old), "to": said(&changed.new) })
    });
    json!({
        "id": entry.id,
        "operation": entry.operation,
        "at": entry.at,
        "by": entry.by,
        "program": entry.program,
        "changes": changes.collect::<Vec<_>>(),
    })
}
