//! Files on their way into a vault.

use std::sync::Arc;

use client::{
    upload::Source,
    vault::{Chance, EncryptedSource, Encryption},
};
use domain::vault::Recipient;

use crate::browser::chance;

/// The encrypted form of a file, under a key that is this transfer's alone: whatever part of it is sent again is the same.
pub fn seal(recipient: &Recipient, plain: Arc<dyn Source>) -> Option<Arc<dyn Source>> {
    let chance = Chance { file_key: chance()?, nonce: chance()?, ephemeral: chance()? };
    let encryption = Encryption::new(recipient, plain.size(), chance);
    Some(Arc::new(EncryptedSource::new(plain, encryption)))
}
