//! dateline keeps, queries and publishes chronologies: dated, sourced events in a plain CSV file.
//!
//! The way of an event: the command line becomes a `cli::Cli`, and that a [`query::Query`] and an output. The
//! [`store`] scans the bytes of the files into records, a layout names their fields, the query keeps the events that
//! match and orders them, and an [`output`] prints them. It goes one way, and no module reaches back.
//!
//! - [`date`]: dates as chronologies have them, partial and uncertain: EDTF and English in, bounds and words out
//! - [`event`]: the model: an event; its columns are in [`field`], its counts of people in [`people`]
//! - [`store`]: files: bytes into records ([`store::scan`]), a header into fields ([`store::layout`]), changes into the
//!   smallest difference of a file ([`store::edit`])
//! - [`id`]: an id for a new event; [`similar`]: how alike two texts are; [`safe_file`]: a file written whole or not at all
//! - [`query`]: filters, order, groups
//! - [`check`]: what is wrong or doubtful in a chronology; [`diff`]: what changed from one to another
//! - [`output`]: one file a format
//! - [`progress`]: how far the reading of a large input has come
//! - [`error`]: what went wrong, where, and what would be right
//! - [`short`]: a short text as one number, for what is done to every row
//! - [`text`]: text made fit for a terminal

pub mod check;
pub mod cli;
pub mod commands;
pub mod date;
pub mod diff;
pub mod error;
pub mod event;
pub mod field;
pub mod id;
pub mod output;
pub mod people;
pub mod progress;
pub mod query;
pub mod safe_file;
pub mod short;
pub mod similar;
pub mod store;
pub mod text;
