//! A change of a file: one cell is replaced, and all other bytes stay; or nothing changes, and that is said.

use std::ffi::OsString;
use std::fs;

use crate::{dateline, folder};

/// The first line is the new title; the rest are the rows after a header.
pub fn holds(bytes: &[u8]) {
    let Some(split) = bytes.iter().position(|byte| *byte == b'\n') else { return };
    let (title, rows) = (&bytes[..split], &bytes[split + 1..]);
    let Ok(title) = str::from_utf8(title) else { return };
    let file = folder().join("store.csv");
    let old = [b"id,date,title,killed,note\n", rows, b"\nthe-one,2014,a title,3,kept\n"].concat();
    fs::write(&file, &old).expect("the folder can be written to");
    let edit: Vec<OsString> =
        vec!["edit".into(), "the-one".into(), format!("--title={title}").into(), "-f".into(), file.clone().into()];
    let said = dateline(&edit);
    let new = fs::read(&file).expect("the store is still there");
    if said.failed {
        assert!(new == old, "it failed, and has changed the file: {}", said.notes);
        return;
    }
    // What is before and after the cell is what it was.
    let (before, after) = (old.len() - "a title,3,kept\n".len(), ",3,kept\n".len());
    assert_eq!(new[..before], old[..before], "another row was changed");
    assert_eq!(new[new.len() - after..], old[old.len() - after..], "another cell was changed");
    let show = dateline(&["export".into(), "--where".into(), "id=the-one".into(), "--columns".into(), "title".into(), file.into()]);
    let mut reader = csv::Reader::from_reader(&show.out[..]);
    let titles: Vec<String> =
        reader.records().map(|record| record.expect("dateline writes CSV")[0].to_owned()).collect();
    assert!(titles.iter().any(|shown| shown.trim() == title.trim()), "{title:?} was written as {titles:?}");
}
