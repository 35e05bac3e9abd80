//! A name for each request: in the log, in the answer's `x-request-id`, and on the page that shows an error.
//!
//! It is always ours: an id from outside could write lines into the log or be confused with another's.
use std::{
    fmt,
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

use http::{HeaderName, HeaderValue};

use crate::clock::random;

/// Where the answer carries it; gRPC clients find it in the metadata of the status.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Odd, so that 2^64 steps pass before a number comes again; irregular, so that neighbours do not look alike (2^64
/// divided by the golden ratio).
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Where this process began to count: two processes do not share numbers.
static NEXT: LazyLock<AtomicU64> = LazyLock::new(|| AtomicU64::new(u64::from_ne_bytes(random())));

/// A number that no other request has, in hexadecimal digits. It is a name and no secret.
#[derive(Clone, Copy)]
pub(super) struct RequestId([u8; 16]);

impl RequestId {
    pub(super) fn fresh() -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let number = NEXT.fetch_add(STEP, Ordering::Relaxed);
        Self(std::array::from_fn(|place| DIGITS[(number >> (4 * place)) as usize & 0xf]))
    }

    pub(super) fn value(self) -> HeaderValue {
        let mut value = HeaderValue::from_bytes(&self.0).expect("hexadecimal digits are a header value");
        // HTTP/2 would keep it for a next answer that never has the same one, and forget useful values instead.
        value.set_sensitive(true);
        value
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(str::from_utf8(&self.0).map_err(|_| fmt::Error)?)
    }
}
