//! Fuzz target: `server::fuzzing::range_header` says what it asserts.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| server::fuzzing::range_header(data));
