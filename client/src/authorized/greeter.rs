//! The greeter, with all that a call shows of itself: how far it came, what was said beside the message, how it ended.

use std::time::Duration;

use prost::Message;
use proto::greeter::{HelloReply, HelloRequest, greeter_client::GreeterClient};
use tonic::{Request, Status, Streaming};

use crate::{
    Authorized, ClientError,
    answers::within,
    told::{LAYERS, Refusal, Told},
    transport::{frame::HEAD_BYTES, unsigned},
};

/// How long a stream may take to begin.
const OPENING_PATIENCE: Duration = Duration::from_secs(10);

/// With what a call proves who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The caller's own token.
    Token,
    /// None, as if the token's time were over.
    Nothing,
}

/// One greeting that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greeting {
    /// The sentence.
    pub message: String,
    /// Its frame on the wire, in bytes.
    pub bytes: usize,
}

impl From<HelloReply> for Greeting {
    fn from(reply: HelloReply) -> Self {
        Self { bytes: HEAD_BYTES + reply.encoded_len(), message: reply.message }
    }
}

/// HelloReplies that come one by one. Dropped before their end, the call is given up.
pub struct HelloReplies {
    replies: Streaming<HelloReply>,
}

impl HelloReplies {
    /// The next one; `None` after the last. Fails when none comes within `patience`.
    pub async fn next(&mut self, patience: Duration) -> Result<Option<Greeting>, Refusal> {
        let next = async { Ok(self.replies.message().await) };
        let reply = within(patience, next).await.map_err(Refusal::local)?;
        Ok(reply.map_err(Refusal::from)?.map(Greeting::from))
    }

    /// What was said behind the last one.
    pub async fn trailers(&mut self) -> Told {
        // Behind the last message only the trailers can be, and they were read with it.
        let trailers = self.replies.trailers().await.ok().flatten();
        trailers.map(|trailers| Told::of(&trailers)).unwrap_or_default()
    }
}

impl Authorized {
    /// The frame of a request to greet somebody, in bytes.
    pub fn hello_bytes(name: &str) -> usize {
        HEAD_BYTES + HelloRequest { name: name.to_owned() }.encoded_len()
    }

    /// One request, one reply. Not repeated with a fresh token: whoever asks wants to see the refusal.
    pub async fn say_hello(&self, name: &str, proof: Proof) -> Result<(Greeting, Told), Refusal> {
        let request = self.wishing(name, proof).map_err(Refusal::local)?;
        let answer = GreeterClient::new(self.session.wire()).say_hello(request).await?;
        let told = Told::of(answer.metadata());
        Ok((answer.into_inner().into(), told))
    }

    /// One request, ten replies, two a second.
    pub async fn say_hello_stream(&self, name: &str) -> Result<(HelloReplies, Told), Refusal> {
        let request = self.wishing(name, Proof::Token).map_err(Refusal::local)?;
        let mut greeter = GreeterClient::new(self.session.wire());
        let opening = async { Ok(greeter.say_hello_stream(request).await) };
        let answer = within(OPENING_PATIENCE, opening).await.map_err(Refusal::local)?;
        let answer = answer.map_err(|status: Status| Refusal::from(status))?;
        let told = Told::of(answer.metadata());
        Ok((HelloReplies { replies: answer.into_inner() }, told))
    }

    /// Trades the refresh token for new tokens now, as a call that hears `TOKEN_EXPIRED` does by itself.
    pub async fn renew(&self) -> Result<(), ClientError> {
        self.session.renew().await
    }

    fn wishing(&self, name: &str, proof: Proof) -> Result<Request<HelloRequest>, ClientError> {
        let message = HelloRequest { name: name.to_owned() };
        let mut request = match proof {
            Proof::Token => self.session.sign(message)?,
            Proof::Nothing => unsigned(message),
        };
        request.metadata_mut().insert(LAYERS, tonic::metadata::MetadataValue::from_static("1"));
        Ok(request)
    }
}
