//! What a text is read as, and what is written of it: see `src/dates.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::dates::holds(bytes));
