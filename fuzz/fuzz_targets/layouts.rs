//! Any TOML as a layout, and the built-in ones on any cells: see `src/layouts.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::layouts::holds(bytes));
