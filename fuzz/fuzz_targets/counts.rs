//! Numbers of people, as they are read and written: see `src/counts.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::counts::holds(bytes));
