//! `ClusterService`: the nodes, where one's own files are, and what admins may do to both. `FileStorageService` and
//! `FileTransferService`: one node's copies by hand.
mod copies;
mod layout;
mod streams;
mod wire;

use domain::id::FileId;
use proto::{
    cluster::{
        ApplyLayoutRequest, ApplyLayoutResponse, BreakKind, BreakNodeRequest, BreakNodeResponse,
        BroadcastHealthRequest, BroadcastHealthResponse, GetFilePlacementRequest, GetFilePlacementResponse,
        GetLayoutRequest, GetLayoutResponse, GetNetworkStatisticsRequest, GetNetworkStatisticsResponse,
        GetStagedLayoutRequest, GetStagedLayoutResponse, GetTopologyRequest, GetTopologyResponse,
        ListNodesRequest, ListNodesResponse, RepairFileRequest, ReplicateFileRequest, ReplicateFileResponse,
        RevertLayoutRequest, RevertLayoutResponse, ScrubNowRequest, ScrubNowResponse,
        StageLayoutChangeRequest, StageLayoutChangeResponse, StartNodeRequest, StartNodeResponse,
        StopNodeRequest, StopNodeResponse, VerifyFileRequest, WatchClusterRequest,
        cluster_service_server::ClusterService,
    },
    convert::{FieldError, FieldReason, id, size},
};
use tonic::{Extensions, Request, Response, Status};

use crate::{
    app::Shared,
    auth::{self, Action, Admin, Member},
    service::{
        ServiceError, breaking, layouts, mend_file::Mending, nodes, placement, verify_file::Verification,
    },
};

/// The handlers.
#[derive(Clone)]
pub struct Nodes {
    app: Shared,
}

impl Nodes {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }

    async fn member(&self, request: &Extensions) -> Result<Member, ServiceError> {
        auth::member(&self.app, request, "", Action::WatchCluster).await
    }

    async fn admin(&self, request: &Extensions) -> Result<Admin, ServiceError> {
        auth::admin(&self.app, request, Action::OperateCluster).await
    }
}

#[tonic::async_trait]
impl ClusterService for Nodes {
    type WatchClusterStream = streams::Events;
    type VerifyFileStream = streams::Verifying;
    type RepairFileStream = streams::Repairing;

    async fn list_nodes(
        &self,
        request: Request<ListNodesRequest>,
    ) -> Result<Response<ListNodesResponse>, Status> {
        self.member(request.extensions()).await?;
        Ok(Response::new(wire::state(&self.app)))
    }

    async fn get_file_placement(
        &self,
        request: Request<GetFilePlacementRequest>,
    ) -> Result<Response<GetFilePlacementResponse>, Status> {
        let member = self.member(request.extensions()).await?;
        let place = placement::of_file(&self.app, &member, file(&request.get_ref().file_id)?).await?;
        Ok(Response::new(wire::placement(&self.app, place)))
    }

    async fn stop_node(
        &self,
        request: Request<StopNodeRequest>,
    ) -> Result<Response<StopNodeResponse>, Status> {
        let admin = self.admin(request.extensions()).await?;
        let node = nodes::stop(&self.app, &admin, &request.into_inner().name).await?;
        Ok(Response::new(StopNodeResponse { node: Some(wire::node(&self.app, node)) }))
    }

    async fn start_node(
        &self,
        request: Request<StartNodeRequest>,
    ) -> Result<Response<StartNodeResponse>, Status> {
        let admin = self.admin(request.extensions()).await?;
        let node = nodes::start(&self.app, &admin, &request.into_inner().name).await?;
        Ok(Response::new(StartNodeResponse { node: Some(wire::node(&self.app, node)) }))
    }

    async fn watch_cluster(
        &self,
        request: Request<WatchClusterRequest>,
    ) -> Result<Response<streams::Events>, Status> {
        auth::onlooker(&self.app, request.extensions(), Action::WatchCluster).await?;
        let (_, caller, _) = request.into_parts();
        Ok(Response::new(streams::watch(&self.app, caller)))
    }

    async fn get_topology(
        &self,
        request: Request<GetTopologyRequest>,
    ) -> Result<Response<GetTopologyResponse>, Status> {
        let member = self.member(request.extensions()).await?;
        Ok(Response::new(wire::topology(nodes::list(&self.app, &member))))
    }

    async fn get_network_statistics(
        &self,
        request: Request<GetNetworkStatisticsRequest>,
    ) -> Result<Response<GetNetworkStatisticsResponse>, Status> {
        let member = self.member(request.extensions()).await?;
        let nodes = nodes::list(&self.app, &member);
        Ok(Response::new(wire::statistics(&self.app, &nodes)))
    }

    async fn broadcast_health(
        &self,
        request: Request<BroadcastHealthRequest>,
    ) -> Result<Response<BroadcastHealthResponse>, Status> {
        let member = self.member(request.extensions()).await?;
        let nodes = nodes::after_health_check(&self.app, &member).await;
        Ok(Response::new(wire::pulses(&self.app, nodes)))
    }

    async fn verify_file(
        &self,
        request: Request<VerifyFileRequest>,
    ) -> Result<Response<streams::Verifying>, Status> {
        let member = self.member(request.extensions()).await?;
        let file = file(&request.get_ref().file_id)?;
        let verification = Verification::begin(&self.app, &member, file).await?;
        Ok(Response::new(streams::verify(&self.app, verification)))
    }

