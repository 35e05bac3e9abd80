//! A wrapped secret opens for its purpose, owner, object and key version, and for nothing else.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

const KEY: [u8; 32] = [7; 32];
const OWNER: [u8; 16] = [1; 16];
const OBJECT: [u8; 16] = [2; 16];
const SECRET: &[u8] = b"thirty-two bytes of a file key..";

fn wrapped() -> Vec<u8> {
    wrap(&KEY, [9; 12], Purpose::FileKey, &OWNER, &OBJECT, 3, SECRET)
}

#[test]
fn it_opens_as_it_was_wrapped() {
    let opened = unwrap(&KEY, Purpose::FileKey, &OWNER, &OBJECT, 3, &wrapped()).unwrap();
    assert_eq!(opened.as_slice(), SECRET);
    assert_eq!(wrapped().len(), SECRET.len() + OVERHEAD_BYTES);
    assert_eq!(key_version(&wrapped()), Ok(3));
}

#[test]
fn nothing_else_opens_it() {
    let refused = |key: [u8; 32], purpose, owner, object, version| {
        assert_eq!(unwrap(&key, purpose, &owner, &object, version, &wrapped()), Err(SealBroken));
    };
    refused([8; 32], Purpose::FileKey, OWNER, OBJECT, 3);
    refused(KEY, Purpose::UserKey, OWNER, OBJECT, 3);
    refused(KEY, Purpose::ServerSecret, OWNER, OBJECT, 3);
    refused(KEY, Purpose::FileKey, OBJECT, OWNER, 3);
    refused(KEY, Purpose::FileKey, [0; 16], OBJECT, 3);
    refused(KEY, Purpose::FileKey, OWNER, [0; 16], 3);
    refused(KEY, Purpose::FileKey, OWNER, OBJECT, 2);
}

#[test]
fn every_flipped_bit_and_every_cut_is_refused() {
    let wrapped = wrapped();
    let opens = |bytes: &[u8]| unwrap(&KEY, Purpose::FileKey, &OWNER, &OBJECT, 3, bytes).is_ok();
    for bit in 0..wrapped.len() * 8 {
        let mut flipped = wrapped.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(!opens(&flipped), "bit {bit}");
    }
    for length in 0..wrapped.len() {
        assert!(!opens(&wrapped[..length]), "cut to {length}");
    }
}

/// Made with Python's `cryptography`; a change of format must not go unseen.
#[test]
fn a_known_wrap() {
    let hex: String = wrapped().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, KNOWN);
}

const KNOWN: &str = "010000000309090909090909090909090953edede6ca89ec15d70deb5a9f9ec6acf4df05d355ce91a903cb66cdb00d2f540de8e8fc8d7f716ae871ed7ab01a1d72";
