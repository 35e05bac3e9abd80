//! Signing in by passkey alone.

use crate::{
    challenge::Pending,
    passkey::{self, Failure},
    session::SessionStore,
};

/// The whole ceremony; the session is known when it ends well.
pub async fn sign_in(session: SessionStore, keep_signed_in: bool, pending: Pending) -> Result<(), Failure> {
    let api = session.api();
    let ceremony = api.begin_passkey_sign_in().await?;
    let credential = passkey::get(&ceremony.options_json).await?;
    let challenge = &ceremony.challenge_id;
    match pending {
        Pending::Tell => api.finish_passkey_sign_in(challenge, &credential, keep_signed_in).await?,
        Pending::Keep => api.finish_passkey_sign_in_and_keep(challenge, &credential, keep_signed_in).await?,
    }
    session.resume().await?;
    Ok(())
}
