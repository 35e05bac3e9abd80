//! Zstandard (RFC 8878), where it pays: a chunk is packed when a look at a few places of it says that it will become
//! shorter, and stays packed when it has.
//!
//! Packing comes before sealing, so how long a sealed chunk is tells how well its bytes pack; chunks of an account are packed
//! each by itself, and never beside somebody else's bytes.
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
pub(super) fn pack(plain: &[u8]) -> Body<Vec<u8>> {
    let packed = promises(plain).then(|| packed(plain)).flatten();
    packed.map_or_else(|| Body::Plain(plain.to_vec()), Body::Packed)
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
