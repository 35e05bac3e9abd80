//! The storage nodes, and where one's own files are on them.

use proto::cluster::{
    GetFilePlacementRequest, GetFilePlacementResponse, ListNodesRequest, ListNodesResponse, Node,
    StartNodeRequest, StopNodeRequest, cluster_service_client::ClusterServiceClient,
};

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
}
