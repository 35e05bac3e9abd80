//! The metadata as JSON: everything that is there, and nothing secret.
use serde_json::Value;
use server::service::export::{ExportError, export};

use crate::{
    owner::{MIB, content, owner},
    support::TestApp,
};

async fn exported(app: &TestApp) -> Result<Value, ExportError> {
    let mut out = Vec::new();
    export(&app.settings, &mut out).await?;
    Ok(serde_json::from_slice(&out).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_accounts_files_and_chunks_are_in_it_while_the_server_runs() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let stored = alice.store("a \"quoted\" name", &content(1, 2 * MIB + 9)).await.unwrap();
    let empty = alice.store("empty", &content(2, 0)).await.unwrap();
    let docs = alice.mkdir(None, "Docs").await.unwrap();
    let inside = alice.put(Some(docs), "inside", 3).await.unwrap();
    let all = exported(&app).await.unwrap();
    assert_eq!(all["format"], "skyshard-metadata-1");
    assert_eq!(all["nodes"].as_array().unwrap().len(), 5);
    assert_eq!(all["pool"]["reserved_bytes"], all["accounts"][0]["reserved_bytes"]);
    assert_eq!(all["accounts"][0]["username"], "alice");
    let versions = all["file_versions"].as_array().unwrap();
    let of = |file: domain::id::FileId| {
        versions.iter().find(|version| version["file_id"] == file.to_string()).unwrap()
    };
    assert_eq!(of(stored.file)["name"], "a \"quoted\" name");
    assert_eq!(of(stored.file)["size_bytes"], 2 * MIB + 9);
    assert_eq!(of(stored.file)["chunks"].as_array().unwrap().len(), 3);
    assert_eq!(of(empty.file)["chunks"].as_array().unwrap().len(), 0);
    assert_eq!(of(inside)["folder_id"], docs.to_string());
    assert_eq!((&of(empty.file)["folder_id"], &all["folders"][0]["name"]), (&Value::Null, &"Docs".into()));
    let text = all.to_string();
    for secret in ["password", "argon2", "wrapped", "manifest", "otp", "token"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_without_a_server_is_refused_and_stays_empty() {
    let app = TestApp::sqlite().await;
    let empty = tempfile::tempdir().unwrap();
    let mut settings = app.settings.clone();
    settings.data = empty.path().to_owned();
    let refused = export(&settings, &mut Vec::new()).await.unwrap_err();
    assert!(refused.to_string().contains("there is no database in"), "{refused}");
    assert_eq!(std::fs::read_dir(empty.path()).unwrap().count(), 0);
}
