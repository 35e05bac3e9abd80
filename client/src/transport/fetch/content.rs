//! Bytes that the browser sends by itself: they go from the file to the wire and never enter the module.
//!
//! Copied in and out again a part of 1 MiB passed the page's one thread four times, and the browser's other processes
//! as often. As a slice it is a name: whoever sends the request reads the file, and refuses when it was changed since
//! it was picked. What is small is sent as it was read for its digest: to name it once more costs the browser's processes
//! more messages than its bytes.

use bytes::Bytes;
use http::Extensions;
use js_sys::{Array, Uint8Array};
use send_wrapper::SendWrapper;
use tonic::{Request, Status};
use wasm_bindgen::JsValue;
use web_sys::Blob;

use super::request::BLOB_BYTES_MIN;
use crate::transport::{frame::first_frame, last_field::announce};

/// Bytes of a file, to be sent in a message. Clones name the same ones.
#[derive(Debug, Clone)]
pub struct Content(SendWrapper<Held>);

#[derive(Debug, Clone)]
enum Held {
    /// Where they stand in the file.
    Slice(Blob),
    /// Themselves.
    Read(Uint8Array),
}

/// What the messages of a request lack, in their order, travelling beside them.
#[derive(Clone)]
struct Following {
    field: u32,
    contents: Vec<Content>,
}

impl Content {
    /// What stands in this slice, unread.
    pub(crate) fn new(slice: Blob) -> Self {
        Self(SendWrapper::new(Held::Slice(slice)))
    }

    /// Whether so many bytes cost less when they are sent as they were read.
    pub(crate) fn is_sent_as_read(bytes: u64) -> bool {
        bytes < BLOB_BYTES_MIN
    }

    /// What was read.
    pub(crate) fn read(bytes: Uint8Array) -> Self {
        Self(SendWrapper::new(Held::Read(bytes)))
    }

    /// Sizes of slices are whole numbers below 2^53.
    fn bytes(&self) -> u64 {
        match &*self.0 {
            Held::Slice(slice) => slice.size() as u64,
            Held::Read(bytes) => bytes.length().into(),
        }
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

/// Bytes of the contents that follow.
pub(super) fn bytes_beside(extensions: &Extensions) -> u64 {
    let following = extensions.get::<Following>();
    following.map_or(0, |following| following.contents.iter().map(Content::bytes).sum())
}

fn join(mut frames: &[u8], field: u32, contents: &[Content]) -> Result<JsValue, Status> {
    let (pieces, mut are_read) = (Array::new(), true);
    for content in contents {
        let (frame, others) = first_frame(frames).ok_or_else(too_large)?;
        let announced = announce(frame, field, content.bytes()).ok_or_else(too_large)?;
        let announced = Uint8Array::from(announced.as_slice());
        let piece: &JsValue = match &*content.0 {
            Held::Read(bytes) => bytes,
            Held::Slice(slice) => {
                are_read = false;
                slice
            }
        };
        pieces.push(&announced);
        pieces.push(piece);
        frames = others;
    }
    if are_read {
        return Ok(one_behind_the_other(&pieces).into());
    }
    Blob::new_with_blob_sequence(&pieces).map(Into::into).map_err(super::request::unusable)
}

fn one_behind_the_other(pieces: &Array) -> Uint8Array {
    let pieces: Vec<Uint8Array> = pieces.iter().map(|piece| Uint8Array::new(&piece)).collect();
    let all = Uint8Array::new_with_length(pieces.iter().map(Uint8Array::length).sum());
    let mut place = 0;
    for piece in pieces {
        all.set(&piece, place);
        place += piece.length();
    }
    all
}

fn too_large() -> Status {
    Status::out_of_range("The part is too large for one message.")
}
