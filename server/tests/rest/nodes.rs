//! `GET /nodes`: JSON for programs, the page for people.
use http::{Request, StatusCode};
use serde_json::json;

use crate::{
    program::{member, stranger},
    support::TestApp,
};

#[tokio::test(flavor = "multi_thread")]
async fn programs_get_json_and_people_the_page() {
    let app = TestApp::sqlite().await;
    let (alice, nobody) = (member(&app, "alice").await, stranger(&app));
    let by = |accept: &'static str| Request::get("/nodes").header("accept", accept);
    let answer = alice.send(by("application/json"), "").await;
    assert_eq!((answer.status, answer.header("vary")), (StatusCode::OK, "accept"));
    let listed = answer.json();
    let nodes = listed["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), app.cluster.nodes().len());
    assert!(nodes.iter().all(|node| node["pulse"] == json!("alive")), "{listed}");
    assert_eq!(nobody.send(by("application/json"), "").await.problem(401), "TOKEN_INVALID");
    // A generated client brings its token and asks for anything.
    assert_eq!(alice.send(by("*/*"), "").await.json()["nodes"].as_array().unwrap().len(), nodes.len());
    let page =
        by("text/html,application/xhtml+xml,*/*;q=0.8").header("cookie", format!("at={}", alice.token));
    let page = nobody.send(page, "").await;
    // Without a built page the site says so; what counts is that it was asked and the cookie was no matter.
    assert!(matches!(page.status, StatusCode::OK | StatusCode::SERVICE_UNAVAILABLE), "{page:?}");
    assert!(!page.header("content-type").contains("json"));
}
