//! The form of a whole file: how long it is, and how much is in it.
use super::Header;

/// Plain bytes of each piece but the last.
pub const PIECE_BYTES: u64 = 64 * 1024;
/// What proves a piece.
pub const TAG_BYTES: u64 = 16;
/// Bytes of an encrypted piece.
pub const SEALED_PIECE_BYTES: u64 = PIECE_BYTES + TAG_BYTES;
/// Between the header and the pieces.
pub const NONCE_BYTES: u64 = 16;
/// Bytes of a header: for several hundred recipients. It is looked for in the first bytes of a file, all of which are in
/// its first chunk.
pub const HEADER_BYTES_MAX: usize = 64 * 1024;

/// Bytes behind the header of a file that holds so many.
pub const fn encrypted_bytes(plain: u64) -> u64 {
    // An empty file has one piece, which is empty.
    let pieces = if plain == 0 { 1 } else { plain.div_ceil(PIECE_BYTES) };
    NONCE_BYTES + plain + pieces * TAG_BYTES
}

/// How many bytes a file holds that has so many behind its header; none when no file has so many there.
pub const fn plain_bytes(behind_header: u64) -> Option<u64> {
    let Some(sealed) = behind_header.checked_sub(NONCE_BYTES) else { return None };
    let pieces = sealed.div_ceil(SEALED_PIECE_BYTES);
    let last = match pieces {
        0 => return None,
        pieces => sealed - (pieces - 1) * SEALED_PIECE_BYTES,
    };
    // The last piece is empty only when there is no other.
    if last < TAG_BYTES || (last == TAG_BYTES && pieces > 1) {
        return None;
    }
    Some(sealed - pieces * TAG_BYTES)
}

/// How many bytes a file of this size holds that begins so; none when it has not the form of age. Of the beginning,
/// [`HEADER_BYTES_MAX`] are enough.
pub fn plain_bytes_of_file(beginning: &[u8], size: u64) -> Option<u64> {
    let header = Header::read(beginning).ok()?;
    plain_bytes(size.checked_sub(header.bytes as u64)?)
}
