//! A table that no codebook tells of: the rows at which the evidence looks, what the user should know of its reading, and
//! why it is not read.
//!
//! Opening a source calls it.

use crate::csv::row::with_row;
use crate::csv::scan::Scanner;
use crate::error::{Diagnostic, Hint, Note};
use crate::layout::evidence::{Evidence, Refusal, SAMPLE, Sample};
use crate::layout::field_map::DateMap;
use crate::layout::{Layout, LayoutId};

/// Rows from all of the bytes after the header, as far as they were read: fewer than twice [`SAMPLE`].
pub(super) fn sample(bytes: &[u8], is_all: bool, layout: &Layout) -> Sample {
    let mut scanner = Scanner::of_part(bytes, layout.record_format(), is_all);
    let mut rows: Vec<Vec<String>> = Vec::new();
    let (mut step, mut number) = (1, 0);
    while let Some(record) = scanner.next_record() {
        if record.is_blank() {
            continue;
        }
        number += 1;
        if number % step != 0 {
            continue;
        }
        with_row(&record, layout.dialect, |row| {
            if let Some((row, _)) = row {
                rows.push((0..row.width()).map(|i| row.cell(i).into_owned()).collect());
            }
        });
        // Too many are thinned out, so that those that stay are from all parts of the bytes.
        if rows.len() == 2 * SAMPLE {
            let mut is_kept = false;
            rows.retain(|_| {
                is_kept = !is_kept;
                is_kept
            });
            step *= 2;
        }
    }
    Sample { rows }
}

/// What the user should know of a reading by evidence.
pub(super) fn notes_on(name: &str, layout: &Layout, evidence: &Evidence) -> Vec<Note> {
    if evidence.found.is_empty() {
        return Vec::new();
    }
    let names = layout.names();
    let is_known = layout.name != LayoutId::Other;
    let mut notes = vec![Note::Guessed { file: name.to_owned(), is_known, map: evidence.found_text(names) }];
    notes.extend(doubts(&format!(" of {name}"), names, evidence).into_iter().map(Note::Text));
    notes
}

/// What may be otherwise in a reading by evidence, each a sentence. `of` follows the name of a column, to say of which file
/// it is.
pub(super) fn doubts(of: &str, names: &[String], evidence: &Evidence) -> Vec<String> {
    let mut doubts = Vec::new();
    let listed = |columns: &[usize]| columns.iter().map(|&i| format!("`{}`", names[i])).collect::<Vec<_>>().join(", ");
    match evidence.other_dates[..] {
        [] => {}
        [_] => doubts.push(format!("{}{of} holds another date", listed(&evidence.other_dates))),
        _ => doubts.push(format!("{}{of} hold other dates", listed(&evidence.other_dates))),
    }
    if let Some((column, year)) = evidence.years.bc_seen {
        let bc = year.unsigned_abs();
        doubts.push(format!("years below 0 in `{}`{of} are years BC: {year} is {bc} BC", names[column]));
    }
    // Columns with the same codes are named together.
    let mut alike: Vec<(&Vec<String>, Vec<usize>)> = Vec::new();
    for (column, codes) in &evidence.codes_met {
        match alike.iter_mut().find(|(own, _)| *own == codes) {
            Some((_, columns)) => columns.push(*column),
            None => alike.push((codes, vec![*column])),
        }
    }
    for (codes, columns) in alike {
        let verb = if codes.len() == 1 { "stands" } else { "stand" };
        let codes: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
        doubts.push(format!("{} in {}{of} {verb} for what is unknown", codes.join(", "), listed(&columns)));
    }
    doubts
}

/// Why a table is not read, and how to go on.
pub(super) fn refused(name: &str, layout: &Layout, refusal: &Refusal) -> Diagnostic {
    let names = layout.names();
    let columns =
        |date: &DateMap| date.columns().iter().map(|&i| format!("`{}`", names[i])).collect::<Vec<_>>().join(" and ");
    let hint = match refusal {
        Refusal::TwoDates(first, second) => {
            Hint::EitherMap { maps: Box::new([first.text(names), second.text(names)]), file: name.to_owned() }
        }
        Refusal::Counts | Refusal::YearsAcross | Refusal::NoNames => Hint::NoEvents { file: name.to_owned() },
    };
    let message = match refusal {
        Refusal::TwoDates(first, second) => {
            format!("{} of {name} may be the date of the event, and {} may be so too", columns(first), columns(second))
        }
        Refusal::Counts => format!(
            "{name} holds no events: each row has numbers for a day, a month or a year, and nothing that names an event"
        ),
        Refusal::YearsAcross => format!("{name} holds no events: its columns are years, as in a pivot table"),
        Refusal::NoNames => format!("{name} holds no events: most of its columns have no name, as in a pivot table"),
    };
    Diagnostic::new(message).hint(hint)
}

/// The report that a file lacks a column, with the file in its hint.
pub(super) fn with_file(mut diagnostic: Diagnostic, name: &str) -> Diagnostic {
    if let Some(Hint::Columns { file, .. }) = &mut diagnostic.hint {
        *file = Some(name.to_owned());
    }
    diagnostic
}
