//! Links: shares that whoever holds one reaches, and the tickets of downloads that were counted. Only digests are kept.
//!
//! A link answers as a share does, and while downloads are left of it; what has begun before the last one was taken goes on.
use domain::{
    id::{AccountId, FileId, ShareId},
    limits::FOLDER_DEPTH_MAX,
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{
    ConnectionTrait, DbErr, account::StoredHash, execute, flag, instant_or_none, one, parsed, sql, text,
    text_or_none,
};

/// A link to be made.
pub struct NewLink<'a> {
    /// Its id among the shares.
    pub id: ShareId,
    /// Who makes it.
    pub owner: AccountId,
    /// The file or folder.
    pub entry: FileId,
    /// Of its secret.
    pub digest: &'a str,
    /// What its password became, if it has one.
    pub password: Option<&'a StoredHash>,
    /// How often it can be downloaded, if there is an end to it.
    pub downloads_max: Option<u64>,
    /// It takes uploads, and gives nothing.
    pub takes_uploads: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A link that answers.
pub struct Link {
    /// Its id among the shares.
    pub id: ShareId,
    /// Whose it is.
    pub owner: AccountId,
    /// The file or folder.
    pub entry: FileId,
    /// What that is called.
    pub name: String,
    /// A file, and no folder.
    pub is_file: bool,
    /// What its password became, if it has one.
    pub password: Option<StoredHash>,
    /// It takes uploads, and gives nothing.
    pub takes_uploads: bool,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// Somebody opened it before.
    pub is_opened: bool,
}

/// What every link needs to answer at the time `$2`. A law of the tree says that what is outside the trash is in folders
/// outside the trash; the walk upward makes sure of it where somebody outside the house asks.
const ANSWERS: &str = "(s.expires_at IS NULL OR s.expires_at > $2) AND f.trashed_at IS NULL
    AND EXISTS (SELECT 1 FROM account o WHERE o.id = s.owner_id AND o.suspended_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.account_id = s.owner_id)
    AND NOT EXISTS (
        WITH RECURSIVE above (id, parent_id, trashed_at, depth) AS (
            SELECT a.id, a.parent_id, a.trashed_at, CAST(0 AS BIGINT) FROM file a WHERE a.id = f.parent_id
            UNION ALL
            SELECT p.id, p.parent_id, p.trashed_at, b.depth + 1 FROM above b JOIN file p ON p.id = b.parent_id
            WHERE b.depth <= $3
        ) SELECT 1 FROM above WHERE trashed_at IS NOT NULL)";
const COLUMNS: &str =
    "s.id, s.owner_id, s.entry_id, f.name, f.is_file, s.password_hash, s.password_pepper, s.takes_uploads,
    s.expires_at,
    CAST(CASE WHEN s.opened_at IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_opened";

/// Makes a link.
pub async fn insert(on: &impl ConnectionTrait, new: NewLink<'_>) -> Result<bool, DbErr> {
    let text = "INSERT INTO share (id, owner_id, entry_id, rights, created_at, expires_at, link_digest, password_hash,
            password_pepper, downloads_max, takes_uploads)
        VALUES ($1, $2, $3, 'view', $4, $5, $6, $7, $8, $9, $10)";
    let values = [
        new.id.to_string().into(),
        new.owner.to_string().into(),
        new.entry.to_string().into(),
        new.created_at.micros().into(),
        new.expires_at.micros().into(),
        new.digest.into(),
        new.password.map(|hash| hash.text.clone()).into(),
        new.password.and_then(|hash| hash.pepper.clone()).into(),
        new.downloads_max.and_then(|max| i64::try_from(max).ok()).into(),
        i64::from(new.takes_uploads).into(),
    ];
    one(on, text, values).await
}

/// The link of a secret, if it answers and a download is left of it.
pub async fn find(on: &impl ConnectionTrait, digest: &str, now: Timestamp) -> Result<Option<Link>, DbErr> {
    let query = format!(
        "SELECT {COLUMNS} FROM share s JOIN file f ON f.id = s.entry_id
        WHERE s.link_digest = $1 AND {ANSWERS} AND (s.downloads_max IS NULL OR s.downloads < s.downloads_max)"
    );
    let values = [digest.into(), now.micros().into(), i64::from(FOLDER_DEPTH_MAX).into()];
    on.query_one_raw(sql(on, &query, values)).await?.map(|row| read(&row)).transpose()
}

/// Counts a download or an upload; `false` when none is left. This statement alone decides who of many gets the last one.
pub async fn count_use(on: &impl ConnectionTrait, id: ShareId) -> Result<bool, DbErr> {
    let text = "UPDATE share SET downloads = downloads + 1
        WHERE id = $1 AND link_digest IS NOT NULL AND (downloads_max IS NULL OR downloads < downloads_max)";
    one(on, text, [id.to_string().into()]).await
}

/// Keeps the ticket of a download that was counted.
pub async fn insert_ticket(
    on: &impl ConnectionTrait,
    digest: &str,
    share: ShareId,
    expires_at: Timestamp,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO link_ticket (digest, share_id, expires_at) VALUES ($1, $2, $3)";
    one(on, text, [digest.into(), share.to_string().into(), expires_at.micros().into()]).await
}

/// The link of a ticket, if both answer.
pub async fn find_by_ticket(
    on: &impl ConnectionTrait,
    digest: &str,
    now: Timestamp,
) -> Result<Option<Link>, DbErr> {
    let query = format!(
        "SELECT {COLUMNS} FROM link_ticket t JOIN share s ON s.id = t.share_id JOIN file f ON f.id = s.entry_id
        WHERE t.digest = $1 AND t.expires_at > $2 AND {ANSWERS}"
    );
    let values = [digest.into(), now.micros().into(), i64::from(FOLDER_DEPTH_MAX).into()];
    on.query_one_raw(sql(on, &query, values)).await?.map(|row| read(&row)).transpose()
}

/// Ends a ticket; `false` when it has ended.
pub async fn spend_ticket(on: &impl ConnectionTrait, digest: &str) -> Result<bool, DbErr> {
    one(on, "DELETE FROM link_ticket WHERE digest = $1", [digest.into()]).await
}

/// Removes tickets whose time is over.
pub async fn remove_expired_tickets(on: &impl ConnectionTrait, now: Timestamp) -> Result<u64, DbErr> {
    execute(on, "DELETE FROM link_ticket WHERE expires_at <= $1", [now.micros().into()]).await
}

fn read(row: &QueryResult) -> Result<Link, DbErr> {
    let (hash, pepper) = (text_or_none(row, "password_hash")?, text_or_none(row, "password_pepper")?);
    Ok(Link {
        id: parsed(row, "id")?,
        owner: parsed(row, "owner_id")?,
        entry: parsed(row, "entry_id")?,
        name: text(row, "name")?,
        is_file: flag(row, "is_file")?,
        password: hash.map(|text| StoredHash { text, pepper }),
        takes_uploads: flag(row, "takes_uploads")?,
        expires_at: instant_or_none(row, "expires_at")?,
        is_opened: flag(row, "is_opened")?,
    })
}
