//! A name for each request: in the log, in the answer's `x-request-id`, and on the page that shows an error.
//!
//! It is always ours: an id from outside could write lines into the log or be confused with another's.
use std::fmt;

use http::{HeaderName, HeaderValue};

use crate::clock::random;

/// Where the answer carries it; gRPC clients find it in the metadata of the status.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// 64 random bits: unique among the requests anybody will ever compare.
#[derive(Clone, Copy)]
pub(super) struct RequestId([u8; 16]);

impl RequestId {
    pub(super) fn fresh() -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let number = u64::from_ne_bytes(random());
        Self(std::array::from_fn(|place| DIGITS[(number >> (4 * place)) as usize & 0xf]))
    }

    pub(super) fn value(self) -> HeaderValue {
        HeaderValue::from_bytes(&self.0).expect("hexadecimal digits are a header value")
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|digit| fmt::Write::write_char(formatter, char::from(*digit)))
    }
}
