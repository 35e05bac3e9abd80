//! What people gave each other: which rows there are. Which of them somebody reaches an entry by is in `reach`.
use std::collections::BTreeSet;

use domain::{
    id::{AccountId, FileId, ShareId},
    page::Page,
    policy::entry::Right,
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{
    ConnectionTrait, DbErr, bytes, damaged, execute, flag, instant, instant_or_none, one, parsed, sql, text,
    text_or_none,
};

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
    /// Who gives it.
    pub owner: AccountId,
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

/// What its owner gave, as the owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its id.
    pub id: ShareId,
    /// The file or folder.
    pub entry: FileId,
    /// What that is called.
    pub name: String,
    /// A file, and no folder.
    pub is_file: bool,
    /// It is in the trash, where nobody else sees it.
    pub is_trashed: bool,
    /// The account's name, or the address.
    pub receiver: String,
    /// What it lets do.
    pub right: Right,
    /// When it was given.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was first opened.
    pub opened_at: Option<Timestamp>,
    /// What there is to say of it when it is a link.
    pub link: Option<LinkUse>,
}

/// How a link is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkUse {
    /// It asks for a password.
    pub is_locked: bool,
    /// Downloads so far.
    pub downloads: u64,
    /// How many there can be; without an end when none.
    pub downloads_max: Option<u64>,
    /// It takes uploads, and gives nothing; they are counted as downloads.
    pub takes_uploads: bool,
}

