//! Files on their way out of a vault: they are decrypted as they come, and what is proven is given to the browser at once, which
//! keeps it outside of this module's memory until the file is whole. A file that does not prove itself to its end is not saved.

use client::{
    proto::storage::FileInfo,
    vault::{Decryption, Identity},
};
use js_sys::{Array, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamDefaultReader, Response};

use crate::{figures, save};

/// Bytes of a file that browsers keep for a page until it is whole; what is larger, the terminal writes as it comes.
const SAVED_BYTES_MAX: i64 = 2_000_000_000;
const LOST: &str = "The file was cut short on its way. Nothing was saved; try again.";

/// Fetches a file from this address, decrypts it and has the browser save it.
pub async fn save(file: &FileInfo, address: &str, identity: Identity) -> Result<(), String> {
    if file.plain_bytes.unwrap_or(file.file_size) > SAVED_BYTES_MAX {
        let most = figures::bytes(SAVED_BYTES_MAX);
        return Err(format!(
            "A browser decrypts files of {most} at most. Fetch this one with skyshard get, which has no such limit."
        ));
    }
    let pieces = fetch(address, identity).await?;
    let whole = Blob::new_with_blob_sequence(&pieces).map_err(|_| LOST.to_owned())?;
    if save::blob(&file.filename, &whole.into()) {
        Ok(())
    } else {
        Err("The browser does not let this page save a file.".to_owned())
    }
}

/// The plain pieces of a file, each kept by the browser.
async fn fetch(path: &str, identity: Identity) -> Result<Array, String> {
    let lost = |_: JsValue| LOST.to_owned();
    let answer = JsFuture::from(window().fetch_with_str(path)).await.map_err(lost)?;
    let answer: Response = answer.unchecked_into();
    if !answer.ok() {
        return Err("The server does not give this file now. Nothing was saved; try again.".to_owned());
    }
    let reader = answer.body().ok_or_else(|| LOST.to_owned())?.get_reader();
    let reader: ReadableStreamDefaultReader = reader.unchecked_into();
    let (mut decryption, pieces) = (Decryption::new(identity), Array::new());
    loop {
        let read = JsFuture::from(reader.read()).await.map_err(lost)?;
        let bytes = Reflect::get(&read, &"value".into()).unwrap_or(JsValue::UNDEFINED);
        if bytes.is_undefined() {
            break;
        }
        let bytes: Uint8Array = bytes.unchecked_into();
        let plain = decryption.push(&bytes.to_vec());
        keep(&pieces, &plain.map_err(|error| error.to_string())?)?;
    }
    keep(&pieces, &decryption.end().map_err(|error| error.to_string())?)?;
    Ok(pieces)
}

fn keep(pieces: &Array, plain: &[u8]) -> Result<(), String> {
    if !plain.is_empty() {
        let piece = Array::of1(&Uint8Array::from(plain));
        let piece = Blob::new_with_u8_array_sequence(&piece);
        pieces.push(&piece.map_err(|_| "The browser has no room for this file.".to_owned())?.into());
    }
    Ok(())
}