    async fn repair_file(
        &self,
        request: Request<RepairFileRequest>,
    ) -> Result<Response<streams::Repairing>, Status> {
        let member = self.member(request.extensions()).await?;
        let file = file(&request.get_ref().file_id)?;
        let mending = Mending::begin(&self.app, &member, file).await?;
        Ok(Response::new(streams::repair(mending)))
    }

    async fn replicate_file(
        &self,
        request: Request<ReplicateFileRequest>,
    ) -> Result<Response<ReplicateFileResponse>, Status> {
        let member = self.member(request.extensions()).await?;
        let file = file(&request.get_ref().file_id)?;
        let mut mending = Mending::begin(&self.app, &member, file).await?;
        let mut storage_nodes = std::collections::BTreeSet::new();
        while let Some(chunk) = mending.next().await {
            storage_nodes.extend(chunk.nodes);
        }
        Ok(Response::new(ReplicateFileResponse {
            result: Some(wire::repaired(&mending.done())),
            storage_nodes: storage_nodes.into_iter().collect(),
        }))
    }

    async fn scrub_now(
        &self,
        request: Request<ScrubNowRequest>,
    ) -> Result<Response<ScrubNowResponse>, Status> {
        let admin = self.admin(request.extensions()).await?;
        nodes::scrub_now(&self.app, &admin).await?;
        let message = "Every copy is read and verified from now on; bad ones are made anew from good ones.";
        Ok(Response::new(ScrubNowResponse { message: message.to_owned() }))
    }

    async fn get_layout(
        &self,
        request: Request<GetLayoutRequest>,
    ) -> Result<Response<GetLayoutResponse>, Status> {
        let member = self.member(request.extensions()).await?;
        let layout = layouts::in_force(&self.app, &member);
        Ok(Response::new(GetLayoutResponse { layout: Some(layout::layout(&layout)) }))
    }

    async fn stage_layout_change(
        &self,
        request: Request<StageLayoutChangeRequest>,
    ) -> Result<Response<StageLayoutChangeResponse>, Status> {
        let admin = self.admin(request.extensions()).await?;
        let change = layout::change(request.into_inner(), self.app.settings.node_capacity_bytes)?;
        let staged = layouts::stage(&self.app, &admin, change).await?;
        Ok(Response::new(StageLayoutChangeResponse { staged: Some(layout::staged(&self.app, &staged)) }))
    }

    async fn get_staged_layout(
        &self,
        request: Request<GetStagedLayoutRequest>,
    ) -> Result<Response<GetStagedLayoutResponse>, Status> {
        let admin = self.admin(request.extensions()).await?;
        let staged = layouts::staged(&self.app, &admin).await;
        let staged = staged.map(|staged| layout::staged(&self.app, &staged));
        Ok(Response::new(GetStagedLayoutResponse { staged }))
    }

    async fn apply_layout(
        &self,
        request: Request<ApplyLayoutRequest>,
    ) -> Result<Response<ApplyLayoutResponse>, Status> {
        let admin = self.admin(request.extensions()).await?;
        let version = size("version", request.get_ref().version).map_err(ServiceError::from)?;
        let layout = layouts::apply(&self.app, &admin, version).await?;
        Ok(Response::new(ApplyLayoutResponse { layout: Some(layout::layout(&layout)) }))
    }

    async fn revert_layout(
        &self,
        request: Request<RevertLayoutRequest>,
    ) -> Result<Response<RevertLayoutResponse>, Status> {
        let admin = self.admin(request.extensions()).await?;
        let reverted = layouts::revert(&self.app, &admin).await?;
        Ok(Response::new(RevertLayoutResponse { reverted }))
    }

    async fn break_node(
        &self,
        request: Request<BreakNodeRequest>,
    ) -> Result<Response<BreakNodeResponse>, Status> {
        let admin = self.admin(request.extensions()).await?;
        let BreakNodeRequest { name, kind, file_id, chunk_id, force } = request.into_inner();
        let (node, chunk, message) = match BreakKind::try_from(kind) {
            Ok(BreakKind::LoseDisk) => {
                let node = breaking::lose_disk(&self.app, &admin, &name, force).await?;
                (
                    node,
                    None,
                    format!(
                        "{name} has stopped and lost its disk. Other nodes have copies of everything; \
                    they make new ones. Put the disk back, or start the node empty."
                    ),
                )
            }
            Ok(BreakKind::RestoreDisk) => {
                let node = breaking::restore_disk(&self.app, &admin, &name).await?;
                (node, None, format!("{name} has its disk back and serves."))
            }
            Ok(BreakKind::DamageChunk) => {
                let chunk = wire::chunk_id(&chunk_id)?;
                let place = (file(&file_id)?, chunk);
                let broken = breaking::damage_chunk(&self.app, &admin, &name, place, force).await?;
                (
                    broken.node,
                    Some(broken.chunk),
                    format!(
                        "One bit of the copy on {name} flipped. The next reader, \
                    or the scrub, notices, takes another copy, and the damaged one is made anew."
                    ),
                )
            }
            Ok(BreakKind::Unspecified) | Err(_) => {
                let advice = "Say what to break: a disk or a chunk.";
                let wrong = FieldError::new("kind", FieldReason::InvalidArgument, advice);
                return Err(ServiceError::from(wrong).into());
            }
        };
        Ok(Response::new(BreakNodeResponse {
            node: Some(wire::node(&self.app, node)),
            chunk_id: chunk.map(|id| id.to_string()).unwrap_or_default(),
            message,
        }))
    }
}

fn file(text: &str) -> Result<FileId, ServiceError> {
    id("file_id", text).map_err(ServiceError::from)
}
