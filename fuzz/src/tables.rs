//! Any table: each of its rows is an event, a row that is named as unreadable, or said to be no event; and what was
//! exported of it is its bytes.

use std::fs;

use crate::{arguments, dateline, folder};

/// The first byte chooses the command.
pub fn holds(bytes: &[u8]) {
    let [which, bytes @ ..] = bytes else { return };
    let file = folder().join("table.csv");
    fs::write(&file, bytes).expect("the folder can be written to");
    let commands: [&[&str]; 12] = [
        &["list", "--columns", "date,title,location,killed"],
        &["timeline"],
        &["check"],
        &["count", "--by", "year"],
        &["columns"],
        &["export", "--format", "json"],
        &["export", "--format", "ics"],
        &["export", "--format", "html"],
        &["export", "--native"],
        &["list", "--year", "2014", "--location", "kabul"],
        &["export", "--format", "geojson"],
        &["export"],
    ];
    let command = commands[usize::from(*which) % commands.len()];
    let said = dateline(&arguments(command, &file));
    if command == ["export"] && said.is_good {
        assert_eq!(said.out, bytes, "an export of a whole file is its bytes");
    }
    if command == ["export", "--native"] && said.is_good {
        let native = folder().join("native.csv");
        fs::write(&native, &said.out).expect("the folder can be written to");
        let again = dateline(&arguments(&["export", "--native"], &native));
        assert!(again.is_good, "what was exported can't be read:\n{}", again.notes);
        assert_eq!(again.out, said.out, "what was exported and read is exported otherwise");
    }
}
