//! One-time codes by mail: beginning a challenge, and trying a code against it.
//!
//! A try is counted and committed *before* the compare, so that neither a crash nor a thousand parallel guesses buy
//! more than five comparisons (SEC-14, INV-S2). Using a right code up is one conditional UPDATE in the transaction of
//! what it allows, so that of two who send it at once one succeeds (INV-S1).
//!
//! Codes of registration and enrolment are found by their address, which anybody may name. Who asked for one shows that by
//! what only he was given: the browser by its cookie, everybody else by the challenge's id ([`Asker`]). Without it he is a
//! stranger, of whose guesses the domain keeps the owner's last tries free (SEC-12).
use std::{sync::Arc, time::Duration};

use aws_lc_rs::hmac;
use cluster::live::crash;
use domain::{
    code::{ChallengeState, Guesser, Method, OneTimeCode, Previous, Purpose, Refusal, may_issue},
    id::{AccountId, ChallengeId},
    time::Timestamp,
};

use super::{
    Reason, ServiceError, hex,
    tries::{self, Wrong},
};
use crate::{
    app::App,
    auth::{Secret, Visitor},
    clock::random,
    db::{self, Transaction, challenge::Challenge},
    keyring::Keys,
};

pub(super) const HOUR: Duration = Duration::from_secs(3_600);

/// Who asks for a code or tries one, as far as he shows it.
#[derive(Clone, Copy)]
pub(super) struct Asker<'a> {
    /// The binding of his browser.
    pub(super) browser: Option<&'a Secret>,
    /// The challenge that he was told of.
    pub(super) challenge: Option<ChallengeId>,
}

impl<'a> Asker<'a> {
    /// Somebody who names no challenge.
    pub(super) const fn in_browser(browser: Option<&'a Secret>) -> Self {
        Self { browser, challenge: None }
    }

    /// Whether he began this challenge. What a browser began only that browser goes on with, whoever read the id there.
    pub(super) fn to(self, challenge: &Challenge) -> Guesser {
        let has_begun = match &challenge.browser_digest {
            Some(digest) => self.browser.is_some_and(|browser| browser.digest() == *digest),
            None => self.challenge == Some(challenge.id),
        };
        if has_begun { Guesser::Beginner } else { Guesser::Stranger }
    }
}

/// What a code is asked for.
pub(super) struct Request<'a> {
    /// The address's key.
    pub(super) email_key: &'a str,
    /// Whom the code lets in; none for an address without an account.
    pub(super) account: Option<AccountId>,
    /// What it is good for.
    pub(super) purpose: Purpose,
    /// Who asks; the code is bound to his browser.
    pub(super) asker: Asker<'a>,
    /// What was asked for at sign-in.
    pub(super) keep_signed_in: bool,
}

/// A challenge that was written.
pub(super) struct Begun {
    /// Its id.
    pub(super) id: ChallengeId,
    /// What is mailed.
    pub(super) code: OneTimeCode,
    /// Its tries and end.
    pub(super) state: ChallengeState,
}

/// Why no code is sent. To somebody who proved nothing yet the answer must not differ.
pub(super) struct NotIssued(String);

impl NotIssued {
    /// For somebody who proved a password.
    pub(super) fn into_error(self) -> ServiceError {
        too_many(self.0)
    }
}

/// Enough codes were mailed.
pub(super) fn too_many(refusal: impl ToString) -> ServiceError {
    ServiceError::Exhausted { reason: Reason::TooManyCodes, message: refusal.to_string() }
}

