//! `FileStorageService` and `FileTransferService` as programs of an admin call them.
use futures::TryStreamExt;
use proto::cluster::{
    DeleteChunkRequest, FetchChunkRequest, GetFilePlacementRequest, ListChunksRequest, StoreChunkRequest,
    TransferFileProgress, TransferFileRequest, TransferMode, VerifyChunkRequest,
    cluster_service_client::ClusterServiceClient, file_storage_service_client::FileStorageServiceClient,
    file_transfer_service_client::FileTransferServiceClient,
};
use server::grpc::Services;
use tonic::{Code, Status};

use crate::{
    cluster_calls::{admin, audited},
    on_both_engines,
    owner::{Owner, owner},
    support::{
        TestApp,
        rpc::{refusal, with_token},
    },
};

/// BLAKE3 of "sealed elsewhere".
fn foreign() -> (String, Vec<u8>) {
    let data = b"sealed elsewhere".to_vec();
    (cluster::chunk::ChunkId::of(&data).to_string(), data)
}

fn nodes(app: &TestApp) -> FileStorageServiceClient<Services> {
    FileStorageServiceClient::new(app.calls())
}

async fn holders(app: &TestApp, alice: &Owner, file_id: &str) -> Vec<(String, Vec<String>)> {
    let mut cluster = ClusterServiceClient::new(app.calls());
    let request = GetFilePlacementRequest { file_id: file_id.to_owned() };
    let place = cluster.get_file_placement(with_token(request, &alice.token)).await.unwrap().into_inner();
    place.chunks.into_iter().map(|chunk| (chunk.chunk_id, chunk.nodes)).collect()
}

async fn transfer(
    app: &TestApp,
    alice: &Owner,
    request: TransferFileRequest,
) -> Result<Vec<TransferFileProgress>, Status> {
    let mut transfers = FileTransferServiceClient::new(app.calls());
    let answers = transfers.transfer_file(with_token(request, &alice.token)).await?.into_inner();
    answers.try_collect().await
}

