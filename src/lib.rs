//! dateline keeps, queries and publishes chronologies: dated, sourced events in a plain CSV file.

pub mod chart;
pub mod check;
pub mod cli;
pub mod commands;
pub mod csv;
pub mod date;
pub mod diff;
pub mod edit;
pub mod error;
pub mod event;
pub mod input;
pub mod layout;
pub mod model;
pub mod output;
pub mod publish;
pub mod query;
pub mod store;
pub mod text;
pub mod words;
