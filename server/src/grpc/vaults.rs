//! `VaultService`: keys of folders whose files are encrypted before they come.
use proto::{
    convert::{
        seconds,
        vault::{InVault, NewPassphrase, NewVault},
    },
    storage::{
        ChangeVaultPassphraseRequest, ChangeVaultPassphraseResponse, CreateVaultRequest, CreateVaultResponse,
        GetVaultRequest, GetVaultResponse, vault_service_server::VaultService,
    },
};
use tonic::{Request, Response, Status};

use super::drive::told::folder_info;
use crate::{
    app::Shared,
    auth::{self, Action, Member},
    service::{ServiceError, vaults},
};

/// The handlers.
pub struct Vaults {
    app: Shared,
}

impl Vaults {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }

    async fn member<T>(&self, request: &Request<T>) -> Result<Member, ServiceError> {
        auth::member(&self.app, request.extensions(), "", Action::UseFiles).await
    }
}

#[tonic::async_trait]
impl VaultService for Vaults {
    async fn create_vault(
        &self,
        request: Request<CreateVaultRequest>,
    ) -> Result<Response<CreateVaultResponse>, Status> {
        let member = self.member(&request).await?;
        let NewVault { parent, name, recipient, identity } =
            request.into_inner().try_into().map_err(ServiceError::from)?;
        let new = vaults::NewVault { parent, name, recipient, identity };
        let folder = vaults::create(&self.app, &member, new).await?;
        Ok(Response::new(CreateVaultResponse { folder: Some(folder_info(folder)) }))
    }

    async fn get_vault(
        &self,
        request: Request<GetVaultRequest>,
    ) -> Result<Response<GetVaultResponse>, Status> {
        let member = self.member(&request).await?;
        let InVault(id) = request.into_inner().try_into().map_err(ServiceError::from)?;
        let key = vaults::find(&self.app, &member, id).await?;
        Ok(Response::new(GetVaultResponse {
            vault_id: key.folder.to_string(),
            recipient: key.recipient,
            sealed_identity: key.sealed_identity.into(),
            changed_at: seconds(key.changed_at),
        }))
    }

    async fn change_vault_passphrase(
        &self,
        request: Request<ChangeVaultPassphraseRequest>,
    ) -> Result<Response<ChangeVaultPassphraseResponse>, Status> {
        let member = self.member(&request).await?;
        let NewPassphrase { vault, identity } =
            request.into_inner().try_into().map_err(ServiceError::from)?;
        vaults::change_passphrase(&self.app, &member, vault, &identity).await?;
        Ok(Response::new(ChangeVaultPassphraseResponse {}))
    }
}
