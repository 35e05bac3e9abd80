//! What an answer says beside its messages: metadata, and on demand how far the call came on the server.

use http::HeaderMap;
use tonic::{Status, metadata::MetadataMap};

use crate::{ClientError, Kind, error::code_name};

/// Asks for the layers, and tells them.
pub(crate) const LAYERS: &str = "x-layers";
/// How many calls of the service were given up since the server started.
const GIVEN_UP: &str = "x-given-up";

/// The layers that the server has, and the last one that a call came into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layers {
    /// Their names, from the wire inwards.
    pub names: Vec<String>,
    /// How many of them the call came into.
    pub reached: usize,
}

impl Layers {
    /// Reads `7; connection, peer, …`.
    fn parse(text: &str) -> Option<Self> {
        let (reached, names) = text.split_once(';')?;
        let names: Vec<String> = names.split(',').map(|name| name.trim().to_owned()).collect();
        let reached = reached.trim().parse().ok().filter(|reached| *reached <= names.len())?;
        Some(Self { names, reached })
    }
}

/// What stood beside the messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// How far the call came, where the server says it.
    pub layers: Option<Layers>,
    /// How many calls of this service were given up since the server started, where it says it.
    pub given_up: Option<u64>,
    /// All that is text, by name.
    pub metadata: Vec<(String, String)>,
}

impl Told {
    pub(crate) fn of(metadata: &MetadataMap) -> Self {
        let text = |name: &str| metadata.get(name).and_then(|value| value.to_str().ok());
        Self {
            layers: text(LAYERS).and_then(Layers::parse),
            given_up: text(GIVEN_UP).and_then(|count| count.parse().ok()),
            metadata: texts(&metadata.clone().into_headers()),
        }
    }
}

/// What of some headers is text, by name.
pub(crate) fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let texts = headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
    texts.collect()
}

/// A call that was refused or broke off, with all that was said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub error: ClientError,
    /// gRPC's name of the code: `UNAUTHENTICATED`.
    pub code: String,
    /// What stood beside it.
    pub told: Told,
}

impl Refusal {
    /// A refusal by this side.
    pub(crate) fn local(error: ClientError) -> Self {
        let code = if error.kind == Kind::Timeout { "DEADLINE_EXCEEDED" } else { "UNAVAILABLE" };
        Self { error, code: code.to_owned(), told: Told::default() }
    }
}

impl From<Status> for Refusal {
    fn from(status: Status) -> Self {
        let (code, told) = (code_name(&status), Told::of(status.metadata()));
        Self { error: status.into(), code, told }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_read_or_left_out() {
        let layers = Layers::parse("2; connection, use case, peer").expect("layers");
        assert_eq!((layers.reached, layers.names[1].as_str()), (2, "use case"));
        for wrong in ["", "3", "x; a, b", "3; a, b", "-1; a"] {
            assert_eq!(Layers::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_refusal_says_how_far_the_call_came() {
        let mut status = Status::unauthenticated("Sign in to do this.");
        status.metadata_mut().insert(LAYERS, "1; session, use case".parse().expect("ASCII"));
        let refusal = Refusal::from(status);
        assert_eq!(refusal.code, "UNAUTHENTICATED");
        assert_eq!(refusal.told.layers.map(|layers| layers.reached), Some(1));
        assert_eq!(refusal.told.given_up, None);
    }
}
