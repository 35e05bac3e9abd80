//! A chunk as nodes see it: sealed bytes, named by their own digest.
//!
//! The name is the BLAKE3 digest of the sealed bytes, so anybody can tell a right copy from a wrong one without a
//! key (K34). A [`SealedChunk`] can only be made by hashing: holding one is the proof that name and bytes agree,
//! and no code has to verify it again. The salt of each sealing attempt is fresh, so two attempts never share a name.

use core::fmt;

use bytes::Bytes;

/// The name of a chunk: BLAKE3 over its sealed bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChunkId([u8; 32]);

impl ChunkId {
    /// The name of these sealed bytes.
    pub fn of(sealed: &[u8]) -> Self {
        Self(blake3::hash(sealed).into())
    }

    /// A name that was stored before.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest itself.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for ChunkId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for ChunkId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Sealed bytes together with their name. Clones share the bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedChunk {
    id: ChunkId,
    bytes: Bytes,
}

impl SealedChunk {
    /// Names the bytes by hashing them.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self { id: ChunkId::of(&bytes), bytes }
    }

    /// The chunk of this name, if the bytes really are it.
    pub fn verified(id: ChunkId, bytes: impl Into<Bytes>) -> Option<Self> {
        let chunk = Self::new(bytes);
        (chunk.id == id).then_some(chunk)
    }

    /// Its name.
    pub const fn id(&self) -> ChunkId {
        self.id
    }

    /// The sealed bytes.
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The sealed bytes, given away.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }
}

impl fmt::Debug for SealedChunk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SealedChunk({}, {} bytes)", self.id, self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_named_by_the_blake3_of_its_bytes() {
        let name = ChunkId::of(b"").to_string();
        assert_eq!(name, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
    }

    #[test]
    fn only_the_right_bytes_make_the_chunk_of_a_name() {
        let chunk = SealedChunk::new(&b"sealed"[..]);
        assert_eq!(SealedChunk::verified(chunk.id(), &b"sealed"[..]), Some(chunk.clone()));
        assert_eq!(SealedChunk::verified(chunk.id(), &b"seale"[..]), None);
        assert_eq!(SealedChunk::verified(chunk.id(), &b"sealeD"[..]), None);
    }
}
