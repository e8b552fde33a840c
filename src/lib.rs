//! dateline keeps, queries and publishes chronologies: dated, sourced events in a plain CSV file.
#![warn(missing_docs)]

mod chart;
mod check;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod commands;
mod csv;
mod date;
mod diff;
mod edit;
mod error;
mod event;
mod input;
mod layout;
mod model;
#[cfg(feature = "cli")]
mod output;
mod publish;
mod query;
mod store;
mod text;
mod words;

pub use date::{Certainty, Date, Window, Windows};

/// What `main` is made of, and no part of the library: it may change with every version.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod program {
    pub use crate::cli::hint::hint;
    pub use crate::cli::{Color, LEAST_WIDTH};
    pub use crate::commands::{Cli, Command, Environment, Streams, run};
    pub use crate::error::{Diagnostic, Error};
    pub use crate::output::diagnostic::Report;
}
