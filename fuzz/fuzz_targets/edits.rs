//! A change of a file: see `src/edits.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::edits::holds(bytes));
