//! A merge of three files: what one side alone changed comes in whole, in whatever rows; or nothing is written, and that is
//! said.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use crate::{dateline, folder};

const HEADER: &[u8] = b"id,date,title,killed,note\n";

/// BASE and THEIRS, with a NUL between them, as the rows after a header.
pub fn holds(bytes: &[u8]) {
    let Some(split) = bytes.iter().position(|byte| *byte == 0) else { return };
    let files = ["base.csv", "theirs.csv", "merged.csv"].map(|name| folder().join(name));
    let [base, theirs, merged] = &files;
    fs::write(base, [HEADER, &bytes[..split]].concat()).expect("the folder can be written to");
    fs::write(theirs, [HEADER, &bytes[split + 1..]].concat()).expect("the folder can be written to");
    let _ = fs::remove_file(merged);
    let merge = |ours: &Path, theirs: &Path| {
        let words: Vec<OsString> = vec![
            "merge".into(),
            base.into(),
            ours.into(),
            theirs.into(),
            "-o".into(),
            merged.into(),
        ];
        dateline(&words)
    };
    // Theirs alone: all that changed, and no conflict.
    let said = merge(base, theirs);
    if said.failed {
        assert!(!merged.exists(), "it failed, and has written: {}", said.notes);
        return;
    }
    assert!(said.is_good, "a conflict with what nobody changed: {}", said.notes);
    assert_eq!(events(merged), events(theirs), "{}", said.notes);
    // Ours alone: not a byte changes.
    let said = merge(theirs, base);
    if !said.failed {
        assert!(said.is_good, "a conflict with what nobody changed: {}", said.notes);
        assert!(fs::read(merged).ok() == fs::read(theirs).ok(), "rows that they did not change are other bytes");
    }
}

/// What `export` makes of a file, row by row, in any order.
fn events(file: &Path) -> Vec<Vec<String>> {
    let said = dateline(&["export".into(), "--native".into(), "--columns".into(), "id,date,title,killed,note".into(), file.into()]);
    let mut reader = csv::Reader::from_reader(&said.out[..]);
    let cell = |cell: &str| cell.trim().to_owned();
    let mut events: Vec<Vec<String>> =
        reader.records().map(|record| record.expect("dateline writes CSV").iter().map(cell).collect()).collect();
    events.sort();
    events
}
