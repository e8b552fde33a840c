//! `columns`: what each column of a table is taken for and why, for people and as JSON.

use std::io::{self, Write};

use anstyle::Style;
use serde::Serialize;
use textwrap::{Options, WordSplitter, wrap};

use crate::layout::LayoutId;
use crate::model::field::Field;
use crate::store::columns::{ColumnCells, InputColumns};
use crate::text::{counted, pad, sanitize, shell_word, truncate};

use super::{HEADING, QUIET, WHEN};

/// The columns of the table, as it is shown.
const HEADINGS: [&str; 6] = ["column", "taken for", "filled", "first", "last", "why"];

/// Where there is less room, the first and the last value are left out.
const ROOM_FOR_VALUES: usize = 72;

/// A mapping as a shell takes it.
pub fn map_option(map: &str) -> String {
    let quote = if map.contains('\'') { '"' } else { '\'' };
    format!("--map {quote}{map}{quote}")
}

/// Prints the table of the columns, the reading as options, and what may be otherwise.
pub fn text(out: &mut dyn Write, table: &InputColumns, width: usize) -> io::Result<()> {
    let names = table.layout.names();
    let layout = match &table.layout.name {
        LayoutId::Other => "no known layout".to_owned(),
        known => format!("layout {}", known.as_str()),
    };
    let title =
        format!("{}: {}, {}, {layout}", table.name, counted(table.rows, "row"), counted(names.len() as u64, "column"));
    writeln!(out, "{QUIET}{}{QUIET:#}\n", sanitize(&title))?;
    let rows: Vec<[String; 6]> = (0..names.len()).map(|i| row(table, i)).collect();
    let widths = widths(&rows, width);
    print_row(out, &HEADINGS.map(str::to_owned), &widths, true)?;
    for row in &rows {
        print_row(out, row, &widths, false)?;
    }
    if let Some(reading) = reading(table) {
        writeln!(out, "\n{HEADING}the reading{HEADING:#}")?;
        for option in reading {
            // Not wrapped, so that it can be copied whole.
            writeln!(out, "  {}", sanitize(&option))?;
        }
    }
    if !table.doubts.is_empty() {
        writeln!(out, "\n{HEADING}doubts{HEADING:#}")?;
        for doubt in &table.doubts {
            print_wrapped(out, doubt, width)?;
        }
    }
    Ok(())
}

