//! `Greeter`: the four patterns of calls. How long each may last is in `http/limits.rs`.
use std::pin::Pin;

use domain::greeting::Greeted;
use futures::{Stream, stream};
use proto::{
    convert::greeter::{Wish, reply},
    greeter::{HelloReply, HelloRequest, greeter_server},
};
use tonic::{Extensions, Request, Response, Status, Streaming};

use crate::{
    app::Shared,
    auth::{self, Action},
    service::{
        ServiceError,
        greeter::{Greeter, Listening},
    },
};

/// The handlers.
pub struct Greetings {
    app: Shared,
}

type Replies = Pin<Box<dyn Stream<Item = Result<HelloReply, Status>> + Send>>;

impl Greetings {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }

    async fn greeter(&self, caller: &Extensions) -> Result<Greeter, ServiceError> {
        let member = auth::member(&self.app, caller, "", Action::Greet).await?;
        Greeter::of(&self.app, member).await
    }
}

#[tonic::async_trait]
impl greeter_server::Greeter for Greetings {
    type SayHelloStreamStream = Replies;
    type SayHelloBidirectionalStream = Replies;

    async fn say_hello(&self, request: Request<HelloRequest>) -> Result<Response<HelloReply>, Status> {
        let greeter = self.greeter(request.extensions()).await?;
        Ok(Response::new(reply(greeter.to_one(&greeted(request.into_inner())?))))
    }

    async fn say_hello_stream(&self, request: Request<HelloRequest>) -> Result<Response<Replies>, Status> {
        let greeter = self.greeter(request.extensions()).await?;
        let replies = greeter.replies(greeted(request.into_inner())?);
        let replies = stream::try_unfold(replies, |mut replies| async move {
            let next = replies.next().await?;
            Ok::<_, Status>(next.map(|sentence| (reply(sentence), replies)))
        });
        Ok(Response::new(Box::pin(replies)))
    }

    async fn say_hello_client_stream(
        &self,
        request: Request<Streaming<HelloRequest>>,
    ) -> Result<Response<HelloReply>, Status> {
        let greeter = self.greeter(request.extensions()).await?;
        let (mut listening, mut messages) = (greeter.listen(), request.into_inner());
        let mut all = Vec::new();
        while let Some(greeted) = next(&mut listening, &mut messages).await? {
            all.push(greeted);
        }
        Ok(Response::new(reply(listening.to_all(&all)?)))
    }

    async fn say_hello_bidirectional(
        &self,
        request: Request<Streaming<HelloRequest>>,
    ) -> Result<Response<Replies>, Status> {
        let greeter = self.greeter(request.extensions()).await?;
        let talk = (greeter.listen(), request.into_inner());
        let replies = stream::try_unfold(talk, |(mut listening, mut messages)| async move {
            let Some(greeted) = next(&mut listening, &mut messages).await? else { return Ok(None) };
            Ok::<_, Status>(Some((reply(listening.in_turn(&greeted)), (listening, messages))))
        });
        Ok(Response::new(Box::pin(replies)))
    }
}

async fn next(
    listening: &mut Listening,
    messages: &mut Streaming<HelloRequest>,
) -> Result<Option<Greeted>, Status> {
    let Some(message) = listening.hear(messages.message()).await? else { return Ok(None) };
    listening.count().await?;
    Ok(Some(greeted(message)?))
}

fn greeted(request: HelloRequest) -> Result<Greeted, ServiceError> {
    Ok(Wish::try_from(request)?.greeted)
}
