//! Any bytes as a file: see `src/inputs.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::inputs::holds(bytes));
