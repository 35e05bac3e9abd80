//! What somebody gave, and what others passed on of it: the lists of whoever gave.
use std::collections::BTreeSet;

use domain::{
    id::{AccountId, FileId, ShareId},
    limits::FOLDER_DEPTH_MAX,
    page::Page,
    policy::entry::Right,
    time::Timestamp,
};
use sea_orm::{QueryResult, Value};

use super::{
    ConnectionTrait, DbErr, bytes, flag, instant, instant_or_none, parsed,
    passing::{END, HOLDS},
    share::right,
    sql, text, text_or_none,
};

/// What was given, as its owner sees it, and whoever passed it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its id.
    pub id: ShareId,
    /// Whose the entry is.
    pub owner: AccountId,
    /// The name of whoever passed it on; none when its owner gave it.
    pub passed_on_by: Option<String>,
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

/// Who looks at what was given, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looking {
    /// Its owner, or whoever passed it on.
    pub caller: AccountId,
    /// What was passed on is asked for as of then.
    pub now: Timestamp,
}

const GIVEN: &str =
    "s.id, s.owner_id, g.username AS passed_on_by, s.entry_id, f.name, f.is_file, CAST(CASE WHEN f.trashed_at IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_trashed,
    COALESCE(r.username, s.receiver_email) AS receiver, s.rights, s.shares_on, s.created_at, s.opened_at,
    CAST(CASE WHEN s.link_digest IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_link,
    CAST(CASE WHEN s.password_hash IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_locked, s.downloads, s.takes_uploads,
    COALESCE(s.downloads_max, 0) AS downloads_max";
const SHARES: &str =
    "FROM share s JOIN file f ON f.id = s.entry_id LEFT JOIN account r ON r.id = s.receiver_id
    LEFT JOIN account g ON g.id = s.giver_id LEFT JOIN share v ON v.id = s.via_id";

/// What `$1` sees: of what is his all that was given, of what is not what he passed on, while he reaches it himself.
const SEEN: &str = "(s.owner_id = $1 OR s.giver_id = $1 AND f.trashed_at IS NULL)";

impl Looking {
    fn values(self) -> [Value; 3] {
        [self.caller.to_string().into(), self.now.micros().into(), i64::from(FOLDER_DEPTH_MAX).into()]
    }
}

/// One of those that somebody gave, or that was passed on of his.
pub async fn find(on: &impl ConnectionTrait, looking: Looking, id: ShareId) -> Result<Option<Given>, DbErr> {
    let query =
        format!("SELECT {GIVEN}, {END} {SHARES} WHERE {SEEN} AND (s.owner_id = $1 OR {HOLDS}) AND s.id = $4");
    let [caller, now, depth] = looking.values();
    let row = on.query_one_raw(sql(on, &query, [caller, now, depth, id.to_string().into()])).await?;
    row.map(|row| given(&row)).transpose()
}

/// A page of what somebody gave, and of what was passed on of his, the newest first: all of it, or of one entry.
pub async fn list(
    on: &impl ConnectionTrait,
    looking: Looking,
    entry: Option<FileId>,
    page: Page,
) -> Result<Vec<Given>, DbErr> {
    let query = format!(
        "SELECT {GIVEN}, {END} {SHARES}
        WHERE {SEEN} AND (s.owner_id = $1 OR {HOLDS}) AND ($4 = '' OR s.entry_id = $4)
        ORDER BY s.created_at DESC, s.id DESC LIMIT $5 OFFSET $6"
    );
    let [caller, now, depth] = looking.values();
    let entry = entry.map(|entry| entry.to_string()).unwrap_or_default();
    let (limit, offset) = (i64::from(page.limit()), i64::from(page.offset()));
    let values = [caller, now, depth, entry.into(), limit.into(), offset.into()];
    on.query_all_raw(sql(on, &query, values)).await?.iter().map(given).collect()
}

/// How many there are.
pub async fn count(on: &impl ConnectionTrait, looking: Looking, entry: Option<FileId>) -> Result<u64, DbErr> {
    let query = format!(
        "SELECT COUNT(*) AS n {SHARES}
        WHERE {SEEN} AND (s.owner_id = $1 OR {HOLDS}) AND ($4 = '' OR s.entry_id = $4)"
    );
    let [caller, now, depth] = looking.values();
    let entry = entry.map(|entry| entry.to_string()).unwrap_or_default();
    match on.query_one_raw(sql(on, &query, [caller, now, depth, entry.into()])).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

/// How many somebody gave himself, of his own or passed on: what others passed on of his is not his doing.
pub async fn count_by(on: &impl ConnectionTrait, giver: AccountId) -> Result<u64, DbErr> {
    let text = "SELECT COUNT(*) AS n FROM share WHERE (owner_id = $1 AND giver_id IS NULL) OR giver_id = $1";
    match on.query_one_raw(sql(on, text, [giver.to_string().into()])).await? {
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
        owner: parsed(row, "owner_id")?,
        passed_on_by: text_or_none(row, "passed_on_by")?,
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
