//! A whole server behind its port, an admin with storage in front of it, and what a clean answer is.
use std::time::Duration;

use prost_reflect::DynamicMessage;
use server::{auth::Claims, db, http::Front};

use crate::{
    calls::Call,
    support::{
        TestApp,
        ask::{Answer, INFO, by_page, empty_frame, frame, native, send_to},
        people::{self, member_of},
    },
};

/// No honest call takes so long.
const HANG: Duration = Duration::from_secs(60);
/// What our own code answers when it fails: such a sentence must never come back.
const FAILED: [&str; 3] = ["inside%20the%20server", "inside the server", "INTERNAL_ERROR"];

/// Codes by their numbers, as the wire has them.
pub const OK: u32 = 0;
pub const UNAUTHENTICATED: u32 = 16;
const INTERNAL: u32 = 13;
/// What a server says to a message that breaks its rules, or that names what is not there.
const REFUSALS: [u32; 9] = [0, 3, 5, 6, 7, 8, 9, 12, 16];

/// The server and its admin.
pub struct World {
    pub app: TestApp,
    port: Front,
    token: String,
    admins: u32,
}

impl World {
    pub async fn new() -> Self {
        let app = TestApp::sqlite().await;
        let tx = app.db.write().await.expect("a transaction");
        db::pool::ensure(&tx, 200_000_000_000).await.expect("a larger pool");
        tx.commit().await.expect("kept");
        let port = app.port();
        let mut world = Self { app, port, token: String::new(), admins: 0 };
        world.appoint().await;
        world
    }

    /// Another admin; what happened to the one before may have ended his sessions.
    async fn appoint(&mut self) {
        self.admins += 1;
        self.app.advance(Duration::from_secs(3_601));
        let name = format!("root{}", self.admins);
        self.token = people::enrolled(&self.app, &name).await;
        people::promote(&self.app, &member_of(&self.app, &self.token).await.expect("signed in")).await;
    }

    /// A call with the admin's token; whoever lost his session on the way is followed by the next one.
    pub async fn call(&mut self, call: &Call, message: &[u8]) -> Answer {
        self.framed(call, &frame(0, message)).await
    }

    /// The same with a body as it comes.
    pub async fn framed(&mut self, call: &Call, body: &[u8]) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let request = native(&call.path).header("authorization", bearer);
        let answer = self.send(call, request, body.to_vec()).await;
        if member_of(&self.app, &self.token).await.is_err() {
            self.appoint().await;
        }
        answer
    }

    /// Through the page's door, without anybody's cookies.
    pub async fn by_page(&self, call: &Call, body: &[u8]) -> Answer {
        self.send(call, by_page(&call.path), body.to_vec()).await
    }

    /// Whatever it is.
    pub async fn send(&self, call: &Call, request: ::http::request::Builder, body: Vec<u8>) -> Answer {
        let frames = if call.streams { 1 } else { usize::MAX };
        let answer = tokio::time::timeout(HANG, send_to(self.port.clone(), request, body, frames)).await;
        answer.unwrap_or_else(|_| panic!("{} hangs", call.path))
    }

    /// After all that: an honest call works.
    pub async fn still_serves(&self) {
        for request in [native(INFO), by_page(INFO)] {
            let answer = send_to(self.port.clone(), request, empty_frame(), usize::MAX).await;
            assert_eq!((answer.status.as_u16(), answer.grpc_status), (200, Some(OK)), "{answer:?}");
        }
        member_of(&self.app, &self.token).await.expect("the admin is still signed in");
    }

    /// A token of the admin's session that says something else.
    pub fn claims(&self) -> Claims {
        self.app.tokens.read(&self.token, self.app.clock.now()).expect("a good token")
    }
}

/// Some status, and nothing that failed inside.
#[track_caller]
pub fn clean(answer: &Answer, what: &str) {
    assert_eq!(answer.status.as_u16(), 200, "{what}: {answer:?}");
    assert!(answer.grpc_status.is_some() || !answer.body.is_empty(), "{what}: {answer:?}");
    let said = format!("{:?} {}", answer.headers, answer.text());
    assert!(!FAILED.iter().any(|sentence| said.contains(sentence)), "{what}: {answer:?}");
}

/// A clean answer to a well-formed message: done, or refused for what it says.
#[track_caller]
pub fn understood(answer: &Answer, what: &str) {
    clean(answer, what);
    // A stream of which one frame was read has not said its status yet.
    let status = answer.grpc_status.unwrap_or(OK);
    assert_ne!(status, INTERNAL, "{what}: {answer:?}");
    assert!(REFUSALS.contains(&status), "{what}: {answer:?}");
}

/// The message of a good answer.
pub fn message(call: &Call, answer: &Answer) -> DynamicMessage {
    DynamicMessage::decode(call.output.clone(), &answer.body[5..]).expect("a message of its type")
}
