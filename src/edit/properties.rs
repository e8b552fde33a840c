//! What holds for any change to any file: what is added and removed again leaves the same bytes, a cell that is
//! replaced changes its row alone, and whatever is changed, every other row stays as it was.

use std::fmt;

use proptest::prelude::*;

use super::{Changes, InsertAt, Origin, RowIndex};

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
        RowIndex::new(self.0.clone(), self.1, b',')
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

/// The bytes after the changes, read again.
fn changed(changes: &Changes, index: &RowIndex) -> RowIndex {
    let head = index.head().len().min(index.file().len());
    let bytes = changes.apply(index);
    let head = head.min(bytes.len());
    RowIndex::new(bytes, head, index.delimiter())
}

fn rows(index: &RowIndex) -> Vec<&[u8]> {
    (0..index.len()).map(|row| index.row(row)).collect()
}

fn cells_of(index: &RowIndex, row: usize) -> Vec<Vec<u8>> {
    index.with_record(row, |record| (0..record.width()).map(|i| record.cell(i).into_owned()).collect())
}

/// Whether no quote means another thing when other cells change, as one that is never closed does, and one after a space.
/// `Transaction` checks changes to such files.
fn is_settled(index: &RowIndex) -> bool {
    let is_spaced = |cell: &[u8]| cell.first() == Some(&b' ') && cell.trim_ascii_start().first() == Some(&b'"');
    let has_spaced =
        |row| index.with_record(row, |record| (0..record.width()).any(|column| is_spaced(record.raw(column))));
    !index.has_unclosed() && !(0..index.len()).any(has_spaced)
}

/// Any of the places a row may be put, which are those up to the end that the table tells.
fn place(index: &RowIndex, at: prop::sample::Index) -> InsertAt {
    InsertAt { before: at.index(index.end() + 1), rank: 0 }
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
        prop_assert_eq!(Changes::default().apply(&index), index.file());
    }

    #[test]
    fn what_is_added_and_removed_leaves_the_same_bytes(csv in csv(), cells in cells(), at in any::<prop::sample::Index>()) {
        let index = csv.index();
        prop_assume!(is_settled(&index));
        let place = place(&index, at);
        let mut add = Changes::default();
        add.insert(place, bytes(&cells));
        let added = changed(&add, &index);
        prop_assert_eq!(added.len(), index.len() + 1);
        prop_assert_eq!(cells_of(&added, place.before), bytes(&cells));
        let mut remove = Changes::default();
        remove.remove(place.before);
        prop_assert_eq!(remove.apply(&added), index.file());
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
            all.insert(place, bytes(&cells));
        }
        let after = changed(&all, &index);
        let origins = all.origins(index.len());
        prop_assert_eq!(origins.len(), after.len());
        for (row, origin) in origins.into_iter().enumerate() {
            if let Origin::Kept(old) = origin {
                prop_assert_eq!(after.row(row), index.row(old));
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
                prop_assert_eq!(rows[i], index.row(row));
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
        let start = index.file().len() - rows_from(&index, row);
        let (column, span) = index.with_record(row, |record| {
            let column = column.index(record.width());
            (column, record.span(column).unwrap())
        });
        let mut changes = Changes::default();
        changes.replace(row, column, text.into_bytes());
        let after = changes.apply(&index);
        let file = index.file();
        prop_assert!(after.starts_with(&file[..start + span.start]));
        prop_assert!(after.ends_with(&file[start + span.end..]));
    }
}

/// How many bytes of the file there are from a row on.
fn rows_from(index: &RowIndex, row: usize) -> usize {
    let file = index.file();
    let start = index.row(row).as_ptr() as usize - index.head().as_ptr() as usize;
    file.len() - start
}
