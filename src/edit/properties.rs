//! What holds for any change to any file: what is added and removed again leaves the same bytes, a cell that is
//! replaced changes its row alone, and whatever is changed, every other row stays as it was.

use std::fmt;
use std::io::Write;

use proptest::prelude::*;

use super::content::Content;
use super::style::CsvStyle;
use super::{Changes, InsertAt, Origin, RowIndex};
use crate::csv::record::Record;

/// Bytes in which what matters to CSV is frequent.
fn csv_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => Just(b",".to_vec()),
        3 => Just(b"\"".to_vec()),
        3 => Just(b"\n".to_vec()),
        2 => Just(b"\r\n".to_vec()),
        1 => Just(b"\r".to_vec()),
        1 => Just(b"\r\r\n".to_vec()),
        2 => Just(b"\"a, \"\"b\"\"\n\",".to_vec()),
        5 => "[a-c ]{0,9}".prop_map(String::into_bytes),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
        1 => Just("é”東".as_bytes().to_vec()),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A file, and how long its header is.
#[derive(Clone)]
struct Csv(Vec<u8>, usize);

impl Csv {
    fn index(&self) -> RowIndex {
        index_of(Content::of_bytes(self.0.clone()), self.1)
    }

    /// The same of a file that is not in memory.
    fn index_of_file(&self) -> RowIndex {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&self.0).unwrap();
        index_of(Content::of_file(file, self.0.len() as u64), self.1)
    }
}

impl fmt::Debug for Csv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} + {:?}",
            String::from_utf8_lossy(&self.0[..self.1]),
            self.0[self.1..].escape_ascii().to_string()
        )
    }
}

/// A file with a header, and anything after it.
fn csv() -> impl Strategy<Value = Csv> {
    let header =
        prop_oneof![Just("date,title,note"), Just("\u{feff}date,title,note"), Just("\"date\",\"title\",\"note\"")];
    let rest = prop_oneof![
        1 => Just(Vec::new()),
        9 => (prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just("\r\r\n")], csv_bytes())
            .prop_map(|(end, rest)| [end.as_bytes(), &rest].concat()),
    ];
    (header, rest).prop_map(|(header, rest)| {
        let line_break = [&b"\r\r\n"[..], b"\r\n", b"\n", b"\r"].into_iter().find(|end| rest.starts_with(end));
        let head = header.len() + line_break.map_or(0, <[u8]>::len);
        Csv([header.as_bytes(), &rest].concat(), head)
    })
}

fn cells() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-c,\"\n\r#é ]{0,6}", 3)
}

fn bytes(cells: &[String]) -> Vec<Vec<u8>> {
    cells.iter().map(|cell| cell.as_bytes().to_vec()).collect()
}

fn index_of(content: Content, head: usize) -> RowIndex {
    RowIndex::new("a.csv", content, head, b',').unwrap()
}

/// A new row of these cells, as the file writes its rows.
fn new_row(index: &RowIndex, cells: &[String]) -> Vec<u8> {
    CsvStyle::of(index).unwrap().row(&bytes(cells))
}

/// The bytes of the file after the changes.
fn applied(changes: &Changes, index: &RowIndex) -> Vec<u8> {
    let pieces = changes.pieces(index, &CsvStyle::of(index).unwrap()).unwrap();
    index.content().changed(&pieces, None).unwrap().into_bytes().unwrap()
}

/// The same, read again.
fn changed(changes: &Changes, index: &RowIndex) -> RowIndex {
    let bytes = applied(changes, index);
    let head = index.head().len().min(file(index).len()).min(bytes.len());
    index_of(Content::of_bytes(bytes), head)
}

fn file(index: &RowIndex) -> Vec<u8> {
    index.content().whole().unwrap().into_owned()
}

fn rows(index: &RowIndex) -> Vec<Vec<u8>> {
    (0..index.len()).map(|row| index.row(row).unwrap().into_owned()).collect()
}

fn cells_of(index: &RowIndex, row: usize) -> Vec<Vec<u8>> {
    let cells = |record: &Record<'_>| (0..record.width()).map(|i| record.cell(i).into_owned()).collect();
    index.with_record(row, cells).unwrap()
}

/// Whether no quote means another thing when other cells change, as one that is never closed does, and one after a space.
/// `Transaction` checks changes to such files.
fn is_settled(index: &RowIndex) -> bool {
    let is_spaced = |cell: &[u8]| cell.first() == Some(&b' ') && cell.trim_ascii_start().first() == Some(&b'"');
    let has_spaced =
        |row| index.with_record(row, |record| (0..record.width()).any(|column| is_spaced(record.raw(column)))).unwrap();
    !index.has_unclosed() && !(0..index.len()).any(has_spaced)
}

