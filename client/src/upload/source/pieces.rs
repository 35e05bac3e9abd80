//! A slice of a file, read from front to back into the same memory.
//!
//! A browser gives every reading of its own fresh memory, which costs it more than the reading itself when that is many
//! megabytes. A stream of bytes fills memory that it is given (WHATWG Streams, 4.5: "bring your own buffer"), and what was
//! read is still in the processor's cache when it is digested.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, ReadableStreamByobReader, ReadableStreamReadResult};

/// What is left of a slice.
pub(super) enum Pieces {
    /// As a stream, into this memory.
    Streamed(Streamed),
    /// Where the browser has no such streams of files: the rest of it, read a piece at a time.
    Sliced(Blob),
}

impl Pieces {
    /// Of this slice, each of at most so many bytes.
    pub(super) fn of(slice: Blob, bytes_max: u32) -> Self {
        match ReadableStreamByobReader::new(&slice.stream()) {
            Ok(reader) => Self::Streamed(Streamed { reader, memory: ArrayBuffer::new(bytes_max) }),
            Err(_) => Self::Sliced(slice),
        }
    }

    /// The next bytes, exactly so many; those of before are gone then. `None` when fewer are left, or they cannot be read.
    pub(super) async fn next(&mut self, bytes: u32) -> Option<Uint8Array> {
        match self {
            Self::Streamed(streamed) => streamed.next(bytes).await,
            Self::Sliced(rest) => {
                let next = rest.slice_with_f64_and_f64(0.0, bytes.into()).ok()?;
                *rest = rest.slice_with_f64(bytes.into()).ok()?;
                whole(&next).await.filter(|read| read.length() == bytes)
            }
        }
    }
}

/// All of it, in memory of its own.
pub(super) async fn whole(blob: &Blob) -> Option<Uint8Array> {
    Some(Uint8Array::new(&JsFuture::from(blob.array_buffer()).await.ok()?))
}

/// A stream that is read; it ends when it is dropped.
pub(super) struct Streamed {
    reader: ReadableStreamByobReader,
    memory: ArrayBuffer,
}

impl Streamed {
    async fn next(&mut self, bytes: u32) -> Option<Uint8Array> {
        let mut filled = 0;
        while filled < bytes {
            let room = Uint8Array::new_with_byte_offset_and_length(&self.memory, filled, bytes - filled);
            let read = JsFuture::from(self.reader.read_with_array_buffer_view(&room)).await.ok()?;
            let read: Uint8Array =
                read.unchecked_into::<ReadableStreamReadResult>().get_value().dyn_into().ok()?;
            if read.length() == 0 {
                return None;
            }
            // The memory went along with the reading, and comes back under another name.
            self.memory = read.buffer();
            filled += read.length();
        }
        Some(Uint8Array::new_with_byte_offset_and_length(&self.memory, 0, bytes))
    }
}

impl Drop for Streamed {
    fn drop(&mut self) {
        let ending = JsFuture::from(self.reader.cancel());
        spawn_local(async move {
            // A stream that has failed refuses this, and everybody knows by then.
            let _ended = ending.await;
        });
    }
}
