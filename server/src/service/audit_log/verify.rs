//! Walking the whole trail, beside a running server or without one.
use std::{io, path::Path};

use super::checkpoints;
use crate::{
    app::App,
    db::{self, ConnectError, Db, DbErr},
    keyring::{Keyring, KeyringError},
    service::ServiceError,
    settings::Settings,
    trail::{Checkpoint, Fault, Signer, Walk, Whole},
};

/// What the walk came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing is wrong.
    Whole(Whole),
    /// The first thing that is wrong.
    Broken(Fault),
}

/// Why nothing can be said.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// No database, or one of another version.
    #[error(transparent)]
    Database(#[from] ConnectError),
    /// A statement failed.
    #[error("the database does not answer: {0}")]
    Statement(#[from] DbErr),
    /// No key.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The checkpoints cannot be read.
    #[error("the checkpoints cannot be read: {0}")]
    Checkpoints(#[from] io::Error),
}

/// Walks the trail of a running server.
pub async fn verify(app: &App) -> Result<Verdict, ServiceError> {
    let walked = walk(&app.db, &app.settings.audit_checkpoints(), &app.keyring.ring().signer).await;
    walked.map_err(|error| ServiceError::Internal(error.into()))
}

/// Walks the trail of a data folder. A server may run on it meanwhile: nothing is changed.
pub async fn verify_folder(settings: &Settings) -> Result<Verdict, AuditError> {
    let db = match &settings.database {
        Some(url) => Db::connect_to_read(url).await?,
        None => Db::in_folder_to_read(&settings.data).await?,
    };
    let keyring = Keyring::open_existing(&settings.data)?;
    let verdict = walk(&db, &settings.audit_checkpoints(), &keyring.ring().signer).await?;
    db.close().await?;
    Ok(verdict)
}

/// Checkpoints are read first: rows that a running server writes meanwhile are then only more than those vouch for.
async fn walk(db: &Db, checkpoints: &Path, signer: &Signer) -> Result<Verdict, AuditError> {
    let signed = match signed(checkpoints, signer)? {
        Ok(signed) => signed,
        Err(fault) => return Ok(Verdict::Broken(fault)),
    };
    let mut walk = Walk::new(signed);
    let mut behind = i64::MIN;
    loop {
        let rows = db::audit::page(db.read(), behind).await?;
        let Some(last) = rows.last() else { break };
        behind = last.sequence;
        if let Err(fault) = rows.iter().try_for_each(|row| walk.step(row)) {
            return Ok(Verdict::Broken(fault));
        }
    }
    Ok(walk.end().map_or_else(Verdict::Broken, Verdict::Whole))
}

/// Behind a key's first note no older key counts any more: who replaces a key does not trust it, or who has it.
fn signed(path: &Path, signer: &Signer) -> io::Result<Result<Vec<Checkpoint>, Fault>> {
    let notes = checkpoints::read(path)?;
    let mut age_max = usize::MAX;
    let read = notes.iter().zip(1..).map(|(note, number)| {
        let read = signer.read_signed(note).filter(|(age, _)| *age <= age_max);
        let (age, checkpoint) = read.ok_or(Fault::BadCheckpoint(number))?;
        age_max = age;
        Ok(checkpoint)
    });
    Ok(read.collect())
}
