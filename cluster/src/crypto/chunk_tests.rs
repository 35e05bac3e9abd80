//! A sealed chunk opens at its own place with its own key, and nowhere else.

use proptest::prelude::*;

use super::*;

const PLACE: Position = Position {
    account: [1; 16],
    file: [2; 16],
    version: [3; 16],
    key_version: 0,
    index: 4,
    last: false,
    plain_len: 11,
};

fn key() -> FileKey {
    FileKey::from_bytes([7; 32])
}

fn sealed() -> Vec<u8> {
    seal(&key(), [5; 32], &PLACE, &Body::Plain(b"hello world")).into_bytes().to_vec()
}

#[test]
fn it_opens_as_it_was_sealed() {
    assert_eq!(open(&key(), &PLACE, &sealed()), Ok(Body::Plain(b"hello world".to_vec())));
    assert_eq!(sealed().len(), 11 + OVERHEAD_BYTES);
}

/// Made with Python's `cryptography`; a change of format must not go unseen.
#[test]
fn a_known_chunk() {
    let hex: String = sealed().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, KNOWN);
}

#[test]
fn every_other_place_is_refused() {
    let refused = |place: Position| assert_eq!(open(&key(), &place, &sealed()), Err(SealBroken), "{place:?}");
    refused(Position { account: [0; 16], ..PLACE });
    refused(Position { file: [0; 16], ..PLACE });
    refused(Position { version: [0; 16], ..PLACE });
    refused(Position { key_version: 1, ..PLACE });
    refused(Position { index: 5, ..PLACE });
    refused(Position { last: true, ..PLACE });
    refused(Position { plain_len: 12, ..PLACE });
    refused(Position { plain_len: 10, ..PLACE });
    refused(Position { account: PLACE.file, file: PLACE.account, ..PLACE });
}

#[test]
fn another_key_is_refused() {
    assert_eq!(open(&FileKey::from_bytes([8; 32]), &PLACE, &sealed()), Err(SealBroken));
}

#[test]
fn every_flipped_bit_and_every_cut_is_refused() {
    let sealed = sealed();
    for bit in 0..sealed.len() * 8 {
        let mut flipped = sealed.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(open(&key(), &PLACE, &flipped), Err(SealBroken), "bit {bit}");
    }
    for length in 0..sealed.len() {
        assert_eq!(open(&key(), &PLACE, &sealed[..length]), Err(SealBroken), "cut to {length}");
    }
    assert_eq!(open(&key(), &PLACE, &[&sealed[..], b"x"].concat()), Err(SealBroken));
}

/// What is packed is not taken for what is not: the format is bound.
#[test]
fn another_format_is_refused() {
    let packed = seal(&key(), [5; 32], &PLACE, &Body::Packed(b"hello")).into_bytes().to_vec();
    assert_eq!(open(&key(), &PLACE, &packed), Ok(Body::Packed(b"hello".to_vec())));
    for (mut sealed, format) in [(packed, FORMAT_PLAIN), (sealed(), FORMAT_PACKED), (sealed(), 3)] {
        sealed[4..8].copy_from_slice(&format.to_be_bytes());
        assert_eq!(open(&key(), &PLACE, &sealed), Err(SealBroken), "format {format}");
    }
}

/// What packing does not make shorter is stored as it is.
#[test]
#[should_panic(expected = "a position tells its chunk's length")]
fn a_packed_body_is_shorter() {
    seal(&key(), [5; 32], &PLACE, &Body::Packed(b"hello world"));
}

/// INV-K1: another attempt at the same place uses another key, so nothing repeats.
#[test]
fn two_attempts_share_nothing() {
    let first = seal(&key(), [5; 32], &PLACE, &Body::Plain(b"hello world"));
    let second = seal(&key(), [6; 32], &PLACE, &Body::Plain(b"hello world"));
    assert_ne!(first.id(), second.id());
    assert_ne!(first.bytes()[HEADER_BYTES..], second.bytes()[HEADER_BYTES..]);
}

proptest! {
    #[test]
    fn whatever_is_sealed_opens(
        key: [u8; 32], salt: [u8; 32], account: [u8; 16], index: u32, last: bool,
        mut plain in proptest::collection::vec(any::<u8>(), 0..3000),
    ) {
        let key = FileKey::from_bytes(key);
        let place = Position { account, index, last, plain_len: plain.len() as u32, ..PLACE };
        let body = Body::Plain(plain.clone());
        prop_assert_eq!(open(&key, &place, seal(&key, salt, &place, &body).bytes()), Ok(body));
        if plain.pop().is_some() {
            let packed = Body::Packed(plain);
            prop_assert_eq!(open(&key, &place, seal(&key, salt, &place, &packed).bytes()), Ok(packed));
        }
    }

    #[test]
    fn arbitrary_bytes_are_refused(bytes: Vec<u8>) {
        prop_assert_eq!(open(&key(), &PLACE, &bytes), Err(SealBroken));
    }
}

const KNOWN: &str = "534b594300000001000000000505050505050505050505050505050505050505050505050505050505050505986894485f9e405dac7c29f3b19ae2cd4f4db8a0fb880d3c48a1ea";
