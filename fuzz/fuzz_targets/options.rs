//! What is typed after the options that have a syntax of their own: see `src/options.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::options::holds(bytes));