/// Begins a challenge whose code is to be mailed, in place of the address's older ones for this purpose.
pub(super) async fn begin(
    app: &App,
    tx: &Transaction,
    request: Request<'_>,
    now: Timestamp,
) -> Result<Result<Begun, NotIssued>, ServiceError> {
    let state = match next_state(tx, &request, now).await? {
        Ok(state) => state,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let id = ChallengeId::from_random(random());
    let code = OneTimeCode::from_random(|| u32::from_le_bytes(random()));
    let mac = hex::encode(hmac::sign(&key(&app.keyring.newest()), &message(id, &code)).as_ref());
    write(tx, id, request, Method::Email, mac, state, now).await?;
    Ok(Ok(Begun { id, code, state }))
}

/// Begins a challenge for a code that an app shows, or a backup code: nothing is mailed, so nobody is asked to wait.
pub(super) async fn begin_for_app(
    tx: &Transaction,
    request: Request<'_>,
    method: Method,
    now: Timestamp,
) -> Result<(ChallengeId, ChallengeState), ServiceError> {
    db::lock::address(tx, request.email_key).await?;
    let state = begun_state(tx, &request, now).await?;
    state.check(now).map_err(refused)?;
    let id = ChallengeId::from_random(random());
    write(tx, id, request, method, hex::encode(&random::<32>()), state, now).await?;
    Ok((id, state))
}

/// Begins a challenge that no code can meet: what an address is answered that must not be let in here, so that trying
/// codes tells nothing either. Where one is begun its owner may be mailed.
pub(super) async fn begin_decoy(
    tx: &Transaction,
    request: Request<'_>,
    now: Timestamp,
) -> Result<Result<(ChallengeId, ChallengeState), NotIssued>, ServiceError> {
    let state = match next_state(tx, &request, now).await? {
        Ok(state) => state,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let id = ChallengeId::from_random(random());
    write(tx, id, request, Method::Email, hex::encode(&random::<32>()), state, now).await?;
    Ok(Ok((id, state)))
}

/// What is answered where no challenge was begun: an id that leads nowhere.
pub(super) fn no_challenge() -> ChallengeId {
    ChallengeId::from_random(random())
}

/// Counts a try and compares. On success the challenge still has to be used up with [`consume`].
pub(super) async fn try_code(
    app: &App,
    challenge: Option<&Challenge>,
    guesser: Guesser,
    code: &OneTimeCode,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let challenge = challenge.ok_or_else(unknown)?;
    let counted = count(app, challenge, guesser, now).await?;
    let mac = hex::digest(&challenge.code_mac).ok_or_else(unknown)?;
    let message = message(challenge.id, code);
    // Sent before the master key was replaced, it is still good for the rest of its minutes.
    let right = |keys: &Arc<Keys>| hmac::verify(&key(keys), &message, &mac).is_ok();
    if app.keyring.ring().keys().iter().any(right) {
        Ok(())
    } else {
        Err(wrong(app, challenge, (counted, guesser), visitor, now).await)
    }
}

/// The newest code of an address, tried by somebody who may be a stranger to it. It still has to be used up.
pub(super) async fn try_newest(
    app: &App,
    (email_key, purpose): (&str, Purpose),
    asker: Asker<'_>,
    code: &OneTimeCode,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<Challenge, ServiceError> {
    let tried = async {
        let newest = db::challenge::newest(app.db.read(), email_key, purpose).await?;
        let challenge = newest.ok_or_else(unknown)?;
        try_code(app, Some(&challenge), asker.to(&challenge), code, visitor, now).await?;
        Ok(challenge)
    };
    app.settings.steps.refusal(tried).await
}

/// Uses a code up that [`try_code`] found right.
pub(super) async fn consume(
    tx: &Transaction,
    challenge: &Challenge,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if db::challenge::consume(tx, challenge.id, now).await? {
        Ok(())
    } else {
        Err(refused(Refusal::Consumed))
    }
}

/// The answer to a code for a challenge that does not exist, or not for this caller.
pub(super) fn unknown() -> ServiceError {
    invalid("That code is not right. Send a new one.")
}

async fn next_state(
    tx: &Transaction,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Result<ChallengeState, NotIssued>, ServiceError> {
    db::lock::address(tx, request.email_key).await?;
    // Counted by purpose: whoever asks for codes to somebody's address, which anybody may, spends none of those that
    // only the right password gets (SEC-18).
    let issued = db::challenge::issued_for(tx, request.email_key, request.purpose, now.minus(HOUR)).await?;
    // Without a pause: who typed an address wrong may correct it at once. Only `resend` makes people wait.
    if let Err(refusal) = may_issue(&issued, now) {
        return Ok(Err(NotIssued(refusal.to_string())));
    }
    let state = begun_state(tx, request, now).await?;
    Ok(state.check(now).map(|_| state).map_err(|refusal| NotIssued(refusal.to_string())))
}

async fn begun_state(
    tx: &Transaction,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<ChallengeState, ServiceError> {
    let previous = db::challenge::newest(tx, request.email_key, request.purpose).await?;
    let previous = previous.as_ref().map(|challenge| inherited(request, challenge));
    Ok(ChallengeState::begin(request.purpose, now, previous))
}

fn inherited<'a>(request: &Request<'_>, previous: &'a Challenge) -> Previous<'a> {
    let asker = match request.purpose {
        // Who asks for these has shown a password or a mailed link.
        Purpose::SignIn | Purpose::StepUp | Purpose::Reset => Guesser::Beginner,
        Purpose::OwnEmail | Purpose::Enroll => request.asker.to(previous),
        // Who is signed in, and wants an address that somebody else may want too.
        Purpose::ChangeEmail if previous.account == request.account => Guesser::Beginner,
        Purpose::ChangeEmail => Guesser::Stranger,
    };
    match asker {
        Guesser::Beginner => Previous::Own(&previous.state),
        Guesser::Stranger => Previous::Others(&previous.state),
    }
}

async fn write(
    tx: &Transaction,
    id: ChallengeId,
    request: Request<'_>,
    method: Method,
    code_mac: String,
    state: ChallengeState,
    now: Timestamp,
) -> Result<(), ServiceError> {
    db::challenge::void(tx, request.email_key, request.purpose, now).await?;
    let challenge = Challenge {
        id,
        account: request.account,
        email_key: request.email_key.to_owned(),
        purpose: request.purpose,
        method,
        code_mac,
        browser_digest: request.asker.browser.map(Secret::digest),
        keep_signed_in: request.keep_signed_in,
        sent_at: now,
        state,
    };
    db::challenge::insert(tx, &challenge).await?;
    Ok(())
}

/// Counts a try, commits that and answers the state with it.
pub(super) async fn count(
    app: &App,
    challenge: &Challenge,
    guesser: Guesser,
    now: Timestamp,
) -> Result<ChallengeState, ServiceError> {
    let tx = app.db.write().await?;
    let counted = db::challenge::count_try(&tx, challenge.id, guesser, now).await?;
    let state = db::challenge::find(&tx, challenge.id).await?.ok_or_else(unknown)?.state;
    tx.commit().await?;
    crash::point("code.counted");
    if counted { Ok(state) } else { Err(state.check_by(guesser, now).map_or_else(refused, |_| unknown())) }
}

fn key(keys: &Keys) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, keys.code.as_slice())
}

fn message(id: ChallengeId, code: &OneTimeCode) -> Vec<u8> {
    [id.as_bytes().as_slice(), code.as_str().as_bytes()].concat()
}

/// Writes a code down that was compared and is wrong, and answers it.
pub(super) async fn wrong(
    app: &App,
    challenge: &Challenge,
    (counted, guesser): (ChallengeState, Guesser),
    visitor: &Visitor,
    now: Timestamp,
) -> ServiceError {
    match tries::by_visitor(app, Wrong::Code, challenge.account, visitor).await {
        Ok(()) => tries_left(counted, guesser, now),
        Err(error) => error,
    }
}

/// What is left is told by the state before this try.
fn tries_left(counted: ChallengeState, guesser: Guesser, now: Timestamp) -> ServiceError {
    counted
        .before_a_try(guesser)
        .check_by(guesser, now)
        .map_or_else(refused, |left| invalid(&left.wrong_code_message()))
}

/// Why a code is not compared, or none is sent in its place.
pub(super) fn refused(refusal: Refusal) -> ServiceError {
    let reason = match refusal {
        Refusal::Expired => Reason::OtpExpired,
        Refusal::Consumed | Refusal::Exhausted => Reason::InvalidOtp,
    };
    ServiceError::Unauthenticated { reason, message: refusal.to_string() }
}

fn invalid(message: &str) -> ServiceError {
    ServiceError::Unauthenticated { reason: Reason::InvalidOtp, message: message.to_owned() }
}
