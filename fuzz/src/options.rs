//! What is typed after an option that has a syntax of its own: it is taken or refused, and never a panic.

use std::ffi::OsString;

use dateline::Condition;
use dateline::program::parse;

/// The first byte chooses the option.
pub fn holds(bytes: &[u8]) {
    let [which, bytes @ ..] = bytes else { return };
    let Ok(text) = str::from_utf8(bytes) else { return };
    let options = ["--where", "--map", "--year", "--on", "--from", "--to", "--near", "--sort", "--unknown", "--status", "--width"];
    let option = options[usize::from(*which) % options.len()];
    if option == "--where" {
        let _ = text.parse::<Condition>();
        return;
    }
    let _ = parse(&["dateline".into(), "list".into(), OsString::from(format!("{option}={text}"))]);
}
