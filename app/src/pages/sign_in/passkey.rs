//! Signing in by passkey alone.

use crate::{
    passkey::{self, Failure},
    session::SessionStore,
};

/// The whole ceremony; the session is known when it ends well.
pub async fn sign_in(session: SessionStore, keep_signed_in: bool) -> Result<(), Failure> {
    let api = session.api();
    let ceremony = api.begin_passkey_sign_in().await?;
    let credential = passkey::get(&ceremony.options_json).await?;
    api.finish_passkey_sign_in(&ceremony.challenge_id, &credential, keep_signed_in).await?;
    session.resume().await?;
    Ok(())
}
