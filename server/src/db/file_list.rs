//! Lists of files: what is there, and what is in the trash.
use domain::{
    file_kind::FileKind,
    file_order::{FileOrder, SortKey},
    id::{AccountId, FileId, TagId, VersionId},
    page::Page,
    search::Narrow,
    time::Timestamp,
};
use sea_orm::{DbBackend, Value};
use serde::Deserialize;

use super::{
    ConnectionTrait, DbErr, bytes,
    folder::folder_key,
    folder_list::{self, Counted},
    like::containing,
    many, parsed, sql,
};

/// An entry of a list, read in the order of `COLUMNS`.
#[derive(Deserialize)]
pub struct Row {
    /// The file.
    #[serde(deserialize_with = "many::parsed")]
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// The folder it is in; the top when none.
    #[serde(deserialize_with = "many::folder")]
    pub folder: Option<FileId>,
    /// Its shown version.
    #[serde(deserialize_with = "many::parsed")]
    pub version: VersionId,
    /// Bytes of that.
    pub size: u64,
    /// When it was committed.
    #[serde(deserialize_with = "many::instant")]
    pub changed_at: Timestamp,
    /// Its owner wants it at hand.
    #[serde(deserialize_with = "many::flag")]
    pub favourite: bool,
    /// When it was moved to the trash.
    #[serde(deserialize_with = "many::instant_or_none")]
    pub trashed_at: Option<Timestamp>,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// A part of it was found lost on all nodes.
    #[serde(deserialize_with = "many::is_there")]
    pub damaged: bool,
    /// Bytes that are encrypted in it, if it has the form of age.
    pub plain_size: Option<u64>,
}

const COLUMNS: &str =
    "f.id, f.name, f.parent_id, f.current_version, f.size, f.changed_at, f.favourite, f.trashed_at,
    f.sha256, f.damaged_at, f.plain_size";

/// Holds of what has the tag.
const TAGGED: &str = "f.id IN (SELECT file_id FROM file_tag WHERE tag_id = $8)";

/// Where a list looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Outside the trash, in this order. Copies are no column: files that are wanted by copies come by name.
    Files(FileOrder),
    /// In a folder, or at the top, in this order.
    Folder(Option<FileId>, FileOrder),
    /// Among those that their owner wants at hand, in this order.
    Favourites(FileOrder),
    /// Outside the trash, like these and with this tag, in this order.
    Narrowed(FileOrder, Narrow, Option<TagId>),
    /// In the trash, last deleted first.
    Trash,
}

impl Place {
    /// Each has a third value, so that the others have their numbers in every statement; where no folder is asked for it is
    /// empty.
    fn condition(self) -> String {
        match self {
            Self::Files(_) => "f.trashed_at IS NULL AND f.is_file = 1 AND $3 = ''".to_owned(),
            Self::Folder(..) => "f.trashed_at IS NULL AND f.is_file = 1 AND f.parent_id = $3".to_owned(),
            Self::Favourites(_) => {
                "f.favourite = 1 AND f.trashed_at IS NULL AND f.is_file = 1 AND $3 = ''".to_owned()
            }
            Self::Narrowed(_, narrow, tag) => {
                let kind = ends_with_one_of(narrow.kind.map_or(&[], FileKind::endings));
                let tagged = if tag.is_some() { TAGGED } else { "1 = 1" };
                format!(
                    "f.trashed_at IS NULL AND f.is_file = 1 AND $3 = '' AND {kind} AND {tagged}
                    AND f.size BETWEEN $4 AND $5 AND f.changed_at >= $6 AND f.changed_at < $7"
                )
            }
            Self::Trash => "f.trashed_at IS NOT NULL AND f.is_file = 1 AND $3 = ''".to_owned(),
        }
    }

    /// The values of the condition, which are those of the statement from the first on.
    fn values(self, account: AccountId, part: &str) -> Vec<Value> {
        let mut values = vec![account.to_string().into(), containing(part).into(), self.folder().into()];
        if let Self::Narrowed(_, narrow, tag) = self {
            let size = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
            values.push(narrow.min_bytes.map_or(0, size).into());
            values.push(narrow.max_bytes.map_or(i64::MAX, size).into());
            values.push(narrow.from.map_or(i64::MIN, Timestamp::micros).into());
            values.push(narrow.before.map_or(i64::MAX, Timestamp::micros).into());
            values.extend(tag.map(|tag| tag.to_string().into()));
        }
        values
    }

    fn folder(self) -> String {
        match self {
            Self::Folder(folder, _) => folder_key(folder),
            Self::Files(_) | Self::Favourites(_) | Self::Narrowed(..) | Self::Trash => String::new(),
        }
    }

