//! Fuzz target: `server::fuzzing::audit_row` says what it asserts.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| server::fuzzing::audit_row(data));
