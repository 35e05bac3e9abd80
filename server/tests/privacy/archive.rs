//! The archive: what is in it, who gets it, and that a broken one never looks whole.
use std::{collections::BTreeMap, time::Duration};

use domain::{
    file_name::FileName,
    limits::{ARCHIVE_LINK_LIFE, ARCHIVE_PAUSE, STEP_UP_LIFE},
};
use http::{StatusCode, header};
use http_body_util::BodyExt;
use proto::account::MakeArchiveRequest;
use server::{
    db,
    service::{
        files, privacy,
        privacy::link,
        skillshare::hold,
        upload::{self, NewUpload},
    },
};
use tonic::Code;

use crate::{
    lesson::{FRAME, at, stage, wish},
    on_both_engines,
    owner::{MIB, content, new_stream, new_upload, owner, reason, returning},
    support::{TestApp, people, rpc},
    zip::{ask, ask_as, entries, link_of},
};

fn json(entries: &BTreeMap<String, Vec<u8>>, table: &str) -> Vec<serde_json::Value> {
    serde_json::from_slice(&entries[&format!("records/{table}.json")]).unwrap()
}

on_both_engines! {
    async fn everything_of_a_person_is_in_the_archive_and_nothing_secret(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let (large, small) = (content(1, 2 * MIB + 7), content(2, 100));
        alice.store("a file.bin", &large).await.unwrap();
        alice.store("C:nul?.txt", &small).await.unwrap();
        let gone = alice.store("gone.txt", &small).await.unwrap().file;
        files::delete(&app, &alice.member, gone).await.unwrap();
        alice.stream(new_stream("empty", None), &content(3, 0), MIB).await.unwrap();
        bob.store("bobs", &small).await.unwrap();
        hold::book(&app, &alice.member, &wish(stage.course, at(0)), "a note of mine").await.unwrap();
        hold::book(&app, &bob.member, &wish(stage.course, at(2)), "a note of bobs").await.unwrap();

        let extent = privacy::extent(&app, &alice.member).await.unwrap();
        assert_eq!((extent.files, extent.bytes), (4, (2 * MIB + 7 + 200) as u64));
        let path = link_of(&app, &alice).await;
        let found = entries(&app, &alice, &path).await;
        assert!(found["files/a file.bin"] == large);
        assert!(found["files/C_nul_.txt"] == small);
        assert!(found["trash/gone.txt"] == small);
        assert!(found["files/empty"].is_empty());
        assert!(!found.keys().any(|path| path.contains("bobs")));

        assert_eq!(json(&found, "account")[0]["email"], "alice@example.com");
        assert_eq!(json(&found, "file").len(), 4);
        let booking = &json(&found, "booking")[0];
        assert_eq!((&booking["note"], &booking["state"]), (&"a note of mine".into(), &"booked".into()));
        assert_eq!(json(&found, "booking").len(), 1);
        let did: Vec<String> = json(&found, "audit").iter().map(|row| row["action"].to_string()).collect();
        for action in ["\"file.upload\"", "\"booking.confirm\"", "\"archive.make\"", "\"archive.read\""] {
            assert!(did.iter().any(|it| it == action), "{action} in {did:?}");
        }
        let calendar = String::from_utf8_lossy(&found["lessons.ics"]).into_owned();
        assert!(calendar.contains("BEGIN:VEVENT") && calendar.contains("Tara Lindqvist"));
        for (path, bytes) in &found {
            let text = String::from_utf8_lossy(bytes);
            for secret in ["wrapped", "digest", "code_mac", "sealed", "a note of bobs", "bob@example.com"] {
                assert!(!path.starts_with("records/") || !text.contains(secret), "{secret} in {path}");
            }
        }
    }

    async fn files_are_in_their_folders_and_no_folder_leads_elsewhere(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let small = content(2, 100);
        for (called, folders) in [("a.txt", ["Docs", "2024"]), ("gone.txt", ["Docs", "nul"])] {
            let folders = folders.iter().map(|name| FileName::parse(name).unwrap()).collect();
            let new = NewUpload { folders, ..new_upload(called, small.len()) };
            let id = upload::create(&app, &alice.member, new).await.unwrap().id;
            alice.send_all(id, &small).await.unwrap();
            let file = alice.complete(id).await.unwrap().file;
            if called == "gone.txt" {
                files::delete(&app, &alice.member, file).await.unwrap();
            }
        }
        let path = link_of(&app, &alice).await;
        let found = entries(&app, &alice, &path).await;
        assert!(found["files/Docs/2024/a.txt"] == small);
        assert!(found["trash/Docs/_nul/gone.txt"] == small);
        let rows = json(&found, "file");
        let docs = rows.iter().find(|row| row["name"] == "Docs").unwrap();
        let year = rows.iter().find(|row| row["name"] == "2024").unwrap();
        assert_eq!((&year["parent_id"], docs["is_file"].as_i64()), (&docs["id"], Some(0)));
    }

    async fn older_versions_and_long_lists_are_whole(app: TestApp) {
        let alice = owner(&app, "alice").await;
        // More rows than a page has.
        for number in 0..230_u64 {
            alice.stream(new_stream(&format!("f{number:03}"), None), &content(number, 10), MIB).await.unwrap();
        }
        let tx = app.db.write().await.unwrap();
        // What another upload to the same name would leave.
        let older = "INSERT INTO file_version (id, file_id, number, size, sha256, manifest, manifest_hash, wrapped_key, \
            key_version, created_at, chunks_listed, made_by) SELECT 'ffffffffffffffffffffffffffffffff', file_id, 9, size, sha256, \
            manifest, manifest_hash, wrapped_key, key_version, created_at, 1, made_by FROM file_version LIMIT 1";
        db::execute(&tx, older, []).await.unwrap();
        db::execute(&tx, "UPDATE file_version SET damaged_at = 1 WHERE number = 9", []).await.unwrap();
        tx.commit().await.unwrap();
        let path = link_of(&app, &alice).await;
        let found = entries(&app, &alice, &path).await;
        assert_eq!(json(&found, "file").len(), 230);
        let ids: std::collections::BTreeSet<String> =
            json(&found, "audit").iter().map(|row| row["sequence"].to_string()).collect();
        assert_eq!(ids.len(), json(&found, "audit").len(), "no row twice");
        assert!(ids.len() > 230, "{}", ids.len());
        assert_eq!(found.keys().filter(|path| path.starts_with("files/")).count(), 230);
        let read_me = String::from_utf8_lossy(&found["READ ME.txt"]).into_owned();
        assert!(read_me.contains("  older versions/9 f"), "what is damaged is named: {read_me}");
    }

    async fn a_link_is_for_one_account_and_one_day(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let path = link_of(&app, &alice).await;
        assert_eq!(ask_as(&app, &alice, &path).await.status(), StatusCode::OK);
        assert_eq!(ask_as(&app, &alice, &path).await.status(), StatusCode::OK, "a broken download begins again");
        assert_eq!(ask_as(&app, &bob, &path).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(ask(&app, &path, &[]).await.status(), StatusCode::UNAUTHORIZED);
        let other = format!("/api/privacy/archive?key={}", server::auth::Secret::fresh().as_str());
        for wrong in ["/api/privacy/archive", "/api/privacy/archive?key=", &other] {
            assert_eq!(ask_as(&app, &alice, wrong).await.status(), StatusCode::NOT_FOUND, "{wrong}");
        }
        let cookie = format!("at={}", alice.token);
        for (site, status) in [("same-origin", StatusCode::OK), ("same-site", StatusCode::FORBIDDEN), ("cross-site", StatusCode::FORBIDDEN)] {
            let answer = ask(&app, &path, &[("cookie", &cookie), ("sec-fetch-site", site)]).await;
            assert_eq!(answer.status(), status, "{site}");
        }
        app.advance(ARCHIVE_LINK_LIFE - Duration::from_secs(60));
        let alice = returning(&app, people::enrolled(&app, "alice").await).await;
        assert_eq!(ask_as(&app, &alice, &path).await.status(), StatusCode::OK);
        app.advance(Duration::from_secs(60));
        assert_eq!(ask_as(&app, &alice, &path).await.status(), StatusCode::NOT_FOUND);
    }

    async fn an_archive_needs_a_fresh_proof_and_an_hour(app: TestApp) {
        let alice = owner(&app, "alice").await;
        link_of(&app, &alice).await;
        assert_eq!(reason(link::make(&app, &alice.member).await), "THROTTLED");
        assert_eq!(people::mails_to(&app, "alice").await[0], "Your Skyshard archive");
        app.advance(STEP_UP_LIFE);
        let made = rpc::privacy(&app).make_archive(rpc::with_token(MakeArchiveRequest {}, &alice.token)).await;
        assert_eq!(rpc::refusal(made), (Code::FailedPrecondition, "STEP_UP_NEEDED".to_owned()));
        app.advance(ARCHIVE_PAUSE - STEP_UP_LIFE);
        let alice = returning(&app, people::enrolled(&app, "alice").await).await;
        link_of(&app, &alice).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_an_attachment_that_no_browser_looks_into() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let path = link_of(&app, &alice).await;
    let answer = ask_as(&app, &alice, &path).await;
    let text = |name| answer.headers().get(name).map_or("", |value| value.to_str().unwrap());
    assert_eq!(text(header::CONTENT_TYPE), "application/zip");
    assert_eq!(text(header::CACHE_CONTROL), "no-store");
    assert!(
        text(header::CONTENT_DISPOSITION)
            .starts_with("attachment; filename=\"skyshard-alice-2027-01-15.zip\"")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_that_cannot_be_read_breaks_the_archive() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    alice.store("a", &content(1, 12 * MIB)).await.unwrap();
    let path = link_of(&app, &alice).await;
    let answer = ask_as(&app, &alice, &path).await;
    assert_eq!(answer.status(), StatusCode::OK);
    for node in app.cluster.nodes() {
        app.cluster.stop_node(&node.spec.name).await.unwrap();
    }
    assert!(answer.into_body().collect().await.is_err(), "the body must not end as if it were whole");
}
