//! Fuzz target: `server::fuzzing::jwt` says what it asserts.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| server::fuzzing::jwt(data));
