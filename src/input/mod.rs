//! Where a chronology is read from: a file, standard input, or a text in memory.
//!
//! The commands make an [`Input`] of each argument; opening it gives the bytes of a CSV file, whatever kind of file it is.

mod archive;
mod compressed;
mod converted;
mod fields;
mod guard;
mod ical;
pub mod json;
mod kind;
pub mod locator;
mod markwhen;
mod open;
#[cfg(feature = "parquet")]
mod parquet;
mod projection;
mod spool;
mod table;
mod workbook;

use std::fs::File;
use std::io;
#[cfg(unix)]
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

use crate::csv::blocks::Bytes;
use crate::postgres::Address;
pub use converted::Faults;
use converted::{Converted, LONGEST_RECORD};
pub use guard::guarded;
use open::foreign;
pub use open::{Conversion, Opened, Part, not_csv, open_all};
#[cfg(feature = "parquet")]
pub use parquet::MADE_BY_DATELINE;
pub use projection::{Projection, UsedColumns};
pub use table::TableRows;

/// Where a chronology is read from.
#[derive(Clone, Debug)]
pub enum Input {
    File(PathBuf),
    Stdin,
    /// A table of a PostgreSQL server.
    Table(Address),
    /// A name for messages, and the text of a CSV file.
    Text(&'static str, &'static str),
}

impl Input {
    /// What a command-line argument names: `-` is standard input; anything else as [`Input::of_path`].
    pub fn from_argument(path: &Path) -> Input {
        if path.as_os_str() == "-" { Input::Stdin } else { Input::of_path(path) }
    }

    /// What a path names: `postgresql://…` is a table, anything else a file.
    pub fn of_path(path: &Path) -> Input {
        Address::of(path).map_or_else(|| Input::File(path.to_owned()), Input::Table)
    }

    /// The name of the input in messages.
    pub fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Stdin => "<stdin>".to_owned(),
            Input::Table(address) => address.name().to_owned(),
            Input::Text(name, _) => (*name).to_owned(),
        }
    }

    /// Whether it reads that file, whatever path leads there. Standard input is compared too, if the system has
    /// `/dev/stdin`. A table is the one at the same address.
    pub fn is_file(&self, path: &Path) -> bool {
        let own = match self {
            Input::Table(own) => return Address::of(path).as_ref() == Some(own),
            Input::File(own) => own,
            Input::Stdin => Path::new("/dev/stdin"),
            Input::Text(..) => return false,
        };
        matches!((own.canonicalize(), path.canonicalize()), (Ok(own), Ok(path)) if own == path)
    }

    /// Opens the input as it is.
    ///
    /// # Errors
    /// The file can't be opened.
    fn open_bytes(&self) -> io::Result<Bytes> {
        Ok(match self {
            Input::File(path) => Bytes::of_file(File::open(path)?)?,
            // `io::Stdin` has a buffer of its own, which blocks don't need.
            #[cfg(unix)]
            Input::Stdin => Bytes::of_file(io::stdin().as_fd().try_clone_to_owned()?.into())?,
            #[cfg(not(unix))]
            Input::Stdin => Bytes::Stream(Box::new(io::stdin())),
            Input::Text(_, text) => Bytes::Stream(Box::new(text.as_bytes())),
            // `Input::open` reads tables.
            Input::Table(_) => return Err(io::ErrorKind::Unsupported.into()),
        })
    }
}
