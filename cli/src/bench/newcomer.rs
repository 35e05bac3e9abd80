//! Somebody new inside of a server that is measured.
use anyhow::{Context, Result};
use domain::{code::OneTimeCode, email::EmailAddress, username::Username};
use http::Extensions;
use server::{
    app::App,
    auth::{self, Action, Door, Member, Visitor},
    mail::outbox,
    service::{enroll, enroll_code, sign_in::Pending},
};

/// A member who enrolled by code and may do this.
pub(super) async fn enrol(app: &App, name: &str, action: Action) -> Result<Member> {
    let email = EmailAddress::parse(&format!("{name}@example.com"))?;
    let visitor = Visitor::default();
    enroll_code::send_code(app, &email, &visitor).await?;
    let mails = outbox::recent(app, Some(&email)).await?;
    let code = mails.first().and_then(|mail| mail.letter.code.clone()).context("a code")?;
    let code = OneTimeCode::parse(&code)?;
    let ticket = enroll_code::verify_code(app, &email, &code, None, &visitor).await?;
    let username = Username::parse(name)?;
    let application = enroll::Application {
        email: &email,
        username: &username,
        ticket: ticket.as_str(),
        visitor: &visitor,
        pending: Pending::Tell,
    };
    let token = enroll::enroll(app, None, application).await?.session_token;
    let mut request = Extensions::new();
    request.insert(Door::Native { bearer: Some(token) });
    Ok(auth::member(app, &request, "", action).await?)
}
