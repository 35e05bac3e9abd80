//! `AuditService`: the audit trail, as an admin reads it.
use domain::time::Timestamp;
use proto::{
    admin::{
        AuditFilter, ExportAuditRequest, ExportAuditResponse, ExportFormat, ListAuditRequest,
        ListAuditResponse, VerifyAuditRequest, VerifyAuditResponse, audit_service_server::AuditService,
    },
    convert,
};
use tonic::{Request, Response, Status};

use super::{Admins, wire};
use crate::auth::Action;
use crate::service::{
    Reason, ServiceError,
    audit_log::{
        Verdict,
        search::{self, Format, Wanted},
    },
};

#[tonic::async_trait]
impl AuditService for Admins {
    async fn list_audit(
        &self,
        request: Request<ListAuditRequest>,
    ) -> Result<Response<ListAuditResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::Supervise).await?;
        let message = request.into_inner();
        let limit = convert::page(message.limit, 0).map_err(ServiceError::from)?.limit();
        let wanted = wanted(message.filter.unwrap_or_default());
        let page = search::search(&app, &admin, &wanted, (number(message.before), limit)).await?;
        Ok(Response::new(ListAuditResponse {
            records: page.found.into_iter().map(wire::record).collect(),
            next_before: page.next.unwrap_or(0),
        }))
    }

    async fn export_audit(
        &self,
        request: Request<ExportAuditRequest>,
    ) -> Result<Response<ExportAuditResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::Supervise).await?;
        let message = request.into_inner();
        let format = match message.format() {
            ExportFormat::Csv => Format::Csv,
            ExportFormat::JsonLines => Format::JsonLines,
            ExportFormat::Unspecified => return Err(no_format().into()),
        };
        let before = number(message.before);
        let wanted = wanted(message.filter.unwrap_or_default());
        let part = search::export(&app, &admin, &wanted, format, before).await?;
        Ok(Response::new(ExportAuditResponse { text: part.found, next_before: part.next.unwrap_or(0) }))
    }

    async fn verify_audit(
        &self,
        request: Request<VerifyAuditRequest>,
    ) -> Result<Response<VerifyAuditResponse>, Status> {
        let (app, admin) = self.admin(request.extensions(), Action::Supervise).await?;
        Ok(Response::new(match search::verify(&app, &admin).await? {
            Verdict::Whole(whole) => VerifyAuditResponse { is_whole: true, sentence: whole.to_string() },
            Verdict::Broken(fault) => VerifyAuditResponse { is_whole: false, sentence: fault.to_string() },
        }))
    }
}

fn wanted(filter: AuditFilter) -> Wanted {
    let moment = |seconds: i64| (seconds > 0).then(|| Timestamp::from_unix_seconds(seconds));
    Wanted {
        user: filter.user,
        action: filter.action,
        object: filter.object,
        from: moment(filter.from),
        until: moment(filter.until),
    }
}

fn number(before: i64) -> Option<i64> {
    (before > 0).then_some(before)
}

fn no_format() -> ServiceError {
    ServiceError::invalid("format", Reason::InvalidArgument, "The formats are CSV and JSON lines.")
}
