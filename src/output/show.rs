//! `show`: one event with all its fields.

use std::io::{self, Write};

use textwrap::{Options, wrap};

use crate::event::Event;
use crate::model::field::Field;

use super::{CASUALTIES, HEADING, QUIET, WHEN};
use crate::text::{pad, sanitize, sanitize_lines};
use crate::words::{people, when_or_undated};

/// Prints one event in `width` terminal cells.
pub fn event(out: &mut dyn Write, event: &Event<'_>, width: usize) -> io::Result<()> {
    let title = event.text(Field::Title);
    for line in wrap(&sanitize(title.trim()), width.max(20)) {
        writeln!(out, "{HEADING}{line}{HEADING:#}")?;
    }
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, text: String| {
        if !text.trim().is_empty() {
            rows.push((name.to_owned(), text));
        }
    };
    add("id", event.text(Field::Id).into_owned());
    add("date", date(event));
    add("location", event.text(Field::Location).into_owned());
    add("country", event.text(Field::Country).into_owned());
    add("coordinates", coordinates(event));
    add("kind", event.text(Field::Kind).into_owned());
    add("actors", event.actors().join("\n"));
    add("tags", event.tags().join("\n"));
    add("killed", event.killed.map(people).unwrap_or_default());
    add("wounded", event.wounded.map(people).unwrap_or_default());
    for field in [Field::Status, Field::Media, Field::MediaCredit, Field::MediaCaption] {
        add(field.name(), event.text(field).into_owned());
    }
    add("summary", event.text(Field::Summary).into_owned());
    add("source", event.sources().join("\n"));
    let unread = event.unread_cells().iter();
    add(
        "unread",
        unread.map(|cell| format!("{}: {}", cell.field.name(), event.cell(cell.column))).collect::<Vec<_>>().join("\n"),
    );
    for (name, cell) in event.extra() {
        add(name, cell.into_owned());
    }
    let names = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(24);
    for (name, text) in rows {
        let style = match name.as_str() {
            "date" => WHEN,
            "killed" | "wounded" => CASUALTIES,
            _ => anstyle::Style::new(),
        };
        let options = Options::new(width.saturating_sub(names + 4).max(20));
        let lines = sanitize_lines(text.trim()).flat_map(|line| {
            wrap(&line, options.clone()).into_iter().map(|line| line.into_owned()).collect::<Vec<_>>()
        });
        for (i, line) in lines.enumerate() {
            let name = if i == 0 { pad(&sanitize(&name), names) } else { " ".repeat(names) };
            match line.is_empty() {
                true => writeln!(out)?,
                false => writeln!(out, "  {QUIET}{name}{QUIET:#}  {style}{line}{style:#}")?,
            }
        }
    }
    Ok(())
}

/// The date in words, followed by its EDTF where that differs.
fn date(event: &Event<'_>) -> String {
    let words = when_or_undated(event);
    match event.date.as_ref().map(ToString::to_string) {
        Some(edtf) if edtf != words => format!("{words}  {edtf}"),
        _ => words,
    }
}

fn coordinates(event: &Event<'_>) -> String {
    match (event.latitude(), event.longitude()) {
        (Some(latitude), Some(longitude)) => format!("{latitude}, {longitude}"),
        _ => String::new(),
    }
}
