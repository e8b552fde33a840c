//! `diff`: what was added, removed and changed, for people and as JSON.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use serde_json::value::RawValue;
use textwrap::{Options, WordSplitter, wrap};

use crate::diff::{Changed, ComparedColumns, Difference, FieldChanges, PairedBy, StoredEvent};
use crate::layout::listed;
use crate::model::field::Field;
use crate::query::count::Sum;
use crate::store::Source;
use crate::text::{sanitize, thousands, truncate_cell};

use super::{FileRead, JsonFile, QUIET};
use crate::publish::json as json_event;
use crate::words::{people, when_or_undated};

const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const CHANGED: Style = AnsiColor::Yellow.on_default();
const UNREADABLE: Style = AnsiColor::Magenta.on_default();

/// Two chronologies and their difference.
pub struct Compared<'a> {
    pub old: FileRead<'a>,
    pub new: FileRead<'a>,
    pub columns: &'a ComparedColumns,
    pub difference: &'a Difference,
}

/// Prints the differences in the order of their dates.
pub fn text(out: &mut dyn Write, compared: &Compared<'_>, width: usize) -> io::Result<()> {
    let Compared { columns, difference, .. } = compared;
    for file in [&compared.old, &compared.new] {
        writeln!(out, "{QUIET}{}{QUIET:#}", sanitize(&file.title()))?;
    }
    let (old, new) = (compared.old.source, compared.new.source);
    let what = if old.layout.name == new.layout.name { "column" } else { "field" };
    for (source, names) in [(old, &columns.only_old), (new, &columns.only_new)] {
        if !names.is_empty() {
            let s = if names.len() == 1 { "" } else { "s" };
            let only = format!("{what}{s} only in {}: {}", source.name, listed(names));
            writeln!(out, "{QUIET}{}{QUIET:#}", sanitize(&only))?;
        }
    }
    if old.layout.name != new.layout.name {
        writeln!(out, "{QUIET}of two layouts, only the fields that both have are compared{QUIET:#}")?;
    }
    writeln!(out)?;
    let Difference { added, removed, changed, unchanged, unreadable_in_new, unreadable_in_old } = difference;
    let mut lines: Vec<(u64, Line<'_>)> = removed.iter().map(|kept| (kept.rank, Line::Removed(kept))).collect();
    lines.extend(added.iter().map(|kept| (kept.rank, Line::Added(kept))));
    lines.extend(changed.iter().map(|changed| (changed.new.rank, Line::Changed(changed))));
    lines.extend(unreadable_in_new.iter().map(|kept| (kept.rank, Line::Unreadable(kept, old, new))));
    lines.extend(unreadable_in_old.iter().map(|kept| (kept.rank, Line::Unreadable(kept, new, old))));
    lines.sort_by_key(|(rank, _)| *rank);
    for (_, line) in &lines {
        match line {
            Line::Added(kept) => heading(out, "+", ADDED, kept, new, width)?,
            Line::Removed(kept) => heading(out, "-", REMOVED, kept, old, width)?,
            Line::Changed(changed) => {
                // What can't be read may only seem to have changed.
                let (sign, style) = match changed.changes.iter().any(|change| change.is_unread) {
                    true => ("!", UNREADABLE),
                    false => ("~", CHANGED),
                };
                heading(out, sign, style, &changed.new, new, width)?;
                changes(out, changed, width)?;
            }
            Line::Unreadable(kept, source, other) => {
                heading(out, "!", UNREADABLE, kept, source, width)?;
                writeln!(out, "    can't be read in {}", sanitize(&other.name))?;
            }
        }
    }
    if !lines.is_empty() {
        writeln!(out)?;
    }
    // What changed in one event was said of it.
    for field in difference.fields().iter().filter(|field| field.events > 1) {
        for line in wrap(&sanitize(&field_words(field)), Options::new(width).subsequent_indent("  ")) {
            writeln!(out, "{line}")?;
        }
    }
    let number = |n: usize| thousands(n as u64);
    let (added, removed, changed) = (number(added.len()), number(removed.len()), number(changed.len()));
    let unreadable = match unreadable_in_new.len() + unreadable_in_old.len() {
        0 => String::new(),
        n => format!(", {} not compared", number(n)),
    };
    let unchanged = thousands(*unchanged);
    writeln!(out, "{added} added, {removed} removed, {changed} changed, {unchanged} unchanged{unreadable}")
}

/// `killed changed in 41 events: 4,528 → 4,612`
fn field_words(field: &FieldChanges) -> String {
    let sums = match field.sums {
        Some((old, new)) => format!(": {} → {}", sum_words(old), sum_words(new)),
        None => String::new(),
    };
    format!("{} changed in {} events{sums}", field.field, thousands(field.events))
}

fn sum_words(sum: Sum) -> String {
    sum.count().map_or_else(|| "unknown".to_owned(), people)
}

enum Line<'a> {
    Added(&'a StoredEvent),
    Removed(&'a StoredEvent),
    Changed(&'a Changed),
    /// With the file that has the event, and the file in which its row can't be read.
    Unreadable(&'a StoredEvent, &'a Source, &'a Source),
}

/// `+ 26 Aug 2021  Suicide attack at Kabul airport  kabul-airport`
fn heading(
    out: &mut dyn Write,
    sign: &str,
    style: Style,
    kept: &StoredEvent,
    source: &Source,
    width: usize,
) -> io::Result<()> {
    source.with_event(&kept.record, |event| {
        let (title, id) = (event.text(Field::Title), event.text(Field::Id));
        let parts = [when_or_undated(event).into(), truncate_cell(&title), truncate_cell(&id)];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let text = format!("{sign} {}", parts.join("  "));
        // An id must not be broken at its hyphens.
        let options = Options::new(width).subsequent_indent("    ").word_splitter(WordSplitter::NoHyphenation);
        for line in wrap(&text, options) {
            writeln!(out, "{style}{line}{style:#}")?;
        }
        Ok(())
    })?
}

fn changes(out: &mut dyn Write, changed: &Changed, width: usize) -> io::Result<()> {
    let options = Options::new(width).initial_indent("    ").subsequent_indent("      ");
    for change in &changed.changes {
        for line in wrap(&sanitize(&change.words), &options) {
            writeln!(out, "{line}")?;
        }
    }
    let guess = match changed.by {
        PairedBy::Id | PairedBy::DatePlaceTitle => return Ok(()),
        PairedBy::PlaceTitle => "place and title",
        PairedBy::DateTitle => "date and title",
        PairedBy::DatePlace => "date, place and a similar title",
        PairedBy::Place => "place, a date that overlaps and a similar title",
        PairedBy::Text => "what its other cells hold",
    };
    writeln!(out, "    {QUIET}taken for the same event by {guess}{QUIET:#}")
}

/// The order of the fields is part of the format.
#[derive(Serialize)]
struct Json<'a> {
    old: JsonSide<'a>,
    new: JsonSide<'a>,
    added: Vec<Box<RawValue>>,
    removed: Vec<Box<RawValue>>,
    changed: Vec<JsonChanged<'a>>,
    /// Each field that changed, in how many events, and for counts the sums in those events.
    fields: Vec<JsonField>,
    unchanged: u64,
    /// Events of the other file whose rows can't be read in this one.
    unreadable_in_old: Vec<Box<RawValue>>,
    unreadable_in_new: Vec<Box<RawValue>>,
}

#[derive(Serialize)]
struct JsonField {
    field: String,
    events: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<String>,
}

impl From<FieldChanges> for JsonField {
    fn from(FieldChanges { field, events, sums }: FieldChanges) -> JsonField {
        let text = |sum: Sum| sum.count().map(|count| count.to_string());
        let (old, new) = sums.map_or((None, None), |(old, new)| (text(old), text(new)));
        JsonField { field, events, old, new }
    }
}

#[derive(Serialize)]
struct JsonSide<'a> {
    #[serde(flatten)]
    file: JsonFile<'a>,
    /// Columns that the other does not have; of two layouts, the fields.
    only_here: &'a [String],
}

#[derive(Serialize)]
struct JsonChanged<'a> {
    id: Option<String>,
    date: Option<String>,
    title: Option<String>,
    paired_by: &'static str,
    changes: Vec<JsonChange<'a>>,
}

#[derive(Serialize)]
struct JsonChange<'a> {
    field: &'a str,
    old: Option<&'a str>,
    new: Option<&'a str>,
    words: &'a str,
}

