//! Any TOML as a layout is taken or refused, and never a panic; with a layout, any cells are read or named.

use std::ffi::OsString;
use std::fs;

use crate::{dateline, folder, two_parts};

const SPLIT: &str = "\n===\n";

/// A layout and a table, with `===` on a line between them; or the name of a built-in layout on the first line, and a
/// table after it.
pub fn holds(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let table = folder().join("table.csv");
    let (layout, rows): (OsString, &str) = match text.split_once(SPLIT) {
        Some((layout, rows)) => {
            let file = folder().join("layout.toml");
            fs::write(&file, layout).expect("the folder can be written to");
            (file.into(), rows)
        }
        None => {
            let (name, rows) = two_parts(text);
            // A name with a dot or a slash is a file, and there may be one.
            if name.contains(['.', '/']) {
                return;
            }
            (name.into(), rows)
        }
    };
    fs::write(&table, rows).expect("the folder can be written to");
    dateline(&["check".into(), "--layout".into(), layout, table.into()]);
}
