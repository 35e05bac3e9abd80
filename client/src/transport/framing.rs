//! Follows the frames of a gRPC-Web answer: five bytes of head (a flag, a length), then the payload.
//!
//! Only whole frames are handed on. So a connection lost in mid-frame leaves nothing half decoded behind it, and the
//! loss can be told from damage; and the moment the trailer is whole the call is known to be over, long before the
//! browser says that the stream has ended.

use bytes::{Buf, Bytes, BytesMut};

use super::frame::{HEAD_BYTES, TRAILER_FLAG};

/// No message of ours comes near; a head that promises more is damage.
const FRAME_BYTES_MAX: usize = 8 * 1024 * 1024;

/// How a stream of bytes ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// After the trailer.
    Complete,
    /// Inside a frame.
    InFrame,
    /// Between frames, without a trailer.
    NoTrailer,
}

/// A head promised more than any message has.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FrameTooLarge;

/// What has arrived and is not yet whole.
#[derive(Debug, Default)]
pub(crate) struct Framing {
    waiting: BytesMut,
    trailer_seen: bool,
}

impl Framing {
    /// Takes in what arrived and hands on the frames that are whole now, if any.
    pub(crate) fn feed(&mut self, arrived: &[u8]) -> Result<Option<Bytes>, FrameTooLarge> {
        self.waiting.extend_from_slice(arrived);
        let mut whole = 0;
        while let Some((flag, bytes)) = self.frame_at(whole)? {
            if self.waiting.len() < whole + bytes {
                break;
            }
            whole += bytes;
            self.trailer_seen |= flag & TRAILER_FLAG != 0;
        }
        Ok((whole > 0).then(|| self.waiting.split_to(whole).freeze()))
    }

    /// Whether the trailer has been handed on.
    pub(crate) fn is_complete(&self) -> bool {
        self.trailer_seen
    }

    /// What it means that nothing more comes.
    pub(crate) fn end(&self) -> End {
        match (self.trailer_seen, self.waiting.is_empty()) {
            (true, _) => End::Complete,
            (false, false) => End::InFrame,
            (false, true) => End::NoTrailer,
        }
    }

    /// Flag and whole length of the frame that starts here, when its head is there.
    fn frame_at(&self, start: usize) -> Result<Option<(u8, usize)>, FrameTooLarge> {
        let Some(mut head) = self.waiting.get(start..start + HEAD_BYTES) else { return Ok(None) };
        let flag = head.get_u8();
        let payload = usize::try_from(head.get_u32()).unwrap_or(usize::MAX);
        if payload > FRAME_BYTES_MAX { Err(FrameTooLarge) } else { Ok(Some((flag, HEAD_BYTES + payload))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &[u8] = b"\x00\x00\x00\x00\x03abc";
    const TRAILER: &[u8] = b"\x80\x00\x00\x00\x0fgrpc-status:0\r\n";

    fn answer() -> Vec<u8> {
        [MESSAGE, TRAILER].concat()
    }

    #[test]
    fn an_answer_cut_at_any_byte_arrives_whole() {
        let answer = answer();
        for cut in 0..=answer.len() {
            let mut framing = Framing::default();
            let mut out = Vec::new();
            for piece in [&answer[..cut], &answer[cut..]] {
                out.extend(framing.feed(piece).expect("small frames").unwrap_or_default());
            }
            assert_eq!((out, framing.end()), (answer.clone(), End::Complete), "cut at {cut}");
        }
    }

    #[test]
    fn an_end_before_the_trailer_says_where() {
        let answer = answer();
        for cut in 0..answer.len() {
            let mut framing = Framing::default();
            framing.feed(&answer[..cut]).expect("small frames");
            let between = cut == 0 || cut == MESSAGE.len();
            assert_eq!(framing.end(), if between { End::NoTrailer } else { End::InFrame }, "cut at {cut}");
        }
    }

    #[test]
    fn nothing_of_a_partial_frame_is_handed_on() {
        let mut framing = Framing::default();
        assert_eq!(framing.feed(&MESSAGE[..7]), Ok(None));
        assert_eq!(framing.feed(&MESSAGE[7..]), Ok(Some(Bytes::from_static(MESSAGE))));
        assert!(!framing.is_complete());
    }

    #[test]
    fn a_head_that_promises_gigabytes_is_refused() {
        assert_eq!(Framing::default().feed(b"\x00\xff\xff\xff\xff"), Err(FrameTooLarge));
    }
}
