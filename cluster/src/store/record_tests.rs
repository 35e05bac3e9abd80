//! A record is read back at its own spot and refused after any change.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

fn spot() -> Spot {
    Spot { disk: DiskTag::of(&[1; 16], "node-asia"), segment: SegmentNumber(7), offset: 4242 }
}

fn record() -> (SealedChunk, Bytes) {
    let chunk = SealedChunk::new(&b"sealed bytes"[..]);
    let bytes = Record::new(&spot(), 99, &chunk).parts().concat();
    (chunk, bytes.into())
}

#[test]
fn it_is_read_back() {
    let (chunk, bytes) = record();
    assert_eq!(bytes.len() as u64, record_bytes(&chunk));
    assert_eq!(verify(&spot(), &bytes), Some(chunk.clone()));
    let header = Header::parse(&spot(), &bytes).unwrap();
    assert_eq!(header, Header { id: chunk.id(), turn: 99, body_bytes: 12 });
}

#[test]
fn every_flipped_bit_and_every_cut_is_refused() {
    let (_, bytes) = record();
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(verify(&spot(), &flipped.into()), None, "bit {bit}");
    }
    for length in 0..bytes.len() {
        assert_eq!(verify(&spot(), &bytes.slice(..length)), None, "cut to {length}");
    }
}

/// FT10: the right bytes in the wrong place.
#[test]
fn it_is_refused_anywhere_else() {
    let (_, bytes) = record();
    let refused = |spot: Spot| assert_eq!(verify(&spot, &bytes), None, "{spot:?}");
    refused(Spot { offset: 4243, ..spot() });
    refused(Spot { segment: SegmentNumber(8), ..spot() });
    refused(Spot { disk: DiskTag::of(&[1; 16], "node-us-east"), ..spot() });
    refused(Spot { disk: DiskTag::of(&[2; 16], "node-asia"), ..spot() });
}

#[test]
fn an_empty_chunk_is_a_record_too() {
    let chunk = SealedChunk::new(Bytes::new());
    let bytes = Record::new(&spot(), 0, &chunk).parts().concat();
    assert_eq!(verify(&spot(), &bytes.into()), Some(chunk));
}
