//! The typed columns of a table of a server, held to its text: they are made anew of each row, and compared.

use std::collections::{HashMap, HashSet};

use super::code::Code;
use super::{CheckedRow, Finding, Findings, Wanted};
use crate::error::{Hint, Place, Result};
use crate::postgres::{TypedRow, TypedRows};
use crate::store::Source;
use crate::typed;

/// What the server has of a table.
pub(super) struct OfServer {
    /// The table, for the hint.
    name: String,
    rows: Vec<TypedRow>,
    /// The hashes of their cells.
    known: HashSet<u64>,
    /// The line on which the first row stands.
    first_line: u64,
}

impl OfServer {
    /// `None`: the input is no table, or one that has no typed columns, which `lacks` is told.
    ///
    /// # Errors
    /// The server refuses, or is gone.
    pub fn of(source: &Source, lacks: &mut bool) -> Result<Option<OfServer>> {
        let Some(table) = &source.table else { return Ok(None) };
        match table.typed(&typed::typing(Some(&source.layout)))? {
            TypedRows::Unfit => Ok(None),
            TypedRows::Lacking => {
                *lacks = true;
                Ok(None)
            }
            TypedRows::Rows(rows) => {
                let known = rows.iter().filter_map(|row| row.cells).collect();
                Ok(Some(OfServer { name: source.name.clone(), rows, known, first_line: source.header_lines() + 1 }))
            }
        }
    }
}

/// The rows that are events, each with what its typed cells must be.
#[derive(Default)]
pub(super) struct TypedCells {
    /// By line, a hash of them; `None`: it has none.
    rows: Vec<(u64, Option<u64>)>,
    /// Those that the server has in no row, or of which it should have none.
    doubtful: Vec<Place>,
}

impl TypedCells {
    pub fn add(&mut self, row: &CheckedRow<'_, '_>, server: &OfServer) {
        let cells = typed::cells(row.event).map(|cells| typed::hash_of(&cells));
        self.rows.push((row.line, cells));
        if cells.is_none_or(|cells| !server.known.contains(&cells)) {
            self.doubtful.push(row.event.place(None, row.line));
        }
    }

    pub fn append(&mut self, block: TypedCells, first_line: u64) {
        self.rows.extend(block.rows.into_iter().map(|(line, cells)| (line + first_line, cells)));
        let placed = |place: Place| Place { line: place.line + first_line, ..place };
        self.doubtful.extend(block.doubtful.into_iter().map(placed));
    }

    pub fn finish(self, server: &OfServer, findings: &mut Findings, wanted: &Wanted) {
        let of_text: HashMap<u64, Option<u64>> = self.rows.into_iter().collect();
        let places: HashMap<u64, Place> = self.doubtful.into_iter().map(|place| (place.line, place)).collect();
        for row in &server.rows {
            let line = server.first_line + row.line;
            let of_text = of_text.get(&line).copied().flatten();
            if of_text == row.cells {
                continue;
            }
            let (code, what) = match row.cells {
                None => {
                    (Code::MissingColumns, "the row has no columns for filters, so that it is read whatever is asked")
                }
                Some(_) => (Code::WrongColumns, "the columns for filters say something else than the row"),
            };
            findings.add(code, wanted, || Finding {
                code,
                place: places.get(&line).cloned().unwrap_or(Place { line, column: 1, ..Place::default() }),
                message: if row.id.is_empty() { what.to_owned() } else { format!("`{}`: {what}", row.id) },
                hint: Some(Hint::MendColumns { table: server.name.clone() }),
                fix: None,
            });
        }
    }
}