/// Prints one JSON object: events as `export` writes them, and changes field by field.
pub fn json(out: &mut dyn Write, compared: &Compared<'_>) -> io::Result<()> {
    let Compared { columns, difference, .. } = compared;
    let (old, new) = (compared.old.source, compared.new.source);
    let events = |kept: &[StoredEvent], source: &Source| -> io::Result<Vec<Box<RawValue>>> {
        kept.iter().map(|kept| whole(kept, source)).collect()
    };
    let json = Json {
        old: JsonSide { file: compared.old.to_json(), only_here: &columns.only_old },
        new: JsonSide { file: compared.new.to_json(), only_here: &columns.only_new },
        added: events(&difference.added, new)?,
        removed: events(&difference.removed, old)?,
        changed: difference.changed.iter().map(|changed| json_changed(changed, new)).collect::<io::Result<_>>()?,
        fields: difference.fields().into_iter().map(JsonField::from).collect(),
        unchanged: difference.unchanged,
        unreadable_in_old: events(&difference.unreadable_in_old, new)?,
        unreadable_in_new: events(&difference.unreadable_in_new, old)?,
    };
    serde_json::to_writer(&mut *out, &json)?;
    writeln!(out)
}

fn whole(kept: &StoredEvent, source: &Source) -> io::Result<Box<RawValue>> {
    let json = source.with_event(&kept.record, |event| {
        let mut json = Vec::new();
        json_event::event(event, &mut json);
        String::from_utf8_lossy(&json).into_owned()
    })?;
    Ok(RawValue::from_string(json)?)
}

fn json_changed<'a>(changed: &'a Changed, source: &Source) -> io::Result<JsonChanged<'a>> {
    let known = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    source.with_event(&changed.new.record, |event| JsonChanged {
        id: known(&event.text(Field::Id)),
        date: event.date().map(ToString::to_string),
        title: known(&event.text(Field::Title)),
        paired_by: changed.by.name(),
        changes: changed
            .changes
            .iter()
            .map(|change| JsonChange {
                field: &change.field,
                old: (!change.old.is_empty()).then_some(&change.old),
                new: (!change.new.is_empty()).then_some(&change.new),
                words: &change.words,
            })
            .collect(),
    })
}