on_both_engines! {
    async fn a_chunk_is_kept_listed_read_and_verified_on_one_node(app: TestApp) {
        let (alice, _) = admin(&app).await;
        let (token, node) = (&alice.token, "node-asia".to_owned());
        let (chunk_id, data) = foreign();
        let store = StoreChunkRequest { node: node.clone(), chunk_id: chunk_id.clone(), data: data.clone().into() };
        for _ in 0..2 {
            let stored = nodes(&app).store_chunk(with_token(store.clone(), token)).await.unwrap().into_inner();
            assert_eq!((stored.chunk_id, stored.bytes), (chunk_id.clone(), 16));
        }
        let fetch = FetchChunkRequest { node: node.clone(), chunk_id: chunk_id.clone() };
        assert_eq!(nodes(&app).fetch_chunk(with_token(fetch, token)).await.unwrap().into_inner().data, data);
        let verify = VerifyChunkRequest { node: node.clone(), chunk_id: chunk_id.clone() };
        assert!(nodes(&app).verify_chunk(with_token(verify, token)).await.unwrap().into_inner().good);

        let mut list = ListChunksRequest { node, after: String::new(), limit: 3 };
        let first = nodes(&app).list_chunks(with_token(list.clone(), token)).await.unwrap().into_inner();
        assert_eq!((first.chunk_ids.len(), first.more), (3, true), "three of the file and one of ours");
        list.after = first.chunk_ids[2].clone();
        let rest = nodes(&app).list_chunks(with_token(list, token)).await.unwrap().into_inner();
        assert_eq!((rest.chunk_ids.len(), rest.more), (1, false));
        assert!(first.chunk_ids.iter().chain(&rest.chunk_ids).any(|id| *id == chunk_id));
        assert_eq!(audited(&app, "node.store_chunk").await, 2);
    }

    async fn what_a_node_cannot_do_is_said(app: TestApp) {
        let (alice, _) = admin(&app).await;
        let token = &alice.token;
        let (chunk_id, data) = foreign();
        let at = |node: &str| FetchChunkRequest { node: node.to_owned(), chunk_id: chunk_id.clone() };
        let missing = nodes(&app).fetch_chunk(with_token(at("node-asia"), token)).await;
        assert_eq!(missing.unwrap_err().code(), Code::NotFound);
        let unknown = nodes(&app).fetch_chunk(with_token(at("node-mars"), token)).await;
        assert_eq!(unknown.unwrap_err().code(), Code::NotFound);
        let other = StoreChunkRequest { node: "node-asia".to_owned(), chunk_id: "0".repeat(64), data: data.into() };
        let refused = nodes(&app).store_chunk(with_token(other, token)).await;
        assert_eq!(refusal(refused), (Code::InvalidArgument, "CHECKSUM_MISMATCH".to_owned()));
        let verify = VerifyChunkRequest { node: "node-asia".to_owned(), chunk_id: chunk_id.clone() };
        let found = nodes(&app).verify_chunk(with_token(verify, token)).await.unwrap().into_inner();
        assert_eq!((found.good, found.message.as_str()), (false, "The node has no copy of this chunk."));
        let bob = owner(&app, "bob").await;
        let refused = nodes(&app).fetch_chunk(with_token(at("node-asia"), &bob.token)).await;
        assert_eq!(refusal(refused), (Code::PermissionDenied, "MISSING_ROLE".to_owned()));
    }

    async fn a_copy_is_deleted_only_while_enough_others_are_there(app: TestApp) {
        let (alice, file) = admin(&app).await;
        let token = &alice.token;
        let (chunk_id, nodes_of_it) = holders(&app, &alice, &file.file.to_string()).await.remove(0);
        let at = |node: &str| DeleteChunkRequest { node: node.to_owned(), chunk_id: chunk_id.clone() };
        app.cluster.stop_node(&nodes_of_it[1].parse().unwrap()).await.unwrap();
        let refused = nodes(&app).delete_chunk(with_token(at(&nodes_of_it[0]), token)).await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, "BREAK_REFUSED".to_owned()));
        app.cluster.start_node(&nodes_of_it[1].parse().unwrap()).await.unwrap();
        let deleted = nodes(&app).delete_chunk(with_token(at(&nodes_of_it[0]), token)).await.unwrap();
        assert!(deleted.into_inner().deleted);
        assert_eq!(audited(&app, "node.delete_chunk").await, 1);
    }

    async fn a_files_copies_move_from_node_to_node(app: TestApp) {
        let (alice, file) = admin(&app).await;
        let file_id = file.file.to_string();
        let places = holders(&app, &alice, &file_id).await;
        // asia is alone in its zone, so it holds a copy of every chunk.
        let (from, to) = ("node-asia".to_owned(), {
            let taken = |name: &String| places.iter().all(|(_, nodes)| nodes.contains(name));
            let names = app.cluster.nodes().into_iter().map(|node| node.spec.name.to_string());
            names.into_iter().find(|name| !taken(name)).unwrap()
        });
        let missing = places.iter().filter(|(_, nodes)| !nodes.contains(&to)).count() as i64;
        let request = TransferFileRequest { file_id: file_id.clone(), from, to: to.clone(), mode: TransferMode::Copy.into() };
        let answers = transfer(&app, &alice, request.clone()).await.unwrap();
        assert_eq!(answers.len(), 4, "three chunks and the result");
        let moved: Vec<_> = answers.iter().filter_map(|answer| answer.segment.as_ref()).collect();
        assert!(moved.iter().all(|segment| segment.bytes == 0 || segment.store_us > 0), "{moved:?}");
        let result = answers.last().unwrap().result.clone().unwrap();
        assert_eq!((result.chunks, result.already_there), (missing, 3 - missing), "{}", result.sentence);
        let same = TransferFileRequest { from: to, ..request.clone() };
        assert_eq!(transfer(&app, &alice, same).await.unwrap_err().code(), Code::InvalidArgument);
        let unsaid = TransferFileRequest { mode: 0, ..request };
        assert_eq!(transfer(&app, &alice, unsaid).await.unwrap_err().code(), Code::InvalidArgument);
        assert_eq!(audited(&app, "file.transfer").await, 1);
    }

    async fn a_moved_copy_leaves_its_source(app: TestApp) {
        let (alice, file) = admin(&app).await;
        let file_id = file.file.to_string();
        let (_, nodes_of_it) = holders(&app, &alice, &file_id).await.remove(0);
        let names: Vec<String> = app.cluster.nodes().into_iter().map(|node| node.spec.name.to_string()).collect();
        let to = names.into_iter().find(|name| !nodes_of_it.contains(name)).unwrap();
        let from = nodes_of_it[0].clone();
        let request = TransferFileRequest { file_id, from, to, mode: TransferMode::Move.into() };
        let result = transfer(&app, &alice, request).await.unwrap().pop().unwrap().result.unwrap();
        assert!(result.chunks >= 1 && result.bytes > 0, "{}", result.sentence);
        assert!(result.sentence.contains("gave its copies up"), "{}", result.sentence);
    }
}
