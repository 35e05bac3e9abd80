//! A program that talks to the REST door.
use axum::body::Body;
use http::{HeaderMap, Request, StatusCode, request::Builder};
use http_body_util::BodyExt;
use serde_json::Value;
use server::http::Front;
use tower::ServiceExt;

use crate::support::{TestApp, people};

/// Somebody's program, with or without a token.
pub struct Program {
    port: Front,
    pub token: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The reason of problem details, which must be complete.
    #[track_caller]
    pub fn problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], "about:blank");
        assert!(problem["detail"].as_str().is_some_and(|sentence| !sentence.is_empty()), "{problem}");
        problem["reason"].as_str().unwrap().to_owned()
    }
}

/// A program without a token.
pub fn stranger(app: &TestApp) -> Program {
    Program { port: app.port(), token: String::new() }
}

/// A member's program.
pub async fn member(app: &TestApp, name: &str) -> Program {
    Program { token: people::enrolled(app, name).await, ..stranger(app) }
}

impl Program {
    pub async fn send(&self, request: Builder, body: impl Into<Body>) -> Answer {
        let mut request = request.header("host", "localhost:8080");
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        let request = request.body(body.into()).unwrap();
        let response = self.port.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), "").await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Request::delete(path), "").await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Request::post(path).header("content-type", "application/json"), body.to_string()).await
    }

    /// Sends a body as a form with [`BOUNDARY`](crate::form::BOUNDARY).
    pub async fn form(&self, path: &str, body: impl Into<Body>) -> Answer {
        let media_type = format!("multipart/form-data; boundary={}", crate::form::BOUNDARY);
        self.send(Request::post(path).header("content-type", media_type), body).await
    }

    /// Stores a file and answers its id.
    pub async fn store(&self, name: &str, content: &[u8]) -> String {
        let answer = self.form("/api/files/upload", crate::form::file(name, content)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()["file_id"].as_str().unwrap().to_owned()
    }

    /// The names of the files that are listed.
    pub async fn names(&self, query: &str) -> Vec<String> {
        let answer = self.get(&format!("/api/files/list{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        let listed = answer.json();
        let files = listed["files"].as_array().unwrap();
        files.iter().map(|file| file["filename"].as_str().unwrap().to_owned()).collect()
    }
}
