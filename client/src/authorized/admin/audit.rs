//! The audit trail, for admins.

use proto::admin::{
    AuditFilter, ExportAuditRequest, ExportFormat, ListAuditRequest, ListAuditResponse, VerifyAuditRequest,
    VerifyAuditResponse, audit_service_client::AuditServiceClient,
};

use crate::{Authorized, ClientError};

impl Authorized {
    /// A page of the records that match, the newest first: those older than `before`, or the newest for 0.
    pub async fn audit(
        &self,
        filter: AuditFilter,
        limit: i32,
        before: i64,
    ) -> Result<ListAuditResponse, ClientError> {
        let call = |wire, request| async move { AuditServiceClient::new(wire).list_audit(request).await };
        self.session.call(ListAuditRequest { filter: Some(filter), limit, before }, call).await
    }

    /// All records that match as text, gathered part by part.
    pub async fn export_audit(
        &self,
        filter: AuditFilter,
        format: ExportFormat,
    ) -> Result<String, ClientError> {
        let mut text = String::new();
        let mut before = 0;
        loop {
            let call =
                |wire, request| async move { AuditServiceClient::new(wire).export_audit(request).await };
            let request = ExportAuditRequest { filter: Some(filter.clone()), format: format.into(), before };
            let part = self.session.call(request, call).await?;
            text.push_str(&part.text);
            before = part.next_before;
            if before == 0 {
                return Ok(text);
            }
        }
    }

    /// Walks the whole trail on the server.
    pub async fn verify_audit(&self) -> Result<VerifyAuditResponse, ClientError> {
        let call = |wire, request| async move { AuditServiceClient::new(wire).verify_audit(request).await };
        self.session.call(VerifyAuditRequest {}, call).await
    }
}
