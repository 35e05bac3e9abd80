//! Bytes that the browser sends by itself: they go from the file to the wire and never enter the module.
//!
//! Copied in and out again a part of 1 MiB passed the page's one thread four times, and the browser's other processes
//! as often. As a slice it is a name: whoever sends the request reads the file, and refuses when it was changed since
//! it was picked.

use bytes::Bytes;
use http::Extensions;
use js_sys::{Array, Uint8Array};
use send_wrapper::SendWrapper;
use tonic::{Request, Status};
use wasm_bindgen::JsValue;
use web_sys::Blob;

use crate::transport::{frame::first_frame, last_field::announce};

/// A slice of a file, to be sent in a message. Clones name the same one.
#[derive(Debug, Clone)]
pub struct Content(SendWrapper<Blob>);

/// What the messages of a request lack, in their order, travelling beside them.
#[derive(Clone)]
struct Following {
    field: u32,
    contents: Vec<Content>,
}

impl Content {
    pub(crate) fn new(slice: Blob) -> Self {
        Self(SendWrapper::new(slice))
    }

    /// What stands in the message itself: nothing.
    #[expect(clippy::unused_self, reason = "natively the bytes stand in the message")]
    pub(crate) fn in_message(&self) -> Bytes {
        Bytes::new()
    }

    /// Sends each of these as the field of this number, behind the message that lacks it.
    pub(crate) fn follow<Messages>(contents: &[Self], request: &mut Request<Messages>, field: u32) {
        request.extensions_mut().insert(Following { field, contents: contents.to_vec() });
    }
}

/// The body of a request whose messages are followed by contents; `None` when nothing follows.
pub(super) fn body_of(extensions: &Extensions, frames: &Bytes) -> Option<Result<JsValue, Status>> {
    let Following { field, contents } = extensions.get()?;
    Some(join(frames, *field, contents))
}

/// Bytes of the contents that follow. Sizes of slices are whole numbers below 2^53.
pub(super) fn bytes_beside(extensions: &Extensions) -> u64 {
    let following = extensions.get::<Following>();
    following.map_or(0, |following| following.contents.iter().map(|Content(slice)| slice.size() as u64).sum())
}

fn join(mut frames: &[u8], field: u32, contents: &[Content]) -> Result<JsValue, Status> {
    let pieces = Array::new();
    for Content(slice) in contents {
        let (frame, others) = first_frame(frames).ok_or_else(too_large)?;
        // Sizes of slices are whole numbers below 2^53.
        let announced = announce(frame, field, slice.size() as u64).ok_or_else(too_large)?;
        pieces.push(&Uint8Array::from(announced.as_slice()));
        pieces.push(slice);
        frames = others;
    }
    Blob::new_with_blob_sequence(&pieces).map(Into::into).map_err(super::request::unusable)
}

fn too_large() -> Status {
    Status::out_of_range("The part is too large for one message.")
}
