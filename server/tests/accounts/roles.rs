//! Who may: a call without a session is UNAUTHENTICATED, one without the role PERMISSION_DENIED.
use proto::{
    account::{GetProfileRequest, JoinWaitingListRequest, LeaveWaitingListRequest, ReserveStorageRequest},
    cluster::{StartNodeRequest, StopNodeRequest, cluster_service_client::ClusterServiceClient},
    storage::{DeleteFileRequest, GetQuotaStatusRequest, ListFilesRequest, ListTrashRequest, LogoutRequest},
};
use tonic::Code;

use crate::{
    on_both_engines,
    support::{
        people,
        rpc::{self, refusal},
    },
};

on_both_engines! {
    async fn a_stranger_is_asked_to_sign_in(app: TestApp) {
        let mut storage = rpc::storage(&app);
        let mut account = rpc::account(&app);
        let mut cluster = ClusterServiceClient::new(app.calls());
        let file_id = "0".repeat(32);
        let codes = [
            refusal(storage.logout(LogoutRequest {}).await),
            refusal(storage.list_files(ListFilesRequest::default()).await),
            refusal(storage.delete_file(DeleteFileRequest { file_id, ..Default::default() }).await),
            refusal(storage.get_quota_status(GetQuotaStatusRequest::default()).await),
            refusal(storage.list_trash(ListTrashRequest::default()).await),
            refusal(account.get_profile(GetProfileRequest {}).await),
            refusal(account.reserve_storage(ReserveStorageRequest {}).await),
            refusal(account.join_waiting_list(JoinWaitingListRequest {}).await),
            refusal(account.leave_waiting_list(LeaveWaitingListRequest {}).await),
            refusal(cluster.list_nodes(proto::cluster::ListNodesRequest {}).await),
            refusal(cluster.stop_node(StopNodeRequest::default()).await),
        ];
        for code in codes {
            assert_eq!(code, (Code::Unauthenticated, "TOKEN_INVALID".to_owned()));
        }
    }

    async fn a_member_without_the_role_is_denied(app: TestApp) {
        let token = people::enrolled(&app, "alice").await;
        let mut cluster = ClusterServiceClient::new(app.calls());
        let name = app.cluster.nodes()[0].spec.name.to_string();
        let stop = cluster.stop_node(rpc::with_token(StopNodeRequest { name: name.clone() }, &token)).await;
        assert_eq!(refusal(stop), (Code::PermissionDenied, "MISSING_ROLE".to_owned()));
        let start = cluster.start_node(rpc::with_token(StartNodeRequest { name }, &token)).await;
        assert_eq!(refusal(start), (Code::PermissionDenied, "MISSING_ROLE".to_owned()));
    }
}
