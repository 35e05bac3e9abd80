//! Signing in by passkey alone: it is two factors in one, something one has and what unlocks it. Nobody types a name, so
//! nobody learns whether one exists.
use domain::id::{AccountId, ChallengeId};

use super::{
    ServiceError,
    audit::Actor,
    privacy::request,
    security::passkeys::{self as own, Begun},
    sessions::{Proof, SignedIn},
    sign_in::{self, Pending},
    throttle,
};
use crate::{
    app::App,
    auth::{
        Visitor,
        passkeys::{self, Ceremony},
    },
    db,
};

/// Begins.
pub async fn begin(app: &App, visitor: &Visitor) -> Result<Begun, ServiceError> {
    throttle::charge_guess(app, visitor).await?;
    let (options, state) = own::party(app)?.start_discoverable_authentication().map_err(own::broken)?;
    let options =
        passkeys::request_options(&options).map_err(|error| ServiceError::Internal(error.into()))?;
    own::begin(app, Ceremony::SignIn(Box::new(state)), options, visitor)
}

/// Takes the proof and begins a session.
pub async fn finish(
    app: &App,
    (challenge, used): (ChallengeId, &str),
    keep_signed_in: bool,
    visitor: &Visitor,
    pending: Pending,
) -> Result<SignedIn, ServiceError> {
    let now = app.clock.now();
    let Some(Ceremony::SignIn(state)) = app.passkeys.take(challenge, visitor.browser.as_ref(), now) else {
        return Err(own::over());
    };
    let party = own::party(app)?;
    let used = passkeys::used(used).ok_or_else(own::refused)?;
    let (user, credential_id) = party.identify_discoverable_authentication(&used).map_err(own::told)?;
    let account = AccountId::from_random(*user.as_bytes());
    let row = db::passkey::find(app.db.read(), &own::id_of(credential_id)).await?;
    let row = row.filter(|row| row.account == account).ok_or_else(own::refused)?;
    let passkey = own::credential(&row)?;
    let result = party.finish_discoverable_authentication_v2(&used, *state, &passkey).map_err(own::told)?;

    let tx = app.db.write().await?;
    let account = db::account::find(&tx, account).await?.ok_or_else(own::refused)?;
    own::note_use(&tx, account.id, &result, now).await?;
    throttle::give_guess_back(&tx, visitor).await?;
    if pending == Pending::Keep {
        request::keep(app, &tx, &account, Actor::visiting(app, account.id, visitor)).await?;
    }
    let terms = app.terms(keep_signed_in);
    let signed_in = sign_in::enter(app, &tx, &account, Proof::Passkey, terms, visitor).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(signed_in)
}
