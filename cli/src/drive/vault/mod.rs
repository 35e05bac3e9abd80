//! `skyshard vault`, and what `put` and `get` ask of a vault.
//!
//! - `passphrase`: typed without being shown, or from a file
//! - `opening`: the identities that a command has opened
mod opening;
mod passphrase;

use std::{
    fs::OpenOptions,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use client::{
    Authorized, Kind,
    vault::{Chance, Encryption, Identity, SealingChance},
};
use domain::{
    file_name::FileName,
    vault::{Passphrase, Recipient, SealedIdentity},
};
use serde_json::json;
use server::clock::random;

pub(super) use self::opening::{Opening, decrypt};
use super::find;
use crate::{
    arguments::{VaultAction, VaultArguments, Way},
    exit::{Exit, stopped},
    say,
    signed_in::SignedIn,
};

/// Does what was asked.
pub(crate) async fn vault(what: &VaultArguments) -> Result<()> {
    let caller = SignedIn::find(&way(&what.action).access)?;
    let done = act(&caller.member, &what.action).await;
    caller.keep()?;
    say(&done?)
}

fn way(action: &VaultAction) -> &Way {
    match action {
        VaultAction::Create { way, .. } | VaultAction::Key { way, .. } | VaultAction::Passwd { way, .. } => {
            way
        }
    }
}

async fn act(member: &Authorized, action: &VaultAction) -> Result<String> {
    match action {
        VaultAction::Create { path, passphrase, way } => {
            let (above, name) = path.split().ok_or_else(|| stopped(Exit::Taken, "/ is there always"))?;
            let above = find::folder(member, &above).await?;
            let passphrase = passphrase::chosen(passphrase.passphrase_file.as_deref())?;
            let identity = Identity::from_random(random());
            let (recipient, sealed) = (identity.recipient(), seal(&identity, &passphrase));
            let made = member.create_vault(&above, name.as_str(), (&recipient, sealed)).await?;
            let id = made.unwrap_or_default().folder_id;
            Ok(if way.json {
                json!({ "id": id, "path": path.to_string(), "recipient": recipient.to_string() }).to_string()
            } else {
                format!(
                    "{path} is there, and what is put into it is encrypted for {recipient}.\nNobody can give you another \
                     passphrase. Keep a copy of its key elsewhere: skyshard vault key {path}"
                )
            })
        }
        VaultAction::Key { path, to, way } => {
            let entry = find::entry(member, path).await?;
            let key = member.vault_of(entry.id()).await?;
            let file = match to {
                Some(file) => file.clone(),
                None => PathBuf::from(format!("{}.age-key", FileName::parse(entry.name())?.as_str())),
            };
            write(&file, key.identity.as_bytes())?;
            Ok(if way.json {
                json!({ "local": file, "vault_id": key.vault_id, "recipient": key.recipient.to_string() })
                    .to_string()
            } else {
                let file = file.display();
                format!("{file}  opens with the passphrase: age -d -i {file} FILE")
            })
        }
        VaultAction::Passwd { path, passphrase, new_passphrase_file, way } => {
            let entry = find::entry(member, path).await?;
            let key = member.vault_of(entry.id()).await?;
            let identity = opening::open(&key.identity, passphrase.passphrase_file.as_deref())?;
            eprintln!("The new passphrase:");
            let new = passphrase::chosen(new_passphrase_file.as_deref())?;
            member.change_vault_passphrase(&key.vault_id, seal(&identity, &new)).await?;
            Ok(if way.json {
                json!({ "vault_id": key.vault_id }).to_string()
            } else {
                format!(
                    "{path} opens with the new passphrase. Keys that were saved before open with the old one."
                )
            })
        }
    }
}

fn seal(identity: &Identity, passphrase: &Passphrase) -> SealedIdentity {
    identity.seal(passphrase, SealingChance { file_key: random(), nonce: random(), salt: random() })
}

/// A file that was not there, for its owner alone.
fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    let mut open = OpenOptions::new();
    let opened = open.write(true).create_new(true).mode(0o600).open(file);
    let written = opened.and_then(|mut open| open.write_all(bytes));
    written.with_context(|| format!("cannot write {}", file.display()))
}

/// Whom files in a folder are to be encrypted for; none when it is in no vault.
pub(super) async fn recipient(member: &Authorized, folder_id: &str) -> Result<Option<Recipient>> {
    if folder_id.is_empty() {
        return Ok(None);
    }
    match member.vault_of(folder_id).await {
        Ok(key) => Ok(Some(key.recipient)),
        Err(error) if error.kind == Kind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The encrypted form of a file of so many bytes.
pub(super) fn encryption(recipient: &Recipient, size: u64) -> Encryption {
    Encryption::new(recipient, size, Chance { file_key: random(), nonce: random(), ephemeral: random() })
}
