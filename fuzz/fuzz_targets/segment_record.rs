//! Fuzz target: `cluster::fuzzing::segment_record` says what it asserts.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cluster::fuzzing::segment_record(data));
