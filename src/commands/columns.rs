//! `columns`: what dateline makes of a table, column by column.

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use crate::cli::{self, Form};
use crate::edit::CannotAddColumn;
use crate::edit::safe_file::SafeFile;
use crate::error::{Diagnostic, Error, Result};
use crate::output;
use crate::store::columns::columns_of;
use crate::text::{counted, shell_word};

use super::change::{lock, read, say_done, store};
use super::{Command, Environment, Streams, check_is_path, inputs, note, rendered};

/// Say what dateline makes of a table, column by column, and why
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  dateline columns unknown.xlsx                    what each column is taken for\n  dateline columns unknown.csv --save mine.toml    to mend, and to read it with --layout\n  dateline columns --add status                    a new column"
)]
pub struct Columns {
    /// The table; `-` is standard input [default: $DATELINE_FILE, else events.csv]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,

    /// The format
    #[arg(short, long, default_value = "text", help_heading = "Output")]
    pub format: ColumnsFormat,

    /// Write the reading as a layout to mend and keep, which --layout takes; it is replaced when all is written
    #[arg(long, value_name = "FILE.toml", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub save: Option<PathBuf>,

    /// Add a column behind the others, blank in every row: status, or any name
    #[arg(long, value_name = "NAME", help_heading = "Store", conflicts_with_all = ["save", "format"])]
    pub add: Vec<String>,

    #[command(flatten)]
    pub form: Form,
}

/// The formats of `columns`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColumnsFormat {
    /// A table for people
    Text,
    /// One object, with each column, the reading as a map, and the doubts
    Json,
}

impl Command for Columns {
    fn writes_data(&self) -> bool {
        self.format != ColumnsFormat::Text
    }

    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        columns(&self, environment, streams)
    }
}

/// Adds columns to a store.
fn add(args: &Columns, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let path = store(args.file.as_deref(), environment)?;
    let lock = lock(&path, "dateline columns", streams)?;
    let transaction = read(&path, &args.form.options(environment.layouts.as_deref()), streams)?;
    let file = transaction.name.clone();
    let rows = transaction.add_columns(&args.add, &lock).map_err(|error| match error {
        CannotAddColumn::Failed(error) => error,
        CannotAddColumn::NoName(_) | CannotAddColumn::IsThere { .. } => Error::usage(format!("--add: {error}")),
        CannotAddColumn::NoHeader { .. } => Error::from(Diagnostic::new(error.to_string())).hint(format!(
            "make a file with dateline's own columns of it: dateline export {} --native -o NEW.csv",
            shell_word(&file)
        )),
        CannotAddColumn::Unclosed { .. } => {
            Error::from(Diagnostic::new(error.to_string())).hint("close it in an editor first")
        }
    })?;
    let names: Vec<String> = args.add.iter().map(|name| format!("`{}`", name.trim())).collect();
    let what = if names.len() == 1 { "column" } else { "columns" };
    let said = format!("added the {what} {} to {file}, blank in {}", names.join(", "), counted(rows as u64, "row"));
    say_done(&file, &said, streams)?;
    Ok(true)
}

fn columns(args: &Columns, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    if !args.add.is_empty() {
        return add(args, environment, streams);
    }
    let inputs = inputs(args.file.as_slice(), environment);
    let table = columns_of(&inputs[0], &args.form.options(environment.layouts.as_deref()))?;
    for text in &table.notes {
        note(streams, &cli::hint::note(text));
    }
    match args.format {
        ColumnsFormat::Text => output::columns::text(streams.out, &table, environment.width)?,
        ColumnsFormat::Json => output::columns::json(streams.out, &table)?,
    }
    if let Some(refusal) = &table.refusal {
        streams.out.flush()?;
        let _ = streams.notes.write_all(rendered(refusal).as_bytes());
    }
    if let Some(path) = &args.save {
        let Some(evidence) = table.evidence.as_ref().filter(|_| table.refusal.is_none()) else {
            return Err(match &table.refusal {
                Some(_) => Error::usage("there is no reading to save"),
                None => Error::usage(format!("{} is of the layout `{}`", table.name, table.layout.name.as_str()))
                    .hint(format!("`dateline layouts {}` prints its codebook", table.layout.name.as_str())),
            });
        };
        let toml = evidence.codebook(
            table.layout.names(),
            &format!("tables such as {}", table.name.rsplit(['/', '\\']).next().unwrap_or_default()),
        );
        check_is_path(Some(path))?;
        let mut file = SafeFile::create(path)?;
        file.write_all(toml.as_bytes())?;
        file.finish()?;
    }
    Ok(table.refusal.is_none())
}
