//! A native channel: HTTP/2, connected on first use and again after a loss.

use std::time::Duration;

use bytes::Bytes;
use tonic::{
    Request,
    transport::{Channel, Endpoint},
};

use crate::{ClientError, Kind};

/// What the generated clients send through.
pub(crate) type Wire = Channel;

/// How long a connection may take to open.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of a frame that the server may send: each costs a write there and a read here, so a chunk of 1 MiB should not
/// need the 64 of HTTP/2's default.
const FRAME_BYTES_MAX: u32 = 256 * 1024;

/// A lazy channel to this origin; needs a tokio runtime around it.
pub(crate) fn open(origin: &str) -> Result<Wire, ClientError> {
    let endpoint = Endpoint::from_shared(origin.to_owned()).map_err(|error| {
        ClientError::local(Kind::Invalid, "BAD_ADDRESS", format!("{origin} is no address: {error}."))
    })?;
    let endpoint =
        endpoint.connect_timeout(CONNECT_TIMEOUT).tcp_nodelay(true).max_frame_size(FRAME_BYTES_MAX);
    Ok(endpoint.connect_lazy())
}

/// Bytes to be sent in a message.
#[derive(Debug, Clone)]
pub struct Content(pub(crate) Bytes);

impl Content {
    /// What stands in the message itself: all of it.
    pub(crate) fn in_message(&self) -> Bytes {
        self.0.clone()
    }

    /// Sends what the messages lack behind them: nothing.
    pub(crate) fn follow<Messages>(_: &[Self], _: &mut Request<Messages>, _field: u32) {}
}
