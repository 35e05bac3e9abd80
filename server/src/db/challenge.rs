//! Challenges: one-time codes that were sent, kept as keyed digests, and what may still be done with them.
use domain::{
    code::{ChallengeState, Guesser, Method, Purpose},
    id::{AccountId, ChallengeId},
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{
    ConnectionTrait, DbErr, count, execute, flag, instant, instant_or_none, one, parsed, sql, text,
    text_or_none,
};

const COLUMNS: &str =
    "id, account_id, email_key, purpose, method, code_mac, browser_digest, keep_signed_in, attempts,
    stranger_attempts, expires_at, consumed_at, created_at";

/// A challenge as its row says.
pub struct Challenge {
    /// Its id, which is the secret of native clients.
    pub id: ChallengeId,
    /// Whom the right code signs in or verifies; none for an address without an account.
    pub account: Option<AccountId>,
    /// The address that the code went to.
    pub email_key: String,
    /// What the code is good for.
    pub purpose: Purpose,
    /// Where the code comes from.
    pub method: Method,
    /// The keyed digest of a mailed code, in hex.
    pub code_mac: String,
    /// The digest of the browser's binding, if a browser began it.
    pub browser_digest: Option<String>,
    /// What the person asked for at sign-in.
    pub keep_signed_in: bool,
    /// When the code was sent.
    pub sent_at: Timestamp,
    /// Tries and times.
    pub state: ChallengeState,
}

impl Challenge {
    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let (purpose, method) = (text(row, "purpose")?, text(row, "method")?);
        Ok(Self {
            id: parsed(row, "id")?,
            account: text_or_none(row, "account_id")?.map(|id| id.parse()).transpose().map_err(damaged)?,
            email_key: text(row, "email_key")?,
            purpose: Purpose::parse(&purpose).ok_or_else(|| damaged(purpose))?,
            method: Method::parse(&method).ok_or_else(|| damaged(method))?,
            code_mac: text(row, "code_mac")?,
            browser_digest: text_or_none(row, "browser_digest")?,
            keep_signed_in: flag(row, "keep_signed_in")?,
            sent_at: instant(row, "created_at")?,
            state: ChallengeState {
                attempts: count(row, "attempts")?,
                stranger_attempts: count(row, "stranger_attempts")?,
                expires_at: instant(row, "expires_at")?,
                consumed_at: instant_or_none(row, "consumed_at")?,
            },
        })
    }
}

fn damaged(what: impl std::fmt::Display) -> DbErr {
    DbErr::Type(format!("a challenge's row is damaged: {what}"))
}

/// Writes a challenge.
pub async fn insert(on: &impl ConnectionTrait, new: &Challenge) -> Result<bool, DbErr> {
    let text =
        "INSERT INTO challenge (id, account_id, email_key, purpose, method, code_mac, browser_digest, keep_signed_in,
            attempts, created_at, expires_at, stranger_attempts)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let values = [
        new.id.to_string().into(),
        new.account.map(|id| id.to_string()).into(),
        new.email_key.as_str().into(),
        new.purpose.name().into(),
        new.method.name().into(),
        new.code_mac.as_str().into(),
        new.browser_digest.clone().into(),
        i64::from(new.keep_signed_in).into(),
        i64::from(new.state.attempts).into(),
        new.sent_at.micros().into(),
        new.state.expires_at.micros().into(),
        i64::from(new.state.stranger_attempts).into(),
    ];
    one(on, text, values).await
}

/// The challenge of this id.
pub async fn find(on: &impl ConnectionTrait, id: ChallengeId) -> Result<Option<Challenge>, DbErr> {
    let text = format!("SELECT {COLUMNS} FROM challenge WHERE id = $1");
    on.query_one_raw(sql(on, &text, [id.to_string().into()]))
        .await?
        .map(|row| Challenge::read(&row))
        .transpose()
}

