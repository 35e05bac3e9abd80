//! Fuzz target: `domain::fuzzing::calculator_expression` says what it asserts.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| domain::fuzzing::calculator_expression(data));
