//! Passkeys of an account (A14): added and removed by its owner, and proof enough for dangerous acts.
use aws_lc_rs::digest::{SHA256, digest};
use domain::{
    id::{AccountId, ChallengeId},
    limits::{PASSKEYS_MAX, STEP_UP_LIFE},
    skillshare::text::is_unseen,
    time::Timestamp,
};
use webauthn_rs::prelude::{AuthenticationResult, Passkey, Webauthn, WebauthnError};
use zeroize::Zeroizing;

use super::{Change, backup_codes, forget, own_account, renew, second_step, step_up::Proved};
use crate::{
    app::App,
    auth::{
        Member, Visitor,
        passkeys::{self, Ceremony},
    },
    clock::random,
    db::{self, ConnectionTrait, Transaction, is_conflict},
    service::{
        Reason, ServiceError, hex,
        sessions::{self, SignedIn},
    },
};

/// A ceremony for the browser.
pub struct Begun {
    /// Names it.
    pub challenge: ChallengeId,
    /// The value of `publicKey`, as JSON.
    pub options: String,
}

/// What somebody gets who added a passkey.
pub struct Added {
    /// Ten backup codes, with the first strong factor only.
    pub backup_codes: Vec<Zeroizing<String>>,
    /// The caller's session goes on as this one.
    pub signed_in: SignedIn,
}

/// The caller's passkeys, the oldest first.
pub async fn list(app: &App, member: &Member) -> Result<Vec<db::passkey::Passkey>, ServiceError> {
    Ok(db::passkey::list(app.db.read(), member.account()).await?)
}

/// Begins adding one.
pub async fn begin_adding(app: &App, member: &Member, visitor: &Visitor) -> Result<Begun, ServiceError> {
    let party = party(app)?;
    let on = app.db.read();
    let account = own_account(on, member).await?;
    let present = credentials(&db::passkey::list(on, account.id).await?)?;
    if present.len() >= PASSKEYS_MAX {
        let message = format!("An account has {PASSKEYS_MAX} passkeys at most. Remove one first.");
        return Err(ServiceError::Exhausted { reason: Reason::TooManyPasskeys, message });
    }
    let (options, state) =
        passkeys::begin_adding(party, account.id, &account.username, &present).map_err(broken)?;
    let options =
        passkeys::creation_options(&options).map_err(|error| ServiceError::Internal(error.into()))?;
    begin(app, Ceremony::Add(account.id, Box::new(state)), options, visitor)
}

/// Takes what the authenticator made. With the first strong factor come ten backup codes, and mailed codes end.
pub async fn finish_adding(
    app: &App,
    member: &Member,
    (challenge, created): (ChallengeId, &str),
    name: &str,
    visitor: &Visitor,
) -> Result<Added, ServiceError> {
    let now = app.clock.now();
    let Some(Ceremony::Add(account, state)) = app.passkeys.take(challenge, visitor.browser.as_ref(), now)
    else {
        return Err(over());
    };
    let created = passkeys::created(created).filter(|_| account == member.account()).ok_or_else(refused)?;
    let passkey = party(app)?.finish_passkey_registration(&created, &state).map_err(told)?;
    let row = db::passkey::Passkey {
        id: id_of(passkey.cred_id().as_ref()),
        account,
        name: shown_name(name),
        credential: written(&passkey)?,
        created_at: now,
        last_used_at: None,
    };
    let tx = app.db.write().await?;
    let is_first = !second_step::is_strong(&tx, account).await?;
    db::passkey::insert(&tx, &row)
        .await
        .map_err(|error| if is_conflict(&error) { refused() } else { error.into() })?;
    let backup_codes = if is_first { backup_codes::replace(&tx, account).await? } else { Vec::new() };
    let signed_in = renew(app, &tx, member, visitor, Change::PasskeyAdded).await?;
    tx.commit().await?;
    forget(app, account);
    Ok(Added { backup_codes, signed_in })
}

/// Removes one. With the last strong factor go the backup codes, and codes come by mail again.
pub async fn remove(
    app: &App,
    member: &Member,
    id: &str,
    visitor: &Visitor,
) -> Result<SignedIn, ServiceError> {
    let account = member.account();
    let tx = app.db.write().await?;
    if !db::passkey::remove(&tx, account, id).await? {
        return Err(ServiceError::NotFound("There is no such passkey.".to_owned()));
    }
    if !second_step::is_strong(&tx, account).await? {
        db::backup_code::remove_all(&tx, account).await?;
    }
    let signed_in = renew(app, &tx, member, visitor, Change::PasskeyRemoved).await?;
    tx.commit().await?;
    forget(app, account);
    Ok(signed_in)
}

/// Begins a proof by one of the caller's passkeys.
pub async fn begin_step_up(app: &App, member: &Member, visitor: &Visitor) -> Result<Begun, ServiceError> {
    let party = party(app)?;
    let own = credentials(&db::passkey::list(app.db.read(), member.account()).await?)?;
    if own.is_empty() {
        let message = "This account has no passkey. Prove it with your password and a code.".to_owned();
        return Err(ServiceError::Precondition { reason: Reason::PasskeyMissing, message });
    }
    let (options, state) = party.start_passkey_authentication(&own).map_err(broken)?;
    let options =
        passkeys::request_options(&options).map_err(|error| ServiceError::Internal(error.into()))?;
    begin(app, Ceremony::StepUp(member.account(), Box::new(state)), options, visitor)
}

