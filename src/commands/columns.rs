//! `columns`: what dateline makes of a table, column by column.

use std::io::Write as _;

use crate::cli;
use crate::edit::safe_file::SafeFile;
use crate::error::{Error, Result};
use crate::output;
use crate::store::columns::columns_of;

use super::{Environment, Streams, inputs, note, rendered};

pub(super) fn columns(args: &cli::ColumnsArgs, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let inputs = inputs(args.file.as_slice(), environment);
    let table = columns_of(&inputs[0], &args.form.options())?;
    for text in &table.notes {
        note(streams, &cli::hint::note(text));
    }
    match args.format {
        cli::ColumnsFormat::Text => output::columns::text(streams.out, &table, environment.width)?,
        cli::ColumnsFormat::Json => output::columns::json(streams.out, &table)?,
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
        let mut file = SafeFile::create(path)?;
        file.write_all(toml.as_bytes())?;
        file.finish()?;
    }
    Ok(table.refusal.is_none())
}
