//! INV-K1: no key and nonce seal two different plaintexts.
//!
//! In counter mode the ciphertext is the plaintext combined with a stream that key and nonce alone determine, so the
//! stream's first bytes name the pair, however the keys are made: the same stream twice is the same pair twice.

use std::collections::BTreeMap;

use super::{Verdict, must};
use crate::crypto::chunk::OVERHEAD_BYTES;
use crate::sim::content::Content;

pub(in crate::sim) const NAME: &str = "INV-K1";

/// Bytes of a stream that name it. Shorter plaintexts are not checked.
const NAMING_BYTES: usize = 16;

/// Bytes of a sealed chunk before the ciphertext: all that sealing adds but the tag.
const HEADER_BYTES: usize = OVERHEAD_BYTES - 16;

/// The streams that were used, each with the sealed bytes it is hidden in.
#[derive(Debug, Default)]
pub(in crate::sim) struct Keystreams(BTreeMap<[u8; NAMING_BYTES], [u8; 32]>);

impl Keystreams {
    pub(in crate::sim) fn check(&mut self, content: &Content) -> Verdict {
        let Some(sealed) = &content.sealed else { return Ok(()) };
        let plain = sealed.plain();
        let cipher = content.bytes.get(HEADER_BYTES..).unwrap_or_default();
        let (Some(cipher), Some(plain)) = (cipher.first_chunk::<NAMING_BYTES>(), plain.first_chunk()) else {
            return Ok(());
        };
        let mut stream = *cipher;
        stream.iter_mut().zip(plain as &[u8; NAMING_BYTES]).for_each(|(byte, plain)| *byte ^= plain);
        let digest = *blake3::hash(&content.bytes).as_bytes();
        let first = *self.0.entry(stream).or_insert(digest);
        must(first == digest, || "a key and a nonce were used for two messages".to_owned())
    }
}
