//! Older versions as clients ask for them: the calls of `VersionService`, `DownloadFile` and `GetPreview` with a number, and
//! the address of a download with one; and what an upload learns of the version it would replace.
use futures::StreamExt;
use http::{Method, StatusCode, header};
use http_body_util::BodyExt;
use proto::storage::{
    CreateUploadRequest, DeleteVersionRequest, DownloadFileRequest, GetPreviewRequest, ListVersionsRequest,
    OnConflict, RestoreVersionRequest, upload_service_client::UploadServiceClient,
    version_service_client::VersionServiceClient,
};
use tonic::Code;

use crate::{
    downloads_by_http::{ask, text},
    owner::{MIB, content, owner},
    support::{
        TestApp,
        rpc::{self, refusal, with_token},
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn a_client_lists_restores_and_deletes() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let file = alice.store("a.txt", &content(1, 300)).await.unwrap();
    alice.replace("a.txt", &content(2, 50)).await.unwrap();
    let (file_id, token) = (file.file.to_string(), alice.token.as_str());
    let mut client = VersionServiceClient::new(app.calls());
    let restore = RestoreVersionRequest { file_id: file_id.clone(), version: 1 };
    let restored = client.restore_version(with_token(restore, token)).await.unwrap().into_inner();
    assert_eq!((restored.version, restored.before), (3, 2));
    let list = ListVersionsRequest { file_id: file_id.clone(), ..Default::default() };
    let list = client.list_versions(with_token(list, token)).await.unwrap().into_inner();
    let told: Vec<_> = list
        .versions
        .iter()
        .map(|it| (it.number, it.size, it.current, it.restored_from, it.freed_bytes))
        .collect();
    assert_eq!(told, [(3, 300, true, 1, 0), (2, 50, false, 0, 50), (1, 300, false, 0, 0)]);
    assert_eq!((list.total_count, list.versions[0].made_by.as_str()), (3, "alice"));
    assert_eq!(list.versions[2].checksum, file.sha256);
    let mut delete = async |version| {
        let message = DeleteVersionRequest { file_id: file_id.clone(), version };
        client.delete_version(with_token(message, token)).await
    };
    assert_eq!(delete(2).await.unwrap().into_inner().freed_bytes, 50);
    assert_eq!(refusal(delete(2).await), (Code::NotFound, "NOT_FOUND".to_owned()));
    assert_eq!(refusal(delete(3).await), (Code::FailedPrecondition, "VERSION_SHOWN".to_owned()));
    for number in [0, -1] {
        assert_eq!(refusal(delete(number).await), (Code::InvalidArgument, "INVALID_ARGUMENT".to_owned()));
    }
    let nobody = ListVersionsRequest { file_id: file_id.clone(), ..Default::default() };
    assert_eq!(refusal(client.list_versions(nobody).await).0, Code::Unauthenticated);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_streams_and_looks_at_an_older_version() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let first = content(1, MIB + 9);
    let file_id = alice.store("a", &first).await.unwrap().file.to_string();
    alice.replace("a", &"new words\n".into()).await.unwrap();
    let download = async |version| {
        let request =
            DownloadFileRequest { auth_token: alice.token.clone(), file_id: file_id.clone(), version };
        let mut pieces = rpc::storage(&app).download_file(request).await?.into_inner();
        let mut all = Vec::new();
        while let Some(piece) = pieces.next().await {
            all.extend_from_slice(&piece?.chunk);
        }
        Ok::<_, tonic::Status>(all)
    };
    assert_eq!(download(1).await.unwrap(), first);
    assert_eq!(download(2).await.unwrap(), b"new words\n");
    assert_eq!(download(0).await.unwrap(), b"new words\n");
    assert_eq!(refusal(download(9).await).0, Code::NotFound);
    assert_eq!(refusal(download(-1).await).0, Code::InvalidArgument);
    alice.replace("a", &"newer words\n".into()).await.unwrap();
    let look = async |version| {
        let message = GetPreviewRequest { file_id: file_id.clone(), version };
        rpc::storage(&app).get_preview(with_token(message, &alice.token)).await.unwrap().into_inner().text
    };
    assert_eq!((look(2).await, look(0).await), ("new words\n".to_owned(), "newer words\n".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_saves_an_older_version_or_a_part_of_it() {
    let app = TestApp::sqlite().await;
    let (alice, mallory) = (owner(&app, "alice").await, owner(&app, "mallory").await);
    let first = content(1, MIB + 9);
    let file = alice.store("a", &first).await.unwrap();
    alice.replace("a", &content(2, 10)).await.unwrap();
    let get = async |token: &str, query: &str, range: Option<&str>| {
        let bearer = format!("Bearer {token}");
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(range.map(|range| ("range", range)));
        let path = format!("/api/files/download/{}{query}", file.file);
        let (parts, body) = ask(&app, Method::GET, &path, &headers).await.into_parts();
        (parts.status, parts.headers, body.collect().await.unwrap().to_bytes())
    };
    let (status, headers, body) = get(&alice.token, "?version=1", None).await;
    assert_eq!(
        (status, text(&headers, header::ETAG)),
        (StatusCode::OK, format!("\"{}\"", file.sha256).as_str())
    );
    assert!(body == first);
    let (status, headers, body) = get(&alice.token, "?version=1", Some("bytes=1048570-1048579")).await;
    assert_eq!(status, StatusCode::PARTIAL_CONTENT);
    assert_eq!(text(&headers, header::CONTENT_RANGE), "bytes 1048570-1048579/1048585");
    assert!(body == first[1_048_570..1_048_580]);
    assert_eq!(get(&alice.token, "", None).await.2.len(), 10);
    assert_eq!(get(&alice.token, "?version=0", None).await.2.len(), 10);
    for (query, status) in [
        ("?version=3", StatusCode::NOT_FOUND),
        ("?version=-1", StatusCode::BAD_REQUEST),
        ("?version=1e3", StatusCode::BAD_REQUEST),
        ("?version=99999999999", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(get(&alice.token, query, None).await.0, status, "{query}");
    }
    assert_eq!(get(&mallory.token, "?version=1", None).await.0, StatusCode::NOT_FOUND);
    // A folder has none.
    let folder = alice.mkdir(None, "folder").await.unwrap();
    let bearer = format!("Bearer {}", alice.token);
    let path = format!("/api/files/download/{folder}?version=1");
    assert_eq!(
        ask(&app, Method::GET, &path, &[("authorization", &bearer)]).await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_file_has_already_need_not_be_sent() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let bytes = content(1, 300);
    let stored = alice.store("a", &bytes).await.unwrap();
    let folder = alice.mkdir(None, "folder").await.unwrap();
    let below = alice.put(Some(folder), "b", 300).await.unwrap();
    let before = alice.balance().await;
    let plain = CreateUploadRequest {
        filename: "A".to_owned(),
        size: 300,
        sha256: stored.sha256.clone(),
        on_conflict: OnConflict::Replace.into(),
        skip_identical: true,
        ..Default::default()
    };
    let mut client = UploadServiceClient::new(app.calls());
    let mut ask = async |request: &CreateUploadRequest| {
        client.create_upload(with_token(request.clone(), &alice.token)).await.unwrap().into_inner()
    };
    let told = ask(&plain).await;
    assert_eq!((told.identical, told.upload_id.as_str(), told.filename.as_str()), (true, "", "a"));
    assert_eq!(told.file_id, stored.file.to_string());
    let below_it =
        CreateUploadRequest { filename: "b".to_owned(), folders: vec!["FOLDER".to_owned()], ..plain.clone() };
    assert_eq!(ask(&below_it).await.file_id, below.to_string());
    assert_eq!(alice.balance().await, before, "nothing was begun");
    // Whatever differs is to be sent.
    for other in [
        CreateUploadRequest { sha256: "0".repeat(64), ..plain.clone() },
        CreateUploadRequest { sha256: String::new(), ..plain.clone() },
        CreateUploadRequest { skip_identical: false, ..plain.clone() },
        CreateUploadRequest { filename: "c".to_owned(), ..plain.clone() },
        CreateUploadRequest { on_conflict: OnConflict::KeepBoth.into(), ..plain.clone() },
        CreateUploadRequest { folders: vec!["nowhere".to_owned()], ..plain.clone() },
    ] {
        let told = ask(&other).await;
        assert!(!told.identical && !told.upload_id.is_empty(), "{other:?}");
        alice.abort(told.upload_id.parse().unwrap()).await.unwrap();
    }
    // Nobody is told what others have.
    let mallory = owner(&app, "mallory").await;
    let told = client.create_upload(with_token(plain, &mallory.token)).await.unwrap().into_inner();
    assert!(!told.identical);
}
