//! What people gave each other: how the rows come, change and go. `given` lists them for who gave, `reach` for who was given.
use domain::{
    id::{AccountId, FileId, ShareId},
    policy::entry::Right,
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, damaged, execute, flag, one, parsed, passing::Passed, sql, text};

/// To whom something is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// To an account.
    Account(AccountId),
    /// To whoever proves this address, by its key.
    Address(String),
}

impl Receiver {
    fn columns(&self) -> (Option<String>, Option<String>) {
        match self {
            Self::Account(account) => (Some(account.to_string()), None),
            Self::Address(key) => (None, Some(key.clone())),
        }
    }
}

/// Something to be given.
pub struct NewShare<'a> {
    /// Its id.
    pub id: ShareId,
    /// Whose it is.
    pub owner: AccountId,
    /// By what it is passed on; none when its owner gives it.
    pub passed: Option<Passed>,
    /// The file, or the folder with all below it.
    pub entry: FileId,
    /// To whom.
    pub receiver: &'a Receiver,
    /// What it lets do.
    pub right: Right,
    /// When it was given.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
}

/// Gives something.
pub async fn insert(on: &impl ConnectionTrait, new: NewShare<'_>) -> Result<bool, DbErr> {
    let text = "INSERT INTO share (id, owner_id, entry_id, receiver_id, receiver_email, rights, created_at, expires_at,
            shares_on, via_id, giver_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let (account, address) = new.receiver.columns();
    let (rights, shares_on) = columns(new.right);
    let values = [
        new.id.to_string().into(),
        new.owner.to_string().into(),
        new.entry.to_string().into(),
        account.into(),
        address.into(),
        rights.into(),
        new.created_at.micros().into(),
        new.expires_at.map(Timestamp::micros).into(),
        shares_on.into(),
        new.passed.map(|passed| passed.via.to_string()).into(),
        new.passed.map(|passed| passed.giver.to_string()).into(),
    ];
    one(on, text, values).await
}

/// The share of this entry with this receiver: its owner's, or the one that somebody passed on.
pub async fn find_to(
    on: &impl ConnectionTrait,
    entry: FileId,
    passed: Option<Passed>,
    receiver: &Receiver,
) -> Result<Option<ShareId>, DbErr> {
    let text = "SELECT id FROM share
        WHERE entry_id = $1 AND (receiver_id = $2 OR receiver_email = $3) AND COALESCE(giver_id, '') = $4";
    let (account, address) = receiver.columns();
    let giver = passed.map(|passed| passed.giver.to_string()).unwrap_or_default();
    let values = [entry.to_string().into(), account.into(), address.into(), giver.into()];
    let row = on.query_one_raw(sql(on, text, values)).await?;
    row.map(|row| parsed(&row, "id")).transpose()
}

/// Changes what somebody gave or passed on, or what was passed on of his; `false` when it is not there. A link lets look and
/// has an end, and what was passed on is not passed on again, whatever is asked for.
pub async fn change(
    on: &impl ConnectionTrait,
    (caller, id): (AccountId, ShareId),
    right: Right,
    expires_at: Option<Timestamp>,
) -> Result<bool, DbErr> {
    let text = "UPDATE share SET rights = CASE WHEN link_digest IS NULL THEN $3 ELSE rights END,
            expires_at = CASE WHEN link_digest IS NULL THEN $4 ELSE COALESCE($4, expires_at) END,
            shares_on = CASE WHEN link_digest IS NULL AND via_id IS NULL THEN $5 ELSE 0 END
        WHERE id = $1 AND (owner_id = $2 OR giver_id = $2)";
    let (rights, shares_on) = columns(right);
    let values = [
        id.to_string().into(),
        caller.to_string().into(),
        rights.into(),
        expires_at.map(Timestamp::micros).into(),
        shares_on.into(),
    ];
    one(on, text, values).await
}

/// Takes back what somebody gave or passed on, or what was passed on of his: of which entry; none when it is not there. What
/// was passed on by it goes along.
pub async fn revoke(
    on: &impl ConnectionTrait,
    caller: AccountId,
    id: ShareId,
) -> Result<Option<FileId>, DbErr> {
    let text = "DELETE FROM share WHERE id = $1 AND (owner_id = $2 OR giver_id = $2) RETURNING entry_id";
    let row = on.query_one_raw(sql(on, text, [id.to_string().into(), caller.to_string().into()])).await?;
    row.map(|row| parsed(&row, "entry_id")).transpose()
}

/// Notes that its receiver opened it; `false` when that was noted before.
pub async fn note_opening(on: &impl ConnectionTrait, id: ShareId, now: Timestamp) -> Result<bool, DbErr> {
    let text = "UPDATE share SET opened_at = $2 WHERE id = $1 AND opened_at IS NULL";
    one(on, text, [id.to_string().into(), now.micros().into()]).await
}

/// Forgets shares that ended by themselves at `latest` or before.
pub async fn forget_expired(on: &impl ConnectionTrait, latest: Timestamp) -> Result<u64, DbErr> {
    let text = "DELETE FROM share WHERE expires_at IS NOT NULL AND expires_at <= $1";
    execute(on, text, [latest.micros().into()]).await
}

/// As rows keep a right: whoever may pass on may edit, and that beside it.
const fn columns(right: Right) -> (&'static str, i64) {
    match right {
        Right::View => ("view", 0),
        Right::Edit => ("edit", 0),
        Right::Share => ("edit", 1),
    }
}

pub(super) fn right(row: &QueryResult) -> Result<Right, DbErr> {
    let rights = text(row, "rights")?;
    match (rights.as_str(), flag(row, "shares_on")?) {
        ("view", false) => Ok(Right::View),
        ("edit", false) => Ok(Right::Edit),
        ("edit", true) => Ok(Right::Share),
        _ => Err(damaged("rights", &rights)),
    }
}
