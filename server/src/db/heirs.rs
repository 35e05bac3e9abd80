//! Who counts a chunk in the quota when the version that counted it goes: another one that refers to it, if there is one.
use std::collections::BTreeMap;

use domain::id::{AccountId, FileId, VersionId};
use sea_orm::{DbBackend, Value};

use super::{ConnectionTrait, DbErr, bytes, execute, many, parsed, sql};

/// What is about to be removed.
#[derive(Clone, Copy, Debug)]
pub enum Leaving<'a> {
    /// One version.
    Version(VersionId),
    /// All versions of a file.
    File(FileId),
    /// All versions of what went to the trash by one act: a file, or a folder and what is below it.
    Act(AccountId, FileId, &'a str),
}

/// Bytes that others count from now on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Versions of files outside the trash.
    pub to_used: u64,
    /// Versions of files in the trash.
    pub to_trash: u64,
}

impl Leaving<'_> {
    /// What the statement begins with: the ids of the versions as `leaving`.
    const fn versions(self) -> &'static str {
        match self {
            Self::Version(_) => "WITH leaving (id) AS (SELECT id FROM file_version WHERE id = $1)",
            Self::File(_) => "WITH leaving (id) AS (SELECT id FROM file_version WHERE file_id = $1)",
            Self::Act(..) => {
                "WITH RECURSIVE below (id) AS (
                    SELECT id FROM file WHERE id = $1 AND account_id = $2 AND trash_act = $3
                    UNION
                    SELECT f.id FROM below b CROSS JOIN file f
                    WHERE f.account_id = $2 AND f.parent_id = b.id AND f.trash_act = $3
                ), leaving (id) AS (SELECT v.id FROM below b CROSS JOIN file_version v WHERE v.file_id = b.id)"
            }
        }
    }

    fn values(self) -> Vec<Value> {
        match self {
            Self::Version(id) => vec![id.to_string().into()],
            Self::File(id) => vec![id.to_string().into()],
            Self::Act(account, id, act) => {
                vec![id.to_string().into(), account.to_string().into(), act.into()]
            }
        }
    }
}

/// Lets others count the chunks that leaving versions counted and that they refer to, too. Before those are removed, under
/// the lock of the account's tree.
pub async fn pass(on: &impl ConnectionTrait, leaving: Leaving<'_>) -> Result<Passed, DbErr> {
    let versions = leaving.versions();
    let query = format!(
        "{versions} UPDATE file_chunk SET counted = 1 WHERE (chunk_id, version_id) IN (
            SELECT other.chunk_id, MIN(other.version_id) FROM file_chunk other
            WHERE other.chunk_id IN (SELECT c.chunk_id FROM leaving CROSS JOIN file_chunk c
                    WHERE c.version_id = leaving.id AND c.counted = 1)
                AND other.version_id NOT IN (SELECT id FROM leaving)
            GROUP BY other.chunk_id)
        RETURNING version_id, bytes"
    );
    let mut heirs: BTreeMap<VersionId, u64> = BTreeMap::new();
    for row in on.query_all_raw(sql(on, &query, leaving.values())).await? {
        *heirs.entry(parsed(&row, "version_id")?).or_default() += bytes(&row, "bytes")?;
    }
    if heirs.is_empty() {
        return Ok(Passed::default());
    }
    let ids: Vec<VersionId> = heirs.keys().copied().collect();
    recount(on, &ids).await?;
    let to_trash = in_trash(on, &ids).await?.iter().filter_map(|id| heirs.get(id)).sum();
    Ok(Passed { to_used: heirs.values().sum::<u64>() - to_trash, to_trash })
}

/// Lets versions count in the quota what they count of chunks.
async fn recount(on: &impl ConnectionTrait, versions: &[VersionId]) -> Result<u64, DbErr> {
    let among = among(on);
    let text = format!(
        "UPDATE file_version SET charged = (SELECT CAST(COALESCE(SUM(c.bytes), 0) AS BIGINT) FROM file_chunk c
            WHERE c.version_id = file_version.id AND c.counted = 1) WHERE id IN ({among})"
    );
    execute(on, &text, [many::ids(versions)]).await
}

/// Those of the versions whose file is in the trash.
async fn in_trash(on: &impl ConnectionTrait, versions: &[VersionId]) -> Result<Vec<VersionId>, DbErr> {
    let among = among(on);
    let query = format!(
        "SELECT v.id FROM file_version v JOIN file f ON f.id = v.file_id
        WHERE f.trashed_at IS NOT NULL AND v.id IN ({among})"
    );
    let rows = on.query_all_raw(sql(on, &query, [many::ids(versions)])).await?;
    rows.iter().map(|row| parsed(row, "id")).collect()
}

/// The texts of a JSON array, which is the first value of the statement.
fn among(on: &impl ConnectionTrait) -> &'static str {
    match on.get_database_backend() {
        DbBackend::Postgres => "SELECT json_array_elements_text(CAST($1 AS JSON))",
        _ => "SELECT value FROM json_each($1)",
    }
}
