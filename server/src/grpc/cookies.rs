//! Cookies on an answer. Tokens for browsers travel nowhere else.
use domain::id::ChallengeId;
use proto::{account::SessionTokens, convert::seconds};
use tonic::{Response, metadata::MetadataValue};

use crate::{
    app::App,
    auth::{
        Secret,
        cookies::{self, Scheme},
        device_pass,
    },
    service::sessions::SignedIn,
};

/// How the browser reaches us.
pub(super) fn scheme(app: &App) -> Scheme {
    if app.settings.is_reached_by_https() { Scheme::Tls } else { Scheme::Plain }
}

/// The cookies of a browser that was signed in.
pub(super) fn of(app: &App, signed_in: &SignedIn) -> Vec<String> {
    let (access, refresh) = (&signed_in.access.token, &signed_in.refresh);
    let mut all = cookies::signed_in(scheme(app), access, refresh, signed_in.ends_at, app.clock.now());
    all.push(cookies::known(
        scheme(app),
        &device_pass::issue(&app.keyring.newest().device, signed_in.account),
    ));
    all
}

/// Binds what begins here to the browser, where it is one.
pub(super) fn bind<T>(app: &App, response: Response<T>, browser: Option<&Secret>) -> Response<T> {
    with(response, browser.map(|browser| cookies::bound(scheme(app), browser)))
}

/// The id by which who began a code shows it. A browser is told none: its cookie shows it, and no script reads that.
pub(super) fn challenge_id(is_browser: bool, challenge: ChallengeId) -> String {
    if is_browser { String::new() } else { challenge.to_string() }
}

/// Puts `Set-Cookie` values on an answer.
pub(super) fn with<T>(mut response: Response<T>, cookies: impl IntoIterator<Item = String>) -> Response<T> {
    for cookie in cookies {
        let value = MetadataValue::try_from(cookie).expect("our cookies are visible ASCII");
        response.metadata_mut().append("set-cookie", value);
    }
    response
}

/// The session goes on or begins: a browser gets cookies, everybody else tokens in the message.
pub(super) fn go_on<T>(
    app: &App,
    is_browser: bool,
    signed_in: SignedIn,
    answer: impl FnOnce(SessionTokens) -> T,
) -> Response<T> {
    let tokens = SessionTokens {
        auth_token: String::new(),
        token_type: "Bearer".to_owned(),
        expires_at: seconds(signed_in.access.expires_at),
        refresh_token: String::new(),
    };
    if is_browser {
        return with(Response::new(answer(tokens)), of(app, &signed_in));
    }
    let refresh_token = signed_in.refresh.as_str().to_owned();
    Response::new(answer(SessionTokens { auth_token: signed_in.access.token, refresh_token, ..tokens }))
}

/// Takes the browser's cookies and everything it kept of us away (SEC-26).
pub(super) fn signed_out<T>(app: &App, response: Response<T>) -> Response<T> {
    let mut response = with(response, cookies::signed_out(scheme(app)));
    let everything = MetadataValue::from_static("\"cache\", \"cookies\", \"storage\"");
    response.metadata_mut().insert("clear-site-data", everything);
    response
}
