//! A member's files: the list, and the way to the trash.
use domain::{
    file_name::filter_key,
    file_order::{FileOrder, SortKey},
    id::{AccountId, FileId},
    limits::PAGE_MAX,
    page::Page,
    policy::entry::Act,
    time::Timestamp,
};

use super::{
    ServiceError, drive, placement,
    shares::{self, Access},
};
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
    /// The folder it is in; the top when none.
    pub folder: Option<FileId>,
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
    /// Its owner wants it at hand.
    pub favourite: bool,
    /// Bytes that are encrypted in the shown version, if it has the form of age.
    pub plain_size: Option<u64>,
}

/// A page of the caller's files outside the trash, and how many there are in all.
pub async fn list(
    app: &App,
    member: &Member,
    page: Page,
    filter: &str,
    order: FileOrder,
) -> Result<(Vec<FileEntry>, u64), ServiceError> {
    list_in_order(app, member.account(), Place::Files(order), &filter_key(filter), page, order).await
}

/// A page of a place in its order, and how many files there are in all.
pub(super) async fn list_in_order(
    app: &App,
    account: AccountId,
    place: Place,
    part: &str,
    page: Page,
    order: FileOrder,
) -> Result<(Vec<FileEntry>, u64), ServiceError> {
    match order.by {
        SortKey::Copies => list_by_copies(app, account, (place, part), page, order).await,
        SortKey::Name | SortKey::Size | SortKey::Modified => {
            list_place(app, account, place, part, page).await
        }
    }
}

/// No row knows how many copies are within reach now: all files that match are looked at, in pieces, and the page is cut
/// out of them. The time grows with their number.
async fn list_by_copies(
    app: &App,
    account: AccountId,
    (place, part): (Place, &str),
    page: Page,
    order: FileOrder,
) -> Result<(Vec<FileEntry>, u64), ServiceError> {
    let mut all: Vec<FileEntry> = Vec::new();
    loop {
        let piece = Page::after(all.len(), PAGE_MAX);
        let (entries, total) = list_place(app, account, place, part, piece).await?;
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
    let zones = placement::zones_of(app, &rows).await?;
    Ok((rows.into_iter().zip(zones).map(|(row, zones)| entry(row, zones)).collect(), total))
}

/// Moves a file to the trash and answers how many bytes that freed: all of its versions.
pub async fn delete(app: &App, member: &Member, id: FileId) -> Result<u64, ServiceError> {
    let owner = of_file(shares::reach(app, member, id, Act::Arrange).await)?.owner;
    let found = db::folder::find(app.db.read(), owner, id).await?;
    if !found.is_some_and(|entry| entry.is_file) {
        return Err(not_found());
    }
    drive::trash(app, member, &[id]).await.map(|gone| gone.bytes)
}

/// What is not there is a file to whoever asks for one.
pub(super) fn of_file(found: Result<Access, ServiceError>) -> Result<Access, ServiceError> {
    found.map_err(|error| if matches!(error, ServiceError::NotFound(_)) { not_found() } else { error })
}

/// No such file, somebody else's, or not where it was looked for: the caller learns no more (K39).
pub fn not_found() -> ServiceError {
    ServiceError::NotFound("There is no such file.".to_owned())
}

pub(super) fn entry(row: Row, zones: Vec<char>) -> FileEntry {
    FileEntry {
        id: row.id,
        name: row.name,
        folder: row.folder,
        size: row.size,
        uploaded_at: row.changed_at,
        sha256: row.sha256,
        zones,
        damaged: row.damaged,
        favourite: row.favourite,
        trashed_at: row.trashed_at,
        plain_size: row.plain_size,
    }
}
