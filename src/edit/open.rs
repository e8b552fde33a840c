//! Opens a file to be changed, and refuses what can't be.
//!
//! Whoever changes a store calls [`Transaction::open`].

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::Transaction;
use super::as_read::AsRead;
use super::content::{Content, IN_MEMORY};
use crate::csv::dialect::utf16_of_mark;
use crate::error::{Diagnostic, Error, ErrorKind, Hint, Result};
use crate::input::not_csv;
use crate::postgres::Address;
use crate::store::ReadOptions;
use crate::text::conflict::{KEEP_ONE_SIDE, first_conflict};
use crate::text::shell_word;

impl Transaction {
    /// Reads a store, and finds its rows. A file of more than 16 MiB is not held in memory.
    ///
    /// # Errors
    /// A file that can't be read, or may not be written; one that is not a regular file, in UTF-16, or has a merge conflict;
    /// a header that can't be read.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Transaction> {
        Transaction::open_holding(path, options, IN_MEMORY)
    }

    /// The same, where a file of that many bytes at most is held in memory.
    pub(super) fn open_holding(path: &Path, options: &ReadOptions, in_memory: u64) -> Result<Transaction> {
        if let Some(address) = Address::of(path) {
            return Transaction::of_table(&address, path, options);
        }
        let name = path.display().to_string();
        let metadata = fs::metadata(path).map_err(|error| Error::reading(&name, &error))?;
        if metadata.is_dir() {
            let inside = path.join("events.csv").display().to_string();
            return Err(Error::from(Diagnostic::new(format!("`{name}` is a directory, not a file")))
                .hint(format!("name a file in it: {}", shell_word(&inside))));
        }
        if !metadata.is_file() {
            return Err(Error::from(Diagnostic::new(format!(
                "`{name}` is not a regular file, so it can't be changed"
            ))));
        }
        // Renaming a new file over this one would succeed even where this one is read-only, so its permissions are
        // checked here.
        File::options().append(true).open(path).map_err(|error| Error::writing(&name, &error))?;
        let (content, as_read) = opened(path, in_memory).map_err(|error| Error::reading(&name, &error))?;
        check_kind(&name, &content)?;
        check_text(&name, &content, as_read.may_conflict, options)?;
        Transaction::of_content(name, path, content, as_read, options)
    }
}

/// Opens a file, and reads it into memory if it has no more bytes than that.
fn opened(path: &Path, in_memory: u64) -> io::Result<(Content, AsRead)> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    if length > in_memory {
        let as_read = AsRead::of(&file)?;
        return Ok((Content::of_file(file, length), as_read));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let as_read = AsRead::of_bytes(&bytes);
    Ok((Content::of_bytes(bytes), as_read))
}

/// How many bytes tell what kind of file it is.
const FIRST: u64 = 1 << 16;

/// # Errors
/// A file that is no CSV; it can't be read.
fn check_kind(name: &str, content: &Content) -> Result<()> {
    let failed = |error: io::Error| Error::reading(name, &error);
    let first = content.read(0..content.file_length().min(FIRST)).map_err(failed)?;
    if not_csv(&first).is_some()
        && let Some(kind) = not_csv(&content.whole().map_err(failed)?)
    {
        let message = format!("`{name}` is {kind}, and only CSV files can be changed");
        return Err(Error::from(Diagnostic::new(message)).hint(Hint::ToCsv { file: name.to_owned() }));
    }
    Ok(())
}

/// # Errors
/// A file in UTF-16, or with a merge conflict; it can't be read.
pub fn check_text(name: &str, content: &Content, may_conflict: bool, options: &ReadOptions) -> Result<()> {
    let failed = |error: io::Error| Error::reading(name, &error);
    let first = content.read(0..content.file_length().min(FIRST)).map_err(failed)?;
    if let Some(utf16) = utf16_of_mark(&first).or(options.encoding.filter(|encoding| encoding.is_utf16())) {
        let encoding = utf16.name();
        let error =
            Diagnostic::new(format!("`{name}` is in {encoding}, in which dateline reads files but does not write"));
        return Err(Error::from(error).hint(Hint::ToUtf8 { file: name.to_owned() }));
    }
    let conflict = if may_conflict { first_conflict(&content.whole().map_err(failed)?) } else { None };
    if let Some(line) = conflict {
        let message = format!("`{name}` has a merge conflict, which begins on line {line}, so nothing was changed");
        let conflict = Diagnostic::new(message).of_kind(ErrorKind::MergeConflict);
        return Err(Error::from(conflict).hint(KEEP_ONE_SIDE));
    }
    Ok(())
}
