//! `show`: one event with all its fields.

use std::borrow::Cow;
use std::io::{self, Write};

use percent_encoding::{CONTROLS, utf8_percent_encode};
use textwrap::{Options, wrap};

use crate::event::Event;
use crate::model::field::{Column, Field};

use super::table::{self, Shown};
use super::{CASUALTIES, HEADING, QUIET, WHEN};
use crate::text::markup::{Piece, pieces};
use crate::text::{pad, sanitize, sanitize_lines};
use crate::words::{people, when_or_undated};

/// Prints one event in `width` terminal cells. `has_links`: addresses lead where they say (OSC 8).
pub fn event(out: &mut dyn Write, event: &Event<'_>, width: usize, has_links: bool) -> io::Result<()> {
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
    add("killed", event.killed().map(people).unwrap_or_default());
    add("wounded", event.wounded().map(people).unwrap_or_default());
    for field in [Field::Status, Field::Media, Field::MediaCredit, Field::MediaCaption] {
        add(field.name(), event.text(field).into_owned());
    }
    add("report_of", event.text(Field::ReportOf).into_owned());
    add("summary", event.text(Field::Summary).into_owned());
    add("source", event.sources().join("\n"));
    let unread = event.unread_cells().into_iter();
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
            let wrapped: Vec<String> = wrap(&line, options.clone()).into_iter().map(Cow::into_owned).collect();
            if has_links { linked(&line, wrapped) } else { wrapped }
        });
        for (i, line) in lines.enumerate() {
            let name = if i == 0 { pad(&sanitize(&name), names) } else { " ".repeat(names) };
            match line.is_empty() {
                true => writeln!(out)?,
                false => writeln!(out, "  {QUIET}{name}{QUIET:#}  {style}{line}{style:#}")?,
            }
        }
    }
    reports_table(out, event, width)
}

/// The reports of an event side by side, where there are several.
fn reports_table(out: &mut dyn Write, event: &Event<'_>, width: usize) -> io::Result<()> {
    if event.reports().is_empty() {
        return Ok(());
    }
    let fields = [Field::Id, Field::Date, Field::Killed, Field::Wounded, Field::Status, Field::Source, Field::Title];
    let columns = fields.map(|field| Shown::Column(Column::Field(field))).to_vec();
    writeln!(out)?;
    table::print_few(out, event.reports(), columns, width)
}

/// The lines into which a text was wrapped, with its addresses as links: also one that goes on in the next line.
fn linked(text: &str, lines: Vec<String>) -> Vec<String> {
    let addresses = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Address(address) => Some(address),
        Piece::Text(_) => None,
    });
    let mut addresses = addresses.peekable();
    // How much of the address stands in the lines before.
    let mut used = 0;
    let link = |line: &str| {
        let mut linked = String::new();
        let mut rest = line;
        while let Some(address) = addresses.peek() {
            let left = &address[used..];
            let at = match used {
                0 => rest.find(left).or_else(|| {
                    let mut starts = rest.match_indices(&left[..1]).map(|(at, _)| at);
                    starts.find(|at| left.starts_with(&rest[*at..]))
                }),
                _ => Some(0),
            };
            let Some(at) = at else { break };
            let shown = rest[at..].len().min(left.len());
            let Some(shown) = rest[at..].get(..shown).filter(|shown| left.starts_with(shown)) else { break };
            let target = utf8_percent_encode(address, CONTROLS);
            linked.push_str(&format!("{}\x1b]8;;{target}\x1b\\{shown}\x1b]8;;\x1b\\", &rest[..at]));
            rest = &rest[at + shown.len()..];
            used += shown.len();
            if used < address.len() {
                break;
            }
            used = 0;
            addresses.next();
        }
        linked + rest
    };
    let mut link = link;
    lines.iter().map(|line| link(line)).collect()
}

/// The date in words, followed by its EDTF where that differs.
fn date(event: &Event<'_>) -> String {
    let words = when_or_undated(event);
    match event.date().map(ToString::to_string) {
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

#[cfg(test)]
mod tests {
    use super::linked;

    #[test]
    fn addresses_lead_where_they_say_on_every_line() {
        let link = |target: &str, text: &str| format!("\x1b]8;;{target}\x1b\\{text}\x1b]8;;\x1b\\");
        let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let (a, b) = ("https://a.org/long/way", "https://b.org");
        assert_eq!(
            linked(&format!("UN ({a}), {b}"), lines(&["UN (https://a.org/", "long/way), https://b.org"])),
            [format!("UN ({}", link(a, "https://a.org/")), format!("{}), {}", link(a, "long/way"), link(b, b))]
        );
        let russian = "https://a.org/ж";
        assert_eq!(linked(russian, lines(&[russian])), [link("https://a.org/%D0%B6", russian)]);
        assert_eq!(linked("no address", lines(&["no address"])), ["no address"]);
        assert_eq!(
            linked(&format!("{b} {b}"), lines(&["https://b.org https://b.org"])),
            [format!("{0} {0}", link(b, b))]
        );
    }
}
