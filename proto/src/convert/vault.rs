//! `VaultService`: keys of vaults, as far as their form shows what they are.

use domain::{
    file_name::FileName,
    id::FileId,
    vault::{Recipient, SealedIdentity},
};

use super::{FieldError, FieldReason, drive::NewFolder, id};
use crate::storage::{
    ChangeVaultPassphraseRequest, CreateFolderRequest, CreateVaultRequest, GetVaultRequest,
};

/// A vault to be made.
#[derive(Clone)]
pub struct NewVault {
    /// The folder to make it in; the top when none.
    pub parent: Option<FileId>,
    /// What it is called.
    pub name: FileName,
    /// Whom its files will be for.
    pub recipient: Recipient,
    /// What will open them.
    pub identity: SealedIdentity,
}

impl TryFrom<CreateVaultRequest> for NewVault {
    type Error = FieldError;

    fn try_from(request: CreateVaultRequest) -> Result<Self, FieldError> {
        let CreateVaultRequest { parent_id, name, recipient, sealed_identity } = request;
        let NewFolder { parent, name } = CreateFolderRequest { parent_id, name }.try_into()?;
        let recipient = recipient
            .parse()
            .map_err(|error| FieldError::new("recipient", FieldReason::InvalidArgument, error))?;
        Ok(Self { parent, name, recipient, identity: identity(sealed_identity.to_vec())? })
    }
}

/// Something that is a vault or in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InVault(pub FileId);

impl TryFrom<GetVaultRequest> for InVault {
    type Error = FieldError;

    fn try_from(request: GetVaultRequest) -> Result<Self, FieldError> {
        id("id", &request.id).map(Self)
    }
}

/// An identity under another passphrase.
#[derive(Clone)]
pub struct NewPassphrase {
    /// Of which vault.
    pub vault: FileId,
    /// The identity.
    pub identity: SealedIdentity,
}

impl TryFrom<ChangeVaultPassphraseRequest> for NewPassphrase {
    type Error = FieldError;

    fn try_from(request: ChangeVaultPassphraseRequest) -> Result<Self, FieldError> {
        let vault = id("vault_id", &request.vault_id)?;
        Ok(Self { vault, identity: identity(request.sealed_identity.to_vec())? })
    }
}

fn identity(bytes: Vec<u8>) -> Result<SealedIdentity, FieldError> {
    let refused = |error| FieldError::new("sealed_identity", FieldReason::InvalidArgument, error);
    SealedIdentity::parse(bytes).map_err(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECIPIENT: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    const HEADER: &str = "age-encryption.org/v1\n-> scrypt rF0/NwblUHHTpgQgRpe5CQ 17\n\
        EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n--- Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0\n";

    fn sealed() -> Vec<u8> {
        [HEADER.as_bytes(), &[7; 200]].concat()
    }

    fn refused(change: impl FnOnce(&mut CreateVaultRequest)) -> Option<&'static str> {
        let mut request = CreateVaultRequest {
            parent_id: String::new(),
            name: "Papers".to_owned(),
            recipient: RECIPIENT.to_owned(),
            sealed_identity: sealed().into(),
        };
        change(&mut request);
        NewVault::try_from(request).err().map(|error| error.field)
    }

    #[test]
    fn a_vault_has_a_name_and_a_key_of_the_form() {
        assert_eq!(refused(|_| {}), None);
        assert_eq!(refused(|request| request.name = "a/b".to_owned()), Some("name"));
        assert_eq!(refused(|request| request.parent_id = "x".to_owned()), Some("parent_id"));
        assert_eq!(refused(|request| request.recipient.truncate(50)), Some("recipient"));
        assert_eq!(refused(|request| request.sealed_identity = vec![7; 200].into()), Some("sealed_identity"));
        assert_eq!(refused(|request| request.sealed_identity = Vec::new().into()), Some("sealed_identity"));
    }
}
