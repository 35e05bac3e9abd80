//! A tonic request as the browser's `Request`.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Request, header};
use http_body::Body;
use http_body_util::BodyExt;
use js_sys::{Array, Uint8Array};
use tonic::Status;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, Blob, Headers, RequestCache, RequestCredentials, RequestInit, RequestMode};

use super::content;
use crate::{
    clock::now_millis,
    presence,
    told::LAYERS,
    watch::{self, Watched},
};

/// A body from this size on travels as a `Blob`: a typed array of 1 MiB costs 57 ms on its way to the network, a
/// `Blob` 10 ms; below, making the `Blob` costs more than it saves.
pub(super) const BLOB_BYTES_MIN: u64 = 64 * 1024;

/// Marks a request that the browser sends without its cookies.
#[derive(Clone)]
struct Unsigned;

/// A request without any token: the cookies, which the browser would add, stay away.
pub(crate) fn unsigned<Message>(message: Message) -> tonic::Request<Message> {
    let mut request = tonic::Request::new(message);
    request.extensions_mut().insert(Unsigned);
    request
}

/// Collects the body (a browser cannot stream one) and sets what every call has; with it whoever watches the call.
pub(super) async fn build<B>(
    origin: &Arc<str>,
    request: Request<B>,
    signal: &AbortSignal,
) -> Result<(web_sys::Request, Option<Box<dyn Watched>>), Status>
where
    B: Body,
    B::Error: std::fmt::Display,
{
    let (parts, body) = request.into_parts();
    let frames = body.collect().await.map_err(|error| Status::internal(error.to_string()))?.to_bytes();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_mode(RequestMode::SameOrigin);
    let is_unsigned = parts.extensions.get::<Unsigned>().is_some();
    init.set_credentials(if is_unsigned { RequestCredentials::Omit } else { RequestCredentials::SameOrigin });
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(signal));
    let body =
        content::body_of(&parts.extensions, &frames).unwrap_or_else(|| body_of(&frames).map_err(unusable))?;
    init.set_body(&body);
    let watcher = watch::watcher();
    let headers = headers_of(&parts.headers, watcher.is_some()).map_err(unusable)?;
    init.set_headers(&headers);
    let request =
        web_sys::Request::new_with_str_and_init(&format!("{origin}{path}"), &init).map_err(unusable)?;
    let watched = watcher.map(|watcher| {
        watcher.sent(path, &super::map_of(&headers), frames, content::bytes_beside(&parts.extensions))
    });
    Ok((request, watched))
}

fn body_of(bytes: &Bytes) -> Result<JsValue, JsValue> {
    let array = Uint8Array::from(bytes.as_ref());
    if (bytes.len() as u64) < BLOB_BYTES_MIN {
        return Ok(array.into());
    }
    Blob::new_with_u8_array_sequence(&Array::of1(&array)).map(Into::into)
}

/// `te` is tonic's word to proxies; a browser sends its own `user-agent`. Whoever watches wants to see the layers.
fn headers_of(headers: &HeaderMap, is_watched: bool) -> Result<Headers, JsValue> {
    let out = Headers::new()?;
    for (name, value) in headers {
        if let (false, Ok(value)) = ([header::TE, header::USER_AGENT].contains(name), value.to_str()) {
            out.append(name.as_str(), value)?;
        }
    }
    out.set("x-grpc-web", "1")?;
    if presence::is_away(now_millis()) {
        out.set(presence::AWAY, "1")?;
    }
    if is_watched {
        out.set(LAYERS, "1")?;
    }
    Ok(out)
}

pub(super) fn unusable(error: JsValue) -> Status {
    Status::internal(format!("The browser refused the request: {error:?}"))
}
