//! What happened to one file or folder: rows of the audit trail, found through `file_activity`.
use domain::{
    id::{FileId, ShareId},
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, execute, instant, sql, text, text_or_none};
use crate::trail::Entry;

/// How actions begin that have the id of a file, a folder or a share as their object.
const OF_ENTRIES: [&str; 5] = ["file.", "folder.", "version.", "share.", "link."];

/// A row of the trail, with the names behind its ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// Its number in the trail.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Who: an account's id, or how the trail calls who has none.
    pub actor: String,
    /// The name of the account that did it, while there is one.
    pub username: Option<String>,
    /// What was done.
    pub action: String,
    /// To whom it is given by the share that the row is about, while that stands.
    pub given_to: Option<String>,
}

/// Notes that a row of the trail tells of this file or folder, or of the one that its object is or is a share of. Of what is
/// gone nothing is noted.
pub(super) async fn note(
    on: &impl ConnectionTrait,
    sequence: i64,
    entry: &Entry,
    file: Option<FileId>,
) -> Result<(), DbErr> {
    if file.is_none() && !OF_ENTRIES.iter().any(|beginning| entry.action.starts_with(beginning)) {
        return Ok(());
    }
    let text = "INSERT INTO file_activity (file_id, sequence)
        SELECT id, CAST($2 AS BIGINT) FROM file WHERE id = $1
        UNION ALL SELECT entry_id, CAST($2 AS BIGINT) FROM share WHERE id = $1";
    let object = file.map_or_else(|| entry.object.clone(), |file| file.to_string());
    execute(on, text, [object.into(), sequence.into()]).await?;
    Ok(())
}

/// At most `limit` of what happened to a file or folder before the row `before`, the newest first. Through a share only
/// what it lets see: what became of the content since it was given.
pub async fn list(
    on: &impl ConnectionTrait,
    entry: FileId,
    through: Option<ShareId>,
    before: i64,
    limit: u32,
) -> Result<Vec<Happening>, DbErr> {
    let query = "SELECT t.sequence, t.at, t.actor, t.action, who.username,
            COALESCE(r.username, s.receiver_email) AS given_to
        FROM file_activity f JOIN audit t ON t.sequence = f.sequence LEFT JOIN account who ON who.id = t.actor
            LEFT JOIN share s ON s.id = t.object LEFT JOIN account r ON r.id = s.receiver_id
        WHERE f.file_id = $1 AND f.sequence < $2 AND ($3 = ''
            OR t.at >= (SELECT created_at FROM share WHERE id = $3) AND t.action IN ('file.upload', 'file.rename',
                'file.delete', 'file.restore', 'folder.rename', 'folder.delete', 'folder.restore', 'version.restore'))
        ORDER BY f.sequence DESC LIMIT $4";
    let through = through.map(|share| share.to_string()).unwrap_or_default();
    let values = [entry.to_string().into(), before.into(), through.into(), i64::from(limit).into()];
    on.query_all_raw(sql(on, query, values)).await?.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<Happening, DbErr> {
    Ok(Happening {
        sequence: row.try_get("", "sequence")?,
        at: instant(row, "at")?,
        actor: text(row, "actor")?,
        username: text_or_none(row, "username")?,
        action: text(row, "action")?,
        given_to: text_or_none(row, "given_to")?,
    })
}