fn print_wrapped(out: &mut dyn Write, text: &str, width: usize) -> io::Result<()> {
    let options =
        Options::new(width).initial_indent("  ").subsequent_indent("    ").word_splitter(WordSplitter::NoHyphenation);
    for line in wrap(&sanitize(text), options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn row(table: &InputColumns, i: usize) -> [String; 6] {
    let ColumnCells { filled, first, last } = &table.cells[i];
    let percent = match (table.rows, *filled) {
        (0, _) => String::new(),
        (rows, filled) if filled == rows => "all".to_owned(),
        (_, 0) => "none".to_owned(),
        (rows, filled) => format!("{}%", (100 * filled / rows).max(1)),
    };
    [table.layout.column_name(i).to_owned(), taken_for(table, i), percent, first.clone(), last.clone(), why(table, i)]
        .map(|text| sanitize(&text).replace('\n', " "))
}

fn taken_for(table: &InputColumns, i: usize) -> String {
    if let Some(evidence) = &table.evidence {
        return evidence.map.role(i);
    }
    let fields = Field::ALL.into_iter().filter(|field| table.layout.fields().columns_of(*field).contains(&i));
    fields.map(Field::name).collect::<Vec<_>>().join(", ")
}

fn why(table: &InputColumns, i: usize) -> String {
    match &table.evidence {
        Some(evidence) => evidence.reasons[i].clone(),
        None if taken_for(table, i).is_empty() => String::new(),
        None => "by its codebook".to_owned(),
    }
}

/// The options that say the same; `None`: it can't be read.
fn reading(table: &InputColumns) -> Option<Vec<String>> {
    if table.refusal.is_some() {
        return None;
    }
    let names = table.layout.names();
    let Some(evidence) = &table.evidence else {
        return Some(vec![format!("--layout {}", table.layout.name.as_str())]);
    };
    let mut options = vec![map_option(&evidence.map.text(names))];
    for (column, codes) in &evidence.codes_met {
        let codes = format!("{}={}", names[*column], codes.join(","));
        options.push(format!("--unknown {}", shell_word(&codes)));
    }
    Some(options)
}

fn widths(rows: &[[String; 6]], width: usize) -> [usize; 6] {
    let longest = |column: usize| {
        let cells = rows.iter().map(|row| unicode_width::UnicodeWidthStr::width(row[column].as_str()));
        cells.chain([HEADINGS[column].len()]).max().unwrap_or(0)
    };
    let share = |column: usize, most: usize| longest(column).min(most.max(HEADINGS[column].len()));
    let (name, field, filled) = (share(0, width / 4), share(1, width / 6), share(2, 6));
    let value = if width < ROOM_FOR_VALUES { 0 } else { (width / 8).min(24) };
    let (first, last) = if value == 0 { (0, 0) } else { (share(3, value), share(4, value)) };
    let gaps = 2 * [name, field, filled, first, last].iter().filter(|width| **width > 0).count();
    let used = name + field + filled + first + last + gaps;
    [name, field, filled, first, last, width.saturating_sub(used).max(8)]
}

fn print_row(out: &mut dyn Write, row: &[String; 6], widths: &[usize; 6], is_heading: bool) -> io::Result<()> {
    let lines: Vec<Vec<String>> = row
        .iter()
        .zip(widths)
        .enumerate()
        .map(|(i, (text, width))| match i {
            3 | 4 => vec![truncate(text, *width).into_owned()],
            _ => wrap(text, Options::new(*width).word_splitter(WordSplitter::NoHyphenation))
                .into_iter()
                .map(|line| line.into_owned())
                .collect(),
        })
        .collect();
    let height = lines.iter().map(Vec::len).max().unwrap_or(1).max(1);
    for n in 0..height {
        let cell = |i: usize| lines[i].get(n).map(String::as_str).unwrap_or_default();
        let shown: Vec<usize> = (0..widths.len()).filter(|&i| widths[i] > 0).collect();
        // Nothing is padded behind the last cell that holds something.
        let last = shown.iter().rev().copied().find(|&i| !cell(i).is_empty()).unwrap_or(0);
        let mut line = String::new();
        for i in shown.into_iter().filter(|&i| i <= last) {
            let style = match i {
                _ if is_heading => HEADING,
                1 => WHEN,
                5 => QUIET,
                _ => Style::new(),
            };
            let text = if i == last { cell(i).to_owned() } else { format!("{}  ", pad(cell(i), widths[i])) };
            line.push_str(&format!("{style}{text}{style:#}"));
        }
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// The order of the fields is part of the format.
#[derive(Serialize)]
struct Json<'a> {
    file: &'a str,
    layout: &'a str,
    rows: u64,
    columns: Vec<JsonColumn<'a>>,
    /// What `--map` says the same; `null` where a codebook reads the file, or nothing does.
    map: Option<String>,
    unknown: Vec<String>,
    doubts: &'a [String],
    /// Why it can't be read.
    refused: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonColumn<'a> {
    number: usize,
    name: &'a str,
    taken_for: Vec<String>,
    why: String,
    filled: u64,
    first: Option<&'a str>,
    last: Option<&'a str>,
}

/// Prints the same as one JSON object.
pub fn json(out: &mut dyn Write, table: &InputColumns) -> io::Result<()> {
    let names = table.layout.names();
    let columns = table.cells.iter().enumerate().map(|(i, cells)| {
        let taken_for = taken_for(table, i);
        JsonColumn {
            number: i + 1,
            name: &names[i],
            taken_for: taken_for.split(", ").filter(|field| !field.is_empty()).map(str::to_owned).collect(),
            why: why(table, i),
            filled: cells.filled,
            first: Some(cells.first.as_str()).filter(|first| !first.is_empty()),
            last: Some(cells.last.as_str()).filter(|last| !last.is_empty()),
        }
    });
    let evidence = table.evidence.as_ref().filter(|_| table.refusal.is_none());
    let unknown = evidence.into_iter().flat_map(|evidence| &evidence.codes_met);
    let json = Json {
        file: &table.name,
        layout: table.layout.name.as_str(),
        rows: table.rows,
        columns: columns.collect(),
        map: evidence.map(|evidence| evidence.map.text(names)),
        unknown: unknown.map(|(column, codes)| format!("{}={}", names[*column], codes.join(","))).collect(),
        doubts: &table.doubts,
        refused: table.refusal.as_ref().map(|refusal| refusal.message.as_str()),
    };
    serde_json::to_writer_pretty(&mut *out, &json)?;
    writeln!(out)
}
