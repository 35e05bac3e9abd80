//! What leaves the trash for good: by its age, or because its owner says so. The rows of its versions, their keys and their
//! chunks go with it.
use domain::{
    id::{AccountId, FileId},
    time::Timestamp,
};

use super::{ConnectionTrait, DbErr, execute, flag, one, parsed, sql};

/// Files and folders that were moved to the trash at `latest` or before, with their owners and whether they are files.
pub async fn list_due(
    on: &impl ConnectionTrait,
    latest: Timestamp,
) -> Result<Vec<(AccountId, FileId, bool)>, DbErr> {
    let text = "SELECT account_id, id, is_file FROM file WHERE trashed_at IS NOT NULL AND trashed_at <= $1
        ORDER BY trashed_at, is_file DESC, id";
    let rows = on.query_all_raw(sql(on, text, [latest.micros().into()])).await?;
    rows.iter()
        .map(|row| Ok((parsed(row, "account_id")?, parsed(row, "id")?, flag(row, "is_file")?)))
        .collect()
}

/// Removes what was moved to the trash at `latest` or before; `false` when it was restored meanwhile, or is a folder in
/// which something is.
pub async fn purge_due(on: &impl ConnectionTrait, id: FileId, latest: Timestamp) -> Result<bool, DbErr> {
    let text = "DELETE FROM file WHERE id = $1 AND trashed_at IS NOT NULL AND trashed_at <= $2
        AND NOT EXISTS (SELECT 1 FROM file below WHERE below.account_id = file.account_id AND below.parent_id = $1)";
    one(on, text, [id.to_string().into(), latest.micros().into()]).await
}

/// Removes what went to the trash by this act: a file or a folder of an account and what is below it; how many rows those
/// were. What went by other acts stays.
pub async fn purge(
    on: &impl ConnectionTrait,
    account: AccountId,
    id: FileId,
    act: &str,
) -> Result<u64, DbErr> {
    let text = "WITH RECURSIVE below (id) AS (
            SELECT id FROM file WHERE id = $1 AND account_id = $2 AND trash_act = $3
            UNION
            SELECT f.id FROM below b CROSS JOIN file f
            WHERE f.account_id = $2 AND f.parent_id = b.id AND f.trash_act = $3
        ) DELETE FROM file WHERE id IN (SELECT id FROM below)";
    execute(on, text, [id.to_string().into(), account.to_string().into(), act.into()]).await
}
