//! Listing, reading, deleting and mending files by REST.
use http::{Request, StatusCode};
use serde_json::json;

use crate::{
    program::{member, stranger},
    support::TestApp,
};

#[tokio::test(flavor = "multi_thread")]
async fn files_are_listed_in_pages_and_orders() {
    let app = TestApp::sqlite().await;
    let alice = member(&app, "alice").await;
    for (name, size) in [("b.txt", 30), ("a.txt", 10), ("C.bin", 20)] {
        alice.store(name, &vec![7; size]).await;
    }
    assert_eq!(alice.names("?order=name").await, ["a.txt", "b.txt", "C.bin"]);
    assert_eq!(alice.names("?order=-size").await, ["b.txt", "C.bin", "a.txt"]);
    assert_eq!(alice.names("?order=size&limit=1&offset=1").await, ["C.bin"]);
    assert_eq!(alice.names("?filter=TXT&order=name").await, ["a.txt", "b.txt"]);
    let page = alice.get("/api/files/list?limit=1").await.json();
    assert_eq!((&page["total_count"], page["files"].as_array().unwrap().len()), (&json!(3), 1));
    for (query, field) in [
        ("order=colour", "order"),
        ("limit=-1", "limit"),
        ("limit=1001", "limit"),
        ("offset=-1", "offset"),
        ("limit=many", "query"),
        ("page=2", "query"),
        (&format!("filter={}", "x".repeat(256)), "filter"),
    ] {
        let refused = alice.get(&format!("/api/files/list?{query}")).await;
        assert_eq!(refused.problem(400), "INVALID_ARGUMENT", "{query}");
        assert_eq!(refused.json()["field"], field, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_deleted_and_mended() {
    let app = TestApp::sqlite().await;
    let alice = member(&app, "alice").await;
    let id = alice.store("a.bin", b"0123456789").await;
    let part = Request::get(format!("/api/files/download/{id}")).header("range", "bytes=2-4");
    let part = alice.send(part, "").await;
    assert_eq!((part.status, &part.body[..]), (StatusCode::PARTIAL_CONTENT, &b"234"[..]));
    let mended = alice.post(&format!("/api/files/replicate/{id}"), json!({})).await.json();
    assert_eq!((&mended["whole_chunks"], &mended["impossible_chunks"]), (&json!(1), &json!(0)), "{mended}");
    assert_eq!(mended["storage_nodes"].as_array().unwrap().len(), 3);
    let deleted = alice.delete(&format!("/api/files/delete/{id}")).await;
    assert_eq!((deleted.status, &deleted.json()["freed_bytes"]), (StatusCode::OK, &json!(10)));
    assert_eq!(alice.delete(&format!("/api/files/delete/{id}")).await.problem(404), "NOT_FOUND");
    assert!(alice.names("").await.is_empty());
    let user = alice.get("/api/user/info").await.json();
    assert_eq!((&user["used_bytes"], &user["trash_bytes"]), (&json!(0), &json!(10)));
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_learn_nothing() {
    let app = TestApp::sqlite().await;
    let (alice, mallory) = (member(&app, "alice").await, member(&app, "mallory").await);
    let id = alice.store("a", b"a").await;
    assert_eq!(mallory.delete(&format!("/api/files/delete/{id}")).await.problem(404), "NOT_FOUND");
    let mend = format!("/api/files/replicate/{id}");
    assert_eq!(mallory.post(&mend, json!({})).await.problem(404), "NOT_FOUND");
    assert!(mallory.names("").await.is_empty());
    let nobody = stranger(&app);
    assert_eq!(nobody.delete(&format!("/api/files/delete/{id}")).await.problem(401), "TOKEN_INVALID");
    assert_eq!(alice.names("").await, ["a"]);
    assert_eq!(alice.delete("/api/files/delete/nonsense").await.problem(400), "INVALID_ARGUMENT");
}
