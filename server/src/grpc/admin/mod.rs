//! What needs the role admin: [`accounts`], [`pool`], the [`audit`] trail and [`diagnostics`], one file a service.
mod accounts;
mod audit;
mod diagnostics;
mod pool;
mod wire;

use tonic::Extensions;

use crate::{
    app::Shared,
    auth::{self, Action, Admin},
    service::ServiceError,
};

/// The handlers of all four services. Clones share the application.
#[derive(Clone)]
pub struct Admins {
    app: Shared,
}

impl Admins {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }

    async fn admin(&self, request: &Extensions, action: Action) -> Result<(Shared, Admin), ServiceError> {
        let admin = auth::admin(&self.app, request, action).await?;
        Ok((Shared::clone(&self.app), admin))
    }
}
