//! The wire by target: the browser's `fetch` speaks gRPC-Web, everything else a native HTTP/2 channel.

pub(crate) mod frame;
#[cfg(any(test, target_family = "wasm"))]
mod framing;
#[cfg(any(test, target_family = "wasm"))]
pub(crate) mod last_field;

#[cfg(target_family = "wasm")]
mod fetch;
#[cfg(target_family = "wasm")]
pub use fetch::Content;
#[cfg(target_family = "wasm")]
pub(crate) use fetch::{Wire, fill, open, unsigned};

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(not(target_family = "wasm"))]
pub use native::Content;
#[cfg(not(target_family = "wasm"))]
pub(crate) use native::{Wire, open, open_trusting, unsigned};
#[cfg(not(target_family = "wasm"))]
mod trust;
#[cfg(not(target_family = "wasm"))]
pub use trust::Trust;
#[cfg(not(target_family = "wasm"))]
pub(crate) use trust::Untrusted;
