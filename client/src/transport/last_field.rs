//! A message whose last field is added behind it: bytes that need not pass through here to be sent.
//!
//! Protocol Buffers let fields stand in any order, and a field of bytes is a key, a length and the bytes
//! (protobuf.dev, "Encoding"). So a message is encoded without that field, key and length are put at its end, the
//! frame's head tells the greater length, and whoever sends it lets the bytes follow.

use prost::encoding::{WireType, encode_key, encode_varint};

use super::frame::HEAD_BYTES;

/// A frame with room for one more field of so many bytes, which are to follow. `None` when this is no frame, or the
/// message would be longer than a frame can tell.
pub(crate) fn announce(frame: &[u8], field: u32, bytes: u64) -> Option<Vec<u8>> {
    let mut frame = frame.to_vec();
    encode_key(field, WireType::LengthDelimited, &mut frame);
    encode_varint(bytes, &mut frame);
    let message = u64::try_from(frame.len().checked_sub(HEAD_BYTES)?).ok()?.checked_add(bytes)?;
    let length = frame.get_mut(1..HEAD_BYTES)?;
    length.copy_from_slice(&u32::try_from(message).ok()?.to_be_bytes());
    Some(frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_tells_of_the_bytes_that_follow() {
        let frame = b"\x00\x00\x00\x00\x02\x10\x01";
        assert_eq!(announce(frame, 3, 300), Some(b"\x00\x00\x00\x01\x31\x10\x01\x1a\xac\x02".to_vec()));
    }

    #[test]
    fn what_no_frame_can_hold_is_refused() {
        let frame = b"\x00\x00\x00\x00\x02\x10\x01";
        assert_eq!(announce(frame, 3, u64::from(u32::MAX)), None);
        assert_eq!(announce(frame, 3, u64::MAX), None);
        assert_eq!(announce(b"", 3, 1), None);
    }
}
