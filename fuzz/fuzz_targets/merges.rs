//! A merge of three files: see `src/merges.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::merges::holds(bytes));
