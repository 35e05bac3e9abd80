//! The calls of `CloudStorageService` that make accounts and sessions; the service's other half is `files.rs`.
//!
//! A browser gets its tokens as cookies and an empty field in the message; a native client gets them in the message.
use domain::password::normalise;
use proto::{
    convert::{
        bytes, count, seconds, seconds_rounded_up,
        storage::{AddressProof, AwaitedCode, Registration, SignInName, SignInProof},
    },
    storage::{
        CheckUsernameRequest, CheckUsernameResponse, LoginRequest, LoginResponse, LogoutRequest,
        LogoutResponse, RefreshTokenRequest, RefreshTokenResponse, RegisterRequest, RegisterResponse,
        ResendCodeRequest, ResendCodeResponse, VerifyEmailRequest, VerifyEmailResponse, VerifyOtpRequest,
        VerifyOtpResponse,
    },
};
use tonic::{Request, Response, Status};

use crate::{
    app::{App, Shared},
    auth::{self, Action, Visitor},
    grpc::cookies,
    service::{
        ServiceError,
        credentials::Credentials,
        profile, register, resend,
        seats::Standing,
        sessions,
        sign_in::{self, Attempt, Name},
        verify_email,
    },
};

/// Creates an unverified account.
pub async fn register(
    app: &App,
    request: Request<RegisterRequest>,
) -> Result<Response<RegisterResponse>, Status> {
    let visitor = Visitor::bound(request.extensions());
    let wish = Registration::try_from(request.into_inner()).map_err(ServiceError::from)?;
    let wish = Credentials { username: wish.username, email: wish.email, password: wish.password };
    let registered = register::register(app, wish, &visitor).await?;
    let response = Response::new(RegisterResponse {
        success: true,
        message: "If this address can be used, we sent a code.".to_owned(),
        user_id: registered.account.to_string(),
        created_at: seconds(registered.created_at),
        otp_expires_at: seconds(registered.otp_expires_at),
        resend_at: seconds_rounded_up(registered.resend_at),
        challenge_id: cookies::challenge_id(visitor.browser.is_some(), registered.challenge),
    });
    Ok(cookies::bind(app, response, visitor.browser.as_ref()))
}

/// Proves the address of a new account.
pub async fn verify_email(
    app: &App,
    request: Request<VerifyEmailRequest>,
) -> Result<Response<VerifyEmailResponse>, Status> {
    let visitor = Visitor::of(request.extensions());
    let proof = AddressProof::try_from(request.into_inner()).map_err(ServiceError::from)?;
    let verified =
        verify_email::verify_email(app, &proof.email, &proof.code, proof.challenge, &visitor).await?;
    let response = Response::new(VerifyEmailResponse {
        success: true,
        message: verified.standing.sentence(),
        allocated_bytes: if let Standing::Seated(allocated) = verified.standing {
            bytes(allocated)
        } else {
            0
        },
        signed_in: verified.signed_in.is_some(),
        waiting_position: if let Standing::Waiting(place) = verified.standing { count(place) } else { 0 },
    });
    let cookies = verified.signed_in.map(|signed_in| cookies::of(app, &signed_in));
    Ok(cookies::with(response, cookies.into_iter().flatten()))
}

/// Checks a password and sends a code.
pub async fn login(app: &App, request: Request<LoginRequest>) -> Result<Response<LoginResponse>, Status> {
    let visitor = Visitor::bound(request.extensions());
    let message = request.into_inner();
    let attempt = Attempt {
        name: name(&message.username),
        password: normalise(&message.password).map_err(|_| sign_in::invalid_credentials())?,
        keep_signed_in: message.keep_signed_in,
    };
    let sent = sign_in::log_in(app, attempt, &visitor).await?;
    let response = Response::new(LoginResponse {
        success: true,
        message: sent.sentence(),
        session_id: sent.challenge.to_string(),
        otp_method: sent.method.name().to_owned(),
        otp_expires_at: seconds(sent.expires_at),
        masked_email: sent.masked_email,
        tries_left: count(sent.tries_left),
        resend_at: seconds_rounded_up(sent.resend_at),
    });
    Ok(cookies::bind(app, response, visitor.browser.as_ref()))
}

