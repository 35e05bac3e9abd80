//! `GET /api/files/download/{id}` of a folder: a zip with all below it, and none that only looks whole.
use std::io::{Cursor, Read};

use http::{Method, StatusCode, header};
use http_body_util::BodyExt;
use server::db;
use zip::ZipArchive;

use crate::{
    downloads_by_http::{ask, text},
    on_both_engines,
    owner::{MIB, Owner, content, owner},
};

fn path(folder: domain::id::FileId) -> String {
    format!("/api/files/download/{folder}")
}

fn bearer(who: &Owner) -> String {
    format!("Bearer {}", who.token)
}

on_both_engines! {
    async fn a_folder_is_a_zip_of_all_below_it(app: TestApp) {
        let (alice, mallory) = (owner(&app, "alice").await, owner(&app, "mallory").await);
        let docs = alice.mkdir(None, "Docs \u{fc}").await.unwrap();
        let deep = alice.mkdir(Some(docs), "nul").await.unwrap();
        alice.mkdir(Some(docs), "empty").await.unwrap();
        alice.put(Some(deep), "large?", MIB + 3).await.unwrap();
        alice.put(Some(docs), "small", 5).await.unwrap();
        let gone = alice.put(Some(docs), "gone", 5).await.unwrap();
        alice.rm(&[gone]).await.unwrap();
        let response = ask(&app, Method::GET, &path(docs), &[("authorization", &bearer(&alice))]).await;
        let (parts, body) = response.into_parts();
        assert_eq!(parts.status, StatusCode::OK);
        assert_eq!(text(&parts.headers, header::CONTENT_TYPE), "application/zip");
        assert!(text(&parts.headers, header::CONTENT_DISPOSITION).starts_with("attachment; "));
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut found = Vec::new();
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).unwrap();
            let mut inside = Vec::new();
            entry.read_to_end(&mut inside).unwrap();
            assert!(inside == content(1, inside.len()));
            found.push((entry.name().unwrap().into_owned(), inside.len()));
        }
        found.sort();
        let expected = [
            ("Docs \u{fc}/_nul/", 0),
            ("Docs \u{fc}/_nul/large_", MIB + 3),
            ("Docs \u{fc}/empty/", 0),
            ("Docs \u{fc}/small", 5),
        ];
        assert_eq!(found, expected.map(|(path, bytes)| (path.to_owned(), bytes)));
        for (who, at) in [(bearer(&mallory), docs), (String::new(), docs), (bearer(&alice), gone)] {
            let refused = ask(&app, Method::GET, &path(at), &[("authorization", &who)]).await;
            assert!(refused.status().is_client_error(), "{}", refused.status());
        }
        let head = ask(&app, Method::HEAD, &path(docs), &[("authorization", &bearer(&alice))]).await;
        assert_eq!((head.status(), text(head.headers(), header::CONTENT_TYPE)), (StatusCode::OK, "application/zip"));
    }

    async fn a_folder_with_a_damaged_file_is_refused(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        alice.put(Some(docs), "a", 5).await.unwrap();
        let tx = app.db.write().await.unwrap();
        db::execute(&tx, "UPDATE file_version SET damaged_at = 1", []).await.unwrap();
        tx.commit().await.unwrap();
        let response = ask(&app, Method::GET, &path(docs), &[("authorization", &bearer(&alice))]).await;
        assert!(response.status().is_server_error());
        let told = response.into_body().collect().await.unwrap().to_bytes();
        assert!(String::from_utf8_lossy(&told).contains("a is damaged"), "{told:?}");
    }
}
