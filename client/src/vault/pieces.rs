//! The pieces of a file: each encrypted for its number, and the last one for being the last, so that none can be left out,
//! put elsewhere or added.
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, Nonce, aead::Aead};

use super::{VaultError, way::Key};

/// The pieces of one file.
pub(super) struct Pieces(ChaCha20Poly1305);

impl Pieces {
    pub(super) fn new(payload: &Key) -> Self {
        Self(ChaCha20Poly1305::new((&**payload).into()))
    }

    pub(super) fn seal(&self, number: u64, is_last: bool, plain: &[u8]) -> Vec<u8> {
        self.0.encrypt(&nonce(number, is_last), plain).expect("a piece is 64 KiB at most")
    }

    pub(super) fn open(&self, number: u64, is_last: bool, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.0.decrypt(&nonce(number, is_last), sealed).map_err(|_| VaultError::Damaged)
    }
}

/// Eleven bytes that count, of which eight are enough, and one that is 1 at the end.
fn nonce(number: u64, is_last: bool) -> Nonce {
    let mut nonce = [0; 12];
    nonce[3..11].copy_from_slice(&number.to_be_bytes());
    nonce[11] = is_last.into();
    nonce.into()
}
