//! Lists of folders: those in a folder, those whose name somebody looks for, and what is in the trash.
use domain::{
    file_order::{FileOrder, SortKey},
    id::{AccountId, FileId, TagId},
    page::Page,
    time::Timestamp,
};
use sea_orm::{DbBackend, QueryResult};

use super::{
    ConnectionTrait, DbErr, bytes, flag,
    folder::{folder_key, folder_of},
    instant,
    like::containing,
    parsed, sql, text,
};

/// A folder of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: FileId,
    /// What it is called.
    pub name: String,
    /// The folder it is in; the top when none.
    pub parent: Option<FileId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Files in it.
    pub files: u64,
    /// Folders in it.
    pub folders: u64,
    /// Its owner wants it at hand.
    pub favourite: bool,
    /// Its files are encrypted before they come.
    pub is_vault: bool,
}

const COLUMNS: &str = "f.id, f.name, f.parent_id, f.created_at, f.favourite,
    COALESCE(e.files, 0) AS files, COALESCE(e.folders, 0) AS folders,
    CASE WHEN w.folder_id IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END AS is_vault";
const EXTENT: &str = "LEFT JOIN folder_extent e ON e.account_id = f.account_id AND e.folder_id = f.id
    LEFT JOIN vault w ON w.folder_id = f.id";

/// Where folders are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// In this folder, or at the top.
    Folder(Option<FileId>),
    /// Everywhere.
    All,
    /// Among those that their owner wants at hand.
    Favourites,
    /// Among those with this tag.
    Tagged(TagId),
}

impl Within {
    /// Each has a third value; where neither a folder nor a tag is asked for it is empty.
    const fn condition(self) -> &'static str {
        match self {
            Self::Folder(_) => "f.trashed_at IS NULL AND f.is_file = 0 AND f.parent_id = $3",
            Self::All => "f.trashed_at IS NULL AND f.is_file = 0 AND $3 = ''",
            Self::Favourites => "f.favourite = 1 AND f.trashed_at IS NULL AND f.is_file = 0 AND $3 = ''",
            Self::Tagged(_) => {
                "f.trashed_at IS NULL AND f.is_file = 0 AND f.id IN (SELECT file_id FROM file_tag WHERE tag_id = $3)"
            }
        }
    }

    fn value(self) -> String {
        match self {
            Self::Folder(folder) => folder_key(folder),
            Self::All | Self::Favourites => String::new(),
            Self::Tagged(tag) => tag.to_string(),
        }
    }
}

/// What folders are ordered by when files are ordered so: a folder has neither size nor copies.
fn order(FileOrder { by, descending }: FileOrder, engine: DbBackend) -> &'static str {
    match (by, descending, engine) {
        (SortKey::Modified, true, _) => "f.changed_at DESC, f.id DESC",
        (SortKey::Modified, false, _) => "f.changed_at ASC, f.id ASC",
        (SortKey::Name, true, DbBackend::Postgres) => "f.name_key COLLATE \"C\" DESC, f.id DESC",
        (SortKey::Name, true, _) => "f.name_key DESC, f.id DESC",
        (_, _, DbBackend::Postgres) => "f.name_key COLLATE \"C\" ASC, f.id ASC",
        (..) => "f.name_key ASC, f.id ASC",
    }
}

/// One page of the folders whose name's key contains `part`.
pub async fn list(
    on: &impl ConnectionTrait,
    account: AccountId,
    (within, part): (Within, &str),
    files: FileOrder,
    page: Page,
) -> Result<Vec<Row>, DbErr> {
    let (condition, order) = (within.condition(), order(files, on.get_database_backend()));
    let text = format!(
        "SELECT {COLUMNS} FROM file f {EXTENT} WHERE f.account_id = $1 AND {condition} AND f.name_key LIKE $2 ESCAPE '!'
        ORDER BY {order} LIMIT $4 OFFSET $5"
    );
    let (limit, offset) = (i64::from(page.limit()), i64::from(page.offset()));
    let values = [
        account.to_string().into(),
        containing(part).into(),
        within.value().into(),
        limit.into(),
        offset.into(),
    ];
    on.query_all_raw(sql(on, &text, values)).await?.iter().map(read).collect()
}

/// The keys of the names of an account's folders outside the trash; the first so many by id.
pub async fn names(
    on: &impl ConnectionTrait,
    account: AccountId,
    most: u32,
) -> Result<Vec<(FileId, String)>, DbErr> {
    let query = "SELECT f.id, f.name_key FROM file f
        WHERE f.account_id = $1 AND f.is_file = 0 AND f.trashed_at IS NULL ORDER BY f.id LIMIT $2";
    let values = [account.to_string().into(), i64::from(most).into()];
    let rows = on.query_all_raw(sql(on, query, values)).await?;
    rows.iter().map(|row| Ok((parsed(row, "id")?, text(row, "name_key")?))).collect()
}

