//! A file as lines of text, one a field, for a program that compares lines: `git diff` gets it by `dateline diff --textconv`.
//!
//! Every row is there, also one that can't be read, or two files that differ might look the same.

use std::io::{self, Write};

use crate::event::Event;
use crate::model::field::Field;
use crate::store::{RowOutcome, Source, each_event};
use crate::text::{sanitize, sanitize_lines};
use crate::words::{title, when_or_undated};

/// Prints the rows of a file; `rows` are the bytes behind its header.
pub fn print(out: &mut dyn Write, source: &Source, rows: &[u8]) -> io::Result<()> {
    let names = source.layout.names();
    writeln!(out, "columns: {}", sanitize(&names.join(", ")))?;
    let mut written = Ok(());
    each_event(rows, true, &source.layout, |record, outcome| {
        if written.is_err() {
            return;
        }
        written = match outcome {
            RowOutcome::Event(row, _) => event(out, row, names),
            RowOutcome::Other(_) | RowOutcome::Bad(..) | RowOutcome::Unreadable => {
                writeln!(out, "\n{}", sanitize(&String::from_utf8_lossy(record.bytes())))
            }
        };
    });
    written
}

/// A heading, which `git diff` shows above a change, and below it each cell that holds something.
fn event(out: &mut dyn Write, event: &Event<'_>, names: &[String]) -> io::Result<()> {
    let id = event.text(Field::Id);
    let id = if id.trim().is_empty() { String::new() } else { format!("{}: ", id.trim()) };
    let heading = format!("{id}{}, {}", when_or_undated(event), title(event));
    writeln!(out, "\n{}", sanitize(&heading))?;
    for (i, name) in names.iter().enumerate() {
        let cell = event.cell(i);
        if cell.is_empty() {
            continue;
        }
        write!(out, "  {}:", sanitize(name))?;
        let mut lines = sanitize_lines(&cell);
        writeln!(out, " {}", lines.next().unwrap_or_default())?;
        lines.try_for_each(|line| writeln!(out, "    {line}"))?;
    }
    Ok(())
}
