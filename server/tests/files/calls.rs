//! The calls themselves, as clients make them: fields, statuses with their reasons, streams that end as they should.
use bytes::Bytes;
use domain::limits::PARTS_PER_CALL_MAX;
use futures::StreamExt;
use proto::{
    cluster::{
        GetFilePlacementRequest, ListNodesRequest, NodeState, StartNodeRequest, StopNodeRequest,
        cluster_service_client::ClusterServiceClient,
    },
    storage::{
        AbortUploadRequest, CompleteUploadRequest, CreateUploadRequest, DeleteFileRequest,
        DownloadFileRequest, GetQuotaStatusRequest, GetUploadRequest, ListFilesRequest, ListTrashRequest,
        ListUploadsRequest, RestoreFileRequest, UploadFileRequest, UploadPartRequest,
        upload_service_client::UploadServiceClient,
    },
};
use tonic::{Code, Request};
use tonic_types::StatusExt;

use crate::{
    owner::{MIB, content, owner, part_digest, returning, sha256},
    support::{
        TestApp, people,
        rpc::{self, refusal, with_token},
    },
};

fn pieces(name: &str, token: &str, bytes: &Bytes, piece: usize) -> Vec<UploadFileRequest> {
    let mut messages: Vec<UploadFileRequest> = bytes
        .chunks(piece)
        .map(|piece| UploadFileRequest { chunk: bytes.slice_ref(piece), ..Default::default() })
        .collect();
    if messages.is_empty() {
        messages.push(UploadFileRequest::default());
    }
    messages[0].filename = name.to_owned();
    messages[0].auth_token = token.to_owned();
    messages
}

