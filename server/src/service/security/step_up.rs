//! Proving both factors once more before a dangerous act (A25, SEC-09): the password, then a code, as at sign-in. The
//! proof is the session's and holds for some minutes; signing in is one too. Which acts need one, the policy says.
use domain::{
    code::Purpose, id::ChallengeId, limits::STEP_UP_LIFE, password::NormalisedPassword,
    second_step::SecondStep, time::Timestamp,
};

use super::{own_account, second_step};
use crate::{
    app::App,
    auth::{Member, Verified, Visitor},
    db::{self, ConnectionTrait},
    service::{
        Reason, ServiceError, code,
        sessions::{self, SignedIn},
        sign_in::{self, CodeSent, Wanted},
        throttle::{self, Subject},
        tries::{self, Wrong},
    },
};

/// Checks the password and asks for the second factor.
pub async fn begin(
    app: &App,
    member: &Member,
    password: NormalisedPassword,
    visitor: &Visitor,
) -> Result<CodeSent, ServiceError> {
    let account = own_account(app.db.read(), member).await?;
    let charge = throttle::charge(app, Subject::Own(member), visitor).await?;
    if account.password_hash.is_some()
        && app.passwords.verify(password, account.password_hash.clone()).await? == Verified::Wrong
    {
        charge.keep(app).await?;
        tries::by_member(app, Wrong::Password, member).await?;
        return Err(wrong_password());
    }
    let tx = app.db.write().await?;
    charge.forgive(&tx).await?;
    let wanted = Wanted { purpose: Purpose::StepUp, keep_signed_in: false };
    let sent = sign_in::send_code(app, &tx, &account, visitor.browser.as_ref(), wanted).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(sent)
}

/// What somebody gets who proved both factors once more.
pub struct Proved {
    /// Until when dangerous acts are open to the session.
    pub until: Timestamp,
    /// The session goes on with these tokens.
    pub signed_in: SignedIn,
}

/// Takes the code.
pub async fn finish(
    app: &App,
    member: &Member,
    challenge: ChallengeId,
    step: &SecondStep,
    visitor: &Visitor,
) -> Result<Proved, ServiceError> {
    let now = app.clock.now();
    let found = sign_in::find_challenge(app, challenge, Purpose::StepUp, visitor.browser.as_ref()).await?;
    let challenge = found.filter(|challenge| challenge.account == Some(member.account()));
    let right = second_step::try_step(app, challenge.as_ref(), step, visitor, now).await?;
    let challenge = challenge.ok_or_else(code::unknown)?;
    let tx = app.db.write().await?;
    code::consume(&tx, &challenge, now).await?;
    let account = own_account(&tx, member).await?;
    second_step::use_up(app, &tx, &account, &right, visitor, now).await?;
    let signed_in = sessions::prove_again(app, &tx, member, visitor, now).await?;
    tx.commit().await?;
    // The next call reads the session again, and with it this proof.
    app.sessions.forget(member.session());
    app.mailer.wake();
    Ok(Proved { until: now.plus(STEP_UP_LIFE), signed_in })
}

/// Until when the caller's session needs no other proof.
pub(super) async fn proved_until(
    on: &impl ConnectionTrait,
    member: &Member,
) -> Result<Timestamp, ServiceError> {
    let session = db::session::find(on, member.session()).await?.ok_or_else(sessions::over)?;
    Ok(session.proved_at.plus(STEP_UP_LIFE))
}

fn wrong_password() -> ServiceError {
    ServiceError::invalid("password", Reason::InvalidCredentials, "That is not your password.")
}
