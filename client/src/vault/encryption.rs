//! A file on its way into a vault.
use std::ops::Range;

use domain::vault::{NONCE_BYTES, PIECE_BYTES, Recipient, SEALED_PIECE_BYTES, encrypted_bytes};
use zeroize::Zeroizing;

use super::{pieces::Pieces, way::FileKey};

/// What chance gives for one file; used once.
pub struct Chance {
    /// The file's key.
    pub file_key: [u8; 16],
    /// Before its pieces.
    pub nonce: [u8; 16],
    /// The secret half of the key pair that the file's key is wrapped behind.
    pub ephemeral: [u8; 32],
}

/// The encrypted form of one file of a known size. Any range of it can be made, as often as it is asked for: the same each
/// time, as long as the file is the same. Of a file that was changed meanwhile nothing may be asked for any more: two
/// contents under one key betray each other.
pub struct Encryption {
    /// The header and the nonce.
    head: Vec<u8>,
    pieces: Pieces,
    /// Plain bytes.
    plain: u64,
}

impl Encryption {
    /// Of a file of so many bytes, for a recipient.
    pub fn new(recipient: &Recipient, plain: u64, chance: Chance) -> Self {
        let key = FileKey(Zeroizing::new(chance.file_key));
        let header = key.header(key.for_recipient(recipient, &Zeroizing::new(chance.ephemeral)));
        Self::of(header, &key, chance.nonce, plain)
    }

    pub(super) fn of(mut head: Vec<u8>, key: &FileKey, nonce: [u8; 16], plain: u64) -> Self {
        head.extend(nonce);
        Self { head, pieces: Pieces::new(&key.payload(&nonce)), plain }
    }

    /// Bytes of the encrypted form.
    pub fn size(&self) -> u64 {
        self.before_pieces() + encrypted_bytes(self.plain) - NONCE_BYTES
    }

    fn before_pieces(&self) -> u64 {
        self.head.len() as u64
    }

    /// Numbers of the pieces that this range of the encrypted form touches.
    fn touched(&self, range: &Range<u64>) -> Range<u64> {
        let place = |at: u64| at.saturating_sub(self.before_pieces());
        place(range.start) / SEALED_PIECE_BYTES..place(range.end).div_ceil(SEALED_PIECE_BYTES)
    }

    /// Which bytes of the file this range of the encrypted form is made of.
    pub fn needs(&self, range: &Range<u64>) -> Range<u64> {
        let touched = self.touched(range);
        let place = |piece: u64| (piece * PIECE_BYTES).min(self.plain);
        place(touched.start)..place(touched.end)
    }

    /// This range of the encrypted form, which lies inside, made of the bytes that it [needs](Self::needs).
    pub fn encrypt(&self, range: Range<u64>, plain: &[u8]) -> Vec<u8> {
        let touched = self.touched(&range);
        let last = self.plain.div_ceil(PIECE_BYTES).max(1) - 1;
        let begins = self.before_pieces() + touched.start * SEALED_PIECE_BYTES;
        // From where on what is made below stands in the encrypted form.
        let (mut made, from) = match range.start < self.before_pieces() {
            true => (self.head.clone(), 0),
            false => (Vec::new(), begins),
        };
        let mut plain = plain.chunks(PIECE_BYTES as usize);
        for number in touched {
            let piece = plain.next().unwrap_or_default();
            made.extend(self.pieces.seal(number, number == last, piece));
        }
        let place = |at: u64| usize::try_from(at - from).expect("a range is a matter of megabytes");
        made.truncate(place(range.end));
        made.split_off(place(range.start))
    }
}