/// Tells at the end what all of it should be.
fn tell(messages: &mut Vec<UploadFileRequest>, sha256: &str) {
    messages.push(UploadFileRequest { sha256: sha256.to_owned(), ..Default::default() });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_native_client_stores_and_reads_in_streams() {
    let app = TestApp::sqlite().await;
    let token = people::enrolled(&app, "alice").await;
    let bytes = content(1, 2 * MIB + 5);
    // The token travels in the first message, as clients without metadata send it.
    let messages = pieces("a.bin", &token, &bytes, 700_000);
    let stored = rpc::storage(&app).upload_file(futures::stream::iter(messages)).await.unwrap().into_inner();
    assert!(stored.success);
    assert_eq!(stored.message, "Stored 2.1 MB as a.bin.");
    assert_eq!(stored.file_size, bytes.len() as i64);
    assert_eq!(stored.checksum, server::service::hex::encode(&sha256(&bytes)));
    assert!(stored.storage_nodes.len() >= 2 && stored.storage_nodes.is_sorted());

    let request = DownloadFileRequest {
        auth_token: token.clone(),
        file_id: stored.file_id.clone(),
        ..Default::default()
    };
    let mut answer = rpc::storage(&app).download_file(request).await.unwrap().into_inner();
    let (mut read, mut finals) = (Vec::new(), 0);
    while let Some(message) = answer.next().await {
        let message = message.unwrap();
        assert_eq!(finals, 0, "nothing follows the final message");
        finals += usize::from(message.is_final);
        read.extend_from_slice(&message.chunk);
    }
    assert!(read == bytes && finals == 1);

    let request = ListFilesRequest { auth_token: token.clone(), ..Default::default() };
    let list = rpc::storage(&app).list_files(request).await.unwrap().into_inner();
    assert_eq!((list.success, list.total_count, list.files[0].target_copies), (true, 1, 3));
    assert_eq!((&list.files[0].file_id, &list.files[0].checksum), (&stored.file_id, &stored.checksum));

    let request = DeleteFileRequest { auth_token: token.clone(), file_id: stored.file_id.clone() };
    let deleted = rpc::storage(&app).delete_file(request).await.unwrap().into_inner();
    assert_eq!(deleted.freed_bytes, bytes.len() as i64);
    let trash = rpc::storage(&app).list_trash(with_token(ListTrashRequest::default(), &token)).await.unwrap();
    let trashed = &trash.get_ref().files[0];
    assert_eq!(trashed.purge_at - trashed.deleted_at, 30 * 24 * 60 * 60);
    let request = with_token(RestoreFileRequest { file_id: stored.file_id }, &token);
    assert_eq!(rpc::storage(&app).restore_file(request).await.unwrap().into_inner().filename, "a.bin");
    let quota = GetQuotaStatusRequest { auth_token: token };
    let quota = rpc::storage(&app).get_quota_status(quota).await.unwrap().into_inner();
    assert_eq!((quota.used_bytes, quota.trash_bytes, quota.in_flight_bytes), (bytes.len() as i64, 0, 0));
    assert_eq!(quota.available_bytes, quota.total_quota_bytes - quota.used_bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_refused_with_its_reason() {
    let app = TestApp::sqlite().await;
    let token = people::enrolled(&app, "alice").await;
    let check = |change: fn(&mut Vec<UploadFileRequest>), code: Code, reason: &'static str| {
        let mut messages = pieces("a", &token, &content(1, 10), 3);
        change(&mut messages);
        let mut client = rpc::storage(&app);
        async move {
            let answer = client.upload_file(futures::stream::iter(messages)).await;
            assert_eq!(refusal(answer), (code, reason.to_owned()));
        }
    };
    check(|messages| messages.clear(), Code::InvalidArgument, "INVALID_NAME").await;
    check(|messages| messages[0].auth_token.clear(), Code::Unauthenticated, "TOKEN_INVALID").await;
    for name in ["", "a/b", "a\\b", "..", ".", "a\0b", "a\nb"] {
        let mut messages = pieces(name, &token, &content(1, 10), 3);
        messages[0].filename = name.to_owned();
        let answer = rpc::storage(&app).upload_file(futures::stream::iter(messages)).await;
        assert_eq!(refusal(answer), (Code::InvalidArgument, "INVALID_NAME".to_owned()), "{name:?}");
    }
    check(|messages| messages[0].filename = "x".repeat(256), Code::InvalidArgument, "INVALID_NAME").await;
    check(|messages| messages[0].file_id = "../x".to_owned(), Code::InvalidArgument, "INVALID_ARGUMENT")
        .await;
    check(|messages| messages[0].file_id = "0".repeat(32), Code::NotFound, "NOT_FOUND").await;
    check(|messages| messages[0].declared_size = Some(-1), Code::InvalidArgument, "INVALID_ARGUMENT").await;
    check(|messages| messages[0].declared_size = Some(i64::MAX), Code::InvalidArgument, "INVALID_ARGUMENT")
        .await;
    check(|messages| messages[0].declared_size = Some(1 << 32), Code::ResourceExhausted, "QUOTA_EXCEEDED")
        .await;
    check(|messages| messages[0].declared_size = Some(11), Code::InvalidArgument, "BAD_PART").await;
    check(|messages| tell(messages, "f00"), Code::InvalidArgument, "INVALID_ARGUMENT").await;
    check(|messages| tell(messages, &"0".repeat(64)), Code::InvalidArgument, "CHECKSUM_MISMATCH").await;
    let too_large = content(1, MIB + 5_000);
    let answer = rpc::storage(&app)
        .upload_file(futures::stream::iter(pieces("a", &token, &too_large, too_large.len())))
        .await;
    assert_eq!(answer.unwrap_err().code(), Code::OutOfRange, "a message larger than a part");
    crate::books::check(&app).await;
    assert_eq!(returning(&app, token).await.balance().await.in_flight, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_uploads_in_parts() {
    let app = TestApp::sqlite().await;
    let token = people::enrolled(&app, "alice").await;
    let mut client = UploadServiceClient::new(app.calls());
    let bytes = content(1, MIB + 5);
    let request =
        CreateUploadRequest { filename: "a".to_owned(), size: bytes.len() as i64, ..Default::default() };
    let created = client.create_upload(with_token(request.clone(), &token)).await.unwrap().into_inner();
    assert_eq!((created.part_bytes, created.filename.as_str()), (MIB as i64, "a"));
    let taken = client.create_upload(with_token(request, &token)).await;
    assert_eq!(refusal(taken), (Code::AlreadyExists, "NAME_TAKEN".to_owned()));

    let part = |offset: usize, data: Bytes| UploadPartRequest {
        upload_id: created.upload_id.clone(),
        offset: offset as i64,
        digest: Bytes::copy_from_slice(part_digest(&data).as_bytes()),
        data,
    };
    let stored =
        client.upload_part(with_token(part(0, bytes.slice(..MIB)), &token)).await.unwrap().into_inner();
    assert_eq!((stored.durable_prefix, stored.target_copies), (MIB as i64, 3));
    assert!(stored.durable_copies >= 2);
    for (change, field) in [
        (
            UploadPartRequest { digest: Bytes::from_static(b"short"), ..part(MIB, bytes.slice(MIB..)) },
            "digest",
        ),
        (UploadPartRequest { offset: -1, ..part(MIB, bytes.slice(MIB..)) }, "offset"),
        (part(MIB, bytes.slice(MIB + 1..)), "data"),
    ] {
        let status = client.upload_part(with_token(change, &token)).await.unwrap_err();
        let named = status.get_details_bad_request().unwrap().field_violations[0].field.clone();
        assert_eq!((status.code(), named.as_str()), (Code::InvalidArgument, field));
    }
    let id = || created.upload_id.clone();
    let status = client.get_upload(with_token(GetUploadRequest { upload_id: id() }, &token)).await.unwrap();
    assert_eq!(status.get_ref().missing_offsets, [MIB as i64]);
    let open = client.list_uploads(with_token(ListUploadsRequest {}, &token)).await.unwrap();
    assert_eq!(open.get_ref().uploads, [status.into_inner().upload.unwrap()]);
    let complete = || with_token(CompleteUploadRequest { upload_id: id(), ..Default::default() }, &token);
    let early = client.complete_upload(complete()).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "UPLOAD_INCOMPLETE".to_owned()));
    client.upload_part(with_token(part(MIB, bytes.slice(MIB..)), &token)).await.unwrap();
    let done = client.complete_upload(complete()).await.unwrap().into_inner();
    let again = client.complete_upload(complete()).await.unwrap().into_inner();
    assert_eq!((done.file_id, done.checksum), (again.file_id, again.checksum));
    let gone = client.abort_upload(with_token(AbortUploadRequest { upload_id: id() }, &token)).await;
    assert_eq!(refusal(gone), (Code::NotFound, "NOT_FOUND".to_owned()));
    let nobody = client.list_uploads(Request::new(ListUploadsRequest {})).await;
    assert_eq!(refusal(nobody), (Code::Unauthenticated, "TOKEN_INVALID".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_sends_several_parts_in_one_call() {
    let app = TestApp::sqlite().await;
    let token = people::enrolled(&app, "alice").await;
    let mut client = UploadServiceClient::new(app.calls());
    let bytes = content(1, 4 * MIB + 5);
    let request =
        CreateUploadRequest { filename: "a".to_owned(), size: bytes.len() as i64, ..Default::default() };
    let upload_id = client.create_upload(with_token(request, &token)).await.unwrap().into_inner().upload_id;
    let part = |index: usize| {
        let data = bytes.slice(index * MIB..bytes.len().min((index + 1) * MIB));
        let digest = Bytes::copy_from_slice(part_digest(&data).as_bytes());
        UploadPartRequest { upload_id: upload_id.clone(), offset: (index * MIB) as i64, digest, data }
    };
    let call = |parts: Vec<UploadPartRequest>| with_token(futures::stream::iter(parts), &token);

    let stored = client.upload_parts(call(vec![part(2), part(0), part(0)])).await.unwrap().into_inner().parts;
    assert_eq!(stored.len(), 3);
    assert_eq!(stored[2].durable_prefix, MIB as i64);
    assert!(stored.iter().all(|part| part.durable_copies >= 2 && part.target_copies == 3));

    // A bad part ends the call; what was stored before it stays.
    let damaged = UploadPartRequest { digest: Bytes::from_static(&[0; 64]), ..part(3) };
    let refused = client.upload_parts(call(vec![part(1), part(1), damaged])).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "BAD_PART".to_owned()));
    let ask = || with_token(GetUploadRequest { upload_id: upload_id.clone() }, &token);
    let missing = client.get_upload(ask()).await.unwrap().into_inner().missing_offsets;
    assert_eq!(missing, [3 * MIB as i64, 4 * MIB as i64]);

    let too_many = client.upload_parts(call(vec![part(0); PARTS_PER_CALL_MAX + 1])).await;
    assert_eq!(refusal(too_many), (Code::InvalidArgument, "BAD_PART".to_owned()));
    assert_eq!(client.upload_parts(call(Vec::new())).await.unwrap().into_inner().parts, []);
    let nobody = client.upload_parts(Request::new(futures::stream::iter([part(3)]))).await;
    assert_eq!(refusal(nobody), (Code::Unauthenticated, "TOKEN_INVALID".to_owned()));

    client.upload_parts(call(vec![part(3), part(4)])).await.unwrap();
    let complete = CompleteUploadRequest { upload_id: upload_id.clone(), ..Default::default() };
    let done = client.complete_upload(with_token(complete, &token)).await.unwrap().into_inner();
    assert_eq!(done.checksum, server::service::hex::encode(&sha256(&bytes)));
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_the_nodes_and_admins_stop_them() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let file = alice.store("a", &content(1, MIB + 5)).await.unwrap().file.to_string();
    let token = alice.token;
    let stop = |token: &str| with_token(StopNodeRequest { name: "node-asia".to_owned() }, token);
    {
        let mut client = ClusterServiceClient::new(app.calls());
        let nodes = client.list_nodes(with_token(ListNodesRequest {}, &token)).await.unwrap().into_inner();
        assert_eq!((nodes.nodes.len(), nodes.target_copies, nodes.write_quorum), (5, 3, 2));
        assert_eq!(
            (nodes.nodes[0].name.as_str(), nodes.nodes[0].zone_letter.as_str()),
            ("node-us-east", "U")
        );
        assert!(nodes.nodes.iter().map(|node| node.used_bytes).sum::<i64>() > 2 * MIB as i64);
        let request = with_token(GetFilePlacementRequest { file_id: file }, &token);
        let placement = client.get_file_placement(request).await.unwrap().into_inner();
        assert_eq!(placement.chunks.iter().map(|chunk| chunk.size).collect::<Vec<_>>(), [MIB as i64, 5]);
        assert!(placement.chunks.iter().all(|chunk| chunk.nodes.len() >= 2 && !chunk.why.is_empty()));
        assert_eq!(
            refusal(client.stop_node(stop(&token)).await),
            (Code::PermissionDenied, "MISSING_ROLE".to_owned())
        );
    }
    // The role is read again when the server starts.
    people::promote(&app, &alice.member).await;
    drop(alice.app);
    let app = app.restart().await;
    let mut client = ClusterServiceClient::new(app.calls());
    let stopped = client.stop_node(stop(&token)).await.unwrap().into_inner().node.unwrap();
    assert_eq!(stopped.state(), NodeState::Stopped);
    let start = StartNodeRequest { name: "node-asia".to_owned() };
    let started = client.start_node(with_token(start, &token)).await.unwrap().into_inner().node.unwrap();
    assert_ne!(started.state(), NodeState::Stopped);
    let nobody = with_token(StopNodeRequest { name: "../etc".to_owned() }, &token);
    assert_eq!(refusal(client.stop_node(nobody).await), (Code::NotFound, "NOT_FOUND".to_owned()));
}
