//! Lists of files: what is there, and what is in the trash.
use domain::{
    file_order::{FileOrder, SortKey},
    id::AccountId,
    page::Page,
    time::Timestamp,
};
use sea_orm::{DbBackend, QueryResult};

use super::{
    ConnectionTrait, DbErr, bytes,
    file::{VERSION_COLUMNS, Version, read_version},
    instant_or_none,
    like::containing,
    sql, text,
};

/// An entry of a list.
pub struct Row {
    /// The file's name.
    pub name: String,
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
    /// In the trash, last deleted first.
    Trash,
}

impl Place {
    const fn condition(self) -> &'static str {
        match self {
            Self::Files(_) => "f.trashed_at IS NULL",
            Self::Trash => "f.trashed_at IS NOT NULL",
        }
    }

    fn order(self, engine: DbBackend) -> String {
        let Self::Files(FileOrder { by, descending }) = self else {
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
        "SELECT f.name, f.trashed_at, {VERSION_COLUMNS} FROM file f JOIN file_version v ON v.id = f.current_version
        WHERE f.account_id = $1 AND {condition} AND f.name_key LIKE $2 ESCAPE '!' ORDER BY {order} LIMIT $3 OFFSET $4"
    );
    let (limit, offset) = (i64::from(page.limit()), i64::from(page.offset()));
    let values = [account.to_string().into(), containing(part).into(), limit.into(), offset.into()];
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
    match on.query_one_raw(sql(on, &text, [account.to_string().into(), containing(part).into()])).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

fn read(row: &QueryResult) -> Result<Row, DbErr> {
    Ok(Row {
        name: text(row, "name")?,
        version: read_version(row)?,
        trashed_at: instant_or_none(row, "trashed_at")?,
    })
}
