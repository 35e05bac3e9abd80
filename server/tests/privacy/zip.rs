//! Asking for an archive through the whole edge, and reading it.
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

use axum::body::Body;
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use server::service::privacy::link;
use tower::ServiceExt;
use zip::ZipArchive;

use crate::{owner::Owner, support::TestApp};

/// Asks for a path with these headers.
pub async fn ask(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Response<Body> {
    let mut request = Request::builder().uri(path).header("host", "localhost:8080");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.port().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

/// The same as somebody.
pub async fn ask_as(app: &TestApp, who: &Owner, path: &str) -> Response<Body> {
    ask(app, path, &[("authorization", &format!("Bearer {}", who.token))]).await
}

/// A link of somebody's.
pub async fn link_of(app: &TestApp, who: &Owner) -> String {
    link::make(app, &who.member).await.unwrap().path
}

/// The entries of the archive behind a link, by their paths.
pub async fn entries(app: &TestApp, who: &Owner, path: &str) -> BTreeMap<String, Vec<u8>> {
    let response = ask_as(app, who, path).await;
    assert_eq!(response.status(), StatusCode::OK);
    unpacked(response.into_body().collect().await.unwrap().to_bytes().to_vec())
}

fn unpacked(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut entries = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        // Reading to the end checks the sum of each entry.
        entry.read_to_end(&mut content).unwrap();
        let name = entry.name().unwrap().into_owned();
        entries.insert(name, content);
    }
    entries
}
