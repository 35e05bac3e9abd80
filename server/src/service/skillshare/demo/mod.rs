//! People to try it with (K27): three members with a seat each, six teachers, twelve courses and some reviews. They are
//! made by `serve --demo` alone, once, and removed by one button. Their members' password is random and told once.
mod cast;
mod rows;

use domain::{
    email::EmailAddress,
    id::AccountId,
    password::{PersonalWords, check},
    role::Role,
    time::Timestamp,
    username::Username,
};

use super::seat;
use crate::{
    app::App,
    auth::{Admin, Secret},
    clock::random,
    db::{
        self, Transaction,
        account::{NewAccount, StoredHash},
    },
    service::{
        ServiceError,
        audit::{self, Outcome},
        credentials::Credentials,
        ledger, seats,
    },
};

/// Letters of the password: 80 bits.
const PASSWORD_CHARS: usize = 20;

/// The members that can sign in.
pub struct Members {
    /// Their addresses.
    pub emails: Vec<String>,
    /// The password of all of them.
    pub password: String,
}

/// Makes the demonstration; none when it is there already, or when somebody has one of the names.
pub async fn make(app: &App) -> Result<Option<Members>, ServiceError> {
    let password = Secret::fresh().as_str()[..PASSWORD_CHARS].to_owned();
    let hash = hash(app, &password).await?;
    let now = app.clock.now();
    let tx = app.db.write().await?;
    if !db::demo_account::list(&tx).await?.is_empty() || is_any_name_taken(&tx).await? {
        return Ok(None);
    }
    let mut members = Vec::new();
    for member in &cast::MEMBERS {
        let account = make_account(&tx, member.username, Some(&hash), now).await?;
        // Without a free seat he is a member all the same.
        seats::take_or_wait(app, &tx, account, app.seat(), now).await?;
        members.push(account);
    }
    for (position, spec) in cast::TEACHERS.iter().enumerate() {
        let known = cast::MEMBERS.iter().position(|member| member.username == spec.username);
        let account = match known {
            Some(member) => members[member],
            None => make_account(&tx, spec.username, None, now).await?,
        };
        rows::make_teacher(&tx, spec, position, account, &members, now).await?;
    }
    audit::record(&tx, "demo", "demo.make", "server", Outcome::Success, now);
    tx.commit().await?;
    app.mailer.wake();
    let emails = cast::MEMBERS.iter().map(|member| address(member.username)).collect();
    Ok(Some(Members { emails, password }))
}

/// What was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Teachers.
    pub teachers: u64,
    /// Courses.
    pub courses: u64,
    /// Accounts that hold files, and stay as ordinary ones.
    pub accounts_kept: u64,
}

/// Removes the demonstration with everything that was booked in it. A member who has stored something stays.
pub async fn remove(app: &App, admin: &Admin) -> Result<Removed, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let (teachers, courses) = db::demo_account::count(&tx).await?;
    let accounts = db::demo_account::list(&tx).await?;
    let mut gone = Vec::new();
    for account in accounts {
        give_places_back(app, &tx, account, now).await?;
        if ledger::release(&tx, account, now).await? {
            db::account::remove(&tx, account).await?;
            gone.push(account);
        }
    }
    let accounts_kept = db::demo_account::dissolve(&tx).await?;
    audit::record(&tx, admin, "demo.remove", "server", Outcome::Success, now);
    tx.commit().await?;
    gone.into_iter().for_each(|account| app.sessions.forget_account(account));
    app.mailer.wake();
    Ok(Removed { teachers, courses, accounts_kept })
}

/// The seats that a student of the demonstration has in anybody's lessons.
async fn give_places_back(
    app: &App,
    tx: &Transaction,
    account: AccountId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    for booking in db::booking::list_places(tx, account).await? {
        db::booking::remove(tx, booking.id).await?;
        seat::give_back(app, tx, booking.lesson.id, now).await?;
    }
    Ok(())
}

async fn hash(app: &App, password: &str) -> Result<StoredHash, ServiceError> {
    let unlikely = |_| ServiceError::Internal(anyhow::anyhow!("a random password breaks the rule"));
    let password = check(password, &PersonalWords::default()).map_err(unlikely)?;
    let credentials = Credentials { username: name("demo")?, email: email("demo")?, password };
    Ok(credentials.hash(app).await?.password_hash)
}

async fn is_any_name_taken(tx: &Transaction) -> Result<bool, ServiceError> {
    let teachers = cast::TEACHERS.iter().map(|teacher| teacher.username);
    for username in cast::MEMBERS.iter().map(|member| member.username).chain(teachers) {
        let has_name = db::account::find_by_username(tx, &name(username)?.key()).await?.is_some();
        if has_name || db::account::find_by_email(tx, &email(username)?.key()).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn make_account(
    tx: &Transaction,
    username: &str,
    password_hash: Option<&StoredHash>,
    now: Timestamp,
) -> Result<AccountId, ServiceError> {
    let id = AccountId::from_random(random());
    let new = NewAccount {
        id,
        username: &name(username)?,
        email: &email(username)?,
        password_hash,
        role: Role::Basic,
        verified_at: Some(now),
        created_at: now,
    };
    db::account::insert(tx, new).await?;
    db::demo_account::insert(tx, id).await?;
    Ok(id)
}

fn address(username: &str) -> String {
    format!("{username}@demo.local")
}

fn email(username: &str) -> Result<EmailAddress, ServiceError> {
    EmailAddress::parse(&address(username)).map_err(|error| ServiceError::Internal(error.into()))
}

fn name(username: &str) -> Result<Username, ServiceError> {
    Username::parse(username).map_err(|error| ServiceError::Internal(error.into()))
}