/// Sends another code.
pub async fn resend_code(
    app: &App,
    request: Request<ResendCodeRequest>,
) -> Result<Response<ResendCodeResponse>, Status> {
    let from_browser = auth::browser(request.extensions()).is_some();
    let visitor = Visitor::of(request.extensions());
    let awaited = AwaitedCode::try_from(request.into_inner()).map_err(ServiceError::from)?;
    Ok(Response::new(match awaited {
        AwaitedCode::OfRegistration(email, challenge) => {
            let sent = resend::of_registration(app, &email, challenge, &visitor).await?;
            ResendCodeResponse {
                success: true,
                message: "If this address can be used, we sent another code.".to_owned(),
                session_id: String::new(),
                otp_expires_at: seconds(sent.expires_at),
                resend_at: seconds_rounded_up(sent.resend_at),
                tries_left: count(sent.tries_left),
                challenge_id: cookies::challenge_id(from_browser, sent.challenge),
            }
        }
        AwaitedCode::OfSignIn(challenge) => {
            let sent = resend::of_sign_in(app, challenge, &visitor).await?;
            ResendCodeResponse {
                success: true,
                message: format!("We sent another code to {}.", sent.masked_email),
                session_id: sent.challenge.to_string(),
                otp_expires_at: seconds(sent.expires_at),
                resend_at: seconds_rounded_up(sent.resend_at),
                tries_left: count(sent.tries_left),
                challenge_id: String::new(),
            }
        }
    }))
}

/// Takes the code and begins a session.
pub async fn verify_otp(
    app: &App,
    request: Request<VerifyOtpRequest>,
) -> Result<Response<VerifyOtpResponse>, Status> {
    let from_browser = auth::browser(request.extensions()).is_some();
    let visitor = Visitor::of(request.extensions());
    let proof = SignInProof::try_from(request.into_inner()).map_err(ServiceError::from)?;
    let signed_in =
        sign_in::verify_code(app, proof.challenge, &proof.step, &visitor, proof.keep_account.into()).await?;
    let message = VerifyOtpResponse {
        success: true,
        message: "You are signed in.".to_owned(),
        auth_token: String::new(),
        token_type: "Bearer".to_owned(),
        expires_at: seconds(signed_in.access.expires_at),
        refresh_token: String::new(),
    };
    if from_browser {
        return Ok(cookies::with(Response::new(message), cookies::of(app, &signed_in)));
    }
    let refresh_token = signed_in.refresh.as_str().to_owned();
    Ok(Response::new(VerifyOtpResponse { auth_token: signed_in.access.token, refresh_token, ..message }))
}

/// Trades a refresh token for the next one.
pub async fn refresh_token(
    app: &Shared,
    request: Request<RefreshTokenRequest>,
) -> Result<Response<RefreshTokenResponse>, Status> {
    let from_browser = auth::browser(request.extensions()).is_some();
    let token = auth::refresh_token(request.extensions(), &request.get_ref().current_token);
    let signed_in = sessions::refresh(app, token, &Visitor::of(request.extensions())).await?;
    let message = RefreshTokenResponse {
        success: true,
        message: "Your session goes on.".to_owned(),
        new_token: String::new(),
        expires_at: seconds(signed_in.access.expires_at),
        refresh_token: String::new(),
    };
    if from_browser {
        return Ok(cookies::with(Response::new(message), cookies::of(app, &signed_in)));
    }
    let refresh_token = signed_in.refresh.as_str().to_owned();
    Ok(Response::new(RefreshTokenResponse { new_token: signed_in.access.token, refresh_token, ..message }))
}

/// Ends the caller's session. A browser whose session is over already loses its cookies all the same.
pub async fn logout(
    app: &Shared,
    request: Request<LogoutRequest>,
) -> Result<Response<LogoutResponse>, Status> {
    let from_browser = auth::browser(request.extensions()).is_some();
    match auth::member(app, request.extensions(), "", Action::UseAccount).await {
        Ok(member) => sessions::end(app, &member).await?,
        Err(ServiceError::Unauthenticated { .. }) if from_browser => {}
        Err(error) => return Err(error.into()),
    }
    let response = Response::new(LogoutResponse { success: true, message: "You are signed out.".to_owned() });
    if !from_browser {
        return Ok(response);
    }
    Ok(cookies::signed_out(app, response))
}

/// Whether a username can be had.
pub async fn check_username(
    app: &App,
    request: Request<CheckUsernameRequest>,
) -> Result<Response<CheckUsernameResponse>, Status> {
    let visitor = Visitor::of(request.extensions());
    let refusal = profile::username_refusal(app, &request.into_inner().username, &visitor).await?;
    Ok(Response::new(CheckUsernameResponse {
        available: refusal.is_none(),
        message: refusal.unwrap_or_default(),
    }))
}

fn name(text: &str) -> Name {
    match SignInName::parse(text) {
        Some(SignInName::Username(username)) => Name::Username(username),
        Some(SignInName::Email(email)) => Name::Email(email),
        None => Name::Neither,
    }
}
