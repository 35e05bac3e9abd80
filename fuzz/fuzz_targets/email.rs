//! Fuzz target: `domain::fuzzing::email` says what it asserts.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| domain::fuzzing::email(data));
