//! Fuzz target: `proto::fuzzing::each_request_message` says what it asserts.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| proto::fuzzing::each_request_message(data));
