//! The storage nodes, and where one's own files are on them.

use proto::cluster::{
    ApplyLayoutRequest, BreakNodeRequest, BreakNodeResponse, BroadcastHealthRequest, BroadcastHealthResponse,
    ClusterEvent, GetFilePlacementRequest, GetFilePlacementResponse, GetLayoutRequest,
    GetNetworkStatisticsRequest, GetNetworkStatisticsResponse, GetStagedLayoutRequest, GetTopologyRequest,
    GetTopologyResponse, Layout, ListNodesRequest, ListNodesResponse, Node, RepairFileProgress,
    RepairFileRequest, ReplicateFileRequest, ReplicateFileResponse, RevertLayoutRequest, ScrubNowRequest,
    StageLayoutChangeRequest, StagedLayout, StartNodeRequest, StopNodeRequest, VerifyFileProgress,
    VerifyFileRequest, WatchClusterRequest, cluster_service_client::ClusterServiceClient,
    stage_layout_change_request::Change,
};
use tonic::Streaming;

use crate::{Authorized, ClientError};

impl Authorized {
    /// All nodes, in the order of their addresses.
    pub async fn list_nodes(&self) -> Result<ListNodesResponse, ClientError> {
        let call = |wire, request| async move { ClusterServiceClient::new(wire).list_nodes(request).await };
        self.session.call(ListNodesRequest {}, call).await
    }

    /// Chunks and copies of one of the caller's files.
    pub async fn file_placement(&self, file_id: &str) -> Result<GetFilePlacementResponse, ClientError> {
        let message = GetFilePlacementRequest { file_id: file_id.to_owned() };
        let call =
            |wire, request| async move { ClusterServiceClient::new(wire).get_file_placement(request).await };
        self.session.call(message, call).await
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

    /// What happens from now on; the first event and many later ones carry the whole state.
    pub async fn watch_cluster(&self) -> Result<Streaming<ClusterEvent>, ClientError> {
        let call =
            |wire, request| async move { ClusterServiceClient::new(wire).watch_cluster(request).await };
        self.session.call(WatchClusterRequest {}, call).await
    }

    /// The nodes, their zones and the links between them.
    pub async fn topology(&self) -> Result<GetTopologyResponse, ClientError> {
        let call = |wire, request| async move { ClusterServiceClient::new(wire).get_topology(request).await };
        self.session.call(GetTopologyRequest {}, call).await
    }

    /// What moved between the coordinator and each node since the server started.
    pub async fn network_statistics(&self) -> Result<GetNetworkStatisticsResponse, ClientError> {
        let call = |wire, request| async move {
            ClusterServiceClient::new(wire).get_network_statistics(request).await
        };
        self.session.call(GetNetworkStatisticsRequest {}, call).await
    }

    /// The pulse of every node, after the next broadcast health check.
    pub async fn broadcast_health(&self) -> Result<BroadcastHealthResponse, ClientError> {
        let call =
            |wire, request| async move { ClusterServiceClient::new(wire).broadcast_health(request).await };
        self.session.call(BroadcastHealthRequest {}, call).await
    }

    /// Reads every copy of one of the caller's files; an answer a chunk, the last one with the result.
    pub async fn verify_file(&self, file_id: &str) -> Result<Streaming<VerifyFileProgress>, ClientError> {
        let message = VerifyFileRequest { file_id: file_id.to_owned() };
        let call = |wire, request| async move { ClusterServiceClient::new(wire).verify_file(request).await };
        self.session.call(message, call).await
    }

    /// Makes the copies of one of the caller's files whole; an answer a chunk, the last one with the result.
    pub async fn repair_file(&self, file_id: &str) -> Result<Streaming<RepairFileProgress>, ClientError> {
        let message = RepairFileRequest { file_id: file_id.to_owned() };
        let call = |wire, request| async move { ClusterServiceClient::new(wire).repair_file(request).await };
        self.session.call(message, call).await
    }

    /// The same in one answer.
    pub async fn replicate_file(&self, file_id: &str) -> Result<ReplicateFileResponse, ClientError> {
        let message = ReplicateFileRequest { file_id: file_id.to_owned() };
        let call =
            |wire, request| async move { ClusterServiceClient::new(wire).replicate_file(request).await };
        self.session.call(message, call).await
    }

    /// Has every copy read and verified from now on (admins); what is about to happen, in one sentence.
    pub async fn scrub_now(&self) -> Result<String, ClientError> {
        let call = |wire, request| async move { ClusterServiceClient::new(wire).scrub_now(request).await };
        Ok(self.session.call(ScrubNowRequest {}, call).await?.message)
    }

    /// The layout in force.
    pub async fn layout(&self) -> Result<Option<Layout>, ClientError> {
        let call = |wire, request| async move { ClusterServiceClient::new(wire).get_layout(request).await };
        Ok(self.session.call(GetLayoutRequest {}, call).await?.layout)
    }

    /// Adds a change to the staged layout (admins).
    pub async fn stage_layout_change(&self, change: Change) -> Result<Option<StagedLayout>, ClientError> {
        let message = StageLayoutChangeRequest { change: Some(change) };
        let call =
            |wire, request| async move { ClusterServiceClient::new(wire).stage_layout_change(request).await };
        Ok(self.session.call(message, call).await?.staged)
    }

    /// The staged layout as it would be now, if anything is staged (admins).
    pub async fn staged_layout(&self) -> Result<Option<StagedLayout>, ClientError> {
        let call =
            |wire, request| async move { ClusterServiceClient::new(wire).get_staged_layout(request).await };
        Ok(self.session.call(GetStagedLayoutRequest {}, call).await?.staged)
    }

    /// Puts the staged layout of this version into force (admins).
    pub async fn apply_layout(&self, version: i64) -> Result<Option<Layout>, ClientError> {
        let call = |wire, request| async move { ClusterServiceClient::new(wire).apply_layout(request).await };
        Ok(self.session.call(ApplyLayoutRequest { version }, call).await?.layout)
    }

    /// Drops the staged layout (admins); whether anything was staged.
    pub async fn revert_layout(&self) -> Result<bool, ClientError> {
        let call =
            |wire, request| async move { ClusterServiceClient::new(wire).revert_layout(request).await };
        Ok(self.session.call(RevertLayoutRequest {}, call).await?.reverted)
    }

    /// Breaks something on purpose (admins).
    pub async fn break_node(&self, message: BreakNodeRequest) -> Result<BreakNodeResponse, ClientError> {
        let call = |wire, request| async move { ClusterServiceClient::new(wire).break_node(request).await };
        self.session.call(message, call).await
    }
}