/// Takes the proof.
pub async fn finish_step_up(
    app: &App,
    member: &Member,
    (challenge, used): (ChallengeId, &str),
    visitor: &Visitor,
) -> Result<Proved, ServiceError> {
    let now = app.clock.now();
    let Some(Ceremony::StepUp(account, state)) = app.passkeys.take(challenge, visitor.browser.as_ref(), now)
    else {
        return Err(over());
    };
    let used = passkeys::used(used).filter(|_| account == member.account()).ok_or_else(refused)?;
    let result = party(app)?.finish_passkey_authentication(&used, &state).map_err(told)?;
    let tx = app.db.write().await?;
    note_use(&tx, account, &result, now).await?;
    let signed_in = sessions::prove_again(app, &tx, member, visitor, now).await?;
    tx.commit().await?;
    app.sessions.forget(member.session());
    Ok(Proved { until: now.plus(STEP_UP_LIFE), signed_in })
}

/// Keeps a ceremony and answers what the browser needs for it.
pub(in crate::service) fn begin(
    app: &App,
    ceremony: Ceremony,
    options: String,
    visitor: &Visitor,
) -> Result<Begun, ServiceError> {
    let challenge = ChallengeId::from_random(random());
    if app.passkeys.keep(challenge, ceremony, visitor.browser.as_ref(), app.clock.now()) {
        Ok(Begun { challenge, options })
    } else {
        Err(ServiceError::Unavailable(
            "Too many passkeys are in use at the moment. Try again soon.".to_owned(),
        ))
    }
}

/// Notes the use of a passkey of this account; one that was removed meanwhile is refused.
pub(in crate::service) async fn note_use(
    tx: &Transaction,
    account: AccountId,
    result: &AuthenticationResult,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let id = id_of(result.cred_id().as_ref());
    let row = db::passkey::find(tx, &id).await?.filter(|row| row.account == account).ok_or_else(refused)?;
    let mut passkey = credential(&row)?;
    passkey.update_credential(result);
    db::passkey::note_use(tx, &id, &written(&passkey)?, now).await?;
    Ok(())
}

/// The key of a row: credential ids have up to 1 023 bytes.
pub(in crate::service) fn id_of(credential_id: &[u8]) -> String {
    hex::encode(digest(&SHA256, credential_id).as_ref())
}

/// The credential of a row.
pub(in crate::service) fn credential(row: &db::passkey::Passkey) -> Result<Passkey, ServiceError> {
    serde_json::from_str(&row.credential).map_err(|error| ServiceError::Internal(error.into()))
}

/// Who we are to authenticators.
pub(in crate::service) fn party(app: &App) -> Result<&Webauthn, ServiceError> {
    app.passkeys.relying_party().ok_or_else(|| ServiceError::Precondition {
        reason: Reason::PasskeysImpossible,
        message: "Passkeys need a name in the address, such as localhost, and this one has only numbers."
            .to_owned(),
    })
}

/// What the authenticator said is not what we asked for.
pub(in crate::service) fn told(error: WebauthnError) -> ServiceError {
    tracing::debug!(%error, "a passkey was refused");
    refused()
}

/// The one answer to every passkey that does not open anything.
pub(in crate::service) fn refused() -> ServiceError {
    ServiceError::Unauthenticated {
        reason: Reason::PasskeyRefused,
        message: "This passkey was not accepted. Try again, or sign in in another way.".to_owned(),
    }
}

/// The ceremony is unknown, used, or too old.
pub(in crate::service) fn over() -> ServiceError {
    ServiceError::Unauthenticated {
        reason: Reason::PasskeyRefused,
        message: "That took too long, or was done already. Try again.".to_owned(),
    }
}

pub(in crate::service) fn broken(error: WebauthnError) -> ServiceError {
    ServiceError::Internal(anyhow::anyhow!("a passkey ceremony cannot begin: {error}"))
}

fn credentials(rows: &[db::passkey::Passkey]) -> Result<Vec<Passkey>, ServiceError> {
    rows.iter().map(credential).collect()
}

fn written(passkey: &Passkey) -> Result<String, ServiceError> {
    serde_json::to_string(passkey).map_err(|error| ServiceError::Internal(error.into()))
}

/// At most 60 letters, none of which breaks a line.
fn shown_name(name: &str) -> String {
    let name: String = name.trim().chars().filter(|letter| !is_unseen(*letter)).take(60).collect();
    if name.is_empty() { "Passkey".to_owned() } else { name }
}

/// Whether an account has one.
pub(super) async fn has_one(on: &impl ConnectionTrait, account: AccountId) -> Result<bool, ServiceError> {
    Ok(db::passkey::count_of(on, account).await? > 0)
}
