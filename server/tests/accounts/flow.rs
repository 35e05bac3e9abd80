//! Steps that the tests are told in: one call each, through a door.
use proto::storage::{
    LoginRequest, LoginResponse, RegisterRequest, RegisterResponse, VerifyEmailRequest, VerifyEmailResponse,
    VerifyOtpRequest, VerifyOtpResponse,
};
use server::auth::Door;
use tonic::{Response, Status};

use crate::support::{
    TestApp,
    people::{self, PASSWORD},
    rpc,
};

pub type Answer<T> = Result<Response<T>, Status>;

/// The native door without a token.
pub fn native() -> Door {
    Door::Native { bearer: None }
}

/// A browser with these cookies.
pub fn browser(cookies: &Cookies) -> Door {
    Door::Browser {
        access: cookies.get("at"),
        refresh: cookies.get("rt"),
        browser: cookies.get("pa"),
        device: cookies.get("dv"),
    }
}

/// A browser's cookies.
#[derive(Clone, Debug, Default)]
pub struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// Takes over what an answer sets and takes away.
    pub fn take<T>(&mut self, response: &Response<T>) {
        for value in response.metadata().get_all("set-cookie") {
            let text = value.to_str().expect("cookies are ASCII");
            assert!(text.contains("; HttpOnly; SameSite=Strict"), "{text}");
            let (name, rest) = text.split_once('=').expect("a cookie has a name");
            let value = rest.split(';').next().unwrap_or_default();
            self.0.retain(|(other, _)| other != name);
            if !value.is_empty() {
                self.0.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    /// This cookie and no other.
    pub fn only(&self, name: &str) -> Self {
        Self(self.0.iter().filter(|(other, _)| other == name).cloned().collect())
    }

    /// The cookie of this name.
    pub fn get(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
    }
}

pub async fn register(app: &TestApp, name: &str, door: Door) -> Answer<RegisterResponse> {
    register_as(app, name, &format!("{name}@example.com"), PASSWORD, door).await
}

pub async fn register_as(
    app: &TestApp,
    username: &str,
    email: &str,
    password: &str,
    door: Door,
) -> Answer<RegisterResponse> {
    let request = RegisterRequest {
        username: username.to_owned(),
        email: email.to_owned(),
        password: password.to_owned(),
    };
    rpc::storage(app).register(rpc::through(request, door)).await
}

pub async fn verify_email(app: &TestApp, name: &str, otp: &str, door: Door) -> Answer<VerifyEmailResponse> {
    verify_email_showing(app, name, otp, "", door).await
}

/// The same by who shows the challenge that registering named.
pub async fn verify_email_showing(
    app: &TestApp,
    name: &str,
    otp: &str,
    challenge_id: &str,
    door: Door,
) -> Answer<VerifyEmailResponse> {
    let request = VerifyEmailRequest {
        email: format!("{name}@example.com"),
        otp: otp.to_owned(),
        challenge_id: challenge_id.to_owned(),
    };
    rpc::storage(app).verify_email(rpc::through(request, door)).await
}

pub async fn log_in(app: &TestApp, username: &str, password: &str, door: Door) -> Answer<LoginResponse> {
    let request =
        LoginRequest { username: username.to_owned(), password: password.to_owned(), keep_signed_in: false };
    rpc::storage(app).login(rpc::through(request, door)).await
}

pub async fn verify_otp(app: &TestApp, session_id: &str, otp: &str, door: Door) -> Answer<VerifyOtpResponse> {
    let request =
        VerifyOtpRequest { session_id: session_id.to_owned(), otp: otp.to_owned(), keep_account: false };
    rpc::storage(app).verify_otp(rpc::through(request, door)).await
}

/// Both steps of a registered account at the native door.
pub async fn signed_in(app: &TestApp, name: &str) -> VerifyOtpResponse {
    let sent = log_in(app, name, PASSWORD, native()).await.expect("the password is right").into_inner();
    let code = people::last_code(app, name).await;
    verify_otp(app, &sent.session_id, &code, native()).await.expect("the code is right").into_inner()
}

/// Another code than this one.
pub fn another_than(code: &str) -> String {
    let number: u32 = code.parse().expect("digits");
    format!("{:06}", (number + 1) % 1_000_000)
}