    fn order(self, engine: DbBackend) -> String {
        let FileOrder { by, descending } = match self {
            Self::Files(order)
            | Self::Favourites(order)
            | Self::Folder(_, order)
            | Self::Narrowed(order, ..) => order,
            Self::Trash => return "f.trashed_at DESC, f.id DESC".to_owned(),
        };
        let column = match (by, engine) {
            (SortKey::Size, _) => "f.size",
            (SortKey::Modified, _) => "f.changed_at",
            // By code point on either engine: SQLite does so, and PostgreSQL would follow the language of its cluster.
            (SortKey::Name | SortKey::Copies, DbBackend::Postgres) => "f.name_key COLLATE \"C\"",
            (SortKey::Name | SortKey::Copies, _) => "f.name_key",
        };
        let direction = if descending && by != SortKey::Copies { "DESC" } else { "ASC" };
        format!("{column} {direction}, f.id {direction}")
    }
}

/// One page of an account's files whose name's key contains `part`. The page is cut out of an index before anything is read
/// about its files.
pub async fn list(
    on: &impl ConnectionTrait,
    account: AccountId,
    place: Place,
    part: &str,
    page: Page,
) -> Result<Vec<Row>, DbErr> {
    let engine = on.get_database_backend();
    let (condition, order, key) = (place.condition(), place.order(engine), row_key(engine));
    let mut values = place.values(account, part);
    let (limit, offset) = (values.len() + 1, values.len() + 2);
    let source = format!(
        "FROM (
            SELECT f.{key} AS key FROM file f
            WHERE f.account_id = $1 AND {condition} AND f.name_key LIKE $2 ESCAPE '!'
            ORDER BY {order} LIMIT ${limit} OFFSET ${offset}
        ) page JOIN file f ON f.{key} = page.key ORDER BY {order}"
    );
    values.extend([i64::from(page.limit()).into(), i64::from(page.offset()).into()]);
    many::gather(on, COLUMNS, &source, values).await
}

/// Holds of a name with one of these endings, and of every name where there are none. They are words of this program.
pub(super) fn ends_with_one_of(endings: &[&str]) -> String {
    let one = endings.iter().map(|ending| format!("f.name_key LIKE '%.{ending}'"));
    let all = one.collect::<Vec<_>>().join(" OR ");
    if all.is_empty() { "1 = 1".to_owned() } else { format!("({all})") }
}

/// The keys of the names of an account's files in a place; the first so many by id.
pub async fn names(
    on: &impl ConnectionTrait,
    account: AccountId,
    place: Place,
    most: u32,
) -> Result<Vec<(FileId, String)>, DbErr> {
    let condition = place.condition();
    let mut values = place.values(account, "");
    let limit = values.len() + 1;
    let text = format!(
        "SELECT f.id, f.name_key FROM file f
        WHERE f.account_id = $1 AND {condition} AND f.name_key LIKE $2 ESCAPE '!' ORDER BY f.id LIMIT ${limit}"
    );
    values.push(i64::from(most).into());
    let rows = on.query_all_raw(sql(on, &text, values)).await?;
    rows.iter().map(|row| Ok((parsed(row, "id")?, super::text(row, "name_key")?))).collect()
}

/// What finds a row of one statement again. SQLite knows its rows by their number, and an id only leads to that.
const fn row_key(engine: DbBackend) -> &'static str {
    match engine {
        DbBackend::Sqlite => "rowid",
        _ => "id",
    }
}

/// How many files of an account have a name whose key contains `part`.
pub async fn count(
    on: &impl ConnectionTrait,
    account: AccountId,
    place: Place,
    part: &str,
) -> Result<u64, DbErr> {
    // What is counted at any change need not be counted now.
    match (place, part) {
        (Place::Folder(folder, _), "") => {
            return folder_list::extent(on, account, folder, Counted::Files).await;
        }
        (Place::Files(_), "") => return folder_list::extent_of_all(on, account, Counted::Files).await,
        _ => {}
    }
    let condition = place.condition();
    let text = format!(
        "SELECT COUNT(*) AS n FROM file f WHERE f.account_id = $1 AND {condition} AND f.name_key LIKE $2 ESCAPE '!'"
    );
    match on.query_one_raw(sql(on, &text, place.values(account, part))).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

/// One file outside the trash.
pub async fn find(on: &impl ConnectionTrait, account: AccountId, id: FileId) -> Result<Option<Row>, DbErr> {
    let source =
        "FROM file f WHERE f.id = $1 AND f.account_id = $2 AND f.is_file = 1 AND f.trashed_at IS NULL";
    let values = [id.to_string().into(), account.to_string().into()];
    Ok(many::gather(on, COLUMNS, source, values).await?.into_iter().next())
}

/// One file in the trash.
pub async fn find_trashed(
    on: &impl ConnectionTrait,
    account: AccountId,
    id: FileId,
) -> Result<Option<Row>, DbErr> {
    let source =
        "FROM file f WHERE f.id = $1 AND f.account_id = $2 AND f.is_file = 1 AND f.trashed_at IS NOT NULL";
    let values = [id.to_string().into(), account.to_string().into()];
    Ok(many::gather(on, COLUMNS, source, values).await?.into_iter().next())
}
