//! What an event is made of: the names of its fields ([`field`]), counts of people ([`people`]), ids ([`id`])
//! and words for its truth ([`status`]).
//!
//! Everything that reads, holds or shows events names their fields by it.

pub mod choice;
pub mod field;
pub mod id;
pub mod people;
pub mod status;
