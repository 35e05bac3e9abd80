//! The frames of gRPC: a flag, the length of the message in 32 bits of network order, the message.

/// Bytes of a frame's head.
pub(crate) const HEAD_BYTES: usize = 5;
/// In gRPC-Web the flag of the last frame, which carries status and trailers.
pub(crate) const TRAILER_FLAG: u8 = 0x80;

/// The first of some frames, and the others. `None` when there is no whole one.
pub(crate) fn first_frame(frames: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = frames.get(1..HEAD_BYTES)?.try_into().ok()?;
    let message = usize::try_from(u32::from_be_bytes(length)).ok()?;
    frames.split_at_checked(HEAD_BYTES.checked_add(message)?)
}

/// Every whole frame in its order.
pub(crate) fn each_frame(mut frames: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (frame, others) = first_frame(frames)?;
        frames = others;
        Some(frame)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_apart_where_their_heads_say() {
        let frames = b"\x00\x00\x00\x00\x02ab\x00\x00\x00\x00\x00";
        let (first, others) = first_frame(frames).expect("a frame");
        assert_eq!((first, others), (&frames[..7], &frames[7..]));
        assert_eq!(first_frame(others), Some((others, &b""[..])));
        for cut in [0, 4, 6] {
            assert_eq!(first_frame(&frames[..cut]), None, "cut at {cut}");
        }
        assert_eq!(each_frame(frames).map(<[u8]>::len).collect::<Vec<_>>(), [7, 5]);
        assert_eq!(each_frame(&frames[..11]).count(), 1, "what is not whole is left out");
    }
}
