//! What makes an account that signs in with a password. That name, address and password obey the rules is in their types;
//! whether the password is a common one is asked here, where the estimate is.
use domain::{email::EmailAddress, password::AcceptedPassword, username::Username};

use super::{Reason, ServiceError};
use crate::{
    app::App,
    db::{self, account::StoredHash},
};

/// A wish for an account.
pub struct Credentials {
    /// The name.
    pub username: Username,
    /// The address.
    pub email: EmailAddress,
    /// The password.
    pub password: AcceptedPassword,
}

/// The same once the password is hashed.
pub(super) struct Hashed {
    pub(super) username: Username,
    pub(super) email: EmailAddress,
    pub(super) password_hash: StoredHash,
}

impl Credentials {
    /// Hashes the password; a common one is refused.
    pub(super) async fn hash(self, app: &App) -> Result<Hashed, ServiceError> {
        let Self { username, email, password } = self;
        let password_hash = app.passwords.hash(password, words(username.as_str(), email.as_str())).await?;
        Ok(Hashed { username, email, password_hash })
    }
}

/// What is tried first for somebody: his name, what stands before the @, and what this is.
pub(super) fn words(username: &str, email: &str) -> Vec<String> {
    let local = email.split('@').next().unwrap_or_default();
    vec![username.to_owned(), local.to_owned(), "skyshard".to_owned()]
}

/// How many accounts have a hash of another system, of older parameters or of another pepper still (DV8).
pub async fn old_hashes(app: &App) -> Result<u64, ServiceError> {
    let (beginning, pepper) = (app.passwords.cost().beginning(), app.passwords.peppers().newest());
    Ok(db::account::count_other_hashes(app.db.read(), &beginning, pepper).await?)
}

/// Somebody else's name.
pub(super) fn username_taken() -> ServiceError {
    ServiceError::invalid("username", Reason::InvalidUsername, "This username is taken.")
}
