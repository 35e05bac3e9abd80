//! A manifest opens for its key, file, version and hash, and for nothing else.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::crypto::FileKey;

const SUBJECT: Subject = Subject { account: [1; 16], file: [2; 16], version: [3; 16] };

fn key() -> FileKey {
    FileKey::from_bytes([7; 32])
}

fn lent() -> LentKey {
    LentKey { version: [4; 16], key_version: 1, made_under: 2, key: Arc::new(FileKey::from_bytes([8; 32])) }
}

fn manifest() -> Manifest {
    let entry = |index: u8, plain_len, last| ChunkEntry {
        id: ChunkId::from_bytes([index; 32]),
        file: [2; 16],
        version: [3; 16],
        key_version: 0,
        index: index.into(),
        last,
        plain_len,
    };
    let chunks = vec![entry(0, 100, false), entry(1, 100, false), entry(2, 42, true)];
    Manifest { version: 4, total_len: 242, sha256: [9; 32], chunk_bytes: 100, chunks, lent: vec![lent()] }
}

#[test]
fn it_opens_as_it_was_sealed() {
    let sealed = seal(&key(), [5; 32], &SUBJECT, &manifest());
    assert_eq!(open(&key(), &SUBJECT, 4, &sealed.hash(), sealed.bytes()).unwrap(), manifest());
}

#[test]
fn an_empty_file_has_an_empty_manifest() {
    let empty = Manifest { total_len: 0, chunks: Vec::new(), lent: Vec::new(), ..manifest() };
    let sealed = seal(&key(), [5; 32], &SUBJECT, &empty);
    assert_eq!(open(&key(), &SUBJECT, 4, &sealed.hash(), sealed.bytes()).unwrap(), empty);
}

#[test]
fn another_key_owner_file_version_or_number_is_refused() {
    let sealed = seal(&key(), [5; 32], &SUBJECT, &manifest());
    let refused = |key: &FileKey, subject: Subject, number| {
        assert_eq!(
            open(key, &subject, number, &sealed.hash(), sealed.bytes()),
            Err(crate::crypto::SealBroken)
        );
    };
    refused(&FileKey::from_bytes([8; 32]), SUBJECT, 4);
    refused(&key(), Subject { account: [0; 16], ..SUBJECT }, 4);
    refused(&key(), Subject { file: [0; 16], ..SUBJECT }, 4);
    refused(&key(), Subject { version: [0; 16], ..SUBJECT }, 4);
    refused(&key(), SUBJECT, 3);
    refused(&key(), SUBJECT, 5);
}

/// The hash is recomputed here as an attacker with the database could do: the seal itself must refuse.
#[test]
fn every_flipped_bit_and_every_cut_is_refused() {
    let sealed = seal(&key(), [5; 32], &SUBJECT, &manifest()).into_bytes();
    let opens = |bytes: &[u8]| open(&key(), &SUBJECT, 4, blake3::hash(bytes).as_bytes(), bytes).is_ok();
    assert!(opens(&sealed));
    for bit in 0..sealed.len() * 8 {
        let mut flipped = sealed.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(!opens(&flipped), "bit {bit}");
    }
    for length in 0..sealed.len() {
        assert!(!opens(&sealed[..length]), "cut to {length}");
    }
    assert!(!opens(&[&sealed[..], b"x"].concat()));
}

#[test]
fn a_manifest_that_is_not_the_rows_is_refused() {
    let ours = seal(&key(), [5; 32], &SUBJECT, &manifest());
    let other_attempt = seal(&key(), [6; 32], &SUBJECT, &manifest());
    assert!(open(&key(), &SUBJECT, 4, &ours.hash(), other_attempt.bytes()).is_err());
}

#[test]
fn lengths_must_add_up() {
    let check = |change: fn(&mut Manifest)| {
        let mut wrong = manifest();
        change(&mut wrong);
        assert!(!wrong.is_consistent(), "{wrong:?}");
        assert_eq!(codec::decode(&codec::encode(&wrong)), None);
    };
    check(|it| it.total_len += 1);
    check(|it| it.chunks[1].plain_len = 99);
    check(|it| it.chunks[2].plain_len = 0);
    check(|it| it.chunks[2].plain_len = 101);
    check(|it| it.chunks.truncate(2));
    check(|it| it.chunks.clear());
}

#[test]
fn a_count_that_lies_allocates_nothing() {
    let mut bytes = codec::encode(&manifest());
    bytes[52..56].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(codec::decode(&bytes), None);
}

#[test]
fn an_entry_remembers_its_sealing_position() {
    let position = manifest().chunks[1].position([1; 16]);
    assert_eq!(ChunkEntry::new(ChunkId::from_bytes([1; 32]), &position), manifest().chunks[1]);
}
