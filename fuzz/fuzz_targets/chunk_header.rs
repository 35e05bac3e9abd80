//! Fuzz target: `cluster::fuzzing::chunk_header` says what it asserts.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cluster::fuzzing::chunk_header(data));
