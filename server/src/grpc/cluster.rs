//! `ClusterService`: the nodes, and where one's own files are.
use cluster::{node, status::NodeStatus};
use domain::id::FileId;
use proto::{
    cluster::{
        ChunkPlacement, GetFilePlacementRequest, GetFilePlacementResponse, ListNodesRequest,
        ListNodesResponse, Node, NodeState, StartNodeRequest, StartNodeResponse, StopNodeRequest,
        StopNodeResponse, cluster_service_server::ClusterService,
    },
    convert::{bytes, id},
};
use tonic::{Extensions, Request, Response, Status};

use crate::{
    app::Shared,
    auth::{self, Admin},
    service::{ServiceError, nodes, placement},
};

/// The handlers.
pub struct Nodes {
    app: Shared,
}

impl Nodes {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }

    async fn admin(&self, request: &Extensions) -> Result<Admin, ServiceError> {
        let member = auth::member(&self.app, request, "").await?;
        member
            .admin()
            .ok_or_else(|| ServiceError::Forbidden("Only an admin may stop and start nodes.".to_owned()))
    }
}

#[tonic::async_trait]
impl ClusterService for Nodes {
    async fn list_nodes(
        &self,
        request: Request<ListNodesRequest>,
    ) -> Result<Response<ListNodesResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "").await?;
        Ok(Response::new(ListNodesResponse {
            nodes: nodes::list(&self.app, &member).into_iter().map(wire).collect(),
            target_copies: self.app.settings.copies.into(),
            write_quorum: self.app.settings.write_quorum.into(),
            health: self.app.cluster.health().to_string(),
        }))
    }

    async fn get_file_placement(
        &self,
        request: Request<GetFilePlacementRequest>,
    ) -> Result<Response<GetFilePlacementResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "").await?;
        let file: FileId = id("file_id", &request.into_inner().file_id).map_err(ServiceError::from)?;
        let (places, chunk_bytes) = placement::of_file(&self.app, &member, file).await?;
        let chunks = places.into_iter().map(|place| ChunkPlacement {
            chunk_id: place.id.to_string(),
            size: bytes(place.plain_bytes),
            nodes: place.copies.nodes.iter().map(ToString::to_string).collect(),
            why: place.copies.why,
        });
        Ok(Response::new(GetFilePlacementResponse {
            chunks: chunks.collect(),
            chunk_bytes: bytes(chunk_bytes),
            target_copies: self.app.settings.copies.into(),
        }))
    }

    async fn stop_node(
        &self,
        request: Request<StopNodeRequest>,
    ) -> Result<Response<StopNodeResponse>, Status> {
        let admin = self.admin(request.extensions()).await?;
        let node = nodes::stop(&self.app, &admin, &request.into_inner().name).await?;
        Ok(Response::new(StopNodeResponse { node: Some(wire(node)) }))
    }

    async fn start_node(
        &self,
        request: Request<StartNodeRequest>,
    ) -> Result<Response<StartNodeResponse>, Status> {
        let admin = self.admin(request.extensions()).await?;
        let node = nodes::start(&self.app, &admin, &request.into_inner().name).await?;
        Ok(Response::new(StartNodeResponse { node: Some(wire(node)) }))
    }
}

fn wire(node: NodeStatus) -> Node {
    Node {
        name: node.spec.name.to_string(),
        zone: node.spec.zone.to_string(),
        zone_letter: node.spec.zone.letter().to_string(),
        address: node.spec.address.to_string(),
        state: state(node.state).into(),
        used_bytes: bytes(node.used_bytes),
        capacity_bytes: bytes(node.spec.capacity_bytes),
        chunks: bytes(node.chunks),
    }
}

const fn state(state: node::NodeState) -> NodeState {
    match state {
        node::NodeState::Ready => NodeState::Ready,
        node::NodeState::Waiting => NodeState::Waiting,
        node::NodeState::Running => NodeState::Running,
        node::NodeState::Stopped => NodeState::Stopped,
    }
}
