//! What an event is made of: the names of its fields ([`field`]), counts of people ([`people`]) and ids ([`id`]).
//!
//! Everything that reads, holds or shows events names their fields by it.

pub mod choice;
pub mod field;
pub mod id;
pub mod people;
