//! The calls about keys of vaults; [`crate::vault`] makes and opens them.

use domain::vault::{Recipient, SealedIdentity};
use proto::storage::{
    ChangeVaultPassphraseRequest, CreateVaultRequest, FolderInfo, GetVaultRequest, GetVaultResponse,
    vault_service_client::VaultServiceClient,
};

use crate::{Authorized, ClientError, Kind};

/// The key of a vault.
#[derive(Clone)]
pub struct VaultKey {
    /// The folder that is the vault.
    pub vault_id: String,
    /// Whom its files are for.
    pub recipient: Recipient,
    /// What opens them, under a passphrase.
    pub identity: SealedIdentity,
}

impl Authorized {
    /// Makes an empty vault; none when the answer names none.
    pub async fn create_vault(
        &self,
        parent_id: &str,
        name: &str,
        (recipient, identity): (&Recipient, SealedIdentity),
    ) -> Result<Option<FolderInfo>, ClientError> {
        let message = CreateVaultRequest {
            parent_id: parent_id.to_owned(),
            name: name.to_owned(),
            recipient: recipient.to_string(),
            sealed_identity: identity.into_bytes().into(),
        };
        let call = |wire, request| async move { VaultServiceClient::new(wire).create_vault(request).await };
        Ok(self.session.call(message, call).await?.folder)
    }

    /// The key of the vault that a file or folder is or is in.
    pub async fn vault_of(&self, id: &str) -> Result<VaultKey, ClientError> {
        let call = |wire, request| async move { VaultServiceClient::new(wire).get_vault(request).await };
        key(self.session.call(GetVaultRequest { id: id.to_owned() }, call).await?)
    }

    /// Keeps the same identity under another passphrase.
    pub async fn change_vault_passphrase(
        &self,
        vault_id: &str,
        identity: SealedIdentity,
    ) -> Result<(), ClientError> {
        let sealed_identity = identity.into_bytes().into();
        let message = ChangeVaultPassphraseRequest { vault_id: vault_id.to_owned(), sealed_identity };
        let call = |wire, request| async move {
            VaultServiceClient::new(wire).change_vault_passphrase(request).await
        };
        self.session.call(message, call).await.map(drop)
    }
}

/// What the server keeps is looked at before a passphrase is asked for: a file that asks for an hour of work does not pass.
fn key(answer: GetVaultResponse) -> Result<VaultKey, ClientError> {
    let damaged = |error: String| ClientError::local(Kind::DataLoss, "VAULT_KEY", error);
    let recipient = answer
        .recipient
        .parse()
        .map_err(|error: domain::vault::RecipientError| damaged(error.to_string()))?;
    let identity =
        SealedIdentity::parse(answer.sealed_identity.to_vec()).map_err(|error| damaged(error.to_string()))?;
    Ok(VaultKey { vault_id: answer.vault_id, recipient, identity })
}
