//! The answer's body, read chunk by chunk, that knows when the call is over.
//!
//! tonic drops a body once it has the trailer, without reading on to the end of the stream; an abort then would turn a
//! third of the successful calls into aborted ones. So the body follows the framing and disarms as soon as the
//! trailer is whole. A lost connection becomes a trailer with UNAVAILABLE: an error of the body would reach the caller
//! as INTERNAL.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body, Frame};
use js_sys::{Reflect, Uint8Array};
use send_wrapper::SendWrapper;
use tonic::Status;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

use super::abort::AbortOnDrop;
use crate::{
    transport::framing::{End, Framing},
    watch::Watched,
};

/// A streaming answer.
pub(crate) struct FetchBody {
    /// `None` when the answer has no body, or when nothing more is to be read.
    reader: Option<SendWrapper<ReadableStreamDefaultReader>>,
    reading: Option<SendWrapper<JsFuture>>,
    framing: Framing,
    abort: AbortOnDrop,
    /// Whoever watches this call.
    pub(super) watched: Option<SendWrapper<Box<dyn Watched>>>,
}

impl FetchBody {
    pub(super) fn new(response: &Response, abort: AbortOnDrop) -> Result<Self, Status> {
        let reader = match response.body() {
            None => None,
            Some(stream) => Some(SendWrapper::new(
                stream.get_reader().dyn_into().map_err(|_| Status::internal("The answer cannot be read."))?,
            )),
        };
        Ok(Self { reader, reading: None, framing: Framing::default(), abort, watched: None })
    }

    /// Ends the body with a status, in place of the trailer that did not come.
    fn end_with(&mut self, status: &Status) -> Option<Result<Frame<Bytes>, Status>> {
        self.reader = None;
        if let Some(watched) = &mut self.watched {
            watched.failed(status);
        }
        let mut trailers = HeaderMap::new();
        Some(status.add_header(&mut trailers).map(|()| Frame::trailers(trailers)))
    }

    fn take(&mut self, arrived: &Uint8Array) -> Option<Option<Result<Frame<Bytes>, Status>>> {
        match self.framing.feed(&arrived.to_vec()) {
            Err(_) => Some(self.end_with(&Status::data_loss("The answer is damaged."))),
            Ok(whole) => {
                if self.framing.is_complete() {
                    self.abort.disarm();
                }
                if let (Some(watched), Some(frames)) = (&mut self.watched, &whole) {
                    watched.arrived(frames);
                }
                whole.map(|frames| Some(Ok(Frame::data(frames))))
            }
        }
    }

    fn end(&mut self) -> Option<Result<Frame<Bytes>, Status>> {
        self.abort.disarm();
        match self.framing.end() {
            End::Complete => {
                self.reader = None;
                None
            }
            End::InFrame => self.end_with(&Status::data_loss("The answer was cut short.")),
            End::NoTrailer => self.end_with(&Status::unknown("The answer has no end.")),
        }
    }
}

impl Body for FetchBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        loop {
            let Some(reader) = &self.reader else { return Poll::Ready(None) };
            let reader = SendWrapper::clone(reader);
            let reading = self.reading.get_or_insert_with(|| SendWrapper::new(JsFuture::from(reader.read())));
            let read = ready!(Pin::new(&mut **reading).poll(context));
            self.reading = None;
            let Ok(read) = read else {
                return Poll::Ready(self.end_with(&Status::unavailable("The connection was lost.")));
            };
            if is_done(&read) {
                return Poll::Ready(self.end());
            }
            if let Some(frame) = chunk(&read).and_then(|arrived| self.take(&arrived)) {
                return Poll::Ready(frame);
            }
        }
    }
}

fn is_done(read: &JsValue) -> bool {
    Reflect::get(read, &JsValue::from_str("done")).is_ok_and(|done| done.is_truthy())
}

fn chunk(read: &JsValue) -> Option<Uint8Array> {
    Reflect::get(read, &JsValue::from_str("value")).ok()?.dyn_into().ok()
}
