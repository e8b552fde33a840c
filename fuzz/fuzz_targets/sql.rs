//! What is typed stays one literal of the SQL that is printed: see `src/sql.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::sql::holds(bytes));
