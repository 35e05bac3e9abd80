//! Fuzz target: `server::fuzzing::content_disposition` says what it asserts.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| server::fuzzing::content_disposition(data));
