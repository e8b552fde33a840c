//! Which columns of an input are used, where it is stored column by column: the others need not be read.
//!
//! `Store::read` states them once the layout is known, and the converter of such an input leaves the others blank from then
//! on.

use std::sync::{Arc, OnceLock};

/// The columns that are used, once they are stated.
#[derive(Clone, Debug, Default)]
pub struct Projection(Arc<OnceLock<UsedColumns>>);

/// The columns that are used of an input, by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedColumns {
    pub columns: Vec<usize>,
    /// Those that a row must have filled to be an event whatever else it holds. A row in which one is blank is read whole.
    pub filled: Vec<usize>,
}

impl Projection {
    /// States the columns. What was read before has all of them.
    pub fn state(&self, used: UsedColumns) {
        // Whoever states them again is the same reading of the same input.
        let _ = self.0.set(used);
    }

    /// `None`: all are used.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "Parquet files alone are stored by columns"))]
    pub(super) fn used(&self) -> Option<&UsedColumns> {
        self.0.get()
    }
}
