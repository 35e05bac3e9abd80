//! Keys of vaults: made, opened, kept under another passphrase. The work of a passphrase takes the page some second, in which
//! it answers nobody; what says so is painted first.

use std::time::Duration;

use client::{
    ClientError, Kind,
    vault::{Identity, SealingChance, VaultError},
};
use domain::vault::{Passphrase, SealedIdentity};

use crate::browser::chance;

/// Long enough for the browser to paint that something is under way.
const PAINTED: Duration = Duration::from_millis(60);

/// What is said where the browser has no chance to give.
pub fn no_chance() -> ClientError {
    ClientError {
        kind: Kind::Unimplemented,
        reason: String::new(),
        message: "This browser gives the page no random numbers, and so no key.".to_owned(),
        fields: Vec::new(),
        metadata: Default::default(),
        request_id: String::new(),
    }
}

/// A new identity; none where the browser has no chance to give.
pub fn new_identity() -> Option<Identity> {
    chance().map(Identity::from_random)
}

/// An identity under a passphrase.
pub async fn seal(identity: &Identity, passphrase: &Passphrase) -> Option<SealedIdentity> {
    let chance = SealingChance { file_key: chance()?, nonce: chance()?, salt: chance()? };
    client::sleep(PAINTED).await;
    Some(identity.seal(passphrase, chance))
}

/// What a passphrase opens.
pub async fn open(sealed: &SealedIdentity, passphrase: &Passphrase) -> Result<Identity, VaultError> {
    client::sleep(PAINTED).await;
    Identity::open(sealed, passphrase)
}
