//! Fuzz target: `server::fuzzing::grpc_frame` says what it asserts.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| server::fuzzing::grpc_frame(data));
