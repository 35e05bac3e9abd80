//! Taking up another ring while the server runs.
use tokio::task::spawn_blocking;

use super::{KeysError, agree};
use crate::{
    app::App,
    keyring,
    service::{ServiceError, audit_log},
};

/// Reads the key file again; answers whether other keys count since. A ring that cannot be right changes nothing.
pub async fn look(app: &App) -> Result<Result<bool, KeysError>, ServiceError> {
    let folder = app.settings.data.clone();
    let read = spawn_blocking(move || keyring::read(&folder)).await;
    let ring = match read.map_err(|error| ServiceError::Internal(error.into()))? {
        Ok(ring) if ring.is_same(&app.keyring.ring()) => return Ok(Ok(false)),
        Ok(ring) => ring,
        Err(error) => return Ok(Err(error.into())),
    };
    // The database first: what is sealed from the next line on must find its key there.
    if let Err(error) = agree(&app.db, &ring, app.clock.now()).await {
        return Ok(Err(error));
    }
    let ring = app.keyring.replace(ring);
    app.tokens.replace(ring.token_keys());
    // From here on checkpoints of the keys before are not believed: this one says where "here" is.
    if let Err(error) = audit_log::sign(app).await {
        tracing::error!(
            ?error,
            "the audit trail has no checkpoint of the new master key yet; it is tried again"
        );
    }
    Ok(Ok(true))
}
