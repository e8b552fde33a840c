//! A table of a PostgreSQL server, as the CSV that it stands for.
//!
//! `open` calls it. All rows come in one `COPY` and are kept until the last has come, so that a connection that is lost in the
//! middle is an error before anything is made of them.

use std::io::{self, Seek};

use tempfile::SpooledTempFile;

use super::Converted;
use crate::error::{Error, Result};
use crate::postgres::{Address, Session};

/// How much stays in memory, in bytes.
const IN_MEMORY: usize = 1 << 26;

/// # Errors
/// The server can't be reached or refuses; the table is no chronology; the connection is lost.
pub(super) fn read(address: &Address) -> Result<Converted> {
    let mut rows = SpooledTempFile::new(IN_MEMORY);
    Session::open(address, "dateline")?.read(&mut rows)?;
    let failed = |error: io::Error| Error::reading(address.name(), &error);
    rows.rewind().map_err(failed)?;
    Ok(Converted { bytes: Box::new(rows), ..Converted::default() })
}
