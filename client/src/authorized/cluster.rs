//! The storage nodes, where one's own files are on them, and what admins may change.

use std::time::Duration;

use proto::cluster::{
    ApplyLayoutRequest, BreakNodeRequest, BreakNodeResponse, BroadcastHealthRequest, BroadcastHealthResponse,
    ClusterEvent, GetFilePlacementRequest, GetFilePlacementResponse, GetNetworkStatisticsRequest,
    GetNetworkStatisticsResponse, GetStagedLayoutRequest, GetTopologyRequest, GetTopologyResponse, Layout,
    ListNodesRequest, ListNodesResponse, Node, RepairFileProgress, RepairFileRequest, RevertLayoutRequest,
    ScrubNowRequest, StageLayoutChangeRequest, StagedLayout, StartNodeRequest, StopNodeRequest,
    VerifyFileProgress, VerifyFileRequest, WatchClusterRequest, cluster_service_client::ClusterServiceClient,
    stage_layout_change_request::Change,
};

use crate::{Answers, Authorized, ClientError, answers::within};

/// How long a stream may take to begin.
const OPENING_PATIENCE: Duration = Duration::from_secs(10);

impl Authorized {
    /// All nodes, in the order of the layout, and how the cluster is.
    pub async fn list_nodes(&self) -> Result<ListNodesResponse, ClientError> {
        let call = |wire, request| async move { ClusterServiceClient::new(wire).list_nodes(request).await };
        self.session.call(ListNodesRequest {}, call).await
    }

    /// What happens in the cluster from now on, the whole state first.
    pub async fn watch_cluster(&self) -> Result<Answers<ClusterEvent>, ClientError> {
        let call =
            |wire, request| async move { ClusterServiceClient::new(wire).watch_cluster(request).await };
        within(OPENING_PATIENCE, self.session.call(WatchClusterRequest {}, call)).await.map(Answers::new)
    }

    /// Asks every node for its pulse now.
    pub async fn broadcast_health(&self) -> Result<BroadcastHealthResponse, ClientError> {
        let call =
            |wire, request| async move { ClusterServiceClient::new(wire).broadcast_health(request).await };
        self.session.call(BroadcastHealthRequest {}, call).await
    }

    /// The nodes, their zones and the links between them.
    pub async fn topology(&self) -> Result<GetTopologyResponse, ClientError> {
        let call = |wire, request| async move { ClusterServiceClient::new(wire).get_topology(request).await };
        self.session.call(GetTopologyRequest {}, call).await
    }

    /// What moved over each link since the server started.
    pub async fn network_statistics(&self) -> Result<GetNetworkStatisticsResponse, ClientError> {
        let call = |wire, request| async move {
            ClusterServiceClient::new(wire).get_network_statistics(request).await
        };
        self.session.call(GetNetworkStatisticsRequest {}, call).await
    }

    /// Chunks and copies of one of the caller's files.
    pub async fn file_placement(&self, file_id: &str) -> Result<GetFilePlacementResponse, ClientError> {
        let message = GetFilePlacementRequest { file_id: file_id.to_owned() };
        let call =
            |wire, request| async move { ClusterServiceClient::new(wire).get_file_placement(request).await };
        self.session.call(message, call).await
    }

    /// Reads and verifies every copy of one of the caller's files.
    pub async fn verify_file(&self, file_id: &str) -> Result<Answers<VerifyFileProgress>, ClientError> {
        let message = VerifyFileRequest { file_id: file_id.to_owned() };
        let call = |wire, request| async move { ClusterServiceClient::new(wire).verify_file(request).await };
        within(OPENING_PATIENCE, self.session.call(message, call)).await.map(Answers::new)
    }

    /// Makes the copies of one of the caller's files whole.
    pub async fn repair_file(&self, file_id: &str) -> Result<Answers<RepairFileProgress>, ClientError> {
        let message = RepairFileRequest { file_id: file_id.to_owned() };
        let call = |wire, request| async move { ClusterServiceClient::new(wire).repair_file(request).await };
        within(OPENING_PATIENCE, self.session.call(message, call)).await.map(Answers::new)
    }

    /// Stops a node (admins).
    pub async fn stop_node(&self, name: &str) -> Result<Option<Node>, ClientError> {
        let message = StopNodeRequest { name: name.to_owned() };
        let call = |wire, request| async move { ClusterServiceClient::new(wire).stop_node(request).await };
        Ok(self.session.call(message, call).await?.node)
    }

    /// Starts a stopped node (admins).
    pub async fn start_node(&self, name: &str) -> Result<Option<Node>, ClientError> {
        let message = StartNodeRequest { name: name.to_owned() };
        let call = |wire, request| async move { ClusterServiceClient::new(wire).start_node(request).await };
        Ok(self.session.call(message, call).await?.node)
    }

    /// Breaks something on purpose (admins).
    pub async fn break_node(&self, message: BreakNodeRequest) -> Result<BreakNodeResponse, ClientError> {
        let call = |wire, request| async move { ClusterServiceClient::new(wire).break_node(request).await };
        self.session.call(message, call).await
    }

    /// Has every copy verified from now on (admins); what is about to happen, in one sentence.
    pub async fn scrub_now(&self) -> Result<String, ClientError> {
        let call = |wire, request| async move { ClusterServiceClient::new(wire).scrub_now(request).await };
        Ok(self.session.call(ScrubNowRequest {}, call).await?.message)
    }

    /// The layout that is being prepared, if one is (admins).
    pub async fn staged_layout(&self) -> Result<Option<StagedLayout>, ClientError> {
        let call =
            |wire, request| async move { ClusterServiceClient::new(wire).get_staged_layout(request).await };
        Ok(self.session.call(GetStagedLayoutRequest {}, call).await?.staged)
    }

    /// Adds a change to the layout that is being prepared (admins).
    pub async fn stage_layout_change(&self, change: Change) -> Result<Option<StagedLayout>, ClientError> {
        let message = StageLayoutChangeRequest { change: Some(change) };
        let call =
            |wire, request| async move { ClusterServiceClient::new(wire).stage_layout_change(request).await };
        Ok(self.session.call(message, call).await?.staged)
    }

    /// Puts the prepared layout into force, if it still has this version (admins).
    pub async fn apply_layout(&self, version: i64) -> Result<Option<Layout>, ClientError> {
        let message = ApplyLayoutRequest { version };
        let call = |wire, request| async move { ClusterServiceClient::new(wire).apply_layout(request).await };
        Ok(self.session.call(message, call).await?.layout)
    }

    /// Drops the prepared layout; whether there was one (admins).
    pub async fn revert_layout(&self) -> Result<bool, ClientError> {
        let call =
            |wire, request| async move { ClusterServiceClient::new(wire).revert_layout(request).await };
        Ok(self.session.call(RevertLayoutRequest {}, call).await?.reverted)
    }
}
