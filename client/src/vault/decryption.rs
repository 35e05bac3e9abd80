//! A file on its way out of a vault: what comes is taken as it comes, and given on once it is proven.
use domain::vault::{HEADER_BYTES_MAX, Header, NONCE_BYTES, SEALED_PIECE_BYTES};

use super::{Identity, VaultError, pieces::Pieces, way::FileKey};

const PIECE: usize = SEALED_PIECE_BYTES as usize;

/// Decrypts a file from its first byte on. What it gives is proven, piece by piece; only [`Self::end`] proves that nothing
/// is missing.
pub struct Decryption {
    stage: Stage,
    /// What has come and waits.
    waiting: Vec<u8>,
}

enum Stage {
    /// The header has not come whole yet.
    Header(Identity),
    /// The next piece has this number.
    Pieces(Pieces, u64),
}

impl Decryption {
    /// With what opens the file.
    pub fn new(identity: Identity) -> Self {
        Self { stage: Stage::Header(identity), waiting: Vec::new() }
    }

    /// With its key, of what stands behind its header.
    pub(super) fn of(key: &FileKey, behind_header: &[u8]) -> Result<Self, VaultError> {
        let (nonce, rest) = behind_header.split_first_chunk().ok_or(VaultError::Damaged)?;
        let stage = Stage::Pieces(Pieces::new(&key.payload(nonce)), 0);
        Ok(Self { stage, waiting: rest.to_vec() })
    }

    /// Takes what came next; what of the file is proven by it.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.waiting.extend_from_slice(bytes);
        if let Stage::Header(identity) = &self.stage {
            match begin(identity, &self.waiting)? {
                Some(begun) => *self = begun,
                None => return Ok(Vec::new()),
            }
        }
        let Stage::Pieces(pieces, number) = &mut self.stage else { return Ok(Vec::new()) };
        let mut plain = Vec::new();
        let mut begin = 0;
        // Whether a full piece is the last one, tells only what comes behind it.
        while self.waiting.len() - begin > PIECE {
            plain.extend(pieces.open(*number, false, &self.waiting[begin..begin + PIECE])?);
            (*number, begin) = (*number + 1, begin + PIECE);
        }
        self.waiting.drain(..begin);
        Ok(plain)
    }

    /// All has come: the rest of the file, and the proof that nothing is missing.
    pub fn end(&mut self) -> Result<Vec<u8>, VaultError> {
        let Stage::Pieces(pieces, number) = &self.stage else { return Err(VaultError::Damaged) };
        let plain = pieces.open(*number, true, &self.waiting)?;
        // An empty end is only that of an empty file.
        if plain.is_empty() && *number > 0 { Err(VaultError::Damaged) } else { Ok(plain) }
    }
}

/// The decryption of a file that begins so; none when more has to come.
fn begin(identity: &Identity, beginning: &[u8]) -> Result<Option<Decryption>, VaultError> {
    let header = match Header::read(beginning) {
        Ok(header) if beginning.len() >= header.bytes + NONCE_BYTES as usize => header,
        Err(_) if beginning.len() >= HEADER_BYTES_MAX => return Err(VaultError::Damaged),
        _ => return Ok(None),
    };
    let key = FileKey::of_identity(&header.stanzas, identity)?.prove(&header, beginning)?;
    Decryption::of(&key, &beginning[header.bytes..]).map(Some)
}
