//! `ClusterService` as clients call it: what everybody sees, what admins may do, and that what breaks heals.
use futures::{StreamExt, TryStreamExt};
use proto::cluster::{
    AddNode, ApplyLayoutRequest, BreakKind, BreakNodeRequest, BroadcastHealthRequest, ClusterEventKind,
    GetFilePlacementRequest, GetLayoutRequest, GetNetworkStatisticsRequest, GetStagedLayoutRequest,
    GetTopologyRequest, ListNodesRequest, Mended, NodePulse, NodeRole, NodeState, RepairFileRequest,
    ReplicateFileRequest, RevertLayoutRequest, ScrubNowRequest, StageLayoutChangeRequest, StartNodeRequest,
    StopNodeRequest, VerifyFileRequest, VerifyFileResult, WatchClusterRequest,
    cluster_service_client::ClusterServiceClient, stage_layout_change_request::Change,
};
use server::grpc::Services;
use server::{
    db,
    service::{damage, placement, upload::Completed},
};
use tonic::Code;

use crate::{
    on_both_engines,
    owner::{MIB, Owner, content, owner, reason, returning},
    support::{
        TestApp, people,
        rpc::{refusal, with_token},
    },
};

fn cluster(app: &TestApp) -> ClusterServiceClient<Services> {
    ClusterServiceClient::new(app.calls())
}

/// A member with a file of three chunks with three copies each, who is an admin.
pub async fn admin(app: &TestApp) -> (Owner, Completed) {
    let alice = owner(app, "alice").await;
    let file = alice.store("a", &content(1, 2 * MIB + 9)).await.unwrap();
    let whole = async {
        loop {
            let place = placement::of_file(app, &alice.member, file.file).await.unwrap();
            if place.chunks.iter().all(|chunk| chunk.copies.nodes.len() == 3) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), whole).await.unwrap();
    people::promote(app, &alice.member).await;
    (returning(app, alice.token).await, file)
}

/// Rows of the audit trail with this action.
pub async fn audited(app: &TestApp, action: &str) -> usize {
    let statement = db::sql(app.db.read(), "SELECT sequence FROM audit WHERE action = $1", [action.into()]);
    db::ConnectionTrait::query_all_raw(app.db.read(), statement).await.unwrap().len()
}

async fn verify(app: &TestApp, alice: &Owner, file: &Completed) -> VerifyFileResult {
    let request = VerifyFileRequest { file_id: file.file.to_string() };
    let answers = cluster(app).verify_file(with_token(request, &alice.token)).await.unwrap().into_inner();
    let answers: Vec<_> = answers.try_collect().await.unwrap();
    assert_eq!(answers.len(), 4, "three chunks and the result");
    assert!(answers[..3].iter().all(|answer| answer.chunk.is_some() && answer.result.is_none()));
    answers.into_iter().next_back().unwrap().result.unwrap()
}

