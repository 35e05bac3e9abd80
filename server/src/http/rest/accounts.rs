//! Signing up, in and out, and who one is. Nothing here reads or sets a cookie: a program keeps its token itself.
use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    response::Response,
};
use domain::password::normalise;
use http::{Extensions, StatusCode};
use proto::convert::{
    account_email, code, id, optional_id, second_step,
    storage::{Registration, SignInName},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    json::{Answer, answer, bad_body, instant},
    offer::{Area, Content, Offer, Parameter, get, post, text},
};
use crate::{
    app::Shared,
    auth::{self, Action, Visitor},
    service::{
        ServiceError,
        credentials::Credentials,
        profile, quota, register,
        seats::Standing,
        sessions,
        sign_in::{self, Attempt, Name},
        verify_email,
    },
};

/// The only route of REST that changes something and lies outside of `/api/`.
pub(in crate::http) const REGISTER: &str = "/register";

const LINK: [Parameter; 1] = [text("key", "What the page Privacy made.")];

pub(super) fn offer() -> Offer {
    Offer::of(Area::Accounts)
        .with(
            post(REGISTER, "register", "Makes an account and mails a code to its address.")
                .for_anybody()
                .takes(Content::Json("Registration"))
                .creates("Registered"),
            sign_up,
        )
        .with(
            post(
                "/api/auth/verify-email",
                "verifyEmail",
                "Takes the code that was mailed to a new account's address.",
            )
            .for_anybody()
            .takes(Content::Json("AddressProof"))
            .answers("Confirmed"),
            verify_address,
        )
        .with(
            post("/api/auth/login", "login", "Checks a password and asks for a code.")
                .for_anybody()
                .takes(Content::Json("SignIn"))
                .answers("CodeAwaited"),
            log_in,
        )
        .with(
            post("/api/auth/verify-otp", "verifyOtp", "Takes the code and answers the access token.")
                .for_anybody()
                .takes(Content::Json("SignInProof"))
                .answers("SignedIn"),
            verify_code,
        )
        .with(post("/api/auth/logout", "logout", "Ends the session of the token.").answers("Done"), log_out)
        .with(
            get("/api/user/info", "userInfo", "Who the caller is, and the caller's space.").answers("User"),
            info,
        )
        .told(
            get("/api/privacy/archive", "archive", "Everything about oneself, as a zip.")
                .for_the_page_too()
                .asks(&LINK)
                .sends("application/zip"),
        )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    username: String,
    email: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AddressProof {
    email: String,
    otp: String,
    #[serde(default)]
    challenge_id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    username: String,
    password: String,
    #[serde(default)]
    keep_signed_in: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignInProof {
    session_id: String,
    otp: String,
    #[serde(default)]
    keep_account: bool,
}

type Body<T> = Result<Json<T>, JsonRejection>;

fn read<T>(body: Body<T>) -> Result<T, ServiceError> {
    body.map(|Json(body)| body).map_err(bad_body)
}

async fn sign_up(State(app): State<Shared>, extensions: Extensions, wish: Body<Wish>) -> Response {
    let registered = async || -> Answer {
        let wish = read(wish)?;
        let wish = Registration::parse(&wish.username, &wish.email, &wish.password)?;
        let wish = Credentials { username: wish.username, email: wish.email, password: wish.password };
        let registered = register::register(&app, wish, &Visitor::of(&extensions)).await?;
        Ok(json!({
            "message": "If this address can be used, we sent a code.",
            "user_id": registered.account.to_string(),
            "challenge_id": registered.challenge.to_string(),
            "created_at": instant(registered.created_at),
            "otp_expires_at": instant(registered.otp_expires_at),
        }))
    };
    answer(registered().await, StatusCode::CREATED)
}

async fn verify_address(
    State(app): State<Shared>,
    extensions: Extensions,
    proof: Body<AddressProof>,
) -> Response {
    let verified = async || -> Answer {
        let proof = read(proof)?;
        let (email, otp) = (account_email(&proof.email)?, code(&proof.otp)?);
        let challenge = optional_id("challenge_id", &proof.challenge_id)?;
        let visitor = Visitor::of(&extensions);
        let verified = verify_email::verify_email(&app, &email, &otp, challenge, &visitor).await?;
        let (allocated, position) = match verified.standing {
            Standing::Seated(allocated) => (allocated, 0),
            Standing::Waiting(position) => (0, position),
        };
        Ok(json!({
            "message": verified.standing.sentence(),
            "allocated_bytes": allocated,
            "waiting_position": position,
        }))
    };
    answer(verified().await, StatusCode::OK)
}

async fn log_in(State(app): State<Shared>, extensions: Extensions, sign_in: Body<SignIn>) -> Response {
    let sent = async || -> Answer {
        let asked = read(sign_in)?;
        let attempt = Attempt {
            name: name(&asked.username),
            password: normalise(&asked.password).map_err(|_| sign_in::invalid_credentials())?,
            keep_signed_in: asked.keep_signed_in,
        };
        let sent = sign_in::log_in(&app, attempt, &Visitor::of(&extensions)).await?;
        Ok(json!({
            "message": sent.sentence(),
            "session_id": sent.challenge.to_string(),
            "otp_method": sent.method.name(),
            "otp_expires_at": instant(sent.expires_at),
            "tries_left": sent.tries_left,
        }))
    };
    answer(sent().await, StatusCode::OK)
}

fn name(text: &str) -> Name {
    match SignInName::parse(text) {
        Some(SignInName::Username(username)) => Name::Username(username),
        Some(SignInName::Email(email)) => Name::Email(email),
        None => Name::Neither,
    }
}

async fn verify_code(
    State(app): State<Shared>,
    extensions: Extensions,
    proof: Body<SignInProof>,
) -> Response {
    let signed_in = async || -> Answer {
        let proof = read(proof)?;
        let (challenge, step) = (id("session_id", &proof.session_id)?, second_step(&proof.otp)?);
        let visitor = Visitor::of(&extensions);
        let signed_in =
            sign_in::verify_code(&app, challenge, &step, &visitor, proof.keep_account.into()).await?;
        Ok(json!({
            "message": "You are signed in.",
            "auth_token": signed_in.access.token,
            "token_type": "Bearer",
            "expires_at": instant(signed_in.access.expires_at),
            "refresh_token": signed_in.refresh.as_str(),
        }))
    };
    answer(signed_in().await, StatusCode::OK)
}

async fn log_out(State(app): State<Shared>, extensions: Extensions) -> Response {
    let ended = async || -> Answer {
        let member = auth::member(&app, &extensions, "", Action::UseAccount).await?;
        sessions::end(&app, &member).await?;
        Ok(json!({ "message": "You are signed out." }))
    };
    answer(ended().await, StatusCode::OK)
}

async fn info(State(app): State<Shared>, extensions: Extensions) -> Response {
    let found = async || -> Answer {
        let member = auth::member(&app, &extensions, "", Action::UseAccount).await?;
        let profile = profile::profile(&app, &member).await?;
        let balance = quota::status(&app, &member).await?;
        Ok(json!({
            "user_id": member.account().to_string(),
            "username": profile.username,
            "email": profile.email,
            "role": profile.role.name(),
            "total_quota_bytes": balance.reservation,
            "used_bytes": balance.used,
            "trash_bytes": balance.trash,
            "in_flight_bytes": balance.in_flight,
            "available_bytes": balance.available(),
            "waiting_position": profile.waiting_position,
            "session_ends_at": instant(profile.session_ends_at),
        }))
    };
    answer(found().await, StatusCode::OK)
}
