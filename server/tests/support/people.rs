//! People: members who enrolled by code alone, accounts that registered with a password, and the codes they were mailed.
use std::time::Duration;

use domain::{
    code::OneTimeCode,
    email::EmailAddress,
    password::{PersonalWords, check},
    username::Username,
};
use http::Extensions;
use server::{
    auth::{self, Action, Admin, Door, Member, Visitor},
    db,
    mail::outbox,
    service::{
        ServiceError,
        credentials::Credentials,
        enroll::{self, Application, Enrolled},
        enroll_code, register,
        sign_in::Pending,
        verify_email,
    },
};

use super::TestApp;

/// A password that obeys every rule.
pub const PASSWORD: &str = "violet kettle under moon";

/// The address of `name`.
pub fn email(name: &str) -> EmailAddress {
    EmailAddress::parse(&format!("{name}@example.com")).expect("a good address")
}

/// What `name` would register with.
pub fn credentials(name: &str) -> Credentials {
    let password = check(PASSWORD, &PersonalWords::default()).expect("it obeys the rule");
    Credentials { username: Username::parse(name).expect("a good name"), email: email(name), password }
}

/// The code of the last mail to `name`.
pub async fn last_code(app: &TestApp, name: &str) -> String {
    let mails = outbox::recent(app, Some(&email(name))).await.expect("the outbox opens");
    // Each mail has its own instant, so that the next one is newer.
    app.advance(Duration::from_micros(1));
    // Mails of one instant have no order; the news among them bring no code.
    mails.iter().find_map(|mail| mail.letter.code.clone()).expect("a mail with a code")
}

/// How many mails `name` got, with or without a code.
pub async fn mails_to(app: &TestApp, name: &str) -> Vec<String> {
    let mails = outbox::recent(app, Some(&email(name))).await.expect("the outbox opens");
    mails.into_iter().map(|mail| mail.letter.subject.clone()).collect()
}

/// `name` verifies the address and gets a ticket for an enrolment.
pub async fn ticket(app: &TestApp, name: &str) -> String {
    enroll_code::send_code(app, &email(name), &Visitor::default()).await.expect("a code is sent");
    let code = last_code(app, name).await;
    let ticket = enroll_code::verify_code(app, &email(name), &parsed(&code), None, &Visitor::default())
        .await
        .expect("the code is right");
    ticket.as_str().to_owned()
}

/// `name` enrols with a ticket.
pub async fn enroll_with(app: &TestApp, name: &str, ticket: &str) -> Result<Enrolled, ServiceError> {
    let username = Username::derived_from(name);
    enroll::enroll(
        app,
        None,
        Application {
            email: &email(name),
            username: &username,
            ticket,
            visitor: &Visitor::default(),
            pending: Pending::Tell,
        },
    )
    .await
}

/// `name` enrols: a seat of the pool and an access token.
pub async fn enrolled(app: &TestApp, name: &str) -> String {
    let ticket = ticket(app, name).await;
    enroll_with(app, name, &ticket).await.expect("a seat is free").session_token
}

/// A member with storage.
pub async fn member(app: &TestApp, name: &str) -> Member {
    let token = enrolled(app, name).await;
    member_of(app, &token).await.expect("the token is good")
}

/// Who a token is.
pub async fn member_of(app: &TestApp, token: &str) -> Result<Member, ServiceError> {
    let mut request = Extensions::new();
    request.insert(Door::Native { bearer: Some(token.to_owned()) });
    auth::member(app, &request, "", Action::UseAccount).await
}

/// Makes an account an admin with a strong factor, as if it had signed in with one.
pub async fn promote(app: &TestApp, member: &Member) {
    let id = member.account().to_string();
    let tx = app.db.write().await.expect("a transaction");
    let role = "UPDATE account SET role = 'admin' WHERE id = $1";
    db::execute(&tx, role, [id.clone().into()]).await.expect("promoted");
    let strong = "UPDATE session SET methods = 'pwd totp' WHERE account_id = $1";
    db::execute(&tx, strong, [id.into()]).await.expect("proved");
    tx.commit().await.expect("kept");
    // Roles are known from the session; the next call reads it again.
    app.sessions.forget_account(member.account());
}

/// Who a token is, for what is for admins.
pub async fn admin_of(app: &TestApp, token: &str) -> Result<Admin, ServiceError> {
    let mut request = Extensions::new();
    request.insert(Door::Native { bearer: Some(token.to_owned()) });
    auth::admin(app, &request, Action::OperateCluster).await
}

/// An account that registered with [`PASSWORD`] and proved its address; storage if there was room.
pub async fn registered(app: &TestApp, name: &str) {
    register::register(app, credentials(name), &Visitor::default()).await.expect("registered");
    let code = last_code(app, name).await;
    verify_email::verify_email(app, &email(name), &parsed(&code), None, &Visitor::default())
        .await
        .expect("the code is right");
}

/// A code as a parser took it.
pub fn parsed(code: &str) -> OneTimeCode {
    OneTimeCode::parse(code).expect("six digits")
}
