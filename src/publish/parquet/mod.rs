//! Parquet: one event a row, for engines and for tables in memory; in one file, or in a folder of a part for each year or
//! country. `export` calls [`export`].
//!
//! Dates are text in EDTF, which loses nothing; beside them stand the first and the last day as dates, and beside the text of
//! a count its numbers. The metadata names these derived columns, so that `input/parquet` leaves them out when it reads the
//! file back.
//!
//! Rows are made on several threads while the inputs are read, and written as soon as a row group is full, so that memory
//! stays flat where no order is asked for.

// What is asked for is the same without Parquet, and then refused.
#![cfg_attr(not(feature = "parquet"), allow(dead_code))]

#[cfg(feature = "parquet")]
mod cells;
#[cfg(feature = "parquet")]
mod columns;
#[cfg(feature = "parquet")]
mod folder;
#[cfg(feature = "parquet")]
mod leaf;
#[cfg(feature = "parquet")]
mod nested;
#[cfg(feature = "parquet")]
mod rows;
#[cfg(feature = "parquet")]
mod table;

use std::io::Write;
use std::path::Path;

use super::{Losses, PublishedColumns};
use crate::error::Result;
#[cfg(not(feature = "parquet"))]
use crate::error::{Error, Hint};
use crate::query::Query;
use crate::query::memory::MemoryLimit;
use crate::query::order::Order;
use crate::query::selection::Summary;
use crate::store::{ReadReport, Source, Store};

/// How the pages of a file are packed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    #[default]
    Snappy,
    /// Smaller, and slower to write.
    Zstd,
}

/// By what a folder is parted. Each event is in one part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partition {
    /// The year of the first day that the date may mean; none, where the event is undated or its start open.
    Year,
    Country,
}

/// Where the rows go.
pub enum Target<'a> {
    File(&'a mut (dyn Write + Send)),
    /// A folder that is whole already, or not there yet, in which each part gets a folder.
    Folder(&'a Path, Partition),
}

/// Which events are written, and how.
pub struct Request<'a> {
    pub query: &'a Query,
    /// `None`: in the order of the inputs.
    pub order: Option<Order>,
    /// How much of them is held to be sorted; `None`: all of them may be.
    pub memory: Option<MemoryLimit>,
    pub columns: &'a PublishedColumns,
    pub compression: Compression,
}

/// What was written, and what could not be read or written.
pub struct Exported {
    /// The inputs.
    pub sources: Vec<Source>,
    pub report: ReadReport,
    pub losses: Losses,
    pub summary: Summary,
}

/// Reads the events that match, and writes them.
///
/// # Errors
/// An input can't be read; a date that no column can hold; the target can't be written to.
#[cfg(feature = "parquet")]
pub fn export(store: Store, request: Request<'_>, target: Target<'_>) -> Result<Exported> {
    rows::export(store, request, target)
}

/// # Errors
/// Always: the program was built without Parquet.
#[cfg(not(feature = "parquet"))]
pub fn export(_: Store, _: Request<'_>, _: Target<'_>) -> Result<Exported> {
    Err(Error::usage("this dateline was built without Parquet").hint(Hint::WithoutParquet))
}
