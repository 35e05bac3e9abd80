//! Lists of files: what is there, and what is in the trash.
use domain::{
    file_order::{FileOrder, SortKey},
    id::{AccountId, FileId},
    page::Page,
    time::Timestamp,
};
use sea_orm::{DbBackend, QueryResult};

use super::{
    ConnectionTrait, DbErr, bytes,
    file::{VERSION_COLUMNS, Version, read_version},
    folder::{folder_key, folder_of},
    instant_or_none,
    like::containing,
    sql, text,
};

/// An entry of a list.
pub struct Row {
    /// The file's name.
    pub name: String,
    /// The folder it is in; the top when none.
    pub folder: Option<FileId>,
    /// Its shown version.
    pub version: Version,
    /// When it was moved to the trash.
    pub trashed_at: Option<Timestamp>,
}

/// Where a list looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Outside the trash, in this order. Copies are no column: files that are wanted by copies come by name.
    Files(FileOrder),
    /// In a folder, or at the top, in this order.
    Folder(Option<FileId>, FileOrder),
    /// In the trash, last deleted first.
    Trash,
}

impl Place {
    /// Each has a third value, so that the others have their numbers in every statement; where no folder is asked for it is
    /// empty.
    const fn condition(self) -> &'static str {
        match self {
            Self::Files(_) => "f.trashed_at IS NULL AND f.is_file = 1 AND $3 = ''",
            Self::Folder(..) => "f.trashed_at IS NULL AND f.is_file = 1 AND f.parent_id = $3",
            Self::Trash => "f.trashed_at IS NOT NULL AND f.is_file = 1 AND $3 = ''",
        }
    }

    fn folder(self) -> String {
        match self {
            Self::Folder(folder, _) => folder_key(folder),
            Self::Files(_) | Self::Trash => String::new(),
        }
    }

    fn order(self, engine: DbBackend) -> String {
        let (Self::Files(FileOrder { by, descending }) | Self::Folder(_, FileOrder { by, descending })) =
            self
        else {
            return "f.trashed_at DESC, f.id DESC".to_owned();
        };
        let column = match (by, engine) {
            (SortKey::Size, _) => "v.size",
            (SortKey::Modified, _) => "v.created_at",
            // By code point on either engine: SQLite does so, and PostgreSQL would follow the language of its cluster.
            (SortKey::Name | SortKey::Copies, DbBackend::Postgres) => "f.name_key COLLATE \"C\"",
            (SortKey::Name | SortKey::Copies, _) => "f.name_key",
        };
        let direction = if descending && by != SortKey::Copies { "DESC" } else { "ASC" };
        format!("{column} {direction}, f.id {direction}")
    }
}

/// One page of an account's files whose name's key contains `part`.
pub async fn list(
    on: &impl ConnectionTrait,
    account: AccountId,
    place: Place,
    part: &str,
    page: Page,
) -> Result<Vec<Row>, DbErr> {
    let (condition, order) = (place.condition(), place.order(on.get_database_backend()));
    let text = format!(
        "SELECT f.name, f.parent_id, f.trashed_at, {VERSION_COLUMNS}
        FROM file f JOIN file_version v ON v.id = f.current_version
        WHERE f.account_id = $1 AND {condition} AND f.name_key LIKE $2 ESCAPE '!'
        ORDER BY {order} LIMIT $4 OFFSET $5"
    );
    let (limit, offset) = (i64::from(page.limit()), i64::from(page.offset()));
    let values = [
        account.to_string().into(),
        containing(part).into(),
        place.folder().into(),
        limit.into(),
        offset.into(),
    ];
    on.query_all_raw(sql(on, &text, values)).await?.iter().map(read).collect()
}

/// How many files of an account have a name whose key contains `part`.
pub async fn count(
    on: &impl ConnectionTrait,
    account: AccountId,
    place: Place,
    part: &str,
) -> Result<u64, DbErr> {
    let condition = place.condition();
    let text = format!(
        "SELECT COUNT(*) AS n FROM file f WHERE f.account_id = $1 AND {condition} AND f.name_key LIKE $2 ESCAPE '!'"
    );
    let values = [account.to_string().into(), containing(part).into(), place.folder().into()];
    match on.query_one_raw(sql(on, &text, values)).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

/// One file in the trash.
pub async fn find_trashed(
    on: &impl ConnectionTrait,
    account: AccountId,
    id: FileId,
) -> Result<Option<Row>, DbErr> {
    let text = format!(
        "SELECT f.name, f.parent_id, f.trashed_at, {VERSION_COLUMNS}
        FROM file f JOIN file_version v ON v.id = f.current_version
        WHERE f.id = $1 AND f.account_id = $2 AND f.trashed_at IS NOT NULL"
    );
    let row = on.query_one_raw(sql(on, &text, [id.to_string().into(), account.to_string().into()])).await?;
    row.map(|row| read(&row)).transpose()
}

fn read(row: &QueryResult) -> Result<Row, DbErr> {
    Ok(Row {
        name: text(row, "name")?,
        folder: folder_of(row, "parent_id")?,
        version: read_version(row)?,
        trashed_at: instant_or_none(row, "trashed_at")?,
    })
}
