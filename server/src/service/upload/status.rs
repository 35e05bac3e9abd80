//! What is durable of an upload, and what is missing.
use domain::{
    id::{FileId, UploadId},
    time::Timestamp,
};

use super::progress::Open;
use crate::{app::App, auth::Member, db, service::ServiceError};

/// An open upload, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Its id.
    pub id: UploadId,
    /// The name the file will have.
    pub name: String,
    /// Bytes of the file.
    pub size: u64,
    /// Bytes of every part but the last.
    pub part_bytes: u64,
    /// Bytes from the start that are durable without a gap.
    pub durable_prefix: u64,
    /// Bytes durable in all.
    pub durable_bytes: u64,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// The folder that it goes to, when that is in a vault and was asked for.
    pub vault_folder: Option<FileId>,
}

/// An upload and the offsets of its missing parts, ascending.
pub async fn find(app: &App, member: &Member, id: UploadId) -> Result<(Status, Vec<u64>), ServiceError> {
    let open = app.uploads.get(app, member.account(), id).await?;
    Ok((status(&open), open.parts.missing_offsets(&open.durable_indices())))
}

/// The caller's uploads in parts that have not ended, oldest first.
pub async fn list(app: &App, member: &Member) -> Result<Vec<Status>, ServiceError> {
    let rows = db::upload::list_open(app.db.read(), member.account(), app.clock.now()).await?;
    let mut uploads = Vec::with_capacity(rows.len());
    for row in rows {
        match app.uploads.get(app, member.account(), row.id).await {
            Ok(open) => {
                uploads.push(Status { vault_folder: vault_folder(app, &row).await?, ..status(&open) })
            }
            // It ended since the list was read.
            Err(ServiceError::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(uploads)
}

/// A new version goes to where its file is.
async fn vault_folder(app: &App, row: &db::upload::Row) -> Result<Option<FileId>, ServiceError> {
    let (on, account) = (app.db.read(), row.account);
    let folder = match row.replaces {
        true => db::folder::find(on, account, row.file).await?.and_then(|file| file.parent),
        false => row.folder,
    };
    let Some(folder) = folder else { return Ok(None) };
    Ok(db::vault::around(on, account, folder).await?.map(|_| folder))
}

fn status(open: &Open) -> Status {
    Status {
        id: open.row.id,
        name: open.row.name.clone(),
        size: open.row.size,
        part_bytes: open.row.part_bytes,
        durable_prefix: open.durable_prefix(),
        durable_bytes: open.parts.durable_bytes(&open.durable_indices()),
        created_at: open.row.created_at,
        expires_at: open.row.expires_at,
        vault_folder: None,
    }
}
