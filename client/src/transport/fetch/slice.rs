//! Bytes that the browser sends by itself: they go from the file to the wire and never enter the module.
//!
//! Copied in and out again a part of 1 MiB passed the page's one thread four times, and the browser's other processes
//! as often. As a slice it is a name: whoever sends the request reads the file.

use bytes::Bytes;
use http::Extensions;
use js_sys::{Array, Uint8Array};
use send_wrapper::SendWrapper;
use tonic::{Request, Status};
use wasm_bindgen::JsValue;
use web_sys::Blob;

use crate::transport::last_field;

/// A slice of a file. Clones name the same one.
#[derive(Debug, Clone)]
pub struct Slice(SendWrapper<Blob>);

/// The slice and its field, travelling beside a message.
#[derive(Clone)]
struct Following {
    field: u32,
    slice: Slice,
}

impl Slice {
    pub(crate) fn new(blob: Blob) -> Self {
        Self(SendWrapper::new(blob))
    }

    /// Sends this slice as the field of this number, behind a message that lacks it.
    pub(crate) fn follow<Message>(&self, request: &mut Request<Message>, field: u32) {
        request.extensions_mut().insert(Following { field, slice: self.clone() });
    }
}

/// The body of a request whose message is followed by a slice; `None` when nothing follows.
pub(super) fn body_of(extensions: &Extensions, frame: &Bytes) -> Option<Result<JsValue, Status>> {
    let Following { field, slice } = extensions.get()?;
    Some(join(frame, *field, &slice.0))
}

fn join(frame: &Bytes, field: u32, blob: &Blob) -> Result<JsValue, Status> {
    // Sizes of slices are whole numbers below 2^53.
    let announced = last_field::announce(frame.to_vec(), field, blob.size() as u64);
    let announced =
        announced.ok_or_else(|| Status::out_of_range("The part is too large for one message."))?;
    let pieces = Array::of2(&Uint8Array::from(announced.as_slice()), blob);
    Blob::new_with_blob_sequence(&pieces).map(Into::into).map_err(super::request::unusable)
}
