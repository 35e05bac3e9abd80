//! Accounts of another system, with the hashes of its passwords (A5). One transaction an account: it is there whole,
//! with its seat or its place in line (K8), or not at all; the same again changes nothing.
use domain::{
    email::{EmailAddress, EmailError},
    id::AccountId,
    role::Role,
    username::{Username, UsernameError},
};

use super::{
    Reason, ServiceError,
    audit::{self, Outcome},
    register,
    seats::{self, Standing},
};
use crate::{
    app::App,
    auth::{OldHash, OldHashError},
    clock::random,
    db::{
        self,
        account::{NewAccount, StoredHash},
    },
};

const ACTOR: &str = "import";

/// Somebody as the other system has them.
pub struct Person {
    /// The name.
    pub username: String,
    /// The address; the other system proved it.
    pub email: String,
    /// bcrypt or PBKDF2-SHA256.
    pub password_hash: String,
}

/// What became of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// An account was made.
    New(Standing),
    /// There is one with this name and this address; it was left as it is.
    Known,
}

/// Makes an account for a person; a refusal says why.
pub async fn import(app: &App, person: &Person) -> Result<Imported, ServiceError> {
    let (username, email) = checked(person)?;
    let now = app.clock.now();
    let tx = app.db.write().await?;
    db::lock::address(&tx, &email.key()).await?;
    if let Some(owner) = db::account::find_by_email(&tx, &email.key()).await? {
        let named = db::account::find_by_username(&tx, &username.key()).await?;
        return match named {
            Some(named) if named.id == owner.id && owner.verified_at.is_some() => Ok(Imported::Known),
            _ => Err(address_taken()),
        };
    }
    let id = AccountId::from_random(random());
    let new = NewAccount {
        id,
        username: &username,
        email: &email,
        password_hash: Some(&StoredHash { text: person.password_hash.clone(), pepper: None }),
        role: Role::Basic,
        verified_at: Some(now),
        created_at: now,
    };
    db::account::insert(&tx, new).await.map_err(register::taken)?;
    let standing = seats::take_or_wait(app, &tx, id, app.seat(), now).await?;
    audit::record(&tx, ACTOR, "account.import", id, Outcome::Success, now);
    tx.commit().await?;
    app.mailer.wake();
    Ok(Imported::New(standing))
}

fn checked(person: &Person) -> Result<(Username, EmailAddress), ServiceError> {
    let wrong_name = |error: UsernameError| ServiceError::invalid("username", Reason::InvalidUsername, error);
    let wrong_address = |error: EmailError| ServiceError::invalid("email", Reason::InvalidEmail, error);
    let wrong_hash =
        |error: OldHashError| ServiceError::invalid("password_hash", Reason::InvalidArgument, error);
    let username = Username::parse(&person.username).map_err(wrong_name)?;
    let email = EmailAddress::parse(&person.email).map_err(wrong_address)?;
    OldHash::parse(&person.password_hash).map_err(wrong_hash)?;
    Ok((username, email))
}

fn address_taken() -> ServiceError {
    ServiceError::invalid("email", Reason::InvalidEmail, "This address belongs to another account.")
}
