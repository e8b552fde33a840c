//! Inputs of every kind, as CSV.

pub mod converted;
pub mod json;
pub mod locator;
pub mod spool;

pub use converted::{Converted, Faults, LONGEST_RECORD};
