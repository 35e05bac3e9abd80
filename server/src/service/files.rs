//! A member's files: the list, and the way to the trash.
use cluster::live::crash;
use domain::{
    file_name::filter_key,
    file_order::{FileOrder, SortKey},
    id::{AccountId, FileId},
    limits::PAGE_MAX,
    page::Page,
    quota::Movement,
    time::Timestamp,
};

use super::{ServiceError, audit, ledger, placement};
use crate::{
    app::App,
    auth::Member,
    db::{
        self,
        file_list::{Place, Row},
    },
};

/// An entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// The file.
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// Bytes of the shown version.
    pub size: u64,
    /// When the shown version was committed.
    pub uploaded_at: Timestamp,
    /// SHA-256 of the shown version, lower-case hex.
    pub sha256: String,
    /// Letters of the zones that hold every chunk, in the order of the layout.
    pub zones: Vec<char>,
    /// When it was moved to the trash.
    pub trashed_at: Option<Timestamp>,
    /// A part of the shown version was found lost on all nodes.
    pub damaged: bool,
}

/// A page of the caller's files outside the trash, and how many there are in all.
pub async fn list(
    app: &App,
    member: &Member,
    page: Page,
    filter: &str,
    order: FileOrder,
) -> Result<(Vec<FileEntry>, u64), ServiceError> {
    let (account, part) = (member.account(), filter_key(filter));
    match order.by {
        SortKey::Copies => list_by_copies(app, account, &part, page, order).await,
        SortKey::Name | SortKey::Size | SortKey::Modified => {
            list_place(app, account, Place::Files(order), &part, page).await
        }
    }
}

/// No row knows how many copies are within reach now: all files that match are looked at, in pieces, and the page is cut
/// out of them. The time grows with their number; a thousand files are a thousand manifests.
async fn list_by_copies(
    app: &App,
    account: AccountId,
    part: &str,
    page: Page,
    order: FileOrder,
) -> Result<(Vec<FileEntry>, u64), ServiceError> {
    let mut all: Vec<FileEntry> = Vec::new();
    loop {
        let piece = Page::after(all.len(), PAGE_MAX);
        let (entries, total) = list_place(app, account, Place::Files(order), part, piece).await?;
        let is_last =
            entries.is_empty() || all.len() + entries.len() >= usize::try_from(total).unwrap_or(usize::MAX);
        all.extend(entries);
        if is_last {
            break;
        }
    }
    // Stable: those with as many copies stay ordered by name.
    all.sort_by_key(|entry| entry.zones.len());
    if order.descending {
        all.sort_by_key(|entry| std::cmp::Reverse(entry.zones.len()));
    }
    let total = all.len() as u64;
    let (skip, take) = (page.offset() as usize, page.limit() as usize);
    Ok((all.into_iter().skip(skip).take(take).collect(), total))
}

pub(super) async fn list_place(
    app: &App,
    account: AccountId,
    place: Place,
    part: &str,
    page: Page,
) -> Result<(Vec<FileEntry>, u64), ServiceError> {
    let rows = db::file_list::list(app.db.read(), account, place, part, page).await?;
    let total = db::file_list::count(app.db.read(), account, place, part).await?;
    let zones = placement::zones_of(app, account, rows.iter().map(|row| &row.version)).await?;
    Ok((rows.into_iter().zip(zones).map(|(row, zones)| entry(row, zones)).collect(), total))
}

/// Moves a file to the trash and answers how many bytes that freed: all of its versions.
pub async fn delete(app: &App, member: &Member, id: FileId) -> Result<u64, ServiceError> {
    let (account, now) = (member.account(), app.clock.now());
    let tx = app.db.write().await?;
    if !db::file::move_to_trash(&tx, account, id, now).await? {
        return Err(not_found());
    }
    let freed = db::file::size_of_versions(&tx, id).await?;
    ledger::shift(&tx, account, Movement::Delete, freed, id.to_string(), now).await?;
    audit::record(&tx, member, "file.delete", id, audit::Outcome::Success, now);
    crash::point("trash.before_commit");
    tx.commit().await?;
    crash::point("trash.after_commit");
    Ok(freed)
}

/// No such file, somebody else's, or not where it was looked for: the caller learns no more (K39).
pub fn not_found() -> ServiceError {
    ServiceError::NotFound("There is no such file.".to_owned())
}

fn entry(row: Row, zones: Vec<char>) -> FileEntry {
    FileEntry {
        id: row.version.file,
        name: row.name,
        size: row.version.size,
        uploaded_at: row.version.created_at,
        sha256: row.version.sha256,
        zones,
        damaged: row.version.damaged_at.is_some(),
        trashed_at: row.trashed_at,
    }
}
