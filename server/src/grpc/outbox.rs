//! `OutboxService`: the mails of test mode. With a mail server it is as if it were not there.
use proto::{
    convert::{account_email, seconds},
    mail::{ListMailsRequest, ListMailsResponse, Mail, outbox_service_server::OutboxService},
};
use tonic::{Request, Response, Status};

use super::status;
use crate::{
    app::Shared,
    auth,
    mail::outbox::{self, Shown},
    service::ServiceError,
};

/// The handlers.
pub struct Outbox {
    app: Shared,
}

impl Outbox {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }
}

#[tonic::async_trait]
impl OutboxService for Outbox {
    async fn list_mails(
        &self,
        request: Request<ListMailsRequest>,
    ) -> Result<Response<ListMailsResponse>, Status> {
        if !self.app.mailer.test_mode() {
            return Err(status::unimplemented("Mail goes out through a mail server, so there is no Outbox."));
        }
        auth::anyone(request.extensions());
        let to = request.into_inner().to;
        let to = if to.is_empty() { None } else { Some(account_email(&to).map_err(ServiceError::from)?) };
        let mails = outbox::recent(&self.app, to.as_ref()).await?.into_iter().map(wire).collect();
        Ok(Response::new(ListMailsResponse { mails }))
    }
}

fn wire(Shown { recipient, letter, at }: Shown) -> Mail {
    Mail {
        to: recipient,
        subject: letter.subject.clone(),
        body: letter.body.clone(),
        code: letter.code.clone().unwrap_or_default(),
        sent_at: seconds(at),
    }
}