/// The newest challenge of an address for a purpose: older ones are void.
pub async fn newest(
    on: &impl ConnectionTrait,
    email_key: &str,
    purpose: Purpose,
) -> Result<Option<Challenge>, DbErr> {
    let text = format!(
        "SELECT {COLUMNS} FROM challenge WHERE email_key = $1 AND purpose = $2
        ORDER BY created_at DESC, expires_at DESC LIMIT 1"
    );
    let statement = sql(on, &text, [email_key.into(), purpose.name().into()]);
    on.query_one_raw(statement).await?.map(|row| Challenge::read(&row)).transpose()
}

/// Ends the open challenges of an address for a purpose, because a newer one takes their place.
pub async fn void(
    on: &impl ConnectionTrait,
    email_key: &str,
    purpose: Purpose,
    now: Timestamp,
) -> Result<u64, DbErr> {
    let text = "UPDATE challenge SET expires_at = $3
        WHERE email_key = $1 AND purpose = $2 AND consumed_at IS NULL AND expires_at > $3";
    execute(on, text, [email_key.into(), purpose.name().into(), now.micros().into()]).await
}

/// Ends every open challenge of an account: whoever began to prove something before it was changed begins anew.
pub async fn void_all(on: &impl ConnectionTrait, account: AccountId, now: Timestamp) -> Result<u64, DbErr> {
    let text = "UPDATE challenge SET expires_at = $2
        WHERE account_id = $1 AND consumed_at IS NULL AND expires_at > $2";
    execute(on, text, [account.to_string().into(), now.micros().into()]).await
}

/// When codes for a purpose were mailed to an address since `then`.
pub async fn issued_for(
    on: &impl ConnectionTrait,
    email_key: &str,
    purpose: Purpose,
    then: Timestamp,
) -> Result<Vec<Timestamp>, DbErr> {
    let text = "SELECT created_at FROM challenge WHERE email_key = $1 AND created_at > $2 AND purpose = $3
        AND method = 'email'";
    let values = [email_key.into(), then.micros().into(), purpose.name().into()];
    let rows = on.query_all_raw(sql(on, text, values)).await?;
    rows.iter().map(|row| instant(row, "created_at")).collect()
}

/// When an account had codes for a purpose mailed since `then`, whatever the addresses.
pub async fn issued_by(
    on: &impl ConnectionTrait,
    account: AccountId,
    purpose: Purpose,
    then: Timestamp,
) -> Result<Vec<Timestamp>, DbErr> {
    let text = "SELECT created_at FROM challenge WHERE account_id = $1 AND created_at > $2 AND purpose = $3";
    let values = [account.to_string().into(), then.micros().into(), purpose.name().into()];
    let rows = on.query_all_raw(sql(on, text, values)).await?;
    rows.iter().map(|row| instant(row, "created_at")).collect()
}

/// Counts a try of this one; `false` when none is left, the code was used or its time is over. Commit before the compare.
pub async fn count_try(
    on: &impl ConnectionTrait,
    id: ChallengeId,
    guesser: Guesser,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = match guesser {
        Guesser::Beginner => {
            "UPDATE challenge SET attempts = attempts + 1
            WHERE id = $1 AND attempts < 5 AND consumed_at IS NULL AND expires_at > $2"
        }
        Guesser::Stranger => {
            "UPDATE challenge SET attempts = attempts + 1, stranger_attempts = stranger_attempts + 1
            WHERE id = $1 AND attempts < 5 AND stranger_attempts < 3 AND consumed_at IS NULL AND expires_at > $2"
        }
    };
    one(on, text, [id.to_string().into(), now.micros().into()]).await
}

/// Uses the code up; `false` when it was used or its time is over.
pub async fn consume(on: &impl ConnectionTrait, id: ChallengeId, now: Timestamp) -> Result<bool, DbErr> {
    let text =
        "UPDATE challenge SET consumed_at = $2 WHERE id = $1 AND consumed_at IS NULL AND expires_at > $2";
    one(on, text, [id.to_string().into(), now.micros().into()]).await
}

/// Removes challenges begun before `then`.
pub async fn remove_begun_before(on: &impl ConnectionTrait, then: Timestamp) -> Result<u64, DbErr> {
    execute(on, "DELETE FROM challenge WHERE created_at < $1", [then.micros().into()]).await
}