/// How many folders have a name whose key contains `part`.
pub async fn count(
    on: &impl ConnectionTrait,
    account: AccountId,
    (within, part): (Within, &str),
) -> Result<u64, DbErr> {
    // What is counted at any change need not be counted now.
    match (within, part) {
        (Within::Folder(folder), "") => return extent(on, account, folder, Counted::Folders).await,
        (Within::All, "") => return extent_of_all(on, account, Counted::Folders).await,
        _ => {}
    }
    let condition = within.condition();
    let text = format!(
        "SELECT COUNT(*) AS n FROM file f WHERE f.account_id = $1 AND {condition} AND f.name_key LIKE $2 ESCAPE '!'"
    );
    let values = [account.to_string().into(), containing(part).into(), within.value().into()];
    match on.query_one_raw(sql(on, &text, values)).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

/// What is counted of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// The files in it.
    Files,
    /// The folders in it.
    Folders,
}

impl Counted {
    const fn column(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Folders => "folders",
        }
    }
}

/// How many files or folders are in a folder, or at the top.
pub async fn extent(
    on: &impl ConnectionTrait,
    account: AccountId,
    folder: Option<FileId>,
    counted: Counted,
) -> Result<u64, DbErr> {
    let column = counted.column();
    let text = format!("SELECT {column} AS n FROM folder_extent WHERE account_id = $1 AND folder_id = $2");
    match on.query_one_raw(sql(on, &text, [account.to_string().into(), folder_key(folder).into()])).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

/// How many files or folders an account has outside the trash.
pub async fn extent_of_all(
    on: &impl ConnectionTrait,
    account: AccountId,
    counted: Counted,
) -> Result<u64, DbErr> {
    let column = counted.column();
    let text = format!(
        "SELECT CAST(COALESCE(SUM({column}), 0) AS BIGINT) AS n FROM folder_extent WHERE account_id = $1"
    );
    match on.query_one_raw(sql(on, &text, [account.to_string().into()])).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

/// One of the account's folders outside the trash.
pub async fn find(on: &impl ConnectionTrait, account: AccountId, id: FileId) -> Result<Option<Row>, DbErr> {
    let query = format!(
        "SELECT {COLUMNS} FROM file f {EXTENT}
        WHERE f.id = $1 AND f.account_id = $2 AND f.is_file = 0 AND f.trashed_at IS NULL"
    );
    let row = on.query_one_raw(sql(on, &query, [id.to_string().into(), account.to_string().into()])).await?;
    row.map(|row| read(&row)).transpose()
}

/// What was moved to the trash by itself: below a folder that went in another act, or that is not in the trash.
const ROOTS: &str = "FROM file f WHERE f.account_id = $1 AND f.trashed_at IS NOT NULL AND NOT EXISTS
    (SELECT 1 FROM file p WHERE p.id = f.parent_id AND p.trash_act = f.trash_act)";

/// A file or a folder that was moved to the trash by itself.
pub struct Root {
    /// Its id.
    pub id: FileId,
    /// What it is called.
    pub name: String,
    /// The folder it was in; the top when none.
    pub parent: Option<FileId>,
    /// A file, and no folder.
    pub is_file: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was moved to the trash.
    pub trashed_at: Timestamp,
    /// With what it was moved there.
    pub act: String,
    /// Its files are encrypted before they come.
    pub is_vault: bool,
}

/// One page of the trash, last deleted first, a folder with all below it as one.
pub async fn trash(on: &impl ConnectionTrait, account: AccountId, page: Page) -> Result<Vec<Root>, DbErr> {
    let query = format!(
        "SELECT f.id, f.name, f.parent_id, f.is_file, f.created_at, f.trashed_at, f.trash_act,
            CASE WHEN EXISTS (SELECT 1 FROM vault w WHERE w.folder_id = f.id)
                THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS is_vault {ROOTS}
        ORDER BY f.trashed_at DESC, f.id DESC LIMIT $2 OFFSET $3"
    );
    let (limit, offset) = (i64::from(page.limit()), i64::from(page.offset()));
    let values = [account.to_string().into(), limit.into(), offset.into()];
    let rows = on.query_all_raw(sql(on, &query, values)).await?;
    rows.iter()
        .map(|row| {
            Ok(Root {
                id: parsed(row, "id")?,
                name: text(row, "name")?,
                parent: folder_of(row, "parent_id")?,
                is_file: flag(row, "is_file")?,
                created_at: instant(row, "created_at")?,
                trashed_at: instant(row, "trashed_at")?,
                act: text(row, "trash_act")?,
                is_vault: flag(row, "is_vault")?,
            })
        })
        .collect()
}

/// How many entries the trash has, a folder with all below it as one.
pub async fn count_trash(on: &impl ConnectionTrait, account: AccountId) -> Result<u64, DbErr> {
    let query = format!("SELECT COUNT(*) AS n {ROOTS}");
    match on.query_one_raw(sql(on, &query, [account.to_string().into()])).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

fn read(row: &QueryResult) -> Result<Row, DbErr> {
    Ok(Row {
        id: parsed(row, "id")?,
        name: text(row, "name")?,
        parent: folder_of(row, "parent_id")?,
        created_at: instant(row, "created_at")?,
        files: bytes(row, "files")?,
        folders: bytes(row, "folders")?,
        favourite: flag(row, "favourite")?,
        is_vault: flag(row, "is_vault")?,
    })
}