/// Any of the places a row may be put, which are those up to the end that the table tells.
fn place(index: &RowIndex, at: prop::sample::Index) -> InsertAt {
    InsertAt { before: at.index(index.end().unwrap() + 1), rank: 0 }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        max_global_rejects: 100_000,
        ..ProptestConfig::with_cases(500)
    })]

    #[test]
    fn without_changes_nothing_changes(csv in csv()) {
        let index = csv.index();
        prop_assert_eq!(applied(&Changes::default(), &index), file(&index));
    }

    #[test]
    fn what_is_added_and_removed_leaves_the_same_bytes(csv in csv(), cells in cells(), at in any::<prop::sample::Index>()) {
        let index = csv.index();
        prop_assume!(is_settled(&index));
        let place = place(&index, at);
        let mut add = Changes::default();
        add.insert(place, new_row(&index, &cells));
        let added = changed(&add, &index);
        prop_assert_eq!(added.len(), index.len() + 1);
        prop_assert_eq!(cells_of(&added, place.before), bytes(&cells));
        let mut remove = Changes::default();
        remove.remove(place.before);
        prop_assert_eq!(applied(&remove, &added), file(&index));
    }

    #[test]
    fn every_row_without_a_change_stays_as_it_was(
        csv in csv(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..4usize, "[a-c,\"\n ]{0,5}"), 1..6),
        new in prop::collection::vec((any::<prop::sample::Index>(), cells()), 0..3),
    ) {
        let index = csv.index();
        prop_assume!(is_settled(&index));
        let mut all = Changes::default();
        let mut touched = vec![None; index.len()];
        for (row, what, text) in changes {
            if index.is_empty() {
                continue;
            }
            let row = row.index(index.len());
            if what == 3 {
                all.remove(row);
                touched[row] = Some(Vec::new());
            } else if touched[row].is_none() {
                all.replace(row, what, text.clone().into_bytes());
                let mut cells = cells_of(&index, row);
                cells.resize(cells.len().max(what + 1), Vec::new());
                cells[what] = text.into_bytes();
                touched[row] = Some(vec![cells]);
            }
        }
        let mut expected: Vec<(usize, Vec<Vec<u8>>)> = Vec::new();
        for (at, cells) in new {
            let place = place(&index, at);
            expected.push((2 * place.before, bytes(&cells)));
            all.insert(place, new_row(&index, &cells));
        }
        let after = changed(&all, &index);
        prop_assert_eq!(all.origins(index.len()).count(), after.len());
        for (row, origin) in all.origins(index.len()).enumerate() {
            if let Origin::Kept(old) = origin {
                prop_assert_eq!(after.row(row).unwrap(), index.row(old).unwrap());
            }
        }
        let rows = rows(&after);
        for (row, change) in touched.iter().enumerate() {
            match change {
                None => expected.push((2 * row + 1, cells_of(&index, row))),
                Some(cells) => expected.extend(cells.iter().map(|cells| (2 * row + 1, cells.clone()))),
            }
        }
        expected.sort_by_key(|(order, _)| *order);
        let read: Vec<Vec<Vec<u8>>> = (0..after.len()).map(|row| cells_of(&after, row)).collect();
        let wanted: Vec<Vec<Vec<u8>>> = expected.iter().map(|(_, cells)| cells.clone()).collect();
        prop_assert_eq!(read, wanted);
        // Not only what they hold: their bytes.
        for (i, (order, _)) in expected.iter().enumerate() {
            let row = order / 2;
            if order % 2 == 1 && touched[row].is_none() {
                prop_assert_eq!(&rows[i][..], &*index.row(row).unwrap());
            }
        }
    }

    #[test]
    fn a_cell_that_is_replaced_changes_its_own_bytes_alone(
        csv in csv(),
        (row, column) in any::<(prop::sample::Index, prop::sample::Index)>(),
        text in "[a-c,\"\n é]{0,6}",
    ) {
        let index = csv.index();
        prop_assume!(!index.is_empty());
        let row = row.index(index.len());
        let start = index.span(row).start as usize;
        let (column, span) = index.with_record(row, |record| {
            let column = column.index(record.width());
            (column, record.span(column).unwrap())
        }).unwrap();
        let mut changes = Changes::default();
        changes.replace(row, column, text.into_bytes());
        let after = applied(&changes, &index);
        let file = file(&index);
        prop_assert!(after.starts_with(&file[..start + span.start]));
        prop_assert!(after.ends_with(&file[start + span.end..]));
    }

    #[test]
    fn a_file_that_is_not_in_memory_is_changed_in_the_same_way(
        csv in csv(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..4usize, "[a-c,\"\n ]{0,5}"), 0..4),
        new in prop::collection::vec((any::<prop::sample::Index>(), cells()), 0..3),
    ) {
        let (memory, on_disk) = (csv.index(), csv.index_of_file());
        let mut all = Changes::default();
        for (row, what, text) in changes.into_iter().filter(|_| !memory.is_empty()) {
            match (row.index(memory.len()), what) {
                (row, 3) => all.remove(row),
                (row, column) => all.replace(row, column, text.into_bytes()),
            }
        }
        for (at, cells) in new {
            all.insert(place(&memory, at), new_row(&memory, &cells));
        }
        prop_assert_eq!(rows(&memory), rows(&on_disk));
        prop_assert_eq!(memory.end().unwrap(), on_disk.end().unwrap());
        for row in 0..memory.len() {
            prop_assert_eq!(memory.line(row).unwrap(), on_disk.line(row).unwrap());
        }
        let expected = applied(&all, &memory);
        let pieces = all.pieces(&on_disk, &CsvStyle::of(&on_disk).unwrap()).unwrap();
        let written = on_disk.content().changed(&pieces, Some(tempfile::tempfile().unwrap())).unwrap();
        prop_assert_eq!(written.len(), expected.len() as u64);
        prop_assert_eq!(written.into_bytes().unwrap(), expected);
        let text = |row: &[u8]| String::from_utf8_lossy(row).into_owned();
        let hunks = |index: &RowIndex| all.hunks(index, &CsvStyle::of(index).unwrap(), text).unwrap();
        prop_assert_eq!(hunks(&memory), hunks(&on_disk));
    }
}
