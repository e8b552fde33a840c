//! Any table, through the commands that read: see `src/tables.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::tables::holds(bytes));
