//! The four patterns of calls, each with a greeting, for native clients: no browser sends a stream of requests.

use futures::{StreamExt, stream};
use proto::greeter::{HelloReply, HelloRequest, greeter_client::GreeterClient};
use tokio::sync::mpsc::Receiver;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Streaming};

use crate::{
    Authorized, ClientError,
    stream::{TOKEN_LIFE_MIN_SECONDS, unix_seconds},
};

impl Authorized {
    /// One request, one reply.
    pub async fn greet(&self, name: &str) -> Result<String, ClientError> {
        let call = |wire, request| async move { GreeterClient::new(wire).say_hello(request).await };
        Ok(self.session.call(hello(name), call).await?.message)
    }

    /// One request, many replies.
    pub async fn greet_again(&self, name: &str) -> Result<Greetings, ClientError> {
        let call = |wire, request| async move { GreeterClient::new(wire).say_hello_stream(request).await };
        Ok(Greetings { replies: self.session.call(hello(name), call).await? })
    }

    /// Many requests, one reply to all of them.
    pub async fn greet_all(&self, names: &[String]) -> Result<String, ClientError> {
        let messages: Vec<HelloRequest> = names.iter().map(|name| hello(name)).collect();
        let call = |wire, request: Request<Vec<HelloRequest>>| async move {
            GreeterClient::new(wire).say_hello_client_stream(request.map(stream::iter)).await
        };
        Ok(self.session.call(messages, call).await?.message)
    }

    /// A reply to each request, as it comes. The call ends when nobody holds the names' sender any more.
    pub async fn greet_each(&self, names: Receiver<String>) -> Result<Greetings, ClientError> {
        self.session.renew_if_ending(unix_seconds() + TOKEN_LIFE_MIN_SECONDS).await?;
        let request = self.session.sign(ReceiverStream::new(names).map(|name| hello(&name)))?;
        let answer = GreeterClient::new(self.session.wire()).say_hello_bidirectional(request).await?;
        Ok(Greetings { replies: answer.into_inner() })
    }
}

/// The replies of one call. Dropped before the last, the call is given up, and the server learns of it.
pub struct Greetings {
    replies: Streaming<HelloReply>,
}

impl Greetings {
    /// The next reply; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<String>, ClientError> {
        Ok(self.replies.message().await?.map(|reply| reply.message))
    }
}

fn hello(name: &str) -> HelloRequest {
    HelloRequest { name: name.to_owned() }
}
