//! What somebody reaches by what others gave: the shares of an entry and of the folders above it that answer now, and the
//! list of all that somebody was given.
//!
//! A share answers while its time is not over, its entry and all above it are outside the trash, and its owner is neither
//! suspended nor about to be erased; one that was passed on also has to hold (`passing`).
use domain::{
    id::{AccountId, FileId, ShareId},
    limits::FOLDER_DEPTH_MAX,
    page::Page,
    policy::entry::Right,
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{
    ConnectionTrait, DbErr, bytes, flag, instant, instant_or_none, parsed,
    passing::{END, HOLDS},
    share::right,
    sql, text,
};

/// A share by which somebody reaches an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The share.
    pub share: ShareId,
    /// Who gave it, and whose the entry is.
    pub owner: AccountId,
    /// What was given: the entry itself or a folder above it.
    pub root: FileId,
    /// What it lets do.
    pub right: Right,
    /// Its receiver opened it before.
    pub is_opened: bool,
}

/// `$1` is the receiver, `$2` the time. Nobody is given what is his own, whatever address somebody passed it on to.
const ANSWERS: &str = "s.owner_id <> $1 AND (s.receiver_id = $1
        OR s.receiver_email = (SELECT email_key FROM account WHERE id = $1 AND verified_at IS NOT NULL))
    AND (s.expires_at IS NULL OR s.expires_at > $2)
    AND EXISTS (SELECT 1 FROM account o WHERE o.id = s.owner_id AND o.suspended_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.account_id = s.owner_id)";

/// The shares by which somebody reaches an entry now, the nearest first.
pub async fn ways(
    on: &impl ConnectionTrait,
    receiver: AccountId,
    entry: FileId,
    now: Timestamp,
) -> Result<Vec<Way>, DbErr> {
    let query = format!(
        "WITH RECURSIVE above (id, parent_id, account_id, depth) AS (
            SELECT id, parent_id, account_id, CAST(0 AS BIGINT) FROM file WHERE id = $4 AND trashed_at IS NULL
            UNION ALL
            SELECT f.id, f.parent_id, f.account_id, a.depth + 1 FROM above a JOIN file f ON f.id = a.parent_id
            WHERE f.account_id = a.account_id AND f.trashed_at IS NULL AND a.depth <= $3
        ) SELECT s.id, s.owner_id, s.entry_id, s.rights, s.shares_on,
            CAST(CASE WHEN s.opened_at IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_opened
        FROM above a JOIN share s ON s.entry_id = a.id AND s.owner_id = a.account_id
        WHERE {ANSWERS} AND {HOLDS} ORDER BY a.depth, s.shares_on DESC, s.rights"
    );
    let bound = i64::from(FOLDER_DEPTH_MAX);
    let values = [receiver.to_string().into(), now.micros().into(), bound.into(), entry.to_string().into()];
    let rows = on.query_all_raw(sql(on, &query, values)).await?;
    rows.iter()
        .map(|row| {
            Ok(Way {
                share: parsed(row, "id")?,
                owner: parsed(row, "owner_id")?,
                root: parsed(row, "entry_id")?,
                right: right(row)?,
                is_opened: flag(row, "is_opened")?,
            })
        })
        .collect()
}

/// Something that somebody was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The share.
    pub share: ShareId,
    /// Who gave it.
    pub owner: AccountId,
    /// The owner's name.
    pub owner_name: String,
    /// The file or folder.
    pub entry: FileId,
    /// A file, and no folder.
    pub is_file: bool,
    /// What it lets do.
    pub right: Right,
    /// When it was given.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
}

const RECEIVED: &str = "FROM share s JOIN file f ON f.id = s.entry_id AND f.trashed_at IS NULL
    JOIN account n ON n.id = s.owner_id LEFT JOIN share v ON v.id = s.via_id";

/// A page of what somebody was given and reaches now, the newest first.
pub async fn list(
    on: &impl ConnectionTrait,
    receiver: AccountId,
    page: Page,
    now: Timestamp,
) -> Result<Vec<Received>, DbErr> {
    let query = format!(
        "SELECT s.id, s.owner_id, n.username, s.entry_id, f.is_file, s.rights, s.shares_on, s.created_at,
            {END} {RECEIVED}
        WHERE {ANSWERS} AND {HOLDS} ORDER BY s.created_at DESC, s.id DESC LIMIT $4 OFFSET $5"
    );
    let (bound, limit, offset) =
        (i64::from(FOLDER_DEPTH_MAX), i64::from(page.limit()), i64::from(page.offset()));
    let values =
        [receiver.to_string().into(), now.micros().into(), bound.into(), limit.into(), offset.into()];
    on.query_all_raw(sql(on, &query, values)).await?.iter().map(received).collect()
}

/// How many there are.
pub async fn count(on: &impl ConnectionTrait, receiver: AccountId, now: Timestamp) -> Result<u64, DbErr> {
    let query = format!("SELECT COUNT(*) AS n {RECEIVED} WHERE {ANSWERS} AND {HOLDS}");
    let bound = i64::from(FOLDER_DEPTH_MAX);
    let values = [receiver.to_string().into(), now.micros().into(), bound.into()];
    match on.query_one_raw(sql(on, &query, values)).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

/// Takes away what somebody was given, by himself: of whom and of which entry it was, if it was there.
pub async fn leave(
    on: &impl ConnectionTrait,
    receiver: AccountId,
    share: ShareId,
) -> Result<Option<(AccountId, FileId)>, DbErr> {
    let text = "DELETE FROM share WHERE id = $2 AND (receiver_id = $1
            OR receiver_email = (SELECT email_key FROM account WHERE id = $1 AND verified_at IS NOT NULL))
        RETURNING owner_id, entry_id";
    let row =
        on.query_one_raw(sql(on, text, [receiver.to_string().into(), share.to_string().into()])).await?;
    row.map(|row| Ok((parsed(&row, "owner_id")?, parsed(&row, "entry_id")?))).transpose()
}

fn received(row: &QueryResult) -> Result<Received, DbErr> {
    Ok(Received {
        share: parsed(row, "id")?,
        owner: parsed(row, "owner_id")?,
        owner_name: text(row, "username")?,
        entry: parsed(row, "entry_id")?,
        is_file: flag(row, "is_file")?,
        right: right(row)?,
        created_at: instant(row, "created_at")?,
        expires_at: instant_or_none(row, "expires_at")?,
    })
}
