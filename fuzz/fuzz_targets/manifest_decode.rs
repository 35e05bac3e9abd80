//! Fuzz target: `cluster::fuzzing::manifest_decode` says what it asserts.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cluster::fuzzing::manifest_decode(data));
