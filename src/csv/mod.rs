//! Bytes into records: a delimited text is scanned in blocks on several threads, and its cells are borrowed from it.
//!
//! Whatever reads or changes a file of events uses it; nothing here knows what an event is.

pub mod blocks;
pub mod dialect;
pub mod field_index;
pub mod lines;
pub mod parallel;
#[cfg(test)]
mod properties;
pub mod record;
pub mod row;
pub mod scan;
