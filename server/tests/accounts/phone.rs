//! A telephone with an authenticator app, and the calls that a careful member makes with it.
use std::time::Duration;

use proto::account::{
    BeginAuthenticatorRequest, BeginStepUpRequest, BeginStepUpResponse, ConfirmAuthenticatorRequest,
    ConfirmAuthenticatorResponse, SessionTokens, StepUpRequest, StepUpResponse,
};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::{
    flow::{Answer, log_in, native, signed_in, verify_otp},
    support::{
        TestApp,
        people::{self, PASSWORD},
        rpc,
    },
};

/// An app that holds one key.
pub struct Phone(Totp);

impl Phone {
    /// Takes up a key as somebody types it.
    pub fn with(secret: &str) -> Self {
        let secret = Secret::try_from_base32(secret).expect("base 32");
        let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_step_duration(30);
        Self(builder.with_secret(secret).with_account_name("alice").build_noncompliant())
    }

    /// What it shows now.
    pub fn code(&self, app: &TestApp) -> String {
        self.code_in(app, 0)
    }

    /// What it shows so many steps from now.
    pub fn code_in(&self, app: &TestApp, steps: i64) -> String {
        let second = app.clock.now().unix_seconds() + 30 * steps;
        self.0.generate(u64::try_from(second).expect("after 1970")).to_string()
    }
}

/// A member with an authenticator.
pub struct Careful {
    pub phone: Phone,
    pub backup_codes: Vec<String>,
    pub tokens: SessionTokens,
}

/// `name` registers, signs in and adds an authenticator; the next code that it shows is unused.
pub async fn careful(app: &TestApp, name: &str) -> Careful {
    people::registered(app, name).await;
    let token = signed_in(app, name).await.auth_token;
    let (phone, added) = add_authenticator(app, &token).await;
    next_code(app);
    Careful { phone, backup_codes: added.backup_codes, tokens: added.tokens.expect("the session goes on") }
}

/// Adds an authenticator with this token.
pub async fn add_authenticator(app: &TestApp, token: &str) -> (Phone, ConfirmAuthenticatorResponse) {
    let begin = rpc::with_token(BeginAuthenticatorRequest {}, token);
    let begun = rpc::security(app).begin_authenticator(begin).await.expect("none yet").into_inner();
    let phone = Phone::with(&begun.secret);
    let request = ConfirmAuthenticatorRequest { otp: phone.code(app) };
    let added = rpc::security(app).confirm_authenticator(rpc::with_token(request, token)).await;
    (phone, added.expect("the code is right").into_inner())
}

/// Waits until the app shows another code.
pub fn next_code(app: &TestApp) {
    app.advance(Duration::from_secs(30));
}

/// Signs in with what the app shows.
pub async fn sign_in(app: &TestApp, name: &str, phone: &Phone) -> SessionTokens {
    let sent = log_in(app, name, PASSWORD, native()).await.expect("the password is right").into_inner();
    assert_eq!((sent.otp_method.as_str(), sent.masked_email.as_str()), ("totp", ""));
    let answer = verify_otp(app, &sent.session_id, &phone.code(app), native()).await;
    next_code(app);
    let answer = answer.expect("the code is right").into_inner();
    SessionTokens {
        auth_token: answer.auth_token,
        token_type: answer.token_type,
        expires_at: answer.expires_at,
        refresh_token: answer.refresh_token,
    }
}

pub async fn begin_step_up(app: &TestApp, token: &str, password: &str) -> Answer<BeginStepUpResponse> {
    let request = BeginStepUpRequest { password: password.to_owned() };
    rpc::security(app).begin_step_up(rpc::with_token(request, token)).await
}

pub async fn step_up(app: &TestApp, token: &str, challenge_id: &str, otp: &str) -> Answer<StepUpResponse> {
    let request = StepUpRequest { challenge_id: challenge_id.to_owned(), otp: otp.to_owned() };
    rpc::security(app).step_up(rpc::with_token(request, token)).await
}
