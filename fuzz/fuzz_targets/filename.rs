//! Fuzz target: `domain::fuzzing::filename` says what it asserts.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| domain::fuzzing::filename(data));
