//! The scanner beside the csv crate: see `src/scanner.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::scanner::holds(bytes));