const GIVEN: &str =
    "s.id, s.entry_id, f.name, f.is_file, CAST(CASE WHEN f.trashed_at IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_trashed,
    COALESCE(r.username, s.receiver_email) AS receiver, s.rights, s.created_at, s.expires_at, s.opened_at,
    CAST(CASE WHEN s.link_digest IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_link,
    CAST(CASE WHEN s.password_hash IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_locked, s.downloads, s.takes_uploads,
    COALESCE(s.downloads_max, 0) AS downloads_max
    FROM share s JOIN file f ON f.id = s.entry_id LEFT JOIN account r ON r.id = s.receiver_id";

/// Gives something.
pub async fn insert(on: &impl ConnectionTrait, new: NewShare<'_>) -> Result<bool, DbErr> {
    let text = "INSERT INTO share (id, owner_id, entry_id, receiver_id, receiver_email, rights, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let (account, address) = new.receiver.columns();
    let values = [
        new.id.to_string().into(),
        new.owner.to_string().into(),
        new.entry.to_string().into(),
        account.into(),
        address.into(),
        new.right.name().into(),
        new.created_at.micros().into(),
        new.expires_at.map(Timestamp::micros).into(),
    ];
    one(on, text, values).await
}

/// The share of this entry with this receiver.
pub async fn find_to(
    on: &impl ConnectionTrait,
    entry: FileId,
    receiver: &Receiver,
) -> Result<Option<ShareId>, DbErr> {
    let text = "SELECT id FROM share WHERE entry_id = $1 AND (receiver_id = $2 OR receiver_email = $3)";
    let (account, address) = receiver.columns();
    let row =
        on.query_one_raw(sql(on, text, [entry.to_string().into(), account.into(), address.into()])).await?;
    row.map(|row| parsed(&row, "id")).transpose()
}

/// Changes what an owner gave; `false` when it is not there. A link lets look and has an end, whatever is asked for.
pub async fn change(
    on: &impl ConnectionTrait,
    (owner, id): (AccountId, ShareId),
    right: Right,
    expires_at: Option<Timestamp>,
) -> Result<bool, DbErr> {
    let text = "UPDATE share SET rights = CASE WHEN link_digest IS NULL THEN $3 ELSE rights END,
            expires_at = CASE WHEN link_digest IS NULL THEN $4 ELSE COALESCE($4, expires_at) END
        WHERE id = $1 AND owner_id = $2";
    let values = [
        id.to_string().into(),
        owner.to_string().into(),
        right.name().into(),
        expires_at.map(Timestamp::micros).into(),
    ];
    one(on, text, values).await
}

/// Takes back what an owner gave: of which entry; none when it is not there.
pub async fn revoke(
    on: &impl ConnectionTrait,
    owner: AccountId,
    id: ShareId,
) -> Result<Option<FileId>, DbErr> {
    let text = "DELETE FROM share WHERE id = $1 AND owner_id = $2 RETURNING entry_id";
    let row = on.query_one_raw(sql(on, text, [id.to_string().into(), owner.to_string().into()])).await?;
    row.map(|row| parsed(&row, "entry_id")).transpose()
}

/// Notes that its receiver opened it; `false` when that was noted before.
pub async fn note_opening(on: &impl ConnectionTrait, id: ShareId, now: Timestamp) -> Result<bool, DbErr> {
    let text = "UPDATE share SET opened_at = $2 WHERE id = $1 AND opened_at IS NULL";
    one(on, text, [id.to_string().into(), now.micros().into()]).await
}

/// One of those that an owner gave.
pub async fn find(on: &impl ConnectionTrait, owner: AccountId, id: ShareId) -> Result<Option<Given>, DbErr> {
    let query = format!("SELECT {GIVEN} WHERE s.id = $1 AND s.owner_id = $2");
    let row = on.query_one_raw(sql(on, &query, [id.to_string().into(), owner.to_string().into()])).await?;
    row.map(|row| given(&row)).transpose()
}

/// A page of what an owner gave, the newest first: all of it, or of one entry.
pub async fn list(
    on: &impl ConnectionTrait,
    owner: AccountId,
    entry: Option<FileId>,
    page: Page,
) -> Result<Vec<Given>, DbErr> {
    let query = format!(
        "SELECT {GIVEN} WHERE s.owner_id = $1 AND ($2 = '' OR s.entry_id = $2)
        ORDER BY s.created_at DESC, s.id DESC LIMIT $3 OFFSET $4"
    );
    let entry = entry.map(|entry| entry.to_string()).unwrap_or_default();
    let (limit, offset) = (i64::from(page.limit()), i64::from(page.offset()));
    let values = [owner.to_string().into(), entry.into(), limit.into(), offset.into()];
    on.query_all_raw(sql(on, &query, values)).await?.iter().map(given).collect()
}

/// How many there are.
pub async fn count(on: &impl ConnectionTrait, owner: AccountId, entry: Option<FileId>) -> Result<u64, DbErr> {
    let text = "SELECT COUNT(*) AS n FROM share WHERE owner_id = $1 AND ($2 = '' OR entry_id = $2)";
    let entry = entry.map(|entry| entry.to_string()).unwrap_or_default();
    match on.query_one_raw(sql(on, text, [owner.to_string().into(), entry.into()])).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

/// Which of an owner's entries are given to somebody.
pub async fn entries(on: &impl ConnectionTrait, owner: AccountId) -> Result<BTreeSet<FileId>, DbErr> {
    let text = "SELECT DISTINCT entry_id FROM share WHERE owner_id = $1";
    let rows = on.query_all_raw(sql(on, text, [owner.to_string().into()])).await?;
    rows.iter().map(|row| parsed(row, "entry_id")).collect()
}

/// Forgets shares that ended by themselves at `latest` or before.
pub async fn forget_expired(on: &impl ConnectionTrait, latest: Timestamp) -> Result<u64, DbErr> {
    let text = "DELETE FROM share WHERE expires_at IS NOT NULL AND expires_at <= $1";
    execute(on, text, [latest.micros().into()]).await
}

pub(super) fn right(row: &QueryResult) -> Result<Right, DbErr> {
    let name = text(row, "rights")?;
    Right::parse(&name).ok_or_else(|| damaged("rights", &name))
}

fn link_use(row: &QueryResult) -> Result<LinkUse, DbErr> {
    let max = bytes(row, "downloads_max")?;
    Ok(LinkUse {
        is_locked: flag(row, "is_locked")?,
        downloads: bytes(row, "downloads")?,
        downloads_max: (max > 0).then_some(max),
        takes_uploads: flag(row, "takes_uploads")?,
    })
}

fn given(row: &QueryResult) -> Result<Given, DbErr> {
    Ok(Given {
        id: parsed(row, "id")?,
        entry: parsed(row, "entry_id")?,
        name: text(row, "name")?,
        is_file: flag(row, "is_file")?,
        is_trashed: flag(row, "is_trashed")?,
        receiver: text_or_none(row, "receiver")?.unwrap_or_default(),
        right: right(row)?,
        created_at: instant(row, "created_at")?,
        expires_at: instant_or_none(row, "expires_at")?,
        opened_at: instant_or_none(row, "opened_at")?,
        link: if flag(row, "is_link")? { Some(link_use(row)?) } else { None },
    })
}
