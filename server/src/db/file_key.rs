//! The keys of versions, wrapped by keys of their account: of versions that are there, and of uploads that become one.
use domain::id::{AccountId, VersionId};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, blob, bytes, count, one, parsed, sql, text};

/// Which rows keep such keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Versions.
    Version,
    /// Uploads, ended ones too.
    Upload,
}

/// A wrapped key in its row.
pub struct Held {
    /// The row.
    pub id: String,
    /// Whose key it is.
    pub version: VersionId,
    /// The key under the account's key.
    pub wrapped: Vec<u8>,
    /// Which of the account's keys.
    pub key_version: u32,
}

impl Holder {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Version, Self::Upload];
}

/// At most `limit` rows behind `after` whose key this key of the account wraps, in the order of their ids.
pub async fn under(
    on: &impl ConnectionTrait,
    holder: Holder,
    (account, key_version): (AccountId, u32),
    after: &str,
    limit: u32,
) -> Result<Vec<Held>, DbErr> {
    let query = match holder {
        Holder::Version => {
            "SELECT id AS row_id, id AS version, wrapped_key, key_version FROM file_version
            WHERE file_id IN (SELECT id FROM file WHERE account_id = $1) AND key_version = $2 AND id > $3
            ORDER BY id LIMIT $4"
        }
        Holder::Upload => {
            "SELECT id AS row_id, version_id AS version, wrapped_key, key_version FROM upload
            WHERE account_id = $1 AND key_version = $2 AND id > $3 ORDER BY id LIMIT $4"
        }
    };
    let (account, key) = (account.to_string().into(), i64::from(key_version).into());
    let statement = sql(on, query, [account, key, after.into(), i64::from(limit).into()]);
    on.query_all_raw(statement).await?.iter().map(read).collect()
}

/// How many rows name a key of an account.
pub async fn count_under(
    on: &impl ConnectionTrait,
    account: AccountId,
    key_version: u32,
) -> Result<u64, DbErr> {
    let mut all = 0;
    for holder in Holder::ALL {
        let query = match holder {
            Holder::Version => {
                "SELECT COUNT(*) AS n FROM file_version
                WHERE file_id IN (SELECT id FROM file WHERE account_id = $1) AND key_version = $2"
            }
            Holder::Upload => "SELECT COUNT(*) AS n FROM upload WHERE account_id = $1 AND key_version = $2",
        };
        let statement = sql(on, query, [account.to_string().into(), i64::from(key_version).into()]);
        all += on.query_one_raw(statement).await?.map_or(Ok(0), |row| bytes(&row, "n"))?;
    }
    Ok(all)
}

/// Lets nobody else change the row until the transaction ends; `false` when it holds something else by now.
pub async fn hold(on: &impl ConnectionTrait, holder: Holder, old: &Held) -> Result<bool, DbErr> {
    replace(on, holder, old, &old.wrapped, old.key_version).await
}

/// Puts the same key under another one in the place of `old`; `false` when that is no longer there.
pub async fn replace(
    on: &impl ConnectionTrait,
    holder: Holder,
    old: &Held,
    wrapped: &[u8],
    key_version: u32,
) -> Result<bool, DbErr> {
    let query = match holder {
        Holder::Version => {
            "UPDATE file_version SET wrapped_key = $1, key_version = $2
            WHERE id = $3 AND wrapped_key = $4 AND key_version = $5"
        }
        Holder::Upload => {
            "UPDATE upload SET wrapped_key = $1, key_version = $2
            WHERE id = $3 AND wrapped_key = $4 AND key_version = $5"
        }
    };
    let values = [
        wrapped.into(),
        i64::from(key_version).into(),
        old.id.as_str().into(),
        old.wrapped.as_slice().into(),
        i64::from(old.key_version).into(),
    ];
    one(on, query, values).await
}

/// The key of a version, wherever its row is.
pub async fn find(on: &impl ConnectionTrait, version: VersionId) -> Result<Option<Held>, DbErr> {
    let queries = [
        "SELECT id AS row_id, id AS version, wrapped_key, key_version FROM file_version WHERE id = $1",
        "SELECT id AS row_id, version_id AS version, wrapped_key, key_version FROM upload WHERE version_id = $1",
    ];
    for query in queries {
        if let Some(row) = on.query_one_raw(sql(on, query, [version.to_string().into()])).await? {
            return read(&row).map(Some);
        }
    }
    Ok(None)
}

fn read(row: &QueryResult) -> Result<Held, DbErr> {
    Ok(Held {
        id: text(row, "row_id")?,
        version: parsed(row, "version")?,
        wrapped: blob(row, "wrapped_key")?,
        key_version: count(row, "key_version")?,
    })
}
