//! Fuzz targets of what the port reads and writes; see [`crate::fuzzing`].
use bytes::{Buf, Bytes};
use futures::FutureExt;
use http::HeaderValue;
use http_body_util::Full;
use tonic::{
    Status, Streaming,
    codec::{DecodeBuf, Decoder},
};

use super::{
    disposition::attachment,
    range::{Asked, asked},
};

/// The largest message that is taken.
const MESSAGE_BYTES_MAX: usize = 16 * 1024;

/// Takes what a frame holds as it is.
struct AsItIs;

impl Decoder for AsItIs {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, source: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(source.copy_to_bytes(source.remaining())))
    }
}

/// Frames give messages within the limit, of bytes that are there, or an error; and they end. (How much memory that takes
/// is bounded by libFuzzer's own limit.)
pub fn grpc_frame(data: &[u8]) {
    let body = Full::new(Bytes::copy_from_slice(data));
    let mut frames = Streaming::new_request(AsItIs, body, None, Some(MESSAGE_BYTES_MAX));
    let mut read = 0;
    loop {
        match frames.message().now_or_never().expect("all bytes are there") {
            Ok(Some(message)) => {
                assert!(message.len() <= MESSAGE_BYTES_MAX);
                read += message.len() + 5;
                assert!(read <= data.len(), "messages of bytes that nobody sent");
            }
            Ok(None) | Err(_) => return,
        }
    }
}

/// One header line for any name; the extended parameter decodes to it.
pub fn content_disposition(data: &[u8]) {
    let Ok(name) = std::str::from_utf8(data) else { return };
    let text = attachment(name);
    HeaderValue::from_str(&text).expect("a header's value");
    assert!(text.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{text:?}");
    assert_eq!(text.matches('"').count(), 2, "{text:?}");
    let plain = text.strip_prefix("attachment; filename=\"").and_then(|rest| rest.split_once('"'));
    let extended = plain.and_then(|(_, rest)| rest.strip_prefix("; filename*=UTF-8''"));
    let extended = extended.unwrap_or_else(|| panic!("{text:?} has another form"));
    assert_eq!(percent_decoded(extended), name.as_bytes(), "{text:?}");
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(digits, 16).expect("two digits"));
        bytes.extend_from_slice(rest.as_bytes());
    }
    bytes
}

/// One range inside of the file, with a byte at least; the first byte of the data is the file's size.
pub fn range_header(data: &[u8]) {
    let Some((&size, header)) = data.split_first() else { return };
    let Ok(header) = std::str::from_utf8(header) else { return };
    for size in [u64::from(size), u64::from(size) << 56, u64::MAX] {
        if let Asked::Part(range) = asked(header, size) {
            assert!(range.start < range.end && range.end <= size, "{header:?} of {size}: {range:?}");
        }
    }
}
