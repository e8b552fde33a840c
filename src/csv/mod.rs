//! Bytes into records: a delimited text, scanned in blocks on several threads, whose cells are borrowed from it.
//!
//! `store` reads files with it and `edit` changes them; nothing here knows what an event is.

pub mod blocks;
pub mod dialect;
pub mod marks;
pub mod parallel;
#[cfg(test)]
mod properties;
pub mod row;
pub mod scan;
