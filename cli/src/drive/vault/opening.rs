//! The vaults that a command opens: each passphrase is asked for once.
use std::{
    cell::RefCell,
    collections::HashMap,
    fs::File,
    io::{BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use client::{
    Authorized, Kind,
    vault::{Decryption, Identity, VaultError},
};
use domain::{limits::CHUNK_BYTES, vault::SealedIdentity};

use super::passphrase;
use crate::exit::{Exit, stopped};

/// What opens the vaults that were come by.
pub(crate) struct Opening {
    passphrase_file: Option<PathBuf>,
    known: RefCell<HashMap<String, Identity>>,
}

impl Opening {
    /// None yet.
    pub(crate) fn new(passphrase_file: Option<PathBuf>) -> Self {
        Self { passphrase_file, known: RefCell::default() }
    }

    /// What opens this file; none when it is in no vault.
    pub(crate) async fn identity(&self, member: &Authorized, file_id: &str) -> Result<Option<Identity>> {
        let key = match member.vault_of(file_id).await {
            Ok(key) => key,
            Err(error) if error.kind == Kind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if let Some(known) = self.known.borrow().get(&key.vault_id) {
            return Ok(Some(known.clone()));
        }
        let identity = open(&key.identity, self.passphrase_file.as_deref())?;
        self.known.borrow_mut().insert(key.vault_id, identity.clone());
        Ok(Some(identity))
    }
}

/// Opens an identity; a passphrase that was typed may be typed again.
pub(super) fn open(sealed: &SealedIdentity, passphrase_file: Option<&Path>) -> Result<Identity> {
    loop {
        let passphrase = passphrase::typed(passphrase_file)?;
        match Identity::open(sealed, &passphrase) {
            Err(error @ VaultError::WrongPassphrase) if passphrase_file.is_none() => eprintln!("{error}"),
            opened => return opened.map_err(refused),
        }
    }
}

/// Decrypts a file that came whole into another one; piece by piece, whatever their size.
pub(crate) fn decrypt(encrypted: &Path, plain: &Path, identity: Identity) -> Result<u64> {
    let reading = || format!("cannot read {}", encrypted.display());
    let writing = || format!("cannot write {}", plain.display());
    let mut reader = BufReader::new(File::open(encrypted).with_context(reading)?);
    let mut writer = BufWriter::new(File::create(plain).with_context(writing)?);
    let (mut decryption, mut buffer) = (Decryption::new(identity), vec![0; CHUNK_BYTES as usize]);
    let mut written = 0;
    loop {
        let came = reader.read(&mut buffer).with_context(reading)?;
        let proven = if came == 0 { decryption.end() } else { decryption.push(&buffer[..came]) };
        let proven = proven.map_err(refused)?;
        writer.write_all(&proven).with_context(writing)?;
        written += proven.len() as u64;
        if came == 0 {
            break;
        }
    }
    writer
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)
        .and_then(|file| file.sync_all())
        .with_context(writing)?;
    Ok(written)
}

fn refused(error: VaultError) -> anyhow::Error {
    let exit = match error {
        VaultError::WrongPassphrase | VaultError::NotForThisKey => Exit::Forbidden,
        VaultError::Damaged | VaultError::NoIdentity => Exit::Damaged,
    };
    stopped(exit, error.to_string())
}
