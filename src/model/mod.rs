//! What an event is made of: the names of its fields ([`field`]), counts of people ([`people`]) and ids ([`id`]).
//!
//! Layouts name fields, events hold them, outputs print them.

pub mod field;
pub mod id;
pub mod people;