on_both_engines! {
    async fn everybody_sees_how_the_cluster_is(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let list = cluster(&app).list_nodes(with_token(ListNodesRequest {}, &alice.token)).await.unwrap().into_inner();
        assert_eq!((list.nodes.len(), list.layout_version), (5, 1));
        assert!(list.numbers.unwrap().good);
        assert!(list.nodes.iter().all(|node| node.pulse() == NodePulse::Alive && node.role() == NodeRole::Active));
        let topology = cluster(&app).get_topology(with_token(GetTopologyRequest {}, &alice.token)).await.unwrap().into_inner();
        assert_eq!((topology.zones.len(), topology.links.len()), (3, 5));
        alice.store("a", &content(1, MIB)).await.unwrap();
        let request = with_token(GetNetworkStatisticsRequest {}, &alice.token);
        let statistics = cluster(&app).get_network_statistics(request).await.unwrap().into_inner();
        let sent: i64 = statistics.links.iter().map(|link| link.bytes_sent).sum();
        assert!(sent >= 2 * MIB as i64, "two copies at least: {sent}");
        let request = with_token(BroadcastHealthRequest {}, &alice.token);
        let health = cluster(&app).broadcast_health(request).await.unwrap().into_inner();
        assert_eq!(health.nodes.len(), 5);
    }

    async fn members_who_are_no_admins_change_nothing(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let missing = (Code::PermissionDenied, "MISSING_ROLE".to_owned());
        let token = &alice.token;
        let mut cluster = cluster(&app);
        assert_eq!(refusal(cluster.scrub_now(with_token(ScrubNowRequest {}, token)).await), missing);
        let change = StageLayoutChangeRequest { change: Some(Change::Drain("node-asia".to_owned())) };
        assert_eq!(refusal(cluster.stage_layout_change(with_token(change, token)).await), missing);
        assert_eq!(refusal(cluster.get_staged_layout(with_token(GetStagedLayoutRequest {}, token)).await), missing);
        assert_eq!(refusal(cluster.apply_layout(with_token(ApplyLayoutRequest { version: 2 }, token)).await), missing);
        assert_eq!(refusal(cluster.revert_layout(with_token(RevertLayoutRequest {}, token)).await), missing);
        assert_eq!(refusal(cluster.break_node(with_token(BreakNodeRequest::default(), token)).await), missing);
    }

    async fn a_damaged_copy_is_found_and_mended(app: TestApp) {
        let (alice, file) = admin(&app).await;
        let found = verify(&app, &alice, &file).await;
        assert_eq!((found.good, found.damaged), (9, 0), "{}", found.sentence);
        let request = GetFilePlacementRequest { file_id: file.file.to_string() };
        let place = cluster(&app).get_file_placement(with_token(request, &alice.token)).await.unwrap().into_inner();
        assert!(place.chunks.iter().all(|chunk| chunk.verified_ms_ago.is_some() && chunk.copies.len() == 3));
        let broken = BreakNodeRequest {
            name: place.chunks[0].nodes[0].clone(),
            kind: BreakKind::DamageChunk.into(),
            file_id: file.file.to_string(),
            ..Default::default()
        };
        let broken = cluster(&app).break_node(with_token(broken, &alice.token)).await.unwrap().into_inner();
        assert_eq!(broken.chunk_id, place.chunks[0].chunk_id);
        let found = verify(&app, &alice, &file).await;
        assert_eq!((found.good, found.damaged), (8, 1), "{}", found.sentence);
        let request = RepairFileRequest { file_id: file.file.to_string() };
        let answers = cluster(&app).repair_file(with_token(request, &alice.token)).await.unwrap().into_inner();
        let answers: Vec<_> = answers.try_collect().await.unwrap();
        assert_eq!(answers.len(), 4);
        assert!(answers[0].chunk.as_ref().is_some_and(|chunk| chunk.mended() != Mended::Impossible));
        assert_eq!(answers[3].result.as_ref().map(|result| result.impossible), Some(0));
        let found = verify(&app, &alice, &file).await;
        assert_eq!((found.good, found.damaged, found.missing), (9, 0, 0), "{}", found.sentence);
        let request = ReplicateFileRequest { file_id: file.file.to_string() };
        let replicated = cluster(&app).replicate_file(with_token(request, &alice.token)).await.unwrap().into_inner();
        assert_eq!(replicated.result.map(|result| result.whole), Some(3));
        assert!(replicated.storage_nodes.len() >= 3);
        assert_eq!((audited(&app, "node.damage_chunk").await, audited(&app, "file.repair").await), (1, 2));
    }

    async fn a_disk_is_lost_and_put_back(app: TestApp) {
        let (alice, file) = admin(&app).await;
        let breaking = |kind: BreakKind| {
            let (mut cluster, token) = (cluster(&app), alice.token.clone());
            async move {
                let request = BreakNodeRequest { name: "node-asia".to_owned(), kind: kind.into(), ..Default::default() };
                cluster.break_node(with_token(request, &token)).await
            }
        };
        assert_eq!(refusal(breaking(BreakKind::RestoreDisk).await).1, "BREAK_REFUSED");
        assert_eq!(refusal(breaking(BreakKind::Unspecified).await).0, Code::InvalidArgument);
        let node = breaking(BreakKind::LoseDisk).await.unwrap().into_inner().node.unwrap();
        assert_eq!((node.state(), node.disk_set_aside), (NodeState::Stopped, true));
        assert_eq!(alice.read(file.file).await.unwrap(), content(1, 2 * MIB + 9));
        let node = breaking(BreakKind::RestoreDisk).await.unwrap().into_inner().node.unwrap();
        assert!(node.state() != NodeState::Stopped && !node.disk_set_aside);
        assert_eq!(node.chunks, 3, "the only node of its zone has a copy of everything");
        // Started without its disk, the node has begun another one.
        breaking(BreakKind::LoseDisk).await.unwrap();
        let start = StartNodeRequest { name: "node-asia".to_owned() };
        let node = cluster(&app).start_node(with_token(start, &alice.token)).await.unwrap().into_inner().node.unwrap();
        assert_ne!(node.state(), NodeState::Stopped);
        assert_eq!((audited(&app, "node.lose_disk").await, audited(&app, "node.restore_disk").await), (2, 1));
    }

    async fn a_layout_is_staged_looked_at_and_applied(app: TestApp) {
        let (alice, _) = admin(&app).await;
        let token = &alice.token;
        let mut cluster = cluster(&app);
        let change = |change| StageLayoutChangeRequest { change: Some(change) };
        assert_eq!(refusal(cluster.stage_layout_change(with_token(StageLayoutChangeRequest::default(), token)).await).0, Code::InvalidArgument);
        let drain = change(Change::Drain("node-asia".to_owned()));
        // Another node in Asia first: without one, what the pool promises does not fit in three copies.
        let add = change(Change::Add(AddNode { zone: "asia".to_owned(), ..Default::default() }));
        let staged = cluster.stage_layout_change(with_token(add, token)).await.unwrap().into_inner().staged.unwrap();
        let layout = staged.layout.unwrap();
        assert_eq!((layout.version, layout.nodes.len()), (2, 6));
        let staged = cluster.stage_layout_change(with_token(drain, token)).await.unwrap().into_inner().staged.unwrap();
        let preview = staged.preview.unwrap();
        assert_eq!((preview.moved_copies, preview.copies_min, preview.chunks), (3, 3, 3), "{}", preview.sentence);
        let refused = cluster.apply_layout(with_token(ApplyLayoutRequest { version: 7 }, token)).await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, "LAYOUT_REFUSED".to_owned()));
        assert!(cluster.revert_layout(with_token(RevertLayoutRequest {}, token)).await.unwrap().into_inner().reverted);
        let nothing = cluster.get_staged_layout(with_token(GetStagedLayoutRequest {}, token)).await.unwrap();
        assert!(nothing.into_inner().staged.is_none());
        let add = change(Change::Add(AddNode { zone: "asia".to_owned(), ..Default::default() }));
        cluster.stage_layout_change(with_token(add, token)).await.unwrap();
        cluster.apply_layout(with_token(ApplyLayoutRequest { version: 2 }, token)).await.unwrap();
        let layout = cluster.get_layout(with_token(GetLayoutRequest {}, token)).await.unwrap().into_inner().layout.unwrap();
        assert_eq!((layout.version, layout.nodes.len()), (2, 6));
        for (action, times) in [("layout.stage", 3), ("layout.revert", 1), ("layout.apply", 1)] {
            assert_eq!(audited(&app, action).await, times, "{action}");
        }
    }

    async fn whoever_watches_is_told(app: TestApp) {
        let (alice, _) = admin(&app).await;
        let request = with_token(WatchClusterRequest {}, &alice.token);
        let mut events = cluster(&app).watch_cluster(request).await.unwrap().into_inner();
        let first = events.next().await.unwrap().unwrap();
        assert_eq!((first.kind(), first.number), (ClusterEventKind::State, 1));
        assert_eq!(first.state.unwrap().nodes.len(), 5);
        let stop = StopNodeRequest { name: "node-asia".to_owned() };
        cluster(&app).stop_node(with_token(stop, &alice.token)).await.unwrap();
        let stopped = loop {
            let event = events.next().await.unwrap().unwrap();
            if event.kind() == ClusterEventKind::NodeState {
                break event;
            }
        };
        assert_eq!(stopped.node, "node-asia");
        assert_eq!(stopped.sentence, "node-asia has stopped: its data stays, and other copies are read.");
    }

    async fn a_lost_chunk_marks_its_file_and_never_hides_it(app: TestApp) {
        let (alice, file) = admin(&app).await;
        let place = placement::of_file(&app, &alice.member, file.file).await.unwrap();
        let chunk = &place.chunks[1];
        for node in &chunk.copies.nodes {
            assert!(app.cluster.damage_copy(node, chunk.id).await.unwrap());
        }
        let mut news = app.cluster.news();
        assert_eq!(reason(alice.read(file.file).await), "DATA_LOSS");
        while news.recv().await.unwrap() != cluster::live::News::ChunkLost(chunk.id) {}
        assert_eq!(damage::chunk_lost(&app, chunk.id).await.unwrap().len(), 1);
        assert_eq!(damage::chunk_lost(&app, chunk.id).await.unwrap().len(), 0, "once");
        assert_eq!(audited(&app, "version.damaged").await, 1);
        let request = GetFilePlacementRequest { file_id: file.file.to_string() };
        let place = cluster(&app).get_file_placement(with_token(request, &alice.token)).await.unwrap().into_inner();
        assert!(place.damaged);
        assert!(alice.list().await[0].damaged);
        crate::books::check(&app).await;
        assert_eq!(reason(alice.read(file.file).await), "DATA_LOSS", "and not NOT_FOUND");
    }
}

/// Nothing mends copies meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_broken_below_the_promise() {
    let app = TestApp::with(|settings| settings.tuning.jobs_max = 0).await;
    let (alice, file) = admin(&app).await;
    let place = placement::of_file(&app, &alice.member, file.file).await.unwrap();
    let [first, second, third] = [0, 1, 2].map(|copy| place.chunks[0].copies.nodes[copy].to_string());
    let stop = StopNodeRequest { name: third };
    cluster(&app).stop_node(with_token(stop, &alice.token)).await.unwrap();
    let lose = |name: &str, force| BreakNodeRequest {
        name: name.to_owned(),
        kind: BreakKind::LoseDisk.into(),
        force,
        ..Default::default()
    };
    let refused = cluster(&app).break_node(with_token(lose(&first, false), &alice.token)).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "BREAK_REFUSED".to_owned()));
    cluster(&app).break_node(with_token(lose(&first, true), &alice.token)).await.unwrap();
    let refused = cluster(&app).break_node(with_token(lose(&second, true), &alice.token)).await;
    assert_eq!(refusal(refused).1, "BREAK_REFUSED", "the last copy is not for breaking");
}
