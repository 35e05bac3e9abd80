//! A picked file as the only part of a form.
//!
//! What stands in a form is read by whoever sends it (in Chromium the network process, straight from disk), while a slice in
//! a call goes through the browser's own process first. So a large file costs the browser less than half as much.

use tonic::Status;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, FormData, Headers, Request, RequestCache, RequestCredentials, RequestInit, RequestMode, Response,
};

use super::{abort::AbortOnDrop, request::unusable};
use crate::ClientError;

/// Sends the whole file into an upload, and waits for the answer. Dropped, the request is aborted.
pub(crate) async fn fill(upload_id: &str, file: &Blob) -> Result<(), ClientError> {
    let mut abort = AbortOnDrop::new()?;
    let request = request(upload_id, file, &abort).map_err(unusable)?;
    let window = web_sys::window().ok_or_else(|| Status::internal("There is no window."))?;
    let answer = JsFuture::from(window.fetch_with_request(&request)).await;
    abort.disarm();
    match answer.map(Response::from) {
        Ok(answer) if answer.ok() => Ok(()),
        Ok(answer) => {
            Err(Status::unavailable(format!("The server answered with HTTP {}.", answer.status())).into())
        }
        Err(_) => Err(Status::unavailable("The server cannot be reached.").into()),
    }
}

fn request(upload_id: &str, file: &Blob, abort: &AbortOnDrop) -> Result<Request, JsValue> {
    let form = FormData::new()?;
    form.append_with_blob("file", file)?;
    let headers = Headers::new()?;
    headers.set("x-grpc-web", "1")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_mode(RequestMode::SameOrigin);
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&abort.signal()));
    init.set_headers(&headers);
    init.set_body(&form);
    Request::new_with_str_and_init(&format!("/api/uploads/{upload_id}"), &init)
}
