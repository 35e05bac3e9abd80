//! The browser's side of passkeys (Web Authentication, W3C Level 3): JSON in, JSON out.

use client::ClientError;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::notice::{Notice, Tone};

/// Why there is no passkey.
#[derive(Debug)]
pub enum Failure {
    /// The person closed the browser's sheet, took too long, or this device has none for us.
    NotGiven,
    /// This browser does not know passkeys.
    Unknown,
    /// The server refused.
    Refused(ClientError),
}

impl Failure {
    /// Whether the account is to be deleted, and another passkey would keep it.
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::Refused(error) if error.has_reason("ERASURE_PENDING"))
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        Self::Refused(error)
    }
}

impl From<&Failure> for Notice {
    fn from(failure: &Failure) -> Self {
        match failure {
            Failure::NotGiven => {
                Self::new(Tone::Info, "No passkey was given.").advise("Try again, or go on in another way.")
            }
            Failure::Unknown => Self::new(Tone::Warning, "This browser does not know passkeys.")
                .advise("Go on in another way."),
            Failure::Refused(error) => error.into(),
        }
    }
}

/// Has an authenticator make one.
pub async fn create(options_json: &str) -> Result<String, Failure> {
    ask("create", "parseCreationOptionsFromJSON", options_json).await
}

/// Has an authenticator use one.
pub async fn get(options_json: &str) -> Result<String, Failure> {
    ask("get", "parseRequestOptionsFromJSON", options_json).await
}

async fn ask(act: &str, parse: &str, options_json: &str) -> Result<String, Failure> {
    let promise = begin(act, parse, options_json).map_err(|_| Failure::Unknown)?;
    let credential = JsFuture::from(promise).await.map_err(|_| Failure::NotGiven)?;
    written(&credential).map_err(|_| Failure::Unknown)
}

fn begin(act: &str, parse: &str, options_json: &str) -> Result<Promise, JsValue> {
    let class = Reflect::get(&js_sys::global(), &"PublicKeyCredential".into())?;
    let options = method(&class, parse)?.call1(&class, &JSON::parse(options_json)?)?;
    let wish = Object::new();
    Reflect::set(&wish, &"publicKey".into(), &options)?;
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
    let credentials = Reflect::get(&navigator, &"credentials".into())?;
    method(&credentials, act)?.call1(&credentials, &wish)?.dyn_into()
}

fn written(credential: &JsValue) -> Result<String, JsValue> {
    let json = method(credential, "toJSON")?.call0(credential)?;
    Ok(String::from(JSON::stringify(&json)?))
}

fn method(of: &JsValue, name: &str) -> Result<Function, JsValue> {
    Reflect::get(of, &name.into())?.dyn_into()
}
