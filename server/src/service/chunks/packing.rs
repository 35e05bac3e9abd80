//! Zstandard (RFC 8878), where it pays: a chunk is packed when a look at a few places of it says that it will become
//! shorter, and stays packed when it has.
//!
//! Packing comes before sealing, so how long a sealed chunk is tells how well its bytes pack; chunks of an account are packed
//! each by itself, and never beside somebody else's bytes.
use std::borrow::Cow;

use cluster::crypto::chunk::Body;

/// The quickest of Zstandard's ordinary levels: a chunk must not wait for it.
const LEVEL: i32 = 1;
/// Chunks of fewer bytes stay as they are: what is saved of them is less than what a list of them costs.
const FROM_BYTES: usize = 1024;
/// A look is at so many places, each of so many bytes.
const LOOKS: usize = 4;
const LOOK_BYTES: usize = 4096;
/// It pays when at least this part of the bytes is saved.
const SAVED_AT_LEAST: usize = 16;

/// The bytes of a chunk as they are sealed.
pub(super) fn pack(plain: &[u8]) -> Body<Cow<'_, [u8]>> {
    match promises(plain).then(|| packed(plain)).flatten() {
        Some(packed) => Body::Packed(Cow::Owned(packed)),
        None => Body::Plain(Cow::Borrowed(plain)),
    }
}

/// The plain bytes of a body, if there are as many as its place says.
pub(super) fn unpack(body: Body<Vec<u8>>, plain_len: u32) -> Option<Vec<u8>> {
    match body {
        Body::Plain(plain) => Some(plain),
        Body::Packed(packed) => {
            let length = usize::try_from(plain_len).ok()?;
            zstd::bulk::decompress(&packed, length).ok().filter(|plain| plain.len() == length)
        }
    }
}

/// Shorter bytes, if it pays.
fn packed(plain: &[u8]) -> Option<Vec<u8>> {
    zstd::bulk::compress(plain, LEVEL).ok().filter(|packed| pays(plain.len(), packed.len()))
}

/// Whether a few places of the bytes become shorter.
fn promises(plain: &[u8]) -> bool {
    if plain.len() <= LOOKS * LOOK_BYTES {
        return plain.len() >= FROM_BYTES;
    }
    let step = plain.len() / LOOKS;
    let seen: Vec<u8> =
        plain.chunks(step).take(LOOKS).flat_map(|part| &part[..LOOK_BYTES]).copied().collect();
    packed(&seen).is_some()
}

fn pays(plain: usize, packed: usize) -> bool {
    packed < plain && plain - packed >= plain / SAVED_AT_LEAST
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENGTH: usize = 1_048_576;

    fn text(length: usize) -> Vec<u8> {
        b"the same line again and again\n".iter().copied().cycle().take(length).collect()
    }

    fn noise(length: usize) -> Vec<u8> {
        (0..length).map(|place| blake3::hash(&place.to_le_bytes()).as_bytes()[0]).collect()
    }

    /// As it is read back.
    fn opened(body: Body<Cow<'_, [u8]>>) -> Body<Vec<u8>> {
        match body {
            Body::Plain(bytes) => Body::Plain(bytes.into_owned()),
            Body::Packed(bytes) => Body::Packed(bytes.into_owned()),
        }
    }

    fn plain_len(plain: &[u8]) -> u32 {
        u32::try_from(plain.len()).expect("short")
    }

    #[test]
    fn what_pays_is_packed_and_comes_back() {
        for (plain, is_packed) in [
            (text(LENGTH), true),
            (text(FROM_BYTES), true),
            (text(FROM_BYTES - 1), false),
            (noise(100_000), false),
            (Vec::new(), false),
        ] {
            let body = pack(&plain);
            assert_eq!(matches!(body, Body::Packed(_)), is_packed, "{} bytes", plain.len());
            assert_eq!(unpack(opened(body), plain_len(&plain)), Some(plain));
        }
    }

    /// A look may be mistaken about the rest: what does not become shorter stays as it is.
    #[test]
    fn a_promise_that_is_not_kept_packs_nothing() {
        let mut plain = noise(LENGTH);
        for begin in (0..LENGTH).step_by(LENGTH / LOOKS) {
            plain[begin..begin + LOOK_BYTES].fill(b' ');
        }
        assert!(promises(&plain));
        assert!(matches!(pack(&plain), Body::Plain(_)));
    }

    /// A frame makes no more bytes than its place says, and no fewer.
    #[test]
    fn other_bytes_than_the_place_says_are_none() {
        let Body::Packed(packed) = opened(pack(&text(LENGTH))) else { panic!("it is packed") };
        for length in [0, 1, LENGTH - 1, LENGTH + 1] {
            assert_eq!(unpack(Body::Packed(packed.clone()), u32::try_from(length).expect("short")), None);
        }
        let whole = u32::try_from(LENGTH).expect("short");
        assert_eq!(unpack(Body::Packed(packed[..packed.len() - 1].to_vec()), whole), None);
        assert_eq!(unpack(Body::Packed(noise(100)), whole), None);
    }
}
