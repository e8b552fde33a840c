//! Any bytes as a file, whatever kind they are taken for: they are read or refused, and never a panic. What is read is
//! exported as JSON lines and read back as the same.

use std::fs;

use crate::{arguments, dateline, folder};

pub fn holds(bytes: &[u8]) {
    let file = folder().join("input");
    fs::write(&file, bytes).expect("the folder can be written to");
    let said = dateline(&arguments(&["export", "--format", "ndjson"], &file));
    if !said.is_good || said.out.is_empty() {
        return;
    }
    let lines = folder().join("lines.ndjson");
    fs::write(&lines, &said.out).expect("the folder can be written to");
    let again = dateline(&arguments(&["export", "--format", "ndjson"], &lines));
    assert!(!again.failed, "what was exported can't be read:\n{}\n{}", again.notes, String::from_utf8_lossy(&said.out));
    let count = |out: &[u8]| out.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(count(&again.out), count(&said.out), "events were lost:\n{}", String::from_utf8_lossy(&said.out));
}
